"""The events already recorded about a person, with the ways to correct one or take it back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.terms import LifeEventKind
from desktop_app.services.life_events import LifeEventRow
from desktop_app.ui import theme
from desktop_app.ui.kit import Column, EmptyState, ListSource, RowTable, Section, Sort, button, row
from desktop_app.ui.register import words

EVENTS_EM = 14


class LifeEventList(QWidget):
    """Signals: ``correct_asked(LifeEventRow)`` by Enter or button, ``retract_asked(LifeEventRow)``."""

    correct_asked = Signal(object)
    retract_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._changing = False
        self.table: RowTable[LifeEventRow] = RowTable(
            _columns(),
            sort=Sort("happened_on", descending=True),
            empty=EmptyState(_("还没有登记过变故。")),
        )
        self.correct_button = button(_("更正"), lambda: self._ask(self.correct_asked), icon_name="pencil")
        self.retract_button = button(_("撤销这次变故"), lambda: self._ask(self.retract_asked), look="danger")
        ways = row(Section(_("已登记的变故")))
        ways.addStretch(1)
        ways.addWidget(self.correct_button)
        ways.addWidget(self.retract_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(0.7))
        layout.addLayout(ways)
        self.table.setMinimumHeight(theme.px(EVENTS_EM))
        layout.addWidget(self.table, 1)
        self.table.opened.connect(lambda _event: self._ask(self.correct_asked))
        self.table.chosen.connect(lambda _event: self._show_ways())
        self._show_ways()

    def show_events(self, events: Sequence[LifeEventRow], *, changing: bool) -> None:
        """Show the events, newest first; ``changing`` is whether they may be changed."""
        self._changing = changing
        keys = {"happened_on": lambda event: (event.happened_on, event.uid)}
        self.table.show_source(ListSource[LifeEventRow](events, keys))
        self._show_ways()

    def _ask(self, signal: SignalInstance) -> None:
        event = self.table.current()
        if event is not None and self._changing:
            signal.emit(event)

    def _show_ways(self) -> None:
        usable = self._changing and self.table.current() is not None
        self.correct_button.setEnabled(usable)
        self.retract_button.setEnabled(usable)


def _columns() -> tuple[Column[LifeEventRow], ...]:
    return (
        Column(
            key="happened_on",
            title=_("发生日期"),
            width_em=9.5,
            text=lambda event: f"{event.happened_on.isoformat()} {event.happened_time or ''}".strip(),
        ),
        Column(
            key="kind",
            title=_("变故"),
            width_em=7,
            text=lambda event: words.term_word(LifeEventKind, event.kind),
            strong=True,
            sortable=False,
        ),
        Column(
            key="place",
            title=_("地点或去向"),
            width_em=11,
            text=lambda event: event.place or "",
            sortable=False,
        ),
        Column(
            key="what",
            title=_("情况说明"),
            width_em=16,
            text=lambda event: event.what or "",
            sortable=False,
            stretch=True,
        ),
        Column(
            key="known_on",
            title=_("得知日期"),
            width_em=7,
            text=lambda event: event.known_on.isoformat(),
            sortable=False,
        ),
        Column(
            key="reported_by",
            title=_("由谁告知"),
            width_em=8,
            text=lambda event: event.reported_by or "",
            sortable=False,
        ),
    )
