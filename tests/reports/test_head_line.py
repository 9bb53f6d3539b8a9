"""Heads of forms and tables: unit, whose sheet, place, number; long ones never stand in one another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.reports import notice, referral_slip, route_sheet, table_paper
from desktop_app.reports.frames import draw_ends
from desktop_app.reports.notice import Notice
from desktop_app.reports.paper import Signed
from desktop_app.reports.referral_slip import ReferralSlip
from desktop_app.reports.route_sheet import RouteGroup, RouteSheet, RouteStop
from desktop_app.reports.sheet import PORTRAIT, Sheet
from tests.reports import made_up
from tests.services.on_paper import misplaced, watched


@pytest.mark.parametrize("left", ["", "填报单位：示例苏木人民政府", "填报单位：" + "示例苏木" * 15])
@pytest.mark.parametrize("middle", ["", made_up.LONG_MONGOLIAN_NAME * 2, "w" * 200])
@pytest.mark.parametrize("right", ["", "编号：" + "=1+1" * 10, "编号：" + made_up.LONG_MONGOLIAN_NAME * 3])
def test_three_texts_on_a_line_keep_apart(tmp_path: Path, left: str, middle: str, right: str) -> None:
    with watched() as drawn:
        sheet = Sheet(PORTRAIT, made_up.signed(), "单")
        draw_ends(sheet, sheet.top, left, middle, right, size=9.5, room=sheet.room)
        sheet.end_page(1, 1)
        sheet.save(tmp_path / "a.pdf")
    assert misplaced(drawn) == []


UNITS = ("示例旗示例苏木人民政府民政和社会事务综合办公室服务站", "示例苏木" * 15)
VILLAGE = "示例嘎查" * 7 + "牧区"
"""Of 26, 60 and 30 characters."""


def signed(unit: str) -> Signed:
    return made_up.signed(
        unit=unit, made_by="乌" * 25, site=unit, phone="0476-0000000转8888", code="AB12-CD34"
    )


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("place", ["", VILLAGE])
@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("statistical", [False, True])
def test_the_head_of_a_table_has_room_for_a_long_unit(
    tmp_path: Path, unit: str, place: str, turned: bool, statistical: bool
) -> None:
    shipped = made_up.summary_table(3) if statistical else made_up.ledger_table(45)
    layout = replace(shipped.layout, landscape=turned, statistical=statistical, measure="人、人次、%")
    with watched() as drawn:
        table_paper.write(
            tmp_path / "a.pdf", replace(shipped, layout=layout, place=place, signed=signed(unit))
        )
    assert misplaced(drawn) == []
    words = "".join(box.text for boxes in drawn.pages.values() for box in boxes)
    assert unit in words
    assert place in words


@pytest.mark.parametrize("unit", UNITS)
def test_forms_have_room_for_a_long_unit(tmp_path: Path, unit: str) -> None:
    name = "乌" * 25
    stop = RouteStop(name=name, sex="女", age=80, why="应探访", until="本周", address=VILLAGE)
    way = RouteGroup(village=VILLAGE, visitor=name, visitor_phone="13800000000", stops=(stop,) * 9)
    slip = ReferralSlip(
        number="20261122-0001", name=name, village=VILLAGE, referred_to=unit, what="漏烟" * 90
    )
    answer = Notice(name=name, village=VILLAGE, visitor=name, contact=name, file_years=5, visit_years=3)
    signs = signed(unit)
    made: tuple[Callable[[Path], object], ...] = (
        lambda out: route_sheet.write(
            out, RouteSheet(signed=signs, day="2026年11月22日 周日", groups=(way,))
        ),
        lambda out: referral_slip.write(out, signs, [slip, ReferralSlip(blank=True)]),
        lambda out: notice.write(out, signs, [answer]),
    )
    for write in made:
        with watched() as drawn:
            write(tmp_path / "a.pdf")
        assert misplaced(drawn) == []
