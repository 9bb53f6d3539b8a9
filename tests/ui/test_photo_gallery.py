"""Photos are seen small on the person's page and with the visit, large on their own, and deleted with a reason."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop_app.domain.terms import Mode, Outcome, SignatureKind
from desktop_app.services.visit_drafts import PhotoDraft, VisitDraft
from desktop_app.ui.kit import StateChip, Text
from desktop_app.ui.photo_gallery import PhotoDialog, PhotoGallery
from desktop_app.ui.register.person_page import PersonPage
from desktop_app.ui.register.person_tabs import VISITS
from desktop_app.ui.visits.versions_dialog import VersionsDialog
from tests.exchange.photos.made_up_photos import telling_jpeg
from tests.ui.made_up_home import Desk, desk, home, home_template

__all__ = ["desk", "home", "home_template"]


@pytest.fixture
def person(desk: Desk, tmp_path: Path) -> PersonPage:
    app, uid = desk.app, desk.uid("李福")
    picture = tmp_path / "照片.jpg"
    picture.write_bytes(telling_jpeg())
    photo = app.photos.add(app.actor, picture)
    app.visits.record(
        app.actor,
        VisitDraft(
            elder_uid=uid,
            visited_on=date(2026, 11, 20),
            mode=Mode.IN_PERSON.value,
            outcome=Outcome.MET_IN_PERSON.value,
            visitor_name="海棠",
            measures={"systolic": "185", "diastolic": "80", "temperature": "36.5"},
            signed_as=SignatureKind.PROXY.value,
            signed_by="女儿李梅",
            photos=(PhotoDraft(photo.digest, "烟道接口松动"),),
        ),
    )
    page = cast(PersonPage, desk.open("person", uid=uid))
    desk.settle()
    return page


def texts(page: PersonPage) -> list[str]:
    return [one.text() for one in cast("list[Text]", page.content.overview.findChildren(Text))]


def galleries(page: PersonPage) -> list[PhotoGallery]:
    return cast("list[PhotoGallery]", page.content.overview.findChildren(PhotoGallery))


def test_the_overview_tells_what_was_measured_last_with_its_level_and_shows_the_photo(
    person: PersonPage,
) -> None:
    said = texts(person)
    assert any("最近的测量" in one and "20" in one for one in said)
    assert "185 mmHg" in said
    assert "36.5 ℃" in said
    chips = cast("list[StateChip]", person.content.overview.findChildren(StateChip))
    assert "危急偏高" in [chip.text() for chip in chips]
    (gallery,) = galleries(person)
    (tile,) = gallery.tiles
    assert not tile.icon().isNull()
    assert "烟道接口松动" in tile.accessibleName()


def test_a_visit_has_its_marks_and_a_key_leads_to_its_versions_and_photos(
    desk: Desk, person: PersonPage
) -> None:
    person.tabs.setCurrentIndex(VISITS)
    desk.settle()
    table = person.content.visits
    table.choose_first()
    first = table.current()
    assert first is not None
    assert person.content._marks(first) == ["补录", "照片 1", "他人代签"]
    assert person.content.versions_button.isEnabled()
    desk.press(Qt.Key.Key_F10)
    desk.settle()
    (dialog,) = (one for one in QApplication.topLevelWidgets() if isinstance(one, VersionsDialog))
    assert len(dialog.gallery.tiles) == 1
    dialog.reject()


def test_an_officer_deletes_a_picture_only_with_a_reason(desk: Desk, person: PersonPage) -> None:
    (gallery,) = galleries(person)
    gallery.tiles[0].click()
    desk.settle()
    (dialog,) = cast("list[PhotoDialog]", gallery.findChildren(PhotoDialog))
    assert not dialog.picture.pixmap().isNull()
    dialog.remove_button.click()
    assert not dialog.form.isHidden()
    dialog.remove_button.click()
    desk.settle()
    assert desk.app.photos.of_elder(desk.app.actor, desk.uid("李福"))[0].here
    dialog.reason.set_value("拍到了外人")
    dialog.remove_button.click()
    desk.settle()
    assert not desk.app.photos.of_elder(desk.app.actor, desk.uid("李福"))[0].here
    assert desk.app.access_log.list(desk.app.actor)[0].reason == "拍到了外人"
    (tile,) = galleries(person)[-1].tiles
    assert "不在本机" in tile.text()
