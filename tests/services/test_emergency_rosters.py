"""The roster for an emergency: who is on it, who is counted apart, and the paper to call by."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from pypdf import PdfReader

from desktop_app.domain.emergency import RosterFilter, Sign
from desktop_app.domain.terms import Category, HealthKind, ResidenceKind
from desktop_app.models import CategorySpan, HealthFact, Residence
from desktop_app.services.emergency_rosters import Roster
from desktop_app.services.visit_drafts import VisitDraft
from tests.services.families import FAMILY, NEIGHBOUR, TODAY, Town


def roster(town: Town, **wanted: object) -> Roster:
    return town.app.emergency_rosters.roster(town.app.actor, RosterFilter(**wanted))  # type: ignore[arg-type]  # fields by name


def names(found: Roster) -> set[str]:
    return {line.name for line in found.lines}


def write(town: Town, *rows: object) -> None:
    with town.app.store.writing("准备", "王秀英") as unit:
        for row in rows:
            unit.add(row)  # type: ignore[type-var]  # records of several kinds


def visit(town: Town, name: str, **answers: str) -> None:
    town.app.visits.record(
        town.app.actor,
        VisitDraft(
            elder_uid=town.uids[name],
            visited_on=TODAY,
            mode="in_person",
            outcome="met_in_person",
            visitor_name="海棠",
            answers={f"safety.{item}": option for item, option in answers.items()},
        ),
    )


def test_a_cold_home_is_on_the_roster_for_the_cold(town: Town) -> None:
    visit(town, FAMILY[0], heating="no_fuel", stove="damaged")
    found = roster(town, hazard="cold")
    (line,) = [line for line in found.lines if line.name == FAMILY[0]]
    assert {Sign.COLD_HOME.value, Sign.STOVE.value} <= set(line.signs)


def test_a_later_answer_replaces_an_earlier_one(town: Town) -> None:
    visit(town, FAMILY[0], heating="no_fuel")
    visit(town, FAMILY[0], heating="normal")
    assert FAMILY[0] not in names(roster(town, signs=(Sign.COLD_HOME.value,)))


def test_one_sign_is_enough_unless_all_are_asked_for(town: Town) -> None:
    uid = town.uids[FAMILY[0]]
    write(
        town,
        CategorySpan(elder_uid=uid, category=Category.INCAPACITATED.value, from_on=TODAY - timedelta(9)),
        HealthFact(elder_uid=uid, kind=HealthKind.AID.value, what="制氧机"),
        HealthFact(elder_uid=town.uids[NEIGHBOUR], kind=HealthKind.AID.value, what="呼吸机"),
    )
    signs = (Sign.FRAIL.value, Sign.POWERED.value)
    assert {FAMILY[0], NEIGHBOUR} <= names(roster(town, hazard="power_cut", signs=signs))
    assert names(roster(town, hazard="power_cut", signs=signs, every=True)) == {FAMILY[0]}


def test_those_with_the_most_of_what_is_asked_for_come_first(town: Town) -> None:
    write(town, HealthFact(elder_uid=town.uids[NEIGHBOUR], kind=HealthKind.AID.value, what="呼吸机"))
    write(
        town,
        CategorySpan(
            elder_uid=town.uids[NEIGHBOUR], category=Category.DEMENTIA.value, from_on=TODAY - timedelta(9)
        ),
        CategorySpan(
            elder_uid=town.uids[FAMILY[0]], category=Category.DEMENTIA.value, from_on=TODAY - timedelta(9)
        ),
    )
    assert roster(town, hazard="power_cut").lines[0].name == NEIGHBOUR


def test_whoever_lies_in_hospital_is_counted_not_listed(town: Town) -> None:
    uid = town.uids[FAMILY[0]]
    write(
        town,
        CategorySpan(elder_uid=uid, category=Category.INCAPACITATED.value, from_on=TODAY - timedelta(9)),
        Residence(elder_uid=uid, kind=ResidenceKind.HOSPITAL.value, from_on=TODAY - timedelta(2)),
    )
    found = roster(town, signs=(Sign.FRAIL.value,))
    assert (names(found), found.elsewhere) == (set(), 1)


def test_the_paper_names_phones_and_signs_to_call_by(town: Town, tmp_path: Path) -> None:
    visit(town, FAMILY[0], heating="no_fuel")
    out = tmp_path / "roster.pdf"
    wanted = RosterFilter(hazard="cold", signs=(Sign.COLD_HOME.value,))
    made = town.app.reports.make(town.app.actor, "emergency-roster", out, roster=wanted)
    text = "".join(page.extract_text() for page in PdfReader(out).pages).replace("\n", "")
    assert made.people == 1
    for told in ("应急联络名单（寒潮）", FAMILY[0], "取暖有问题"):
        assert told in text
    assert "共 1 人" in text
