"""How the window looks on this computer: letter size, contrast, language; readable before anyone logs in.

It lies in the plain ``window.ini`` beside the store and not inside it, because the login window needs it too.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtWidgets import QApplication

from desktop_app.config.strings import LANGUAGES, current_language, use_language
from desktop_app.ui import theme

WINDOW_FILE = "window.ini"


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """The letter size factor, whether contrast is high, and the language."""

    scale: float = 1.0
    high_contrast: bool = False
    language: str = LANGUAGES[0]


class PreferenceBus(QObject):
    """Tells the session what was chosen: ``appearance_changed()``, ``reminder_changed()``,
    ``lock_minutes_changed(int)``, ``log_out_asked()``.
    """  # noqa: D205 - the list of signals belongs to the first sentence

    appearance_changed = Signal()
    reminder_changed = Signal()
    lock_minutes_changed = Signal(int)
    log_out_asked = Signal()


bus = PreferenceBus()


def open_file(home: Path) -> QSettings:
    """Return the window's settings file of an installation."""
    return QSettings(str(home / WINDOW_FILE), QSettings.Format.IniFormat)


def read(settings: QSettings) -> Appearance:
    """Return what was chosen on this computer; anything unreadable counts as not chosen."""
    try:
        scale = float(str(settings.value("look/scale", 1.0)))
    except ValueError:
        scale = 1.0
    language = str(settings.value("look/language", current_language()))
    return Appearance(
        scale=scale if scale in theme.SCALES else 1.0,
        high_contrast=str(settings.value("look/high_contrast", "false")).lower() == "true",
        language=language if language in LANGUAGES else LANGUAGES[0],
    )


def write(settings: QSettings, chosen: Appearance) -> None:
    """Keep ``chosen`` on this computer."""
    settings.setValue("look/scale", chosen.scale)
    settings.setValue("look/high_contrast", chosen.high_contrast)
    settings.setValue("look/language", chosen.language)
    settings.sync()


def put_on(chosen: Appearance) -> None:
    """Dress the application; widgets made before keep their sizes, so the window is made anew."""
    use_language(chosen.language)
    application = QApplication.instance()
    if isinstance(application, QApplication):
        theme.apply(application, palette="contrast" if chosen.high_contrast else "light", scale=chosen.scale)
