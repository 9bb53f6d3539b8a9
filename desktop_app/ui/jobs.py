"""Work away from the window: one writer, a few readers, child programs, a lane for drafts; results come back here.

Build the job, connect, then start::

    job = context.jobs.writing(_("保存探访"), lambda progress: service.record(draft, actor))
    job.succeeded.connect(self._on_saved)         # bound method of a QObject: dies with it
    job.failed.connect(self._on_failed)           # optional; without it the presenter shows the error
    job.start()

A work function takes a ``Progress`` and asks nothing; ``job.cancel()`` makes its next report raise ``Cancelled``.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from desktop_app.progress import Cancelled, Progress

log = logging.getLogger(__name__)

T = TypeVar("T")
REPORT_EVERY = 0.05  # seconds between two progress reports that reach the window
CLOSING_PATIENCE = 10.0  # seconds that waiting writes get when the window closes


class Ending(Enum):
    """How a job came to its end."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(QObject, Generic[T]):
    """One piece of work. Signals, all in the UI thread: ``started()``, ``progressed(done, total, what)``,
    ``succeeded(result)``, ``failed(exception)``, ``cancelled()``, and ``finished()`` after any of the last three.
    """  # noqa: D205 - the list of signals belongs to the first sentence

    started = Signal()
    progressed = Signal(int, int, str)
    succeeded = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    finished = Signal()

    def __init__(
        self, runner: JobRunner, title: str, work: Callable[[Progress], T], lane: ThreadPoolExecutor
    ) -> None:
        super().__init__()
        self.title = title
        self.done, self.total, self.what = 0, 0, ""
        self.has_own_error_handler = False
        self.ending: Ending | None = None
        self._runner, self._work, self._lane = runner, work, lane
        self._progress = Progress(self._on_report)
        self._reported_at = 0.0
        self._ending = False

    def start(self) -> None:
        """Hand the work to its lane; call once, after connecting."""
        self._runner.start(self)

    def cancel(self) -> None:
        """Ask the work to stop. A late result of a read is dropped; a write already committed still succeeds."""
        self._progress.cancel()

    def is_cancelled(self) -> bool:
        """Tell whether cancel was asked for."""
        try:
            self._progress.check()
        except Cancelled:
            return True
        return False

    def connectNotify(self, signal: Any) -> None:
        """Qt: remember that the page looks after its own errors."""
        if bytes(signal.name().data()) == b"failed":
            self.has_own_error_handler = True

    def end(self) -> None:
        """Stop at the next report, but begin all the same if it still waits; the runner's business.

        Short writes (a draft, a visit) report nothing and are done to the end; long ones stop and roll back.
        """
        self._ending = not self.is_cancelled()
        self._progress.cancel()

    def run(self) -> T:
        """Do the work in the calling thread; the runner's business."""
        if self.is_cancelled() and not self._ending:
            raise Cancelled
        return self._work(self._progress)

    def is_reading(self) -> bool:
        """Tell whether it only looks something up for a page."""
        return self._runner.is_for_reading(self._lane)

    def lane(self) -> ThreadPoolExecutor:
        """Return the pool that does this work; the runner's business."""
        return self._lane

    def _on_report(self, done: int, total: int, what: str) -> None:
        now = time.monotonic()
        if done < total and now - self._reported_at < REPORT_EVERY:
            return
        self._reported_at = now
        self._runner.deliver(_Delivery(self, "progressed", (done, total, what)))


@dataclass(frozen=True, slots=True)
class _Delivery:
    job: Job[Any]
    kind: str
    payload: Any = None


class _Bus(QObject):
    """Carries deliveries from any thread into the UI thread; lives as long as the runner."""

    arrived = Signal(object)


class JobRunner(QObject):
    """Owns the lanes and every running job until its result was delivered.

    Signals: ``job_started(job)``, ``job_finished(job)``, ``job_failed(job, exception)`` for errors that no page
    took care of, and ``drafts_failed(exception)`` when drafts can no longer be kept, once until they can again.
    """

    job_started = Signal(object)
    job_finished = Signal(object)
    job_failed = Signal(object, object)
    drafts_failed = Signal(object)

    def __init__(self, readers: int = 2) -> None:
        super().__init__()
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._readers = ThreadPoolExecutor(readers, thread_name_prefix="reader")
        self._children = ThreadPoolExecutor(2, thread_name_prefix="child")
        self._keeper = ThreadPoolExecutor(1, thread_name_prefix="drafts")
        self._drafts_fail = False
        self._bus = _Bus()
        self._bus.arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)
        self._running: dict[int, Job[Any]] = {}
        self._writes: set[Future[None]] = set()
        self._closed = False

    def writing(self, title: str, work: Callable[[Progress], T]) -> Job[T]:
        """Return a job for the single writer; writes happen one after the other."""
        return Job(self, title, work, self._writer)

    def keeping(self, title: str, work: Callable[[Progress], T]) -> Job[T]:
        """Return a job for the lane of drafts: they wait for no other writing, and follow one another in order."""
        return Job(self, title, work, self._keeper)

    def reading(self, title: str, work: Callable[[Progress], T]) -> Job[T]:
        """Return a job for the readers."""
        return Job(self, title, work, self._readers)

    def outside(self, title: str, work: Callable[[Progress], T]) -> Job[T]:
        """Return a job that waits for a child program (see ``child_program.run_child``)."""
        return Job(self, title, work, self._children)

    def is_for_reading(self, lane: ThreadPoolExecutor) -> bool:
        """Tell whether ``lane`` is that of the readers."""
        return lane is self._readers

    def running(self) -> list[Job[Any]]:
        """Return the jobs that were started and have not been delivered."""
        return list(self._running.values())

    def is_closed(self) -> bool:
        """Tell whether nothing starts any more."""
        return self._closed

    def start(self, job: Job[Any]) -> None:
        """Start a job; after ``close`` nothing starts any more."""
        if self._closed:
            return
        self._running[id(job)] = job
        if job.lane() is not self._keeper:  # a draft is kept several times a second; nobody needs to see it
            self.job_started.emit(job)
        job.started.emit()
        future = job.lane().submit(self._run, job)
        if job.lane() in {self._writer, self._keeper}:
            self._writes.add(future)
            future.add_done_callback(self._writes.discard)

    def deliver(self, delivery: _Delivery) -> None:
        """Send a delivery to the UI thread; may be called from any thread."""
        self._bus.arrived.emit(delivery)

    def close(self) -> None:
        """Do all writes that wait, cancel everything else, and accept nothing more.

        The queue of writes gets ``CLOSING_PATIENCE`` seconds; the write that is running then is waited for.
        """
        self._closed = True
        for job in self.running():
            if job.lane() in {self._writer, self._keeper}:
                job.end()
            else:
                job.cancel()
        _done, left = wait(self._writes, timeout=CLOSING_PATIENCE)
        if left:
            log.error("closed with %d writes not finished", len(left))
        for lane in (self._children, self._readers, self._writer, self._keeper):
            lane.shutdown(wait=True, cancel_futures=True)
        self._running.clear()
        self._writes.clear()

    def _run(self, job: Job[Any]) -> None:
        try:
            result = job.run()
        except Cancelled:
            self.deliver(_Delivery(job, "cancelled"))
        except BaseException as error:
            if self._closed:  # nobody hears the delivery any more
                log.error("work ended in %s while closing", type(error).__name__)
            self.deliver(_Delivery(job, "failed", error))
        else:
            self.deliver(_Delivery(job, "succeeded", result))

    @Slot(object)
    def _on_arrived(self, delivery: _Delivery) -> None:
        job = delivery.job
        if id(job) not in self._running:
            return
        if delivery.kind == "progressed":
            job.done, job.total, job.what = delivery.payload
            job.progressed.emit(*delivery.payload)
            return
        del self._running[id(job)]
        # A read that nobody wants any more is dropped; a write that was committed has happened.
        unwanted = job.is_cancelled() and job.lane() not in {self._writer, self._keeper}
        job.ending = Ending.CANCELLED if unwanted else Ending(delivery.kind)
        if job.ending is Ending.CANCELLED:
            job.cancelled.emit()
        elif delivery.kind == "succeeded":
            if job.lane() is self._keeper:
                self._drafts_fail = False
            job.succeeded.emit(delivery.payload)
        elif job.lane() is self._keeper:
            job.failed.emit(delivery.payload)
            self._say_once(delivery.payload)
        elif job.has_own_error_handler:
            job.failed.emit(delivery.payload)
        else:
            self.job_failed.emit(job, delivery.payload)
        job.finished.emit()
        if job.lane() is not self._keeper:
            self.job_finished.emit(job)

    def _say_once(self, error: BaseException) -> None:
        """Tell that drafts cannot be kept: typing goes on, and nobody is stopped at every key."""
        if not self._drafts_fail:
            self._drafts_fail = True
            self.drafts_failed.emit(error)
