"""Measure the papers: a ledger of 10,000 rows, visit records as one file and one per person, memory by length."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import cycle, islice
from pathlib import Path

import xlsxwriter
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from desktop_app.config.fonts import FontRole
from desktop_app.reports import month_ledger, table_book, table_paper
from desktop_app.reports.layouts import shipped
from desktop_app.reports.lettering import face
from desktop_app.reports.month_ledger import MonthLedger
from desktop_app.reports.paper import Signed
from desktop_app.services import paper_months
from desktop_app.services.months import month_of
from desktop_app.services.paper_visits import VisitRecords
from desktop_app.storage.queries.visits import VisitRow
from measures.figures import Figure, Stopwatch, tell, times
from measures.memory_child import A_PAGE, WORDS
from measures.world import TODAY, World

ROWS = 10_000
RECORDS = 1_000
LENGTHS = (1_000, 5_000, 20_000)
MEMORY = 150
"""Megabytes for a process that prints, however long the paper is."""
SAMPLES = 50
FOLDER_PEOPLE = 200


def ledgers(world: World) -> Iterator[Figure]:
    """Write one ledger of 10,000 rows; the villages' ledgers are put together until it is that long."""
    ledger = _long_ledger(world)
    table = month_ledger.table(ledger, shipped(month_ledger.LAYOUT))
    pdf = world.folder / "ledger.pdf"
    pages = table_paper.write(pdf, table).pages
    tell(f"ledger: {pages} pages")
    strings = [
        str(value) for row in ledger.rows for value in (row.name, row.tier, row.findings, *row.outcomes)
    ]
    yield Figure(
        name="ledger-pdf",
        what=f"ledger of {ROWS:,} rows as PDF ({pages} pages)",
        values=times(lambda: table_paper.write(pdf, table), 2),
        budget=20,
        floor=times(lambda: _raw_pdf(world, strings, pages, ROWS * 16), 2),
        floor_what="ReportLab canvas: as many cells drawn as bare strings",
    )
    book = world.folder / "ledger.xlsx"
    yield Figure(
        name="ledger-xlsx",
        what=f"ledger of {ROWS:,} rows as workbook",
        values=times(lambda: table_book.write(book, table), 3),
        budget=5,
        floor=times(lambda: _raw_book(world, strings), 3),
        floor_what="XlsxWriter: as many cells written as bare strings",
    )


def _long_ledger(world: World) -> MonthLedger:
    app = world.filled
    signed = _signed(world)
    last = signed.month_on or TODAY
    month = month_of(last.year, last.month, TODAY)
    with app.store.reading() as session:
        made = paper_months.ledger(session, app.context, signed, month)
    village = replace(made.whole, rows=tuple(islice(cycle(made.rows), ROWS)))
    return replace(made, villages=(village,), whole=village)


def _signed(world: World) -> Signed:
    app = world.filled
    last = TODAY.replace(day=1) - timedelta(days=1)
    return Signed(
        unit=app.site.unit_name,
        division="",
        made_by=app.actor.name,
        printed_at=app.clock.now(),
        month_on=last.replace(day=1),
        sample=True,
    )


def _raw_pdf(world: World, strings: list[str], pages: int, cells: int) -> None:
    """Draw as many strings on as many pages with the papers' own font, and nothing else."""
    font = face(FontRole.SERIF).name
    canvas = Canvas(str(world.folder / "floor.pdf"), pagesize=A4)
    texts = cycle(strings)
    for _page in range(pages):
        canvas.setFont(font, 9)
        for number in range(cells // pages):
            canvas.drawString(40 + number % 16 * 30, 40 + number // 16 * 9, next(texts))
        canvas.showPage()
    canvas.save()


def _raw_book(world: World, strings: list[str]) -> None:
    book = xlsxwriter.Workbook(str(world.folder / "floor.xlsx"), {"in_memory": True})
    sheet = book.add_worksheet()
    texts = cycle(strings)
    for row in range(ROWS):
        for column in range(16):
            sheet.write_string(row, column, next(texts))
    book.close()


def visit_records(world: World) -> Iterator[Figure]:
    """Write the visit records of last month, 1,000 of them in one file."""
    app = world.filled
    last = TODAY.replace(day=1) - timedelta(days=1)
    found = app.visits.between(app.actor, last.replace(day=1), last, most=RECORDS)
    uids = [row.uid for row in found]
    out = world.folder / "records.pdf"
    watch = Stopwatch()
    made = watch.time(lambda: app.reports.make(app.actor, "visit-record", out, visit_uids=uids))
    yield Figure(
        name="visit-records",
        what=f"{len(uids):,} visit records as PDF ({made.pages} pages)",
        values=watch.values,
        budget=60,
        floor=times(lambda: _raw_pdf(world, WORDS, made.pages, made.pages * A_PAGE), 1),
        floor_what="ReportLab canvas: 150 bare strings a page",
    )
    yield from _memory(world, uids[:SAMPLES])
    yield from _folder(world, found)


def _memory(world: World, uids: list[str]) -> Iterator[Figure]:
    """Tell how large the process gets that prints records, at three lengths: it is to stay as it is."""
    with world.filled.store.reading() as session:
        few = list(VisitRecords(session, uids, masked=True))
    given = pickle.dumps((_signed(world), few))
    out = world.folder / "memory.pdf"
    for count in LENGTHS:
        yield Figure(
            name=f"records-memory-{count}",
            what=f"largest size of the process that prints {count:,} visit records",
            values=[_size("records", out, count, given)],
            budget=MEMORY,
            floor=[_size("bare", out, count, b"")],
            floor_what="ReportLab canvas with as many pages of 150 bare strings",
            unit="MB",
        )
        out.unlink()


def _size(what: str, out: Path, count: int, given: bytes) -> float:
    child = Path(__file__).with_name("memory_child.py")
    done = subprocess.run(
        [sys.executable, str(child), what, str(out), str(count)], input=given, capture_output=True, check=True
    )
    return float(done.stdout)


def _folder(world: World, visits: list[VisitRow]) -> Iterator[Figure]:
    """Write the records of some people as one file each."""
    app = world.filled
    people = list(dict.fromkeys(visit.elder_uid for visit in visits))[:FOLDER_PEOPLE]
    chosen = [visit.uid for visit in visits if visit.elder_uid in set(people)]
    folder = world.folder / "each"
    watch = Stopwatch()
    made = watch.time(lambda: app.reports.make_each(app.actor, "visit-record", folder, visit_uids=chosen))
    yield Figure(
        name="records-each",
        what=f"visit records of {made.people:,} people as one PDF each",
        values=watch.values,
        budget=None,
        floor=times(lambda: _raw_files(world, len(chosen), made.people), 1),
        floor_what="ReportLab canvas: as many files with as many pages of 150 bare strings",
    )


def _raw_files(world: World, pages: int, files: int) -> None:
    for _file in range(files):
        _raw_pdf(world, WORDS, max(pages // files, 1), max(pages // files, 1) * A_PAGE)
