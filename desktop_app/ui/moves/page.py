"""转场与交接: six lists under one village filter, each with what can be decided about it."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QStackedLayout, QTabBar, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.ui import theme
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import ChoiceField, FlowLayout
from desktop_app.ui.moves.decision_tabs import HoldsTab, LeavesTab, ProposalsTab
from desktop_app.ui.moves.handover_tab import HandoversTab
from desktop_app.ui.moves.move_tabs import LeftBehindTab, MovesTab
from desktop_app.ui.moves.reading import Reading, may_write, read
from desktop_app.ui.page import Page, PageContext

MOVES, LEFT_BEHIND, PROPOSALS, LEAVES, HANDOVERS, HOLDS = range(6)

Tab = MovesTab | LeftBehindTab | ProposalsTab | LeavesTab | HandoversTab | HoldsTab


class MovesPage(Page):
    """转场与交接. Parameters: ``tab``, its number from 0; ``village_code``."""

    listens_to = frozenset(
        {
            "elder",
            "residence",
            "household_member",
            "category_span",
            "assignment",
            "visitor",
            "visitor_leave",
            "handover",
            "visit_pause",
            "duty_waiver",
            "tier_decision",
            "finding",
            "village",
        }
    )
    help_topic = "moves"

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("转场与交接"))
        self._reading: Job[Reading] | None = None
        self.village: ChoiceField[str] = ChoiceField(empty=_("全部嘎查村（社区）"))
        self.village.describe(_("嘎查村（社区）"), "")
        self.village.combo.setMinimumContentsLength(16)
        self.moves, self.left_behind = MovesTab(context), LeftBehindTab(context)
        self.proposals, self.leaves = ProposalsTab(context), LeavesTab(context)
        self.handovers, self.holds = HandoversTab(context), HoldsTab(context)
        self.tabs = QTabBar()
        self._build()
        self._on_tab(MOVES)

    def activate(self, **params: Any) -> None:
        """Take the tab and the village to show."""
        if "tab" in params:
            self.tabs.setCurrentIndex(int(params["tab"]))
        if "village_code" in params:
            self.village.set_value(params["village_code"])
        self.mark_stale()

    def refresh(self) -> None:
        """Read all lists in a reader thread."""
        if self._reading is not None:
            self._reading.cancel()
        app, village = self.context.app, self.village.value()
        self._reading = self.context.jobs.reading(_("读取转场与交接"), lambda _progress: read(app, village))
        self._reading.succeeded.connect(self._on_read)
        self._reading.start()

    def record_visit(self) -> bool:
        """F2: record a visit to the person under the cursor."""
        current = self.current().table.current()
        uid = getattr(current, "elder_uid", None) or getattr(getattr(current, "row", None), "elder_uid", None)
        if uid is None or not self.context.navigator.has("visit"):
            return False
        return self.context.navigator.open("visit", elder_uid=uid)

    def current(self) -> Tab:
        """Return the tab in sight."""
        return self._lists()[self.tabs.currentIndex()]

    def _lists(self) -> tuple[Tab, ...]:
        return self.moves, self.left_behind, self.proposals, self.leaves, self.handovers, self.holds

    def _build(self) -> None:
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setAccessibleName(_("转场与交接的各页"))
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        for number, (title, shown) in enumerate(zip(_titles(), self._lists(), strict=True), start=1):
            self.tabs.addTab(f"{title}(&{number})")
            self._stack.addWidget(shown)
        head = FlowLayout(spacing_em=0.8)
        head.addWidget(self.tabs)
        head.addWidget(self.village)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(1.5), theme.px(0.8), theme.px(1.5), theme.px(0.8))
        layout.setSpacing(theme.px(0.4))
        layout.addLayout(head)
        layout.addWidget(holder, 1)
        self.setFocusProxy(self.tabs)
        self.tabs.currentChanged.connect(self._on_tab)
        self.village.changed.connect(self.refresh)

    def _on_tab(self, number: int) -> None:
        self._stack.setCurrentIndex(number)
        writing = may_write(self.context.app)
        if number in {MOVES, LEFT_BEHIND} and writing:
            self.set_main_action(_("登记转场"), "", self.moves.go)
        elif number == LEAVES and writing:
            self.set_main_action(_("登记请假"), "", self.leaves.add_leave)
        elif number == HANDOVERS and writing:
            self.set_main_action(_("移交"), "", self.handovers.hand_over)
        else:
            self.set_main_action("", "", lambda: None)

    def _on_read(self, reading: Reading) -> None:
        self._reading = None
        chosen = self.village.value()
        blocked = self.village.blockSignals(True)
        self.village.set_choices([(one.code, one.name) for one in reading.villages])
        self.village.set_value(chosen)
        self.village.blockSignals(blocked)
        for shown in self._lists():
            shown.show_reading(reading)
        self._count(reading)

    def _count(self, reading: Reading) -> None:
        """Put into the tabs how much waits there."""
        counts = (
            len(reading.moves),
            len(reading.left_behind),
            len(reading.proposals),
            len(reading.leaves),
            0,  # what was handed over waits for nothing
            len(reading.pauses) + len(reading.waivers),
        )
        for number, (title, count) in enumerate(zip(_titles(), counts, strict=True)):
            self.tabs.setTabText(number, f"{title}(&{number + 1}) {count or ''}".strip())


def _titles() -> tuple[str, ...]:
    return (_("转场名单"), _("转场后留守"), _("等级建议"), _("请假"), _("交接"), _("暂停与免访"))
