"""Rules that dated facts of one person keep: in order, not twice at once, not before birth or after today.

Every check takes rows that have the named days as attributes and returns the problems it finds, each with the
places of the rows it concerns. A caller that only changes some rows lets old contradictions rest: two sites may
have brought them together, and nobody who mends a phone number should have to settle them first.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from desktop_app.domain.errors import N_, FieldProblem
from desktop_app.domain.terms import ResidenceKind, WillingnessKind

END_BEFORE_BEGIN = N_("结束日期早于开始日期")
BEFORE_BIRTH = N_("开始日期早于出生日期")
IN_FUTURE = N_("日期不能晚于今天")
NEXT_BEFORE_ASKED = N_("下次询问日期应晚于本次询问日期")
NEXT_TOO_LATE = N_("拒绝探访的，最迟六个月内要再次询问")
NAME_MISSING = N_("请填写姓名")
TEXT_MISSING = N_("请填写内容")
DATE_MISSING = N_("请填写日期")
WITNESS_MISSING = N_("拒绝探访要有见证人，请填写见证人姓名")
WRONG_AMOUNT = N_("金额应在 0 到 100000 元之间")
SAME_CATEGORY = N_("同一类别在同一时间只登记一次")
SAME_BENEFIT = N_("同一待遇在同一时间只登记一次")
TWO_PLACES = N_("同一时间只能住在一处（住院除外）；请把前一处的结束日期填上")

ASK_AGAIN_WITHIN = timedelta(days=184)
"""拒绝探访的 ask again within six months."""

MOST_AMOUNT = 10_000_000
"""分: 100,000 yuan a month."""


class PartProblem(FieldProblem):
    """One row of a person's dated facts is wrong; ``field`` names the list, ``row`` counts from one."""

    code = "part"
    what = N_("“{label}”第 {row} 行填写有误：{reason}")


class PartsOverlap(FieldProblem):
    """Two rows of a person's dated facts exclude each other."""

    code = "part.overlap"
    what = N_("“{label}”第 {row} 行与第 {other} 行的日期重叠：{reason}")


@dataclass(frozen=True, slots=True)
class Trouble:
    """One broken rule: the list, the places of the rows (from zero), the column and why."""

    part: str
    rows: tuple[int, ...]
    column: str
    reason: str

    def error(self) -> FieldProblem:
        """Return the refusal to show."""
        label = PART_WORDS[self.part]
        if len(self.rows) == 2:
            return PartsOverlap(
                field=self.part,
                label=label,
                column=self.column,
                row=self.rows[1] + 1,
                other=self.rows[0] + 1,
                reason=self.reason,
            )
        return PartProblem(
            field=self.part, label=label, column=self.column, row=self.rows[0] + 1, reason=self.reason
        )


PART_WORDS = {
    "categories": N_("类别"),
    "contacts": N_("联系人"),
    "residences": N_("居住时段"),
    "willingness": N_("探访意愿"),
    "benefits": N_("享受待遇"),
    "health": N_("健康情况"),
    "notes": N_("备忘"),
}
"""What the lists of a person's dated facts are called."""


def troubles(draft: Any, *, today: date, birth_on: date | None) -> list[Trouble]:
    """Return every broken rule of a draft's lists; a list that is None is not looked at."""
    found: list[Trouble] = []
    for part, check in _CHECKS.items():
        rows = getattr(draft, part)
        if rows is not None:
            found += check(rows, today, birth_on)
    return found


def concerning(found: Iterable[Trouble], changed: Mapping[str, Collection[int]]) -> list[Trouble]:
    """Return the troubles that concern a row which is new or was changed (by list, places from zero)."""
    return [one for one in found if any(row in changed.get(one.part, ()) for row in one.rows)]


def raise_first(found: Iterable[Trouble], changed: Mapping[str, Collection[int]]) -> None:
    """Raise the first trouble that concerns a row which is new or was changed (by list, places from zero)."""
    for trouble in concerning(found, changed):
        raise trouble.error()


def is_missing(trouble: Trouble) -> bool:
    """Tell whether something is only not filled in yet, rather than wrong."""
    return trouble.reason in {NAME_MISSING, TEXT_MISSING, DATE_MISSING, WITNESS_MISSING}


def next_asking(asked_on: date) -> date:
    """Return the day on which a refusing elder is to be asked again at the latest: six months later."""
    months = asked_on.month + 5
    year, month = asked_on.year + months // 12, months % 12 + 1
    return date(year, month, min(asked_on.day, monthrange(year, month)[1]))


def overlapping(
    rows: Sequence[Any], key: Callable[[Any], Hashable], *, common_day: bool = False
) -> list[tuple[int, int]]:
    """Return the pairs of rows with equal keys whose days overlap; places from zero, earlier row first.

    ``from_on`` and ``to_on`` are included and None is open. ``common_day`` allows one to begin on the day
    on which the other ends: whoever moves sleeps in two places that day.
    """
    groups: dict[Hashable, list[int]] = {}
    for place, row in enumerate(rows):
        groups.setdefault(key(row), []).append(place)
    found: list[tuple[int, int]] = []
    for places in groups.values():
        for number, second in enumerate(places):
            found += [
                (first, second)
                for first in places[:number]
                if _meet(rows[first], rows[second], common_day=common_day)
            ]
    return sorted(found)


def _meet(one: Any, other: Any, *, common_day: bool) -> bool:
    if any(row.from_on and row.to_on and row.to_on < row.from_on for row in (one, other)):
        return False  # holds on no day; that the days are the wrong way round is said elsewhere
    begins = max(one.from_on or date.min, other.from_on or date.min)
    ends = min(one.to_on or date.max, other.to_on or date.max)
    moved = common_day and begins in (
        one.to_on if one.to_on == other.from_on else None,
        other.to_on if other.to_on == one.from_on else None,
    )
    return begins < ends or (begins == ends and not moved)


def _order(part: str, rows: Sequence[Any], birth_on: date | None) -> list[Trouble]:
    found = []
    for place, row in enumerate(rows):
        if row.from_on is not None and row.to_on is not None and row.to_on < row.from_on:
            found.append(Trouble(part, (place,), "to_on", END_BEFORE_BEGIN))
        if row.from_on is not None and birth_on is not None and row.from_on < birth_on:
            found.append(Trouble(part, (place,), "from_on", BEFORE_BIRTH))
    return found


def _categories(rows: Sequence[Any], _today: date, birth_on: date | None) -> list[Trouble]:
    found = _order("categories", rows, birth_on)
    for pair in overlapping(rows, lambda row: str(row.category)):
        found.append(Trouble("categories", pair, "category", SAME_CATEGORY))
    return found


def _residences(rows: Sequence[Any], today: date, birth_on: date | None) -> list[Trouble]:
    found = _order("residences", rows, birth_on)
    hospital = ResidenceKind.HOSPITAL.value
    # A stay in hospital lies inside a stay elsewhere: the home is kept. Two homes at once are not.
    for pair in overlapping(rows, lambda row: row.kind == hospital, common_day=True):
        found.append(Trouble("residences", pair, "from_on", TWO_PLACES))
    for place, row in enumerate(rows):
        if row.from_on is None:
            found.append(Trouble("residences", (place,), "from_on", DATE_MISSING))
        elif row.kind == hospital and row.from_on > today:
            found.append(Trouble("residences", (place,), "from_on", IN_FUTURE))
    return found


def _willingness(rows: Sequence[Any], today: date, _birth_on: date | None) -> list[Trouble]:
    found = []
    for place, row in enumerate(rows):
        refuses = row.kind == WillingnessKind.REFUSES.value
        if row.asked_on is None:
            found.append(Trouble("willingness", (place,), "asked_on", DATE_MISSING))
            continue
        if row.asked_on > today:
            found.append(Trouble("willingness", (place,), "asked_on", IN_FUTURE))
        # An answer that is already stored may lack the witness: an old register never asked for one.
        if refuses and row.uid is None and not (row.witness or "").strip():
            found.append(Trouble("willingness", (place,), "witness", WITNESS_MISSING))
        if row.next_ask_on is None:
            continue
        if row.next_ask_on <= row.asked_on:
            found.append(Trouble("willingness", (place,), "next_ask_on", NEXT_BEFORE_ASKED))
        elif refuses and row.next_ask_on - row.asked_on > ASK_AGAIN_WITHIN:
            found.append(Trouble("willingness", (place,), "next_ask_on", NEXT_TOO_LATE))
    return found


def _contacts(rows: Sequence[Any], today: date, _birth_on: date | None) -> list[Trouble]:
    found = []
    for place, row in enumerate(rows):
        if not row.name.strip():
            found.append(Trouble("contacts", (place,), "name", NAME_MISSING))
        for column in ("last_seen_on", "last_called_on", "agreement_on"):
            day = getattr(row, column)
            if day is not None and day > today:
                found.append(Trouble("contacts", (place,), column, IN_FUTURE))
    return found


def _benefits(rows: Sequence[Any], _today: date, birth_on: date | None) -> list[Trouble]:
    found = _order("benefits", rows, birth_on)
    # 其他 stands for several different things and may repeat.
    known = [(place, row) for place, row in enumerate(rows) if row.kind != "other"]
    for first, second in overlapping([row for _place, row in known], lambda row: str(row.kind)):
        found.append(Trouble("benefits", (known[first][0], known[second][0]), "kind", SAME_BENEFIT))
    for place, row in enumerate(rows):
        if row.amount is not None and not 0 <= row.amount <= MOST_AMOUNT:
            found.append(Trouble("benefits", (place,), "amount", WRONG_AMOUNT))
    return found


def _health(rows: Sequence[Any], today: date, birth_on: date | None) -> list[Trouble]:
    found = _order("health", rows, birth_on)
    for place, row in enumerate(rows):
        if not row.what.strip():
            found.append(Trouble("health", (place,), "what", TEXT_MISSING))
        # Categories and benefits are approved ahead; nobody falls ill on a day to come.
        if row.from_on is not None and row.from_on > today:
            found.append(Trouble("health", (place,), "from_on", IN_FUTURE))
    return found


def _notes(rows: Sequence[Any], today: date, _birth_on: date | None) -> list[Trouble]:
    found = []
    for place, row in enumerate(rows):
        if not row.text.strip():
            found.append(Trouble("notes", (place,), "text", TEXT_MISSING))
        if row.noted_on is None:
            found.append(Trouble("notes", (place,), "noted_on", DATE_MISSING))
        elif row.noted_on > today:
            found.append(Trouble("notes", (place,), "noted_on", IN_FUTURE))
    return found


_CHECKS: dict[str, Callable[[Sequence[Any], date, date | None], list[Trouble]]] = {
    "categories": _categories,
    "contacts": _contacts,
    "residences": _residences,
    "willingness": _willingness,
    "benefits": _benefits,
    "health": _health,
    "notes": _notes,
}
