"""Keep Python's cycle collector from walking again and again over the rows of a large piece of work."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[None]:
    """Pause the cycle collector for the length of the block.

    Facts and rows hold no cycles, so nothing is lost; with 20,000 people alive at once the collector would take
    a quarter of the time. Safe from several threads: whoever switched it off switches it on again.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            # Moves everything made meanwhile to the oldest generation without looking at it. The first small
            # collection would otherwise walk through all of it, and the window would not answer for so long.
            gc.freeze()
            gc.unfreeze()
            gc.enable()


def sweep() -> None:
    """Throw away what was made since the last time in a paused block whose statements leave cycles behind.

    Thousands of statements built one by one would otherwise keep a gigabyte until the end.
    """
    if not gc.isenabled():
        gc.collect(0)
