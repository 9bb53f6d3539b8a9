"""Papers with codes: the digits and the QR code of every sheet can be read back from the printed page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.sheet_codes import SERIALS, make
from desktop_app.progress import Cancelled, Progress
from desktop_app.reports import route_sheet, visit_sheet
from desktop_app.reports.route_sheet import RouteGroup, RouteSheet, RouteStop
from desktop_app.reports.sheet_marks import SheetMark, matrix
from desktop_app.reports.visit_sheet import BlankVisit, MeasureLine
from desktop_app.services.paper_visits import blocks_of
from desktop_app.services.visit_drafts import visit_form
from tests.reports import pdf
from tests.reports.made_up import LONG_MONGOLIAN_NAME, SUMMARY_CATEGORIES, signed

SIDE = 21
POINT = 72 / 25.4
MASKS: tuple[Callable[[int, int], bool], ...] = (
    lambda row, column: (row + column) % 2 == 0,
    lambda row, _column: row % 2 == 0,
    lambda _row, column: column % 3 == 0,
    lambda row, column: (row + column) % 3 == 0,
    lambda row, column: (row // 2 + column // 3) % 2 == 0,
    lambda row, column: row * column % 2 + row * column % 3 == 0,
    lambda row, column: (row * column % 2 + row * column % 3) % 2 == 0,
    lambda row, column: ((row + column) % 2 + row * column % 3) % 2 == 0,
)


def read_qr(modules: list[list[bool]]) -> str:
    """Read the digits of a version 1 QR code as ISO/IEC 18004 says, sparing the error correction."""
    told = [modules[8][column] for column in (0, 1, 2, 3, 4, 5, 7, 8)]
    mask = MASKS[int("".join(str(int(bit)) for bit in told[2:5]), 2) ^ 0b101]
    bits = "".join(str(int(modules[row][column] ^ mask(row, column))) for row, column in _data_places())
    assert bits[:4] == "0001", "numeric"
    count, at, digits = int(bits[4:14], 2), 14, ""
    while len(digits) < count:
        left = min(3, count - len(digits))
        size = {3: 10, 2: 7, 1: 4}[left]
        digits += f"{int(bits[at : at + size], 2):0{left}d}"
        at += size
    return digits


def _data_places() -> Iterator[tuple[int, int]]:
    upward = True
    for right in (20, 18, 16, 14, 12, 10, 8, 5, 3, 1):
        for row in range(SIDE - 1, -1, -1) if upward else range(SIDE):
            for column in (right, right - 1):
                corner = (row < 9 and (column < 9 or column > 12)) or (row > 12 and column < 9)
                if not corner and row != 6:
                    yield row, column
        upward = not upward


def modules_at(path: Path, page: int, x: float, y: float, size: float) -> list[list[bool]]:
    """Look at the picture of a page where a QR code of ``size`` points with its quiet zone has its corner."""
    document = pypdfium2.PdfDocument(path)
    try:
        shown = document[page].render(scale=4, grayscale=True)
        picture = bytes(shown.buffer)
        unit = size / (SIDE + 8)
        return [
            [
                picture[
                    int((y + (row + 4.5) * unit) * 4) * shown.stride + int((x + (column + 4.5) * unit) * 4)
                ]
                < 128
                for column in range(SIDE)
            ]
            for row in range(SIDE)
        ]
    finally:
        document.close()


def blank(number: int = 1, **changes: object) -> BlankVisit:
    """Return a sheet to fill in."""
    form = visit_form()
    values: dict[str, object] = {
        "name": "乌云其木格",
        "sex": "女",
        "age": 83,
        "id_number": "150423********0023",
        "phone": "138 0013 8001",
        "categories": ("独居", "高龄"),
        "tier": "高风险",
        "village": "达日罕嘎查",
        "address": "三组 12 号",
        "visitor": "海棠",
        "why": "独居老人每7日探访一次",
        "until": "已逾期6天",
        "blocks": blocks_of(form, {}, 11),
        "measures": tuple(MeasureLine(measure.title, measure.unit) for measure in form.measures),
        "reminder": "2026年11月11日 上门，见到本人；疾病情况：高血压",
        "for_on": date(2026, 11, 22),
        "mark": SheetMark(make(3081273 + number)),
    }
    return BlankVisit(**(values | changes))  # type: ignore[arg-type]  # the tests change one field at a time


def route(count: int, **changes: object) -> RouteSheet:
    """Return a day's way with a code for each stop."""
    stops = tuple(
        RouteStop(
            name=f"老人{number}",
            sex="女",
            age=80,
            why="独居老人每7日探访一次",
            until="已逾期6天",
            mark=SheetMark(make(4_000_000 + number)),
            **changes,  # type: ignore[arg-type]  # the tests change one field at a time
        )
        for number in range(count)
    )
    return RouteSheet(
        signed=signed(),
        day="2026年11月22日 周日",
        groups=(RouteGroup(village="达日罕嘎查", visitor="海棠", stops=stops),),
    )


@settings(max_examples=20)
@given(st.integers(1, SERIALS - 1))
def test_the_qr_code_says_the_digits(serial: int) -> None:
    assert read_qr(matrix(make(serial))) == make(serial)


def test_every_stop_carries_its_code_in_digits(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    assert route_sheet.write(path, route(30)).pages > 2
    text = "".join(pdf.texts(path))
    for number in range(30):
        assert make(4_000_000 + number) in text


def test_a_way_is_one_unit_for_the_printer_under_its_first_and_last_code(tmp_path: Path) -> None:
    (part,) = route_sheet.write(tmp_path / "a.pdf", route(3)).parts
    assert part.serial == f"{make(4_000_000)}-{make(4_000_002)}"
    (sheet,) = visit_sheet.write(tmp_path / "b.pdf", signed(), [blank()]).parts
    assert sheet.serial == make(3081274)


def test_the_qr_code_of_a_printed_sheet_reads_back_from_its_picture(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    assert visit_sheet.write(path, signed(), [blank(1), blank(2)]).pages == 2
    size = 18 * POINT
    x, y = (210 - 16) * POINT - size, 10 * POINT
    for page in range(2):
        assert read_qr(modules_at(path, page, x, y, size)) == make(3081274 + page)


def test_a_sheet_has_head_blocks_measures_and_places_to_sign_on_one_page(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    assert visit_sheet.write(path, signed(), [blank()]).pages == 1
    (text,) = pdf.texts(path)
    for words in (
        "特殊困难老年人探访记录表（待填）",
        "乌云其木格",
        "150423********0023",
        "13800138001",
        make(3081274),
        "已逾期6天",
        "烟道",
        "一氧化碳报警器",
        "收缩压",
        "□紧急",
        "上次情况",
        "高血压",
        "被探访人签字（手印）",
        "代签人及关系",
        "□本人按手印",
        "探访人签字",
        "盖章",
        "第1页共1页",
    ):
        assert words in text
    assert "☑" not in text


def test_summer_sheets_do_not_ask_about_the_stove(tmp_path: Path) -> None:
    summer = blank(blocks=blocks_of(visit_form(), {}, 7))
    visit_sheet.write(tmp_path / "a.pdf", signed(), [summer])
    (text,) = pdf.texts(tmp_path / "a.pdf")
    assert "烟道" not in text
    assert "用气用火" in text


def test_long_names_addresses_and_reminders_stay_on_the_page_whole(tmp_path: Path) -> None:
    address = "查干沐沦苏木巴彦塔拉嘎查三组冬营盘往西四公里过河右手第二户（夏营盘在敖包下）"
    path = tmp_path / "a.pdf"
    long = blank(
        name=LONG_MONGOLIAN_NAME,
        categories=SUMMARY_CATEGORIES,
        address=address,
        reminder="疾病情况：高血压、骨关节病；用电：线路老化；" * 4,
    )
    assert visit_sheet.write(path, signed(), [long]).pages == 1
    (text,) = pdf.texts(path)
    assert LONG_MONGOLIAN_NAME in text
    assert address in text
    endless = blank(reminder="疾病情况：高血压、骨关节病；用电：线路老化；" * 120)
    assert visit_sheet.write(path, signed(), [endless]).pages > 1
    assert "（续页）" in pdf.texts(path)[1]


def test_a_preview_and_a_copy_say_so_and_a_sheet_without_code_leaves_a_blank(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    visit_sheet.write(
        path,
        signed(),
        [blank(mark=SheetMark()), blank(mark=SheetMark(make(5), copy=True)), blank(mark=None)],
    )
    preview, copy, without = pdf.texts(path)
    assert "编号（预览）" in preview
    assert "00000000" in preview
    assert "编号（副本）" in copy
    assert "编号：____" in without
    route_sheet.write(path, route(1))
    assert "预览" not in "".join(pdf.texts(path))


def test_nobody_to_visit_is_said(tmp_path: Path) -> None:
    assert visit_sheet.write(tmp_path / "a.pdf", signed(), []).pages == 1
    assert "没有要探访的老年人" in pdf.texts(tmp_path / "a.pdf")[0]


def test_the_same_facts_and_codes_give_the_same_bytes_and_a_cancel_leaves_nothing(tmp_path: Path) -> None:
    one, other = tmp_path / "1.pdf", tmp_path / "2.pdf"
    for path in (one, other):
        visit_sheet.write(path, signed(), [blank(1), blank(2)])
    assert one.read_bytes() == other.read_bytes()
    route_sheet.write(one, route(5))
    route_sheet.write(other, route(5))
    assert one.read_bytes() == other.read_bytes()
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        visit_sheet.write(tmp_path / "3.pdf", signed(), [blank()], progress)
    assert not (tmp_path / "3.pdf").exists()
