"""Rules of dated facts: compared with counting day by day, and each refusal at its row and column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain import dated_facts
from desktop_app.domain.dated_facts import (
    ASK_AGAIN_WITHIN,
    PART_WORDS,
    PartProblem,
    PartsOverlap,
    Trouble,
    concerning,
    next_asking,
    overlapping,
    raise_first,
    troubles,
)

TODAY = date(2026, 11, 22)
BORN = date(1943, 5, 8)
FIRST = date(2026, 1, 1)
DAYS = 12
"""The little calendar of the slow reference; an open end reaches beyond it on both sides."""


@dataclass(frozen=True, slots=True)
class Stay:
    key: str
    from_on: date | None
    to_on: date | None


def draft(**parts: Any) -> Any:
    return SimpleNamespace(**(dict.fromkeys(PART_WORDS) | parts))


def found(**parts: Any) -> list[tuple[str, tuple[int, ...], str, str]]:
    rows = troubles(draft(**parts), today=TODAY, birth_on=BORN)
    return [(one.part, one.rows, one.column, one.reason) for one in rows]


_day = st.one_of(st.none(), st.integers(0, DAYS - 1).map(lambda number: FIRST + timedelta(number)))
_stays = st.lists(st.builds(Stay, st.sampled_from("ab"), _day, _day), max_size=6)


def _days(stay: Stay) -> set[int]:
    """Return the days somebody is there, counted one by one, two days beyond the calendar on each side."""
    first = -2 if stay.from_on is None else (stay.from_on - FIRST).days
    last = DAYS + 1 if stay.to_on is None else (stay.to_on - FIRST).days
    return {day for day in range(-2, DAYS + 2) if first <= day <= last}


def _moved(one: Stay, other: Stay, common: set[int]) -> bool:
    """Tell whether the one common day is the day of the move from one to the other."""
    if len(common) != 1:
        return False
    day = FIRST + timedelta(min(common))
    return (one.to_on == day and other.from_on == day) or (other.to_on == day and one.from_on == day)


@given(_stays, st.booleans())
def test_overlaps_are_what_counting_day_by_day_finds(stays: Sequence[Stay], common_day: bool) -> None:
    slow = []
    for second, other in enumerate(stays):
        for first, one in enumerate(stays[:second]):
            common = _days(one) & _days(other)
            if one.key == other.key and common and not (common_day and _moved(one, other, common)):
                slow.append((first, second))
    assert overlapping(stays, lambda stay: stay.key, common_day=common_day) == sorted(slow)


@given(_stays)
def test_who_was_in_a_category_on_a_day_has_one_answer_where_no_rule_is_broken(stays: Sequence[Stay]) -> None:
    overlaps = overlapping(stays, lambda stay: stay.key)
    for day in range(DAYS):
        holding = [number for number, stay in enumerate(stays) if day in _days(stay)]
        for key in "ab":
            same = [number for number in holding if stays[number].key == key]
            assert len(same) <= 1 or any(pair[0] in same and pair[1] in same for pair in overlaps)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_asking_again_comes_after_and_within_six_months(asked_on: date) -> None:
    again = next_asking(asked_on)
    assert timedelta(150) < again - asked_on <= ASK_AGAIN_WITHIN
    assert again.day == asked_on.day or (again + timedelta(1)).day == 1


def span(**facts: Any) -> Any:
    return SimpleNamespace(**({"category": "disabled", "from_on": None, "to_on": None} | facts))


def residence(**facts: Any) -> Any:
    return SimpleNamespace(**({"kind": "child", "from_on": date(2026, 1, 1), "to_on": None} | facts))


def answer(**facts: Any) -> Any:
    plain = {"kind": "willing", "asked_on": TODAY, "next_ask_on": None, "witness": None, "uid": None}
    return SimpleNamespace(**(plain | facts))


def test_a_category_that_ended_before_it_began_is_named_at_its_end() -> None:
    row = span(from_on=date(2026, 2, 1), to_on=date(2026, 1, 31))
    assert found(categories=(row,)) == [("categories", (0,), "to_on", dated_facts.END_BEFORE_BEGIN)]


def test_nothing_begins_before_birth() -> None:
    assert found(categories=(span(from_on=BORN - timedelta(1)),)) == [
        ("categories", (0,), "from_on", dated_facts.BEFORE_BIRTH)
    ]
    assert found(categories=(span(from_on=BORN),)) == []


def test_two_homes_at_once_are_refused_and_a_hospital_stay_inside_one_is_not() -> None:
    home = residence(kind="village", from_on=date(2020, 1, 1))
    hospital = residence(kind="hospital", from_on=date(2026, 2, 1), to_on=date(2026, 2, 9))
    assert found(residences=(home, hospital)) == []
    child = residence(from_on=date(2026, 3, 1))
    assert found(residences=(home, hospital, child)) == [
        ("residences", (0, 2), "from_on", dated_facts.TWO_PLACES)
    ]
    left = replace(Stay("", home.from_on, date(2026, 3, 1)))
    assert found(residences=(residence(kind="village", from_on=left.from_on, to_on=left.to_on), child)) == []


def test_a_stay_in_hospital_lies_not_ahead_but_a_move_may_be_planned() -> None:
    ahead = TODAY + timedelta(1)
    assert found(residences=(residence(kind="hospital", from_on=ahead),)) == [
        ("residences", (0,), "from_on", dated_facts.IN_FUTURE)
    ]
    assert found(residences=(residence(from_on=ahead),)) == []


@pytest.mark.parametrize(
    ("facts", "column", "reason"),
    [
        ({"asked_on": None}, "asked_on", dated_facts.DATE_MISSING),
        ({"asked_on": TODAY + timedelta(1)}, "asked_on", dated_facts.IN_FUTURE),
        ({"next_ask_on": TODAY}, "next_ask_on", dated_facts.NEXT_BEFORE_ASKED),
        ({"kind": "refuses", "witness": " "}, "witness", dated_facts.WITNESS_MISSING),
        (
            {"kind": "refuses", "witness": "王", "next_ask_on": TODAY + ASK_AGAIN_WITHIN + timedelta(1)},
            "next_ask_on",
            dated_facts.NEXT_TOO_LATE,
        ),
    ],
)
def test_an_answer_is_dated_witnessed_and_asked_again(
    facts: dict[str, Any], column: str, reason: str
) -> None:
    assert found(willingness=(answer(**facts),)) == [("willingness", (0,), column, reason)]


def test_an_old_refusal_without_witness_rests() -> None:
    assert found(willingness=(answer(kind="refuses", uid="old"),)) == []


def test_other_benefits_may_repeat_and_known_ones_may_not() -> None:
    def benefit(kind: str, amount: int | None = None) -> Any:
        return SimpleNamespace(kind=kind, from_on=None, to_on=None, amount=amount)

    assert found(benefits=(benefit("other"), benefit("other"))) == []
    assert found(benefits=(benefit("other"), benefit("preferential"), benefit("preferential"))) == [
        ("benefits", (1, 2), "kind", dated_facts.SAME_BENEFIT)
    ]
    for amount in (-1, dated_facts.MOST_AMOUNT + 1):
        assert found(benefits=(benefit("other", amount),))[0][2:] == ("amount", dated_facts.WRONG_AMOUNT)


def test_names_texts_and_days_must_be_there() -> None:
    contact = SimpleNamespace(
        name=" ", last_seen_on=TODAY + timedelta(1), last_called_on=None, agreement_on=None
    )
    health = SimpleNamespace(what=" ", from_on=None, to_on=None)
    note = SimpleNamespace(text="", noted_on=None)
    reasons = [one[2:] for one in found(contacts=(contact,), health=(health,), notes=(note,))]
    assert reasons == [
        ("name", dated_facts.NAME_MISSING),
        ("last_seen_on", dated_facts.IN_FUTURE),
        ("what", dated_facts.TEXT_MISSING),
        ("text", dated_facts.TEXT_MISSING),
        ("noted_on", dated_facts.DATE_MISSING),
    ]


def test_only_rows_that_are_new_or_changed_can_be_refused() -> None:
    old = Trouble("residences", (0, 1), "from_on", dated_facts.TWO_PLACES)
    new = Trouble("categories", (2,), "to_on", dated_facts.END_BEFORE_BEGIN)
    raise_first([old, new], {"residences": [3], "contacts": [0]})
    assert concerning([old, new], {"residences": [1], "categories": [0]}) == [old]
    with pytest.raises(PartsOverlap) as overlap:
        raise_first([old, new], {"residences": [1], "categories": [2]})
    assert (overlap.value.details["row"], overlap.value.details["other"]) == (2, 1)
    with pytest.raises(PartProblem) as refusal:
        raise_first([old, new], {"categories": [2]})
    details = refusal.value.details
    assert (details["field"], details["row"], details["column"]) == ("categories", 3, "to_on")
