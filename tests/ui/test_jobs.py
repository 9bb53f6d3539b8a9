"""Jobs deliver every result in the window's thread, stop when asked and finish writes on close."""

from __future__ import annotations

import sys
import threading
import time
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import QObject, Slot
from pytestqt.qtbot import QtBot

from desktop_app.progress import Cancelled, Progress
from desktop_app.ui import jobs as jobs_module
from desktop_app.ui.child_program import ChildFailed, ChildRefused, run_child
from desktop_app.ui.jobs import JobRunner


def answer(number: int, _progress: Progress) -> int:
    return number


class Listener(QObject):
    """A page: it hears results as bound methods of a QObject."""

    def __init__(self) -> None:
        super().__init__()
        self.results: list[Any] = []
        self.threads: set[int] = set()

    @Slot(object)
    def on_result(self, result: object) -> None:
        self.results.append(result)
        self.threads.add(threading.get_ident())


def test_two_thousand_results_arrive_in_the_thread_of_the_window(jobs: JobRunner, qtbot: QtBot) -> None:
    listener = Listener()
    for number in range(2000):
        job = jobs.reading("数数", partial(answer, number))
        job.succeeded.connect(listener.on_result)
        job.start()
        del job
    qtbot.waitUntil(lambda: not jobs.running(), timeout=20_000)
    assert sorted(listener.results) == list(range(2000))
    assert listener.threads == {threading.get_ident()}


def test_writes_happen_one_after_the_other(jobs: JobRunner, qtbot: QtBot) -> None:
    inside: list[int] = []
    most: list[int] = []

    def write(_progress: Progress) -> None:
        inside.append(1)
        most.append(len(inside))
        time.sleep(0.002)
        inside.pop()

    for _ in range(20):
        jobs.writing("保存", write).start()
    qtbot.waitUntil(lambda: not jobs.running())
    assert max(most) == 1


def test_a_listener_that_is_gone_is_not_called(jobs: JobRunner, qtbot: QtBot) -> None:
    listener = Listener()
    gate = threading.Event()
    job = jobs.reading("等", lambda _progress: gate.wait(5))
    job.succeeded.connect(listener.on_result)
    job.start()
    del listener
    with qtbot.waitSignal(job.finished):
        gate.set()


def test_an_error_goes_to_the_page_that_asked_for_it(jobs: JobRunner, qtbot: QtBot) -> None:
    listener, unheard = Listener(), Listener()
    jobs.job_failed.connect(lambda _job, error: unheard.on_result(error))
    job = jobs.writing("保存", lambda _progress: 1 // 0)
    job.failed.connect(listener.on_result)
    with qtbot.waitSignal(job.finished):
        job.start()
    assert isinstance(listener.results[0], ZeroDivisionError)
    assert unheard.results == []


def test_an_error_nobody_asked_for_goes_to_the_presenter(jobs: JobRunner, qtbot: QtBot) -> None:
    job = jobs.writing("保存", lambda _progress: 1 // 0)
    with qtbot.waitSignal(jobs.job_failed) as caught:
        job.start()
    assert caught.args is not None
    assert isinstance(caught.args[1], ZeroDivisionError)


def test_cancelled_work_stops_at_its_next_report(jobs: JobRunner, qtbot: QtBot) -> None:
    started = threading.Event()

    def count(progress: Progress) -> None:
        while True:
            started.set()
            progress.report(1, 10)

    job = jobs.writing("数数", count)
    with qtbot.waitSignal(job.cancelled):
        job.start()
        started.wait(5)
        job.cancel()
    assert not jobs.running()


def test_a_write_that_was_committed_counts_although_cancel_came_late(jobs: JobRunner, qtbot: QtBot) -> None:
    gate = threading.Event()
    job = jobs.writing("保存", lambda _progress: gate.wait(5))
    with qtbot.waitSignal(job.succeeded):
        job.start()
        qtbot.wait(20)
        job.cancel()
        gate.set()


def test_progress_is_thinned_but_the_last_count_arrives(jobs: JobRunner, qtbot: QtBot) -> None:
    def count(progress: Progress) -> None:
        for number in range(1, 10_001):
            progress.report(number, 10_000, "页")

    heard: list[int] = []
    job = jobs.reading("数数", count)
    job.progressed.connect(lambda done, _total, _what: heard.append(done))
    with qtbot.waitSignal(job.finished):
        job.start()
    assert heard[-1] == 10_000
    assert len(heard) < 1000


def test_closing_waits_for_the_write_and_starts_nothing_more(qapp: object) -> None:
    del qapp
    runner = JobRunner()
    written: list[int] = []

    def write(_progress: Progress) -> None:
        time.sleep(0.05)
        written.append(1)

    runner.writing("保存", write).start()
    time.sleep(0.01)
    runner.close()
    runner.writing("保存", write).start()
    assert written == [1]


def test_closing_does_the_writes_that_wait_and_stops_long_work(qapp: object) -> None:
    del qapp
    runner = JobRunner()
    begun, written, rolled_back = threading.Event(), list[str](), list[str]()

    def long_work(progress: Progress) -> None:
        begun.set()
        try:
            while True:
                progress.report(1, 1000)
                time.sleep(0.001)
        except Cancelled:
            rolled_back.append("导入")
            raise

    def write(name: str, _progress: Progress) -> None:
        written.append(name)

    runner.writing("导入", long_work).start()
    begun.wait(5)
    for name in ("草稿一", "草稿二", "探访"):
        runner.writing("保存", partial(write, name)).start()
    unwanted = runner.writing("保存", partial(write, "不要"))
    unwanted.start()
    unwanted.cancel()
    runner.close()
    assert rolled_back == ["导入"]
    assert written == ["草稿一", "草稿二", "探访"]


def test_closing_does_not_wait_for_ever_for_the_queue(
    qapp: object, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    del qapp
    monkeypatch.setattr(jobs_module, "CLOSING_PATIENCE", 0.02)
    runner = JobRunner()
    written: list[int] = []

    def write(_progress: Progress) -> None:
        time.sleep(0.1)
        written.append(1)

    for _ in range(5):
        runner.writing("保存", write).start()
    runner.close()
    assert len(written) < 5
    assert "writes not finished" in caplog.text


def test_a_write_that_fails_while_closing_is_logged_without_its_words(
    qapp: object, caplog: pytest.LogCaptureFixture
) -> None:
    del qapp
    runner = JobRunner()
    begun = threading.Event()

    def fail(_progress: Progress) -> None:
        begun.set()
        time.sleep(0.05)
        raise ValueError("王桂兰")

    runner.writing("保存", fail).start()
    begun.wait(5)
    runner.close()
    assert "ValueError" in caplog.text
    assert "王桂兰" not in caplog.text


def child(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_a_child_reports_and_gives_its_result(jobs: JobRunner, qtbot: QtBot) -> None:
    code = (
        'import json;print(json.dumps({"done":1,"total":2}));print("noise");print(json.dumps({"result":[3]}))'
    )
    listener = Listener()
    job = jobs.outside("生成", lambda progress: run_child(child(code), progress))
    job.succeeded.connect(listener.on_result)
    with qtbot.waitSignal(job.finished):
        job.start()
    assert listener.results == [[3]]
    assert (job.done, job.total) == (1, 2)


def test_a_child_hears_what_is_sent_to_it() -> None:
    code = 'import sys,json;print(json.dumps({"result":sys.stdin.read()}))'
    assert run_child(child(code), Progress(), stdin="王桂兰") == "王桂兰"


def test_a_silent_child_is_killed_on_cancel() -> None:
    progress = Progress()
    threading.Timer(0.2, progress.cancel).start()
    with pytest.raises(Cancelled):
        run_child(child("import time;time.sleep(60)"), progress)


def test_a_child_that_dies_is_told_apart_from_one_that_refuses() -> None:
    with pytest.raises(ChildFailed) as failed:
        run_child(child("raise SystemExit(7)"), Progress())
    assert failed.value.details == {"exit_code": 7}
    refusal = '{"error":{"code":"x","what":"a","data_safe":"b","do_now":"c"}}'
    with pytest.raises(ChildRefused) as refused:
        run_child(child(f"print('{refusal}')"), Progress())
    assert refused.value.details["what"] == "a"
