"""How an owed visit is said in a word or two, alike on every page; pure, no widgets."""

from __future__ import annotations

from datetime import date

from desktop_app.config.strings import _
from desktop_app.domain.phrases import day_and_month
from desktop_app.domain.terms import Category, DutyKind, DutyState, LadderStep, Outcome, Sex, Tier
from desktop_app.scheduling.reasons import Reason
from desktop_app.storage.queries.duties import DutyLine
from desktop_app.ui.kit import STATE_TINTS, TIER_TINTS

_DAY_MINUTES = 24 * 60
_HOURS_COUNT = 2 * _DAY_MINUTES
"""From so many minutes on, days say more than hours."""


def state_words(line: DutyLine, today: date, at: str | None = None) -> str:
    """Return the state with its days or hours: 已逾期 3 天, 今天截止, 还剩 5小时20分, 平安预警.

    ``at`` is the wall clock (HH:MM); without it a day counts as a whole.
    """
    state = DutyState(line.state)
    if line.alert and state in {DutyState.OVERDUE, DutyState.DUE, DutyState.OPEN}:
        return _("平安预警")
    if line.kind == DutyKind.EVENT.value and at is not None:
        counted = countdown(line, today, at)
        if counted:
            return counted
    if state is DutyState.OVERDUE:
        if line.overdue_days <= 0:
            return _("已超过时限")
        return _("已逾期 {days} 天").format(days=line.overdue_days)
    if state in {DutyState.DUE, DutyState.OPEN}:
        days = (line.latest_on - today).days
        if days <= 0:
            if line.latest_time:
                return _("今天 {time} 截止").format(time=line.latest_time)
            return _("今天截止")
        word = _(state.term)
        return _("{state} · 还有 {days} 天").format(state=word, days=days)
    return _(state.term)


def countdown(line: DutyLine, today: date, at: str) -> str:
    """Return how long there is until the deadline, or since: 还剩 5小时20分, 已超过 2小时; empty when days say more."""
    if DutyState(line.state) not in {DutyState.OVERDUE, DutyState.DUE, DutyState.OPEN}:
        return ""
    # Without a time the deadline is the end of its day.
    latest = _minutes(line.latest_time) if line.latest_time else _DAY_MINUTES
    left = (line.latest_on - today).days * _DAY_MINUTES + latest - _minutes(at)
    if abs(left) >= _HOURS_COUNT:
        return ""
    words = duration_words(abs(left))
    return _("还剩 {time}").format(time=words) if left >= 0 else _("已超过 {time}").format(time=words)


def duration_words(minutes: int) -> str:
    """Return 5小时20分, 2小时 or 40分钟."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("{minutes}分钟").format(minutes=rest)
    if not rest:
        return _("{hours}小时").format(hours=hours)
    return _("{hours}小时{minutes}分").format(hours=hours, minutes=rest)


def _minutes(time: str) -> int:
    return int(time[:2]) * 60 + int(time[3:5])


def state_tint(line: DutyLine) -> str:
    """Return the tint of the state."""
    if line.alert or (line.kind == DutyKind.EVENT.value and DutyState(line.state) is DutyState.OVERDUE):
        return "urgent"
    return STATE_TINTS[DutyState(line.state)]


def next_words(line: DutyLine) -> str:
    """Return what the attempts call for, or the day agreed on; empty where there is neither."""
    if line.alert:
        return _("{count}次未见到本人，今天必须查明下落").format(count=line.attempts)
    if line.event_latest_on is not None:
        day = day_and_month(line.event_latest_on, _)
        if line.event_latest_time is None:
            return _("另有重大变故，{day}前到访").format(day=day)
        return _("另有重大变故，{day} {time} 前到访").format(day=day, time=line.event_latest_time)
    if line.next_step and line.attempts:
        return _("{count}次未见到本人，{day}{step}").format(
            count=line.attempts, day=day_and_month(line.due_on, _), step=_(LadderStep(line.next_step).term)
        )
    if line.planned_on is not None:
        return _("排定 {day}").format(day=day_and_month(line.planned_on, _))
    return ""


def rule_words(line: DutyLine) -> str:
    """Return the rule alone, without the days that stand beside it."""
    return Reason.from_data(line.reason).rule.say(_)


def last_words(line: DutyLine) -> str:
    """Return what came of the last visit: 上次 11月7日 不在家."""
    if line.last_visit_on is None or not line.last_outcome:
        return _("还没有探访过")
    outcome = _(Outcome(line.last_outcome).term)
    return _("上次 {day} {outcome}").format(day=day_and_month(line.last_visit_on, _), outcome=outcome)


def category_words(keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return the official words of category keys."""
    return tuple(_(Category(key).term) for key in keys)


def tier_words(key: str | None) -> str:
    """Return the word of a tier, empty for none."""
    return _(Tier(key).term) if key else ""


def tier_tint(key: str | None) -> str:
    """Return the tint of a tier."""
    return TIER_TINTS[Tier(key)] if key else "quiet"


def sex_words(key: str) -> str:
    """Return 男 or 女, empty where it is not known."""
    return _(Sex(key).term) if key in {Sex.MALE, Sex.FEMALE} else ""
