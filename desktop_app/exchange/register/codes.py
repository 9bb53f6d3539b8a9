"""Columns that hold bare codes of another system: find them, propose what they mean, put our words in."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from desktop_app.config import resources
from desktop_app.domain.disability import BadCertificate, DisabilityCertificate
from desktop_app.domain.national_codes import EDUCATION_LEVELS, MARITAL_STATUSES
from desktop_app.domain.terms import Category, DisabilityKind, LivingArrangement, Residency
from desktop_app.exchange.register.columns import RegisterField
from desktop_app.exchange.workbooks.contents import Cell
from desktop_app.exchange.workbooks.headers import MappedColumn, TableFound

NOT_TAKEN = ""
"""The word of a code that is not taken over."""

_CODE = re.compile(r"[A-Z]?\d{1,3}")
_SEPARATORS = re.compile(r"[、,，;；/|\s+]+")
_MOST_CODES = 60
_CATEGORIES = tuple(category.term for category in Category)
_WORDS: dict[str, tuple[str, ...]] = {
    RegisterField.CATEGORIES: _CATEGORIES,
    RegisterField.ALLOWANCE: _CATEGORIES,
    RegisterField.SELF_CARE: ("完全自理", "半失能", "失能", "失智"),
    RegisterField.LIVING: tuple(kind.term for kind in LivingArrangement),
    RegisterField.MARITAL: tuple(MARITAL_STATUSES.values()),
    RegisterField.EDUCATION: ("文盲", *reversed(EDUCATION_LEVELS.values())),
    RegisterField.RESIDENCY: tuple(kind.term for kind in Residency),
    RegisterField.DISABILITY_KIND: tuple(kind.term for kind in DisabilityKind),
}
"""The fields in which other systems write codes, with the words a code can mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeTable:
    """A known table of another system; a ``standard`` one is applied without asking."""

    title: str
    fields: tuple[str, ...]
    standard: bool
    codes: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeQuestion:
    """The codes of one column, how often each stands there, and what they are taken for.

    ``proposed`` is what a known table (``system``) or the certificates of the file say; nothing of it is used
    before ``settled``, when the user or the remembered settings gave a word (or ``NOT_TAKEN``) for every code.
    """

    header: str
    field: str
    counts: tuple[tuple[str, int], ...]
    proposed: Mapping[str, str]
    system: str
    settled: bool
    first_row: int
    index: int


@cache
def known_tables() -> tuple[CodeTable, ...]:
    """Return the shipped tables, national standards first."""
    tables = []
    for file in sorted(resources.path("codes").glob("*.toml")):
        content = tomllib.loads(file.read_text(encoding="utf-8"))
        codes = {str(code): str(word) for code, word in content["codes"].items()}
        fields = tuple(content["fields"])
        tables.append(
            CodeTable(title=content["title"], fields=fields, standard=content["standard"], codes=codes)
        )
    return tuple(sorted(tables, key=lambda table: not table.standard))


def words_for(field: str) -> tuple[str, ...]:
    """Return the words that a code of a field can mean."""
    return _WORDS.get(field, ())


def translate(
    tables: tuple[TableFound, ...], chosen: Mapping[str, Mapping[str, str]]
) -> tuple[tuple[TableFound, ...], tuple[CodeQuestion, ...]]:
    """Return the tables with words in place of codes, and a question for each column that holds codes.

    ``chosen`` gives header → code → word. Codes of a column that nobody explained yet are left out; the
    question says so.
    """
    questions = []
    for column in tables[0].mapping:
        if column.field not in _WORDS:
            continue
        where = [(table, _same(table, column)) for table in tables]
        counts, first_row = _codes_in([(table, found) for table, found in where if found])
        if not counts:
            continue
        question, used = _asked(column, counts, first_row, chosen.get(column.header), tables)
        if question is not None:
            questions.append(question)
        tables = tuple(_with_words(table, found, used) if found else table for table, found in where)
    return tables, tuple(questions)


def _asked(
    column: MappedColumn,
    counts: Counter[str],
    first_row: int,
    chosen: Mapping[str, str] | None,
    tables: tuple[TableFound, ...],
) -> tuple[CodeQuestion | None, Mapping[str, str]]:
    """Return the question about a column and the words that are used as long as it is open."""
    for table in known_tables():
        if table.standard and column.field in table.fields and counts.keys() <= table.codes.keys():
            if chosen is None:
                return None, table.codes
            break
    proposed, system = _proposal(column.field, counts, tables)
    words = {
        code: word for code, word in (chosen or {}).items() if word in (*words_for(column.field), NOT_TAKEN)
    }
    question = CodeQuestion(
        header=column.header,
        field=column.field,
        counts=tuple(sorted(counts.items(), key=lambda pair: (len(pair[0]), pair[0]))),
        proposed={**proposed, **{code: word for code, word in words.items() if code in counts}},
        system=system,
        settled=counts.keys() <= words.keys(),
        first_row=first_row,
        index=column.index,
    )
    return question, words


def _proposal(field: str, counts: Counter[str], tables: tuple[TableFound, ...]) -> tuple[dict[str, str], str]:
    """Return what codes probably mean and which known table says so."""
    told = _told_by_certificates(tables) if field == RegisterField.DISABILITY_KIND else {}
    fitting = [
        table
        for table in known_tables()
        if field in table.fields and 2 * len(counts.keys() & table.codes.keys()) >= len(counts)
    ]
    # The certificates of the file decide, then the table that knows most of the codes.
    fitting.sort(
        key=lambda table: (
            sum(table.codes.get(code) != word for code, word in told.items()),
            -len(counts.keys() & table.codes.keys()),
        )
    )
    known = fitting[0].codes if fitting else {}
    proposed = {code: known[code] for code in counts if code in known}
    proposed |= {code: word for code, word in told.items() if code in counts}
    return proposed, fitting[0].title if fitting else ""


def _told_by_certificates(tables: tuple[TableFound, ...]) -> dict[str, str]:
    """Return what the codes of a column of kinds mean by the certificates in the same rows."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for table in tables:
        kinds = [column for column in table.mapping if column.field == RegisterField.DISABILITY_KIND]
        papers = [column for column in table.mapping if column.field == RegisterField.DISABILITY_CERTIFICATE]
        if not kinds or not papers:
            continue
        for row in table.sheet.rows[table.header_row :]:
            codes = codes_of(row[kinds[0].index]) if kinds[0].index < len(row) else ()
            paper = row[papers[0].index] if papers[0].index < len(row) else None
            if len(codes) != 1 or not isinstance(paper, str):
                continue
            try:
                seen[codes[0]][DisabilityCertificate.parse(paper).kind.term] += 1
            except BadCertificate:
                continue
    return {code: words.most_common(1)[0][0] for code, words in seen.items()}


def codes_of(cell: Cell) -> tuple[str, ...]:
    """Return the codes of a cell that holds nothing but codes."""
    if isinstance(cell, bool) or cell is None or not isinstance(cell, str | int):
        return ()
    pieces = [piece for piece in _SEPARATORS.split(_narrow(str(cell))) if piece]
    return tuple(pieces) if pieces and all(map(_CODE.fullmatch, pieces)) else ()


def _codes_in(where: list[tuple[TableFound, MappedColumn]]) -> tuple[Counter[str], int]:
    """Return how often each code stands in a column, and the first row with one."""
    counts: Counter[str] = Counter()
    first_row = 0
    for table, column in where:
        for number, row in enumerate(table.sheet.rows[table.header_row :], start=table.header_row + 1):
            found = codes_of(row[column.index]) if column.index < len(row) else ()
            if found and not _numbers_columns(row, number, table):
                counts.update(found)
                first_row = first_row or number
    return (counts, first_row) if len(counts) <= _MOST_CODES else (Counter(), 0)


def _numbers_columns(row: tuple[Cell, ...], number: int, table: TableFound) -> bool:
    """Tell whether a row below the header only numbers the columns."""
    filled = [str(cell) for cell in row if cell is not None]
    return number == table.header_row + 1 and filled == [str(n) for n in range(1, len(filled) + 1)]


def _with_words(table: TableFound, column: MappedColumn, words: Mapping[str, str]) -> TableFound:
    """Return the table with words in place of the codes of one column."""
    cells: dict[tuple[int, int], Cell] = {}
    for number, row in enumerate(table.sheet.rows[table.header_row :], start=table.header_row):
        codes = codes_of(row[column.index]) if column.index < len(row) else ()
        if codes and not _numbers_columns(row, number + 1, table):
            meant = [words.get(code, NOT_TAKEN) for code in codes]
            cells[number, column.index] = "、".join(word for word in meant if word) or None
    return replace(table, sheet=table.sheet.with_cells(cells))


def _same(table: TableFound, column: MappedColumn) -> MappedColumn | None:
    """Return the column of the same header and field in another sheet's table."""
    return next(
        (one for one in table.mapping if (one.header, one.field) == (column.header, column.field)), None
    )


def _narrow(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().upper()
