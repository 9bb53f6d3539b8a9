"""Table papers: groups with banner, subtotal and bookmark, totals, heads that fit, figures that are never broken."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from pypdf import PdfReader

from desktop_app.config import resources
from desktop_app.reports import table_paper
from desktop_app.reports.layouts import LaidColumn, Layout, adapted, shipped
from desktop_app.reports.statements import Stated
from desktop_app.reports.table_paper import Group, Kind, TablePaper, stated
from tests.reports import made_up, pdf


def narrow(columns: int, digits: int) -> TablePaper:
    """Return a table whose columns of figures are laid out far too narrow."""
    keys = ("name", *(f"n{number}" for number in range(columns)))
    layout = Layout(
        name="narrow",
        title="窄表",
        landscape=True,
        columns=(
            LaidColumn("name", "姓名", 60),
            *(LaidColumn(key, "人数", 4, "center", unit="人次") for key in keys[1:]),
        ),
    )
    row = ("王秀英", *(10 ** (digits - 1) + at for at in range(columns)))
    return TablePaper(
        layout=layout,
        signed=made_up.signed(),
        keys=keys,
        kinds=(Kind.WORDS, *(Kind.NUMBER for _at in range(columns))),
        groups=(Group("", (row,)),),
        whose="name",
    )


@pytest.mark.parametrize(("columns", "digits"), [(44, 3), (34, 4), (18, 7)])
def test_no_figure_is_broken_while_the_type_can_still_be_read(
    tmp_path: Path, columns: int, digits: int
) -> None:
    table_paper.write(tmp_path / "a.pdf", narrow(columns, digits))
    (page,) = PdfReader(tmp_path / "a.pdf").pages
    words = page.extract_text().split()
    assert all(str(10 ** (digits - 1) + at) in words for at in range(columns))
    sizes: set[float] = set()
    page.extract_text(
        visitor_text=lambda text, _cm, _tm, _font, size: sizes.add(size) if text.strip() else None
    )
    assert min(sizes - {7.5}) >= 7.0


def test_a_township_has_each_village_under_its_name_with_subtotal_rate_and_bookmark(tmp_path: Path) -> None:
    made = table_paper.write(tmp_path / "a.pdf", made_up.township_table(40, 3, 25))
    texts = pdf.texts(tmp_path / "a.pdf")
    whole = "".join(texts)
    assert [part.title for part in made.parts] == list(made_up.VILLAGES[:3])
    assert "胡日哈嘎查本月列入3人，应访7人次" in whole
    assert whole.count("小计") == 3
    assert whole.count("合计") == 1
    assert "本月列入68人" in texts[-1]
    assert "达日罕嘎查（续）" in texts[1]
    assert all("全部嘎查村（社区）" in text or "（续）" in text for text in texts)
    outline = [entry.title for entry in PdfReader(tmp_path / "a.pdf").outline]  # type: ignore[union-attr]  # flat
    assert outline == [part.title for part in made.parts]


def test_several_tables_are_numbered_throughout_and_each_has_its_bookmark(tmp_path: Path) -> None:
    papers = [replace(made_up.ledger_table(30), name="甲村"), replace(made_up.summary_table(2), name="汇总")]
    made = table_paper.write_all(tmp_path / "a.pdf", papers)
    texts = pdf.texts(tmp_path / "a.pdf")
    assert [f"第{number}页共{made.pages}页" in text for number, text in enumerate(texts, start=1)] == [
        True
    ] * made.pages
    assert [(part.title, part.first_page) for part in made.parts] == [("甲村", 1), ("汇总", made.pages)]


def test_the_statistical_head_has_everything_that_a_form_asks_for(tmp_path: Path) -> None:
    text = """
title = "月报表"
form_number = "旗民 3 表"
made_by_office = "巴林右旗民政局"
approved_by = "巴林右旗统计局"
approved_as = "巴统制〔2026〕3号"
valid_until = "2028年12月"
columns = [{key = "village", width = 40}, {key = "owed", title = "应访"}, {key = "rate"}]
"""
    paper = replace(made_up.summary_table(3), layout=adapted(shipped("month-summary"), text))
    table_paper.write(tmp_path / "a.pdf", paper)
    (page,) = pdf.texts(tmp_path / "a.pdf")
    for words in (
        "月报表",
        "表号：旗民3表",
        "制定机关：巴林右旗民政局",
        "批准机关：巴林右旗统计局",
        "批准文号：巴统制〔2026〕3号",
        "有效期至：2028年12月",
        "填报单位（盖章）：达日罕乌拉苏木人民政府",
        "内蒙古自治区赤峰市巴林右旗达日罕乌拉苏木",
        "2026年11月",
        "计量单位人%",
        "甲12",
        "单位负责人：",
        "统计负责人：",
        "填表人：",
        "联系电话：",
        "报出日期：20年月日",
        "填报说明：",
    ):
        assert words in page, words
    assert "独居" not in page.partition("填报说明")[0]


def test_long_names_of_place_and_office_stay_apart(tmp_path: Path) -> None:
    long = "内蒙古自治区赤峰市巴林右旗达日罕乌拉苏木人民政府民政办公室"
    paper = replace(made_up.ledger_table(2, unit=long), place="乌兰达坝国营林场家属社区（续）" * 2)
    table_paper.write(tmp_path / "a.pdf", paper)
    (page,) = PdfReader(tmp_path / "a.pdf").pages
    found: dict[str, tuple[float, float]] = {}

    def look(text: str, _cm: list[float], tm: list[float], _font: object, size: float) -> None:
        for word in ("填报单位", "乌兰达坝", "计量单位"):
            if word in text:
                found[word] = (tm[4], size)

    page.extract_text(visitor_text=look)
    unit, place, measure = (found[word] for word in ("填报单位", "乌兰达坝", "计量单位"))
    assert unit[0] + (len(long) + 9) * unit[1] <= place[0] + 1
    assert place[0] < measure[0]


def test_what_is_stated_names_group_person_and_column_and_every_sentence() -> None:
    lines = list(stated(made_up.township_table(2, 2)))
    assert Stated("达日罕嘎查 乌云其木格", "应访次数", "1") in lines
    assert any(line.subject == "胡日哈嘎查 小计" and line.label == "实访次数" for line in lines)
    assert any(line.label == "说明" and "本月列入 2 人" in line.value for line in lines)
    assert any(line.subject == "合计" for line in lines)
    assert any(line.subject == "说明" and "口径" in line.value for line in lines)


def test_a_column_that_the_paper_has_no_value_for_is_left_out() -> None:
    paper = made_up.summary_table(1)
    printed = {column.key for column, _place, _kind in paper.chosen}
    assert "special.living_alone" in printed
    assert "special.preferential" not in printed
    assert shipped("month-summary").column("special.preferential") is not None


def test_a_rate_of_nobody_is_a_dash(tmp_path: Path) -> None:
    paper = made_up.summary_table(1)
    nobody = tuple("—" if isinstance(value, Decimal) else value for value in paper.groups[0].rows[0])
    table_paper.write(tmp_path / "a.pdf", replace(paper, groups=(Group("", (nobody,)),)))
    assert "—" in pdf.texts(tmp_path / "a.pdf")[0]


@pytest.mark.parametrize("path", sorted(resources.path("papers").glob("*.toml")), ids=lambda path: path.stem)
def test_every_shipped_layout_fits_its_page(path: Path) -> None:
    layout = shipped(path.stem)
    keys = [column.key for column in layout.columns]
    assert len(keys) == len(set(keys))
    assert layout.title
    assert all(column.align in {"left", "center", "right"} for column in layout.columns)
    if not layout.statistical:
        assert sum(column.width for column in layout.columns) <= (300 if layout.landscape else 210)


def test_notes_of_a_statistical_form_go_on_behind_the_table_and_tear_nothing_off(tmp_path: Path) -> None:
    paper = made_up.summary_table(9)
    said = tuple(f"（{number}）指标说明，分子和分母都写明。" for number in range(1, 41))
    made = table_paper.write(tmp_path / "a.pdf", replace(paper, notes=said))
    first, second = (page.replace(" ", "") for page in pdf.texts(tmp_path / "a.pdf"))
    assert made.pages == 2
    assert all("".join(str(row[0]).split()) in first for row in paper.groups[0].rows)
    assert "单位负责人：" in first
    assert "单位负责人：" not in second
    assert all(("".join(each.split()) in first) != ("".join(each.split()) in second) for each in said)


def test_a_continued_page_repeats_title_unit_period_and_measure_but_not_the_block(tmp_path: Path) -> None:
    table_paper.write(tmp_path / "a.pdf", made_up.summary_table(80))
    first, second, *_more = pdf.texts(tmp_path / "a.pdf")
    assert "批准文号" in first
    assert "批准文号" not in second
    assert "（续表）" in second
    assert "计量单位：" in second
    assert "填报单位：" in second


def test_the_only_row_of_a_group_is_not_repeated_as_its_subtotal() -> None:
    paper = made_up.township_table(2, 1)
    several, single = paper.groups
    assert paper.subtotal(several) == several.subtotal
    assert single.subtotal is not None
    assert paper.subtotal(single) is None
    more = replace(single, subtotal=[7 if isinstance(cell, int) else cell for cell in single.subtotal])
    assert paper.subtotal(more) == more.subtotal


@pytest.mark.parametrize(
    ("place", "title", "named"),
    [
        ("寒潮专项探访", "专项探访电话联络表", "2026年寒潮专项探访电话联络表"),
        ("达日罕嘎查", "探访台账", "2026年达日罕嘎查探访台账"),
        ("", "探访台账", "2026年探访台账"),
    ],
)
def test_the_title_of_the_file_says_nothing_twice(place: str, title: str, named: str) -> None:
    paper = made_up.ledger_table(1)
    paper = replace(paper, layout=replace(paper.layout, title=title), place=place, period="2026年")
    assert paper.title == named
