"""Take a picture of every page on a copy of a home, for looking at them after a change.

``python -m desktop_app.app.pictures OUT`` takes all pictures of a sample township. Pictures come in sets: usual,
in the largest letters, on the same screen at 150 % scale, in English, and with nobody on the register yet; what is used
at every visit also in the letters between and in high contrast. The demo takes fewer, of its own home.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget

from desktop_app.app.application import make_application
from desktop_app.app.picture_doors import save, take_copy_paper, take_first_run, take_login, turn, wait
from desktop_app.app.picture_empty import empty_scenes
from desktop_app.app.picture_people import add_all
from desktop_app.app.picture_scenes import scenes_of
from desktop_app.app.sample import DIVISION, ELDERS, MONTHS, PROFILES, SEED, UNIT, USER
from desktop_app.app.sample_extras import add_extras
from desktop_app.app.scene import Act, Scene
from desktop_app.app.session import make_window
from desktop_app.bootstrap import Application, create_application, open_application
from desktop_app.config.strings import current_language, language_from_environment, use_language
from desktop_app.domain.terms import SiteLevel
from desktop_app.services.access import SetupDraft
from desktop_app.services.clock import Clock
from desktop_app.services.samples import SampleService
from desktop_app.storage.passwords import FLOOR
from desktop_app.ui.feed import ChangeFeed
from desktop_app.ui.jobs import JobRunner
from desktop_app.ui.lock.lock_screen import LockScreen
from desktop_app.ui.settings import appearance
from desktop_app.ui.settings.appearance import Appearance
from desktop_app.ui.shell import MainWindow, ShellInfo

log = logging.getLogger(__name__)

SCREEN = (1366, 768)
SIZE = (1366, 728)
"""The screen less its task bar."""
LARGEST = 1.75
SCALE = 1.5
_CHILD_SECONDS = 600


@dataclass(frozen=True, slots=True)
class PictureSet:
    """Pictures that go together; ``scale`` is the screen's, which Qt decides when it starts."""

    name: str
    letters: float = 1.0
    scale: float = 1.0
    language: str = ""
    """Empty for the language the program was started in."""
    contrast: bool = False
    steps: bool = False
    """Holds only what is used at every visit."""


USUAL, LARGE, SCALED = (
    PictureSet("usual"),
    PictureSet("x175", letters=LARGEST),
    PictureSet("150", scale=SCALE),
)
ENGLISH, EMPTY = PictureSet("en", language="en"), PictureSet("empty")
STEPS = (
    PictureSet("x125", letters=1.25, steps=True),
    PictureSet("x15", letters=1.5, steps=True),
    PictureSet("contrast", contrast=True, steps=True),
)
SETS = {each.name: each for each in (USUAL, LARGE, SCALED, ENGLISH, EMPTY, *STEPS)}


@dataclass(frozen=True, slots=True)
class Order:
    """Of which home which pictures are wanted, and where they go; ``every`` means more than the demo's."""

    home: Path
    password: str
    out_dir: Path
    as_of: date | None = None
    every: bool = False

    def wants(self, scene: Scene, of: PictureSet) -> bool:
        """Tell whether a scene belongs to a set: the usual one has all, English and the demo's others the main ones."""
        if of.steps:
            return self.every and scene.steps
        if self.every:
            return scene.main or of is not ENGLISH
        return scene.demo and (scene.main or of is USUAL)


def take(home: Path, password: str, out_dir: Path, as_of: date | None = None) -> list[Path]:
    """Take the demo's pictures of the home into ``out_dir`` and return them; the home itself is not changed."""
    out_dir.mkdir(parents=True, exist_ok=True)
    order = Order(home, password, out_dir, as_of)
    # The packed program cannot start a module of its own: it does without the set that needs another screen.
    packed = bool(getattr(sys, "frozen", False))
    children = [] if packed else [(_start(order, one), one) for one in (LARGE, SCALED)]
    try:
        _take_set(order, USUAL)
        if packed:
            _take_set(order, LARGE)
    finally:
        for child, one in children:
            _finish(child, one)
    return sorted(out_dir.glob("*.png"))


def take_every(order: Order, empty_home: Path) -> list[Path]:
    """Take all pictures in all sets, each in a process of its own; ``empty_home`` has the same password."""
    order.out_dir.mkdir(parents=True, exist_ok=True)
    homes = {one.name: order.home for one in SETS.values()} | {EMPTY.name: empty_home}
    children = [(_start(replace(order, home=homes[one.name]), one), one) for one in SETS.values()]
    for child, one in children:
        _finish(child, one)
    return sorted(order.out_dir.glob("*.png"))


def _take_set(order: Order, one: PictureSet) -> None:
    clock = Clock(fixed_on=order.as_of)
    with tempfile.TemporaryDirectory(prefix="elder-visits-pictures-", ignore_cleanup_errors=True) as name:
        scratch = Path(name)
        _choose_screen(scratch)
        make_application([])
        copy = scratch / "copy"
        shutil.copytree(order.home, copy)
        app = open_application(copy, order.password, clock=clock)
        try:
            if one is EMPTY:
                _take_pages(app, scratch, empty_scenes(), order.out_dir, one)
                return
            shown = add_all(app, scratch)
            scenes = [scene for scene in scenes_of(app, shown) if order.wants(scene, one)]
            _take_pages(app, scratch, scenes, order.out_dir, one)
            if one is USUAL:
                _take_lock(app, copy, scratch, order.out_dir)
            if one is USUAL and order.every:
                take_copy_paper(app, shown.fullest, scratch, order.out_dir)
        finally:
            app.close()
        appearance.put_on(Appearance(language=current_language()))
        if one is USUAL:
            take_login(copy, clock, order.out_dir)
            take_first_run(scratch, clock, order.out_dir)


def _choose_screen(scratch: Path) -> None:
    """Give Qt's made-up screen the size of the smallest real one: dialogs measure themselves by it."""
    if os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        screen = {"name": "pictures", "x": 0, "y": 0, "width": SCREEN[0], "height": SCREEN[1], "dpr": 1}
        screen |= {"logicalDpi": 96, "logicalBaseDpi": 96}
        file = scratch / "screen.json"
        file.write_text(json.dumps({"screens": [screen]}), encoding="utf-8")
        os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={file}"


def _take_pages(
    app: Application, scratch: Path, scenes: Iterable[Scene], out_dir: Path, one: PictureSet
) -> None:
    chosen = Appearance(
        scale=one.letters,
        high_contrast=one.contrast,
        language=one.language or current_language(),
    )
    appearance.write(appearance.open_file(scratch), chosen)
    appearance.put_on(chosen)
    jobs = JobRunner()
    window = _window(app, jobs, scratch, (round(SIZE[0] / one.scale), round(SIZE[1] / one.scale)))
    try:
        wait(jobs)
        for scene in scenes:
            try:
                if not _enter(window, jobs, scene):
                    continue
            except Exception as error:  # one page that cannot be shown must not cost the other pictures
                log.warning("no picture of %s: %s", scene.name, type(error).__name__, exc_info=True)
                _tidy(window, None)
                continue
            save(_seen(window), out_dir, scene.name, "" if one in (USUAL, EMPTY) else one.name)
            _tidy(window, scene.after)
    finally:
        _close(window, jobs)


def _enter(window: MainWindow, jobs: JobRunner, scene: Scene) -> bool:
    """Open the page of a scene and do what comes before the picture; False where there is no such page."""
    if not window.navigator.has(scene.key) or not window.navigator.open(scene.key, **scene.params):
        return False
    wait(jobs)
    for act in scene.acts:
        act(window.navigator.current_page())
        if scene.busy:
            wait(None)  # what runs is shown after a while
        wait(None if scene.busy else jobs)
    return True


def _tidy(window: MainWindow, after: Act | None) -> None:
    """Close what a scene opened, so that the next one finds the window as it was."""
    for over in _over():
        if isinstance(over, QDialog):
            over.done(0)
        else:
            over.close()
    if after is not None:
        after(window.navigator.current_page())
    window.notices.clear()
    window.undo_notice.dismiss()
    turn()


def _over() -> list[QWidget]:
    """Return the dialogs and menus over the window, the newest first."""
    kinds = (QDialog, QMenu)
    every = QApplication.topLevelWidgets()
    return [each for each in every if isinstance(each, kinds) and each.isVisible()]


def _seen(window: MainWindow) -> QPixmap:
    """Return the window with what lies over it."""
    picture = window.grab()
    painter = QPainter(picture)
    for over in _over():
        at = over.mapToGlobal(QPoint(0, 0)) - window.mapToGlobal(QPoint(0, 0))
        if isinstance(over, QDialog):
            at = QPoint((window.width() - over.width()) // 2, (window.height() - over.height()) // 2)
        painter.drawPixmap(at, over.grab())
        painter.drawRect(QRect(at, over.size()))
    painter.end()
    return picture


def _take_lock(app: Application, home: Path, scratch: Path, out_dir: Path) -> None:
    jobs = JobRunner()
    window = _window(app, jobs, scratch, SIZE)
    wait(jobs)
    lock = LockScreen(window, home, unit_name=app.site.unit_name, user=app.actor.name)
    lock.cover_all()
    wait(jobs)
    picture = window.grab()
    over = lock.grab()
    painter = QPainter(picture)
    painter.drawPixmap(
        QPoint((window.width() - lock.width()) // 2, (window.height() - lock.height()) // 2), over
    )
    painter.end()
    save(picture, out_dir, "14-lock", "")
    lock.uncover()
    _close(window, jobs)


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
    wait(jobs)
    window.hide()
    jobs.close()
    window.deleteLater()
    turn()


def _start(order: Order, one: PictureSet) -> subprocess.Popen[bytes] | None:
    """Start the process that takes one set; the password goes to it by its standard input."""
    words = ["--set", one.name, "--home", str(order.home), str(order.out_dir)]
    if order.as_of is not None:
        words += ["--as-of", order.as_of.isoformat()]
    if order.every:
        words.append("--every")
    package_parent = str(Path(__file__).resolve().parents[2])
    paths = os.pathsep.join(filter(None, (package_parent, os.environ.get("PYTHONPATH", ""))))
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "QT_SCALE_FACTOR": str(one.scale),
        "PYTHONPATH": paths,
    }
    if one.language:
        environment["ELDER_VISITS_LANG"] = one.language
    try:
        child = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "desktop_app.app.pictures", *words],
            stdin=subprocess.PIPE,
            env=environment,
        )
    except OSError as error:
        log.warning("no pictures %s: %s", one.name, type(error).__name__)
        return None
    assert child.stdin is not None  # a pipe was asked for
    with contextlib.suppress(BrokenPipeError):  # what went wrong the exit code tells
        child.stdin.write(order.password.encode())
        child.stdin.close()
    return child


def _finish(child: subprocess.Popen[bytes] | None, one: PictureSet) -> None:
    """Wait for a process; one that fails costs its own pictures only."""
    if child is None:
        return
    try:
        code = child.wait(_CHILD_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        code = child.wait()
    if code:
        log.warning("no pictures %s: exit code %s", one.name, code)


def main(argv: Sequence[str]) -> int:
    """Take all pictures of a sample township into a folder; with ``--set`` one set of a home, for another process."""
    parser = ArgumentParser(prog="python -m desktop_app.app.pictures")
    parser.add_argument("out", type=Path)
    parser.add_argument("--set", choices=SETS)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--as-of", type=date.fromisoformat)
    parser.add_argument("--every", action="store_true")
    options = parser.parse_args(argv)
    if options.set:
        use_language(language_from_environment())
        password = sys.stdin.read().splitlines()[0]
        order = Order(options.home, password, options.out, options.as_of, options.every)
        _take_set(order, SETS[options.set])
        return 0
    return _take_of_sample(options)


def _take_of_sample(options: Namespace) -> int:
    password = secrets.token_urlsafe(18)
    draft = SetupDraft(
        level=SiteLevel.TOWNSHIP,
        division_code=DIVISION,
        unit_name=UNIT,
        profiles=PROFILES,
        user=USER,
        password=password,
        sample=True,
    )
    with tempfile.TemporaryDirectory(prefix="elder-visits-pictures-", ignore_cleanup_errors=True) as name:
        home, empty, clock = Path(name) / "home", Path(name) / "empty", Clock(fixed_on=options.as_of)
        create_application(empty, draft, clock=clock, kdf=FLOOR)[0].close()
        app, _recovery = create_application(home, draft, clock=clock, kdf=FLOOR)
        try:
            SampleService(app.context).fill(app.actor, elders=ELDERS, seed=SEED, months=MONTHS)
            app.duties.refresh(app.actor)
            add_extras(app)
        finally:
            app.close()
        taken = take_every(Order(home, password, options.out, options.as_of, every=True), empty)
        sys.stdout.write(f"{len(taken)}\n")
    return 0


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    raise SystemExit(main(sys.argv[1:]))
