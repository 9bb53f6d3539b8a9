"""Building a widget never flashes a window."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.domain.terms import Category, Sex
from desktop_app.ui import kit
from desktop_app.ui.jobs import JobRunner
from desktop_app.ui.kit.sight import say, set_shown
from desktop_app.ui.navigator import PageSpec
from desktop_app.ui.page import Page, PageContext
from desktop_app.ui.shell.page_bar import PageBar
from desktop_app.ui.shell.sidebar import Sidebar

DAY = date(2026, 11, 22)


def a_form() -> kit.Form:
    form = kit.Form(columns=2)
    form.add_section("居住")
    form.add_row("姓名", kit.LineField(), name="name", help="按身份证填写", required=True)
    form.add_row("室温", kit.NumberField(-40, 50), name="heat", unit="℃", help="摄氏度")
    form.show_problem("name", "请填写“姓名”。")
    return form


def a_head() -> kit.HeaderCard:
    head = kit.HeaderCard()
    head.show_person(kit.PersonHeader(name="王桂兰", categories=("独居",), tier="高风险", next_due="今天"))
    return head


def a_search() -> kit.SearchField:
    field = kit.SearchField("找人", key="Ctrl+K")
    field.setText("王")
    return field


def a_page_bar() -> QWidget:
    bar = PageBar()
    bar.show_title("老人档案", has_way_back=True)
    return bar


def a_sidebar() -> QWidget:
    def make(_context: PageContext) -> Page:
        raise AssertionError

    return Sidebar(
        "达日罕乌拉苏木", [PageSpec(key="help", title="帮助", order=1, key_hint="F1", factory=make)]
    )


MAKERS: list[Callable[[], QWidget]] = [
    a_form,
    a_head,
    a_search,
    a_page_bar,
    a_sidebar,
    lambda: kit.FormPage(a_form()),
    lambda: kit.EmptyState("名册还是空的。", "导入名册", hint="可以直接读取表格。"),
    lambda: kit.StateChip("已逾期", "overdue"),
    lambda: kit.CategoryChips(["独居", "高龄"]),
    lambda: kit.Figure("月探访率", "86 %", hint="还差 7 人", share=0.86),
    lambda: kit.Tiles(kit.Figure("一"), kit.Figure("二")),
    lambda: kit.MonthPicker(DAY, today=lambda: date(2026, 12, 1)),
    lambda: kit.MonthGrid(DAY, today=DAY),
    lambda: kit.YearSquares([kit.MonthMark("完", "完成", "done")]),
    lambda: kit.PathStations([kit.Station("村", "5 个", "已收取")]),
    kit.PdfView,
    lambda: kit.DateField(today=lambda: DAY),
    kit.PhoneField,
    kit.TextField,
    lambda: kit.CheckField("炉灶"),
    lambda: kit.ChoiceField(Sex, empty="全部"),
    lambda: kit.ChoiceRow(Sex),
    lambda: kit.ChipsField(Category),
    lambda: kit.Card("本月完成"),
    kit.NoticeBar,
    lambda: kit.JobBar(JobRunner()),
    lambda: kit.RowTable([kit.Column[str](key="name", title="姓名", width_em=8, text=str)]),
]


class Shown(QObject):
    """Notices what is shown as a window."""

    def __init__(self) -> None:
        super().__init__()
        self.windows: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.windows.append(type(watched).__name__)
        return False


def test_no_widget_of_the_kit_flashes_as_a_window_while_it_is_made(qapp: QApplication, qtbot: QtBot) -> None:
    shown = Shown()
    qapp.installEventFilter(shown)
    try:
        for make in MAKERS:
            qtbot.addWidget(make())
    finally:
        qapp.removeEventFilter(shown)
    assert shown.windows == []


@pytest.mark.parametrize("parent_in_sight", [False, True])
def test_a_part_marked_before_it_has_a_parent_comes_into_sight_with_it(
    qtbot: QtBot, parent_in_sight: bool
) -> None:
    parent, seen, hidden = QWidget(), kit.StateChip("已逾期"), kit.StateChip("")
    again = kit.StateChip("")
    again.show_state("今天", "soon")
    qtbot.addWidget(parent)
    layout = QVBoxLayout(parent)
    if parent_in_sight:
        parent.show()
    for chip in (seen, hidden, again):
        layout.addWidget(chip)
    parent.show()
    QApplication.processEvents()
    assert (seen.isVisible(), hidden.isVisible(), again.isVisible()) == (True, False, True)
    set_shown(seen, False)
    assert not seen.isVisible()


def test_words_that_say_what_is_wrong_come_into_sight_by_themselves(qtbot: QtBot) -> None:
    """Whoever has scrolled away would otherwise press save and see nothing happen."""
    words = kit.Text("", "error", wrap=True)
    content = QWidget()
    inside = QVBoxLayout(content)
    inside.addWidget(words)
    filler = QWidget()
    filler.setFixedHeight(3000)
    inside.addWidget(filler)
    page = kit.scrolling(content)
    page.resize(400, 300)
    qtbot.addWidget(page)
    say(words, "")
    page.show()
    bar = page.verticalScrollBar()
    bar.setValue(bar.maximum())
    say(words, "一次探访最多三张照片")
    qtbot.waitUntil(lambda: bar.value() < 300)
    assert words.isVisible()
    say(words, "")
    assert words.isHidden()
