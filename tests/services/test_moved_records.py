"""Tests for what goes along, and what may be named to go along, when two files are taken apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from desktop_app.bootstrap import Application
from desktop_app.services.assessment_drafts import AssessmentDraft
from desktop_app.services.finding_drafts import StepDraft
from desktop_app.services.service_drafts import PlanDraft, ServiceDraft
from desktop_app.services.support_drafts import SupportStepDraft
from desktop_app.services.visit_drafts import FindingDraft, PhotoDraft
from tests.services.homes import TODAY, Home
from tests.services.test_same_person import facts_of, twins, visit
from tests.services.test_visits import add_picture


@pytest.fixture
def app(opener: Callable[[Home], Application], empty_home: Home) -> Application:
    return opener(empty_home)


def bathed(app: Application, uid: str) -> str:
    """Record a service about nothing else; returns its uid."""
    app.services_given.record(app.actor, ServiceDraft(elder_uid=uid, service="bath", given_on=TODAY))
    return next(each.uid for each in app.services_given.of_elder(app.actor, uid) if each.service == "bath")


def after_merging(app: Application, uid: str) -> dict[str, str]:
    """Record one of everything that can be recorded after a visit; returns the uids by kind."""
    actor = app.actor
    app.findings.add(actor, uid, FindingDraft(kind="need", what="希望有人送饭"), TODAY)
    (finding,) = app.findings.of_elder(actor, uid)
    app.findings.take_step(actor, finding.uid, StepDraft(kind="acted", done_on=TODAY, what="已联系食堂"))
    app.service_plans.add(
        actor, PlanDraft(elder_uid=uid, service="meal", from_on=TODAY, rhythm="day", finding_uid=finding.uid)
    )
    (plan,) = app.service_plans.of_elder(actor, uid)
    met = ServiceDraft(
        elder_uid=uid, service="meal", given_on=TODAY, plan_uid=plan.uid, finding_uid=finding.uid
    )
    app.services_given.record(actor, met)
    app.assessments.record(
        actor,
        AssessmentDraft(
            elder_uid=uid, kind="official", assessed_on=TODAY, agency="示例评估所", level="3", reason="first"
        ),
    )
    app.family_support.record(
        actor,
        SupportStepDraft(
            elder_uid=uid,
            kind="mediation",
            referred_to="嘎查调解委员会",
            done_on=TODAY,
            result="promised",
            what="答应每月回来",
            by_name="海棠",
            finding_uid=finding.uid,
        ),
    )
    (assessment,) = app.assessments.of_elder(actor, uid)
    return {"finding": finding.uid, "plan": plan.uid, "assessment": assessment.uid, "bath": bathed(app, uid)}


def hanging(app: Application, uid: str) -> dict[str, int]:
    """Return how much of everything is on a person."""
    actor = app.actor
    return {
        "findings": len(app.findings.of_elder(actor, uid)),
        "plans": len(app.service_plans.of_elder(actor, uid)),
        "services": len(app.services_given.of_elder(actor, uid)),
        "assessments": len(app.assessments.of_elder(actor, uid)),
        "support": len(app.family_support.panel(actor, uid).steps),
    }


def test_what_came_after_visits_can_go_along_and_what_hangs_together_stays_together(app: Application) -> None:
    one, other = twins(app)
    app.same_person.merge(app.actor, one, other)
    made = after_merging(app, one)
    since = {
        row.uid: f"{row.kind} {row.words}" for row in app.same_person.recorded_since(app.actor, one, other)
    }
    assert since[made["bath"]].startswith("服务记录 助浴")
    assert len(since) == 6
    moved = app.same_person.separate(
        app.actor, one, other, moving=[made["bath"], made["assessment"], made["finding"]]
    )

    assert hanging(app, one) == dict.fromkeys(hanging(app, one), 0)
    assert hanging(app, other) == {"findings": 1, "plans": 1, "services": 2, "assessments": 1, "support": 1}
    (finding,) = app.findings.of_elder(app.actor, other)
    (plan,) = app.service_plans.of_elder(app.actor, other)
    (meal,) = (each for each in app.services_given.of_elder(app.actor, other) if each.service == "meal")
    (acted,) = app.findings.detail(app.actor, finding.uid).steps
    assert acted.what == "已联系食堂"
    assert (plan.finding_uid, meal.finding_uid, meal.plan_uid) == (finding.uid, finding.uid, plan.uid)
    app.services_given.correct(
        app.actor, meal.uid, replace(app.services_given.draft_of(app.actor, meal.uid), quantity="2")
    )
    assert moved.change_set  # undoing is tested where nothing was corrected since


def test_what_is_not_named_stays_but_never_away_from_what_it_is_about(app: Application) -> None:
    one, other = twins(app)
    app.findings.add(app.actor, other, FindingDraft(kind="need", what="缺煤"), TODAY)
    (theirs,) = app.findings.of_elder(app.actor, other)
    app.same_person.merge(app.actor, one, other)
    made = bathed(app, one)
    app.services_given.record(
        app.actor, ServiceDraft(elder_uid=one, service="meal", given_on=TODAY, finding_uid=theirs.uid)
    )
    before = facts_of(app)

    moved = app.same_person.separate(app.actor, one, other)

    assert [each.uid for each in app.services_given.of_elder(app.actor, one)] == [made]
    (meal,) = app.services_given.of_elder(app.actor, other)
    assert meal.finding_uid == theirs.uid
    assert moved.change_set
    app.undo.undo(app.actor, moved.change_set)
    assert facts_of(app) == before


def test_a_visit_takes_its_photos_along(app: Application) -> None:
    one, other = twins(app)
    app.same_person.merge(app.actor, one, other)
    add_picture(app)
    seen = visit(app, one, photos=(PhotoDraft("p" * 64, "门前"),))

    moved = app.same_person.separate(app.actor, one, other, moving=[seen])

    (row,) = app.visits.of_elder(app.actor, other)
    assert app.visits.draft_of(app.actor, row.uid).photos == (PhotoDraft("p" * 64, "门前"),)
    assert moved.change_set
    app.undo.undo(app.actor, moved.change_set)
    assert app.visits.photo_counts(app.actor, [seen, row.uid]) == {seen: 1}
