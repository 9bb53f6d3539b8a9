"""等级认定: set from a day, ended, proposed by repeated findings, approved or turned down."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from desktop_app.config.strings import _
from desktop_app.domain.errors import FieldProblem, NotAllowed
from desktop_app.domain.policies import Basis, Source, TierProposal
from desktop_app.domain.terms import EndReason, FindingKind, Tier
from desktop_app.models import Elder, TierDecision
from desktop_app.services.bulk_drafts import SetTier
from desktop_app.services.tier_decisions import TierDraft
from desktop_app.services.visit_drafts import FindingDraft, VisitDraft
from tests.services.families import (
    DAY,
    FAMILY,
    NEIGHBOUR,
    REGISTERED,
    TODAY,
    WORKER,
    Town,
    field_of,
)

PROPOSAL = TierProposal(
    key="hazards",
    title="两月内三次隐患",
    kinds=(FindingKind.HAZARD, FindingKind.URGENT),
    count=3,
    within_days=60,
    proposes=Tier.HIGH,
    source=Source(document="试", sentence="多次发现隐患的，可上调等级。", basis=Basis.DEFAULT),
)


@pytest.fixture
def town(town: Town) -> Town:
    rules = town.app.context.rules
    rules.profiles = tuple(
        replace(profile, tier_proposals=(PROPOSAL,) if number == 0 else ())
        for number, profile in enumerate(rules.profiles)
    )
    # Everybody is 一般 at first: what proposes a higher tier can then be seen.
    for uid in town.uids.values():
        town.app.tier_decisions.set(town.actor, draft(uid, tier="general", from_on=TODAY - 100 * DAY))
    return town


def draft(uid: str, **changed: object) -> TierDraft:
    made = TierDraft(elder_uid=uid, tier="high", from_on=TODAY, reason="冬季断电")
    return replace(made, **changed)  # type: ignore[arg-type]  # any field


def find(town: Town, name: str, days: tuple[int, ...], kind: str = "hazard") -> None:
    for ago in days:
        town.app.visits.record(
            town.actor,
            VisitDraft(
                elder_uid=town.uids[name],
                visited_on=TODAY - ago * DAY,
                mode="in_person",
                outcome="met_in_person",
                visitor_name="海棠",
                findings=(FindingDraft(kind=kind, what="煤炉无烟囱"),),
            ),
        )


def tier(town: Town, name: str = NEIGHBOUR) -> str | None:
    town.app.duties.refresh(town.actor)
    (row,) = town.app.register.find(town.actor, name)
    return row.tier


def days(town: Town, name: str = NEIGHBOUR) -> list[tuple[str, date | None, date | None, bool]]:
    rows = town.app.tier_decisions.list(town.actor, town.uids[name])
    return [(row.tier, row.from_on, row.to_on, row.holds) for row in rows]


def test_a_tier_set_from_a_day_ends_the_one_before_and_undo_gives_it_back(town: Town) -> None:
    before = days(town)
    done = town.app.tier_decisions.set(town.actor, draft(town.uids[NEIGHBOUR]))
    assert days(town) == [
        ("high", TODAY, None, True),
        ("general", TODAY - 100 * DAY, TODAY - DAY, False),
    ]
    assert tier(town) == "high"
    town.undo(done.change_set)
    assert days(town) == before
    assert tier(town) == "general"


def test_with_a_last_day_what_was_set_before_goes_on_after_it(town: Town) -> None:
    short = draft(town.uids[NEIGHBOUR], to_on=TODAY + 10 * DAY)
    town.app.tier_decisions.set(town.actor, short)
    assert days(town) == [
        ("high", TODAY, TODAY + 10 * DAY, True),
        ("general", TODAY - 100 * DAY, None, False),
    ]
    town.app.tier_decisions.set(town.actor, replace(short, tier="key"))
    assert [row[0] for row in days(town)] == ["key", "general"]


def test_ended_the_rules_decide_again(town: Town) -> None:
    uid = town.uids[NEIGHBOUR]
    town.app.tier_decisions.set(town.actor, draft(uid))
    town.app.tier_decisions.end(town.actor, uid)
    assert [row[3] for row in days(town)] == [False]
    assert tier(town) == "high", "82 and alone is 高风险 by rule"
    with pytest.raises(FieldProblem):
        town.app.tier_decisions.end(town.actor, uid)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"to_on": TODAY - DAY}, "to_on"),
        ({"elder_uid": "nobody"}, "elder"),
        ({"from_on": TODAY - 200 * DAY}, "from_on"),
        ({"from_on": date(1026, 1, 1)}, "from_on"),
    ],
)
def test_what_is_wrong_is_refused_at_its_field(town: Town, changed: dict[str, object], field: str) -> None:
    with pytest.raises(FieldProblem) as refused:
        town.app.tier_decisions.set(town.actor, draft(town.uids[NEIGHBOUR], **changed))
    assert field_of(refused.value) == field
    with pytest.raises(ValueError, match=r"."):
        town.app.tier_decisions.set(town.actor, draft(town.uids[NEIGHBOUR], tier="?"))


def test_repeated_findings_propose_a_higher_tier_in_words(town: Town) -> None:
    find(town, NEIGHBOUR, (1, 20, 59))
    find(town, FAMILY[0], (1, 20, 60))
    find(town, FAMILY[1], (1, 2, 3), kind="need")
    (row,) = town.app.tier_decisions.proposals(town.actor)
    assert (row.name, row.tier, row.proposes, row.count) == (NEIGHBOUR, "general", "high", 3)
    assert row.why.say(_).startswith("60 天内发现紧急、隐患问题 3 件（最近一次 11月21日）")
    assert row.source == PROPOSAL.source.sentence
    assert town.app.tier_decisions.proposals(town.actor, village_code="x") == []


def test_nobody_is_proposed_whose_tier_is_high_already_or_who_left(town: Town) -> None:
    find(town, NEIGHBOUR, (1, 2, 3))
    find(town, FAMILY[0], (1, 2, 3))
    town.app.tier_decisions.set(town.actor, draft(town.uids[NEIGHBOUR]))
    town.app.register.end(town.actor, town.uids[FAMILY[0]], on=TODAY, reason=EndReason.MOVED_OUT)
    assert town.app.tier_decisions.proposals(town.actor) == []


def test_a_proposal_is_approved_or_turned_down_once_and_comes_back_with_new_findings(town: Town) -> None:
    find(town, NEIGHBOUR, (1, 2, 3))
    find(town, FAMILY[0], (1, 2, 3))
    decisions = town.app.tier_decisions
    decisions.approve(town.actor, town.uids[FAMILY[0]], reason="连续三次隐患", approver="王主任")
    assert tier(town, FAMILY[0]) == "high"
    done = decisions.turn_down(town.actor, town.uids[NEIGHBOUR], reason="隐患已整改")
    assert decisions.proposals(town.actor) == []
    assert tier(town) == "general"
    newest = decisions.list(town.actor, town.uids[NEIGHBOUR])[0]
    assert (newest.verdict, newest.tier, newest.holds) == ("kept", "high", False)
    for act in (decisions.approve, decisions.turn_down):
        with pytest.raises(FieldProblem):
            act(town.actor, town.uids[NEIGHBOUR], reason="再来")
    object.__setattr__(town.app.clock, "fixed_on", TODAY + 2 * DAY)
    find(town, NEIGHBOUR, (-1,))
    assert [row.name for row in decisions.proposals(town.actor)] == [NEIGHBOUR]
    town.undo(done.change_set)


def test_many_are_set_at_once_by_decisions_too(town: Town) -> None:
    uids = [town.uids[name] for name in FAMILY[:2]]
    edits = town.app.bulk_edits
    for edit in (SetTier(tier="key", reason="核实"), SetTier(tier=None)):
        with pytest.raises(NotAllowed):
            edits.preview(WORKER, uids, edit)
        edits.apply(town.actor, edits.preview(town.actor, uids, edit))
    assert days(town, FAMILY[0]) == [("general", TODAY - 100 * DAY, TODAY - DAY, False)]


@pytest.mark.parametrize("many", [False, True])
def test_an_undated_override_of_an_older_version_keeps_its_days(town: Town, many: bool) -> None:
    uid = town.uids[NEIGHBOUR]
    with town.app.store.writing("旧版", "王秀英") as unit:
        for each in unit.session.execute(select(TierDecision)).scalars():
            unit.retract(each)
        elder = unit.get(Elder, uid)
        elder.tier_override, elder.tier_reason = "key", "早年认定"
    assert days(town) == [("key", None, None, True)]
    if many:
        edit = SetTier(tier="high", reason="冬季断电")
        town.app.bulk_edits.apply(town.actor, town.app.bulk_edits.preview(town.actor, [uid], edit))
    else:
        town.app.tier_decisions.set(town.actor, draft(uid))
    assert days(town) == [("high", TODAY, None, True), ("key", REGISTERED, TODAY - DAY, False)]


def test_only_officers_decide(town: Town) -> None:
    with pytest.raises(NotAllowed):
        town.app.tier_decisions.set(WORKER, draft(town.uids[NEIGHBOUR]))


def test_what_is_read_of_the_person_tells_the_tier_of_today_and_why(town: Town) -> None:
    uid = town.uids[NEIGHBOUR]
    town.app.tier_decisions.set(town.actor, draft(uid))
    detail = town.app.register.get(town.actor, uid)
    assert (detail.tier_override, detail.tier_reason) == ("high", "冬季断电")
    town.app.tier_decisions.end(town.actor, uid)
    assert town.app.register.get(town.actor, uid).tier_override is None
