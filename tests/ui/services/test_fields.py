"""Money, quantities and rhythms as typed, and how they are told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from desktop_app.ui import service_words as words
from desktop_app.ui.services.fields import MoneyField, QuantityField, RhythmField
from tests.ui.made_up_home import TODAY


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("12.5", 1250),
        ("0.29", 29),
        ("１００", 10000),
        ("4。35", 435),
        ("", None),
        ("12.345", None),
        ("三", None),
    ],
)
def test_yuan_become_whole_fen(qtbot: QtBot, typed: str, fen: int | None) -> None:
    field = MoneyField()
    qtbot.addWidget(field)
    field.line.setText(typed)
    assert field.fen() == fen
    assert bool(field.problem()) == (bool(typed) and fen is None)


@given(st.integers(0, 100_000_000))
def test_an_amount_shown_is_read_as_itself(fen: int) -> None:
    field = MoneyField()
    field.set_value(fen)
    assert field.fen() == fen
    assert not field.problem()


@pytest.mark.parametrize(
    ("typed", "good"), [("2", True), ("1.5", True), ("0", False), ("-1", False), ("x", False)]
)
def test_a_quantity_is_more_than_nothing(qtbot: QtBot, typed: str, good: bool) -> None:
    field = QuantityField()
    qtbot.addWidget(field)
    field.line.setText(typed)
    assert bool(field.problem()) is not good


@pytest.mark.parametrize(
    ("rhythm", "told"),
    [
        (None, "不固定日子"),
        ("day", "每天"),
        ("week:1,3,5", "每周一、三、五"),
        ("month:1,15", "每月1日、15日"),
    ],
)
def test_a_rhythm_is_shown_told_and_given_back(qtbot: QtBot, rhythm: str | None, told: str) -> None:
    field = RhythmField()
    qtbot.addWidget(field)
    field.set_value(rhythm)
    assert field.value() == rhythm
    assert words.rhythm_words(rhythm) == told
    assert not field.problem()


def test_a_rhythm_without_its_days_is_said(qtbot: QtBot) -> None:
    field = RhythmField()
    qtbot.addWidget(field)
    field.kind.set_value("week")
    assert "哪几天" in field.problem()
    field.kind.set_value("month")
    field.days.set_value("32")
    assert "1 到 31" in field.problem()


def test_days_that_are_left_are_told_with_a_tint() -> None:
    assert words.left_words(TODAY + timedelta(days=3), TODAY) == "还剩 3 天"
    assert words.left_words(TODAY, TODAY) == "今天到期"
    assert words.left_words(TODAY - timedelta(days=2), TODAY) == "已到期 2 天"
    tints = [words.left_tint(TODAY + timedelta(days=days), TODAY) for days in (-1, 0, 60, 61)]
    assert tints == ["overdue", "soon", "soon", "quiet"]
