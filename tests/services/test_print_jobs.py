"""Printing is journaled: after any failure each serial comes out once, and whatever comes out again says 副本."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from desktop_app.bootstrap import Application
from desktop_app.domain.terms import UserRole
from desktop_app.models import AccessEntry, PrintJob, PrintPart
from desktop_app.reports.printed import Part, Printed
from desktop_app.services import print_jobs
from desktop_app.services.actor import Actor
from desktop_app.services.clock import Clock
from desktop_app.services.paper_orders import PaperWish
from desktop_app.services.previews import PaperSeen
from desktop_app.services.print_jobs import PrintJobGone, PrintOrder
from desktop_app.services.print_portions import Portion, left_over, portions, run_pages
from tests.services.homes import Home

WISH = PaperWish(name="visit-record", month=(2026, 11), elder_uid="u" * 32)
ORDER = PrintOrder(wish=WISH, title="探访记录表")
SLIPS = Printed(5, (Part("甲", 1, 2, "1"), Part("乙", 3, 1, "2"), Part("丙", 4, 2, "3")))


@pytest.fixture
def app(opener: Callable[[Home], Application], empty_home: Home) -> Application:
    """Open a township without anybody: the journal needs nobody."""
    return opener(empty_home)


def begun_anew(app: Application) -> None:
    """Forget what this run of the program was printing, as a crash does."""
    print_jobs._at_work.pop(app.store, None)


def marks(wanted: list[Portion]) -> list[tuple[str, bool]]:
    """Return titles, and whether they are copies."""
    return [(each.title, each.copy) for each in wanted]


def started(app: Application, printed: Printed = SLIPS) -> tuple[str, list[Portion]]:
    """Begin to print."""
    wanted = app.print_jobs.portions(app.actor, WISH.name, printed)
    return app.print_jobs.start(app.actor, ORDER, "打印机", wanted), wanted


def test_a_paper_falls_into_its_parts_and_what_stands_between() -> None:
    printed = Printed(6, (Part("甲", 2, 2, "1"), Part("乙", 5, 1, "2")))
    made = portions("p", printed)
    assert [(each.serial, each.first_page, each.last_page) for each in made] == [
        ("", 1, 1),
        ("p/1", 2, 3),
        ("", 4, 4),
        ("p/2", 5, 5),
        ("", 6, 6),
    ]
    assert [each.first_page for each in portions("p", printed, ranges=[(3, 4)])] == [3, 4]
    assert [each.pages for each in portions("p", Printed(7))] == [7], "a table is one portion"


def test_a_second_copy_of_what_has_a_number_is_marked_and_a_table_is_not() -> None:
    mixed = Printed(2, (Part("甲", 1, 1, "1"), Part("村", 2, 1)))
    assert marks(portions("p", mixed, passes=2)) == [
        ("甲", False),
        ("村", False),
        ("甲", True),
        ("村", False),
    ]
    assert marks(portions("p", mixed, before={"p/1"})) == [("甲", True), ("村", False)]


def test_two_people_do_not_share_a_sheet_printed_on_both_sides() -> None:
    made = portions("p", SLIPS)
    pages = [None if each is None else each[0] for each in run_pages(made, sheets=True)]
    assert pages == [1, 2, 3, None, 4, 5]


def test_what_came_out_before_is_a_copy_and_what_was_never_begun_is_not(app: Application) -> None:
    uid, wanted = started(app)
    assert marks(wanted) == [("甲", False), ("乙", False), ("丙", False)]
    app.print_jobs.sent(app.actor, uid, 2, begun=3)
    begun_anew(app)
    (job,) = app.print_jobs.interrupted(app.actor)
    assert (job.sent_parts, job.may_parts, job.parts, job.last_title) == (1, 2, 3, "甲")
    assert app.print_jobs.titles(app.actor, uid) == ["甲", "乙", "丙"]
    assert app.print_jobs.printed_before(app.actor, ["visit-record/1", "visit-record/3"]) == {
        "visit-record/1"
    }
    order, rest = app.print_jobs.plan_resume(app.actor, uid, SLIPS)
    assert not rest.changed
    assert marks([*rest.portions]) == [("乙", True), ("丙", False)]
    again = app.print_jobs.start(app.actor, order, "打印机", rest.portions)
    app.print_jobs.finish(app.actor, again)
    assert app.print_jobs.interrupted(app.actor) == []
    with pytest.raises(PrintJobGone):
        app.print_jobs.order_of(app.actor, uid)
    assert marks(started(app)[1]) == [("甲", True), ("乙", True), ("丙", True)]


def test_the_user_says_how_many_came_out_and_the_rest_is_marked(app: Application) -> None:
    uid, _wanted = started(app)
    app.print_jobs.stop(app.actor, uid, 3, begun=4)
    assert app.print_jobs.order_of(app.actor, uid).wish == WISH
    _order, rest = app.print_jobs.plan_resume(app.actor, uid, SLIPS, came_out=0)
    assert marks([*rest.portions]) == [("甲", True), ("乙", True), ("丙", True)]
    _order, rest = app.print_jobs.plan_resume(app.actor, uid, SLIPS, came_out=9)
    assert rest.portions == ()


def test_a_stopped_job_that_sent_nothing_marks_nothing(app: Application) -> None:
    uid, _wanted = started(app)
    app.print_jobs.sent(app.actor, uid, 0, begun=5)
    app.print_jobs.stop(app.actor, uid, 0, begun=0)
    _order, rest = app.print_jobs.plan_resume(app.actor, uid, SLIPS)
    assert [copy for _title, copy in marks([*rest.portions])] == [False] * 3


def test_a_paper_that_changed_meanwhile_is_gone_on_with_by_its_serials(app: Application) -> None:
    uid, _wanted = started(app)
    app.print_jobs.stop(app.actor, uid, 2, begun=3)
    now = Printed(5, (Part("新", 1, 1, "9"), Part("甲", 2, 2, "1"), Part("丙", 4, 2, "3")))
    order, rest = app.print_jobs.plan_resume(app.actor, uid, now)
    assert (rest.changed, rest.gone, rest.new) == (True, 1, 1)
    assert marks([*rest.portions]) == [("新", False), ("丙", False)]
    second = app.print_jobs.start(app.actor, order, "打印机", rest.portions)
    app.print_jobs.stop(app.actor, second, 1, begun=2)
    _order, rest = app.print_jobs.plan_resume(app.actor, second, now)
    assert marks([*rest.portions]) == [("丙", True)]


def test_a_table_whose_figures_changed_is_printed_from_its_first_page() -> None:
    table = portions("p", Printed(2, (Part("一村", 1, 1), Part("二村", 2, 1))))
    assert left_over(table, table, 1, before=()).portions == (table[1],)
    rest = left_over(table, table, 1, before=(), same_data=False)
    assert (rest.portions, rest.changed) == (tuple(table), True)


def test_only_one_s_own_jobs_are_gone_on_with_and_one_at_work_is_not(app: Application) -> None:
    uid, _wanted = started(app)
    assert app.print_jobs.interrupted(app.actor) == [], "it is being printed now"
    begun_anew(app)
    assert app.print_jobs.interrupted(Actor("别人", UserRole.READER)) == []
    app.print_jobs.dismiss(app.actor, uid)
    assert app.print_jobs.interrupted(app.actor) == []


def test_what_another_page_of_the_window_is_printing_just_now_comes_out_as_a_copy(app: Application) -> None:
    first, wanted = started(app)
    app.print_jobs.sent(app.actor, first, 0, begun=1)
    second, again = started(app)
    assert marks(wanted) == [("甲", False), ("乙", False), ("丙", False)]
    assert marks(again) == [("甲", True), ("乙", True), ("丙", True)], "the first run goes on by itself"
    app.print_jobs.stop(app.actor, first, 0, begun=1)
    app.print_jobs.stop(app.actor, second, 0, begun=0)
    assert marks(started(app)[1]) == [("甲", True), ("乙", False), ("丙", False)]


def test_what_was_printed_is_forgotten_after_two_years(app: Application) -> None:
    uid, _wanted = started(app)
    app.print_jobs.finish(app.actor, uid)
    later = app.context.clock.now() + print_jobs.KEPT + timedelta(days=1)
    app.context.clock = Clock(fixed_on=later.date(), read=lambda: later)
    assert marks(started(app)[1])[0] == ("甲", True), "until the next job is begun"
    with app.store.reading() as session:
        assert session.execute(select(func.count()).select_from(PrintJob)).scalar() == 1
        assert session.execute(select(func.count()).select_from(PrintPart)).scalar() == 3


def test_the_ledger_says_whose_data_went_out(app: Application) -> None:
    seen = PaperSeen(b"", 5, people=3, printed=SLIPS)
    wish = replace(WISH, elder_uid=None, masked=False, reason="报送旗县民政局")
    app.print_jobs.note(app.actor, wish, seen, people=2)
    app.print_jobs.note(app.actor, replace(wish, name="month-summary"), PaperSeen(b"", 1))
    with app.store.reading() as session:
        (entry,) = session.execute(select(AccessEntry).where(AccessEntry.kind == "printed")).scalars()
        assert (entry.people, entry.what, entry.reason) == (2, "探访记录表", "报送旗县民政局")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(1, 3), min_size=1, max_size=6), st.integers(1, 2), st.integers(0, 10_000))
def test_over_all_runs_each_serial_comes_out_once_unmarked(
    lengths: list[int], passes: int, seed: int
) -> None:
    chance = random.Random(seed)
    parts, page = [], 1
    for number, pages in enumerate(lengths):
        parts.append(Part(f"第{number}人", page, pages, str(number)))
        page += pages
    printed = Printed(page - 1, tuple(parts))
    again = portions("p", printed, passes=passes)
    asked, unmarked, sheets = again, Counter[str](), Counter[str]()
    before: set[str] = set()
    while asked:
        total = sum(each.pages for each in asked)
        drawn = chance.randint(0, total)
        noted = min(drawn + chance.randint(0, 3), total)
        page = done = 0
        for each in asked:
            if page < drawn:
                sheets[each.serial] += 1
                unmarked[each.serial] += not each.copy
            if page < noted:
                before.add(each.serial)
            page += each.pages
            done += page <= drawn
        known = chance.randint(0, done) if chance.random() < 0.3 else done
        if drawn == total:
            break
        asked = [*left_over(again, asked, known, before=before).portions]
    assert set(sheets) == {each.serial for each in again}, "nobody is left out"
    assert max(unmarked.values(), default=0) <= 1, "never two originals"
