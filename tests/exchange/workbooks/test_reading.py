"""Workbooks of every kind, read in the limited child process."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest

from desktop_app.domain.errors import ExchangeError
from desktop_app.exchange.workbooks import delimited, reading
from desktop_app.exchange.workbooks.contents import MAX_FILE_BYTES, Cell, Merge, Workbook
from desktop_app.exchange.workbooks.reading import child_command, read_workbook
from desktop_app.exchange.workbooks.refusals import (
    CellTooLong,
    EmptyFile,
    FileCannotBeOpened,
    FileTooLarge,
    MixedEncodings,
    NotAWorkbook,
    TooManyColumns,
    TooManyRows,
    TooMuchContent,
    UnknownEncoding,
    WorkbookDamaged,
    WorkbookEncrypted,
    WorkbookSuspicious,
    WorkbookTimedOut,
)
from desktop_app.progress import Cancelled, Progress
from tests.exchange.made_up_workbooks import DATA, built, full_length_sheet, with_part, xlsx_bytes

SHEET_PART = "xl/worksheets/sheet1.xml"
TEXT_TABLE = "姓名,身份证号,备注\r\n乌云·其木格,150425194503120013,𬭸䶮㛃\r\n"


def read(tmp_path: Path, content: bytes, name: str = "名册.xlsx") -> Workbook:
    path = tmp_path / name
    path.write_bytes(content)
    return read_workbook(path)


def refusal(tmp_path: Path, content: bytes, name: str = "名册.xlsx") -> ExchangeError:
    with pytest.raises(ExchangeError) as caught:
        read(tmp_path, content, name)
    error = caught.value
    assert error.what.format(**error.details)
    assert error.data_safe
    assert error.do_now.format(**error.details)
    return error


def test_cells_keep_their_types_and_rows_their_numbers(tmp_path: Path) -> None:
    rows: list[tuple[object, ...]] = [
        (),
        (None, "姓名", 13800138000, 1945.3, True, date(1945, 3, 12)),
        (None, datetime(2026, 11, 2, 10, 30), 150425194503120013, 7.0),  # noqa: DTZ001 - a cell has no zone
    ]
    book = read(tmp_path, xlsx_bytes(rows))
    assert book.kind == "xlsx"
    sheet = book.sheets[0]
    assert sheet.name == "名册"
    assert sheet.rows[0] == ()
    assert sheet.rows[1] == (None, "姓名", 13800138000, 1945.3, True, date(1945, 3, 12))
    assert sheet.rows[2][1] == datetime(2026, 11, 2, 10, 30)  # noqa: DTZ001 - a cell has no zone
    assert isinstance(sheet.rows[2][2], float)
    assert type(sheet.rows[2][3]) is int
    assert sheet.cell(99, 99) is None


def test_the_old_excel_format_and_a_renamed_wps_file_read_alike(tmp_path: Path) -> None:
    shutil.copy(DATA / "register.xls", tmp_path / "register.et")
    old, wps = read_workbook(DATA / "register.xls"), read_workbook(tmp_path / "register.et")
    assert old == wps
    assert old.kind == "xls"
    row = old.sheets[0].rows[2]
    assert row[1:5] == ("乌云•其木格", "150425194503120013", date(1945, 3, 12), 13800138001)


def test_an_open_document_sheet_is_read(tmp_path: Path) -> None:
    book = read_workbook(DATA / "register.ods")
    assert book.kind == "ods"
    assert [sheet.name for sheet in book.sheets] == ["名册"]
    assert book.sheets[0].rows[3][1] == "王𬭸"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_table_is_read_in_every_encoding_an_office_uses(tmp_path: Path, encoding: str) -> None:
    book = read(tmp_path, TEXT_TABLE.encode(encoding), "名册.csv")
    assert book.kind == "csv"
    assert book.sheets[0].rows[1] == ("乌云·其木格", "150425194503120013", "𬭸䶮㛃")


def test_a_gbk_table_without_rare_characters_is_read(tmp_path: Path) -> None:
    book = read(tmp_path, "姓名;电话\n张三;无\n".encode("gbk"), "名册.csv")
    assert book.sheets[0].rows == (("姓名", "电话"), ("张三", "无"))


def test_characters_that_gb_18030_got_later_are_repaired(tmp_path: Path) -> None:
    content = "姓名,电话\n王".encode("gb18030") + b"\xfe\x59,1\n"
    assert read(tmp_path, content, "名册.csv").sheets[0].rows[1][0] == "王\u9fb4"


@pytest.mark.parametrize("order", [("utf-8", "gb18030"), ("gb18030", "utf-8")])
def test_a_file_of_two_encodings_is_refused_with_the_line(tmp_path: Path, order: tuple[str, str]) -> None:
    content = "姓名,住址\n张三,巴彦嘎查一组\n".encode(order[0]) + "李四丰,查干嘎查二组\n".encode(order[1])
    error = refusal(tmp_path, content, "名册.csv")
    assert isinstance(error, MixedEncodings)
    assert error.details["line"] == 3 or order[0] == "gb18030"


def test_a_byte_order_mark_that_lies_is_a_mixture_too(tmp_path: Path) -> None:
    content = b"\xef\xbb\xbf" + "姓名\n张三\n".encode() + "李四\n".encode("gb18030")
    error = refusal(tmp_path, content, "名册.csv")
    assert isinstance(error, MixedEncodings)
    assert error.details["line"] == 3


def test_bytes_of_no_encoding_are_refused(tmp_path: Path) -> None:
    assert isinstance(refusal(tmp_path, b"name,\xff\xff\xff\n", "名册.csv"), UnknownEncoding)


def test_a_renamed_pdf_is_called_a_pdf(tmp_path: Path) -> None:
    error = refusal(tmp_path, b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n")
    assert isinstance(error, NotAWorkbook)
    assert "PDF" in str(error.details["looks_like"])


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n\0\0",
        b"\xff\xd8\xff\xe0",
        b"MZ\x90\0",
        b"<html><table></table></html>",
        b"{\\rtf1}",
        b"a\0b\x01\x02",
    ],
)
def test_other_things_with_a_workbooks_name_are_told_apart(tmp_path: Path, content: bytes) -> None:
    assert isinstance(refusal(tmp_path, content), NotAWorkbook)


@pytest.mark.parametrize("part", ["word/document.xml", "ppt/presentation.xml", "readme.txt"])
def test_zipped_things_that_are_no_workbook_are_told_apart(tmp_path: Path, part: str) -> None:
    package = with_part(_zip_of({"a/b.txt": b"x"}), part, [b"<x/>"])
    assert isinstance(refusal(tmp_path, package), NotAWorkbook)


@pytest.mark.parametrize("content", [b"", b"\0\0\0\0", b"\xef\xbb\xbf\r\n"])
def test_a_file_without_content_is_called_empty(tmp_path: Path, content: bytes) -> None:
    assert isinstance(refusal(tmp_path, content, "名册.csv"), EmptyFile)


def test_a_workbook_with_empty_sheets_is_called_empty(tmp_path: Path) -> None:
    assert isinstance(refusal(tmp_path, xlsx_bytes([])), EmptyFile)


def test_an_encrypted_workbook_asks_to_take_the_password_away(tmp_path: Path) -> None:
    container = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000 + "EncryptedPackage".encode("utf-16-le")
    error = refusal(tmp_path, container)
    assert isinstance(error, WorkbookEncrypted)
    assert "取消密码" in error.do_now


def test_an_old_workbook_with_a_password_asks_the_same(tmp_path: Path) -> None:
    content = bytearray((DATA / "register.xls").read_bytes())
    start = content.index(b"\x09\x08\x10\x00")
    content[start + 20 : start + 22] = b"\x2f\x00"  # the record after the first becomes FILEPASS
    assert isinstance(refusal(tmp_path, bytes(content)), WorkbookEncrypted)


def test_a_truncated_workbook_is_called_damaged(tmp_path: Path) -> None:
    content = xlsx_bytes([("姓名",), ("张三",)])
    assert isinstance(refusal(tmp_path, content[: len(content) // 2]), WorkbookDamaged)
    old = (DATA / "register.xls").read_bytes()
    assert isinstance(refusal(tmp_path, old[:1500]), WorkbookDamaged)


def test_a_sheet_of_1048576_filled_rows_is_refused_by_its_length(tmp_path: Path) -> None:
    content = with_part(xlsx_bytes([("姓名",)]), SHEET_PART, full_length_sheet(filled=True))
    error = refusal(tmp_path, content)
    assert isinstance(error, TooManyRows)
    assert error.details == {"sheet": "名册", "limit": 50_000}


def test_formatted_rows_without_content_do_not_count(tmp_path: Path) -> None:
    content = with_part(xlsx_bytes([("姓名",)]), SHEET_PART, full_length_sheet(filled=False))
    assert read(tmp_path, content).sheets[0].rows == (("x",),)


def test_one_cell_in_the_farthest_corner_does_not_fill_the_memory(tmp_path: Path) -> None:
    far = xlsx_bytes([("a",)])
    cell = b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>'
    for row, kind in ((1_048_576, TooManyRows), (40_000, TooMuchContent)):
        sheet = (
            b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
            b'<row r="1"><c r="A1"><v>1</v></c></row>' + cell % (row, row) + b"</sheetData></worksheet>"
        )
        assert isinstance(refusal(tmp_path, with_part(far, SHEET_PART, [sheet])), kind)


def test_too_many_columns_and_too_long_a_cell_are_named(tmp_path: Path) -> None:
    assert isinstance(refusal(tmp_path, xlsx_bytes([["x"] * 101])), TooManyColumns)
    error = refusal(tmp_path, xlsx_bytes([("a",), (None, "长" * 2001)]))
    assert isinstance(error, CellTooLong)
    assert (error.details["row"], error.details["column"]) == (2, "B")


def test_a_text_table_is_held_to_the_same_limits(tmp_path: Path) -> None:
    assert isinstance(refusal(tmp_path, b"x\n" * 50_001, "a.csv"), TooManyRows)
    assert isinstance(refusal(tmp_path, b"x" * 100_000, "a.csv"), CellTooLong)
    assert isinstance(refusal(tmp_path, b"," * 150 + b"x\n", "a.csv"), TooManyColumns)


def test_a_file_beyond_the_size_limit_is_refused_without_reading_it_all(tmp_path: Path) -> None:
    path = tmp_path / "sparse.xlsx"
    with path.open("wb") as file:
        file.truncate(4 * 1024**3)
    with pytest.raises(FileTooLarge) as caught:
        read_workbook(path)
    assert caught.value.details == {"megabytes": 4096, "limit": MAX_FILE_BYTES // 1024**2}


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    zeros = (b"\0" * 1_048_576 for _ in range(220))
    bomb = with_part(xlsx_bytes([("a",)]), "xl/sharedStrings.xml", zeros)
    assert len(bomb) < 2 * 1024**2
    assert isinstance(refusal(tmp_path, bomb), WorkbookSuspicious)


def test_a_package_of_very_many_parts_is_refused(tmp_path: Path) -> None:
    parts = {f"p{number}": b"" for number in range(5_100)}
    assert isinstance(refusal(tmp_path, _zip_of({"xl/workbook.xml": b"<a/>", **parts})), WorkbookSuspicious)


@pytest.mark.parametrize(
    "doctype",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        b'<!DOCTYPE x [<!ENTITY leak SYSTEM "file:///etc/hostname">]>',
    ],
)
def test_entities_are_refused_and_never_resolved(tmp_path: Path, doctype: bytes) -> None:
    shared = b'<?xml version="1.0"?>' + doctype + b"<sst><si><t>&b;&leak;</t></si></sst>"
    content = with_part(xlsx_bytes([("a",)]), "xl/sharedStrings.xml", [shared])
    assert isinstance(refusal(tmp_path, content), WorkbookSuspicious)


def test_parts_with_the_names_of_other_places_are_never_written_out(tmp_path: Path) -> None:
    content = with_part(xlsx_bytes([("a",)]), "../../outside.txt", [b"x"])
    read(tmp_path, content)
    assert [path.name for path in tmp_path.iterdir()] == ["名册.xlsx"]
    assert not (tmp_path.parent.parent / "outside.txt").exists()


def test_formulas_give_their_stored_value_and_uncalculated_ones_nothing(tmp_path: Path) -> None:
    def fill(book: object) -> None:
        page = book.add_worksheet()  # type: ignore[attr-defined]  # the writer's book has no types
        page.write_formula(0, 0, '=CONCAT("张","三")', None, "张三")
        page.write_formula(0, 1, "=A1", None, "")
        page.write_string(0, 2, "=cmd|' /C calc'!A0")

    assert read(tmp_path, built(fill)).sheets[0].rows[0] == ("张三", None, "=cmd|' /C calc'!A0")


def test_hidden_sheets_are_left_out_unless_there_is_no_other(tmp_path: Path) -> None:
    def two(book: object) -> None:
        book.add_worksheet("一").write(0, 0, "a")  # type: ignore[attr-defined]  # the writer's book has no types
        hidden = book.add_worksheet("二")  # type: ignore[attr-defined]  # the writer's book has no types
        hidden.write(0, 0, "b")
        hidden.hide()

    assert [sheet.name for sheet in read(tmp_path, built(two)).sheets] == ["一"]
    assert [sheet.name for sheet in read(tmp_path, _all_hidden(built(two))).sheets] == ["一", "二"]


def test_merged_blocks_are_told(tmp_path: Path) -> None:
    def fill(book: object) -> None:
        page = book.add_worksheet()  # type: ignore[attr-defined]  # the writer's book has no types
        page.merge_range(1, 0, 3, 0, "巴彦嘎查")

    assert read(tmp_path, built(fill)).sheets[0].merges == (Merge(1, 0, 3, 0),)


def test_a_missing_file_is_a_matter_of_the_surroundings(tmp_path: Path) -> None:
    for path in (tmp_path / "none.xlsx", tmp_path):
        with pytest.raises(FileCannotBeOpened):
            read_workbook(path)


def test_cancelling_stops_the_child(tmp_path: Path) -> None:
    path = tmp_path / "名册.xlsx"
    path.write_bytes(xlsx_bytes([("x",)] * 5000))

    def stop(_done: int, _total: int, _what: str) -> None:
        progress.cancel()

    progress = Progress(stop)
    with pytest.raises(Cancelled):
        read_workbook(path, progress=progress)


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "not json",
        "[1]",
        '{"sheet": 5, "kind": "csv", "merges": []}',
        '{"sheet": "a", "kind": "csv", "merges": [[1, 2]]}',
        '{"sheet": "a", "kind": "csv", "merges": []}\n[{"d": "no date"}]',
        '{"sheet": "a", "kind": "csv", "merges": []}\n[[1]]',
        '{"sheet": "a", "kind": "csv", "merges": []}\n["%s"]' % ("x" * 2001),
        '{"refused": "no such refusal", "details": {"a": []}}',
        "[" * 100_000,
    ],
)
def test_the_parent_believes_no_nonsense_of_its_child(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    (tmp_path / "answer").write_text(answer + "\n", encoding="utf-8")
    talk = f"import sys; sys.stdin.buffer.read(); print(open({str(tmp_path / 'answer')!r}).read())"
    monkeypatch.setattr(reading, "child_command", lambda: [sys.executable, "-c", talk])
    with pytest.raises(WorkbookDamaged):
        read(tmp_path, b"a,b\n", "a.csv")


def test_a_child_that_never_answers_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "WALL_SECONDS", 0.2)
    monkeypatch.setattr(
        reading, "child_command", lambda: [sys.executable, "-c", "import time; time.sleep(60)"]
    )
    with pytest.raises(WorkbookTimedOut):
        read(tmp_path, b"a,b\n", "a.csv")


def test_the_frozen_program_starts_itself_as_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert child_command() == [sys.executable, "--worker", "workbook"]


@pytest.mark.skipif(sys.platform == "win32", reason="the system has no such limits")
def test_the_child_can_open_neither_files_nor_sockets_nor_take_much_memory() -> None:
    attempts = """
import socket, sys
sys.path.insert(0, sys.argv[1])
from desktop_app.exchange.workbooks.child import limit_process
limit_process()
for attempt in (lambda: open("/etc/hostname"), socket.socket, lambda: bytearray(600 * 1024 * 1024)):
    try:
        attempt()
    except (OSError, MemoryError) as error:
        print(type(error).__name__)
"""
    root = str(Path(reading.__file__).resolve().parents[3])
    result = subprocess.run(
        [sys.executable, "-c", attempts, root], capture_output=True, text=True, check=True
    )
    assert result.stdout.split() == ["OSError", "OSError", "MemoryError"]


def test_a_row_of_the_longest_cells_passes_through_the_wire(tmp_path: Path) -> None:
    row: list[Cell] = ["𬭸" * 2000] * 100
    assert read(tmp_path, xlsx_bytes([row])).sheets[0].rows[0] == tuple(row)


def _zip_of(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return buffer.getvalue()


def _all_hidden(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        listing = package.read("xl/workbook.xml")
    hidden = listing.replace(b'name="\xe4\xb8\x80"', b'name="\xe4\xb8\x80" state="hidden"')
    return with_part(content, "xl/workbook.xml", [hidden])


def test_the_apostrophe_that_keeps_a_formula_inert_is_not_part_of_the_text() -> None:
    rows = list(delimited.split("姓名,备注\n包小明,'=1+2\n王金花,'平安\n齐宝山,'＋86\n"))

    assert [row[1] for row in rows] == ["备注", "=1+2", "'平安", "＋86"]
