"""What services, arrangements and needs are called in sentences: quantities, money, rhythms, days that are left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from desktop_app.config.strings import _
from desktop_app.domain.errors import FieldProblem
from desktop_app.domain.service_rhythm import checked_rhythm
from desktop_app.domain.terms import ServiceGroup
from desktop_app.services.history_words import yuan
from desktop_app.services.service_catalogue import catalogue
from desktop_app.services.service_drafts import NeedLine, PlanLine, ServiceLine
from desktop_app.ui.kit import weekday

SOON_DAYS = 60
"""A contract or arrangement that ends within so many days is tinted."""
DAY, WEEK, MONTH = "day", "week", "month"


def service_choices(group: ServiceGroup | None = None) -> list[tuple[str, str]]:
    """Return the services of a group, or all, with their names, in the order of the catalogue."""
    wanted = catalogue().services if group is None else catalogue().of_group(group)
    return [(each.key, _(each.title)) for each in wanted]


def group_choices() -> list[tuple[ServiceGroup, str]]:
    """Return the groups that have services."""
    return [(each, _(each.term)) for each in ServiceGroup if catalogue().of_group(each)]


def title_of(service: str) -> str:
    """Return the name of a service."""
    return _(catalogue().title(service))


def unit_of(service: str | None) -> str:
    """Return the unit in which a service is counted, empty for none chosen."""
    known = catalogue().get(service or "")
    return "" if known is None else _(known.unit)


def amount(quantity: str | None, unit: str) -> str:
    """Return how much was given, as 2 餐; empty where nobody said."""
    return f"{quantity} {unit}".strip() if quantity else ""


def money(fen: int | None) -> str:
    """Return 分 as 元, empty where nobody said."""
    return "" if fen is None else _("{yuan} 元").format(yuan=yuan(fen))


def cost_words(line: ServiceLine) -> str:
    """Return what a service cost and how much of it the elder paid."""
    if line.cost is None:
        return _("自付 {paid}").format(paid=money(line.paid)) if line.paid is not None else ""
    if line.paid is None:
        return money(line.cost)
    return _("{cost}，自付 {paid}").format(cost=money(line.cost), paid=money(line.paid))


def days_words(given_on: date, to_on: date | None) -> str:
    """Return a day, or from a day to a day."""
    if to_on is None or to_on == given_on:
        return given_on.isoformat()
    return _("{first} 至 {last}").format(first=given_on.isoformat(), last=to_on.isoformat())


def rhythm_words(rhythm: str | None) -> str:
    """Return a rhythm in words: 每天, 每周一、三、五, 每月1日、15日, or that no days are fixed; an unknown one as it is."""
    try:
        known = checked_rhythm(rhythm)
    except FieldProblem:
        return rhythm or ""
    kind, _colon, days = (known or "").partition(":")
    if kind == DAY:
        return _("每天")
    numbers = [int(each) for each in days.split(",") if each]
    if kind == WEEK:
        # 2024-01-01 was a Monday.
        names = [weekday(date(2024, 1, number)).removeprefix("周") for number in numbers]
        return _("每周{days}").format(days=_("、").join(names))
    if kind == MONTH:
        return _("每月{days}").format(
            days=_("、").join(_("{day}日").format(day=number) for number in numbers)
        )
    return _("不固定日子")


def left_words(to_on: date | None, today: date) -> str:
    """Return how many days are left until a last day."""
    if to_on is None:
        return ""
    days = (to_on - today).days
    if days < 0:
        return _("已到期 {days} 天").format(days=-days)
    return _("今天到期") if not days else _("还剩 {days} 天").format(days=days)


def left_tint(to_on: date | None, today: date) -> str:
    """Return the tint of the days that are left."""
    if to_on is None:
        return "quiet"
    days = (to_on - today).days
    return "overdue" if days < 0 else "soon" if days <= SOON_DAYS else "quiet"


def plan_words(line: PlanLine) -> str:
    """Return an arrangement in one line: rhythm, how much, from whom."""
    parts = (rhythm_words(line.rhythm), amount(line.quantity, _(line.unit)), line.provider or "")
    return " · ".join(part for part in parts if part)


def record_words(line: ServiceLine) -> str:
    """Return one record in one line: day, service, how much, from whom."""
    parts = (
        days_words(line.given_on, line.to_on),
        _(line.title),
        amount(line.quantity, _(line.unit)),
        line.provider or "",
    )
    return " · ".join(part for part in parts if part)


def need_from(line: NeedLine) -> str:
    """Return where a need is known from."""
    return _("问题") if line.finding_uid is not None else _("探访")


def need_words(line: NeedLine) -> str:
    """Return a need in one line: what, since when, known from where."""
    return _("{what}（{day} 起，来自{source}）").format(
        what=line.what, day=line.since_on.isoformat(), source=need_from(line)
    )


def usual(services: Sequence[str], most: int = 9) -> list[str]:
    """Return the services that a digit picks: those given first, then the beginning of the catalogue."""
    known = [key for key in dict.fromkeys(services) if key in catalogue()]
    rest = [each.key for each in catalogue().services if each.key not in known]
    return [*known, *rest][:most]
