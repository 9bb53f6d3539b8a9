"""The Qt application: names, Chinese locale, Qt's own translation, input method, fonts."""

from __future__ import annotations

import os
import sys
from collections.abc import MutableMapping, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from desktop_app.config import resources
from desktop_app.config.paths import APP_NAME
from desktop_app.config.strings import _
from desktop_app.ui.kit import composing

_UNCHOSEN = {"", "xim", "fcitx5"}
_FCITX = {"fcitx", "fcitx5"}
_PROCESSES = Path("/proc")
_MACHINE_IDS = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))


def make_application(argv: Sequence[str]) -> QApplication:
    """Return the application, or the one that is there already, set up for Chinese."""
    if sys.platform.startswith("linux"):
        choose_input_method(os.environ)
    QCoreApplication.setOrganizationName(APP_NAME)
    QCoreApplication.setApplicationName(APP_NAME)
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    app = QCoreApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(list(argv) or [APP_NAME])
    app.setApplicationDisplayName(_("老年人探访服务记录"))
    app.setDesktopFileName(APP_NAME)
    app.setQuitOnLastWindowClosed(False)
    composing.guard(app)
    _translate_qt(app)
    return app


def choose_input_method(environment: MutableMapping[str, str]) -> None:
    """Choose fcitx or ibus where the desktop left it open; must run before the application is made.

    Qt's wheels know neither xim nor the name fcitx5. With an fcitx of our own shipped beside Qt it is named,
    else fcitx5 is reached through the ibus door that it opens itself.
    """
    if environment.get("WAYLAND_DISPLAY") or environment.get("QT_IM_MODULE", "") not in _UNCHOSEN | {"fcitx"}:
        return
    if not any(place.exists() for place in _MACHINE_IDS):
        # Both doors lead through D-Bus, and its library ends a program on a machine that has no id.
        environment["QT_IM_MODULE"] = "compose"
        return
    named = _has_fcitx_plugin() and _running_programs() & _FCITX
    environment["QT_IM_MODULE"] = "fcitx" if named else "ibus"


def _has_fcitx_plugin() -> bool:
    plugins = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)) / "platforminputcontexts"
    return any(plugins.glob("*fcitx*"))


def _running_programs() -> set[str]:
    found: set[str] = set()
    for entry in _PROCESSES.glob("[0-9]*/comm"):
        try:
            found.add(entry.read_text(encoding="utf-8", errors="replace").strip())
        except OSError:
            continue  # the process has ended meanwhile
    return found


def _translate_qt(app: QApplication) -> None:
    """Let Qt's own buttons and menus speak Chinese."""
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for place in (folder, str(resources.path("translations", "qt"))):
        translator = QTranslator(app)
        if translator.load("qtbase_zh_CN", place):
            app.installTranslator(translator)
            return
