"""What other facts suggest for the categories: hints, and which of them one key adds."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.category_hints import category_hints
from desktop_app.domain.terms import Category, DisabilityGrade, LivingArrangement

TODAY = date(2026, 11, 22)


def hints(
    *holding: Category, birth_on: date | None = None, living: str | None = None, grade: str | None = None
) -> dict[str, Category | None]:
    found = category_hints(
        [one.value for one in holding],
        today=TODAY,
        birth_on=birth_on,
        living_arrangement=living,
        disability_grade=grade,
    )
    return {hint.key: hint.adds for hint in found}


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        (date(1966, 11, 23), {"early": None}),
        (date(1966, 11, 22), {}),
        (date(1946, 11, 23), {}),
        (date(1946, 11, 22), {"oldest": Category.OLDEST_OLD}),
    ],
)
def test_age_suggests_on_the_birthday_itself(born: date, expected: dict[str, Category | None]) -> None:
    assert hints(birth_on=born) == expected


def test_alone_and_empty_nest_together_are_a_hint_and_no_block() -> None:
    assert hints(Category.LIVING_ALONE, Category.EMPTY_NEST) == {"alone_and_nest": None}


def test_living_alone_and_its_category_look_at_each_other() -> None:
    assert hints(living="alone") == {"lives_alone": Category.LIVING_ALONE}
    assert hints(Category.LIVING_ALONE, living="with_spouse") == {"not_alone": None}
    assert hints(Category.LIVING_ALONE, living="alone") == {}


def test_a_heavy_grade_suggests_severely_disabled_and_a_light_one_disabled() -> None:
    assert hints(grade="1") == hints(grade="2") == {"severe": Category.SEVERELY_DISABLED}
    assert hints(grade="3") == {"disabled": Category.DISABLED}
    assert hints(Category.SEVERELY_DISABLED, grade="4") == {"not_severe": None}


@given(
    st.sets(st.sampled_from(Category)),
    st.one_of(st.none(), st.dates(date(1900, 1, 1), date(2030, 1, 1))),
    st.one_of(st.none(), st.sampled_from([one.value for one in LivingArrangement])),
    st.one_of(st.none(), st.sampled_from([one.value for one in DisabilityGrade])),
)
def test_taking_every_suggestion_leaves_none_that_adds_and_says_only_what_can_be_spoken(
    holding: set[Category], birth_on: date | None, living: str | None, grade: str | None
) -> None:
    first = category_hints(
        holding, today=TODAY, birth_on=birth_on, living_arrangement=living, disability_grade=grade
    )
    assert all(hint.words.say(str) and "{" not in hint.words.say(str) for hint in first)
    added = {hint.adds for hint in first if hint.adds is not None}
    assert not added & holding
    again = category_hints(
        holding | added, today=TODAY, birth_on=birth_on, living_arrangement=living, disability_grade=grade
    )
    assert all(hint.adds is None for hint in again)
