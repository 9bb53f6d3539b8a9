"""The why card of stored people: one paragraph for every duty and every rule, with who is responsible by name."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from desktop_app.bootstrap import Application
from desktop_app.domain.errors import NotFound
from desktop_app.domain.terms import DutyKind, DutyState
from desktop_app.models import Contact, LifeEvent, Residence, VisitorLeave
from desktop_app.services.duties import OwedRow
from desktop_app.services.urgency import Urgency, urgency_of
from desktop_app.services.visit_drafts import VisitDraft
from tests.reports import pdf
from tests.services.homes import TODAY


def weekly(application: Application) -> OwedRow:
    """Return somebody at high risk with a visitor."""
    rows = application.duties.list(application.actor, states=tuple(DutyState))
    return next(row for row in rows if "high-weekly" in row.line.rule_id and row.line.visitor_uid)


def test_every_duty_of_the_cache_has_its_paragraph_with_the_same_state(application: Application) -> None:
    actor = application.actor
    for row in application.duties.list(actor, states=tuple(DutyState), most=40):
        uid = row.line.elder_uid
        card = application.why.of_elder(actor, uid)
        cached = {each.line.uid: each.line for each in application.duties.of_elder(actor, uid)}
        assert {each.uid for each in card.owed} == cached.keys()
        for each in card.owed:
            assert each.uid is not None
            line = cached[each.uid]
            assert (each.state, each.governing, each.rule_id) == (line.state, line.governing, line.rule_id)
            assert each.visitor == line.visitor
        assert card.rows[0].governing
        assert card.first == card.rows[0].text
        assert all(each.text and each.sentence and each.document for each in card.rows)


def test_somebody_to_whom_nothing_is_owed_has_a_reason_for_every_rule(application: Application) -> None:
    actor = application.actor
    owed = {row.line.elder_uid for row in application.duties.list(actor, states=tuple(DutyState))}
    everybody = application.register.find(actor, "1504", most=10_000)
    free = next(row.uid for row in everybody if row.uid not in owed)
    card = application.why.of_elder(actor, free)
    assert not card.owed
    assert len(card.not_owed) >= len(application.context.rules.book.rules)
    assert all(each.text.startswith("不要求") for each in card.not_owed)
    assert card.lines()[0] == card.name


def test_a_stand_in_is_named_with_the_one_who_is_on_leave(application: Application) -> None:
    actor, row = application.actor, weekly(application)
    other = application.register.add_visitor(actor, "代班的", "volunteer")
    with application.store.writing("请假", actor.name) as unit:
        unit.insert_many(
            VisitorLeave,
            [
                {
                    "visitor_uid": row.line.visitor_uid,
                    "from_on": TODAY,
                    "to_on": TODAY + timedelta(days=3),
                    "stand_in_uid": other,
                }
            ],
        )
    card = application.why.of_elder(actor, row.line.elder_uid)
    assert f"责任人：代班的（代{row.line.visitor}）。" in card.rows[0].text


def test_a_card_is_found_by_the_uid_of_a_duty_and_nobody_by_an_unknown_one(application: Application) -> None:
    row = weekly(application)
    by_duty = application.why.of_elder(application.actor, row.line.uid)
    assert by_duty == application.why.of_elder(application.actor, row.line.elder_uid)
    cards = application.why.of_elders(application.actor, [row.line.elder_uid])
    assert cards == {row.line.elder_uid: by_duty}
    with pytest.raises(NotFound):
        application.why.of_elder(application.actor, "nobody")


def fall(application: Application, elder_uid: str) -> None:
    """Write down a fall of today with someone who has the key."""
    with application.store.writing("跌倒", application.actor.name) as unit:
        unit.insert_many(
            LifeEvent,
            [
                {
                    "elder_uid": elder_uid,
                    "kind": "fall",
                    "happened_on": TODAY,
                    "known_on": TODAY,
                    "happened_time": "09:30",
                    "what": "在院里滑倒",
                }
            ],
        )
        unit.insert_many(
            Contact,
            [
                {"elder_uid": elder_uid, "position": 1, "name": "儿子某", "roles": ["emergency"]},
                {
                    "elder_uid": elder_uid,
                    "position": 2,
                    "name": "邻居某",
                    "phone": "13904760001",
                    "roles": ["key_holder"],
                },
            ],
        )


def test_a_fall_stands_among_the_24_hours_even_where_something_older_governs(
    application: Application,
) -> None:
    actor, row = application.actor, weekly(application)
    fall(application, row.line.elder_uid)
    (event,) = application.duties.list(actor, kind=DutyKind.EVENT)
    assert urgency_of(event.line, TODAY) is Urgency.HOURS
    card = application.why.of_elder(actor, row.line.elder_uid)
    (told,) = [each for each in card.owed if each.kind is DutyKind.EVENT]
    assert "09:30 跌倒受伤" in told.text


def test_the_slip_of_a_fall_puts_the_key_holder_first_and_notes_nothing_masked(
    application: Application, tmp_path: Path
) -> None:
    uid = weekly(application).line.elder_uid
    fall(application, uid)
    made = application.reports.make(application.actor, "call-out-slip", tmp_path / "a.pdf", elder_uid=uid)
    assert (made.people, made.elder_uid) == (1, uid)
    (text,) = pdf.texts(tmp_path / "a.pdf")
    assert text.index("邻居某") < text.index("儿子某")
    assert "1390476" in text
    assert "请于11月23日09:30以前上门见到本人" in text
    assert "在院里滑倒" in text


def test_the_route_has_everybody_of_today_once_and_the_overdue_list_its_paragraphs(
    application: Application, tmp_path: Path
) -> None:
    actor = application.actor
    made = application.reports.make(actor, "route-sheet", tmp_path / "a.pdf")
    rows = application.duties.list(actor)
    wanted = [row for row in rows if urgency_of(row.line, TODAY) not in {Urgency.WEEK, Urgency.LATER}]
    assert made.people == len(wanted)
    listed = application.reports.make(actor, "overdue-list", tmp_path / "b.pdf")
    late = application.duties.list(actor, states=(DutyState.OVERDUE,))
    assert listed.people >= len(late)
    if late:
        text = "".join(pdf.texts(tmp_path / "b.pdf"))
        card = application.why.of_elder(actor, late[0].line.elder_uid)
        assert "".join(card.rows[0].text.split())[:40] in text
    for name in ("route-sheet", "overdue-list"):
        assert application.reports.make(actor, name, tmp_path / f"{name}.xlsx").pages == 0


def test_a_route_of_one_village_names_only_its_people(application: Application, tmp_path: Path) -> None:
    code = application.duties.list(application.actor)[0].line.village_code
    made = application.reports.make(application.actor, "route-sheet", tmp_path / "a.pdf", village_code=code)
    whole = application.reports.make(application.actor, "route-sheet", tmp_path / "b.pdf")
    assert 0 < made.people <= whole.people


def test_the_route_leads_to_where_people_live_for_a_time(application: Application, tmp_path: Path) -> None:
    row = weekly(application)
    with application.store.writing("转场", application.actor.name) as unit:
        unit.add(
            Residence(elder_uid=row.line.elder_uid, kind="pasture", place="白音敖包冬营盘", from_on=TODAY)
        )
    application.reports.make(application.actor, "route-sheet", tmp_path / "a.pdf")
    assert "现住牧点（季节）白音敖包冬营盘" in "".join("".join(pdf.texts(tmp_path / "a.pdf")).split())


def test_an_attempt_that_did_not_count_is_told_by_the_card(application: Application) -> None:
    actor, row = application.actor, weekly(application)
    application.visits.record(
        actor,
        VisitDraft(
            elder_uid=row.line.elder_uid,
            visited_on=TODAY,
            mode="phone",
            outcome="could_not_reach",
            visitor_name="海棠",
        ),
    )
    card = application.why.of_elder(actor, row.line.elder_uid)
    governing = next(each for each in card.owed if each.rule_id == row.line.rule_id)
    assert "11月22日电话，无人应答（未见到本人，不计）" in governing.text
