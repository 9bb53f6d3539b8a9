"""A list costs the same number of statements for few people and for many."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from desktop_app.bootstrap import Application
from desktop_app.services.register_drafts import ElderDraft
from desktop_app.storage.queries.elders import ElderFilter
from tests.services.homes import TODAY, VILLAGES, Home, fill, make_home, township
from tests.storage.stores import bag, edit, merge

MANY = 600
LISTS: dict[str, Callable[[Application], Any]] = {
    "register": lambda app: app.register.rows(app.actor, app.register.list_ids(app.actor, ElderFilter())),
    "register's first page": lambda app: app.register.first_ids(app.actor, ElderFilter(special=True)),
    "register in several orders": lambda app: app.register.first_ids(
        app.actor, ElderFilter(age_from=70), sort="tier", then=(("age", True),)
    ),
    "register with text": lambda app: app.register.list_ids(app.actor, ElderFilter(text="wl")),
    "register found": lambda app: app.register.find(app.actor, "wl"),
    "register counted": lambda app: app.register.count(app.actor, ElderFilter(special=True)),
    "villages": lambda app: app.register.villages(app.actor),
    "visitors": lambda app: app.register.visitors(app.actor),
    "duties": lambda app: app.duties.list(app.actor),
    "duties counted": lambda app: app.duties.counts(app.actor),
    "visits": lambda app: app.visits.between(app.actor, TODAY.replace(day=1), TODAY),
    "findings": lambda app: app.visits.findings(app.actor),
    "month": lambda app: app.indicators.month(app.actor, 2026, 10),
    "standing": lambda app: app.indicators.standing(app.actor, 2026, 10),
    "actions": lambda app: app.undo.recent(app.actor),
    "conflicts": lambda app: app.conflicts.list(app.actor),
    "sent": lambda app: app.batches.sent(app.actor),
    "refreshed": lambda app: app.duties.refresh(app.actor),
}


@contextmanager
def counted(application: Application) -> Iterator[list[str]]:
    """Collect the statements that a store runs."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    engines = (application.store._reader, application.store._writer)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)


@pytest.fixture(scope="session")
def large_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Return a township of 600."""
    base = tmp_path_factory.mktemp("large")
    home = make_home(base / "home")
    fill(home.folder, township(MANY), base / "books")
    return home


def disagree(application: Application, other: Application, people: int) -> None:
    """Let two sites know the same people and say something else of each."""
    uids = [
        application.register.save(application.actor, ElderDraft(name="包小明", village_code=VILLAGES[0]))
        for _number in range(people)
    ]
    merge(other.store, *bag(application.store))
    for uid in uids:
        edit(application.store, uid, note="这里")
        edit(other.store, uid, note="那里")
    merge(application.store, *bag(other.store))


def test_a_list_costs_as_many_statements_for_sixty_people_as_for_six_hundred(
    opener: Callable[[Home], Application],
    filled_home: Home,
    large_home: Home,
    village_homes: tuple[Home, ...],
) -> None:
    small, large = opener(filled_home), opener(large_home)
    disagree(small, opener(village_homes[0]), 2)
    disagree(large, opener(village_homes[1]), 5)
    assert len(LISTS["register"](large)) > 9 * len(LISTS["register"](small))
    costs: dict[str, tuple[int, int]] = {}
    for name, read in LISTS.items():
        found = []
        for application in (small, large):
            read(application)
            with counted(application) as statements:
                read(application)
            found.append(len(statements))
        costs[name] = (found[0], found[1])

    assert {name: pair for name, pair in costs.items() if pair[0] != pair[1]} == {}
    assert max(pair[0] for pair in costs.values()) < 34, costs


def test_saving_a_visit_costs_the_same_in_a_large_register(
    opener: Callable[[Home], Application], filled_home: Home, large_home: Home
) -> None:
    from desktop_app.services.visit_drafts import VisitDraft

    found = []
    for home in (filled_home, large_home):
        application = opener(home)
        uid = application.duties.list(application.actor)[0].line.elder_uid
        draft = VisitDraft(
            elder_uid=uid, visited_on=TODAY, mode="in_person", outcome="met_in_person", visitor_name="李志强"
        )
        with counted(application) as statements:
            application.visits.record(application.actor, draft)
        found.append(len(statements))
    assert found[0] == found[1]
    assert found[0] < 44
