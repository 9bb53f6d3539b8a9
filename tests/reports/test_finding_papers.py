"""The referral slip keeps its three parts on one page; the table of ages counts every finding once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from python_calamine import CalamineWorkbook

from desktop_app.domain.findings import AgeClass
from desktop_app.reports import finding_ageing, referral_slip, table_book, table_paper
from desktop_app.reports.finding_ageing import AgeingPaper, AgeingRow
from desktop_app.reports.layouts import shipped
from desktop_app.reports.referral_slip import ReferralSlip
from desktop_app.reports.table_paper import TablePaper
from tests.reports import made_up, pdf

LONG = made_up.LONG_MONGOLIAN_NAME
SLIP = ReferralSlip(
    number="2026-0012",
    referred_to="示例苏木村建办公室",
    referred_on=date(2026, 11, 20),
    name="包小明",
    sex="男",
    age=81,
    phone="138****5678",
    village="示例嘎查",
    address="1组3号",
    kind="隐患",
    urgent=False,
    what="台阶结冰，无扶手",
    action="撒盐除冰",
    asked="请加装扶手，清除结冰",
    found_on=date(2026, 11, 18),
    due_on=date(2026, 11, 27),
    owner="",
)
CLASSES = tuple(each.value for each in AgeClass)


def test_each_part_of_a_slip_says_whose_and_what_under_one_number(tmp_path: Path) -> None:
    assert referral_slip.write(tmp_path / "a.pdf", made_up.signed(masked=True), [SLIP]).pages == 1
    (text,) = pdf.texts(tmp_path / "a.pdf")
    for part in ("（存根）", "（承办单位）", "（回执）"):
        assert part in text
    assert text.count("2026-0012") == 3
    assert text.count("台阶结冰，无扶手") == 3
    assert text.count("请加装扶手，清除结冰") == 3
    assert text.count("2026-11-27") == 3
    assert text.count("138****5678") == 1
    for place in ("交办人：", "承办人：", "销号日期：", "请于2026年11月27日以前办理"):
        assert place in text


def test_a_long_slip_goes_on_without_losing_a_word(tmp_path: Path) -> None:
    what = "".join(f"第{number}处屋顶塌落约两平方米。" for number in range(60))
    asked = "".join(f"请于第{number}天前修好屋顶。" for number in range(30))
    long = replace(
        SLIP,
        name=LONG,
        what=what,
        asked=asked,
        action="已用苫布盖上。" * 30,
        due_on=None,
        urgent=True,
        address="西北七公里夏营盘" * 5,
    )
    assert referral_slip.write(tmp_path / "a.pdf", made_up.signed(masked=False), [SLIP, long]).pages == 3
    pages = pdf.texts(tmp_path / "a.pdf")
    assert "（全文见附页）" in pages[1]
    assert what in pages[2]
    assert asked in pages[2]
    assert "请尽快办理" in pages[1]
    assert referral_slip.write(tmp_path / "b.pdf", made_up.signed(masked=False), []).pages == 1


def table(count: int) -> AgeingPaper:
    rows = tuple(
        AgeingRow(
            village=f"第{number % 3}嘎查",
            name=LONG if number % 5 == 0 else "包小明",
            kind=("紧急", "需求")[number % 2],
            what="屋顶塌落约两平方米",
            found_on=date(2026, 11, 1),
            days=21,
            age_class=CLASSES[number % 5],
            due_on=date(2026, 11, 8) if number % 4 else None,
            overdue_days=14 if number % 4 else 0,
            stage="已转介，待答复",
            owner="",
            referred_to="村建办",
        )
        for number in range(count)
    )
    return AgeingPaper(
        signed=made_up.signed(masked=False),
        day=date(2026, 11, 22),
        village="",
        kinds=("紧急", "隐患", "需求", "待遇"),
        classes=CLASSES,
        rows=tuple(sorted(rows, key=lambda row: row.village)),
    )


def parts(listed: AgeingPaper) -> tuple[TablePaper, ...]:
    return finding_ageing.tables(listed, shipped(finding_ageing.COUNTS), shipped(finding_ageing.NAMES))


def test_subtotals_add_up_to_the_whole() -> None:
    listed = table(31)
    counts, names = parts(listed)
    assert counts.total is not None
    subtotals = [group.subtotal for group in counts.groups if group.subtotal is not None]
    added = [
        sum(number for number in column if isinstance(number, int))
        for column in list(zip(*subtotals, strict=True))[1:]
    ]
    assert added == list(counts.total[1:])
    assert added[-2:] == [31, sum(1 for row in listed.rows if row.overdue_days)]
    assert sum(added[:5]) == names.rows == 31
    one_village, _names = parts(replace(listed, rows=listed.rows[:4]))
    assert one_village.total is None


def test_the_table_names_everybody_on_paper_and_in_the_workbook(tmp_path: Path) -> None:
    listed = table(31)
    pages = table_paper.write_all(tmp_path / "a.pdf", parts(listed)).pages
    texts = pdf.texts(tmp_path / "a.pdf")
    assert len(texts) == pages
    assert all(f"共{pages}页" in text for text in texts)
    assert "在办31件" in texts[-1]
    assert "".join(texts).count("屋顶塌落约两平方米") == 31
    table_book.write_all(tmp_path / "a.xlsx", parts(listed))
    book = CalamineWorkbook.from_path(str(tmp_path / "a.xlsx"))
    assert book.sheet_names == ["分类件数", "逐件名单"]
    rows = book.get_sheet_by_name("逐件名单").to_python()
    assert sum(1 for row in rows if "屋顶塌落约两平方米" in row) == 31
    assert table_paper.write_all(tmp_path / "b.pdf", parts(replace(listed, rows=()))).pages == 1
    assert "没有在办的问题" in pdf.texts(tmp_path / "b.pdf")[0]
