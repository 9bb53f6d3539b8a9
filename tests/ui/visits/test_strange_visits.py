"""A visit that arrived from elsewhere with what no form here would take breaks no page that shows it."""

from __future__ import annotations

from typing import cast

import pytest

from desktop_app.storage.faults import DiskFull
from desktop_app.ui.register.person_tabs import HISTORY, OVERVIEW, VISITS
from desktop_app.ui.visits.form_page import VisitPage
from desktop_app.ui.visits.versions_dialog import sheet_lines
from tests.services.test_forged_visits import STRANGE, STRANGE_PHOTO, Post
from tests.ui.made_up_home import Desk


def test_no_page_breaks_over_strange_visits(desk: Desk) -> None:
    app = desk.app
    post = Post(app)
    for name, fields in STRANGE.items():
        uid = post.visit(**fields)
        post.photo(uid, **STRANGE_PHOTO)
        for version in app.visit_versions.of_visit(app.actor, uid):
            for label, words in sheet_lines(version.row):
                assert label
                assert len(words) < 200
        if name in ("measures", "answer of lists"):
            page = cast(VisitPage, desk.open("visit", elder_uid=post.elder))
            assert page.sheet.measures.told().count("9") < 20
            desk.open("visit", elder_uid=post.elder, visit_uid=uid)
    app.duties.refresh(app.actor)

    for number in (OVERVIEW, VISITS, HISTORY):
        desk.open("person", uid=post.elder, tab=number)
    pages: dict[str, dict[str, object]] = {
        "today": {},
        "visits": {},
        "duties": {},
        "household-round": {"elder_uid": post.elder},
        "phone-round": {"uids": (post.elder,)},
    }
    for key, wish in pages.items():
        assert desk.open(key, **wish) is desk.page()


def test_a_full_disk_keeps_the_form_and_its_draft_and_saving_again_works(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    uid = desk.uid("王桂兰")
    page = cast(VisitPage, desk.open("visit", elder_uid=uid))
    page.sheet.blocks.accept_all()
    page.sheet.outcome.next_on.line.setText("2026-11-29")
    page.sheet.measures.set_values({"systolic": "135"})
    before = desk.app.visits.of_elder(desk.app.actor, uid)

    def full(*_given: object) -> str:
        raise DiskFull

    with monkeypatch.context() as patch:
        patch.setattr(type(desk.app.visits), "record", full)
        page.save()
        desk.settle()
    assert desk.page() is page
    assert page.is_unsaved()
    assert page.sheet.measures.values() == {"systolic": "135"}
    assert desk.app.visits.of_elder(desk.app.actor, uid) == before
    kept = desk.app.drafts.find(desk.app.actor, "visit", uid)
    assert kept is not None
    assert kept.content["measures"] == {"systolic": "135"}

    page.save()
    desk.settle()
    newest = desk.app.visits.of_elder(desk.app.actor, uid)[0]
    assert newest.measures == {"systolic": "135"}
    assert desk.app.drafts.find(desk.app.actor, "visit", uid) is None


def test_a_next_visit_before_this_one_is_said_beside_its_field(desk: Desk) -> None:
    page = cast(VisitPage, desk.open("visit", elder_uid=desk.uid("王桂兰")))
    page.sheet.blocks.accept_all()
    page.sheet.outcome.next_on.line.setText("2026-11-01")
    page.save()
    desk.settle()
    assert desk.page() is page
    assert "不能早于" in page.sheet.outcome.row("next_on").error.text()
