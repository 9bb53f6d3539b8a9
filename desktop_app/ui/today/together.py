"""Who stands together in the list of today: people of one village, and those under one roof who are visited at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_
from desktop_app.services.duties import OwedRow
from desktop_app.services.urgency import Urgency

SHORT = {
    Urgency.ALERT: N_("平安预警"),
    Urgency.HOURS: N_("24 小时内"),
    Urgency.OVERDUE: N_("已逾期"),
    Urgency.TODAY: N_("今天"),
    Urgency.WEEK: N_("本周"),
}
MOST_NAMED = 3
_BY_DEADLINE = frozenset({Urgency.ALERT, Urgency.HOURS})
"""Where hours count the deadline orders, wherever people live."""


@dataclass(frozen=True, slots=True)
class Group:
    """One group of the list; ``title`` is a message id, the rows stand in the order in which they are shown."""

    title: str
    tint: str
    rows: tuple[OwedRow, ...]
    urgency: Urgency = Urgency.LATER


@dataclass(frozen=True, slots=True)
class Village:
    """The line above the people of one village."""

    name: str
    people: int

    def words(self) -> str:
        """Return it as one sentence."""
        return _("{village}，{count} 人").format(village=self.name, count=self.people)


@dataclass(frozen=True, slots=True)
class Roof:
    """The line above people under one roof: how many stand here, and who of them stands in another group."""

    uid: str
    head: str
    here: int
    others: tuple[tuple[str, Urgency], ...] = ()

    def words(self, longest: int = 200) -> str:
        """Return why they are told together: 包金山户：2 人同住，一起去；同住的还有 李梅（本周）.

        Names longer than ``longest`` are cut, so that what follows them stays in sight.
        """
        parts = []
        if self.here > 1:
            parts.append(_("{count} 人同住，一起去").format(count=self.here))
        if self.others:
            named = "、".join(
                _("{name}（{when}）").format(name=_cut(name, longest), when=_(SHORT[urgency]))
                for name, urgency in self.others[:MOST_NAMED]
            )
            more = len(self.others) - MOST_NAMED
            if more > 0:
                named = _("{names}等 {count} 人").format(names=named, count=len(self.others))
            parts.append(_("同住的还有 {names}").format(names=named))
        head = _("{head}户").format(head=_cut(self.head, longest)) if self.head else _("同住一户")
        return _("{head}：{words}").format(head=head, words=_("；").join(parts))


def _cut(name: str, longest: int) -> str:
    return name if len(name) <= longest else f"{name[: longest - 1]}…"


Line = Group | Village | Roof | OwedRow


def in_order(rows: Sequence[OwedRow], urgency: Urgency) -> tuple[OwedRow, ...]:
    """Return the rows of a group village by village, household by household.

    In a village the household with the most urgent member comes first. Where hours count the deadline decides
    instead, and only who lives with somebody follows him at once.
    """
    by_deadline = urgency in _BY_DEADLINE
    first: dict[tuple[str, str], int] = {}
    keys: list[tuple[str, int]] = []
    for number, row in enumerate(rows):
        village = "" if by_deadline else row.line.village_code
        place = number
        if row.line.household_uid:
            place = first.setdefault((village, row.line.household_uid), number)
        keys.append((village, place))
    return tuple(rows[number] for number in sorted(range(len(rows)), key=keys.__getitem__))


def lines_of(groups: Sequence[Group]) -> Iterator[Line]:
    """Go through the lines of the list from top to bottom.

    Villages are told where there are several; a roof where two or more of the list live under it.
    """
    several = len({row.line.village_code for group in groups for row in group.rows}) > 1
    roofs = under_one_roof(groups)
    for group in groups:
        yield group
        counts: dict[str, int] = {}
        for row in group.rows:
            counts[row.line.village_code] = counts.get(row.line.village_code, 0) + 1
        village: str | None = None
        roof: str | None = None
        for row in group.rows:
            line = row.line
            if several and group.urgency not in _BY_DEADLINE and line.village_code != village:
                village, roof = line.village_code, None
                yield Village(row.village, counts[village])
            mates = roofs.get(line.household_uid or "", ())
            if len(mates) < 2:
                roof = None
            elif line.household_uid != roof:
                roof = line.household_uid
                yield _roof(row, mates, group)
            yield row


def _roof(row: OwedRow, mates: Sequence[tuple[OwedRow, Urgency]], group: Group) -> Roof:
    here = sum(urgency is group.urgency for _mate, urgency in mates)
    others = tuple((mate.line.name, urgency) for mate, urgency in mates if urgency is not group.urgency)
    return Roof(row.line.household_uid or "", row.line.household_head or "", here, others)


def under_one_roof(groups: Sequence[Group]) -> Mapping[str, list[tuple[OwedRow, Urgency]]]:
    """Return by household who of the list lives in it, the most urgent first."""
    found: dict[str, list[tuple[OwedRow, Urgency]]] = {}
    for group in groups:
        for row in group.rows:
            if row.line.household_uid:
                found.setdefault(row.line.household_uid, []).append((row, group.urgency))
    return found
