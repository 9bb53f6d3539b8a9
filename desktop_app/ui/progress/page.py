"""半年、年度进展表: every indicator with target, figure and gap; what the office has to type comes first."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_
from desktop_app.domain.progress_figures import Origin
from desktop_app.progress import Progress
from desktop_app.services.actor import WORKERS
from desktop_app.services.progress_rows import ProgressReport, ProgressRow
from desktop_app.services.progress_words import period_words
from desktop_app.ui import theme
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import (
    ChoiceField,
    Column,
    EmptyState,
    FlowLayout,
    ListSource,
    RowTable,
    Sort,
    Text,
    button,
    scrolling,
)
from desktop_app.ui.page import KeyHint, Page, PageContext
from desktop_app.ui.progress import words
from desktop_app.ui.progress.entry_card import EntryCard

KEY = "progress"
LEAST_LIST_EM, LIST_SHARE = 13, 0.45
"""How high the list is: so much of the page, but not lower than it is of use."""
_ORDER = {Origin.MISSING: 0, Origin.SUMMED: 1, Origin.TYPED: 2, Origin.COUNTED: 3}


class ProgressPage(Page):
    """半年、年度进展表. Parameters: ``period``, ``village_code``."""

    listens_to: ClassVar[frozenset[str]] = frozenset(
        {
            "progress_figure",
            "policy_text",
            "elder",
            "off_register",
            "category_span",
            "visit",
            "service_record",
            "service_plan",
        }
    )
    help_topic: ClassVar[str] = KEY
    keys: ClassVar[tuple[KeyHint, ...]] = (
        KeyHint("Enter", N_("录入选中的指标，再按到下一格")),
        KeyHint("Delete", N_("撤下选中指标录入的数")),
    )

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("半年、年度进展表"))
        app = context.app
        self._reading: Job[Any] | None = None
        self._report: ProgressReport | None = None
        self._kept: dict[tuple[str, str, str], dict[str, Any]] = {}
        """What was typed and not saved, by period, village and indicator."""
        self._shown: tuple[str, str, str] | None = None
        self._saving = False
        self._next = False
        self._writes = app.actor.role in WORKERS
        self.period: ChoiceField[str] = ChoiceField()
        self.period.describe(_("报表期"), "")
        self.period.set_choices([(str(each), period_words(each)) for each in app.progress.periods(app.actor)])
        self.period.set_value(str(app.progress.usual(app.actor)))
        self.village: ChoiceField[str] = ChoiceField(empty=_("本单位全部"))
        self.village.describe(_("嘎查村（社区）"), "")
        self.village.combo.setMinimumContentsLength(12)
        self.print_button = button(_("打印报表"), self.print_paper, icon_name="printer", key="Ctrl+P")
        self.policy_button = button(
            _("改目标值"), lambda: context.navigator.open("policies"), icon_name="pencil"
        )
        self.summary = Text(_("正在统计…"), "strong", wrap=True)
        self.table: RowTable[ProgressRow] = RowTable(
            _columns(),
            sort=Sort("state"),
            empty=EmptyState(
                _("所选政策方案没有列出指标。"), _("看政策方案"), lambda: context.navigator.open("policies")
            ),
        )
        self.card = EntryCard(self.save, self.take_back, writes=self._writes)
        self._build()
        if self._writes:
            self.set_main_action(_("保存"), "Ctrl+Enter", self.save)

    def activate(self, **params: Any) -> None:
        """Take the period and the village to show."""
        if params.get("period"):
            self.period.set_value(str(params["period"]))
        if "village_code" in params:
            self.village.set_value(params["village_code"])
        self.mark_stale()

    def refresh(self) -> None:
        """Count in a reader thread; what was counted last is kept by the service."""
        if self._reading is not None:
            self._reading.cancel()
        app, period, village = self.context.app, self.period.value(), self.village.value()
        if period is None:
            return

        def work(progress: Progress) -> tuple[ProgressReport, dict[str, str]]:
            report = app.progress.report(app.actor, period, village, progress=progress)
            return report, {each.code: each.name for each in app.register.villages(app.actor)}

        self._reading = self.context.jobs.reading(_("统计进展表"), work)
        self._reading.succeeded.connect(self._on_read)
        self._reading.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: leave room under the list for what is typed."""
        super().resizeEvent(event)
        self.table.setFixedHeight(max(theme.px(LEAST_LIST_EM), int(self.height() * LIST_SHARE)))

    def is_unsaved(self) -> bool:
        """Tell whether a figure is typed and not saved."""
        return bool(self._kept) or (self.card.form.is_dirty() and not self._saving)

    def may_leave(self) -> bool:
        """Go: what was typed stays on the page; that it is not saved is said."""
        if self.is_unsaved():
            again = partial(self.context.navigator.open, KEY)
            words_of = _("进展表有录入的数还没有保存，都留在页上。")
            self.context.notices.show_notice("info", words_of, _("继续录入"), again)
        return True

    def print_paper(self) -> bool:
        """Ctrl+P: open the paper among the others."""
        return self.context.navigator.open(
            "papers", name=KEY, period=self.period.value(), village_code=self.village.value()
        )

    def save(self) -> None:
        """Keep what is typed for the row in sight, then go on to the next one that lacks a figure."""
        row, key = self.table.current(), self._shown
        if row is None or key is None or not self._writes or self._saving or not self.card.form.check():
            return
        if not self.card.form.is_dirty() and row.complete:
            self._go_on()
            return
        app, draft, village = self.context.app, self.card.draft(), self.village.value()
        self._saving = True
        job = self.context.jobs.writing(
            _("录入进展数字"),
            lambda _progress: app.progress.type_figure(app.actor, key[0], row.indicator, draft, village),
        )
        job.succeeded.connect(lambda change_set: self._on_saved(key, _(row.title), change_set))
        job.failed.connect(self._on_refused)
        job.start()

    def take_back(self) -> None:
        """Take the typed figure of the row in sight out."""
        row, key = self.table.current(), self._shown
        if row is None or key is None or not self._writes or row.typed is None or row.typed.places:
            return
        app, village = self.context.app, self.village.value()
        job = self.context.jobs.writing(
            _("撤下进展数字"),
            lambda _progress: app.progress.take_back(app.actor, key[0], row.indicator, village),
        )
        job.succeeded.connect(
            lambda change_set: self.context.offer_undo(
                _("已撤下：{title}").format(title=_(row.title)), change_set
            )
        )
        job.failed.connect(self.context.presenter.present)
        job.start()

    def _build(self) -> None:
        around_ways = QWidget()
        ways = FlowLayout(around_ways, spacing_em=0.6)
        for part in (self.period, self.village, self.print_button, self.policy_button):
            ways.addWidget(part)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(theme.px(1.5), theme.px(1), theme.px(1.5), theme.px(0.8))
        layout.setSpacing(theme.px(0.6))
        layout.addWidget(around_ways)
        layout.addWidget(self.summary)
        layout.addWidget(self.table)
        layout.addWidget(self.card)
        layout.addStretch(1)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(scrolling(content))
        self.setFocusProxy(self.table)
        self.card.show_row(None, None, None)
        self.period.changed.connect(self._on_other)
        self.village.changed.connect(self._on_other)
        self.table.chosen.connect(self._on_chosen)
        self.table.opened.connect(lambda _row: self.card.focus_first() if self._writes else None)
        self.card.form.changed.connect(self.unsaved_changed)
        shortcut = QShortcut(QKeySequence("Delete"), self.table)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.take_back)

    def _on_other(self) -> None:
        self._keep()
        self._shown = None
        self.card.show_row(None, None, None)
        self.summary.setText(_("正在统计…"))
        self.refresh()

    def _on_read(self, found: tuple[ProgressReport, dict[str, str]]) -> None:
        self._reading = None
        self._keep()
        self._report, villages = found
        chosen = self.village.value()
        blocked = self.village.blockSignals(True)
        self.village.set_choices(list(villages.items()))
        self.village.set_value(chosen)
        self.village.blockSignals(blocked)
        self.summary.setText(words.summary(self._report))
        self._shown = None
        current = self.table.current()
        self.table.show_source(_source(self._report), keep_choice=False)
        self._choose(current.indicator if current is not None else None)

    def _choose(self, indicator: str | None) -> None:
        """Stay on the same indicator; after saving go on to the first that lacks a figure."""
        rows = self._rows()
        at = next((at for at, row in enumerate(rows) if row.indicator == indicator), 0)
        if self._next:
            self._next = False
            at = next((number for number, row in enumerate(rows) if not row.complete), at)
            self.table.view.selectRow(at)
            self._on_chosen(self.table.current())
            if self.table.current() is not None and not self._rows()[at].complete:
                self.card.focus_first()
            else:
                self.table.view.setFocus()
            return
        if rows:
            self.table.view.selectRow(at)
        self._on_chosen(self.table.current())

    def _go_on(self) -> None:
        rows = self._rows()
        at = next((at for at, row in enumerate(rows) if not row.complete), None)
        if at is None:
            self.table.view.setFocus()
            return
        self.table.view.selectRow(at)
        self.card.focus_first()

    def _rows(self) -> list[ProgressRow]:
        rows = [self.table.model.row_at(number) for number in range(self.table.count())]
        return [row for row in rows if row is not None]

    def _keep(self) -> None:
        """Remember what is typed for the row in sight, or forget it where nothing is."""
        if self._shown is None or self._saving:
            return
        if self.card.form.is_dirty():
            self._kept[self._shown] = self.card.form.values()
        else:
            self._kept.pop(self._shown, None)

    def _on_chosen(self, row: ProgressRow | None) -> None:
        self._keep()
        if row is None or self._report is None:
            self._shown = None
            self.card.show_row(None, None, None)
            return
        self._shown = (str(self._report.period), self._report.village_code or "", row.indicator)
        self.card.show_row(row, self._report, self._kept.get(self._shown))
        self.unsaved_changed.emit()

    def _on_saved(self, key: tuple[str, str, str], title: str, change_set: str) -> None:
        self._kept.pop(key, None)
        if self._shown == key:
            self.card.form.mark_clean()
        self._saving = False
        self._next = True
        self.unsaved_changed.emit()
        self.context.offer_undo(_("已录入：{title}").format(title=title), change_set)
        self.mark_stale()

    def _on_refused(self, error: Exception) -> None:
        self._saving = False
        if not self.card.form.show_error(error):
            self.context.presenter.present(error)


def _source(report: ProgressReport) -> ListSource[ProgressRow]:
    places = {row.indicator: at for at, row in enumerate(report.rows)}
    return ListSource[ProgressRow](
        report.rows,
        {
            "state": lambda row: (row.complete, _ORDER[row.origin], places[row.indicator]),
            "title": lambda row: places[row.indicator],
            "met": lambda row: (row.met is None, row.met is True, places[row.indicator]),
        },
    )


def _columns() -> tuple[Column[ProgressRow], ...]:
    return (
        Column(key="state", title=_("数据来源"), width_em=6.5, text=words.state, tint=words.state_tint),
        Column(
            key="title",
            title=_("指标"),
            width_em=16,
            text=lambda row: _(row.title),
            strong=True,
            stretch=True,
        ),
        Column(key="target", title=_("目标"), width_em=7.5, text=words.target, sortable=False),
        Column(
            key="actual",
            title=_("完成"),
            width_em=5.5,
            text=lambda row: words.amount(row.actual, row.unit),
            sortable=False,
        ),
        Column(key="met", title=_("是否达标"), width_em=6.5, text=words.met, tint=words.met_tint),
        Column(
            key="numerator",
            title=_("分子"),
            width_em=5,
            text=lambda row: "" if row.numerator is None else str(row.numerator),
            sortable=False,
        ),
        Column(
            key="denominator",
            title=_("分母"),
            width_em=5,
            text=lambda row: "" if row.denominator is None else str(row.denominator),
            sortable=False,
        ),
        Column(key="note", title=_("备注"), width_em=10, text=lambda row: row.note, sortable=False),
    )
