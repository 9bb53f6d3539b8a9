"""The roster lists everybody once, under their village, with what the store knows and no more numbers than asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from desktop_app.bootstrap import Application
from desktop_app.domain.errors import FieldProblem
from desktop_app.domain.terms import AccessKind, Category, EndReason
from desktop_app.reports import layouts
from desktop_app.reports.table_paper import TablePaper, cell_text
from desktop_app.services.access_log import AccessFilter
from desktop_app.services.paper_orders import PaperOrder, PaperWish
from desktop_app.services.register_drafts import (
    BenefitDraft,
    ContactDraft,
    ElderDraft,
    HealthDraft,
    ResidenceDraft,
    SpanDraft,
)
from desktop_app.services.roster_papers import KEYS, roster
from tests.reports.pdf import texts
from tests.services.homes import TODAY, VILLAGES, Home, open_home

LONG = "阿拉坦格日乐图敖特根巴雅尔·乌云其木格斯琴高娃萨仁"
GONE, MOVED, YOUNG = "白玉山", "陈秀兰", "戴小军"
TWICE = "额尔敦"
REGISTERED = date(2026, 3, 1)
MONTH = (2026, 11)


@pytest.fixture(scope="module")
def app(empty_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    """Return a township with people of every kind, one of them on two files."""
    opened = open_home(empty_home.copy(tmp_path_factory.mktemp("roster") / "home"))
    _fill(opened)
    yield opened
    opened.close()


def _fill(app: Application) -> None:
    visitor = app.register.add_visitor(app.actor, "苏日娜", "volunteer", village_code=VILLAGES[0])
    child = ContactDraft(name="包铁柱", relation="儿子", phone="13900139002", roles=("emergency",))
    _save(
        app,
        LONG,
        categories=("living_alone", "incapacitated", "disabled", "minimum_allowance"),
        sex="2",
        id_number="150425194405013425",
        phone="13800138001",
        group_name="三组",
        address="示例嘎查三组12号",
        visitor_uid=visitor,
        disability_kind="4",
        disability_grade="2",
        contacts=(
            ContactDraft(name="王建国", relation="邻居", phone="13700137004", roles=("neighbour",)),
            child,
            ContactDraft(name="乌兰", relation="侄女", phone="13600136005", roles=("guardian",)),
        ),
        benefits=(
            BenefitDraft(kind="minimum_allowance", amount=52050, from_on=REGISTERED),
            BenefitDraft(kind="disability_living", amount=10000, from_on=REGISTERED),
            BenefitDraft(kind="nursing_subsidy", amount=9000, to_on=TODAY - timedelta(days=1)),
        ),
        health=(HealthDraft(kind="disease", what="高血压"),),
        residences=(ResidenceDraft(kind="hospital", place="旗医院", from_on=TODAY - timedelta(days=3)),),
        note="敲门要大声，备用电话13500135006",
    )
    one, other = (
        _save(app, TWICE, categories=("living_alone",), contacts=(child,), village=1) for _file in range(2)
    )
    app.same_person.merge(app.actor, one, other, sure=True)
    _save(app, "海日", categories=("disabled",), village=1)
    _save(app, "金花")
    app.register.end(
        app.actor, _save(app, GONE, categories=("living_alone",)), on=TODAY, reason=EndReason.DECEASED
    )
    app.register.end(
        app.actor, _save(app, MOVED, categories=("living_alone",)), on=TODAY, reason=EndReason.MOVED_OUT
    )
    _save(app, YOUNG, categories=("disabled",), birth_on=TODAY.replace(year=1966) + timedelta(days=9))
    app.duties.refresh(app.actor)


def _save(
    app: Application, name: str, *, categories: tuple[str, ...] = (), village: int = 0, **facts: Any
) -> str:
    draft: dict[str, Any] = {
        "name": name,
        "village_code": VILLAGES[village],
        "birth_on": date(1944, 5, 1),
        "registered_on": REGISTERED,
        "categories": tuple(SpanDraft(category=each, from_on=REGISTERED) for each in categories),
    }
    return app.register.save(app.actor, ElderDraft(**{**draft, **facts}))


def paper(app: Application, **wish: Any) -> TablePaper:
    order = PaperOrder(app.context, app.actor, PaperWish(name="roster", month=MONTH, **wish), Path(), "pdf")
    return roster(order)[0]


def names(table: TablePaper) -> list[tuple[str, ...]]:
    at = KEYS.index("name")
    return [tuple(str(row[at]) for row in group.rows) for group in table.groups]


def row_of(table: TablePaper, name: str) -> dict[str, str]:
    (row,) = (row for group in table.groups for row in group.rows if row[KEYS.index("name")] == name)
    return {key: cell_text(value) for key, value in zip(KEYS, row, strict=True)}


def test_everybody_on_the_register_stands_once_under_their_village(app: Application) -> None:
    everybody = paper(app, category="all")
    assert names(everybody) == [(LONG, "金花"), (TWICE, "海日")]
    assert [group.told for group in everybody.groups] == ["2 人", "2 人"]
    assert [group.subtotal[KEYS.index("name")] for group in everybody.groups if group.subtotal] == [
        "2 人",
        "2 人",
    ]
    assert everybody.total is not None
    assert everybody.total[KEYS.index("name")] == "4 人"
    assert [row[0] for group in everybody.groups for row in group.rows] == [1, 2, 3, 4]


def test_special_difficulty_a_category_and_a_village_narrow_it(app: Application) -> None:
    assert names(paper(app)) == [(LONG,), (TWICE,)]
    assert names(paper(app, category="disabled")) == [(LONG,), ("海日",)]
    one = paper(app, category="disabled", village_code=VILLAGES[1])
    assert names(one) == [("海日",)]
    assert one.groups[0].subtotal is None  # the total says it already
    assert one.layout.title == "残疾老年人花名册"


def test_each_category_counts_as_the_cards_do(app: Application) -> None:
    for category in Category:
        listed = [name for group in names(paper(app, category=category.value)) for name in group]
        expected: dict[str, tuple[str, ...]] = {
            LONG: ("living_alone", "incapacitated", "disabled", "minimum_allowance"),
            TWICE: ("living_alone",),
            "海日": ("disabled",),
        }
        by_age = {LONG, TWICE, "海日", "金花"} if category is Category.OLDEST_OLD else set()
        assert set(listed) == {name for name, keys in expected.items() if category.value in keys} | by_age
        assert len(listed) == len(set(listed))


def test_a_row_says_what_the_store_knows(app: Application) -> None:
    said = row_of(paper(app, category="disabled"), LONG)
    assert said["id_number"] == "150425********3425"
    assert (said["phone"], said["contact_phone"]) == ("138****8001", "136****6005")
    assert (said["contact"], said["relation"]) == ("乌兰", "侄女")
    assert (said["age"], said["sex"], said["group"], said["visitor"]) == ("82", "女", "三组", "苏日娜")
    assert (said["disability_kind"], said["disability_grade"]) == ("肢体", "二级")
    assert said["disability_benefits"] == "困难残疾人生活补贴100元"
    assert (said["hardship"], said["hardship_amount"]) == ("低保", "520.50")
    assert said["health"] == "失能、高血压"
    assert said["note"].startswith("现住医院：旗医院；敲门要大声")
    assert "13500135006" not in said["note"]
    assert row_of(paper(app), TWICE)["contact"] == "包铁柱"


def test_numbers_in_full_need_a_reason_and_carry_a_watermark(app: Application, tmp_path: Path) -> None:
    out = tmp_path / "roster.pdf"
    with pytest.raises(FieldProblem):
        app.reports.make(app.actor, "roster", out, masked=False)
    app.reports.make(app.actor, "roster", out, masked=False, reason="报送旗民政局")
    text = "".join(texts(out))
    assert "150425194405013425" in text
    assert "仅供报送使用" in text
    entry = app.access_log.list(app.actor, AccessFilter())[0]
    assert (entry.kind, entry.people, entry.reason) == (AccessKind.EXPORTED.value, 2, "报送旗民政局")


def test_the_page_says_what_the_data_says(app: Application, tmp_path: Path) -> None:
    for category in (None, "disabled", "minimum_allowance", "all"):
        table = paper(app, category=category)
        out = tmp_path / "roster.pdf"
        made = app.reports.make(app.actor, "roster", out, category=category)
        text = "".join(texts(out))
        assert made.printed.missing == ()
        for group in table.groups:
            assert "".join(group.banner.split()) in text
            for row in group.rows:
                for _column, place, _kind in table.chosen:
                    assert "".join(cell_text(row[place]).split()) in text
        assert made.issue is not None
        assert made.issue.title == table.title
        assert (
            app.reports.make(app.actor, "roster", tmp_path / "2.pdf", category=category).issue == made.issue
        )
        assert (tmp_path / "2.pdf").read_bytes() == out.read_bytes()


def test_the_workbook_holds_numbers_days_and_ids_as_what_they_are(app: Application, tmp_path: Path) -> None:
    out = tmp_path / "roster.xlsx"
    app.reports.make(app.actor, "roster", out, category="minimum_allowance")
    sheet = openpyxl.load_workbook(out).worksheets[0]
    (row,) = (list(cells) for cells in sheet.iter_rows(values_only=True) if LONG in cells)
    columns = [column.key for column in layouts.shipped("roster-hardship").columns]
    said = dict(zip(columns, row, strict=False))
    assert (said["number"], said["age"], said["hardship_amount"]) == (1, 82, 520.5)
    assert said["id_number"] == "150425********3425"


def test_nobody_of_a_category_and_an_unknown_one(app: Application, tmp_path: Path) -> None:
    out = tmp_path / "roster.pdf"
    made = app.reports.make(app.actor, "roster", out, category="special_family")
    assert (made.pages, made.people) == (1, 0)
    assert "没有计划生育特殊家庭老年人" in texts(out)[0]
    with pytest.raises(FieldProblem):
        app.reports.make(app.actor, "roster", out, category="astronaut")


@pytest.mark.parametrize("name", ["roster", "roster-disabled", "roster-hardship"])
def test_every_value_can_be_chosen_in_every_layout(name: str) -> None:
    layout = layouts.shipped(name)
    assert {column.key for column in layout.known} == set(KEYS)
    assert layouts.adapted(layout, layouts.shipped_text(name)) == layout
    chosen = layouts.adapted(layout, '[[columns]]\nkey = "name"\n[[columns]]\nkey = "last_visit_on"\n')
    assert [column.key for column in chosen.columns] == ["name", "last_visit_on"]
