"""应享服务: what each person is owed by policy and age, and what ends, in the days that come."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.config.strings import _
from desktop_app.domain.due_kinds import DueKind, DueState
from desktop_app.models import Elder
from desktop_app.progress import SILENT, Progress
from desktop_app.scheduling.due_book import DueBook
from desktop_app.scheduling.due_endings import due_endings, provider_ending, without_doubles
from desktop_app.scheduling.due_facts import DueFact, DueFacts
from desktop_app.scheduling.due_services import due_services, looked_at
from desktop_app.services.actor import EVERYONE, Actor, allowed
from desktop_app.services.context import Context, Service
from desktop_app.services.radar_rows import DueItem, Radar, RadarLine, urgency
from desktop_app.services.service_catalogue import catalogue
from desktop_app.storage import collector
from desktop_app.storage.queries.elders import village_names
from desktop_app.storage.queries.links import groups
from desktop_app.storage.queries.radar import contracts, people

USUAL_DAYS = 90
MOST_DAYS = 366
_AT_ONCE = 5_000
"""How many people are read together: a city at once would not fit into memory."""


class RadarService(Service):
    """应享服务."""

    @allowed(*EVERYONE)
    def sweep(
        self,
        _actor: Actor,
        on: date | None = None,
        *,
        days: int = USUAL_DAYS,
        village_code: str | None = None,
        kinds: Collection[DueKind] | None = None,
        progress: Progress = SILENT,
    ) -> Radar:
        """Return what is overdue, owed or ends by so many days from a day, for everybody, in few bytes."""
        with self._store.reading() as session:
            return sweep(
                session,
                self._context,
                on or self._context.today(),
                days=days,
                village_code=village_code,
                kinds=kinds,
                progress=progress,
            )

    @allowed(*EVERYONE)
    def coming(
        self,
        actor: Actor,
        on: date | None = None,
        *,
        days: int = USUAL_DAYS,
        village_code: str | None = None,
        kinds: Collection[DueKind] | None = None,
    ) -> list[DueItem]:
        """Return the same spelt out, the most urgent first."""
        found = self.sweep(actor, on, days=days, village_code=village_code, kinds=kinds)
        return [found.item(line) for line in found.lines]

    @allowed(*EVERYONE)
    def of_elder(
        self, _actor: Actor, elder_uid: str, on: date | None = None, *, days: int = USUAL_DAYS
    ) -> list[DueItem]:
        """Return everything one person is owed and what of theirs ends soon, what has been done last."""
        day = on or self._context.today()
        with self._store.reading() as session:
            head = groups(session).canonical(elder_uid)
            lines = _lines(
                session, self._context, [head], day, _until(day, days), DueBook(self._context.rules.book)
            )
            villages = village_names(session, {line.village_code for line in lines})
        lines.sort(key=lambda line: (line.fact.state is DueState.MET, urgency(line)))
        return [Radar(day, _until(day, days), lines, villages, 1).item(line) for line in lines]


def sweep(
    session: Session,
    context: Context,
    on: date,
    *,
    days: int = USUAL_DAYS,
    village_code: str | None = None,
    kinds: Collection[DueKind] | None = None,
    progress: Progress = SILENT,
) -> Radar:
    """Return what is overdue, owed or ends by so many days from a day; raises Cancelled."""
    until, book = _until(on, days), DueBook(context.rules.book)
    wanted = frozenset(DueKind) if kinds is None else frozenset(kinds)
    uids = _uids(session, village_code)
    found: list[RadarLine] = []
    with collector.paused():
        for start in range(0, len(uids), _AT_ONCE):
            part = uids[start : start + _AT_ONCE]
            found += [
                line
                for line in _lines(session, context, part, on, until, book)
                if line.fact.kind in wanted and _wanted(line.fact, until)
            ]
            progress.report(min(start + _AT_ONCE, len(uids)), len(uids), _("查看应享服务"))
    if DueKind.PROVIDER in wanted and village_code is None:
        found += _providers(session, on, until)
    found.sort(key=urgency)
    return Radar(on, until, found, village_names(session), len(uids))


def _until(on: date, days: int) -> date:
    return on + timedelta(days=min(max(days, 0), MOST_DAYS))


def _uids(session: Session, village_code: str | None) -> list[str]:
    """Return the people to look at, those of one village together so that a part of them is of few villages."""
    query = select(Elder.uid).where(Elder.retracted.is_(False)).order_by(Elder.village_code, Elder.uid)
    if village_code is not None:
        query = query.where(Elder.village_code == village_code)
    hidden = groups(session).hidden
    return [uid for uid in session.execute(query).scalars() if uid not in hidden]


def _wanted(fact: DueFact, until: date) -> bool:
    """Tell whether something must be shown in a list of the days up to ``until``."""
    return fact.state is not DueState.MET and fact.due_on <= until


def _lines(
    session: Session, context: Context, uids: Sequence[str], on: date, until: date, book: DueBook
) -> list[RadarLine]:
    agreed = frozenset(each.key for each in catalogue().services if each.agreement)
    known: dict[DueFact, DueFact] = {}
    lines = []
    for one in people(session, uids, on=on, services_from=looked_at(on, until).first, agreed_services=agreed):
        for fact in _judged(one.facts, book, on, until):
            shared = known.setdefault(fact, fact)
            lines.append(RadarLine(one.uid, one.name, one.village_code, shared))
    return lines


def _judged(facts: DueFacts, book: DueBook, on: date, until: date) -> list[DueFact]:
    return without_doubles([*due_services(facts, book, on, until), *due_endings(facts, on, until)])


def _providers(session: Session, on: date, until: date) -> list[RadarLine]:
    found = []
    for row in contracts(session, on):
        fact = provider_ending(row.contract_to_on, on, until)
        if fact is not None:
            name = f"{row.name}（{row.contract_no}）" if row.contract_no else row.name
            found.append(RadarLine(None, name, "", fact))
    return found
