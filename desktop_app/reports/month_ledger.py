"""P3 探访台账: the visits of one month, row by person, of one person, a village, or the villages of a township."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop_app.reports.layouts import Layout
from desktop_app.reports.paper import Figure, Signed
from desktop_app.reports.table_paper import Cell, Group, Kind, TablePaper

LAYOUT = "month-ledger"
EMPTY = "本月无应探访人员，也无探访记录"
WHOLE_SITE = "全部嘎查村（社区）"

KEYS = (
    "number",
    "name",
    "sex",
    "age",
    "categories",
    "tier",
    "owed",
    "made",
    "made_on",
    "modes",
    "outcomes",
    "findings",
    "handling",
    "visitors",
    "not_visited",
)
_FIGURES = frozenset({"number", "age", "owed", "made"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """One person of the month; texts are the words printed, counts are visits."""

    name: str
    sex: str
    age: int | None
    categories: tuple[str, ...]
    tier: str
    owed: int
    made: int
    made_on: tuple[date, ...] = ()
    modes: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    findings: str = ""
    handling: str = ""
    visitors: tuple[str, ...] = ()
    not_visited_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VillageLedger:
    """The rows of one village; ``apart`` lists people told apart from the rate: (拒访, 2) …"""

    village: str
    rows: tuple[LedgerRow, ...]
    rate: Figure
    apart: tuple[tuple[str, int], ...] = ()

    @property
    def summary(self) -> str:
        """Return the line of totals."""
        owed = sum(row.owed for row in self.rows)
        made = sum(row.made for row in self.rows)
        parts = [f"本月列入 {len(self.rows)} 人，应访 {owed} 人次，实访 {made} 人次", self.rate.sentence]
        if self.apart:
            parts.append("其中" + "、".join(f"{word} {count} 人" for word, count in self.apart))
        return "；".join(parts) + "。"


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthLedger:
    """The ledger of a month: its villages in order, and the whole, which is the one village where there is but one."""

    signed: Signed
    villages: tuple[VillageLedger, ...]
    whole: VillageLedger

    @property
    def rows(self) -> tuple[LedgerRow, ...]:
        """Return everybody's rows."""
        return tuple(row for village in self.villages for row in village.rows)


def table(ledger: MonthLedger, layout: Layout) -> TablePaper:
    """Return the ledger as a table: in several villages a group with subtotal and rate for each, and the total."""
    whole = ledger.whole
    many = any(village.village != whole.village for village in ledger.villages)
    return TablePaper(
        layout=layout,
        signed=ledger.signed,
        keys=KEYS,
        kinds=tuple(Kind.NUMBER if key in _FIGURES else Kind.WORDS for key in KEYS),
        groups=tuple(_group(village, many=many) for village in ledger.villages),
        whose="name",
        total=_sums("合计", whole.rows) if many else None,
        place=whole.village,
        period=ledger.signed.month_text,
        notes=(whole.summary, f"{whole.rate.title}口径：{whole.rate.definition}"),
        empty=EMPTY,
        bookmarks=many,
    )


def _group(village: VillageLedger, *, many: bool) -> Group:
    rows = tuple(_values(number, row) for number, row in enumerate(village.rows, start=1))
    if not many:
        return Group("", rows)
    return Group(village.village, rows, _sums("小计", village.rows), village.summary)


def _sums(word: str, rows: tuple[LedgerRow, ...]) -> tuple[Cell, ...]:
    sums: dict[str, Cell] = {
        "name": word,
        "owed": sum(row.owed for row in rows),
        "made": sum(row.made for row in rows),
    }
    return tuple(sums.get(key) for key in KEYS)


def _values(number: int, row: LedgerRow) -> tuple[Cell, ...]:
    return (
        number,
        row.name,
        row.sex,
        row.age,
        row.categories,
        row.tier,
        row.owed,
        row.made,
        tuple(f"{on.day}日" for on in row.made_on),
        row.modes,
        row.outcomes,
        row.findings,
        row.handling,
        row.visitors,
        row.not_visited_reason,
    )
