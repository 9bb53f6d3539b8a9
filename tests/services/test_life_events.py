"""Life events and what follows from them: leaving, return, stays, and months that stay right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from desktop_app.bootstrap import Application
from desktop_app.config.strings import _
from desktop_app.domain.errors import FieldProblem
from desktop_app.domain.life_events import LIFE_EVENT_EFFECTS
from desktop_app.domain.terms import EndReason, LifeEventKind, Outcome
from desktop_app.services.enrolment_changes import VisitsAfter, VisitSaysOtherwise
from desktop_app.services.life_event_corrections import LaterEventStands
from desktop_app.services.life_event_plans import (
    AlreadyDead,
    AlreadyEnded,
    LifeEventDraft,
    NeverLeft,
    StayTrouble,
)
from desktop_app.services.life_events import Recorded
from desktop_app.services.register_drafts import ElderDraft, ResidenceDraft, SpanDraft
from desktop_app.services.visit_drafts import VisitDraft
from tests.services.homes import TODAY, VILLAGES

REGISTERED = date(2026, 3, 1)
Happen = Callable[..., Recorded]


@pytest.fixture
def uid(empty: Application) -> str:
    return empty.register.save(
        empty.actor,
        ElderDraft(
            name="包小明",
            village_code=VILLAGES[0],
            birth_on=date(1945, 5, 1),
            registered_on=REGISTERED,
            categories=(SpanDraft(category="living_alone", from_on=REGISTERED),),
        ),
    )


@pytest.fixture
def happen(empty: Application, uid: str) -> Happen:
    def record(kind: LifeEventKind, on: date, **facts: object) -> Recorded:
        return empty.life_events.record(empty.actor, draft(uid, kind, on, **facts))

    return record


def draft(uid: str, kind: LifeEventKind, on: date, **facts: object) -> LifeEventDraft:
    return LifeEventDraft(elder_uid=uid, kind=kind.value, happened_on=on, **facts)  # type: ignore[arg-type]  # any fact


def see(app: Application, uid: str, on: date, outcome: Outcome = Outcome.MET_IN_PERSON) -> str:
    visit = VisitDraft(
        elder_uid=uid, visited_on=on, mode="in_person", outcome=outcome.value, visitor_name="李志强"
    )
    return app.visits.record(app.actor, visit)


def routine_states(app: Application, uid: str) -> set[str]:
    """Return the states of the duties by rhythm; the event itself owes a visit of its own."""
    return {row.line.state for row in app.duties.of_elder(app.actor, uid) if row.line.kind == "routine"}


def month(app: Application, number: int) -> tuple[int, int, int, int]:
    """Return who is on the register at the end, added, removed and owed, of a month of 2026."""
    shown = {row.key: row.numerator for row in app.indicators.month(app.actor, 2026, number)}
    return shown["registered_60"], shown["added"], shown["removed"], shown["owed"]


def year(app: Application) -> dict[int, tuple[int, int, int, int]]:
    return {number: month(app, number) for number in range(2, 12)}


HERE, NOBODY = (1, 0, 0, 1), (0, 0, 0, 0)


def stays(app: Application, uid: str) -> list[tuple[str, date, date | None]]:
    return [(stay.kind, stay.from_on, stay.to_on) for stay in app.register.get(app.actor, uid).residences]


def test_every_kind_has_a_line_in_the_table() -> None:
    assert set(LIFE_EVENT_EFFECTS) == set(LifeEventKind)


def test_a_death_takes_off_the_register_from_its_day_whenever_it_is_typed_in(
    empty: Application, uid: str, happen: Happen
) -> None:
    happen(LifeEventKind.DECEASED, date(2026, 8, 14), place="旗医院", reported_by="女儿")
    detail = empty.register.get(empty.actor, uid)
    assert (detail.ended_on, detail.ended_because) == (date(2026, 8, 14), EndReason.DECEASED)
    assert year(empty) == {
        2: NOBODY,
        3: (1, 1, 0, 1),
        **dict.fromkeys(range(4, 8), HERE),
        8: (0, 0, 1, 0),
        9: NOBODY,
        10: NOBODY,
        11: NOBODY,
    }
    assert empty.duties.of_elder(empty.actor, uid) == []
    (event,) = empty.life_events.list(empty.actor, uid)
    assert (event.kind, event.place, event.known_on) == ("deceased", "旗医院", TODAY)


def test_a_corrected_day_of_death_corrects_the_months(empty: Application, uid: str, happen: Happen) -> None:
    event = happen(LifeEventKind.DECEASED, date(2026, 8, 14)).uid
    empty.life_events.amend(empty.actor, event, draft(uid, LifeEventKind.DECEASED, date(2026, 6, 30)))
    assert month(empty, 6) == (0, 0, 1, 0)
    assert [month(empty, number) for number in (7, 8)] == [NOBODY, NOBODY]


def test_months_of_absence_stay_without_the_person_after_the_return(
    empty: Application, uid: str, happen: Happen
) -> None:
    happen(LifeEventKind.MOVED_OUT, date(2026, 5, 20), place="赤峰市儿子家")
    happen(LifeEventKind.RETURNED, date(2026, 9, 10))
    assert empty.register.get(empty.actor, uid).ended_on is None
    assert year(empty) == {
        2: NOBODY,
        3: (1, 1, 0, 1),
        4: HERE,
        5: (0, 0, 1, 0),
        6: NOBODY,
        7: NOBODY,
        8: NOBODY,
        9: (1, 1, 0, 1),
        10: HERE,
        11: HERE,
    }
    times = empty.life_events.enrolment(empty.actor, uid)
    assert [(row.began_on, row.ended_on, row.because) for row in times] == [
        (REGISTERED, date(2026, 5, 20), EndReason.MOVED_OUT),
        (date(2026, 9, 10), None, None),
    ]
    assert empty.duties.of_elder(empty.actor, uid)


def test_moved_and_back_three_times(empty: Application, uid: str, happen: Happen) -> None:
    for number in (4, 6, 8):
        happen(LifeEventKind.MOVED_OUT, date(2026, number, 10))
        happen(LifeEventKind.RETURNED, date(2026, number + 1, 10))
    assert [month(empty, number) for number in range(4, 11)] == [
        (0, 0, 1, 0),
        (1, 1, 0, 1),
        (0, 0, 1, 0),
        (1, 1, 0, 1),
        (0, 0, 1, 0),
        (1, 1, 0, 1),
        HERE,
    ]


def test_leaving_and_returning_within_a_month_is_both_added_and_removed(
    empty: Application, happen: Happen
) -> None:
    happen(LifeEventKind.MOVED_OUT, date(2026, 6, 3))
    happen(LifeEventKind.RETURNED, date(2026, 6, 20))
    assert month(empty, 6) == (1, 1, 1, 1)


def test_the_leaving_and_the_return_can_be_moved_to_other_days(
    empty: Application, uid: str, happen: Happen
) -> None:
    left = happen(LifeEventKind.MOVED_OUT, date(2026, 5, 20)).uid
    back = happen(LifeEventKind.RETURNED, date(2026, 9, 10)).uid
    empty.life_events.amend(empty.actor, left, draft(uid, LifeEventKind.MOVED_OUT, date(2026, 4, 2)))
    empty.life_events.amend(empty.actor, back, draft(uid, LifeEventKind.RETURNED, date(2026, 7, 1)))
    assert [month(empty, number) for number in range(4, 8)] == [
        (0, 0, 1, 0),
        NOBODY,
        NOBODY,
        (1, 1, 0, 1),
    ]
    for event, kind, wrong in (
        (left, LifeEventKind.MOVED_OUT, date(2026, 7, 2)),
        (back, LifeEventKind.RETURNED, date(2026, 4, 2)),
    ):
        with pytest.raises(FieldProblem):
            empty.life_events.amend(empty.actor, event, draft(uid, kind, wrong))


def test_taking_back_goes_step_by_step_and_leaves_everything_as_it_was(
    empty: Application, uid: str, happen: Happen
) -> None:
    before = empty.register.get(empty.actor, uid)
    left = happen(LifeEventKind.MOVED_OUT, date(2026, 5, 20)).uid
    back = happen(LifeEventKind.RETURNED, date(2026, 9, 10)).uid
    with pytest.raises(LaterEventStands):
        empty.life_events.retract(empty.actor, left)
    empty.life_events.retract(empty.actor, back)
    assert empty.register.get(empty.actor, uid).ended_on == date(2026, 5, 20)
    empty.life_events.retract(empty.actor, left)
    after = empty.register.get(empty.actor, uid)
    assert (after.ended_on, after.ended_because) == (before.ended_on, before.ended_because) == (None, None)
    assert month(empty, 7) == HERE
    assert empty.life_events.list(empty.actor, uid) == []


def test_undo_takes_back_the_event_with_its_consequences(
    empty: Application, uid: str, happen: Happen
) -> None:
    happen(LifeEventKind.MOVED_OUT, date(2026, 5, 20))
    recorded = happen(LifeEventKind.RETURNED, date(2026, 9, 10))
    assert recorded.change_set is not None
    empty.undo.undo(empty.actor, recorded.change_set)
    assert empty.register.get(empty.actor, uid).ended_on == date(2026, 5, 20)
    assert month(empty, 9) == NOBODY


def test_a_death_before_a_visit_that_met_the_person_is_refused_and_the_visits_are_listed(
    empty: Application, uid: str, happen: Happen
) -> None:
    for day in (10, 17):
        see(empty, uid, date(2026, 8, day))
    see(empty, uid, date(2026, 8, 20), Outcome.NOT_AT_HOME)
    with pytest.raises(VisitsAfter) as refused:
        happen(LifeEventKind.DECEASED, date(2026, 8, 1))
    reason = str(refused.value.details["reason"])
    assert "2 次探访在死亡日期之后（2026-08-10、2026-08-17）" in reason
    assert empty.register.get(empty.actor, uid).ended_on is None
    assert empty.life_events.list(empty.actor, uid) == []
    happen(LifeEventKind.DECEASED, date(2026, 8, 17))


def test_a_visit_that_found_the_person_dead_does_not_stand_against_an_earlier_day_of_death(
    empty: Application, uid: str, happen: Happen
) -> None:
    see(empty, uid, date(2026, 9, 2), Outcome.DECEASED)
    assert empty.register.get(empty.actor, uid).ended_on == date(2026, 9, 2)
    event = happen(LifeEventKind.DECEASED, date(2026, 8, 30)).uid
    assert empty.register.get(empty.actor, uid).ended_on == date(2026, 8, 30)
    assert (month(empty, 8), month(empty, 9)) == ((0, 0, 1, 0), NOBODY)
    # Without the event the visit's word holds again.
    empty.life_events.retract(empty.actor, event)
    assert empty.register.get(empty.actor, uid).ended_on == date(2026, 9, 2)


def test_nothing_happens_after_death_and_nobody_dies_twice(happen: Happen) -> None:
    happen(LifeEventKind.DECEASED, date(2026, 8, 14))
    for kind in (
        LifeEventKind.DECEASED,
        LifeEventKind.RETURNED,
        LifeEventKind.FALL,
        LifeEventKind.HOSPITAL_IN,
    ):
        with pytest.raises(AlreadyDead):
            happen(kind, date(2026, 8, 20))
    with pytest.raises(AlreadyEnded):
        happen(LifeEventKind.MOVED_OUT, date(2026, 8, 1))
    # What happened before may still be entered from paper.
    happen(LifeEventKind.FALL, date(2026, 8, 10))


def test_who_is_here_cannot_return_and_who_is_gone_cannot_leave(happen: Happen) -> None:
    with pytest.raises(NeverLeft):
        happen(LifeEventKind.RETURNED, date(2026, 8, 14))
    happen(LifeEventKind.MOVED_OUT, date(2026, 8, 14))
    with pytest.raises(AlreadyEnded):
        happen(LifeEventKind.MOVED_OUT, date(2026, 9, 1))
    with pytest.raises(AlreadyEnded):
        happen(LifeEventKind.HOSPITAL_IN, date(2026, 9, 1))
    for day in (13, 14):
        with pytest.raises(FieldProblem, match="field"):
            happen(LifeEventKind.RETURNED, date(2026, 8, day))


def test_a_leaving_before_the_last_return_is_refused(happen: Happen) -> None:
    happen(LifeEventKind.MOVED_OUT, date(2026, 5, 20))
    happen(LifeEventKind.RETURNED, date(2026, 9, 10))
    for kind in (LifeEventKind.MOVED_OUT, LifeEventKind.DECEASED):
        with pytest.raises(FieldProblem) as refused:
            happen(kind, date(2026, 7, 1))
        assert "2026-09-10" in str(refused.value.details["reason"])


def test_who_died_elsewhere_after_moving_out_left_in_the_month_of_the_move(
    empty: Application, uid: str, happen: Happen
) -> None:
    happen(LifeEventKind.MOVED_OUT, date(2026, 5, 20))
    happen(LifeEventKind.DECEASED, date(2026, 8, 14))
    assert empty.register.get(empty.actor, uid).ended_because == EndReason.MOVED_OUT
    assert month(empty, 8) == NOBODY
    with pytest.raises(AlreadyDead):
        happen(LifeEventKind.RETURNED, date(2026, 9, 1))


def test_who_had_died_before_the_registration_was_never_on_the_register(
    empty: Application, uid: str, happen: Happen
) -> None:
    words = " ".join(
        each.say(_)
        for each in empty.life_events.foresee(
            empty.actor, draft(uid, LifeEventKind.DECEASED, date(2026, 2, 20))
        )
    )
    assert "等于从未在册" in words
    happen(LifeEventKind.DECEASED, date(2026, 2, 20))
    assert set(year(empty).values()) == {NOBODY}


@pytest.mark.parametrize(
    ("happened_on", "known_on", "field"),
    [
        (TODAY + timedelta(days=1), None, "happened_on"),
        (date(2026, 8, 2), TODAY + timedelta(days=1), "known_on"),
        (date(2026, 8, 2), date(2026, 8, 1), "known_on"),
        (date(1945, 4, 30), None, "happened_on"),
    ],
)
def test_impossible_days_are_refused(
    happen: Happen, happened_on: date, known_on: date | None, field: str
) -> None:
    with pytest.raises(FieldProblem) as refused:
        happen(LifeEventKind.FALL, happened_on, known_on=known_on)
    assert refused.value.details["field"] == field


def test_hospital_and_back_is_a_stay_without_visits_owed(
    empty: Application, uid: str, happen: Happen
) -> None:
    event = happen(LifeEventKind.HOSPITAL_IN, date(2026, 10, 5), place="旗医院", covered_by="护士站")
    assert stays(empty, uid) == [("hospital", date(2026, 10, 5), None)]
    assert routine_states(empty, uid) == {"waived"}
    with pytest.raises(StayTrouble):
        happen(LifeEventKind.HOSPITAL_IN, date(2026, 10, 9))
    with pytest.raises(StayTrouble):
        happen(LifeEventKind.HOSPITAL_OUT, date(2026, 10, 4))
    out = happen(LifeEventKind.HOSPITAL_OUT, date(2026, 10, 30))
    assert stays(empty, uid) == [("hospital", date(2026, 10, 5), date(2026, 10, 30))]
    assert routine_states(empty, uid) != {"waived"}
    move = empty.life_events.amend
    move(empty.actor, event.uid, draft(uid, LifeEventKind.HOSPITAL_IN, date(2026, 10, 6)))
    move(empty.actor, out.uid, draft(uid, LifeEventKind.HOSPITAL_OUT, date(2026, 10, 28)))
    assert stays(empty, uid) == [("hospital", date(2026, 10, 6), date(2026, 10, 28))]
    empty.life_events.retract(empty.actor, out.uid)
    assert stays(empty, uid) == [("hospital", date(2026, 10, 6), None)]
    empty.life_events.retract(empty.actor, event.uid)
    assert stays(empty, uid) == []


def test_in_an_institution_one_stays_on_the_register_but_not_in_the_rate(
    empty: Application, uid: str, happen: Happen
) -> None:
    happen(LifeEventKind.HOSPITAL_IN, date(2026, 9, 20))
    happen(LifeEventKind.INSTITUTION_IN, date(2026, 10, 1), place="苏木敬老院")
    assert stays(empty, uid) == [
        ("institution", date(2026, 10, 1), None),
        ("hospital", date(2026, 9, 20), date(2026, 10, 1)),
    ]
    assert month(empty, 10) == (1, 0, 0, 0)
    happen(LifeEventKind.INSTITUTION_OUT, date(2026, 10, 20))
    assert month(empty, 10) == HERE


def test_a_seasonal_move_ends_one_stay_and_begins_the_next(
    empty: Application, uid: str, happen: Happen
) -> None:
    happen(LifeEventKind.SEASONAL_MOVE, date(2026, 5, 20), place="夏营盘", stay="pasture")
    happen(LifeEventKind.SEASONAL_MOVE, date(2026, 9, 20), place="镇上", stay="town")
    last = happen(LifeEventKind.SEASONAL_MOVE, date(2026, 11, 1), stay="village")
    assert stays(empty, uid) == [
        ("town", date(2026, 9, 20), date(2026, 11, 1)),
        ("pasture", date(2026, 5, 20), date(2026, 9, 20)),
    ]
    with pytest.raises(StayTrouble):
        happen(LifeEventKind.SEASONAL_MOVE, date(2026, 6, 1), stay="child")
    empty.life_events.retract(empty.actor, last.uid)
    assert stays(empty, uid)[0] == ("town", date(2026, 9, 20), None)


def test_a_return_ends_the_stay_that_was_open_when_the_person_left(
    empty: Application, uid: str, happen: Happen
) -> None:
    happen(LifeEventKind.HOSPITAL_IN, date(2026, 5, 1))
    happen(LifeEventKind.MOVED_OUT, date(2026, 5, 20))
    happen(LifeEventKind.RETURNED, date(2026, 9, 10))
    assert stays(empty, uid) == [("hospital", date(2026, 5, 1), date(2026, 5, 20))]


def test_the_kind_of_an_event_cannot_be_changed(empty: Application, uid: str, happen: Happen) -> None:
    event = happen(LifeEventKind.FALL, date(2026, 8, 1), what="院里滑倒").uid
    with pytest.raises(FieldProblem):
        empty.life_events.amend(empty.actor, event, draft(uid, LifeEventKind.FIRE, date(2026, 8, 1)))
    empty.life_events.amend(
        empty.actor, event, draft(uid, LifeEventKind.FALL, date(2026, 8, 2), what="屋里滑倒")
    )
    assert empty.life_events.list(empty.actor, uid)[0].what == "屋里滑倒"


def test_the_consequences_are_said_in_words_before_saving(empty: Application, uid: str) -> None:
    def words(kind: LifeEventKind, **facts: object) -> str:
        foreseen = empty.life_events.foresee(empty.actor, draft(uid, kind, date(2026, 11, 20), **facts))
        return "；".join(each.say(_) for each in foreseen)

    assert "退出名册（死亡），自 2026-11-20 起不再计入应探访" in words(LifeEventKind.DECEASED)
    assert "2026 年 11 月的月报里计为减少" in words(LifeEventKind.MOVED_OUT)
    assert "期间免访；仍在册" in words(LifeEventKind.HOSPITAL_IN)
    assert "24小时内走访" in words(LifeEventKind.FALL)
    assert "没有未结束的“医院”时段" in words(LifeEventKind.HOSPITAL_OUT)
    assert "名册和应探访不变" in words(LifeEventKind.OTHER)
    assert empty.life_events.list(empty.actor, uid) == []


def test_the_old_way_back_keeps_the_months_of_absence_too(empty: Application, uid: str) -> None:
    empty.register.end(empty.actor, uid, on=date(2026, 6, 10), reason=EndReason.INSTITUTION)
    empty.register.reopen(empty.actor, uid)
    assert [month(empty, number) for number in (6, 7, 11)] == [(0, 0, 1, 0), NOBODY, (1, 1, 0, 1)]


def test_a_death_entered_by_mistake_leaves_no_absence_when_reopened(
    empty: Application, uid: str, happen: Happen
) -> None:
    happen(LifeEventKind.DECEASED, date(2026, 8, 14))
    empty.register.reopen(empty.actor, uid)
    assert month(empty, 9) == HERE
    assert empty.life_events.list(empty.actor, uid) == []
    see(empty, uid, date(2026, 9, 2), Outcome.DECEASED)
    with pytest.raises(VisitSaysOtherwise):
        empty.register.reopen(empty.actor, uid)


def test_who_was_registered_with_a_stay_overlapping_is_told_where(empty: Application) -> None:
    uid = empty.register.save(
        empty.actor,
        ElderDraft(
            name="李福",
            village_code=VILLAGES[0],
            registered_on=REGISTERED,
            residences=(ResidenceDraft(kind="child", from_on=date(2026, 10, 1), to_on=date(2026, 10, 30)),),
        ),
    )
    with pytest.raises(StayTrouble) as refused:
        empty.life_events.record(empty.actor, draft(uid, LifeEventKind.INSTITUTION_IN, date(2026, 10, 10)))
    assert "子女家" in str(refused.value.details["reason"])


def test_a_move_entered_late_lasts_until_the_stay_that_is_known_already(
    empty: Application, uid: str, happen: Happen
) -> None:
    happen(LifeEventKind.SEASONAL_MOVE, date(2026, 9, 20), stay="town")
    happen(LifeEventKind.SEASONAL_MOVE, date(2026, 5, 20), stay="pasture")
    assert stays(empty, uid) == [
        ("town", date(2026, 9, 20), None),
        ("pasture", date(2026, 5, 20), date(2026, 9, 20)),
    ]


def test_a_stay_whose_end_is_only_planned_is_cut_short_by_a_move(empty: Application) -> None:
    uid = empty.register.save(
        empty.actor,
        ElderDraft(
            name="李福",
            village_code=VILLAGES[0],
            registered_on=REGISTERED,
            residences=(
                ResidenceDraft(kind="town", from_on=date(2026, 10, 1), to_on=date(2026, 12, 1)),
                ResidenceDraft(kind="child", from_on=date(2026, 12, 1)),
            ),
        ),
    )
    empty.life_events.record(
        empty.actor, draft(uid, LifeEventKind.SEASONAL_MOVE, date(2026, 11, 20), stay="pasture")
    )
    assert stays(empty, uid) == [
        ("child", date(2026, 12, 1), None),
        ("pasture", date(2026, 11, 20), date(2026, 12, 1)),
        ("town", date(2026, 10, 1), date(2026, 11, 20)),
    ]


def test_a_visit_that_met_somebody_after_death_is_refused(
    empty: Application, uid: str, happen: Happen
) -> None:
    happen(LifeEventKind.DECEASED, date(2026, 8, 14))
    with pytest.raises(FieldProblem) as refused:
        see(empty, uid, date(2026, 8, 15))
    assert refused.value.details["field"] == "visited_on"
    assert "2026-08-14" in str(refused.value.details["reason"])
    # The last visit may have been on the day itself, and a door that stayed shut is no contradiction.
    see(empty, uid, date(2026, 8, 14))
    shut = see(empty, uid, date(2026, 8, 20), Outcome.NOT_AT_HOME)
    wrong = VisitDraft(
        elder_uid=uid,
        visited_on=date(2026, 8, 20),
        mode="in_person",
        outcome=Outcome.MET_IN_PERSON.value,
        visitor_name="李志强",
        corrected_because="以为见到了",
    )
    with pytest.raises(FieldProblem) as refused:
        empty.visits.correct(empty.actor, shut, wrong)
    assert refused.value.details["field"] != "corrected_because"


def test_registered_household_and_usual_residence_are_counted_apart(empty: Application) -> None:
    for number, residency in enumerate(("both", "registered_only", "registered_only", "living_only", None)):
        empty.register.save(
            empty.actor,
            ElderDraft(
                name=f"包小{'甲乙丙丁戊'[number]}",
                village_code=VILLAGES[0],
                birth_on=date(1950, 1, 1),
                registered_on=REGISTERED,
                residency=residency,
            ),
        )
    shown = {row.key: row.numerator for row in empty.indicators.month(empty.actor, 2026, 10)}
    assert (shown["registered_60"], shown["household_60"], shown["living_60"]) == (5, 4, 3)


def test_a_leaving_found_by_an_old_visit_entered_late_does_not_end_who_has_come_back_since(
    empty: Application, uid: str, happen: Happen
) -> None:
    happen(LifeEventKind.MOVED_OUT, date(2026, 5, 20))
    happen(LifeEventKind.RETURNED, date(2026, 9, 10))
    see(empty, uid, date(2026, 5, 25), Outcome.MOVED)
    assert empty.register.get(empty.actor, uid).ended_on is None
    assert month(empty, 10) == HERE
    see(empty, uid, date(2026, 10, 25), Outcome.MOVED)
    assert empty.register.get(empty.actor, uid).ended_on == date(2026, 10, 25)


def test_the_times_of_day_are_kept_corrected_and_taken_away(
    empty: Application, uid: str, happen: Happen
) -> None:
    saved = happen(LifeEventKind.FALL, TODAY, happened_time="08:30", known_time="10:05")
    (row,) = empty.life_events.list(empty.actor, uid)
    assert (row.happened_time, row.known_time) == ("08:30", "10:05")
    empty.life_events.amend(empty.actor, saved.uid, draft(uid, LifeEventKind.FALL, TODAY, known_time=""))
    (row,) = empty.life_events.list(empty.actor, uid)
    assert (row.happened_time, row.known_time) == ("08:30", None)
    assert empty.register.get(empty.actor, uid).events[0].happened_time == "08:30"


@pytest.mark.parametrize(
    ("times", "field"),
    [
        ({"happened_time": "25:00"}, "happened_time"),
        ({"known_time": "9:5"}, "known_time"),
        ({"happened_time": "10:00", "known_time": "09:59"}, "known_time"),
    ],
)
def test_times_that_cannot_be_are_refused(
    empty: Application, uid: str, happen: Happen, times: dict[str, str], field: str
) -> None:
    with pytest.raises(FieldProblem) as refused:
        happen(LifeEventKind.FALL, TODAY, **times)
    assert refused.value.details["field"] == field
    assert empty.life_events.list(empty.actor, uid) == []


def test_nothing_happens_later_than_the_clock_on_the_wall(empty: Application, uid: str) -> None:
    now = datetime(2026, 11, 22, 12, 0).astimezone()
    object.__setattr__(empty.clock, "read", lambda: now)
    object.__setattr__(empty.clock, "fixed_on", None)
    late = draft(uid, LifeEventKind.FALL, now.date(), happened_time="12:01")
    with pytest.raises(FieldProblem) as refused:
        empty.life_events.record(empty.actor, late)
    assert refused.value.details["field"] == "happened_time"
    at_noon = draft(uid, LifeEventKind.FALL, now.date(), happened_time="12:00")
    assert empty.life_events.record(empty.actor, at_noon).uid


def test_a_move_keeps_how_the_person_is_visited_there(empty: Application, uid: str, happen: Happen) -> None:
    happen(LifeEventKind.SEASONAL_MOVE, TODAY, stay="pasture", reach="remote")
    (stay,) = empty.register.get(empty.actor, uid).residences
    assert stay.reach == "remote"
    with pytest.raises(ValueError, match=r"."):
        happen(LifeEventKind.SEASONAL_MOVE, TODAY, stay="pasture", reach="?")
