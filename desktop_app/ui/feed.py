"""The feed of changes: services publish from any thread, pages hear it in the UI thread.

Example::

    feed = ChangeFeed(); application.subscribe(feed.publish)
    feed.changed.connect(page.on_changes)
"""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal


class ChangesLike(Protocol):
    """What the window reads of ``desktop_app.domain.changes.Changes``."""

    @property
    def title(self) -> str:
        """The words of the use case."""
        ...

    @property
    def entities(self) -> frozenset[str]:
        """The kinds of record that changed, e.g. ``visit``."""
        ...

    @property
    def uids(self) -> frozenset[str]:
        """The records that changed; empty when they are too many to name."""
        ...


class ChangeFeed(QObject):
    """Emits ``changed(Changes)`` in the UI thread."""

    changed = Signal(object)
    _published = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._published.connect(self.changed, Qt.ConnectionType.QueuedConnection)

    def publish(self, changes: ChangesLike) -> None:
        """Tell what a unit of work changed; callable from any thread."""
        self._published.emit(changes)
