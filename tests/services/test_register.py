"""Registering, changing, ending, finding and listing elders."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from desktop_app.bootstrap import Application
from desktop_app.domain.errors import FieldProblem, NotFound
from desktop_app.domain.terms import DutyState, EndReason
from desktop_app.models import RECORDS
from desktop_app.services.preferences import PreferenceService
from desktop_app.services.register import AlreadyRegistered, ChangedMeanwhile
from desktop_app.services.register_drafts import (
    ContactDraft,
    ElderDraft,
    ResidenceDraft,
    SpanDraft,
    WillingnessDraft,
)
from desktop_app.storage.faults import HalfCharacter, TooLong
from desktop_app.storage.queries.elders import ElderFilter
from tests.exchange.made_up_workbooks import made_up_id
from tests.services.homes import TODAY, VILLAGES
from tests.services.hostile import HALVES
from tests.storage.stores import rows

NUMBER = made_up_id("19450312", "001")
OTHER = made_up_id("19450312", "003")


def draft(**facts: Any) -> ElderDraft:
    return ElderDraft(**{"name": "包小明", "village_code": VILLAGES[0], **facts})


FULL = draft(
    id_number=NUMBER,
    phone="13800138000、0476-5221234",
    address="一组12号",
    group_name="一组",
    living_arrangement="alone",
    categories=(SpanDraft(category="living_alone", from_on=date(2026, 1, 1)),),
    contacts=(ContactDraft(name="包小强", relation="儿子", phone="13900139000", roles=("emergency",)),),
    residences=(ResidenceDraft(kind="village", from_on=date(2020, 1, 1), place="一组12号"),),
    willingness=(WillingnessDraft(kind="willing", asked_on=date(2026, 1, 5)),),
)


def test_everything_typed_is_kept_and_shown_again(empty: Application) -> None:
    uid = empty.register.save(empty.actor, FULL)
    detail = empty.register.get(empty.actor, uid)

    assert (detail.name, detail.id_number, detail.birth_on, detail.sex) == (
        "包小明",
        NUMBER,
        date(1945, 3, 12),
        "1",
    )
    assert (detail.phone, detail.other_phones) == ("13800138000", "0476-5221234")
    assert [span.category for span in detail.categories] == ["living_alone"]
    assert [(contact.name, contact.roles) for contact in detail.contacts] == [("包小强", ("emergency",))]
    assert [residence.kind for residence in detail.residences] == ["village"]
    assert [answer.kind for answer in detail.willingness] == ["willing"]
    assert empty.checks.run(empty.actor) == []


def test_saving_unchanged_writes_nothing(empty: Application) -> None:
    uid = empty.register.save(empty.actor, FULL)
    detail = empty.register.get(empty.actor, uid)
    same = replace(
        FULL,
        uid=uid,
        categories=tuple(
            replace(one, uid=span.uid)
            for one, span in zip(FULL.categories or (), detail.categories, strict=True)
        ),
        contacts=tuple(
            replace(one, uid=row.uid) for one, row in zip(FULL.contacts or (), detail.contacts, strict=True)
        ),
        residences=tuple(
            replace(one, uid=row.uid)
            for one, row in zip(FULL.residences or (), detail.residences, strict=True)
        ),
        willingness=tuple(
            replace(one, uid=row.uid)
            for one, row in zip(FULL.willingness or (), detail.willingness, strict=True)
        ),
    )
    before = rows(empty.store)

    assert empty.register.record(empty.actor, same).change_set is None
    assert rows(empty.store) == before


def test_what_the_draft_no_longer_lists_leaves_the_lists_but_not_the_history(empty: Application) -> None:
    uid = empty.register.save(empty.actor, FULL)
    empty.register.save(
        empty.actor,
        draft(uid=uid, id_number=NUMBER, categories=(), contacts=(), residences=(), willingness=()),
    )
    detail = empty.register.get(empty.actor, uid)

    assert (detail.categories, detail.contacts, detail.residences, detail.willingness) == ((), (), (), ())
    assert {row.entity for row in empty.register.history(empty.actor, uid)} >= {
        "elder",
        "category_span",
        "contact",
    }
    assert empty.duties.of_elder(empty.actor, uid) == []


def test_the_same_id_number_is_refused_and_names_the_other(empty: Application) -> None:
    first = empty.register.save(empty.actor, draft(id_number=NUMBER))
    second = empty.register.save(empty.actor, draft(name="李四", id_number=OTHER))
    before = rows(empty.store)
    for attempt in (draft(name="李四", id_number=NUMBER), draft(uid=second, name="李四", id_number=NUMBER)):
        with pytest.raises(AlreadyRegistered) as refusal:
            empty.register.save(empty.actor, attempt)
        assert refusal.value.details["uid"] == first
    assert rows(empty.store) == before
    assert empty.register.holder_of(empty.actor, NUMBER) == first
    # Somebody who left still holds the number.
    empty.register.end(empty.actor, first, on=TODAY, reason=EndReason.MOVED_OUT)
    with pytest.raises(AlreadyRegistered):
        empty.register.save(empty.actor, draft(name="李四", id_number=NUMBER))


def test_a_refused_saving_leaves_nothing_not_even_the_village(empty: Application) -> None:
    empty.register.save(empty.actor, draft(id_number=NUMBER))
    before = rows(empty.store)
    with pytest.raises(AlreadyRegistered):
        empty.register.save(empty.actor, draft(village_code=VILLAGES[1], id_number=NUMBER))
    assert rows(empty.store) == before


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": " "}, "name"),
        ({"village_code": ""}, "village_code"),
        ({"village_code": "999999999999"}, "village_code"),
        ({"id_number": "1.50425E+17"}, "id_number"),
        ({"id_number": "15042519450312"}, "id_number"),
        ({"birth_on": TODAY + timedelta(days=1)}, "birth_on"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_saved(
    empty: Application, facts: dict[str, Any], field: str
) -> None:
    with pytest.raises(FieldProblem) as refusal:
        empty.register.save(empty.actor, draft(**facts))
    assert refusal.value.details["field"] == field
    assert not any(rows(empty.store).values())


def test_a_text_that_no_other_site_would_take_over_is_refused(empty: Application) -> None:
    with pytest.raises(TooLong):
        empty.register.save(empty.actor, draft(address="长" * 201))


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("facts", [{"address": "a{}"}, {"note": "{}"}, {"extra": {"备注": "行{}"}}])
def test_half_of_a_character_is_refused_in_words_and_nothing_is_saved(
    empty: Application, facts: dict[str, Any], half: str
) -> None:
    (field, text), *_more = facts.items()
    given = (
        {key: each.format(half) for key, each in text.items()}
        if isinstance(text, dict)
        else text.format(half)
    )
    with pytest.raises(HalfCharacter) as refusal:
        empty.register.save(empty.actor, draft(**{field: given}))
    assert refusal.value.details["field"] == field
    assert not any(rows(empty.store).values())


def test_half_of_a_character_is_refused_in_settings_and_layouts_too(empty: Application) -> None:
    with pytest.raises(HalfCharacter):
        empty.paper_layouts.change(empty.actor, "roster", 'title = "名册\ud800"')
    with pytest.raises(HalfCharacter):
        PreferenceService(empty.context).set_unit_phone(empty.actor, "0476-0000000\udfff")
    assert "\ud800" not in empty.paper_layouts.text(empty.actor, "roster")


def test_a_wrong_check_digit_is_accepted_and_marked(empty: Application) -> None:
    wrong = NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1")
    uid = empty.register.save(empty.actor, draft(id_number=wrong))
    assert empty.register.get(empty.actor, uid).id_doubt == "check_digit"


def test_leaving_and_coming_back_moves_people_between_the_lists(empty: Application) -> None:
    uid = empty.register.save(empty.actor, FULL)
    assert empty.duties.of_elder(empty.actor, uid)
    empty.register.end(empty.actor, uid, on=TODAY, reason=EndReason.MOVED_OUT)

    assert (
        empty.register.count(empty.actor, ElderFilter()),
        empty.register.count(empty.actor, ElderFilter(ended=True)),
    ) == (0, 1)
    assert all(row.line.state != DutyState.OVERDUE for row in empty.duties.of_elder(empty.actor, uid))
    with pytest.raises(FieldProblem):
        empty.register.end(empty.actor, uid, on=TODAY + timedelta(days=1), reason=EndReason.MOVED_OUT)
    empty.register.reopen(empty.actor, uid)
    assert empty.register.count(empty.actor, ElderFilter()) == 1


def test_lists_mask_numbers_and_phones_and_details_do_not(empty: Application) -> None:
    uid = empty.register.save(empty.actor, FULL)
    (row,) = empty.register.find(empty.actor, NUMBER)
    ids = empty.register.list_ids(empty.actor, ElderFilter())

    assert row.uid == uid
    assert [one.id_number for one in empty.register.rows(empty.actor, ids)] == [row.id_number]
    for shown, secret in ((row.id_number, NUMBER), (row.phone, "13800138000")):
        assert shown is not None
        assert "*" in shown
        assert secret not in shown


@pytest.mark.parametrize(
    "typed",
    ["包小", "小明", "bxm", "baoxiaoming", "xm", "450312", NUMBER, NUMBER.lower(), "8001", "5221", "包 bxm"],
)
def test_people_are_found_by_any_part(empty: Application, typed: str) -> None:
    village = empty.register.villages(empty.actor)[1].name
    uid = empty.register.save(empty.actor, FULL)
    empty.register.save(
        empty.actor, draft(name="苏日娜", village_code=VILLAGES[1], id_number=OTHER[:-1] + OTHER[-1])
    )

    found = [row.uid for row in empty.register.find(empty.actor, typed)]
    assert uid in found
    assert empty.register.find(empty.actor, village[:2])


@pytest.mark.parametrize(
    "typed", ["", " ", '"', "*", "a AND b", "NEAR(", "12", "{n}", "'; DROP TABLE elder", "\x00", "一" * 300]
)
def test_nothing_typed_can_break_the_search(application: Application, typed: str) -> None:
    application.register.find(application.actor, typed)
    application.register.list_ids(application.actor, ElderFilter(text=typed))


def test_a_visitor_is_assigned_once_and_replaced_from_a_day_on(empty: Application) -> None:
    first = empty.register.add_visitor(empty.actor, "李志强", "committee")
    second = empty.register.add_visitor(empty.actor, "赵玉兰", "volunteer")
    uid = empty.register.save(empty.actor, draft(visitor_uid=first))
    for _again in range(2):
        empty.register.save(empty.actor, draft(uid=uid, visitor_uid=first))
    assert len(rows(empty.store)["assignment"]) == 1
    empty.register.save(empty.actor, draft(uid=uid, visitor_uid=second))

    assert empty.register.get(empty.actor, uid).visitor == "赵玉兰"
    assert empty.register.find(empty.actor, "包小明")[0].visitor == "赵玉兰"
    assert len(rows(empty.store)["assignment"]) == 2


def test_what_does_not_exist_is_said_to_be_missing(empty: Application) -> None:
    with pytest.raises(NotFound):
        empty.register.get(empty.actor, "nobody")
    with pytest.raises(NotFound):
        empty.register.save(empty.actor, draft(uid="nobody"))
    with pytest.raises(NotFound):
        empty.register.end(empty.actor, "nobody", on=TODAY, reason=EndReason.OTHER)


@pytest.mark.parametrize("sort", ["name", "village", "birth", "latest", "last_visit"])
def test_every_order_lists_everybody_once_and_backwards_reversed(application: Application, sort: str) -> None:
    up = application.register.list_ids(application.actor, ElderFilter(), sort=sort)
    down = application.register.list_ids(application.actor, ElderFilter(), sort=sort, descending=True)

    assert len(set(up)) == application.register.count(application.actor, ElderFilter())
    assert set(up) == set(down)
    if sort in {"name", "village", "birth"}:  # elsewhere those without a day come last both ways
        assert list(up) == list(down)[::-1]


def test_filters_agree_with_looking_at_every_row(application: Application) -> None:
    every = application.register.rows(
        application.actor, application.register.list_ids(application.actor, ElderFilter())
    )
    checks: list[tuple[ElderFilter, Any]] = [
        (
            ElderFilter(village_code=every[0].village_code),
            lambda row: row.village_code == every[0].village_code,
        ),
        (ElderFilter(category="living_alone"), lambda row: "living_alone" in row.categories),
        (ElderFilter(special=True), lambda row: row.special),
        (ElderFilter(state="overdue"), lambda row: row.duty_state == "overdue"),
        (ElderFilter(tier="high"), lambda row: row.tier == "high"),
    ]
    for wanted, fits in checks:
        expected = {row.id for row in every if fits(row)}
        assert set(application.register.list_ids(application.actor, wanted)) == expected
        assert application.register.count(application.actor, wanted) == len(expected)


def test_a_store_without_anybody_answers_everything(empty: Application, county: Application) -> None:
    for application in (empty, county):
        actor = application.actor
        assert list(application.register.list_ids(actor, ElderFilter())) == []
        assert application.register.find(actor, "王") == []
        assert application.duties.list(actor) == []
        assert application.duties.counts(actor) == {}
        assert application.duties.refresh(actor) == 0
        assert application.checks.rebuild(actor) == 0
        assert application.indicators.month(actor, 2026, 11)
        assert application.indicators.standing(actor, 2026, 11).missing == ()
        assert application.undo.recent(actor) == []
        assert application.conflicts.list(actor) == []
        assert application.checks.run(actor) == []
    assert county.register.villages(county.actor) == ()
    assert set(RECORDS) == set(rows(empty.store))


def test_what_came_in_while_the_editor_was_open_is_not_overwritten_unseen(empty: Application) -> None:
    uid = empty.register.save(empty.actor, draft())
    seen = empty.register.get(empty.actor, uid).version
    empty.register.save(
        empty.actor, draft(uid=uid, version=seen, categories=(SpanDraft(category="living_alone"),))
    )
    before = rows(empty.store)
    with pytest.raises(ChangedMeanwhile):
        empty.register.save(empty.actor, draft(uid=uid, version=seen, note="旧窗口"))
    assert rows(empty.store) == before

    detail = empty.register.get(empty.actor, uid)
    assert detail.version > seen
    spans = tuple(SpanDraft(category=span.category, uid=span.uid) for span in detail.categories)
    empty.register.save(empty.actor, draft(uid=uid, version=detail.version, note="新窗口", categories=spans))
    assert empty.register.get(empty.actor, uid).note == "新窗口"
