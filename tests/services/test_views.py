"""Saved lists keep columns, order and filter, and survive another version of the program."""

from __future__ import annotations

import pytest

from desktop_app.bootstrap import Application
from desktop_app.domain.errors import FieldProblem, NotFound
from desktop_app.services.list_columns import COLUMNS, USUAL
from desktop_app.services.views import ListView
from desktop_app.storage.queries.elder_lists import SORTS
from desktop_app.storage.queries.elders import ElderFilter

VIEW = ListView(
    columns=("name", "missing", "address"),
    orders=(("tier", False), ("age", True)),
    wanted=ElderFilter(text="王", special=False, categories=("disabled",), age_from=70, everybody=True),
)


def test_a_saved_list_is_read_back_as_it_was(empty: Application) -> None:
    saved = empty.views.save(empty.actor, "register", "  缺项\n名单 ", VIEW)
    assert saved.name == "缺项 名单"
    assert empty.views.list(empty.actor, "register") == [saved]
    assert empty.views.list(empty.actor, "duties") == []


def test_the_same_name_replaces_and_a_list_is_renamed_and_deleted(empty: Application) -> None:
    first = empty.views.save(empty.actor, "register", "一", VIEW)
    second = empty.views.save(empty.actor, "register", "二", VIEW)
    assert empty.views.save(empty.actor, "register", "一", ListView()).uid == first.uid
    with pytest.raises(FieldProblem):
        empty.views.rename(empty.actor, second.uid, "一")
    empty.views.rename(empty.actor, second.uid, "三")
    assert [row.name for row in empty.views.list(empty.actor, "register")] == ["一", "三"]
    empty.views.delete(empty.actor, first.uid)
    assert [row.name for row in empty.views.list(empty.actor, "register")] == ["三"]
    with pytest.raises(NotFound):
        empty.views.rename(empty.actor, first.uid, "四")


@pytest.mark.parametrize("name", ["", "  ", "长" * 31])
def test_a_list_needs_a_short_name(empty: Application, name: str) -> None:
    with pytest.raises(FieldProblem):
        empty.views.save(empty.actor, "register", name, VIEW)


def test_what_another_version_wrote_is_left_out() -> None:
    view = ListView.from_data(
        {
            "columns": ["name", "moon"],
            "orders": [["moon", True], ["age", True]],
            "filter": {"moon": 1, "tiers": ["high"], "special": None},
        }
    )
    assert view == ListView(("name",), (("age", True),), ElderFilter(tiers=("high",)))
    assert ListView.from_data({}) == ListView()


def test_every_column_that_can_be_sorted_names_an_order() -> None:
    assert {column.sort for column in COLUMNS.values()} - {None} <= set(SORTS)
    assert set(USUAL) <= set(COLUMNS)
