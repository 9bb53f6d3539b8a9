"""自查 through the window: listed, explained by keys alone, taken back, opened from the exchange."""

from __future__ import annotations

from datetime import date
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from desktop_app.domain.irregularity_facts import THRESHOLD_BOUNDS
from desktop_app.domain.terms import IrregularityKind, Mode, Outcome, UserRole
from desktop_app.services.actor import Actor
from desktop_app.services.visit_drafts import VisitDraft
from desktop_app.ui.exchange.page import ExchangePage
from desktop_app.ui.register.person_page import PersonPage
from desktop_app.ui.self_check.limits_dialog import LimitsDialog
from desktop_app.ui.self_check.page import SelfCheckPage
from desktop_app.ui.today.page import TodayPage
from desktop_app.ui.visits.form_page import VisitPage
from tests.ui.accessibility.test_every_page import complaints
from tests.ui.made_up_home import LONG_NAME, Desk

CTRL = Qt.KeyboardModifier.ControlModifier
TEXT = "老人身体状况良好，精神状态佳，饮食起居正常，家中用火用电安全，无异常情况，已叮嘱注意保暖。"
NAMES = ("王桂兰", "李福", LONG_NAME)


def plant(desk: Desk) -> None:
    """Three doors in two minutes on one day, and one note for three people."""
    app = desk.app
    visitor = next(one.uid for one in app.register.visitors(app.actor) if one.name == "海棠")
    for number, name in enumerate(NAMES):
        for day, time, summary in ((16, f"10:0{number}", None), (10 + number, None, f"{name}{TEXT}")):
            app.visits.record(
                app.actor,
                VisitDraft(
                    elder_uid=desk.uid(name),
                    visited_on=date(2026, 11, day),
                    visited_time=time,
                    mode=Mode.IN_PERSON.value,
                    outcome=Outcome.MET_IN_PERSON.value,
                    visitor_uid=visitor,
                    summary=summary,
                ),
            )


def opened(desk: Desk) -> SelfCheckPage:
    plant(desk)
    page = cast(SelfCheckPage, desk.open("self-check"))
    desk.qtbot.waitUntil(lambda: page.table.count() == 2, timeout=20_000)
    desk.settle()
    return page


def states(page: SelfCheckPage) -> list[tuple[IrregularityKind, bool]]:
    rows = [page.table.model.row_at(number) for number in range(page.table.count())]
    return [(row.kind, row.explanation is not None) for row in rows if row is not None]


def links(page: SelfCheckPage) -> list[QPushButton]:
    made = cast("list[QPushButton]", page.detail.findChildren(QPushButton))
    return [one for one in made if one.isVisible()]


def test_an_empty_month_says_so_and_leads_back_to_today(empty_desk: Desk) -> None:
    page = cast(SelfCheckPage, empty_desk.open("self-check"))
    assert "2026年11月没有需要说明的地方" in page.table.empty.sentence.text()
    assert not page.detail.isVisible()
    page.explain()
    assert page.dialog is None
    page.table.empty.button.click()
    empty_desk.settle()
    assert isinstance(empty_desk.page(), TodayPage)


def test_what_was_seen_is_listed_by_kind_with_counts_links_and_a_neutral_word(desk: Desk) -> None:
    page = opened(desk)
    assert states(page) == [(IrregularityKind.SAME_WORDS, False), (IrregularityKind.TOO_FAST, False)]
    assert page.summary.text() == "2026年11月自查：2 处，已说明 0 处。"
    assert "不代表有错" in page.why.text()
    assert "文字雷同（1 处，已说明 0）" in [
        page.kind.combo.itemText(at) for at in range(page.kind.combo.count())
    ]
    assert page.detail.seen.text().startswith("3位老年人的3次探访")
    assert links(page)[0].text() == "王桂兰 2026-11-10"
    assert complaints(page) == []
    page.kind.set_value(IrregularityKind.TOO_FAST.value)
    desk.settle()
    assert [kind for kind, _told in states(page)] == [IrregularityKind.TOO_FAST]
    links(page)[0].click()
    desk.settle()
    assert isinstance(desk.page(), VisitPage)


def test_two_things_are_explained_at_once_by_keys_alone_and_taken_back(desk: Desk) -> None:
    page = opened(desk)
    assert QApplication.focusWidget() is page.table.view
    desk.press(Qt.Key.Key_A, CTRL)
    desk.press(Qt.Key.Key_F4)
    dialog = page.dialog
    assert dialog is not None
    desk.qtbot.waitUntil(dialog.isVisible, timeout=5000)
    assert complaints(dialog) == []
    assert dialog.focusWidget() is dialog.text.text
    QTest.keyClick(dialog.text.text, Qt.Key.Key_Return, CTRL)
    assert page.dialog is dialog, "without a word nothing is saved"
    dialog.text.text.insertPlainText("几户在一起晒太阳。")
    QTest.keyClick(dialog.text.text, Qt.Key.Key_Return, CTRL)
    desk.qtbot.waitUntil(lambda: states(page)[0][1], timeout=20_000)
    assert all(told for _kind, told in states(page))
    assert page.summary.text().endswith("已说明 2 处。")
    assert "王秀英 2026-11-22 说明：几户在一起晒太阳。" in page.detail.said.text()
    assert desk.app.self_check.waiting(desk.app.actor) == 0
    desk.qtbot.waitUntil(desk.window.undo_notice.can_undo, timeout=20_000)
    with desk.qtbot.waitActive(desk.window):  # there is no window manager here to do it
        desk.window.activateWindow()
    desk.press(Qt.Key.Key_Z, CTRL)
    desk.qtbot.waitUntil(lambda: not states(page)[0][1], timeout=20_000)


def test_what_was_said_stands_in_the_form_again_and_what_is_typed_survives_until_saved(desk: Desk) -> None:
    page = opened(desk)
    row = page.table.current()
    assert row is not None
    desk.app.self_check.explain(desk.app.actor, row.about, row.kind, row.month, "统一说法。")
    desk.qtbot.waitUntil(lambda: any(told for _kind, told in states(page)), timeout=20_000)
    desk.settle()
    page.table.opened.emit(next(one for one in page._rows if one.about == row.about))
    desk.settle()
    dialog = page.dialog
    assert dialog is not None
    assert dialog.text.value() == "统一说法。"
    dialog.text.set_value("长" * 401)
    QTest.keyClick(dialog.text.text, Qt.Key.Key_Return, CTRL)
    desk.settle()
    assert page.dialog is dialog
    assert "400" in dialog.form.row("text").error.text()
    dialog.text.set_value("统一说法。")
    dialog.reject()


def test_a_reader_looks_and_does_not_write(desk: Desk) -> None:
    plant(desk)
    desk.app.actor = Actor("李志强", UserRole.READER)
    page = cast(SelfCheckPage, desk.open("self-check"))
    desk.qtbot.waitUntil(lambda: page.table.count() == 2, timeout=20_000)
    desk.press(Qt.Key.Key_F4)
    desk.press(Qt.Key.Key_Return)
    assert page.dialog is None
    links(page)[0].click()
    desk.settle()
    assert isinstance(desk.page(), PersonPage)


def test_the_exchange_page_says_how_many_and_opens_the_list(desk: Desk) -> None:
    plant(desk)
    page = cast(ExchangePage, desk.open("exchange"))
    desk.qtbot.waitUntil(lambda: "2 处" in page.self_check.words.text(), timeout=20_000)
    assert page.self_check.words.text() == "自查（上月和本月）：2 处，已说明 0 处。"
    assert page.export.isEnabled()
    page.self_check.look.click()
    desk.settle()
    assert isinstance(desk.page(), SelfCheckPage)


def test_an_officer_says_from_where_on_something_is_listed_and_goes_back_to_the_usual(desk: Desk) -> None:
    page = opened(desk)
    usual = desk.app.self_check.thresholds(desk.app.actor)
    dialog = limits(desk, page)
    assert complaints(dialog) == []
    for name, (_least, most) in THRESHOLD_BOUNDS.items():
        assert dialog.form.row(name).field.value() == getattr(usual, name) <= most
    dialog.form.set_values({"words_times": 1})
    QTest.keyClick(dialog.form.focusWidget(), Qt.Key.Key_Return, CTRL)
    assert dialog.isVisible(), "a number that cannot be is refused beside its field"
    assert dialog.form.row("words_times").error.text()
    dialog.form.set_values({"words_times": 3, "pair_minutes": 1, "trio_minutes": 1})
    QTest.keyClick(dialog.form.focusWidget(), Qt.Key.Key_Return, CTRL)
    desk.qtbot.waitUntil(lambda: page.table.count() == 1, timeout=20_000)
    assert desk.app.self_check.thresholds(desk.app.actor).trio_minutes == 1
    dialog = limits(desk, page)
    dialog.usual_button.click()
    dialog.save_now()
    desk.qtbot.waitUntil(lambda: page.table.count() == 2, timeout=20_000)
    assert desk.app.self_check.thresholds(desk.app.actor) == usual


def limits(desk: Desk, page: SelfCheckPage) -> LimitsDialog:
    page.limits_button.click()
    desk.qtbot.waitUntil(lambda: any(each.isVisible() for each in dialogs(desk)), timeout=5000)
    return next(each for each in dialogs(desk) if each.isVisible())


def dialogs(desk: Desk) -> list[LimitsDialog]:
    return cast("list[LimitsDialog]", desk.window.findChildren(LimitsDialog))
