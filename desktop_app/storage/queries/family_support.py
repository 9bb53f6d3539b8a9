"""What is kept of families and their duty of support: who owes it, what was done, what visits answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.domain.support import BAD_CONTACT, BAD_DUTY, WORST_DUTY, Seen
from desktop_app.domain.terms import FindingKind, FindingState
from desktop_app.models import Contact, Finding, SupportStep, Visit
from desktop_app.storage.queries.links import Groups, once

DUTY, CONTACT = "support.duty", "support.contact"
"""The items of the visit form that ask about the family."""

_CHUNK = 900


@dataclass(frozen=True, slots=True)
class SupporterRow:
    """One contact of an elder with what shows whether the duty of support is fulfilled."""

    uid: str
    elder_uid: str
    name: str
    relation: str | None
    phone: str | None
    roles: tuple[str, ...]
    lives_together: bool | None
    lives_at: str | None
    last_seen_on: date | None
    last_called_on: date | None
    agreement_on: date | None
    agreement_note: str | None


@dataclass(frozen=True, slots=True)
class StepRow:
    """One recorded step."""

    uid: str
    elder_uid: str
    contact_uid: str | None
    kind: str
    done_on: date
    by_name: str | None
    result: str | None
    what: str | None
    referred_to: str | None
    next_on: date | None
    finding_uid: str | None
    entered_on: date


_CONTACT_COLUMNS = tuple(getattr(Contact, name) for name in SupporterRow.__slots__)
_STEP_COLUMNS = tuple(getattr(SupportStep, name) for name in StepRow.__slots__)


def contacts_of(session: Session, joined: Groups, uids: Sequence[str]) -> dict[str, list[SupporterRow]]:
    """Return the contacts by person in the order of the register; one entered in two files of a person comes once.

    Of such a one the later day of seeing, calling and signing counts.
    """
    found: dict[str, list[SupporterRow]] = {}
    for part in _parts(joined.expand(uids)):
        query = (
            select(*_CONTACT_COLUMNS)
            .where(Contact.elder_uid.in_(part), Contact.retracted.is_(False))
            .order_by(Contact.position, Contact.uid)
        )
        for row in session.execute(query):
            one = SupporterRow(*(_fixed(value) for value in row))
            found.setdefault(joined.canonical(one.elder_uid), []).append(one)
    if joined:
        found = {head: _once(rows) for head, rows in found.items()}
    return found


def _fixed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def twins_of(session: Session, joined: Groups, elder_uid: str, contact: Contact) -> list[str]:
    """Return the uids of a contact in all files of a person, where it was entered in several."""
    query = select(Contact.uid, Contact.name, Contact.phone).where(
        Contact.elder_uid.in_(joined.members(elder_uid)), Contact.retracted.is_(False)
    )
    return [
        row.uid for row in session.execute(query) if (row.name, row.phone) == (contact.name, contact.phone)
    ]


def contact_names(session: Session, uids: Sequence[str]) -> dict[str, str]:
    """Return the names of contacts by uid, also of those who are on the register no more."""
    query = select(Contact.uid, Contact.name).where(Contact.uid.in_(list(uids)))
    return {row.uid: row.name for row in session.execute(query)}


def _once(rows: list[SupporterRow]) -> list[SupporterRow]:
    latest: dict[Any, dict[str, date | None]] = {}
    for row in rows:
        known = latest.setdefault((row.name, row.phone), {})
        for name in ("last_seen_on", "last_called_on", "agreement_on"):
            days = (day for day in (known.get(name), getattr(row, name)) if day is not None)
            known[name] = max(days, default=None)
    return [
        SupporterRow(
            **{name: getattr(row, name) for name in SupporterRow.__slots__} | latest[row.name, row.phone]
        )
        for row in once("contact", rows)
    ]


def steps_of(session: Session, joined: Groups, uids: Sequence[str]) -> dict[str, list[StepRow]]:
    """Return the steps by person in the order in which they were taken."""
    found: dict[str, list[StepRow]] = {}
    for part in _parts(joined.expand(uids)):
        query = _steps().where(SupportStep.elder_uid.in_(part))
        for row in session.execute(query):
            found.setdefault(joined.canonical(row.elder_uid), []).append(StepRow(*row))
    return {
        head: sorted(steps, key=lambda step: (step.done_on, step.entered_on, step.uid))
        for head, steps in found.items()
    }


def one_step(session: Session, uid: str) -> StepRow | None:
    """Return one step, None where there is none."""
    row = session.execute(_steps().where(SupportStep.uid == uid)).first()
    return None if row is None else StepRow(*row)


def stepped(session: Session) -> list[str]:
    """Return the files with steps that may call for something again."""
    query = select(SupportStep.elder_uid).where(
        SupportStep.retracted.is_(False), SupportStep.next_on.is_not(None)
    )
    return [*session.execute(query.distinct()).scalars()]


def neglected(session: Session, since: date, until: date) -> list[str]:
    """Return the files with a visit between two days that found a family not doing its duty."""
    query = select(Visit.elder_uid).where(
        Visit.retracted.is_(False),
        Visit.visited_on.between(since, until),
        Visit.answers.is_not(None),
        Visit.answers[DUTY].as_string().in_([*sorted(BAD_DUTY), WORST_DUTY])
        | Visit.answers[CONTACT].as_string().in_(sorted(BAD_CONTACT)),
    )
    return [*session.execute(query.distinct()).scalars()]


def last_seen(
    session: Session, joined: Groups, uids: Sequence[str], since: date, until: date
) -> dict[str, Seen]:
    """Return by person what the last visit between two days that asked found of the family."""
    found: dict[str, tuple[date, str, Seen]] = {}
    for part in _parts(joined.expand(uids)):
        # Two answers are wanted of sixty: the store picks them out faster than they are all read here.
        query = select(
            Visit.elder_uid,
            Visit.visited_on,
            Visit.uid,
            Visit.answers[DUTY].as_string().label("duty"),
            Visit.answers[CONTACT].as_string().label("contact"),
        ).where(
            Visit.elder_uid.in_(part),
            Visit.retracted.is_(False),
            Visit.visited_on.between(since, until),
            Visit.answers.is_not(None),
        )
        for row in session.execute(query):
            if not (row.duty or row.contact):
                continue
            head = joined.canonical(row.elder_uid)
            if head not in found or (row.visited_on, row.uid) > found[head][:2]:
                found[head] = (
                    row.visited_on,
                    row.uid,
                    Seen(row.visited_on, row.duty or "", row.contact or ""),
                )
    return {head: seen for head, (_on, _uid, seen) in found.items()}


def open_findings(session: Session, files: Sequence[str]) -> list[tuple[str, str, date]]:
    """Return uid, words and day of the open findings of a person that a step may answer, newest first."""
    kinds = (FindingKind.NEED.value, FindingKind.URGENT.value)
    query = (
        select(Finding.uid, Finding.what, Finding.found_on)
        .where(
            Finding.elder_uid.in_(files),
            Finding.retracted.is_(False),
            Finding.state != FindingState.CLOSED.value,
            Finding.kind.in_(kinds),
        )
        .order_by(Finding.found_on.desc(), Finding.uid.desc())
    )
    return [(row.uid, row.what, row.found_on) for row in session.execute(query)]


def _steps() -> Any:
    return select(*_STEP_COLUMNS).where(SupportStep.retracted.is_(False))


def _parts(values: Sequence[str]) -> Iterator[Sequence[str]]:
    return (values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK))
