"""Duties of made-up people, case by case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from desktop_app.domain.terms import (
    Category,
    DutyState,
    EndReason,
    Mode,
    Outcome,
    ResidenceKind,
    WillingnessKind,
)
from desktop_app.scheduling.calendar import Calendar
from desktop_app.scheduling.duties import duties
from desktop_app.scheduling.duty import Duty
from desktop_app.scheduling.facts import (
    CategorySpanFact,
    PauseFact,
    PersonFacts,
    ResidenceFact,
    WillingnessFact,
)
from desktop_app.scheduling.rulebook import RuleBook
from tests.scheduling.made_up import odd_profile, person, shipped, visit

PASTORAL = RuleBook([shipped("chifeng-2023-42-pastoral")])
BOTH = RuleBook([shipped("chifeng-2023-42-pastoral"), shipped("inner-mongolia-2022")])
ALONE = (CategorySpanFact(Category.LIVING_ALONE),)
OLD = date(1940, 5, 1)


def owed(someone: PersonFacts, as_of: date, book: RuleBook = PASTORAL) -> tuple[Duty, ...]:
    return duties(someone, book, Calendar(), as_of)


def states(someone: PersonFacts, as_of: date, book: RuleBook = PASTORAL) -> list[str]:
    return [each.state.value for each in owed(someone, as_of, book)]


def said(duty: Duty) -> str:
    return duty.reason.say(lambda text: text)


def governing(someone: PersonFacts, as_of: date, book: RuleBook = BOTH) -> Duty:
    (only,) = [each for each in owed(someone, as_of, book) if each.governing]
    return only


# the monthly rhythm ---------------------------------------------------------------------------------


def test_nobody_without_a_category_is_owed_anything() -> None:
    assert owed(person(birth_on=OLD), date(2025, 6, 1), BOTH) == ()


def test_a_month_is_open_at_first_then_due_from_the_target_day_and_owed_to_its_last_day() -> None:
    someone = person(registered_on=date(2025, 6, 1), categories=ALONE)
    (only,) = owed(someone, date(2025, 6, 5))
    assert (only.state, only.earliest_on, only.target_on, only.latest_on) == (
        DutyState.OPEN,
        date(2025, 6, 1),
        date(2025, 6, 20),
        date(2025, 6, 30),
    )
    assert states(someone, date(2025, 6, 19)) == ["open"]
    assert states(someone, date(2025, 6, 20)) == ["due"]
    assert states(someone, date(2025, 6, 30)) == ["due"]


def test_who_comes_under_the_rule_in_mid_month_is_owed_a_visit_from_that_day() -> None:
    someone = person(categories=(CategorySpanFact(Category.INCAPACITATED, date(2025, 6, 25)),))
    assert owed(someone, date(2025, 6, 24)) == ()
    (only,) = owed(someone, date(2025, 6, 25))
    assert (only.earliest_on, only.target_on, only.latest_on) == (
        date(2025, 6, 25),
        date(2025, 6, 25),
        date(2025, 6, 30),
    )


def test_a_visit_meets_the_month_and_the_next_month_is_planned() -> None:
    someone = person(
        registered_on=date(2025, 6, 1), categories=ALONE, visits=(visit("v1", date(2025, 6, 3)),)
    )
    met, planned = owed(someone, date(2025, 6, 10))
    assert (met.state, met.met_by, met.last_counted_on) == (DutyState.MET, "v1", date(2025, 6, 3))
    assert (planned.state, planned.earliest_on, planned.due_on) == (
        DutyState.PLANNED,
        date(2025, 7, 1),
        date(2025, 7, 20),
    )
    assert planned.governing


def test_a_missed_month_is_overdue_with_the_days_since_the_first_miss() -> None:
    someone = person(registered_on=date(2025, 3, 10), categories=ALONE)
    missed, current = owed(someone, date(2025, 6, 5))
    assert (missed.state, missed.earliest_on, missed.latest_on) == (
        DutyState.OVERDUE,
        date(2025, 5, 1),
        date(2025, 5, 31),
    )
    assert missed.overdue_days == (date(2025, 6, 5) - date(2025, 3, 31)).days
    assert missed.governing
    assert current.state is DutyState.OPEN
    assert (
        said(missed) == "独居 → 特殊困难 → 每月一次（赤峰2023年42号）；尚无有效探访；最迟 5月31日；已逾期66天"
    )


def test_a_late_visit_meets_the_missed_month_late_and_this_month_too() -> None:
    someone = person(
        registered_on=date(2025, 5, 1), categories=ALONE, visits=(visit("v1", date(2025, 6, 3)),)
    )
    late, met, planned = owed(someone, date(2025, 6, 4))
    assert (late.state, late.latest_on, late.met_by) == (DutyState.MET_LATE, date(2025, 5, 31), "v1")
    assert (met.state, met.met_by, planned.state) == (DutyState.MET, "v1", DutyState.PLANNED)


def test_a_visit_counts_by_the_day_it_was_made_so_paper_typed_in_late_repairs_the_past() -> None:
    known = person(registered_on=date(2025, 5, 1), categories=ALONE)
    assert states(known, date(2025, 6, 4)) == ["overdue", "open"]
    typed_in_now = person(
        registered_on=date(2025, 5, 1), categories=ALONE, visits=(visit("v1", date(2025, 5, 30)),)
    )
    assert states(typed_in_now, date(2025, 6, 4)) == ["open"]


def test_a_visit_dated_in_the_future_is_not_seen() -> None:
    someone = person(
        registered_on=date(2025, 6, 1), categories=ALONE, visits=(visit("v1", date(2025, 6, 9)),)
    )
    assert states(someone, date(2025, 6, 8)) == ["open"]
    assert states(someone, date(2025, 6, 9)) == ["met", "planned"]


def test_an_overdue_month_that_nobody_could_repair_lapses() -> None:
    refused = visit("v1", date(2025, 6, 3), outcome=Outcome.REFUSED)
    someone = person(registered_on=date(2025, 5, 1), categories=ALONE, visits=(refused,))
    assert states(someone, date(2025, 6, 4)) == ["lapsed", "waived", "planned"]


# outcomes -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mode", "outcome", "expected"),
    [
        (Mode.IN_PERSON, Outcome.MET_IN_PERSON, ["met", "planned"]),
        (Mode.THIRD_PARTY, Outcome.MET_IN_PERSON, ["met", "planned"]),
        (Mode.PHONE, Outcome.MET_REMOTELY, ["met", "planned"]),
        (Mode.VIDEO, Outcome.MET_REMOTELY, ["met", "planned"]),
        (Mode.DEVICE, Outcome.MET_REMOTELY, ["open"]),
        (Mode.PHONE, Outcome.SEEN_BY_THIRD_PARTY, ["open"]),
        (Mode.IN_PERSON, Outcome.NOT_AT_HOME, ["open"]),
        (Mode.PHONE, Outcome.COULD_NOT_REACH, ["open"]),
        (Mode.IN_PERSON, Outcome.REFUSED, ["waived", "planned"]),
        (Mode.PHONE, Outcome.AWAY, ["waived", "planned"]),
        (Mode.PHONE, Outcome.IN_HOSPITAL, ["waived", "planned"]),
        (Mode.PHONE, Outcome.IN_INSTITUTION, ["waived", "planned"]),
        (Mode.PHONE, Outcome.MOVED, ["cancelled"]),
        (Mode.IN_PERSON, Outcome.DECEASED, ["cancelled"]),
    ],
)
def test_each_outcome_has_its_effect_on_the_month(mode: Mode, outcome: Outcome, expected: list[str]) -> None:
    someone = person(
        registered_on=date(2025, 6, 1),
        categories=ALONE,
        visits=(visit("v1", date(2025, 6, 3), mode, outcome),),
    )
    assert states(someone, date(2025, 6, 5)) == expected


def test_an_attempt_says_when_to_try_again_but_never_after_the_latest_day() -> None:
    def after(day: int, asked: int) -> Duty:
        tried = visit("v1", date(2025, 6, day), outcome=Outcome.NOT_AT_HOME)
        (only,) = owed(
            person(registered_on=date(2025, 6, 1), categories=ALONE, visits=(tried,)), date(2025, 6, asked)
        )
        return only

    assert (after(3, 4).due_on, after(3, 4).state) == (date(2025, 6, 6), DutyState.OPEN)
    assert after(3, 6).state is DutyState.DUE
    assert after(29, 29).due_on == date(2025, 6, 30)
    assert said(after(3, 4)).endswith("；6月3日未见到本人，6月6日换时间再访")


def test_after_death_nothing_is_owed_and_the_month_shows_why() -> None:
    someone = person(
        registered_on=date(2025, 5, 1),
        categories=ALONE,
        ended_on=date(2025, 6, 10),
        ended_because=EndReason.DECEASED,
    )
    assert states(someone, date(2025, 6, 9)) == ["overdue", "open"]
    (cancelled,) = owed(someone, date(2025, 6, 10))
    assert cancelled.state is DutyState.CANCELLED
    assert said(cancelled).endswith("已取消：死亡")
    assert owed(someone, date(2025, 7, 1)) == ()


# willingness, hospital, pause -----------------------------------------------------------------------


def test_who_refuses_visits_is_waived_while_the_answer_holds_and_asked_again() -> None:
    no = WillingnessFact(WillingnessKind.REFUSES, date(2025, 6, 2), next_ask_on=date(2025, 12, 1))
    yes = WillingnessFact(WillingnessKind.WILLING, date(2025, 8, 1))
    someone = person(registered_on=date(2025, 6, 1), categories=ALONE, willingness=(no, yes))
    (waived,) = owed(someone, date(2025, 6, 5))
    assert waived.state is DutyState.WAIVED
    assert said(waived).endswith("免访：拒绝探访，12月1日再征询意愿")
    assert states(someone, date(2025, 8, 5)) == ["open"]


def test_who_wishes_to_be_phoned_only_is_met_by_phone_under_every_rule() -> None:
    book = RuleBook([odd_profile()])
    base = person(
        registered_on=date(2025, 4, 1),
        categories=(CategorySpanFact(Category.CHRONIC_DISEASE),),
        visits=(visit("v1", date(2025, 5, 3), Mode.PHONE, Outcome.MET_REMOTELY),),
    )
    assert "met" not in states(base, date(2025, 5, 5), book)
    wish = WillingnessFact(WillingnessKind.PHONE_ONLY, date(2025, 4, 1))
    assert "met" in states(replace(base, willingness=(wish,)), date(2025, 5, 5), book)


def test_a_stay_in_hospital_waives_the_month_only_when_it_fills_what_is_left_of_it() -> None:
    def stay(last: date | None) -> PersonFacts:
        bed = ResidenceFact(ResidenceKind.HOSPITAL, date(2025, 6, 4), last)
        return person(registered_on=date(2025, 6, 1), categories=ALONE, residences=(bed,))

    assert states(stay(None), date(2025, 6, 3)) == ["open"]
    assert states(stay(None), date(2025, 6, 4)) == ["waived"]
    assert states(stay(date(2025, 6, 30)), date(2025, 6, 4)) == ["waived", "planned"]
    assert states(stay(date(2025, 6, 29)), date(2025, 6, 4)) == ["open"]
    assert states(stay(date(2025, 6, 30)), date(2025, 7, 5)) == ["open"]


def test_a_stay_at_a_childs_home_waives_nothing() -> None:
    stay = ResidenceFact(ResidenceKind.CHILD, date(2025, 6, 1))
    someone = person(registered_on=date(2025, 6, 1), categories=ALONE, residences=(stay,))
    assert states(someone, date(2025, 6, 4)) == ["open"]


def test_a_pause_says_its_reason() -> None:
    someone = person(
        registered_on=date(2025, 6, 1),
        categories=ALONE,
        pauses=(PauseFact(date(2025, 6, 1), reason="随子女外出"),),
    )
    (only,) = owed(someone, date(2025, 6, 4))
    assert said(only).endswith("免访：暂停探访（随子女外出）")


# the weekly rhythm and the strictest rule -----------------------------------------------------------


def test_the_weekly_duty_reads_like_the_design_says() -> None:
    someone = person(birth_on=OLD, categories=ALONE, visits=(visit("v1", date(2026, 11, 11)),))
    duty = governing(someone, date(2026, 11, 15))
    assert duty.rule_id == "inner-mongolia-2022/high-weekly/1"
    assert (duty.state, duty.latest_on) == (DutyState.OPEN, date(2026, 11, 18))
    assert said(duty) == (
        "80岁以上独居 → 高风险 → 每7天一次（内蒙古2022年意见）；上次有效探访 11月11日；最迟 11月18日"
    )


def test_a_weekly_duty_runs_from_the_last_counted_visit() -> None:
    someone = person(birth_on=OLD, categories=ALONE, visits=(visit("v1", date(2025, 6, 2)),))
    assert governing(someone, date(2025, 6, 2)).state is DutyState.PLANNED
    assert governing(someone, date(2025, 6, 3)).state is DutyState.OPEN
    assert governing(someone, date(2025, 6, 7)).state is DutyState.DUE
    assert governing(someone, date(2025, 6, 9)).state is DutyState.DUE
    late = governing(someone, date(2025, 6, 12))
    assert (late.state, late.overdue_days, late.latest_on) == (DutyState.OVERDUE, 3, date(2025, 6, 9))


def test_a_refusal_at_the_door_starts_the_week_anew() -> None:
    at_the_door = visit("v1", date(2025, 6, 20), outcome=Outcome.REFUSED)
    someone = person(birth_on=OLD, registered_on=date(2025, 6, 1), categories=ALONE, visits=(at_the_door,))
    weekly = [each for each in owed(someone, date(2025, 6, 22), BOTH) if "weekly" in each.rule_id]
    assert [each.state for each in weekly] == [DutyState.WAIVED, DutyState.OPEN]
    assert weekly[1].latest_on == date(2025, 6, 27)
    assert weekly[1].governing


def test_after_hospital_the_week_starts_anew() -> None:
    bed = ResidenceFact(ResidenceKind.HOSPITAL, date(2025, 6, 3), date(2025, 6, 20))
    someone = person(birth_on=OLD, registered_on=date(2025, 6, 1), categories=ALONE, residences=(bed,))
    assert governing(someone, date(2025, 6, 10)).state is DutyState.WAIVED
    after = governing(someone, date(2025, 6, 21))
    assert (after.state, after.latest_on) == (DutyState.OPEN, date(2025, 6, 27))


def test_one_visit_satisfies_every_rule_that_applies() -> None:
    someone = person(
        birth_on=OLD,
        registered_on=date(2025, 6, 1),
        categories=ALONE,
        visits=(visit("v1", date(2025, 6, 2)),),
    )
    found = owed(someone, date(2025, 6, 3), BOTH)
    assert {each.met_by for each in found if each.state is DutyState.MET} == {"v1"}
    assert len({each.rule_id for each in found if each.state is DutyState.MET}) == 2


def test_a_longer_overdue_monthly_duty_governs_over_a_weekly_one() -> None:
    recent = (
        CategorySpanFact(Category.LIVING_ALONE),
        CategorySpanFact(Category.HIGH_RISK_DISEASE, date(2025, 7, 1)),
    )
    someone = person(registered_on=date(2025, 5, 1), categories=recent)
    duty = governing(someone, date(2025, 7, 20))
    assert "monthly" in duty.rule_id
    assert duty.overdue_days == (date(2025, 7, 20) - date(2025, 5, 31)).days


def test_on_the_80th_birthday_living_alone_becomes_a_weekly_matter() -> None:
    someone = person(birth_on=date(1945, 6, 10), registered_on=date(2025, 6, 1), categories=ALONE)
    assert {each.rule_id for each in owed(someone, date(2025, 6, 9), BOTH)} == {
        "chifeng-2023-42-pastoral/special-monthly/1",
        "inner-mongolia-2022/general-quarterly/1",
    }
    weekly = governing(someone, date(2025, 6, 10))
    assert (weekly.rule_id, weekly.earliest_on, weekly.latest_on) == (
        "inner-mongolia-2022/high-weekly/1",
        date(2025, 6, 10),
        date(2025, 6, 17),
    )


def test_the_name_of_a_duty_stays_the_same_while_it_is_the_same_window() -> None:
    someone = person(registered_on=date(2025, 6, 1), categories=ALONE)
    first, later = owed(someone, date(2025, 6, 2)), owed(someone, date(2025, 6, 25))
    assert first[0].uid == later[0].uid
    assert (
        owed(person(uid="e2", registered_on=date(2025, 6, 1), categories=ALONE), date(2025, 6, 2))[0].uid
        != first[0].uid
    )
