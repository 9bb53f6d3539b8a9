"""What the chosen paper asks: month or period, village, category, person and visits, campaign, blank, numbers in full."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.divisions import Division
from desktop_app.domain.terms import Mode, Outcome
from desktop_app.reports.catalogue import Ask
from desktop_app.services.access_log import MOST_REASON
from desktop_app.services.actor import WORKERS
from desktop_app.services.campaign_rows import CampaignRow
from desktop_app.services.paper_orders import PaperWish
from desktop_app.services.register import VisitorRow
from desktop_app.services.reports import PaperRow
from desktop_app.storage.queries.visits import VisitRow
from desktop_app.ui import theme
from desktop_app.ui.kit import (
    CheckField,
    ChipsField,
    ChoiceField,
    Field,
    LineField,
    MonthPicker,
    Text,
    add_months,
    spoken_day,
)
from desktop_app.ui.page import PageContext
from desktop_app.ui.papers.choices import category_choices, period_choices, year_choices
from desktop_app.ui.papers.person_pick import PersonPick

RECORD = "visit-record"
"""The paper to begin with."""


class PaperOptions(QWidget):
    """The options of one paper at a time. Signal: ``changed()``."""

    changed = Signal()

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context = context
        self._name = RECORD
        self._in_full = context.app.actor.role in WORKERS
        self._asks: frozenset[Ask] = frozenset()
        self._visit_uids: tuple[str, ...] | None = None
        today = self._today = context.app.clock.today
        self.month = MonthPicker(today(), latest_on=today(), today=today)
        self.village: ChoiceField[str] = ChoiceField(empty=_("全部嘎查村（社区）"))
        self.visitor: ChoiceField[str] = ChoiceField(empty=_("全部探访人"))
        self.person = PersonPick(context)
        self.campaign: ChoiceField[str] = ChoiceField(empty=_("请选择"))
        self.period: ChoiceField[str] = ChoiceField(empty=None)
        self.year: ChoiceField[int] = ChoiceField(year_choices(today()), empty=None)
        self.category: ChoiceField[str] = ChoiceField(category_choices(), empty=None)
        self.blank = CheckField(_("打空白表，手工填写"))
        self.full = CheckField(_("报送用：显示完整证件号和电话"))
        self.reason = LineField(placeholder=_("如：报送旗县民政局"), longest=MOST_REASON)
        self.archive = CheckField(_("归档用（PDF/A）"))
        self._visits_holder = QVBoxLayout()
        self.visits: ChipsField[str] | None = None
        self._month_block = _block(_("月份"), self.month)
        self._today_hint = Text(_("按今天的情况生成，走访要用的电话印全。"), "hint", wrap=True)
        self._village_block = _block(_("嘎查村（社区）"), self.village)
        self._visitor_block = _block(_("探访人"), self.visitor)
        self._person_block = _block(_("只打一个人的"), self.person)
        self._campaign_block = _block(_("哪一次专项探访"), self.campaign)
        self._visits_block = QWidget()
        inside = QVBoxLayout(self._visits_block)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(Text(_("哪几次"), "muted"))
        inside.addLayout(self._visits_holder)
        self._period_block = _block(_("时期"), self.period)
        self._year_block = _block(_("年份"), self.year)
        self._category_block = _block(_("哪些人"), self.category)
        self._blank_block = _block("", self.blank)
        self._full_hint = Text(
            _("每页印有“仅供报送使用”、操作人和时间，并记入台账。打印件请妥善保管。"), "hint", wrap=True
        )
        self._reason_block = _block(_("用途（必填）"), self.reason, self._full_hint)
        self._full_block = _block("", self.full)
        archive_hint = Text(_("存为 PDF 时生成可长期保存的文件。"), "hint", wrap=True)
        self._archive_block = _block("", self.archive, archive_hint)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, theme.px(0.5), 0)
        layout.setSpacing(theme.px(0.9))
        for part in (
            self._blank_block,
            self._period_block,
            self._year_block,
            self._month_block,
            self._campaign_block,
            self._category_block,
            self._village_block,
            self._visitor_block,
            self._person_block,
            self._visits_block,
            self._full_block,
            self._reason_block,
            self._today_hint,
            self._archive_block,
        ):
            layout.addWidget(part)
        layout.addStretch(1)
        remembered = context.remembered("papers")
        remembered.follow("village", self.village)
        remembered.follow_month("month", self.month, today)
        self.month.changed.connect(self._on_month)
        self.village.changed.connect(self._on_changed)
        self.visitor.changed.connect(self._on_changed)
        self.campaign.changed.connect(self._on_changed)
        self.person.changed.connect(self._on_person)
        for field in (self.period, self.year, self.category, self.blank, self.full, self.reason):
            field.changed.connect(self._on_changed)
        self._show_blocks()

    def end_with(self, widget: QWidget) -> None:
        """Put ``widget`` under the options, unless it stands there."""
        layout = self.layout()
        if layout is not None and layout.indexOf(widget) < 0:
            layout.addWidget(widget)

    def set_villages(self, villages: Sequence[Division]) -> None:
        """Offer these villages; where one is needed the first is chosen."""
        _offer(self.village, [(village.code, village.name) for village in villages])
        self._choose_first()

    def set_campaigns(self, campaigns: Sequence[CampaignRow]) -> None:
        """Offer these campaigns; the first is chosen."""
        template = _("{title}（{day} 起）")
        _offer(
            self.campaign,
            [
                (row.uid, template.format(title=row.line.title, day=spoken_day(row.line.from_on)))
                for row in campaigns
            ],
        )
        self._choose_first()

    def set_visitors(self, visitors: Sequence[VisitorRow]) -> None:
        """Offer these visitors."""
        _offer(self.visitor, [(visitor.uid, visitor.name) for visitor in visitors])

    def show_paper(self, paper: PaperRow) -> None:
        """Show what a paper asks."""
        self._name, self._asks = paper.name, paper.asks
        today = self._today()
        blocked = self.month.blockSignals(True)
        self.month.set_latest(add_months(today, 1) if Ask.COMING in paper.asks else today)
        self.month.blockSignals(blocked)
        _offer(self.period, period_choices(today, with_months=Ask.MONTH in paper.asks))
        self._choose_first()
        self._show_blocks()

    def show_person(
        self, uid: str, name: str, month_on: date | None, visit_uids: Sequence[str] | None
    ) -> None:
        """Narrow visit records to one person, from outside."""
        if month_on is not None:
            blocked = self.month.blockSignals(True)
            self.month.set_value(month_on)
            self.month.blockSignals(blocked)
        self.person.pick(uid, name)
        self._visit_uids = tuple(visit_uids) if visit_uids else None
        self._show_blocks()

    def show_visits(self, visits: Sequence[VisitRow]) -> None:
        """Offer the visits of the picked person, all of them chosen."""
        if self.visits is not None:
            self._visits_holder.removeWidget(self.visits)
            self.visits.deleteLater()
            self.visits = None
        if self.person.uid() is not None and len(visits) > 1:
            self.visits = ChipsField([(visit.uid, _visit_words(visit)) for visit in visits])
            chosen = self._visit_uids or [visit.uid for visit in visits]
            self.visits.set_value(chosen)
            self.visits.describe(_("哪几次"), "")
            self.visits.changed.connect(self._on_visits)
            self._visits_holder.addWidget(self.visits)
        self._show_blocks()

    def wish(self) -> PaperWish:
        """Return what is asked for."""
        one, full, blank = self._of_one(), self._shows_all(), self._is_blank()
        return PaperWish(
            name=self._name,
            month=self._month(),
            village_code=self.village.value() if self._asks_village() and not one else None,
            visitor_uid=self.visitor.value() if Ask.VISITOR in self._asks and not one else None,
            elder_uid=self.person.uid() if one else None,
            visit_uids=self._visit_uids if one and self._name == RECORD and not blank else None,
            campaign_uid=self.campaign.value() if Ask.CAMPAIGN in self._asks else None,
            period=(self.period.value() or None) if Ask.PERIOD in self._asks else None,
            category=self.category.value() if Ask.CATEGORY in self._asks else None,
            masked=not full,
            reason=self.reason.value() or None if full else None,
            blank=blank,
        )

    def missing(self) -> str:
        """Return what has to be chosen first, an empty text when nothing is missing."""
        if self._is_blank():
            return ""
        if self._shows_all() and self.reason.is_empty():
            return _("显示完整号码要写明用途，例如“报送旗县民政局”。")
        if Ask.ONE_VILLAGE in self._asks and self.village.value() is None:
            return _("请先选择嘎查村（社区）。")
        if Ask.CAMPAIGN in self._asks and self.campaign.value() is None:
            return _("还没有专项探访。") if self.campaign.combo.count() <= 1 else _("请先选择一次专项探访。")
        if self._of_one() and self._name == RECORD and self._visit_uids == ():
            return _("请至少选择一次探访。")
        return ""

    def _of_one(self) -> bool:
        return Ask.PERSON in self._asks and self.person.uid() is not None

    def _month(self) -> tuple[int, int]:
        month_on, today = self.month.value(), self._today()
        year = self.year.value()
        if Ask.YEAR in self._asks and Ask.MONTH not in self._asks and year is not None:
            return year, today.month if year == today.year else 12
        return month_on.year, month_on.month

    def _is_blank(self) -> bool:
        return Ask.BLANK in self._asks and self.blank.value()

    def _shows_all(self) -> bool:
        return self._in_full and Ask.NUMBERS in self._asks and self.full.value() and not self._is_blank()

    def _asks_village(self) -> bool:
        return bool(self._asks & {Ask.VILLAGE, Ask.ONE_VILLAGE})

    def _choose_first(self) -> None:
        for ask, field in ((Ask.ONE_VILLAGE, self.village), (Ask.CAMPAIGN, self.campaign)):
            if ask in self._asks and field.value() is None and field.combo.count() > 1:
                blocked = field.combo.blockSignals(True)
                field.combo.setCurrentIndex(1)
                field.combo.blockSignals(blocked)

    def _show_blocks(self) -> None:
        one, filled, asks = self._of_one(), not self._is_blank(), self._asks
        in_months = Ask.PERIOD not in asks or not self.period.value()
        visible = {
            self._blank_block: Ask.BLANK in asks,
            self._year_block: Ask.YEAR in asks and Ask.MONTH not in asks and filled,
            self._period_block: Ask.PERIOD in asks and filled,
            self._month_block: Ask.MONTH in asks and filled and in_months,
            self._today_hint: Ask.TODAY in asks and filled,
            self._campaign_block: Ask.CAMPAIGN in asks and filled,
            self._category_block: Ask.CATEGORY in asks and filled,
            self._village_block: self._asks_village() and not one and filled,
            self._person_block: Ask.PERSON in asks and filled,
            self._visitor_block: Ask.VISITOR in asks and not one and filled,
            self._visits_block: one and self._name == RECORD and self.visits is not None and filled,
            self._full_block: Ask.NUMBERS in asks and filled and self._in_full,
            self._reason_block: self._shows_all(),
        }
        for block, shown in visible.items():
            block.setVisible(shown)
        hides = Ask.NUMBERS in asks
        self._today_hint.setText(
            _("按今天的情况生成。") if hides else _("按今天的情况生成，走访要用的电话印全。")
        )

    def _on_month(self) -> None:
        self._visit_uids = None
        self._on_changed()

    def _on_person(self) -> None:
        self._visit_uids = None
        self.show_visits(())
        self._on_changed()

    def _on_visits(self) -> None:
        chosen = self.visits.value() if self.visits is not None else frozenset()
        self._visit_uids = tuple(sorted(chosen))
        self.changed.emit()

    def _on_changed(self) -> None:
        self._show_blocks()
        self.changed.emit()


def _offer(field: ChoiceField[str], choices: Sequence[tuple[str, str]]) -> None:
    """Offer other choices and keep what was chosen."""
    kept = field.value()
    field.set_choices(choices)
    if kept is not None:
        field.set_value(kept)


def _block(caption: str, *widgets: QWidget) -> QWidget:
    holder = QWidget()
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(theme.px(0.3))
    if caption:
        layout.addWidget(Text(caption, "muted"))
    for widget in widgets:
        layout.addWidget(widget)
        if caption and isinstance(widget, Field):
            widget.describe(caption, "")
    return holder


def _visit_words(visit: VisitRow) -> str:
    mode, outcome = _(Mode(visit.mode).term), _(Outcome(visit.outcome).term)
    return _("{day} {mode} {outcome}").format(day=spoken_day(visit.visited_on), mode=mode, outcome=outcome)
