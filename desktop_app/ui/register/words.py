"""How the register says things: states, terms, periods and the head of a person, from rows to words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from desktop_app.config.strings import _
from desktop_app.domain.dates import age_on
from desktop_app.domain.errors import N_
from desktop_app.domain.identity import mask_id_number
from desktop_app.domain.phones import mask_phone
from desktop_app.domain.terms import Category, ContactRole, DutyState, MissingData, Sex, Term, Tier
from desktop_app.services.duties import OwedRow
from desktop_app.services.person_files import MonthMet, MonthState
from desktop_app.storage.queries.persons import ContactRow, ElderDetail
from desktop_app.ui.kit import STATE_TINTS, TIER_TINTS, MonthMark, PersonHeader, group_phone, spoken_day

T = TypeVar("T", bound=Term)


@dataclass(frozen=True, slots=True)
class Numbers:
    """How id numbers and phones are shown: masked, or in full after somebody asked to see them."""

    full: bool = True

    def id_number(self, number: str | None) -> str:
        """Return an id number or a certificate number."""
        return (number or "") if self.full else mask_id_number(number or "")

    def phones(self, phone: str | None) -> str:
        """Return one or several numbers, mobile ones in groups."""
        if self.full:
            return phones_words(phone)
        return "、".join(mask_phone(one) for one in (phone or "").split("、") if one)


MASKED, FULL = Numbers(full=False), Numbers()


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


def phones_words(phone: str | None) -> str:
    """Return one or several numbers, mobile ones in groups."""
    return "、".join(group_phone(one) for one in (phone or "").split("、") if one)


def contact_words(contact: ContactRow, numbers: Numbers = FULL) -> str:
    """Return 女儿 李梅 139 0013 9002."""
    parts = (contact.relation or "", contact.name, numbers.phones(contact.phone))
    return " ".join(part for part in parts if part)


def emergency_contact(contacts: Sequence[ContactRow]) -> ContactRow | None:
    """Return whom to call first: who is named for emergencies and has a phone, else anybody with one."""
    with_phone = [contact for contact in contacts if contact.phone]
    for contact in with_phone:
        if ContactRole.EMERGENCY in contact.roles:
            return contact
    return next(iter(with_phone), None)


def call_order(contacts: Sequence[ContactRow]) -> list[ContactRow]:
    """Return the contacts as they are to be called: emergency contacts with a phone first, without a phone last."""

    def place(contact: ContactRow) -> tuple[bool, bool]:
        """Order emergency contacts first among those with a phone."""
        return (not contact.phone, ContactRole.EMERGENCY not in contact.roles)

    return sorted(contacts, key=place)


def missing_words(missing: Iterable[str]) -> str:
    """Return what a file lacks, as the filter of the list calls it."""
    return _("、").join(term_words(MissingData, missing))


def month_mark(month: MonthMet) -> MonthMark:
    """Return the square of one month of the year: a letter, what it means in words, a tint."""
    letter, word, tint = _MONTH_MARKS[month.state]
    name = _("{month}月").format(month=month.number)
    if not word:
        return MonthMark("", name, tint)
    if month.required:
        counts = _("应访 {required} 次，已访 {counted} 次").format(
            required=month.required, counted=month.counted
        )
    else:
        counts = _("访 {counted} 次").format(counted=month.counted) if month.counted else ""
    said = _("{month}：{state}，{counts}") if counts else _("{month}：{state}")
    return MonthMark(_(letter), said.format(month=name, state=_(word), counts=counts), tint)


def year_legend(months: Sequence[MonthMet]) -> str:
    """Return what the letters of the year mean, of those that occur: 完 按期完成　漏 未完成."""
    states = [state for state in _MONTH_MARKS if any(month.state is state for month in months)]
    marks = (_MONTH_MARKS[state] for state in states)
    return "　".join(f"{_(letter)} {_(word)}" for letter, word, _tint in marks if word)


_MONTH_MARKS: dict[MonthState, tuple[str, str, str]] = {
    MonthState.MET: (N_("完"), N_("按期完成"), "done"),
    MonthState.LATE: (N_("迟"), N_("已访，有逾期"), "soon"),
    MonthState.MISSED: (N_("漏"), N_("未完成"), "overdue"),
    MonthState.WAIVED: (N_("免"), N_("免访"), "quiet"),
    MonthState.WAITING: (N_("待"), N_("本月还没完成"), "info"),
    MonthState.VISITED: (N_("访"), N_("没有应访任务，有探访"), "done"),
    MonthState.NOTHING: ("–", N_("没有应访任务"), "quiet"),
    MonthState.AHEAD: ("", "", "quiet"),
}
"""How a month is marked: letter, words, tint."""


def categories_on(detail: ElderDetail, day: date) -> tuple[str, ...]:
    """Return the words of the categories that hold on ``day``, each once."""
    holding = (span.category for span in detail.categories if holds_on(span.from_on, span.to_on, day))
    return term_words(Category, dict.fromkeys(holding))


def governing(duties: Sequence[OwedRow]) -> OwedRow | None:
    """Return the duty that decides when the next visit is owed."""
    return next(iter(duties), None)


def person_header(
    detail: ElderDetail, duties: Sequence[OwedRow], today: date, numbers: Numbers = MASKED
) -> PersonHeader:
    """Return the head card of a person, numbers masked unless told otherwise."""
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
        if owed.line.alert:
            next_due, tint = _("今天 · {state}").format(state=_("平安预警")), "urgent"
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
        phone=numbers.phones(detail.phone),
        emergency=contact_words(emergency, numbers) if emergency else "",
    )
