"""The pure parts: words of days and windows, days and weeks that know a move, groups, and the painted widgets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.domain.terms import DutyKind, DutyState, LadderStep
from desktop_app.services.duties import OwedRow
from desktop_app.services.plan_rows import CalendarDay
from desktop_app.storage.queries.duties import DutyLine
from desktop_app.ui.duties import calendar_words as words
from desktop_app.ui.duties.calendar_words import DayFace, Mark
from desktop_app.ui.duties.day_book import DayBook
from desktop_app.ui.duties.day_list import EntryList
from desktop_app.ui.duties.dragging import drag_data
from desktop_app.ui.duties.list_columns import columns, sort_keys, step_words
from desktop_app.ui.duties.list_groups import GroupedSource, Grouping, Heading
from desktop_app.ui.duties.load_bars import LoadBars, LoadLine, LoadRow, LoadTable
from desktop_app.ui.duties.month_grid import DayGrid
from desktop_app.ui.duties.week_rows import Week
from desktop_app.ui.kit import Sort
from tests.ui.duties.entries import TODAY, entry, view

MONDAY = date(2026, 11, 23)


def line(name: str, **fields: Any) -> DutyLine:
    """Return a line of the duty cache."""
    usual: dict[str, Any] = {
        "uid": f"duty of {name}",
        "elder_uid": name,
        "card_id": 1,
        "name": name,
        "sex": "F",
        "birth_on": None,
        "village_code": "01",
        "phone": None,
        "categories": (),
        "tier": None,
        "visitor": None,
        "last_visit_on": None,
        "last_outcome": None,
        "rule_id": "p/r/1",
        "state": DutyState.DUE.value,
        "earliest_on": date(2026, 11, 1),
        "due_on": MONDAY,
        "latest_on": date(2026, 11, 30),
        "overdue_days": 0,
        "last_counted_on": None,
        "reason": {},
    }
    return DutyLine(**(usual | fields))


def owed(name: str, village: str = "达日罕嘎查", **fields: Any) -> OwedRow:
    """Return a row of the list."""
    return OwedRow(line=line(name, **fields), village=village, why="")


def test_every_state_is_counted_somewhere() -> None:
    assert set(DutyState) == words.OWED | words.DONE | words.LATE | words.EXEMPT


def test_counts_are_words_with_tints_and_nought_is_left_out() -> None:
    counts = {DutyState.OVERDUE: 1, DutyState.DUE: 2, DutyState.OPEN: 1, DutyState.MET: 5}
    marks = words.marks(counts)
    assert [(mark.text, mark.tint) for mark in marks] == [
        ("逾期 1", "overdue"),
        ("应访 3", "soon"),
        ("已完成 5", "done"),
    ]
    assert words.marks({}) == ()


def test_windows_name_the_year_only_where_it_changes() -> None:
    assert words.window_words(date(2026, 11, 10), date(2026, 11, 18)) == "11-10 至 11-18"
    assert words.window_words(date(2026, 12, 20), date(2027, 1, 5)) == "2026-12-20 至 2027-01-05"
    assert words.window_words(MONDAY, MONDAY) == "11-23"


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (TODAY, "十四"),
        (date(2026, 2, 17), "正月"),
        (date(2025, 7, 25), "闰六月"),
        (date(2026, 11, 28), "二十"),
        (date(2101, 1, 1), ""),
    ],
)
def test_lunar_days_are_named_as_on_wall_calendars(day: date, said: str) -> None:
    assert words.lunar_words(day) == said


def test_notes_come_before_lunar_days_and_weekends_need_no_word() -> None:
    assert words.face(CalendarDay(on=TODAY, off="周末")).note == "十四"
    assert words.face(CalendarDay(on=TODAY, off="周末")).off
    assert words.face(CalendarDay(on=TODAY, off="国庆节", note="逢集")).note == "逢集 国庆节"


@pytest.mark.parametrize(
    ("on", "says"),
    [
        (date(2026, 11, 21), "已经过去"),
        (date(2026, 11, 30), "11-20 至 11-29"),
        (date(2026, 11, 29), ""),
        (TODAY, ""),
    ],
)
def test_a_refusal_names_the_day_and_the_window(on: date, says: str) -> None:
    told = words.refusal(entry(), on, TODAY)
    assert says in told
    assert bool(told) == bool(says)


def test_what_is_done_is_not_moved() -> None:
    assert "不用再排" in words.refusal(entry(state=DutyState.MET), MONDAY, TODAY)
    assert words.open_days(entry(state=DutyState.MET), TODAY) is None
    assert words.open_days(entry(), TODAY) == (TODAY, date(2026, 11, 29))
    assert words.open_days(entry(latest_on=date(2026, 11, 20)), TODAY) is None


def test_an_entry_says_everything_in_one_sentence() -> None:
    told = words.entry_words(entry(kind=DutyKind.EVENT, planned=True, visitor=None))
    assert told == "王桂兰，应探访 · 重大变故探访，已排定，达日罕嘎查，探访期 11-20 至 11-29，未指定探访人"


def test_a_move_changes_both_days_and_nothing_else() -> None:
    other, before = entry("李福"), entry()
    book = DayBook(view(MONDAY, 7, [before, other, entry("张三", state=DutyState.MET)]))
    after = replace(before, on=date(2026, 11, 26), planned=True)
    book.move(before, after)
    assert [each.name for each in book.people(before.on)] == ["李福", "张三"]
    assert book.people(after.on) == [after]
    assert book.faces()[after.on].words().endswith("应访 1")
    assert [load.count for load in book.loads(before.on)] == [2]


def test_the_days_of_one_person_move_one_by_one() -> None:
    first, second = entry(duty_uid=None), entry(duty_uid=None, on=date(2026, 11, 27))
    book = DayBook(view(MONDAY, 7, [first, second]))
    book.move(first, replace(first, on=MONDAY))
    assert [each.on for each in book.every()] == [MONDAY, second.on]


def test_a_week_has_a_row_per_person_the_overdue_first() -> None:
    late = entry("李福", state=DutyState.OVERDUE, village_code="99")
    met = entry(state=DutyState.MET, on=MONDAY)
    week = Week(view(MONDAY, 7, [met, entry(), late]))
    assert [row.main.name for row in week.rows] == ["李福", "王桂兰"]
    assert week.rows[1].main.state is DutyState.DUE
    assert week.rows[1].on(MONDAY) == met
    assert week.move(entry(), entry(on=date(2026, 11, 25))) == 1
    assert week.rows[1].on(date(2026, 11, 25)) is not None
    assert week.move(entry("谁"), entry("谁", on=MONDAY)) == -1


def test_next_steps_are_said_where_there_were_attempts() -> None:
    assert step_words(line("王桂兰", planned_on=MONDAY)) == "", "the day agreed on has its own column"
    tried = step_words(line("王桂兰", attempts=2, next_step=LadderStep.PHONE.value))
    assert "2次" in tried
    assert "打电话" in tried


def test_an_alert_is_named_in_words() -> None:
    cells = columns(lambda: (TODAY, None))
    row = owed("王桂兰", alert=True, attempts=4, next_step=LadderStep.ALERT.value)
    said = {each.key: each.text(row) for each in cells}
    assert "平安预警" in said["state"]
    assert "今天" in said["step"]
    state = next(each for each in cells if each.key == "state")
    assert state.tint is not None
    assert state.tint(row) == "urgent"
    heading = Heading("k", "达日罕嘎查", 2, 0, folded=True)
    assert [each.text(heading) for each in cells] == ["▸ 达日罕嘎查  2 人", *[""] * (len(cells) - 1)]


@pytest.mark.parametrize("grouping", list(Grouping))
def test_alerts_come_first_however_the_list_is_grouped_or_sorted(grouping: Grouping) -> None:
    people = [
        owed("甲", village_code="01", visitor="海棠"),
        owed("乙", village_code="02", alert=True, latest_on=date(2026, 12, 30)),
        owed("丙", village_code="02", state=DutyState.OVERDUE.value, overdue_days=9),
    ]
    source = GroupedSource(people, sort_keys(), grouping)
    for key in ("state", "name", "village", "window"):
        shown = source.rows(source.ids(Sort(key)))
        first = next(each for each in shown if isinstance(each, OwedRow))
        assert first.line.name == "乙"
    if grouping is not Grouping.NONE:
        top = source.rows(source.ids(Sort("state")))[0]
        assert isinstance(top, Heading)
        assert top.title.startswith("平安预警")


def test_folded_groups_keep_their_heading_and_their_numbers() -> None:
    people = [owed("甲", village_code="01"), owed("乙", village_code="02")]
    source = GroupedSource(people, sort_keys(), Grouping.VILLAGE, {"01"})
    shown = source.rows(source.ids(Sort("name")))
    assert [each.key if isinstance(each, Heading) else each.line.name for each in shown if each] == [
        "01",
        "02",
        "乙",
    ]


class _Source(EntryList):
    """A list from which somebody is being dragged."""

    def dragged(self) -> Any:
        return entry()


def test_people_are_dropped_on_days(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    grid, source = DayGrid(TODAY, today=lambda: TODAY), _Source()
    qtbot.addWidget(grid)
    qtbot.addWidget(source)
    grid.resize(700, 560)
    monkeypatch.setattr(QDropEvent, "source", lambda _event: source)
    hovered: list[tuple[object, object]] = []
    dropped: list[tuple[object, object]] = []
    grid.hovered.connect(lambda who, day: hovered.append((who, day)))
    grid.dropped.connect(lambda who, day: dropped.append((who, day)))
    place = grid.box(MONDAY).center()
    data, none = drag_data(), Qt.KeyboardModifier.NoModifier
    move, left = Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton
    grid.dragEnterEvent(QDragEnterEvent(place.toPoint(), move, data, left, none))
    grid.dragMoveEvent(QDragMoveEvent(place.toPoint(), move, data, left, none))
    grid.grab()
    grid.dropEvent(QDropEvent(QPointF(place), move, data, left, none))
    assert hovered == [(entry(), MONDAY)]
    assert dropped == [(entry(), MONDAY)]


def test_the_month_is_one_widget_that_says_the_day_and_paints_any_size(qtbot: QtBot) -> None:
    grid = DayGrid(TODAY, today=lambda: TODAY)
    qtbot.addWidget(grid)
    many = tuple(Mark(f"应访 {number}", "soon", outlined=bool(number % 2)) for number in range(5))
    grid.show_faces({TODAY: DayFace("小雪", off=True, marks=many)})
    grid.show_window((TODAY, MONDAY))
    for size in ((280, 200), (700, 560), (1800, 1400)):
        grid.resize(*size)
        grid.grab()
    assert grid.accessibleName().startswith("11月22日 周日 小雪，应访 0")
    days: list[date] = []
    grid.chosen.connect(days.append)
    for key in (Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Up, Qt.Key.Key_Right):
        QTest.keyClick(grid, key)
    assert days == [date(2026, 11, day) for day in (16, 22, 15, 16)]
    months: list[date] = []
    grid.month_changed.connect(months.append)
    grid.choose(date(2027, 1, 31))
    QTest.keyClick(grid, Qt.Key.Key_PageDown)
    assert grid.day() == date(2027, 2, 28)
    assert months == [date(2027, 1, 1), date(2027, 2, 1)]


def test_load_is_said_in_words_and_many_visitors_are_summed_up(qtbot: QtBot) -> None:
    bars = LoadBars(most=3)
    qtbot.addWidget(bars)
    bars.show_lines([LoadLine(name, count) for name, count in (("甲", 1), ("乙", 4), ("丙", 2), ("丁", 3))])
    bars.grab()
    assert bars.accessibleName() == "当天工作量：乙 4 次；丁 3 次；另 2 位探访人 3 次"
    bars.show_lines([])
    assert not bars.accessibleName()


def test_squares_of_the_load_are_walked_through_with_arrows(qtbot: QtBot) -> None:
    table = LoadTable()
    qtbot.addWidget(table)
    days = [MONDAY + timedelta(days=number) for number in range(3)]
    rows = [LoadRow("海棠", {days[0]: 5}, {days[0]: 3}), LoadRow("赵宝山", {}, {days[1]: 2})]
    table.show_loads(days, rows)
    table.resize(table.sizeHint())
    table.grab()
    assert table.accessibleName() == "海棠 11月23日 周一：现在 5 次，排后 3 次"
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Down):
        QTest.keyClick(table, key)
    assert table.words() == "赵宝山 11月24日 周二：现在 0 次，排后 2 次"
    QTest.mouseClick(table, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))
    assert table.words().startswith("海棠 11月23日")
    table.show_loads([], [])
    assert table.words() == "没有工作量"
