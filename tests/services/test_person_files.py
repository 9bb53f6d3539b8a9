"""One page per person: all of it in one snapshot, and as many statements for many visits as for few."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from desktop_app.bootstrap import Application
from desktop_app.domain.errors import NotFound
from desktop_app.domain.terms import Category
from desktop_app.services.histories import VISITS
from desktop_app.services.person_files import MonthState
from desktop_app.services.register_drafts import ContactDraft, ElderDraft, ResidenceDraft, SpanDraft
from desktop_app.services.visit_drafts import FindingDraft, VisitDraft, visit_form
from tests.services.homes import TODAY, VILLAGES
from tests.services.test_statements import counted


def elder(application: Application, name: str = "乌云其其格", **more: object) -> str:
    draft = ElderDraft(name=name, village_code=VILLAGES[0], registered_on=date(2026, 1, 1), **more)  # type: ignore[arg-type]  # by name
    return application.register.save(application.actor, draft)


def visit(application: Application, uid: str, on: date, **more: object) -> str:
    facts = {"mode": "in_person", "outcome": "met_in_person", "visitor_name": "海棠"} | more
    draft = VisitDraft(elder_uid=uid, visited_on=on, **facts)  # type: ignore[arg-type]  # by name
    return application.visits.record(application.actor, draft)


def test_a_person_with_many_visits_costs_as_many_statements_as_one_with_few(empty: Application) -> None:
    few, many = elder(empty), elder(empty, "巴特尔")
    for number in range(5):
        visit(empty, few, TODAY - timedelta(days=number))
    for number in range(105):
        visit(empty, many, TODAY - timedelta(days=number))
    costs = []
    for uid in (few, many):
        empty.person_files.open(empty.actor, uid)
        with counted(empty) as statements:
            empty.person_files.open(empty.actor, uid)
            uids = empty.person_files.visit_uids(empty.actor, uid)
            empty.person_files.visit_rows(empty.actor, uids[:100])
            snapshot = empty.histories.snapshot(empty.actor, uid).of_kind(VISITS)
            empty.histories.entries(empty.actor, snapshot)
        costs.append(len(statements))
    assert costs[0] == costs[1]
    assert costs[0] < 70
    assert empty.person_files.open(empty.actor, many).tally.count == 105


def test_visits_are_paged_in_every_order(empty: Application) -> None:
    uid = elder(empty)
    phone = visit(empty, uid, TODAY - timedelta(days=3), mode="phone", outcome="met_remotely")
    first = visit(empty, uid, TODAY - timedelta(days=9))
    last = visit(empty, uid, TODAY)
    gone = visit(empty, uid, TODAY)
    empty.visits.take_back(empty.actor, gone)
    files = empty.person_files
    assert files.visit_uids(empty.actor, uid) == [last, phone, first]
    assert files.visit_uids(empty.actor, uid, descending=False) == [first, phone, last]
    assert files.visit_uids(empty.actor, uid, order="mode") == [phone, last, first]
    assert [row.uid for row in files.visit_rows(empty.actor, [first, gone, last])] == [first, last]


def test_the_file_says_what_is_missing_what_comes_and_what_was_seen_last(empty: Application) -> None:
    uid = elder(
        empty,
        birth_on=date(1947, 3, 8),
        categories=(SpanDraft(category=Category.LIVING_ALONE.value),),
        contacts=(ContactDraft(name="李梅", phone="13800138001", roles=("emergency",)),),
        residences=(ResidenceDraft(kind="village", from_on=date(2026, 1, 1)),),
    )
    answers = visit_form().normal_answers(11) | {"safety.flue": "blocked"}
    visit(
        empty,
        uid,
        TODAY - timedelta(days=2),
        answers=answers,
        findings=(FindingDraft(kind="hazard", what="烟道堵塞"),),
    )
    visit(empty, uid, TODAY, outcome="not_at_home")
    file = empty.person_files.open(empty.actor, uid)
    assert "id_number" in file.missing
    assert "emergency_contact" not in file.missing
    assert file.birthdays == ((80, date(2027, 3, 8)),)
    assert file.open_findings == 1
    assert file.last_seen is not None
    assert file.last_seen.answers["safety.flue"] == "blocked"
    assert file.tally.last_on == TODAY
    assert file.duties
    assert "→" in file.duties[0].why
    assert file.files == (uid,)


def test_the_year_tells_met_late_missed_waived_and_what_is_ahead(application: Application) -> None:
    app = application
    seen: set[MonthState] = set()
    for row in app.duties.list(app.actor)[:40]:
        year = app.person_files.open(app.actor, row.line.elder_uid).year
        assert [month.number for month in year] == list(range(1, 13))
        assert year[11].state is MonthState.AHEAD
        seen |= {month.state for month in year}
    assert {MonthState.MET, MonthState.MISSED, MonthState.AHEAD} <= seen


def test_nobody_is_not_found(empty: Application) -> None:
    with pytest.raises(NotFound):
        empty.person_files.open(empty.actor, "nobody")


def test_joined_files_open_as_one_person_with_the_visits_of_all(empty: Application) -> None:
    one, other = elder(empty), elder(empty, "乌云其其格")
    visit(empty, one, TODAY)
    visit(empty, other, TODAY - timedelta(days=1))
    empty.same_person.merge(empty.actor, one, other)
    file = empty.person_files.open(empty.actor, other)
    assert set(file.files) == {one, other}
    assert file.tally.count == 2
    assert len(empty.person_files.visit_uids(empty.actor, one)) == 2
