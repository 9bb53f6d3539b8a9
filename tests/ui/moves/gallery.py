"""Draw 转场与交接 and its dialogs into PNG files: usual, large type, 150 %, empty.

Run ``python tests/ui/moves/gallery.py OUT``.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import cast

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QDialog

from desktop_app.bootstrap import Application
from desktop_app.ui import theme
from desktop_app.ui.feed import ChangeFeed
from desktop_app.ui.jobs import JobRunner
from desktop_app.ui.moves.page import HANDOVERS, LEAVES, PROPOSALS, MovesPage
from desktop_app.ui.navigator import discover_pages
from desktop_app.ui.register.person_page import PersonPage
from desktop_app.ui.shell import MainWindow, ShellInfo
from tests.ui.made_up_home import LONG_NAME, make_home, open_home
from tests.ui.moves.made_up import fill, uid_of

SETTINGS = (
    ("usual", 1.0, 1366, 728, "1"),
    ("x175", 1.75, 1366, 728, "1"),
    ("scale150", 1.0, 910, 485, "1.5"),
)


def settle(milliseconds: int = 400) -> None:
    """Let the window work for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def shot(window: MainWindow, path: Path) -> None:
    """Draw the window with the dialog over it, if one is open."""
    settle()
    picture = window.grab()
    for dialog in cast("list[QDialog]", window.findChildren(QDialog)):
        if dialog.isVisible():
            painter = QPainter(picture)
            at = window.rect().center() - dialog.rect().center()
            painter.drawPixmap(at, dialog.grab())
            painter.end()
            dialog.close()
    picture.save(str(path))


def draw(app: Application, folder: Path, name: str, width: int, height: int, *, full: bool) -> None:
    """Draw every tab, and with people every dialog."""
    jobs, feed = JobRunner(), ChangeFeed()
    app.store.subscribe(feed.publish)
    window = MainWindow(
        ShellInfo(unit_name=app.site.unit_name, user_name=app.actor.name, is_sample=True),
        pages=discover_pages(),
        jobs=jobs,
        feed=feed,
        settings_file=folder / f"{name}.ini",
        app=app,
    )
    window.resize(width, height)
    window.show()
    for tab in range(5):
        window.navigator.open("moves", tab=tab)
        shot(window, folder / f"{name}-tab{tab + 1}.png")
    if full:
        page = window.navigator.current_page()
        assert isinstance(page, MovesPage)
        page.tabs.setCurrentIndex(0)
        page.moves.go()
        shot(window, folder / f"{name}-dialog-move.png")
        page.moves.cover()
        shot(window, folder / f"{name}-dialog-cover.png")
        page.tabs.setCurrentIndex(PROPOSALS)
        page.proposals.approve()
        shot(window, folder / f"{name}-dialog-approve.png")
        page.tabs.setCurrentIndex(LEAVES)
        page.leaves.add_leave()
        shot(window, folder / f"{name}-dialog-leave.png")
        page.tabs.setCurrentIndex(HANDOVERS)
        page.handovers.hand_over()
        shot(window, folder / f"{name}-dialog-handover.png")
        window.navigator.open("person", uid=uid_of(app, "张三"))
        shot(window, folder / f"{name}-person.png")
        person = window.navigator.current_page()
        assert isinstance(person, PersonPage)
        for what, act in (("pause", person.decisions.pause), ("tier", person.decisions.set_tier)):
            act()
            shot(window, folder / f"{name}-dialog-{what}.png")
        window.navigator.open("person", uid=uid_of(app, LONG_NAME))
        settle()
        person.decisions.waive()
        shot(window, folder / f"{name}-dialog-waive.png")
        window.navigator.open("life-event", elder_uid=uid_of(app, LONG_NAME), kind="seasonal_move")
        shot(window, folder / f"{name}-life-event.png")
    window.close()
    jobs.close()


def main() -> None:
    """Draw in one process per scale, because Qt reads it once."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    if len(sys.argv) < 3:
        for name, *_rest, scale in SETTINGS:
            environment = {**os.environ, "QT_SCALE_FACTOR": scale}
            subprocess.run([sys.executable, __file__, str(folder), name], env=environment, check=True)
        return
    name, letters, width, height, _scale = next(each for each in SETTINGS if each[0] == sys.argv[2])
    application = QApplication([])
    theme.apply(application, scale=letters)
    with tempfile.TemporaryDirectory() as place:
        make_home(Path(place) / "home")
        app = open_home(Path(place) / "home")
        if name == "usual":
            make_home(Path(place) / "empty", people=False)
            nobody = open_home(Path(place) / "empty")
            draw(nobody, folder, "empty", width, height, full=False)
            nobody.close()
        fill(app)
        draw(app, folder, name, width, height, full=True)
        app.close()


if __name__ == "__main__":
    main()
