"""Whom a campaign names: chosen by condition, village, seasonal move or name, and written as its targets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.domain.ages import ELDER_AGE
from desktop_app.domain.dates import age_on
from desktop_app.domain.errors import N_
from desktop_app.domain.terms import Tier
from desktop_app.models import Campaign, CampaignTarget
from desktop_app.scheduling.rulebook import Matcher, first_holding
from desktop_app.services.campaign_rows import MeantPerson, PeopleChoice
from desktop_app.services.decision_checks import visitor_for
from desktop_app.storage.queries import campaigns as queries
from desktop_app.storage.queries.campaigns import CardLine
from desktop_app.storage.queries.elders import village_names
from desktop_app.storage.queries.links import groups
from desktop_app.storage.unit_of_work import UnitOfWork


def meant(session: Session, choice: PeopleChoice, today: date) -> list[MeantPerson]:
    """Return whom a choice names, by village and name."""
    found: dict[str, CardLine] = {}
    if choice.rest:
        matchers = [Matcher(condition) for condition in choice.conditions]
        movers = _movers(session, choice)
        for card in queries.cards(session, choice.villages):
            if (movers is None or card.elder_uid in movers) and _holds(matchers, card, today):
                found[card.elder_uid] = card
    for card in queries.cards_of(session, choice.also):
        found[card.elder_uid] = card
    joined = groups(session)
    for uid in choice.without:
        found.pop(joined.canonical(uid), None)
    names = village_names(session)
    people = sorted(found.values(), key=lambda card: (card.village_code, card.name_key, card.elder_uid))
    return [
        MeantPerson(
            card.elder_uid,
            card.name,
            age_on(card.birth_on, today) if card.birth_on else None,
            card.village_code,
            names.get(card.village_code, card.village_code),
            card.visitor,
        )
        for card in people
    ]


def check_visitor(unit: UnitOfWork, uid: str, today: date) -> None:
    """Raise ``FieldProblem`` about a visitor who is unknown or no longer visits."""
    visitor_for(unit.session, unit.county, uid, today, "visitor_uid", N_("探访人"))


def known_visitors(unit: UnitOfWork, named: dict[str, str], today: date) -> dict[str, str]:
    """Return the visitors of the draft; refuses one who is unknown or no longer visits."""
    for uid in sorted(set(named.values())):
        check_visitor(unit, uid, today)
    joined = groups(unit.session)
    return {joined.canonical(elder): visitor for elder, visitor in named.items()}


def name_people(
    unit: UnitOfWork, campaign: Campaign, elders: Iterable[str], visitors: dict[str, str]
) -> None:
    """Write that a campaign names these people, and who goes there where it is not the usual visitor."""
    rows = [
        {"elder_uid": elder, "campaign_uid": campaign.uid, "visitor_uid": visitors.get(elder)}
        for elder in elders
    ]
    unit.insert_many(CampaignTarget, rows)


def drop_targets(unit: UnitOfWork, uids: Sequence[str]) -> None:
    """Take target records out of all lists."""
    rows = [
        {"uid": row.uid, "heads": row.heads, "elder_uid": row.elder_uid, "retracted": True}
        for row in target_rows(unit, uids)
    ]
    unit.update_many(CampaignTarget, rows)


def target_rows(unit: UnitOfWork, uids: Sequence[str]) -> list[CampaignTarget]:
    """Return target records by uid."""
    found: list[CampaignTarget] = []
    for start in range(0, len(uids), 900):
        query = select(CampaignTarget).where(
            CampaignTarget.county == unit.county, CampaignTarget.uid.in_(uids[start : start + 900])
        )
        found.extend(unit.session.execute(query).scalars())
    return found


def _movers(session: Session, choice: PeopleChoice) -> set[str] | None:
    if choice.moved_from is None or choice.moved_to is None:
        return None
    return set(queries.seasonal_moves(session, choice.moved_from, choice.moved_to))


def _holds(matchers: Sequence[Matcher], card: CardLine, today: date) -> bool:
    """Tell whether any condition holds for a person as the list card shows them today."""
    if not matchers:
        return True
    age = age_on(card.birth_on, today) if card.birth_on else ELDER_AGE
    tier = Tier(card.tier) if card.tier else None
    return first_holding(matchers, card.category_bits, age, card.special, tier) >= 0
