"""Notices are told one over the other, none is lost, and only those that need nobody go by themselves."""

from __future__ import annotations

from typing import cast

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.ui.kit import notices
from desktop_app.ui.kit.notices import Notice, NoticeBar, UndoNotice


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(900, 200)
    line = QLineEdit(made)
    made.show()
    line.setFocus()
    return made


@pytest.fixture
def bar(window: QWidget) -> NoticeBar:
    made = NoticeBar(window)
    made.setGeometry(0, 100, 900, 50)
    return made


def button_saying(bar: QWidget, words: str) -> QPushButton:
    made = cast("list[QPushButton]", bar.findChildren(QPushButton))
    return next(each for each in made if each.text() == words)


def test_the_newest_notice_stands_on_top_and_none_is_lost(bar: NoticeBar) -> None:
    for level, text in (("info", "甲"), ("overdue", "乙"), ("soon", "丙"), ("done", "丁")):
        bar.show_notice(level, text)
    assert bar.text() == "丁"
    assert [each.text for each in bar.others()] == ["乙", "丙", "甲"]
    assert button_saying(bar, "另有 3 条").isVisible()


def test_the_same_words_are_told_once(bar: NoticeBar) -> None:
    bar.show_notice("soon", "甲")
    bar.show_notice("info", "乙")
    bar.show_notice("soon", "甲")
    assert bar.text() == "甲"
    assert [each.text for each in bar.others()] == ["乙"]


def test_dismissing_brings_the_most_important_of_the_others(bar: NoticeBar) -> None:
    for level, text in (("overdue", "甲"), ("info", "乙"), ("done", "丙")):
        bar.show_notice(level, text)
    bar.dismiss()
    assert bar.text() == "甲"
    bar.dismiss()
    bar.dismiss()
    assert bar.text() == ""
    bar.dismiss()
    assert bar.others() == []


def test_the_others_are_listed_by_importance_and_can_be_fetched(bar: NoticeBar) -> None:
    for level, text in (("info", "甲"), ("overdue", "乙"), ("done", "丙")):
        bar.show_notice(level, text)
    button_saying(bar, "另有 2 条").click()
    menu = cast("QMenu", bar.findChild(QMenu))
    entries = [each for each in menu.actions() if not each.isSeparator()]
    assert [each.text() for each in entries] == ["乙", "甲", "全部关闭"]
    entries[1].trigger()
    assert bar.text() == "甲"
    entries[2].trigger()
    assert bar.text() == ""
    menu.close()


def test_only_what_needs_nobody_goes_by_itself(
    bar: NoticeBar, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "LEAST_SECONDS", 0.01)
    monkeypatch.setattr(notices, "SECONDS_A_LETTER", 0.0)
    bar.show_notice("overdue", "磁盘写满了")
    bar.show_notice("info", "选中的人都已返回。")
    qtbot.waitUntil(lambda: bar.text() == "磁盘写满了")
    qtbot.wait(40)
    assert bar.text() == "磁盘写满了"


def test_a_longer_text_stands_longer_and_a_button_gets_time_to_be_reached() -> None:
    short, long = Notice("info", "好"), Notice("info", "好" * 40)
    assert short.reading_ms() == 12_000
    assert short.reading_ms() < long.reading_ms() <= 45_000
    assert Notice("done", "好", "打开").reading_ms() == 20_000
    assert Notice("overdue", "坏").stays()
    assert not short.stays()


def test_a_notice_does_not_go_while_mouse_or_keyboard_is_on_it(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "LEAST_SECONDS", 0.02)
    monkeypatch.setattr(notices, "SECONDS_A_LETTER", 0.0)
    monkeypatch.setattr(notices, "SECONDS_FOR_ACTION", 0.0)
    window = QWidget()
    qtbot.addWidget(window)
    bar = NoticeBar(window)
    window.show()
    with qtbot.waitActive(window):
        window.activateWindow()
    bar.show_notice("info", "已导出", "打开")
    here = QPointF(1, 1)
    QApplication.sendEvent(bar, QEnterEvent(here, here, here))
    qtbot.wait(60)
    assert bar.text() == "已导出"
    button_saying(bar, "打开").setFocus()
    QApplication.sendEvent(bar, QEvent(QEvent.Type.Leave))
    qtbot.wait(60)
    assert bar.text() == "已导出"
    QTest.keyClick(button_saying(bar, "打开"), Qt.Key.Key_Space)
    assert bar.text() == ""


def test_after_the_time_for_undo_it_says_where_to_undo_later(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(800, 400)
    window.show()
    note, undone = UndoNotice(window), list[int]()
    note.offer("已保存 3 人", lambda: undone.append(1), later="已保存 3 人；以后可在 设置 › 最近操作 撤销")
    assert note.can_undo()
    note._timer.timeout.emit()
    assert not note.can_undo()
    assert any("最近操作" in each.text() for each in cast("list[QLabel]", note.findChildren(QLabel)))
    assert not note.isHidden()
    note._timer.timeout.emit()
    assert note.isHidden()
    note.offer("已复制")
    note._timer.timeout.emit()
    assert note.isHidden()
    assert undone == []
