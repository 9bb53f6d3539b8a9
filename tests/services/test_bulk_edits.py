"""Editing many at once: the preview says exactly what happens, whoever is refused stays, and undo takes all back."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from desktop_app.bootstrap import Application
from desktop_app.domain.errors import FieldProblem, NotAllowed
from desktop_app.domain.terms import Category, EndReason, LivingArrangement, Residency, Tier, UserRole
from desktop_app.domain.terms import WillingnessKind as Answer
from desktop_app.models import (
    RECORDS,
    Assignment,
    CategorySpan,
    Elder,
    ElderNote,
    Household,
    HouseholdMember,
    PersonLink,
)
from desktop_app.progress import Cancelled, Progress
from desktop_app.services.actor import Actor
from desktop_app.services.bulk_drafts import (
    AddCategory,
    AddNote,
    BulkEdit,
    EndCategory,
    JoinHousehold,
    RecordWillingness,
    SetFact,
    SetLocalField,
    SetTier,
    SetVisitor,
)
from desktop_app.services.bulk_edits import MOST_IN_HOUSEHOLD, BulkPreview, StaleBulkPreview
from desktop_app.services.bulk_plans import Verdict, masked_text
from desktop_app.services.local_fields import LocalFieldDraft
from desktop_app.services.register_drafts import ElderDraft
from desktop_app.storage.queries.elders import ElderFilter
from tests.examples import examples
from tests.services.homes import TODAY, VILLAGES, Home, open_home

DAY = timedelta(days=1)
CHANGED, UNCHANGED, REFUSED = Verdict.CHANGED, Verdict.UNCHANGED, Verdict.REFUSED


def facts(application: Application) -> dict[str, list[str]]:
    """Return everything entered and not taken back, without the bookkeeping of the log."""
    with application.store.reading() as session:
        return {
            name: sorted(
                repr({key: value for key, value in row._mapping.items() if key != "heads"})
                for row in session.execute(
                    select(model.__table__).where(model.__table__.c.retracted.is_(False))
                )
            )
            for name, model in RECORDS.items()
        }


def of_elder(application: Application, model: Any, uid: str) -> list[Any]:
    with application.store.reading() as session:
        query = select(model.__table__).where(model.elder_uid == uid, model.retracted.is_(False))
        return sorted(session.execute(query), key=lambda row: row.uid)


def person(application: Application, name: str = "包小明", **more: Any) -> str:
    draft = ElderDraft(**{"name": name, "village_code": VILLAGES[0], "birth_on": date(1945, 3, 12), **more})
    return application.register.save(application.actor, draft)


def preview(application: Application, uids: list[str], edit: BulkEdit) -> BulkPreview:
    return application.bulk_edits.preview(application.actor, uids, edit)


def done(application: Application, uids: list[str], edit: BulkEdit) -> BulkPreview:
    """Preview and apply."""
    made = preview(application, uids, edit)
    application.bulk_edits.apply(application.actor, made)
    return made


def verdicts(made: BulkPreview) -> list[Verdict]:
    return [line.verdict for line in made.lines]


@pytest.fixture
def two(empty: Application) -> tuple[Application, list[str]]:
    """Return a township of two people."""
    return empty, [person(empty), person(empty, "苏日娜")]


def test_a_visitor_follows_the_one_before_who_ends_the_day_before(two: tuple[Application, list[str]]) -> None:
    application, uids = two
    first = application.register.add_visitor(application.actor, "李志强", "grid")
    second = application.register.add_visitor(application.actor, "海棠", "committee")
    start = TODAY - 30 * DAY
    assert done(application, uids[:1], SetVisitor(visitor_uid=first, from_on=start)).changed == 1
    made = done(application, uids, SetVisitor(visitor_uid=second, from_on=TODAY))

    assert (made.changed, made.unchanged, made.refused) == (2, 0, 0)
    assert [(line.old, line.new) for line in made.lines] == [("李志强", "海棠"), ("", "海棠")]
    held = {(row.visitor_uid, row.from_on, row.to_on) for row in of_elder(application, Assignment, uids[0])}
    assert held == {(first, start, TODAY - DAY), (second, TODAY, None)}
    assert {row.visitor for row in application.register.find(application.actor, "包小明")} == {"海棠"}

    again = preview(application, uids, SetVisitor(visitor_uid=second, from_on=TODAY))
    assert verdicts(again) == [UNCHANGED, UNCHANGED]
    early = preview(application, uids, SetVisitor(visitor_uid=first, from_on=TODAY - 9 * DAY))
    assert verdicts(early) == [REFUSED, REFUSED]
    assert "更晚" in early.lines[0].reason
    same_day = done(application, uids, SetVisitor(visitor_uid=first, from_on=TODAY))
    assert same_day.changed == 2
    nobody = done(application, uids, SetVisitor(visitor_uid=None, from_on=TODAY))
    assert nobody.changed == 2
    assert preview(application, uids, SetVisitor(visitor_uid=None, from_on=TODAY)).unchanged == 2


def test_a_category_is_given_once_over_the_same_days_and_ended_after_its_begin(
    two: tuple[Application, list[str]],
) -> None:
    application, uids = two
    begun = TODAY - 10 * DAY
    give = AddCategory(
        category="living_alone", from_on=begun, source=" 内民发〔2026〕1号 ", approver="苏木民政办"
    )
    assert done(application, uids[:1], give).changed == 1
    (span,) = of_elder(application, CategorySpan, uids[0])
    assert (span.from_on, span.to_on, span.source, span.approver) == (
        begun,
        None,
        "内民发〔2026〕1号",
        "苏木民政办",
    )
    assert verdicts(preview(application, uids, replace(give, from_on=TODAY))) == [UNCHANGED, CHANGED]
    earlier = preview(application, uids, replace(give, from_on=begun - DAY))
    assert verdicts(earlier) == [REFUSED, CHANGED]
    assert "同一类别" in earlier.lines[0].reason
    unborn = preview(application, uids, replace(give, from_on=date(1940, 1, 1)))
    assert verdicts(unborn) == [REFUSED, REFUSED]

    too_early = preview(application, uids, EndCategory(category="living_alone", to_on=begun - DAY))
    assert verdicts(too_early) == [REFUSED, UNCHANGED]
    made = done(application, uids, EndCategory(category="living_alone", to_on=TODAY - DAY))
    assert verdicts(made) == [CHANGED, UNCHANGED]
    assert of_elder(application, CategorySpan, uids[0])[0].to_on == TODAY - DAY
    (row,) = application.register.find(application.actor, "包小明")
    assert "living_alone" not in row.categories
    # Carried again from the day after, never from the last day itself.
    assert verdicts(preview(application, uids[:1], replace(give, from_on=TODAY))) == [CHANGED]
    assert verdicts(preview(application, uids[:1], replace(give, from_on=TODAY - DAY))) == [REFUSED]


def test_plain_facts_are_set_and_emptied(two: tuple[Application, list[str]]) -> None:
    application, uids = two
    for field, value in (
        ("group_name", "二组"),
        ("living_arrangement", LivingArrangement.ALONE.value),
        ("residency", Residency.BOTH.value),
    ):
        assert verdicts(done(application, uids, SetFact(field=field, value=value))) == [CHANGED, CHANGED]
        same = preview(application, uids, SetFact(field=field, value=value))
        assert verdicts(same) == [UNCHANGED, UNCHANGED]
        assert application.bulk_edits.apply(application.actor, same) is None
        emptied = done(application, uids, SetFact(field=field, value=None))
        assert [line.new for line in emptied.lines] == ["", ""]


def test_a_village_is_set_by_officers_only_and_must_be_known(two: tuple[Application, list[str]]) -> None:
    application, uids = two
    edit = SetFact(field="village_code", value=VILLAGES[1])
    worker = Actor("李志强", UserRole.WORKER)
    with pytest.raises(NotAllowed):
        application.bulk_edits.preview(worker, uids, edit)
    planned = preview(application, uids, edit)
    with pytest.raises(NotAllowed):
        application.bulk_edits.apply(worker, planned)
    assert application.bulk_edits.apply(application.actor, planned)
    rows = application.register.rows(
        application.actor, application.register.list_ids(application.actor, ElderFilter())
    )
    assert {row.village_code for row in rows} == {VILLAGES[1]}
    for wrong in ("150425999999", "110101001001", None):
        with pytest.raises(FieldProblem):
            preview(application, uids, SetFact(field="village_code", value=wrong))


def test_an_answer_is_recorded_once_and_never_behind_a_newer_one(two: tuple[Application, list[str]]) -> None:
    application, uids = two
    said = RecordWillingness(kind=Answer.REFUSES.value, asked_on=TODAY - DAY, witness="海棠")
    assert verdicts(done(application, uids[:1], said)) == [CHANGED]
    assert verdicts(preview(application, uids, said)) == [UNCHANGED, CHANGED]
    assert verdicts(preview(application, uids, replace(said, kind=Answer.WILLING.value))) == [
        REFUSED,
        CHANGED,
    ]
    older = preview(application, uids, replace(said, asked_on=TODAY - 2 * DAY))
    assert verdicts(older) == [REFUSED, CHANGED]
    for wrong in (
        replace(said, asked_on=TODAY + DAY),
        replace(said, next_ask_on=TODAY - DAY),
        replace(said, next_ask_on=TODAY + 300 * DAY),
    ):
        with pytest.raises(FieldProblem):
            preview(application, uids, wrong)


def test_a_tier_is_overridden_with_a_reason_and_the_override_taken_away(
    two: tuple[Application, list[str]],
) -> None:
    application, uids = two
    with pytest.raises(FieldProblem):
        preview(application, uids, SetTier(tier=Tier.HIGH.value, reason="  "))
    made = done(application, uids, SetTier(tier=Tier.HIGH.value, reason="冬季断电"))
    assert [line.new for line in made.lines] == ["高风险（冬季断电）"] * 2
    (row,) = application.register.find(application.actor, "包小明")
    assert row.tier == Tier.HIGH.value
    assert verdicts(done(application, uids, SetTier(tier=None))) == [CHANGED, CHANGED]
    assert verdicts(preview(application, uids, SetTier(tier=None))) == [UNCHANGED, UNCHANGED]


def test_a_field_of_our_own_is_filled_in_its_form_beside_the_others(
    two: tuple[Application, list[str]],
) -> None:
    application, uids = two
    for label, kind, choices in (("炉具", "choice", ("电", "煤")), ("牛羊数", "number", ())):
        draft = LocalFieldDraft(label=label, kind=kind, choices=choices)
        application.local_fields.save(application.actor, draft)
    done(application, uids, SetLocalField(label="炉具", value="煤"))
    made = done(application, uids, SetLocalField(label="牛羊数", value="1,200"))
    assert [(line.old, line.new) for line in made.lines] == [("", "1200")] * 2
    emptied = done(application, uids[:1], SetLocalField(label="炉具", value=" "))
    assert [(line.old, line.new) for line in emptied.lines] == [("煤", "")]
    with application.store.reading() as session:
        elder = RECORDS["elder"].__table__
        extras = {row.uid: row.extra for row in session.execute(select(elder.c.uid, elder.c.extra))}
    assert extras == {uids[0]: {"牛羊数": "1200"}, uids[1]: {"炉具": "煤", "牛羊数": "1200"}}
    for wrong in (SetLocalField(label="炉具", value="柴"), SetLocalField(label="没有", value="电")):
        with pytest.raises(FieldProblem):
            preview(application, uids, wrong)


def test_a_note_is_added_once(two: tuple[Application, list[str]]) -> None:
    application, uids = two
    note = AddNote(text=" 已发放御寒物资，联系 13800138000 ", noted_on=TODAY)
    made = done(application, uids, note)
    assert made.lines[0].new == "已发放御寒物资，联系 138****8000"
    (kept,) = of_elder(application, ElderNote, uids[0])
    assert (kept.text, kept.noted_by) == ("已发放御寒物资，联系 13800138000", application.actor.name)
    assert verdicts(preview(application, uids, note)) == [UNCHANGED, UNCHANGED]
    for wrong in (AddNote(text=" ", noted_on=TODAY), AddNote(text="…", noted_on=TODAY + DAY)):
        with pytest.raises(FieldProblem):
            preview(application, uids, wrong)


def test_people_of_one_village_are_joined_into_one_household(two: tuple[Application, list[str]]) -> None:
    application, uids = two
    elsewhere = person(application, "外村人", village_code=VILLAGES[1])
    join = JoinHousehold(head_name=" 包小明 ", from_on=TODAY - 9 * DAY, address="一组12号")
    made = done(application, [*uids, elsewhere], join)
    assert verdicts(made) == [CHANGED, CHANGED, REFUSED]
    assert made.lines[0].new == "包小明户"
    (home,) = application.bulk_edits.households(application.actor, [*uids, elsewhere])
    assert (home.head_name, home.members) == ("包小明", 2)
    into = JoinHousehold(household_uid=home.uid, from_on=TODAY)
    assert verdicts(preview(application, [*uids, elsewhere], into)) == [UNCHANGED, UNCHANGED, REFUSED]

    apart = done(application, uids[1:], JoinHousehold(head_name="苏日娜", from_on=TODAY))
    assert verdicts(apart) == [CHANGED]
    days = [(row.from_on, row.to_on) for row in of_elder(application, HouseholdMember, uids[1])]
    assert sorted(days) == [(TODAY - 9 * DAY, TODAY - DAY), (TODAY, None)]
    back = preview(application, uids[1:], replace(into, from_on=TODAY - 5 * DAY))
    assert verdicts(back) == [REFUSED]
    # Joined and left on one day: never a member.
    assert verdicts(done(application, uids[1:], replace(into, from_on=TODAY))) == [CHANGED]
    days = [(row.from_on, row.to_on) for row in of_elder(application, HouseholdMember, uids[1])]
    assert sorted(days, key=str) == [(TODAY - 9 * DAY, TODAY - DAY), (TODAY, None)]
    for wrong in (
        JoinHousehold(head_name=" ", from_on=TODAY),
        JoinHousehold(household_uid="nobody", from_on=TODAY),
        JoinHousehold(head_name="包小明", from_on=TODAY + DAY),
    ):
        with pytest.raises(FieldProblem):
            preview(application, uids, wrong)
    with pytest.raises(FieldProblem):
        preview(application, [str(number) for number in range(MOST_IN_HOUSEHOLD + 1)], join)


def test_people_who_left_or_are_unknown_are_refused_and_named_once(
    two: tuple[Application, list[str]],
) -> None:
    application, uids = two
    application.register.end(application.actor, uids[0], on=TODAY, reason=EndReason.DECEASED)
    before = of_elder(application, CategorySpan, uids[0])
    made = done(application, [*uids, "nobody", *uids], SetFact(field="group_name", value="三组"))
    assert verdicts(made) == [REFUSED, CHANGED, REFUSED]
    assert (made.changed, made.unchanged, made.refused) == (1, 0, 2)
    assert sorted(made.reasons()) == sorted([("已退出名册", 1), ("名册中没有此人", 1)])
    assert of_elder(application, CategorySpan, uids[0]) == before


def test_a_stale_preview_and_a_second_apply_are_refused(two: tuple[Application, list[str]]) -> None:
    application, uids = two
    made = preview(application, uids, SetFact(field="group_name", value="三组"))
    person(application, "后来的")
    before = facts(application)
    with pytest.raises(StaleBulkPreview):
        application.bulk_edits.apply(application.actor, made)
    assert facts(application) == before
    fresh = preview(application, uids, SetFact(field="group_name", value="三组"))
    assert application.bulk_edits.apply(application.actor, fresh)
    with pytest.raises(StaleBulkPreview):
        application.bulk_edits.apply(application.actor, fresh)


def test_a_cancelled_edit_leaves_nothing(two: tuple[Application, list[str]]) -> None:
    application, uids = two
    made = preview(application, uids, AddCategory(category="childless", from_on=TODAY))
    before = facts(application)

    def stop(_done: int, _total: int, _what: str) -> None:
        progress.cancel()

    progress = Progress(stop)
    with pytest.raises(Cancelled):
        application.bulk_edits.apply(application.actor, made, progress=progress)
    assert facts(application) == before


def test_an_unknown_visitor_and_unknown_words_are_refused(two: tuple[Application, list[str]]) -> None:
    application, uids = two
    with pytest.raises(FieldProblem):
        preview(application, uids, SetVisitor(visitor_uid="nobody", from_on=TODAY))
    for bug in (
        SetFact(field="name", value="甲"),
        SetFact(field="residency", value="?"),
        AddCategory(category="?", from_on=TODAY),
        EndCategory(category="?", to_on=TODAY),
        SetTier(tier="?", reason="…"),
    ):
        with pytest.raises(ValueError, match=r"."):
            preview(application, uids, bug)


def test_two_files_of_one_person_are_judged_and_edited_as_one(two: tuple[Application, list[str]]) -> None:
    application, uids = two
    head, other = sorted(uids)
    give = AddCategory(category="childless", from_on=TODAY - 5 * DAY)
    done(application, [other], give)
    with application.store.writing("合并档案", "王秀英") as unit:
        link = {"elder_uid": head, "other_uid": other, "verdict": "same", "decided_on": TODAY}
        unit.insert_many(PersonLink, [link])
    assert verdicts(preview(application, [head, other], give)) == [UNCHANGED]
    ended = done(application, [other], EndCategory(category="childless", to_on=TODAY - DAY))
    assert [(line.uid, line.verdict) for line in ended.lines] == [(head, CHANGED)]
    assert of_elder(application, CategorySpan, other)[0].to_on == TODAY - DAY


def test_what_is_too_long_for_its_field_is_refused_in_the_preview(
    two: tuple[Application, list[str]],
) -> None:
    application, uids = two
    for edit in (
        SetFact(field="group_name", value="长" * 41),
        AddCategory(category="childless", from_on=TODAY, source="长" * 101),
        SetTier(tier="high", reason="长" * 201),
        JoinHousehold(head_name="长" * 60, from_on=TODAY),
    ):
        with pytest.raises(FieldProblem):
            preview(application, uids, edit)


def test_long_numbers_in_free_text_are_masked_and_long_text_shortened() -> None:
    assert (
        masked_text("证号150425194503120017，固话0476-5221234") == "证号150425********0017，固话0476-****234"
    )
    assert masked_text("备用 12 号\n二楼") == "备用 12 号 二楼"
    assert len(masked_text("长" * 500)) == 60


def test_hundreds_of_people_cost_as_many_statements_as_dozens(
    opener: Callable[[Home], Application], filled_home: Home
) -> None:
    from tests.services.test_statements import counted

    application = opener(filled_home)
    ids = application.register.list_ids(application.actor, ElderFilter())
    uids = application.bulk_edits.uids_of(application.actor, ids)
    assert len(uids) == len(ids) > 40
    costs = []
    for number, part in enumerate((uids[:10], uids[10:50])):
        with counted(application) as statements:
            done(application, part, AddNote(text=f"第{number}次", noted_on=TODAY))
        costs.append(len(statements))
    assert costs[0] == costs[1]
    assert costs[0] < 60


@pytest.fixture(scope="module")
def register(filled_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Return a township in which some have left, some share a household, and a field of our own is kept."""
    folder: Path = tmp_path_factory.mktemp("bulk") / "home"
    application = open_home(filled_home.copy(folder))
    actor = application.actor
    uids = application.bulk_edits.uids_of(actor, application.register.list_ids(actor, ElderFilter()))
    for uid in uids[:3]:
        application.register.end(actor, uid, on=TODAY - 3 * DAY, reason=EndReason.MOVED_OUT)
    done(application, uids[3:7], JoinHousehold(head_name="包小明", from_on=TODAY - 20 * DAY))
    application.local_fields.save(actor, LocalFieldDraft(label="炉具"))
    application.close()
    return replace(filled_home, folder=folder)


DAYS = st.integers(-400, 0).map(lambda number: TODAY + number * DAY)
CATEGORIES = st.sampled_from([category.value for category in Category][:6])


def edits(visitors: list[str], homes: list[str]) -> st.SearchStrategy[BulkEdit]:
    """Return any edit that fits the register."""
    return st.one_of(
        st.builds(SetFact, field=st.just("group_name"), value=st.sampled_from(["一组", "二组", None])),
        st.builds(SetFact, field=st.just("village_code"), value=st.sampled_from(VILLAGES)),
        st.builds(
            SetFact,
            field=st.just("living_arrangement"),
            value=st.sampled_from([*(one.value for one in LivingArrangement), None]),
        ),
        st.builds(
            SetFact, field=st.just("residency"), value=st.sampled_from([*(o.value for o in Residency), None])
        ),
        st.builds(SetVisitor, visitor_uid=st.sampled_from([*visitors, None]), from_on=DAYS),
        st.builds(AddCategory, category=CATEGORIES, from_on=DAYS),
        st.builds(EndCategory, category=CATEGORIES, to_on=DAYS),
        st.builds(RecordWillingness, kind=st.sampled_from([o.value for o in Answer]), asked_on=DAYS),
        st.builds(SetTier, tier=st.sampled_from([*(o.value for o in Tier), None]), reason=st.just("核实")),
        st.builds(SetLocalField, label=st.just("炉具"), value=st.sampled_from(["电", "煤", ""])),
        st.builds(AddNote, text=st.sampled_from(["甲", "乙"]), noted_on=DAYS),
        st.builds(JoinHousehold, household_uid=st.sampled_from(homes), from_on=DAYS),
        st.builds(JoinHousehold, head_name=st.just("新户"), from_on=DAYS),
    )


@pytest.mark.examples
@settings(
    max_examples=examples(12), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_the_counts_of_the_preview_are_what_happened_and_undo_is_the_identity(
    register: Home, data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as place:
        application = open_home(register.copy(Path(place) / "home"))
        try:
            _edit_at_random(application, data)
        finally:
            application.close()


def _edit_at_random(application: Application, data: st.DataObject) -> None:
    actor = application.actor
    with application.store.reading() as session:
        everybody = sorted(session.execute(select(Elder.uid)).scalars())
        homes = sorted(session.execute(select(Household.uid)).scalars())
    visitors = [row.uid for row in application.register.visitors(actor)][:3]
    chosen = st.lists(st.sampled_from(everybody), min_size=1, max_size=12, unique=True)
    for _step in range(data.draw(st.integers(1, 3))):
        uids, edit = data.draw(chosen), data.draw(edits(visitors, homes))
        before, all_before = by_person(application, everybody), facts(application)
        made = preview(application, uids, edit)
        assert made.changed + made.unchanged + made.refused == len(uids)
        change_set = application.bulk_edits.apply(actor, made)
        after, all_after = by_person(application, everybody), facts(application)
        assert {uid for uid in everybody if before[uid] != after[uid]} == {
            line.uid for line in made.of(CHANGED)
        }
        if change_set is None:
            assert all_before == all_after
            continue
        # What was done is done: the same edit once more changes nobody, except that it makes a second new household.
        again = preview(application, uids, edit)
        assert again.changed == 0 or (isinstance(edit, JoinHousehold) and edit.household_uid is None)
        assert application.undo.undo(actor, change_set).kept == 0
        assert facts(application) == all_before
        undoing = application.undo.recent(actor, most=1)[0]
        application.undo.undo(actor, undoing.uid)
        assert facts(application) == all_after
    assert application.checks.run(actor) == []


def by_person(application: Application, uids: list[str]) -> dict[str, list[str]]:
    """Return what is known of each elder."""
    found: dict[str, list[str]] = {uid: [] for uid in uids}
    with application.store.reading() as session:
        for name, model in RECORDS.items():
            table = model.__table__
            owner = "uid" if name == "elder" else "elder_uid"
            if owner not in table.c:
                continue
            for row in session.execute(select(table).where(table.c.retracted.is_(False))):
                values = {key: value for key, value in row._mapping.items() if key != "heads"}
                found[values[owner]].append(repr(values))
    return {uid: sorted(rows) for uid, rows in found.items()}
