"""A program that is killed while it writes leaves the register as it was before or as it is after."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from desktop_app.storage.queries.elders import ElderFilter
from tests.services.homes import Home, open_home
from tests.storage.stores import rows

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(os.name == "nt", reason="SIGKILL")

IMPORT = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import event
from tests.services.homes import open_home
application = open_home(Path(sys.argv[1]))
preview = application.imports.preview(application.actor, Path(sys.argv[2]))
left = int(sys.argv[3])

def strike(*_all):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

if left:
    event.listen(application.store._writer, "after_cursor_execute", strike)
    event.listen(application.store._writer, "commit", strike)
print("begin", flush=True)
application.imports.apply(application.actor, preview)
print("saved", flush=True)
application.imports.preview(application.actor, Path(sys.argv[2]))
sys.stdin.read()
"""


def survives(folder: Path, *, saved: bool, whole: int) -> None:
    """Open what the dead process left and look at it closely."""
    application = open_home(folder)
    try:
        people = application.register.count(application.actor, ElderFilter())
        assert people in ({whole} if saved else {0, whole})
        facts = rows(application.store)
        if people == 0:
            assert not any(facts.values())
            assert application.undo.recent(application.actor) == []
        assert application.checks.run(application.actor) == []
        before = application.duties.counts(application.actor)
        application.checks.rebuild(application.actor)
        assert application.duties.counts(application.actor) == before
    finally:
        application.close()


@pytest.fixture(scope="module")
def whole(empty_home: Home, filled_home: Home, tmp_path_factory: pytest.TempPathFactory) -> int:
    """Return how many people a finished import has."""
    application = open_home(empty_home.copy(tmp_path_factory.mktemp("whole") / "home"))
    try:
        path = filled_home.folder.parent / "books" / "register.xlsx"
        application.imports.apply(application.actor, application.imports.preview(application.actor, path))
        return application.register.count(application.actor, ElderFilter())
    finally:
        application.close()


def start(folder: Path, book: Path, strike: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", IMPORT, str(folder), str(book), str(strike)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "strike", [9, *(pytest.param(each, marks=pytest.mark.proofs) for each in (1, 5, 24))]
)
def test_an_import_killed_at_some_statement_leaves_the_store_as_before_or_after(
    empty_home: Home, filled_home: Home, whole: int, tmp_path: Path, strike: int
) -> None:
    folder = empty_home.copy(tmp_path / "home")
    killed = start(folder, filled_home.folder.parent / "books" / "register.xlsx", strike)
    said, _none = killed.communicate(timeout=60)

    assert killed.returncode == -9
    survives(folder, saved="saved" in said, whole=whole)


@pytest.mark.proofs
def test_an_import_killed_at_any_moment_leaves_the_store_as_before_or_after(
    empty_home: Home, filled_home: Home, whole: int, tmp_path: Path
) -> None:
    seed = 20261122
    moments = random.Random(seed)
    for attempt in range(3):
        folder = empty_home.copy(tmp_path / f"home-{attempt}")
        killed = start(folder, filled_home.folder.parent / "books" / "register.xlsx", 0)
        assert killed.stdout is not None
        assert killed.stdout.readline() == "begin\n"
        time.sleep(moments.uniform(0, 0.25))
        killed.kill()
        said = killed.communicate(timeout=60)[0]
        survives(folder, saved="saved" in said, whole=whole)


SAVING = """
import sys
from datetime import date, timedelta
from pathlib import Path
from desktop_app.services.visit_drafts import VisitDraft
from tests.services.homes import TODAY, open_home
application = open_home(Path(sys.argv[1]))
uid = application.duties.list(application.actor)[0].line.elder_uid
for number in range(10_000):
    draft = VisitDraft(
        elder_uid=uid,
        visited_on=TODAY - timedelta(days=number % 300),
        mode="in_person",
        outcome="met_in_person",
        visitor_name="李志强",
    )
    print(application.visits.record(application.actor, draft), flush=True)
"""


@pytest.mark.slow
@pytest.mark.parametrize("rounds", [1, pytest.param(4, marks=pytest.mark.proofs)])
def test_every_visit_that_was_reported_saved_is_there_after_a_kill(
    filled_home: Home, tmp_path: Path, rounds: int
) -> None:
    moments = random.Random(7)
    folder = filled_home.copy(tmp_path / "home-killed")
    acknowledged: set[str] = set()
    for _round in range(rounds):
        killed = subprocess.Popen(
            [sys.executable, "-c", SAVING, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert killed.stdout is not None
        acknowledged.add(killed.stdout.readline().strip())
        time.sleep(moments.uniform(0, 0.15))
        killed.kill()
        acknowledged |= {line for line in killed.communicate(timeout=60)[0].split("\n") if len(line) == 36}
        application = open_home(folder)
        try:
            with application.store.reading() as session:
                from sqlalchemy import select

                from desktop_app.models import Visit

                there = set(session.execute(select(Visit.uid)).scalars())
            assert acknowledged <= there
            assert application.checks.run(application.actor) == []
        finally:
            application.close()
    assert len(acknowledged) >= rounds
