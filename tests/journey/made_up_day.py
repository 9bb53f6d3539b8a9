"""A village worker's day with made-up people: ten unchanged, one refusing, one in need, a household, twenty calls, a sheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from desktop_app.bootstrap import Application, create_application
from desktop_app.domain.terms import Category, Mode, Outcome, SiteLevel, VisitorRole, WillingnessKind
from desktop_app.services.access import SetupDraft
from desktop_app.services.bulk_drafts import JoinHousehold
from desktop_app.services.clock import Clock
from desktop_app.services.register_drafts import ElderDraft, SpanDraft, WillingnessDraft
from desktop_app.services.visit_drafts import VisitDraft, visit_form
from desktop_app.storage.passwords import FLOOR

PASSWORD = "abcdE-82-xyq"
TODAY = date(2026, 11, 22)
REGISTERED = date(2026, 9, 1)
LAST_TIME = TODAY - timedelta(days=36)
UNCHANGED, CALLS = 10, 20
REFUSING, IN_NEED, ON_PAPER = "傅桂兰", "任桂兰", "秦桂兰"
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
HOUSEHOLD = ("白音查干", "萨仁其其格", "乌云其木格")
WHO = "赵宝山"


@dataclass(frozen=True, slots=True)
class Day:
    """The closed home, everybody's uid by name, and the code of the sheet that was printed for ``ON_PAPER``."""

    folder: Path
    uids: dict[str, str]
    sheet: str

    def open(self) -> Application:
        """Open the home again to look into it."""
        from desktop_app.bootstrap import open_application

        return open_application(self.folder, PASSWORD, clock=Clock(fixed_on=TODAY))


def make_day(folder: Path) -> Day:
    """Make the home of the day, with one visit of everybody last month."""
    setup = SetupDraft(
        level=SiteLevel.TOWNSHIP,
        division_code="150425202",
        unit_name="达日罕乌拉苏木人民政府",
        profiles=["chifeng-2023-42-pastoral"],
        user="王秀英",
        password=PASSWORD,
        sample=True,
    )
    app, _recovery = create_application(folder, setup, clock=Clock(fixed_on=TODAY), kdf=FLOOR)
    actor = app.actor
    village = app.register.villages(actor)[0].code
    visitor = app.register.add_visitor(actor, WHO, VisitorRole.COMMITTEE.value, village_code=village)
    at_the_door = [f"{SURNAMES[number]}桂兰" for number in range(UNCHANGED)]
    called = [f"{SURNAMES[number]}福来" for number in range(CALLS)]
    uids: dict[str, str] = {}
    for name in (*at_the_door, REFUSING, IN_NEED, ON_PAPER, *HOUSEHOLD, *called):
        asked = WillingnessDraft(kind=WillingnessKind.PHONE_ONLY.value, asked_on=REGISTERED)
        uids[name] = app.register.save(
            actor,
            ElderDraft(
                name=name,
                village_code=village,
                birth_on=date(1950, 1, 1) + timedelta(days=31 * len(uids)),
                phone="13800138001" if name in called else None,
                registered_on=REGISTERED,
                categories=(SpanDraft(category=Category.EMPTY_NEST.value, from_on=REGISTERED),),
                willingness=(asked,) if name in called else None,
                visitor_uid=visitor,
            ),
        )
        app.visits.record(
            actor,
            VisitDraft(
                elder_uid=uids[name],
                visited_on=LAST_TIME,
                mode=(Mode.PHONE if name in called else Mode.IN_PERSON).value,
                outcome=(Outcome.MET_REMOTELY if name in called else Outcome.MET_IN_PERSON).value,
                visitor_uid=visitor,
                answers=visit_form().normal_answers(LAST_TIME.month),
            ),
        )
    family = app.bulk_edits.preview(
        actor,
        [uids[name] for name in HOUSEHOLD],
        JoinHousehold(head_name=HOUSEHOLD[0], from_on=REGISTERED),
    )
    app.bulk_edits.apply(actor, family)
    (sheet,) = app.printed_sheets.issue(actor, "visit-sheet", [(uids[ON_PAPER], TODAY)])
    app.duties.refresh(actor)
    app.close()
    return Day(folder, uids, sheet)
