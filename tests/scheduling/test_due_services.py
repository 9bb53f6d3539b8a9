"""What is owed besides visits: windows, birthdays, places, several plans, against a slow count day by day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.due_kinds import DueKind, DuePeriod, DueProof, DueState, LivingPlace
from desktop_app.domain.policies import Condition, DueServiceRule, PolicyProfile, Source
from desktop_app.domain.terms import BenefitKind, Category, EndReason, ResidenceKind, WillingnessKind
from desktop_app.scheduling.due_book import ABILITY, DueBook, part_around, part_words, year_parts
from desktop_app.scheduling.due_endings import due_endings, provider_ending, without_doubles
from desktop_app.scheduling.due_facts import (
    AssessmentFact,
    BenefitFact,
    DueFact,
    DueFacts,
    GivenFact,
    PlannedFact,
)
from desktop_app.scheduling.due_services import due_services
from desktop_app.scheduling.facts import CategorySpanFact, PersonFacts, ResidenceFact, WillingnessFact
from desktop_app.scheduling.rulebook import RuleBook
from tests.scheduling.due_reference import concerns, owed_service
from tests.scheduling.made_up import shipped
from tests.scheduling.test_plans_as_written import SERVICES, SUBSIDIES, TERMS, ServiceCase, SubsidyCase

TODAY = date(2026, 11, 22)
UNTIL = TODAY + timedelta(days=90)
LONG_AGO = date(2024, 1, 1)


def somebody(birth_on: date | None = date(1950, 5, 5), *categories: Category, **facts: Any) -> DueFacts:
    """Return facts of somebody long on the register; what is no fact of the person is one of the services."""
    own = {name: facts.pop(name) for name in tuple(facts) if name in PersonFacts.__slots__}
    spans = tuple(CategorySpanFact(category) for category in categories)
    base = {"uid": "e", "birth_on": birth_on, "registered_on": LONG_AGO, "categories": spans}
    return DueFacts(person=PersonFacts(**(base | own)), **facts)


def book(*plans: str | PolicyProfile) -> DueBook:
    return DueBook(RuleBook([shipped(plan) if isinstance(plan, str) else plan for plan in plans]))


def owed(facts: DueFacts, *plans: str | PolicyProfile, on: date = TODAY) -> dict[str, DueFact]:
    """Return the lines by what they are about."""
    return {fact.about: fact for fact in due_services(facts, book(*plans), on, on + timedelta(days=90))}


def said(fact: DueFact) -> str:
    return fact.reason.say(lambda text: text)


def born(age: int) -> date:
    return date(TODAY.year - age, 8, 1)


@pytest.mark.parametrize("case", SERVICES, ids=lambda case: f"{case.plan}-{case.key}")
def test_the_line_of_a_service_shows_the_sentence_of_the_plan_and_of_its_file(case: ServiceCase) -> None:
    """The sentence is spelt out in the case, stands in the file, and is on the line."""
    plan = shipped(case.plan)
    (entry,) = [each for each in plan.due_services if each.key == case.key]
    assert entry.source.sentence == case.sentence
    about = entry.services[0] if entry.services else ABILITY
    for people, expected in ((case.owed, True), (case.not_owed, False)):
        for age, category in people:
            kinds = (TERMS[category],) if category else ()
            line = owed(somebody(born(age), *kinds), case.plan).get(about)
            rules = {claim.rule for claim in line.claims} if line is not None else set()
            assert (f"{case.plan}/{case.key}" in rules) == expected
            if line is not None and expected:
                assert case.sentence in {claim.source.sentence for claim in line.claims}


@pytest.mark.parametrize("case", SUBSIDIES, ids=lambda case: f"{case.plan}-{case.key}")
def test_the_line_of_a_subsidy_shows_the_sentence_of_the_plan_and_of_its_file(case: SubsidyCase) -> None:
    (entry,) = [each for each in shipped(case.plan).subsidies if each.key == case.key]
    stay = ResidenceFact(ResidenceKind.INSTITUTION, LONG_AGO)
    lives = {"residences": (stay,)} if entry.where is LivingPlace.INSTITUTION else {}
    for people, expected in ((case.owed, case.enabled), (case.not_owed, False)):
        for age, words in people:
            facts = somebody(born(age), *(TERMS[word] for word in words), **lives)
            line = owed(facts, case.plan).get(entry.benefit.value)
            if line is None or not expected:
                assert (line is not None) == expected
                continue
            assert (line.kind, line.state) == (DueKind.SUBSIDY, DueState.DUE)
            assert case.sentence in {claim.source.sentence for claim in line.claims}


def test_two_a_year_are_one_in_each_half() -> None:
    facts = somebody(given=(GivenFact("medical_care", date(2026, 3, 1)),))
    line = owed(facts, "chifeng-2022-56")["medical_care"]
    assert (line.state, line.due_on) == (DueState.DUE, date(2026, 12, 31))
    assert said(line) == (
        "65岁以上老年人：每年2次（每半年1次）（赤峰2022年56号）；2026年下半年还没有做；上次 2026年3月1日"
    )
    done = replace(facts, given=(*facts.given, GivenFact("medical_care", date(2026, 7, 1))))
    assert owed(done, "chifeng-2022-56")["medical_care"].state is DueState.MET


def test_a_half_year_without_it_is_overdue_until_it_is_given() -> None:
    line = owed(somebody(), "chifeng-2022-56")["medical_care"]
    assert (line.state, line.due_on) == (DueState.OVERDUE, date(2026, 6, 30))
    assert line.note.say(str) == "2026年上半年没有做满，还没有补上"
    late = somebody(given=(GivenFact("medical_care", date(2026, 8, 1)),))
    assert owed(late, "chifeng-2022-56")["medical_care"].state is DueState.MET


def test_the_part_of_a_service_for_65_begins_on_the_birthday() -> None:
    born_on = date(1961, 12, 3)
    line = owed(somebody(born_on), "chifeng-2022-56")["medical_care"]
    assert (line.state, line.due_on) == (DueState.COMING, date(2026, 12, 3))
    assert said(line).endswith("2026年12月3日满65岁起应享，第一次最迟2026年12月31日")
    day_before = owed(somebody(born_on), "chifeng-2022-56", on=date(2026, 12, 2))["medical_care"]
    assert day_before.state is DueState.COMING
    there = owed(somebody(born_on), "chifeng-2022-56", on=date(2026, 12, 3))["medical_care"]
    assert (there.state, there.begins_on, there.due_on) == (
        DueState.DUE,
        date(2026, 12, 3),
        date(2026, 12, 31),
    )
    early = somebody(born_on, given=(GivenFact("medical_care", date(2026, 12, 2)),))
    assert owed(early, "chifeng-2022-56", on=date(2026, 12, 3))["medical_care"].state is DueState.DUE


def test_the_old_age_allowance_begins_on_the_80th_birthday() -> None:
    turning = somebody(date(1946, 12, 24))
    line = owed(turning, "ordos-14fyp")["old_age_allowance"]
    assert (line.kind, line.state, line.due_on) == (DueKind.SUBSIDY, DueState.COMING, date(2026, 12, 24))
    assert said(line) == "80岁以上老年人（鄂尔多斯“十四五”规划）；2026年12月24日满80岁起应享"
    later = owed(turning, "ordos-14fyp", on=date(2027, 1, 5))["old_age_allowance"]
    assert (later.state, later.due_on) == (DueState.DUE, date(2026, 12, 24))
    assert later.note.say(str) == "2026年12月24日起应享，没有登记享受"
    paid = replace(turning, benefits=(BenefitFact(BenefitKind.OLD_AGE_ALLOWANCE, date(2026, 12, 24)),))
    assert owed(paid, "ordos-14fyp")["old_age_allowance"].state is DueState.MET
    over = replace(paid, benefits=(BenefitFact(BenefitKind.OLD_AGE_ALLOWANCE, None, date(2026, 12, 31)),))
    assert owed(over, "ordos-14fyp", on=date(2027, 1, 5))["old_age_allowance"].state is DueState.DUE
    assert "old_age_allowance" not in owed(somebody(date(1947, 6, 1)), "ordos-14fyp")
    assert owed(somebody(date(1930, 1, 1)), "ordos-14fyp")["old_age_allowance"].note.say(str) == (
        "早已应享，没有登记享受"
    )


def test_an_office_that_begins_owes_nothing_from_before_it_began() -> None:
    begun = replace(somebody(), recorded_from=date(2026, 6, 15))
    assert owed(begun, "chifeng-2022-56")["medical_care"].state is DueState.DUE, (
        "16 days of the half-year tell nothing"
    )
    earlier = replace(somebody(), recorded_from=date(2026, 6, 1))
    assert owed(earlier, "chifeng-2022-56")["medical_care"].state is DueState.OVERDUE
    never = replace(somebody(), recorded_from=date.max)
    assert {line.state for line in owed(never, "chifeng-2022-56").values()} <= {DueState.DUE, DueState.COMING}


def test_somebody_born_on_29_february_turns_80_on_the_day_that_the_register_says() -> None:
    line = owed(somebody(date(1948, 2, 29)), "ordos-14fyp", on=date(2028, 1, 10))["old_age_allowance"]
    assert line.due_on == date(2028, 2, 29)


def test_a_service_for_those_at_home_is_not_owed_in_an_institution() -> None:
    stay = ResidenceFact(ResidenceKind.INSTITUTION, date(2026, 10, 1))
    lines = owed(somebody(residences=(stay,)), "chifeng-2022-56")
    assert "medical_care" not in lines
    assert (
        lines["health_management"].state is DueState.OVERDUE
    )  # 2025 went by; the sentence says 老年人, not 居家
    back = ResidenceFact(ResidenceKind.INSTITUTION, date(2026, 10, 1), date(2026, 12, 5))
    line = owed(somebody(residences=(back,)), "chifeng-2022-56")["medical_care"]
    assert (line.state, line.due_on) == (DueState.COMING, date(2026, 12, 6))
    central = owed(somebody(born(70), Category.DESTITUTE_CENTRAL), "chifeng-2022-56")
    assert "medical_care" not in central


@pytest.mark.parametrize("because", [EndReason.DECEASED, EndReason.MOVED_OUT])
def test_nothing_is_owed_to_somebody_who_died_or_moved(because: EndReason) -> None:
    gone = somebody(ended_on=date(2026, 11, 1), ended_because=because)
    assert owed(gone, "chifeng-2022-56") == {}
    assert due_endings(replace(gone, certificate_until=TODAY), TODAY, UNTIL) == []


def test_a_category_counts_from_its_first_to_its_last_day() -> None:
    spans = (CategorySpanFact(Category.INCAPACITATED, date(2026, 11, 1), date(2026, 12, 10)),)
    line = owed(somebody(categories=spans), "chifeng-2022-56")["incapacitated_health"]
    assert (line.state, line.begins_on, line.due_on) == (
        DueState.DUE,
        date(2026, 11, 1),
        date(2026, 12, 10),
    )
    over = (CategorySpanFact(Category.INCAPACITATED, None, date(2026, 11, 1)),)
    assert "incapacitated_health" not in owed(somebody(categories=over), "chifeng-2022-56")


def test_one_service_of_two_plans_is_one_line_with_both_sentences() -> None:
    plans = ("chifeng-2023-42-urban", "chifeng-2022-56")
    lines = owed(somebody(), *plans)
    both = lines["health_management"]
    assert [claim.plan for claim in both.claims] == ["赤峰2022年56号", "赤峰2023年42号"]
    assert len({claim.source.sentence for claim in both.claims}) == 2
    two = lines_of_one = owed(somebody(born(70), Category.INCAPACITATED), "chifeng-2022-56")
    assert len(two["incapacitated_health"].claims) == 2
    assert sum(line.about == "incapacitated_health" for line in lines_of_one.values()) == 1


def test_the_strictest_plan_decides() -> None:
    twice = plan_with(times_per_year=2, services=("health_management",))
    done = somebody(given=(GivenFact("health_management", date(2026, 2, 1)),))
    assert owed(done, "chifeng-2022-56")["health_management"].state is DueState.MET
    line = owed(done, "chifeng-2022-56", twice)["health_management"]
    assert (line.state, line.due_on, line.claims[0].plan) == (DueState.DUE, date(2026, 12, 31), "试")
    assert len(line.claims) == 2


def test_nobody_is_overdue_for_a_part_of_which_too_little_was_left() -> None:
    late = somebody(registered_on=date(2026, 6, 15))
    assert owed(late, "chifeng-2022-56")["medical_care"].state is DueState.DUE
    early = somebody(registered_on=date(2026, 5, 15))
    assert owed(early, "chifeng-2022-56")["medical_care"].state is DueState.OVERDUE


def test_before_the_60th_birthday_nothing_is_owed_whatever_the_categories() -> None:
    young = somebody(date(1967, 3, 1), Category.INCAPACITATED)
    assert owed(young, "chifeng-2022-56") == {}
    assert (
        owed(young, "chifeng-2022-56", on=date(2026, 12, 20))["incapacitated_health"].state is DueState.COMING
    )


def test_a_family_doctor_is_owed_as_long_as_no_contract_holds() -> None:
    missing = owed(somebody(), "chifeng-2022-56")["family_doctor"]
    assert (missing.state, missing.note.say(str)) == (DueState.DUE, "早已应享，没有在期的长期安排")
    signed = somebody(
        planned=(PlannedFact("family_doctor", date(2026, 1, 1), date(2026, 12, 31), agreed=True),)
    )
    assert owed(signed, "chifeng-2022-56")["family_doctor"].state is DueState.MET
    (ending,) = due_endings(signed, TODAY, UNTIL)
    assert (ending.kind, ending.state, ending.due_on) == (
        DueKind.AGREEMENT,
        DueState.COMING,
        date(2026, 12, 31),
    )
    after = date(2027, 1, 15)
    over = owed(signed, "chifeng-2022-56", on=after)["family_doctor"]
    assert (over.state, over.due_on) == (DueState.OVERDUE, date(2026, 12, 31))
    told = without_doubles([over, *due_endings(signed, after, after + timedelta(days=90))])
    assert [fact.kind for fact in told] == [DueKind.SERVICE]
    renewed = replace(
        signed, planned=(*signed.planned, PlannedFact("family_doctor", date(2027, 1, 1), agreed=True))
    )
    assert due_endings(renewed, TODAY, UNTIL) == []


def test_what_ends_in_the_days_that_come_is_told_and_what_was_renewed_is_not() -> None:
    facts = somebody(
        born(70),
        Category.INCAPACITATED,
        benefits=(
            BenefitFact(BenefitKind.NURSING_SUBSIDY, None, date(2026, 12, 31)),
            BenefitFact(BenefitKind.PREFERENTIAL, None, date(2027, 6, 30)),
            BenefitFact(BenefitKind.MINIMUM_ALLOWANCE, None, date(2020, 6, 30)),
        ),
        assessments=(AssessmentFact(date(2025, 1, 1), date(2026, 11, 20)),),
        certificate_until=date(2027, 1, 31),
        willingness=(
            WillingnessFact(WillingnessKind.REFUSES, date(2026, 6, 1), date(2026, 12, 1)),
            WillingnessFact(WillingnessKind.WILLING, date(2025, 6, 1), date(2025, 12, 1)),
        ),
    )
    found = {fact.kind: fact for fact in due_endings(facts, TODAY, UNTIL)}
    assert {kind: (fact.state, fact.due_on) for kind, fact in found.items()} == {
        DueKind.BENEFIT: (DueState.COMING, date(2026, 12, 31)),
        DueKind.ASSESSMENT: (DueState.OVERDUE, date(2026, 11, 20)),
        DueKind.CERTIFICATE: (DueState.COMING, date(2027, 1, 31)),
        DueKind.ASK_AGAIN: (DueState.COMING, date(2026, 12, 1)),
    }
    assert said(found[DueKind.ASK_AGAIN]) == "2026年6月1日的答复是“拒绝”，约定2026年12月1日再问"
    again = replace(
        facts, assessments=(*facts.assessments, AssessmentFact(date(2026, 11, 21), date(2028, 1, 1)))
    )
    assert DueKind.ASSESSMENT not in {fact.kind for fact in due_endings(again, TODAY, UNTIL)}


def test_somebody_incapacitated_without_an_official_assessment_is_told() -> None:
    spans = (CategorySpanFact(Category.INCAPACITATED, date(2026, 3, 1)),)
    (line,) = due_endings(somebody(categories=spans), TODAY, UNTIL)
    assert (line.kind, line.state) == (DueKind.UNASSESSED, DueState.DUE)
    assert said(line).endswith("2026年3月1日起登记为失能，没有正式能力评估的记录")
    lines = [*due_services(somebody(categories=spans), book("liaoyuan-14fyp"), TODAY, UNTIL), line]
    abilities = [fact for fact in without_doubles(lines) if fact.about == ABILITY]
    assert [fact.kind for fact in abilities] == [DueKind.SERVICE]  # the plan's own line says it already


def test_the_contract_of_a_provider_ends_for_nobody_in_person() -> None:
    ending = provider_ending(date(2026, 12, 31), TODAY, UNTIL)
    assert ending is not None
    assert said(ending) == "购买服务合同到2026年12月31日为止"
    assert provider_ending(date(2027, 12, 31), TODAY, UNTIL) is None
    assert provider_ending(date(2026, 1, 1), TODAY, UNTIL) is None


def test_an_entry_that_is_off_or_names_no_service_lists_nobody() -> None:
    assert owed(somebody(), plan_with(enabled=False)) == {}
    assert owed(somebody(), plan_with(services=())) == {}


@pytest.mark.parametrize("parts", [1, 2, 3, 4, 5, 12, 52, 366])
def test_the_parts_of_a_year_cover_every_day_once(parts: int) -> None:
    for year in (2026, 2028):
        windows = [window for window in year_parts(year, parts) if window.first <= window.last]
        days = sum((window.last - window.first).days + 1 for window in windows)
        assert (windows[0].first, windows[-1].last) == (date(year, 1, 1), date(year, 12, 31))
        assert days == (date(year + 1, 1, 1) - date(year, 1, 1)).days
        for window in windows[:: max(1, parts // 7)]:
            assert part_around(window.first, parts) == part_around(window.last, parts) == window
    assert part_words(part_around(TODAY, 2), 2).say(str) == "2026年下半年"
    assert part_words(part_around(TODAY, 4), 4).say(str) == "2026年第四季度"
    assert part_words(part_around(TODAY, 12), 12).say(str) == "2026年11月"
    assert part_words(part_around(TODAY, 5), 5).say(str) == "2026年10月20日至12月31日"


def plan_with(**values: Any) -> PolicyProfile:
    """Return a plan that owes one service."""
    base: dict[str, Any] = {
        "key": "one",
        "title": "试验服务",
        "who": (Condition(min_age=65),),
        "times_per_year": 1,
        "services": ("bath",),
        "source": Source(document="试", sentence="试验。"),
    }
    plan = shipped("national-2021-37")
    return replace(plan, id="made-up", short_title="试", due_services=(DueServiceRule(**(base | values)),))


days = st.dates(date(2025, 1, 1), date(2027, 3, 31))
spans = st.tuples(days, st.none() | days).map(
    lambda pair: pair if pair[1] is None or pair[0] <= pair[1] else (pair[1], pair[0])
)
CATEGORIES = (Category.INCAPACITATED, Category.DESTITUTE_CENTRAL, Category.EMPTY_NEST)


@st.composite
def people(draw: st.DrawFn) -> DueFacts:
    """Draw somebody whose age, categories, place and register change about the days looked at."""
    spells = draw(st.lists(st.tuples(st.sampled_from(CATEGORIES), spans), max_size=3))
    stays = draw(st.lists(spans, max_size=2))
    ended = draw(st.none() | days)
    return DueFacts(
        person=PersonFacts(
            uid="e",
            birth_on=draw(st.none() | st.dates(date(1940, 1, 1), date(1968, 12, 31))),
            registered_on=draw(st.dates(date(2024, 1, 1), date(2026, 12, 31))),
            ended_on=ended,
            ended_because=EndReason.MOVED_OUT if ended else None,
            categories=tuple(CategorySpanFact(kind, *span) for kind, span in spells),
            residences=tuple(ResidenceFact(ResidenceKind.INSTITUTION, *span) for span in stays),
        ),
        given=tuple(
            GivenFact(service, on)
            for service, on in draw(st.lists(st.tuples(st.sampled_from(("bath", "meal")), days), max_size=4))
        ),
    )


entries = st.builds(
    plan_with,
    times_per_year=st.sampled_from((1, 2, 4, 12)),
    period=st.sampled_from(DuePeriod),
    where=st.sampled_from(LivingPlace),
    who=st.sampled_from(
        (
            (Condition(min_age=65),),
            (Condition(min_age=80), Condition(any_category=(Category.INCAPACITATED,))),
            (Condition(special=True, max_age=79),),
            (Condition(min_age=60, none_of=(Category.INCAPACITATED,)),),
        )
    ),
)


@settings(max_examples=60, deadline=None)
@given(facts=people(), plan=entries, as_of=st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_the_engine_says_what_the_slow_count_says(facts: DueFacts, plan: PolicyProfile, as_of: date) -> None:
    until = as_of + timedelta(days=40)
    (rule,) = plan.due_services
    assert rule.proof is DueProof.SERVICE
    found = due_services(facts, book(plan), as_of, until)
    expected = owed_service(rule, plan, facts, as_of, until)
    assert [(fact.state, fact.due_on) for fact in found] == ([] if expected is None else [expected])


@settings(max_examples=20, deadline=None)
@given(facts=people(), as_of=st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_subsidies_are_told_to_those_whom_the_slow_count_means(facts: DueFacts, as_of: date) -> None:
    plan = shipped("chifeng-2022-56")
    until = as_of + timedelta(days=20)
    told = {fact.about for fact in due_services(facts, book(plan), as_of, until)}
    for rule in plan.subsidies:
        looked = (as_of + timedelta(days=ahead) for ahead in range(21))
        gone = facts.person.ended_on is not None and facts.person.ended_on <= as_of
        meant = not gone and any(concerns(rule, plan, facts, as_of, day) for day in looked)
        assert (rule.benefit.value in told) == meant
