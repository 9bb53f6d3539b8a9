"""What two statements of the same paper say differently: cells, and lines that came or went."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from desktop_app.reports.statements import Stated, Statement

_NUMBERING = "序号"
"""Running numbers move when a line comes or goes; that alone is not worth telling."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell that says something else; None where it said, or says, nothing."""

    subject: str
    label: str
    then: str | None
    now: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementChanges:
    """What has changed; every list is cut for display, the counts are of all.

    ``added`` and ``gone`` are the subjects of whole lines. ``moved`` tells that everything is still there, in another
    order or with other running numbers.
    """

    cells: tuple[Difference, ...] = ()
    added: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    cells_in_all: int = 0
    added_in_all: int = 0
    gone_in_all: int = 0
    moved: bool = False

    @property
    def is_cut(self) -> bool:
        """Tell whether there is more than is listed."""
        told = len(self.cells), len(self.added), len(self.gone)
        return told != (self.cells_in_all, self.added_in_all, self.gone_in_all)


def changes_between(
    then: Statement, now: Statement, *, most: int, without: Collection[str] = ()
) -> StatementChanges:
    """Compare cell by cell whose line and which column; of each list at most ``most`` are told.

    Columns ``without`` are left aside: those that only one of the two papers has.

    Cells of the same subject and label, such as those of two people of one name, are paired in their order after the
    equal ones have been set aside.
    """
    gone, added = _whole_lines(then, now), _whole_lines(now, then)
    aside, untold = {*gone, *added}, {_NUMBERING, *without}
    cells = [
        cell
        for cell in _cells(then.lines, now.lines)
        if cell.subject not in aside and cell.label not in untold
    ]
    return StatementChanges(
        cells=tuple(cells[:most]),
        added=tuple(added[:most]),
        gone=tuple(gone[:most]),
        cells_in_all=len(cells),
        added_in_all=len(added),
        gone_in_all=len(gone),
        moved=not (cells or added or gone),
    )


def _whole_lines(first: Statement, second: Statement) -> list[str]:
    """Return the subjects that only the first has, in its order."""
    there = {line.subject for line in second.lines}
    return list(dict.fromkeys(line.subject for line in first.lines if line.subject not in there))


def _cells(then: Sequence[Stated], now: Sequence[Stated]) -> Iterable[Difference]:
    """Go through the cells that differ, in the order of the paper then; what is only in it now comes last."""
    before, after = _by_place(then), _by_place(now)
    for subject, label in dict.fromkeys([*before, *after]):
        had, has = before.get((subject, label), []), after.get((subject, label), [])
        if had == has:
            continue
        lost, won = _left(had, has), _left(has, had)
        for number in range(max(len(lost), len(won))):
            yield Difference(
                subject,
                label,
                lost[number] if number < len(lost) else None,
                won[number] if number < len(won) else None,
            )


def _by_place(lines: Iterable[Stated]) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for line in lines:
        found[line.subject, line.label].append(line.value)
    return found


def _left(values: Sequence[str], others: Sequence[str]) -> list[str]:
    """Return the values that have no equal among the others."""
    spare, left = Counter(others), []
    for value in values:
        if spare[value]:
            spare[value] -= 1
        else:
            left.append(value)
    return left
