"""补录纸单: the code of a filled sheet opens the form at its person; below, the sheets that never came back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.divisions import Division
from desktop_app.domain.errors import N_, ElderVisitsError
from desktop_app.domain.sheet_codes import grouped, parse
from desktop_app.services.actor import WORKERS
from desktop_app.services.printed_sheets import is_late
from desktop_app.storage.queries.printed_sheets import SheetRow
from desktop_app.ui import theme
from desktop_app.ui.back_entry.code_line import CodeLine
from desktop_app.ui.back_entry.words import days_tint, days_words, paper_words, person_words
from desktop_app.ui.back_entry.write_off_dialog import WriteOffDialog
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import (
    Card,
    ChoiceField,
    Column,
    EmptyState,
    FlowLayout,
    ListSource,
    RowTable,
    Section,
    Sort,
    Text,
    button,
    scrolling,
    spoken_day,
)
from desktop_app.ui.kit.sight import set_shown
from desktop_app.ui.page import KeyHint, Page, PageContext
from desktop_app.ui.presenter import describe

KEY = "back-entry"
LIST_EM = 9
"""So high the list is in any case: in the largest letters the page scrolls."""
Read = tuple[Sequence[SheetRow], Sequence[Division]]


class BackEntryPage(Page):
    """补录纸单. The village chosen below the field stays as it is when the page is opened again."""

    listens_to: ClassVar[frozenset[str]] = frozenset({"visit", "elder", "person_link"})
    help_topic: ClassVar[str] = KEY
    keys: ClassVar[tuple[KeyHint, ...]] = (
        KeyHint("Enter", N_("按编号登记；在名单里登记选中的纸单")),
        KeyHint("F2", N_("没有编号的纸单，按姓名登记")),
        KeyHint("Delete", N_("选中的纸单不再追回")),
    )

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("补录纸单"))
        self._reading: Job[Read] | None = None
        self._finding: Job[SheetRow] | None = None
        self._found: SheetRow | None = None
        self._rows: Sequence[SheetRow] = ()
        self.dialog: WriteOffDialog | None = None
        self.code = CodeLine()
        self.village: ChoiceField[str] = ChoiceField(empty=_("全部嘎查村（社区）"))
        self.village.describe(_("嘎查村（社区）"), "")
        self.village.combo.setMinimumContentsLength(17)
        self.count = Text("", "muted")
        self.table: RowTable[SheetRow] = RowTable(
            self._columns(),
            sort=Sort("village"),
            empty=EmptyState(
                _("没有等着收回的纸单。"),
                _("打印纸单"),
                lambda: context.navigator.open("papers", name="visit-sheet"),
                hint=_("走访路线单和待填的探访记录表印出后列在这里，按编号登记后自动去掉。"),
            ),
            many=True,
        )
        self.enter_button = button(_("登记"), self._on_enter, icon_name="pencil")
        self.off_button = button(_("不再追回…"), self.write_off, key="Del")
        self._build()
        if self._may_write():
            self.set_main_action(_("按姓名登记"), "F2", self.record_visit)

    def activate(self, **_params: object) -> None:
        """Begin with an empty field; the sheet entered before is done."""
        self._found = None
        self.code.start()
        # What is printed or written off elsewhere makes no change that pages hear of.
        self.mark_stale()

    def refresh(self) -> None:
        """Read what is still out."""
        if self._reading is not None:
            self._reading.cancel()
        app = self.context.app
        self._reading = self.context.jobs.reading(
            _("读取纸单"),
            lambda _progress: (app.printed_sheets.unreturned(app.actor), app.register.villages(app.actor)),
        )
        self._reading.succeeded.connect(self._on_read)
        self._reading.start()

    def record_visit(self) -> bool:
        """F2: a sheet without a code; the form asks for the person and comes back here."""
        if self._may_write():
            self.context.navigator.open("visit", then=KEY)
        return True

    def find_here(self) -> bool:
        """F3, Ctrl+K: back to the field for the code."""
        self.code.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.code.field.line.selectAll()
        return True

    def write_off(self) -> None:
        """Delete: ask why the chosen sheets are no longer waited for."""
        rows = self.table.selected()
        if not rows or not self._may_write():
            return
        self.dialog = WriteOffDialog(rows, self.window())
        self.dialog.decided.connect(lambda reason: self._on_reason(rows, reason))
        self.dialog.finished.connect(self._on_closed)
        self.dialog.open()

    # --- building

    def _build(self) -> None:
        card = Card("")
        card.body.addWidget(self.code)
        bar = FlowLayout(spacing_em=0.7)
        for part in (self.village, self.enter_button, self.off_button):
            bar.addWidget(part)
        head = FlowLayout(spacing_em=1)
        for told in (Section(_("没有收回的纸单")), self.count):
            head.addWidget(told)
        content = QWidget()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling(content))
        layout = QVBoxLayout(content)
        edge = theme.px(0.9)
        layout.setContentsMargins(edge, edge, edge, edge)
        layout.setSpacing(theme.px(0.7))
        layout.addWidget(card)
        layout.addLayout(head)
        layout.addLayout(bar)
        layout.addWidget(self.table, 1)
        self.table.setMinimumHeight(theme.px(LIST_EM))
        for shown in (card, self.enter_button, self.off_button):
            set_shown(shown, self._may_write())
        self.setFocusProxy(self.code if self._may_write() else self.table)
        self.code.entered.connect(self._on_code)
        self.code.visit_asked.connect(self._open_visit)
        self.village.changed.connect(self._show)
        self.table.opened.connect(self._open)
        self.table.chosen.connect(lambda _row: self._on_chosen())
        delete = QShortcut(QKeySequence("Del"), self.table)
        delete.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        delete.activated.connect(self.write_off)
        self._on_chosen()

    def _columns(self) -> tuple[Column[SheetRow], ...]:
        today = self.context.app.clock.today
        return (
            Column(key="village", title=_("嘎查村（社区）"), width_em=10, text=lambda row: row.village),
            Column(key="for_on", title=_("哪天的"), width_em=7.5, text=lambda row: row.for_on.isoformat()),
            Column(
                key="days",
                title=_("已过"),
                width_em=9,
                text=lambda row: days_words(row, today()),
                tint=lambda row: days_tint(row, today()),
            ),
            Column(key="name", title=_("姓名"), width_em=12, text=lambda row: row.elder_name, strong=True),
            Column(key="code", title=_("编号"), width_em=6.5, text=lambda row: grouped(row.code)),
            Column(key="paper", title=_("纸单"), width_em=12, text=paper_words),
            Column(key="printed_by", title=_("打印人"), width_em=6, text=lambda row: row.printed_by),
            Column(
                key="person",
                title=_("说明"),
                width_em=9,
                text=person_words,
                sortable=False,
                stretch=True,
            ),
        )

    def _may_write(self) -> bool:
        return self.context.app.actor.role in WORKERS

    # --- the list

    def _on_read(self, read: Read) -> None:
        self._reading = None
        self._rows, villages = read
        chosen = self.village.value()
        blocked = self.village.blockSignals(True)
        self.village.set_choices([(village.code, village.name) for village in villages])
        self.village.set_value(chosen)
        self.village.blockSignals(blocked)
        self._show()

    def _show(self) -> None:
        code, today = self.village.value(), self.context.app.clock.today()
        rows = [row for row in self._rows if code in {None, row.village_code}]
        late = sum(is_late(row, today) for row in rows)
        said = _("{count} 张还没有登记。").format(count=len(rows)) if rows else ""
        if late:
            said = _("{count} 张还没有登记，其中 {late} 张超过一周，请向探访人追回。").format(
                count=len(rows), late=late
            )
        self.count.setText(said)
        set_shown(self.count, bool(said))
        source = ListSource(
            rows,
            {
                "village": lambda row: (row.village_code, row.for_on, row.elder_name, row.code),
                "for_on": lambda row: (row.for_on, row.village_code, row.elder_name),
                "days": lambda row: (-row.for_on.toordinal(), row.village_code, row.elder_name),
                "name": lambda row: (row.elder_name, row.for_on),
                "code": lambda row: row.code,
                "paper": lambda row: (row.paper, row.for_on, row.code),
                "printed_by": lambda row: (row.printed_by, row.for_on, row.code),
            },
        )
        self.table.show_source(source, keep_choice=False)
        self.table.choose_first()
        self._on_chosen()

    def _on_chosen(self) -> None:
        for made in (self.enter_button, self.off_button):
            made.setEnabled(self.table.current() is not None)

    def _on_enter(self) -> None:
        current = self.table.current()
        if current is not None:
            self._open(current)

    # --- entering

    def _on_code(self, text: str) -> None:
        if self._finding is not None:
            return
        if self._found is not None and self._found.code == _code(text):
            self._open_visit()
            return
        app = self.context.app
        self._finding = self.context.jobs.reading(
            _("查找纸单"), lambda _progress: app.printed_sheets.find(app.actor, text)
        )
        self._finding.succeeded.connect(self._on_found)
        self._finding.failed.connect(self._on_not_found)
        self._finding.start()

    def _on_found(self, row: SheetRow) -> None:
        self._finding = None
        if row.visit_uid is not None and row.returned_on is not None and row.visited_on is not None:
            self._found = row
            said = _("这张纸单已在{entered}登记过：{name}，{visited}的探访。再按回车打开那次探访。")
            self.code.say(
                said.format(
                    entered=spoken_day(row.returned_on),
                    name=row.elder_name,
                    visited=spoken_day(row.visited_on),
                ),
                visit=True,
            )
            return
        self._open(row)

    def _on_not_found(self, error: Exception) -> None:
        self._finding = None
        if isinstance(error, ElderVisitsError):
            self.code.say(describe(error).short)
        else:
            self.context.presenter.present(error)

    def _open(self, row: SheetRow) -> None:
        """Open the form at the person of a sheet; who left the register meanwhile can be entered still."""
        if not self._may_write():
            return
        if not row.on_register:
            self.code.say(_("这位老人的档案已撤销，不能登记；请先在历史中恢复档案。"))
            return
        opened = self.context.navigator.open(
            "visit", elder_uid=row.elder_uid, sheet_no=row.code, visited_on=row.for_on, then=KEY
        )
        said = person_words(row)
        if row.written_off_because:
            said = _("这张纸单曾标为不再追回（{reason}），登记后就算收回。").format(
                reason=row.written_off_because
            )
        if opened and said:
            self.context.notices.show_notice("info", said)

    def _open_visit(self) -> None:
        if self._found is not None:
            self.context.navigator.open(
                "visit", elder_uid=self._found.elder_uid, visit_uid=self._found.visit_uid, then=KEY
            )

    # --- giving up

    def _on_reason(self, rows: Sequence[SheetRow], reason: str) -> None:
        app, codes = self.context.app, [row.code for row in rows]
        job = self.context.jobs.writing(
            _("不再追回"), lambda _progress: app.printed_sheets.write_off(app.actor, codes, reason)
        )
        job.succeeded.connect(lambda count: self._on_written_off(codes, count))
        job.failed.connect(self._on_refused)
        job.start()

    def _on_written_off(self, codes: Sequence[str], count: int) -> None:
        if self.dialog is not None:
            self.dialog.accept()
        self.table.view.setFocus()
        self.context.undo.offer(
            _("{count} 张纸单不再追回").format(count=count), lambda: self._wait_again(codes)
        )
        self.refresh()

    def _wait_again(self, codes: Sequence[str]) -> None:
        app = self.context.app
        job = self.context.jobs.writing(
            _("撤销"), lambda _progress: app.printed_sheets.wait_again(app.actor, codes)
        )
        job.succeeded.connect(lambda _none: self.refresh())
        job.start()

    def _on_refused(self, error: Exception) -> None:
        if self.dialog is not None and self.dialog.show_error(error):
            return
        if self.dialog is not None:
            self.dialog.reject()
        self.context.presenter.present(error)

    def _on_closed(self, _code: int) -> None:
        self.dialog = None


def _code(text: str) -> str | None:
    try:
        return parse(text)
    except ElderVisitsError:
        return None
