"""The made-up township that everything is measured on: workbook, filled homes, and raw access to the files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any

from desktop_app.bootstrap import Application, build, create_application
from desktop_app.domain.terms import SiteLevel
from desktop_app.exchange.sample.generate import SAMPLE_TOWNSHIP, make_township
from desktop_app.exchange.sample.register_book import write_office_workbook
from desktop_app.services import access
from desktop_app.services.access import SetupDraft
from desktop_app.services.clock import Clock
from desktop_app.services.samples import SampleService
from desktop_app.storage.engine import connect
from measures.after_visits import enrich
from measures.city import grow
from measures.figures import tell

TODAY = date(2026, 11, 22)
"""The day everything is measured on, so that two runs work on the same township."""

PASSWORD = "大风吹过草原-Benchmark-7"  # noqa: S105 - opens made-up data only
PROFILES = ("chifeng-2023-42-pastoral", "inner-mongolia-2022")
MONTHS = 3
"""How many months of visits the township has unless more are asked for."""

MOST_MADE_UP = 20_000
"""A larger register is this township many times over; see ``city``."""


def insert(table: str, columns: int) -> str:
    """Return the statement that inserts a row of so many columns."""
    return f"INSERT OR REPLACE INTO {table} VALUES ({','.join('?' * columns)})"  # noqa: S608 - our own tables


class World:
    """Builds each home when it is first asked for; ``close`` closes what was opened."""

    def __init__(self, folder: Path, elders: int, months: int = MONTHS) -> None:
        """Keep everything in ``folder``."""
        self.folder = folder
        self.elders = elders
        self.months = months
        self._opened: list[Application] = []
        self._keys: dict[Path, bytes] = {}

    def new_home(self, name: str, level: SiteLevel = SiteLevel.TOWNSHIP) -> Application:
        """Set up an empty home and open it."""
        folder = self.folder / name
        code = SAMPLE_TOWNSHIP if level is SiteLevel.TOWNSHIP else SAMPLE_TOWNSHIP[:6]
        draft = SetupDraft(
            level=level,
            division_code=code,
            unit_name="测速样例单位",
            profiles=PROFILES,
            user="测速",
            password=PASSWORD,
            sample=True,
        )
        made, _recovery = create_application(folder, draft)
        made.close()
        return self._open(folder)

    def _open(self, folder: Path) -> Application:
        opened = access.open_with_password(folder, PASSWORD)
        self._keys[opened.store.database] = opened.root.database_key()
        app = build(opened, Clock(fixed_on=TODAY))
        self._opened.append(app)
        return app

    def close_home(self, app: Application) -> None:
        """Close one home before the end."""
        self._opened.remove(app)
        app.close()

    @contextmanager
    def lent(self) -> Iterator[Path]:
        """Close the filled home for another process to open, and open it again afterwards."""
        folder = self.filled.store.folder
        self.close_home(self.filled)
        try:
            yield folder
        finally:
            self.filled = self._open(folder)

    @cached_property
    def workbook(self) -> Path:
        """The register as the office's workbook; the made-up people are not kept in memory."""
        tell(f"making up {self.elders} elders …")
        path = self.folder / "register.xlsx"
        township = make_township(elders=self.elders, seed=1, months=self.months, as_of=TODAY)
        written = write_office_workbook(path, township)
        tell(f"wrote a workbook of {written.rows} rows")
        return path

    @cached_property
    def filled(self) -> Application:
        """A township home with everybody and some months of visits."""
        app = self.new_home("filled")
        tell("filling a home …")
        elders = min(self.elders, MOST_MADE_UP)
        done = SampleService(app.context).fill(app.actor, elders=elders, seed=1, months=self.months)
        tell(f"filled a home with {done.elders} elders, {done.visits} visits")
        enrich(app, TODAY)
        if self.elders > elders:
            with self.raw(app) as raw:
                grow(app, raw, self.elders)
        return app

    @cached_property
    def some_elders(self) -> list[str]:
        """The uids of 200 elders on the register, chosen by chance but always the same."""
        with self.raw(self.filled) as raw:
            uids = [
                row[0] for row in raw.execute("SELECT elder_uid FROM elder_card WHERE NOT ended ORDER BY id")
            ]
        return Random("elders").sample(uids, min(200, len(uids)))

    @contextmanager
    def raw(self, app: Application) -> Iterator[Any]:
        """Give a bare sqlcipher3 connection to a home's file: what the floors are measured with."""
        connection = connect(app.store.database, self._keys[app.store.database])
        try:
            yield connection
        finally:
            connection.close()

    @contextmanager
    def empty_file(self, name: str) -> Iterator[Any]:
        """Give a bare sqlcipher3 connection to a new encrypted file with the store's settings."""
        connection = connect(self.folder / name, bytes(32))
        try:
            yield connection
        finally:
            connection.close()

    def close(self) -> None:
        """Close every open home."""
        for app in reversed(self._opened):
            app.close()
        self._opened.clear()
