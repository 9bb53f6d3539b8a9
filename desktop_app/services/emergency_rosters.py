"""应急联络名单: whom to call or see first in the cold, the heat, a flood or a power cut, and the paper to do it by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.domain.dates import age_on
from desktop_app.domain.emergency import AtRisk, RosterFilter, Sign, signs_of
from desktop_app.domain.terms import HazardKind, Mode, ResidenceKind
from desktop_app.models import Visitor
from desktop_app.reports.call_tree import CallLine, CallTree
from desktop_app.reports.paper import Signed
from desktop_app.services.actor import EVERYONE, Actor, allowed
from desktop_app.services.call_lines import call_group, known_people
from desktop_app.services.campaign_papers import make_call_tree
from desktop_app.services.context import Service
from desktop_app.services.paper_orders import Made, PaperOrder
from desktop_app.storage import collector
from desktop_app.storage.queries.elders import village_names
from desktop_app.storage.queries.emergency import EmergencyFacts, emergency_facts
from desktop_app.storage.queries.links import groups

ELSEWHERE = frozenset({ResidenceKind.HOSPITAL.value, ResidenceKind.INSTITUTION.value})
"""Stays where others look after the person: counted, not listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterLine:
    """One person of the roster with every sign they show; ``stay`` is a ``ResidenceKind`` where not at home."""

    elder_uid: str
    name: str
    age: int | None
    village_code: str
    village: str
    phone: str | None
    tier: str | None
    signs: tuple[str, ...]
    visitor_uid: str | None
    visitor: str | None
    stay: str | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """The people of a roster, those with the most signs first, and how many are looked after elsewhere."""

    filter: RosterFilter
    lines: tuple[RosterLine, ...]
    elsewhere: int = 0
    by_sign: dict[str, int] = field(default_factory=dict)
    """How many of the people on the register show each sign, whatever was asked for."""


class EmergencyRosterService(Service):
    """应急联络名单."""

    @allowed(*EVERYONE)
    def roster(self, _actor: Actor, wanted: RosterFilter) -> Roster:
        """Return whom to call or see; raises ``FieldProblem``."""
        with self._store.reading() as session, collector.paused():
            return read_roster(session, wanted, self._context.today())


def read_roster(session: Session, wanted: RosterFilter, today: date) -> Roster:
    """Return the roster of a day."""
    asked, joined = set(wanted.wanted()), groups(session)
    names = village_names(session)
    lines, elsewhere, by_sign = [], 0, {sign.value: 0 for sign in Sign}
    for facts in emergency_facts(session, joined, today, village_code=wanted.village_code):
        signs = signs_of(_at_risk(facts, today))
        if facts.stay in ELSEWHERE:
            elsewhere += _fits(asked, signs, wanted.every)
            continue
        for sign in signs:
            by_sign[sign.value] += 1
        if _fits(asked, signs, wanted.every):
            lines.append(_line(facts, signs, names, today))
    lines.sort(key=lambda line: -sum(sign in asked for sign in line.signs))
    return Roster(wanted, tuple(lines), elsewhere, by_sign)


def make(order: PaperOrder) -> Made:
    """Write the paper to call by and to tick off; phones stand in full, as on every paper to call by."""
    context, wish = order.context, order.wish
    wanted = wish.roster or RosterFilter(village_code=order.village)
    with context.store.reading() as session, collector.paused():
        found = read_roster(session, wanted, context.today())
        tree = _tree(session, order.signed(), found, context.today(), wish.elder_uids)
    return make_call_tree(order, tree)


def _fits(asked: set[Sign], signs: Sequence[Sign], every: bool) -> bool:
    return asked <= set(signs) if every else not asked.isdisjoint(signs)


def _at_risk(facts: EmergencyFacts, today: date) -> AtRisk:
    return AtRisk(
        age=age_on(facts.birth_on, today) if facts.birth_on else None,
        tier=facts.tier,
        categories=facts.categories,
        alone=facts.alone,
        carer=facts.carer,
        phone=bool(facts.phone),
        aids=facts.aids,
        answers=facts.answers,
    )


def _line(facts: EmergencyFacts, signs: Sequence[Sign], names: dict[str, str], today: date) -> RosterLine:
    return RosterLine(
        elder_uid=facts.uid,
        name=facts.name,
        age=age_on(facts.birth_on, today) if facts.birth_on else None,
        village_code=facts.village_code,
        village=names.get(facts.village_code, facts.village_code),
        phone=facts.phone,
        tier=facts.tier,
        signs=tuple(sign.value for sign in signs),
        visitor_uid=facts.visitor_uid,
        visitor=facts.visitor,
        stay=facts.stay,
    )


def _tree(
    session: Session, signed: Signed, found: Roster, today: date, only: Sequence[str] | None
) -> CallTree:
    wanted = None if only is None else set(only)
    chosen = [line for line in found.lines if wanted is None or line.elder_uid in wanted]
    known = known_people(session, [line.elder_uid for line in chosen], today)
    phones = {row.uid: row.phone for row in session.execute(select(Visitor.uid, Visitor.phone))}
    sheets: dict[tuple[str, str, str], list[CallLine]] = {}
    for line in sorted(
        chosen, key=lambda each: (each.village_code, each.visitor or "", each.visitor_uid or "")
    ):
        notes = [Sign(sign).term for sign in line.signs if sign not in _SAID_ANYWAY]
        sheets.setdefault((line.village, line.visitor or "", line.visitor_uid or ""), []).append(
            known[line.elder_uid].line(line.name, line.age, notes=notes)
        )
    hazard = HazardKind(found.filter.hazard).term
    asked = "、".join(sign.term for sign in found.filter.wanted())
    joining = "同时" if found.filter.every else "任一"
    return CallTree(
        signed=signed,
        title=f"应急联络名单（{hazard}）",
        campaign="",
        counts_reached=False,
        empty="没有符合条件的老年人",
        from_on=today,
        to_on=today,
        modes=(Mode.PHONE.term, Mode.IN_PERSON.term),
        who=f"有{joining}特征的：{asked}",
        groups=tuple(
            call_group(village, visitor, phones.get(uid), lines)
            for (village, visitor, uid), lines in sheets.items()
        ),
    )


_SAID_ANYWAY = frozenset({Sign.HIGH_TIER.value, Sign.OLDEST_OLD.value, Sign.FRAIL.value, Sign.ALONE.value})
"""Signs that the paper's own notes and its column of ages tell."""
