"""Starting the program twice brings the first window up instead of opening another one."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from desktop_app.app import second_start, window
from desktop_app.app.second_start import KNOCK_NAME, FirstStart, knock, raise_windows, refusal
from desktop_app.ui.kit import ErrorDialog


def test_the_second_start_is_answered_by_the_first(tmp_path: Path, qtbot: QtBot) -> None:
    first, second = FirstStart(tmp_path), FirstStart(tmp_path)
    assert first.begin()
    assert not second.begin()
    answers: list[bool] = []
    knocking = threading.Thread(target=lambda: answers.append(knock(tmp_path)))
    with qtbot.waitSignal(first.knocked, timeout=5000):
        knocking.start()
    knocking.join()
    assert answers == [True]
    assert not (tmp_path / KNOCK_NAME).exists()
    first.end()
    assert second.begin(), "the folder is free again"
    second.end()


def test_a_knock_that_nobody_answers_is_taken_back(tmp_path: Path) -> None:
    assert not knock(tmp_path, patience=0.06)
    assert not (tmp_path / KNOCK_NAME).exists()
    assert not knock(tmp_path / "nowhere", patience=0.06)


def test_a_knock_of_a_start_long_gone_is_not_heard(tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / KNOCK_NAME).touch()
    first = FirstStart(tmp_path)
    heard: list[int] = []
    first.knocked.connect(lambda: heard.append(1))
    assert first.begin()
    first.listen()
    assert heard == []
    first.end()


def test_another_folder_is_another_program(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one, other = FirstStart(tmp_path / "a"), FirstStart(tmp_path / "b")
    assert one.begin()
    assert other.begin()
    one.end()
    other.end()


def test_a_folder_in_which_nothing_can_be_written_opens_all_the_same(tmp_path: Path) -> None:
    assert FirstStart(tmp_path / "missing").begin()


def test_the_windows_come_up_even_from_the_task_bar(qtbot: QtBot) -> None:
    shown = QMainWindow()
    qtbot.addWidget(shown)
    shown.showMinimized()
    raise_windows()
    qtbot.waitUntil(lambda: not shown.isMinimized())
    assert shown.isVisible()


def test_where_the_first_window_does_not_come_up_it_is_said_in_words(
    tmp_path: Path, qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window, "knock", lambda _folder: False)
    boxes: list[ErrorDialog] = []

    def box() -> ErrorDialog:
        made = refusal()
        boxes.append(made)
        return made

    monkeypatch.setattr(window, "refusal", box)
    monkeypatch.setattr(qapp, "exec", lambda: boxes[0].done(0), raising=False)
    assert window._bring_up_the_first(qapp, tmp_path) == 1
    assert len(boxes) == 1
    monkeypatch.setattr(window, "knock", lambda _folder: True)
    assert window._bring_up_the_first(qapp, tmp_path) == 0
    assert len(boxes) == 1
    assert second_start.PATIENCE_SECONDS * 1000 > 3 * second_start.LISTEN_EVERY_MS
