"""Agree on days: proposals of the fair planner, days set by hand, and the calendar that shows both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_, FieldProblem, InputError, NotFound
from desktop_app.domain.phrases import Phrase
from desktop_app.models import PlannedVisit
from desktop_app.progress import SILENT, Progress
from desktop_app.scheduling.planner import plan
from desktop_app.scheduling.planner_diary import leave_on, visitor_on
from desktop_app.scheduling.planner_task import PlannedDay, PlanOutcome, PlanPerson, PlanTask, RefusedVisit
from desktop_app.scheduling.planner_windows import OpenWindow, windows_until
from desktop_app.services.actor import EVERYONE, WORKERS, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.decision_checks import DATED_FROM, DATED_TO, visitor_for
from desktop_app.services.plan_calendar import CalendarReading, say_all
from desktop_app.services.plan_people import Gathered, Gathering
from desktop_app.services.plan_rows import (
    CalendarView,
    DaySet,
    Proposal,
    ProposedVisit,
    Refusal,
    VisitorLoad,
)
from desktop_app.storage import collector
from desktop_app.storage.queries import plans as queries
from desktop_app.storage.queries.elders import village_names
from desktop_app.storage.queries.links import groups
from desktop_app.storage.queries.plans import PlanLine

LONGEST = timedelta(days=400)
"""Nobody plans further ahead than so many days."""

_LONGEST_WHY = 400


class OutsideWindow(InputError):
    """The day lies outside the window in which the visit is owed; ``details`` name the nearest window."""

    code = "plans.outside_window"
    what = N_("{on} 不在探访期限内：应在 {earliest} 至 {latest} 之间。")
    do_now = N_("请在这些日子里选一天。")


class NothingOwed(InputError):
    """No visit is owed to the person around that day."""

    code = "plans.nothing_owed"
    what = N_("{on} 前后没有应当探访的安排，不能排定日期。")
    do_now = N_("请先看此人的应探访情况；确需上门时可直接去，事后照常登记。")


class WrongSpan(InputError):
    """The first day comes after the last, or the span is longer than anybody plans."""

    code = "plans.wrong_span"
    what = N_("排定日期的起止不对：从 {first} 到 {last}。")
    do_now = N_("请让开始日期不晚于结束日期，并且一次不超过400天。")


class PlanService(Service):
    """探访日程."""

    @allowed(*EVERYONE)
    def propose(
        self,
        _actor: Actor,
        *,
        first: date,
        last: date,
        village_code: str | None = None,
        visitor_uid: str | None = None,
        most_a_day: int | None = None,
        progress: Progress = SILENT,
    ) -> Proposal:
        """Propose a day for each visit owed from ``first`` to ``last``; nothing is written.

        Whoever shares a visitor with the people asked for is reckoned with. Raises ``WrongSpan``.
        """
        _check_span(first, last)
        if most_a_day is not None and most_a_day < 1:
            raise FieldProblem(field="most", label=N_("每人每天最多"), reason=N_("至少排一人"))
        today = self._context.today()

        def tick(done: int, total: int) -> None:
            progress.report(done, total, _("排探访日程"))

        with self._store.reading() as session, collector.paused():
            progress.report(0, 0, _("读取应探访"))
            reading = Gathering(session, self._context.rules.book, today, first, last)
            gathered = reading.gather(
                village_code=village_code, visitor_uid=visitor_uid, most_a_day=most_a_day
            )
            villages = village_names(session)
            progress.check()
            outcome = plan(gathered.task, tick)
            progress.check()
            return _proposal(gathered, outcome, villages)

    @allowed(*WORKERS)
    def accept(self, actor: Actor, visits: Sequence[ProposedVisit]) -> str | None:
        """Agree on proposed days; returns the change set, None when nothing had to change.

        What is kept already is left alone.

        Raises ``OutsideWindow`` where a day lies outside the window that was proposed with it.
        """
        today = self._context.today()
        wanted = [visit for visit in visits if not visit.kept]
        for visit in wanted:
            # What is overdue has no day left in its window: any day from today on is good.
            late = visit.latest_on < today and visit.on >= today
            earliest = max(visit.earliest_on, today)
            if not late and not earliest <= visit.on <= visit.latest_on:
                raise OutsideWindow(on=visit.on, earliest=earliest, latest=max(earliest, visit.latest_on))
        with self._writing(actor, N_("排定探访日程")) as unit:
            joined = groups(unit.session)
            uids = sorted({visit.elder_uid for visit in wanted})
            known = {card.uid for card in queries.cards(unit.session, uids)}
            lines = {
                (line.elder_uid, line.on): line
                for line in queries.agreed(unit.session, joined, today, uids=uids)
            }
            fresh, moved = _to_write([visit for visit in wanted if visit.elder_uid in known], lines)
            unit.insert_many(PlannedVisit, fresh)
            unit.update_many(PlannedVisit, moved)
            return unit.undoable()

    @allowed(*WORKERS)
    def set_day(
        self,
        actor: Actor,
        elder_uid: str,
        on: date,
        *,
        visitor_uid: str | None = None,
        moved_from: date | None = None,
    ) -> DaySet:
        """Agree on a day by hand, in place of the day agreed on in the same window.

        ``moved_from`` says which of several agreed days is meant. The note says what to mind about the day.

        Raises:
            OutsideWindow: No window in which a visit is owed holds the day.
            NothingOwed: No visit is owed at all.
            NotFound: There is no such person.
            FieldProblem: There is no such visitor, or not any more.
        """
        with self._writing(actor, N_("排定探访日期")) as unit:
            if visitor_uid is not None:
                visitor_for(unit.session, unit.county, visitor_uid, on, "visitor", N_("探访人"))
            elder = groups(unit.session).canonical(elder_uid)
            gathered = self._gather_one(unit.session, elder, on)
            window = self._window(gathered, elder, on, moved_from)
            line = next((one for one in gathered.agreed.get(elder, ()) if _is(one, window)), None)
            note = _note(gathered.task, gathered.task.people[0], on, visitor_uid)
            if line is None:
                unit.add(PlannedVisit(elder_uid=elder, planned_on=on, visitor_uid=visitor_uid, by_hand=True))
            else:
                record = unit.get(PlannedVisit, line.uid)
                record.planned_on, record.by_hand, record.why = on, True, None
                record.visitor_uid = visitor_uid
            return DaySet(change_set=unit.change_set, note=note)

    def _gather_one(self, session: Any, elder: str, on: date) -> Gathered:
        today = self._context.today()
        far = min(max(on, today), DATED_TO) + timedelta(days=31)
        gathered = Gathering(session, self._context.rules.book, today, today, far).gather(elder_uid=elder)
        if not gathered.cards:
            raise NotFound
        if not gathered.task.people:
            raise NothingOwed(on=on)
        return gathered

    def _window(self, gathered: Gathered, elder: str, on: date, moved_from: date | None) -> OpenWindow:
        """Return the window that a day belongs to: of several the one whose own day is nearest."""
        windows = [
            window
            for person in gathered.task.people
            if person.uid == elder
            for window in windows_until(person, gathered.task)
        ]
        if not windows:
            raise NothingOwed(on=on)
        if moved_from is not None:
            meant = [window for window in windows if window.agreed and window.agreed.on == moved_from]
            windows = meant or windows
        holding = [window for window in windows if window.earliest <= on <= window.latest]
        if holding:
            return min(holding, key=lambda window: abs((window.expected - on).days))
        near = min(windows, key=lambda one: min(abs((one.earliest - on).days), abs((one.latest - on).days)))
        raise OutsideWindow(on=on, earliest=near.earliest, latest=near.latest)

    @allowed(*WORKERS)
    def clear(self, actor: Actor, elder_uid: str, on: date) -> str:
        """Take an agreed day back; returns the change set. Raises ``NotFound`` where none was agreed on."""
        with self._writing(actor, N_("取消排定的日期")) as unit:
            joined = groups(unit.session)
            elder = joined.canonical(elder_uid)
            lines = queries.agreed(unit.session, joined, on, on, [elder])
            if not lines:
                raise NotFound
            for line in lines:
                unit.retract(unit.get(PlannedVisit, line.uid))
            return unit.change_set

    @allowed(*EVERYONE)
    def calendar(
        self,
        _actor: Actor,
        first: date,
        last: date,
        *,
        village_code: str | None = None,
        visitor_uid: str | None = None,
    ) -> CalendarView:
        """Return who stands on the days from ``first`` to ``last``: visited, agreed on, or due.

        Each person stands once on the day due of what is owed now; what follows from that is not foretold.
        Reasons are left out where a whole township is asked for. Raises ``WrongSpan``.
        """
        _check_span(first, last)
        with self._store.reading() as session, collector.paused():
            today = self._context.today()
            reading = CalendarReading(session, self._context.rules.book, today, first, last)
            return reading.read(village_code, visitor_uid)


def _check_span(first: date, last: date) -> None:
    if not DATED_FROM <= first <= last <= DATED_TO or last - first > LONGEST:
        raise WrongSpan(first=first, last=last)


def _is(line: PlanLine, window: OpenWindow) -> bool:
    return window.agreed is not None and line.on == window.agreed.on


def _to_write(
    visits: Iterable[ProposedVisit], lines: Mapping[tuple[str, date], PlanLine]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the rows to insert and to change; a day that is agreed on already is written once only."""
    fresh: list[dict[str, Any]] = []
    moved: list[dict[str, Any]] = []
    for visit in visits:
        row: dict[str, Any] = {
            "elder_uid": visit.elder_uid,
            "planned_on": visit.on,
            "visitor_uid": visit.visitor_uid,
            "by_hand": visit.by_hand,
            "why": visit.why[:_LONGEST_WHY] or None,
        }
        before = lines.get((visit.elder_uid, visit.moved_from)) if visit.moved_from is not None else None
        there = lines.get((visit.elder_uid, visit.on))
        if before is not None:
            moved.append({"uid": before.uid, "heads": before.heads, **row})
        elif there is None:
            fresh.append(row)
    return fresh, moved


def _note(task: PlanTask, person: PlanPerson, on: date, visitor_uid: str | None) -> str:
    """Return what to mind about a day chosen by hand; nothing of it forbids the day."""
    told: list[Phrase] = []
    off = task.working.off(on)
    if off is not None:
        told.append(Phrase(N_("当天是{off}"), (("off", off),)))
    market = task.markets.get(person.village)
    if market is not None and market.hold(on):
        told.append(Phrase(N_("当天逢集")))
    visitor = visitor_uid or visitor_on(person.charges, on)
    away = leave_on(task.leave.get(visitor or "", ()), on)
    if away is not None:
        told.append(Phrase(N_("探访人当天请假")))
    if any(first <= on <= last for first, last in person.closed):
        told.append(Phrase(N_("当天在免访期内")))
    return say_all(told)


def _proposal(gathered: Gathered, outcome: PlanOutcome, villages: Mapping[str, str]) -> Proposal:
    visits = tuple(_visit(gathered, villages, made) for made in outcome.visits if made.uid in gathered.chosen)
    keys = {visit.visitor_uid for visit in visits}
    loads: dict[str | None, dict[date, int]] = {}
    for made in outcome.visits:
        if made.visitor in keys and (made.visitor is not None or made.uid in gathered.chosen):
            days = loads.setdefault(made.visitor, {})
            days[made.on] = days.get(made.on, 0) + 1
    dropped = sum(1 for uid, _on in outcome.dropped if uid in gathered.chosen)
    kept = sum(1 for visit in visits if visit.kept)
    return Proposal(
        first=gathered.task.first,
        last=gathered.task.last,
        visits=visits,
        refusals=tuple(
            _refusal(gathered, villages, refused)
            for refused in outcome.refusals
            if refused.uid in gathered.chosen
        ),
        loads=tuple(
            VisitorLoad(visitor_uid=uid, visitor=gathered.visitors.get(uid or ""), days=loads[uid])
            for uid in sorted(
                loads, key=lambda uid: (uid is None, gathered.visitors.get(uid or "", ""), uid or "")
            )
        ),
        changed=len(visits) - kept + dropped,
        dropped=dropped,
        note=_changes(visits, kept, dropped),
    )


def _changes(visits: Sequence[ProposedVisit], kept: int, dropped: int) -> str:
    moved = sum(1 for visit in visits if not visit.kept and visit.moved_from is not None)
    parts = [
        _("保持原定 {count} 次").format(count=kept) if kept else "",
        _("改期 {count} 次").format(count=moved) if moved else "",
        _("新排 {count} 次").format(count=len(visits) - kept - moved) if len(visits) - kept - moved else "",
        _("不再需要 {count} 次").format(count=dropped) if dropped else "",
    ]
    return _("，").join(part for part in parts if part)


def _visit(gathered: Gathered, villages: Mapping[str, str], made: PlannedDay) -> ProposedVisit:
    card = gathered.cards[made.uid]
    return ProposedVisit(
        elder_uid=made.uid,
        name=card.name,
        village_code=card.village_code,
        village=villages.get(card.village_code, card.village_code),
        visitor_uid=made.visitor,
        visitor=gathered.visitors.get(made.visitor or ""),
        on=made.on,
        earliest_on=made.earliest,
        latest_on=made.latest,
        why=say_all(made.why),
        kept=made.kept,
        moved_from=made.moved_from,
    )


def _refusal(gathered: Gathered, villages: Mapping[str, str], refused: RefusedVisit) -> Refusal:
    card = gathered.cards[refused.uid]
    return Refusal(
        elder_uid=refused.uid,
        name=card.name,
        village=villages.get(card.village_code, card.village_code),
        visitor=gathered.visitors.get(refused.visitor or ""),
        earliest_on=refused.earliest,
        latest_on=refused.latest,
        why=refused.why.say(_),
    )
