"""How an owed visit is said in a word or two, alike on every page; pure, no widgets."""

from __future__ import annotations

from datetime import date

from desktop_app.config.strings import _
from desktop_app.domain.phrases import day_and_month
from desktop_app.domain.terms import Category, DutyState, Outcome, Sex, Tier
from desktop_app.scheduling.reasons import Reason
from desktop_app.storage.queries.duties import DutyLine
from desktop_app.ui.kit import STATE_TINTS, TIER_TINTS


def state_words(line: DutyLine, today: date) -> str:
    """Return the state with its days: 已逾期 3 天, 今天截止, 应探访 · 还有 8 天."""
    state = DutyState(line.state)
    if state is DutyState.OVERDUE:
        return _("已逾期 {days} 天").format(days=line.overdue_days)
    if state in {DutyState.DUE, DutyState.OPEN}:
        days = (line.latest_on - today).days
        if days <= 0:
            return _("今天截止")
        word = _(state.term)
        return _("{state} · 还有 {days} 天").format(state=word, days=days)
    return _(state.term)


def state_tint(line: DutyLine) -> str:
    """Return the tint of the state."""
    return STATE_TINTS[DutyState(line.state)]


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
