"""How days, windows and counts are said in the calendars; pure, no widgets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from desktop_app.config.strings import _
from desktop_app.domain.terms import DutyKind, DutyState
from desktop_app.scheduling.lunar import FIRST_YEAR, LAST_YEAR, lunar_day
from desktop_app.scheduling.working_days import WEEKEND
from desktop_app.services.plan_rows import CalendarDay, CalendarEntry
from desktop_app.ui.kit import STATE_TINTS, spoken_day

OWED = frozenset({DutyState.OVERDUE, DutyState.DUE, DutyState.OPEN, DutyState.PLANNED})
"""A visit in these states can still be given another day."""
DONE = frozenset({DutyState.MET, DutyState.MET_LATE})
LATE = frozenset({DutyState.OVERDUE, DutyState.LAPSED})
EXEMPT = frozenset({DutyState.WAIVED, DutyState.CANCELLED})


_LUNAR_MONTHS = "正二三四五六七八九十冬腊"
_LUNAR_DAYS = (
    *(f"初{number}" for number in "一二三四五六七八九十"),
    *(f"十{number}" for number in "一二三四五六七八九"),
    "二十",
    *(f"廿{number}" for number in "一二三四五六七八九"),
    "三十",
)


@dataclass(frozen=True, slots=True)
class Mark:
    """One line in the square of a day: words, their tint, and whether only an outline is drawn (a proposal)."""

    text: str
    tint: str
    outlined: bool = False


@dataclass(frozen=True, slots=True)
class DayFace:
    """What the square of a day shows: a note beside the number, whether the office is closed, and its lines."""

    note: str = ""
    off: bool = False
    marks: tuple[Mark, ...] = ()

    def words(self) -> str:
        """Return everything in one sentence."""
        parts = [self.note, *(mark.text for mark in self.marks)]
        return _("，").join(part for part in parts if part)


def marks(counts: Mapping[DutyState, int]) -> tuple[Mark, ...]:
    """Return 逾期 1 · 应访 3 · 已完成 5 with their tints; what is nought is left out."""
    late = sum(counts.get(state, 0) for state in LATE)
    owed = sum(counts.get(state, 0) for state in OWED - LATE)
    done = sum(counts.get(state, 0) for state in DONE)
    exempt = sum(counts.get(state, 0) for state in EXEMPT)
    lines = (
        (late, _("逾期 {count}"), "overdue"),
        (owed, _("应访 {count}"), "soon"),
        (done, _("已完成 {count}"), "done"),
        (exempt, _("免访 {count}"), "quiet"),
    )
    return tuple(Mark(words.format(count=count), tint) for count, words, tint in lines if count)


def day_note(day: CalendarDay) -> str:
    """Return what is to be minded on a day and why it is off, maybe nothing."""
    return " ".join(part for part in (day.note, day.off or "") if part)


def lunar_words(day: date) -> str:
    """Return the lunar day as wall calendars have it: 十四, on the first of a month 十月; nothing outside the tables."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return ""
    lunar = lunar_day(day)
    if lunar.day == 1:
        return ("闰" if lunar.leap else "") + _LUNAR_MONTHS[lunar.month - 1] + "月"
    return _LUNAR_DAYS[lunar.day - 1]


def face(day: CalendarDay) -> DayFace:
    """Return what the square of a day shows; that it is a weekend its column says."""
    usual = day.off is None or day.off == WEEKEND.say(_)
    note = day.note if usual else day_note(day)
    return DayFace(note or lunar_words(day.on), day.off is not None, marks(day.entries))


def short_day(day: date, beside: date | None = None) -> str:
    """Return 11-18, with the year where ``beside`` lies in another one."""
    if beside is not None and beside.year != day.year:
        return day.isoformat()
    return day.strftime("%m-%d")


def window_words(first: date, last: date) -> str:
    """Return 11-10 至 11-18; one day stands alone."""
    if first == last:
        return short_day(first)
    return _("{first} 至 {last}").format(first=short_day(first, last), last=short_day(last, first))


def state_word(entry: CalendarEntry) -> str:
    """Return the state and what kind of visit it is where that is no ordinary one."""
    word = _(entry.state.term)
    return word if entry.kind is DutyKind.ROUTINE else f"{word} · {_(entry.kind.term)}"


def state_tint(entry: CalendarEntry) -> str:
    """Return the tint of the state."""
    return STATE_TINTS[entry.state]


def plan_word(entry: CalendarEntry) -> str:
    """Return whether a day was agreed on: 已排 or 未排, nothing for what is past."""
    if entry.state not in OWED:
        return ""
    if entry.planned:
        return _("手工排定") if entry.by_hand else _("已排定")
    return _("未排")


def visitor_word(name: str | None) -> str:
    """Return the visitor, or that there is none."""
    return name or _("未指定探访人")


def visitor_short(name: str | None) -> str:
    """Return the visitor where the column says already what is meant."""
    return name or _("未指定")


def entry_words(entry: CalendarEntry) -> str:
    """Return one person on one day as a sentence, for screen readers."""
    parts = (
        entry.name,
        state_word(entry),
        plan_word(entry),
        entry.village,
        window_sentence(entry),
        visitor_word(entry.visitor),
    )
    return _("，").join(part for part in parts if part)


def window_sentence(entry: CalendarEntry) -> str:
    """Return 探访期 11-10 至 11-18."""
    return _("探访期 {window}").format(window=window_words(entry.earliest_on, entry.latest_on))


def refusal(entry: CalendarEntry, on: date, today: date) -> str:
    """Return why ``entry`` cannot stand on ``on``, empty when it can."""
    day = spoken_day(on)
    if entry.state not in OWED:
        return _("{name}：{state}，不用再排。").format(name=entry.name, state=_(entry.state.term))
    if on < today:
        return _("{day} 已经过去，不能排到那一天。").format(day=day)
    if not entry.earliest_on <= on <= entry.latest_on:
        return _("不能排到 {day}：{name} 的探访期是 {window}。").format(
            day=day, name=entry.name, window=window_words(entry.earliest_on, entry.latest_on)
        )
    return ""


def open_days(entry: CalendarEntry, today: date) -> tuple[date, date] | None:
    """Return the first and last day that ``entry`` may be put on, None where there is none."""
    first = max(entry.earliest_on, today)
    if entry.state not in OWED or first > entry.latest_on:
        return None
    return first, entry.latest_on
