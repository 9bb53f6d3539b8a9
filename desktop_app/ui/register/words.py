"""How the register says things: states, terms, periods and the head of a person, from rows to words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar

from desktop_app.config.strings import _
from desktop_app.domain.dates import age_on
from desktop_app.domain.terms import Category, ContactRole, DutyState, Sex, Term, Tier
from desktop_app.services.duties import OwedRow
from desktop_app.storage.queries.persons import ContactRow, ElderDetail
from desktop_app.ui.kit import STATE_TINTS, TIER_TINTS, PersonHeader, group_phone, spoken_day

T = TypeVar("T", bound=Term)


def term_word(kind: type[T], key: str | None) -> str:
    """Return the word of a stored key; a key this program does not know yet is shown as it is."""
    if not key:
        return ""
    try:
        return _(kind(key).term)
    except ValueError:
        return key


def term_words(kind: type[T], keys: Iterable[str]) -> tuple[str, ...]:
    """Return the words of stored keys."""
    return tuple(term_word(kind, key) for key in keys)


def day_or_empty(day: date | None) -> str:
    """Return 2026-11-22 or nothing."""
    return day.isoformat() if day else ""


def period(from_on: date | None, to_on: date | None) -> str:
    """Return a period in words: 2026-01-01 起, 2025-03-01 至 2026-02-28, 至 2026-02-28."""
    if from_on and to_on:
        return _("{first} 至 {last}").format(first=from_on.isoformat(), last=to_on.isoformat())
    if from_on:
        return _("{first} 起").format(first=from_on.isoformat())
    return _("至 {last}").format(last=to_on.isoformat()) if to_on else ""


def holds_on(from_on: date | None, to_on: date | None, day: date) -> bool:
    """Tell whether a period contains ``day``; both ends belong to it."""
    return (from_on is None or from_on <= day) and (to_on is None or day <= to_on)


def duty_words(state: str | None, latest_on: date | None, today: date) -> str:
    """Return the state of the next visit in words: 已逾期 3 天, 今天截止, 应探访."""
    if not state:
        return ""
    word = term_word(DutyState, state)
    if latest_on is None:
        return word
    if state == DutyState.OVERDUE and latest_on < today:
        return _("已逾期 {days} 天").format(days=(today - latest_on).days)
    if state in {DutyState.DUE, DutyState.OPEN} and latest_on == today:
        return _("今天截止")
    return word


def duty_tint(state: str | None) -> str:
    """Return the tint of a duty's state."""
    return STATE_TINTS[DutyState(state)] if state else "quiet"


def tier_tint(tier: str | None) -> str:
    """Return the tint of a tier."""
    return TIER_TINTS[Tier(tier)] if tier else "quiet"


def age_words(birth_on: date | None, today: date) -> str:
    """Return the whole years of age, nothing when the birthday is not known."""
    return str(age_on(birth_on, today)) if birth_on else ""


def phones_words(phone: str | None) -> str:
    """Return one or several numbers, mobile ones in groups."""
    return "、".join(group_phone(one) for one in (phone or "").split("、") if one)


def contact_words(contact: ContactRow) -> str:
    """Return 女儿 李梅 139 0013 9002."""
    parts = (contact.relation or "", contact.name, phones_words(contact.phone))
    return " ".join(part for part in parts if part)


def emergency_contact(contacts: Sequence[ContactRow]) -> ContactRow | None:
    """Return whom to call first: who is named for emergencies and has a phone, else anybody with one."""
    with_phone = [contact for contact in contacts if contact.phone]
    for contact in with_phone:
        if ContactRole.EMERGENCY in contact.roles:
            return contact
    return next(iter(with_phone), None)


def categories_on(detail: ElderDetail, day: date) -> tuple[str, ...]:
    """Return the words of the categories that hold on ``day``, each once."""
    holding = (span.category for span in detail.categories if holds_on(span.from_on, span.to_on, day))
    return term_words(Category, dict.fromkeys(holding))


def governing(duties: Sequence[OwedRow]) -> OwedRow | None:
    """Return the duty that decides when the next visit is owed."""
    return next(iter(duties), None)


def person_header(detail: ElderDetail, duties: Sequence[OwedRow], today: date) -> PersonHeader:
    """Return the head card of a person."""
    owed = governing(duties)
    tier = owed.line.tier if owed else detail.tier_override
    state = owed.line.state if owed else None
    next_due, tint = _("无"), "quiet"
    if detail.ended_on is not None:
        next_due = _("已退出名册")
    elif owed is not None:
        words = duty_words(state, owed.line.latest_on, today)
        next_due = _("{day}前 · {state}").format(day=spoken_day(owed.line.latest_on), state=words)
        tint = duty_tint(state)
    emergency = emergency_contact(detail.contacts)
    return PersonHeader(
        name=detail.name,
        sex=term_word(Sex, detail.sex) if detail.sex in {Sex.MALE, Sex.FEMALE} else "",
        age=age_on(detail.birth_on, today) if detail.birth_on else None,
        village=detail.village,
        household=detail.group_name or "",
        categories=categories_on(detail, today),
        tier=term_word(Tier, tier),
        tier_tint=tier_tint(tier),
        next_due=next_due,
        due_tint=tint,
        phone=detail.phone or "",
        emergency=contact_words(emergency) if emergency else "",
    )
