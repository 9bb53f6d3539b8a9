"""What the sample township has beside its history: drawn pictures, forms that were begun, papers that went out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from desktop_app.app.sample import open_sample
from desktop_app.app.sample_filed import MONGOLIAN_NAMES, spell
from desktop_app.bootstrap import Application
from desktop_app.domain.terms import IrregularityKind
from desktop_app.services.clock import Clock
from desktop_app.services.paper_checks import CheckVerdict
from desktop_app.storage.queries.elders import ElderFilter
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


def test_two_people_have_their_names_in_mongolian_script_too(app: Application) -> None:
    rows = app.register.rows(app.actor, app.register.list_ids(app.actor, ElderFilter()))
    spelt = {row.name: row.name_local for row in rows if row.name_local}
    assert len(spelt) == MONGOLIAN_NAMES
    assert all(script == spell(name) for name, script in spelt.items())


@pytest.mark.parametrize(
    ("name", "script"), [("乌云其其格", "ᠣᠶᠤᠨᠴᠡᠴᠡᠭ"), ("乌云", ""), ("王秀英", ""), ("乌云高娃", "")]
)
def test_only_names_of_two_known_parts_are_spelt(name: str, script: str) -> None:
    assert spell(name) == script


def test_this_period_has_typed_figures_and_some_are_missing_and_the_one_before_has_more(
    app: Application,
) -> None:
    current = app.progress.usual(app.actor)
    rows = app.progress.report(app.actor, str(current)).rows
    typed = [row for row in rows if row.typed is not None]
    assert {row.typed.note != "" for row in typed if row.typed is not None} == {True}
    now, then = (len(app.progress.missing(app.actor, str(each))) for each in (current, current.before))
    assert now > then > 0
    assert {row.indicator for row in typed} <= {row.indicator for row in rows if row.before is not None}


def test_three_papers_went_out_and_still_hold(app: Application) -> None:
    issued = app.issued_papers.newest(app.actor)
    assert sorted(row.paper for row in issued) == ["month-ledger", "month-summary", "roster"]
    verdicts = {app.paper_checks.check(app.actor, row.code).verdict for row in issued}
    assert verdicts == {CheckVerdict.HOLDS}
