"""问题跟踪: open findings by age as numbers, the list that they narrow, and every step one digit away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.divisions import Division
from desktop_app.domain.errors import N_
from desktop_app.domain.findings import AgeClass, age_class
from desktop_app.domain.terms import FindingKind, UserRole
from desktop_app.services.findings import AgeingTable, FindingDetail
from desktop_app.services.register import VisitorRow
from desktop_app.storage.queries.findings import FindingLine
from desktop_app.ui import theme
from desktop_app.ui.duty_printing import DutyPrinting
from desktop_app.ui.findings.ageing_grid import ALL, AgeingGrid, age_title
from desktop_app.ui.findings.filters import FindingFilters
from desktop_app.ui.findings.list_columns import list_columns
from desktop_app.ui.findings.preview import FindingPreview
from desktop_app.ui.findings.step_form import STEPS
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import (
    Card,
    EmptyState,
    FlowLayout,
    ListSource,
    RowTable,
    Sort,
    Text,
    button,
    scrolling,
)
from desktop_app.ui.kit.folding import LOW_PAGE_EM, LowPageFold
from desktop_app.ui.kit.sight import set_shown
from desktop_app.ui.page import KeyHint, Page, PageContext
from desktop_app.ui.person_dialog import PersonDialog

AGEING = "finding-ageing"
MOST = 2000
"""So many are listed; who has more narrows the list by village or kind."""
BESIDE_EM = 66
"""From this width on the preview stands beside the list."""
_TABLE_EM, _LOW_TABLE_EM = 12, 10


@dataclass(frozen=True, slots=True)
class _Read:
    """What the page shows, read in one go."""

    lines: Sequence[FindingLine]
    count: int
    ageing: AgeingTable
    villages: Sequence[Division]
    visitors: Sequence[VisitorRow]


class FindingsPage(Page):
    """Parameters: ``state``, ``kind``, ``overdue``, ``here``, ``village_code``, ``owner_uid``, ``text``."""

    listens_to: ClassVar[frozenset[str]] = frozenset(
        {"finding", "finding_step", "elder", "visitor", "village"}
    )
    help_topic: ClassVar[str] = "findings"
    keys: ClassVar[tuple[KeyHint, ...]] = (
        KeyHint("Ctrl+N", N_("登记问题")),
        KeyHint("1…8", N_("办理所选的问题：处理、交办、转介、销号、上报、交回、答复、重新打开")),
        KeyHint("Ctrl+P", N_("打印")),
    )

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("问题跟踪"))
        self._reading: Job[_Read] | None = None
        self._looking: Job[FindingDetail] | None = None
        self._lines: Sequence[FindingLine] = ()
        self._wanted_uid = self._counted = ""
        self._ages: list[str] = []
        self._wide = True
        self._may = context.app.actor.role is not UserRole.READER
        self.filters = FindingFilters()
        self.ageing = AgeingGrid()
        self.count, self.said = Text("", "muted", wrap=True), Text("", "muted")
        self.table: RowTable[FindingLine] = RowTable(
            list_columns(), sort=Sort("order"), empty=EmptyState("", _("登记问题"), self._on_empty, hint=" ")
        )
        self.preview = FindingPreview()
        self.printing = DutyPrinting(context, self)
        self._build()
        if self._may:
            self.set_main_action(_("登记问题"), "Ctrl+N", self._on_new)

    def activate(self, **params: Any) -> None:
        """Take what to narrow the list to."""
        if params:
            self.filters.set_wanted(**params)
            self.ageing.clear()
            self.mark_stale()

    def refresh(self) -> None:
        """Read the list and the numbers in a reader thread."""
        if self._reading is not None:
            self._reading.cancel()
        app, wanted = self.context.app, self.filters.wanted()

        def work(_progress: object) -> _Read:
            actor = app.actor
            return _Read(
                app.findings.list(actor, wanted, limit=MOST),
                app.findings.count(actor, wanted),
                app.findings.ageing(actor, app.clock.today(), village_code=wanted.village_code),
                app.register.villages(actor),
                app.register.visitors(actor),
            )

        self._reading = self.context.jobs.reading(_("读取问题"), work)
        self._reading.succeeded.connect(self._on_read)
        self._reading.start()

    def find_here(self) -> bool:
        """F3, Ctrl+K: search in names and words."""
        self.filters.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filters.search.selectAll()
        return True

    def print_paper(self) -> bool:
        """Ctrl+P: print the findings by age, of the village chosen if one is."""
        return self.printing.print(AGEING, village_code=self.filters.village.value())

    def record_visit(self) -> bool:
        """F2: record a visit for the person of the chosen finding."""
        chosen = self.table.current()
        return chosen is not None and self.context.navigator.open("visit", elder_uid=chosen.elder_uid)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: without room the preview goes, Enter opens the whole finding; a low page folds the numbers."""
        super().resizeEvent(event)
        wide = self.width() >= theme.px(BESIDE_EM)
        self._wide = wide
        self.preview_area.setVisible(wide and self.table.count() > 0)
        self.ageing.set_short(not wide)
        ways = QBoxLayout.Direction
        self._top.setDirection(ways.LeftToRight if wide else ways.TopToBottom)
        self.fold.set_low(self.height() < theme.px(LOW_PAGE_EM))

    def _build(self) -> None:
        numbers = Card(margin_em=0.7)
        numbers.body.addWidget(self.ageing)
        self.fold = LowPageFold(_("数字和筛选"), numbers, *self.filters.rarer)
        self.filters.add_at_end(self.fold.button, self.said)
        narrowing = QWidget()
        beside = QVBoxLayout(narrowing)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(theme.px(0.6))
        beside.addWidget(self.filters)
        beside.addStretch(1)
        beside.addWidget(self.count)
        self.fold.turned.connect(self._on_turned)
        self._on_turned()
        self.buttons: dict[str, QPushButton] = {}
        acts = FlowLayout(spacing_em=0.4)
        for digit, kind in enumerate(STEPS, start=1):
            made = button(_(kind.term), partial(self._on_step, kind.value), key=str(digit))
            self.buttons[kind.value] = made
            acts.addWidget(made)
            self._bind(str(digit), partial(self._on_digit, kind.value))
        acts.addWidget(button(_("登记探访"), self.record_visit, key="F2"))
        acts.addWidget(button(_("打印情况表"), self.print_paper, key="Ctrl+P", icon_name="printer"))
        self.preview_area = scrolling(self.preview)
        halves = QHBoxLayout()
        halves.setSpacing(theme.px(0.8))
        halves.addWidget(self.table, 5)
        halves.addWidget(self.preview_area, 2)
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(theme.px(1.5), theme.px(0.8), theme.px(1.5), theme.px(0.8))
        inside.setSpacing(theme.px(0.6))
        self._top = QHBoxLayout()
        self._top.setSpacing(theme.px(0.8))
        self._top.addWidget(numbers)
        self._top.addWidget(narrowing, 1)
        inside.addLayout(self._top)
        inside.addLayout(acts)
        inside.addLayout(halves, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolling(holder))
        self.setFocusProxy(self.table)
        self.filters.changed.connect(self.refresh)
        self.ageing.chosen.connect(self._on_cell)
        self.table.chosen.connect(self._on_chosen)
        self.table.opened.connect(lambda line: self._open(line.uid))
        new = QShortcut(QKeySequence("Ctrl+N"), self)
        new.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        new.activated.connect(self._on_new)
        self._on_chosen(None)

    def _bind(self, key: str, act: Any) -> None:
        shortcut = QShortcut(QKeySequence(key), self.table)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(act)

    # ------------------------------------------------------------------ showing

    def _on_read(self, read: _Read) -> None:
        self._reading = None
        self._lines = read.lines
        self.filters.show_choices(read.villages, read.visitors)
        self.ageing.show_table(read.ageing)
        words = _("{count} 件").format(count=read.count)
        if read.count > len(read.lines):
            words = _("共 {count} 件，只列出前 {shown} 件；请按村或类别缩小范围。").format(
                count=read.count, shown=len(read.lines)
            )
        self._counted = words
        self._ages = [
            _("{age} {count}").format(
                age=age_title(each.value), count=len(read.ageing.lines(None, each.value))
            )
            for each in AgeClass
            if read.ageing.lines(None, each.value)
        ]
        self._show_lines()

    def _on_turned(self) -> None:
        folded = self.fold.is_folded()
        self.filters.set_low(self.fold.is_low())
        set_shown(self.said, folded)
        set_shown(self.count, not folded)
        self.table.setMinimumHeight(theme.px(_LOW_TABLE_EM if self.fold.is_low() else _TABLE_EM))

    def _show_lines(self) -> None:
        kind, age = self.ageing.cell()
        shown = [
            line
            for line in self._lines
            if kind in {None, line.kind} and age in {None, age_class(line.age_days).value}
        ]
        narrowed = (kind, age) != ALL
        self.count.setText(_("{count} 件").format(count=len(shown)) if narrowed else self._counted)
        self.said.setText(
            _("；").join(part for part in (self.count.text(), _("，").join(self._ages)) if part)
        )
        self.fold.set_used(narrowed or any(field.value() for field in self.filters.rarer))
        current = self.table.current()
        _show_empty(self.table.empty, self._is_narrow(), self._may)
        self.table.show_source(_source(shown), keep_choice=False)
        if not self._choose(self._wanted_uid or (current.uid if current is not None else "")):
            self.table.choose_first()
        self._wanted_uid = ""
        self.preview_area.setVisible(self._wide and bool(shown))
        if not shown:
            self._on_chosen(None)

    def _is_narrow(self) -> bool:
        return self.filters.is_narrow() or self.ageing.cell() != ALL

    def _choose(self, uid: str) -> bool:
        for number in range(self.table.count()):
            line = self.table.model.row_at(number)
            if line is not None and line.uid == uid:
                self.table.view.selectRow(number)
                return True
        return False

    def _on_chosen(self, line: FindingLine | None) -> None:
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None
        if line is None:
            self._show_detail(None)
            return
        app, uid = self.context.app, line.uid
        self._looking = self.context.jobs.reading(
            _("读取办理过程"), lambda _progress: app.findings.detail(app.actor, uid)
        )
        self._looking.succeeded.connect(self._on_detail)
        self._looking.start()

    def _on_detail(self, detail: FindingDetail) -> None:
        self._looking = None
        self._show_detail(detail)

    def _show_detail(self, detail: FindingDetail | None) -> None:
        self.preview.show_detail(detail)
        for kind, made in self.buttons.items():
            made.setEnabled(self._may and detail is not None and kind in detail.possible)

    # ------------------------------------------------------------------ doing

    def _on_cell(self) -> None:
        """Show the findings behind a number: they are open, whatever kind the chips had chosen."""
        if self.ageing.cell() != ALL:
            self.filters.set_wanted(village_code=self.filters.village.value())
        self.refresh()

    def _on_empty(self) -> None:
        """Show all open findings, or enter the first one."""
        if not self._is_narrow():
            self._on_new()
            return
        self.filters.set_wanted()
        self.ageing.clear()
        self.refresh()

    def _on_digit(self, kind: str) -> None:
        chosen = self.table.current()
        if chosen is None:
            return
        if self.buttons[kind].isEnabled():
            self._on_step(kind)
        else:
            self.context.notices.show_notice("info", _("这件问题现在不能做这一步。"))

    def _on_step(self, kind: str) -> None:
        chosen = self.table.current()
        if chosen is not None:
            self._open(chosen.uid, step=kind)

    def _open(self, uid: str, **params: Any) -> None:
        self._wanted_uid = uid
        self.context.navigator.open("finding", uid=uid, **params)

    def _on_new(self) -> None:
        if not self._may:
            return
        dialog = PersonDialog(
            self.context, self, title=_("登记谁的问题"), hint=_("回车选第一位，↓ 进入名单。")
        )
        dialog.accepted.connect(lambda: self.context.navigator.open("finding-form", elder_uid=dialog.picked))
        dialog.open()


def _show_empty(empty: EmptyState, narrow: bool, may_add: bool) -> None:
    """Say why nothing is listed, and offer what changes that."""
    empty.sentence.setText(_("没有符合条件的问题。") if narrow else _("没有在办的问题。"))
    empty.hint.setText(
        "" if narrow else _("探访时发现的问题、居民反映的问题登记后，会在这里一直列到销号为止。")
    )
    empty.button.setText(_("看全部在办的") if narrow else _("登记问题"))
    empty.button.setAccessibleName(empty.button.text())
    empty.button.setVisible(narrow or may_add)


def _source(shown: Sequence[FindingLine]) -> ListSource[FindingLine]:
    places = {line.uid: place for place, line in enumerate(shown)}
    kinds = [kind.value for kind in FindingKind]
    return ListSource(
        shown,
        {
            "order": lambda line: places[line.uid],
            "name": lambda line: (line.elder_name, line.uid),
            "village": lambda line: (line.village_code, line.elder_name),
            "kind": lambda line: kinds.index(line.kind),
            "what": lambda line: line.what,
            "age": lambda line: line.age_days,
            "state": lambda line: (-line.overdue_days, line.due_on or line.found_on),
            "stage": lambda line: line.stage,
            "owner": lambda line: line.owner or "",
        },
    )
