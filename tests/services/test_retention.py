"""How long records are kept: bounds of the law, files that are due, and that nothing disappears by itself."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.bootstrap import Application
from desktop_app.domain.errors import FieldProblem, NotAllowed
from desktop_app.domain.terms import AccessKind, EndReason, UserRole
from desktop_app.services.access_log import access_entry
from desktop_app.services.actor import Actor
from desktop_app.services.register_drafts import ElderDraft
from desktop_app.services.retention import ACCESS, FILES, VISITS, _years_after, _years_before
from desktop_app.services.visit_drafts import PhotoDraft, VisitDraft
from tests.services.homes import TODAY, VILLAGES
from tests.services.test_visits import add_picture

USUAL = {FILES: 30, VISITS: 10, ACCESS: 3}


def gone(application: Application, name: str, on: date) -> str:
    """Register somebody who left on a day; returns the uid."""
    app = application
    uid = app.register.save(
        app.actor, ElderDraft(name=name, village_code=VILLAGES[0], registered_on=date(1990, 1, 1))
    )
    app.register.end(app.actor, uid, on=on, reason=EndReason.DECEASED)
    return uid


def test_the_usual_periods_hold_until_an_officer_sets_others(empty: Application) -> None:
    assert empty.retention.years(empty.actor) == USUAL
    empty.retention.set_years(empty.actor, USUAL | {FILES: 50})
    assert empty.retention.years(empty.actor)[FILES] == 50
    with pytest.raises(NotAllowed):
        empty.retention.set_years(Actor("李经办", UserRole.WORKER), USUAL)


@pytest.mark.parametrize(("key", "years"), [(FILES, 9), (VISITS, 9), (ACCESS, 2), (FILES, 101), (ACCESS, 0)])
def test_less_than_the_law_asks_for_is_refused_and_nothing_changes(
    empty: Application, key: str, years: int
) -> None:
    with pytest.raises(FieldProblem) as refused:
        empty.retention.set_years(empty.actor, USUAL | {key: years})
    assert refused.value.details["field"] == key
    assert empty.retention.years(empty.actor) == USUAL


def test_files_are_due_when_they_ended_longer_ago_than_the_period(empty: Application, tmp_path: Path) -> None:
    old = gone(empty, "阿拉坦仓", date(1996, 11, 21))
    gone(empty, "巴图", date(1996, 11, 22))
    gone(empty, "李福", date(2020, 1, 1))
    draft = VisitDraft(
        elder_uid=old,
        visited_on=date(2001, 5, 1),
        mode="phone",
        outcome="could_not_reach",
        visitor_name="海棠",
    )
    empty.visits.record(empty.actor, draft)
    (due,) = empty.retention.due_files(empty.actor)
    assert (due.uid, due.ended_because, due.due_on) == (old, "死亡", date(2026, 11, 21))
    assert (due.visits, due.last_visit_on) == (1, date(2001, 5, 1))
    standing = empty.retention.standing(empty.actor)
    assert (standing.files, standing.visits, standing.access) == (1, 1, 0)
    empty.retention.set_years(empty.actor, USUAL | {FILES: 40})
    assert empty.retention.due_files(empty.actor) == []
    empty.retention.set_years(empty.actor, USUAL)
    out = tmp_path / "due.xlsx"
    assert empty.retention.export_due(empty.actor, out) == 1
    sheet = openpyxl.load_workbook(out).worksheets[0]
    said = "".join(str(cell.value) for line in sheet.iter_rows() for cell in line if cell.value)
    assert "阿拉坦仓" in said
    assert "不等于删除" in said
    assert empty.access_log.list(empty.actor)[0].what == "到期档案清单"
    assert empty.register.get(empty.actor, old).name == "阿拉坦仓", "nothing was deleted"


def test_only_notes_past_their_period_are_removed_and_only_on_a_word(empty: Application) -> None:
    for year in (2022, 2023, 2026):
        with empty.store.setting_up() as session:
            instant = datetime(year, 11, 20, 4, 0, tzinfo=UTC)
            session.add(access_entry(empty.actor, AccessKind.LOOKED, instant, what=str(year)))
    assert empty.retention.standing(empty.actor).access == 2
    assert len(empty.access_log.list(empty.actor)) == 3
    with pytest.raises(NotAllowed):
        empty.retention.remove_old_access(Actor("李经办", UserRole.WORKER))
    assert empty.retention.remove_old_access(empty.actor) == 2
    assert [row.what for row in empty.access_log.list(empty.actor)] == ["清除到期的查阅与输出台账", "2026"]
    assert empty.retention.remove_old_access(empty.actor) == 0


@given(day=st.dates(date(1940, 1, 1), date(2060, 1, 1)), years=st.integers(1, 60))
def test_a_period_is_over_the_day_after_its_last_day_and_no_day_earlier(day: date, years: int) -> None:
    due_on = _years_after(day, years)
    assert day >= _years_before(due_on, years)
    following = date.fromordinal(due_on.toordinal() + 2)
    assert day < _years_before(following, years)
    assert _years_before(TODAY, 0) == TODAY


def test_pictures_go_when_all_their_visits_are_past_their_period_and_the_visits_stay(
    empty: Application,
) -> None:
    uid = empty.register.save(
        empty.actor, ElderDraft(name="李福", village_code=VILLAGES[0], registered_on=date(1990, 1, 1))
    )
    old, shared, young = (letter * 64 for letter in "abc")
    for digest in (old, shared, young):
        add_picture(empty, digest)
    for day, photos in ((date(2016, 11, 20), (old, shared)), (date(2016, 11, 23), (shared, young))):
        empty.visits.record(
            empty.actor,
            VisitDraft(
                elder_uid=uid,
                visited_on=day,
                mode="in_person",
                outcome="met_in_person",
                visitor_name="海棠",
                photos=tuple(PhotoDraft(digest, "门前") for digest in photos),
            ),
        )
    assert empty.retention.standing(empty.actor).photos == 1
    with pytest.raises(NotAllowed):
        empty.retention.remove_old_photos(Actor("李经办", UserRole.WORKER))
    assert empty.retention.remove_old_photos(empty.actor) == 1
    assert empty.retention.remove_old_photos(empty.actor) == 0
    assert empty.access_log.list(empty.actor)[0].what == "清除到期的探访照片"
    kept = empty.photos.of_elder(empty.actor, uid)
    assert sorted((photo.digest[0], photo.here) for photo in kept) == [
        ("a", False),
        ("b", True),
        ("b", True),
        ("c", True),
    ]
