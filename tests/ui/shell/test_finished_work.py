"""Long work tells its end once: where the page did not, and only to somebody who went elsewhere."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.progress import Progress
from desktop_app.ui.feed import ChangeFeed
from desktop_app.ui.jobs import Job, JobRunner
from desktop_app.ui.kit import job_bar
from desktop_app.ui.navigator import PageSpec
from desktop_app.ui.page import Page
from desktop_app.ui.shell import MainWindow, ShellInfo, finished_work


@pytest.fixture
def window(qtbot: QtBot, jobs: JobRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    monkeypatch.setattr(finished_work, "LONG_SECONDS", 0.0)
    monkeypatch.setattr(job_bar, "SHOW_AFTER_MS", 0)

    def spec(key: str, order: int) -> PageSpec:
        return PageSpec(key=key, title=key, order=order, factory=lambda context: Page(context, title=key))

    made = MainWindow(
        ShellInfo(unit_name="达日罕乌拉苏木"),
        pages=[spec("today", 10), spec("papers", 20)],
        jobs=jobs,
        feed=ChangeFeed(),
        settings_file=tmp_path / "window.ini",
    )
    qtbot.addWidget(made)
    made.show()
    made.open_first_page()
    return made


class Held:
    """Work that lasts until it is let go, or cancelled."""

    def __init__(self) -> None:
        self.go = threading.Event()

    def __call__(self, progress: Progress) -> str:
        while not self.go.wait(0.005):
            progress.report(1, 3)
        progress.check()
        return "done"


def end(qtbot: QtBot, job: Job[Any], held: Held) -> None:
    with qtbot.waitSignal(job.finished, timeout=5000):
        held.go.set()
    QApplication.processEvents()


def test_whoever_went_elsewhere_is_told(window: MainWindow, jobs: JobRunner, qtbot: QtBot) -> None:
    held = Held()
    job = jobs.writing("导出上报包", held)
    job.start()
    window.navigator.open("papers")
    end(qtbot, job, held)
    assert window.notices.text() == "已完成：导出上报包"


@pytest.mark.parametrize("lane", ["same page", "reading", "page tells", "failed"])
def test_nothing_is_said_twice_or_without_need(
    window: MainWindow, jobs: JobRunner, qtbot: QtBot, lane: str
) -> None:
    held = Held()
    work: Callable[[Progress], str] = held
    if lane == "failed":

        def fail(progress: Progress) -> str:
            held(progress)
            raise OSError

        work = fail
    job = jobs.reading("读取", work) if lane == "reading" else jobs.writing("导出上报包", work)
    if lane == "page tells":
        job.succeeded.connect(lambda _done: window.notices.show_notice("done", "已封好第 3 包"))
    job.start()
    if lane != "same page":
        window.navigator.open("papers")
    end(qtbot, job, held)
    assert "已完成" not in window.notices.text()
    assert window.notices.others() == []


def test_what_was_cancelled_in_the_bar_says_so(window: MainWindow, jobs: JobRunner, qtbot: QtBot) -> None:
    held = Held()
    job, waiting = jobs.writing("导入名册", held), jobs.writing("导出上报包", lambda _progress: None)
    job.start()
    waiting.start()
    bar = window.job_bar
    qtbot.waitUntil(lambda: bar.shown_job() is job and "导入名册" in bar._name.text())
    assert "另有 1 项" in bar._name.text()
    cancel = bar._cancel
    with qtbot.waitSignal(job.finished, timeout=5000):
        cancel.click()
        assert bar._name.text().startswith("正在取消：导入名册")
        assert not cancel.isEnabled()
    assert window.notices.text() == "已取消：导入名册"
    qtbot.waitUntil(lambda: not jobs.running())


def test_the_backup_line_is_not_there_until_something_stands_on_it(window: MainWindow) -> None:
    assert window.job_bar._backup.isHidden()
    window.set_backup_line("备份 今天 09:12")
    assert window.job_bar._backup.isVisible()
    window.set_backup_line("")
    assert window.job_bar._backup.isHidden()


def test_a_file_that_was_made_can_be_opened(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def open_url(url: QUrl) -> bool:
        opened.append(url.toLocalFile())
        return len(opened) == 1

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    path = tmp_path / "名册.xlsx"
    window.context.offer_file("已导出 3 人", path)
    window.notices._action.click()
    assert opened == [str(path)]
    assert window.notices.text() == ""
    window.context.offer_file("已导出 3 人", path)
    window.notices._action.click()
    assert window.notices.text().startswith("这台电脑没有能打开它的程序")
