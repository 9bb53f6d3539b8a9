"""Prints long papers in a process of its own, so that no page of the window waits while it is laid out.

Laying out is pure Python. In a thread of the window it takes turns with every call between Python and Qt, and a page
that is being painted while something is read stands still for a third of a second.
"""

from __future__ import annotations

import contextlib
import json
import logging
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Collection, Iterable
from itertools import islice
from pathlib import Path
from typing import Any

from desktop_app.config import durable
from desktop_app.domain.errors import N_, SurroundingsError
from desktop_app.progress import Progress
from desktop_app.reports.press_child import WORKER, Arriving
from desktop_app.reports.printed import Printed

log = logging.getLogger(__name__)

LONG = 40
"""From so many sheets, or a few hundred rows, on a process of its own is worth its third of a second."""
PORTION = 50
"""So many items go over at a time; progress is heard between two portions."""
LOOK_EVERY = 0.1
_PACKAGE_PARENT = str(Path(__file__).resolve().parents[2])
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from desktop_app.reports.press_child import main; raise SystemExit(main())"
)


class PressStopped(SurroundingsError):
    """The process that was printing ended without a paper."""

    code = "paper.press_stopped"
    what = N_("生成这份报表的后台程序中途结束了。")
    data_safe = N_("数据没有改动，也没有留下不完整的文件。")
    do_now = N_("请再试一次；内存不足时，先关闭其他程序，或分村生成。")


def press(
    write: Callable[..., Printed],
    out: Path,
    *arguments: Any,
    of: Collection[Any],
    long: int = LONG,
    progress: Progress,
) -> Printed:
    """Return ``write(out, *arguments, progress)``, called in a process of its own if ``of`` is long.

    ``write`` is a function of ``reports``, ``arguments`` plain data. If ``of`` is one of them, its items go over in
    portions while they are printed; neither process holds all of them where they are made as they are asked for.
    Raises ``Cancelled``, ``OSError`` and ``PressStopped``, and then leaves what was at ``out`` before, and nothing
    beside it.
    """
    if len(of) < long:
        return write(out, *arguments, progress)
    progress.check()
    # Put in place here: a process that is ended between its last two steps would leave a paper that was cancelled.
    part = durable.part_of(out.with_name("paper"))
    streamed = any(each is of for each in arguments)
    sent = [Arriving(len(of)) if each is of else each for each in arguments]
    order = pickle.dumps((write.__module__, write.__name__, str(part), sent))
    with subprocess.Popen(  # noqa: S603 - our own interpreter with our own arguments
        _command(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    ) as child:
        over = threading.Event()
        watch = threading.Thread(target=_stop_when_cancelled, args=(child, progress, over), daemon=True)
        watch.start()
        try:
            printed = _Errand(child, progress).run(order, of if streamed else ())
            durable.publish(part, out)
            return printed
        except BaseException:
            child.kill()
            child.wait()
            for left in (part, *out.parent.glob(f".{part.name}.*.part")):
                with contextlib.suppress(OSError):
                    left.unlink(missing_ok=True)
            raise
        finally:
            over.set()
            watch.join()


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, "--worker", WORKER]
    # -B: on a full disk Python leaves half of a compiled module behind, and nothing would start any more.
    return [sys.executable, "-I", "-B", "-c", _START, _PACKAGE_PARENT]


def _stop_when_cancelled(child: subprocess.Popen[bytes], progress: Progress, over: threading.Event) -> None:
    while not over.wait(LOOK_EVERY):
        if progress.cancelled():
            child.kill()
            return


class _Errand:
    """What goes over to the process that prints, and what it says meanwhile."""

    def __init__(self, child: subprocess.Popen[bytes], progress: Progress) -> None:
        assert child.stdin is not None  # both ends are pipes
        assert child.stdout is not None
        self._child, self._to, self._from = child, child.stdin, child.stdout
        self._progress = progress
        self._said: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._over = False
        self._printed: Printed | None = None

    def run(self, order: bytes, items: Iterable[Any]) -> Printed:
        """Give the order and the items it is about; raises what became of it over there."""
        # Two that write into full pipes wait for each other for ever; so somebody listens all the time.
        listener = threading.Thread(target=self._listen, daemon=True)
        listener.start()
        try:
            self._give(order, items)
            self._hear(until_over=True)
        except BaseException:
            self._child.kill()
            raise
        finally:
            listener.join()
        if self._printed is None:
            self._progress.check()
            raise PressStopped
        return self._printed

    def _listen(self) -> None:
        for line in self._from:
            if line.endswith(b"\n"):  # whoever is killed may leave half a line
                self._said.put(line)
        self._said.put(b"")

    def _give(self, order: bytes, items: Iterable[Any]) -> None:
        left = iter(items)
        going = self._send(order)
        while going and (portion := list(islice(left, PORTION))):
            going = self._send(pickle.dumps(portion))
            self._hear()
        with contextlib.suppress(OSError):
            self._to.close()

    def _send(self, content: bytes) -> bool:
        """Write to the process and tell whether it still listens; why it does not is told by what it said last."""
        try:
            self._to.write(content)
            self._to.flush()
        except OSError:  # EPIPE, or EINVAL on Windows
            return False
        return True

    def _hear(self, *, until_over: bool = False) -> None:
        """Take up what was said so far, or everything until the process ends."""
        while not self._over and (until_over or not self._said.empty()):
            line = self._said.get()
            said = json.loads(line) if line else {}
            if not said:
                self._over = True
            elif "done" in said:
                self._progress.report(said["done"], said["total"], said["what"])
            elif "errno" in said:
                raise OSError(said["errno"], said["words"])
            elif "bug" in said:
                log.error("press: %s at %s", said["bug"], " ".join(said["places"]))
                raise PressStopped
            else:
                self._printed = Printed.read(said["printed"])
