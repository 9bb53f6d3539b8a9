"""A profile written as text and read back is the same profile; whatever a file holds, reading it never fails oddly."""

from __future__ import annotations

import copy
import tomllib
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.policies import MONTHLY, QUARTERLY, Every, PeriodUnit, PolicyProfile, Rung
from desktop_app.domain.policy_changes import (
    NothingToChange,
    RuleChange,
    continued,
    with_rule_changed,
    with_target,
)
from desktop_app.domain.policy_schema import PolicyRefused, parse_profile
from desktop_app.domain.policy_text import profile_data, profile_text, toml_text
from desktop_app.domain.policy_words import rule_words
from desktop_app.domain.terms import LadderStep, Mode, Outcome
from tests.domain.test_policies_broken import SOUND
from tests.domain.test_policies_shipped import IDS, shipped
from tests.examples import examples

pytestmark = pytest.mark.examples


def read_back(profile: PolicyProfile) -> PolicyProfile:
    return parse_profile(tomllib.loads(profile_text(profile)))


@pytest.mark.parametrize("name", IDS)
def test_a_shipped_profile_is_read_back_as_it_was(name: str) -> None:
    assert read_back(shipped(name)) == shipped(name)
    assert profile_text(read_back(shipped(name))) == profile_text(shipped(name))


def test_everything_that_may_stand_in_a_file_is_read_back() -> None:
    profile = parse_profile(tomllib.loads(SOUND))
    assert read_back(profile) == profile


def test_the_text_reads_like_a_shipped_file() -> None:
    lines = profile_text(shipped("inner-mongolia-2022")).splitlines()
    assert lines[0] == 'id = "inner-mongolia-2022"'
    at = lines.index('key = "high-weekly"')
    assert lines[at - 1] == "[[visit_rules]]"
    assert 'every = { kind = "rolling", days = 7 }' in lines[at:]
    assert '  { step = "retry", wait_days = 1 },' in lines[at:]


texts = st.text(min_size=1, max_size=40).filter(lambda text: bool(text.strip()))
rhythms = st.sampled_from([MONTHLY, QUARTERLY]) | st.integers(1, 366).map(
    lambda number: Every(PeriodUnit.DAYS, number)
)
ladders = st.lists(
    st.builds(Rung, st.sampled_from(list(LadderStep)[:-1]), st.integers(0, 9)), max_size=4
).map(lambda rungs: (*rungs, Rung(LadderStep.ALERT, 0)))


def asked(given: dict[str, Any]) -> RuleChange:
    return RuleChange(**given)


changes = st.fixed_dictionaries(
    {},
    optional={
        "every": rhythms,
        "target_day": st.integers(1, 92),
        "due_soon_days": st.integers(0, 60),
        "retry_days": st.integers(1, 60),
        "grace_days": st.integers(0, 27),
        "modes": st.frozensets(st.sampled_from(Mode)),
        "outcomes": st.frozensets(st.sampled_from(Outcome), max_size=3),
        "on_site": st.none() | rhythms,
        "ladder": ladders | st.just(()),
        "alert_hours": st.none() | st.integers(1, 720),
        "enabled": st.booleans(),
    },
).map(asked)
FIRST = date(2026, 1, 1)


@settings(max_examples=examples(150), deadline=None)
@given(
    name=st.sampled_from(IDS),
    edits=st.lists(st.tuples(st.integers(0, 9), changes, st.integers(0, 400), texts), max_size=4),
    title=texts,
    sentence=texts,
)
def test_whatever_is_changed_is_read_back_and_said_in_words(
    name: str, edits: list[tuple[int, RuleChange, int, str]], title: str, sentence: str
) -> None:
    profile = replace(shipped(name), title=title)
    first = profile.category_lists[:1]
    if first:
        quoted = replace(first[0], source=replace(first[0].source, sentence=sentence))
        profile = replace(profile, category_lists=(quoted, *profile.category_lists[1:]))
    for at, change, days, note in edits:
        rule = profile.visit_rules[at % len(profile.visit_rules)]
        try:
            profile = with_rule_changed(profile, rule.key, change, FIRST + timedelta(days=days), note)
        except (PolicyRefused, NothingToChange):
            continue
    assert read_back(profile) == profile
    for entry in profile.visit_rules:
        assert "{" not in rule_words(entry).say(lambda text: text)
    # Every day of every rule is covered by one version at most.
    for day in range(0, 500, 7):
        on = FIRST + timedelta(days=day)
        keys = [
            rule.key
            for rule in profile.visit_rules
            if rule.valid_from <= on and (rule.valid_to is None or on <= rule.valid_to)
        ]
        assert len(keys) == len(set(keys))


def test_a_change_before_a_version_to_come_takes_its_place_and_lasts_as_long() -> None:
    profile = shipped(IDS[0])
    key = profile.visit_rules[0].key
    later = with_rule_changed(profile, key, RuleChange(grace_days=3), FIRST + timedelta(days=60))
    sooner = with_rule_changed(later, key, RuleChange(grace_days=2), FIRST + timedelta(days=30))
    last = [rule for rule in sooner.visit_rules if rule.key == key][-1]
    assert (last.valid_from, last.grace_days) == (FIRST + timedelta(days=30), 2)
    assert last.valid_to == profile.visit_rules[0].valid_to


def in_force(profile: PolicyProfile, on: date) -> dict[str, tuple[Every, int, bool]]:
    return {
        rule.key: (rule.every, rule.target_day, rule.enabled)
        for rule in profile.visit_rules
        if rule.valid_from <= on and (rule.valid_to is None or on <= rule.valid_to)
    }


@settings(max_examples=examples(80), deadline=None)
@given(
    name=st.sampled_from(IDS),
    edits=st.lists(st.tuples(st.integers(0, 9), changes, st.integers(0, 300)), min_size=1, max_size=4),
    today=st.integers(0, 400),
)
def test_going_back_or_taking_a_file_never_changes_days_that_have_been(
    name: str, edits: list[tuple[int, RuleChange, int]], today: int
) -> None:
    profile = shipped(name)
    for at, change, days in edits:
        rule = profile.visit_rules[at % len(profile.visit_rules)]
        try:
            profile = with_rule_changed(profile, rule.key, change, FIRST + timedelta(days=days))
        except (PolicyRefused, NothingToChange):
            continue
    now = FIRST + timedelta(days=today)
    back = continued(profile, shipped(name), now)
    for day in range(-30, today, 5):
        on = FIRST + timedelta(days=day)
        assert in_force(back, on) == in_force(profile, on)
    for ahead in (0, 1, 40, 400):
        on = now + timedelta(days=ahead)
        assert in_force(back, on) == in_force(shipped(name), on)
    assert read_back(back) == back


def test_a_target_is_written_without_losing_a_digit() -> None:
    changed = with_target(shipped("chifeng-2022-56"), "social_workers_per_thousand", 2027, Decimal("1.25"))
    assert 'targets = { 2025 = "1.2", 2027 = "1.25" }' in profile_text(changed)
    assert read_back(changed) == changed


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 10**20)
    | st.floats()
    | st.text(max_size=6)
    | st.sampled_from(["²⁰²⁵", "2025", "high", "month", "", date(9999, 12, 31), date(1, 1, 1), "1e999999"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["²⁰²⁵", "2025", "kind", "who", "x"]), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


def places(data: Any) -> list[tuple[Any, Any]]:
    """Return every container of the data with each of its keys."""
    keys = list(data) if isinstance(data, dict) else range(len(data))
    found = [(data, key) for key in keys]
    for key in keys:
        if isinstance(data[key], dict | list):
            found += places(data[key])
    return found


@settings(max_examples=examples(300), deadline=None)
@given(at=st.integers(0, 10**6), value=values, more=st.integers(0, 10**6), other=values)
def test_a_file_with_anything_anywhere_is_read_or_refused(at: int, value: Any, more: int, other: Any) -> None:
    data = copy.deepcopy(tomllib.loads(SOUND))
    for place, put in ((at, value), (more, other)):
        spots = places(data)
        container, key = spots[place % len(spots)]
        container[key] = put
    try:
        profile = parse_profile(data)
    except PolicyRefused:
        return
    assert parse_profile(profile_data(profile)) == profile


def test_signs_that_toml_escapes_are_escaped() -> None:
    text = toml_text({"a": 'q"\\\n\t\x00\x7f', "b": [1, True, "x"], "c c": {"d": date(2024, 1, 1)}, "e": {}})
    assert tomllib.loads(text) == {
        "a": 'q"\\\n\t\x00\x7f',
        "b": [1, True, "x"],
        "c c": {"d": date(2024, 1, 1)},
        "e": {},
    }
    with pytest.raises(TypeError):
        toml_text({"a": 1.5})
