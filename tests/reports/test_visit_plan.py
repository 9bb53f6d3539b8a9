"""The plan of visits on paper: each visitor's days, what found no day, and a state that says what it is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pypdfium2
import pytest

from desktop_app.reports import table_paper, visit_plan
from desktop_app.reports.layouts import shipped
from desktop_app.reports.paper import Signed
from desktop_app.reports.visit_plan import PlanLine, VisitPlan


def line(number: int, visitor: str | None, *, day: bool = True) -> PlanLine:
    first = date(2026, 11, 23)
    return PlanLine(
        name=f"乌力吉德力格尔·那仁满都拉苏荣{number}",
        village="达日罕嘎查",
        visitor=visitor,
        on=first + timedelta(days=number % 5) if day else None,
        earliest_on=first,
        latest_on=first + timedelta(days=6),
        why="当天共3人，同村排在一起",
    )


@pytest.mark.parametrize("count", [0, 3, 120])
def test_a_plan_of_any_length_is_printed(count: int, tmp_path: Path) -> None:
    plan = VisitPlan(
        signed=Signed(
            unit="达日罕乌拉苏木人民政府",
            division="克什克腾旗",
            made_by="王秀英",
            printed_at=datetime(2026, 11, 22, tzinfo=UTC),
            sample=True,
            masked=False,
        ),
        first=date(2026, 11, 22),
        last=date(2026, 11, 30),
        accepted=count == 3,
        visits=tuple(line(number, ("海棠", "赵宝山", None)[number % 3]) for number in range(count)),
        refusals=(line(1, None, day=False),),
    )
    out = tmp_path / "plan.pdf"
    pages = table_paper.write(out, visit_plan.table(plan, shipped(visit_plan.LAYOUT))).pages
    with pypdfium2.PdfDocument(out) as document:
        assert len(document) == pages
        text = "".join(page.get_textpage().get_text_range() for page in document)
    assert "探访计划表" in text
    assert "没有排进去的" in text
    assert ("已采纳" in text) == (count == 3)
    if count:
        assert text.index("海棠") < text.index("未指定探访人")
