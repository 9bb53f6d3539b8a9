"""Write the papers that are tables: check code, PDF or workbook, in a process of their own where they are long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from desktop_app.reports import table_book, table_paper
from desktop_app.reports.catalogue import XLSX
from desktop_app.reports.printed import BOOK
from desktop_app.reports.table_paper import TablePaper, stated
from desktop_app.services.paper_orders import Made, PaperOrder, issued
from desktop_app.services.paper_press import press

LONG_TABLE = 500
"""Rows of a table that make a long paper."""


def make_tables(
    order: PaperOrder,
    papers: Sequence[TablePaper],
    people: int,
    elder_uid: str | None = None,
    *,
    apart: Sequence[TablePaper] | None = None,
) -> Made:
    """Write ``papers`` in the format asked for; ``apart`` is how the same is dealt out to sheets where that differs."""
    if order.wish.blank:
        return make_blank(order, papers)
    said = chain.from_iterable(stated(paper) for paper in papers)
    first, issue = issued(order, papers[0], papers[0].title, said)
    if order.form == XLSX:
        table_book.write_all(order.out, _signed_as(first, papers), order.progress)
        return Made(order.out, BOOK, people, elder_uid, issue=issue)
    sheets = _signed_as(first, papers if apart is None else apart)
    rows = range(sum(paper.rows for paper in sheets))
    printed = press(
        table_paper.write_all, order.out, sheets, of=rows, long=LONG_TABLE, progress=order.progress
    )
    return Made(order.out, printed, people, elder_uid, issue=issue)


def make_blank(order: PaperOrder, papers: Sequence[TablePaper]) -> Made:
    """Write the tables with empty rows to write on."""
    return write_unissued(order, [table_paper.blank_rows(paper) for paper in papers])


def write_unissued(order: PaperOrder, papers: Sequence[TablePaper]) -> Made:
    """Write tables that state nothing and therefore get no check code."""
    if order.form == XLSX:
        table_book.write_all(order.out, papers, order.progress)
        return Made(order.out, BOOK)
    return Made(order.out, table_paper.write_all(order.out, papers, order.progress))


def _signed_as(first: TablePaper, papers: Sequence[TablePaper]) -> list[TablePaper]:
    return [replace(paper, signed=first.signed) for paper in papers]
