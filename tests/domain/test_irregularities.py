"""What the self-check asks about, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.clusters import clusters
from desktop_app.domain.hasty_visits import month_end, too_fast
from desktop_app.domain.irregularities import RULES, find, same_photo
from desktop_app.domain.irregularity_facts import (
    MonthFacts,
    Observation,
    SeenPerson,
    SeenPhoto,
    SeenVisit,
    SeenVisitor,
    Stay,
    Thresholds,
    fingerprint,
)
from desktop_app.domain.same_words import alike_pairs, letters, own_words, pieces, same_words
from desktop_app.domain.terms import IrregularityKind, Mode, Outcome, ResidenceKind

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
DAY = timedelta(days=1)
LIMITS = Thresholds()
LONG = "{}老人身体状况良好，精神状态佳，饮食起居正常，家中用火用电安全，无异常情况，已叮嘱注意保暖。"


def visit(number: int, **facts: Any) -> SeenVisit:
    usual: dict[str, Any] = {
        "uid": f"v{number:03}",
        "elder_uid": f"e{number:03}",
        "on": FIRST + (number % 25) * DAY,
        "mode": Mode.IN_PERSON,
        "outcome": Outcome.MET_IN_PERSON,
        "visitor": "海棠",
    }
    return SeenVisit(**(usual | facts))


def facts(*visits: SeenVisit, **more: Any) -> MonthFacts:
    people = {each.elder_uid: SeenPerson(uid=each.elder_uid, name="") for each in visits}
    usual: dict[str, Any] = {
        "first": FIRST,
        "last": LAST,
        "through": LAST,
        "visits": visits,
        "people": people,
    }
    return MonthFacts(**(usual | more))


def only(found: Iterable[Observation]) -> Observation:
    seen = list(found)
    assert len(seen) == 1
    return seen[0]


# ------------------------------------------------------------------------------------------ the same words


def test_text_pasted_to_other_people_is_found_though_the_name_digits_and_signs_differ() -> None:
    names = ("王桂兰", "乌力吉德力格尔", "李福")
    texts = [
        LONG.format(name).replace("，", mark) for name, mark in zip(names, ("，", " , ", "、"), strict=True)
    ]
    visits = [visit(number, summary=text) for number, text in enumerate(texts)]
    people = {
        each.elder_uid: SeenPerson(uid=each.elder_uid, name=name)
        for each, name in zip(visits, names, strict=True)
    }
    seen = only(same_words(facts(*visits, people=people), LIMITS))
    assert seen.visits == ("v000", "v001", "v002")
    assert seen.visitor == "海棠"
    assert "3位老年人的3次探访" in seen.seen.say(str)


def test_text_with_some_words_changed_and_another_persons_name_left_inside_is_found() -> None:
    one, other = LONG.format("王桂兰"), LONG.format("王桂兰").replace("饮食起居正常，", "吃饭睡觉正常，")
    assert only(same_words(facts(visit(1, summary=one), visit(2, action=other)), LIMITS)).elders == (
        "e001",
        "e002",
    )


@pytest.mark.parametrize(
    "changes",
    [
        [{"visitor": "海棠"}, {"visitor": "赵宝山"}],
        [{"elder_uid": "e1"}, {"elder_uid": "e1"}],
        [{"stop": "户1"}, {"stop": "户1"}],
        [{"campaign_uid": "c1"}, {"campaign_uid": "c1"}],
        [{"round_uid": "r1"}, {"round_uid": "r1"}],
        [{"on": FIRST - 20 * DAY}, {"on": FIRST - 21 * DAY}],
        [{"visitor": ""}, {"visitor": ""}],
    ],
    ids=["two visitors", "one person", "one household", "one campaign", "one round", "last month", "nobody"],
)
def test_the_same_words_are_no_question_where_there_is_a_plain_reason(changes: list[dict[str, Any]]) -> None:
    visits = [visit(number, summary=LONG, **each) for number, each in enumerate(changes)]
    assert list(same_words(facts(*visits), LIMITS)) == []


def test_a_list_of_calls_with_the_same_long_note_to_many_houses_is_a_question() -> None:
    visits = [visit(number, summary=LONG, round_uid="r1", mode=Mode.PHONE) for number in range(2)]
    assert only(same_words(facts(*visits), LIMITS)).visits == ("v000", "v001")


def test_words_copied_from_last_month_are_told_of_this_month_only() -> None:
    visits = [visit(1, summary=LONG, on=FIRST - 5 * DAY), visit(2, summary=LONG)]
    assert only(same_words(facts(*visits), LIMITS)).on == visits[1].on


def test_offered_sentences_and_short_words_are_no_question() -> None:
    stock = frozenset({"精神状态良好，与上次探访时没有变化。", "已提醒用火用电安全，睡前检查炉具。"})
    offered = "精神状态良好，与上次探访时没有变化。已提醒用火用电安全，睡前检查炉具。"
    assert own_words(offered, frozenset(map(letters, stock))) == ""
    for text in (offered, "一切正常", "1234567890123456789012345678901234567890", ""):
        visits = [visit(number, summary=text) for number in range(8)]
        assert list(same_words(facts(*visits, stock=stock), LIMITS)) == []


def test_middling_words_need_three_visits() -> None:
    text = "老人在院里喂羊，大儿子上周末回来过，带了药"
    assert LIMITS.words_short <= len(letters(text)) < LIMITS.words_long
    assert list(same_words(facts(*[visit(number, summary=text) for number in range(2)]), LIMITS)) == []
    assert only(same_words(facts(*[visit(number, summary=text) for number in range(3)]), LIMITS)).visits


@given(st.lists(st.text("炉子羊圈好药", min_size=3, max_size=18), max_size=14), st.integers(40, 95))
def test_alike_pairs_are_those_that_comparing_each_with_each_finds(texts: list[str], share: int) -> None:
    every = sorted(set(texts))
    slow = {
        (one, other)
        for at, one in enumerate(every)
        for other in every[at + 1 :]
        if len(pieces(one) & pieces(other)) * 100 >= share * len(pieces(one) | pieces(other))
    }
    assert {tuple(sorted(pair)) for pair in alike_pairs(texts, share)} == slow


# ------------------------------------------------------------------------------------------- too many, too fast


def at(*minutes: int, **more: Any) -> MonthFacts:
    return facts(*(visit(number, on=FIRST, time=minute, **more) for number, minute in enumerate(minutes)))


@pytest.mark.parametrize(
    ("minutes", "count"),
    [
        ((600, 601, 602, 603, 604, 605, 606, 607, 608, 609), 10),
        ((617,) * 6, 6),
        ((551, 552), 2),
        ((551, 557, 557), 3),
        ((870, 874, 878, 882, 1000), 4),
        ((540,) * 4, 4),
    ],
)
def test_more_doors_than_minutes_allow_are_found_with_their_span(
    minutes: tuple[int, ...], count: int
) -> None:
    seen = only(too_fast(at(*minutes), LIMITS))
    assert len(seen.visits) == count
    assert f"上门{count}户" in seen.seen.say(str)


@pytest.mark.parametrize(
    "minutes", [(600,), (600, 605, 610, 615, 620), (540, 540, 570), (551, 553), (551, 555, 558), ()]
)
def test_neighbours_five_minutes_apart_and_times_said_roughly_are_no_question(
    minutes: tuple[int, ...],
) -> None:
    assert list(too_fast(at(*minutes), LIMITS)) == []


def test_calls_may_be_two_minutes_apart_and_unanswered_ones_take_none() -> None:
    call = {"mode": Mode.PHONE, "outcome": Outcome.MET_REMOTELY}
    assert list(too_fast(at(*range(600, 700, 2), **call), LIMITS)) == []
    assert list(too_fast(at(600, 600, 601, **call), LIMITS)) == []
    assert "10户通话" in only(too_fast(at(*range(600, 610), **call), LIMITS)).seen.say(str)
    call["outcome"] = Outcome.COULD_NOT_REACH
    assert list(too_fast(at(*range(600, 610), **call), LIMITS)) == []


def test_one_household_one_meal_and_one_round_are_one_stop() -> None:
    for together in ({"stop": "户1"}, {"round_uid": "r1"}):
        assert list(too_fast(at(600, 600, 600, 600, 600, **together), LIMITS)) == []
    assert list(too_fast(at(600, 600, visitor=""), LIMITS)) == []


def _slow_too_fast(times: list[int]) -> set[int]:
    """Return which stops lie in some stretch that is too short, trying all stretches."""
    ordered = sorted(times)
    inside = set()
    for first in range(len(ordered)):
        for last in range(first + 1, len(ordered)):
            count = last - first + 1
            span = ordered[last] - ordered[first]
            rough = count <= 3 and all(time % 30 == 0 for time in ordered[first : last + 1])
            if span < LIMITS.least_in_person(count) and not rough:
                inside |= set(range(first, last + 1))
    return inside


@given(st.lists(st.integers(480, 560), max_size=12))
def test_the_stops_that_are_named_are_those_that_trying_all_stretches_finds(times: list[int]) -> None:
    named = [uid for seen in too_fast(at(*times), LIMITS) for uid in seen.visits]
    assert len(named) == len(set(named)) == len(_slow_too_fast(times))


# --------------------------------------------------------------------------------------- away, dead, by age


def test_a_visit_at_home_inside_a_stay_is_found_with_both_days_and_its_first_and_last_day_are_not() -> None:
    stay = Stay(ResidenceKind.HOSPITAL, FIRST + 3 * DAY, FIRST + 9 * DAY)
    person = SeenPerson(uid="e", stays=(stay,))
    visits = [visit(day, elder_uid="e", on=FIRST + day * DAY) for day in (2, 3, 6, 9, 10)]
    seen = only(RULES[IrregularityKind.IN_HOSPITAL](facts(*visits, people={"e": person}), LIMITS))
    assert seen.visits == ("v006",)
    assert "11月4日至11月10日住院，11月7日" in seen.seen.say(str)
    bed = [replace(each, outcome=Outcome.IN_HOSPITAL) for each in visits]
    assert find(facts(*bed, people={"e": person})) == []


def test_an_open_stay_in_an_institution_and_two_overlapping_stays_are_each_one_question() -> None:
    stays = (Stay(ResidenceKind.INSTITUTION, FIRST), Stay(ResidenceKind.HOSPITAL, FIRST + DAY))
    visits = [visit(day, elder_uid="e", on=FIRST + day * DAY) for day in (5, 9)]
    seen = only(find(facts(*visits, people={"e": SeenPerson(uid="e", stays=stays)})))
    assert seen.visits == ("v005", "v009")
    assert "没有登记离开" in seen.seen.say(str)


def test_after_death_only_what_cannot_be_is_a_question() -> None:
    person = SeenPerson(uid="e", died_on=FIRST + 5 * DAY, on_register=False)
    for outcome in Outcome:
        after = visit(1, elder_uid="e", on=FIRST + 6 * DAY, outcome=outcome)
        found = find(facts(after, people={"e": person}))
        shut = outcome in {Outcome.NOT_AT_HOME, Outcome.COULD_NOT_REACH, Outcome.DECEASED}
        assert [each.kind for each in found] == ([] if shut else [IrregularityKind.AFTER_DEATH])
    same_day = visit(1, elder_uid="e", on=FIRST + 5 * DAY)
    assert find(facts(same_day, people={"e": person})) == []


def test_category_without_assessment_and_before_sixty_is_asked_about_people_on_the_register() -> None:
    frail = SeenPerson(uid="a", incapacitated=True, tagged=True, born_on=date(1950, 1, 1))
    young = SeenPerson(uid="b", tagged=True, born_on=date(1966, 12, 1))
    found = find(facts(people={"a": frail, "b": young}))
    assert [(each.kind, each.elders) for each in found] == [
        (IrregularityKind.NO_ASSESSMENT, ("a",)),
        (IrregularityKind.UNDER_AGE, ("b",)),
    ]
    well = (
        replace(frail, assessed=True),
        replace(frail, on_register=False),
        replace(young, born_on=date(1966, 11, 30)),
        replace(young, born_on=None),
        replace(young, tagged=False),
    )
    for person in well:
        assert find(facts(people={person.uid: person})) == []


# ---------------------------------------------------------------------------------------------- end of the month


def late(count: int, before: int = 0, **more: Any) -> tuple[SeenVisit, ...]:
    last = [visit(number, on=LAST - (number % 3) * DAY, **more) for number in range(count)]
    return (*last, *(visit(100 + number, on=FIRST + number * DAY, **more) for number in range(before)))


def test_a_month_in_its_last_days_is_found_once_and_keeps_its_name_when_visits_are_added() -> None:
    seen = only(month_end(facts(*late(12, 4)), LIMITS))
    assert len(seen.visits) == 12
    assert seen.about == only(month_end(facts(*late(13, 5)), LIMITS)).about
    assert "本月走访16户次，其中12户次在11月28日以后" in seen.seen.say(str)


def test_an_even_month_few_visits_campaigns_and_a_household_are_no_question() -> None:
    for quiet in (
        late(12, 20),
        late(7),
        late(12, campaign_uid="c"),
        late(12, stop="户"),
        late(12, visitor=""),
    ):
        assert list(month_end(facts(*quiet), LIMITS)) == []
    assert list(month_end(facts(*late(12), through=LAST - 3 * DAY), LIMITS)) == []


def test_who_began_late_was_on_leave_or_took_people_over_late_is_not_asked() -> None:
    visits = late(14)
    began = {"海棠": SeenVisitor("海棠", LAST - 5 * DAY)}
    leave = {"海棠": SeenVisitor("海棠", None, ((FIRST, LAST - 5 * DAY),))}
    handed = {("海棠", each.elder_uid): LAST - 4 * DAY for each in visits}
    for more in ({"visitors": began}, {"visitors": leave}, {"handed": handed}):
        assert list(month_end(facts(*visits, **more), LIMITS)) == []
    away = {
        each.elder_uid: SeenPerson(
            uid=each.elder_uid, stays=(Stay(ResidenceKind.HOSPITAL, FIRST, LAST - 4 * DAY),)
        )
        for each in visits
    }
    assert list(month_end(facts(*visits, people=away), LIMITS)) == []


# ------------------------------------------------------------------------------------------------------ pictures


def photo(number: int, likeness: int, **more: Any) -> SeenPhoto:
    usual: dict[str, Any] = {
        "visit_uid": f"v{number:03}",
        "elder_uid": f"e{number:03}",
        "on": FIRST + number * DAY,
        "stop": "",
        "digest": f"{number:064}",
        "likeness": f"{likeness:016x}",
        "visitor": "海棠",
    }
    return SeenPhoto(**(usual | more))


RICH = 0x0F0F_3333_5555_00FF


def pictures(*shown: SeenPhoto) -> MonthFacts:
    return facts(*(visit(number) for number in range(len(shown))), photos=shown)


def test_the_same_picture_of_two_visitors_and_a_nearly_same_one_of_one_visitor_are_found() -> None:
    same = pictures(photo(1, RICH), photo(2, ~RICH & 2**64 - 1, digest=f"{1:064}", visitor="赵宝山"))
    assert only(same_photo(same, LIMITS)).visits == ("v001", "v002")
    near = RICH ^ 0b1010101 << 20
    assert only(same_photo(pictures(photo(1, RICH), photo(2, near)), LIMITS)).elders == ("e001", "e002")


@pytest.mark.parametrize(
    ("likeness", "more"),
    [
        (RICH ^ 0xFF << 20, {}),
        (RICH ^ 1, {"visitor": "赵宝山"}),
        (RICH, {"digest": f"{1:064}", "on": FIRST + DAY, "elder_uid": "e001"}),
        (RICH, {"digest": f"{1:064}", "on": FIRST + DAY, "stop": "e001"}),
        (RICH, {"visit_uid": "v001"}),
    ],
    ids=[
        "another picture",
        "another visitor",
        "the same visit's day",
        "the same house that day",
        "one visit",
    ],
)
def test_other_pictures_and_one_day_in_one_house_are_no_question(likeness: int, more: dict[str, Any]) -> None:
    assert list(same_photo(pictures(photo(1, RICH), photo(2, likeness, **more)), LIMITS)) == []


def test_dark_pictures_are_alike_by_chance_and_only_the_same_file_counts() -> None:
    assert list(same_photo(pictures(photo(1, 0), photo(2, 1)), LIMITS)) == []
    assert only(same_photo(pictures(photo(1, 0), photo(2, 0, digest=f"{1:064}")), LIMITS)).visits


@given(st.sets(st.integers(0, 63), max_size=9))
def test_pictures_that_differ_in_few_bits_are_found_wherever_the_bits_are(bits: set[int]) -> None:
    other = RICH
    for bit in bits:
        other ^= 1 << bit
    found = list(same_photo(pictures(photo(1, RICH), photo(2, other)), LIMITS))
    assert bool(found) == (len(bits) <= LIMITS.photo_bits)


# ------------------------------------------------------------------------------------------------------- all of it


def test_the_name_of_an_irregularity_depends_on_its_subjects_alone() -> None:
    kind = IrregularityKind.TOO_FAST
    assert fingerprint(kind, ["b", "a"]) == fingerprint(kind, ["a", "b", "a"])
    assert fingerprint(kind, ["a"]) != fingerprint(IrregularityKind.SAME_PHOTO, ["a"])
    assert len(fingerprint(kind, ["a"])) == 64


@given(st.permutations(range(12)))
def test_the_order_in_which_facts_come_changes_nothing(order: list[int]) -> None:
    visits = [visit(number, on=LAST, time=600 + number, summary=LONG) for number in range(12)]
    shuffled = [visits[number] for number in order]
    assert find(facts(*shuffled)) == find(facts(*visits))


def test_every_kind_has_a_rule_and_says_what_was_seen_and_what_may_be_behind_it() -> None:
    assert list(RULES) == list(IrregularityKind)
    for seen in find(facts(*late(12, time=600, summary=LONG))):
        assert seen.seen.say(str)
        assert seen.perhaps.say(str).startswith("可能")


def test_thresholds_are_read_from_settings_and_nonsense_keeps_the_usual_ones() -> None:
    kept = Thresholds.from_data({"end_stops": 20, "nonsense": 1, "calls": "many", "photo_bits": True})
    assert kept == Thresholds(end_stops=20)
    assert list(month_end(facts(*late(12, 4)), kept)) == []


def test_what_hangs_together_by_pairs_is_one_group() -> None:
    assert clusters([("b", "a"), ("c", "d"), ("b", "c"), ("y", "x")]) == [("a", "b", "c", "d"), ("x", "y")]
