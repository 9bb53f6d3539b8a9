"""Migrations lead from nothing to the models and back, all or nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

from desktop_app.migrations import FOLDER, run
from desktop_app.models import Base
from desktop_app.storage.engine import APPLICATION_ID, SCHEMA, connect, make_engine
from desktop_app.storage.store import DATABASE, Store
from tests.storage.stores import KEY

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """Return an engine like the one that migrations run on."""
    made = make_engine(
        lambda: connect(tmp_path / DATABASE, KEY, foreign_keys=False), "BEGIN IMMEDIATE", size=1
    )
    yield made
    made.dispose()


def config(connection: Any) -> Config:
    made = Config()
    made.set_main_option("script_location", str(FOLDER))
    made.set_main_option("path_separator", "os")
    made.attributes["connection"] = connection
    return made


def no_search_index(_object: Any, name: str | None, kind: str, *_rest: Any) -> bool:
    return not (kind == "table" and (name or "").startswith("elder_fts"))


def structure(engine: Engine) -> dict[str, Any]:
    found = inspect(engine)
    return {
        name: (
            found.get_columns(name).__repr__(),
            found.get_pk_constraint(name),
            found.get_foreign_keys(name),
            sorted(index["name"] or "" for index in found.get_indexes(name)),
        )
        for name in found.get_table_names()
        if not name.startswith("elder_fts") and name != "alembic_version"
    }


def test_there_is_one_line_of_numbered_migrations() -> None:
    script = ScriptDirectory(str(FOLDER))
    files = sorted((FOLDER / "versions").glob("[0-9]*.py"))

    assert len(script.get_heads()) == 1
    assert [int(path.name[:4]) for path in files] == list(range(1, len(files) + 1))
    assert len(files) == SCHEMA


def test_an_empty_database_is_brought_to_what_the_models_say(engine: Engine) -> None:
    run(engine, 0)
    with engine.connect() as connection:
        options = {"compare_type": True, "include_object": no_search_index}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []
        assert connection.exec_driver_sql("PRAGMA user_version").scalar() == SCHEMA
        assert connection.exec_driver_sql("PRAGMA application_id").scalar() == APPLICATION_ID
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def test_the_way_down_and_up_again_leads_to_the_same_structure(engine: Engine) -> None:
    run(engine, 0)
    before = structure(engine)
    with engine.begin() as connection:
        command.downgrade(config(connection), "base")
    assert structure(engine) == {}
    run(engine, 0)

    assert structure(engine) == before
    assert set(before) == set(Base.metadata.tables)


def test_a_migrated_store_is_not_migrated_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Store(tmp_path, KEY, create=True).close()
    monkeypatch.setattr("desktop_app.storage.store.run_migrations", None)
    Store(tmp_path, KEY).close()


STOPPED = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import event, Engine
from desktop_app.storage.store import Store
from tests.storage.stores import KEY
left = int(sys.argv[2])
@event.listens_for(Engine, "after_cursor_execute")
def count(*_all):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
Store(Path(sys.argv[1]), KEY, create=True).close()
"""


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
@pytest.mark.parametrize("after", [9, *(pytest.param(each, marks=pytest.mark.proofs) for each in (2, 30))])
def test_a_migration_that_is_killed_leaves_nothing_behind(tmp_path: Path, after: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", STOPPED, str(tmp_path), str(after)],
        cwd=ROOT,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == -9, done.stderr
    raw = connect(tmp_path / DATABASE, KEY)
    assert raw.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    assert raw.execute("PRAGMA user_version").fetchone() == (0,)
    raw.close()
    Store(tmp_path, KEY, create=True).close()
