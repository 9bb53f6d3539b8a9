"""Measure whether the window answers while a 500-page PDF is being made: every page, its longest silence."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec

from measures.figures import Figure, tell
from measures.window import start_child
from measures.world import World

SHEETS = 500
BUDGET = 0.1


def papers_alive(world: World) -> Iterator[Figure]:
    """Walk through all pages with and without a PDF in the making, and tell each page's longest silence."""
    if find_spec("PySide6") is None:
        tell("  Qt is not installed here: no window to measure")
        return
    app = world.filled
    if app.duties.is_stale(app.actor):
        app.duties.refresh(app.actor)
    with world.lent() as home:
        found = start_child("pages_child.py", home, str(SHEETS), patience=600)
    tell(f"  {found['papers']} PDFs of {found['sheets']} pages were made during the walk")
    for key, (alone, beside) in sorted(found["pages"].items(), key=lambda one: -one[1][1]):
        yield Figure(
            name=f"silence-{key}",
            what=f"the longest time the page {key} did not answer while a PDF of {SHEETS} pages is made",
            values=[beside],
            budget=BUDGET,
            floor=[alone],
            floor_what="the same page while nothing else is done",
        )
