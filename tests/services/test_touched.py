"""Every kind of record says whether cards and duties are derived from it."""

from __future__ import annotations

from sqlalchemy import select

from desktop_app.bootstrap import Application
from desktop_app.domain.terms import AssessmentKind, FindingKind, FindingState, FindingStepKind
from desktop_app.models import RECORDS, Assessment, Elder, Finding, FindingStep, ServiceRecord
from desktop_app.services.touched import DEPENDING, PERSONAL, QUIET, touched_elders
from desktop_app.storage.unit_of_work import UnitOfWork, new_uid
from tests.services.homes import TODAY


def test_every_kind_of_record_is_named_once() -> None:
    assert sorted((*PERSONAL, *DEPENDING, *QUIET)) == sorted(RECORDS)


def test_what_is_personal_has_a_person() -> None:
    assert [kind for kind in PERSONAL if not hasattr(RECORDS[kind], "elder_uid")] == []


def test_services_and_assessments_touch_nobodys_duties_but_a_finding_and_its_reopening_do(
    application: Application,
) -> None:
    with application.store.reading() as session:
        elder, other = session.execute(select(Elder.uid).order_by(Elder.uid).limit(2)).scalars()
    own = {"elder_uid": elder, "entered_on": TODAY}
    finding = new_uid()

    with application.store.writing("试验", "试验") as unit:
        unit.insert_many(ServiceRecord, [{**own, "service": "meal", "given_on": TODAY}])
        assessed = {"kind": AssessmentKind.OFFICIAL.value, "assessed_on": TODAY, "level": "1"}
        unit.insert_many(Assessment, [{**own, **assessed}])
        assert _touched(unit) == set()

    found = {"kind": FindingKind.URGENT.value, "state": FindingState.OPEN.value, "found_on": TODAY}
    with application.store.writing("试验", "试验") as unit:
        unit.insert_many(Finding, [{"uid": finding, "elder_uid": other, "what": "摔倒", **found}])
        assert _touched(unit) == {other}

    step = {"elder_uid": other, "finding_uid": finding, "done_on": TODAY, "entered_on": TODAY}
    for kind, touched in ((FindingStepKind.ACTED, set[str]()), (FindingStepKind.REOPENED, {other})):
        with application.store.writing("试验", "试验") as unit:
            unit.insert_many(FindingStep, [{**step, "kind": kind.value}])
            assert _touched(unit) == touched


def _touched(unit: UnitOfWork) -> set[str]:
    unit.session.flush()
    return touched_elders(unit)
