"""The line under a form's title: unit, whose sheet, number; long ones never stand in one another."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.reports.frames import draw_ends
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
