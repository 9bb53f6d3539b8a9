"""What is measured at a visit: plausible ranges, one spelling, and what deserves a look."""

from __future__ import annotations

import tomllib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.config import resources
from desktop_app.domain.forms import parse_form
from desktop_app.domain.measures import (
    FINDING_OF_LEVEL,
    Level,
    Measure,
    MeasureProblem,
    as_text,
    checked,
    remarks,
    spelled,
)
from desktop_app.domain.terms import FindingKind

MEASURES = parse_form(
    tomllib.loads(resources.path("forms", "visit.toml").read_text(encoding="utf-8"))
).measures
BY_KEY = {measure.key: measure for measure in MEASURES}
SEVERITY = [Level.DANGEROUSLY_LOW, Level.LOW, Level.USUAL, Level.HIGH, Level.DANGEROUSLY_HIGH]

measures = st.sampled_from(MEASURES)


@st.composite
def measured(draw: st.DrawFn) -> tuple[Measure, Decimal]:
    """Return a measure of the form with a value that can be."""
    measure = draw(measures)
    unit = Decimal(1).scaleb(-measure.decimals)
    steps = int((measure.most - measure.least) / unit)
    return measure, measure.least + unit * draw(st.integers(0, steps))


@given(measured())
def test_what_is_written_down_is_read_back_as_the_same_number(one: tuple[Measure, Decimal]) -> None:
    measure, value = one
    text = spelled(value, measure.decimals)
    assert measure.parse(text) == value
    assert checked(MEASURES, {measure.key: f" {text} "}) == {measure.key: text}
    assert checked(MEASURES, checked(MEASURES, {measure.key: text})) == {measure.key: text}


@given(measured())
def test_digits_and_points_of_a_chinese_input_method_mean_the_same(one: tuple[Measure, Decimal]) -> None:
    measure, value = one
    text = spelled(value, measure.decimals)
    wide = "".join(chr(ord(sign) + 0xFEE0) if sign.isdigit() else "。" for sign in text)
    assert checked(MEASURES, {measure.key: wide}) == {measure.key: text}


@given(measures, st.text(max_size=12) | st.from_regex(r"[0-9１-９]{1,4}([.。．][0-9]{1,2})?", fullmatch=True))
def test_any_text_is_a_plausible_number_or_refused_with_its_key(measure: Measure, text: str) -> None:
    refused: MeasureProblem | None = None
    value = measure.least
    try:
        value = measure.parse(text)
    except MeasureProblem as problem:
        refused = problem
    assert measure.least <= value <= measure.most
    assert refused is None or refused.details["field"] == measure.key


@given(measured(), measured())
def test_a_higher_value_never_has_a_lower_level(
    one: tuple[Measure, Decimal], other: tuple[Measure, Decimal]
) -> None:
    measure, value = one
    _measure, second = other
    low, high = sorted((value, max(measure.least, min(second, measure.most))))
    assert SEVERITY.index(measure.level(low)) <= SEVERITY.index(measure.level(high))


@pytest.mark.parametrize(
    ("key", "value", "level"),
    [
        ("systolic", "139", Level.USUAL),
        ("systolic", "140", Level.HIGH),
        ("systolic", "180", Level.DANGEROUSLY_HIGH),
        ("systolic", "89", Level.LOW),
        ("diastolic", "110", Level.DANGEROUSLY_HIGH),
        ("glucose_fasting", "3.9", Level.DANGEROUSLY_LOW),
        ("glucose_fasting", "4.0", Level.USUAL),
        ("glucose_fasting", "7.0", Level.HIGH),
        ("glucose_after_meal", "16.7", Level.DANGEROUSLY_HIGH),
        ("temperature", "37.2", Level.USUAL),
        ("temperature", "37.3", Level.HIGH),
        ("temperature", "35.0", Level.DANGEROUSLY_LOW),
        ("temperature", "35.5", Level.LOW),
    ],
)
def test_the_limits_are_those_of_the_national_norm(key: str, value: str, level: Level) -> None:
    assert BY_KEY[key].level(BY_KEY[key].parse(value)) is level


@pytest.mark.parametrize(
    "text", ["1350", "13.5", "高", "", "-135", "1e2", "1_35", "nan", "135/85", "135 85", "Infinity", "13 5"]
)
def test_a_slip_of_the_pen_is_refused(text: str) -> None:
    with pytest.raises(MeasureProblem) as refusal:
        BY_KEY["systolic"].parse(text)
    assert refusal.value.details["field"] == "systolic"


def test_the_upper_blood_pressure_is_above_the_lower_one() -> None:
    assert checked(MEASURES, {"systolic": "135", "diastolic": "85"}) == {"systolic": "135", "diastolic": "85"}
    for lower in ("135", "140"):
        with pytest.raises(MeasureProblem) as refusal:
            checked(MEASURES, {"diastolic": lower, "systolic": "135"})
        assert refusal.value.details["field"] == "systolic"
        assert "舒张压" in str(refusal.value.details)
    # One alone is taken: not everybody writes both down.
    assert checked(MEASURES, {"systolic": "135", "diastolic": " "}) == {"systolic": "135"}


def test_what_the_form_does_not_ask_for_is_refused() -> None:
    with pytest.raises(MeasureProblem) as refusal:
        checked(MEASURES, {"pulse": "72"})
    assert refusal.value.details["field"] == "pulse"


def test_measures_are_told_in_one_line_in_the_order_of_the_form() -> None:
    values = {"temperature": "36.5", "systolic": "185", "diastolic": "92"}
    assert as_text(MEASURES, values) == "收缩压 185 mmHg（危急偏高）；舒张压 92 mmHg（偏高）；体温 36.5 ℃"
    assert as_text(MEASURES, {}) == ""
    assert [(one.measure.key, one.level) for one in remarks(MEASURES, values)] == [
        ("systolic", Level.DANGEROUSLY_HIGH),
        ("diastolic", Level.HIGH),
    ]


def test_only_what_is_dangerous_suggests_an_urgent_finding() -> None:
    assert {level for level in Level if level in FINDING_OF_LEVEL} == {
        Level.DANGEROUSLY_LOW,
        Level.DANGEROUSLY_HIGH,
    }
    assert set(FINDING_OF_LEVEL.values()) == {FindingKind.URGENT}
