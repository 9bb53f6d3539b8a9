"""节假日安排: each year's days off and moved working days in words, and where they come from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.services.holidays import HolidayRow
from desktop_app.ui import theme
from desktop_app.ui.kit import Card, FlowLayout, Section, StateChip, Text, button, column, row, scrolling
from desktop_app.ui.policies import words

_NAME_EM = 6


class HolidayView(QWidget):
    """Signal: ``install_asked()``."""

    install_asked = Signal()

    def __init__(self, *, may_change: bool) -> None:
        super().__init__()
        self.install = button(_("载入节假日文件…"), self.install_asked.emit, icon_name="upload")
        self.install.setEnabled(may_change)
        self.years = QVBoxLayout()
        self.years.setSpacing(theme.px(0.7))
        self.cards: list[Card] = []
        head = Card()
        head.body.addWidget(Section(_("节假日安排")))
        head.body.addWidget(
            Text(
                _(
                    "排期避开放假日，调休上班的周末照常排。国务院办公厅每年公布一次，新一年的可以从文件载入。"
                    "各村赶集日在“设置 - 行政区划与村社”里写。"
                ),
                "muted",
                wrap=True,
            )
        )
        acts = FlowLayout()
        acts.addWidget(self.install)
        head.body.addLayout(acts)
        if not may_change:
            head.body.addWidget(Text(words.only_officers(), "hint", wrap=True))
        holder = QWidget()
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(0, 0, theme.px(0.4), theme.px(0.8))
        layout.setSpacing(theme.px(0.7))
        layout.addWidget(head)
        layout.addLayout(self.years)
        layout.addStretch(1)
        area = scrolling(holder)
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        area.setAccessibleName(_("节假日安排"))
        self.setLayout(column(area))

    def show_years(self, rows: Sequence[HolidayRow], today: date) -> None:
        """Show what is known, the latest year first; this year and the next stand there in any case."""
        for card in self.cards:
            self.years.removeWidget(card)
            card.hide()
            card.deleteLater()
        known = {each.year.year: each for each in rows}
        years = sorted({*known, today.year, today.year + 1}, reverse=True)
        self.cards = [_year_card(year, known.get(year)) for year in years]
        for card in self.cards:
            self.years.addWidget(card)


def _year_card(year: int, found: HolidayRow | None) -> Card:
    card = Card(margin_em=0.8)
    head = FlowLayout(spacing_em=0.6)
    head.addWidget(Text(_("{year} 年").format(year=year), "strong"))
    card.body.addLayout(head)
    if found is None:
        head.addWidget(StateChip(_("没有安排"), "soon"))
        card.body.addWidget(
            Text(
                _(
                    "还没有这一年的放假调休安排。排期时周末、法定节日和农历节日算作休息，没有调休。公布后请载入。"
                ),
                "",
                wrap=True,
            )
        )
        return card
    head.addWidget(StateChip(_("已载入") if found.installed else _("随程序附带"), "done"))
    card.body.addWidget(Text(found.year.source, "hint", wrap=True, copyable=True))
    for name, days in words.day_off_lines(found.year):
        card.body.addLayout(_line(name, days))
    if found.year.working:
        card.body.addLayout(_line(_("调休上班"), words.working_words(sorted(found.year.working))))
    return card


def _line(name: str, days: str) -> QHBoxLayout:
    caption = Text(name, "muted", wrap=True)
    caption.setFixedWidth(theme.word_px(_NAME_EM))
    line = row(spacing_em=0.6)
    line.addWidget(caption, 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(Text(days, "", wrap=True, copyable=True), 1)
    return line
