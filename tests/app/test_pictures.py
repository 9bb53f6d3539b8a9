"""The pictures: what they show, which belong to the demo, and that the home they are taken of stays as it was."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from desktop_app.app import pictures
from desktop_app.app.picture_people import LONG_NAME, Shown, add_all
from desktop_app.app.picture_scenes import scenes_of
from desktop_app.app.scene import Scene
from desktop_app.bootstrap import Application
from desktop_app.domain.terms import AccessKind
from desktop_app.exchange.workbooks.headers import normalise_header
from desktop_app.services.access_log import AccessFilter
from desktop_app.services.imports import RegisterImportPreview
from desktop_app.ui.navigator import HIDDEN, discover_pages
from desktop_app.ui.settings import appearance
from desktop_app.ui.settings.appearance import Appearance
from tests.ui.made_up_home import PASSWORD, TODAY, make_home, open_home

NEEDS_ROWS = {"campaign"}
"""Pages of something that the made-up home of these tests has none of."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pictures") / "home"
    make_home(folder)
    return folder


@pytest.fixture(scope="module")
def filled(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Application, Shown]]:
    """Open a copy of the home with everything that the pictures add."""
    scratch = tmp_path_factory.mktemp("scratch")
    app = open_home(Path(shutil.copytree(home, scratch / "copy")))
    yield app, add_all(app, scratch)
    app.close()


@pytest.fixture(scope="module")
def scenes(filled: tuple[Application, Shown]) -> list[Scene]:
    return scenes_of(*filled)


def test_every_scene_has_a_name_of_its_own_and_a_page_that_exists(scenes: list[Scene]) -> None:
    names = [scene.name for scene in scenes]
    assert len(set(names)) == len(names)
    assert {scene.key for scene in scenes} <= {spec.key for spec in discover_pages()}


def test_the_demo_has_at_least_twenty_pictures_and_not_all_of_them(scenes: list[Scene]) -> None:
    demo = [scene for scene in scenes if scene.demo]
    assert 20 <= len(demo) < len(scenes) / 2


def test_the_small_sets_hold_the_main_pages_and_only_the_full_run_holds_all(scenes: list[Scene]) -> None:
    few = pictures.Order(Path(), "", Path())
    every = pictures.Order(Path(), "", Path(), every=True)
    assert {scene.name for scene in scenes if few.wants(scene, pictures.LARGE)} == {
        scene.name for scene in scenes if scene.demo and scene.main
    }
    assert all(every.wants(scene, pictures.LARGE) for scene in scenes)
    assert not all(every.wants(scene, pictures.ENGLISH) for scene in scenes)
    used_daily = {scene.key for scene in scenes if every.wants(scene, pictures.STEPS[0])}
    assert {"today", "visit", "household-round", "phone-round", "back-entry"} <= used_daily
    assert not any(few.wants(scene, pictures.STEPS[0]) for scene in scenes)


def test_the_fullest_person_has_the_longest_of_everything(filled: tuple[Application, Shown]) -> None:
    app, shown = filled
    detail = app.register.get(app.actor, shown.fullest)
    assert detail.name == LONG_NAME
    assert len(LONG_NAME.replace("·", "")) == 25
    assert (len(detail.categories), len(detail.contacts), len(detail.residences)) == (12, 8, 5)
    assert len(detail.benefits) == 6


def test_the_fullest_person_has_what_follows_visits(filled: tuple[Application, Shown]) -> None:
    app, shown = filled
    lines = app.findings.of_elder(app.actor, shown.fullest)
    assert len(lines) == 4
    assert max(line.steps for line in lines) == 6
    assert len(app.services_given.of_elder(app.actor, shown.fullest)) == 8
    assert {line.level for line in app.assessments.of_elder(app.actor, shown.fullest)} >= {"1", "2", "3"}
    assert len(app.family_support.panel(app.actor, shown.fullest).steps) == 3


def test_every_page_is_shown_and_those_of_the_sidebar_in_the_small_sets(scenes: list[Scene]) -> None:
    pages = discover_pages()
    assert {spec.key for spec in pages} - {scene.key for scene in scenes} <= NEEDS_ROWS
    in_sidebar = {spec.key for spec in pages if spec.order != HIDDEN}
    assert in_sidebar <= {scene.key for scene in scenes if scene.main}


def test_somebody_has_died_and_somebody_is_registered_twice(filled: tuple[Application, Shown]) -> None:
    app, shown = filled
    assert app.register.get(app.actor, shown.ended).ended_on == TODAY
    pairs = [{pair.one.uid, pair.other.uid} for pair in app.likeness.candidates(app.actor)]
    assert set(shown.twins) in pairs


def test_households_sheets_and_workbooks_are_there_to_be_shown(filled: tuple[Application, Shown]) -> None:
    app, shown = filled
    door = shown.door
    assert len(app.rounds.household(app.actor, elder_uid=door.four).people) == 4
    assert app.printed_sheets.find(app.actor, door.sheet_no).elder_uid == door.first
    assert len(app.visit_versions.of_visit(app.actor, door.visit)) == 3
    assert app.visit_workbooks.preview(app.actor, door.filled_book).refused_rows
    assert all(app.photos.content(app.actor, digest) for digest in door.photos)


def test_the_workbook_of_another_system_asks_about_its_codes(filled: tuple[Application, Shown]) -> None:
    app, shown = filled
    preview = app.imports.preview(app.actor, shown.codes_book)
    assert isinstance(preview, RegisterImportPreview)
    assert [normalise_header(question.header) for question in preview.questions] == ["人员类型"]
    assert preview.rejected


def test_a_set_is_taken_of_a_copy_and_the_home_is_not_changed(
    home: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    del qtbot  # only the application is needed
    wanted = {"03-person-fullest-1-overview", "02-register-columns"}
    monkeypatch.setattr(pictures.Order, "wants", lambda _order, scene, _of: scene.name in wanted)
    try:
        pictures._take_set(pictures.Order(home, PASSWORD, tmp_path, TODAY), pictures.LARGE)
    finally:
        appearance.put_on(Appearance())
    taken = sorted(tmp_path.glob("*.png"))
    assert {path.name for path in taken} == {f"{name}-x175.png" for name in wanted}
    assert all((QImage(str(path)).width(), QImage(str(path)).height()) == pictures.SIZE for path in taken)
    app = open_home(home)
    try:
        looked = AccessFilter(kind=AccessKind.LOOKED)
        assert not app.register.find(app.actor, LONG_NAME)
        assert len(app.access_log.ids(app.actor, looked)) == 0
    finally:
        app.close()
