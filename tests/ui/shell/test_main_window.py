"""The frame routes keys, keeps pages apart, remembers its place and fits small screens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QSettings, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.domain.changes import Changes
from desktop_app.domain.errors import NotAllowed
from desktop_app.domain.terms import SiteLevel
from desktop_app.ui import navigator, theme
from desktop_app.ui.feed import ChangeFeed
from desktop_app.ui.jobs import JobRunner
from desktop_app.ui.navigator import HIDDEN, Badge, PageSpec
from desktop_app.ui.page import Page, PageContext
from desktop_app.ui.shell import MainWindow, ShellInfo
from desktop_app.ui.shell import main_window as shell_module
from desktop_app.ui.shell.sidebar import Sidebar


class FakePage(Page):
    """A page that remembers what was asked of it."""

    listens_to = frozenset({"visit"})

    def __init__(self, context: PageContext, title: str) -> None:
        super().__init__(context, title=title)
        self.asked: list[Any] = []
        self.leaving_allowed = True
        self.line = QLineEdit()
        layout = QVBoxLayout(self)
        layout.addWidget(self.line)
        self.set_main_action("登记探访", "F4", lambda: self.asked.append("main"))

    def activate(self, **params: Any) -> None:
        self.asked.append(params)

    def refresh(self) -> None:
        self.asked.append("refresh")

    def may_leave(self) -> bool:
        return self.leaving_allowed

    def print_paper(self) -> bool:
        self.asked.append("print")
        return True

    def record_visit(self) -> bool:
        self.asked.append("visit")
        return True

    def undo(self) -> bool:
        self.asked.append("undo")
        return True


def spec(key: str, title: str, order: int, **more: Any) -> PageSpec:
    return PageSpec(
        key=key, title=title, icon="users", order=order, factory=lambda c: FakePage(c, title), **more
    )


@pytest.fixture
def feed() -> ChangeFeed:
    return ChangeFeed()


@pytest.fixture
def window(qtbot: QtBot, jobs: JobRunner, feed: ChangeFeed, tmp_path: Path) -> Iterator[MainWindow]:
    pages = [
        spec("today", "今日", 10, badge=lambda _app: Badge(12)),
        spec("register", "名册", 20, badge=lambda _app: None),
        spec("person", "老人", HIDDEN),
        spec("help", "帮助", 95, key_hint="F1"),
        spec("county", "汇总", 60, levels=frozenset({SiteLevel.COUNTY})),
    ]
    info = ShellInfo(unit_name="达日罕乌拉苏木", user_name="王秀英", is_sample=True)
    made = MainWindow(info, pages=pages, jobs=jobs, feed=feed, settings_file=tmp_path / "window.ini")
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.open_first_page()
    made.show()
    with qtbot.waitActive(made):
        made.activateWindow()
    yield made
    page = made.navigator.current_page()
    if isinstance(page, FakePage):
        page.leaving_allowed = True


def page_of(window: MainWindow) -> FakePage:
    page = window.navigator.current_page()
    assert isinstance(page, FakePage)
    return page


def test_the_window_opens_on_the_first_page(window: MainWindow) -> None:
    assert window.page_bar.title() == "今日"
    assert window.sidebar.button("today").isChecked()
    assert page_of(window).asked == [{}, "refresh"]
    assert window.sample_band.isVisible()
    assert "达日罕乌拉苏木" in window.windowTitle()


def test_a_page_is_made_once_and_given_its_parameters(window: MainWindow) -> None:
    assert window.navigator.open("person", uid="u1")
    first = page_of(window)
    assert first.asked[0] == {"uid": "u1"}
    window.navigator.open("today")
    window.navigator.open("person", uid="u2")
    assert page_of(window) is first
    assert not window.navigator.open("nowhere")
    assert window.navigator.has("person")
    assert not window.navigator.has("county"), "a township has no page of the county"


def test_the_way_back_leads_through_the_pages(window: MainWindow) -> None:
    window.navigator.open("register", search="王")
    window.navigator.open("person", uid="u1")
    QTest.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.navigator.current_key() == "register"
    assert page_of(window).asked[-1] == {"search": "王"}
    assert window.navigator.back()
    assert not window.navigator.back()


def test_a_page_with_unsaved_words_is_not_left_silently(window: MainWindow, qtbot: QtBot) -> None:
    page_of(window).leaving_allowed = False
    QTest.mouseClick(window.sidebar.button("register"), Qt.MouseButton.LeftButton)
    assert window.navigator.current_key() == "today"
    assert window.sidebar.button("today").isChecked()
    assert not window.close()
    qtbot.wait(1)


@pytest.mark.parametrize(
    ("key", "modifier", "asked"),
    [
        (Qt.Key.Key_F2, Qt.KeyboardModifier.NoModifier, "visit"),
        (Qt.Key.Key_F4, Qt.KeyboardModifier.NoModifier, "main"),
        (Qt.Key.Key_F5, Qt.KeyboardModifier.NoModifier, "refresh"),
        (Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier, "print"),
        (Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier, "undo"),
    ],
)
def test_keys_reach_the_page_in_sight(
    window: MainWindow, key: Qt.Key, modifier: Qt.KeyboardModifier, asked: str
) -> None:
    QTest.keyClick(window, key, modifier)
    assert page_of(window).asked[-1] == asked


def test_the_offered_undo_comes_before_the_page_s(window: MainWindow) -> None:
    undone: list[int] = []
    window.undo_notice.offer("已保存", lambda: undone.append(1))
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == [1]
    assert "undo" not in page_of(window).asked


def test_help_opens_with_the_page_as_topic(window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_F1)
    assert window.navigator.current_key() == "help"
    assert page_of(window).asked[0] == {"topic": "today"}


def test_the_search_opens_the_register(window: MainWindow, commit: Callable[[QWidget, str], None]) -> None:
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert window.page_bar.search.hasFocus()
    commit(window.page_bar.search, "王桂兰")
    QTest.keyClick(window.page_bar.search, Qt.Key.Key_Return)
    assert window.navigator.current_key() == "register"
    assert page_of(window).asked[0] == {"search": "王桂兰"}


def test_the_sidebar_is_walked_by_arrows(window: MainWindow) -> None:
    window.sidebar.button("today").setFocus()
    QTest.keyClick(window.sidebar.button("today"), Qt.Key.Key_Down)
    assert window.sidebar.button("register").hasFocus()
    QTest.keyClick(window.sidebar.button("register"), Qt.Key.Key_Return)
    assert window.navigator.current_key() == "register"


def test_badges_are_asked_and_said_aloud(window: MainWindow, qtbot: QtBot) -> None:
    window.refresh_badges()
    qtbot.waitUntil(lambda: window.sidebar.button("today").badge_text() == "12")
    assert window.sidebar.button("today").accessibleName() == "今日，12 项"
    assert window.sidebar.button("register").badge_text() == ""


def test_only_pages_that_listen_reload_and_hidden_ones_wait(
    window: MainWindow, feed: ChangeFeed, qtbot: QtBot
) -> None:
    hidden = page_of(window)
    window.navigator.open("register")
    visible = page_of(window)
    hidden.asked.clear()
    visible.asked.clear()
    with qtbot.waitSignal(feed.changed):
        feed.publish(Changes("登记老人", frozenset({"elder"})))
    assert (hidden.asked, visible.asked) == ([], [])
    with qtbot.waitSignal(feed.changed):
        feed.publish(Changes("登记探访", frozenset({"visit"})))
    assert (hidden.asked, hidden.is_stale(), visible.asked) == ([], True, ["refresh"])
    window.navigator.open("today")
    assert hidden.asked == [{}, "refresh"]


def test_an_error_of_a_job_is_shown_in_the_notice_bar(
    window: MainWindow, jobs: JobRunner, qtbot: QtBot
) -> None:
    def refuse(_progress: object) -> None:
        raise NotAllowed

    jobs.writing("删除", refuse).start()
    qtbot.waitUntil(lambda: bool(window.notices.text()))
    assert window.notices.text().startswith("当前用户无权")


def test_the_window_remembers_its_place(window: MainWindow, tmp_path: Path) -> None:
    window.resize(1000, 640)
    assert window.close()
    saved = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    assert saved.contains("window/geometry")


def test_closing_asks_while_work_is_running(
    window: MainWindow, jobs: JobRunner, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [False, True]
    monkeypatch.setattr(shell_module, "ask", lambda *_a, **_k: answers.pop(0))

    def count(progress: Any) -> None:
        while True:
            progress.report(1, 2)

    jobs.reading("生成台账", count).start()
    qtbot.waitUntil(lambda: window.job_bar.shown_job() is not None)
    assert not window.close()
    assert window.close()
    assert answers == []


@pytest.mark.parametrize(("scale", "width", "height"), [(1.0, 1366, 728), (1.0, 910, 485), (1.75, 1366, 728)])
def test_the_frame_fits_the_smallest_screens(
    qapp: QApplication, qtbot: QtBot, jobs: JobRunner, tmp_path: Path, scale: float, width: int, height: int
) -> None:
    theme.apply(qapp, scale=scale)
    try:
        info = ShellInfo(unit_name="巴林右旗达日罕乌拉苏木人民政府", user_name="王秀英")
        pages = [spec("today", "今日", 10), spec("help", "帮助", 95)]
        made = MainWindow(info, pages=pages, jobs=jobs, feed=ChangeFeed(), settings_file=tmp_path / "w.ini")
        qtbot.addWidget(made)
        made.set_date_line("11月22日 周日 农历十月十四")
        made.set_backup_line("备份 今天 09:12")
        made.resize(width, height)
        made.open_first_page()
        made.show()
        QCoreApplication.processEvents()
        assert (made.width(), made.height()) == (width, height)
        buttons = [
            button
            for bar in (made.page_bar, made.job_bar)
            for button in cast("list[QPushButton]", bar.findChildren(QPushButton))
        ]
        for button in buttons:
            if button.isVisible():
                right = button.mapTo(made, QPoint(button.width(), button.height()))
                assert right.x() <= width
                assert right.y() <= height
                assert button.width() >= button.minimumSizeHint().width()
    finally:
        theme.apply(qapp)


def test_a_low_window_leaves_its_lines_to_the_page(window: MainWindow) -> None:
    window.resize(1200, theme.px(55))
    QCoreApplication.processEvents()
    tall = window.height() - window.stack.height()
    window.resize(1200, theme.px(34))
    QCoreApplication.processEvents()
    assert window.height() - window.stack.height() <= tall - theme.px(1.5)
    window.resize(1200, theme.px(55))
    QCoreApplication.processEvents()
    assert window.height() - window.stack.height() == tall


def test_the_date_stands_on_the_line_of_the_title(window: MainWindow) -> None:
    window.set_date_line("11月22日 周日 农历十月十四")

    def baseline(label: QLabel) -> float:
        face, area = QFontMetricsF(label.font()), label.contentsRect()
        top = label.mapTo(window, area.topLeft()).y()
        return top + (area.height() - face.height()) / 2 + face.ascent()

    title, date_line = (
        next(
            label
            for label in cast("list[QLabel]", window.page_bar.findChildren(QLabel))
            if label.text() == text
        )
        for text in ("今日", "11月22日 周日 农历十月十四")
    )
    assert abs(baseline(title) - baseline(date_line)) <= 1


def test_english_names_of_pages_are_not_covered_by_their_numbers(qtbot: QtBot) -> None:
    title = "Visits owed by township"
    made = Sidebar("克什克腾旗达日罕乌拉苏木人民政府", [spec("duties", title, 10, key_hint="")])
    qtbot.addWidget(made)
    made.show_badge("duties", Badge(123, "overdue"))
    made.resize(made.width(), 400)
    made.show()
    button = made.button("duties")
    assert button.text().strip().endswith("…")
    assert button.toolTip() == title
    assert button.accessibleName().startswith(title)
    assert made.width() <= theme.px(14)


def test_every_package_of_the_window_declares_pages_that_can_be_opened() -> None:
    found = navigator.discover_pages()
    assert len({page.key for page in found}) == len(found)
    assert [page.order for page in found] == sorted(page.order for page in found)
