"""Asks where files are; the one place of the exchange that opens the system's file windows."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

_LAST = "exchange/folder"


def last_folder(settings: QSettings) -> Path:
    """Return the folder used last, the documents at first."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    found = Path(str(settings.value(_LAST, documents)))
    return found if found.is_dir() else Path(documents)


def remember(settings: QSettings, folder: Path) -> None:
    """Begin there next time."""
    settings.setValue(_LAST, str(folder))


def ask_folder(parent: QWidget, title: str, settings: QSettings) -> Path | None:
    """Ask for a folder; None when nothing was chosen."""
    name = QFileDialog.getExistingDirectory(parent, title, str(last_folder(settings)))
    return _chosen(name, settings, is_folder=True)


def ask_file(parent: QWidget, title: str, kinds: str, settings: QSettings) -> Path | None:
    """Ask for a file that is there; None when nothing was chosen."""
    name, _kind = QFileDialog.getOpenFileName(parent, title, str(last_folder(settings)), kinds)
    return _chosen(name, settings)


def ask_new_file(parent: QWidget, title: str, name: str, kinds: str, settings: QSettings) -> Path | None:
    """Ask where to write a file; None when nothing was chosen."""
    found, _kind = QFileDialog.getSaveFileName(parent, title, str(last_folder(settings) / name), kinds)
    return _chosen(found, settings)


def _chosen(name: str, settings: QSettings, *, is_folder: bool = False) -> Path | None:
    if not name:
        return None
    path = Path(name)
    remember(settings, path if is_folder else path.parent)
    return path
