"""Lists of elders: every filter and order agrees with looking at every row, and the first page with the whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.bootstrap import Application
from desktop_app.domain.dates import age_on
from desktop_app.domain.terms import Category, LivingArrangement, MissingData, Tier
from desktop_app.services import list_columns, settings
from desktop_app.storage import facets
from desktop_app.storage.queries import elder_lists
from desktop_app.storage.queries.elders import ElderFilter, ElderRow
from tests.services.homes import TODAY, Home, open_home

Fits = Callable[[ElderRow], bool]


@pytest.fixture(scope="module")
def opened(filled_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Open one copy for all examples; they only read."""
    application = open_home(filled_home.copy(tmp_path_factory.mktemp("lists") / "home"))
    application.duties.refresh(application.actor)
    yield application
    application.close()


def everybody(application: Application) -> list[ElderRow]:
    ids = application.register.list_ids(application.actor, ElderFilter(everybody=True))
    return application.register.rows(application.actor, ids)


def fits(wanted: ElderFilter, row: ElderRow) -> bool:
    """Look at one row as a person would: the slow reference."""
    age = age_on(row.birth_on, TODAY) if row.birth_on else None
    overdue = (TODAY - row.overdue_since).days if row.overdue_since else 0
    categories = [category in row.categories for category in wanted.wanted_categories()]
    answers = (
        wanted.everybody or row.ended == wanted.ended,
        not wanted.all_villages() or row.village_code in wanted.all_villages(),
        not categories or (all(categories) if wanted.all_categories else any(categories)),
        not wanted.all_tiers() or (row.tier or "") in wanted.all_tiers(),
        not wanted.all_states() or (row.duty_state or "") in wanted.all_states(),
        wanted.special is None or row.special == wanted.special,
        wanted.age_from is None or (age is not None and age >= wanted.age_from),
        wanted.age_to is None or (age is not None and age <= wanted.age_to),
        wanted.overdue_days is None or overdue >= wanted.overdue_days,
        not wanted.missing or bool(set(wanted.missing) & set(row.missing)),
        not wanted.living or row.living_arrangement in wanted.living,
    )
    return all(answers)


def some(kind: Any, size: int = 3) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from([member.value for member in kind]), max_size=size, unique=True).map(tuple)


FILTERS = st.builds(
    ElderFilter,
    special=st.sampled_from([None, None, True, False]),
    ended=st.booleans(),
    everybody=st.booleans(),
    villages=st.lists(st.sampled_from(["150425202201", "150425202202", "nowhere"]), max_size=2).map(tuple),
    categories=some(Category),
    all_categories=st.booleans(),
    tiers=some(Tier),
    age_from=st.sampled_from([None, None, 60, 75, 90]),
    age_to=st.sampled_from([None, None, 74, 89]),
    overdue_days=st.sampled_from([None, None, 1, 10]),
    missing=some(MissingData, 2),
    living=some(LivingArrangement, 2),
)
ORDERS = st.lists(
    st.tuples(st.sampled_from(sorted(elder_lists.SORTS)), st.booleans()), min_size=1, max_size=3
)


@pytest.mark.parametrize("few", [0, elder_lists.FEW])
def test_filters_and_orders_agree_with_looking_at_every_row(
    opened: Application, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both ways of reading a list: along the index of its order, and by sorting a small set."""
    monkeypatch.setattr(elder_lists, "FEW", few)
    rows = everybody(opened)

    @given(FILTERS, ORDERS)
    def agree(wanted: ElderFilter, orders: list[tuple[str, bool]]) -> None:
        with opened.store.reading() as session:
            ids = elder_lists.all_ids(session, wanted, orders, today=TODAY)
            page = elder_lists.first_ids(session, wanted, orders, today=TODAY, most=7)
            number = elder_lists.count(session, wanted, today=TODAY)
        assert set(ids) == {row.id for row in rows if fits(wanted, row)}
        assert number == len(ids) == len(set(ids))
        assert (page.ids, page.complete) == (ids[:7], len(ids) <= 7)

    agree()


@pytest.mark.parametrize("key", sorted(elder_lists.SORTS))
@pytest.mark.parametrize("down", [False, True])
def test_an_order_goes_by_meaning_and_leaves_gaps_to_the_end(
    opened: Application, key: str, down: bool
) -> None:
    known: dict[str, Callable[[ElderRow], Any]] = {
        "age": lambda row: age_on(row.birth_on, TODAY) if row.birth_on else None,
        "birth": lambda row: row.birth_on,
        "registered": lambda row: row.registered_on,
        "latest": lambda row: row.latest_on,
        "last_visit": lambda row: row.last_visit_on,
        "overdue": lambda row: (TODAY - row.overdue_since).days if row.overdue_since else None,
        "tier": lambda row: facets.TIER_RANKS[row.tier] if row.tier else None,
        "state": lambda row: facets.STATE_RANKS[row.duty_state] if row.duty_state else None,
        "visitor": lambda row: row.visitor,
        "village": lambda row: row.village_code,
    }
    ids = opened.register.list_ids(opened.actor, ElderFilter(), sort=key, descending=down)
    if key == "name":
        turned = opened.register.list_ids(opened.actor, ElderFilter(), sort=key, descending=not down)
        assert list(ids) == list(turned)[::-1]
        return
    values = [known[key](row) for row in opened.register.rows(opened.actor, ids)]
    present = [value for value in values if value is not None]
    assert values[: len(present)] == present
    assert present == sorted(present, reverse=down)


def test_a_visitor_and_a_text_narrow_together(opened: Application) -> None:
    rows = [row for row in everybody(opened) if not row.ended]
    names = {one.uid: one.name for one in opened.register.visitors(opened.actor)}
    assert len(names) > 1
    for uid, name in names.items():
        ids = opened.register.list_ids(opened.actor, ElderFilter(visitor_uid=uid))
        assert set(ids) == {row.id for row in rows if row.visitor == name}
        part = opened.register.list_ids(opened.actor, ElderFilter(visitor_uid=uid, text="王"))
        found = {row.id for row in rows if row.visitor == name and ("王" in row.name or "王" in row.village)}
        assert set(part) == found


@given(st.dates(date(2020, 1, 1), date(2032, 12, 31)), st.integers(0, 120))
def test_the_last_birthday_of_an_age_is_the_last(today: date, age: int) -> None:
    born = elder_lists.last_birth(age, today)
    assert age_on(born, today) >= age
    assert born == today or age_on(date.fromordinal(born.toordinal() + 1), today) < age


def test_every_column_gives_a_text_for_everybody(opened: Application) -> None:
    for row in everybody(opened):
        for column in list_columns.COLUMNS.values():
            assert isinstance(column.text(row, TODAY), str)


def test_missing_data_is_told_as_it_is(empty: Application) -> None:
    from desktop_app.services.register_drafts import ContactDraft, ElderDraft, WillingnessDraft

    bare = ElderDraft(name="包小明", village_code="150425202201")
    uid = empty.register.save(empty.actor, bare)
    [row] = everybody(empty)
    assert set(row.missing) == {member.value for member in MissingData} - {"id_doubt"}
    empty.register.save(
        empty.actor,
        ElderDraft(
            uid=uid,
            name="包小明",
            village_code="150425202201",
            id_number="15042519430508002X",
            phone="13800138001",
            address="一组",
            living_arrangement="alone",
            residency="both",
            contacts=(ContactDraft(name="包大明", phone="13900139001", roles=("emergency",)),),
            willingness=(WillingnessDraft(kind="willing", asked_on=TODAY),),
            visitor_uid=empty.register.add_visitor(empty.actor, "李志强", "committee"),
        ),
    )
    [row] = everybody(empty)
    assert set(row.missing) <= {"id_doubt"}
    assert row.willingness == "willing"


def test_what_an_older_program_derived_is_built_again_at_the_next_opening(application: Application) -> None:
    app = application
    app.duties.refresh(app.actor)
    before = everybody(app)
    with app.store.setting_up() as session:
        settings.write(session, settings.DERIVED_BY, 1)
        session.connection().exec_driver_sql(
            "UPDATE elder_card SET facets = 0, category_bits = 0, registered_on = NULL, tier_rank = NULL"
        )
    assert app.duties.is_stale(app.actor)
    told: list[tuple[int, int]] = []
    from desktop_app.progress import Progress

    app.duties.refresh(app.actor, progress=Progress(lambda done, total, _what: told.append((done, total))))
    assert told
    assert not app.duties.is_stale(app.actor)
    assert [row.missing for row in everybody(app)] == [row.missing for row in before]
    assert [row.registered_on for row in everybody(app)] == [row.registered_on for row in before]


def test_a_large_register_is_built_in_parts_with_the_same_result(
    application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = application
    app.checks.rebuild(app.actor)
    before = {row.uid: (row.missing, row.latest_on, row.categories) for row in everybody(app)}
    monkeypatch.setattr("desktop_app.services.derivation._AT_ONCE", 7)
    app.checks.rebuild(app.actor)
    assert {row.uid: (row.missing, row.latest_on, row.categories) for row in everybody(app)} == before
    app.duties.refresh(app.actor)
    assert {row.uid: (row.missing, row.latest_on, row.categories) for row in everybody(app)} == before
    assert app.register.find(app.actor, everybody(app)[0].name)
