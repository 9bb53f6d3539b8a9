"""Offers of findings: they take as many lines as the column asks for."""

from __future__ import annotations

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.domain.terms import FindingKind
from desktop_app.ui.findings_editor import FindingsEditor, folded
from desktop_app.ui.visit_answers import ProposedFinding

WORDS = "紧急 收缩压 192 mmHg（危急偏高）"


def test_what_has_room_stays_on_one_line(qtbot: QtBot) -> None:
    editor = FindingsEditor()
    qtbot.addWidget(editor)
    metrics = QFontMetrics(editor.font())
    assert folded(WORDS, metrics, 10_000) == WORDS
    lines = folded(WORDS, metrics, metrics.horizontalAdvance(WORDS) - 1).split("\n")
    assert lines == ["紧急 收缩压 192 mmHg", "（危急偏高）"]
    assert all(folded(WORDS, metrics, 1).split("\n"))


def test_an_offer_is_no_wider_than_a_narrow_column(qtbot: QtBot) -> None:
    editor = FindingsEditor()
    qtbot.addWidget(editor)
    editor.resize(240, 300)
    editor.show()
    editor.propose((ProposedFinding(FindingKind.URGENT.value, "收缩压 192 mmHg（危急偏高）"),))
    offer = editor._flow.itemAt(0).widget()
    assert isinstance(offer, QPushButton)
    assert "\n" in offer.text()
    assert offer.sizeHint().width() <= 240
    editor.resize(900, 300)
    assert offer.text() == offer.property("words")
