"""Where people are met on a day, so that visits made in one place are known as one stop."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.domain.terms import Mode
from desktop_app.models import HouseholdMember, ServiceRecord
from desktop_app.storage.queries.by_elder import rows_of
from desktop_app.storage.queries.links import Groups

_TOGETHER = ("meal", "day_care")
"""Services that many people get in one room: who is met there is met together."""


class Stops:
    """Where a person is met on a day: at a meal for many, in a household, at an address, else by themselves."""

    def __init__(
        self,
        homes: dict[str, str],
        members: dict[str, list[tuple[str, date, date]]],
        meals: dict[tuple[str, date], str],
    ) -> None:
        self._homes = homes
        self._members = members
        self._meals = meals

    def of(self, elder_uid: str, on: date, mode: Mode) -> str:
        """Return what visits to one place on a day share."""
        meal = self._meals.get((elder_uid, on))
        if meal is not None and mode is Mode.IN_PERSON:
            return meal
        for household, from_on, to_on in self._members.get(elder_uid, ()):
            if from_on <= on <= to_on:
                return household
        return self._homes.get(elder_uid, elder_uid)


def stops_in(session: Session, joined: Groups, homes: dict[str, str], first: date, through: date) -> Stops:
    """Return where people are met from a day to another; ``homes`` are their addresses as far as known."""
    members: dict[str, list[tuple[str, date, date]]] = {}
    query = select(
        HouseholdMember.elder_uid,
        HouseholdMember.household_uid,
        HouseholdMember.from_on,
        HouseholdMember.to_on,
    ).where(HouseholdMember.retracted.is_(False))
    for elder, household, from_on, to_on in rows_of(session, query):
        mine = members.setdefault(joined.canonical(elder), [])
        mine.append((household, from_on or date.min, to_on or date.max))
    meals: dict[tuple[str, date], str] = {}
    given = select(ServiceRecord.elder_uid, ServiceRecord.given_on, ServiceRecord.round_uid).where(
        ServiceRecord.retracted.is_(False),
        ServiceRecord.given_on.between(first, through),
        ServiceRecord.service.in_(_TOGETHER),
        ServiceRecord.round_uid.is_not(None),
    )
    for elder, on, round_uid in rows_of(session, given):
        meals[joined.canonical(elder), on] = round_uid
    return Stops(homes, members, meals)
