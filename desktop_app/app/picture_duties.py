"""The scenes of the duties: the list in groups, the calendars, and the planner before and after agreeing on a plan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from desktop_app.app.scene import Act, Scene
from desktop_app.domain.terms import DutyState
from desktop_app.ui.duties.list_columns import FILTERS
from desktop_app.ui.duties.list_groups import Grouping
from desktop_app.ui.duties.planner_board import LOAD, MONTH, PROPOSED, REFUSED


def duty_scenes() -> Iterator[Scene]:
    """Yield the pictures; the planner accepts on the copy of the home, so that the month shows agreed days."""
    yield _list("", Grouping.NONE, demo=True)
    yield _list("-by-village", Grouping.VILLAGE)
    yield _list("-by-visitor", Grouping.VISITOR)
    yield Scene(name="08-duties-week", key="duties", params={"view": "week"}, demo=True, main=True)
    yield Scene(name="08-plan", key="plan", main=True)
    for part, name in ((PROPOSED, "proposed"), (MONTH, "month"), (LOAD, "load"), (REFUSED, "refused")):
        acts: tuple[Act, ...] = (lambda page: page.propose(),) if part == PROPOSED else ()
        yield _plan(name, part, *acts, main=part in {PROPOSED, LOAD})
    yield _plan("accepted", PROPOSED, lambda page: page.accept_all())
    yield Scene(
        name="08-duties-month",
        key="duties",
        params={"view": "month"},
        acts=(lambda page: page.month.people.setFocus(),),
        after=lambda page: page.show_view(0),
        demo=True,
        main=True,
    )


def _list(name: str, grouping: Grouping, *, demo: bool = False) -> Scene:
    """Return the list in groups with everybody in it."""

    def group(page: Any) -> None:
        page.list.show_states(set(FILTERS) if grouping is not Grouping.NONE else _USUAL)
        page.list.grouping.set_value(grouping)
        page.list.refresh()

    return Scene(
        name=f"08-duties{name}", key="duties", params={"view": "list"}, acts=(group,), demo=demo, main=True
    )


_USUAL = {DutyState.OVERDUE, DutyState.DUE, DutyState.OPEN}


def _plan(name: str, part: int, *acts: Act, main: bool = False) -> Scene:
    return Scene(
        name=f"08-plan-{name}",
        key="plan",
        acts=(*acts, lambda page: page.board.show_part(part)),
        main=main,
    )
