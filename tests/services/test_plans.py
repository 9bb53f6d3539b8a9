"""Days proposed, agreed on, moved and shown, on a real store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop_app.bootstrap import Application
from desktop_app.domain.errors import NotFound
from desktop_app.domain.terms import DutyKind, DutyState, ResidenceKind
from desktop_app.models import DutyRow, PlannedVisit, Residence, TierDecision, Village, VisitorLeave
from desktop_app.progress import Cancelled, Progress
from desktop_app.services.life_event_plans import LifeEventDraft
from desktop_app.services.plan_rows import CalendarEntry, Proposal, ProposedVisit
from desktop_app.services.plans import NothingOwed, OutsideWindow, WrongSpan
from desktop_app.services.visit_drafts import VisitDraft
from desktop_app.storage.queries.elders import ElderFilter
from desktop_app.storage.unit_of_work import new_uid
from tests.services.homes import TODAY, Home, open_home

FIRST, LAST = date(2026, 11, 23), date(2026, 12, 31)
DAY = timedelta(days=1)


def propose(application: Application, **chosen: str | int) -> Proposal:
    return application.plans.propose(application.actor, first=FIRST, last=LAST, **chosen)  # type: ignore[arg-type]  # keywords


def days(proposal: Proposal) -> set[tuple[str, date]]:
    return {(visit.elder_uid, visit.on) for visit in proposal.visits}


def agreed(application: Application) -> dict[str, list[date]]:
    found: dict[str, list[date]] = {}
    with application.store.reading() as session:
        query = select(PlannedVisit.elder_uid, PlannedVisit.planned_on).where(
            PlannedVisit.retracted.is_(False)
        )
        for elder, on in session.execute(query.order_by(PlannedVisit.planned_on)):
            found.setdefault(elder, []).append(on)
    return found


def due_on(application: Application, elder: str) -> date | None:
    with application.store.reading() as session:
        query = select(DutyRow.due_on).where(DutyRow.elder_uid == elder, DutyRow.governing.is_(True))
        return session.execute(query).scalar()


def add_leave(
    application: Application, visitor: str, first: date, last: date, stand_in: str | None = None
) -> None:
    with application.store.writing("请假", application.actor.name, now=datetime.now(UTC)) as unit:
        unit.add(
            VisitorLeave(uid=new_uid(), visitor_uid=visitor, from_on=first, to_on=last, stand_in_uid=stand_in)
        )


def open_visit(proposal: Proposal) -> ProposedVisit:
    """Return the first visit of a month that is not overdue."""
    return next(visit for visit in proposal.visits if visit.latest_on >= FIRST + 3 * DAY)


def entry_of(application: Application, elder: str, on: date) -> CalendarEntry:
    view = application.plans.calendar(application.actor, on, on)
    return next(entry for entry in view.entries if entry.elder_uid == elder)


def test_a_proposal_is_inside_the_windows_and_writes_nothing(application: Application) -> None:
    proposal = propose(application)
    assert len(proposal.visits) > 20
    assert proposal.changed == len(proposal.visits)
    for visit in proposal.visits:
        assert FIRST <= visit.on <= LAST
        assert visit.latest_on < TODAY or visit.earliest_on <= visit.on <= visit.latest_on
        assert visit.why
        assert visit.name not in visit.why
        assert visit.visitor is None or visit.visitor not in visit.why
    assert sum(sum(load.days.values()) for load in proposal.loads) == len(proposal.visits)
    assert not agreed(application)


def test_accepted_days_are_the_days_due_and_planning_again_changes_nothing(application: Application) -> None:
    first = propose(application)
    application.plans.accept(application.actor, first.visits)
    again = propose(application)
    assert days(again) == days(first)
    assert again.changed == 0
    assert all(visit.kept for visit in again.visits)
    assert again.note == f"保持原定 {len(first.visits)} 次"
    inside = open_visit(first)
    assert due_on(application, inside.elder_uid) == inside.on
    before = agreed(application)
    application.plans.accept(application.actor, again.visits)
    assert agreed(application) == before


def test_accepting_can_be_undone(application: Application) -> None:
    change_set = application.plans.accept(application.actor, propose(application).visits)
    assert change_set is not None
    assert agreed(application)
    application.undo.undo(application.actor, change_set)
    assert not agreed(application)


def test_a_proposal_accepted_twice_is_written_once(application: Application) -> None:
    proposal = propose(application)
    application.plans.accept(application.actor, proposal.visits)
    before = agreed(application)
    application.plans.accept(application.actor, proposal.visits)
    assert agreed(application) == before


def test_a_part_of_the_register_gets_the_same_days_as_in_the_whole(application: Application) -> None:
    whole = propose(application)
    village = whole.visits[0].village_code
    part = propose(application, village_code=village)
    assert days(part) == {
        (visit.elder_uid, visit.on) for visit in whole.visits if visit.village_code == village
    }
    visitor = next(visit.visitor_uid for visit in whole.visits if visit.visitor_uid is not None)
    mine = propose(application, visitor_uid=visitor)
    assert {visit.visitor_uid for visit in mine.visits} == {visitor}
    assert days(mine) == {
        (visit.elder_uid, visit.on) for visit in whole.visits if visit.visitor_uid == visitor
    }


def test_a_leave_moves_only_what_lies_on_it_and_the_stand_in_takes_what_cannot_move(
    application: Application,
) -> None:
    first = propose(application)
    application.plans.accept(application.actor, first.visits)
    hit = next(
        visit for visit in first.visits if visit.visitor_uid is not None and visit.latest_on > FIRST + 9 * DAY
    )
    assert hit.visitor_uid is not None
    add_leave(application, hit.visitor_uid, hit.on, hit.on)
    again = propose(application)
    moved = [
        visit for visit in again.visits if visit.elder_uid == hit.elder_uid and visit.moved_from == hit.on
    ]
    assert len(moved) == 1
    assert moved[0].on != hit.on
    touched = {visit.elder_uid for visit in first.visits if visit.visitor_uid == hit.visitor_uid}
    assert all(visit.kept for visit in again.visits if visit.elder_uid not in touched)
    assert 0 < again.changed < len(again.visits)
    application.plans.accept(application.actor, again.visits)
    assert hit.on not in agreed(application)[hit.elder_uid]
    assert propose(application).changed == 0


def test_everybody_on_leave_leaves_refusals_and_a_stand_in_helps(application: Application) -> None:
    first = propose(application)
    visitors = sorted({visit.visitor_uid for visit in first.visits if visit.visitor_uid is not None})
    add_leave(application, visitors[0], TODAY, LAST)
    refused = propose(application, visitor_uid=visitors[0])
    assert not [visit for visit in refused.visits if visit.visitor_uid == visitors[0]]
    assert refused.refusals
    assert all(each.why.endswith("探访人全程请假，无代班人") for each in refused.refusals)
    add_leave(application, visitors[0], TODAY + DAY, LAST, visitors[1])
    helped = propose(application)
    assert not [each for each in helped.refusals if each.visitor == refused.refusals[0].visitor]
    assert any("由代班人探访" in visit.why for visit in helped.visits if visit.visitor_uid == visitors[1])


def test_nobody_is_overdue_when_every_planned_visit_is_made_on_its_day(
    filled_home: Home, tmp_path: Path
) -> None:
    folder = filled_home.copy(tmp_path / "home")
    application = open_home(folder)
    proposal = propose(application)
    application.plans.accept(application.actor, proposal.visits)
    application.close()
    application = open_home(folder, on=LAST)
    try:
        for visit in proposal.visits:
            draft = VisitDraft(
                elder_uid=visit.elder_uid,
                visited_on=visit.on,
                mode="in_person",
                outcome="met_in_person",
                visitor_name="李",
            )
            application.visits.record(application.actor, draft)
        application.duties.refresh(application.actor)
        planned = {visit.elder_uid for visit in proposal.visits}
        late = application.duties.list(application.actor, states=(DutyState.OVERDUE,))
        assert not [row for row in late if row.line.elder_uid in planned]
        assert not late
    finally:
        application.close()


def test_whoever_covers_a_residence_goes_there_and_a_part_reckons_with_stand_ins(
    application: Application,
) -> None:
    first = propose(application)
    visitors = sorted({visit.visitor_uid for visit in first.visits if visit.visitor_uid is not None})
    meant = next(visit for visit in first.visits if visit.visitor_uid == visitors[0])
    with application.store.writing("转场", application.actor.name, now=datetime.now(UTC)) as unit:
        unit.add(
            Residence(
                elder_uid=meant.elder_uid,
                kind=ResidenceKind.PASTURE.value,
                from_on=TODAY,
                to_on=LAST,
                covered_by_uid=visitors[1],
            )
        )
    add_leave(application, visitors[2], TODAY, LAST, visitors[0])
    whole = propose(application)
    goes = {visit.visitor_uid for visit in whole.visits if visit.elder_uid == meant.elder_uid}
    assert goes == {visitors[1]}
    for visitor in visitors[:3]:
        part = propose(application, visitor_uid=visitor)
        mine = {visit.elder_uid for visit in part.visits}
        assert days(part) == {each for each in days(whole) if each[0] in mine}


def test_a_visit_made_meanwhile_drops_its_day(application: Application) -> None:
    first = propose(application)
    application.plans.accept(application.actor, first.visits)
    meant = open_visit(first)
    draft = VisitDraft(
        elder_uid=meant.elder_uid,
        visited_on=TODAY,
        mode="in_person",
        outcome="met_in_person",
        visitor_name="李",
    )
    application.visits.record(application.actor, draft)
    again = propose(application)
    others = {each for each in days(first) if each[0] != meant.elder_uid}
    assert others == {each for each in days(again) if each[0] != meant.elder_uid}
    assert all(visit.kept for visit in again.visits if visit.elder_uid != meant.elder_uid)


@pytest.mark.parametrize(("time", "planned_on"), [("06:40", TODAY), ("15:00", TODAY + DAY)])
def test_a_deadline_before_noon_leaves_no_time_on_its_own_day(
    application: Application, time: str, planned_on: date
) -> None:
    # A Sunday is avoided where the deadline leaves a later day.
    assert TODAY.isoweekday() == 7
    somebody = open_visit(propose(application)).elder_uid
    with application.store.writing("认定", application.actor.name, now=datetime.now(UTC)) as unit:
        unit.add(
            TierDecision(
                uid=new_uid(), elder_uid=somebody, verdict="set", tier="high", from_on=TODAY, reason="试验"
            )
        )
    draft = LifeEventDraft(
        elder_uid=somebody, kind="fall", happened_on=TODAY, happened_time=time, known_on=TODAY
    )
    application.life_events.record(application.actor, draft)
    found = application.plans.propose(application.actor, first=TODAY, last=LAST)
    first = min(visit.on for visit in found.visits if visit.elder_uid == somebody)
    assert first == planned_on


def test_market_days_are_avoided(application: Application) -> None:
    village = propose(application).visits[0].village_code
    application.holidays.set_market_days(application.actor, village, "week:1,2,3")
    visits = propose(application, village_code=village).visits
    free = [visit for visit in visits if visit.on.isoweekday() in {4, 5}]
    assert len(free) > len(visits) / 2
    assert any("逢集避开" in visit.why for visit in visits)


def test_market_days_that_nobody_can_read_hinder_nothing(application: Application) -> None:
    with application.store.writing("别处", application.actor.name, now=datetime.now(UTC)) as unit:
        uid = unit.session.execute(select(Village.uid)).scalars().first()
        assert uid is not None
        unit.get(Village, uid).market_days = "每逢初一"
    assert propose(application).visits
    assert application.holidays.market_days(application.actor) == {}


def test_planning_can_be_stopped(application: Application) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        application.plans.propose(application.actor, first=FIRST, last=LAST, progress=progress)


def test_a_span_that_makes_no_sense_is_refused(application: Application) -> None:
    with pytest.raises(WrongSpan):
        application.plans.propose(application.actor, first=LAST, last=FIRST)
    with pytest.raises(WrongSpan):
        application.plans.calendar(application.actor, FIRST, FIRST + 500 * DAY)


def test_a_day_outside_the_window_proposed_is_refused(application: Application) -> None:
    proposal = propose(application)
    visit = open_visit(proposal)
    wrong = ProposedVisit(
        elder_uid=visit.elder_uid,
        name=visit.name,
        village_code=visit.village_code,
        village=visit.village,
        visitor_uid=visit.visitor_uid,
        visitor=visit.visitor,
        on=visit.latest_on + DAY,
        earliest_on=visit.earliest_on,
        latest_on=visit.latest_on,
        why="",
    )
    with pytest.raises(OutsideWindow):
        application.plans.accept(application.actor, [wrong])
    assert not agreed(application)


def test_a_proposed_day_that_was_changed_by_hand_stays_by_hand(application: Application) -> None:
    visit = open_visit(propose(application))
    other = visit.on + DAY if visit.on < visit.latest_on else visit.on - DAY
    application.plans.accept(application.actor, [replace(visit, on=other, by_hand=True)])
    assert entry_of(application, visit.elder_uid, other).by_hand


def test_a_day_set_by_hand_replaces_the_one_in_its_window_and_stays(application: Application) -> None:
    first = propose(application)
    application.plans.accept(application.actor, first.visits)
    visit = open_visit(first)
    other = visit.on + DAY if visit.on < visit.latest_on else visit.on - DAY
    done = application.plans.set_day(application.actor, visit.elder_uid, other, moved_from=visit.on)
    mine = agreed(application)[visit.elder_uid]
    assert other in mine
    assert visit.on not in mine
    assert len(mine) == sum(each.elder_uid == visit.elder_uid for each in first.visits)
    entry = entry_of(application, visit.elder_uid, other)
    assert (entry.planned, entry.by_hand) == (True, True)
    assert visit.visitor_uid is not None
    add_leave(application, visit.visitor_uid, other, other)
    kept = [
        each for each in propose(application).visits if each.elder_uid == visit.elder_uid and each.on == other
    ]
    assert [each.kept for each in kept] == [True]
    application.undo.undo(application.actor, done.change_set)
    assert visit.on in agreed(application)[visit.elder_uid]


def test_a_day_by_hand_must_lie_in_a_window_and_says_what_to_mind(application: Application) -> None:
    visit = next(each for each in propose(application).visits if each.latest_on == date(2026, 11, 30))
    with pytest.raises(OutsideWindow) as refused:
        application.plans.set_day(application.actor, visit.elder_uid, TODAY - DAY)
    assert refused.value.details["earliest"] == TODAY
    assert refused.value.details["latest"] == date(2026, 11, 30)
    application.holidays.set_market_days(application.actor, visit.village_code, "week:6")
    done = application.plans.set_day(application.actor, visit.elder_uid, date(2026, 11, 28))
    assert done.note == "当天是周末；当天逢集"
    with pytest.raises(NotFound):
        application.plans.set_day(application.actor, new_uid(), TODAY)


def test_nobody_is_planned_to_whom_nothing_is_owed(application: Application) -> None:
    actor = application.actor
    ids = application.register.list_ids(actor, ElderFilter())
    people = application.register.rows(actor, ids)
    with application.store.reading() as session:
        owed = set(session.execute(select(DutyRow.elder_uid)).scalars())
    free = next(row.uid for row in people if row.uid not in owed)
    with pytest.raises(NothingOwed):
        application.plans.set_day(actor, free, TODAY + DAY)


def test_an_agreed_day_can_be_taken_back(application: Application) -> None:
    first = propose(application)
    application.plans.accept(application.actor, first.visits)
    visit = open_visit(first)
    change_set = application.plans.clear(application.actor, visit.elder_uid, visit.on)
    assert visit.on not in agreed(application).get(visit.elder_uid, [])
    with pytest.raises(NotFound):
        application.plans.clear(application.actor, visit.elder_uid, visit.on)
    application.undo.undo(application.actor, change_set)
    assert visit.on in agreed(application)[visit.elder_uid]


def test_the_calendar_shows_visits_made_days_due_and_days_agreed_on(application: Application) -> None:
    actor = application.actor
    month = (date(2026, 11, 1), date(2026, 11, 30))
    before = application.plans.calendar(actor, *month)
    assert [each.on for each in before.days] == [month[0] + at * DAY for at in range(30)]
    past = [entry for entry in before.entries if entry.on < TODAY]
    assert past
    assert {entry.state for entry in past} == {DutyState.MET}
    coming = [entry for entry in before.entries if entry.state is not DutyState.MET]
    assert coming
    assert all(entry.on >= TODAY and not entry.planned and entry.why for entry in coming)
    assert all(entry.kind in set(DutyKind) for entry in coming)
    for each in before.days:
        of_day = [entry for entry in before.entries if entry.on == each.on]
        assert sum(each.entries.values()) == len(of_day) == sum(each.load.values())
    proposal = propose(application)
    application.plans.accept(actor, proposal.visits)
    after = application.plans.calendar(actor, FIRST, LAST)
    assert {(entry.elder_uid, entry.on) for entry in after.entries if entry.planned} == days(proposal)
    assert all(entry.earliest_on <= entry.on <= entry.latest_on for entry in after.entries)


def test_the_calendar_of_a_village_or_visitor_is_a_part_of_the_whole(application: Application) -> None:
    actor = application.actor
    whole = application.plans.calendar(actor, FIRST, LAST)
    village = whole.entries[0].village_code
    assert application.plans.calendar(actor, FIRST, LAST, village_code=village).entries == tuple(
        entry for entry in whole.entries if entry.village_code == village
    )
    visitor = next(entry.visitor_uid for entry in whole.entries if entry.visitor_uid)
    mine = application.plans.calendar(actor, FIRST, LAST, visitor_uid=visitor)
    assert mine.entries == tuple(entry for entry in whole.entries if entry.visitor_uid == visitor)


def test_the_calendar_names_days_off_markets_and_festivals(application: Application) -> None:
    actor = application.actor
    village = application.plans.calendar(actor, FIRST, LAST).entries[0].village_code
    application.holidays.set_market_days(actor, village, "solar:24")
    view = application.plans.calendar(actor, date(2026, 10, 1), date(2026, 11, 30), village_code=village)
    by_day = {each.on: each for each in view.days}
    assert by_day[date(2026, 10, 1)].off == "国庆节"
    assert by_day[date(2026, 10, 10)].off is None
    assert by_day[date(2026, 10, 10)].note == "调休上班"
    assert by_day[date(2026, 10, 18)].note == "重阳节"
    assert by_day[date(2026, 11, 24)].note == "逢集"
    new_year = application.plans.calendar(actor, date(2027, 1, 1), date(2027, 1, 31)).days[0]
    assert (new_year.off, new_year.note) == ("元旦", "本年放假调休安排未公布，按法定节日和周末计")
