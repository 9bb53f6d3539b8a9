"""The other tabs of a person: visits, findings, and the history of the file."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.terms import FindingKind, FindingState, Mode, Outcome
from desktop_app.storage.queries.visits import FindingRow, VisitRow
from desktop_app.ui import theme
from desktop_app.ui.kit import (
    FINDING_TINTS,
    Card,
    Column,
    EmptyState,
    ListSource,
    RowTable,
    Sort,
    Text,
    button,
    scrolling,
)
from desktop_app.ui.register import words
from desktop_app.ui.register.history import HistoryEntry

ENTRIES_AT_ONCE = 30


def visits_table(empty: EmptyState) -> RowTable[VisitRow]:
    """Return the table of one person's visits."""
    return RowTable(
        (
            Column(
                key="visited_on",
                title=_("日期"),
                width_em=7.5,
                text=lambda visit: visit.visited_on.isoformat(),
                strong=True,
            ),
            Column(
                key="mode",
                title=_("方式"),
                width_em=4.5,
                text=lambda visit: words.term_word(Mode, visit.mode),
            ),
            Column(
                key="outcome",
                title=_("结果"),
                width_em=6,
                text=lambda visit: words.term_word(Outcome, visit.outcome),
            ),
            Column(key="visitor", title=_("探访人"), width_em=7, text=lambda visit: visit.visitor or ""),
            Column(
                key="summary",
                title=_("情况"),
                width_em=16,
                text=lambda visit: " ".join((visit.summary or "").split()),
                sortable=False,
                stretch=True,
            ),
            Column(
                key="action",
                title=_("处理"),
                width_em=9,
                text=lambda visit: " ".join((visit.action or "").split()),
                sortable=False,
            ),
        ),
        sort=Sort("visited_on", descending=True),
        empty=empty,
        many=True,
    )


def show_visits(table: RowTable[VisitRow], visits: Sequence[VisitRow]) -> None:
    """Show ``visits`` in the table."""
    source: ListSource[VisitRow] = ListSource(
        visits,
        {
            "visited_on": lambda visit: (visit.visited_on, visit.uid),
            "mode": lambda visit: visit.mode,
            "outcome": lambda visit: visit.outcome,
            "visitor": lambda visit: visit.visitor or "",
        },
    )
    table.show_source(source)


def findings_table() -> RowTable[FindingRow]:
    """Return the table of one person's findings."""
    return RowTable(
        (
            Column(
                key="found_on", title=_("发现日期"), width_em=7.5, text=lambda one: one.found_on.isoformat()
            ),
            Column(
                key="kind",
                title=_("类别"),
                width_em=4.5,
                text=lambda one: words.term_word(FindingKind, one.kind),
            ),
            Column(
                key="what",
                title=_("问题"),
                width_em=18,
                text=lambda one: " ".join(one.what.split()),
                strong=True,
                stretch=True,
            ),
            Column(
                key="action",
                title=_("处理"),
                width_em=12,
                text=lambda one: " ".join((one.action or "").split()),
            ),
            Column(
                key="due_on",
                title=_("办结期限"),
                width_em=7.5,
                text=lambda one: words.day_or_empty(one.due_on),
            ),
            Column(
                key="state",
                title=_("状态"),
                width_em=6,
                text=lambda one: words.term_word(FindingState, one.state),
                tint=lambda one: FINDING_TINTS[FindingState(one.state)],
            ),
        ),
        sort=Sort("found_on", descending=True),
        empty=EmptyState(_("没有发现过问题。"), hint=_("探访时发现的问题登记后会出现在这里。")),
    )


def show_findings(table: RowTable[FindingRow], findings: Sequence[FindingRow]) -> None:
    """Show ``findings`` in the table."""
    source: ListSource[FindingRow] = ListSource(
        findings,
        {
            "found_on": lambda one: (one.found_on, one.uid),
            "kind": lambda one: one.kind,
            "what": lambda one: one.what,
            "action": lambda one: one.action or "",
            "due_on": lambda one: words.day_or_empty(one.due_on),
            "state": lambda one: one.state,
        },
    )
    table.show_source(source)


class HistoryList(QWidget):
    """历史: one card per unit of work, newest first, a page at a time."""

    def __init__(self) -> None:
        super().__init__()
        self._entries: Sequence[HistoryEntry] = ()
        self._made: list[Card] = []
        holder = QWidget()
        self._cards = QVBoxLayout()
        self._cards.setSpacing(theme.px(0.5))
        self._more = button(_("再显示一些"), self._tell_more, look="link")
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, theme.px(0.8), theme.px(0.5), theme.px(0.8))
        inside.addLayout(self._cards)
        inside.addWidget(self._more)
        inside.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolling(holder))

    def show_entries(self, entries: Sequence[HistoryEntry]) -> None:
        """Show ``entries`` from the newest on."""
        for card in self._made:
            self._cards.removeWidget(card)
            card.deleteLater()
        self._made = []
        self._entries = entries
        self._tell_more()

    def texts(self) -> list[str]:
        """Return the lines of all entries."""
        return [line for entry in self._entries for line in entry.lines]

    def _tell_more(self) -> None:
        told = len(self._made)
        for entry in self._entries[told : told + ENTRIES_AT_ONCE]:
            card = _card(entry)
            self._made.append(card)
            self._cards.addWidget(card)
        self._more.setVisible(len(self._made) < len(self._entries))


def _card(entry: HistoryEntry) -> Card:
    card = Card(margin_em=0.7)
    card.body.setSpacing(theme.px(0.2))
    when = entry.made_at.strftime("%Y-%m-%d %H:%M")
    head = _("{when}  {actor}  {title}").format(when=when, actor=entry.actor, title=entry.title)
    card.body.addWidget(Text(head, "strong", wrap=True))
    for line in entry.lines:
        card.body.addWidget(Text(line, "", wrap=True, copyable=True))
    return card
