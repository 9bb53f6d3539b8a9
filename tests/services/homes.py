"""Installations for tests: made once per run, closed, and copied for each test."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from desktop_app.bootstrap import Application, create_application, open_application
from desktop_app.domain.terms import SiteLevel
from desktop_app.exchange.sample.generate import make_township
from desktop_app.exchange.sample.register_book import write_office_workbook
from desktop_app.exchange.sample.township import SampleTownship
from desktop_app.exchange.sample.visit_book import write_visit_workbook
from desktop_app.services.access import SetupDraft
from desktop_app.services.clock import Clock
from desktop_app.storage.passwords import FLOOR

TODAY = date(2026, 11, 22)
PASSWORD = "Qingcao-82-xyq"
TOWNSHIP = "150425202000"
VILLAGES = ("150425202201", "150425202202")
COUNTY = "150425"
PROFILES = ("chifeng-2023-42-pastoral", "inner-mongolia-2022")
USER = "王秀英"


@dataclass(frozen=True, slots=True)
class Home:
    """A closed installation that can be copied."""

    folder: Path
    recovery: str

    def copy(self, to: Path) -> Path:
        """Return a copy of the closed folder."""
        shutil.copytree(self.folder, to)
        return to


def make_home(
    folder: Path,
    level: SiteLevel = SiteLevel.TOWNSHIP,
    division: str = TOWNSHIP,
    unit: str = "示例苏木人民政府",
) -> Home:
    """Set up an empty installation and close it."""
    draft = SetupDraft(
        level=level,
        division_code=division,
        unit_name=unit,
        profiles=PROFILES,
        user=USER,
        password=PASSWORD,
    )
    application, recovery = create_application(folder, draft, clock=Clock(fixed_on=TODAY), kdf=FLOOR)
    application.close()
    return Home(folder, recovery)


def open_home(folder: Path, *, on: date = TODAY, user: str | None = None) -> Application:
    """Open an installation as its officer."""
    return open_application(folder, PASSWORD, user=user, clock=Clock(fixed_on=on))


def township(elders: int = 60) -> SampleTownship:
    """Return the made-up township that the homes are filled with."""
    return make_township(elders=elders, seed=1, months=2, as_of=TODAY)


def fill(folder: Path, sample: SampleTownship, books: Path) -> None:
    """Import the register and the visits of a sample into the home, as an office would."""
    books.mkdir(parents=True, exist_ok=True)
    application = open_home(folder)
    try:
        actor = application.actor
        write_office_workbook(books / "register.xlsx", sample, mess=True)
        preview = application.imports.preview(actor, books / "register.xlsx", since=sample.began_on)
        application.imports.apply(actor, preview)
        for month in (9, 10, 11):
            path = books / f"visits-{month}.xlsx"
            write_visit_workbook(path, sample, date(2026, month, 1))
            application.visit_imports.apply(actor, application.visit_imports.preview(actor, path))
        application.duties.refresh(actor)
    finally:
        application.close()
