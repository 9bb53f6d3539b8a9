"""将满年龄: the list, its filters, opening, copying and exporting."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.bootstrap import Application
from desktop_app.services.register_drafts import ElderDraft
from desktop_app.ui.register.ageing_page import AgeingPage
from tests.ui.register.conftest import FakeNavigator, MakeContext


@pytest.fixture
def uids(empty_app: Application) -> list[str]:
    app = empty_app
    village = app.register.villages(app.actor)[0].code
    return [
        app.register.save(
            app.actor,
            ElderDraft(name=name, village_code=village, birth_on=born, registered_on=date(2026, 9, 1)),
        )
        for name, born in (
            ("王桂兰", date(1961, 11, 22)),
            ("乌兰图雅", date(1966, 11, 30)),
            ("李福", date(1947, 4, 1)),
            ("预先登记", date(1970, 4, 1)),
        )
    ]


@pytest.fixture
def page(make_context: MakeContext, empty_app: Application, uids: list[str], qtbot: QtBot) -> AgeingPage:
    made = AgeingPage(make_context(empty_app))
    qtbot.addWidget(made)
    made.resize(1200, 640)
    with qtbot.waitExposed(made):
        made.show()
    qtbot.waitUntil(lambda: made.table.count() == 2)
    return made


def shown(page: AgeingPage) -> list[str]:
    rows = (page.table.model.row_at(number) for number in range(page.table.count()))
    return [row.name for row in rows if row is not None]


def test_the_next_ninety_days_are_shown_with_who_was_registered_ahead(page: AgeingPage) -> None:
    assert shown(page) == ["王桂兰", "乌兰图雅"]
    assert page.count.text() == "共 2 人，其中预登记（还不满60岁）1 人"


def test_the_list_is_narrowed_and_widened(page: AgeingPage, qtbot: QtBot) -> None:
    page.days.set_value(366)
    qtbot.waitUntil(lambda: shown(page) == ["王桂兰", "乌兰图雅", "李福"])
    page._chips[80].click()
    qtbot.waitUntil(lambda: shown(page) == ["李福"])
    page._chips[80].click()
    page.ahead.click()
    qtbot.waitUntil(lambda: shown(page) == ["乌兰图雅", "预先登记"])


def test_an_empty_list_says_why_and_offers_the_whole_year(page: AgeingPage, qtbot: QtBot) -> None:
    page._chips[80].click()
    qtbot.waitUntil(lambda: page.table.count() == 0)
    assert "没有人满这些年龄" in page.table.empty.sentence.text()
    page.table.empty.button.click()
    qtbot.waitUntil(lambda: shown(page) == ["李福"])


def test_enter_opens_the_person(page: AgeingPage, navigator: FakeNavigator, uids: list[str]) -> None:
    QTest.keyClick(page.table.view, Qt.Key.Key_Return)
    assert navigator.opened[-1] == ("person", {"uid": uids[0]})
    assert page.record_visit()
    assert navigator.opened[-1] == ("visit", {"elder_uid": uids[0]})


def test_the_list_is_copied_and_exported_as_it_is_shown(
    page: AgeingPage, qtbot: QtBot, tmp_path: Path
) -> None:
    page.copy_button.click()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == 3
    assert lines[2].startswith("乌兰图雅\t")
    page.save_export(tmp_path / "list.xlsx")
    qtbot.waitUntil(lambda: (tmp_path / "list.xlsx").exists() and not page.context.jobs.running())
