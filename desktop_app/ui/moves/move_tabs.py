"""转场名单 and 转场后留守: who moved, who stayed, and what can be done about them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from desktop_app.config.strings import _
from desktop_app.domain.terms import ReachKind, ResidenceKind
from desktop_app.services.left_behind import LeftBehindRow
from desktop_app.services.register import VisitorRow
from desktop_app.services.seasonal_moves import MoveRow, MoveState
from desktop_app.ui.kit import Column, EmptyState
from desktop_app.ui.moves.move_dialogs import CoverDialog, MoveDialog, ReturnDialog
from desktop_app.ui.moves.reading import Reading, may_decide, may_write
from desktop_app.ui.moves.tab import ListTab
from desktop_app.ui.page import PageContext


class MovesTab(ListTab[MoveRow]):
    """转场名单."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(
            context,
            _move_columns(),
            "order",
            EmptyState(
                _("这两个月没有人转场。"),
                _("登记转场") if may_write(context.app) else "",
                hint=_("转场后谁住在哪里、由谁探访、怎么探访，都记在这里；应探访随之变化。"),
            ),
            many=True,
        )
        self._visitors: Sequence[VisitorRow] = ()
        writing = may_write(context.app)
        self.table.empty.button.clicked.connect(self.go)
        self.back_button = self.add_way(_("登记返回"), self.bring_back, row=True, shown=writing)
        self.cover_button = self.add_way(_("安排探访"), self.cover, row=True, shown=writing)
        self.copy_button = self.add_way(_("复制为表格"), self.copy, row=True, icon="clipboard-list")
        self.export_button = self.add_way(
            _("导出"), self.ask_export, row=True, shown=may_decide(context.app), icon="file-down"
        )
        self.table.opened.connect(lambda row: self.open_person(row.elder_uid))

    def show_reading(self, reading: Reading) -> None:
        """Show the list."""
        self._visitors = reading.visitors
        rows = reading.moves
        away = sum(row.state is MoveState.AWAY for row in rows)
        bare = sum(row.state is not MoveState.BACK and not row.covered_by for row in rows)
        told = _("在外 {away} 人，将转场 {ahead} 人，已返回 {back} 人").format(
            away=away,
            ahead=sum(row.state is MoveState.AHEAD for row in rows),
            back=sum(row.state is MoveState.BACK for row in rows),
        )
        if bare:
            told = _("{told}；其中 {count} 人没有另行安排探访，仍由原责任人负责。").format(
                told=told, count=bare
            )
        self.told.setText(told if rows else "")
        keys = {
            "name": lambda row: row.name,
            "village": lambda row: (row.village_code, row.name),
            "from_on": lambda row: (row.from_on, row.name),
            "place": lambda row: (row.place, row.name),
        }
        self.show_rows(rows, keys)

    def go(self) -> None:
        """Open the dialog that moves people."""
        self._open(MoveDialog(self.context, self._visitors, (), self))

    def bring_back(self) -> None:
        """Open the dialog that brings the chosen people back."""
        rows = [row for row in self.chosen() if row.state is not MoveState.BACK]
        if not rows:
            self.context.notices.show_notice("info", _("选中的人都已返回。"))
            return
        self._open(ReturnDialog(self.context, rows, self))

    def cover(self) -> None:
        """Open the dialog that says who visits the chosen people."""
        self._open(CoverDialog(self.context, self.chosen(), self._visitors, self))

    def ask_export(self) -> None:
        """Ask where to, then write the list."""
        path = self.ask_file(_("转场人员名单 {day}.xlsx"))
        if path is not None:
            self.save_export(path)

    def save_export(self, path: Path) -> None:
        """Write what is shown to the workbook ``path``."""
        app, rows = self.context.app, self.rows()
        self.export(
            _("导出转场人员名单"),
            lambda progress: app.seasonal_moves.export(app.actor, path, rows, progress=progress),
        )

    def _open(self, dialog: MoveDialog | ReturnDialog | CoverDialog) -> None:
        dialog.decided.connect(self.decided)
        dialog.open()


class LeftBehindTab(ListTab[LeftBehindRow]):
    """转场后留守."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(
            context,
            _left_columns(),
            "order",
            EmptyState(
                _("现在没有转场后留守的老年人。"),
                hint=_("同户有人转场而留在家里的，或者本村有人转场、类别为留守的，会列在这里。"),
            ),
            many=True,
        )
        self._visitors: Sequence[VisitorRow] = ()
        writing = may_write(context.app)
        self.visit_button = self.add_way(_("登记探访"), self.visit, row=True, shown=writing)
        self.go_button = self.add_way(_("也转场"), self.go, row=True, shown=writing)
        self.copy_button = self.add_way(_("复制为表格"), self.copy, row=True, icon="clipboard-list")
        self.export_button = self.add_way(
            _("导出"), self.ask_export, row=True, shown=may_decide(context.app), icon="file-down"
        )
        self.table.opened.connect(lambda row: self.open_person(row.elder_uid))

    def show_reading(self, reading: Reading) -> None:
        """Show the list."""
        self._visitors, rows = reading.visitors, reading.left_behind
        told = _("共 {count} 人，其中同户有人转场的 {home} 人。转场期间请多去看看。")
        self.told.setText(
            told.format(count=len(rows), home=sum(row.household for row in rows)) if rows else ""
        )
        keys = {
            "name": lambda row: row.name,
            "village": lambda row: (row.village_code, row.name),
            "since_on": lambda row: (row.since_on, row.name),
        }
        self.show_rows(rows, keys)

    def visit(self) -> None:
        """Record a visit to the person under the cursor."""
        row = self.table.current()
        if row is not None:
            self.context.navigator.open("visit", elder_uid=row.elder_uid)

    def go(self) -> None:
        """Open the dialog that moves the chosen people after all."""
        people = [(row.elder_uid, row.name) for row in self.chosen()]
        dialog = MoveDialog(self.context, self._visitors, people, self)
        dialog.decided.connect(self.decided)
        dialog.open()

    def ask_export(self) -> None:
        """Ask where to, then write the list."""
        path = self.ask_file(_("转场后留守人员名单 {day}.xlsx"))
        if path is not None:
            self.save_export(path)

    def save_export(self, path: Path) -> None:
        """Write what is shown to the workbook ``path``."""
        app, rows = self.context.app, self.rows()
        self.export(
            _("导出留守人员名单"),
            lambda progress: app.seasonal_moves.export_left_behind(app.actor, path, rows, progress=progress),
        )


_STATE_TINTS = {MoveState.AHEAD: "info", MoveState.AWAY: "soon", MoveState.BACK: "quiet"}


def state_word(state: MoveState) -> str:
    """Return 将转场, 在外 or 已返回."""
    return {MoveState.AHEAD: _("将转场"), MoveState.AWAY: _("在外"), MoveState.BACK: _("已返回")}[state]


def _move_columns() -> tuple[Column[MoveRow], ...]:
    kinds = {kind.value: _(kind.term) for kind in ResidenceKind}
    reaches = {reach.value: _(reach.term) for reach in ReachKind}
    return (
        Column(key="name", title=_("姓名"), width_em=11, text=lambda row: row.name, strong=True),
        Column(
            key="state",
            title=_("状态"),
            width_em=5.4,
            text=lambda row: state_word(row.state),
            tint=lambda row: _STATE_TINTS[row.state],
            sortable=False,
        ),
        Column(key="village", title=_("嘎查村（社区）"), width_em=8.5, text=lambda row: row.village),
        Column(
            key="place",
            title=_("住在"),
            width_em=11,
            text=lambda row: " ".join(part for part in (kinds.get(row.kind, row.kind), row.place) if part),
            stretch=True,
        ),
        Column(key="from_on", title=_("自"), width_em=6.6, text=lambda row: row.from_on.isoformat()),
        Column(
            key="to_on",
            title=_("至"),
            width_em=6.6,
            text=lambda row: row.to_on.isoformat() if row.to_on else _("未定"),
            sortable=False,
        ),
        Column(
            key="covered_by",
            title=_("由谁探访"),
            width_em=7,
            text=lambda row: row.covered_by or _("原责任人"),
            sortable=False,
        ),
        Column(
            key="reach",
            title=_("怎么探访"),
            width_em=6.5,
            text=lambda row: reaches.get(row.reach or "", row.reach or "") or _("照常"),
            sortable=False,
        ),
    )


def _left_columns() -> tuple[Column[LeftBehindRow], ...]:
    return (
        Column(key="name", title=_("姓名"), width_em=10, text=lambda row: row.name, strong=True),
        Column(key="village", title=_("嘎查村（社区）"), width_em=9, text=lambda row: row.village),
        Column(
            key="why",
            title=_("为什么列入"),
            width_em=20,
            text=lambda row: row.why.say(_),
            sortable=False,
            stretch=True,
        ),
        Column(key="since_on", title=_("自"), width_em=6.6, text=lambda row: row.since_on.isoformat()),
        Column(
            key="visitor",
            title=_("探访人"),
            width_em=8,
            text=lambda row: row.visitor or _("未指定"),
            sortable=False,
        ),
    )
