"""A register of the first schema is brought to the newest with all its facts, or stays what it was."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import inspect, select

from desktop_app.bootstrap import Application
from desktop_app.migrations import FOLDER
from desktop_app.models import Base, DutyRow, ElderCard
from desktop_app.services.life_event_plans import LifeEventDraft
from desktop_app.services.register_drafts import (
    ContactDraft,
    ElderDraft,
    ResidenceDraft,
    SpanDraft,
    WillingnessDraft,
)
from desktop_app.services.settings import DERIVED_BY
from desktop_app.services.visit_drafts import FindingDraft, VisitDraft
from desktop_app.storage import keyslots
from desktop_app.storage.engine import APPLICATION_ID, SCHEMA, connect, make_engine
from desktop_app.storage.store import DATABASE
from tests.services.homes import PASSWORD, TODAY, USER, VILLAGES, Home, open_home
from tests.storage.stores import rows

ROOT = Path(__file__).resolve().parents[2]
FIRST = "0001"
DERIVED = {"elder_card", "duty", "conflict", "waiting"}


def key_of(folder: Path) -> bytes:
    """Return the raw key of a home's database."""
    return keyslots.unlock_with_password(folder / keyslots.FILE_NAME, USER, PASSWORD).database_key()


def fill(application: Application) -> dict[str, str]:
    """Put in everything that the first schema knew; returns the people's uids by name."""
    register, actor = application.register, application.actor
    visitor = register.add_visitor(actor, "李志强", "grid")
    people = {}
    for number, name in enumerate(("包小明", "乌云其木格", "苏日娜", "那仁格日乐")):
        draft = ElderDraft(
            name=name,
            village_code=VILLAGES[number % 2],
            birth_on=date(1940 + 6 * number, 2, 1),
            phone=f"1380000000{number}",
            registered_on=date(2026, 9, 1),
            visitor_uid=visitor,
            categories=(SpanDraft(category="living_alone", from_on=date(2026, 9, 1)),),
            contacts=(
                ContactDraft(name="包建国", relation="儿子", phone="13900000000", roles=("emergency",)),
            ),
            willingness=(WillingnessDraft(kind="willing", asked_on=date(2026, 9, 2)),),
        )
        people[name] = register.save(actor, draft)
    hospital = ResidenceDraft(kind="hospital", from_on=date(2026, 10, 1), place="旗医院")
    detail = register.get(actor, people["苏日娜"])
    register.save(
        actor,
        ElderDraft(
            uid=detail.uid,
            name=detail.name,
            village_code=detail.village_code,
            birth_on=detail.birth_on,
            visitor_uid=visitor,
            residences=(hospital,),
        ),
    )
    found = FindingDraft(kind="hazard", what="炉筒松动")
    for name, outcome, on in (
        ("包小明", "met_in_person", date(2026, 10, 8)),
        ("包小明", "not_at_home", date(2026, 11, 20)),
        ("乌云其木格", "met_in_person", date(2026, 11, 3)),
        ("那仁格日乐", "deceased", date(2026, 11, 9)),
    ):
        application.visits.record(
            actor,
            VisitDraft(
                elder_uid=people[name],
                visited_on=on,
                mode="in_person",
                outcome=outcome,
                visitor_uid=visitor,
                visitor_name="李志强",
                findings=(found,) if outcome == "met_in_person" else (),
            ),
        )
    application.duties.refresh(actor)
    return people


def as_of_an_older_schema(folder: Path, revision: str) -> None:
    """Make the database anew with the migrations up to one and move the rows over by SQL, column by column."""
    key, newest, database = key_of(folder), folder / "newest.db", folder / DATABASE
    for suffix in ("-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    database.rename(newest)
    engine = make_engine(lambda: connect(database, key, foreign_keys=False), "BEGIN IMMEDIATE", size=1)
    source = connect(newest, key)
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        known = inspect(connection)
        for table in sorted(set(known.get_table_names()) & set(Base.metadata.tables) - DERIVED):
            names = [column["name"] for column in known.get_columns(table)]
            listed = ", ".join(names)
            marks = ", ".join("?" * len(names))
            for row in source.execute(f"SELECT {listed} FROM {table}").fetchall():
                connection.exec_driver_sql(f"INSERT INTO {table} ({listed}) VALUES ({marks})", tuple(row))
        derived_by = f"UPDATE setting SET value='1' WHERE key='{DERIVED_BY.key}'"
        assert connection.exec_driver_sql(derived_by).rowcount == 1
        connection.exec_driver_sql(f"PRAGMA user_version={int(revision)}")
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
    source.close()
    engine.dispose()
    for suffix in ("", "-wal", "-shm"):
        newest.with_name(newest.name + suffix).unlink(missing_ok=True)


def schema_of(folder: Path) -> int:
    """Return the number of the schema that the database has now."""
    raw = connect(folder / DATABASE, key_of(folder))
    try:
        return int(raw.execute("PRAGMA user_version").fetchone()[0])
    finally:
        raw.close()


def seen(application: Application) -> Any:
    """Return facts, and what lists and reports make of them."""
    actor = application.actor
    with application.store.reading() as session:
        derived = [
            sorted(
                repr([value for name, value in row.items() if name != "id"])
                for row in session.execute(select(model.__table__)).mappings()
            )
            for model in (ElderCard, DutyRow)
        ]
    months = [application.indicators.month(actor, 2026, month) for month in (9, 10, 11)]
    found = [row.name for row in application.register.find(actor, "wyqmg")]
    return rows(application.store), derived, months, found


@pytest.fixture
def first(empty_home: Home, tmp_path: Path) -> tuple[Path, Any]:
    """Return a home of the first schema, and what it held."""
    folder = empty_home.copy(tmp_path / "home")
    application = open_home(folder)
    try:
        fill(application)
        held = seen(application)
    finally:
        application.close()
    as_of_an_older_schema(folder, FIRST)
    assert schema_of(folder) == 1
    return folder, held


def test_a_register_of_the_first_schema_keeps_every_fact_and_its_lists(first: tuple[Path, Any]) -> None:
    folder, held = first
    application = open_home(folder)
    try:
        assert application.duties.is_stale(application.actor)
        application.duties.refresh(application.actor)
        assert seen(application) == held
        assert application.checks.run(application.actor) == []
        # What the first schema did not know can be entered now.
        uid = application.register.find(application.actor, "包小明")[0].uid
        draft = LifeEventDraft(elder_uid=uid, kind="fall", happened_on=TODAY)
        application.life_events.record(application.actor, draft)
        assert [row.kind for row in application.life_events.list(application.actor, uid)] == ["fall"]
    finally:
        application.close()
    assert schema_of(folder) == SCHEMA


def test_a_register_of_the_fourth_schema_keeps_its_visits_and_takes_what_is_new(
    empty_home: Home, tmp_path: Path
) -> None:
    folder = empty_home.copy(tmp_path / "home")
    application = open_home(folder)
    try:
        uid = fill(application)["包小明"]
        held = seen(application)
    finally:
        application.close()
    as_of_an_older_schema(folder, "0004")
    assert schema_of(folder) == 4

    application = open_home(folder)
    try:
        actor = application.actor
        application.duties.refresh(actor)
        assert seen(application) == held
        assert application.checks.run(actor) == []
        (old, *_rest) = application.visits.of_elder(actor, uid)
        assert (old.measures, old.round_uid, old.signed_as, old.corrected_because) == ({}, None, None, None)
        # What the fourth schema did not know can be entered now, also of a visit from before.
        draft = VisitDraft(
            elder_uid=uid,
            visited_on=old.visited_on,
            mode=old.mode,
            outcome=old.outcome,
            visitor_name=old.visitor,
            measures={"temperature": "36.5"},
            signed_as="self",
            corrected_because="补上体温和签字",
        )
        application.visits.correct(actor, old.uid, draft)
        new = application.visits.of_elder(actor, uid)[0]
        assert (new.measures, new.signed_as) == ({"temperature": "36.5"}, "self")
        assert [one.number for one in application.visit_versions.of_visit(actor, old.uid)] == [2, 1]
    finally:
        application.close()
    assert schema_of(folder) == SCHEMA


KILLED = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import Engine, event
from tests.services.homes import open_home
left = int(sys.argv[2])
@event.listens_for(Engine, "after_cursor_execute")
def strike(*_all):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
open_home(Path(sys.argv[1])).close()
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
@pytest.mark.parametrize("after", [12, *(pytest.param(each, marks=pytest.mark.proofs) for each in (3, 30))])
def test_a_migration_that_is_killed_leaves_the_old_register_whole(
    first: tuple[Path, Any], after: int
) -> None:
    folder, held = first
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(folder), str(after)],
        cwd=ROOT,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert killed.returncode == -9, killed.stderr
    assert schema_of(folder) == 1

    application = open_home(folder)
    try:
        application.duties.refresh(application.actor)
        assert seen(application) == held
        assert application.checks.run(application.actor) == []
    finally:
        application.close()
