"""服务: what was given in a month, to whom and by whom, what it comes to, and the ways to enter more."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_
from desktop_app.domain.terms import ServiceGroup
from desktop_app.services.actor import WORKERS
from desktop_app.services.indicators import IndicatorRow
from desktop_app.services.service_drafts import ServiceLine
from desktop_app.ui import service_words as words
from desktop_app.ui import theme
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import (
    ChoiceField,
    EmptyState,
    Figure,
    FlowLayout,
    ListSource,
    MonthPicker,
    RowTable,
    SearchField,
    Sort,
    Text,
    Tiles,
    ask,
    button,
    month_title,
    scrolling,
)
from desktop_app.ui.kit.folding import LOW_PAGE_EM, LowPageFold
from desktop_app.ui.kit.sight import set_shown
from desktop_app.ui.page import KeyHint, Page, PageContext
from desktop_app.ui.services.list_columns import list_columns
from desktop_app.ui.services.month_read import (
    HELPED,
    PEOPLE,
    TIMES,
    MonthRead,
    Wanted,
    figures_line,
    read_figures,
    read_month,
    read_names,
    share,
    told,
)
from desktop_app.ui.services.names_dialog import NamesDialog

KEY = "services"
LIST_EM, LOW_LIST_EM = 15, 10
"""How high the list is at least, and on a low page, where its head is folded."""


class ServicesPage(Page):
    """服务. Parameters: ``month_on``, ``village_code``, ``service``, ``provider_uid``."""

    listens_to: ClassVar[frozenset[str]] = frozenset(
        {"service_record", "service_provider", "elder", "category_span", "village"}
    )
    help_topic: ClassVar[str] = KEY
    keys: ClassVar[tuple[KeyHint, ...]] = (
        KeyHint("Enter", N_("更正选中的服务记录")),
        KeyHint("Delete", N_("撤销选中的服务记录")),
    )

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("服务"))
        self._today = context.app.clock.today
        self._writes = context.app.actor.role in WORKERS
        self._reading: Job[MonthRead] | None = None
        self._counting: Job[Mapping[str, IndicatorRow]] | None = None
        self._nobody = False
        self.figures: Mapping[str, IndicatorRow] = {}
        self.times = Figure(_("服务人次"), "…")
        self.people = Figure(_("服务人数"), "…")
        self.helped = Figure(_("失能老人社区帮助率"), "…")
        self.search = SearchField(_("姓名"))
        self.month = MonthPicker(latest_on=self._today(), today=self._today)
        self.group: ChoiceField[ServiceGroup] = ChoiceField(words.group_choices(), empty=_("全部大类"))
        self.service: ChoiceField[str] = ChoiceField(words.service_choices(), empty=_("全部服务"))
        self.village: ChoiceField[str] = ChoiceField(empty=_("全部嘎查村（社区）"))
        self.provider: ChoiceField[str] = ChoiceField(empty=_("全部提供方"))
        for field, name in (
            (self.group, _("服务大类")),
            (self.service, _("服务")),
            (self.village, _("嘎查村（社区）")),
            (self.provider, _("提供方")),
        ):
            field.describe(name, "")
            field.combo.setMinimumContentsLength(9)
        self.rarer = (self.group, self.service, self.village, self.provider)
        self.count, self.said = Text("", "muted"), Text("", "muted")
        self.table: RowTable[ServiceLine] = RowTable(
            list_columns(),
            sort=Sort("given_on", descending=True),
            empty=EmptyState("", "", self._on_empty),
        )
        self._build()
        remembered = context.remembered(KEY)
        remembered.follow_month("month", self.month, self._today)
        remembered.follow("village", self.village)
        if self._writes:
            self.set_main_action(_("登记服务"), "Ctrl+N", self._on_new)

    def activate(self, **params: Any) -> None:
        """Take what to show."""
        if params.get("month_on"):
            self.month.set_value(params["month_on"])
        for name, field in (
            ("village_code", self.village),
            ("service", self.service),
            ("provider_uid", self.provider),
        ):
            if name in params:
                field.set_value(params[name])

    def refresh(self) -> None:
        """Read the list and the figures, each in a reader thread of its own: the list need not wait."""
        for job in (self._reading, self._counting):
            if job is not None:
                job.cancel()
        self.month.set_latest(self._today())  # the page may stand over the end of a month
        self._read_list()
        app, month_on = self.context.app, self.month.value()
        self._counting = self.context.jobs.reading(
            _("计算服务情况"), lambda _progress: read_figures(app, month_on)
        )
        self._counting.succeeded.connect(self._on_figures)
        self._counting.start()

    def find_here(self) -> bool:
        """F3, Ctrl+K: find in this list."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: a low page keeps the figures and most filters folded, and says the figures in one line."""
        super().resizeEvent(event)
        self.fold.set_low(self.height() < theme.px(LOW_PAGE_EM))

    def record_visit(self) -> bool:
        """F2: record a visit to the person of the chosen line."""
        current = self.table.current()
        return current is not None and self.context.navigator.open("visit", elder_uid=current.elder_uid)

    # ------------------------------------------------------------------ building

    def _build(self) -> None:
        ways = FlowLayout(spacing_em=0.6)
        self.ways: dict[str, QPushButton] = {}
        for key, words_of, icon in (
            ("service-round", _("批量登记"), "users"),
            ("service-plans", _("长期安排"), "calendar-check"),
            ("service-needs", _("未满足的需求"), "info"),
            ("service-providers", _("服务提供方"), "clipboard-list"),
            ("progress", _("进展表"), "chart-column"),
        ):
            made = button(words_of, partial(self.context.navigator.open, key), icon_name=icon)
            self.ways[key] = made
            ways.addWidget(made)
        set_shown(self.ways["service-round"], self._writes)
        self.correct_button = button(_("更正"), self._on_correct, icon_name="pencil", key="Enter")
        self.back_button = button(_("撤销记录"), self._on_take_back, icon_name="undo-2", key="Del")
        self.round_button = button(_("撤销整批"), self._on_take_round_back, icon_name="undo-2")
        self.file_button = button(_("打开档案"), self._on_file, icon_name="user")
        bar = FlowLayout(spacing_em=0.6)
        tiles = Tiles(self.times, self.people, self.helped, tile_em=12)
        self.fold = LowPageFold(_("数字和筛选"), tiles, *self.rarer)
        for part in (self.month, self.search, self.fold.button, self.said, *self.rarer):
            bar.addWidget(part)
        acts = FlowLayout(spacing_em=0.6)
        for made in (self.correct_button, self.back_button, self.round_button, self.file_button):
            acts.addWidget(made)
        acts.addWidget(self.count)
        for made in (self.correct_button, self.back_button, self.round_button):
            set_shown(made, self._writes)
        holder = QWidget()
        inside = QVBoxLayout(holder)
        edge = theme.px(0.9)
        inside.setContentsMargins(edge, edge, edge, edge)
        inside.setSpacing(theme.px(0.7))
        inside.addWidget(tiles)
        inside.addLayout(ways)
        inside.addLayout(bar)
        inside.addLayout(acts)
        inside.addWidget(self.table, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolling(holder))
        self.setFocusProxy(self.table)
        self.fold.turned.connect(self._on_turned)
        self._on_turned()
        self.month.changed.connect(self.refresh)
        for field in self.rarer:
            field.changed.connect(self._read_list)
        self.search.searched.connect(lambda _text: self._read_list())
        self.search.left_down.connect(self.table.setFocus)
        self.group.changed.connect(self._offer_services)
        self.table.opened.connect(self._open)
        self.table.chosen.connect(self._on_chosen)
        for figure, key in (
            (self.times, TIMES),
            (self.people, PEOPLE),
            (self.helped, HELPED),
        ):
            figure.clicked.connect(partial(self.show_names, key))
        delete = QShortcut(QKeySequence("Del"), self.table)
        delete.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        delete.activated.connect(self._on_take_back)
        self._on_chosen(None)

    # ------------------------------------------------------------------ reading

    def _wanted(self) -> Wanted:
        return Wanted(
            month_on=self.month.value(),
            group=self.group.value(),
            service=self.service.value(),
            village_code=self.village.value(),
            provider_uid=self.provider.value(),
            text=self.search.text().strip(),
        )

    def _read_list(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
        app, wanted = self.context.app, self._wanted()
        self.fold.set_used(any(field.value() for field in self.rarer))
        self._reading = self.context.jobs.reading(
            _("读取服务记录"), lambda _progress: read_month(app, wanted)
        )
        self._reading.succeeded.connect(self._on_read)
        self._reading.start()

    def _on_read(self, read: MonthRead) -> None:
        self._reading, self._nobody = None, read.nobody
        for field, choices in (
            (self.village, [(one.code, one.name) for one in read.villages]),
            (self.provider, [(one.uid, one.name) for one in read.providers]),
        ):
            chosen = field.value()
            blocked = field.blockSignals(True)
            field.set_choices(choices)
            field.set_value(chosen)
            field.blockSignals(blocked)
        self._show_empty()
        self.table.show_source(
            ListSource[ServiceLine](
                read.lines,
                {
                    "name": lambda each: (each.elder_name, each.given_on),
                    "service": lambda each: (each.title, each.given_on, each.elder_name),
                    "given_on": lambda each: (each.given_on, each.entered_on, each.uid),
                    "provider": lambda each: (each.provider or "", each.given_on),
                    "satisfaction": lambda each: each.satisfaction or "",
                    "cost": lambda each: each.cost or 0,
                    "village": lambda each: (each.village_code, each.elder_name),
                },
            ),
            keep_choice=False,
        )
        said = _("{count} 次").format(count=read.count)
        if read.count > len(read.lines):
            said = _("共 {count} 次，只列出最近的 {shown} 次；选村或服务可看其余的。").format(
                count=read.count, shown=len(read.lines)
            )
        self.count.setText(said if read.lines else "")
        self.table.choose_first()

    def _show_empty(self) -> None:
        empty, narrowed = self.table.empty, self._wanted() != Wanted(month_on=self.month.value())
        if self._nobody:
            empty.sentence.setText(_("名册还是空的，先导入或登记老年人，再登记服务。"))
            action = _("打开名册")
        elif narrowed:
            empty.sentence.setText(_("没有符合这些条件的服务记录。"))
            action = _("看全部")
        else:
            empty.sentence.setText(_("{month}还没有登记服务。").format(month=month_title(self.month.value())))
            action = _("登记服务") if self._writes else ""
        empty.button.setText(action)
        empty.button.setAccessibleName(action)
        set_shown(empty.button, bool(action))

    def _on_empty(self) -> None:
        if self._nobody:
            self.context.navigator.open("register")
        elif self._wanted() != Wanted(month_on=self.month.value()):
            self.search.clear()
            for field in self.rarer:
                field.set_value(None)
        else:
            self._on_new()

    def _offer_services(self) -> None:
        group, chosen = self.group.value(), self.service.value()
        blocked = self.service.blockSignals(True)
        self.service.set_choices(words.service_choices(group))
        self.service.set_value(chosen)
        self.service.blockSignals(blocked)

    # ------------------------------------------------------------------ figures

    def _on_figures(self, figures: Mapping[str, IndicatorRow]) -> None:
        self._counting, self.figures = None, figures
        for key, figure in ((TIMES, self.times), (PEOPLE, self.people), (HELPED, self.helped)):
            row = figures.get(key)
            if row is not None:
                figure.show_number(row.value, hint=told(row), share=share(row))

        self.said.setText(figures_line(figures))

    def _on_turned(self) -> None:
        set_shown(self.said, self.fold.is_folded())
        self.table.setMinimumHeight(theme.px(LOW_LIST_EM if self.fold.is_low() else LIST_EM))

    def show_names(self, key: str) -> None:
        """Open the names behind a figure."""
        row = self.figures.get(key)
        if row is None:
            return
        app, month_on = self.context.app, self.month.value()
        job = self.context.jobs.reading(_("读取名单"), lambda _progress: read_names(app, key, month_on))
        title = f"{row.title} · {month_title(month_on)}"
        job.succeeded.connect(
            lambda lines: NamesDialog(self.context, title, row.definition, lines, self).open()
        )
        job.start()

    # ------------------------------------------------------------------ doing

    def _on_chosen(self, chosen: ServiceLine | None) -> None:
        for made in (self.correct_button, self.back_button, self.file_button):
            made.setEnabled(chosen is not None)
        self.round_button.setEnabled(chosen is not None and chosen.round_uid is not None)

    def _on_new(self) -> None:
        if self._writes:
            self.context.navigator.open("service", service=self.service.value())

    def _open(self, line: ServiceLine) -> None:
        if self._writes:
            self.context.navigator.open("service", elder_uid=line.elder_uid, record_uid=line.uid)
        else:
            self.context.navigator.open("person", uid=line.elder_uid)

    def _on_correct(self) -> None:
        current = self.table.current()
        if current is not None:
            self._open(current)

    def _on_file(self) -> None:
        current = self.table.current()
        if current is not None:
            self.context.navigator.open("person", uid=current.elder_uid)

    def _on_take_back(self) -> None:
        current = self.table.current()
        if current is None or not self._writes:
            return
        app, uid = self.context.app, current.uid
        job = self.context.jobs.writing(
            _("撤销服务记录"), lambda _progress: app.services_given.take_back(app.actor, uid)
        )
        said = _("已撤销 {name} {day} 的{service}").format(
            name=current.elder_name, day=current.given_on.isoformat(), service=_(current.title)
        )
        job.succeeded.connect(lambda done: self.context.offer_undo(said, done))
        job.start()

    def _on_take_round_back(self) -> None:
        current = self.table.current()
        if current is None or current.round_uid is None or not self._writes:
            return
        if not ask(
            self,
            _("撤销整批记录？"),
            _("和这一条同批登记的{service}会一起从所有名单和统计中去掉；历史中仍可查到。").format(
                service=_(current.title)
            ),
            yes=_("撤销整批"),
            no=_("保留"),
            danger=True,
        ):
            return
        app, round_uid = self.context.app, current.round_uid
        job = self.context.jobs.writing(
            _("撤销整批服务"), lambda _progress: app.services_given.take_back_round(app.actor, round_uid)
        )
        job.succeeded.connect(lambda done: self.context.offer_undo(_("已撤销整批服务记录"), done))
        job.start()
