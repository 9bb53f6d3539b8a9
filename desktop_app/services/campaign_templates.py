"""The templates that a township may start a campaign from: those of its profiles, then the common ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from tomllib import loads

from desktop_app.config import resources
from desktop_app.domain.policies import CampaignTemplate, OccasionKind, PolicyProfile
from desktop_app.domain.policy_schema import parse_campaigns
from desktop_app.domain.terms import CampaignKind
from desktop_app.scheduling.calendar import Window
from desktop_app.scheduling.occasions import next_days
from desktop_app.services.campaign_rows import TemplateRow

COMMON = "common"
"""Stands for a profile in the key of a template that belongs to none."""

MOVES_AHEAD = timedelta(days=60)
"""How far ahead the next seasonal move is looked for."""

Moves = Mapping[str, set[date]]


@cache
def common_templates() -> tuple[CampaignTemplate, ...]:
    """Return the shipped templates that any township may use."""
    return parse_campaigns(loads(resources.path("campaigns.toml").read_text(encoding="utf-8")))


def templates(profiles: Iterable[PolicyProfile], today: date, moves: Moves) -> list[TemplateRow]:
    """Return all templates with their next days; of one kind those of profiles come first.

    ``moves`` tells who moves to or from a seasonal place around today, and on which days.
    """
    rows: list[TemplateRow] = []
    for profile in profiles:
        if profile.valid_from <= today and (profile.valid_to is None or today <= profile.valid_to):
            rows += [
                TemplateRow(f"{profile.id}/{each.key}", profile.short_title, each, _days(each, today, moves))
                for each in profile.campaigns
            ]
    rows += [
        TemplateRow(f"{COMMON}/{each.key}", "", each, _days(each, today, moves))
        for each in common_templates()
    ]
    order = {kind: place for place, kind in enumerate(CampaignKind)}
    return sorted(rows, key=lambda row: order[row.template.kind])


def _days(template: CampaignTemplate, today: date, moves: Moves) -> tuple[date, date] | None:
    moving = template.when.kind is OccasionKind.MOVE
    found = _around_move(template, today, moves) if moving else next_days(template.when, today)
    return None if found is None else (found.first, found.last)


def _around_move(template: CampaignTemplate, today: date, moves: Moves) -> Window | None:
    """Return the days before or after the next move, by the day on which most people move."""
    length = timedelta(days=template.within_days)
    one = timedelta(days=1)
    counts: dict[date, int] = {}
    for days in moves.values():
        for day in days:
            counts[day] = counts.get(day, 0) + 1
    windows = {
        day: Window(day - length, day - one) if template.when.before else Window(day, day + length - one)
        for day in counts
    }
    # Moves of some days belong together: the day most people move on stands for all of them.
    ahead = [day for day, window in windows.items() if window.last >= today]
    if not ahead:
        return None
    first = min(ahead)
    near = [day for day in ahead if day - first <= length]
    return windows[max(near, key=lambda day: (counts[day], -day.toordinal()))]
