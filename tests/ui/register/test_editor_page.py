"""The editor: saving by keyboard, problems beside fields, drafts, the same id number, dated facts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.bootstrap import Application
from desktop_app.domain.terms import Category, Sex, WillingnessKind
from desktop_app.services.register_drafts import ElderDraft, SpanDraft
from desktop_app.ui.lookup_field import LookupField
from desktop_app.ui.page import PageContext
from desktop_app.ui.register.draft_content import from_content, from_detail, to_content
from desktop_app.ui.register.editor_page import EditorPage
from desktop_app.ui.register.editor_start import FORM, NEW
from desktop_app.ui.register.spans_field import SpansField
from desktop_app.ui.register.visitor_dialog import VisitorDialog
from tests.ui.register.conftest import FakeNavigator
from tests.ui.register.made_up import TODAY, add_extreme, extreme_draft, made_up_id

Commit = Callable[[QWidget, str], None]


@pytest.fixture
def page(context: PageContext, qtbot: QtBot) -> EditorPage:
    made = EditorPage(context)
    qtbot.addWidget(made)
    made.resize(1200, 640)
    with qtbot.waitExposed(made):
        made.show()
    opened(made, None, qtbot)
    return made


def opened(page: EditorPage, uid: str | None, qtbot: QtBot) -> None:
    page.activate(uid=uid)
    qtbot.waitUntil(page.is_ready)


def fill(page: EditorPage, commit: Commit, name: str = "敖·朝鲁𠮷") -> None:
    commit(page.form.name.line, name)
    page.form.village.set_value(page.context.app.register.villages(page.context.app.actor)[0].code)


def test_a_new_elder_is_saved_with_the_keyboard(
    page: EditorPage, app: Application, navigator: FakeNavigator, commit: Commit, qtbot: QtBot
) -> None:
    fill(page, commit)
    page.form.id_number.set_value(made_up_id())
    assert page.form.name.count.text().startswith("5/50")
    assert "1943-05-08" in page.form.id_number.told.text()
    assert page.form.sex.value() is Sex.FEMALE
    assert page.form.birth_on.value() == date(1943, 5, 8)
    page.form.categories.chips.set_value({Category.LIVING_ALONE})
    page.form.phone.set_value("无电话")
    QTest.keyClick(page.form.name.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(navigator.opened))
    key, params = navigator.opened[-1]
    assert key == "person"
    detail = app.register.get(app.actor, params["uid"])
    assert (detail.name, detail.phone) == ("敖·朝鲁𠮷", None)
    assert [(span.category, span.from_on) for span in detail.categories] == [("living_alone", TODAY)]
    page.context.undo.undo()
    qtbot.waitUntil(lambda: not page.context.jobs.running())
    assert not app.register.find(app.actor, "敖·朝鲁𠮷")


def test_problems_stand_beside_their_fields(page: EditorPage, commit: Commit) -> None:
    page._on_save()
    assert page.form.row("name").error.text()
    assert page.form.row("village_code").error.text()
    commit(page.form.name.line, "𠮷" * 51)
    page.form.id_number.set_value("1.50425E+17")
    page._on_save()
    assert "50" in page.form.row("name").error.text()
    assert page.form.row("id_number").error.text()


def test_a_wrong_check_digit_is_pointed_out_but_not_refused(
    page: EditorPage, app: Application, navigator: FakeNavigator, commit: Commit, qtbot: QtBot
) -> None:
    fill(page, commit)
    right = made_up_id("15042519500101004")
    page.form.id_number.set_value(right[:17] + ("0" if right[17] != "0" else "1"))
    assert "校验位" in page.form.id_number.doubt.text()
    page._on_save()
    qtbot.waitUntil(lambda: bool(navigator.opened))
    assert app.register.get(app.actor, navigator.opened[-1][1]["uid"]).id_doubt == "check_digit"


def test_the_same_id_number_leads_to_the_other_file(
    page: EditorPage, app: Application, navigator: FakeNavigator, commit: Commit, qtbot: QtBot
) -> None:
    uid = add_extreme(app)
    fill(page, commit)
    page.form.id_number.set_value(made_up_id())
    qtbot.waitUntil(page.form.id_number.open_button.isVisible)
    page._on_save()
    qtbot.waitUntil(lambda: bool(page.form.row("id_number").error.text()))
    page.form.id_number.open_button.click()
    assert navigator.opened[-1] == ("person", {"uid": uid})


def test_what_was_typed_survives_and_is_offered_again(
    page: EditorPage, app: Application, commit: Commit, qtbot: QtBot
) -> None:
    commit(page.form.name.line, "乌云其其格")
    qtbot.waitUntil(lambda: app.drafts.find(app.actor, FORM, NEW) is not None)
    again = EditorPage(page.context)
    qtbot.addWidget(again)
    opened(again, None, qtbot)
    assert again.form.name.value() == "乌云其其格"
    assert again.form.is_dirty()
    assert "已恢复" in page.context.notices.text()
    again._on_drop_draft()
    qtbot.waitUntil(lambda: again.is_ready() and again.form.name.value() == "")
    assert app.drafts.find(app.actor, FORM, NEW) is None


def test_leaving_keeps_a_draft_and_coming_back_shows_it(
    page: EditorPage, app: Application, commit: Commit, qtbot: QtBot
) -> None:
    commit(page.form.name.line, "巴特尔")
    assert page.may_leave()
    assert "草稿" in page.context.notices.text()
    opened(page, None, qtbot)
    assert page.form.name.value() == "巴特尔"
    page._on_drop()
    qtbot.waitUntil(lambda: app.drafts.find(app.actor, FORM, NEW) is None)


def test_an_old_file_opens_clean_and_saving_it_changes_nothing(
    page: EditorPage, app: Application, qtbot: QtBot, navigator: FakeNavigator
) -> None:
    uid = add_extreme(app)
    before = app.register.get(app.actor, uid)
    opened(page, uid, qtbot)
    assert not page.form.is_dirty()
    assert page.form.draft() == from_detail(before)
    page._on_save()
    qtbot.waitUntil(lambda: bool(navigator.opened))
    assert app.register.get(app.actor, uid) == before
    assert not page.context.undo.can_undo(), "nothing was written, so there is nothing to take back"


def test_what_came_in_meanwhile_is_not_overwritten_unseen(
    page: EditorPage, app: Application, commit: Commit, qtbot: QtBot, navigator: FakeNavigator
) -> None:
    uid = add_extreme(app)
    opened(page, uid, qtbot)
    page.form.note.set_value("门前有狗")
    meanwhile = replace(from_detail(app.register.get(app.actor, uid)), address="新址")
    app.register.save(app.actor, meanwhile)
    page._on_save()
    qtbot.waitUntil(lambda: "其他改动" in page.context.notices.text())
    assert app.register.get(app.actor, uid).address == "新址"
    assert page.form.draft().note == "门前有狗"
    assert not navigator.opened


def test_the_next_one_can_be_registered_at_once(page: EditorPage, commit: Commit, qtbot: QtBot) -> None:
    fill(page, commit)
    page.next_button.click()
    qtbot.waitUntil(lambda: page.is_ready() and page.form.name.value() == "")
    assert not page.form.is_dirty()


def test_a_refusal_needs_a_witness_and_a_contact_a_name(page: EditorPage, commit: Commit) -> None:
    fill(page, commit)
    answer = page.form.willingness.add()
    answer.kind.set_value(WillingnessKind.REFUSES)  # type: ignore[attr-defined]  # the row of this field
    contact = page.form.contacts.add()
    contact.phone.set_value("13800138001")  # type: ignore[attr-defined]  # the row of this field
    page._on_save()
    assert "见证人" in answer.error.text()
    assert "姓名" in contact.error.text()


def test_a_visitor_is_added_on_the_way(
    page: EditorPage, app: Application, commit: Commit, qtbot: QtBot
) -> None:
    page.form.visitor.add_button.click()
    dialog = cast("VisitorDialog", page.findChild(VisitorDialog))
    commit(dialog.name.line, "青格乐")
    dialog._on_add()
    qtbot.waitUntil(lambda: page.form.visitor.value() is not None)
    assert "青格乐" in [visitor.name for visitor in app.register.visitors(app.actor)]


def test_drafts_survive_being_written_as_data() -> None:
    draft = extreme_draft("150425202201", "someone")
    assert from_content(to_content(draft)) == draft
    assert from_content({"name": "王", "of_a_later_version": 1}) == ElderDraft(name="王", village_code="")


def test_a_chip_switched_off_ends_the_span_yesterday(qtbot: QtBot) -> None:
    field = SpansField(lambda: TODAY)
    qtbot.addWidget(field)
    stored = SpanDraft(category="disabled", uid="u1", from_on=date(2024, 1, 1))
    field.set_value((stored,))
    assert field.chips.value() == {Category.DISABLED}
    field.chips.set_value({Category.LIVING_ALONE})
    ended, begun = field.value()
    assert (ended.uid, ended.to_on) == ("u1", TODAY - timedelta(days=1))
    assert (begun.category, begun.from_on, begun.to_on) == ("living_alone", TODAY, None)
    field.chips.set_value(())
    assert [span.category for span in field.value()] == ["disabled"], "one begun today is simply taken back"


def test_a_village_is_found_by_part_of_its_name(qtbot: QtBot, commit: Commit) -> None:
    field = LookupField([("1", "达日罕嘎查"), ("2", "达根诺日嘎查"), ("3", "白音查干嘎查")])
    qtbot.addWidget(field)
    field.show()
    commit(field.line, "白音")
    assert field.value() == "3"
    field.line.clear()
    commit(field.line, "嘎查")
    assert field.value() is None
    assert field.problem()
    completer = field.combo.completer()
    assert completer is not None
    completer.setCompletionPrefix("dgn")
    assert completer.currentCompletion() == "达根诺日嘎查"
    field.set_value("9")
    field.set_choices([("9", "新嘎查")])
    assert field.value() == "9"
