"""Fill an empty installation with the made-up township, for trying out and for measuring."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import select

from desktop_app.config.strings import _
from desktop_app.domain.divisions import township_of
from desktop_app.domain.errors import N_, InputError
from desktop_app.domain.terms import SiteLevel
from desktop_app.exchange.sample.arrangements import SampleArrangements
from desktop_app.exchange.sample.details import detailed
from desktop_app.exchange.sample.following import followed_up
from desktop_app.exchange.sample.generate import SampleSources, load_sources, make_township
from desktop_app.models import Change
from desktop_app.progress import SILENT, Progress
from desktop_app.services import settings
from desktop_app.services.actor import OFFICERS, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.sample_papers import SamplePapers
from desktop_app.services.sample_rows import SampleRows
from desktop_app.storage.queries import since_opened

_NOT_OPENED = timedelta(days=3)


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
        with_decisions: bool = True,
        progress: Progress = SILENT,
    ) -> Filled:
        """Fill the empty home with ``elders`` made-up people and ``months`` whole months of visits.

        ``with_decisions`` adds what came up in the last days and what people decided about visits: attempts,
        life events, rounds, pauses, leave, days agreed on; what is measured, signed, printed and corrected; and what
        follows visits: services, lives of findings, families, assessments.
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
        plain = replace(township, arrangements=SampleArrangements())
        township = followed_up(detailed(township)) if with_decisions else plain
        writer = SampleRows(township)
        papers = SamplePapers(self._context, actor, township, writer.elders)
        sheets = papers.print_sheets() if with_history and with_decisions else {}
        with self._writing(actor, N_("填入样例")) as unit:
            progress.report(1, 4, _("写入样例名册"))
            writer.write_register(unit)
            if with_history:
                progress.report(2, 4, _("写入样例探访记录"))
                writer.write_history(unit, sheets)
            progress.report(3, 4, _("更新索引和应探访"))
        self._mark_as_sample()
        if with_history and with_decisions:
            self._note_opening()
            with self._writing(actor, N_("填入样例近日情况")) as unit:
                writer.write_recent(unit)
            writer.aftercare.hand_over(self._context, actor)
            papers.correct_some(writer.visits)
            papers.use_phrases()
        self._store.optimise()
        arranged = township.arrangements
        return Filled(
            elders=len(township.elders),
            visitors=len(township.visitors),
            visits=len(township.visits) + len(arranged.calls) if with_history else 0,
            findings=len(township.findings) + len(arranged.sightings) if with_history else 0,
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

    def _note_opening(self) -> None:
        """Let the program have been opened last some days ago, so that there is something to go through."""
        with self._store.setting_up() as session:
            opened_on = self._context.today() - _NOT_OPENED
            value = {"on": opened_on.isoformat(), "entry": since_opened.newest_entry(session)}
            settings.write(session, settings.LAST_OPENED, value)

    def _mark_as_sample(self) -> None:
        with self._store.setting_up() as session:
            data = settings.read(session, settings.SITE)
            settings.write(session, settings.SITE, {**data, "sample": True})
        self._context.site = replace(self._context.site, sample=True)
