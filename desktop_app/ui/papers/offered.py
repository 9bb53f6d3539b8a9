"""The list of papers under their headings, and what is said of a paper that would name nobody."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_
from desktop_app.reports.catalogue import GROUP_TITLES
from desktop_app.services.reports import PaperRow
from desktop_app.ui import theme
from desktop_app.ui.kit import icon

ICONS = {
    "visit-record": "clipboard-list",
    "month-ledger": "calendar-check",
    "month-summary": "chart-column",
    "route-sheet": "map-pin",
    "visit-sheet": "pencil",
    "overdue-list": "triangle-alert",
    "call-out-slip": "hand-heart",
    "visit-plan": "calendar",
    "campaign-call-tree": "phone",
    "assessment-screening": "clipboard-list",
    "visit-year": "clipboard-list",
    "notice": "pencil",
    "person-file": "user",
    "binder": "archive",
    "roster": "users",
    "progress": "chart-column",
    "visitor-workload": "chart-column",
    "service-statistics": "chart-column",
    "due-service-list": "hand-heart",
    "finding-ageing": "triangle-alert",
}
OTHER_ICON = "file-down"

NOBODY = {
    "route-sheet": N_("今天没有要走访的人。"),
    "visit-sheet": N_("一周内没有要探访的人；可以选一个人，为他单独打印。"),
    "overdue-list": N_("没有逾期的人。"),
    "call-out-slip": N_("没有重大变故或平安预警要紧急走访。"),
    "visit-plan": N_("这个月从今天起没有排定的探访。"),
    "campaign-call-tree": N_("这次专项探访没有对象。"),
}
"""What to say in place of a paper that would name nobody."""


class PaperList(QListWidget):
    """The papers, each group under its heading. Signal: ``chosen(name)``."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._rows: dict[str, int] = {}
        self._papers: dict[str, PaperRow] = {}
        self.setAccessibleName(_("报表"))
        self.setIconSize(QSize(theme.px(1.25), theme.px(1.25)))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Without a border of its own an item that is not selected gets no padding from the sheet.
        self.setStyleSheet("QListView::item { border: 0; }")
        self.currentItemChanged.connect(lambda _now, _before: self._on_current())

    def show_papers(self, papers: Sequence[PaperRow]) -> None:
        """List ``papers`` in the order of their groups."""
        blocked = self.blockSignals(True)
        for group, title in GROUP_TITLES.items():
            mine = [paper for paper in papers if paper.group == group]
            if mine:
                self._add_heading(_(title))
            for paper in mine:
                item = QListWidgetItem(icon(ICONS.get(paper.name, OTHER_ICON)), paper.title)
                item.setData(Qt.ItemDataRole.UserRole, paper.name)
                self.addItem(item)
                self._rows[paper.name] = self.count() - 1
                self._papers[paper.name] = paper
        self.blockSignals(blocked)

    def names(self) -> list[str]:
        """Return the papers from first to last."""
        return list(self._rows)

    def choose(self, name: str) -> None:
        """Choose a paper, the first for one that is not offered."""
        row = self._rows.get(name, next(iter(self._rows.values()), -1))
        self.setCurrentRow(row)

    def paper(self) -> PaperRow:
        """Return the paper that is chosen."""
        return self._papers.get(self._name()) or next(iter(self._papers.values()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Home and End would end at a heading, which cannot be chosen, and so go nowhere."""
        if event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and self._rows:
            rows = list(self._rows.values())
            self.setCurrentRow(rows[0] if event.key() == Qt.Key.Key_Home else rows[-1])
            return
        super().keyPressEvent(event)

    def _name(self) -> str:
        index = self.currentIndex()
        return str(index.data(Qt.ItemDataRole.UserRole) or "") if index.isValid() else ""

    def _add_heading(self, title: str) -> None:
        heading = QListWidgetItem(title)
        heading.setFlags(Qt.ItemFlag.NoItemFlags)
        heading.setFont(theme.font(0.9, strong=True))
        heading.setForeground(theme.colour("muted"))
        self.addItem(heading)

    def _on_current(self) -> None:
        if self._name():
            self.chosen.emit(self._name())
