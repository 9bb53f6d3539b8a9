"""How far the first day is, kept in the window's settings: a word and a step's key, nothing about a person."""

from __future__ import annotations

from enum import Enum

from desktop_app.ui.first_day.steps import STEPS
from desktop_app.ui.remembered import Remembered

PLACE = "first-day"


class Standing(Enum):
    """Where the first day stands; the values are kept."""

    NEW = ""
    DECLINED = "declined"
    RUNNING = "running"
    STOPPED = "stopped"
    FINISHED = "finished"


class DayProgress:
    """The step in hand, from 0, and whether it is gone through now; everything is written at once."""

    def __init__(self, remembered: Remembered) -> None:
        self._remembered = remembered

    def standing(self) -> Standing:
        """Return what was kept; anything unknown counts as new."""
        try:
            return Standing(self._remembered.read("standing"))
        except ValueError:
            return Standing.NEW

    def at(self) -> int:
        """Return the number of the step in hand; of a step that is no more the first."""
        kept = self._remembered.read("step")
        return next((number for number, step in enumerate(STEPS) if step.key == kept), 0)

    def stand(self, standing: Standing) -> None:
        """Keep where the day stands."""
        self._remembered.keep("standing", standing.value)

    def go_to(self, number: int) -> None:
        """Keep the step in hand."""
        self._remembered.keep("step", STEPS[number].key)
