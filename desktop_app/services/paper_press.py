"""Prints long papers in a process of its own, so that no page of the window waits while it is laid out.

Laying out is pure Python. In a thread of the window it takes turns with every call between Python and Qt, and a page
that is being painted while something is read stands still for a third of a second.
"""

from __future__ import annotations

import contextlib
import json
import logging
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Sized
from pathlib import Path
from typing import IO, Any

from desktop_app.config import durable
from desktop_app.domain.errors import N_, SurroundingsError
from desktop_app.progress import Progress
from desktop_app.reports.press_child import WORKER
from desktop_app.reports.printed import Printed

log = logging.getLogger(__name__)

LONG = 40
"""From so many sheets, or a few hundred rows, on a process of its own is worth its third of a second."""
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
    write: Callable[..., Printed], out: Path, *arguments: Any, of: Sized, long: int = LONG, progress: Progress
) -> Printed:
    """Return ``write(out, *arguments, progress)``, called in a process of its own if ``of`` is long.

    ``write`` is a function of ``reports``, ``arguments`` plain data. Raises ``Cancelled``, ``OSError`` and
    ``PressStopped``, and then leaves what was at ``out`` before, and nothing beside it.
    """
    if len(of) < long:
        return write(out, *arguments, progress)
    progress.check()
    # Put in place here: a process that is ended between its last two steps would leave a paper that was cancelled.
    part = durable.part_of(out.with_name("paper"))
    order = pickle.dumps((write.__module__, write.__name__, str(part), arguments))
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
            printed = _follow(child, order, progress)
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
    return [sys.executable, "-I", "-c", _START, _PACKAGE_PARENT]


def _stop_when_cancelled(child: subprocess.Popen[bytes], progress: Progress, over: threading.Event) -> None:
    while not over.wait(LOOK_EVERY):
        if progress.cancelled():
            child.kill()
            return


def _follow(child: subprocess.Popen[bytes], order: bytes, progress: Progress) -> Printed:
    # Windows says EINVAL, not EPIPE, where the other end is gone; why it is gone is told below.
    with contextlib.suppress(OSError):
        _give(child.stdin, order)
    assert child.stdout is not None  # both ends are pipes
    for line in child.stdout:
        said = json.loads(line)
        if "done" in said:
            progress.report(said["done"], said["total"], said["what"])
        elif "errno" in said:
            raise OSError(said["errno"], said["words"])
        elif "bug" in said:
            log.error("press: %s at %s", said["bug"], " ".join(said["places"]))
            raise PressStopped
        else:
            return Printed.read(said["printed"])
    progress.check()
    raise PressStopped


def _give(pipe: IO[bytes] | None, order: bytes) -> None:
    assert pipe is not None  # both ends are pipes
    with pipe:
        pipe.write(order)
