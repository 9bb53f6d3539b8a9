"""One line for each running campaign on the page of today: how far it got, how long it runs, and the way there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.services.campaign_rows import CampaignRow
from desktop_app.ui import theme
from desktop_app.ui.kit import button

MOST = 3


class CampaignLines(QWidget):
    """Signals: ``opened(campaign_uid)``, empty where the rest is meant."""

    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(theme.px(0.1))
        self.hide()

    def show_campaigns(self, campaigns: Sequence[CampaignRow]) -> None:
        """Show the campaigns that run; none hides the lines."""
        while self._lines.count():
            widget = self._lines.takeAt(0).widget()
            widget.hide()
            widget.deleteLater()
        for row in campaigns[:MOST]:
            self._add(campaign_words(row), row.uid)
        if len(campaigns) > MOST:
            self._add(_("另有 {count} 次专项探访在进行").format(count=len(campaigns) - MOST), "")
        self.setVisible(bool(campaigns))

    def _add(self, words: str, uid: str) -> None:
        made = button(words, lambda: self.opened.emit(uid), look="link", icon_name="users")
        made.setMinimumWidth(theme.px(8))  # a long title may be cut where the column is narrow
        made.setToolTip(words)
        self._lines.addWidget(made)


def campaign_words(row: CampaignRow) -> str:
    """Return a running campaign in one line: 寒潮走访：还差 7 人（12/19），11月24日截止."""
    progress, last = row.progress, row.line.to_on
    if progress.left <= 0:
        return _("{title}：{owed} 人都已联系到，{month}月{day}日截止").format(
            title=row.line.title, owed=progress.owed, month=last.month, day=last.day
        )
    return _("{title}：还差 {left} 人（已完成 {reached}/{owed}），{month}月{day}日截止").format(
        title=row.line.title,
        left=progress.left,
        reached=progress.reached,
        owed=progress.owed,
        month=last.month,
        day=last.day,
    )
