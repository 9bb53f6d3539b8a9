"""Load what the duty engine needs to know about people, in few statements however many they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, select
from sqlalchemy.orm import Session

from desktop_app.domain.terms import (
    Category,
    ContactRole,
    EndReason,
    Mode,
    Outcome,
    ReachKind,
    ResidenceKind,
    Residency,
    WillingnessKind,
)
from desktop_app.models import (
    CategorySpan,
    Contact,
    Elder,
    OffRegister,
    Residence,
    Visit,
    Willingness,
)
from desktop_app.scheduling.facts import (
    AbsenceFact,
    CategorySpanFact,
    PersonFacts,
    ResidenceFact,
    TierOverride,
    VisitFact,
    WillingnessFact,
)
from desktop_app.storage.queries.by_elder import by_elder, grouped, rows_of
from desktop_app.storage.queries.decisions import TIERS, decisions
from desktop_app.storage.queries.links import Groups, groups
from desktop_app.storage.queries.responsible import Responsible, responsible
from desktop_app.storage.queries.rounds import apart_campaigns

_CHUNK = 900
_NOBODY = Responsible(None, None)

_CATEGORIES = {category.value: category for category in Category}
_MODES = {mode.value: mode for mode in Mode}
_OUTCOMES = {outcome.value: outcome for outcome in Outcome}
_REASONS = {reason.value: reason for reason in EndReason}
_RESIDENCIES = {residency.value: residency for residency in Residency}
_KINDS = {kind.value: kind for kind in ResidenceKind}
_ANSWERS = {kind.value: kind for kind in WillingnessKind}
_REACHES = {reach.value: reach for reach in ReachKind}


@dataclass(slots=True)
class ElderFacts:
    """One elder's identity for the card, with the facts the engine judges.

    Not frozen, though nobody changes it: one is made for everybody, and that would take thrice as long.

    ``visitor`` is who goes there on the day that was asked about; ``visitor_for`` the one for whom, when
    somebody stands in.
    """

    uid: str
    name: str
    id_number: str | None
    sex: str
    phone: str | None
    other_phones: str | None
    village_code: str
    person: PersonFacts
    visitor: str | None
    last_visit_on: date | None
    last_outcome: str | None
    residency: Residency | None = None
    visitor_uid: str | None = None
    visitor_for: str | None = None
    living_arrangement: str | None = None
    id_doubt: str | None = None
    has_address: bool = False
    has_emergency_contact: bool = False


def load(
    session: Session,
    uids: Sequence[str] | None,
    *,
    visits_from: date,
    on: date,
    visits_to: date | None = None,
    for_cards: bool = True,
    with_arrangements: bool = True,
    for_verdicts: bool = False,
) -> Iterator[ElderFacts]:
    """Yield the facts of the given elders, or of all; visits before ``visits_from`` are left out.

    So are the life events, campaigns and agreed days that lie wholly before it: the visits that answered
    them would be missing. So are those after ``visits_to``, and without ``for_cards`` what only the list cards show.
    ``for_verdicts`` leaves out as well what changes no verdict about visits: stays where people are visited as at
    home, and the answers of those who never said anything but yes.

    Retracted elders are not yielded, nor files that are read under another: what hangs on them is yielded
    with that one.
    """
    joined = groups(session)
    span = (visits_from, visits_to or date.max)
    if uids is None:
        dated = _Dated(session, joined, None, span, with_arrangements, for_verdicts)
        yield from _load_part(session, joined, None, dated, on, for_cards, with_arrangements)
        return
    wanted = [uid for uid in uids if uid not in joined.hidden] if joined else uids
    for start in range(0, len(wanted), _CHUNK):
        part = wanted[start : start + _CHUNK]
        dated = _Dated(session, joined, joined.expand(part), span, with_arrangements, for_verdicts)
        yield from _load_part(session, joined, part, dated, on, for_cards, with_arrangements)


def _elders(heads: Sequence[str] | None) -> Any:
    """Return the question for the elders themselves, in the order in which ``_load_part`` takes rows apart."""
    query = select(
        Elder.uid,
        Elder.name,
        Elder.id_number,
        Elder.sex,
        Elder.phone,
        Elder.other_phones,
        Elder.village_code,
        Elder.birth_on,
        Elder.registered_on,
        Elder.ended_on,
        Elder.ended_because,
        Elder.tier_override,
        Elder.residency,
        Elder.living_arrangement,
        Elder.id_doubt,
        Elder.address,
    ).where(Elder.retracted.is_(False))
    if heads is not None:
        query = query.where(Elder.uid.in_(heads))
    return query


_TELLING_STAY = Residence.kind.in_(
    [ResidenceKind.HOSPITAL.value, ResidenceKind.INSTITUTION.value]
) | Residence.reach.is_not(None)
"""The stays that lift a visit or change how one counts."""


def _telling_answer(joined: Groups) -> ColumnElement[bool]:
    """Return the condition of the answers of people who once said something else than yes.

    A yes in one file may end the no in another of the same person: of those with several files all are read.
    """
    otherwise = select(Willingness.elder_uid).where(
        Willingness.kind != WillingnessKind.WILLING.value, Willingness.retracted.is_(False)
    )
    of_several = {*joined.standing_for, *joined.standing_for.values()}
    return Willingness.elder_uid.in_(otherwise) | Willingness.elder_uid.in_(sorted(of_several))


class _Dated:
    """Everything dated that is known about some people; each person's part is taken out once.

    Taken out, not looked up: what is done with makes room for what is built.
    """

    def __init__(
        self,
        session: Session,
        joined: Groups,
        uids: Sequence[str] | None,
        span: tuple[date, date],
        with_plans: bool,
        for_verdicts: bool,
    ) -> None:
        stays, answers = (_TELLING_STAY, _telling_answer(joined)) if for_verdicts else (None, None)
        self._spans = grouped(session, uids, _span, CategorySpan, "category", "from_on", "to_on")
        self._stays = grouped(
            session, uids, _stay, Residence, "kind", "from_on", "to_on", "reach", only=stays
        )
        self._absences = grouped(session, uids, _absence, OffRegister, "from_on", "to_on", "because")
        self._answers = grouped(
            session, uids, _answer, Willingness, "kind", "asked_on", "next_ask_on", only=answers
        )
        self._visits = _visits(session, uids, span)
        self._apart = apart_campaigns(session)
        for found in (self._spans, self._stays, self._absences, self._answers, self._visits):
            joined.gather(found)
        decided = decisions(session, joined, uids, span[0], with_plans)
        self._pauses, self._waivers, self._tiers, self._events, self._rounds, self._plans = decided

    def visits(self, uid: str) -> Sequence[Any]:
        """Take out a person's visits, the first one first."""
        return sorted(self._visits.pop(uid)) if uid in self._visits else ()

    def person(
        self,
        uid: str,
        made: Sequence[Any],
        *,
        birth_on: date | None,
        registered_on: date,
        end: tuple[date | None, str | None],
        tier_override: str | None,
    ) -> PersonFacts:
        """Take out what the engine judges the person by."""
        overrides = tuple(self._tiers.pop(uid)) if uid in self._tiers else ()
        if tier_override in TIERS:
            overrides += (TierOverride(TIERS[tier_override]),)
        return PersonFacts(
            uid=uid,
            birth_on=birth_on,
            registered_on=registered_on,
            ended_on=end[0],
            ended_because=_REASONS.get(end[1], EndReason.OTHER) if end[1] else None,
            off_register=tuple(self._absences.pop(uid)) if uid in self._absences else (),
            categories=tuple(self._spans.pop(uid, ())),
            residences=tuple(self._stays.pop(uid, ())),
            willingness=tuple(self._answers.pop(uid, ())),
            tier_overrides=overrides,
            visits=_visit_facts(made, self._apart) if made else (),
            pauses=tuple(self._pauses.pop(uid)) if uid in self._pauses else (),
            waivers=tuple(self._waivers.pop(uid)) if uid in self._waivers else (),
            events=tuple(self._events.pop(uid)) if uid in self._events else (),
            campaigns=tuple(self._rounds.pop(uid)) if uid in self._rounds else (),
            plans=tuple(self._plans.pop(uid)) if uid in self._plans else (),
        )


def _load_part(
    session: Session,
    joined: Groups,
    heads: Sequence[str] | None,
    dated: _Dated,
    on: date,
    for_cards: bool,
    with_arrangements: bool,
) -> Iterator[ElderFacts]:
    uids = None if heads is None else joined.expand(heads)
    visitors = responsible(session, joined, uids, on) if with_arrangements else {}
    emergencies = joined.gather(_emergency_contacts(session, uids)) if for_cards else {}
    # Core rows taken apart by place: at twenty thousand people, named access would cost as much as the reading.
    for (
        uid,
        name,
        id_number,
        sex,
        phone,
        other_phones,
        village_code,
        birth_on,
        registered_on,
        ended_on,
        ended_because,
        tier_override,
        residency,
        living_arrangement,
        id_doubt,
        address,
    ) in rows_of(session, _elders(heads)):
        if uid in joined.hidden:
            continue
        end = ended_on, ended_because
        if uid in joined.deaths and ended_because != EndReason.DECEASED.value:
            end = joined.deaths[uid], EndReason.DECEASED.value
        made = dated.visits(uid)
        visitor = visitors.get(uid, _NOBODY)
        yield ElderFacts(
            uid=uid,
            name=name,
            id_number=id_number,
            sex=sex,
            phone=phone,
            other_phones=other_phones,
            village_code=village_code,
            person=dated.person(
                uid,
                made,
                birth_on=birth_on,
                registered_on=registered_on,
                end=end,
                tier_override=tier_override,
            ),
            visitor=visitor.name,
            last_visit_on=made[-1][0] if made else None,
            last_outcome=made[-1][3] if made else None,
            residency=_RESIDENCIES.get(residency) if residency else None,
            visitor_uid=visitor.uid,
            visitor_for=visitor.stands_in_for,
            living_arrangement=living_arrangement,
            id_doubt=id_doubt,
            has_address=bool(address),
            has_emergency_contact=uid in emergencies,
        )


# Most people share their spans and answers with many others, word for word and day for day: one object serves
# all. A word that this version does not know gives nothing.
@lru_cache(maxsize=50_000)
def _span(key: str, first: date | None, last: date | None) -> CategorySpanFact | None:
    return CategorySpanFact(_CATEGORIES[key], first, last) if key in _CATEGORIES else None


@lru_cache(maxsize=50_000)
def _stay(key: str, first: date, last: date | None, reach: str | None) -> ResidenceFact | None:
    return ResidenceFact(_KINDS[key], first, last, _REACHES.get(reach or "")) if key in _KINDS else None


def _absence(first: date, last: date, because: str) -> AbsenceFact:
    return AbsenceFact(first, last, _REASONS.get(because, EndReason.OTHER))


@lru_cache(maxsize=50_000)
def _answer(key: str, asked: date, again: date | None) -> WillingnessFact | None:
    return WillingnessFact(_ANSWERS[key], asked, again) if key in _ANSWERS else None


def _visit_facts(made: Sequence[Any], apart: frozenset[str]) -> tuple[VisitFact, ...]:
    return tuple(
        VisitFact(
            uid,
            on,
            _MODES[mode],
            _OUTCOMES[outcome],
            time or None,
            campaign is not None and campaign in apart,
        )
        for on, uid, mode, outcome, time, campaign in made
        if mode in _MODES and outcome in _OUTCOMES
    )


def _visits(session: Session, uids: Sequence[str] | None, span: tuple[date, date]) -> dict[str, list[Any]]:
    """Return what a fact is made of for each visit; sorting one person's few is cheaper than sorting all."""
    query = select(
        Visit.elder_uid,
        Visit.visited_on,
        Visit.uid,
        Visit.mode,
        Visit.outcome,
        Visit.visited_time,
        Visit.campaign_uid,
    ).where(Visit.retracted.is_(False), Visit.visited_on.between(*span))
    return by_elder(session, query, Visit, uids, lambda row: row[1:])


def _emergency_contacts(session: Session, uids: Sequence[str] | None) -> dict[str, list[Any]]:
    """Return who can be called for whom in an emergency: the contacts with that role and a phone."""
    # The roles are a list of keys as text; reading them apart for every contact would take longer than this.
    emergency = cast(Contact.roles, Text).contains(f'"{ContactRole.EMERGENCY.value}"')
    query = select(Contact.elder_uid).where(
        Contact.retracted.is_(False), Contact.phone.is_not(None), emergency
    )
    return by_elder(session, query, Contact, uids, lambda _row: True)


def elders_of(session: Session, model: Any, uids: Iterable[str]) -> set[str]:
    """Return whose dated facts the given records are."""
    wanted = list(uids)
    found: set[str] = set()
    for start in range(0, len(wanted), _CHUNK):
        query = select(model.elder_uid).where(model.uid.in_(wanted[start : start + _CHUNK]))
        found.update(session.execute(query).scalars())
    return found
