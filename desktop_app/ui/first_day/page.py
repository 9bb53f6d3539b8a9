"""第一天: what the five minutes lead through, and the way to begin, go on or begin anew."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.ui import theme
from desktop_app.ui.first_day.guide import PAGE, guide_of
from desktop_app.ui.first_day.other_window import open_sample_window
from desktop_app.ui.first_day.progress import PLACE, DayProgress, Standing
from desktop_app.ui.first_day.steps import STEPS
from desktop_app.ui.kit import Card, FlowLayout, Text, button, scrolling
from desktop_app.ui.kit.sight import set_shown
from desktop_app.ui.page import Page, PageContext

WIDEST_EM = 52


class FirstDayPage(Page):
    """第一天. On a real register it says where one practises and opens the sample in a window of its own."""

    listens_to: ClassVar[frozenset[str]] = frozenset({"nothing"})
    help_topic: ClassVar[str] = PAGE

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("第一天"))
        self.is_sample = context.app.context.site.sample
        self.progress = DayProgress(context.remembered(PLACE))
        self.begin_button: QPushButton = button(_("开始做"), self._on_begin, look="main")
        self.anew_button: QPushButton = button(_("从头再做"), self._on_anew)
        self.sample_button: QPushButton = button(_("打开样例"), self._on_sample, look="main")
        self.standing = Text("", "muted", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolling(self._content()))
        self.setFocusProxy(self.begin_button if self.is_sample else self.sample_button)

    def refresh(self) -> None:
        """Say how far it is."""
        if not self.is_sample:
            return
        standing, number = self.progress.standing(), self.progress.at() + 1
        half_done = standing in {Standing.RUNNING, Standing.STOPPED}
        self.begin_button.setText(_("接着做") if half_done else _("开始做"))
        self.begin_button.setAccessibleName(self.begin_button.text())
        set_shown(self.anew_button, half_done)
        told = ""
        if half_done:
            told = _("做到第 {number} 步，共 {count} 步。").format(number=number, count=len(STEPS))
        elif standing is Standing.FINISHED:
            told = _("已经做完一遍，可以再做。")
        self.standing.setText(told)
        set_shown(self.standing, bool(told))

    def _content(self) -> QWidget:
        content = QWidget()
        column = QVBoxLayout(content)
        edge = theme.px(1.2)
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(theme.px(0.8))
        card = Card(_("跟着做一遍，约五分钟"), margin_em=1.4)
        card.setMaximumWidth(theme.px(WIDEST_EM))
        card.body.addWidget(Text(self._words(), "", wrap=True))
        card.body.addWidget(self.standing)
        ways = FlowLayout(spacing_em=0.5)
        shown = (self.begin_button, self.anew_button) if self.is_sample else (self.sample_button,)
        for made in shown:
            ways.addWidget(made)
        card.body.addLayout(ways)
        column.addWidget(card)
        steps = Card(_("一共 {count} 步").format(count=len(STEPS)), margin_em=1.4)
        steps.setMaximumWidth(theme.px(WIDEST_EM))
        steps.body.addLayout(_steps())
        column.addWidget(steps)
        column.addStretch(1)
        return content

    def _words(self) -> str:
        if self.is_sample:
            return _(
                "窗口下方一步一步写着按什么键，照着做，做到了就自动到下一步；随时可以停下，以后接着做。"
                "这里的人都是编的，改错了也不要紧。"
            )
        return _("“第一天”在样例名册上做，人都是编的，不动您的名册。样例另开一个窗口，这个窗口照常使用。")

    def _on_begin(self) -> None:
        guide = guide_of(self.window())
        guide.begin()
        self._to_first_page()

    def _on_anew(self) -> None:
        guide_of(self.window()).begin(anew=True)
        self._to_first_page()

    def _to_first_page(self) -> None:
        step = guide_of(self.window()).step()
        if step is not None:
            self.context.navigator.open(step.page)
        self.mark_stale()

    def _on_sample(self) -> None:
        if open_sample_window():
            self.sample_button.setEnabled(
                False
            )  # a second press while it starts would do nothing but confuse
            QTimer.singleShot(5000, self.sample_button, lambda: self.sample_button.setEnabled(True))
            self.context.notices.show_notice("info", _("正在另一个窗口打开样例，头一次要准备一会儿。"))
        else:
            self.context.notices.show_notice("soon", _("样例没有打开。请关闭程序，用“--sample”启动。"))


def _steps() -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.px(1))
    grid.setVerticalSpacing(theme.px(0.5))
    grid.setColumnStretch(1, 1)
    for number, step in enumerate(STEPS, start=1):
        grid.addWidget(Text(str(number), "muted"), number, 0)
        grid.addWidget(Text(_(step.title), "strong", wrap=True), number, 1)
    return grid
