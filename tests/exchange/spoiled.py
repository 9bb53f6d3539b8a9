"""Forty and more ways in which a register workbook arrives spoiled, each as a file that is shipped beside.

``python -m tests.exchange.spoiled`` writes the files anew. Every person in them is made up. A recipe says what the
program has to answer: a refusal of the whole file, or which cells it points out and how many people it takes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import xlsxwriter

from desktop_app.domain.errors import ElderVisitsError
from desktop_app.exchange.workbooks import headers, refusals
from tests.exchange.made_up_workbooks import DATA, made_up_id, with_part

FOLDER = DATA / "spoiled"
HEADER = ("姓名", "身份证号", "性别", "出生日期", "联系电话", "嘎查村", "家庭住址", "身份类别", "备注")
VILLAGE = "巴彦塔拉嘎查"
GOOD = (
    ("包小明", made_up_id("19450312", "001"), "男", None, "13800138001", VILLAGE, "一组", "独居", None),
    ("王金花", made_up_id("19500101", "102"), "女", None, "13800138002", VILLAGE, "二组", "低保", None),
)
Row = Sequence[object]
CellSeen = tuple[int, str, str]
"""Row in the file, a piece of the column's name, a piece of the reason."""


@dataclass(frozen=True, slots=True)
class Spoiled:
    """One spoiled file: its bytes, and either the refusal or the cells to point out and the people to take."""

    name: str
    build: Callable[[], bytes]
    refusal: type[ElderVisitsError] | None = None
    cells: tuple[CellSeen, ...] = ()
    taken: int = len(GOOD)


def workbook(rows: Sequence[Row], fill: Callable[[xlsxwriter.Workbook, object], None] | None = None) -> bytes:
    """Return an .xlsx with the rows on one sheet; numbers stay numbers, texts stay texts."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"created": datetime(2026, 11, 2, tzinfo=UTC)})
    page = book.add_worksheet("名册")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if isinstance(value, date):
                page.write_datetime(r, c, value, day)
            elif isinstance(value, str) and value.startswith("=formula:"):
                page.write_formula(r, c, value.removeprefix("=formula:"), None, "")
            elif isinstance(value, str):
                page.write_string(r, c, value)
            elif isinstance(value, int | float):
                page.write_number(r, c, value)
    if fill is not None:
        fill(book, page)
    book.close()
    return buffer.getvalue()


def person(name: str = "白玉兰", number: object = None, **cells: object) -> Row:
    """Return one more row; cells are named as in the header."""
    given: dict[str, object] = {"姓名": name, "身份证号": number, "嘎查村": VILLAGE, **cells}
    return tuple(given.get(column) for column in HEADER)


def beside_good(*rows: Row) -> bytes:
    """Return a workbook with the two good rows (2 and 3) and then these (from 4)."""
    return workbook([HEADER, *GOOD, *rows])


def csv(*rows: Row, encoding: str = "utf-8-sig") -> bytes:
    """Return a text table with the header and these rows."""
    lines = [",".join("" if cell is None else str(cell) for cell in row) for row in (HEADER, *rows)]
    return "\r\n".join(lines).encode(encoding)


def zipped(**parts: bytes) -> bytes:
    """Return a zip with these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            part = zipfile.ZipInfo(name, (2026, 11, 2, 0, 0, 0))
            package.writestr(part, content, compress_type=zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def without(package: bytes, name: str) -> bytes:
    """Return the package without one part."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
    return buffer.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
_NS = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def sheet_of(body: bytes, before: bytes = b"") -> bytes:
    """Return a package whose one sheet is this XML."""
    xml = b'<?xml version="1.0" encoding="UTF-8"?>' + before + b"<worksheet " + _NS + b">" + body
    return with_part(workbook([HEADER]), SHEET, [xml + b"</worksheet>"])


def encrypted() -> bytes:
    """Return the beginning of an OLE container as a workbook with a password has it."""
    name = "EncryptedPackage".encode("utf-16-le")
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504 + name + b"\x00" * 2048


def flipped() -> bytes:
    """Return a workbook whose sheet does not fit its checksum."""
    content = bytearray(beside_good())
    at = content.find(b"xl/worksheets/sheet1.xml") + 60
    for place in range(at, at + 40):
        content[place] ^= 0x5A
    return bytes(content)


def _bomb() -> bytes:
    return zipped(**{"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b" " * 30_000_000})


def _merged(book: xlsxwriter.Workbook, page: object) -> None:
    page.merge_range("F2:F3", VILLAGE)  # type: ignore[attr-defined]  # a worksheet; the type is xlsxwriter's own


RECIPES: tuple[Spoiled, ...] = (
    Spoiled("01-password.xlsx", encrypted, refusals.WorkbookEncrypted),
    Spoiled("02-torn-in-half.xlsx", lambda: beside_good()[:2500], refusals.WorkbookDamaged),
    Spoiled("03-picture.xlsx", lambda: b"\x89PNG\r\n\x1a\n" + b"\x00" * 200, refusals.NotAWorkbook),
    Spoiled(
        "04-web-page.xls", lambda: b"<html><table><tr><td>x</td></tr></table></html>", refusals.NotAWorkbook
    ),
    Spoiled("05-pdf.xlsx", lambda: b"%PDF-1.7\n" + b"0" * 300, refusals.NotAWorkbook),
    Spoiled("06-document.xlsx", lambda: zipped(**{"word/document.xml": b"<w/>"}), refusals.NotAWorkbook),
    Spoiled("07-nothing.xlsx", lambda: b"", refusals.EmptyFile),
    Spoiled("08-no-header.xlsx", lambda: workbook(GOOD), headers.NoHeaderFound),
    Spoiled("09-header-only.xlsx", lambda: workbook([HEADER]), headers.NoRows),
    Spoiled("10-empty-sheet.xlsx", lambda: workbook([]), refusals.EmptyFile),
    Spoiled(
        "11-visit-log.xlsx",
        lambda: workbook(
            [
                ("姓名", "联系电话", "走访日期", "走访内容", "存在问题"),
                ("包小明", "13800138001", "2026-11-01", "良好", "无"),
            ]
        ),
        headers.WrongSheet,
    ),
    Spoiled("12-names-only.xlsx", lambda: workbook([("姓名", "备注"), ("包小明", "好")]), headers.WrongSheet),
    Spoiled("13-bomb.xlsx", _bomb, refusals.WorkbookSuspicious),
    Spoiled(
        "14-farthest-corner.xlsx",
        lambda: sheet_of(
            b'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>'
            b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        ),
        refusals.TooManyRows,
    ),
    Spoiled(
        "15-entity-bomb.xlsx",
        lambda: sheet_of(
            b"<sheetData>&b;</sheetData>",
            b'<!DOCTYPE a [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;&a;">]>',
        ),
        refusals.WorkbookSuspicious,
    ),
    Spoiled(
        "16-foreign-file.xlsx",
        lambda: sheet_of(
            b"<sheetData>&f;</sheetData>", b'<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/hostname">]>'
        ),
        refusals.WorkbookSuspicious,
    ),
    Spoiled("17-missing-sheet.xlsx", lambda: without(beside_good(), SHEET), refusals.WorkbookDamaged),
    Spoiled("18-flipped-bits.xlsx", flipped, refusals.WorkbookDamaged),
    Spoiled(
        "19-two-encodings.csv",
        lambda: csv(GOOD[0]) + b"\r\n" + ",".join(map(str, GOOD[1])).encode("gb18030"),
        refusals.MixedEncodings,
    ),
    Spoiled("20-no-text.csv", lambda: bytes(range(128, 256)) * 20, refusals.UnknownEncoding),
    Spoiled("21-endless-cell.xlsx", lambda: beside_good(person(备注="很" * 5000)), refusals.CellTooLong),
    Spoiled(
        "22-too-wide.xlsx",
        lambda: workbook([(*HEADER, *[f"列{n}" for n in range(400)]), *GOOD]),
        refusals.TooManyColumns,
    ),
    Spoiled(
        "23-destroyed-ids.xlsx",
        lambda: beside_good(person(number=1.50425194503120e17, 出生日期=date(1945, 3, 12))),
        cells=((4, "身份证", "末几位已丢失"),),
        taken=3,
    ),
    Spoiled(
        "24-wrong-check-digit.xlsx",
        lambda: beside_good(person(number="150425194808150013")),
        cells=((4, "身份证", "校验位"),),
        taken=3,
    ),
    Spoiled(
        "25-seventeen-digits.xlsx",
        lambda: beside_good(person(number="15042519480815001", 联系电话="13800138003")),
        cells=((4, "身份证", "位数不对"),),
        taken=2,
    ),
    Spoiled(
        "26-no-such-birthday.xlsx",
        lambda: beside_good(person(number=made_up_id("19450230", "011"), 出生日期="1945-02-28")),
        cells=((4, "身份证", "出生日期不存在"),),
        taken=3,
    ),
    Spoiled(
        "27-born-tomorrow.xlsx",
        lambda: beside_good(person(出生日期="2027-01-01", 联系电话="13800138003")),
        cells=((4, "出生日期", "晚于今天"),),
        taken=3,
    ),
    Spoiled(
        "28-unclear-dates.xlsx",
        lambda: beside_good(
            person("白玉兰", 出生日期="03/04/1945", 联系电话="13800138003"),
            person("何桂芳", 出生日期="农历1945年八月初五", 联系电话="13800138004"),
            person("齐宝山", 出生日期="45.3.1", 联系电话="13800138005"),
            person("刘满仓", 出生日期="1945-13-40", 联系电话="13800138006"),
        ),
        cells=(
            (4, "出生日期", "先后"),
            (5, "出生日期", "农历"),
            (6, "出生日期", "四位"),
            (7, "出生日期", "没有这一天"),
        ),
        taken=6,
    ),
    Spoiled(
        "29-no-place.xlsx",
        lambda: beside_good(person("白玉兰", made_up_id("19470505", "022"), 嘎查村="")),
        cells=((4, "嘎查村", "缺少"),),
    ),
    Spoiled(
        "30-header-below-titles.xlsx",
        lambda: workbook(
            [
                ("克什克腾旗达日罕乌拉苏木",),
                ("老年人名册",),
                (),
                ("填报单位：", None, "2026年11月"),
                (),
                HEADER,
                *GOOD,
            ]
        ),
    ),
    Spoiled(
        "31-merged-villages.xlsx",
        lambda: workbook([HEADER, *[(*row[:5], None, *row[6:]) for row in GOOD]], _merged),
    ),
    Spoiled(
        "32-subtotals.xlsx",
        lambda: workbook([HEADER, GOOD[0], ("小计", 1), (), GOOD[1], ("合计", 2), ("填表人：王秀英",)]),
    ),
    Spoiled(
        "33-one-id-twice.xlsx",
        lambda: beside_good(person("包晓明", GOOD[0][1])),
        cells=((4, "身份证", "第 2 行重复"),),
    ),
    Spoiled(
        "34-uncalculated-formula.xlsx",
        lambda: beside_good(person("=formula:=A2&B2", made_up_id("19470505", "022"))),
        cells=((4, "姓名", "公式"),),
    ),
    Spoiled(
        "35-error-values.xlsx",
        lambda: beside_good(person("#REF!", made_up_id("19470505", "022"))),
        cells=((4, "姓名", ""),),
    ),
    Spoiled(
        "36-control-characters.csv",
        lambda: csv(*GOOD, person("白\x07玉兰", made_up_id("19470505", "022"))),
        refusals.NotAWorkbook,
    ),
    Spoiled(
        "37-private-characters.xlsx",
        lambda: beside_good(person("白\ue123兰", made_up_id("19470505", "022"))),
        cells=((4, "姓名", "自造字"),),
        taken=3,
    ),
    Spoiled(
        "38-children-and-strange-words.xlsx",
        lambda: beside_good(
            person("小宝", made_up_id("20150505", "011"), 身份类别="留守儿童"),
            person("白玉兰", made_up_id("19470505", "022"), 身份类别="重点户"),
        ),
        cells=((4, "", "不是老年人"), (5, "身份类别", "无法识别")),
        taken=3,
    ),
    Spoiled(
        "39-phones-as-numbers.xlsx",
        lambda: beside_good(
            person("白玉兰", made_up_id("19470505", "022"), 联系电话="1.38E+10"),
            person("何桂芳", made_up_id("19470606", "022"), 联系电话="12345"),
        ),
        cells=((4, "电话", "无法识别"), (5, "电话", "无法识别")),
        taken=4,
    ),
    Spoiled(
        "40-address-too-long.xlsx",
        lambda: beside_good(person("白玉兰", made_up_id("19470505", "022"), 家庭住址="长" * 300)),
        cells=((4, "住址", "太长"),),
        taken=3,
    ),
    Spoiled(
        "41-another-county.xlsx",
        lambda: beside_good(person("白玉兰", made_up_id("19470505", "022"), 嘎查村="220421101201")),
        cells=((4, "嘎查村", ""),),
    ),
    Spoiled(
        "42-only-a-name.xlsx",
        lambda: beside_good(person("白玉兰", 嘎查村="")),
        cells=((4, "姓名", "只有姓名"),),
    ),
    Spoiled(
        "43-number-as-name.xlsx",
        lambda: beside_good(person("12345", made_up_id("19470505", "022"))),
        cells=((4, "姓名", "数字"),),
    ),
    Spoiled(
        "44-another-persons-certificate.xlsx",
        lambda: workbook(
            [
                (*HEADER, "残疾证号"),
                *[(*row, None) for row in GOOD],
                (*person("白玉兰", made_up_id("19470505", "022")), made_up_id("19480606", "022") + "41"),
            ]
        ),
        cells=((4, "残疾证", ""),),
        taken=3,
    ),
    Spoiled(
        "45-sex-against-id.xlsx",
        lambda: beside_good(
            person("白玉兰", made_up_id("19470505", "022"), 性别="男", 出生日期="1946-05-05")
        ),
        cells=((4, "性别", "不一致"), (4, "出生日期", "不一致")),
        taken=3,
    ),
)


def main() -> None:
    """Write every file."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for recipe in RECIPES:
        (FOLDER / recipe.name).write_bytes(recipe.build())


if __name__ == "__main__":
    main()
