"""The workbook twins hold what the papers hold: figures as figures, days as days, ids and everything typed as text."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from desktop_app.progress import Cancelled, Progress
from desktop_app.reports import book_parts, month_ledger, month_summary, table_book
from desktop_app.reports.layouts import LaidColumn, Layout
from desktop_app.reports.table_paper import Amount, Group, Kind, TablePaper
from tests.reports import made_up

LAYOUT = Layout(
    name="made-up",
    title="老年人花名册",
    form_number="民政 7 表",
    made_by_office="示例旗民政局",
    measure="人",
    landscape=True,
    statistical=True,
    columns=(
        LaidColumn("id", "身份证号", 40, group="本人"),
        LaidColumn("name", "姓名", 30, group="本人"),
        LaidColumn("born", "出生日期", 24, "center"),
        LaidColumn("age", "年龄", 12, "center", unit="岁"),
        LaidColumn("tags", "类别", 40),
        LaidColumn("share", "比例", 14, "center", unit="%"),
        LaidColumn("yuan", "金额", 14, "right", unit="元"),
    ),
    signatures=("单位负责人：", "填表人：", "联系电话：", "报出日期："),
    notes=("填报说明：人数为期末数。",),
)
ROW = (
    "150423194301010023",
    "乌云其木格",
    date(1943, 1, 1),
    83,
    ("独居", "高龄"),
    Decimal("0.8636"),
    Amount("1250.50"),
)
BAD = (
    "=1+1",
    "+1",
    "-2",
    "@SUM(A1)",
    "{=1}",
    '=HYPERLINK("http://a.example")',
    "http://a.example",
    "013812340001",
    "TRUE",
    "1e5",
    "行\x00一\x07\x1b[0m",
    "_x0041_",
    "\u2028\ufffe\ud800尾",
    "\tTab",
)


def paper(*groups: Group, **changes: object) -> TablePaper:
    made = TablePaper(
        layout=LAYOUT,
        signed=made_up.signed(code="7KM2Q-9XD4T", cut_off_at=datetime(2026, 11, 30, tzinfo=UTC)),
        keys=("id", "name", "born", "age", "tags", "share", "yuan"),
        kinds=(Kind.WORDS, Kind.WORDS, Kind.DAY, Kind.NUMBER, Kind.WORDS, Kind.SHARE, Kind.AMOUNT),
        groups=groups or (Group("", (ROW,)),),
        whose="name",
        place="示例嘎查",
        period="2026年11月",
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # the tests change one field at a time


def read(path: Path) -> Worksheet:
    sheet = load_workbook(path).active
    assert isinstance(sheet, Worksheet)
    return sheet


def values(sheet: Worksheet) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize("long_from", [0, 10_000], ids=["row by row", "at once"])
def test_every_kind_of_value_is_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, long_from: int
) -> None:
    monkeypatch.setattr(book_parts, "LONG_BOOK", long_from)
    table_book.write(tmp_path / "a.xlsx", paper())
    sheet = read(tmp_path / "a.xlsx")
    at = next(row[0].row for row in sheet.iter_rows() if row[0].value == ROW[0])
    cells = sheet[at]
    assert [cell.value for cell in cells] == [
        "150423194301010023",
        "乌云其木格",
        datetime(1943, 1, 1),  # noqa: DTZ001 - a spreadsheet knows no zones
        83,
        "独居、高龄",
        0.8636,
        1250.5,
    ]
    formats = [cell.number_format for cell in cells]
    assert formats == ["@", "@", "yyyy-mm-dd", "0", "@", "0.0%", "0.00"]
    assert [each.name for each in tmp_path.iterdir()] == ["a.xlsx"]


def test_head_block_units_indices_notes_and_signature_line_stand_where_the_paper_has_them(
    tmp_path: Path,
) -> None:
    table_book.write(tmp_path / "a.xlsx", paper())
    sheet = read(tmp_path / "a.xlsx")
    rows = values(sheet)
    told = [[value for value in row if value is not None] for row in rows]
    assert told[0] == ["老年人花名册"]
    assert "表　　号：民政 7 表" in told[1]
    assert "制定机关：示例旗民政局" in told[2]
    assert told[6] == ["填报单位（盖章）：达日罕乌拉苏木人民政府", "示例嘎查　　2026年11月", "计量单位：人"]
    assert told[7] == ["本人", "出生日期", "年龄", "类别", "比例", "金额"]
    assert told[8] == ["身份证号", "姓名"]
    assert told[9] == ["计量单位", "——", "——", "岁", "——", "%", "元"]
    assert told[10] == ["甲", "乙", "丙", 1, "丁", 2, 3]
    assert told[13][:2] == ["单位负责人：", "填表人："]
    assert told[14] == ["填报说明：人数为期末数。"]
    assert sheet.print_title_rows == "$1:$11"
    assert sheet.freeze_panes == "A12"
    assert str(sheet.print_area).endswith("$A$1:$G$16")


def test_a_sheet_prints_on_a4_one_page_wide_with_time_code_and_page_number(tmp_path: Path) -> None:
    table_book.write(tmp_path / "a.xlsx", paper())
    sheet = read(tmp_path / "a.xlsx")
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.oddFooter is not None
    assert "打印时间 2026-11-30 09:12" in str(sheet.oddFooter.left.text)
    assert "校验码 7KM2Q-9XD4T" in str(sheet.oddFooter.left.text)
    assert "&P 页 共 &N" in str(sheet.oddFooter.right.text)
    known = load_workbook(tmp_path / "a.xlsx").properties
    assert (known.title, known.creator) == ("2026年11月示例嘎查老年人花名册", "达日罕乌拉苏木人民政府")
    upright = replace(LAYOUT, landscape=False)
    table_book.write(tmp_path / "b.xlsx", paper(layout=upright))
    assert read(tmp_path / "b.xlsx").page_setup.orientation == "portrait"


@pytest.mark.parametrize("long_from", [0, 10_000], ids=["row by row", "at once"])
@pytest.mark.filterwarnings("error")
def test_nothing_that_somebody_typed_becomes_alive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, long_from: int
) -> None:
    monkeypatch.setattr(book_parts, "LONG_BOOK", long_from)
    rows = tuple((bad, bad, bad, bad, (bad, bad), bad, bad) for bad in BAD)
    signed = made_up.signed(unit=BAD[0], division=BAD[1], made_by="&P&" + BAD[12], watermark=BAD[3])
    layout = replace(LAYOUT, title=BAD[10], notes=BAD, signatures=BAD[:3], form_number=BAD[3])
    table_book.write(
        tmp_path / "a.xlsx",
        paper(Group(BAD[5], rows, rows[3], told=BAD[6]), layout=layout, signed=signed, place=BAD[7]),
    )
    found = set()
    for cells in read(tmp_path / "a.xlsx").iter_rows():
        for cell in cells:
            assert cell.data_type in {"s", "n", "inlineStr"}
            assert cell.data_type != "n" or cell.value is None or cell.row < 14
            assert cell.hyperlink is None
            found.add(cell.value)
    assert {"=1+1", "@SUM(A1)", "013812340001", "1e5", "TRUE", "行 一  [0m"} <= found
    # Written so that it is read as typed, not as the letter A; the reader here takes that off shared texts only.
    assert found & {"_x0041_", "_x005F_x0041_"}


def test_a_cell_takes_as_much_as_it_can_hold(tmp_path: Path) -> None:
    table_book.write(tmp_path / "a.xlsx", paper(Group("", ((*ROW[:4], "长" * 40_000, *ROW[5:]),))))
    texts = [str(value) for row in values(read(tmp_path / "a.xlsx")) for value in row]
    assert max(map(len, texts)) == book_parts.LONGEST_TEXT


def test_villages_have_banner_and_subtotal_and_the_whole_a_total(tmp_path: Path) -> None:
    table_book.write(tmp_path / "a.xlsx", made_up.township_table(3, 1))
    rows = values(read(tmp_path / "a.xlsx"))
    numbered = [row for row in rows if isinstance(row[0], int)]
    assert len(numbered) == 4
    sums = {row[1]: row[6:8] for row in rows if row[1] in {"小计", "合计"}}
    assert sums["合计"] == [
        sum(int(str(row[6])) for row in numbered),
        sum(int(str(row[7])) for row in numbered),
    ]
    assert sum(str(row[0]).startswith("达日罕嘎查　　本月列入 3 人") for row in rows) == 1


def test_the_summary_has_its_two_level_head_its_total_first_and_real_shares(tmp_path: Path) -> None:
    table_book.write(tmp_path / "a.xlsx", made_up.summary_table())
    sheet = read(tmp_path / "a.xlsx")
    rows = values(sheet)
    total = next(index for index, row in enumerate(rows) if row[0] == "合计")
    titles = rows[total - 3]
    assert rows[total - 1][:3] == ["甲", 1, 2]
    share = next(index for index, row in enumerate(rows[total - 4]) if row == "月探\n访率")
    assert titles[share] is None
    assert rows[total][share] == pytest.approx(552 / 588, abs=0.002)
    assert sheet.cell(total + 1, share + 1).number_format == "0.0%"


def test_empty_tables_say_so_and_the_same_facts_give_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b"):
        table_book.write(tmp_path / f"l{name}.xlsx", made_up.ledger_table(0, sample=True))
        table_book.write(tmp_path / f"s{name}.xlsx", made_up.summary_table(0))
    assert (tmp_path / "la.xlsx").read_bytes() == (tmp_path / "lb.xlsx").read_bytes()
    assert (tmp_path / "sa.xlsx").read_bytes() == (tmp_path / "sb.xlsx").read_bytes()
    texts = [str(row[0]) for row in values(read(tmp_path / "la.xlsx"))]
    assert month_ledger.EMPTY in texts
    assert "样例数据" in texts[0]
    assert month_summary.EMPTY in [row[0] for row in values(read(tmp_path / "sa.xlsx"))]
    monkeypatch.setattr(book_parts, "LONG_BOOK", 0)
    for name in ("a", "b"):
        table_book.write(tmp_path / f"{name}.xlsx", made_up.ledger_table(9))
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


@pytest.mark.parametrize("long_from", [0, 10_000], ids=["row by row", "at once"])
def test_a_cancel_leaves_the_older_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, long_from: int
) -> None:
    monkeypatch.setattr(book_parts, "LONG_BOOK", long_from)
    (tmp_path / "a.xlsx").write_bytes(b"older")
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        table_book.write(tmp_path / "a.xlsx", paper(), progress)
    assert (tmp_path / "a.xlsx").read_bytes() == b"older"
    assert [each.name for each in tmp_path.iterdir()] == ["a.xlsx"]


def test_two_worksheets_never_have_one_name(tmp_path: Path) -> None:
    name = "查干嘎查 [一]/探访人：" + "王" * 40
    table_book.write_all(tmp_path / "a.xlsx", [paper(name=name), paper(name=name), paper(name="'?'")])
    names = load_workbook(tmp_path / "a.xlsx").sheetnames
    assert len(set(names)) == 3
    assert all(len(each) <= 31 for each in names)


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_a_table_of_few_columns_still_has_its_head(tmp_path: Path, columns: int) -> None:
    table_book.write(tmp_path / "a.xlsx", paper(layout=replace(LAYOUT, columns=LAYOUT.columns[:columns])))
    told = "".join(str(value) for row in values(read(tmp_path / "a.xlsx")) for value in row)
    assert "民政 7 表" in told
    assert "示例嘎查　　2026年11月" in told


@pytest.mark.proofs
@pytest.mark.parametrize("long_from", [0, 10_000], ids=["row by row", "at once"])
def test_another_office_program_opens_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, long_from: int
) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no LibreOffice here")
    monkeypatch.setattr(book_parts, "LONG_BOOK", long_from)
    table_book.write(tmp_path / "a.xlsx", paper(Group("示例嘎查", (ROW,) * 60, ROW)))
    table_book.write(tmp_path / "s.xlsx", made_up.summary_table())
    command = [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to"]
    for what in ("csv:Text - txt - csv (StarCalc):44,34,76", "pdf"):
        subprocess.run(
            [*command, what, "--outdir", str(tmp_path), str(tmp_path / "a.xlsx"), str(tmp_path / "s.xlsx")],
            check=True,
            capture_output=True,
            timeout=120,
        )
    lines = (tmp_path / "a.csv").read_text(encoding="utf-8").splitlines()
    assert (
        sum("150423194301010023,乌云其木格,1943-01-01,83,独居、高龄,86.4%,1250.50" in one for one in lines)
        == 61
    )
    from pypdf import PdfReader

    pages = PdfReader(tmp_path / "a.pdf").pages
    assert len(pages) > 1
    assert all("填报单位" in page.extract_text() for page in pages)
    assert len(PdfReader(tmp_path / "s.pdf").pages) == 1
