"""Errors reach the user as what happened, whether the data is safe, and what to do."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import cast

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.domain.errors import FieldProblem, NotAllowed, SurroundingsError
from desktop_app.progress import Cancelled
from desktop_app.ui.kit import Dialog, ErrorDialog, NoticeBar
from desktop_app.ui.presenter import Presenter, bug_number, describe


def dialogs_of(window: QWidget) -> list[ErrorDialog]:
    return cast("list[ErrorDialog]", window.findChildren(ErrorDialog))


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[QWidget]:
    made = QWidget()
    qtbot.addWidget(made)
    yield made
    for dialog in dialogs_of(made):
        dialog.close()


def a_bug() -> Exception:
    try:
        raise ValueError("王桂兰 150425194305080013")
    except ValueError as error:
        return error


def test_the_three_sentences_are_filled_from_the_details() -> None:
    words = describe(FieldProblem(field="phone", label="电话", reason="太短"))
    assert words.what == "“电话”填写有误：太短"
    assert words.data_safe == "数据没有改动。"
    assert describe(FieldProblem(field="phone")).what == "“…”填写有误：…"


def test_what_the_user_can_mend_is_a_notice(window: QWidget) -> None:
    bar = NoticeBar(window)
    Presenter(bar, window).present(NotAllowed())
    assert bar.text().startswith("当前用户无权进行此操作。")
    assert not dialogs_of(window)


def test_what_the_surroundings_did_is_a_notice_that_stays(window: QWidget) -> None:
    bar = NoticeBar(window)
    Presenter(bar, window).present(SurroundingsError())
    assert bar.text()
    assert bar.property("level") == "overdue"
    assert not dialogs_of(window)


def test_an_error_under_an_open_box_is_told_over_that_box(window: QWidget, qtbot: QtBot) -> None:
    bar = NoticeBar(window)
    window.show()
    box = Dialog("批量修改", window)
    box.open()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is box)
    Presenter(bar, window).present(SurroundingsError())
    assert bar.text() == ""
    told = dialogs_of(window)
    assert len(told) == 1
    assert told[0].parentWidget() is box
    box.close()


def test_a_bug_has_a_number_and_the_log_has_no_person(
    window: QWidget, caplog: pytest.LogCaptureFixture
) -> None:
    bar = NoticeBar(window)
    presenter = Presenter(bar, window)
    with caplog.at_level(logging.INFO):
        presenter.present(a_bug())
    number = bug_number(a_bug())
    assert number in bar.text()
    assert number in caplog.text
    assert "ValueError" in caplog.text
    assert "王桂兰" not in caplog.text


def test_the_same_bug_speaks_once_in_a_while(window: QWidget) -> None:
    bar = NoticeBar(window)
    presenter = Presenter(bar, window)
    presenter.present(a_bug())
    bar.dismiss()
    presenter.present(a_bug())
    assert bar.text() == ""


def test_cancelled_work_says_nothing(window: QWidget) -> None:
    bar = NoticeBar(window)
    Presenter(bar, window).present(Cancelled())
    assert bar.text() == ""
