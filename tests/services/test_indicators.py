"""The figures of a month against a slow count of the raw rows."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from desktop_app.bootstrap import Application
from desktop_app.domain.dates import age_on
from desktop_app.domain.indicators import Tally
from desktop_app.domain.terms import (
    EndReason,
    LinkVerdict,
    Mode,
    ReachKind,
    ResidenceKind,
    WillingnessKind,
)
from desktop_app.models import CategorySpan, Elder, Finding, PersonLink, Residence, Visit, Willingness
from desktop_app.services.finding_drafts import StepDraft
from desktop_app.services.indicators import village_figures
from desktop_app.services.months import ElderMonth, elder_months, indicator_book, month_of, month_tally
from desktop_app.services.register_drafts import ElderDraft, SpanDraft
from desktop_app.services.visit_drafts import FindingDraft, VisitDraft
from desktop_app.storage.queries.elders import village_names
from desktop_app.storage.queries.facts import load
from tests.services.homes import TODAY, VILLAGES

COUNTED = {"met_in_person", "met_remotely"}


def table(application: Application, model: Any) -> list[Any]:
    with application.store.reading() as session:
        query = select(model.__table__).where(model.retracted.is_(False))
        return list(session.execute(query).all())


def recount(application: Application, first: date, last: date) -> dict[str, int]:
    """Count the month slowly, straight from the raw rows; only who was on the register in it counts."""
    found: Counter[str] = Counter()
    concerned = set()
    for row in table(application, Elder):
        if row.registered_on <= last and not (row.ended_on and row.ended_on < first):
            concerned.add(row.uid)
            found["added"] += row.registered_on >= first
            if row.ended_on is not None and row.ended_on <= last:
                found[f"removed.{row.ended_because}"] += 1
            else:
                recount_person(application, row, last, found)
    for visit in table(application, Visit):
        if first <= visit.visited_on <= last and visit.outcome in COUNTED and visit.elder_uid in concerned:
            found[f"visits.{visit.mode}"] += 1
    for finding in table(application, Finding):
        if finding.elder_uid in concerned:
            recount_finding(finding, first, last, found)
    return dict(found)


def recount_person(application: Application, row: Any, last: date, found: Counter[str]) -> None:
    age = age_on(row.birth_on, last) if row.birth_on else 0
    for limit in (60, 65, 80):
        found[f"registered_{limit}"] += age >= limit
    own = {"oldest_old"} if age >= 80 else set()
    for span in table(application, CategorySpan):
        if span.elder_uid == row.uid and (span.from_on or last) <= last <= (span.to_on or last):
            own.add(span.category)
    special = application.context.rules.profiles[0].special_categories
    found["special"] += bool(own & {category.value for category in special})


def recount_finding(finding: Any, first: date, last: date, found: Counter[str]) -> None:
    closed = finding.closed_on is not None and finding.closed_on <= last
    if first <= finding.found_on <= last:
        found["findings_found"] += 1
        found["referrals"] += bool(finding.referred_to)
        found["urgent_handled"] += finding.kind == "urgent" and bool(finding.action or closed)
    found["findings_closed"] += closed and finding.closed_on >= first
    found["findings_open"] += finding.found_on <= last and not closed


def work(application: Application) -> None:
    """Let people come, leave, be visited in every way, and things be found and closed."""
    actor = application.actor
    for number, mode in enumerate(Mode):
        uid = application.register.save(
            actor,
            ElderDraft(
                name=f"包小{'甲乙丙丁戊'[number]}",
                village_code=VILLAGES[number % 2],
                birth_on=date(1940 + number * 5, 2, 28),
                registered_on=date(2026, 9 + number % 3, 5),
                categories=(SpanDraft(category="living_alone", from_on=date(2026, 9, 1)),),
            ),
        )
        outcome = {"in_person": "met_in_person", "third_party": "seen_by_third_party"}.get(
            mode, "met_remotely"
        )
        found = (
            FindingDraft(
                kind="urgent", what="断粮", action="送粮" if number % 2 else None, referred_to="民政办"
            ),
        )
        for day in (date(2026, 10, 31), date(2026, 11, 1)):
            application.visits.record(
                actor,
                VisitDraft(
                    elder_uid=uid,
                    visited_on=day,
                    mode=mode.value,
                    outcome=outcome,
                    visitor_name="李",
                    findings=found,
                ),
            )
        if number == 0:
            closing = StepDraft(
                kind="closed", done_on=application.clock.today(), what="已送", proof="本人确认"
            )
            application.findings.take_step(
                actor, application.visits.findings(actor, elder_uid=uid)[0].uid, closing
            )
        if number == 1:
            application.register.end(actor, uid, on=date(2026, 10, 31), reason=EndReason.MOVED_OUT)


@pytest.mark.parametrize(
    ("year", "month", "first", "last"),
    [
        (2026, 9, date(2026, 9, 1), date(2026, 9, 30)),
        (2026, 10, date(2026, 10, 1), date(2026, 10, 31)),
        (2026, 11, date(2026, 11, 1), TODAY),
    ],
)
def test_the_figures_equal_a_slow_count_of_the_raw_rows(
    application: Application, year: int, month: int, first: date, last: date
) -> None:
    work(application)
    shown = {row.key: row.numerator for row in application.indicators.month(application.actor, year, month)}
    slow = recount(application, first, last)

    assert {key: shown[key] for key in slow} == slow
    assert slow["registered_60"] > 50


def test_the_villages_add_up_to_the_whole(application: Application) -> None:
    work(application)
    actor = application.actor
    with application.store.reading() as session:
        month = month_of(2026, 10, TODAY)
        lines = elder_months(session, application.context.rules.book, month)
        villages, whole = village_figures(lines, village_names(session))
    shown = {row.key: row for row in application.indicators.month(actor, 2026, 10)}
    for key, value in whole.items():
        assert (
            value.numerator
            == sum(village.values[key].numerator for village in villages)
            == shown[key].numerator
        )
        if value.denominator is not None:
            assert value.denominator == sum(village.values[key].denominator or 0 for village in villages)
    for village in villages:
        alone = {
            row.key: row.numerator
            for row in application.indicators.month(actor, 2026, 10, village_code=village.village_code)
        }
        assert alone == {key: value.numerator for key, value in village.values.items()}


def test_the_names_missing_from_the_rate_are_exactly_its_difference(application: Application) -> None:
    for month in (9, 10, 11):
        standing = application.indicators.standing(application.actor, 2026, month)
        rate = standing.rate
        assert rate in application.indicators.month(application.actor, 2026, month)
        assert rate.denominator is not None
        assert len(standing.missing) == rate.denominator - rate.numerator
        assert len({one.uid for one in standing.missing}) == len(standing.missing)
        visited = {
            row.elder_uid
            for row in application.visits.between(
                application.actor, date(2026, month, 1), date(2026, month, 28)
            )
            if row.outcome in COUNTED
        }
        assert visited.isdisjoint(one.uid for one in standing.missing)


def test_a_running_month_counts_up_to_today_and_a_month_to_come_is_empty_of_visits(
    application: Application,
) -> None:
    running, coming = month_of(2026, 11, TODAY), month_of(2026, 12, TODAY)
    assert (running.running, running.cut) == (True, TODAY)
    assert month_of(2026, 10, TODAY).cut == date(2026, 10, 31)
    assert coming.cut == date(2026, 12, 1)
    shown = {row.key: row.numerator for row in application.indicators.month(application.actor, 2026, 12)}
    assert sum(count for key, count in shown.items() if key.startswith("visits.")) == 0


def test_every_figure_comes_with_its_definition_and_the_main_rate_with_its_target(
    application: Application,
) -> None:
    figures = application.indicators.month(application.actor, 2026, 10)
    assert all(row.title and row.definition.endswith("。") for row in figures)
    assert figures[0].key == "monthly_visit_rate"
    assert figures[0].target == "100%"


def test_before_there_was_a_register_every_figure_is_nothing(application: Application) -> None:
    figures = application.indicators.month(application.actor, 2020, 2)
    assert {row.numerator for row in figures} == {0}
    assert figures[0].value == "—"


def lines_of(application: Application, number: int) -> tuple[list[ElderMonth], Tally]:
    """Return the lines of a month of 2026, and the tally that is added up without them."""
    month, book = month_of(2026, number, TODAY), application.context.rules.book
    with application.store.reading() as session:
        return elder_months(session, book, month), month_tally(session, book, month)


def test_what_changes_no_verdict_is_not_read_and_the_numbers_are_the_same(application: Application) -> None:
    lines, _tally = lines_of(application, 11)
    one, away = [each.uid for each in lines if each.line.owed and not each.line.visited]
    other = next(each.uid for each in lines if not each.visits and each.uid not in {one, away})
    lying = next(each.uid for each in lines if each.line.owed and each.uid not in {one, away, other})
    first, before = date(2026, 11, 1), date(2026, 10, 5)
    refused, willing, stays = WillingnessKind.REFUSES, WillingnessKind.WILLING, ResidenceKind.PASTURE
    with application.store.writing("准备", "王秀英") as unit:
        for uid in (one, other):
            for row in unit.session.execute(
                select(Willingness).where(Willingness.elder_uid == uid)
            ).scalars():
                row.retracted = True
        made = select(Visit).where(Visit.elder_uid == lying, Visit.visited_on >= first)
        for visit in unit.session.execute(made).scalars():
            visit.retracted = True
        unit.add(Willingness(elder_uid=min(one, other), kind=refused.value, asked_on=before))
        # A yes in one file ends the no in another of the same person.
        unit.add(Willingness(elder_uid=max(one, other), kind=willing.value, asked_on=first))
        same = LinkVerdict.SAME.value
        unit.add(PersonLink(elder_uid=one, other_uid=other, verdict=same, decided_on=TODAY))
        unit.add(Residence(elder_uid=away, kind=stays.value, from_on=before, reach=ReachKind.LOCAL.value))
        unit.add(Residence(elder_uid=lying, kind=ResidenceKind.HOSPITAL.value, from_on=before))
    application.visits.record(
        application.actor,
        VisitDraft(
            elder_uid=away,
            visited_on=date(2026, 11, 3),
            mode="third_party",
            outcome="seen_by_third_party",
            visitor_name="牧点邻居",
        ),
    )
    for number in (9, 10, 11):
        lines, tally = lines_of(application, number)
        assert tally == indicator_book().tally(each.line for each in lines)
    told = {each.uid: each.line for each in lines}
    assert told[min(one, other)].exempt is None
    assert told[away].visited
    assert told[lying].exempt is not None
    with application.store.reading() as session:
        (read,) = load(session, [away], visits_from=before, on=TODAY, for_cards=False, for_verdicts=True)
    assert [stay.reach for stay in read.person.residences] == [ReachKind.LOCAL], "it may let a visit count"
