"""What is dragged between the lists and the days: one person's visit, within this window only."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QDropEvent

from desktop_app.services.plan_rows import CalendarEntry

ENTRY_MIME = "application/x-elder-visits-entry"


@runtime_checkable
class DragSource(Protocol):
    """A widget that people are dragged from."""

    def dragged(self) -> CalendarEntry | None:
        """Return who is being dragged."""
        ...


def drag_data() -> QMimeData:
    """Return what the drag carries: nothing but its kind, so that no name leaves the window."""
    data = QMimeData()
    data.setData(ENTRY_MIME, b"entry")
    return data


def entry_of(event: QDropEvent) -> CalendarEntry | None:
    """Return who is being dragged over a widget."""
    source = event.source()
    return source.dragged() if isinstance(source, DragSource) else None
