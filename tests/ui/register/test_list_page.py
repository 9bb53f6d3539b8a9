"""The list of the register: search, filters, order, copying, and the ways on from it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.bootstrap import Application
from desktop_app.domain.terms import DutyState
from desktop_app.storage.queries.elders import ElderFilter
from desktop_app.ui.page import PageContext
from desktop_app.ui.register import list_page
from desktop_app.ui.register.list_page import RegisterPage
from tests.ui.register.conftest import FakeNavigator, MakeContext


def shown(page: RegisterPage, qtbot: QtBot) -> RegisterPage:
    qtbot.addWidget(page)
    page.resize(1200, 640)
    with qtbot.waitExposed(page):
        page.show()
    return page


@pytest.fixture
def page(context: PageContext, qtbot: QtBot) -> RegisterPage:
    made = RegisterPage(context)
    with qtbot.waitSignal(made.table.counted):
        shown(made, qtbot)
    return made


def test_the_list_shows_everybody_with_masked_numbers(page: RegisterPage, app: Application) -> None:
    assert page.table.count() == app.register.count(app.actor, ElderFilter()) > 20
    assert str(page.table.count()) in page.filters.count.text()
    page.table.choose_first()
    row = page.table.current()
    assert row is not None
    texts = {column.key: column.text(row) for column in page.table.model.columns}
    assert "****" in texts["id_number"]
    assert "****" in texts["phone"] or not texts["phone"]


def test_typing_narrows_the_list_and_enter_opens_the_person(
    page: RegisterPage, navigator: FakeNavigator, commit: Callable[[QWidget, str], None], qtbot: QtBot
) -> None:
    page.table.choose_first()
    wanted = page.table.current()
    assert wanted is not None
    commit(page.search, wanted.name)
    with qtbot.waitSignal(page.table.counted):
        QTest.keyClick(page.search, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: page.table.count() >= 1)
    page.table.choose_first()
    QTest.keyClick(page.table.view, Qt.Key.Key_Return)
    key, params = navigator.opened[-1]
    assert key == "person"
    assert params["uid"]


def test_only_the_answer_to_the_last_question_is_shown(page: RegisterPage, qtbot: QtBot) -> None:
    page.search.setText("不存在的人")
    page._load()
    page.search.setText("")
    page._load()
    qtbot.waitUntil(lambda: not page.context.jobs.running())
    assert page.table.count() > 20


def test_nobody_found_is_said_with_what_to_do(page: RegisterPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.table.counted):
        page.activate(search="不存在的人")
    assert page.table.count() == 0
    assert "没有符合条件" in page.table.empty.sentence.text()
    assert page.table.empty.button.isHidden()
    with qtbot.waitSignal(page.table.counted):
        page.filters.clear.click()
    qtbot.waitUntil(lambda: not page.context.jobs.running())


def test_filters_narrow_and_are_named_by_the_caller(page: RegisterPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.table.counted):
        page.activate(state="overdue", special=True)
    assert page.wanted() == ElderFilter(state=DutyState.OVERDUE.value, special=True)
    page.table.view.selectAll()
    assert all(row.duty_state == DutyState.OVERDUE and row.special for row in page.table.selected())


def test_people_who_left_are_a_list_of_their_own(page: RegisterPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.table.counted):
        page.filters.ended.click()
    assert page.wanted().ended
    assert page.filters.count.text().startswith("已退出")


def test_the_list_is_copied_as_a_table(page: RegisterPage) -> None:
    page.table.choose_first()
    QTest.keyClick(page.table.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0].startswith("姓名\t性别")
    assert len(lines) == 2


@pytest.mark.parametrize("descending", [False, True])
def test_headers_sort_in_the_database(page: RegisterPage, qtbot: QtBot, descending: bool) -> None:
    with qtbot.waitSignal(page.table.counted):
        page.table._on_header(2)
    if descending:
        with qtbot.waitSignal(page.table.counted):
            page.table._on_header(2)
    births = [row.birth_on for row in map(page.table.model.row_at, range(page.table.count())) if row]
    known = [born for born in births if born]
    assert known == sorted(known, reverse=descending)


def test_an_empty_register_teaches(
    make_context: MakeContext, empty_app: Application, navigator: FakeNavigator, qtbot: QtBot
) -> None:
    page = RegisterPage(make_context(empty_app))
    with qtbot.waitSignal(page.table.counted):
        shown(page, qtbot)
    assert page.table.empty.isVisible()
    page.table.empty.button.click()
    assert navigator.opened == [("import", {"kind": "register"})]


def test_keys_lead_on(page: RegisterPage, navigator: FakeNavigator, qtbot: QtBot) -> None:
    QTest.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(navigator.opened))
    assert navigator.opened == [("editor", {"uid": None})]
    page.table.choose_first()
    assert page.record_visit()
    assert [key for key, _params in navigator.opened][-1:] == ["visit"]


def test_a_narrow_page_lets_the_least_needed_columns_go(page: RegisterPage) -> None:
    page.resize(560, 500)
    page._fit_columns()
    keys = [
        column.key
        for number, column in enumerate(page.table.model.columns)
        if not page.table.view.isColumnHidden(number)
    ]
    assert keys[0] == "name"
    assert "state" in keys
    assert "id_number" not in keys


def test_the_register_is_exported_as_a_workbook(
    page: RegisterPage, app: Application, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "名册"
    monkeypatch.setattr(list_page, "choose", lambda *_a, **_k: "full")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a: (str(out), ""))
    page.export_button.click()
    qtbot.waitUntil(lambda: not page.context.jobs.running())
    again = app.imports.preview(app.actor, out.with_suffix(".xlsx"))
    assert (again.created, again.updated) == (0, 0)
    assert again.unchanged == page.table.count()
