"""The right third of today: the month's rate with the names that are missing, open findings, drafts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.terms import HazardKind
from desktop_app.services.drafts import DraftRow
from desktop_app.ui import theme
from desktop_app.ui.kit import Card, FlowLayout, ShareBar, Text, button
from desktop_app.ui.kit.sight import set_shown
from desktop_app.ui.kit.tab_order import stop_before
from desktop_app.ui.today.board import Month
from desktop_app.ui.today.finding_lines import FindingLines
from desktop_app.ui.today.unfinished import kept_at, page_of, title_of

if TYPE_CHECKING:  # read with the month, not built with the page
    from desktop_app.services.printed_sheets import SheetStanding

MOST_NAMES = 12
MOST_DRAFTS = 5
SELF_CHECK_DAY = 25
"""From this day of a month on today reminds of the self-check."""


class MonthSide(QWidget):
    """The side of today, told to the page by signals.

    Signals: ``person_asked(elder_uid)`` from a name, ``draft_asked(draft)``, ``rest_asked()``, ``sheets_asked()``,
    ``ageing_asked()``, ``self_check_asked()``, ``families_asked()``, ``emergency_asked(hazard)``,
    ``progress_asked(period)``. ``has`` says which pages this site has.
    """

    person_asked = Signal(str)
    draft_asked = Signal(object)
    rest_asked = Signal()
    sheets_asked = Signal()
    ageing_asked = Signal()
    self_check_asked = Signal()
    families_asked = Signal()
    emergency_asked = Signal(str)
    progress_asked = Signal(str)

    def __init__(self, today: Callable[[], date], has: Callable[[str], bool]) -> None:
        super().__init__()
        self._today, self._has, self._hazard = today, has, HazardKind.COLD
        self._rate = Card(_("本月完成"), margin_em=0.9)
        self._number = Text("…", "number")
        self._target = Text("", "hint", wrap=True)
        self._bar = ShareBar()
        self._lack = Text("", "strong", wrap=True)
        self._names = QWidget()
        self._name_flow = FlowLayout(self._names, spacing_em=0.1)
        self._definition = Text("", "hint", wrap=True)
        for part in (self._number, self._bar, self._target, self._lack, self._names):
            self._rate.body.addWidget(part)
        self.findings = FindingLines()
        self._drafts, self._draft_rows = _list_card(_("没填完的"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(0.8))
        self.sheets = button("", self.sheets_asked.emit, look="link", icon_name="clipboard-list")
        self.families = button("", self.families_asked.emit, look="link", icon_name="users")
        self.emergency = button("", self._on_emergency, look="link", icon_name="phone")
        for part in (self._drafts, self._rate, self.findings, self.families, self.sheets, self.emergency):
            layout.addWidget(part)
        self.ageing = button(_("看看谁将满60、65、75、80岁"), self.ageing_asked.emit, look="link")
        layout.addWidget(self.ageing)
        self.self_check = button(_("快到月底：上报前先看看自查"), self.self_check_asked.emit, look="link")
        layout.addWidget(self.self_check)
        self._period = ""
        self.progress = button("", lambda: self.progress_asked.emit(self._period), look="link")
        layout.addWidget(self.progress)
        layout.addStretch(1)
        self._drafts.hide()
        for part in (self.sheets, self.self_check, self.families, self.emergency, self.progress):
            part.hide()

    def show_month(self, month: Month) -> None:
        """Show what was read."""
        self._show_rate(month)
        set_shown(self.self_check, self._today().day >= SELF_CHECK_DAY and self._has("self-check"))
        self.findings.show_findings(month.findings)
        self._show_drafts(month)
        self._show_sheets(month.sheets)
        self._show_families(month.families)
        self._show_hazard(month.hazard)
        self._show_progress(month)
        for part in (self._drafts, self._rate, self.findings):
            stop_before(self.families, part)

    def _show_rate(self, month: Month) -> None:
        rate = month.rate
        owed = rate.denominator or 0
        self._number.setText(rate.value)
        self._bar.setVisible(bool(owed))
        self._bar.set_share(rate.numerator / owed if owed else 0.0)
        self._target.setText(
            _("本月应探访 {owed} 人，已探访 {done} 人，目标 {target}").format(
                owed=owed, done=rate.numerator, target=rate.target or _("未定")
            )
            if owed
            else _("本月还没有应探访的特殊困难老年人。")
        )
        self._target.setToolTip(rate.definition)
        missing = month.missing
        self._lack.setVisible(bool(owed))
        self._lack.setText(
            _("还差 {count} 人").format(count=len(missing)) if missing else _("本月已全部探访。")
        )
        _empty(self._name_flow)
        for one in missing[:MOST_NAMES]:
            made = button(one.name, partial(self.person_asked.emit, one.uid), look="link")
            made.setMinimumWidth(theme.px(4))  # the longest names may be cut where the column is narrow
            made.setToolTip(one.name)
            made.setAccessibleName(_("登记 {name} 的探访").format(name=one.name))
            self._name_flow.addWidget(made)
        if len(missing) > MOST_NAMES:
            rest = _("其余 {count} 人…").format(count=len(missing) - MOST_NAMES)
            self._name_flow.addWidget(button(rest, self.rest_asked.emit, look="link"))
        self._names.setVisible(bool(missing))
        self._names.updateGeometry()

    def _show_progress(self, month: Month) -> None:
        """Remind in June and December of the report that is due, as long as figures of it lack."""
        due = month.progress
        set_shown(self.progress, due is not None and bool(due[1]) and self._has("progress"))
        if due is None:
            return
        self._period = str(due[0])
        words = (
            _("半年进展表：还有 {count} 项要录入") if due[0].half else _("年度进展表：还有 {count} 项要录入")
        )
        self.progress.setText(words.format(count=due[1]))

    def _show_drafts(self, month: Month) -> None:
        _empty(self._draft_rows)
        drafts = [draft for draft in month.drafts if self._has(page_of(draft)[0])]
        self._drafts.setVisible(bool(drafts))
        for draft in drafts[:MOST_DRAFTS]:
            self._draft_rows.addWidget(self._draft(draft))
        if len(drafts) > MOST_DRAFTS:
            rest = _("另有 {count} 份").format(count=len(drafts) - MOST_DRAFTS)
            self._draft_rows.addWidget(Text(rest, "hint"))

    def _draft(self, draft: DraftRow) -> QWidget:
        whole = _("{what}，{when}").format(what=title_of(draft, longest=200), when=kept_at(draft))
        made = button(title_of(draft), partial(self.draft_asked.emit, draft), look="link", icon_name="pencil")
        made.setMinimumWidth(theme.px(8))  # a long name may be cut where the column is narrow
        made.setToolTip(whole)
        made.setAccessibleName(_("继续填写：{words}").format(words=whole))
        holder = QWidget()
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(made)
        when = Text(kept_at(draft), "hint")
        when.setContentsMargins(theme.px(2.2), 0, 0, 0)
        layout.addWidget(when)
        return holder

    def _show_sheets(self, sheets: SheetStanding) -> None:
        self.sheets.setVisible(bool(sheets.out) and self._has("back-entry"))
        words = _("{count} 张纸单还没有补录").format(count=sheets.out)
        if sheets.late:
            words = _("{count} 张纸单还没有补录，{late} 张早该交回").format(
                count=sheets.out, late=sheets.late
            )
        self.sheets.setText(words)
        self.sheets.setToolTip(words)
        self.sheets.setMinimumWidth(theme.px(8))  # it may be cut where the column is narrow
        self.sheets.setAccessibleName(_("补录纸单：{words}").format(words=words))

    def _show_families(self, count: int) -> None:
        set_shown(self.families, bool(count) and self._has("family-support"))
        self.families.setText(_("{count} 家要督促赡养").format(count=count))

    def _show_hazard(self, hazard: HazardKind | None) -> None:
        set_shown(self.emergency, hazard is not None and self._has("emergency"))
        if hazard is not None:
            self._hazard = hazard
            self.emergency.setText(_("{hazard}时先联系谁").format(hazard=_(hazard.term)))

    def _on_emergency(self) -> None:
        self.emergency_asked.emit(self._hazard.value)


def _list_card(title: str) -> tuple[Card, QVBoxLayout]:
    card = Card(title, margin_em=0.9)
    rows = QVBoxLayout()
    rows.setSpacing(theme.px(0.3))
    card.body.addLayout(rows)
    return card, rows


def _empty(layout: QLayout) -> None:
    while layout.count():
        widget = layout.takeAt(0).widget()
        widget.hide()
        widget.deleteLater()
