"""应享服务: who is owed what in the days that come, by what it is and by month, with the sentence it rests on."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout

from desktop_app.config.strings import _
from desktop_app.domain.due_kinds import DueKind, DueState
from desktop_app.domain.errors import N_
from desktop_app.domain.terms import UserRole
from desktop_app.services.radar import MOST_DAYS, USUAL_DAYS
from desktop_app.services.radar_rows import DueItem, Radar, RadarLine, topic_title
from desktop_app.ui import theme
from desktop_app.ui.duty_printing import DutyPrinting
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import (
    ChoiceField,
    EmptyState,
    FlowLayout,
    ListSource,
    RowTable,
    Sort,
    Text,
    button,
)
from desktop_app.ui.kit.sight import set_shown
from desktop_app.ui.kit.tab_order import stop_before
from desktop_app.ui.page import KeyHint, Page, PageContext
from desktop_app.ui.radar import acts
from desktop_app.ui.radar.chip_row import ChipRow
from desktop_app.ui.radar.columns import columns
from desktop_app.ui.radar.narrowing import Choice, Shown, Topic, narrowed
from desktop_app.ui.radar.preview import DuePreview
from desktop_app.ui.radar.words import month_words

DAYS = (30, USUAL_DAYS, 180, MOST_DAYS)
PAPER = "due-service-list"
ARRANGE_KEY = "Ctrl+J"
_BESIDE_EM = 64
"""From this width on the preview stands beside the list."""
STATES = tuple(DueState)
ALL, AT_ONCE = "all", "at-once"


class RadarPage(Page):
    """应享服务. Parameters: ``village_code``, ``kind`` (a ``DueKind``), ``days``."""

    listens_to = frozenset(
        {
            "elder",
            "category_span",
            "residence",
            "benefit",
            "willingness",
            "assessment",
            "service_record",
            "service_plan",
            "service_provider",
            "person_link",
            "village",
            "policy_text",
        }
    )
    help_topic = "radar"
    keys = (KeyHint(ARRANGE_KEY, N_("安排服务")), KeyHint("Ctrl+P", N_("打印")))

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("应享服务"))
        self._reading: Job[Radar] | None = None
        self._narrowing: Job[Shown] | None = None
        self._radar: Radar | None = None
        self._choice = Choice()
        self.days: ChoiceField[int] = ChoiceField(
            [(days, _("今后 {days} 天").format(days=days)) for days in DAYS[:-1]]
            + [(MOST_DAYS, _("今后一年"))],
            empty=None,
        )
        self.days.describe(_("今后多少天"), "")
        self.days.set_value(USUAL_DAYS)
        self.village: ChoiceField[str] = ChoiceField(empty=_("全部嘎查村（社区）"))
        self.village.describe(_("嘎查村（社区）"), "")
        self.village.combo.setMinimumContentsLength(18)
        self.topic: ChoiceField[Topic] = ChoiceField(empty=_("全部事项"))
        self.topic.describe(_("事项"), "")
        self.topic.combo.setMinimumContentsLength(14)
        self.count = Text("", "muted")
        self.table: RowTable[RadarLine] = RowTable(
            columns(self._village_name),
            jobs=context.jobs,
            sort=Sort("urgency"),
            empty=EmptyState(_("这段时间没有到期、应办的服务和待遇。"), _("看今后一年"), self._on_year),
        )
        self.preview = DuePreview()
        self.printing = DutyPrinting(context, self)
        remembered = context.remembered("radar")
        remembered.follow("days", self.days, as_value=int)
        self._build()
        self.set_main_action(_("去办理"), "F4", self.handle)

    def activate(self, **params: Any) -> None:
        """Take what to show."""
        if params.get("days") in DAYS:
            self.days.set_value(int(params["days"]))
        if "village_code" in params:
            self.village.set_value(params["village_code"])
        if "kind" in params:
            self._choice = Choice(kind=DueKind(params["kind"]) if params["kind"] else None)
        self.mark_stale()

    def refresh(self) -> None:
        """Look at everybody in a reader thread."""
        if self._reading is not None:
            self._reading.cancel()
        app, days = self.context.app, self.days.value() or USUAL_DAYS
        if self._radar is None:
            self.count.setText(_("正在逐人核对…"))
        self._reading = self.context.jobs.reading(
            _("查看应享服务"), lambda progress: app.radar.sweep(app.actor, days=days, progress=progress)
        )
        self._reading.succeeded.connect(self._on_read)
        self._reading.start()

    def record_visit(self) -> bool:
        """F2: record a visit for the person under the cursor."""
        line = self.table.current()
        if line is None or line.uid is None:
            return False
        return self.context.navigator.open("visit", elder_uid=line.uid)

    def print_paper(self) -> bool:
        """Ctrl+P: print the list of the village chosen, else of all."""
        return self.printing.print(PAPER, village_code=self.village.value())

    def handle(self) -> None:
        """F4: open where the line under the cursor is settled: the form of the service, or the person."""
        item = self._chosen_item()
        if item is not None:
            acts.handle(self.context, item)

    def arrange(self) -> None:
        """Ctrl+J: arrange that the service comes."""
        item = self._chosen_item()
        if item is not None:
            acts.arrange(self.context, item)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: in a narrow window, or in large letters, the preview stands under the list and topics are a choice."""
        super().resizeEvent(event)
        beside = self.width() >= theme.px(_BESIDE_EM)
        directions = QBoxLayout.Direction
        self._middle.setDirection(directions.LeftToRight if beside else directions.TopToBottom)
        self.preview.stand(beside=beside)
        set_shown(self.topic_chips, beside)
        set_shown(self.topic, not beside)

    def _chosen_item(self) -> DueItem | None:
        line = self.table.current()
        return None if line is None or self._radar is None else self._radar.item(line)

    def _build(self) -> None:
        ways = FlowLayout(spacing_em=0.5)
        ways.addWidget(self.days)
        ways.addWidget(self.village)
        ways.addWidget(self.topic)
        self.month_chips = ChipRow(_("按月份看"))
        self.topic_chips = ChipRow(_("按事项看"))
        self.arrange_button = button(_("安排"), self.arrange, key=ARRANGE_KEY, icon_name="calendar-check")
        self.print_button = button(_("打印"), self.print_paper, key="Ctrl+P", icon_name="printer")
        self.ages_button = button(
            _("将满年龄、预登记的人"), lambda: self.context.navigator.open("ageing"), look="link"
        )
        for made in (self.arrange_button, self.print_button, self.ages_button):
            ways.addWidget(made)
        set_shown(self.arrange_button, self.context.app.actor.role is not UserRole.READER)
        self._middle = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._middle.setSpacing(theme.px(0.8))
        self._middle.addWidget(self.table, 1)
        self._middle.addWidget(self.preview)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(1.5), theme.px(1), theme.px(1.5), theme.px(0.8))
        layout.setSpacing(theme.px(0.6))
        layout.addLayout(ways)
        layout.addWidget(self.month_chips)
        layout.addWidget(self.topic_chips)
        layout.addWidget(self.count)
        layout.addLayout(self._middle, 1)
        self.setFocusProxy(self.table)
        self.days.changed.connect(self.refresh)
        self.village.changed.connect(self._narrow)
        self.month_chips.picked.connect(self._on_month)
        self.topic_chips.picked.connect(self._on_topic)
        self.topic.changed.connect(lambda: self._on_topic(self.topic.value() or ALL))
        self.table.opened.connect(self._on_opened)
        self.table.chosen.connect(self._on_chosen)
        self.table.counted.connect(self._on_counted)
        shortcut = QShortcut(QKeySequence(ARRANGE_KEY), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.arrange)

    def _on_read(self, radar: Radar) -> None:
        self._reading, self._radar = None, radar
        self._narrow()

    def _narrow(self) -> None:
        """Narrow and count in a reader thread: a township's lines are tens of thousands."""
        radar = self._radar
        if radar is None:
            return
        if self._narrowing is not None:
            self._narrowing.cancel()
        choice = replace(self._choice, village_code=self.village.value())
        self._narrowing = self.context.jobs.reading(
            _("查看应享服务"), lambda _progress: narrowed(radar, choice)
        )
        self._narrowing.succeeded.connect(self._on_narrowed)
        self._narrowing.start()

    def _on_narrowed(self, shown: Shown) -> None:
        self._narrowing = None
        radar = self._radar
        if radar is None:
            return
        self._fill_villages(radar, shown)
        self._fill_chips(shown)
        self.table.show_source(
            ListSource[RadarLine](
                shown.lines,
                {
                    "name": lambda line: (line.name, line.fact.due_on),
                    "village": lambda line: (line.village_code, line.name),
                    "what": lambda line: (line.fact.kind, line.fact.about, line.fact.due_on),
                    "due_on": lambda line: line.fact.due_on,
                    "state": lambda line: STATES.index(line.fact.state),
                },
            )
        )

    def _fill_villages(self, radar: Radar, shown: Shown) -> None:
        chosen = self.village.value()
        with QSignalBlocker(self.village):
            self.village.set_choices(
                [
                    (
                        code,
                        _("{village}（{count}）").format(village=radar.villages.get(code, code), count=count),
                    )
                    for code, count in sorted(shown.villages.items())
                    if code
                ]
            )
            self.village.set_value(chosen)

    def _fill_chips(self, shown: Shown) -> None:
        today = self.context.app.clock.today()
        times: list[tuple[Hashable, str, int]] = [
            (ALL, _("全部时间"), sum(count for _month, count in shown.months))
        ]
        times += [(month or AT_ONCE, month_words(month, today), count) for month, count in shown.months]
        self.month_chips.show_choices(times, AT_ONCE if self._choice.at_once else self._choice.month or ALL)
        things: list[tuple[Hashable, str, int]] = [
            (ALL, _("全部事项"), sum(count for _topic, count in shown.topics))
        ]
        things += [(topic, topic_title(*topic), count) for topic, count in shown.topics]
        with QSignalBlocker(self.topic):
            self.topic.set_choices(
                [
                    (topic, _("{words} {count}").format(words=topic_title(*topic), count=count))
                    for topic, count in shown.topics
                ]
            )
            self.topic.set_value(self._choice.topic)
        self.topic_chips.show_choices(things, self._choice.topic or ALL)
        # They are made after what stands below them.
        for chips in (self.month_chips, self.topic_chips):
            stop_before(self.table.view, chips)

    def _on_month(self, picked: Any) -> None:
        month = None if picked in {ALL, AT_ONCE} else picked
        self._choice = replace(self._choice, month=month, at_once=picked == AT_ONCE)
        self._narrow()

    def _on_topic(self, picked: Any) -> None:
        self._choice = replace(self._choice, topic=None if picked == ALL else picked)
        if picked == ALL:
            self._choice = replace(self._choice, kind=None)
        self._narrow()

    def _on_opened(self, line: RadarLine) -> None:
        if line.uid is not None:
            self.context.navigator.open("person", uid=line.uid)
        else:
            self.handle()

    def _on_chosen(self, _line: RadarLine | None) -> None:
        # A list that was read anew says that nothing is chosen after its first line was.
        item = self._chosen_item()
        self.preview.show_item(item)
        self.arrange_button.setEnabled(item is not None and item.service is not None)

    def _on_counted(self, count: int) -> None:
        radar = self._radar
        if radar is None:
            return
        self.count.setText(
            _("共 {count} 项；核对了 {people} 人，到 {until} 为止").format(
                count=count, people=radar.people, until=radar.until.isoformat()
            )
        )
        self.table.empty.button.setVisible(self.days.value() != MOST_DAYS)
        self.table.empty.hint.setText(
            _("照采用的政策方案列出：方案里“应享服务”“应享待遇”写了什么，这里就核对什么。")
        )
        self.table.empty.hint.show()
        if self.table.current() is None:
            self.table.choose_first()

    def _on_year(self) -> None:
        self.days.set_value(MOST_DAYS)

    def _village_name(self, line: RadarLine) -> str:
        radar = self._radar
        return "" if radar is None else radar.villages.get(line.village_code, line.village_code)
