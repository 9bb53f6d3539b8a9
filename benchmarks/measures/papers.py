"""Measure the papers: a ledger of 10,000 rows as PDF and workbook, and 1,000 visit records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache
from itertools import cycle, islice

import xlsxwriter
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from desktop_app.config.fonts import FontRole
from desktop_app.reports import month_ledger, workbooks
from desktop_app.reports.lettering import face
from desktop_app.reports.month_ledger import MonthLedger
from desktop_app.reports.paper import Signed
from desktop_app.services import paper_months
from desktop_app.services.months import month_of
from desktop_app.storage.queries.elders import village_names
from measures.figures import Figure, Stopwatch, tell, times
from measures.world import TODAY, World

ROWS = 10_000
RECORDS = 1_000


def ledgers(world: World) -> Iterator[Figure]:
    """Write one ledger of 10,000 rows; the villages' ledgers are put together until it is that long."""
    ledger = _long_ledger(world)
    pdf = world.folder / "ledger.pdf"
    pages = month_ledger.write(pdf, ledger)
    tell(f"ledger: {pages} pages")
    strings = [
        str(value) for row in ledger.rows for value in (row.name, row.tier, row.findings, *row.outcomes)
    ]
    yield Figure(
        name="ledger-pdf",
        what=f"ledger of {ROWS:,} rows as PDF ({pages} pages)",
        values=times(lambda: month_ledger.write(pdf, ledger), 2),
        budget=20,
        floor=times(lambda: _raw_pdf(world, strings, pages, ROWS * 16), 2),
        floor_what="ReportLab canvas: as many cells drawn as bare strings",
    )
    book = world.folder / "ledger.xlsx"
    yield Figure(
        name="ledger-xlsx",
        what=f"ledger of {ROWS:,} rows as workbook",
        values=times(lambda: workbooks.write_ledger(book, ledger), 3),
        budget=5,
        floor=times(lambda: _raw_book(world, strings), 3),
        floor_what="XlsxWriter: as many cells written as bare strings",
    )


def _long_ledger(world: World) -> MonthLedger:
    app = world.filled
    last = TODAY.replace(day=1) - timedelta(days=1)
    signed = Signed(
        unit=app.site.unit_name,
        division="",
        made_by=app.actor.name,
        printed_at=app.clock.now(),
        month_on=last.replace(day=1),
        sample=True,
    )
    month = month_of(last.year, last.month, TODAY)
    with app.store.reading() as session:
        codes = list(village_names(session))
        parts = [paper_months.ledger(session, app.context, signed, month, code) for code in codes]
    rows = [row for part in parts for row in part.rows]
    return replace(parts[0], rows=tuple(islice(cycle(rows), ROWS)))


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
        floor=times(lambda: _raw_pdf(world, _words(), made.pages, made.pages * 150), 1),
        floor_what="ReportLab canvas: 150 bare strings a page",
    )


@cache
def _words() -> list[str]:
    return ["□能清楚表达", "□行动自如", "□精神良好", "探访日期", "住房和水电气暖", "√见到本人"]
