"""Visits that arrive from elsewhere with what this program would never write: refused, or shown without harm everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from desktop_app.bootstrap import Application
from desktop_app.domain.changes import ChangeEntry, ChangeKey, link_hash
from desktop_app.services.visit_drafts import visit_form
from desktop_app.storage.journal import ChangeSetRow, newest_number
from desktop_app.storage.merge import EntryUnreadable, ForeignEntry
from tests.services.homes import TODAY, Home, open_home
from tests.storage.stores import merge

SET = ChangeSetRow("set-1", "evil", "登记探访", "李", datetime(2026, 11, 2, tzinfo=UTC))
LONG = "长" * 21_000


class Post:
    """Takes entries of a strange site into a home, one chain after the other."""

    def __init__(self, app: Application) -> None:
        """Know one person and how often something arrived."""
        self.app, self.actor = app, app.actor
        self.elder = app.duties.list(app.actor)[0].line.elder_uid
        self.sent = 0

    def entry(self, entity: str, uid: str, **fields: Any) -> tuple[ChangeSetRow, ForeignEntry]:
        by = replace(SET, uid=f"set-{self.sent}", site=f"evil-{self.sent}")
        entry = ChangeEntry(ChangeKey(by.site, 1, 1), entity, uid, fields, frozenset())
        self.sent += 1
        return by, ForeignEntry(entry, by.uid, link_hash("", entry, by.described()))

    def visit(self, uid: str = "", **fields: Any) -> str:
        """Merge a visit with these fields in place of usual ones; returns its uid."""
        usual: dict[str, Any] = {
            "elder_uid": self.elder,
            "visited_on": TODAY.isoformat(),
            "entered_on": TODAY.isoformat(),
            "mode": "in_person",
            "outcome": "met_in_person",
            "visitor_name": "李",
        }
        uid = uid or f"forged-{self.sent}"
        by, entry = self.entry("visit", uid, **(usual | fields))
        merge(self.app.store, [by], [entry])
        return uid

    def photo(self, visit_uid: str, **fields: Any) -> None:
        """Merge a photo of a visit."""
        usual: dict[str, Any] = {
            "elder_uid": self.elder,
            "visit_uid": visit_uid,
            "digest": "0" * 64,
            "likeness": "0" * 16,
        }
        by, entry = self.entry(
            "visit_photo", f"p-{self.sent}", **(usual | {"width": 4, "height": 3, "size": 9} | fields)
        )
        merge(self.app.store, [by], [entry])


@pytest.fixture(scope="module")
def post(filled_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Post]:
    app = open_home(filled_home.copy(tmp_path_factory.mktemp("post") / "home"))
    yield Post(app)
    app.close()


REFUSED: dict[str, dict[str, Any]] = {
    "signature": {"signed_as": "in blood"},
    "mode": {"mode": "telepathy"},
    "outcome": {"outcome": "vanished"},
    "reason of a book": {"corrected_because": "因" * 10_000},
    "round": {"round_uid": "r" * 37},
    "round no text": {"round_uid": {"a": 1}},
    "measures a list": {"measures": ["120"]},
    "measures a number": {"measures": {"systolic": 120}},
    "measures nothing": {"measures": {"systolic": None}},
    "measures nested": {"measures": {"systolic": {"a": ["120"]}}},
    "measure huge": {"measures": {"systolic": "9" * 41}},
    "answers a text": {"answers": "health.speech"},
    "answers nested": {"answers": {"health.speech": {"a": 1}}},
    "answers of numbers": {"answers": {"health.disease": [1, 2]}},
    "answers of lists": {"answers": {"health.disease": [["none"]]}},
    "answer huge": {"answers": {"health.speech": LONG}},
    "summary": {"summary": LONG},
    "visitor": {"visitor_name": "李" * 51},
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_visit_that_fits_no_column_is_refused_with_everything_around_it(post: Post, name: str) -> None:
    with post.app.store.reading() as session:
        before = newest_number(session)
    with pytest.raises(EntryUnreadable):
        post.visit(**REFUSED[name])
    with post.app.store.reading() as session:
        assert newest_number(session) == before


@pytest.mark.parametrize(
    "fields",
    [
        {"digest": "x" * 65},
        {"caption": "门" * 101},
        {"width": 10**30},
        {"size": "big"},
        {"width": True},
        {"likeness": None},
    ],
)
def test_a_photo_that_fits_no_column_is_refused(post: Post, fields: dict[str, Any]) -> None:
    uid = post.visit()
    with pytest.raises(EntryUnreadable):
        post.photo(uid, **fields)


STRANGE: dict[str, dict[str, Any]] = {
    "measures": {
        "measures": {"systolic": "1e999", "glucose_fasting": "", "temperature": "9" * 40, "pulse": "72"}
    },
    "measures turned round": {"measures": {"systolic": "60", "diastolic": "300"}},
    "answers": {
        "answers": {"health.speech": "of a newer form", "moon.phase": ["full"], "health.disease": []}
    },
    "answer of lists": {"answers": {"health.speech": ["a", "b"], "health.disease": "none"}},
    "time": {"visited_time": "25:99"},
    "time words": {"visited_time": "\x00早上"},
    "round": {"round_uid": "'; drop\x00"},
    "signs": {
        "summary": "<b>\x00\u202e&",
        "companions": "、、\x07",
        "sheet_no": "=1+1\n",
        "action": "%s {x}",
    },
    "days": {"visited_on": "0001-01-01", "next_on": "9999-12-31", "entered_on": "9999-12-31"},
    "tomorrow": {"visited_on": "9999-12-31"},
    "nobody": {"visitor_uid": "nobody", "campaign_uid": "nowhere", "visitor_name": None},
    "unseen": {"outcome": "not_at_home", "answers": {"health.speech": "x"}, "signed_as": "proxy"},
}


STRANGE_PHOTO: dict[str, Any] = {
    "caption": "\x00=1+1",
    "width": -1,
    "height": 0,
    "size": -5,
    "digest": "\x00../../etc",
}


def look_everywhere(post: Post, uid: str) -> None:
    """Show a visit on everything that shows visits."""
    app, actor, elder = post.app, post.actor, post.elder
    assert uid in {row.uid for row in app.visits.of_elder(actor, elder)}
    assert uid in {row.uid for row in app.visits.between(actor, date.min, date.max)}
    (version, *_earlier) = app.visit_versions.of_visit(actor, uid)
    assert version.row.uid == uid
    assert app.photos.of_visit(actor, uid)
    assert app.histories.entries(actor, app.histories.snapshot(actor, elder), most=300)
    app.visits.last_met(actor, elder)
    app.rounds.household(actor, elder_uid=elder)
    app.rounds.people_to_call(actor, uids=[elder])
    app.person_files.open(actor, elder)
    app.person_files.visit_rows(actor, [uid])
    app.why.of_elder(actor, elder)


def print_everything(post: Post, uids: list[str], folder: Path) -> None:
    """Make every paper and table on which these visits stand."""
    app, actor, elder = post.app, post.actor, post.elder
    village = app.register.get(actor, elder).village_code
    papers: dict[str, dict[str, Any]] = {
        "visit-record.pdf": {"visit_uids": uids, "masked": False, "reason": "报送"},
        "personal-copy.pdf": {"elder_uid": elder, "reason": "查阅", "recipient": "本人"},
        "correction-log.pdf": {"elder_uid": elder},
        "visit-sheet.pdf": {"elder_uid": elder},
        "route-sheet.pdf": {"village_code": village},
        "month-ledger.xlsx": {"village_code": village},
        "month-ledger.pdf": {"village_code": village},
        "month-summary.xlsx": {},
    }
    for name, wish in papers.items():
        made = app.reports.make(actor, name.partition(".")[0], folder / name, **wish)
        assert made.path.stat().st_size > 0
    app.visit_workbooks.export(actor, village, TODAY, folder / "book.xlsx")
    app.indicators.standing(actor, TODAY.year, TODAY.month)


@pytest.mark.parametrize("name", STRANGE)
def test_a_strange_visit_is_shown_everywhere_and_can_be_corrected_and_taken_back(
    post: Post, name: str
) -> None:
    app, actor = post.app, post.actor
    uid = post.visit(**STRANGE[name])
    post.photo(uid, **STRANGE_PHOTO)
    look_everywhere(post, uid)
    usual: dict[str, Any] = {
        "visited_on": TODAY,
        "visited_time": None,
        "next_on": None,
        "visitor_uid": None,
        "campaign_uid": None,
    }
    mended = replace(
        app.visits.draft_of(actor, uid),
        **usual,
        visitor_name="李",
        signed_by="儿子",
        corrected_because="核对纸单",
    )
    app.visits.correct(actor, uid, mended)
    # Recorded, given a photo, corrected.
    assert len(app.visit_versions.of_visit(actor, uid)) == 3
    app.visits.take_back(actor, uid)
    assert uid not in {row.uid for row in app.visits.of_elder(actor, post.elder)}


def test_strange_visits_stand_on_every_paper(post: Post, tmp_path: Path) -> None:
    uids = [post.visit(**fields) for fields in STRANGE.values()]
    post.photo(uids[0], **STRANGE_PHOTO)
    print_everything(post, uids, tmp_path)
    post.app.duties.refresh(post.actor)
    assert post.app.checks.run(post.actor) == []


def test_what_a_newer_form_asked_elsewhere_stays_when_the_visit_is_corrected_here(post: Post) -> None:
    app, actor = post.app, post.actor
    newer = {"moon.phase": ["full"], "health.speech": "of a newer form"}
    uid = post.visit(
        answers={**newer, "health.disease": ["none"]},
        measures={"pulse": "72", "systolic": "130", "diastolic": "80"},
    )
    draft = app.visits.draft_of(actor, uid)
    assert (dict(draft.answers), dict(draft.measures)) == (
        {"health.disease": ["none"]},
        {"systolic": "130", "diastolic": "80"},
    )

    app.visits.correct(actor, uid, replace(draft, measures={"systolic": "140"}, corrected_because="看错了"))
    (after,) = (row for row in app.visits.of_elder(actor, post.elder) if row.uid == uid)
    assert after.answers == {**newer, "health.disease": ["none"]}
    assert after.measures == {"pulse": "72", "systolic": "140"}

    body = visit_form().by_key["health.speech"][1]
    known = replace(draft, answers={"health.speech": body.options[0].key}, corrected_because="看错了")
    app.visits.correct(actor, uid, known)
    (after,) = (row for row in app.visits.of_elder(actor, post.elder) if row.uid == uid)
    assert after.answers == {"moon.phase": ["full"], "health.speech": body.options[0].key}
