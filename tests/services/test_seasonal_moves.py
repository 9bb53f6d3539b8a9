"""转场: who moves where, who visits there, who is left behind, and back again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from desktop_app.config.strings import _
from desktop_app.domain.errors import FieldProblem, NotAllowed
from desktop_app.domain.terms import EndReason, LifeEventKind
from desktop_app.services.bulk_drafts import AddCategory
from desktop_app.services.life_event_plans import LifeEventDraft
from desktop_app.services.seasonal_moves import MoveDraft, MoveFilter, MoveState
from tests.services.families import DAY, FAMILY, NEIGHBOUR, READER, TODAY, Town, field_of
from tests.services.homes import VILLAGES


def draft(town: Town, *names: str, **changed: object) -> MoveDraft:
    made = MoveDraft(
        elder_uids=tuple(town.uids[name] for name in names or FAMILY),
        kind="pasture",
        place="白音查干冬营盘",
        from_on=TODAY,
        visitor_uid=town.visitors["赵宝山"],
        reach="local",
    )
    return replace(made, **changed)  # type: ignore[arg-type]  # any field


def listed(town: Town, **wanted: object) -> list[tuple[str, MoveState]]:
    rows = town.app.seasonal_moves.list(town.actor, MoveFilter(**wanted))  # type: ignore[arg-type]  # any field
    return [(row.name, row.state) for row in rows]


def stays(town: Town, name: str) -> list[tuple[str, date, date | None]]:
    shown = town.app.register.get(town.actor, town.uids[name])
    return [(stay.kind, stay.from_on, stay.to_on) for stay in shown.residences]


def test_a_household_moves_with_who_visits_there_and_how(town: Town) -> None:
    done = town.app.seasonal_moves.go(town.actor, draft(town))
    rows = town.app.seasonal_moves.list(town.actor)
    assert {row.name for row in rows} == set(FAMILY)
    assert {(row.covered_by, row.reach, row.place, row.state) for row in rows} == {
        ("赵宝山", "local", "白音查干冬营盘", MoveState.AWAY)
    }
    assert [line.name for line in town.app.seasonal_moves.household(town.actor, town.uids[FAMILY[1]])] == [
        FAMILY[1],
        FAMILY[0],
        FAMILY[2],
    ]
    town.app.duties.refresh(town.actor)
    seen_by = {row.line.name: row.line.visitor for row in town.app.duties.list(town.actor)}
    assert seen_by[FAMILY[0]] == "赵宝山"
    assert seen_by[NEIGHBOUR] == "海棠"
    town.undo(done.change_set)
    assert town.app.seasonal_moves.list(town.actor) == []


def test_the_list_tells_who_will_move_who_is_away_and_who_is_back(town: Town) -> None:
    moves = town.app.seasonal_moves
    moves.go(town.actor, draft(town, FAMILY[0], from_on=TODAY + 10 * DAY))
    moves.go(town.actor, draft(town, FAMILY[1]))
    moves.go(town.actor, draft(town, FAMILY[2], from_on=TODAY - 50 * DAY, to_on=TODAY - 5 * DAY))
    moves.go(town.actor, draft(town, NEIGHBOUR, visitor_uid=None, from_on=TODAY - DAY))
    assert listed(town) == [
        (FAMILY[0], MoveState.AHEAD),
        (NEIGHBOUR, MoveState.AWAY),
        (FAMILY[1], MoveState.AWAY),
        (FAMILY[2], MoveState.BACK),
    ]
    assert listed(town, uncovered=True) == [(NEIGHBOUR, MoveState.AWAY)]
    assert listed(town, from_on=TODAY - 90 * DAY, to_on=TODAY - 40 * DAY) == [(FAMILY[2], MoveState.BACK)]
    assert listed(town, village_code=VILLAGES[1]) == []
    with pytest.raises(FieldProblem):
        listed(town, from_on=TODAY, to_on=TODAY - DAY)


def test_the_next_place_ends_the_one_before_and_back_home_ends_it_for_good(town: Town) -> None:
    moves = town.app.seasonal_moves
    moves.go(town.actor, draft(town, NEIGHBOUR, from_on=TODAY - 90 * DAY))
    moves.go(town.actor, draft(town, NEIGHBOUR, kind="town", from_on=TODAY - 10 * DAY))
    assert stays(town, NEIGHBOUR) == [
        ("town", TODAY - 10 * DAY, None),
        ("pasture", TODAY - 90 * DAY, TODAY - 10 * DAY),
    ]
    done = moves.bring_back(town.actor, [town.uids[NEIGHBOUR]])
    assert stays(town, NEIGHBOUR)[0] == ("town", TODAY - 10 * DAY, TODAY)
    with pytest.raises(FieldProblem):
        moves.bring_back(town.actor, [town.uids[NEIGHBOUR]], on=TODAY + DAY)
    town.undo(done.change_set)
    assert stays(town, NEIGHBOUR)[0] == ("town", TODAY - 10 * DAY, None)


def test_a_move_that_never_came_is_taken_back(town: Town) -> None:
    moves = town.app.seasonal_moves
    moves.go(town.actor, draft(town, NEIGHBOUR, from_on=TODAY + 10 * DAY))
    done = moves.bring_back(town.actor, [town.uids[NEIGHBOUR], town.uids[FAMILY[0]]])
    assert done.left_out == ((FAMILY[0], "那天没有在外居住"),)
    assert stays(town, NEIGHBOUR) == []


def test_whoever_cannot_move_is_left_out_with_the_reason(town: Town) -> None:
    moves = town.app.seasonal_moves
    town.app.register.end(town.actor, town.uids[FAMILY[1]], on=TODAY, reason=EndReason.MOVED_OUT)
    moves.go(town.actor, draft(town, FAMILY[2], from_on=TODAY - DAY))
    into = LifeEventDraft(
        elder_uid=town.uids[NEIGHBOUR], kind=LifeEventKind.INSTITUTION_IN.value, happened_on=TODAY - DAY
    )
    town.app.life_events.record(town.actor, into)
    everybody = draft(town, *FAMILY, NEIGHBOUR)
    assert {line.name: line.refused for line in moves.preview(town.actor, everybody)} == {
        FAMILY[0]: "",
        FAMILY[1]: "已退出名册",
        FAMILY[2]: "2026-11-21 起已经住在“牧点（季节）”",
        NEIGHBOUR: "那时住在养老机构",
    }
    done = moves.go(town.actor, everybody)
    assert len(done.uids) == 1
    assert [name for name, _why in done.left_out] == [FAMILY[1], FAMILY[2], NEIGHBOUR]
    with pytest.raises(FieldProblem) as refused:
        moves.go(town.actor, draft(town, FAMILY[2]))
    assert "牧点" in str(refused.value.details["reason"])


def test_stays_that_are_over_or_come_later_are_not_overrun(town: Town) -> None:
    moves = town.app.seasonal_moves
    moves.go(town.actor, draft(town, NEIGHBOUR, from_on=TODAY - 50 * DAY, to_on=TODAY - 5 * DAY))
    moves.go(town.actor, draft(town, NEIGHBOUR, kind="town", from_on=TODAY + 30 * DAY))
    for first, last in ((TODAY - 20 * DAY, TODAY), (TODAY, None), (TODAY, TODAY + 30 * DAY)):
        (line,) = moves.preview(town.actor, draft(town, NEIGHBOUR, from_on=first, to_on=last))
        assert "重叠" in line.refused
    between = draft(town, NEIGHBOUR, from_on=TODAY - 5 * DAY, to_on=TODAY + 29 * DAY)
    moves.go(town.actor, between)
    assert len(stays(town, NEIGHBOUR)) == 3


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": "hospital"}, "kind"),
        ({"kind": "village"}, "kind"),
        ({"to_on": TODAY - DAY}, "to_on"),
        ({"from_on": TODAY + 400 * DAY}, "from_on"),
        ({"elder_uids": ()}, "elder"),
        ({"elder_uids": ("nobody",)}, "elder"),
        ({"visitor_uid": "nobody"}, "visitor_uid"),
        ({"village_code": "150425999999"}, "village_code"),
        ({"place": "长" * 201}, "place"),
    ],
)
def test_what_is_wrong_is_refused_at_its_field(town: Town, changed: dict[str, object], field: str) -> None:
    with pytest.raises(FieldProblem) as refused:
        town.app.seasonal_moves.go(town.actor, draft(town, **changed))
    assert field_of(refused.value) == field
    assert listed(town) == []


def test_those_left_behind_are_of_the_household_or_tagged_in_a_village_of_movers(town: Town) -> None:
    moves = town.app.seasonal_moves
    tag = AddCategory(category="left_behind", from_on=TODAY - 30 * DAY)
    edits = town.app.bulk_edits
    edits.apply(town.actor, edits.preview(town.actor, [town.uids[NEIGHBOUR]], tag))
    assert moves.left_behind(town.actor) == []
    moves.go(town.actor, draft(town, FAMILY[0], from_on=TODAY - 3 * DAY))
    found = moves.left_behind(town.actor)
    assert [(row.name, row.household) for row in found] == [
        (FAMILY[1], True),
        (FAMILY[2], True),
        (NEIGHBOUR, False),
    ] or [(row.name, row.household) for row in found] == [
        (FAMILY[2], True),
        (FAMILY[1], True),
        (NEIGHBOUR, False),
    ]
    assert found[0].why.say(_) == "同户的包小明11月19日起在牧点（季节）"
    assert found[2].why.say(_) == "留守老年人，本村现有 1 位老年人转场在外"
    assert {row.visitor for row in found} == {"海棠"}
    assert moves.left_behind(town.actor, village_code=VILLAGES[1]) == []
    moves.bring_back(town.actor, [town.uids[FAMILY[0]]], on=TODAY - DAY)
    assert moves.left_behind(town.actor) == []


def test_who_visits_at_a_place_is_changed_for_many(town: Town) -> None:
    moves = town.app.seasonal_moves
    made = moves.go(town.actor, draft(town))
    done = moves.cover(town.actor, made.uids, visitor_uid=town.visitors["海棠"], reach="remote")
    assert {(row.covered_by, row.reach) for row in moves.list(town.actor)} == {("海棠", "remote")}
    moves.cover(town.actor, made.uids, visitor_uid=None, reach=None)
    assert {(row.covered_by, row.reach) for row in moves.list(town.actor)} == {(None, None)}
    with pytest.raises(ValueError, match=r"."):
        moves.cover(town.actor, made.uids, visitor_uid=None, reach="?")
    assert done.change_set


def test_both_lists_leave_as_tables_and_are_noted(town: Town, tmp_path: Path) -> None:
    moves = town.app.seasonal_moves
    moves.go(town.actor, draft(town, FAMILY[0]))
    assert moves.export(town.actor, tmp_path / "moves.xlsx", moves.list(town.actor)) == 1
    left = moves.left_behind(town.actor)
    assert moves.export_left_behind(town.actor, tmp_path / "left.xlsx", left) == 2
    cells = [
        str(cell)
        for name in ("moves.xlsx", "left.xlsx")
        for row in CalamineWorkbook.from_path(tmp_path / name).get_sheet_by_index(0).to_python()
        for cell in row
    ]
    assert {"白音查干冬营盘", "当地代访", "赵宝山", "同户的包小明11月22日起在牧点（季节）"} <= set(cells)


def test_readers_only_look(town: Town) -> None:
    assert town.app.seasonal_moves.list(READER) == []
    with pytest.raises(NotAllowed):
        town.app.seasonal_moves.go(READER, draft(town))
