"""The editor in full by keyboard: sections, every list, hints, doubles, households, refusals at row and column."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.bootstrap import Application
from desktop_app.domain.dated_facts import PartProblem
from desktop_app.domain.terms import Category, WillingnessKind
from desktop_app.services.local_fields import LocalFieldDraft
from desktop_app.services.register_drafts import (
    BenefitDraft,
    ContactDraft,
    ElderDraft,
    HouseholdDraft,
    ResidenceDraft,
    SpanDraft,
)
from desktop_app.ui.page import PageContext
from desktop_app.ui.register.circumstance_rows import BenefitRow, NoteRow, YuanField
from desktop_app.ui.register.draft_content import from_detail
from desktop_app.ui.register.editor_page import EditorPage
from desktop_app.ui.register.editor_start import FORM
from desktop_app.ui.register.elder_form import ElderForm
from desktop_app.ui.register.household_field import HouseholdDialog
from desktop_app.ui.register.key_choice import KeyChoice
from desktop_app.ui.register.part_rows import ContactRow, ResidenceRow, WillingnessRow
from desktop_app.ui.register.spans_field import SpansField
from tests.ui.register.conftest import FakeNavigator
from tests.ui.register.fullest import fullest_draft
from tests.ui.register.made_up import TODAY, made_up_id

Commit = Callable[[QWidget, str], None]
W = TypeVar("W")
ENTER, SPACE, DOWN = Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Down


@pytest.fixture
def page(context: PageContext, qtbot: QtBot) -> EditorPage:
    made = EditorPage(context)
    qtbot.addWidget(made)
    made.resize(1200, 640)
    made.show()
    with qtbot.waitActive(made):
        made.activateWindow()
    opened(made, None, qtbot)
    return made


def opened(page: EditorPage, uid: str | None, qtbot: QtBot) -> None:
    page.activate(uid=uid)
    qtbot.waitUntil(page.is_ready)


def saved(page: EditorPage, navigator: FakeNavigator, qtbot: QtBot) -> Any:
    """Save with the keyboard and return what the register then holds."""
    press(ENTER, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(navigator.opened))
    app = page.context.app
    return app.register.get(app.actor, navigator.opened[-1][1]["uid"])


def at() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(at(), key, modifier)


def a(kind: type[W], thing: object) -> W:
    assert isinstance(thing, kind)
    return thing


def hint_buttons(box: QWidget) -> list[QPushButton]:
    return cast("list[QPushButton]", box.findChildren(QPushButton))


def village(app: Application) -> tuple[str, str]:
    found = app.register.villages(app.actor)[0]
    return found.code, found.name


def test_the_usual_fields_of_a_new_elder_follow_each_other_by_enter(
    page: EditorPage, app: Application, navigator: FakeNavigator, commit: Commit, qtbot: QtBot
) -> None:
    code, name = village(app)
    form = page.form
    assert at() is form.name.line
    commit(at(), "敖登格日乐")
    press(ENTER)
    assert at() is form.id_number.line
    commit(at(), made_up_id("15042519500101004"))
    press(ENTER)
    assert at() is form.phone.line, "what the id number says need not be passed by hand"
    commit(at(), "13800138000")
    press(ENTER)
    assert at() is form.village.combo
    commit(form.village.line, name)
    press(ENTER)
    assert at() is form.address.line
    press(Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert at() is form.categories.chips.key_targets()[0]
    press(SPACE)
    press(Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    assert at() is form.visitor.combo
    commit(form.visitor.line, app.register.visitors(app.actor)[0].name)
    detail = saved(page, navigator, qtbot)
    assert (detail.name, detail.birth_on, detail.village_code) == ("敖登格日乐", date(1950, 1, 1), code)
    assert [span.category for span in detail.categories] == ["living_alone"]
    assert detail.visitor == app.register.visitors(app.actor)[0].name


def test_every_section_opens_by_its_key_and_folds_by_its_heading(page: EditorPage) -> None:
    assert [section.is_open() for section in page.form.sections] == [True] * 4 + [False] * 6
    for section in page.form.sections:
        QTest.keyClick(page, getattr(Qt.Key, f"Key_{section.key}"), Qt.KeyboardModifier.AltModifier)
        assert section.is_open()
        assert section.isAncestorOf(at())
        assert at().isVisible()
    last = page.form.sections[-1]
    last.fold.setFocus()
    press(SPACE)
    assert not last.is_open()
    assert "已折叠" in last.fold.accessibleName()


def test_enter_passes_over_what_is_folded(page: EditorPage) -> None:
    form = page.form
    assert not form.is_reached(form.row("marital_code"))
    form.go_to(form.sections[6])
    assert form.is_reached(form.row("marital_code"))
    assert form.marital.combo is at()


def test_contacts_with_their_duty_are_filled_in_by_keyboard(
    page: EditorPage, app: Application, navigator: FakeNavigator, commit: Commit, qtbot: QtBot
) -> None:
    page.form.name.set_value("王桂兰")
    page.form.village.set_value(village(app)[0])
    QTest.keyClick(page, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    press(SPACE)  # 添加联系人
    row = a(ContactRow, page.form.contacts.rows[0])
    for text in ("李梅", "女儿", "13900139000"):
        commit(at(), text)
        press(ENTER)
    assert at() is row.more_button, (at().accessibleName(), row.more_button.isVisible())
    press(Qt.Key.Key_Tab)
    assert at() is row.roles.key_targets()[0]
    press(SPACE)
    for field, text in (
        (row.seen_on, "1101"),
        (row.called_on, "昨天"),
        (row.agreement_on, "2024-06-01"),
        (row.agreement_note, "每月300元"),
    ):
        field.key_targets()[0].setFocus()
        commit(at(), text)
    (contact,) = saved(page, navigator, qtbot).contacts
    assert (contact.name, contact.roles, contact.last_seen_on) == ("李梅", ("supporter",), date(2026, 11, 1))
    assert (contact.last_called_on, contact.agreement_on) == (date(2026, 11, 21), date(2024, 6, 1))
    assert "赡养人" in row.rare_words()
    assert "看望 2026-11-01" in row.rare_words()


def test_days_that_contradict_each_other_are_said_before_saving(page: EditorPage, qtbot: QtBot) -> None:
    form = page.form
    form.birth_on.set_value(date(1943, 5, 8))
    span = form.categories.add(SpanDraft(category="disabled", from_on=date(1940, 1, 1)))
    first = form.residences.add(ResidenceDraft(kind="village", from_on=date(2020, 1, 1)))
    second = a(ResidenceRow, form.residences.add(ResidenceDraft(kind="town", from_on=date(2024, 1, 1))))
    form.changed.emit()
    qtbot.waitUntil(lambda: bool(second.error.text()))
    assert "开始日期早于出生日期" in span.error.text()
    assert not first.error.text()
    assert second.error.text().startswith("与第 1 行的日期重叠")
    assert second.from_on.line.property("bad")
    assert form.sections[4].wrong == 1
    assert "要改 1 处" in form.sections[4].told.text()
    a(ResidenceRow, first).to_on.set_value(date(2024, 1, 1))
    qtbot.waitUntil(lambda: not second.error.text())
    assert not form.sections[4].wrong


def test_a_row_just_being_typed_is_not_scolded_until_saving(page: EditorPage) -> None:
    contact = page.form.contacts.add()
    a(ContactRow, contact).phone.set_value("13800138009")
    page.form.judge()
    assert not contact.error.text()
    page.form.name.set_value("王桂兰")
    page.form.village.set_value(page.form.village_choices[0][0])
    assert not page.form.check()
    assert contact.error.text() == "请填写姓名"
    assert at() is a(ContactRow, contact).name.line


def test_a_refusal_of_the_service_lands_on_its_row_and_column(page: EditorPage) -> None:
    form = page.form
    rows = [form.benefits.add(BenefitDraft(kind="other", amount=number)) for number in (1, 2)]
    assert not form.sections[8].is_open()
    error = PartProblem(
        field="benefits", label="享受待遇", row=2, column="amount", reason="金额应在 0 到 100000 元之间"
    )
    assert form.show_error(error)
    assert form.sections[8].is_open()
    assert "金额" in rows[1].error.text()
    assert at() is a(BenefitRow, rows[1]).amount.line


def test_a_refused_elder_is_asked_again_within_six_months(page: EditorPage) -> None:
    row = a(WillingnessRow, page.form.willingness.add())
    row.kind.set_value(WillingnessKind.REFUSES)
    assert row.next_ask_on.value() == date(2027, 5, 22)
    assert "半年内" in row.hint.text()
    row.asked_on.set_value(date(2026, 8, 31))
    assert row.next_ask_on.value() == date(2027, 2, 28)
    row.next_ask_on.set_value(date(2026, 12, 1))
    row.asked_on.set_value(date(2026, 9, 1))
    assert row.next_ask_on.value() == date(2026, 12, 1), "what somebody typed stays"
    row.next_ask_on.set_value(None)
    row.kind.set_value(WillingnessKind.WILLING)
    assert row.next_ask_on.value() is None


def test_hints_offer_and_never_decide(page: EditorPage) -> None:
    form = page.form
    form.birth_on.set_value(date(1943, 5, 8))
    form.living.set_value("alone")
    form.disability_grade.set_value("2")
    form.judge()
    QApplication.processEvents()
    assert not form.categories.value()
    words = form.hints.words()
    assert [next(key for key in ("高龄", "独居", "重残") if key in one) for one in words] == [
        "高龄",
        "独居",
        "重残",
    ]
    for _number in range(3):
        if not form.hints.isAncestorOf(at()):
            next(one for one in hint_buttons(form.hints) if one.isVisible()).setFocus()
        press(SPACE)
        form.judge()
        QApplication.processEvents()
    assert form.categories.holding() == {"oldest_old", "living_alone", "severely_disabled"}
    assert form.hints.isHidden()


def test_somebody_not_yet_sixty_can_be_registered_ahead(
    page: EditorPage, app: Application, navigator: FakeNavigator, qtbot: QtBot
) -> None:
    form = page.form
    form.name.set_value("包小明")
    form.village.set_value(village(app)[0])
    form.birth_on.set_value(date(1970, 1, 1))
    form.judge()
    assert "预先登记" in form.hints.words()[0]
    assert saved(page, navigator, qtbot).birth_on == date(1970, 1, 1)


def test_the_certificate_tells_and_compares(page: EditorPage) -> None:
    form = page.form
    form.id_number.set_value(made_up_id())
    form.certificate.set_value(f"{made_up_id()}42")
    assert "肢体残疾，二级" in form.certificate.told.text()
    form.disability_kind.set_value("5")
    form.judge()
    assert "残疾类别与残疾证号不符" in form.certificate.doubt.text()
    form.disability_kind.set_value(None)
    form.certificate.set_value(f"{made_up_id('15042519500101004')}42")
    form.judge()
    assert "与身份证号不同" in form.certificate.doubt.text()
    form.certificate.set_value("123")
    assert form.certificate.problem()


def test_a_chip_says_what_it_means_when_it_is_reached(page: EditorPage) -> None:
    page.form.go_to(page.form.sections[1])
    assert page.form.categories.meaning.text().startswith("独居：")
    press(Qt.Key.Key_Tab)
    assert page.form.categories.meaning.text().startswith("空巢：")
    assert "依据：" in page.form.categories.meaning.text()


def test_likely_doubles_are_told_quietly_and_opened(
    page: EditorPage, app: Application, navigator: FakeNavigator, qtbot: QtBot
) -> None:
    draft = ElderDraft(name="斯琴高娃", village_code=village(app)[0], birth_on=date(1948, 2, 3), sex="2")
    uid = app.register.save(app.actor, draft)
    page.form.name.set_value("斯琴高娃")
    page.doubles.look()
    assert not page.form.doubles.words(), "a name alone says too little"
    page.form.birth_on.set_value(date(1948, 2, 3))
    qtbot.waitUntil(lambda: bool(page.form.doubles.words()))
    assert "斯琴高娃" in page.form.doubles.words()[0]
    assert "相似度" in page.form.doubles.words()[0]
    hint_buttons(page.form.doubles)[0].click()
    assert navigator.opened[-1] == ("person", {"uid": uid})
    page.form.birth_on.set_value(None)
    qtbot.waitUntil(lambda: not page.form.doubles.words())


def test_a_household_is_found_and_joined_by_keyboard(
    page: EditorPage, app: Application, navigator: FakeNavigator, commit: Commit, qtbot: QtBot
) -> None:
    code, _name = village(app)
    head = HouseholdDraft(head_name="巴特尔", from_on=date(2020, 1, 1))
    app.register.save(app.actor, ElderDraft(name="其木格", village_code=code, household=head))
    page.form.name.set_value("苏日娜")
    page.form.village.set_value(code)
    QTest.keyClick(page, Qt.Key.Key_6, Qt.KeyboardModifier.AltModifier)
    press(SPACE)
    dialog = a(HouseholdDialog, page.findChild(HouseholdDialog))
    qtbot.waitUntil(lambda: dialog.found.count() > 0)
    commit(dialog.search, "其木格")
    qtbot.waitUntil(lambda: dialog.found.count() == 1)
    QTest.keyClick(dialog.search, DOWN)
    dialog.from_on.set_value(date(2024, 5, 1))
    QTest.keyClick(dialog.found, ENTER)
    assert "户主 巴特尔" in page.form.household.coming.text()
    assert "2024-05-01" in page.form.household.coming.text()
    with qtbot.waitActive(page):
        page.activateWindow()
    page.form.name.line.setFocus()
    detail = saved(page, navigator, qtbot)
    (home,) = detail.households
    assert (home.head_name, home.from_on, [name for _uid, name in home.members]) == (
        "巴特尔",
        date(2024, 5, 1),
        ["其木格"],
    )
    opened(page, detail.uid, qtbot)
    assert "其木格" in page.form.household.told.text()
    page.form.household.leave_button.click()
    assert "不再属于任何户" in page.form.household.coming.text()
    page.form.household.keep_button.click()
    assert not page.form.is_dirty()


def test_a_new_household_is_founded_and_survives_as_a_draft(
    page: EditorPage, app: Application, qtbot: QtBot
) -> None:
    page.form.name.set_value("苏日娜")
    page._on_choose_household()
    dialog = a(HouseholdDialog, page.findChild(HouseholdDialog))
    assert dialog.head.value() == "苏日娜"
    dialog.head.set_value("")
    dialog._on_new()
    assert dialog.form.row("head_name").error.text()
    dialog.head.set_value("那顺")
    dialog._on_new()
    assert page.form.household.value() == HouseholdDraft(head_name="那顺")
    assert page.may_leave()
    opened(page, None, qtbot)
    assert page.form.household.value() == HouseholdDraft(head_name="那顺")
    assert "那顺" in page.form.household.coming.text()


def test_local_fields_are_filled_in_by_their_kind(
    page: EditorPage, app: Application, navigator: FakeNavigator, qtbot: QtBot
) -> None:
    for label, kind, choices in (("草场面积", "number", ()), ("取暖方式", "choice", ("煤炉", "电暖"))):
        app.local_fields.save(app.actor, LocalFieldDraft(label=label, kind=kind, choices=choices))
    draft = ElderDraft(name="王桂兰", village_code=village(app)[0], extra={"旧栏目": "旧值"})
    opened(page, app.register.save(app.actor, draft), qtbot)
    extra = page.form.extra
    assert list(extra.cells) == ["草场面积", "取暖方式", "旧栏目"]
    extra.cells["草场面积"].set_value("很多")
    assert not page.form.check()
    assert "数字" in extra.errors["草场面积"].text()
    extra.cells["草场面积"].set_value("1,200")
    extra.cells["取暖方式"].set_value("电暖")
    detail = saved(page, navigator, qtbot)
    assert detail.extra == {"草场面积": "1200", "取暖方式": "电暖", "旧栏目": "旧值"}


def test_everything_opens_clean_and_saving_it_changes_nothing(
    page: EditorPage, app: Application, qtbot: QtBot, navigator: FakeNavigator
) -> None:
    visitor = app.register.visitors(app.actor)[0].uid
    uid = app.register.save(app.actor, fullest_draft(village(app)[0], visitor))
    before = app.register.get(app.actor, uid)
    opened(page, uid, qtbot)
    assert page.form.draft() == from_detail(before)
    assert not page.form.is_dirty()
    assert not any(section.wrong for section in page.form.sections)
    page._on_save()
    qtbot.waitUntil(lambda: bool(navigator.opened))
    assert app.register.get(app.actor, uid) == before
    assert app.drafts.find(app.actor, FORM, uid) is None


def test_an_old_draft_that_knows_less_takes_nothing_away(
    page: EditorPage, app: Application, qtbot: QtBot
) -> None:
    uid = app.register.save(app.actor, fullest_draft(village(app)[0]))
    stored = from_detail(app.register.get(app.actor, uid))
    app.drafts.keep(
        app.actor,
        FORM,
        uid,
        {
            "uid": uid,
            "version": stored.version,
            "name": "改名",
            "village_code": stored.village_code,
            "contacts": [],
        },
    )
    opened(page, uid, qtbot)
    draft = page.form.draft()
    assert (draft.name, draft.contacts) == ("改名", ())
    assert (draft.benefits, draft.health, draft.extra) == (stored.benefits, stored.health, stored.extra)


def test_an_unfinished_row_stays_in_the_draft_and_is_refused_at_its_date(
    page: EditorPage, app: Application, qtbot: QtBot
) -> None:
    page.form.name.set_value("王桂兰")
    page.form.village.set_value(village(app)[0])
    row = a(ResidenceRow, page.form.residences.add())
    row.place.set_value("夏营盘")
    row.from_on.set_value(None)
    note = a(NoteRow, page.form.notes.add())
    note.text.set_value("入冬前清烟道")
    note.noted_on.set_value(None)
    assert page.may_leave()
    opened(page, None, qtbot)
    assert [one.place for one in page.form.draft().residences or ()] == ["夏营盘"]
    assert not page.form.check()
    assert page.form.residences.rows[0].error.text() == "请填写日期"
    assert page.form.notes.rows[0].error.text() == "请填写日期"


def test_a_visitor_or_any_name_covers_a_residence(page: EditorPage, app: Application) -> None:
    visitor = app.register.visitors(app.actor)[0]
    row = a(ResidenceRow, page.form.residences.add())
    row.covered_by.line.setText(visitor.name)
    assert row.covered_by.picked() == (visitor.uid, visitor.name)
    row.covered_by.line.setText("女婿小王")
    assert row.covered_by.picked() == (None, "女婿小王")
    stored = ResidenceDraft(kind="town", from_on=TODAY, covered_by=None, covered_by_uid=visitor.uid)
    row.show_draft(stored)
    assert row.covered_by.combo.currentText() == visitor.name
    assert row.draft() == stored


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("300", 30000),
        ("312.5", 31250),
        ("1,200.05元", 120005),
        ("３００", 30000),
        ("0", 0),
        ("", None),
        ("三百", None),
    ],
)
def test_amounts_are_typed_in_yuan_and_kept_in_cents(qtbot: QtBot, typed: str, amount: int | None) -> None:
    field = YuanField()
    qtbot.addWidget(field)
    field.set_value(typed)
    assert field.amount() == amount
    assert bool(field.problem()) is (typed == "三百")
    field.show_amount(amount)
    assert field.amount() == amount


def test_an_amount_beyond_reason_is_refused_in_the_words_of_the_rule(qtbot: QtBot) -> None:
    field = YuanField()
    qtbot.addWidget(field)
    field.set_value("100000.01")
    assert field.problem() == "金额应在 0 到 100000 元之间"


def test_a_key_of_a_later_version_is_kept(qtbot: QtBot) -> None:
    field = KeyChoice(Category)
    qtbot.addWidget(field)
    field.set_value("of_a_later_version")
    assert field.value() == "of_a_later_version"
    spans = SpansField(lambda: TODAY)
    qtbot.addWidget(spans)
    kept = SpanDraft(category="of_a_later_version", uid="u1")
    spans.set_value((kept,))
    assert spans.value() == (kept,)
    contact = ContactRow(lambda: TODAY)
    qtbot.addWidget(contact)
    stored = ContactDraft(name="李", uid="u2", roles=("emergency", "of_a_later_version"))
    contact.show_draft(stored)
    assert contact.draft() == stored


def test_an_unstated_sex_stays_what_it_is(qtbot: QtBot) -> None:
    form = ElderForm(lambda: TODAY)
    qtbot.addWidget(form)
    stored = replace(form.draft(), name="王", village_code="1", sex="9")
    form.show_draft(stored, saved=True)
    assert form.draft().sex == "9"
