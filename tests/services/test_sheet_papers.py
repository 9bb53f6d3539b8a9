"""Papers with codes as the services make them: codes stand once there is a paper, and not before."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop_app.bootstrap import Application
from desktop_app.config import durable
from desktop_app.domain.sheet_codes import SAMPLE, grouped
from desktop_app.domain.terms import UserRole
from desktop_app.models import ElderCard
from desktop_app.reports import route_sheet, visit_sheet
from desktop_app.reports.catalogue import CODED, ROUTE, VISIT_SHEET
from desktop_app.services.actor import Actor
from desktop_app.services.files_out import CannotWrite
from desktop_app.services.paper_orders import Coding, PaperWish
from desktop_app.services.previews import PreviewService
from desktop_app.storage.queries.printed_sheets import SheetRow
from tests.reports import pdf
from tests.services.homes import Home, open_home
from tests.services.test_reports import words_of

ROOT = Path(__file__).resolve().parents[2]
READER = Actor("看台账的人", UserRole.READER)


def out_now(app: Application) -> list[SheetRow]:
    """Return the sheets that are waited for."""
    return app.printed_sheets.unreturned(app.actor)


def text_of(path: Path) -> str:
    """Return the text of a PDF without blanks."""
    return "".join(pdf.texts(path))


@pytest.mark.parametrize("name", sorted(CODED))
def test_a_saved_paper_carries_a_code_for_everybody_on_it(
    application: Application, tmp_path: Path, name: str
) -> None:
    made = application.reports.make(application.actor, name, tmp_path / "a.pdf")
    sheets = out_now(application)
    assert made.people == len(sheets) > 0
    assert made.path == tmp_path / "a.pdf"
    text = text_of(made.path)
    assert all(sheet.code in text and sheet.elder_name in text for sheet in sheets)
    assert SAMPLE not in text
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["a.pdf"]
    again = application.reports.make(application.actor, name, tmp_path / "b.pdf")
    assert out_now(application) == sheets
    assert "副本" in text_of(again.path)


def test_the_route_as_a_workbook_has_the_codes_too(application: Application, tmp_path: Path) -> None:
    application.reports.make(application.actor, ROUTE, tmp_path / "a.xlsx")
    words = words_of(tmp_path / "a.xlsx")
    sheets = out_now(application)
    assert sheets
    assert all(grouped(sheet.code) in words for sheet in sheets)


@pytest.mark.parametrize("name", sorted(CODED))
def test_a_preview_shows_the_sample_and_uses_up_nothing(application: Application, name: str) -> None:
    previews = PreviewService(application.context, application.reports)
    wish = PaperWish(name=name, month=(2026, 11), masked=False)
    seen = previews.paper(application.actor, wish)
    assert seen.people
    assert seen.sheets == ()
    assert previews.paper(application.actor, wish).content[:5] == b"%PDF-"
    assert out_now(application) == []


def test_a_printed_paper_is_waited_for_once_it_goes_to_the_printer(application: Application) -> None:
    previews = PreviewService(application.context, application.reports)
    wish = PaperWish(name=VISIT_SHEET, month=(2026, 11))
    cancelled = previews.paper(application.actor, wish, coding=Coding.REAL)
    assert cancelled.sheets
    assert out_now(application) == [], "the print dialog may still be cancelled"
    seen = previews.paper(application.actor, wish, coding=Coding.REAL)
    assert not {one.code for one in seen.sheets} & {one.code for one in cancelled.sheets}
    application.printed_sheets.record(application.actor, seen.sheets)
    assert {row.code for row in out_now(application)} == {one.code for one in seen.sheets}


def test_a_paper_that_fails_leaves_no_sheet_open_and_the_older_file_as_it_was(
    application: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"older")

    def fail(*_all: object, **_more: object) -> int:
        raise OSError(28, "full")

    for module, name in ((visit_sheet, VISIT_SHEET), (route_sheet, ROUTE)):
        with monkeypatch.context() as patch:
            patch.setattr(module, "write", fail)
            with pytest.raises(CannotWrite):
                application.reports.make(application.actor, name, path)
    publish = durable.publish

    def fail_at_last(part: Path, to: Path) -> None:
        if to == path:
            raise OSError(13, "locked")
        publish(part, to)

    monkeypatch.setattr(durable, "publish", fail_at_last)
    with pytest.raises(CannotWrite):
        application.reports.make(application.actor, VISIT_SHEET, path)
    assert out_now(application) == []
    assert path.read_bytes() == b"older"
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == ["a.pdf"]


def test_a_reader_gets_the_route_without_codes(application: Application, tmp_path: Path) -> None:
    made = application.reports.make(READER, ROUTE, tmp_path / "a.pdf")
    assert made.people
    assert made.sheets == ()
    assert out_now(application) == []


def test_sheets_are_made_for_a_village_a_visitor_or_one_person(
    application: Application, tmp_path: Path
) -> None:
    actor, reports = application.actor, application.reports
    everybody = reports.make(actor, VISIT_SHEET, tmp_path / "all.pdf", noted=None)
    people = out_now(application)
    assert people == []
    lines = [row.line for row in application.duties.list(actor)]
    line = next(each for each in lines if each.visitor_uid)
    village = reports.make(actor, VISIT_SHEET, tmp_path / "v.pdf", village_code=line.village_code)
    assert 0 < village.people <= everybody.people
    assert {row.village_code for row in out_now(application)} == {line.village_code}
    visitor = reports.make(actor, VISIT_SHEET, tmp_path / "w.pdf", visitor_uid=line.visitor_uid)
    assert 0 < visitor.people <= everybody.people
    one = reports.make(actor, VISIT_SHEET, tmp_path / "o.pdf", elder_uid=line.elder_uid)
    assert (one.people, one.pages, one.elder_uid) == (1, 1, line.elder_uid)
    assert line.name in text_of(one.path)


def test_somebody_not_due_this_week_gets_a_sheet_when_named(application: Application, tmp_path: Path) -> None:
    actor, reports = application.actor, application.reports
    reports.make(actor, VISIT_SHEET, tmp_path / "all.pdf")
    stack = {row.elder_uid for row in out_now(application)}
    with application.store.reading() as session:
        query = select(ElderCard.elder_uid, ElderCard.name).where(ElderCard.ended.is_(False))
        later = next(row for row in session.execute(query) if row.elder_uid not in stack)
    made = reports.make(actor, VISIT_SHEET, tmp_path / "a.pdf", elder_uids=[later.elder_uid])
    assert made.people == 1
    assert later.name in text_of(made.path)


KILLED = """
import os, signal, sys
from pathlib import Path
from desktop_app.reports import visit_sheet
from tests.services.homes import open_home
app = open_home(Path(sys.argv[1]))
write = visit_sheet.write
def strike(*given):
    write(*given)
    os.kill(os.getpid(), signal.SIGKILL)
visit_sheet.write = strike
app.reports.make(app.actor, "visit-sheet", Path(sys.argv[2]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_a_program_killed_between_the_codes_and_the_paper_leaves_nothing_to_wait_for(
    filled_home: Home, tmp_path: Path
) -> None:
    folder = filled_home.copy(tmp_path / "home")
    out = tmp_path / "a.pdf"
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(folder), str(out)], cwd=ROOT, check=False, timeout=60
    )
    assert done.returncode == -9
    assert not out.exists()
    app = open_home(folder)
    try:
        assert out_now(app) == []
        made = app.reports.make(app.actor, VISIT_SHEET, out)
        assert {sheet.code for sheet in made.sheets} == {row.code for row in out_now(app)}
    finally:
        app.close()
