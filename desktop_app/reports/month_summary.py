"""P4 月报汇总表: a row per village and the total of the township, as a statistical form with figures by column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from desktop_app.reports.layouts import Layout
from desktop_app.reports.paper import Figure, Signed
from desktop_app.reports.table_paper import Cell, Group, Kind, TablePaper

LAYOUT = "month-summary"
EMPTY = "本月没有村（社区）数据"
TOTAL = "合计"


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryRow:
    """One village's month: the figures by the keys of their columns; ``rate`` is None where nobody was owed a visit."""

    village: str
    rate: Decimal | None
    figures: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthSummary:
    """The monthly summary of a township; ``total`` is printed first, as statistical forms do."""

    signed: Signed
    keys: tuple[str, ...]
    rows: tuple[SummaryRow, ...]
    total: SummaryRow
    rate: Figure
    notes: tuple[str, ...] = ()


def table(summary: MonthSummary, layout: Layout) -> TablePaper:
    """Return the summary as a table."""
    keys = ("village", "rate", *summary.keys)
    figure = summary.rate
    places = min(len(figure.text.rstrip("%").partition(".")[2]), 2) if figure.denominator else 1
    return TablePaper(
        layout=layout,
        signed=summary.signed,
        keys=keys,
        kinds=(Kind.WORDS, Kind.SHARE, *(Kind.NUMBER for _key in summary.keys)),
        groups=(Group("", tuple(_values(row, keys) for row in summary.rows)),),
        whose="village",
        total=_values(summary.total, keys),
        total_first=True,
        period=summary.signed.month_text,
        notes=(f"{figure.sentence}。{figure.title}口径：{figure.definition}", *summary.notes),
        empty=EMPTY,
        share_places=places,
        least_row=5.8,
    )


def _values(row: SummaryRow, keys: tuple[str, ...]) -> tuple[Cell, ...]:
    # A rate of nobody is no number; the dash says that it was not forgotten.
    rate: Cell = "——" if row.rate is None else row.rate
    return (row.village, rate, *(row.figures[key] for key in keys[2:]))
