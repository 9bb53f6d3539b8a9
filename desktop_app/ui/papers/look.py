"""The live preview: pages, how many, zoom, or a sentence why there is nothing to see."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.services.previews import PaperSeen
from desktop_app.ui import theme
from desktop_app.ui.kit import EmptyState, PdfView, Text, button

ZOOM = 1.25


class PaperLook(QWidget):
    """Shows one paper at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.view = PdfView()
        self.empty = EmptyState("")
        self._status = Text("", "muted", wrap=True)
        self._page = Text("", "muted")
        self._zooms = QWidget()
        zooms = QHBoxLayout(self._zooms)
        zooms.setContentsMargins(0, 0, 0, 0)
        zooms.setSpacing(theme.px(0.2))
        zooms.addWidget(self._page)
        for words, act in (
            (_("放大"), lambda: self.view.zoom_by(ZOOM)),
            (_("缩小"), lambda: self.view.zoom_by(1 / ZOOM)),
            (_("页宽"), self.view.zoom_to_width),
        ):
            zooms.addWidget(button(words, act, look="link"))
        head = QHBoxLayout()
        head.addWidget(self._status, 1)
        head.addWidget(self._zooms)
        self._faces = QStackedWidget()
        self._faces.addWidget(self.view)
        self._faces.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(0.3))
        layout.addLayout(head)
        layout.addWidget(self._faces, 1)
        self.view.page_shown.connect(self._on_page)
        self._zooms.hide()

    def show_status(self, text: str) -> None:
        """Say what is going on."""
        self._status.setText(text)

    def status(self) -> str:
        """Return what is said above the pages."""
        return self._status.text()

    def show_paper(self, seen: PaperSeen) -> None:
        """Show the pages of ``seen``."""
        self.view.show_document(seen.content)
        self._faces.setCurrentWidget(self.view)
        self._zooms.show()
        self.say_pages(seen)

    def say_pages(self, seen: PaperSeen) -> None:
        """Say how much of the paper is in sight."""
        text = _("共 {pages} 页").format(pages=seen.pages)
        if not seen.whole:
            text = _("预览前 {shown} 份，打印和保存含全部 {total} 份").format(
                shown=seen.shown, total=seen.total
            )
        self._status.setText(text)

    def show_empty(self, sentence: str, hint: str = "") -> None:
        """Say why there is nothing to see."""
        self.view.clear()
        self._zooms.hide()
        self._status.setText("")
        self.empty.sentence.setText(sentence)
        self.empty.hint.setText(hint)
        self.empty.hint.setVisible(bool(hint))
        self._faces.setCurrentWidget(self.empty)

    def is_empty(self) -> bool:
        """Tell whether no pages are shown."""
        return self._faces.currentWidget() is self.empty

    def _on_page(self, number: int, count: int) -> None:
        self._page.setText(
            _("第 {number}/{count} 页").format(number=number, count=count) if count > 1 else ""
        )
