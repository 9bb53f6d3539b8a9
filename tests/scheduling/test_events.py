"""Visits owed within hours of a life event."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from desktop_app.domain.policies import Condition
from desktop_app.domain.terms import (
    Category,
    DutyKind,
    DutyState,
    EndReason,
    LadderStep,
    LifeEventKind,
    Mode,
    Outcome,
    ResidenceKind,
    WillingnessKind,
)
from desktop_app.scheduling.calendar import Calendar
from desktop_app.scheduling.duties import duties
from desktop_app.scheduling.duty import Duty
from desktop_app.scheduling.events import deadline_of
from desktop_app.scheduling.facts import (
    CategorySpanFact,
    EventFact,
    PauseFact,
    PlanFact,
    ResidenceFact,
    VisitFact,
    WaiverFact,
    WillingnessFact,
)
from desktop_app.scheduling.rulebook import RuleBook
from tests.scheduling.made_up import event_rule, person, shipped, tried, visit

OVERLAY = shipped("inner-mongolia-2022")
FELL, NEXT = date(2026, 11, 20), date(2026, 11, 21)
HIGH: dict[str, Any] = {
    "birth_on": date(1940, 5, 1),
    "registered_on": date(2026, 1, 1),
    "categories": (CategorySpanFact(Category.LIVING_ALONE),),
}
BOOK = RuleBook([replace(OVERLAY, event_rules=OVERLAY.event_rules[:1])])


def fell(
    happened: str | None = None,
    known_on: date = FELL,
    known: str | None = None,
    *,
    kind: LifeEventKind = LifeEventKind.FALL,
    uid: str = "event1",
) -> EventFact:
    return EventFact(uid, kind, FELL, known_on, happened, known)


def after(
    event: EventFact, *visits: VisitFact, on: date = NEXT, at: str | None = None, **facts: object
) -> Duty:
    """Return the one duty after an event of somebody at high risk."""
    someone = person(**HIGH, events=(event,), visits=visits, **facts)
    (only,) = [each for each in duties(someone, BOOK, Calendar(), on, at) if each.kind is DutyKind.EVENT]
    return only


def said(duty: Duty) -> str:
    return duty.reason.say(str)


def test_a_fall_of_somebody_at_high_risk_asks_for_a_visit_within_24_hours() -> None:
    duty = after(fell("14:30"), visit("v0", FELL - timedelta(days=1)), on=FELL)
    assert (duty.state, duty.rule_id, duty.about) == (
        DutyState.DUE,
        "inner-mongolia-2022/major-event/1",
        "event1",
    )
    assert (duty.earliest_on, duty.latest_on, duty.latest_time) == (FELL, NEXT, "14:30")
    assert duty.governing
    assert said(duty) == "11月20日跌倒受伤 → 高风险 → 24小时内上门（内蒙古2022年意见）；最迟 11月21日 14:30"
    assert type(duty.reason).from_data(duty.reason.to_data()) == duty.reason


@pytest.mark.parametrize(
    ("on", "at", "state", "days"),
    [
        (FELL, "14:30", DutyState.DUE, 0),
        (NEXT, None, DutyState.DUE, 0),
        (NEXT, "14:30", DutyState.DUE, 0),
        (NEXT, "14:31", DutyState.OVERDUE, 0),
        (date(2026, 11, 22), None, DutyState.OVERDUE, 1),
        (date(2026, 11, 22), "00:00", DutyState.OVERDUE, 1),
        (date(2027, 2, 21), None, DutyState.OVERDUE, 92),
        (date(2027, 2, 22), None, DutyState.LAPSED, 0),
    ],
)
def test_with_a_time_it_is_late_by_the_minute(on: date, at: str | None, state: DutyState, days: int) -> None:
    duty = after(fell("14:30"), on=on, at=at)
    assert (duty.state, duty.overdue_days) == (state, days)


def test_lateness_within_the_day_and_by_days_is_said() -> None:
    assert said(after(fell("14:30"), on=NEXT, at="16:00")).endswith("最迟 11月21日 14:30；已过时限")
    assert said(after(fell("14:30"), on=date(2026, 11, 23))).endswith("最迟 11月21日 14:30；已逾期2天")


def test_without_a_time_there_is_time_to_the_end_of_the_next_day() -> None:
    duty = after(fell(), on=NEXT, at="23:59")
    assert (duty.state, duty.latest_on, duty.latest_time) == (DutyState.DUE, NEXT, None)
    assert after(fell(), on=NEXT + timedelta(days=1), at="00:00").state is DutyState.OVERDUE


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (fell("14:30", NEXT, "14:30"), (NEXT, "14:30")),
        (fell("14:30", NEXT, "14:31"), (date(2026, 11, 22), "14:31")),
        (fell("14:30", NEXT), (NEXT, "14:30")),
        (fell("14:30", date(2026, 11, 22)), (date(2026, 11, 23), None)),
        (fell(None, NEXT, "23:00"), (NEXT, None)),
        (fell(None, date(2026, 11, 22), "09:00"), (date(2026, 11, 23), "09:00")),
        (fell(None, date(2026, 11, 22)), (date(2026, 11, 23), None)),
        (fell("14:30", date(2026, 11, 18), "09:00"), (NEXT, "14:30")),
    ],
)
def test_hours_count_from_the_event_or_from_when_it_became_known_too_late(
    event: EventFact, expected: tuple[date, str | None]
) -> None:
    assert deadline_of(event, 24) == expected


def test_nothing_is_owed_before_it_is_known_and_the_reason_says_when_it_was() -> None:
    event = fell("14:30", date(2026, 11, 25))
    someone = person(**HIGH, events=(event,))
    before = duties(someone, BOOK, Calendar(), date(2026, 11, 24))
    assert not [each for each in before if each.kind is DutyKind.EVENT]
    duty = after(event, on=date(2026, 11, 25))
    assert (duty.state, duty.latest_on) == (DutyState.DUE, date(2026, 11, 26))
    assert said(duty).startswith("11月20日跌倒受伤（11月25日得知） → 高风险 → 24小时内上门")


@pytest.mark.parametrize(
    ("made", "state"),
    [
        (visit("v", NEXT), DutyState.MET),
        (visit("v", NEXT, time="14:30"), DutyState.MET),
        (visit("v", NEXT, time="14:31"), DutyState.MET_LATE),
        (visit("v", FELL, time="14:30"), DutyState.MET),
        (visit("v", FELL, time="14:29"), DutyState.DUE),
        (visit("v", FELL), DutyState.MET),
        (visit("v", FELL - timedelta(days=1)), DutyState.DUE),
        (visit("v", NEXT, apart=True), DutyState.MET),
        (visit("v", NEXT, Mode.PHONE, Outcome.MET_REMOTELY), DutyState.DUE),
        (visit("v", NEXT, Mode.THIRD_PARTY, Outcome.MET_IN_PERSON), DutyState.DUE),
        (visit("v", NEXT, outcome=Outcome.REFUSED), DutyState.WAIVED),
        (visit("v", NEXT, outcome=Outcome.IN_HOSPITAL, time="15:00"), DutyState.LAPSED),
        (tried("v", NEXT), DutyState.DUE),
    ],
)
def test_each_visit_has_its_effect_on_the_24_hours(made: VisitFact, state: DutyState) -> None:
    assert after(fell("14:30"), made).state is state


def test_a_visit_after_it_was_given_up_still_meets_it_late_and_then_it_is_forgotten() -> None:
    seen = visit("v1", date(2027, 3, 1))
    assert after(fell(), seen, on=date(2027, 3, 1)).state is DutyState.MET_LATE
    for someone in (person(**HIGH, events=(fell(),), visits=(seen,)), person(**HIGH, events=(fell(),))):
        found = duties(someone, BOOK, Calendar(), date(2027, 4, 2))
        assert not [each for each in found if each.kind is DutyKind.EVENT]


def test_who_may_only_be_phoned_is_met_by_phone_after_an_event_too() -> None:
    wish = WillingnessFact(WillingnessKind.PHONE_ONLY, date(2026, 2, 1))
    phoned = visit("v", NEXT, Mode.PHONE, Outcome.MET_REMOTELY)
    assert after(fell(), phoned, willingness=(wish,)).state is DutyState.MET


def test_standing_exemptions_do_not_lift_what_happened_but_an_institution_cares_itself() -> None:
    no = WillingnessFact(WillingnessKind.REFUSES, date(2026, 2, 1))
    bed = ResidenceFact(ResidenceKind.HOSPITAL, FELL)
    pause = PauseFact(date(2026, 11, 1))
    every = WaiverFact(date(2026, 11, 1))
    lifted = after(fell(), willingness=(no,), residences=(bed,), pauses=(pause,), waivers=(every,))
    assert lifted.state is DutyState.DUE
    home = ResidenceFact(ResidenceKind.INSTITUTION, date(2026, 1, 1))
    cared_for = after(fell(), residences=(home,))
    assert (cared_for.state, said(cared_for)[-7:]) == (DutyState.WAIVED, "免访：入住机构")


@pytest.mark.parametrize(
    ("waiver", "state", "words"),
    [
        (
            WaiverFact(NEXT, NEXT, "已在县医院见到", "event1"),
            DutyState.WAIVED,
            "免访：批准免访（已在县医院见到）",
        ),
        (WaiverFact(NEXT, NEXT, "登记错误", "event1", True), DutyState.CANCELLED, "已取消：登记错误"),
        (WaiverFact(NEXT, NEXT, "", "event1", True), DutyState.CANCELLED, "已取消：经批准"),
        (
            WaiverFact(FELL, None, "村医代管", "inner-mongolia-2022/major-event"),
            DutyState.WAIVED,
            "免访：批准免访（村医代管）",
        ),
        (WaiverFact(NEXT, NEXT, "", "event2"), DutyState.DUE, "最迟 11月21日"),
    ],
)
def test_a_decision_about_the_event_or_its_rule_settles_it_with_the_reason(
    waiver: WaiverFact, state: DutyState, words: str
) -> None:
    duty = after(fell(), waivers=(waiver,))
    assert duty.state is state
    assert said(duty).endswith(words)


def test_death_cancels_it_and_an_event_after_the_end_owes_nothing() -> None:
    gone = after(fell(), ended_on=NEXT, ended_because=EndReason.DECEASED)
    assert (gone.state, said(gone)[-5:]) == (DutyState.CANCELLED, "取消：死亡")
    someone = person(**HIGH, events=(fell(),), ended_on=FELL, ended_because=EndReason.MOVED_OUT)
    assert not [each for each in duties(someone, BOOK, Calendar(), NEXT) if each.kind is DutyKind.EVENT]


def test_an_event_before_the_person_was_on_the_register_owes_nothing() -> None:
    someone = person(**(HIGH | {"registered_on": NEXT}), events=(fell(),))
    assert not [each for each in duties(someone, BOOK, Calendar(), NEXT) if each.kind is DutyKind.EVENT]


def test_who_is_not_meant_by_the_rule_is_owed_nothing_after_an_event() -> None:
    someone = person(registered_on=date(2026, 1, 1), events=(fell(),))
    assert duties(someone, BOOK, Calendar(), NEXT) == ()


def test_attempts_climb_within_the_day_and_the_fourth_raises_the_alarm() -> None:
    made = [tried("a", FELL, "15:00"), tried("b", FELL, "19:00"), tried("c", NEXT, "08:00"), tried("d", NEXT)]
    told = [after(fell("14:30"), *made[:number], on=NEXT, at="09:00") for number in (1, 2, 3, 4)]
    assert [(each.attempts, each.next_step) for each in told] == [
        (number + 1, step) for number, step in enumerate(LadderStep)
    ]
    assert [each.alert for each in told] == [False, False, False, True]
    assert said(told[0]).endswith("；11月20日下午未见到本人，11月20日换时间再访")
    assert said(told[1]).endswith("；11月20日下午、11月20日晚上共2次未见到本人，11月20日打电话")
    assert said(told[3]).split("；")[-1].startswith("平安预警：")
    late = after(fell("14:30"), *made, on=NEXT, at="15:00")
    assert said(late).split("；")[-2].startswith("平安预警：")
    assert said(late).endswith("；已过时限")


def test_a_plan_for_the_deadline_does_not_make_it_less_urgent() -> None:
    duty = after(fell(), on=FELL, plans=(PlanFact(NEXT),))
    assert (duty.state, duty.planned_on, duty.due_on) == (DutyState.DUE, NEXT, NEXT)
    assert said(duty).endswith("排定11月21日探访")


def test_two_events_owe_two_visits_that_one_visit_meets() -> None:
    both = (fell(uid="event2", kind=LifeEventKind.HOSPITAL_IN), fell())
    someone = person(**HIGH, events=both, visits=(visit("v1", NEXT),))
    found = [each for each in duties(someone, BOOK, Calendar(), NEXT) if each.kind is DutyKind.EVENT]
    assert [(each.about, each.met_by) for each in found] == [("event1", "v1"), ("event2", "v1")]
    assert len({each.uid for each in found}) == 2


def test_a_changed_rule_judges_events_from_its_day_on() -> None:
    old = event_rule("fall", 24, Condition(special=True), valid_to=FELL - timedelta(days=1))
    new = replace(old, version=2, within_hours=48, valid_from=FELL, valid_to=None)
    book = RuleBook([replace(OVERLAY, event_rules=(old, new)), shipped("chifeng-2023-42-pastoral")])
    someone = person(
        **HIGH, events=(fell(), EventFact("event0", LifeEventKind.FALL, date(2026, 11, 19), FELL))
    )
    found = [each for each in duties(someone, book, Calendar(), FELL) if each.kind is DutyKind.EVENT]
    assert [(each.rule_id[-1], each.latest_on) for each in found] == [
        ("1", FELL),
        ("2", date(2026, 11, 22)),
    ]
    assert said(found[1]).startswith("11月20日跌倒受伤 → 独居 → 48小时内上门（")


def urgent(found_at: str | None = None, **more: Any) -> EventFact:
    return replace(fell("10:00", kind=LifeEventKind.URGENT_FINDING), found_at=found_at, **more)


URGENT = RuleBook([shipped("chifeng-2022-56")])


def after_finding(event: EventFact, *visits: VisitFact, as_of: date = NEXT, book: RuleBook = URGENT) -> Duty:
    someone = replace(person(**HIGH), events=(event,), visits=visits)
    (duty,) = (each for each in duties(someone, book, Calendar(), as_of) if each.kind is DutyKind.EVENT)
    return duty


def test_the_visit_that_found_something_urgent_asks_for_another_one() -> None:
    there, again = visit("v1", FELL, time="10:00"), visit("v2", NEXT, time="09:00")
    owed = after_finding(urgent("v1"), there)
    assert (owed.state, owed.latest_on, owed.latest_time) == (DutyState.DUE, NEXT, "10:00")
    assert after_finding(urgent("v1"), there, again).met_by == "v2"
    late = after_finding(urgent("v1"), there, as_of=NEXT + timedelta(days=1))
    assert late.state is DutyState.OVERDUE


def test_what_was_closed_asks_for_nobody_and_a_visit_before_has_met_it() -> None:
    there, again = visit("v1", FELL, time="10:00"), visit("v2", NEXT, time="09:00")
    closed = urgent("v1", settled_on=NEXT)
    settled = after_finding(closed, there)
    assert settled.state is DutyState.CANCELLED
    assert "问题已销号" in settled.reason.say(str)
    assert after_finding(closed, there, again).state is DutyState.MET
    routine = visit("v3", NEXT + timedelta(days=3))
    assert after_finding(closed, there, routine, as_of=routine.on).state is DutyState.CANCELLED
    assert after_finding(closed, there, as_of=FELL).state is DutyState.DUE


def test_under_several_profiles_one_visit_is_owed_for_one_finding() -> None:
    several = RuleBook([shipped("chifeng-2022-56"), shipped("national-2021-37"), OVERLAY])
    assert after_finding(urgent(), book=several).rule_id.startswith("chifeng-2022-56/urgent-finding-24h")
