"""探访人工作量统计表: what every visitor was responsible for and did, by village, in a month or a longer time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby

from sqlalchemy.orm import Session

from desktop_app.domain.divisions import township_of
from desktop_app.domain.terms import Mode, SiteLevel, VisitorRole
from desktop_app.progress import SILENT, Progress
from desktop_app.reports.paper import day_text
from desktop_app.reports.table_paper import Amount, Cell, Group, Kind, TablePaper
from desktop_app.scheduling.calendar import ONE_DAY
from desktop_app.scheduling.enrolment import MonthEnrolment, month_enrolment, stints
from desktop_app.scheduling.month import counts_for_some_rule, owed_in_month
from desktop_app.scheduling.rulebook import RuleBook
from desktop_app.services.context import Context
from desktop_app.services.holidays import working_calendar
from desktop_app.services.paper_orders import Made, PaperOrder
from desktop_app.services.paper_periods import PaperPeriod, period_of
from desktop_app.services.places import Places, names_on
from desktop_app.services.table_papers import make_tables
from desktop_app.storage import collector
from desktop_app.storage.queries import workload as queries
from desktop_app.storage.queries.facts import ElderFacts, load
from desktop_app.storage.queries.links import groups
from desktop_app.storage.queries.responsible import responsible
from desktop_app.storage.queries.workload import Done, VisitorRow

NOBODY = ""
"""Stands for the visitor of what nobody on the list of visitors is known to be responsible for, or to have done."""

_BEFORE = timedelta(days=100)
"""Visits before the first month that still matter, as in the month's figures."""

_CHECKED_EVERY = 500
_HUNDREDTH = Decimal("0.01")

_ROLES = {role.value: role.term for role in VisitorRole}
_KINDS: Mapping[str, Kind] = {
    "number": Kind.NUMBER,
    "name": Kind.WORDS,
    "role": Kind.WORDS,
    "assigned": Kind.NUMBER,
    "in_plan": Kind.NUMBER,
    "owed": Kind.NUMBER,
    "made": Kind.NUMBER,
    "counted": Kind.NUMBER,
    **{mode.value: Kind.NUMBER for mode in Mode},
    "late": Kind.NUMBER,
    "findings": Kind.NUMBER,
    "services": Kind.NUMBER,
    "days_out": Kind.NUMBER,
    "per_day": Kind.AMOUNT,
}
KEYS = tuple(_KINDS)


@dataclass(slots=True)
class Workload:
    """What one visitor was responsible for and did.

    ``in_plan``: those of the people ``assigned`` whom the last month asks to visit. ``owed``: visits that had to be
    made, added up over the months; ``late``: people not visited by the end of a month that is over, likewise.
    ``made``: visits recorded, ``counted``: those that count, by how they were made.
    """

    assigned: int = 0
    in_plan: int = 0
    owed: int = 0
    made: int = 0
    counted: Counter[Mode] = field(default_factory=Counter)
    late: int = 0
    findings: int = 0
    services: int = 0
    days_out: set[tuple[str, date]] = field(default_factory=set)
    villages: Counter[str] = field(default_factory=Counter)
    """Where the people are whom the visitor is responsible for or went to."""

    def __bool__(self) -> bool:
        return bool(self.assigned or self.owed or self.made or self.findings or self.services)


def make(order: PaperOrder) -> Made:
    """Write the workload of the visitors of one village or of all; raises ``FieldProblem``."""
    with collector.paused():
        paper = workload_paper(order)
    return make_tables(order, (paper,), 0)


def workload_paper(order: PaperOrder) -> TablePaper:
    """Return the table."""
    context, period, code = order.context, period_of(order), order.village
    with context.store.reading() as session:
        listed = queries.visitors(session, context.site.county)
        done = workloads(
            session, context.site.county, context.rules.book, period, VisitorNames(listed), order.progress
        )
        names = {**_township(context), **names_on(session, period.cut)}
        calendar = working_calendar(session)
    span = (period.cut - period.first).days + 1
    working = sum(calendar.works(period.first + at * ONE_DAY) for at in range(span))
    rows = [
        (_home(visitor, done.get(visitor.uid)), visitor, done.get(visitor.uid, Workload()))
        for visitor in listed
        if visitor.ended_on is None or visitor.ended_on > period.first or done.get(visitor.uid)
    ]
    rows = [row for row in rows if code is None or row[0] == code]
    rows.sort(key=lambda row: (row[0] == NOBODY, row[0], row[1].name, row[1].uid))
    nobody = done.get(NOBODY)
    shown = [row[2] for row in rows]
    made = list(_groups(rows, names, working))
    if code is None and nobody:
        made.append(Group("其他", [_line(None, "未落实到探访人", "", nobody, working)]))
        shown.append(nobody)
    return TablePaper(
        layout=order.layout("visitor-workload"),
        signed=order.signed(period.first),
        keys=KEYS,
        kinds=tuple(_KINDS.values()),
        groups=tuple(made),
        whose="name",
        total=_line(None, "合计", "", _sum(shown), working) if shown else None,
        place=names.get(code, code) if code else "",
        period=period.text,
        notes=_notes(period, working),
        empty="没有探访人",
        bookmarks=True,
    )


class VisitorNames:
    """Finds the visitor whom a record means: by the list, else by a name that only one on the list has."""

    def __init__(self, listed: Sequence[VisitorRow]) -> None:
        self._uids = {visitor.uid for visitor in listed}
        found: dict[str, list[str]] = {}
        for visitor in listed:
            found.setdefault(visitor.name, []).append(visitor.uid)
        self._by_name = {name: uids[0] for name, uids in found.items() if len(uids) == 1}

    def who(self, uid: str | None, name: str | None) -> str:
        """Return the visitor, ``NOBODY`` where it cannot be told."""
        if uid in self._uids:
            return uid or NOBODY
        return self._by_name.get((name or "").strip(), NOBODY)


def workloads(
    session: Session,
    county: str,
    book: RuleBook,
    period: PaperPeriod,
    names: VisitorNames,
    progress: Progress = SILENT,
) -> dict[str, Workload]:
    """Return what each visitor was responsible for and did; the same people count as in the month's figures."""
    joined = groups(session)
    span = period.first, period.cut
    visited = queries.who_visited(session, county, *span)
    found = queries.found_by(session, joined, county, *span)
    served = queries.served_by(session, joined, county, *span)
    whose = [
        {uid: each.uid for uid, each in responsible(session, joined, None, month.cut).items()}
        for month in period.months
    ]
    done: dict[str, Workload] = {}

    def of(visitor: str) -> Workload:
        return done.setdefault(visitor, Workload())

    people = load(
        session,
        None,
        visits_from=period.first - _BEFORE,
        visits_to=period.cut,
        on=period.cut,
        for_cards=False,
        with_arrangements=False,
        for_verdicts=True,
    )
    for number, facts in enumerate(people):
        if number % _CHECKED_EVERY == 0:
            progress.check()
        times = stints(facts.person)
        enrolled = [month_enrolment(times, month.window.first, month.cut) for month in period.months]
        if any(enrolled):
            duties = [names.who(each.get(facts.uid), None) for each in whose]
            _add_duties(facts, enrolled, duties, book, period, of)
            _add_visits(facts, enrolled, visited, book, period, names, of)
            for each in _counting(found.get(facts.uid, ()), enrolled, period):
                of(names.who(each.visitor_uid, each.name)).findings += 1
            for each in _counting(served.get(facts.uid, ()), enrolled, period):
                who = names.who(None, each.name)
                if who != NOBODY:
                    of(who).services += 1
    return done


def _add_duties(
    facts: ElderFacts,
    enrolled: Sequence[MonthEnrolment | None],
    duties: Sequence[str],
    book: RuleBook,
    period: PaperPeriod,
    of: Callable[[str], Workload],
) -> None:
    """Add what a person was owed, month by month, to whoever was responsible at its end."""
    owed_now = False
    for enrolment, visitor, month in zip(enrolled, duties, period.months, strict=True):
        owed_now = False
        if enrolment is None:
            continue
        verdict = owed_in_month(facts.person, book, month.year, month.number, as_of=month.cut)
        owed_now = verdict.owed
        if verdict.owed:
            of(visitor).owed += verdict.required_count
            of(visitor).late += not verdict.visited and not month.running
    last = enrolled[-1]
    if last is not None and last.registered and duties[-1] != NOBODY:
        of(duties[-1]).assigned += 1
        of(duties[-1]).in_plan += owed_now
        of(duties[-1]).villages[facts.village_code] += 1


def _add_visits(
    facts: ElderFacts,
    enrolled: Sequence[MonthEnrolment | None],
    visited: Mapping[str, tuple[str | None, str | None]],
    book: RuleBook,
    period: PaperPeriod,
    names: VisitorNames,
    of: Callable[[str], Workload],
) -> None:
    """Add the visits that a person got in the months that find them on the register, to whoever made them."""
    for visit in facts.person.visits:
        if visit.on < period.first or enrolled[period.place(visit.on)] is None:
            continue
        visitor = names.who(*visited[visit.uid])
        made = of(visitor)
        made.made += 1
        made.villages[facts.village_code] += 1
        if visit.mode is Mode.IN_PERSON:
            made.days_out.add((visitor, visit.on))
        if counts_for_some_rule(facts.person, book, visit):
            made.counted[visit.mode] += 1


def _counting(
    done: Iterable[Done], enrolled: Sequence[MonthEnrolment | None], period: PaperPeriod
) -> Iterator[Done]:
    return (each for each in done if enrolled[period.place(each.on)] is not None)


def _township(context: Context) -> dict[str, str]:
    """Return the name of the township by its code: some visitors belong to no village of it; a county has many."""
    if context.site.level is SiteLevel.COUNTY:
        return {}
    code = township_of(context.site.division_code)
    return {code: Places(context).name_of(code)} if code else {}


def _home(visitor: VisitorRow, done: Workload | None) -> str:
    """Return the village of a visitor: the one on the list, else the one where most of the people are."""
    if visitor.village_code:
        return visitor.village_code
    if done is None or not done.villages:
        return NOBODY
    return min(done.villages, key=lambda code: (-done.villages[code], code))


def _groups(
    rows: Sequence[tuple[str, VisitorRow, Workload]], names: Mapping[str, str], working: int
) -> Iterator[Group]:
    number = 0
    for code, found in groupby(rows, key=lambda row: row[0]):
        members = list(found)
        lines = [
            _line(number + at, visitor.name, _ROLES.get(visitor.role, visitor.role), done, working)
            for at, (_code, visitor, done) in enumerate(members, start=1)
        ]
        number += len(members)
        caption = names.get(code, code) if code else "未定村（社区）"
        subtotal = _line(None, "小计", "", _sum([row[2] for row in members]), working)
        yield Group(caption, lines, subtotal, told=f"探访人 {len(members)} 人")


def _sum(loads: Iterable[Workload]) -> Workload:
    """Add up; a day on which several visitors were out is as many days."""
    total = Workload()
    for each in loads:
        total.assigned += each.assigned
        total.in_plan += each.in_plan
        total.owed += each.owed
        total.made += each.made
        total.counted.update(each.counted)
        total.late += each.late
        total.findings += each.findings
        total.services += each.services
        total.days_out |= each.days_out
    return total


def _line(number: int | None, name: str, role: str, done: Workload, working: int) -> list[Cell]:
    per_day = (Decimal(done.made) / working).quantize(_HUNDREDTH, ROUND_HALF_UP) if working else None
    values: dict[str, Cell] = {
        "number": number,
        "name": name,
        "role": role,
        "assigned": done.assigned,
        "in_plan": done.in_plan,
        "owed": done.owed,
        "made": done.made,
        "counted": done.counted.total(),
        **{mode.value: done.counted[mode] for mode in Mode},
        "late": done.late,
        "findings": done.findings,
        "services": done.services,
        "days_out": len(done.days_out),
        "per_day": None if per_day is None else Amount(per_day),
    }
    return [values[key] for key in KEYS]


def _notes(period: PaperPeriod, working: int) -> tuple[str, ...]:
    cut = f"（截至{day_text(period.cut)}）" if period.running else ""
    return (
        f"本期工作日 {working} 天{cut}；日均人次＝探访登记人次÷本期工作日。",
        "负责人数按期末责任分工，“其中应访”为规则要求期末当月探访的人；应访人次按各月末责任分工，逐月应访次数相加；到期未访只计已结束的月份。",
        "有效探访与月报口径相同；发现问题计入当次探访人；服务人次按服务人员姓名与探访人名单对应。",
    )
