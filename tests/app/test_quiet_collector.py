"""No full collection while somebody works; one when the hands rest; all as before at the end."""

from __future__ import annotations

import gc

import pytest
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from desktop_app.app.idle import IdleWatch
from desktop_app.app.quiet_collector import ENOUGH, QuietCollector


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Note every full collection that is asked for."""
    seen: list[int] = []

    def collect(generation: int = 2) -> int:
        seen.append(generation)
        return 0

    monkeypatch.setattr(gc, "collect", collect)
    return seen


def test_no_number_of_objects_starts_a_full_collection_while_somebody_works(qapp: QApplication) -> None:
    before = gc.get_threshold()
    collector = QuietCollector(qapp)
    collector.begin()
    try:
        seen: list[int] = []
        gc.callbacks.append(lambda phase, info: seen.append(info["generation"]) if phase == "start" else None)
        try:
            kept = [[number] for number in range(300_000)]
        finally:
            gc.callbacks.pop()
        assert kept
        assert 1 in seen
        assert 2 not in seen
    finally:
        collector.end()
    assert gc.get_threshold() == before


def test_a_rest_collects_what_has_gathered_and_only_then(
    qapp: QApplication, full: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    collector = QuietCollector(qapp)
    collector.begin()
    try:
        monkeypatch.setattr(gc, "get_count", lambda: (0, 0, ENOUGH - 1))
        collector.collect()
        assert full == []
        monkeypatch.setattr(gc, "get_count", lambda: (0, 0, ENOUGH))
        collector.collect()
        assert full == [2]
    finally:
        collector.end()


def test_work_that_has_paused_the_collector_is_left_alone(
    qapp: QApplication, full: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    collector = QuietCollector(qapp)
    collector.begin()
    try:
        monkeypatch.setattr(gc, "get_count", lambda: (0, 0, 10 * ENOUGH))
        monkeypatch.setattr(gc, "isenabled", lambda: False)
        collector.collect()
        assert full == []
    finally:
        collector.end()


def test_typing_with_an_input_method_is_no_rest(qtbot: QtBot, qapp: QApplication) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    field.show()
    qtbot.waitUntil(lambda: QTest.qWaitForWindowActive(field))
    field.setFocus()
    watch = IdleWatch()
    watch.set_seconds(0.2)
    watch.start()
    try:
        qtbot.wait(250)
        QApplication.sendEvent(field, QInputMethodEvent("ni", []))
        with qtbot.assertNotEmitted(watch.idle):
            watch.look()
    finally:
        watch.stop()
