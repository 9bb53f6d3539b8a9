"""Every part of an elder through the register: kept, unchanged, refused at its row, taken back, household by days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from desktop_app.bootstrap import Application
from desktop_app.domain.dated_facts import PART_WORDS, PartProblem, PartsOverlap
from desktop_app.domain.errors import FieldProblem
from desktop_app.models import RECORDS, Elder, Residence
from desktop_app.services.local_fields import LocalFieldDraft
from desktop_app.services.register_drafts import (
    BenefitDraft,
    ContactDraft,
    ElderDraft,
    HealthDraft,
    HouseholdDraft,
    NoteDraft,
    ResidenceDraft,
    SpanDraft,
    WillingnessDraft,
)
from desktop_app.storage.queries.persons import ElderDetail
from desktop_app.ui.register.draft_content import from_detail
from tests.services.homes import TODAY, VILLAGES
from tests.storage.stores import rows
from tests.ui.register.fullest import fullest_draft
from tests.ui.register.made_up import made_up_id

NUMBER = made_up_id()


def person(**facts: Any) -> ElderDraft:
    return ElderDraft(**{"name": "包小明", "village_code": VILLAGES[0], **facts})


def full(application: Application) -> ElderDraft:
    visitor = application.register.add_visitor(application.actor, "海棠", "committee")
    return fullest_draft(VILLAGES[0], visitor)


def values(application: Application) -> dict[str, set[str]]:
    """Return every fact that is not taken back, without the columns that only tell how it came here."""
    with application.store.reading() as session:
        return {
            name: {
                repr({key: value for key, value in row._mapping.items() if key not in {"heads", "village"}})
                for row in session.execute(select(model.__table__).where(model.retracted.is_(False)))
            }
            for name, model in RECORDS.items()
            if name != "village"
        }


def test_everything_about_somebody_is_kept_and_shown_again(empty: Application) -> None:
    wanted = full(empty)
    uid = empty.register.save(empty.actor, wanted)
    detail = empty.register.get(empty.actor, uid)
    again = from_detail(detail)

    plain = {name: getattr(wanted, name) for name in wanted.__dataclass_fields__}
    for name in ("residency", "registered_address", "marital_code", "education_code", "name_local", "note"):
        assert getattr(detail, name) == plain[name]
    assert (detail.disability_kind, detail.disability_grade) == ("4", "2")
    assert detail.disability_until == date(2031, 5, 31)
    assert dict(detail.extra) == wanted.extra
    for name in ("categories", "contacts", "residences", "willingness", "benefits", "health", "notes"):
        mine = [repr(replace(row, uid=None)) for row in getattr(again, name)]
        assert sorted(mine) == sorted(repr(row) for row in plain[name]), name
    assert empty.checks.run(empty.actor) == []


def test_saving_what_was_read_writes_nothing(empty: Application) -> None:
    uid = empty.register.save(empty.actor, full(empty))
    before = rows(empty.store)
    draft = from_detail(empty.register.get(empty.actor, uid))
    assert empty.register.record(empty.actor, draft).change_set is None
    assert rows(empty.store) == before


def test_taking_back_a_change_of_every_part_is_the_identity(empty: Application) -> None:
    uid = empty.register.save(empty.actor, full(empty))
    before, shown = values(empty), empty.register.get(empty.actor, uid)
    draft = from_detail(shown)
    changed = replace(
        draft,
        name="包大明",
        disability_certificate=None,
        disability_kind=None,
        disability_grade="3",
        extra={"草场面积": "", "取暖": "煤炉"},
        categories=(draft.categories or ())[:3],
        contacts=tuple(reversed(draft.contacts or ())),
        residences=(),
        willingness=(WillingnessDraft(kind="willing", asked_on=TODAY),),
        benefits=(BenefitDraft(kind="other", amount=1),),
        health=(),
        notes=(NoteDraft(text="新", noted_on=TODAY),),
        household=HouseholdDraft(head_name="包老大", from_on=date(2025, 1, 1)),
        visitor_uid=None,
    )
    saved = empty.register.record(empty.actor, changed)
    assert values(empty) != before
    assert saved.change_set is not None
    empty.undo.undo(empty.actor, saved.change_set)
    assert values(empty) == before
    assert from_detail(replace(empty.register.get(empty.actor, uid), version=shown.version)) == draft


def test_lists_that_a_draft_does_not_name_stay(empty: Application) -> None:
    uid = empty.register.save(empty.actor, full(empty))
    before = empty.register.get(empty.actor, uid)
    nothing: dict[str, Any] = dict.fromkeys([*PART_WORDS, "extra", "household"])
    empty.register.save(empty.actor, replace(from_detail(before), note="只改备注", **nothing))
    after = empty.register.get(empty.actor, uid)
    assert replace(after, note=before.note, version=before.version) == before


@pytest.mark.parametrize(
    ("facts", "field", "row", "column"),
    [
        (
            {"categories": (SpanDraft(category="disabled", from_on=date(1940, 1, 1)),)},
            "categories",
            1,
            "from_on",
        ),
        (
            {
                "residences": (
                    ResidenceDraft(kind="village", from_on=date(2020, 1, 1), to_on=date(2021, 1, 1)),
                    ResidenceDraft(kind="town", from_on=date(2022, 1, 1), to_on=date(2021, 1, 1)),
                )
            },
            "residences",
            2,
            "to_on",
        ),
        ({"residences": (ResidenceDraft(kind="town", from_on=None),)}, "residences", 1, "from_on"),
        ({"contacts": (ContactDraft(name="甲"), ContactDraft(name=" "))}, "contacts", 2, "name"),
        ({"benefits": (BenefitDraft(kind="other", amount=-1),)}, "benefits", 1, "amount"),
        ({"health": (HealthDraft(kind="disease", what=" "),)}, "health", 1, "what"),
        ({"notes": (NoteDraft(text="好", noted_on=TODAY + timedelta(1)),)}, "notes", 1, "noted_on"),
        ({"willingness": (WillingnessDraft(kind="refuses", asked_on=TODAY),)}, "willingness", 1, "witness"),
    ],
)
def test_a_broken_row_is_refused_with_row_and_column_and_nothing_is_saved(
    empty: Application, facts: dict[str, Any], field: str, row: int, column: str
) -> None:
    with pytest.raises(PartProblem) as refusal:
        empty.register.save(empty.actor, person(birth_on=date(1943, 5, 8), **facts))
    details = refusal.value.details
    assert (details["field"], details["row"], details["column"]) == (field, row, column)
    assert not any(rows(empty.store).values())


def test_two_places_at_once_name_both_rows(empty: Application) -> None:
    stays = (
        ResidenceDraft(kind="village", from_on=date(2020, 1, 1)),
        ResidenceDraft(kind="hospital", from_on=date(2026, 1, 3), to_on=date(2026, 1, 9)),
        ResidenceDraft(kind="town", from_on=date(2024, 1, 1)),
    )
    with pytest.raises(PartsOverlap) as refusal:
        empty.register.save(empty.actor, person(residences=stays))
    assert (refusal.value.details["row"], refusal.value.details["other"]) == (3, 1)


def contradicted(application: Application, **facts: Any) -> ElderDetail:
    """Return somebody whose stored record was changed past the rules, as a merged batch may do."""
    uid = application.register.save(application.actor, person(id_number=NUMBER))
    with application.store.writing("合并", "另一处", now=application.clock.now()) as unit:
        elder = unit.get(Elder, uid)
        for name, value in facts.items():
            setattr(elder, name, value)
    return application.register.get(application.actor, uid)


def test_an_old_contradiction_of_the_certificate_rests_until_it_is_touched(empty: Application) -> None:
    detail = contradicted(empty, disability_certificate=f"{NUMBER}42", disability_kind="5")
    draft = from_detail(detail)
    empty.register.save(empty.actor, replace(draft, version=None, note="换了电话"))
    with pytest.raises(FieldProblem) as refusal:
        empty.register.save(empty.actor, replace(draft, version=None, disability_grade="1"))
    assert refusal.value.details["field"] == "disability_kind"


def test_an_old_overlap_rests_until_one_of_its_rows_is_touched(empty: Application) -> None:
    uid = empty.register.save(
        empty.actor, person(residences=(ResidenceDraft(kind="village", from_on=date(2020, 1, 1)),))
    )
    with empty.store.writing("合并", "另一处", now=empty.clock.now()) as unit:
        unit.add(Residence(elder_uid=uid, kind="town", from_on=date(2022, 1, 1)))
    draft = replace(from_detail(empty.register.get(empty.actor, uid)), version=None)
    empty.register.save(empty.actor, replace(draft, phone="13800138000"))
    stays = draft.residences or ()
    moved = replace(stays[0], place="别处")
    with pytest.raises(PartsOverlap):
        empty.register.save(empty.actor, replace(draft, residences=(moved, *stays[1:])))


def test_local_values_are_read_by_their_kind_and_old_ones_rest(empty: Application) -> None:
    empty.local_fields.save(empty.actor, LocalFieldDraft(label="草场面积", kind="number"))
    uid = empty.register.save(empty.actor, person(extra={"草场面积": "１,200.50", "旧栏目": "留着"}))
    assert empty.register.get(empty.actor, uid).extra == {"草场面积": "1200.5", "旧栏目": "留着"}
    with pytest.raises(FieldProblem) as refusal:
        empty.register.save(empty.actor, person(uid=uid, extra={"草场面积": "很多"}))
    assert (refusal.value.details["field"], refusal.value.details["column"]) == ("extra", "草场面积")
    empty.register.save(empty.actor, person(uid=uid, extra={"旧栏目": " "}))
    assert empty.register.get(empty.actor, uid).extra == {"草场面积": "1200.5"}


def homes(application: Application, uid: str) -> list[tuple[str, date | None, date | None]]:
    found = application.register.get(application.actor, uid).households
    return sorted((one.head_name, one.from_on, one.to_on) for one in found)


def test_a_household_is_founded_joined_left_and_changed_by_days(empty: Application) -> None:
    old, new = date(2020, 3, 1), date(2026, 5, 10)
    uid = empty.register.save(
        empty.actor, person(address="一组12号", household=HouseholdDraft(head_name="包老大", from_on=old))
    )
    (card,) = empty.households.find(empty.actor, "老大")
    assert (card.head_name, card.address, card.members) == ("包老大", "一组12号", ("包小明",))
    wife = empty.register.save(
        empty.actor, person(name="苏日娜", household=HouseholdDraft(uid=card.uid, from_on=old))
    )
    assert empty.register.get(empty.actor, uid).households[0].members == ((wife, "苏日娜"),)
    again = person(uid=uid, address="一组12号", household=HouseholdDraft(uid=card.uid, from_on=new))
    assert empty.register.record(empty.actor, again).change_set is None, "a member joins once"

    empty.register.save(
        empty.actor, person(uid=uid, household=HouseholdDraft(head_name="包小强", from_on=new))
    )
    assert homes(empty, uid) == [("包小强", new, None), ("包老大", old, new - timedelta(1))]
    empty.register.save(empty.actor, person(uid=uid, household=HouseholdDraft()))
    assert homes(empty, uid) == [("包小强", new, TODAY - timedelta(1)), ("包老大", old, new - timedelta(1))]
    assert [row.name for row in empty.households.members(empty.actor, card.uid)] == ["苏日娜", "包小明"]


@pytest.mark.parametrize(
    "household",
    [
        HouseholdDraft(head_name="新户", from_on=date(2019, 12, 31)),
        HouseholdDraft(head_name="新户", from_on=TODAY + timedelta(1)),
        HouseholdDraft(head_name="字" * 51),
    ],
)
def test_a_household_change_that_cannot_be_is_refused_beside_the_household(
    empty: Application, household: HouseholdDraft
) -> None:
    first = HouseholdDraft(head_name="包老大", from_on=date(2020, 1, 1))
    uid = empty.register.save(empty.actor, person(household=first))
    before = rows(empty.store)
    with pytest.raises(FieldProblem) as refusal:
        empty.register.save(empty.actor, person(uid=uid, household=household))
    assert refusal.value.details["field"] == "household"
    assert rows(empty.store) == before


def test_one_day_in_a_household_by_mistake_leaves_no_trace_in_the_lists(empty: Application) -> None:
    uid = empty.register.save(empty.actor, person(household=HouseholdDraft(head_name="甲", from_on=TODAY)))
    empty.register.save(empty.actor, person(uid=uid, household=HouseholdDraft(head_name="乙", from_on=TODAY)))
    assert homes(empty, uid) == [("乙", TODAY, None)]
