"""问题: what visits found, open ones and closed ones."""

from __future__ import annotations

from collections.abc import Sequence

from desktop_app.config.strings import _
from desktop_app.domain.terms import FindingKind, FindingState
from desktop_app.storage.queries.visits import FindingRow
from desktop_app.ui.kit import FINDING_TINTS, Column, EmptyState, ListSource, RowTable, Sort
from desktop_app.ui.register import words


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
