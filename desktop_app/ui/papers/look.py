"""The live preview: pages with their small pictures, whose they are, zoom, or a sentence why there is nothing to see."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_
from desktop_app.reports.printed import BOOK
from desktop_app.services.previews import PaperSeen
from desktop_app.ui import theme
from desktop_app.ui.kit import EmptyState, FlowLayout, PdfView, Text, button
from desktop_app.ui.missing_glyphs import missing_words
from desktop_app.ui.page import KeyHint
from desktop_app.ui.papers.band import Band
from desktop_app.ui.papers.jump import PartJump
from desktop_app.ui.papers.thumbs import Thumbs

ZOOM = 1.25
THUMBS_FROM_EM = 38
"""Narrower than this the pages have the room for themselves."""

KEYS = (
    KeyHint("Ctrl++", N_("预览放大")),
    KeyHint("Ctrl+-", N_("预览缩小")),
    KeyHint("Ctrl+0", N_("预览按页宽")),
    KeyHint("Ctrl+9", N_("预览看整页")),
)


class PaperLook(QWidget):
    """Shows one paper at a time. Signals: ``whole_asked()``, ``part_asked(part)`` to print one part only."""

    whole_asked = Signal()
    part_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.view = PdfView()
        self.empty = EmptyState("")
        self.thumbs = Thumbs(self.view)
        self.jump = PartJump()
        self.missing = Band()
        self.whole_button = button(_("预览全部"), self.whole_asked.emit, look="link")
        self.whole_button.hide()
        self._status = Text("", "muted", wrap=True)
        self._page = Text("", "muted")
        self._seen: PaperSeen | None = None
        self._many = False
        self._build()
        self.view.page_shown.connect(self._on_page)
        self.thumbs.page_asked.connect(self.view.go_to_page)
        self.thumbs.picked.connect(self._say_picked)
        self.jump.page_asked.connect(self.view.go_to_page)
        self.jump.print_asked.connect(self.part_asked)
        self._tools.hide()
        self.jump.hide()
        self.thumbs.hide()

    def _build(self) -> None:
        self._tools = QWidget()
        tools = FlowLayout(self._tools, spacing_em=0.4)
        tools.addWidget(self.jump)
        for words, act in (
            (_("放大"), self.zoom_in),
            (_("缩小"), self.zoom_out),
            (_("页宽"), self.view.zoom_to_width),
            (_("整页"), self.view.zoom_to_page),
        ):
            tools.addWidget(button(words, act, look="link"))
        head = QHBoxLayout()
        head.addWidget(self._status, 1)
        head.addWidget(self._page)
        head.addWidget(self.whole_button)
        paper = QWidget()
        inside = QHBoxLayout(paper)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.px(0.4))
        inside.addWidget(self.thumbs)
        inside.addWidget(self.view, 1)
        self._paper = paper
        self._faces = QStackedWidget()
        self._faces.addWidget(paper)
        self._faces.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(0.3))
        layout.addLayout(head)
        layout.addWidget(self._tools)
        layout.addWidget(self.missing)
        layout.addWidget(self._faces, 1)

    def bind_keys(self, page: QWidget) -> None:
        """Give the keys of the preview to the whole page that it stands on."""
        acts = (self.zoom_in, self.zoom_out, self.view.zoom_to_width, self.view.zoom_to_page)
        for hint, act in zip(KEYS, acts, strict=True):
            QShortcut(QKeySequence(hint.key), page).activated.connect(act)

    def zoom_in(self) -> None:
        """Show the pages larger."""
        self.view.zoom_by(ZOOM)

    def zoom_out(self) -> None:
        """Show the pages smaller."""
        self.view.zoom_by(1 / ZOOM)

    def show_status(self, text: str) -> None:
        """Say what is going on."""
        self._status.setText(text)

    def status(self) -> str:
        """Return what is said above the pages."""
        return self._status.text()

    def show_paper(self, seen: PaperSeen) -> None:
        """Show the pages of ``seen``."""
        self._seen = None
        self.view.show_document(seen.source)
        count = self.view.page_count()
        self._many = count > 1
        self._seen = seen
        self.thumbs.show_pages(count, seen.printed)
        self.jump.show_parts(seen.printed.parts)
        self._faces.setCurrentWidget(self._paper)
        self._tools.show()
        self.whole_button.setVisible(not seen.whole)
        self.missing.say(missing_words(seen.printed))
        self._place_thumbs()
        self.say_pages(seen)

    def say_pages(self, seen: PaperSeen) -> None:
        """Say how much of the paper is in sight."""
        text = _("共 {pages} 页").format(pages=seen.pages)
        if not seen.whole:
            text = _("预览前 {shown} 份，打印和保存含全部 {total} 份").format(
                shown=seen.shown, total=seen.total
            )
        self._status.setText(text)

    def chosen(self) -> list[tuple[int, int]] | None:
        """Return the pages that were picked among the small pictures, as stretches; None for all."""
        pages = self.thumbs.chosen() if self.thumbs.isVisible() else []
        return stretches(pages) or None

    def show_empty(self, sentence: str, hint: str = "") -> None:
        """Say why there is nothing to see."""
        self._seen = None
        self._many = False
        self.view.clear()
        self.thumbs.show_pages(0, BOOK)
        for part in (self._tools, self.jump, self.missing, self.whole_button, self.thumbs):
            part.hide()
        self._status.setText("")
        self._page.setText("")
        self.empty.sentence.setText(sentence)
        self.empty.hint.setText(hint)
        self.empty.hint.setVisible(bool(hint))
        self._faces.setCurrentWidget(self.empty)

    def is_empty(self) -> bool:
        """Tell whether no pages are shown."""
        return self._faces.currentWidget() is self.empty

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: the small pictures give way where there is little room."""
        super().resizeEvent(event)
        self._place_thumbs()

    def _place_thumbs(self) -> None:
        self.thumbs.setVisible(self._many and self.width() >= theme.px(THUMBS_FROM_EM))

    def _on_page(self, number: int, count: int) -> None:
        self._page.setText(
            _("第 {number}/{count} 页").format(number=number, count=count) if count > 1 else ""
        )
        if self._seen is not None:
            self.thumbs.follow(number)
            self.jump.follow(number)

    def _say_picked(self) -> None:
        if self._seen is None:
            return
        picked = len(self.thumbs.chosen())
        if picked:
            self._status.setText(_("已选 {count} 页，打印时可以只打选中的").format(count=picked))
        else:
            self.say_pages(self._seen)


def stretches(pages: list[int]) -> list[tuple[int, int]]:
    """Return sorted pages as stretches of consecutive ones."""
    found: list[tuple[int, int]] = []
    for page in pages:
        if found and found[-1][1] == page - 1:
            found[-1] = (found[-1][0], page)
        else:
            found.append((page, page))
    return found
