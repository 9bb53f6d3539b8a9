"""Run a child program that reports as JSON lines, so that heavy work never stalls the window.

The child prints one JSON document per line: ``{"done": 3, "total": 10, "what": "…"}`` while it works, and
``{"result": …}`` or ``{"error": {"code": …, "what": …, "data_safe": …, "do_now": …}}`` at the end.

Example::

    job = jobs.outside(_("生成台账"), lambda progress: run_child(argv, progress))
"""

from __future__ import annotations

import json
import queue
import subprocess
import threading
from collections.abc import Sequence
from typing import IO, Any

from desktop_app.domain.errors import N_, InputError, SurroundingsError
from desktop_app.progress import Progress

LOOK_EVERY = 0.1  # seconds between two looks at the wish to cancel


class ChildFailed(SurroundingsError):
    """The child program ended without a result."""

    code = "child_failed"
    what = N_("后台程序意外结束（退出码 {exit_code}）。")
    do_now = N_("请再试一次；若再次出现，请把日志交给维护人员。")


class ChildRefused(InputError):
    """The child program refused the work in words of its own; ``details`` carries them."""

    code = "child_refused"
    what = "{what}"
    data_safe = "{data_safe}"
    do_now = "{do_now}"


def run_child(argv: Sequence[str], progress: Progress, *, stdin: str = "") -> Any:
    """Run ``argv`` until it ends and return its result; kills it on cancel.

    Raises ``Cancelled``, ``ChildRefused`` or ``ChildFailed``.
    """
    # 0 where there are no console windows to keep away.
    flags: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    with subprocess.Popen(  # noqa: S603 - the arguments are our own
        list(argv),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        creationflags=flags,
    ) as child:
        try:
            return _follow(child, progress, stdin)
        except BaseException:
            child.kill()
            raise


def _follow(child: subprocess.Popen[str], progress: Progress, stdin: str) -> Any:
    lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    assert child.stdout is not None
    assert child.stdin is not None
    # A pipe cannot be read with a time limit on Windows, so a thread of its own reads it.
    reader = threading.Thread(target=_read_lines, args=(child.stdout, lines), name="child-lines", daemon=True)
    reader.start()
    child.stdin.write(stdin)
    child.stdin.close()
    result: dict[str, Any] | None = None
    while True:
        progress.check()
        try:
            line = lines.get(timeout=LOOK_EVERY)
        except queue.Empty:
            continue
        if line is None:
            break
        message = _document(line)
        if "done" in message:
            progress.report(int(message["done"]), int(message.get("total", 0)), str(message.get("what", "")))
        elif message:
            result = message
    exit_code = child.wait()
    if result is not None and "error" in result:
        raise ChildRefused(**result["error"])
    if result is None or exit_code != 0:
        raise ChildFailed(exit_code=exit_code)
    return result.get("result")


def _read_lines(stream: IO[str], lines: queue.SimpleQueue[str | None]) -> None:
    try:
        for line in stream:
            lines.put(line)
    except ValueError:
        pass  # the pipe was closed because the child was killed
    finally:
        lines.put(None)


def _document(line: str) -> dict[str, Any]:
    try:
        message = json.loads(line)
    except ValueError:
        return {}
    return message if isinstance(message, dict) else {}
