"""Power cuts, full disks, wrong clocks and changes behind one's back while visits are entered: nothing half, words, a retry."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop_app.bootstrap import Application
from desktop_app.domain.errors import FieldProblem, NotFound
from desktop_app.domain.terms import RoundKind
from desktop_app.services.campaign_rows import CampaignDraft
from desktop_app.services.visit_drafts import VisitDraft
from desktop_app.services.visits import RoundProblem
from desktop_app.storage.journal import newest_number
from tests.services.homes import TODAY, Home, open_home
from tests.services.visit_books import MONTHLY, WEEKLY, exported, fill, people

DAY = timedelta(days=1)
ROOT = Path(__file__).resolve().parents[2]


def draft(uid: str, **more: Any) -> VisitDraft:
    usual: dict[str, Any] = {
        "visited_on": TODAY,
        "mode": "in_person",
        "outcome": "met_in_person",
        "visitor_name": "海棠",
    }
    return VisitDraft(elder_uid=uid, **(usual | more))


@dataclass(frozen=True)
class Village:
    """A closed home with three people, and a workbook that was filled for two of them."""

    home: Home
    uids: dict[str, str]
    book: Path

    def open(self, to: Path, on: date = TODAY) -> Application:
        return open_home(self.home.copy(to), on=on)


@pytest.fixture(scope="module")
def village(empty_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Village:
    base = tmp_path_factory.mktemp("village")
    home = Home(empty_home.copy(base / "home"), empty_home.recovery)
    app = open_home(home.folder)
    uids = people(app)
    book = exported(app, base / "book.xlsx").path
    app.close()
    fill(book, WEEKLY)
    fill(book, MONTHLY)
    return Village(home, uids, book)


KILLED = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import event
from desktop_app.domain.terms import RoundKind
from tests.services.homes import open_home
from tests.services.test_bad_luck import draft

def round_of(app, uids, book):
    app.visits.record_round(app.actor, RoundKind.HOUSEHOLD, [draft(uid) for uid in uids])

def book_of(app, uids, book):
    app.visit_workbooks.apply(app.actor, app.visit_workbooks.preview(app.actor, book))

base, book, uids = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]
for act in (round_of, book_of):
    for strike in (1, 6, 11, 0):
        if os.fork() == 0:
            app = open_home(base / f"{act.__name__}-{strike}")
            left = strike
            def cut(*_all):
                global left
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
            event.listen(app.store._writer, "after_cursor_execute", cut)
            if not strike:
                event.listen(app.store._writer, "commit", lambda *_all: os.kill(os.getpid(), signal.SIGKILL))
            act(app, uids, book)
            os._exit(7)
        _pid, status = os.wait()
        assert os.WIFSIGNALED(status), (act.__name__, strike, status)
"""


@pytest.mark.proofs
@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
def test_a_round_or_a_workbook_cut_off_by_a_power_cut_is_there_whole_or_not_at_all(
    village: Village, tmp_path: Path
) -> None:
    for act in ("round_of", "book_of"):
        for strike in (1, 6, 11, 0):
            village.home.copy(tmp_path / f"{act}-{strike}")
    command = [sys.executable, "-c", KILLED, str(tmp_path), str(village.book), *village.uids.values()]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    for folder in sorted(tmp_path.iterdir()):
        app = open_home(folder)
        whole = 3 if folder.name.startswith("round") else 2
        recorded = app.visits.between(app.actor, date(2026, 11, 1), TODAY)
        assert len(recorded) in (0, whole), folder.name
        assert len(app.undo.recent(app.actor)) in (4, 5)
        if not recorded:
            # What was lost can be entered again at once.
            if whole == 2:
                app.visit_workbooks.apply(app.actor, app.visit_workbooks.preview(app.actor, village.book))
            else:
                drafts = [draft(uid) for uid in village.uids.values()]
                app.visits.record_round(app.actor, RoundKind.HOUSEHOLD, drafts)
            assert len(app.visits.between(app.actor, date(2026, 11, 1), TODAY)) == whole
        assert app.checks.run(app.actor) == []
        app.close()


FULL = """
import resource, signal, sys
from datetime import date
from pathlib import Path
from desktop_app.cli.console import spoken
from desktop_app.domain.errors import SurroundingsError
from desktop_app.domain.terms import RoundKind
from desktop_app.services.visit_drafts import FindingDraft
from desktop_app.storage.journal import newest_number
from tests.exchange.photos.made_up_photos import telling_jpeg
from tests.services.homes import VILLAGES, TODAY, open_home
from tests.services.test_bad_luck import draft
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
folder, outside, uids = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]
app = open_home(folder)
(outside / "photo.jpg").write_bytes(telling_jpeg())
many = tuple(FindingDraft(kind="need", what="满" * 150) for _number in range(150))
drafts = [draft(uid, summary="满" * 150, answers={"needs.wishes": "满" * 480}, findings=many) for uid in uids]
acts = {
    "round": lambda: app.visits.record_round(app.actor, RoundKind.HOUSEHOLD, drafts),
    "workbook": lambda: app.visit_workbooks.export(app.actor, VILLAGES[0], TODAY, outside / "book.xlsx"),
    "paper": lambda: app.reports.make(app.actor, "visit-sheet", outside / "sheet.pdf", elder_uids=uids),
    "photo": lambda: app.photos.add(app.actor, outside / "photo.jpg"),
}
unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)
for name, act in acts.items():
    said = None
    with app.store.reading() as session:
        before = newest_number(session)
    files = sorted(path.name for path in outside.iterdir())
    sheets = app.printed_sheets.newest(app.actor)
    largest = max((folder / "register.db-wal").stat().st_size, (folder / "register.db").stat().st_size)
    room = 3_000 if name in ("workbook", "paper") else largest
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, unlimited[1]))
    try:
        act()
    except SurroundingsError as error:
        said = spoken(error)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
    assert "磁盘" in said.what, name
    with app.store.reading() as session:
        assert newest_number(session) == before, name
    assert sorted(path.name for path in outside.iterdir()) == files, name
    assert app.printed_sheets.newest(app.actor) == sheets, name
    act()
assert app.checks.run(app.actor) == []
app.close()
"""


@pytest.mark.proofs
@pytest.mark.skipif(sys.platform != "linux", reason="RLIMIT_FSIZE")
def test_a_full_disk_is_said_in_words_and_the_same_act_works_once_there_is_room(
    village: Village, tmp_path: Path
) -> None:
    (tmp_path / "outside").mkdir()
    folder = village.home.copy(tmp_path / "home")
    command = [sys.executable, "-c", FULL, str(folder), str(tmp_path / "outside"), *village.uids.values()]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture
def opened(village: Village, tmp_path: Path) -> Iterator[Any]:
    """Open the village's home on one day after the other; what was open before is closed."""
    folder = village.home.copy(tmp_path / "home")
    open_now: list[Application] = []

    def on(day: date) -> Application:
        if open_now:
            open_now.pop().close()
        open_now.append(open_home(folder, on=day))
        return open_now[-1]

    yield on
    for app in open_now:
        app.close()


def test_a_clock_that_is_set_back_loses_nothing_and_undoes_what_was_done_last(
    village: Village, opened: Any
) -> None:
    uid = village.uids[WEEKLY]
    app = opened(TODAY)
    first = app.visits.record(app.actor, draft(uid))
    (code,) = app.printed_sheets.issue(app.actor, "visit-sheet", [(uid, TODAY)])
    change = app.visits.correct(app.actor, first, draft(uid, corrected_because="看错", summary="在家"))

    app = opened(TODAY - DAY)
    with pytest.raises(FieldProblem) as refused:
        app.visits.record(app.actor, draft(uid))
    assert refused.value.details["field"] == "visited_on"
    row = app.printed_sheets.find(app.actor, code)
    assert app.printed_sheets.standing(app.actor).late == 0
    assert app.printed_sheets.questions(app.actor, code, elder_uid=uid, visited_on=TODAY) == []
    assert row.is_open
    second = app.visits.record(app.actor, draft(uid, visited_on=TODAY - DAY))
    versions = app.visit_versions.of_visit(app.actor, first)
    assert [version.row.summary for version in versions] == ["在家", None]
    again = app.visits.correct(app.actor, first, draft(uid, corrected_because="核对", visited_on=TODAY - DAY))
    assert [one.number for one in app.visit_versions.of_visit(app.actor, first)] == [3, 2, 1]
    assert app.visit_versions.of_visit(app.actor, first)[0].reason == "核对"
    assert app.undo.recent(app.actor)[0].uid == again
    app.undo.undo(app.actor, again)
    assert app.visits.draft_of(app.actor, first).visited_on == TODAY

    app = opened(TODAY + 365 * DAY)
    assert app.printed_sheets.standing(app.actor).late == 1
    assert {row.uid for row in app.visits.of_elder(app.actor, uid)} == {first, second}
    assert {row.entered_on for row in app.visits.of_elder(app.actor, uid)} == {TODAY, TODAY - DAY}
    app.undo.undo(app.actor, change)
    assert app.visits.draft_of(app.actor, first).summary is None
    assert app.checks.run(app.actor) == []


def test_a_round_begun_before_midnight_is_recorded_for_the_day_that_was_chosen(
    village: Village, opened: Any
) -> None:
    app = opened(date(2026, 11, 30))
    drafts = [draft(uid, visited_on=date(2026, 11, 30)) for uid in village.uids.values()]
    app = opened(date(2026, 12, 1))
    app.visits.record_round(app.actor, RoundKind.HOUSEHOLD, drafts)
    rows = app.visits.between(app.actor, date(2026, 11, 30), date(2026, 11, 30))
    assert len(rows) == 3
    assert {row.entered_on for row in rows} == {date(2026, 12, 1)}
    assert app.visits.between(app.actor, date(2026, 12, 1), date(2026, 12, 31)) == []
    standing = app.indicators.standing(app.actor, 2026, 11)
    assert village.uids[WEEKLY] not in {one.uid for one in standing.missing}


def test_what_changed_behind_an_open_form_is_said_and_the_rest_of_the_round_is_kept_out(
    village: Village, opened: Any
) -> None:
    app = opened(TODAY)
    actor, (one, two, three) = app.actor, village.uids.values()
    campaign = app.campaigns.start(
        actor, CampaignDraft(title="寒潮", from_on=TODAY - 9 * DAY, to_on=TODAY)
    ).uid
    visitor = next(row.uid for row in app.register.visitors(actor))
    drafts = [draft(uid, visitor_uid=visitor, visitor_name=None) for uid in (one, two, three)]

    app.visits.record(actor, draft(two, visited_on=TODAY - DAY, outcome="deceased"))
    with app.store.reading() as session:
        before = newest_number(session)
    with pytest.raises(RoundProblem) as refused:
        app.visits.record_round(actor, RoundKind.HOUSEHOLD, drafts)
    assert refused.value.details["row"] == 1
    with app.store.reading() as session:
        assert newest_number(session) == before

    app.same_person.merge(actor, three, one)
    done = app.visits.record_round(actor, RoundKind.HOUSEHOLD, [drafts[0]])
    assert app.visits.of_elder(actor, one)[0].uid == done.uids[0]
    app.campaigns.end(actor, campaign, TODAY - 3 * DAY)
    with pytest.raises(FieldProblem) as gone:
        app.visits.record(actor, draft(one, campaign_uid=campaign))
    assert gone.value.details["field"] == "campaign_uid"
    app.campaigns.take_back(actor, campaign)
    with pytest.raises(NotFound):
        app.visits.record(actor, draft(one, campaign_uid=campaign))
    app.visits.record(actor, draft(one))
    assert app.checks.run(actor) == []
