"""What the sample township has beside its history: drawn pictures, and forms that were begun."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from desktop_app.app.sample import open_sample
from desktop_app.bootstrap import Application
from desktop_app.domain.terms import IrregularityKind
from desktop_app.services.clock import Clock
from desktop_app.ui.rounds.call_entries import entry_of
from desktop_app.ui.rounds.calls_work import Order, read_calls
from desktop_app.ui.visits.form_content import TEXTS, unpacked_values
from desktop_app.ui.visits.start import Wanted

DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    folder = tmp_path_factory.mktemp("sample")
    opened = open_sample(folder, clock=Clock(fixed_on=DAY), elders=160, months=1)
    yield opened
    opened.close()


def test_todays_visit_has_pictures_of_things(app: Application) -> None:
    visits = app.visits.between(app.actor, DAY, DAY)
    (uid,) = app.visits.photo_counts(app.actor, [row.uid for row in visits])
    photos = app.photos.of_visit(app.actor, uid)
    assert len(photos) == 2
    assert all(photo.here and photo.caption for photo in photos)


def test_hasty_visits_are_asked_about_and_one_matter_is_explained(app: Application) -> None:
    found = {each.kind: each for each in app.self_check.irregularities(app.actor, DAY)}
    assert {IrregularityKind.SAME_WORDS, IrregularityKind.TOO_FAST} <= set(found)
    assert found[IrregularityKind.TOO_FAST].explanation is not None
    assert found[IrregularityKind.SAME_WORDS].explanation is None


def test_a_visit_was_begun_as_the_form_keeps_it(app: Application) -> None:
    (draft,) = (row for row in app.drafts.list(app.actor) if row.form == "visit")
    assert Wanted(elder_uid=draft.content["elder_uid"]).draft_key() == (draft.form, draft.subject)
    values = unpacked_values(draft.content)
    assert values["visited_on"] == DAY
    assert values["summary"]
    assert {name for name in values if name not in TEXTS} == {"mode", "outcome", "visited_on", "visitor"}


def test_calls_were_begun_as_the_round_keeps_them(app: Application) -> None:
    (draft,) = (row for row in app.drafts.list(app.actor) if row.form == "phone_round")
    order = Order(village_code=draft.content["village_code"])
    calls = read_calls(app, order, (), 0, with_draft=True)
    assert calls.draft is not None
    entries = {uid: entry_of(plain) for uid, plain in calls.draft.content["entries"].items()}
    assert len(entries) == draft.content["count"] == 3
    assert set(entries) <= {row.person.elder_uid for row in calls.rows}
