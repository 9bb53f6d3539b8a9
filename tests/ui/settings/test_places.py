"""Places and local fields in the settings: everything by keyboard, each change with an undo offered."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_app.domain.terms import LocalFieldKind
from desktop_app.scheduling.working_days import MarketKind
from desktop_app.services.local_fields import LocalFieldDraft
from desktop_app.ui.settings.local_fields_section import LocalFieldDialog, LocalFieldsSection
from desktop_app.ui.settings.market_dialog import MarketDialog
from desktop_app.ui.settings.page import SettingsPage
from desktop_app.ui.settings.place_dialogs import (
    AddDialog,
    MergeDialog,
    PlaceDialog,
    RecodeDialog,
    RenameDialog,
)
from desktop_app.ui.settings.place_list_dialog import PlaceListDialog
from desktop_app.ui.settings.places_section import PlacesSection
from tests.ui.made_up_home import Desk

CTRL = Qt.KeyboardModifier.ControlModifier


def places(desk: Desk) -> PlacesSection:
    page = desk.open("settings", section="places")
    assert isinstance(page, SettingsPage)
    found = page.sections["places"]
    assert isinstance(found, PlacesSection)
    return found


def fields(desk: Desk) -> LocalFieldsSection:
    page = desk.open("settings", section="fields")
    assert isinstance(page, SettingsPage)
    found = page.sections["fields"]
    assert isinstance(found, LocalFieldsSection)
    return found


def dialog(desk: Desk) -> PlaceDialog | PlaceListDialog | LocalFieldDialog:
    desk.settle()
    found = QApplication.activeModalWidget()
    assert isinstance(found, PlaceDialog | PlaceListDialog | LocalFieldDialog)
    return found


def choose(section: PlacesSection, code: str) -> None:
    at = next(number for number, row in enumerate(section.rows()) if row.code == code)
    section.table.choose_id(at)


def save(desk: Desk, shown: PlaceDialog | PlaceListDialog | LocalFieldDialog) -> None:
    QTest.keyClick(QApplication.focusWidget() or shown, Qt.Key.Key_Return, CTRL)
    desk.settle()


def test_a_place_is_found_by_a_former_name_and_renamed_by_keyboard(desk: Desk) -> None:
    section = places(desk)
    assert len(section.rows()) == 10
    first, second = section.rows()[0], section.rows()[1]
    choose(section, first.code)
    section.table.view.setFocus(Qt.FocusReason.OtherFocusReason)
    desk.press(Qt.Key.Key_Return)
    shown = dialog(desk)
    assert isinstance(shown, RenameDialog)
    assert "在册 2 人" in shown.told.text()
    shown.name.set_value(second.name)
    save(desk, shown)
    assert "同名" in shown.form.row("name").error.text()
    shown.name.set_value("新诺日嘎查")
    save(desk, shown)
    section.search.setText(first.name)
    section.search.searched.emit(first.name)
    (row,) = section.rows()
    assert (row.name, row.former_names) == ("新诺日嘎查", ((first.name, date(2026, 11, 21)),))
    assert desk.window.undo_notice.undo()
    desk.settle()
    assert [each.name for each in section.rows()] == [first.name]


def test_a_local_node_gets_its_code_and_is_merged_and_undone(desk: Desk) -> None:
    section = places(desk)
    section.add.click()
    shown = dialog(desk)
    assert isinstance(shown, AddDialog)
    save(desk, shown)
    assert shown.form.row("name").error.text()
    shown.name.set_value("查干营子")
    save(desk, shown)
    assert section.table.current() is not None
    assert section.recode.text() == "给正式代码"

    section.recode.click()
    recoding = dialog(desk)
    assert isinstance(recoding, RecodeDialog)
    assert "还没有人员" in recoding.told.text()
    recoding.code.set_value("150426202299")
    save(desk, recoding)
    assert "前6位" in recoding.form.row("code").error.text()
    recoding.code.set_value("150425202299")
    save(desk, recoding)
    current = section.table.current()
    assert current is not None
    assert current.code == "150425202299"
    assert [row.name for row in section.rows() if row.ended] == ["查干营子"]

    lived_in = next(row for row in section.rows() if row.people)
    choose(section, lived_in.code)
    section.merge.click()
    merging = dialog(desk)
    assert isinstance(merging, MergeDialog)
    assert "2 人" in merging.told.text()
    merging.into.set_value("150425202299")
    save(desk, merging)
    assert next(row for row in section.rows() if row.code == "150425202299").people == 2
    choose(section, lived_in.code)
    assert not section.rename.isEnabled()
    assert not section.merge.isEnabled()
    assert desk.window.undo_notice.undo()
    desk.settle()
    assert next(row for row in section.rows() if row.code == lived_in.code).people == 2


def test_a_place_without_people_is_closed(desk: Desk) -> None:
    section = places(desk)
    busy = next(row for row in section.rows() if row.people)
    choose(section, busy.code)
    assert not section.close_place.isEnabled()
    idle = next(row for row in section.rows() if not row.files)
    choose(section, idle.code)
    section.close_place.click()
    save(desk, dialog(desk))
    assert [row.code for row in section.rows() if row.ended] == [idle.code]


def test_a_list_is_shown_before_it_is_taken(desk: Desk, tmp_path: Path) -> None:
    section = places(desk)
    path = tmp_path / "名单.csv"
    lines = [f"{row.code},{row.name}" for row in section.rows()]
    path.write_text("\n".join(["代码,名称", *lines, "150425202301,新村嘎查"]), "utf-8")
    shown = section.open_list(str(path))
    assert dialog(desk) is shown
    assert shown.save.isEnabled()
    save(desk, shown)
    assert "新村嘎查" in {row.name for row in section.rows()}
    assert desk.window.undo_notice.undo()
    desk.settle()
    assert "新村嘎查" not in {row.name for row in section.rows()}


def test_a_list_with_broken_lines_or_of_elsewhere_cannot_be_taken(desk: Desk, tmp_path: Path) -> None:
    section = places(desk)
    path = tmp_path / "名单.csv"
    for text, words in (
        ("代码,名称\n150425202201,甲\n1.5E+11,乙\n", "读到本旗县区 1 行"),
        ("代码,名称\n150426202201,甲\n", "没有本旗县区"),
    ):
        path.write_text(text, "utf-8")
        shown = section.open_list(str(path))
        dialog(desk)
        assert words in shown.told.text()
        assert not shown.save.isEnabled()
        shown.reject()


def test_fields_are_added_changed_moved_and_retired(desk: Desk) -> None:
    section = fields(desk)
    section.add.click()
    shown = dialog(desk)
    assert isinstance(shown, LocalFieldDialog)
    shown.label.set_value("姓名")
    save(desk, shown)
    assert "换个叫法" in shown.form.row("label").error.text()
    shown.label.set_value("取暖方式")
    shown.kind.set_value(LocalFieldKind.CHOICE)
    save(desk, shown)
    assert shown.form.row("choices").error.text()
    shown.choices.set_value("煤炉、电暖器\n集中供热")
    save(desk, shown)
    app = desk.app
    (row,) = app.local_fields.list(app.actor)
    assert row.choices == ("煤炉", "电暖器", "集中供热")

    app.local_fields.save(app.actor, LocalFieldDraft(label="牲畜头数", kind="number"))
    section.refresh()
    desk.settle()
    section.down.click()
    desk.settle()
    assert [each.label for each in app.local_fields.list(app.actor)] == ["牲畜头数", "取暖方式"]
    section.edit.click()
    changing = dialog(desk)
    assert isinstance(changing, LocalFieldDialog)
    changing.label.set_value("冬季取暖")
    save(desk, changing)
    assert [each.label for each in app.local_fields.list(app.actor)] == ["牲畜头数", "冬季取暖"]
    section.retire.click()
    desk.settle()
    assert [each.label for each in app.local_fields.list(app.actor)] == ["牲畜头数"]
    assert desk.window.undo_notice.undo()
    desk.settle()
    assert [each.label for each in app.local_fields.list(app.actor)] == ["牲畜头数", "冬季取暖"]


def test_the_market_days_of_a_village_are_written_read_back_and_undone(desk: Desk) -> None:
    section = places(desk)
    first = section.rows()[0]
    choose(section, first.code)
    section.market.click()
    shown = dialog(desk)
    assert isinstance(shown, MarketDialog)
    assert shown.form.row("numbers").isHidden()
    shown.kind.set_value(MarketKind.LUNAR)
    shown.numbers.set_value("三八")
    save(desk, shown)
    assert "1 至 30" in shown.form.row("numbers").error.text()
    shown.numbers.set_value("3，8")
    assert shown.told.text() == "农历逢3、8赶集，这些天不排探访。"
    save(desk, shown)
    assert section.market_words(first) == "农历逢3、8赶集"
    section.market.click()
    again = dialog(desk)
    assert isinstance(again, MarketDialog)
    assert again.text() == "lunar:3,8"
    again.kind.set_value(None)
    save(desk, again)
    assert section.market_words(first) == ""
    assert desk.window.undo_notice.undo()
    desk.settle()
    assert section.market_words(first) == "农历逢3、8赶集"
