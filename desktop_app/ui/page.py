"""The base of all pages and what a page is given: services, jobs, navigator, notices.

Example::

    class RegisterPage(Page):
        listens_to = frozenset({"elder", "category_span"})

        def __init__(self, context: PageContext) -> None:
            super().__init__(context, title=_("名册"))
            self.set_main_action(_("登记老人"), "Ctrl+N", self._on_new)

        def activate(self, **params: Any) -> None:      # each time the page is opened
            self.search.setText(params.get("search", ""))

        def refresh(self) -> None:                      # first opening, F5, and when what it shows changed
            self.table.reload()
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from PySide6.QtCore import QSettings, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QShowEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from desktop_app.config.strings import _
from desktop_app.ui.feed import ChangeFeed, ChangesLike
from desktop_app.ui.jobs import JobRunner
from desktop_app.ui.kit.notices import NoticeBar, UndoNotice
from desktop_app.ui.presenter import Presenter
from desktop_app.ui.remembered import Remembered
from desktop_app.ui.sights import Sights

if TYPE_CHECKING:  # the heavy libraries under it load while the user types the password
    from desktop_app.bootstrap import Application


class Opens(Protocol):
    """What a page needs of the navigator."""

    def open(self, key: str, **params: Any) -> bool:
        """Open the page ``key``; False when the present page was not to be left."""
        ...

    def back(self) -> bool:
        """Go back to the page before."""
        ...

    def has(self, key: str) -> bool:
        """Tell whether this site has the page ``key``."""
        ...


@dataclass(slots=True, kw_only=True)
class PageContext:
    """What every page is given; ``app`` holds the services."""

    app: Application
    jobs: JobRunner
    feed: ChangeFeed
    settings: QSettings
    navigator: Opens
    notices: NoticeBar
    undo: UndoNotice
    presenter: Presenter
    sights: Sights = field(default_factory=Sights)

    def offer_file(self, text: str, path: Path) -> None:
        """Say that a file was made and offer to open it."""

        def show() -> None:
            """Open it with the program of this computer, or say where it lies."""
            if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
                words = _("这台电脑没有能打开它的程序，文件在 {folder}").format(folder=path.parent)
                self.notices.show_notice("soon", words)

        # A file may be done when the window that asked for it is already gone.
        if isValid(self.notices):
            self.notices.show_notice("done", text, _("打开"), show)

    def remembered(self, page: str) -> Remembered:
        """Return what the user at work left on the page of this key."""
        return Remembered(self.settings, self.app.actor.name, page)

    def offer_undo(
        self, text: str, change_set: str | None, undone: Callable[[], object] | None = None
    ) -> None:
        """Say what was saved and offer to take it back, if anything was; ``undone`` is called after that."""
        app = self.app

        def take_back() -> None:
            """Undo in the writing thread."""
            assert change_set is not None  # only then is it offered
            job = self.jobs.writing(_("撤销"), lambda _progress: app.undo.undo(app.actor, change_set))
            if undone is not None:
                job.succeeded.connect(lambda _undone: undone())
            job.start()

        later = _("{text}；以后可在 设置 › 最近操作 撤销").format(text=text)
        self.undo.offer(text, take_back if change_set else None, later=later)


@dataclass(frozen=True, slots=True)
class PageAction:
    """The one main thing of a page: its word, its key, what it does."""

    text: str
    key: str
    act: Callable[[], object]


@dataclass(frozen=True, slots=True)
class KeyHint:
    """One key of a page for the key overview: as Qt writes it (``Ctrl+Enter``), and a message id of what it does."""

    key: str
    words: str


class Page(QWidget):
    """One page of the window. Signals: ``title_changed()``, ``action_changed()``, ``unsaved_changed()`` for the frame.

    A subclass names in ``listens_to`` the entities whose changes make it stale; empty means all of them.
    In ``keys`` it names the keys that it binds besides its main action's, for the key overview.
    """

    listens_to: ClassVar[frozenset[str]] = frozenset()
    help_topic: ClassVar[str] = ""
    keys: ClassVar[tuple[KeyHint, ...]] = ()

    title_changed = Signal()
    action_changed = Signal()
    unsaved_changed = Signal()

    def __init__(self, context: PageContext, *, title: str) -> None:
        super().__init__()
        self.context = context
        self._title = title
        self._main_action: PageAction | None = None
        self._stale = True
        context.feed.changed.connect(self._on_changes)

    def title(self) -> str:
        """Return the title for the page bar."""
        return self._title

    def set_title(self, title: str) -> None:
        """Change the title in the page bar."""
        self._title = title
        self.title_changed.emit()

    def main_action(self) -> PageAction | None:
        """Return what the filled button of the page bar does."""
        return self._main_action

    def set_main_action(self, text: str, key: str, act: Callable[[], object]) -> None:
        """Put the page's one main thing on the filled button; an empty text takes it away."""
        self._main_action = PageAction(text, key, act) if text else None
        self.action_changed.emit()

    def activate(self, **params: Any) -> None:
        """Take the parameters of ``navigator.open``; called before the page is shown."""

    def refresh(self) -> None:
        """Load what the page shows anew."""

    def may_leave(self) -> bool:
        """Tell whether the page may be left; ask only if something typed would be lost."""
        return True

    def place(self) -> dict[str, Any]:
        """Return the parameters for ``activate`` that lead to what is in sight, where they differ from the last ones."""
        return {}

    def is_unsaved(self) -> bool:
        """Tell whether something typed here is not saved yet; emit ``unsaved_changed`` when that changes."""
        return False

    def find_here(self) -> bool:
        """F3, Ctrl+K: focus the page's own search; False hands the key to the page bar's."""
        return False

    def print_paper(self) -> bool:
        """Ctrl+P: print what is shown; False when the page has nothing to print."""
        return False

    def undo(self) -> bool:
        """Ctrl+Z outside a text field: take the page's last act back; False when there is none."""
        return False

    def record_visit(self) -> bool:
        """F2: record a visit for the person in focus; False opens the visit page empty."""
        return False

    def mark_stale(self) -> None:
        """Reload now if visible, else when shown next."""
        self._stale = True
        if self.isVisible():
            self.refresh_if_stale()

    def refresh_if_stale(self) -> None:
        """Reload if something changed since the last time."""
        if self._stale:
            self._stale = False
            self.refresh()

    def is_stale(self) -> bool:
        """Tell whether the page waits for its next showing to reload."""
        return self._stale

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: a page that became stale while hidden reloads when it is shown."""
        super().showEvent(event)
        self.refresh_if_stale()

    @Slot(object)
    def _on_changes(self, changes: ChangesLike) -> None:
        if not self.listens_to or not changes.entities or self.listens_to & changes.entities:
            self.mark_stale()
