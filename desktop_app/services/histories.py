"""历史: who changed what about one person, old → new, when, and at which site; also what it takes back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_
from desktop_app.domain.phrases import Translate
from desktop_app.models import Campaign, Contact, Household, KnownSite, LifeEvent, Visitor
from desktop_app.services.actor import EVERYONE, Actor, allowed
from desktop_app.services.context import Context, Service
from desktop_app.services.history_words import HistoryTeller, Names
from desktop_app.storage.queries import histories as queries
from desktop_app.storage.queries.elders import village_names
from desktop_app.storage.queries.histories import MOST_COUNTED, HistoryMark, RecordChange
from desktop_app.storage.queries.links import members

PERSONAL, CIRCUMSTANCES, VISITS, FINDINGS, CARE = "personal", "circumstances", "visits", "findings", "care"
DUTIES, SERVICES = "duties", "services"
HISTORY_KINDS: dict[str, tuple[str, frozenset[str]]] = {
    PERSONAL: (N_("个人资料"), frozenset({"elder", "contact", "household", "household_member"})),
    CIRCUMSTANCES: (
        N_("类别与情况"),
        frozenset(
            {
                "category_span",
                "residence",
                "willingness",
                "off_register",
                "benefit",
                "health_fact",
                "elder_note",
                "life_event",
                "tier_decision",
                "support_step",
                "assessment",
            }
        ),
    ),
    DUTIES: (
        N_("应探访安排"),
        frozenset({"visit_pause", "duty_waiver", "planned_visit", "campaign", "campaign_target"}),
    ),
    VISITS: (N_("探访记录"), frozenset({"visit", "visit_photo"})),
    FINDINGS: (N_("发现问题"), frozenset({"finding", "finding_step"})),
    SERVICES: (N_("服务"), frozenset({"service_plan", "service_record"})),
    CARE: (N_("分工与合并"), frozenset({"assignment", "person_link"})),
}
"""What a history can be narrowed to: key, word, the kinds of records that belong to it."""

PERSONAL_DATA = HISTORY_KINDS[PERSONAL][1] | HISTORY_KINDS[CIRCUMSTANCES][1]
"""The records whose changes the correction log lists (个人信息保护法第四十六条)."""


@dataclass(frozen=True, slots=True)
class HistorySnapshot:
    """The units of work about one person, newest first, each with what it touched; paging reads from it."""

    sets: tuple[str, ...]
    marks: Mapping[str, tuple[HistoryMark, ...]]
    counts: Mapping[str, int]
    """How many entries of each unit of work are about the person, whatever it is narrowed to."""

    undone: frozenset[str]

    def narrowed(self, entities: frozenset[str]) -> HistorySnapshot:
        """Return the units of work that touched one of the kinds of records, with only that."""
        kept = {
            change_set: mine
            for change_set, found in self.marks.items()
            if (mine := tuple(mark for mark in found if mark.entity in entities))
        }
        return HistorySnapshot(tuple(one for one in self.sets if one in kept), kept, self.counts, self.undone)

    def of_kind(self, kind: str) -> HistorySnapshot:
        """Return what a key of ``HISTORY_KINDS`` leaves; an empty key leaves everything."""
        return self.narrowed(HISTORY_KINDS[kind][1]) if kind else self


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One unit of work about the person: when, by whom, at which site, its title, and a line per change.

    ``others`` counts what it changed of other people, up to ``MOST_COUNTED``; it can be taken back here where
    ``ours``.
    """

    change_set: str
    made_at: datetime
    actor: str
    site: str
    title: str
    lines: tuple[str, ...]
    others: int
    ours: bool
    undone: bool


class HistoryService(Service):
    """历史."""

    @allowed(*EVERYONE)
    def snapshot(self, _actor: Actor, elder_uid: str) -> HistorySnapshot:
        """Return which units of work are about one person and all that belongs to that person."""
        with self._store.reading() as session:
            return take_snapshot(session, self._context.site.county, members(session, elder_uid))

    @allowed(*EVERYONE)
    def entries(
        self, _actor: Actor, snapshot: HistorySnapshot, *, start: int = 0, most: int = 30, masked: bool = True
    ) -> list[HistoryEntry]:
        """Return one page of a snapshot in words; what says nothing to people has no lines and is left out."""
        with self._store.reading() as session:
            return tell(
                session, self._context, snapshot, snapshot.sets[start : start + most], _, masked=masked
            )

    @allowed(*EVERYONE)
    def corrections(
        self, _actor: Actor, elder_uid: str, *, most: int | None = None, masked: bool = True
    ) -> list[HistoryEntry]:
        """Return the changes of personal data, newest first: what was corrected, by whom, when."""
        with self._store.reading() as session:
            files = members(session, elder_uid)
            found = take_snapshot(session, self._context.site.county, files).narrowed(PERSONAL_DATA)
            return tell(session, self._context, found, found.sets[:most], _, masked=masked)


def take_snapshot(session: Session, county: str, files: Sequence[str]) -> HistorySnapshot:
    """Return which units of work are about the files of one person."""
    marks: dict[str, list[HistoryMark]] = {}
    for mark in queries.marks(session, county, files):
        marks.setdefault(mark.change_set, []).append(mark)
    undone = frozenset(mark.reverts for found in marks.values() for mark in found if mark.reverts)
    return HistorySnapshot(
        sets=tuple(marks),
        marks={key: tuple(found) for key, found in marks.items()},
        counts={key: len(found) for key, found in marks.items()},
        undone=undone,
    )


def tell(
    session: Session,
    context: Context,
    snapshot: HistorySnapshot,
    wanted: Sequence[str],
    say: Translate,
    *,
    masked: bool,
) -> list[HistoryEntry]:
    """Return units of work of a snapshot in the language of ``say``."""
    site = context.site
    sets = queries.sets(session, site.county, wanted)
    changes = queries.changes(
        session, site.county, [mark for one in wanted for mark in snapshot.marks.get(one, ())]
    )
    sites = {row.site: row.name for row in session.execute(select(KnownSite.site, KnownSite.name))}
    names = _names(session, context, list(chain.from_iterable(changes.values())))
    teller = HistoryTeller(names, say, masked=masked)
    found = []
    for change_set in wanted:
        row = sets.get(change_set)
        lines = tuple(line for change in changes.get(change_set, ()) if (line := teller.line(change)))
        if row is None or not lines:
            continue
        ours = row.site == site.site
        found.append(
            HistoryEntry(
                change_set=change_set,
                made_at=row.made_at,
                actor=row.actor,
                site=site.unit_name if ours else sites.get(row.site, row.site),
                title=say(row.title),
                lines=lines,
                others=_others(row.entries, snapshot.counts[change_set]),
                ours=ours,
                undone=change_set in snapshot.undone,
            )
        )
    return found


def _others(entries: int, mine: int) -> int:
    """Return how many entries are about others; where counting stopped there are many."""
    return MOST_COUNTED if entries >= MOST_COUNTED else max(entries - mine, 0)


def _names(session: Session, context: Context, changes: Sequence[RecordChange]) -> Names:
    abouts = _named(changes, "about")
    campaigns = _named(changes, "campaign_uid") | abouts
    return Names(
        villages=village_names(session),
        visitors={row.uid: row.name for row in session.execute(select(Visitor.uid, Visitor.name))},
        households=_words(session, Household.uid, Household.head_name, _named(changes, "household_uid")),
        campaigns=_words(session, Campaign.uid, Campaign.title, campaigns),
        contacts=_words(session, Contact.uid, Contact.name, _named(changes, "contact_uid")),
        events=_words(session, LifeEvent.uid, LifeEvent.kind, abouts),
        rules=_rule_titles(context),
    )


def _words(session: Session, key: Any, words: Any, wanted: set[str]) -> dict[str, str]:
    """Return one column of the wanted records by uid."""
    if not wanted:
        return {}
    return {row[0]: row[1] for row in session.execute(select(key, words).where(key.in_(wanted)))}


def _rule_titles(context: Context) -> dict[str, str]:
    """Return the titles of the rules in force by "profile/rule"."""
    titles: dict[str, str] = {}
    for profile in context.rules.profiles:
        titles |= {f"{profile.id}/{rule.key}": rule.title for rule in profile.visit_rules}
        titles |= {f"{profile.id}/{rule.key}": rule.title for rule in profile.event_rules}
    return titles


def _named(changes: Iterable[RecordChange], name: str) -> set[str]:
    """Return the keys that a field of the changed records has, or had before."""
    found = {str(one.whole.get(name) or "") for one in changes}
    found |= {str(one.old.get(name) or "") for one in changes if one.old}
    return found - {""}
