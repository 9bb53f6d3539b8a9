"""When this computer reminds of today's visits; in the plain ``window.ini``, for it concerns this desk alone."""

from __future__ import annotations

from PySide6.QtCore import QSettings

NEVER = "off"
TIMES = ("08:30", "09:00", "14:00")
USUAL = "09:00"
_AT, _TOLD = "reminder/at", "reminder/told_on"


def read(settings: QSettings) -> str:
    """Return ``off`` or the time HH:MM of the daily reminder."""
    kept = str(settings.value(_AT, USUAL))
    return kept if kept in (*TIMES, NEVER) else USUAL


def write(settings: QSettings, chosen: str) -> None:
    """Keep ``off`` or a time."""
    settings.setValue(_AT, chosen)
    settings.sync()


def told_on(settings: QSettings) -> str:
    """Return the day, as ISO writes it, on which the daily reminder was given last."""
    return str(settings.value(_TOLD, ""))


def keep_told(settings: QSettings, day: str) -> None:
    """Remember that the reminder of this day was given."""
    settings.setValue(_TOLD, day)
