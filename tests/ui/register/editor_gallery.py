"""Draw the editor into PNG files: empty, usual, full, refused, every section open; large type and 150 %.

Run ``python tests/ui/register/editor_gallery.py OUT``.
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

from datetime import date

from PySide6.QtWidgets import QApplication

from desktop_app.domain.terms import Category, WillingnessKind
from desktop_app.services.local_fields import LocalFieldDraft
from desktop_app.services.register_drafts import HouseholdDraft, ResidenceDraft
from desktop_app.storage.queries.elders import ElderFilter
from desktop_app.ui import theme
from desktop_app.ui.register.editor_page import EditorPage
from desktop_app.ui.register.household_field import HouseholdDialog
from desktop_app.ui.register.part_rows import WillingnessRow
from tests.ui.register.fullest import fullest_draft
from tests.ui.register.gallery import SETTINGS, Gallery, settle
from tests.ui.register.made_up import filled_home


def draw(folder: Path, name: str, scale: float, width: int, height: int) -> None:
    """Draw all pictures of one setting."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    theme.apply(application, scale=scale)
    with tempfile.TemporaryDirectory() as place:
        app = filled_home(Path(place) / "home", 40)
        actor = app.actor
        for label, kind, choices in (
            ("宅基地证号", "text", ()),
            ("草场面积", "number", ()),
            ("取暖方式", "choice", ("煤炉", "电暖", "集中供热")),
        ):
            app.local_fields.save(actor, LocalFieldDraft(label=label, kind=kind, choices=choices))
        village, visitor = app.register.villages(actor)[0].code, app.register.visitors(actor)[0].uid
        uid = app.register.save(actor, fullest_draft(village, visitor))
        gallery = Gallery(app, folder, name, width, height)
        open_page = gallery.window.navigator.open
        open_page("editor", uid=None)
        page = gallery.window.navigator.current_page()
        assert isinstance(page, EditorPage)
        gallery.shot("new", 600)
        _fill_in(page)
        gallery.shot("new-filled", 1500)
        gallery.below("new-filled-below", 1.0)
        page._on_save()
        gallery.shot("refused", 500)
        page._on_choose_household()
        settle(600)
        dialog = cast("HouseholdDialog", page.findChild(HouseholdDialog))
        dialog.grab().save(str(folder / f"{name}-household.png"))
        dialog.reject()
        page.form.mark_clean()
        page.drafts.discard()
        settle(300)
        open_page("editor", uid=uid)
        gallery.shot("full", 900)
        for section in page.form.sections:
            section.open()
        page.form.contacts.rows[1].unfold()
        page.form.residences.rows[1].unfold()
        for number in range(12):
            gallery.below(f"full-{number + 1:02}", number / 11)
        gallery.close()
        app.close()


def _fill_in(page: EditorPage) -> None:
    """Fill in somebody like one who is there, with contradictions."""
    form, app = page.form, page.context.app
    like = app.register.rows(app.actor, app.register.list_ids(app.actor, _everybody()))[0]
    detail = app.register.get(app.actor, like.uid)
    form.name.line.setText(detail.name)
    form.birth_on.set_value(detail.birth_on)
    form.living.set_value("alone")
    form.categories.chips.set_value({Category.LIVING_ALONE, Category.EMPTY_NEST})
    answer = form.willingness.add()
    assert isinstance(answer, WillingnessRow)
    answer.kind.set_value(WillingnessKind.REFUSES)
    contact = form.contacts.add()
    contact.unfold()
    contact.cells["phone"].set_value("13800138009")
    form.residences.add(ResidenceDraft(kind="child", from_on=date(2026, 1, 1), place="县城"))
    form.residences.add(ResidenceDraft(kind="town", from_on=date(2026, 3, 1)))
    form.household.choose(HouseholdDraft(head_name=detail.name), f"新立一户，户主 {detail.name}")


def _everybody() -> ElderFilter:
    return ElderFilter()


def main() -> None:
    """Draw into the folder given, one process per screen scale."""
    sys.setswitchinterval(0.0005)  # as the program itself does
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    only = os.environ.get("GALLERY_SETTING", "")
    for name, scale, width, height, factor in SETTINGS:
        if not only:
            environment = os.environ | {"GALLERY_SETTING": name, "QT_SCALE_FACTOR": factor}
            subprocess.run([sys.executable, __file__, str(folder)], env=environment, check=True)
        elif only == name:
            draw(folder, name, scale, width, height)


if __name__ == "__main__":
    main()
