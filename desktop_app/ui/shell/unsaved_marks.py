"""Says 未保存 wherever typing waits: beside the title, in the sidebar for pages left, in the window's title bar."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QMainWindow

from desktop_app.ui.navigator import Navigator
from desktop_app.ui.shell.page_bar import PageBar
from desktop_app.ui.shell.sidebar import Sidebar


class UnsavedMarks(QObject):
    """Follows every page that is opened; a page that the sidebar does not list is marked at the one it came from."""

    def __init__(
        self, window: QMainWindow, navigator: Navigator, page_bar: PageBar, sidebar: Sidebar
    ) -> None:
        super().__init__(window)
        self._window, self._navigator = window, navigator
        self._page_bar, self._sidebar = page_bar, sidebar
        self._listed = [spec.key for spec in navigator.specs() if spec.order >= 0]
        self._chosen = self._listed[0] if self._listed else ""
        self._under: dict[str, str] = {}
        navigator.opened.connect(self._on_opened)

    def unsaved_elsewhere(self) -> list[str]:
        """Return the keys of the pages that were left with something unsaved."""
        shown = self._navigator.current_key()
        pages = self._navigator.made_pages()
        return [key for key, page in pages.items() if key != shown and page.is_unsaved()]

    @Slot()
    def look(self) -> None:
        """Show the state of now."""
        page = self._navigator.current_page()
        here = page is not None and page.is_unsaved()
        elsewhere = self.unsaved_elsewhere()
        self._page_bar.show_unsaved(here)
        self._sidebar.show_unsaved({self._under.get(key, key) for key in elsewhere})
        self._window.setWindowModified(here or bool(elsewhere))

    @Slot(str)
    def _on_opened(self, key: str) -> None:
        if key in self._listed:
            self._chosen = key
        self._under[key] = self._chosen
        page = self._navigator.current_page()
        if page is not None:
            page.unsaved_changed.connect(self.look, Qt.ConnectionType.UniqueConnection)
        self.look()
