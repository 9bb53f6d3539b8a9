"""Drafts in a file of their own: a crash around the saving leaves a form saved or restorable, never both."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop_app.bootstrap import Application
from desktop_app.domain.errors import NotAllowed
from desktop_app.domain.terms import UserRole
from desktop_app.models import Draft
from desktop_app.services.actor import Actor
from desktop_app.storage.queries.elders import ElderFilter
from tests.services.homes import Home, open_home

ROOT = Path(__file__).resolve().parents[2]
Opener = Callable[[Home], Application]


def old_drafts(app: Application) -> list[Draft]:
    with app.store.reading() as session:
        return list(session.execute(select(Draft)).scalars())


def test_a_draft_is_kept_while_a_long_work_writes(empty: Application) -> None:
    began, done = threading.Event(), threading.Event()

    def work_long() -> None:
        with empty.store.setting_up():
            began.set()
            done.wait(10)

    writer = threading.Thread(target=work_long)
    writer.start()
    began.wait(10)
    try:
        empty.drafts.keep(empty.actor, "visit", "elder-1", {"summary": "腿疼"})
        assert writer.is_alive()
        assert len(empty.drafts.list(empty.actor)) == 1
    finally:
        done.set()
        writer.join()


def test_a_reader_keeps_no_drafts(empty: Application) -> None:
    with pytest.raises(NotAllowed):
        empty.drafts.keep(Actor("看", UserRole.READER), "visit", "elder-1", {})


def test_drafts_of_an_older_store_are_moved_once(empty: Application) -> None:
    with empty.store.setting_up() as session:
        for subject in ("elder-1", "elder-2"):
            session.add(
                Draft(
                    form="visit",
                    subject=subject,
                    content={"summary": "以前的"},
                    saved_at=datetime(2026, 11, 1, tzinfo=UTC),
                    saved_by="王秀英",
                )
            )
    empty.drafts.keep(empty.actor, "visit", "elder-2", {"summary": "较新的"})
    folder = empty.store.folder
    empty.close()
    for _time in range(2):
        again = open_home(folder)
        try:
            rows = {row.subject: row.content["summary"] for row in again.drafts.list(again.actor)}
            assert rows == {"elder-1": "以前的", "elder-2": "较新的"}
            assert old_drafts(again) == []
        finally:
            again.close()


def test_a_damaged_file_of_drafts_never_keeps_the_register_from_opening(empty: Application) -> None:
    empty.drafts.keep(empty.actor, "visit", "elder-1", {"summary": "腿疼"})
    folder = empty.store.folder
    assert empty.drafts.set_aside(empty.actor) is None
    empty.close()
    (folder / "drafts.db").write_bytes(os.urandom(8192))
    again = open_home(folder)
    try:
        assert again.drafts.set_aside(again.actor) == "drafts.damaged-1"
        assert again.drafts.list(again.actor) == []
        assert again.checks.run(again.actor) == []
    finally:
        again.close()


def test_check_tells_of_damage_in_the_drafts(empty: Application) -> None:
    empty.drafts.keep(empty.actor, "visit", "elder-1", {"summary": "腿疼" * 2000})
    empty.context.drafts.problems = lambda: ["page 2"]  # type: ignore[method-assign]  # stands for damage
    assert any("page 2" in problem for problem in empty.checks.run(empty.actor))


SAVES = """
import os, signal, sys
from pathlib import Path
from desktop_app.services.register_drafts import ElderDraft
from desktop_app.storage.draft_file import DraftFile
from tests.services.homes import VILLAGES, open_home
app = open_home(Path(sys.argv[1]))
when = sys.argv[2]
if sys.argv[3] == "without-the-mark":
    DraftFile._mark = lambda *_all: None
app.drafts.keep(app.actor, "elder", "", {"name": "巴图"})
def save():
    if when == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    app.register.save(app.actor, ElderDraft(name="巴图", village_code=VILLAGES[0]))
    if when == "after":
        os.kill(os.getpid(), signal.SIGKILL)
app.drafts.saving(app.actor, "elder", "").through(save)
os.kill(os.getpid(), signal.SIGKILL)
"""


def after_a_kill(home: Home, opener: Opener, folder: Path, when: str, mark: str) -> tuple[int, int]:
    """Return how many people and how many drafts there are."""
    home.copy(folder)
    ran = subprocess.run([sys.executable, "-c", SAVES, str(folder), when, mark], cwd=ROOT, check=False)
    assert ran.returncode == -signal.SIGKILL
    app = open_home(folder)
    try:
        return app.register.count(app.actor, ElderFilter()), len(app.drafts.list(app.actor))
    finally:
        app.close()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
@pytest.mark.parametrize(
    ("when", "mark", "found"),
    [
        ("before", "with-the-mark", (0, 1)),
        ("after", "with-the-mark", (1, 0)),
        ("late", "with-the-mark", (1, 0)),
        ("after", "without-the-mark", (1, 1)),
    ],
)
def test_a_form_is_saved_or_a_draft_and_never_both_or_neither(
    empty_home: Home, opener: Opener, tmp_path: Path, when: str, mark: str, found: tuple[int, int]
) -> None:
    """The last case is what the mark is for: without it the saved form would come back and be saved twice."""
    assert after_a_kill(empty_home, opener, tmp_path / "home", when, mark) == found
