"""Numbered, linear migrations inside the package, run on an engine of their own with foreign keys off."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine

FOLDER = Path(__file__).resolve().parent


def run(engine: Engine, found: int) -> None:
    """Bring the database from schema number ``found`` to the newest, all or nothing.

    ``engine`` must have foreign keys off before its transaction begins: a batch migration drops parent
    tables, and with cascades on that would delete their children.
    """
    from alembic import command  # imported here: half a second that a start without migration saves
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        _refuse_orphans(connection)
        number = len(list((FOLDER / "versions").glob("[0-9]*.py")))
        connection.exec_driver_sql(f"PRAGMA user_version={number}")
        connection.exec_driver_sql(f"PRAGMA application_id={0x45565354}")


def _refuse_orphans(connection: Connection) -> None:
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if orphans:
        raise RuntimeError(f"migration left {len(orphans)} orphans")
