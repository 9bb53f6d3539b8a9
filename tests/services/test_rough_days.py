"""Days on which everything goes wrong: clocks set back, pauses that end overnight, paper that turns up, power cuts."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop_app.bootstrap import Application
from desktop_app.domain.terms import DutyState
from desktop_app.models import PlannedVisit
from desktop_app.services.pauses import PauseDraft
from desktop_app.services.register_drafts import ElderDraft, SpanDraft
from desktop_app.services.visit_drafts import VisitDraft
from tests.services.homes import TODAY, VILLAGES, Home, open_home
from tests.services.test_duty_cache import cache
from tests.storage.stores import rows

DAY = timedelta(days=1)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def on_days(tmp_path: Path, empty_home: Home, filled_home: Home) -> Any:
    """Open the same home on one day after the other."""
    opened: list[Application] = []
    folders: dict[bool, Path] = {}

    def on(day: date, *, filled: bool = False) -> Application:
        """Close what is open and open the home on ``day``, its duties brought up to date."""
        if opened:
            opened.pop().close()
        if filled not in folders:
            folders[filled] = (filled_home if filled else empty_home).copy(tmp_path / f"home-{filled}")
        opened.append(open_home(folders[filled], on=day))
        if opened[-1].duties.is_stale(opened[-1].actor):
            opened[-1].duties.refresh(opened[-1].actor)
        return opened[-1]

    yield on
    for application in opened:
        application.close()


Days = Callable[..., Application]


def alone(app: Application) -> str:
    draft = ElderDraft(
        name="乌云其木格",
        village_code=VILLAGES[0],
        birth_on=date(1940, 1, 1),
        registered_on=TODAY - 3 * DAY,
        categories=(SpanDraft(category="living_alone", from_on=None),),
    )
    return app.register.save(app.actor, draft)


def state(app: Application, uid: str) -> str:
    return app.duties.of_elder(app.actor, uid)[0].line.state


def visit(app: Application, uid: str, on: date, outcome: str = "met_in_person") -> object:
    draft = VisitDraft(elder_uid=uid, visited_on=on, mode="in_person", outcome=outcome, visitor_name="李志强")
    return app.visits.record(app.actor, draft)


def test_a_clock_that_is_set_back_a_week_owes_what_was_owed_then(on_days: Days) -> None:
    app = on_days(TODAY, filled=True)
    before = cache(app)
    app.since_opened.seen(app.actor)
    later = on_days(TODAY + 7 * DAY, filled=True)
    assert cache(later) != before
    assert later.since_opened.since(later.actor).count
    later.since_opened.seen(later.actor)
    back = on_days(TODAY, filled=True)
    assert cache(back) == before
    assert back.since_opened.since(back.actor).count == 0, "what lies ahead has not come up yet"
    assert back.plans.propose(back.actor, first=TODAY, last=TODAY + 20 * DAY).visits


def test_a_pause_that_runs_out_overnight_owes_the_visit_in_the_morning(on_days: Days) -> None:
    app = on_days(TODAY)
    uid = alone(app)
    review = TODAY + 10 * DAY
    draft = PauseDraft(elder_uid=uid, from_on=TODAY, review_on=review, reason="去旗里住院陪护")
    app.pauses.add(app.actor, draft)
    assert state(app, uid) == DutyState.WAIVED
    assert state(on_days(review - DAY), uid) == DutyState.WAIVED
    morning = on_days(review)
    assert state(morning, uid) in {DutyState.OPEN, DutyState.DUE}
    (row,) = morning.pauses.list(morning.actor, to_review=True)
    assert row.elder_uid == uid


def test_a_visit_from_paper_that_was_before_the_attempts_leaves_the_alarm_and_one_after_them_ends_it(
    on_days: Days,
) -> None:
    app = on_days(TODAY)
    uid = alone(app)
    for number in range(4):
        visit(app, uid, TODAY - (number % 2) * DAY, "not_at_home")
    line = app.duties.of_elder(app.actor, uid)[0].line
    assert line.alert
    visit(app, uid, TODAY - 2 * DAY)
    assert app.duties.of_elder(app.actor, uid)[0].line.alert, "seen before nobody opened the door"
    visit(app, uid, TODAY)
    assert not [row for row in app.duties.of_elder(app.actor, uid) if row.line.alert or row.line.attempts]


def test_a_visit_typed_in_late_counts_in_the_window_of_its_day(on_days: Days) -> None:
    app = on_days(TODAY)
    uid = alone(app)
    late = on_days(TODAY + 12 * DAY)
    assert state(late, uid) == DutyState.OVERDUE
    visit(late, uid, TODAY + 3 * DAY)
    line = late.duties.of_elder(late.actor, uid)[0].line
    assert line.last_counted_on == TODAY + 3 * DAY
    assert (line.state, line.overdue_days) == (DutyState.OVERDUE, 2)
    visit(late, uid, TODAY + 8 * DAY)
    assert state(late, uid) != DutyState.OVERDUE


ACCEPT = """
import os, signal, sys
from datetime import timedelta
from pathlib import Path
from sqlalchemy import event
from tests.services.homes import TODAY, open_home
app = open_home(Path(sys.argv[1]))
found = app.plans.propose(app.actor, first=TODAY, last=TODAY + timedelta(days=30))
left = int(sys.argv[2])

def strike(*_all):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

event.listen(app.store._writer, "after_cursor_execute", strike)
event.listen(app.store._writer, "commit", strike)
app.plans.accept(app.actor, found.visits)
print("saved", flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
@pytest.mark.parametrize(
    "strike", [4, 9, *(pytest.param(each, marks=pytest.mark.proofs) for each in (2, 6, 12))]
)
def test_a_plan_that_is_being_accepted_when_the_power_fails_is_kept_whole_or_not_at_all(
    filled_home: Home, tmp_path: Path, strike: int
) -> None:
    folder = filled_home.copy(tmp_path / "home")
    command = [sys.executable, "-c", ACCEPT, str(folder), str(strike)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    app = open_home(folder)
    try:
        wanted = app.plans.propose(app.actor, first=TODAY, last=TODAY + 30 * DAY)
        kept = rows(app.store)[PlannedVisit.__tablename__]
        fresh = [visit for visit in wanted.visits if not visit.kept]
        assert (not kept) or (not fresh)
        assert bool(kept) == ("saved" in done.stdout) or not fresh
        assert app.checks.run(app.actor) == []
        before = cache(app)
        app.duties.refresh(app.actor, whole=True)
        assert cache(app) == before
        app.plans.accept(app.actor, wanted.visits)
        again = app.plans.propose(app.actor, first=TODAY, last=TODAY + 30 * DAY)
        assert all(visit.kept for visit in again.visits)
    finally:
        app.close()
