"""The columns of the list of duties: what each says, how it sorts, and which go first where there is no room."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from desktop_app.config.strings import _
from desktop_app.domain.terms import DutyKind, DutyState, Tier
from desktop_app.services.duties import OwedRow
from desktop_app.storage.queries.duties import DutyLine
from desktop_app.ui import duty_words
from desktop_app.ui.duties.calendar_words import window_words
from desktop_app.ui.duties.list_groups import Entry, Heading
from desktop_app.ui.kit import Column

Now = tuple[date, str | None]

FILTERS = (DutyState.OVERDUE, DutyState.DUE, DutyState.OPEN, DutyState.PLANNED, DutyState.WAIVED)
USUAL = frozenset({DutyState.OVERDUE, DutyState.DUE, DutyState.OPEN})
RANK = {state: at for at, state in enumerate(FILTERS)}
LEAST_NEEDED = ("tier", "last", "phone", "window")
"""Which columns go where there is no room, in this order; the strip below says what they say."""


def step_words(line: DutyLine) -> str:
    """Return what the attempts so far call for; the day agreed on has a column of its own."""
    told = line.alert or line.attempts or line.event_latest_on is not None
    return duty_words.next_words(line) if told else ""


def person(text: Callable[[OwedRow], str]) -> Callable[[Entry], str]:
    """Return ``text`` for people and nothing for headings."""
    return lambda each: "" if isinstance(each, Heading) else text(each)


def columns(now: Callable[[], Now]) -> tuple[Column[Entry], ...]:
    """Return the columns in their order; ``now`` is the day and the wall clock."""
    return (
        Column(
            key="name",
            title=_("姓名"),
            width_em=8.5,
            text=lambda each: each.words() if isinstance(each, Heading) else each.line.name,
            strong=True,
            stretch=True,
        ),
        Column(
            key="state",
            title=_("状态"),
            width_em=11,
            text=person(lambda each: duty_words.state_words(each.line, *now())),
            tint=lambda each: "quiet" if isinstance(each, Heading) else duty_words.state_tint(each.line),
        ),
        Column(
            key="planned",
            title=_("排定"),
            width_em=5,
            text=person(
                lambda each: each.line.planned_on.strftime("%m-%d") if each.line.planned_on else _("未排")
            ),
        ),
        Column(
            key="step",
            title=_("下一步"),
            width_em=11,
            text=person(lambda each: step_words(each.line)),
            stretch=True,
        ),
        Column(
            key="village",
            title=_("嘎查村（社区）"),
            width_em=8,
            text=person(lambda each: each.village),
            stretch=True,
        ),
        Column(
            key="visitor",
            title=_("探访人"),
            width_em=6.5,
            text=person(lambda each: each.line.visitor or _("未指定")),
            stretch=True,
        ),
        Column(
            key="window",
            title=_("探访期"),
            width_em=8.5,
            text=person(lambda each: window_words(each.line.earliest_on, each.line.latest_on)),
        ),
        Column(
            key="tier",
            title=_("等级"),
            width_em=4.8,
            text=person(lambda each: duty_words.tier_words(each.line.tier)),
        ),
        Column(
            key="last",
            title=_("上次有效探访"),
            width_em=7.5,
            text=person(
                lambda each: each.line.last_counted_on.isoformat() if each.line.last_counted_on else _("尚无")
            ),
        ),
        Column(
            key="phone",
            title=_("电话"),
            width_em=8,
            text=person(lambda each: each.line.phone or _("无电话")),
            sortable=False,
        ),
    )


def sort_keys() -> dict[str, Callable[[OwedRow], Any]]:
    """Return what each column is ordered by."""
    tiers = {tier.value: at for at, tier in enumerate(Tier)}
    return {
        "name": lambda each: each.line.name,
        # What counts hours comes before what counts days, as on the page of today.
        "state": lambda each: (
            each.line.kind != DutyKind.EVENT or each.line.state not in USUAL,
            RANK.get(DutyState(each.line.state), len(RANK)),
            -each.line.overdue_days,
            each.line.latest_on,
            each.line.latest_time or "24",
        ),
        "planned": lambda each: (each.line.planned_on is None, each.line.planned_on or each.line.due_on),
        "step": lambda each: (-each.line.attempts, each.line.due_on),
        "village": lambda each: (each.line.village_code, each.line.latest_on),
        "tier": lambda each: tiers.get(each.line.tier or "", len(tiers)),
        "last": lambda each: each.line.last_counted_on.isoformat() if each.line.last_counted_on else "",
        "window": lambda each: (each.line.latest_on, each.line.earliest_on),
        "visitor": lambda each: each.line.visitor or "",
    }
