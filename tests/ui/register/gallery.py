"""Draw the pages of the register and the papers into PNG files: usual, large type, 150 %, empty and full.

Run ``python tests/ui/register/gallery.py OUT [elders]``.
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
from PySide6.QtWidgets import QApplication, QScrollArea

from desktop_app.bootstrap import Application
from desktop_app.ui import theme
from desktop_app.ui.feed import ChangeFeed
from desktop_app.ui.jobs import JobRunner
from desktop_app.ui.navigator import discover_pages
from desktop_app.ui.register.editor_page import EditorPage
from desktop_app.ui.register.import_page import ImportPage
from desktop_app.ui.register.person_page import PersonPage
from desktop_app.ui.shell import MainWindow, ShellInfo
from tests.ui.register.made_up import add_extreme, filled_home, new_home, office_books

SETTINGS = (
    ("usual", 1.0, 1366, 728, "1"),
    ("x175", 1.75, 1366, 728, "1"),
    ("scale150", 1.0, 910, 485, "1.5"),
)


def settle(milliseconds: int) -> None:
    """Let the window work for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


class Gallery:
    """One window over one home, drawn page by page."""

    def __init__(self, app: Application, folder: Path, name: str, width: int, height: int) -> None:
        self.folder, self.name = folder, name
        self.jobs = JobRunner()
        feed = ChangeFeed()
        app.store.subscribe(feed.publish)
        info = ShellInfo(unit_name=app.site.unit_name, user_name=app.actor.name, is_sample=True)
        self.window = MainWindow(
            info,
            pages=[spec for spec in discover_pages() if spec.key not in {"today"}],
            jobs=self.jobs,
            feed=feed,
            settings_file=folder / f"{name}.ini",
            app=app,
        )
        self.window.set_date_line("11月22日 周日 农历十月十四")
        self.window.resize(width, height)
        self.window.show()

    def shot(self, what: str, wait: int = 350) -> None:
        """Draw the page in sight."""
        settle(wait)
        self.window.grab().save(str(self.folder / f"{self.name}-{what}.png"))

    def below(self, what: str, share: float) -> None:
        """Draw the page in sight scrolled down."""
        found = cast("list[QScrollArea]", self.window.stack.currentWidget().findChildren(QScrollArea))
        bars = [area.verticalScrollBar() for area in found if area.isVisible()]
        bar = max(bars, key=lambda one: one.maximum())
        bar.setValue(round(bar.maximum() * share))
        self.shot(what, 150)

    def close(self) -> None:
        """Stop the work and the window."""
        self.jobs.close()
        self.window.deleteLater()


def draw(folder: Path, name: str, scale: float, width: int, height: int, elders: int) -> None:
    """Draw all pictures of one setting."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    theme.apply(application, scale=scale)
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        empty = new_home(home / "empty")
        gallery = Gallery(empty, folder, name, width, height)
        gallery.window.navigator.open("register")
        gallery.shot("empty-register")
        gallery.window.navigator.open("papers")
        gallery.shot("empty-papers", 900)
        gallery.window.navigator.open("import", kind="register")
        gallery.shot("import-choosing")
        register, visits = office_books(home, elders)
        page = gallery.window.navigator.current_page()
        assert isinstance(page, ImportPage)
        page.read_file(register)
        gallery.shot("import-preview", 2500)
        gallery.below("import-mapping", 1.0)
        page._on_apply()
        gallery.shot("import-result", 2500)
        wrong = home / "不是表格.xlsx"
        wrong.write_bytes(b"%PDF-1.4 nothing")
        page._show_choosing()
        page.read_file(wrong)
        gallery.shot("import-refused", 900)
        gallery.close()
        empty.close()

        full = filled_home(home / "full", elders)
        uid = add_extreme(full)
        gallery = Gallery(full, folder, name, width, height)
        gallery.window.navigator.open("register")
        gallery.shot("register", 600)
        gallery.window.navigator.open("register", search="wy", special=True)
        gallery.shot("register-search", 800)
        gallery.window.navigator.open("import", kind="visits")
        visit_page = gallery.window.navigator.current_page()
        assert isinstance(visit_page, ImportPage)
        visit_page.read_file(visits)
        gallery.shot("import-visits", 1500)
        visited = full.visits.between(full.actor, full.clock.today().replace(day=1), full.clock.today())[0]
        for who, person_uid in (("person", visited.elder_uid), ("extreme", uid)):
            gallery.window.navigator.open("person", uid=person_uid)
            gallery.shot(who, 600)
            gallery.below(f"{who}-below", 1.0)
            page = gallery.window.navigator.current_page()
            assert isinstance(page, PersonPage)
            for number in range(1, 7):
                page.tabs.setCurrentIndex(number)
                gallery.shot(f"{who}-tab{number + 1}", 150)
        gallery.window.navigator.open("editor", uid=None)
        editor = gallery.window.navigator.current_page()
        assert isinstance(editor, EditorPage)
        gallery.shot("editor-new", 500)
        editor.form.name.line.setText("王")
        editor.form.id_number.set_value("150425194305080021")
        editor._on_save()
        gallery.shot("editor-wrong", 400)
        editor.form.mark_clean()
        gallery.window.navigator.open("editor", uid=uid)
        gallery.shot("editor", 600)
        for number, share in enumerate((0.3, 0.6, 1.0)):
            gallery.below(f"editor-{number + 2}", share)
        editor.form.mark_clean()
        for paper in ("visit-record", "month-ledger", "month-summary"):
            gallery.window.navigator.open("papers", name=paper)
            gallery.shot(f"papers-{paper}", 2500)
        gallery.window.navigator.open("papers", name="visit-record", elder_uid=visited.elder_uid)
        gallery.shot("papers-person", 1500)
        gallery.close()
        full.close()


def main() -> None:
    """Draw into the folder given, one process per screen scale."""
    sys.setswitchinterval(0.0005)  # as the program itself does
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    elders = int(sys.argv[2]) if len(sys.argv) > 2 else 120
    only = os.environ.get("GALLERY_SETTING", "")
    for name, scale, width, height, factor in SETTINGS:
        if not only:
            environment = os.environ | {"GALLERY_SETTING": name, "QT_SCALE_FACTOR": factor}
            subprocess.run([sys.executable, __file__, str(folder), str(elders)], env=environment, check=True)
        elif only == name:
            draw(folder, name, scale, width, height, elders)


if __name__ == "__main__":
    main()
