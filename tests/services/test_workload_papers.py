"""The workload of every visitor equals a slow count of random histories, and adds up to the month's figures."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from desktop_app.bootstrap import Application
from desktop_app.domain.errors import FieldProblem
from desktop_app.domain.terms import EndReason
from desktop_app.models import Finding, ServiceRecord, Visit
from desktop_app.reports.table_paper import TablePaper, cell_text
from desktop_app.services.months import elder_months, month_of
from desktop_app.services.paper_orders import PaperOrder, PaperWish
from desktop_app.services.register_drafts import ElderDraft, SpanDraft
from desktop_app.services.workload_papers import KEYS, workload_paper
from tests.reports.pdf import texts
from tests.services.homes import TODAY, VILLAGES, Home, open_home

FIRST = date(2026, 7, 1)
DIED = date(2026, 9, 10)
MODES = ("in_person", "phone", "video", "device", "third_party")
MADE = (
    ("in_person", "met_in_person"),
    ("phone", "met_remotely"),
    ("video", "met_remotely"),
    ("in_person", "not_at_home"),
)
"""How visits are made and what came of them; all but the last count."""
VISITORS = ("海棠", "赵宝山", "阿拉坦格日乐图敖特根巴雅尔·乌云其木格斯琴高娃萨仁", "苏日娜")
"""The last two belong to no village; the very last one visits nobody and is responsible for nobody."""


@dataclass(frozen=True)
class Made:
    """A visit to one of the people; the visitor is one of the list, one known by name only, or unknown."""

    person: int
    visitor: int
    by_name: bool
    on: date
    how: tuple[str, str]
    found: bool
    served: bool

    @property
    def mode(self) -> str:
        return self.how[0]

    @property
    def outcome(self) -> str:
        return self.how[1]


VISITS = st.builds(
    Made,
    st.integers(0, 4),
    st.integers(-1, 2),
    st.booleans(),
    st.integers(-20, 144).map(lambda number: FIRST + timedelta(days=number)),
    st.sampled_from(MADE),
    st.booleans(),
    st.booleans(),
)


@dataclass(frozen=True)
class World:
    """The open home, the files of its people, and its visitors."""

    app: Application
    files: list[str]
    visitors: list[str]


@pytest.fixture(scope="module")
def world(empty_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Return four people, of whom the first has two files, the third died, the fourth nobody looks after."""
    app = open_home(empty_home.copy(tmp_path_factory.mktemp("work") / "home"))
    villages = (VILLAGES[0], VILLAGES[1], None, None)
    visitors = [
        app.register.add_visitor(app.actor, name, "committee", village_code=village)
        for name, village in zip(VISITORS, villages, strict=True)
    ]
    whose = (0, 1, 2, None, 0)
    files = [
        app.register.save(
            app.actor,
            ElderDraft(
                name=f"测试{'甲乙丙丁甲'[number]}",
                village_code=VILLAGES[number % 4 % 2],
                birth_on=date(1944, 5, 1),
                registered_on=date(2026, 3, 1),
                categories=(SpanDraft(category="living_alone", from_on=date(2026, 3, 1)),),
                visitor_uid=None if visitor is None else visitors[visitor],
            ),
        )
        for number, visitor in enumerate(whose)
    ]
    app.same_person.merge(app.actor, files[0], files[4], sure=True)
    app.register.end(app.actor, files[2], on=DIED, reason=EndReason.DECEASED)
    app.store.derive = None
    yield World(app, files, visitors)
    app.close()


def write(world: World, visits: list[Made]) -> None:
    """Make the store hold these visits alone."""
    app = world.app
    with app.store.writing("test", "test", now=app.clock.now()) as unit:
        for model in (Visit, Finding, ServiceRecord):
            live: Any = select(model).where(model.retracted.is_(False))
            for record in unit.session.execute(live).scalars():
                unit.retract(record)
        for number, one in enumerate(visits):
            named = VISITORS[one.visitor] if one.visitor >= 0 else None
            uid = world.visitors[one.visitor] if one.visitor >= 0 and not one.by_name else None
            elder = world.files[one.person]
            visit = unit.add(
                Visit(
                    elder_uid=elder,
                    visited_on=one.on,
                    mode=one.mode,
                    outcome=one.outcome,
                    visitor_uid=uid,
                    visitor_name=named,
                    entered_on=TODAY,
                )
            )
            if one.found:
                finding = Finding(
                    elder_uid=elder,
                    visit_uid=visit.uid if number % 2 else None,
                    kind="hazard",
                    what="灶台老化",
                    found_on=one.on,
                    state="open",
                )
                unit.add(finding)
            if one.served:
                unit.add(
                    ServiceRecord(
                        elder_uid=elder, service="meal", given_on=one.on, given_by=named, entered_on=TODAY
                    )
                )


def paper(app: Application, **wish: Any) -> TablePaper:
    wish = {"month": (2026, 10), **wish}
    return workload_paper(
        PaperOrder(app.context, app.actor, PaperWish(name="visitor-workload", **wish), Path(), "pdf")
    )


def rows(table: TablePaper) -> dict[str, dict[str, Any]]:
    found = [dict(zip(KEYS, row, strict=True)) for group in table.groups for row in group.rows]
    return {str(row["name"]): row for row in found}


def slow_count(world: World, visits: list[Made], months: list[int]) -> dict[str, Counter[str]]:
    """Count straight from what was made up; what is owed, from the lines of the month's figures."""
    count: dict[str, Counter[str]] = defaultdict(Counter)
    out = set()
    for number, one in enumerate(visits):
        gone = one.person == 2 and (one.on.year, one.on.month) > (DIED.year, DIED.month)
        if one.on.month not in months or one.on > TODAY or gone:
            continue
        who = VISITORS[one.visitor] if one.visitor >= 0 else "未落实到探访人"
        count[who]["made"] += 1
        if one.outcome != "not_at_home":
            count[who][one.mode] += 1
            count[who]["counted"] += 1
        count[who]["findings"] += one.found and number % 2 == 1
        count["未落实到探访人"]["findings"] += one.found and number % 2 == 0
        if one.mode == "in_person" and (who, one.on) not in out:
            out.add((who, one.on))
            count[who]["days_out"] += 1
        count[who]["services"] += one.served and one.visitor >= 0
    with world.app.store.reading() as session:
        for number in months:
            month = month_of(2026, number, TODAY)
            for line in elder_months(session, world.app.context.rules.book, month):
                if line.line.owed:
                    who = line.visitor or "未落实到探访人"
                    count[who]["owed"] += line.line.required
                    count[who]["late"] += not line.line.visited and month.cut == month.window.last
    return count


FIGURES = ("owed", "made", "counted", *MODES, "late", "findings", "services", "days_out")


@settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@given(st.lists(VISITS, max_size=12))
def test_every_number_equals_a_slow_count(world: World, visits: list[Made]) -> None:
    write(world, visits)
    for wish, months in (({"month": (2026, 9)}, [9]), ({"period": "2026-H2"}, [7, 8, 9, 10, 11])):
        table, expected = paper(world.app, **wish), slow_count(world, visits, months)
        found = rows(table)
        for name in (*VISITORS, "未落实到探访人"):
            said = found.get(name, {})
            assert {key: said.get(key, 0) for key in FIGURES} == {key: expected[name][key] for key in FIGURES}
        assert table.total is not None
        total = dict(zip(KEYS, table.total, strict=True))
        for key in FIGURES:
            assert total[key] == sum(each[key] for each in expected.values())
            parts = [group.subtotal for group in table.groups if group.subtotal is not None]
            apart = found.get("未落实到探访人", {}).get(key, 0)
            assert total[key] == sum(int(str(part[KEYS.index(key)])) for part in parts) + apart


def test_visitors_stand_in_their_village_and_joined_people_count_once(world: World) -> None:
    write(world, [])
    table = paper(world.app)
    assert [group.caption for group in table.groups][-2:] == ["未定村（社区）", "其他"]
    assert [row["assigned"] for row in rows(table).values()][:3] == [1, 1, 0]
    assert all(row["in_plan"] <= row["assigned"] for row in rows(table).values())
    one = paper(world.app, village_code=VILLAGES[1])
    assert list(rows(one)) == ["赵宝山"]


def test_page_and_workbook_say_what_the_data_says(world: World, tmp_path: Path) -> None:
    write(
        world,
        [Made(1, 2, False, date(2026, 10, day), MADE[0], True, True) for day in (8, 9)],
    )
    app, table = world.app, paper(world.app)
    made = app.reports.make(app.actor, "visitor-workload", tmp_path / "w.pdf", month=(2026, 10))
    text = "".join(texts(tmp_path / "w.pdf"))
    assert made.people == 0
    for group in table.groups:
        assert "".join(group.banner.split()) in text
        for row in group.rows:
            assert "".join(cell_text(value) for value in row if value is not None) in text
    app.reports.make(app.actor, "visitor-workload", tmp_path / "w.xlsx", month=(2026, 10))
    sheet = openpyxl.load_workbook(tmp_path / "w.xlsx").worksheets[0]
    (cells,) = (cells for cells in sheet.iter_rows(values_only=True) if VISITORS[2] in cells)
    assert cells[:8] == (3, VISITORS[2], "嘎查村（社区）干部", 0, 0, 0, 2, 2)
    # Two visits in the eighteen working days of an October that begins with a week off.
    assert cells[-1] == 0.11


@pytest.mark.parametrize("period", ["2027", "2026-H3", "2026-13", "去年"])
def test_a_time_that_is_none_or_has_not_begun_is_refused(world: World, period: str) -> None:
    with pytest.raises(FieldProblem):
        paper(world.app, period=period)


@pytest.mark.parametrize(
    ("period", "words", "last"),
    [
        ("2026-h1", "2026年上半年", date(2026, 6, 30)),
        ("2026-Q3", "2026年第三季度", date(2026, 9, 30)),
        ("2026", "2026年", TODAY),
        (None, "2026年10月", date(2026, 10, 31)),
    ],
)
def test_the_time_covered_stands_over_the_table(
    world: World, period: str | None, words: str, last: date
) -> None:
    table = paper(world.app, period=period)
    assert table.period == words
    assert (f"截至{last.year}年{last.month}月{last.day}日" in table.notes[0]) == (last == TODAY)
