"""Month grid and year squares show days and months in words and marks."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.ui.kit import DayMark, MonthGrid, MonthMark, YearSquares

TODAY = date(2026, 11, 22)


def test_a_day_is_chosen_by_arrows_within_the_month(qtbot: QtBot) -> None:
    grid = MonthGrid(TODAY, today=TODAY)
    qtbot.addWidget(grid)
    days: list[date] = []
    grid.chosen.connect(days.append)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down):
        QTest.keyClick(grid, key)
    assert days == [date(2026, 11, 21), date(2026, 11, 14), date(2026, 11, 21), date(2026, 11, 28)]


def test_a_day_says_what_it_holds(qtbot: QtBot) -> None:
    grid = MonthGrid(TODAY, today=TODAY)
    qtbot.addWidget(grid)
    grid.resize(420, 300)
    grid.show_days({TODAY: DayMark("3", "3 人已逾期", "overdue")})
    grid.grab()
    assert grid.accessibleName() == "11月22日 周日 3 人已逾期"
    QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=QPoint(420 * 6 // 7 + 20, 40))
    assert grid.day() == date(2026, 11, 1)
    grid.show_month(date(2026, 2, 10))
    assert grid.day() == date(2026, 2, 1)


def test_a_year_is_said_month_by_month(qtbot: QtBot) -> None:
    year = YearSquares([MonthMark("完", f"{number}月：按期完成", "done") for number in range(1, 13)])
    qtbot.addWidget(year)
    year.grab()
    assert year.accessibleName().startswith("1月：按期完成；2月")
