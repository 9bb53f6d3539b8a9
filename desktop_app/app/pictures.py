"""Take a picture of every page on a real home, for looking at them after a change.

Run ``python -m desktop_app.app.pictures HOME PASSWORD_FILE OUT [YYYY-MM-DD]``. Pictures come in three sets: usual,
the main pages in the largest letters, and the main pages on the same screen at 150 % scale.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEventLoop, QPoint
from PySide6.QtGui import QPainter, QPixmap

from desktop_app.app.application import make_application
from desktop_app.app.session import make_window
from desktop_app.bootstrap import Application, open_application
from desktop_app.domain.terms import DutyState
from desktop_app.exchange.sample.generate import make_township
from desktop_app.exchange.sample.register_book import write_office_workbook
from desktop_app.services.clock import Clock
from desktop_app.storage.passwords import FLOOR
from desktop_app.ui.feed import ChangeFeed
from desktop_app.ui.first_run.wizard import FirstRunWindow
from desktop_app.ui.jobs import JobRunner
from desktop_app.ui.lock.lock_screen import LockScreen
from desktop_app.ui.lock.login_window import LoginWindow
from desktop_app.ui.settings import appearance
from desktop_app.ui.settings.appearance import Appearance
from desktop_app.ui.shell import MainWindow, ShellInfo

log = logging.getLogger(__name__)

SIZE = (1366, 728)
"""A screen of 1366 by 768 less its task bar."""
LARGEST = 1.75
SCALE = 1.5
CALM_SECONDS, PATIENCE_SECONDS = 0.5, 30.0
_SCALED = "--scaled"
_CHILD_SECONDS = 180


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture: its name, the page, its parameters, and what is done before it is taken."""

    name: str
    key: str
    params: dict[str, Any] = field(default_factory=dict)
    act: Callable[[Any], object] | None = None
    main: bool = False


def take(home: Path, password: str, out_dir: Path, as_of: date | None = None) -> list[Path]:
    """Take all pictures of the home into ``out_dir`` and return them; pages that do not exist are passed over."""
    out_dir.mkdir(parents=True, exist_ok=True)
    taken = _take_here(home, password, out_dir, as_of, scaled=False)
    return taken + _take_scaled(home, password, out_dir, as_of)


def _take_here(home: Path, password: str, out_dir: Path, as_of: date | None, *, scaled: bool) -> list[Path]:
    make_application([])
    clock = Clock(fixed_on=as_of)
    with tempfile.TemporaryDirectory(prefix="elder-visits-pictures-", ignore_cleanup_errors=True) as name:
        scratch = Path(name)
        app = open_application(home, password, clock=clock)
        try:
            scenes = scenes_of(app, scratch)
            main = [scene for scene in scenes if scene.main]
            if scaled:
                width, height = round(SIZE[0] / SCALE), round(SIZE[1] / SCALE)
                return _take_pages(app, scratch, main, out_dir, "150", 1.0, (width, height))
            taken = _take_pages(app, scratch, scenes, out_dir, "", 1.0, SIZE)
            taken += _take_lock(app, home, scratch, out_dir)
            taken += _take_pages(app, scratch, main, out_dir, "x175", LARGEST, SIZE)
        finally:
            app.close()
        appearance.put_on(Appearance())
        return taken + _take_login(home, clock, out_dir) + _take_first_run(scratch, clock, out_dir)


def scenes_of(app: Application, scratch: Path) -> list[Scene]:
    """Return the pictures to take of the main window on this home."""
    owed = app.duties.list(app.actor, states=(DutyState.OVERDUE, DutyState.DUE, DutyState.OPEN), most=1)
    uid = owed[0].line.elder_uid if owed else ""
    book = scratch / "名册.xlsx"
    township = make_township(elders=60, seed=7, months=1, as_of=app.clock.today())
    write_office_workbook(book, township, mess=True)
    return [
        Scene("01-today", "today", main=True),
        Scene("02-register", "register", main=True),
        Scene("03-person", "person", {"uid": uid}, main=True),
        Scene("03-person-visits", "person", {"uid": uid, "tab": 1}),
        Scene("04-editor", "editor", {"uid": uid}, main=True),
        Scene("04-editor-new", "editor", {"uid": None}),
        Scene("05-import", "import", {"kind": "register", "path": str(book)}, main=True),
        Scene("06-visit", "visit", {"elder_uid": uid, "queue": (uid,)}, main=True),
        Scene("07-visits", "visits"),
        Scene("08-duties", "duties", main=True),
        Scene("09-papers", "papers", main=True),
        Scene("10-exchange", "exchange", {"tab": "sent"}, main=True),
        Scene("10-exchange-received", "exchange", {"tab": "received"}),
        Scene("10-exchange-conflicts", "exchange", {"tab": "conflicts"}),
        Scene("10-exchange-sites", "exchange", {"tab": "sites"}),
        Scene("11-settings", "settings", {"section": "site"}, main=True),
        Scene("11-settings-display", "settings", {"section": "display"}, main=True),
        Scene("11-settings-policies", "settings", {"section": "policies"}),
        Scene("11-settings-users", "settings", {"section": "users"}),
        Scene(
            "11-settings-check",
            "settings",
            {"section": "check"},
            act=lambda page: page.sections["check"].run.click(),
        ),
        Scene("11-settings-actions", "settings", {"section": "actions"}),
        Scene("12-help", "help", {"topic": "keys"}, main=True),
        Scene("12-help-exchange", "help", {"topic": "exchange"}),
    ]


def _take_pages(
    app: Application,
    scratch: Path,
    scenes: Iterable[Scene],
    out_dir: Path,
    set_name: str,
    scale: float,
    size: tuple[int, int],
) -> list[Path]:
    chosen = Appearance(scale=scale)
    appearance.write(appearance.open_file(scratch), chosen)
    appearance.put_on(chosen)
    jobs = JobRunner()
    window = _window(app, jobs, scratch, size)
    taken: list[Path] = []
    try:
        _wait(jobs)
        for scene in scenes:
            try:
                if not window.navigator.has(scene.key) or not window.navigator.open(
                    scene.key, **scene.params
                ):
                    continue
                _wait(jobs)
                if scene.act is not None:
                    scene.act(window.navigator.current_page())
                    _wait(jobs)
            except Exception as error:  # one page that cannot be shown must not cost the other pictures
                log.warning("no picture of %s: %s", scene.name, type(error).__name__)
                continue
            taken.append(_save(window.grab(), out_dir, scene.name, set_name))
            window.notices.dismiss()
            window.undo_notice.dismiss()
    finally:
        _close(window, jobs)
    return taken


def _take_lock(app: Application, home: Path, scratch: Path, out_dir: Path) -> list[Path]:
    jobs = JobRunner()
    window = _window(app, jobs, scratch, SIZE)
    _wait(jobs)
    lock = LockScreen(window, home, unit_name=app.site.unit_name, user=app.actor.name)
    lock.cover_all()
    _wait(jobs)
    picture = window.grab()
    over = lock.grab()
    painter = QPainter(picture)
    painter.drawPixmap(
        QPoint((window.width() - lock.width()) // 2, (window.height() - lock.height()) // 2), over
    )
    painter.end()
    taken = [_save(picture, out_dir, "14-lock", "")]
    lock.uncover()
    _close(window, jobs)
    return taken


def _take_login(home: Path, clock: Clock, out_dir: Path) -> list[Path]:
    window = LoginWindow(home, make_clock=lambda: clock)
    window.show()
    _wait(None)
    taken = [_save(window.grab(), out_dir, "14-login", "")]
    window.finish()
    window.deleteLater()
    return taken


def _take_first_run(scratch: Path, clock: Clock, out_dir: Path) -> list[Path]:
    window = FirstRunWindow(scratch / "home", clock=clock, kdf=FLOOR)
    window.resize(1000, 700)
    window.show()
    taken: list[Path] = []

    def grab(name: str) -> None:
        _wait(None)
        taken.append(_save(window.grab(), out_dir, f"13-first-run-{name}", ""))

    grab("1-level")
    window.go_on()
    window.place.search.setText("达日罕")
    _wait(None)
    window.place.search.entered.emit("达日罕")
    grab("2-place")
    window.go_on()
    grab("3-unit")
    window.go_on()
    window.user.user.set_value("王秀英")
    for secret in (window.user.password, window.user.again):
        secret.set_value("苹果-马车-82-雪山")
    grab("4-user")
    window.go_on()
    end = time.monotonic() + PATIENCE_SECONDS
    while window.at() < 4 and time.monotonic() < end:
        _turn()
    grab("5-key")
    window.go_on()
    grab("5-typed-back")
    window.close()
    window.deleteLater()
    return taken


def _window(app: Application, jobs: JobRunner, scratch: Path, size: tuple[int, int]) -> MainWindow:
    info = ShellInfo(
        unit_name=app.site.unit_name,
        user_name=app.actor.name,
        is_sample=app.context.site.sample,
        level=app.site.level,
    )
    window = make_window(app, info, jobs=jobs, feed=ChangeFeed(), settings_home=scratch)
    from desktop_app.app.days import date_line

    window.set_date_line(date_line(app.clock.today()))
    window.resize(*size)
    window.open_first_page()
    window.show()
    window.activateWindow()
    window.refresh_badges()
    return window


def _close(window: MainWindow, jobs: JobRunner) -> None:
    _wait(jobs)
    window.hide()
    jobs.close()
    window.deleteLater()
    _turn()


def _save(picture: QPixmap, out_dir: Path, name: str, set_name: str) -> Path:
    path = out_dir / (f"{name}-{set_name}.png" if set_name else f"{name}.png")
    picture.save(str(path))
    return path


def _wait(jobs: JobRunner | None) -> None:
    """Let the window work until no job has run for a while."""
    end = time.monotonic() + PATIENCE_SECONDS
    calm_since = time.monotonic()
    while time.monotonic() < end:
        _turn()
        if jobs is not None and jobs.running():
            calm_since = time.monotonic()
        elif time.monotonic() - calm_since >= CALM_SECONDS:
            return


def _turn() -> None:
    QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
    QCoreApplication.sendPostedEvents(None, 52)  # QEvent.DeferredDelete waits for a loop that we do not run
    time.sleep(0.005)


def _take_scaled(home: Path, password: str, out_dir: Path, as_of: date | None) -> list[Path]:
    """Take the main pages at 150 % scale, which Qt decides when it starts: so in a process of its own."""
    before = set(out_dir.glob("*.png"))
    day = [as_of.isoformat()] if as_of else []
    command = [sys.executable, "-m", "desktop_app.app.pictures"]
    package_parent = str(Path(__file__).resolve().parents[2])
    paths = os.pathsep.join(filter(None, (package_parent, os.environ.get("PYTHONPATH", ""))))
    environment = {**os.environ, "QT_SCALE_FACTOR": str(SCALE), "PYTHONPATH": paths}
    try:
        subprocess.run(  # noqa: S603 - our own module
            [*command, _SCALED, str(home), "-", str(out_dir), *day],
            input=password.encode(),
            env=environment,
            timeout=_CHILD_SECONDS,
            check=True,
            capture_output=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        log.warning("no pictures at 150 %%: %s", type(error).__name__)
    return sorted(set(out_dir.glob("*.png")) - before)


def main(argv: Sequence[str]) -> int:
    """Take the pictures that the arguments ask for; the password comes from a file, ``-`` is standard input."""
    scaled = _SCALED in argv
    home, source_file, out, *day = (each for each in argv if each != _SCALED)
    source = sys.stdin.read() if source_file == "-" else Path(source_file).read_text(encoding="utf-8")
    password = source.splitlines()[0]
    as_of = date.fromisoformat(day[0]) if day else None
    if scaled:
        _take_here(Path(home), password, Path(out), as_of, scaled=True)
    else:
        take(Path(home), password, Path(out), as_of)
    return 0


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    raise SystemExit(main(sys.argv[1:]))
