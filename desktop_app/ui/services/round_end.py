"""After a round: who was awaited and did not come, and the ways to ask after them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.ui import service_words as words
from desktop_app.ui import theme
from desktop_app.ui.kit import (
    Card,
    Column,
    EmptyState,
    ListSource,
    RowTable,
    Section,
    Sort,
    Text,
    button,
    row,
)
from desktop_app.ui.services.round_work import RoundRow, Saving, why_words

LIST_EM = 12


class RoundEnd(QWidget):
    """Signals: ``visit_asked(elder_uid)``, ``calls_asked(elder_uids)``, ``done()``."""

    visit_asked = Signal(str)
    calls_asked = Signal(tuple)
    done = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.saved = Section("")
        self.told = Text("", "", wrap=True)
        self.table: RowTable[RoundRow] = RowTable(
            (
                Column(key="name", title=_("姓名"), width_em=16, text=lambda one: one.name, strong=True),
                Column(key="why", title=_("为什么等他"), width_em=12, text=why_words, sortable=False),
                Column(
                    key="village",
                    title=_("嘎查村（社区）"),
                    width_em=12,
                    text=lambda one: one.village,
                    stretch=True,
                ),
            ),
            sort=Sort("order"),
            empty=EmptyState(""),
            remembers=False,
        )
        self.table.setMinimumHeight(theme.px(LIST_EM))
        self.visit_button = button(_("登记探访"), self._on_visit, icon_name="pencil", key="F2")
        self.calls_button = button(_("逐个打电话"), self._on_calls, icon_name="phone")
        self.done_button = button(_("知道了"), self.done.emit, look="main", key="Esc")
        card = Card(margin_em=1)
        card.body.addWidget(self.saved)
        card.body.addWidget(self.told)
        line = row(self.visit_button, self.calls_button, self.done_button, spacing_em=0.6)
        line.addStretch(1)
        card.body.addLayout(line)
        card.body.addWidget(self.table, 1)
        layout = QVBoxLayout(self)
        edge = theme.px(1)
        layout.setContentsMargins(edge, edge, edge, edge)
        layout.addWidget(card, 1)
        self.setFocusProxy(self.table)
        self.table.opened.connect(lambda one: self.visit_asked.emit(one.elder_uid))

    def show_saving(self, saving: Saving) -> None:
        """Show who did not come, those it is arranged for first."""
        missing = sorted(saving.missing, key=lambda one: one.plan is None)
        self.saved.setText(
            _("已登记 {service} {count} 人。").format(
                service=words.title_of(saving.order.service), count=len(saving.rows)
            )
        )
        self.told.setText(
            _("有 {count} 人应到而没有到。没来可能是有事，也可能是身体不好，请打个电话或去看一看。").format(
                count=len(missing)
            )
        )
        places = {one.elder_uid: at for at, one in enumerate(missing)}
        self.table.show_source(
            ListSource[RoundRow](
                missing,
                {
                    "order": lambda one: places[one.elder_uid],
                    "name": lambda one: one.name,
                    "village": lambda one: (one.village_code, one.name),
                },
            ),
            keep_choice=False,
        )
        self.table.choose_first()

    def visit(self) -> bool:
        """F2: record a visit to the chosen person."""
        chosen = self.table.current()
        if chosen is not None:
            self.visit_asked.emit(chosen.elder_uid)
        return chosen is not None

    def uids(self) -> tuple[str, ...]:
        """Return everybody shown."""
        found = (self.table.model.row_at(number) for number in range(self.table.count()))
        return tuple(one.elder_uid for one in found if one is not None)

    def _on_visit(self) -> None:
        self.visit()

    def _on_calls(self) -> None:
        self.calls_asked.emit(self.uids())
