"""The page of the self-check: a month's things to look at again, kind by kind, each with room to say how it was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.irregularity_facts import Thresholds
from desktop_app.domain.terms import IrregularityKind, UserRole
from desktop_app.progress import Progress
from desktop_app.services.actor import OFFICERS
from desktop_app.services.self_checks import ConcernedVisit, Irregularity, by_kind
from desktop_app.ui import theme
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import (
    ChoiceField,
    Column,
    EmptyState,
    FlowLayout,
    ListSource,
    MonthPicker,
    RowTable,
    Sort,
    Text,
    button,
    scrolling,
)
from desktop_app.ui.page import Page, PageContext
from desktop_app.ui.self_check.detail_card import DetailCard
from desktop_app.ui.self_check.explain_dialog import ExplainDialog
from desktop_app.ui.self_check.limits_dialog import LimitsDialog

_KINDS = list(IrregularityKind)
MOST_NAMES = 2
"""Of more people only the first is named."""

LEAST_LIST_EM = 13
"""On small screens the page scrolls before the list gets lower than this."""


class SelfCheckPage(Page):
    """上报前自查. Parameters: ``month_on``, ``village_code``."""

    listens_to = frozenset(
        {
            "visit",
            "visit_photo",
            "elder",
            "category_span",
            "assessment",
            "residence",
            "life_event",
            "assignment",
            "household_member",
            "service_record",
            "visitor",
            "visitor_leave",
            "person_link",
            "self_check_note",
        }
    )
    help_topic = "self-check"

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("上报前自查"))
        today = context.app.clock.today
        self._reading: Job[Any] | None = None
        self._rows: Sequence[Irregularity] = ()
        self._villages: dict[str, str] = {}
        self.dialog: ExplainDialog | None = None
        self.month = MonthPicker(today(), latest_on=today(), today=today)
        self.village: ChoiceField[str] = ChoiceField(empty=_("全部嘎查村（社区）"))
        self.village.describe(_("嘎查村（社区）"), "")
        self.village.combo.setMinimumContentsLength(17)
        self.kind: ChoiceField[str] = ChoiceField(empty=_("全部种类"))
        self.kind.describe(_("种类"), "")
        self.kind.combo.setMinimumContentsLength(20)
        self.limits_button = button(_("自查的界限…"), self.ask_limits)
        self.limits_button.setAccessibleDescription(_("从什么程度起列出来"))
        self.summary = Text("", "strong", wrap=True)
        self.why = Text(
            _("这里列出检查时可能被问到的地方，不代表有错。说明会随上报包上报；不说明也可以上报。"),
            "muted",
            wrap=True,
        )
        self.table: RowTable[Irregularity] = RowTable(
            _columns(), sort=Sort("kind"), empty=EmptyState("", _("回到今日"), self._on_back), many=True
        )
        self.detail = DetailCard(self._on_visit, self._on_person)
        self._build()
        self._may_write = context.app.actor.role is not UserRole.READER
        self.limits_button.setVisible(context.app.actor.role in OFFICERS)
        if self._may_write:
            self.set_main_action(_("填写说明"), "F4", self.explain)

    def activate(self, **params: Any) -> None:
        """Take the month and the village to show."""
        if params.get("month_on"):
            self.month.set_value(params["month_on"])
        if "village_code" in params:
            self.village.set_value(params["village_code"])
        self.mark_stale()

    def refresh(self) -> None:
        """Go through the month in a reader thread."""
        if self._reading is not None:
            self._reading.cancel()
        app, month_on, village = self.context.app, self.month.value(), self.village.value()

        def work(progress: Progress) -> tuple[list[Irregularity], dict[str, str]]:
            found = app.self_check.irregularities(app.actor, month_on, village, progress=progress)
            return found, {each.code: each.name for each in app.register.villages(app.actor)}

        self._reading = self.context.jobs.reading(_("自查"), work)
        self._reading.succeeded.connect(self._on_read)
        self._reading.start()

    def record_visit(self) -> bool:
        """F2: record a visit for the first person of the row under the cursor."""
        current = self.table.current()
        if current is None or not current.elders:
            return False
        return self.context.navigator.open("visit", elder_uid=current.elders[0][0])

    def explain(self) -> None:
        """Ask how the selected things were, one explanation for all of them."""
        rows = self.table.selected()
        if not rows:
            self.context.notices.show_notice("info", _("请先在列表里选中要说明的一处或几处。"))
            return
        dialog = ExplainDialog(self.context, rows, self.window())
        dialog.decided.connect(lambda text: self._on_decided(rows, text))
        dialog.finished.connect(self._on_closed)
        self.dialog = dialog
        dialog.open()

    def ask_limits(self) -> None:
        """Show from where on something is listed here, to be changed."""
        app = self.context.app
        job = self.context.jobs.reading(_("自查"), lambda _progress: app.self_check.thresholds(app.actor))
        job.succeeded.connect(self._on_limits)
        job.start()

    def _on_limits(self, present: Thresholds) -> None:
        dialog = LimitsDialog(self.context, present, self.window())
        dialog.decided.connect(self.refresh)
        dialog.open()

    def _build(self) -> None:
        around_ways = QWidget()
        ways = FlowLayout(around_ways, spacing_em=0.6)
        for part in (self.month, self.village, self.kind, self.limits_button):
            ways.addWidget(part)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(theme.px(1.5), theme.px(1), theme.px(1.5), theme.px(0.8))
        layout.setSpacing(theme.px(0.6))
        layout.addWidget(around_ways)
        layout.addWidget(self.summary)
        layout.addWidget(self.why)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.detail)
        self.table.setMinimumHeight(theme.px(LEAST_LIST_EM))
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(scrolling(content))
        self.setFocusProxy(self.table)
        self.detail.show_row(None)
        self.month.changed.connect(self.refresh)
        self.village.changed.connect(self.refresh)
        self.kind.changed.connect(self._show)
        self.table.chosen.connect(self.detail.show_row)
        self.table.opened.connect(lambda _row: self.explain() if self._may_write else None)

    def _on_read(self, found: tuple[list[Irregularity], dict[str, str]]) -> None:
        self._reading = None
        self._rows, villages = found
        chosen = self.village.value()
        blocked = self.village.blockSignals(True)
        self.village.set_choices(list(villages.items()))
        self.village.set_value(chosen)
        self.village.blockSignals(blocked)
        kinds = by_kind(self._rows)
        kind = self.kind.value()
        blocked = self.kind.blockSignals(True)
        self.kind.set_choices(
            [
                (
                    each.value,
                    _("{kind}（{count} 处，已说明 {explained}）").format(
                        kind=_(each.term), count=count, explained=explained
                    ),
                )
                for each, (count, explained) in kinds.items()
            ]
        )
        self.kind.set_value(kind if kind in {each.value for each in kinds} else None)
        self.kind.blockSignals(blocked)
        self._show()

    def _show(self) -> None:
        kind = self.kind.value()
        rows = [each for each in self._rows if kind in {None, each.kind.value}]
        explained = sum(each.explanation is not None for each in self._rows)
        month = self.month.value()
        self.summary.setText(
            _("{year}年{month}月自查：{count} 处，已说明 {explained} 处。").format(
                year=month.year, month=month.month, count=len(self._rows), explained=explained
            )
            if self._rows
            else ""
        )
        self.table.empty.sentence.setText(
            _("{year}年{month}月没有需要说明的地方，可以放心上报。").format(
                year=month.year, month=month.month
            )
        )
        source = ListSource[Irregularity](
            rows,
            {
                "kind": lambda row: (_KINDS.index(row.kind), row.explanation is not None, row.on, row.about),
                "state": lambda row: (row.explanation is not None, _KINDS.index(row.kind), row.on),
                "visitor": lambda row: (row.visitor, _KINDS.index(row.kind), row.on),
                "on": lambda row: (row.on, _KINDS.index(row.kind)),
            },
        )
        self.table.show_source(source)
        self.table.choose_first()
        if not rows:
            self.detail.show_row(None)

    def _on_decided(self, rows: Sequence[Irregularity], text: str) -> None:
        dialog = self.dialog
        if dialog is None:
            return
        app = self.context.app
        abouts = [(each.about, each.kind) for each in rows]
        save = dialog.saving(lambda: app.self_check.explain_many(app.actor, abouts, rows[0].month, text))
        job = self.context.jobs.writing(_("填写自查说明"), lambda _progress: save())
        job.succeeded.connect(self._on_saved)
        job.failed.connect(self._on_refused)
        job.start()

    def _on_saved(self, change_set: str) -> None:
        if self.dialog is not None:
            self.dialog.accept()
        self.table.view.setFocus()
        self.context.offer_undo(_("说明已保存"), change_set)

    def _on_refused(self, error: Exception) -> None:
        if self.dialog is None or not self.dialog.show_error(error):
            self.context.presenter.present(error)

    def _on_closed(self, _code: int) -> None:
        self.dialog = None

    def _on_visit(self, visit: ConcernedVisit) -> None:
        if self._may_write:
            self.context.navigator.open("visit", elder_uid=visit.elder_uid, visit_uid=visit.uid)
        else:
            self._on_person(visit.elder_uid)

    def _on_person(self, uid: str) -> None:
        self.context.navigator.open("person", uid=uid)

    def _on_back(self) -> None:
        self.context.navigator.open("today")


def _columns() -> tuple[Column[Irregularity], ...]:
    return (
        Column(
            key="state",
            title=_("状态"),
            width_em=5,
            text=lambda row: _("已说明") if row.explanation else _("待说明"),
            tint=lambda row: "quiet" if row.explanation else "soon",
        ),
        Column(key="kind", title=_("种类"), width_em=10, text=lambda row: _(row.kind.term), strong=True),
        Column(key="who", title=_("涉及的老年人"), width_em=13, text=_names, sortable=False),
        Column(key="visitor", title=_("探访人"), width_em=6, text=lambda row: row.visitor),
        Column(key="on", title=_("日期"), width_em=7.5, text=lambda row: _day(row.on)),
        Column(
            key="seen",
            title=_("看到的情况"),
            width_em=16,
            text=lambda row: row.seen,
            sortable=False,
            stretch=True,
        ),
    )


def _names(row: Irregularity) -> str:
    if len(row.elders) > MOST_NAMES:
        return _("{names}等 {count} 人").format(names=row.elders[0][1], count=len(row.elders))
    return _("、").join(name for _uid, name in row.elders)


def _day(day: date) -> str:
    return day.isoformat()
