"""Slow down guessing at the unlock window: five free attempts, then doubling waits, kept across restarts.

This is a barrier at the window only; what protects a stolen file is the cost of Argon2id.
"""

from __future__ import annotations

import json
import logging
import math
import time
from collections.abc import Callable
from pathlib import Path

from desktop_app.config import durable
from desktop_app.storage.key_faults import TooManyAttempts

FREE_ATTEMPTS = 5
LONGEST_WAIT = 15 * 60
MOST_BYTES = 64 * 1024
MOST_COUNTED = 10**6

Clock = Callable[[], float]
_log = logging.getLogger(__name__)


def wait_after(failures: int) -> float:
    """Return the seconds to wait after so many wrong attempts."""
    paid = failures - FREE_ATTEMPTS
    if paid <= 0:
        return 0.0
    return float(min(2**paid, LONGEST_WAIT)) if paid < LONGEST_WAIT else float(LONGEST_WAIT)


class UnlockThrottle:
    """Counts wrong attempts per opener in one small file beside the key slots."""

    def __init__(self, path: Path, *, clock: Clock = time.time) -> None:
        """Keep the counts in ``path``; ``clock`` gives seconds and may run backwards."""
        self._path = path
        self._clock = clock

    def charge(self, opener: str) -> None:
        """Count one attempt before it is made; raises TooManyAttempts while the wait lasts."""
        counts = self._read()
        failures, since = counts.get(opener, (0, 0.0))
        now = self._clock()
        wait = wait_after(failures)
        if wait and now < since:
            # The clock was set back: the wait begins anew, so it neither ends early nor lasts for years.
            since = now
            self._write({**counts, opener: (failures, since)})
        if wait and now < since + wait:
            raise TooManyAttempts(seconds=math.ceil(since + wait - now))
        self._write({**counts, opener: (min(failures + 1, MOST_COUNTED), now)})

    def clear(self, opener: str) -> None:
        """Forget the wrong attempts of one opener after a right one."""
        counts = self._read()
        if counts.pop(opener, None) is not None:
            self._write(counts)

    def _read(self) -> dict[str, tuple[int, float]]:
        try:
            with self._path.open("rb") as source:
                document = json.loads(source.read(MOST_BYTES))
            return {
                str(opener): (max(0, min(int(failures), MOST_COUNTED)), float(since))
                for opener, (failures, since) in document.items()
                if math.isfinite(float(since))
            }
        except (OSError, ValueError, TypeError, AttributeError, OverflowError, RecursionError):
            # Missing or torn: whoever can damage this file could as well delete it.
            return {}

    def _write(self, counts: dict[str, tuple[int, float]]) -> None:
        try:
            durable.write_file(self._path, json.dumps(counts, ensure_ascii=True).encode("ascii"))
        except OSError:
            # A read-only folder must still be readable with the right password.
            _log.warning("the count of unlock attempts could not be saved")
