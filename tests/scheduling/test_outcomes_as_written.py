"""docs/outcomes.md is true: every outcome of every mode does to every kind of rule what its table says.

The table is read as a township officer reads it, and the engine is asked about a made-up person for each cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop_app.domain.terms import (
    Category,
    DutyState,
    LifeEventKind,
    Mode,
    Outcome,
    ReachKind,
    ResidenceKind,
    WillingnessKind,
)
from desktop_app.scheduling.calendar import Calendar
from desktop_app.scheduling.duties import duties
from desktop_app.scheduling.duty import Duty
from desktop_app.scheduling.facts import (
    CampaignFact,
    CategorySpanFact,
    EventFact,
    PersonFacts,
    ResidenceFact,
    VisitFact,
    WillingnessFact,
)
from desktop_app.scheduling.rulebook import RuleBook
from desktop_app.services.visit_drafts import possible_outcomes
from tests.scheduling.made_up import shipped

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "outcomes.md"
VISITED = date(2026, 11, 5)
IN_TIME, LATE = VISITED - timedelta(days=3), VISITED - timedelta(days=34)
"""Since when the person is on the register: every first window is still open on the day of the visit, or was missed."""

COUNTS, AGAIN, STILL, SPARED, ENDED = "计入", "须再访", "不计", "免访", "终止"
OVERDUE_WORDS = {
    DutyState.MET_LATE: "逾期完成",
    DutyState.OVERDUE: "仍逾期",
    DutyState.WAIVED: SPARED,
    DutyState.LAPSED: "未完成",
}
WAITING = frozenset({DutyState.PLANNED, DutyState.OPEN, DutyState.DUE, DutyState.OVERDUE})


@dataclass(frozen=True, slots=True)
class Kind:
    """A column of the table: whose duty it is about, and under which rule."""

    category: Category
    profile: str
    rule: str
    born_on: date = date(1950, 3, 1)
    facts: Mapping[str, Any] = field(default_factory=dict)


def _on_site(**facts: Any) -> Kind:
    return Kind(Category.INCAPACITATED, "national-2021-37", "incapacitated-in-person-monthly", facts=facts)


def _campaign(*modes: Mode) -> Kind:
    fact = CampaignFact("round1", "寒潮探访", LATE, VISITED + timedelta(days=4), frozenset(modes))
    return Kind(Category.LIVING_ALONE, PLAN, "campaign/round1", facts={"campaigns": (fact,)})


def _elsewhere(reach: ReachKind) -> Kind:
    return _on_site(residences=(ResidenceFact(ResidenceKind.CHILD, LATE, None, reach),))


PLAN, TIERS = "chifeng-2023-42-pastoral", "inner-mongolia-2022"
OLD = date(1940, 1, 1)
FALL = EventFact("event1", LifeEventKind.FALL, VISITED, VISITED)
PHONE_ONLY = WillingnessFact(WillingnessKind.PHONE_ONLY, LATE)
KINDS = {
    "每月探访（上门、电话、视频）": Kind(Category.LIVING_ALONE, PLAN, "special-monthly"),
    "每月探访（任何方式）": Kind(Category.DEMENTIA, TIERS, "key-monthly"),
    "每周探访（高风险）": Kind(Category.LIVING_ALONE, TIERS, "high-weekly", OLD),
    "失能每月上门": _on_site(),
    "重大变故24小时": Kind(Category.LIVING_ALONE, TIERS, "major-event", OLD, {"events": (FALL,)}),
    "专项探访（任何方式）": _campaign(*Mode),
    "专项探访（限上门）": _campaign(Mode.IN_PERSON),
    "须上门，居住外地（电话或视频）": _elsewhere(ReachKind.REMOTE),
    "须上门，居住外地（当地代访）": _elsewhere(ReachKind.LOCAL),
    "须上门，意愿为仅电话": _on_site(willingness=(PHONE_ONLY,)),
}
WHEN_OVERDUE = {
    "每月探访": KINDS["每月探访（上门、电话、视频）"],
    "每周探访": KINDS["每周探访（高风险）"],
    "重大变故24小时": replace(
        KINDS["重大变故24小时"],
        facts={"events": (replace(FALL, happened_on=date(2026, 11, 3), known_on=date(2026, 11, 3)),)},
    ),
    "专项探访": replace(
        KINDS["专项探访（限上门）"],
        facts={
            "campaigns": (CampaignFact("round1", "寒潮探访", LATE, VISITED, frozenset({Mode.IN_PERSON})),)
        },
    ),
}
VISITS = [(mode, outcome) for mode in Mode for outcome in possible_outcomes(mode)]


def tables() -> list[list[list[str]]]:
    """Return the tables of the document, each as rows of cells, the first row its titles."""
    found: list[list[list[str]]] = [[]]
    for line in DOCUMENT.read_text("utf-8").splitlines():
        if line.startswith("|"):
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            if not set("".join(cells)) <= set("-: "):
                found[-1].append(cells)
        elif found[-1]:
            found.append([])
    return [table for table in found if table]


def _table(*heads: str) -> list[list[str]]:
    return next(table for table in tables() if table[0][: len(heads)] == list(heads))


def cells() -> list[tuple[str, str, str, str]]:
    """Return every cell of the great table: mode, outcome, kind of rule, word."""
    titles, *rows = _table("探访方式", "探访结果")
    return [
        (row[0], row[1], title, word) for row in rows for title, word in zip(titles[2:], row[2:], strict=True)
    ]


def _rules(kind: Kind) -> RuleBook:
    """Return the rules of the profile that holds the kind's, with that rule switched on."""
    profile = shipped(kind.profile)
    rules = tuple(
        replace(rule, enabled=rule.enabled or rule.key == kind.rule) for rule in profile.visit_rules
    )
    return RuleBook([replace(profile, visit_rules=rules)])


def _duties(kind: Kind, since: date, visits: tuple[VisitFact, ...], as_of: date) -> list[Duty]:
    """Return what the kind's rule asks of somebody whom it concerns."""
    someone = PersonFacts(
        uid="e1",
        birth_on=kind.born_on,
        registered_on=since,
        categories=(CategorySpanFact(kind.category),),
        visits=visits,
        **kind.facts,
    )
    name = kind.rule if kind.rule.startswith("campaign/") else f"/{kind.rule}/"
    found = duties(someone, _rules(kind), Calendar(), as_of)
    return [one for one in found if name in one.rule_id]


def word_in_time(kind: Kind, mode: Mode, outcome: Outcome) -> str:
    """Ask the engine what a visit does to a window that is still open, in a word of the table."""
    (before,) = _duties(kind, IN_TIME, (), VISITED)
    assert before.state in WAITING - {DutyState.OVERDUE}
    after = _duties(kind, IN_TIME, (VisitFact("v1", VISITED, mode, outcome),), VISITED)
    mine = next((one for one in after if one.uid == before.uid), None)
    if mine is None or mine.state is DutyState.CANCELLED:
        assert not [one for one in after if one.state in WAITING]
        return ENDED
    if mine.state is DutyState.MET:
        assert mine.met_by == "v1"
        return COUNTS
    if mine.state is DutyState.WAIVED:
        return SPARED
    assert mine.state in WAITING
    return AGAIN if mine.attempts else STILL


def word_when_overdue(kind: Kind, mode: Mode, outcome: Outcome) -> str:
    """Ask the engine what a visit does to a window that was missed, in a word of the small table."""
    as_of = VISITED + timedelta(days=1) if kind.rule.startswith("campaign/") else VISITED
    before = next(one for one in _duties(kind, LATE, (), as_of) if one.state is DutyState.OVERDUE)
    after = _duties(kind, LATE, (VisitFact("v1", as_of, mode, outcome),), as_of)
    mine = next((one for one in after if one.uid == before.uid), None)
    if mine is None or mine.state is DutyState.CANCELLED:
        assert not [one for one in after if one.state in WAITING]
        return ENDED
    return OVERDUE_WORDS[mine.state]


def test_the_table_has_a_row_for_every_mode_with_each_of_its_outcomes_and_no_other() -> None:
    titles, *rows = _table("探访方式", "探访结果")
    assert [(row[0], row[1]) for row in rows] == [(mode.term, outcome.term) for mode, outcome in VISITS]
    assert titles[2:] == list(KINDS)


def test_every_word_of_the_table_is_explained_and_used() -> None:
    explained = {row[0] for row in _table("词", "意思")[1:]}
    assert explained == {COUNTS, AGAIN, STILL, SPARED, ENDED}
    assert {word for _mode, _outcome, _title, word in cells()} == explained


@pytest.mark.parametrize("title", KINDS)
def test_the_engine_does_what_the_table_says(title: str) -> None:
    said = {(mode, outcome): word for mode, outcome, kind, word in cells() if kind == title}
    done = {(mode.term, outcome.term): word_in_time(KINDS[title], mode, outcome) for mode, outcome in VISITS}
    assert done == said


@pytest.mark.parametrize("title", WHEN_OVERDUE)
def test_an_overdue_visit_ends_as_the_small_table_says(title: str) -> None:
    titles, *rows = _table("这次探访")
    assert {row[0] for row in rows} == {COUNTS, AGAIN, STILL, SPARED, ENDED}
    said = {row[0]: row[titles.index(title)] for row in rows}
    kind = WHEN_OVERDUE[title]
    for mode, outcome in VISITS:
        in_time = KINDS["专项探访（限上门）"] if title == "专项探访" else kind
        in_time = KINDS["重大变故24小时"] if title.startswith("重大") else in_time
        word = word_in_time(in_time, mode, outcome)
        assert word_when_overdue(kind, mode, outcome) == said[word], (mode, outcome)
