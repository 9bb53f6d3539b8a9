"""Changed rules are rehearsed on the register: visits by village, visitor, month and week, and names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from desktop_app.bootstrap import Application
from desktop_app.domain.errors import FieldProblem
from desktop_app.domain.policies import Every, PeriodUnit
from desktop_app.domain.policy_changes import RuleChange
from desktop_app.domain.terms import Category
from desktop_app.progress import Cancelled, Progress
from desktop_app.services.policies import BeginsInPast
from desktop_app.services.register_drafts import ElderDraft, SpanDraft
from desktop_app.services.rehearsals import Load, Rehearsal
from tests.services.homes import PROFILES, TODAY, VILLAGES, Home

Opener = Callable[[Home], Application]
PASTORAL, OVERLAY = PROFILES
DECEMBER = date(2026, 12, 1)


def rehearsed(application: Application, rule: str, change: RuleChange, profile: str = OVERLAY) -> Rehearsal:
    changed = application.policies.preview(application.actor, profile, [(rule, change)], DECEMBER)
    return application.rehearsals.rehearse(application.actor, [changed], DECEMBER)


def register(application: Application, name: str, birth_on: date, category: Category) -> str:
    draft = ElderDraft(
        name=name,
        village_code=VILLAGES[0],
        birth_on=birth_on,
        registered_on=TODAY,
        categories=(SpanDraft(category=category.value, from_on=TODAY),),
    )
    return application.register.save(application.actor, draft)


def test_a_small_register_is_counted_by_hand(empty: Application) -> None:
    register(empty, "其其格", date(1940, 3, 1), Category.LIVING_ALONE)
    register(empty, "王秀兰", date(1955, 3, 1), Category.LEFT_BEHIND)
    result = rehearsed(empty, "high-weekly", RuleChange(every=Every(PeriodUnit.DAYS, 3)))
    assert (result.first_on, result.last_on, result.people) == (DECEMBER, date(2027, 2, 28), 2)
    assert result.months == (DECEMBER, date(2027, 1, 1), date(2027, 2, 1))
    # 王秀兰 monthly: 3. 其其格 from the 29th of November every 7 days: 13; every 3 days from the 1st on: 29.
    assert result.total == Load(16, 32)
    assert result.total.more == 16
    assert (
        result.by_month == (Load(5, 11), Load(5, 11), Load(6, 10))
        or sum(each.after for each in result.by_month) == 32
    )
    (village,) = result.villages
    assert (village.key, village.people, village.total) == (VILLAGES[0], 2, Load(16, 32))
    (nobody,) = result.visitors
    assert (nobody.key, nobody.name, nobody.people) == ("", "", 2)
    assert [row.name for row in result.newly_overdue] == ["其其格"]
    assert (result.newly_owed, result.no_longer_owed) == ((), ())
    assert result.owed == Load(2, 2)
    assert sum(week.load.after for week in result.weeks) == 32
    assert result.peak_after is not None
    assert result.peak_after.load.after == max(week.load.after for week in result.weeks)
    assert result.weeks[0].first_on == DECEMBER
    assert all(week.first_on.weekday() == 0 for week in result.weeks[1:])
    assert result.assumptions[0].startswith("假定每个人都在应当探访的那天")


def test_whom_a_rule_newly_reaches_or_lets_go_is_named(empty: Application) -> None:
    register(empty, "宝音", date(1960, 3, 1), Category.DESTITUTE_DISPERSED)
    off = RuleChange(enabled=False)
    changed = empty.policies.preview(empty.actor, PASTORAL, [("destitute-monthly", off)], DECEMBER)
    overlay = empty.policies.preview(empty.actor, OVERLAY, [("key-monthly", off)], DECEMBER)
    result = empty.rehearsals.rehearse(empty.actor, [changed, overlay], DECEMBER)
    assert [row.name for row in result.no_longer_owed] == ["宝音"]
    assert result.total == Load(3, 0)


def test_a_township_is_rehearsed_the_same_way_twice_and_nothing_is_written(application: Application) -> None:
    change = RuleChange(every=Every(PeriodUnit.DAYS, 10))
    before = application.duties.counts(application.actor)
    result = rehearsed(application, "high-weekly", change)
    assert result == rehearsed(application, "high-weekly", change)
    assert application.duties.counts(application.actor) == before
    assert 0 < result.total.after < result.total.before
    for rows in (result.villages, result.visitors):
        assert sum(row.total.before for row in rows) == result.total.before
        assert sum(row.total.after for row in rows) == result.total.after
    assert sum(each.before for each in result.by_month) == result.total.before
    assert result.newly_overdue == ()


def test_no_change_makes_no_difference(application: Application) -> None:
    result = application.rehearsals.rehearse(application.actor, [], TODAY, months=1)
    assert result.total.before == result.total.after > 0
    assert result.last_on == date(2026, 12, 21)
    assert all(week.load.before == week.load.after for week in result.weeks)


def test_a_profile_that_is_not_in_use_is_rehearsed_as_if_it_were(application: Application) -> None:
    liaoyuan = application.policies.show(application.actor, "liaoyuan-14fyp")
    result = application.rehearsals.rehearse(application.actor, [liaoyuan], DECEMBER)
    assert result.newly_owed
    assert result.no_longer_owed == ()


def test_a_rehearsal_reports_and_stops_when_asked(application: Application) -> None:
    seen: list[int] = []
    progress = Progress(lambda done, _total, _what: seen.append(done))
    application.rehearsals.rehearse(application.actor, [], DECEMBER, progress=progress)
    assert seen
    progress.cancel()
    with pytest.raises(Cancelled):
        application.rehearsals.rehearse(application.actor, [], DECEMBER, progress=progress)


def test_the_past_and_odd_lengths_are_refused(empty: Application) -> None:
    with pytest.raises(BeginsInPast):
        empty.rehearsals.rehearse(empty.actor, [], TODAY - timedelta(days=1))
    with pytest.raises(FieldProblem):
        empty.rehearsals.rehearse(empty.actor, [], TODAY, months=13)
