"""Photos of visits: added once, found again, swept when nobody refers to them, and never sent away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop_app.bootstrap import Application, open_application
from desktop_app.domain.errors import FieldProblem, NotAllowed
from desktop_app.domain.terms import UserRole
from desktop_app.services.actor import Actor
from desktop_app.services.clock import Clock
from desktop_app.services.photos import PhotoRow
from desktop_app.services.visit_drafts import PhotoDraft, VisitDraft
from tests.exchange.photos.made_up_photos import WORDS, scene, telling_jpeg, written
from tests.services.homes import PASSWORD, TODAY, open_home


@pytest.fixture
def taken(tmp_path: Path) -> Path:
    path = tmp_path / "照片.jpg"
    path.write_bytes(telling_jpeg())
    return path


def visit_with(app: Application, *photos: PhotoRow) -> str:
    owed = app.duties.list(app.actor)[0]
    return app.visits.record(
        app.actor,
        VisitDraft(
            elder_uid=owed.line.elder_uid,
            visited_on=TODAY,
            mode="in_person",
            outcome="met_in_person",
            visitor_name="海棠",
            photos=tuple(PhotoDraft(photo.digest, "门前") for photo in photos),
        ),
    )


def test_a_photo_added_twice_is_one_and_is_found_by_its_visit(application: Application, taken: Path) -> None:
    app, actor = application, application.actor
    row = app.photos.add(actor, taken)
    assert app.photos.add(actor, taken) == row
    assert (row.width, row.height) == (480, 640)
    content = app.photos.content(actor, row.digest)
    assert content is not None
    assert len(content) == row.size
    assert not any(word.encode() in content for word in WORDS)

    uid = visit_with(app, row)
    (found,) = app.photos.of_visit(actor, uid)
    assert (found.digest, found.caption, found.size, found.here) == (row.digest, "门前", row.size, True)
    elder = app.visits.between(actor, TODAY, TODAY)[0].elder_uid
    assert app.photos.of_elder(actor, elder) == [found]


def test_a_deleted_picture_is_gone_and_its_visit_still_says_that_there_was_one(
    application: Application, taken: Path
) -> None:
    app, actor = application, application.actor
    row = app.photos.add(actor, taken)
    uid = visit_with(app, row)
    with pytest.raises(FieldProblem):
        app.photos.remove_content(actor, row.digest, " ")
    with pytest.raises(NotAllowed):
        app.photos.remove_content(Actor("李经办", UserRole.WORKER), row.digest, "拍到了外人")
    assert app.photos.remove_content(actor, row.digest, "拍到了外人")
    assert not app.photos.remove_content(actor, row.digest, "拍到了外人")
    (noted,) = app.access_log.list(actor)
    assert (noted.kind, noted.what, noted.reason) == ("removed", "删除探访照片", "拍到了外人")
    assert noted.elder_uid == app.visits.between(actor, TODAY, TODAY)[0].elder_uid
    assert app.photos.content(actor, row.digest) is None
    assert [photo.here for photo in app.photos.of_visit(actor, uid)] == [False]
    assert app.checks.run(actor) == []


def test_only_what_nobody_refers_to_is_swept_and_only_after_a_week(
    application: Application, tmp_path: Path
) -> None:
    app, actor = application, application.actor
    rows = []
    for number in range(4):
        path = tmp_path / f"{number}.png"
        path.write_bytes(written(scene(40 + number, 30), "PNG"))
        rows.append(app.photos.add(actor, path))
    used, taken_back, drafted, unused = rows
    visit_with(app, used)
    app.visits.take_back(actor, visit_with(app, taken_back))
    app.drafts.keep(actor, "visit", "elder-1", {"photos": [{"digest": drafted.digest}]})
    assert app.photos.sweep(actor) == 0
    folder = app.store.folder
    app.close()

    ahead = open_home(folder, on=TODAY + timedelta(days=8))
    assert ahead.photos.sweep(actor) == 0  # a day that was set, while no week has passed
    ahead.close()
    in_a_week = Clock(fixed_on=TODAY, read=lambda: datetime.now(UTC) + timedelta(days=8))
    later = open_application(folder, PASSWORD, clock=in_a_week)
    try:
        later.drafts.saving(actor, "visit", "elder-1")  # on its way into the register, and not there yet
        assert later.photos.sweep(actor) == 1
        there = [later.photos.content(actor, row.digest) is not None for row in rows]
        assert there == [True, True, True, False]
        assert later.photos.content(actor, unused.digest) is None
        later.drafts.discard(actor, "visit", "elder-1")
        assert later.photos.sweep(actor) == 1
    finally:
        later.close()
