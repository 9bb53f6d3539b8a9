"""A place to drop a workbook on, with a button that opens the file dialog."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.ui import theme
from desktop_app.ui.kit import Text, button, row

ENDINGS = (".xlsx", ".xls", ".xlsm", ".csv", ".txt", ".et", ".ods")


class FileDrop(QWidget):
    """Signal: ``chosen(Path)``."""

    chosen = Signal(object)

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self._hovered = False
        text = Text(sentence, "section", wrap=True)
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        hint = Text(_("把文件拖到这里也可以。先看预览，确认后才会写入。"), "muted", wrap=True)
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.button = button(_("选择文件…"), self.ask, look="main", icon_name="upload")
        line = row(self.button)
        line.insertStretch(0, 1)
        line.addStretch(1)
        layout = QVBoxLayout(self)
        edge = theme.px(2)
        layout.setContentsMargins(edge, edge, edge, edge)
        layout.setSpacing(theme.px(0.75))
        layout.addWidget(text)
        layout.addWidget(hint)
        layout.addLayout(line)
        self.setFocusProxy(self.button)

    def ask(self) -> None:
        """Let the user choose a file."""
        patterns = " ".join(f"*{ending}" for ending in ENDINGS)
        name, _kind = QFileDialog.getOpenFileName(
            self, _("选择表格文件"), "", _("表格文件") + f" ({patterns});;" + _("所有文件") + " (*)"
        )
        if name:
            self.chosen.emit(Path(name))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Qt: take one local file."""
        if _dropped(event) is not None:
            self._hover(True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Qt: nothing over the place any more."""
        super().dragLeaveEvent(event)
        self._hover(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Qt: choose the dropped file."""
        self._hover(False)
        path = _dropped(event)
        if path is not None:
            event.acceptProposedAction()
            self.chosen.emit(path)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: paint the dashed frame."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        token = "accent" if self._hovered else "line_strong"
        painter.setPen(QPen(theme.colour(token), 2 if self._hovered else 1, Qt.PenStyle.DashLine))
        painter.setBrush(theme.colour("accent_ground" if self._hovered else "surface"))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 6, 6)
        painter.end()

    def _hover(self, hovered: bool) -> None:
        self._hovered = hovered
        self.update()


def _dropped(event: QDragEnterEvent | QDropEvent) -> Path | None:
    urls = event.mimeData().urls()
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
