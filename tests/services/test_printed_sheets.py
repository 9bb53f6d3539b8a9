"""Printed sheets: codes are used once, a sheet is back when a visit carries its code, and nothing hangs on a failure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop_app.bootstrap import Application
from desktop_app.domain.errors import FieldProblem, NotAllowed
from desktop_app.domain.sheet_codes import SAMPLE, WrongSheetDigit, grouped, make
from desktop_app.domain.terms import Mode, Outcome, Sex, UserRole
from desktop_app.models import ElderCard
from desktop_app.services.actor import Actor
from desktop_app.services.clock import Clock
from desktop_app.services.printed_sheets import (
    NotASheetCode,
    PreparedSheet,
    SampleSheet,
    UnknownSheet,
    prepare,
)
from desktop_app.services.register_drafts import ElderDraft
from desktop_app.services.visit_drafts import VisitDraft
from desktop_app.storage.queries.elders import ElderRow, rows_of
from tests.services.homes import TODAY, Home, open_home
from tests.services.test_batches import introduce

PAPER = "visit-sheet"
READER = Actor("看台账的人", UserRole.READER)
Opener = Callable[[Home], Application]


@pytest.fixture
def app(opener: Opener, filled_home: Home) -> Application:
    """Open a copy of the township."""
    return opener(filled_home)


def people(app: Application, count: int) -> list[ElderRow]:
    """Return some people with files of their own."""
    with app.store.reading() as session:
        query = select(ElderCard.elder_uid).where(ElderCard.ended.is_(False)).order_by(ElderCard.elder_uid)
        return rows_of(session, list(session.execute(query.limit(count)).scalars()))


def wanted(app: Application, count: int, day: date = TODAY) -> list[tuple[str, date]]:
    """Return for whom to print."""
    return [(one.uid, day) for one in people(app, count)]


def visit(elder_uid: str, code: str, day: date = TODAY, **more: object) -> VisitDraft:
    """Return a visit entered from a sheet."""
    draft = VisitDraft(
        elder_uid=elder_uid,
        visited_on=day,
        mode=Mode.IN_PERSON.value,
        outcome=Outcome.MET_IN_PERSON.value,
        visitor_name="海棠",
        sheet_no=code,
    )
    return replace(draft, **more)  # type: ignore[arg-type]  # names of fields with their values


def at(app: Application, when: datetime) -> Application:
    """Set the clock of an open program."""
    app.context.clock = Clock(fixed_on=when.date(), read=lambda: when)
    return app


def prepared(app: Application, paper: str, asked: list[tuple[str, date]]) -> list[PreparedSheet]:
    """Use up codes for a paper that is not printed yet."""
    with app.store.setting_up() as session:
        return prepare(session, app.context, paper, asked)


def test_codes_run_on_and_are_never_given_twice(opener: Opener, filled_home: Home) -> None:
    app = opener(filled_home)
    first = app.printed_sheets.issue(app.actor, PAPER, wanted(app, 3))
    more = prepared(app, PAPER, wanted(app, 2, TODAY + timedelta(days=1)))
    folder = app.store.folder
    app.close()
    again = open_home(folder)
    try:
        last = again.printed_sheets.issue(again.actor, "route-sheet", wanted(again, 2))
        serials = [int(code[:-1]) for code in (*first, *(one.code for one in more), *last)]
        assert [two - one for one, two in pairwise(serials)] == [1] * 6
        assert serials[0] > 1_000_000
        assert {row.code for row in again.printed_sheets.newest(again.actor)} == {*first, *last}
    finally:
        again.close()


def test_after_a_restored_backup_a_stretch_of_numbers_is_left_to_sheets_that_are_out(
    app: Application,
) -> None:
    (before,) = app.printed_sheets.issue(app.actor, PAPER, wanted(app, 1))
    app.context.site = replace(app.context.site, epoch=app.context.site.epoch + 1)
    first, second = app.printed_sheets.issue(app.actor, "route-sheet", wanted(app, 2))
    assert int(first[:-1]) - int(before[:-1]) > 10_000
    assert int(second[:-1]) - int(first[:-1]) == 1


def test_the_same_sheet_printed_again_today_keeps_its_code_until_it_is_back_or_given_up(
    app: Application,
) -> None:
    sheets, actor = app.printed_sheets, app.actor
    now = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
    at(app, now)
    asked = wanted(app, 3)
    first = sheets.issue(actor, PAPER, asked)
    assert sheets.issue(actor, PAPER, asked) == first
    assert [one.copy for one in prepared(app, PAPER, asked)] == [True] * 3
    assert len(sheets.unreturned(actor)) == 3
    assert not set(sheets.issue(actor, "route-sheet", asked)) & set(first)
    app.visits.record(actor, visit(asked[0][0], first[0]))
    sheets.write_off(actor, [first[1]], "被雨淋湿")
    fresh = sheets.issue(actor, PAPER, asked)
    assert fresh[0] != first[0]
    assert fresh[1] != first[1]
    assert fresh[2] == first[2]
    at(app, now + timedelta(days=1))
    assert sheets.issue(actor, PAPER, asked)[2] != first[2]


def test_one_person_wanted_twice_on_a_day_gets_one_sheet(app: Application) -> None:
    asked = wanted(app, 1) * 2
    codes = app.printed_sheets.issue(app.actor, PAPER, asked)
    assert codes[0] == codes[1]
    assert len(app.printed_sheets.unreturned(app.actor)) == 1


def test_a_sheet_is_found_by_its_code_however_it_is_typed(app: Application) -> None:
    (person,) = people(app, 1)
    (code,) = app.printed_sheets.issue(app.actor, PAPER, [(person.uid, TODAY)])
    for typed in (code, grouped(code), f"{code}\r\n", f"{code[:4]}-{code[4:]}"):
        row = app.printed_sheets.find(READER, typed)
        assert (row.code, row.elder_uid, row.elder_name) == (code, person.uid, person.name)
        assert (row.village, row.for_on, row.printed_by) == (person.village, TODAY, app.actor.name)
        assert row.is_open


def test_a_slip_an_unknown_code_a_preview_and_no_code_each_say_what_they_are(app: Application) -> None:
    (code,) = app.printed_sheets.issue(app.actor, PAPER, wanted(app, 1))
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    for typed, problem in (
        (wrong, WrongSheetDigit),
        (make(int(code[:-1]) + 1), UnknownSheet),
        (SAMPLE, SampleSheet),
        ("15号", NotASheetCode),
        ("", NotASheetCode),
    ):
        with pytest.raises(problem):
            app.printed_sheets.find(app.actor, typed)


def test_a_reader_may_look_but_neither_print_nor_write_off(app: Application) -> None:
    (code,) = app.printed_sheets.issue(app.actor, PAPER, wanted(app, 1))
    assert app.printed_sheets.unreturned(READER)
    for forbidden in (
        lambda: app.printed_sheets.issue(READER, PAPER, wanted(app, 1)),
        lambda: app.printed_sheets.write_off(READER, [code], "丢失"),
    ):
        with pytest.raises(NotAllowed):
            forbidden()


def test_a_sheet_is_back_when_a_visit_of_its_person_carries_the_code(app: Application) -> None:
    sheets, actor = app.printed_sheets, app.actor
    one, other = (each.uid for each in people(app, 2))
    (code,) = sheets.issue(actor, PAPER, [(one, TODAY)])
    app.visits.record(actor, visit(other, code))
    assert sheets.find(actor, code).is_open, "somebody else's visit does not bring it back"
    uid = app.visits.record(actor, visit(one, f" {grouped(code)} "))
    row = sheets.find(actor, code)
    assert (row.visit_uid, row.returned_on, row.visited_on) == (uid, TODAY, TODAY)
    assert sheets.unreturned(actor) == []
    app.visits.take_back(actor, uid)
    assert [each.code for each in sheets.unreturned(actor)] == [code]


def test_unreturned_sheets_are_told_by_village_and_day_the_oldest_first(app: Application) -> None:
    sheets, actor = app.printed_sheets, app.actor
    asked = [(one.uid, TODAY - timedelta(days=days)) for days, one in enumerate(people(app, 12))]
    sheets.issue(actor, PAPER, asked)
    rows = sheets.unreturned(actor)
    assert [row.for_on for row in rows] == sorted(day for _uid, day in asked)
    code = rows[0].village_code
    assert sheets.unreturned(actor, village_code=code) == [row for row in rows if row.village_code == code]
    before = TODAY - timedelta(days=7)
    late = sheets.unreturned(actor, before=before)
    assert [row.for_on < before for row in late] == [True] * 4
    standing = sheets.standing(actor)
    assert (standing.out, standing.late) == (12, 4)


def test_a_sheet_comes_back_with_a_batch_too(
    opener: Opener, empty_home: Home, village_homes: tuple[Home, ...], tmp_path: Path
) -> None:
    township, village = opener(empty_home), opener(village_homes[0])
    introduce(township, village, tmp_path)
    elder = ElderDraft(
        name="乌云其木格",
        village_code=village.site.division_code,
        birth_on=date(1944, 5, 1),
        sex=Sex.FEMALE.value,
        registered_on=date(2026, 9, 1),
    )
    uid = village.register.save(village.actor, elder)

    def send() -> None:
        """Carry what is new up to the township."""
        sealed = village.batches.export(village.actor, "township", tmp_path)
        township.batches.merge(township.actor, sealed.path)

    send()
    (code,) = township.printed_sheets.issue(township.actor, PAPER, [(uid, TODAY)])
    village.visits.record(village.actor, visit(uid, code))
    assert township.printed_sheets.find(township.actor, code).is_open
    with pytest.raises(UnknownSheet):
        village.printed_sheets.find(village.actor, code)
    send()
    assert township.printed_sheets.unreturned(township.actor) == []


def test_writing_off_needs_a_reason_leaves_returned_ones_alone_and_can_be_taken_back(
    app: Application,
) -> None:
    sheets, actor = app.printed_sheets, app.actor
    asked = wanted(app, 3)
    codes = sheets.issue(actor, PAPER, asked)
    app.visits.record(actor, visit(asked[0][0], codes[0]))
    with pytest.raises(FieldProblem):
        sheets.write_off(actor, codes, "  ")
    with pytest.raises(UnknownSheet):
        sheets.write_off(actor, [*codes, make(1)], "丢失")
    assert sheets.write_off(actor, codes, " 丢失 ") == 2
    assert sheets.unreturned(actor) == []
    row = sheets.find(actor, codes[1])
    assert row.written_off_because == "丢失"
    assert sheets.find(actor, codes[0]).written_off_because is None
    sheets.wait_again(actor, codes)
    assert [each.code for each in sheets.unreturned(actor)] == codes[1:]


def test_a_written_off_sheet_that_turns_up_after_all_can_be_entered(app: Application) -> None:
    (asked,) = wanted(app, 1)
    (code,) = app.printed_sheets.issue(app.actor, PAPER, [asked])
    app.printed_sheets.write_off(app.actor, [code], "丢失")
    app.visits.record(app.actor, visit(asked[0], code))
    assert app.printed_sheets.find(app.actor, code).visited_on == TODAY


def test_what_is_odd_about_a_sheet_is_asked_before_saving(app: Application) -> None:
    sheets, actor = app.printed_sheets, app.actor
    one, other = (each.uid for each in people(app, 2))
    code, others = sheets.issue(actor, PAPER, [(one, TODAY), (other, TODAY)])

    def asked(elder_uid: str, number: str, day: date = TODAY, visit_uid: str | None = None) -> str:
        found = sheets.questions(actor, number, elder_uid=elder_uid, visited_on=day, visit_uid=visit_uid)
        return "".join(each.say(str) for each in found)

    assert asked(one, code) == asked(one, "") == asked(one, "手写 15 号") == ""
    assert "早于纸单的打印日期 2026-11-22" in asked(one, grouped(code), TODAY - timedelta(days=3))
    assert "为另一位老人打印" in asked(one, others)
    uid = app.visits.record(actor, visit(one, code))
    assert "已经在 2026-11-22 登记过" in asked(one, code)
    assert asked(one, code, visit_uid=uid) == "", "a correction does not meet itself"
    app.visits.record(actor, visit(other, code))
    assert "另一位老人" in asked(other, code, visit_uid="none")
    app.visits.record(actor, visit(other, "15号"))
    assert asked(one, "15号") == "", "numbers written by hand repeat from person to person"


def test_a_sheet_of_somebody_who_left_or_was_joined_to_another_file_is_still_found(app: Application) -> None:
    sheets, actor = app.printed_sheets, app.actor
    one, other, gone = (each.uid for each in people(app, 3))
    codes = sheets.issue(actor, PAPER, [(one, TODAY), (other, TODAY), (gone, TODAY)])
    app.visits.record(actor, visit(gone, "", outcome=Outcome.MOVED.value))
    row = sheets.find(actor, codes[2])
    assert (row.is_open, row.ended_on, row.ended_because) == (True, TODAY, "moved_out")
    head, second = sorted((one, other))
    app.same_person.merge(actor, one, other, sure=True)
    found = sheets.find(actor, codes[(one, other).index(second)])
    assert found.elder_uid == head
    app.visits.record(actor, visit(head, found.code))
    assert not sheets.find(actor, found.code).is_open


def test_old_sheets_that_are_settled_are_forgotten_and_open_ones_are_not(app: Application) -> None:
    sheets, actor = app.printed_sheets, app.actor
    at(app, datetime(2024, 1, 8, 2, 0, tzinfo=UTC))
    asked = wanted(app, 3, date(2024, 1, 8))
    codes = sheets.issue(actor, PAPER, asked)
    app.visits.record(actor, visit(asked[0][0], codes[0], date(2024, 1, 8)))
    sheets.write_off(actor, [codes[1]], "丢失")
    at(app, datetime(2026, 11, 22, 2, 0, tzinfo=UTC))
    sheets.issue(actor, PAPER, wanted(app, 1))
    assert next(row.code for row in sheets.unreturned(actor)) == codes[2]
    for forgotten in codes[:2]:
        with pytest.raises(UnknownSheet):
            sheets.find(actor, forgotten)


def test_a_late_entry_of_last_month_counts_by_the_day_of_the_visit(app: Application) -> None:
    actor, october = app.actor, date(2026, 10, 20)

    before = app.indicators.standing(actor, 2026, 10)
    missed = next(one.uid for one in before.missing if not one.tried and one.exempt is None)
    (code,) = app.printed_sheets.issue(actor, PAPER, [(missed, october)])
    app.visits.record(actor, visit(missed, code, october))
    (row,) = [each for each in app.visits.of_elder(actor, missed) if each.sheet_no == code]
    assert (row.visited_on, row.entered_on) == (october, TODAY)
    after = app.indicators.standing(actor, 2026, 10)
    assert after.rate.numerator == before.rate.numerator + 1
    assert missed not in {one.uid for one in after.missing}
    with pytest.raises(FieldProblem):
        app.visits.record(actor, visit(missed, "", TODAY + timedelta(days=1)))
