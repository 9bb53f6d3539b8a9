"""Fill an empty installation with the made-up township, for trying out and for measuring."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from desktop_app.config.strings import _
from desktop_app.domain.divisions import township_of
from desktop_app.domain.errors import N_, InputError
from desktop_app.domain.terms import FindingState, SiteLevel
from desktop_app.exchange.sample.generate import SampleSources, load_sources, make_township
from desktop_app.exchange.sample.township import SampleElder, SampleTownship
from desktop_app.models import (
    Assignment,
    CategorySpan,
    Change,
    Contact,
    Elder,
    Finding,
    Residence,
    Village,
    Visit,
    Visitor,
    Willingness,
)
from desktop_app.progress import SILENT, Progress
from desktop_app.services import settings
from desktop_app.services.actor import OFFICERS, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.places import village_uid
from desktop_app.storage.unit_of_work import UnitOfWork, new_uid

Rows = Iterator[dict[str, Any]]


class HomeNotEmpty(InputError):
    """Made-up people are never mixed with a register that was worked in."""

    code = "sample.not_empty"
    what = N_("这份名册里已经有内容，不能填入样例。")
    do_now = N_("请另建一份空名册（换一个文件夹），再填入样例。")


class NoSampleHere(InputError):
    """The site is no township, or one whose villages are not shipped."""

    code = "sample.no_township"
    what = N_("样例只能填入区划表里有嘎查村的苏木乡镇（街道）。")
    do_now = N_("请用“--level township --division 150425202000”另建一份名册，再填入样例。")


@dataclass(frozen=True, slots=True)
class Filled:
    """How much was made up."""

    elders: int
    visitors: int
    visits: int
    findings: int


class SampleService(Service):
    """样例."""

    @allowed(*OFFICERS)
    def fill(
        self,
        actor: Actor,
        *,
        elders: int,
        seed: int = 1,
        months: int = 3,
        with_history: bool = True,
        progress: Progress = SILENT,
    ) -> Filled:
        """Fill the empty home with ``elders`` made-up people and ``months`` whole months of visits.

        The site is marked as a sample from then on, in window and on paper. Raises ``HomeNotEmpty`` and
        ``NoSampleHere``; the day to end on is the clock's.
        """
        sources = self._sources()
        with self._store.reading() as session:
            if session.execute(select(Change.seq).limit(1)).first() is not None:
                raise HomeNotEmpty
        progress.report(0, 4, _("编造样例"))
        township = make_township(
            elders=elders, seed=seed, months=months, as_of=self._context.today(), sources=sources
        )
        with self._writing(actor, N_("填入样例")) as unit:
            writer = _Writer(township)
            progress.report(1, 4, _("写入样例名册"))
            writer.write_register(unit)
            if with_history:
                progress.report(2, 4, _("写入样例探访记录"))
                writer.write_history(unit)
            progress.report(3, 4, _("更新索引和应探访"))
        self._mark_as_sample()
        self._store.optimise()
        return Filled(
            elders=len(township.elders),
            visitors=len(township.visitors),
            visits=len(township.visits) if with_history else 0,
            findings=len(township.findings) if with_history else 0,
        )

    def _sources(self) -> SampleSources:
        site = self._context.site
        if site.level is not SiteLevel.TOWNSHIP:
            raise NoSampleHere
        try:
            sources = load_sources(township_of(site.division_code))
        except (LookupError, FileNotFoundError):
            raise NoSampleHere from None
        if not sources.division.villages:
            raise NoSampleHere
        return sources

    def _mark_as_sample(self) -> None:
        with self._store.setting_up() as session:
            data = settings.read(session, settings.SITE)
            settings.write(session, settings.SITE, {**data, "sample": True})
        self._context.site = replace(self._context.site, sample=True)


class _Writer:
    """Writes the made-up township table by table; knows which uid stands for which number."""

    def __init__(self, township: SampleTownship) -> None:
        self._township = township
        self._visitors = {visitor.number: new_uid() for visitor in township.visitors}
        self._elders = {elder.number: new_uid() for elder in township.elders}
        self._visits = {visit.number: new_uid() for visit in township.visits}

    def write_register(self, unit: UnitOfWork) -> None:
        """Write villages, visitors and elders with their dated facts."""
        unit.insert_many(Village, self._village_rows())
        unit.insert_many(Visitor, self._visitor_rows())
        unit.insert_many(Elder, (self._elder_row(elder) for elder in self._township.elders))
        unit.insert_many(CategorySpan, self._span_rows())
        unit.insert_many(Contact, self._contact_rows())
        unit.insert_many(Residence, self._residence_rows())
        unit.insert_many(Willingness, self._willingness_rows())
        unit.insert_many(Assignment, self._assignment_rows())

    def write_history(self, unit: UnitOfWork) -> None:
        """Write visits and findings."""
        unit.insert_many(Visit, self._visit_rows())
        unit.insert_many(Finding, self._finding_rows())

    def _village_rows(self) -> Rows:
        township = self._township.division
        for village in township.villages:
            yield {
                "uid": village_uid(village.code),
                "code": village.code,
                "name": village.name,
                "township_code": township.code,
            }

    def _visitor_rows(self) -> Rows:
        for visitor in self._township.visitors:
            yield {
                "uid": self._visitors[visitor.number],
                "name": visitor.name,
                "role": visitor.role.value,
                "phone": visitor.phone,
                "village_code": visitor.village_code,
            }

    def _elder_row(self, elder: SampleElder) -> dict[str, Any]:
        return {
            "uid": self._elders[elder.number],
            "name": elder.name,
            "id_number": elder.id_number,
            "birth_on": elder.born_on,
            "sex": elder.sex.value,
            "ethnic_code": elder.ethnic_code,
            "phone": elder.phone,
            "village_code": elder.village_code,
            "group_name": elder.group,
            "address": elder.address,
            "living_arrangement": elder.living.value,
            # From the first day of the history on, so that the past months have people who were owed a visit.
            "registered_on": self._township.began_on,
            "ended_on": elder.ended_on,
            "ended_because": elder.end_reason.value if elder.end_reason else None,
            "note": elder.note or None,
        }

    def _span_rows(self) -> Rows:
        for elder in self._township.elders:
            for each in elder.categories:
                yield {
                    "elder_uid": self._elders[elder.number],
                    "category": each.category.value,
                    "from_on": each.from_on,
                    "source": each.source,
                }

    def _contact_rows(self) -> Rows:
        for elder in self._township.elders:
            for position, contact in enumerate(elder.contacts):
                yield {
                    "elder_uid": self._elders[elder.number],
                    "name": contact.name,
                    "relation": contact.relation,
                    "phone": contact.phone,
                    "roles": [role.value for role in contact.roles],
                    "position": position,
                }

    def _residence_rows(self) -> Rows:
        for elder in self._township.elders:
            for stay in elder.residences:
                yield {
                    "elder_uid": self._elders[elder.number],
                    "kind": stay.kind.value,
                    "place": stay.place,
                    "from_on": stay.from_on,
                    "to_on": stay.to_on,
                }

    def _willingness_rows(self) -> Rows:
        for elder in self._township.elders:
            yield {
                "elder_uid": self._elders[elder.number],
                "kind": elder.willingness.value,
                "asked_on": elder.willing_on,
                "witness": self._township.visitor(elder.visitor_number).name,
            }

    def _assignment_rows(self) -> Rows:
        for elder in self._township.elders:
            yield {
                "elder_uid": self._elders[elder.number],
                "visitor_uid": self._visitors[elder.visitor_number],
                "from_on": self._township.began_on,
            }

    def _visit_rows(self) -> Rows:
        measures: dict[int, list[str]] = {}
        for finding in self._township.findings:
            measures.setdefault(finding.visit_number, []).append(finding.measure)
        for visit in self._township.visits:
            yield {
                "uid": self._visits[visit.number],
                "elder_uid": self._elders[visit.elder_number],
                "visited_on": visit.visited_on,
                "entered_on": visit.entered_on,
                "mode": visit.mode.value,
                "outcome": visit.outcome.value,
                "visitor_uid": self._visitors[visit.visitor_number],
                "visitor_name": self._township.visitor(visit.visitor_number).name,
                "answers": dict(visit.answers) or None,
                "summary": visit.note or None,
                "action": "；".join(measures.get(visit.number, ())) or None,
            }

    def _finding_rows(self) -> Rows:
        for finding in self._township.findings:
            closed = finding.closed_on is not None
            yield {
                "elder_uid": self._elders[finding.elder_number],
                "visit_uid": self._visits[finding.visit_number],
                "kind": finding.kind.value,
                "what": finding.text,
                "action": finding.measure,
                "found_on": finding.found_on,
                "due_on": finding.due_on,
                "state": (FindingState.CLOSED if closed else FindingState.OPEN).value,
                "closed_on": finding.closed_on,
                "closing_note": "已办结" if closed else None,
            }
