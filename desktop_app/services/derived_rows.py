"""What the engine says of one person as rows of the duty cache and the list card."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from desktop_app.domain.terms import Category, DutyState, MissingData, Sex
from desktop_app.scheduling.duty import Duty
from desktop_app.scheduling.rulebook import BIT
from desktop_app.scheduling.standing import Standing
from desktop_app.storage import facets
from desktop_app.storage.pinyin import sort_key
from desktop_app.storage.queries.facts import ElderFacts


def duty_row(county: str, duty: Duty) -> dict[str, Any]:
    """Return one duty as a row of the cache."""
    return {
        "county": county,
        "uid": duty.uid,
        "elder_uid": duty.elder_uid,
        "rule_id": duty.rule_id,
        "state": duty.state.value,
        "governing": duty.governing,
        "earliest_on": duty.earliest_on,
        "due_on": duty.due_on,
        "latest_on": duty.latest_on,
        "overdue_days": duty.overdue_days,
        "last_counted_on": duty.last_counted_on,
        "met_by": duty.met_by,
        "kind": duty.kind.value,
        "about": duty.about,
        "latest_time": duty.latest_time,
        "planned_on": duty.planned_on,
        "attempts": duty.attempts,
        "next_step": duty.next_step.value if duty.next_step else None,
        "alert": duty.alert,
        "reason": duty.reason.to_data(),
    }


def card_row(
    county: str, facts: ElderFacts, found: Sequence[Duty], standing: Standing, today: date
) -> dict[str, Any]:
    """Return the list card of one person; ``other_phones`` is for the search index only."""
    person = facts.person
    governing = next((duty for duty in found if duty.governing), None)
    tier = standing.tier.value if found or standing.special else None
    return {
        "county": county,
        "elder_uid": facts.uid,
        "village_code": facts.village_code,
        "name": facts.name,
        "name_key": sort_key(facts.name),
        "id_number": facts.id_number,
        "sex": facts.sex,
        "birth_on": person.birth_on,
        "phone": facts.phone,
        "categories": _category_keys(standing.mask),
        "special": standing.special,
        "tier": tier,
        "visitor_name": facts.visitor,
        "last_visit_on": facts.last_visit_on,
        "last_outcome": facts.last_outcome,
        "duty_state": governing.state.value if governing else None,
        "due_on": governing.due_on if governing else None,
        "latest_on": governing.latest_on if governing else None,
        "ended": person.ended_on is not None and person.ended_on <= today,
        "registered_on": person.registered_on,
        "overdue_since": _overdue_since(governing, today),
        "tier_rank": facets.TIER_RANKS[tier] if tier else None,
        "state_rank": facets.STATE_RANKS[governing.state.value] if governing else None,
        "visitor_uid": facts.visitor_uid,
        "category_bits": standing.mask,
        "facets": _facets(facts, tier, governing, standing),
        "other_phones": facts.other_phones,
    }


def _overdue_since(governing: Duty | None, today: date) -> date | None:
    """Return the first latest day that was missed: what ``overdue_days`` counts from."""
    if governing is None or governing.state is not DutyState.OVERDUE:
        return None
    return today - timedelta(days=governing.overdue_days)


def _facets(facts: ElderFacts, tier: str | None, governing: Duty | None, standing: Standing) -> int:
    """Return what filters ask of a card; see ``storage.facets``."""
    person = facts.person
    # Of two answers of one day the engine's choice: the same one at every site, in whatever order they came.
    answered = max(person.willingness, key=lambda answer: (answer.on, answer.kind.value), default=None)
    found = facets.birth_year(person.birth_on.year if person.birth_on else None)
    found |= facets.SPECIAL if standing.special else 0
    found |= facets.bit("tier", tier)
    found |= facets.bit("state", governing.state.value if governing else None)
    for lacking, missing in (
        (not facts.id_number, MissingData.ID_NUMBER),
        (facts.id_doubt, MissingData.ID_DOUBT),
        (person.birth_on is None, MissingData.BIRTH_ON),
        (facts.sex not in _KNOWN_SEX, MissingData.SEX),
        (not facts.phone and not facts.other_phones, MissingData.PHONE),
        (not facts.has_address, MissingData.ADDRESS),
        (not facts.has_emergency_contact, MissingData.EMERGENCY_CONTACT),
        (facts.visitor_uid is None, MissingData.VISITOR),
        (not facts.living_arrangement, MissingData.LIVING_ARRANGEMENT),
        (facts.residency is None, MissingData.RESIDENCY),
        (answered is None, MissingData.WILLINGNESS),
    ):
        if lacking:
            found |= _MISSING_BITS[missing]
    if facts.living_arrangement:
        found |= facets.bit("living", facts.living_arrangement)
    if facts.residency is not None:
        found |= facets.bit("residency", facts.residency.value)
    if answered is not None:
        found |= facets.bit("willingness", answered.kind.value)
    return found


_KNOWN_SEX = (Sex.MALE.value, Sex.FEMALE.value)
_MISSING_BITS = {missing: facets.bit("missing", missing.value) for missing in MissingData}


@lru_cache(maxsize=4096)
def _category_keys(mask: int) -> str:
    """Return the keys of the categories that the bits of a standing stand for."""
    return " ".join(category.value for category in Category if mask & BIT[category.value])
