"""The list of the register: search, filters, order, copying, and the ways on from it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.bootstrap import Application
from desktop_app.domain.terms import Category, DutyState
from desktop_app.storage.queries.elders import ElderFilter
from desktop_app.ui.kit import Sort
from desktop_app.ui.page import PageContext
from desktop_app.ui.register import list_page
from desktop_app.ui.register.access_notes import PurposeDialog
from desktop_app.ui.register.columns import ListMemory
from desktop_app.ui.register.columns_dialog import ColumnsDialog
from desktop_app.ui.register.filter_panel import FilterPanel
from desktop_app.ui.register.list_page import RegisterPage
from desktop_app.ui.register.views_menu import NameDialog
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
    assert page.table.empty.button.text() == "清除搜索和筛选"
    with qtbot.waitSignal(page.table.counted):
        page.table.empty.button.click()
    qtbot.waitUntil(lambda: not page.context.jobs.running())
    assert page.search.text() == ""
    assert page.table.count() > 20


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
    assert known == sorted(known, reverse=not descending), "the list is of ages"


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
    page.export_action.trigger()
    dialog = cast("PurposeDialog", page.findChild(PurposeDialog))
    dialog._on_decided()
    assert not out.with_suffix(".xlsx").exists(), "full numbers leave only with reason and recipient"
    dialog.recipient.set_value("旗民政局")
    dialog.reason.set_value("上报季度台账")
    dialog._on_decided()
    qtbot.waitUntil(lambda: not page.context.jobs.running())
    (note,) = app.access_log.list(app.actor)
    assert (note.recipient, note.reason) == ("旗民政局", "上报季度台账")
    again = app.imports.preview(app.actor, out.with_suffix(".xlsx"))
    assert (again.created, again.updated) == (0, 0)
    assert again.unchanged == page.table.count()


def test_shift_and_a_header_sort_by_several_columns(
    page: RegisterPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [column.key for column in page.table.model.columns]
    with qtbot.waitSignal(page.table.counted):
        page.table._on_header(keys.index("tier"))
    shift = Qt.KeyboardModifier.ShiftModifier
    monkeypatch.setattr(QGuiApplication, "keyboardModifiers", staticmethod(lambda: shift))
    with qtbot.waitSignal(page.table.counted):
        page.table._on_header(keys.index("age"))
    assert page.table.sort() == Sort("tier", then=(Sort("age"),))
    title = page.table.model.headerData(keys.index("age"), Qt.Orientation.Horizontal)
    assert title == "年龄 ▲2"
    rows = [row for row in map(page.table.model.row_at, range(page.table.count())) if row]
    tiers = [("high", "key", "general", None).index(row.tier) for row in rows]
    assert tiers == sorted(tiers)
    assert ListMemory(page.context.settings).sort() == page.table.sort()


def test_columns_and_order_are_chosen_by_keyboard_and_remembered(
    page: RegisterPage, make_context: MakeContext, app: Application, qtbot: QtBot
) -> None:
    dialog = ColumnsDialog(("name", "age", "village"), Sort("name"), page)
    qtbot.addWidget(dialog)
    dialog.decided.connect(page._on_columns)
    keys = QTest.keyClick
    keys(dialog.list, Qt.Key.Key_Down)
    keys(dialog.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    keys(dialog.list, Qt.Key.Key_S)
    keys(dialog.list, Qt.Key.Key_S)
    keys(dialog.list, Qt.Key.Key_Up)
    keys(dialog.list, Qt.Key.Key_Space)
    assert dialog.shown() == ("name", "age")
    with qtbot.waitSignal(page.table.counted):
        keys(dialog.list, Qt.Key.Key_Return)
    assert [column.key for column in page.visible_columns()] == ["name", "age"]
    assert page.table.sort() == Sort("name", then=(Sort("age", True),))
    page.table.dragged.emit("name", 12.5)
    again = RegisterPage(make_context(app))
    qtbot.addWidget(again)
    assert [column.key for column in again.table.model.columns] == ["name", "age"]
    assert again._widths == {"name": 12.5}


def test_other_conditions_stand_as_chips_that_a_key_takes_away(page: RegisterPage, qtbot: QtBot) -> None:
    wanted = ElderFilter(age_from=70, missing=("id_number", "phone"), categories=("disabled", "dementia"))
    with qtbot.waitSignal(page.table.counted):
        page.filters._on_decided(wanted)
    assert [chip.text().split("  ")[0] for chip in page.filters.chips] == [
        "类别：残疾、失智",
        "缺项：无身份证号、无电话",
        "70 岁及以上",
    ]
    assert page.wanted() == wanted
    with qtbot.waitSignal(page.table.counted):
        QTest.keyClick(page.filters.chips[1], Qt.Key.Key_Delete)
    assert page.wanted() == ElderFilter(age_from=70, categories=("disabled", "dementia"))
    with qtbot.waitSignal(page.table.counted):
        page.filters.category.set_value(Category.LIVING_ALONE)
    assert page.wanted() == ElderFilter(age_from=70, category="living_alone")
    with qtbot.waitSignal(page.table.counted):
        page.filters.clear.click()
    assert page.wanted() == ElderFilter()


def test_the_panel_gives_back_the_filter_it_was_given(page: RegisterPage, qtbot: QtBot) -> None:
    village = page.context.app.register.villages(page.context.app.actor)[0]
    wanted = ElderFilter(
        text="王",
        special=False,
        villages=(village.code,),
        categories=("living_alone", "disabled"),
        all_categories=True,
        tiers=("high", "key"),
        states=("overdue",),
        age_from=70,
        age_to=90,
        overdue_days=3,
        missing=("phone",),
        living=("alone",),
        residency=("both",),
        willingness=("refuses",),
        everybody=True,
    )
    panel = FilterPanel(wanted, {village.code: village.name}, {}, page)
    qtbot.addWidget(panel)
    assert panel.wanted() == wanted
    panel.age_to.set_value(60)
    panel.decide()
    assert panel.isVisible() or panel.result() == 0, "an empty stretch of ages is refused"
    panel._show(ElderFilter())
    assert panel.wanted() == ElderFilter(text="王")


def test_a_list_is_saved_under_a_name_and_shown_again(page: RegisterPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.table.counted):
        page.filters.set_filter(ElderFilter(special=True, age_from=80))
        page.filters.changed.emit()
    page.views.ask_name()
    [dialog] = cast("list[NameDialog]", page.findChildren(NameDialog))
    dialog.name.set_value("高龄特殊困难")
    dialog._on_named()
    qtbot.waitUntil(lambda: len(page.views.views) == 1)
    with qtbot.waitSignal(page.table.counted):
        page.filters.clear.click()
    page.activateWindow()
    page.search.setFocus()
    qtbot.waitUntil(page.search.hasFocus)
    with qtbot.waitSignal(page.table.counted):
        QTest.keyClick(page.search, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert page.wanted() == ElderFilter(special=True, age_from=80)


def test_copying_says_how_many_and_leaves_hidden_columns_out(page: RegisterPage, qtbot: QtBot) -> None:
    page._show_columns(("name", "id_number"))
    with qtbot.waitSignal(page.copied) as caught:
        QTest.keyClick(
            page.table.view,
            Qt.Key.Key_C,
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
        )
    assert caught.args == [page.table.count()]
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0] == "姓名\t身份证号"
    assert len(lines) == page.table.count() + 1
    assert all("****" in line for line in lines[1:] if line.split("\t")[1])


def test_the_page_tells_who_is_shown_and_selected(page: RegisterPage) -> None:
    page.table.view.selectAll()
    assert page.selected_ids() == list(page.shown_ids())
    assert len(page.selected_ids()) == page.table.count()
