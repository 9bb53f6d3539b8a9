"""The sample township that ``make run`` opens: made up, made anew when its last day is not today."""

from __future__ import annotations

import contextlib
import json
import secrets
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from desktop_app.app.sample_extras import add_extras
from desktop_app.bootstrap import Application, create_application, open_application
from desktop_app.config import durable
from desktop_app.domain.terms import SiteLevel
from desktop_app.progress import SILENT, Progress
from desktop_app.services import access
from desktop_app.services.access import SetupDraft
from desktop_app.services.clock import Clock
from desktop_app.services.samples import SampleService
from desktop_app.storage.passwords import FLOOR

NOTE = "sample.json"
ELDERS, SEED, MONTHS = 320, 1, 6
DIVISION, UNIT = "150425202", "达日罕乌拉苏木人民政府"
PROFILES = ("chifeng-2023-42-pastoral", "inner-mongolia-2022")
USER = "王秀英"


@dataclass(frozen=True, slots=True)
class _Note:
    """Which home is in use, until when its history runs, and its password, which guards made-up people only."""

    home: str
    as_of: str
    password: str


def open_sample(
    folder: Path, *, clock: Clock, elders: int = ELDERS, months: int = MONTHS, progress: Progress = SILENT
) -> Application:
    """Open the sample township in ``folder``, made first where it is missing or ends on another day."""
    note = _read(folder)
    today = clock.today().isoformat()
    if note is not None and note.as_of == today and access.exists(folder / note.home):
        return open_application(folder / note.home, note.password, clock=clock)
    made = _make(folder, clock, elders, months, progress)
    for old in folder.glob("home-*"):
        if old.name != made.store.folder.name:
            shutil.rmtree(old, ignore_errors=True)
    return made


def home_in(folder: Path) -> Path | None:
    """Return the home that was made last, or None."""
    note = _read(folder)
    return folder / note.home if note else None


def _make(folder: Path, clock: Clock, elders: int, months: int, progress: Progress) -> Application:
    note = _Note(f"home-{secrets.token_hex(4)}", clock.today().isoformat(), secrets.token_urlsafe(18))
    draft = SetupDraft(
        level=SiteLevel.TOWNSHIP,
        division_code=DIVISION,
        unit_name=UNIT,
        profiles=PROFILES,
        user=USER,
        password=note.password,
        sample=True,
    )
    home = folder / note.home
    # The cheapest key: what it locks is made up.
    app, _recovery = create_application(home, draft, clock=clock, kdf=FLOOR)
    try:
        SampleService(app.context).fill(
            app.actor, elders=elders, seed=SEED, months=months, with_history=True, progress=progress
        )
        app.duties.refresh(app.actor)
        add_extras(app)
    except BaseException:
        app.close()
        shutil.rmtree(home, ignore_errors=True)
        raise
    content = {"home": note.home, "as_of": note.as_of, "password": note.password}
    with contextlib.suppress(OSError):
        durable.write_file(folder / NOTE, json.dumps(content).encode())
    return app


def _read(folder: Path) -> _Note | None:
    try:
        found = json.loads((folder / NOTE).read_text(encoding="utf-8"))
        note = _Note(str(found["home"]), str(found["as_of"]), str(found["password"]))
        date.fromisoformat(note.as_of)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return note if note.home.startswith("home-") and Path(note.home).name == note.home else None
