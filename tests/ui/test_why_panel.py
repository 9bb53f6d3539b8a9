"""The why card is the same text on the person's page, in the strip of the list and in the panel."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from desktop_app.ui.duties.page import DutiesPage
from desktop_app.ui.register.person_page import PersonPage
from tests.ui.made_up_home import Desk, desk, home, home_template

__all__ = ["desk", "home", "home_template"]


def labels(page: PersonPage) -> list[str]:
    found = cast(list[QLabel], page.content.overview.findChildren(QLabel))
    return [label.text() for label in found]


def test_person_page_strip_and_panel_say_the_same_paragraph(desk: Desk) -> None:
    uid = desk.uid("王桂兰")
    card = desk.app.why.of_elder(desk.app.actor, uid)
    person = cast(PersonPage, desk.open("person", uid=uid))
    desk.qtbot.waitUntil(lambda: person.facts() is not None, timeout=5000)
    assert card.rows[0].text in labels(person)
    duties = cast(DutiesPage, desk.open("duties"))
    desk.qtbot.waitUntil(lambda: card.rows[0].text in duties.list.why.words(), timeout=5000)
    desk.press(Qt.Key.Key_F9)
    whole = duties.list.whole_why
    desk.qtbot.waitUntil(lambda: whole.dialog is not None, timeout=5000)
    dialog = whole.dialog
    assert dialog is not None
    assert dialog.text() == "\n".join(card.lines())
    copy = next(
        one for one in cast(list[QPushButton], dialog.findChildren(QPushButton)) if one.text() == "复制"
    )
    copy.click()
    assert QGuiApplication.clipboard().text() == dialog.text()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert whole.dialog is None


def test_the_panel_opens_by_key_on_the_person_page_also_where_nothing_is_owed(
    desk: Desk,
) -> None:
    person = cast(PersonPage, desk.open("person", uid=desk.uid("张三")))
    desk.qtbot.waitUntil(lambda: person.facts() is not None, timeout=5000)
    assert any("没有符合更高等级的条件" in text for text in labels(person))
    desk.press(Qt.Key.Key_F9)
    dialog = person.content.why.dialog
    assert dialog is not None
    assert "不要求探访：须等级为高风险" in dialog.text()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)


def test_papers_of_the_list_are_reached_by_key(desk: Desk) -> None:
    page = cast(DutiesPage, desk.open("duties"))
    desk.qtbot.waitUntil(lambda: bool(page.list.why.words()), timeout=5000)
    asked: list[tuple[str, object]] = []

    class Printing:
        """Takes note instead of printing."""

        def print(self, name: str, uids: object = None, village_code: str | None = None) -> bool:
            asked.append((name, uids if uids is not None else village_code))
            return True

    page.list.papers._printing = Printing()  # type: ignore[assignment]  # stands in for the real one
    desk.press(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    desk.press(Qt.Key.Key_F7)
    desk.press(Qt.Key.Key_F7, Qt.KeyboardModifier.ShiftModifier)
    first = page.list.table.person()
    assert first is not None
    assert asked == [
        ("route-sheet", None),
        ("call-out-slip", [first.line.elder_uid]),
        ("overdue-list", None),
    ]
