"""Start the program: the window without a command, the command line with one, a child process when asked by itself."""

from __future__ import annotations

import importlib.util
import json
import multiprocessing
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from desktop_app.cli.faults import DisplayMissing, WindowMissing
from desktop_app.cli.window import Window
from desktop_app.config.strings import language_from_environment, use_language

WORKER = "--worker"
PICTURES = "--pictures"
SAMPLE = "--sample"
_WINDOW_MODULES = ("PySide6", "shiboken6", "pypdfium2")
_PICTURES_SECONDS = 300


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program with ``argv`` (without the program's name) and return the exit code."""
    multiprocessing.freeze_support()
    sys.setswitchinterval(0.0005)
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == [WORKER]:
        return _work(arguments[1:])
    use_language(language_from_environment())
    if arguments == [PICTURES]:
        return _take_pictures_here()
    if set(arguments) <= {SAMPLE}:
        return _open_at_once(sample=SAMPLE in arguments)
    from desktop_app.cli.program import run

    return run(arguments, Window(_open_window, _take_pictures))


def _work(arguments: Sequence[str]) -> int:
    """Be the limited child that reads a foreign file; the frozen program has no other Python to start."""
    from desktop_app.exchange.photos import reading as photos
    from desktop_app.exchange.workbooks import reading as workbooks
    from desktop_app.reports import press_child as press

    if list(arguments) == [workbooks.WORKER]:
        from desktop_app.exchange.workbooks.child import main as read_workbook

        return read_workbook()
    if list(arguments) == [photos.WORKER]:
        from desktop_app.exchange.photos.child import main as read_photo

        return read_photo()
    if list(arguments) == [press.WORKER]:
        return press.main()
    return 2


def _open_at_once(*, sample: bool) -> int:
    """Open the window without first loading the whole command line."""
    try:
        return _open_window(None, sample, None)
    except Exception as error:  # everything ends in words
        from desktop_app.cli.console import Console
        from desktop_app.cli.program import refuse

        return refuse(Console(as_json=False), error)


def _open_window(home: Path | None, sample: bool, as_of: date | None) -> int:
    _require_window()
    from desktop_app.app import run_window

    return run_window(home, sample=sample, as_of=as_of)


def _require_window() -> None:
    """Raise ``WindowMissing`` or ``DisplayMissing`` where no window can open."""
    for module in _WINDOW_MODULES:
        if not _installed(module):
            raise WindowMissing(module=module)
    displays = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in displays):
        raise DisplayMissing


def _installed(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def _take_pictures(home: Path, password: str, out_dir: Path, as_of: date | None) -> list[Path] | None:
    """Take pictures of the window's pages in a process of its own; ``None`` where that cannot be done."""
    if not all(map(_installed, _WINDOW_MODULES)):
        return None
    request = {"home": str(home), "password": password, "out_dir": str(out_dir)}
    if as_of is not None:
        request["as_of"] = as_of.isoformat()
    frozen = getattr(sys, "frozen", False)
    command = [sys.executable, PICTURES] if frozen else [sys.executable, "-m", "desktop_app", PICTURES]
    package_parent = str(Path(__file__).resolve().parents[1])
    paths = [package_parent, *filter(None, [os.environ.get("PYTHONPATH")])]
    try:
        child = subprocess.run(  # noqa: S603 - our own program
            command,
            input=json.dumps(request).encode(),
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": os.pathsep.join(paths)},
            capture_output=True,
            timeout=_PICTURES_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return sorted(out_dir.glob("**/*.png")) if child.returncode == 0 else None


def _take_pictures_here() -> int:
    request = json.load(sys.stdin)
    from desktop_app.app.pictures import take

    as_of = date.fromisoformat(request["as_of"]) if "as_of" in request else None
    take(Path(request["home"]), request["password"], Path(request["out_dir"]), as_of)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
