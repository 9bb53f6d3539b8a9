"""进展表 on paper: the half-year and year progress report, with what was counted and what was typed told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal

from desktop_app.domain.progress_figures import Origin, Over
from desktop_app.reports.paper import day_text
from desktop_app.reports.table_paper import Amount, Cell, Group, Kind, TablePaper
from desktop_app.services.paper_orders import Made, PaperOrder
from desktop_app.services.progress import ProgressService
from desktop_app.services.progress_rows import ProgressReport, ProgressRow
from desktop_app.services.table_papers import make_tables, write_unissued

NOTHING = "——"
_KINDS: Mapping[str, Kind] = {
    "number": Kind.NUMBER,
    "title": Kind.WORDS,
    "unit": Kind.WORDS,
    "bound": Kind.WORDS,
    "target": Kind.AMOUNT,
    "actual": Kind.AMOUNT,
    "numerator": Kind.NUMBER,
    "denominator": Kind.NUMBER,
    "gap": Kind.AMOUNT,
    "met": Kind.WORDS,
    "origin": Kind.WORDS,
    "note": Kind.WORDS,
}
KEYS = tuple(_KINDS)
_FILLED = frozenset({"actual", "numerator", "denominator", "gap", "met", "origin", "note"})
"""What stays empty on a blank form."""
_MOST_NAMES = 4


def make(order: PaperOrder) -> Made:
    """Write the report of a period for the whole site or one village; raises ``FieldProblem``."""
    service = ProgressService(order.context)
    period = order.wish.period or str(service.usual(order.actor))
    report = service.report(order.actor, period, order.village, progress=order.progress)
    paper = progress_paper(order, report)
    if order.wish.blank:
        return write_unissued(order, (paper,))
    return make_tables(order, (paper,), 0)


def progress_paper(order: PaperOrder, report: ProgressReport) -> TablePaper:
    """Return the table of a report."""
    blank, code = order.wish.blank, report.village_code
    lines = [_line(number, row, report, blank=blank) for number, row in enumerate(report.rows, start=1)]
    return TablePaper(
        layout=order.layout("progress"),
        signed=order.signed(),
        keys=KEYS,
        kinds=tuple(_KINDS.values()),
        groups=(Group("", lines),),
        whose="title",
        place=report.place_names.get(code, code) if code else "",
        period=report.period.title,
        notes=tuple(_notes(report, blank=blank)),
        empty="所选政策方案没有列出指标",
    )


def _line(number: int, row: ProgressRow, report: ProgressReport, *, blank: bool) -> list[Cell]:
    values: dict[str, Cell] = {
        "number": number,
        "title": row.title,
        "unit": row.unit,
        "bound": row.bound.term if row.target is not None else NOTHING,
        "target": _amount(row.target),
        "actual": _amount(row.actual),
        "numerator": NOTHING if row.numerator is None else row.numerator,
        "denominator": NOTHING if row.denominator is None else row.denominator,
        "gap": _amount(row.gap),
        "met": NOTHING if row.met is None else "达标" if row.met else "未达标",
        "origin": _origin(row),
        "note": "；".join(_remarks(row, report)),
    }
    return [None if blank and key in _FILLED else values[key] for key in KEYS]


def _amount(value: Decimal | None) -> Cell:
    return NOTHING if value is None else Amount(value)


def _origin(row: ProgressRow) -> str:
    if row.origin is Origin.SUMMED and row.typed is not None:
        return f"录入\n（{len(row.typed.places)} 处汇总）"
    return "待录入" if row.origin is Origin.MISSING else row.origin.term


def _remarks(row: ProgressRow, report: ProgressReport) -> Iterator[str]:
    """Go through what is to be said of one row, the office's own words first."""
    if row.note:
        yield row.note
    if row.origin is Origin.MISSING:
        yield f"尚未录入（可向{row.asked_of}取数）" if row.asked_of else "尚未录入"
    typed = row.typed
    if typed is not None and typed.lacking:
        names = [report.place_names.get(code, code) for code in typed.lacking[:_MOST_NAMES]]
        more = "等" if len(typed.lacking) > _MOST_NAMES else ""
        yield f"尚缺{'、'.join(names)}{more} {len(typed.lacking)} 处的数"
    if row.held and typed is not None and typed.value is not None:
        yield f"另有录入数 {typed.value:f}（{typed.entered_by}录入），本表按系统统计"
    if typed is not None and not row.held and typed.numerator is None:
        yield "只录入了完成值，没有分子、分母"
    if row.denominator == 0:
        yield "没有应计对象"
    old = _older_target(row, report)
    if old is not None and old != _common_target(report):
        yield f"目标沿用{old}年的"


def _older_target(row: ProgressRow, report: ProgressReport) -> int | None:
    """Return the year whose target goes on for want of one of this year."""
    return row.target_year if row.target_year != report.period.year else None


def _common_target(report: ProgressReport) -> int | None:
    """Return the year from which most targets go on: it is said once, under the table."""
    years = Counter(_older_target(row, report) for row in report.rows)
    years.pop(None, None)
    return max(years, key=lambda year: (years[year], year or 0)) if years else None


def _notes(report: ProgressReport, *, blank: bool) -> Iterator[str]:
    """Go through the sentences under the table: up to when, then the main indicators one by one."""
    cut = report.cut
    if not blank:
        yield f"统计到{day_text(cut)}，期间尚未结束。" if report.running else f"统计到{day_text(cut)}。"
    common = _common_target(report)
    if common is not None:
        every = all(_older_target(row, report) == common for row in report.rows if row.target is not None)
        yield f"{'各项' if every else '没有另注的'}目标没有{report.period.year}年的，沿用{common}年的。"
    months = f"1—{cut.month}月" if cut.month > 1 else "1月"
    number = 0
    for row in report.rows:
        if not row.definition:
            continue
        number += 1
        how = ""
        if row.over is Over.MONTHS:
            how = f"本表为{months}各月分子、分母分别累计。"
        elif row.over is Over.EVER:
            how = f"本表分子为{months}内至少有过一次的人数，分母以期末为准。"
        elif row.over is Over.STATE:
            how = "本表以期末为准。"
        yield f"{'主要指标说明：' if number == 1 else ''}{number}. {row.definition}{how}"
