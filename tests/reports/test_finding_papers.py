"""The referral slip keeps its three parts on one page; the table of ages counts every finding once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from python_calamine import CalamineWorkbook

from desktop_app.reports import finding_ageing, referral_slip
from desktop_app.reports.finding_ageing import AgeingPaper, AgeingRow
from desktop_app.reports.referral_slip import ReferralSlip
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
CLASSES = ("3天以内", "4至7天", "8至30天", "31至90天", "90天以上")


def test_each_part_of_a_slip_says_whose_and_what_under_one_number(tmp_path: Path) -> None:
    assert referral_slip.write(tmp_path / "a.pdf", made_up.signed(masked=True), [SLIP]) == 1
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
    assert referral_slip.write(tmp_path / "a.pdf", made_up.signed(masked=False), [SLIP, long]) == 3
    pages = pdf.texts(tmp_path / "a.pdf")
    assert "（全文见附页）" in pages[1]
    assert what in pages[2]
    assert asked in pages[2]
    assert "请尽快办理" in pages[1]
    assert referral_slip.write(tmp_path / "b.pdf", made_up.signed(masked=False), []) == 1


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


def test_subtotals_add_up_to_the_whole() -> None:
    listed = table(31)
    counted = listed.counted()
    parts = [numbers for _village, kind, numbers in counted if kind == "小计"]
    (whole,) = [numbers for village, kind, numbers in counted if (village, kind) == ("合计", "合计")]
    assert [sum(column) for column in zip(*parts, strict=True)] == whole
    assert whole[-2:] == [31, sum(1 for row in listed.rows if row.overdue_days)]
    assert sum(whole[:5]) == 31
    one = replace(listed, rows=listed.rows[:4])
    assert not [village for village, _kind, _numbers in one.counted() if village == "合计"]


def test_the_table_names_everybody_on_paper_and_in_the_workbook(tmp_path: Path) -> None:
    listed = table(31)
    pages = finding_ageing.write(tmp_path / "a.pdf", listed)
    texts = pdf.texts(tmp_path / "a.pdf")
    assert len(texts) == pages
    assert "在办31件" in texts[-1]
    assert "".join(texts).count("屋顶塌落约两平方米") == 31
    finding_ageing.write_book(tmp_path / "a.xlsx", listed)
    rows = CalamineWorkbook.from_path(str(tmp_path / "a.xlsx")).get_sheet_by_index(0).to_python()
    assert sum(1 for row in rows if "屋顶塌落约两平方米" in row) == 31
    assert finding_ageing.write(tmp_path / "b.pdf", replace(listed, rows=())) == 1
    assert "没有在办的问题" in pdf.texts(tmp_path / "b.pdf")[0]
