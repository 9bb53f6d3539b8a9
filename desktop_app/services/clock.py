"""The one place that knows what day it is; tests and the command line may set another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime


def _system_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Clock:
    """Gives the day and the instant; ``fixed_on`` replaces the day, as ``--as-of`` does."""

    fixed_on: date | None = None
    read: Callable[[], datetime] = _system_now

    def now(self) -> datetime:
        """Return the present instant in UTC."""
        return self.read()

    def today(self) -> date:
        """Return the local day, or the day that was set."""
        return self.fixed_on or self.now().astimezone().date()

    def time_of_day(self) -> str | None:
        """Return the local wall clock as HH:MM; None on a day that was set: it counts as a whole."""
        return None if self.fixed_on is not None else f"{self.now().astimezone():%H:%M}"
