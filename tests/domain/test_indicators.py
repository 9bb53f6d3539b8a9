"""Every figure of the month follows from its definition in the indicator file."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.config import resources
from desktop_app.domain.indicator_schema import IndicatorsRefused, parse_indicators
from desktop_app.domain.indicators import IndicatorBook, MonthLine, rate
from desktop_app.domain.outcomes import ExemptReason
from desktop_app.domain.terms import Category, EndReason, Mode


@cache
def book() -> IndicatorBook:
    with resources.path("indicators.toml").open("rb") as file:
        return parse_indicators(tomllib.load(file))


def line(**facts: Any) -> MonthLine:
    return MonthLine(**({"registered": True, "age": 70} | facts))


def special(**facts: Any) -> MonthLine:
    return line(**({"special": True, "owed": True, "required": 1} | facts))


lines = st.lists(
    st.builds(
        MonthLine,
        registered=st.booleans(),
        age=st.none() | st.integers(55, 100),
        categories=st.frozensets(st.sampled_from(Category), max_size=3),
        special=st.booleans(),
        owed=st.booleans(),
        visited=st.booleans(),
        exempt=st.none() | st.sampled_from(ExemptReason),
        required=st.integers(0, 5),
        visits=st.dictionaries(st.sampled_from(Mode), st.integers(0, 4)),
        attempts=st.integers(0, 2),
        findings_found=st.integers(0, 2),
        added=st.booleans(),
        removed=st.none() | st.sampled_from(EndReason),
    ),
    max_size=20,
)


def test_the_monthly_rate_counts_those_owed_and_visited_in_special_difficulty() -> None:
    # Somebody in hospital stays in the denominator and is listed apart: nobody leaves the rate by a word.
    group = [
        special(visited=True),
        special(visited=True),
        special(),
        special(owed=False, exempt=ExemptReason.IN_HOSPITAL),
        line(owed=True, visited=True),
        line(),
    ]
    values = book().evaluate(group)
    figure = values["monthly_visit_rate"]
    assert (figure.numerator, figure.denominator, figure.value, figure.text) == (
        2,
        4,
        Decimal("50.0"),
        "50.0%",
    )
    assert values["exempt"].numerator == 1
    assert values["exempt.in_hospital"].numerator == 1
    assert values["owed"].numerator == 4
    assert values["all_owed"].numerator == 4


def test_a_rate_of_nobody_is_a_dash_and_not_a_hundred() -> None:
    figure = book().evaluate([])["monthly_visit_rate"]
    assert (figure.numerator, figure.denominator, figure.value, figure.text) == (0, 0, None, "—")


def test_a_rate_never_rounds_up_to_full_while_somebody_is_missing() -> None:
    assert rate(9999, 10000, 1).text == "99.9%"
    assert rate(10000, 10000, 1).text == "100.0%"
    assert rate(1, 8, 1).text == "12.5%"
    assert rate(125, 10000, 1).text == "1.3%"


def test_the_destitute_rate_looks_at_the_destitute_only() -> None:
    destitute = frozenset({Category.DESTITUTE_DISPERSED})
    group = [
        special(categories=destitute, visited=True),
        line(categories=destitute, owed=True),
        special(visited=True),
    ]
    figure = book().evaluate(group)["destitute_visit_rate"]
    assert (figure.numerator, figure.denominator) == (1, 2)


def test_the_register_is_counted_by_age_and_only_who_is_on_it() -> None:
    group = [line(age=age) for age in (59, 60, 64, 65, 79, 80, 95)] + [
        line(age=None),
        line(age=90, registered=False),
    ]
    values = book().evaluate(group)
    assert [values[f"registered_{age}"].numerator for age in (60, 65, 80)] == [6, 4, 2]


def test_special_difficulty_is_broken_down_by_category_with_old_age_from_the_birth_date() -> None:
    alone, both = (
        frozenset({Category.LIVING_ALONE}),
        frozenset({Category.LIVING_ALONE, Category.INCAPACITATED}),
    )
    values = book().evaluate(
        [special(categories=alone), special(categories=both, age=85), line(categories=alone)]
    )
    assert values["special"].numerator == 2
    assert values["special.living_alone"].numerator == 2
    assert values["special.incapacitated"].numerator == 1
    assert values["special.oldest_old"].numerator == 1
    assert values["special.living_alone"].title == "其中：独居"


def test_visits_are_counted_by_mode_and_visits_in_person_to_the_incapacitated_apart() -> None:
    group = [
        special(
            visits={Mode.IN_PERSON: 2, Mode.PHONE: 1}, categories=frozenset({Category.DEMENTIA}), attempts=3
        ),
        line(visits={Mode.IN_PERSON: 1}),
    ]
    values = book().evaluate(group)
    assert values["visits"].numerator == 4
    assert values["visits.in_person"].numerator == 3
    assert values["visits.phone"].numerator == 1
    assert values["in_person_incapacitated"].numerator == 2
    assert values["attempts"].numerator == 3


def test_findings_and_changes_of_the_register_are_added_up() -> None:
    group = [
        line(findings_found=2, findings_closed=1, findings_open=3, referrals=1, urgent_handled=1, added=True),
        line(registered=False, removed=EndReason.DECEASED),
        line(registered=False, removed=EndReason.MOVED_OUT),
    ]
    values = book().evaluate(group)
    numbers = {key: values[key].numerator for key in ("findings_found", "findings_closed", "findings_open")}
    assert numbers == {"findings_found": 2, "findings_closed": 1, "findings_open": 3}
    assert (values["referrals"].numerator, values["urgent_handled"].numerator) == (1, 1)
    assert (values["added"].numerator, values["removed"].numerator, values["removed.deceased"].numerator) == (
        1,
        2,
        1,
    )


@given(lines, lines)
def test_villages_add_up_to_their_township(one: list[MonthLine], other: list[MonthLine]) -> None:
    assert book().tally(one) + book().tally(other) == book().tally(one + other)
    assert book().tally(one) + book().nothing() == book().tally(one)


@given(lines)
def test_a_rate_lies_between_nothing_and_full_and_parts_do_not_exceed_the_whole(
    group: list[MonthLine],
) -> None:
    values = book().evaluate(group)
    for figure in values.values():
        if figure.denominator is not None and figure.value is not None:
            assert 0 <= figure.value <= 100
    assert values["visited"].numerator <= values["owed"].numerator
    assert sum(values[f"visits.{mode.value}"].numerator for mode in Mode) == values["visits"].numerator
    parts = sum(values[f"removed.{reason.value}"].numerator for reason in EndReason)
    assert parts == values["removed"].numerator


def test_a_figure_of_its_own_says_whether_services_have_to_be_read_for_it() -> None:
    asked = {
        key
        for key in ("monthly_visit_rate", "findings_found", "service_times", "incapacitated_help_rate")
        if IndicatorBook([book().definition(key)]).asks_services
    }

    assert asked == {"service_times", "incapacitated_help_rate"}
    assert book().asks_services


def test_every_figure_has_a_sentence_to_print_under_it() -> None:
    for each in book().definitions:
        assert each.definition.endswith("。")
        assert "{" not in each.title + each.definition + each.key
    assert "本口径为系统设定，可按上级要求调整" in book().definition("monthly_visit_rate").definition


def test_whether_exempt_elders_stay_in_the_denominator_is_a_matter_of_the_file() -> None:
    with resources.path("indicators.toml").open("rb") as file:
        data = tomllib.load(file)
    data["indicators"][0]["denominator"]["where"] = ["special", "owed_or_exempt"]
    figure = parse_indicators(data).evaluate(
        [special(visited=True), special(owed=False, exempt=ExemptReason.REFUSED)]
    )["monthly_visit_rate"]
    assert figure.text == "50.0%"


def test_an_unknown_name_in_the_file_is_refused_with_its_place() -> None:
    entry = {
        "key": "x",
        "title": "甲",
        "unit": "人",
        "period": "month",
        "definition": "试。",
        "numerator": {"count": "people", "where": ["special", "category:alone", "age>=六十"]},
        "for_each": "village",
    }
    with pytest.raises(IndicatorsRefused) as refused:
        parse_indicators({"indicators": [entry, {"key": "y"}]})
    listing = str(refused.value.details["listing"])
    assert "indicators[1].numerator.count: 不认识的计数内容“people”" in listing
    assert "indicators[1].numerator.where: 不认识的条件“category:alone”" in listing
    assert "indicators[1].for_each: 分项只能是 category、mode、end_reason、exempt_reason" in listing
    assert "indicators[2].title: 缺少名称" in listing


def test_the_same_key_twice_is_refused() -> None:
    entry = {
        "key": "x", "title": "甲", "unit": "人", "period": "month", "definition": "试。",
        "numerator": {"count": "elders"},
    }  # fmt: skip
    with pytest.raises(IndicatorsRefused) as refused:
        parse_indicators({"indicators": [entry, entry]})
    assert refused.value.details["listing"] == "indicators: 代号“x”重复"
