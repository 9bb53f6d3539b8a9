"""Write a month of made-up visits as the workbook in which a village keeps its visit records."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from random import Random

from desktop_app.domain.forms import VisitForm
from desktop_app.domain.terms import Mode, Outcome
from desktop_app.exchange.sample.persons import chance, pick
from desktop_app.exchange.sample.sheets import Cell, Table, write_tables
from desktop_app.exchange.sample.township import SampleFinding, SampleTownship, SampleVisit

COLUMNS: tuple[tuple[str, float], ...] = (
    ("序号", 6),
    ("姓名", 16),
    ("身份证号码", 22),
    ("走访日期", 14),
    ("走访方式", 10),
    ("走访结果", 12),
    ("走访人", 14),
    ("健康状况", 30),
    ("存在问题", 30),
    ("处理措施", 26),
    ("备注", 24),
)
_EXPLANATION = (
    "填表说明",
    f"1. 走访方式填：{'、'.join(mode.term for mode in Mode)}。",
    f"2. 走访结果填：{'、'.join(outcome.term for outcome in Outcome)}。",
    "3. 走访日期填实际走访当天，不是录入当天。",
    "4. 本表为程序按种子生成的样例，人员和证件号码均为虚构，与任何真人无关。",
)


def write_visit_workbook(path: Path, township: SampleTownship, month: date) -> int:
    """Write the visits made in the month of ``month`` in the order of days; return how many rows."""
    rng = Random(f"{township.seed}:visits:{month:%Y-%m}")
    findings: dict[int, list[SampleFinding]] = {}
    for finding in township.findings:
        findings.setdefault(finding.visit_number, []).append(finding)
    visits = [
        visit
        for visit in township.visits
        if (visit.visited_on.year, visit.visited_on.month) == (month.year, month.month)
    ]
    visits.sort(key=lambda visit: (visit.visited_on, visit.number))
    rows = [
        [number, *_cells(rng, township, visit, findings.get(visit.number, []))]
        for number, visit in enumerate(visits, start=1)
    ]
    division = township.division
    title = f"{division.name}{month.year}年{month.month}月走访记录表"
    line = f"填报单位：{division.office}（盖章）　　　　填报月份：{month.year}年{month.month}月"
    table = Table(sheet=f"{month.month}月", title=title, line=line, columns=COLUMNS, rows=rows)
    write_tables(path, [table], _EXPLANATION, township.as_of)
    return len(rows)


def _cells(
    rng: Random, township: SampleTownship, visit: SampleVisit, findings: list[SampleFinding]
) -> list[Cell]:
    elder = township.elder(visit.elder_number)
    return [
        elder.name,
        elder.id_number,
        _day(rng, visit.visited_on),
        visit.mode.term,
        visit.outcome.term,
        township.visitor(visit.visitor_number).name,
        _health(township.form, visit.answers),
        "；".join(finding.text for finding in findings) or None,
        "；".join(finding.measure for finding in findings) or None,
        visit.note or None,
    ]


def _health(form: VisitForm, answers: Mapping[str, object]) -> str | None:
    if not answers:
        return None
    return form.text(answers, "health") or "良好"


def _day(rng: Random, day: date) -> Cell:
    if chance(rng, 0.8):
        return day
    return pick(
        rng, (f"{day.year}年{day.month}月{day.day}日", f"{day.year}.{day.month}.{day.day}", day.isoformat())
    )
