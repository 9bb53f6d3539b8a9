"""自查 in a real store: what it reads, whom it names, how an explanation is kept and travels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from desktop_app.bootstrap import Application
from desktop_app.domain.errors import FieldProblem, NotAllowed
from desktop_app.domain.irregularity_facts import Thresholds
from desktop_app.domain.terms import IrregularityKind, Mode, Outcome
from desktop_app.models import (
    Assessment,
    CategorySpan,
    LifeEvent,
    PersonLink,
    Residence,
    ServiceRecord,
    Visit,
    VisitPhoto,
)
from desktop_app.services import self_check_papers, settings
from desktop_app.services.self_checks import Irregularity, by_kind, offered
from tests.services.families import DAY, FAMILY, NEIGHBOUR, READER, TODAY, WORKER, Town, field_of
from tests.services.homes import Home
from tests.services.test_batches import introduce
from tests.storage.stores import rows

FIRST = TODAY.replace(day=1)
TEXT = "老人身体状况良好，精神状态佳，饮食起居正常，家中用火用电安全，无异常情况，已叮嘱注意保暖。"
MONTH = "2026-11"


def went(town: Town, name: str, on: date, **facts: Any) -> str:
    """Record a visit as an import or another site may bring it."""
    visit: dict[str, Any] = {
        "elder_uid": town.uids[name],
        "visited_on": on,
        "mode": Mode.IN_PERSON.value,
        "outcome": Outcome.MET_IN_PERSON.value,
        "visitor_uid": town.visitors["海棠"],
        "visitor_name": "海棠",
        "entered_on": on,
    }
    with town.app.store.writing("探访", "海棠") as unit:
        return unit.add(Visit(**(visit | facts))).uid


def keep(town: Town, *records: Any) -> None:
    """Write records as they are."""
    with town.app.store.writing("样例", "海棠") as unit:
        for record in records:
            unit.add(record)


def found(town: Town, month_on: date = TODAY, village: str | None = None) -> list[Irregularity]:
    """Return the month's self-check."""
    return town.app.self_check.irregularities(town.actor, month_on, village)


def test_a_clean_month_has_nothing_and_so_has_one_that_is_still_to_come(town: Town) -> None:
    went(town, NEIGHBOUR, TODAY, summary=TEXT)
    assert found(town) == []
    assert found(town, TODAY + 40 * DAY) == []
    assert town.app.self_check.waiting(town.actor) == 0


def test_two_notes_alike_name_people_visits_and_visitor(town: Town) -> None:
    one = went(town, NEIGHBOUR, FIRST + DAY, summary=TEXT, visited_time="09:30")
    other = went(town, FAMILY[0], FIRST + 2 * DAY, summary=f"{FAMILY[0]}{TEXT}")
    (row,) = found(town)
    assert (row.kind, row.month, row.on) == (IrregularityKind.SAME_WORDS, MONTH, FIRST + 2 * DAY)
    assert [(each.uid, each.name, each.time) for each in row.visits] == [
        (one, NEIGHBOUR, "09:30"),
        (other, FAMILY[0], ""),
    ]
    assert (row.visitor, len(row.villages), row.explanation) == ("海棠", 1, None)
    assert row.seen.startswith("2位老年人的2次探访")
    assert by_kind([row]) == {IrregularityKind.SAME_WORDS: (1, 0)}
    assert found(town, village="150425202202") == []
    assert found(town, FIRST - DAY) == []


def test_who_lives_together_and_what_the_program_offers_is_no_question(town: Town) -> None:
    for name in FAMILY:
        went(town, name, TODAY, summary=TEXT, visited_time="10:00")
    phrase = next(text for text in sorted(offered()) if len(text) > 18)
    for number, name in enumerate((FAMILY[0], NEIGHBOUR)):
        went(town, name, TODAY - (1 + number) * DAY, summary=phrase)
    assert found(town) == []


def test_a_visitor_known_by_name_only_is_the_one_on_the_list(town: Town) -> None:
    went(town, NEIGHBOUR, TODAY, visited_time="10:01")
    went(town, FAMILY[0], TODAY, visited_time="10:01", visitor_uid=None)
    went(town, FAMILY[1], TODAY, visited_time="10:02", visitor_uid=None, visitor_name="别人")
    (row,) = found(town)
    assert (row.kind, len(row.visits), row.visitor) == (IrregularityKind.TOO_FAST, 2, "海棠")


def test_a_meal_recorded_in_one_go_is_one_stop(town: Town) -> None:
    for name in (NEIGHBOUR, FAMILY[0]):
        went(town, name, TODAY, visited_time="11:31")
        keep(
            town,
            ServiceRecord(
                elder_uid=town.uids[name], service="meal", given_on=TODAY, round_uid="r1", entered_on=TODAY
            ),
        )
    assert found(town) == []


@pytest.mark.parametrize("told_by", ["residence", "event"])
def test_a_visit_at_home_during_a_stay_is_found_however_the_stay_is_known(town: Town, told_by: str) -> None:
    uid = town.uids[NEIGHBOUR]
    if told_by == "residence":
        keep(town, Residence(elder_uid=uid, kind="hospital", from_on=FIRST, to_on=FIRST + 9 * DAY))
    else:
        for kind, on in (("hospital_in", FIRST), ("hospital_out", FIRST + 9 * DAY)):
            keep(town, LifeEvent(elder_uid=uid, kind=kind, happened_on=on, known_on=on))
    inside = went(town, NEIGHBOUR, FIRST + 4 * DAY)
    went(town, NEIGHBOUR, FIRST + 9 * DAY)
    (row,) = found(town)
    assert [each.uid for each in row.visits] == [inside]
    assert "11月1日至11月10日住院，11月5日" in row.seen


def test_a_death_on_another_file_of_the_same_person_counts(town: Town) -> None:
    visit = went(town, NEIGHBOUR, TODAY)
    keep(
        town,
        LifeEvent(elder_uid=town.uids[FAMILY[2]], kind="deceased", happened_on=FIRST, known_on=FIRST),
    )
    assert found(town) == []
    keep(
        town,
        PersonLink(
            elder_uid=town.uids[NEIGHBOUR], other_uid=town.uids[FAMILY[2]], verdict="same", decided_on=TODAY
        ),
    )
    (row,) = found(town)
    assert (row.kind, [each.uid for each in row.visits]) == (IrregularityKind.AFTER_DEATH, [visit])
    assert len(row.elders) == 1


def test_a_picture_of_last_year_used_again_is_found(town: Town) -> None:
    uids = [went(town, NEIGHBOUR, TODAY - 300 * DAY), went(town, NEIGHBOUR, TODAY)]
    for uid in uids:
        keep(
            town,
            VisitPhoto(
                elder_uid=town.uids[NEIGHBOUR],
                visit_uid=uid,
                digest="a" * 64,
                likeness="0f0f0f0f0f0f0f0f",
                width=4,
                height=3,
                size=9,
            ),
        )
    (row,) = found(town)
    assert (row.kind, [each.uid for each in row.visits]) == (IrregularityKind.SAME_PHOTO, uids)


def test_incapacity_needs_an_official_assessment(town: Town) -> None:
    uid = town.uids[NEIGHBOUR]
    keep(town, CategorySpan(elder_uid=uid, category="incapacitated", from_on=FIRST))
    screening = Assessment(elder_uid=uid, kind="screening", assessed_on=FIRST, level="3", entered_on=FIRST)
    keep(town, screening)
    (row,) = found(town)
    assert (row.kind, row.elders, row.visits) == (IrregularityKind.NO_ASSESSMENT, ((uid, NEIGHBOUR),), ())
    keep(town, Assessment(elder_uid=uid, kind="official", assessed_on=FIRST, level="3", entered_on=FIRST))
    assert found(town) == []


# ---------------------------------------------------------------------------------------------- explanations


def two_fast(town: Town) -> Irregularity:
    went(town, NEIGHBOUR, TODAY, visited_time="10:01")
    went(town, FAMILY[0], TODAY, visited_time="10:02")
    (row,) = found(town)
    return row


def test_an_explanation_is_kept_replaced_undone_and_said_anew(town: Town) -> None:
    row, check = two_fast(town), town.app.self_check
    assert check.waiting(town.actor) == 1
    first = check.explain(WORKER, row.about, row.kind, row.month, "  时间是事后回忆的。 ")
    (told,) = found(town)
    assert told.explanation is not None
    assert (told.explanation.text, told.explanation.by, told.explanation.on) == (
        "时间是事后回忆的。",
        "海棠",
        TODAY,
    )
    assert (check.counts(READER).found, check.waiting(READER)) == (1, 0)
    second = check.explain(town.actor, row.about, row.kind, row.month, "两户在一起晒太阳。")
    assert [each.text for each in found(town)[0].explanations] == ["两户在一起晒太阳。"]
    assert len(rows(town.app.store)["self_check_note"]) == 1
    town.undo(second)
    assert [each.text for each in found(town)[0].explanations] == ["时间是事后回忆的。"]
    town.undo(first)
    assert found(town)[0].explanation is None
    check.explain(town.actor, row.about, row.kind, row.month, "重写。")
    assert [each.text for each in found(town)[0].explanations] == ["重写。"]


def test_bad_explanations_are_refused_with_the_field_and_nothing_changes(town: Town) -> None:
    row, check = two_fast(town), town.app.self_check
    for about, month, text, field in (
        (row.about, row.month, " \n ", "text"),
        (row.about, row.month, "长" * 401, "text"),
        (row.about, "2026-13", "好", "month"),
        (row.about, "今年", "好", "month"),
        ("abc", row.month, "好", "about"),
        ("z" * 64, row.month, "好", "about"),
    ):
        with pytest.raises(FieldProblem) as refused:
            check.explain(town.actor, about, row.kind, month, text)
        assert field_of(refused.value) == field
    with pytest.raises(NotAllowed):
        check.explain(READER, row.about, row.kind, row.month, "好")
    assert rows(town.app.store)["self_check_note"] == []


def test_thresholds_are_settings_of_the_installation(town: Town) -> None:
    two_fast(town)
    check = town.app.self_check
    check.set_thresholds(town.actor, {"pair_minutes": 1})
    assert found(town) == []
    assert check.thresholds(town.actor).pair_minutes == 1
    check.set_thresholds(town.actor, {"pair_minutes": Thresholds().pair_minutes, "end_share": 100})
    with town.app.store.reading() as session:
        assert settings.read(session, settings.SELF_CHECK) == {"end_share": 100}
    assert check.thresholds(town.actor) == replace(Thresholds(), end_share=100)
    for wrong in ({"nonsense": 3}, {"pair_minutes": 0}, {"pair_minutes": True}, {"end_share": 101}):
        with pytest.raises(FieldProblem):
            check.set_thresholds(town.actor, wrong)
    with pytest.raises(NotAllowed):
        check.set_thresholds(WORKER, {"pair_minutes": 1})


def test_both_sites_see_the_same_thing_and_each_others_words(
    town: Town, opener: Callable[[Home], Application], county_home: Home, tmp_path: Path
) -> None:
    row = two_fast(town)
    county = opener(county_home)
    introduce(town.app, county, tmp_path)
    went(town, NEIGHBOUR, TODAY - DAY, summary=TEXT)
    went(town, FAMILY[0], TODAY - DAY, summary=TEXT)
    town.app.self_check.explain(town.actor, row.about, row.kind, row.month, "两户在一起。")
    batch = town.app.batches.export(town.actor, "county", tmp_path).path
    before = self_check_papers.told_by(county.context, county.actor, batch)
    assert [(title, said[:6]) for title, _seen, said in before] == [
        ("2026-11 短时间内多次探访", "两户在一起。")
    ]
    county.batches.merge(county.actor, batch)
    there = county.self_check.irregularities(county.actor, TODAY)
    assert [each.about for each in there] == [each.about for each in found(town)]
    assert [each.text for each in next(each for each in there if each.about == row.about).explanations] == [
        "两户在一起。"
    ]
    county.self_check.explain(county.actor, row.about, row.kind, row.month, "已电话核实。")
    told = next(
        each for each in county.self_check.irregularities(county.actor, TODAY) if each.about == row.about
    )
    assert {each.text for each in told.explanations} == {"两户在一起。", "已电话核实。"}
    after = self_check_papers.told_by(county.context, county.actor, batch)
    assert [(title, said[:6]) for title, _seen, said in after] == [
        ("2026-11 短时间内多次探访", "两户在一起。"),
        ("2026-11 文字雷同", "（没有说明）"),
    ]
    assert "2位老年人的2次探访" in after[1][1]
