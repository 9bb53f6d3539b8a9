"""The ruled grid of a table paper: columns as wide as the layout says, type as small as the figures need."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from desktop_app.reports import statistical
from desktop_app.reports.grid import Column, Grid, HeadCell, Type
from desktop_app.reports.layouts import LaidColumn
from desktop_app.reports.lettering import width
from desktop_app.reports.sheet import MM, SERIF_BOLD
from desktop_app.reports.wrapping import wrap

_SIZE = 9.0
_HEAD_SIZE = 9.0
_LEAST_SIZE = 7.0
"""The smallest type that is still read in an office without a glass."""
_STEP = 0.25
_DIGITS = "0123456789"
_PAD = 0.8 * MM
_LEAST_OF_WORDS = 0.6
"""Columns of words give up to this part of their width before the type becomes smaller."""


def laid_grid(
    columns: Sequence[LaidColumn],
    longest: Sequence[str],
    room: float,
    *,
    labels: Sequence[bool] | None,
    least_height: float,
) -> Grid:
    """Return the grid of ``columns``, their widths stretched or shrunk to ``room`` points.

    ``longest`` is the longest figure of each column, empty for words. ``labels`` tells which columns hold words,
    for the row of indices; None where there is no such row.
    """
    size, widths = _fitted(columns, longest, room)
    head_size = min(_HEAD_SIZE, size)
    pad = _PAD * (size / _SIZE) ** 2
    grouped = any(column.group for column in columns)
    with_units = any(column.unit for column in columns)
    head_type = Type(size=head_size, leading=head_size * 1.26, pad_x=pad * 0.6, role=SERIF_BOLD)
    deepest = max(
        len(wrap(column.title, SERIF_BOLD, head_size, wide - 2 * head_type.pad_x))
        for column, wide in zip(columns, widths, strict=True)
    )
    heights = [6 * MM] if grouped else []
    heights.append(max(9 * MM, deepest * head_type.leading + 2 * MM))
    heights += [4.6 * MM] * (with_units + (labels is not None))
    return Grid(
        columns=tuple(Column(wide, column.align) for wide, column in zip(widths, columns, strict=True)),
        head=tuple(_head_cells(columns, labels, grouped=grouped, with_units=with_units)),
        head_heights=tuple(heights),
        type=Type(size=size, leading=size * 1.31, pad_x=pad),
        head_type=head_type,
        least_height=least_height,
    )


def _fitted(columns: Sequence[LaidColumn], longest: Sequence[str], room: float) -> tuple[float, list[float]]:
    """Return type size and widths of the columns: no figure is broken while the type stays readable."""
    scale = room / (sum(column.width for column in columns) * MM)
    laid = [column.width * MM * scale for column in columns]
    size = _SIZE
    while True:
        pad = 2 * _PAD * (size / _SIZE) ** 2
        least = [
            _least_width(column, figure, size) + pad if figure else wide * _LEAST_OF_WORDS
            for wide, figure, column in zip(laid, longest, columns, strict=True)
        ]
        widths = [max(wide, needed) for wide, needed in zip(laid, least, strict=True)]
        over, spare = sum(widths) - room, sum(widths) - sum(least)
        if over <= spare + 1e-6:
            cut = over / spare if spare else 0.0
            return size, [wide - (wide - needed) * cut for wide, needed in zip(widths, least, strict=True)]
        if size <= _LEAST_SIZE:
            return size, [needed * room / sum(least) for needed in least]
        size = max(size - _STEP, _LEAST_SIZE)


def _least_width(column: LaidColumn, figure: str, size: float) -> float:
    """Return what a column of figures needs: its longest figure, or two letters of its title where that is wider."""
    letters = min(2, max(map(len, column.title.splitlines()), default=0))
    # Another figure of as many digits may have wider ones.
    wide_figure = figure.translate(dict.fromkeys(map(ord, _DIGITS), _widest_digit()))
    widest = max(width(word, SERIF_BOLD, size) for word in (wide_figure, column.unit or "0"))
    return max(widest, letters * min(size, _HEAD_SIZE))


@lru_cache(maxsize=1)
def _widest_digit() -> str:
    return max(_DIGITS, key=lambda digit: width(digit, SERIF_BOLD, _SIZE))


def _head_cells(
    columns: Sequence[LaidColumn], labels: Sequence[bool] | None, *, grouped: bool, with_units: bool
) -> Iterator[HeadCell]:
    last = 1 if grouped else 0
    for index, column in enumerate(columns):
        if column.group and (index == 0 or columns[index - 1].group != column.group):
            wide = 1
            while index + wide < len(columns) and columns[index + wide].group == column.group:
                wide += 1
            yield HeadCell(column.group, index, columns=wide)
        if column.group:
            yield HeadCell(column.title, index, row=last)
        else:
            yield HeadCell(column.title, index, rows=last + 1)
    if with_units:
        last += 1
        for index, text in enumerate(statistical.unit_texts(columns)):
            yield HeadCell(text, index, row=last)
    if labels is not None:
        for index, text in enumerate(statistical.index_row(labels)):
            yield HeadCell(text, index, row=last + 1)
