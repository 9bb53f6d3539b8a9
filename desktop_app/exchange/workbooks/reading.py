"""Hand a workbook to the limited child process and take back typed rows, trusting none of its answers."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

from desktop_app.domain.errors import ElderVisitsError, ExchangeError
from desktop_app.exchange.workbooks.contents import (
    MAX_FILE_BYTES,
    MAX_ROWS,
    MAX_SHEETS,
    MAX_TOTAL_ROWS,
    Cell,
    Merge,
    Sheet,
    Workbook,
)
from desktop_app.exchange.workbooks.refusals import (
    REFUSALS,
    EmptyFile,
    FileCannotBeOpened,
    FileTooLarge,
    TooManyRows,
    TooMuchContent,
    WorkbookDamaged,
    WorkbookTimedOut,
)
from desktop_app.exchange.workbooks.wire import MAX_LINE_BYTES, BadLine, decode_line
from desktop_app.progress import SILENT, Cancelled, Progress

WORKER = "workbook"
"""What follows ``--worker`` on the command line of the frozen program."""

WALL_SECONDS = 60.0
_POLL_SECONDS = 0.1
_REPORT_EVERY = 1_000
_PACKAGE_PARENT = str(Path(__file__).resolve().parents[3])
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from desktop_app.exchange.workbooks.child import main; raise SystemExit(main())"
)
_MAX_DETAIL = 100


def child_command() -> list[str]:
    """Return the command that starts the reading child, in the frozen program and elsewhere."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--worker", WORKER]
    return [sys.executable, "-I", "-c", _START, _PACKAGE_PARENT]


def read_workbook(path: Path, *, progress: Progress = SILENT) -> Workbook:
    """Read .xlsx, .xls, .et, .ods or .csv by content; raises ExchangeError and SurroundingsError subclasses."""
    content = _bytes_of(path)
    progress.check()
    with subprocess.Popen(  # noqa: S603 - our own interpreter with our own arguments; the file goes in as bytes
        child_command(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    ) as child:
        assert child.stdin is not None  # both ends are pipes
        assert child.stdout is not None
        watch = _Watch(child, progress)
        feeder = threading.Thread(target=_feed, args=(child.stdin, content), daemon=True)
        watch.start()
        feeder.start()
        try:
            return _Collector(progress).collect(child.stdout)
        except BadLine:
            progress.check()
            raise _reason(child, watch) from None
        finally:
            child.kill()
            watch.stop()
            feeder.join()


def _bytes_of(path: Path) -> bytes:
    """Return the file's content within the cap; raises FileCannotBeOpened, FileTooLarge and EmptyFile."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
            size = path.stat().st_size
    except (OSError, ValueError):
        raise FileCannotBeOpened from None
    if len(content) > MAX_FILE_BYTES:
        mebibyte = 1024 * 1024
        raise FileTooLarge(megabytes=-(-size // mebibyte), limit=MAX_FILE_BYTES // mebibyte)
    if not content:
        raise EmptyFile
    return content


def _feed(pipe: IO[bytes], content: bytes) -> None:
    """Give the child its bytes; it may have died before taking them all."""
    try:
        pipe.write(content)
        pipe.close()
    except OSError:
        return


class _Watch(threading.Thread):
    """Ends the child when the user cancels or the time is over."""

    def __init__(self, child: subprocess.Popen[bytes], progress: Progress) -> None:
        """Watch ``child`` on behalf of ``progress``."""
        super().__init__(daemon=True)
        self.timed_out = False
        self._child = child
        self._progress = progress
        self._done = threading.Event()

    def run(self) -> None:
        """Look every tenth of a second."""
        deadline = time.monotonic() + WALL_SECONDS
        while not self._done.wait(_POLL_SECONDS):
            try:
                self._progress.check()
            except Cancelled:
                self._child.kill()
                return
            if time.monotonic() > deadline:
                self.timed_out = True
                self._child.kill()
                return

    def stop(self) -> None:
        """Look no more."""
        self._done.set()
        self.join()


def _reason(child: subprocess.Popen[bytes], watch: _Watch) -> ElderVisitsError:
    """Return why the child went silent: too slow, out of memory, or a file that broke it."""
    try:
        status = child.wait(timeout=1)
    except subprocess.TimeoutExpired:
        return WorkbookDamaged()
    if watch.timed_out or status == _CPU_LIMIT:
        return WorkbookTimedOut()
    return TooMuchContent() if status in _OUT_OF_MEMORY else WorkbookDamaged()


_CPU_LIMIT = -24
_OUT_OF_MEMORY = (-6, -9, 0xC0000409, 0xC0000017)
"""SIGABRT and SIGKILL; on Windows fast-fail and STATUS_NO_MEMORY."""


class _Collector:
    """Builds the workbook from the child's lines and checks every one."""

    def __init__(self, progress: Progress) -> None:
        """Report rows to ``progress``."""
        self._progress = progress
        self._sheets: list[Sheet] = []
        self._kind = ""
        self._name = ""
        self._merges: tuple[Merge, ...] = ()
        self._rows: list[tuple[Cell, ...]] | None = None
        self._total = 0

    def collect(self, pipe: IO[bytes]) -> Workbook:
        """Return the workbook; raises the refusal the child gave, or BadLine."""
        while True:
            line = pipe.readline(MAX_LINE_BYTES)
            if not line.endswith(b"\n"):
                raise BadLine
            content = decode_line(line)
            if isinstance(content, tuple):
                self._take_row(content)
            elif content == {"end": True}:
                return self._finished()
            elif "refused" in content:
                raise _refusal(content)
            else:
                self._begin_sheet(content)

    def _take_row(self, row: tuple[Cell, ...]) -> None:
        """Add a row to the current sheet."""
        if self._rows is None:
            raise BadLine
        if row and (len(self._rows) >= MAX_ROWS or self._total >= MAX_TOTAL_ROWS):
            raise TooManyRows(sheet=self._name, limit=MAX_ROWS)
        self._rows.append(row)
        self._total += 1
        if self._total % _REPORT_EVERY == 0:
            self._progress.report(self._total, 0, "")

    def _begin_sheet(self, message: dict[str, object]) -> None:
        """Start the next sheet from its heading line."""
        self._end_sheet()
        name, kind, merges = message.get("sheet"), message.get("kind"), message.get("merges")
        if not isinstance(name, str) or not isinstance(kind, str) or not isinstance(merges, list):
            raise BadLine
        if len(self._sheets) >= MAX_SHEETS:
            raise BadLine
        self._name, self._kind = name[:_MAX_DETAIL], kind[:_MAX_DETAIL]
        self._merges = tuple(_merge(item) for item in merges)
        self._rows = []

    def _end_sheet(self) -> None:
        """Close the current sheet, without empty rows at its end."""
        if self._rows is None:
            return
        while self._rows and not self._rows[-1]:
            self._rows.pop()
        self._sheets.append(Sheet(self._name, tuple(self._rows), self._merges))

    def _finished(self) -> Workbook:
        """Return what was collected; raises EmptyFile."""
        self._end_sheet()
        if not any(sheet.rows for sheet in self._sheets):
            raise EmptyFile
        return Workbook(tuple(self._sheets), self._kind)


def _merge(item: object) -> Merge:
    """Return a merged block from four numbers; raises BadLine."""
    if not isinstance(item, list) or len(item) != 4 or not all(type(n) is int and n >= 0 for n in item):
        raise BadLine
    return Merge(*item)


def _refusal(message: dict[str, object]) -> ExchangeError:
    """Return the refusal a message names, with details that are short and plain."""
    kind = REFUSALS.get(str(message["refused"]), WorkbookDamaged)
    given = message.get("details")
    details: dict[str, object] = {}
    if isinstance(given, dict):
        for key, value in given.items():
            if isinstance(value, int):
                details[str(key)] = value
            elif isinstance(value, str):
                details[str(key)] = value[:_MAX_DETAIL]
    build: Callable[..., ExchangeError] = kind
    return build(**details)
