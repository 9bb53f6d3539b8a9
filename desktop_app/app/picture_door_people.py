"""What the pictures of visits at the door need: households, a first visit, a correction, sheets, a filled workbook."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from desktop_app.app.sample_extras import draw_pictures
from desktop_app.bootstrap import Application
from desktop_app.domain.terms import Category, DutyState, Mode, Outcome
from desktop_app.exchange.sample.filled_book import Value, fill_in
from desktop_app.services.register_drafts import ElderDraft, HouseholdDraft, SpanDraft
from desktop_app.services.visit_drafts import VisitDraft, visit_form

_FOUR = (
    ("包金山", date(1938, 5, 1), "1", Category.EMPTY_NEST),
    ("乌力吉德力格尔那仁满都拉·苏荣高娃其木格斯琴图雅", date(1941, 9, 12), "2", Category.EMPTY_NEST),
    ("包李氏", date(1929, 2, 3), "2", Category.LIVING_ALONE),
    ("包德胜", date(1955, 11, 20), "1", Category.SEVERELY_DISABLED),
)
_SEARCHED = 60


@dataclass(frozen=True, slots=True)
class Door:
    """Who and what is shown; empty where the home has nobody like it."""

    first: str
    """Somebody who was never visited."""
    couple: str
    four: str
    corrected: str
    visit: str
    """The uid of the corrected visit."""
    sheet_no: str
    sheet_on: date
    photos: tuple[str, ...]
    filled_book: Path
    second_book: Path


def add_door(app: Application, scratch: Path, villages: list[str]) -> Door:
    """Add them to a copy of a home and write the workbooks into ``scratch``."""
    today = app.clock.today()
    four = _add_four(app, villages[0], today)
    first = app.register.save(
        app.actor,
        ElderDraft(
            name="苏日娜",
            village_code=villages[0],
            birth_on=date(1950, 6, 1),
            sex="2",
            phone="15400000009",
            registered_on=today - timedelta(days=20),
            categories=(SpanDraft(category=Category.LIVING_ALONE.value, from_on=today - timedelta(days=20)),),
        ),
    )
    app.duties.refresh(app.actor)
    corrected, visit = _correct_twice(app, four, today)
    sheet_on = today - timedelta(days=3)
    (sheet_no,) = app.printed_sheets.issue(app.actor, "visit-sheet", [(first, sheet_on)])
    photos = tuple(app.photos.add(app.actor, path).digest for path in draw_pictures(scratch))
    books = scratch / "探访工作簿.xlsx", scratch / "探访工作簿（第二次交回）.xlsx"
    _fill_books(app, villages[0], scratch / "exported.xlsx", books)
    return Door(
        first, _couple(app, four), four, corrected, visit, sheet_no, sheet_on, photos, books[0], books[1]
    )


def _add_four(app: Application, village_code: str, today: date) -> str:
    """Register four people under one roof, the second with the longest name; returns the first."""
    uids: list[str] = []
    for name, born_on, sex, category in _FOUR:
        known = app.households.find(app.actor, _FOUR[0][0], village_code=village_code) if uids else []
        household = HouseholdDraft(uid=known[0].uid) if known else HouseholdDraft(head_name=name)
        uids.append(
            app.register.save(
                app.actor,
                ElderDraft(
                    name=name,
                    village_code=village_code,
                    birth_on=born_on,
                    sex=sex,
                    phone="15400000011",
                    registered_on=today - timedelta(days=40),
                    categories=(SpanDraft(category=category.value, from_on=today - timedelta(days=40)),),
                    household=household,
                ),
            )
        )
    for uid in uids[:3]:
        app.visits.record(app.actor, _met(uid, today - timedelta(days=35)))
    return uids[0]


def _met(uid: str, visited_on: date) -> VisitDraft:
    return VisitDraft(
        elder_uid=uid,
        visited_on=visited_on,
        mode=Mode.IN_PERSON.value,
        outcome=Outcome.MET_IN_PERSON.value,
        visitor_name="海棠",
        answers=visit_form().normal_answers(visited_on.month),
        measures={"systolic": "148", "diastolic": "86"},
        summary="精神状态良好，与上次探访时没有变化。",
    )


def _correct_twice(app: Application, uid: str, today: date) -> tuple[str, str]:
    """Correct somebody's visit two times; returns whose and which."""
    visit = app.visits.record(app.actor, _met(uid, today - timedelta(days=4)))
    draft = app.visits.draft_of(app.actor, visit)
    changed = replace(draft, visited_time="10:20", corrected_because="漏填补充")
    app.visits.correct(app.actor, visit, changed)
    measures = {**draft.measures, "systolic": "138"}
    because = "与纸质记录核对后更正；收缩压抄错了一行，本人在场核对"
    app.visits.correct(app.actor, visit, replace(changed, measures=measures, corrected_because=because))
    return uid, visit


def _couple(app: Application, but: str) -> str:
    """Return somebody who lives with one other elder."""
    owed = app.duties.list(app.actor, states=(DutyState.OVERDUE, DutyState.DUE, DutyState.OPEN))
    for row in owed[:_SEARCHED]:
        uid = row.line.elder_uid
        if uid != but and len(app.rounds.household(app.actor, elder_uid=uid).people) == 2:
            return uid
    return but


def _fill_books(app: Application, village_code: str, given: Path, books: tuple[Path, Path]) -> None:
    """Export a workbook and fill it twice: with rows that cannot be, and later in order."""
    today = app.clock.today()
    app.visit_workbooks.export(app.actor, village_code, today.replace(day=1), given)
    met: dict[str, Value] = {
        "visited_on": today,
        "mode": Mode.IN_PERSON.term,
        "outcome": Outcome.MET_IN_PERSON.term,
        "visitor": "海棠",
        "visited_time": "9:30",
        "measure:systolic": "138",
        "measure:diastolic": "84",
    }
    wrong: list[dict[str, Value]] = [
        met,
        {**met, "visited_on": today + timedelta(days=30)},
        {**met, "outcome": Outcome.COULD_NOT_REACH.term},
        {**met, "measure:systolic": "1380"},
    ]
    fill_in(given, books[0], visit_form(), today.month, wrong)
    fill_in(given, books[1], visit_form(), today.month, [met, {**met, "visited_time": "10:15"}, met])
