"""The list of recorded visits: filters, correcting, taking back, printing."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from desktop_app.ui.visits import list_page as list_module
from desktop_app.ui.visits.form_page import VisitPage
from desktop_app.ui.visits.list_page import VisitsPage
from tests.ui.made_up_home import LONG_NAME, Desk


def visits_page(desk: Desk, **params: object) -> VisitsPage:
    return cast(VisitsPage, desk.open("visits", **params))


def names(page: VisitsPage) -> list[str]:
    return [each.elder_name for each in page._rows()]


def test_the_month_s_visits_are_listed_newest_first(desk: Desk) -> None:
    page = visits_page(desk)
    assert names(page) == ["王桂兰", "王桂兰"]
    assert [each.visited_on.day for each in page._rows()] == [9, 2]
    assert page.count.text() == "2 次探访"


def test_another_month_and_a_village_narrow_the_list(desk: Desk) -> None:
    page = visits_page(desk, month_on=date(2026, 10, 1))
    assert set(names(page)) == {"王桂兰", "李福", LONG_NAME}
    page.village.set_value(next(each.village_code for each in page._rows() if each.elder_name == "李福"))
    desk.settle()
    assert names(page) == ["李福"]


def test_enter_opens_the_correction_and_f2_records_for_the_same_person(desk: Desk) -> None:
    page = visits_page(desk)
    desk.press(Qt.Key.Key_Return)
    opened = cast(VisitPage, desk.page())
    assert opened.title() == "更正探访记录"
    desk.press(Qt.Key.Key_Escape)
    assert desk.page() is page
    desk.press(Qt.Key.Key_F2)
    assert cast(VisitPage, desk.page()).keeper_key() == ("visit", desk.uid("王桂兰"))


def test_taking_back_asks_first(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    page = visits_page(desk)
    asked: list[str] = []

    def answer(_parent: object, title: str, *_words: str, **_more: object) -> bool:
        asked.append(title)
        return len(asked) > 1

    monkeypatch.setattr(list_module, "ask", answer)
    desk.press(Qt.Key.Key_Delete)
    assert page.table.count() == 2
    desk.press(Qt.Key.Key_Delete)
    desk.qtbot.waitUntil(lambda: page.table.count() == 1, timeout=3000)
    assert asked == ["撤销这条探访记录？"] * 2


def test_the_record_sheets_are_shown_and_kept_as_a_file(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page = visits_page(desk)
    target = tmp_path / "单.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_given: (str(target), ""))
    assert page.print_paper()
    desk.settle()
    dialog = next(one for one in QApplication.topLevelWidgets() if isinstance(one, list_module._PaperDialog))
    assert dialog.view.page_count() == 1
    dialog._keep()
    desk.settle()
    assert target.read_bytes().startswith(b"%PDF")
    assert not list(desk.app.store.folder.glob("tmp*")), "no plain copy stays behind"


def test_a_month_without_visits_says_so(desk: Desk, empty_desk: Desk) -> None:
    page = visits_page(desk, month_on=date(2025, 1, 1))
    assert page.table.empty.isVisible()
    assert "还没有探访记录" in page.table.empty.sentence.text()
    page = visits_page(empty_desk)
    assert "名册还是空的" in page.table.empty.sentence.text()
    assert not page.print_paper()
