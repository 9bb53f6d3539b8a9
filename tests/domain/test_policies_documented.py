"""The reference of the policy file names every field, word, range and message of the schema, and nothing else."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.domain import schema
from desktop_app.domain.due_kinds import DuePeriod, DueProof, LivingPlace
from desktop_app.domain.holiday_tables import parse_holidays
from desktop_app.domain.life_events import LIFE_EVENT_EFFECTS
from desktop_app.domain.policies import Basis, OccasionKind, ProfileKind, TargetBound, TargetUse
from desktop_app.domain.policy_schema import parse_profile
from desktop_app.domain.policy_schema_parts import COUNTABLE
from desktop_app.domain.terms import (
    BenefitKind,
    CampaignKind,
    Category,
    FindingKind,
    LadderStep,
    LifeEventKind,
    Mode,
    Outcome,
    Term,
    Tier,
)

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs/policies.md").read_text("utf-8")
READERS = (
    "schema",
    "policy_schema",
    "policy_schema_checks",
    "policy_schema_due",
    "policy_schema_parts",
    "policy_schema_rules",
    "occasion_schema",
)
TOP = "开头各项"
CLOSED_LISTS: tuple[type[Term], ...] = (
    Basis,
    BenefitKind,
    CampaignKind,
    Category,
    DuePeriod,
    DueProof,
    FindingKind,
    LadderStep,
    LivingPlace,
    Mode,
    OccasionKind,
    ProfileKind,
    TargetBound,
    TargetUse,
    Tier,
)


class Seen:
    """What the schema asks for while it reads: fields by section, those without a default, whole numbers' ranges."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.fields: dict[str, set[str]] = defaultdict(set)
        self.required: dict[str, set[str]] = defaultdict(set)
        self.ranges: dict[tuple[str, str], set[tuple[int, int]]] = defaultdict(set)
        raw, has, number = schema.Table._raw, schema.Table.has, schema.Table.take_number

        def read(table: schema.Table, key: str, default: object, what: str) -> object:
            section = _section(table.path)
            if section != "targets":
                self.fields[section].add(key)
                if default is schema.REQUIRED and key not in table._asked:
                    self.required[section].add(key)
            return raw(table, key, default, what)

        def ask(table: schema.Table, key: str) -> bool:
            self.fields[_section(table.path)].add(key)
            return has(table, key)

        def count(
            table: schema.Table,
            key: str,
            what: str,
            low: int,
            high: int,
            default: object = schema.REQUIRED,
        ) -> int:
            self.ranges[_section(table.path), key].add((low, high))
            return number(table, key, what, low, high, default)

        monkeypatch.setattr(schema.Table, "_raw", read)
        monkeypatch.setattr(schema.Table, "has", ask)
        monkeypatch.setattr(schema.Table, "take_number", count)


def _section(path: str) -> str:
    """Return the section of the document that tells of a table: the last part of its path, without its number."""
    last = re.sub(r"\[\d+\]", "", path).rsplit(".", 1)[-1] or TOP
    return "every" if last == "on_site" else last


PROFILE, HOLIDAYS = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)
"""The two files that the document shows."""


def _told() -> dict[str, dict[str, str]]:
    """Return the rows of the document's tables of fields: by section and field, the whole line."""
    told: dict[str, dict[str, str]] = {}
    for part in TEXT.split("\n## ")[1:]:
        head = part.splitlines()[0]
        named = re.match(r"`(\w+)`", head)
        if named is None and head != TOP:
            continue
        rows = re.findall(r"^\| `(\w+)` \|.*$", part, re.MULTILINE)
        lines = re.findall(r"^\| `\w+` \|.*$", part, re.MULTILINE)
        assert len(rows) == len(set(rows)), head
        told[TOP if named is None else named[1]] = dict(zip(rows, lines, strict=True))
    return told


def _messages() -> Iterator[str]:
    """Yield every message of the schema, with … for what it fills in."""
    for name in READERS:
        tree = ast.parse((ROOT / f"desktop_app/domain/{name}.py").read_text("utf-8"))
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called not in {"report", "add", "_report"}:
                continue
            for given in node.args:
                if isinstance(given, ast.Call) and getattr(given.func, "id", "") == "N_":
                    said = given.args[0]
                    assert isinstance(said, ast.Constant)
                    yield re.sub(r"\{\w+\}", "…", str(said.value))


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    """Return what the schema asked for when it read the example."""
    found = Seen(monkeypatch)
    parse_profile(tomllib.loads(PROFILE))
    return found


def test_the_example_is_a_profile_that_the_program_takes() -> None:
    profile = parse_profile(tomllib.loads(PROFILE))
    assert profile.visit_rules
    assert profile.event_rules
    assert profile.campaigns
    assert profile.due_services


def test_the_file_of_days_off_shown_can_be_installed() -> None:
    year = parse_holidays(tomllib.loads(HOLIDAYS))
    assert len(year.days) == 3
    assert len(year.working) == 1


def test_the_document_names_every_field_and_no_other(seen: Seen) -> None:
    told = {section: set(rows) for section, rows in _told().items()}
    assert told == dict(seen.fields)


def test_the_document_says_which_fields_must_be_there(seen: Seen) -> None:
    told = _told()
    silent = [
        f"{section}.{key}"
        for section, keys in seen.required.items()
        for key in sorted(keys)
        if "必填" not in told[section][key]
    ]
    assert silent == []


def test_the_document_says_from_what_to_what_a_number_may_go(seen: Seen) -> None:
    told = _told()
    wrong = [
        f"{section}.{key}: {low} 至 {high}"
        for (section, key), ranges in seen.ranges.items()
        for low, high in sorted(ranges)
        if f"{low} 至 {high}" not in told[section][key] and f"{low} 至周期的天数" not in told[section][key]
    ]
    assert wrong == []


def test_the_example_uses_every_field_that_the_document_names() -> None:
    used: dict[str, set[str]] = defaultdict(set)

    def walk(value: object, section: str) -> None:
        if isinstance(value, list):
            for each in value:
                walk(each, section)
        elif isinstance(value, dict) and section != "targets":
            used[section] |= set(value)
            for key, each in value.items():
                walk(each, _section(key))

    walk(tomllib.loads(PROFILE), TOP)
    assert {section: keys for section, keys in used.items() if keys} == {
        section: set(rows) for section, rows in _told().items()
    }


@pytest.mark.parametrize("kind", CLOSED_LISTS)
def test_the_document_names_every_word_of_a_closed_list(kind: type[Term]) -> None:
    assert [each.value for each in kind if f"`{each.value}` {each.term}" not in TEXT] == []


def test_the_document_names_the_outcomes_and_events_that_a_rule_may_count() -> None:
    listed = {row.split("|")[1].strip(): row for row in TEXT.splitlines() if row.startswith("| `")}
    outcomes = [each for each in Outcome if f"`{each.value}` {each.term}" in listed["`outcomes`"]]
    assert set(outcomes) == set(COUNTABLE)
    events = {each for each in LifeEventKind if f"`{each.value}` {each.term}" in listed["`events`"]}
    assert events == {kind for kind, effect in LIFE_EVENT_EFFECTS.items() if effect.ends is None}


def test_the_document_lists_every_message_of_the_schema() -> None:
    table = TEXT.split("\n## 载入时程序怎么说")[1]
    said = {
        part
        for line in table.splitlines()
        if line.startswith("| ")
        for part in line.split("|")[1].strip().split("；")
    }
    known = set(_messages())
    # A message may itself hold the sign between two messages.
    missing = [each for each in known if not set(each.split("；")) <= said]
    assert missing == []
    parts = {part for each in known for part in each.split("；")}
    assert said - parts == {"提示"}
