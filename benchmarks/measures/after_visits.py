"""Bring a filled township up to what a busy one has after its visits: findings, services, plans, assessments."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import func, select

from desktop_app.bootstrap import Application
from desktop_app.domain.terms import (
    AssessmentKind,
    FindingKind,
    FindingState,
    FindingStepKind,
    SiteLevel,
    SupportResult,
    SupportStepKind,
)
from desktop_app.models import (
    Assessment,
    Elder,
    Finding,
    FindingStep,
    ServicePlan,
    ServiceRecord,
    SupportStep,
)
from desktop_app.models.base import Record
from desktop_app.storage.unit_of_work import new_uid

FINDINGS, STILL_OPEN = 5_000, 1_500
"""How many findings a township of 20,000 has, and how many of them are open; fewer in a smaller one."""

_SOMETIMES = ("bath", "cleaning", "care", "comfort", "escort")
_CHUNK = 20_000


def enrich(app: Application, today: date) -> None:
    """Add what the made-up township lacks of these; what it has already counts towards the number."""
    with app.store.reading() as session:
        query = select(Elder.uid).where(Elder.retracted.is_(False)).order_by(Elder.uid)
        uids = list(session.execute(query).scalars())
    chance = Random("after-visits")
    derive, app.store.derive = app.store.derive, None
    try:
        _fill(app, ServiceRecord, 8 * len(uids), lambda: _services(uids, today, chance))
        _fill(app, ServicePlan, len(uids), lambda: _plans(uids, today))
        _fill(app, Assessment, len(uids) // 5, lambda: _assessments(uids, today, chance))
        _fill(app, SupportStep, len(uids) // 40, lambda: _urgings(uids, today, chance))
        share = min(1.0, len(uids) / 20_000)
        findings = list(_findings(uids, today, chance, int(FINDINGS * share), int(STILL_OPEN * share)))
        if _fill(app, Finding, len(findings), lambda: iter(findings)):
            _fill(app, FindingStep, 2 * len(findings), lambda: _steps(findings))
    finally:
        app.store.derive = derive
    app.duties.refresh(app.actor, whole=True)


def _fill(
    app: Application, model: type[Record], wanted: int, rows: Callable[[], Iterator[Mapping[str, Any]]]
) -> bool:
    """Write the rows where fewer than most of the wanted number are there; tell whether they were written."""
    with app.store.reading() as session:
        there = session.execute(select(func.count()).select_from(model)).scalar_one()
    if there > wanted * 3 // 4:
        return False
    waiting = list(rows())
    for start in range(0, len(waiting), _CHUNK):
        with app.store.writing("测速样例", app.actor.name) as unit:
            unit.insert_many(model, waiting[start : start + _CHUNK])
    return True


def _services(uids: Sequence[str], today: date, chance: Random) -> Iterator[dict[str, Any]]:
    """Yield a year of services: care of health for nearly all, a meal a day for few, help at home for some."""
    new_year = date(today.year, 1, 1)
    days = (today - new_year).days + 1

    def given(uid: str, service: str, on: date) -> dict[str, Any]:
        return {"elder_uid": uid, "service": service, "given_on": on, "entered_on": today}

    for uid in uids:
        for service, likely in (("health_management", 0.8), ("medical_care", 0.6), ("medical_care", 0.6)):
            if chance.random() < likely:
                yield given(uid, service, new_year + timedelta(days=chance.randrange(days)))
    for uid in chance.sample(uids, len(uids) // 66):
        for day in range(days):
            yield {**given(uid, "meal", new_year + timedelta(days=day)), "quantity": "1"}
    for uid in chance.sample(uids, len(uids) // 10):
        for month in range(1, today.month + 1):
            yield given(uid, chance.choice(_SOMETIMES), date(today.year, month, chance.randrange(1, 21)))


def _plans(uids: Sequence[str], today: date) -> Iterator[dict[str, Any]]:
    """Yield everybody's agreement with a family doctor, and the daily meals of some."""
    first, last = date(today.year, 1, 1), date(today.year, 12, 31)
    for number, uid in enumerate(uids):
        yield {"elder_uid": uid, "service": "family_doctor", "from_on": first, "to_on": last}
        if number % 66 == 0:
            yield {"elder_uid": uid, "service": "meal", "from_on": first, "rhythm": "day", "quantity": "1"}


def _assessments(uids: Sequence[str], today: date, chance: Random) -> Iterator[dict[str, Any]]:
    for uid in chance.sample(uids, len(uids) // 5):
        on = today - timedelta(days=chance.randrange(900))
        yield {
            "elder_uid": uid,
            "kind": AssessmentKind.OFFICIAL.value,
            "assessed_on": on,
            "valid_until": on + timedelta(days=730),
            "agency": "测速评估机构",
            "level": str(chance.randrange(5)),
            "entered_on": on,
        }


def _urgings(uids: Sequence[str], today: date, chance: Random) -> Iterator[dict[str, Any]]:
    for uid in chance.sample(uids, len(uids) // 40):
        on = today - timedelta(days=chance.randrange(200))
        yield {
            "elder_uid": uid,
            "kind": SupportStepKind.URGED.value,
            "done_on": on,
            "result": SupportResult.PROMISED.value,
            "what": "电话里说好常回来看看",
            "next_on": on + timedelta(days=30),
            "entered_on": on,
        }


def _findings(
    uids: Sequence[str], today: date, chance: Random, number: int, still_open: int
) -> Iterator[dict[str, Any]]:
    kinds = (FindingKind.HAZARD, FindingKind.NEED, FindingKind.NEED, FindingKind.URGENT)
    for at in range(number):
        found_on = today - timedelta(days=chance.randrange(1, 180))
        is_open = at < still_open
        closed_on = None if is_open else min(found_on + timedelta(days=chance.randrange(30)), today)
        yield {
            "uid": new_uid(),
            "elder_uid": chance.choice(uids),
            "kind": chance.choice(kinds).value,
            "what": "院门口的台阶松了，下雨天容易摔",
            "found_on": found_on,
            "due_on": found_on + timedelta(days=15),
            "state": (FindingState.OPEN if is_open else FindingState.CLOSED).value,
            "closed_on": closed_on,
            "held_by": SiteLevel.TOWNSHIP.value if at % 3 == 0 else None,
        }


def _steps(findings: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for finding in findings:
        step = {"elder_uid": finding["elder_uid"], "finding_uid": finding["uid"]}
        on = finding["found_on"]
        yield {**step, "kind": FindingStepKind.ASSIGNED.value, "done_on": on, "entered_on": on}
        done = FindingStepKind.CLOSED if finding["closed_on"] else FindingStepKind.ACTED
        on = finding["closed_on"] or on
        yield {**step, "kind": done.value, "done_on": on, "entered_on": on, "what": "已联系村里"}
