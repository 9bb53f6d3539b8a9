"""A table pages through its source, keeps its selection and copies as a table."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import NamedTuple

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QFontMetricsF, QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.ui import theme
from desktop_app.ui.jobs import JobRunner
from desktop_app.ui.kit import Column, EmptyState, ListSource, RowTable, RowTableModel, Sort


class Line(NamedTuple):
    number: int
    name: str


class FakeSource:
    """A hundred thousand rows that counts how often it is asked."""

    def __init__(self, count: int = 100_000) -> None:
        self.count, self.sorts, self.fetched = count, 0, 0

    def ids(self, sort: Sort) -> array[int]:
        self.sorts += 1
        numbers = array("q", range(self.count))
        return array("q", reversed(numbers)) if sort.descending else numbers

    def rows(self, ids: Sequence[int]) -> Sequence[Line | None]:
        self.fetched += 1
        assert len(ids) <= 100
        return [None if number == 7 else Line(number, f"人{number}") for number in ids]


COLUMNS = (
    Column[Line](key="name", title="姓名", width_em=8, text=lambda line: line.name, strong=True),
    Column[Line](
        key="number", title="编号", width_em=6, text=lambda line: str(line.number), align_right=True
    ),
    Column[Line](
        key="state",
        title="状态",
        width_em=8,
        text=lambda _line: "已逾期",
        tint=lambda _line: "overdue",
        sortable=False,
    ),
    Column[Line](
        key="tags", title="类别", width_em=8, text=lambda _line: "独居", chips=lambda _line: ["独居"] * 6
    ),
    Column[Line](key="share", title="完成", width_em=5, text=lambda _line: "50%", bar=lambda _line: 0.5),
)


@pytest.fixture
def table(qtbot: QtBot) -> RowTable[Line]:
    made = RowTable(COLUMNS, empty=EmptyState("名册还是空的。", "导入名册"), many=True)
    qtbot.addWidget(made)
    made.resize(700, 400)
    made.show()
    return made


def test_twenty_rows_on_screen_cost_one_page(table: RowTable[Line], qtbot: QtBot) -> None:
    source = FakeSource()
    table.show_source(source)
    table.grab()
    assert (table.count(), source.sorts, source.fetched) == (100_000, 1, 1)
    table.view.scrollToBottom()
    table.grab()
    assert source.fetched <= 3
    qtbot.wait(1)


def test_the_cache_keeps_at_most_forty_pages() -> None:
    source = FakeSource()
    model = RowTableModel(COLUMNS)
    model.show_source(source, source.ids(Sort("name")))
    for page in range(60):
        model.row_at(page * 100)
    assert source.fetched == 60
    model.row_at(5900)
    assert source.fetched == 60
    model.row_at(0)
    assert source.fetched == 61


def test_a_row_that_is_gone_is_an_empty_line() -> None:
    source = FakeSource(20)
    model = RowTableModel(COLUMNS)
    model.show_source(source, source.ids(Sort("name")))
    assert model.data(model.index(7, 0)) == ""
    assert model.data(model.index(8, 0)) == "人8"
    assert model.data(model.index(8, 0), Qt.ItemDataRole.FontRole) is None


def test_a_click_on_the_header_sorts_and_keeps_the_row_by_id(table: RowTable[Line], qtbot: QtBot) -> None:
    source = FakeSource(500)
    table.show_source(source)
    table.choose_id(3)
    header = table.view.horizontalHeader()
    with qtbot.waitSignal(table.sorted_by) as caught:
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    assert caught.args == [Sort("name", descending=True)]
    assert table.current_id() == 3
    assert table.current() == Line(3, "人3")
    at = header.sectionViewportPosition(2) + 5
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(at, 10))
    assert table.sort() == Sort("name", descending=True)


def test_enter_opens_the_row(table: RowTable[Line], qtbot: QtBot) -> None:
    table.show_source(FakeSource(5))
    table.choose_first()
    with qtbot.waitSignal(table.opened) as caught:
        QTest.keyClick(table.view, Qt.Key.Key_Return)
    assert caught.args == [Line(0, "人0")]


def test_selected_rows_are_copied_as_a_table(table: RowTable[Line], qtbot: QtBot) -> None:
    table.show_source(FakeSource(5))
    table.choose_first()
    QTest.keyClick(table.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(table.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().splitlines() == [
        "姓名\t编号\t状态\t类别\t完成",
        "人0\t0\t已逾期\t独居\t50%",
        "人1\t1\t已逾期\t独居\t50%",
    ]
    assert table.selected_ids() == [0, 1]


def test_an_empty_list_teaches(table: RowTable[Line]) -> None:
    table.show_source(ListSource[Line]([]))
    assert table.empty.isVisible()
    assert not table.view.isVisible()
    table.show_source(FakeSource(1))
    assert table.view.isVisible()


def test_a_list_is_loaded_by_a_reader_and_an_older_answer_is_dropped(jobs: JobRunner, qtbot: QtBot) -> None:
    made = RowTable(COLUMNS, jobs=jobs)
    qtbot.addWidget(made)
    counts: list[int] = []
    made.counted.connect(counts.append)
    for size in (10, 20, 30):
        made.show_source(FakeSource(size))
    qtbot.waitUntil(lambda: not jobs.running())
    assert counts == [30]
    assert made.count() == 30


def test_a_short_list_is_sorted_by_its_keys() -> None:
    source = ListSource([Line(2, "乙"), Line(1, "甲")], {"number": lambda line: line.number})
    assert list(source.ids(Sort("number"))) == [1, 0]
    assert list(source.ids(Sort("name"))) == [0, 1]
    assert source.rows([1, 5]) == [Line(1, "甲"), None]


def test_a_stretching_column_takes_the_room_but_is_never_narrower_than_declared(qtbot: QtBot) -> None:
    columns = (
        Column[Line](key="name", title="姓名", width_em=8, text=lambda line: line.name),
        Column[Line](key="why", title="原因", width_em=12, text=lambda line: line.name, stretch=True),
        Column[Line](key="last", title="上次", width_em=6, text=lambda line: line.name),
    )
    made = RowTable(columns)
    qtbot.addWidget(made)
    made.show_source(FakeSource(3))
    made.resize(900, 300)
    made.show()
    header, view = made.view.horizontalHeader(), made.view
    assert header.length() == view.viewport().width()
    assert not view.horizontalScrollBar().isVisible()
    header.resizeSection(0, theme.px(11))
    assert header.length() == view.viewport().width()
    made.resize(220, 300)
    assert header.sectionSize(1) == theme.px(12)
    assert view.horizontalScrollBar().maximum() > 0


def test_a_long_title_widens_its_column(qtbot: QtBot) -> None:
    title = "Last counted visit"
    made = RowTable([Column[Line](key="name", title=title, width_em=3, text=lambda line: line.name)])
    qtbot.addWidget(made)
    assert made.view.columnWidth(0) > QFontMetricsF(theme.font()).horizontalAdvance(title)


class SlowSource(FakeSource):
    """Tells its first two hundred rows before the rest."""

    def first(self, sort: Sort) -> tuple[array[int], bool]:
        found = super().ids(sort)
        return found[:200], len(found) <= 200


def test_the_first_rows_of_a_long_list_are_shown_before_the_rest_and_nothing_jumps(
    qtbot: QtBot, jobs: JobRunner
) -> None:
    made = RowTable(COLUMNS, jobs=jobs)
    qtbot.addWidget(made)
    shown: list[int] = []
    made.model.modelReset.connect(lambda: shown.append(made.count()))
    made.model.rowsInserted.connect(lambda: shown.append(made.count()))
    with qtbot.waitSignal(made.counted) as caught:
        made.show_source(SlowSource(100_000))
    assert shown == [200, 100_000]
    assert caught.args == [100_000]
    assert made.is_complete()
    with qtbot.waitSignal(made.counted):
        made.show_source(SlowSource(50))
    assert made.count() == 50


def test_many_selected_rows_are_told_without_an_index_for_each(table: RowTable[Line]) -> None:
    table.show_source(FakeSource(50_000))
    table.view.selectAll()
    assert table.selected_ids() == list(range(50_000))
    asked: list[tuple[int, int]] = []
    table.copied.connect(lambda copied, wanted: asked.append((copied, wanted)))
    table.copy_table()
    assert asked == [(4999, 50_000)], "one row is gone, and more than a limit is not copied"


def test_other_columns_keep_the_cursor_and_their_widths(table: RowTable[Line]) -> None:
    table.show_source(FakeSource(50))
    table.choose_id(30)
    table.set_columns((COLUMNS[1], COLUMNS[0]), {"name": 15})
    assert table.current_id() == 30
    assert [column.key for column in table.visible_columns()] == ["number", "name"]
    dragged: list[tuple[str, float]] = []
    table.dragged.connect(lambda key, em: dragged.append((key, em)))
    table.view.horizontalHeader().resizeSection(0, theme.px(9))
    assert [(key, round(em)) for key, em in dragged] == [("number", 9)]
    assert table.view.columnWidth(1) == theme.px(15)


def test_a_list_in_memory_is_sorted_by_several_keys() -> None:
    rows = [Line(2, "乙"), Line(1, "乙"), Line(3, "甲")]
    source = ListSource(rows, {"number": lambda line: line.number, "name": lambda line: line.name})
    found = source.ids(Sort("name", then=(Sort("number", descending=True),)))
    assert [rows[at] for at in found] == [rows[0], rows[1], rows[2]]


def test_what_is_asked_between_the_first_rows_and_the_rest_is_done(qtbot: QtBot, jobs: JobRunner) -> None:
    made = RowTable(COLUMNS, jobs=jobs)
    qtbot.addWidget(made)
    done: list[int] = []

    made.model.modelReset.connect(
        lambda: QTimer.singleShot(0, lambda: made.when_shown(lambda: done.append(made.count())))
    )
    with qtbot.waitSignal(made.counted):
        made.show_source(SlowSource(100_000))
    qtbot.waitUntil(lambda: bool(done))
    assert len(done) == 1


class BrokenSource(FakeSource):
    """Cannot be read."""

    def ids(self, sort: Sort) -> array[int]:
        raise RuntimeError


def test_a_list_that_could_not_be_read_is_not_waited_for(qtbot: QtBot, jobs: JobRunner) -> None:
    made = RowTable(COLUMNS, jobs=jobs)
    qtbot.addWidget(made)
    done: list[str] = []
    made.show_source(BrokenSource(10))
    made.when_shown(lambda: done.append("old"))
    qtbot.waitUntil(lambda: not jobs.running())
    made.when_shown(lambda: done.append("new"))
    assert done == ["new"]
