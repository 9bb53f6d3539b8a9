"""What waits after the visits, with made-up people: a need to refer, three who get a meal a day, one to be explained."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from desktop_app.bootstrap import Application
from desktop_app.domain.terms import Category
from desktop_app.services.register_drafts import ElderDraft, SpanDraft
from tests.services.after_visits import MINE, Work
from tests.services.homes import VILLAGES, make_home, open_home

REGISTERED = date(2026, 3, 1)
IN_NEED, NOT_ASSESSED, THIRD = MINE, "任福来", "萨仁其其格"
WHAT = "想在食堂吃饭"


@dataclass(frozen=True, slots=True)
class AfterDay:
    """The closed home, everybody's uid by name, and the finding that is followed."""

    folder: Path
    uids: dict[str, str]
    finding: str

    def open(self) -> Application:
        """Open the home again to look into it."""
        return open_home(self.folder)


def make_after_day(folder: Path) -> AfterDay:
    """Make the home: one village, three people who get a meal every day, nothing done yet."""
    make_home(folder)
    app = open_home(folder)
    work = Work(app)
    visitor = app.register.add_visitor(app.actor, "海棠", "committee", village_code=VILLAGES[0])
    for name in (IN_NEED, NOT_ASSESSED, THIRD):
        incapacitated = SpanDraft(category=Category.INCAPACITATED.value, from_on=REGISTERED)
        work.uids[name] = app.register.save(
            app.actor,
            ElderDraft(
                name=name,
                village_code=VILLAGES[0],
                birth_on=date(1944, 5, 1),
                registered_on=REGISTERED,
                categories=(incapacitated,) if name == NOT_ASSESSED else (),
                visitor_uid=visitor,
            ),
        )
        work.plan(elder_uid=work.uids[name], service="meal", rhythm="day")
    work.finding(elder=work.uids[IN_NEED], kind="need", what=WHAT)
    (found,) = app.findings.of_elder(app.actor, work.uids[IN_NEED])
    app.duties.refresh(app.actor)
    app.close()
    return AfterDay(folder, dict(work.uids), found.uid)
