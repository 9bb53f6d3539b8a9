"""Read the visit rules and event rules of a policy file, each with what it asks and what counts."""

from __future__ import annotations

from datetime import date

from desktop_app.domain.errors import N_
from desktop_app.domain.life_events import LIFE_EVENT_EFFECTS
from desktop_app.domain.phrases import Phrase
from desktop_app.domain.policies import EventRule, Every, Rung, VisitRule
from desktop_app.domain.policy_schema_parts import (
    TITLE,
    report_uncountable,
    take_conditions,
    take_every,
    take_key,
    take_source,
    take_validity,
)
from desktop_app.domain.schema import Table
from desktop_app.domain.terms import LadderStep, LifeEventKind, Mode, Outcome, Tier

COUNTED_MODES = (Mode.IN_PERSON.value, Mode.PHONE.value, Mode.VIDEO.value)
"""上门、电话、视频 count unless a rule says otherwise."""

COUNTED_OUTCOMES = (Outcome.MET_IN_PERSON.value, Outcome.MET_REMOTELY.value)
"""见到本人、通话到本人 count unless a rule says otherwise."""

LONGEST_HOURS = 720
LONGEST_WAIT = 60
_REMOTE = frozenset({Mode.PHONE, Mode.VIDEO, Mode.DEVICE})


def visit_rule(table: Table, valid_from: date, valid_to: date | None) -> VisitRule:
    """Read one version of a visit rule; its days are by default those of the profile."""
    every = take_every(table)
    first, last = take_validity(table, valid_from, valid_to)
    rule = VisitRule(
        key=take_key(table),
        title=table.take_text("title", TITLE),
        who=take_conditions(table),
        every=every,
        target_day=table.take_number("target_day", N_("目标日"), 1, every.days, min(20, every.days)),
        due_soon_days=table.take_number("due_soon_days", N_("提前提醒天数"), 0, 60, 0),
        retry_days=table.take_number("retry_days", N_("再访天数"), 1, 60, 3),
        grace_days=table.take_number("grace_days", N_("宽限天数"), 0, 27, 0),
        modes=frozenset(table.take_terms("modes", N_("探访方式"), Mode, COUNTED_MODES)),
        outcomes=frozenset(table.take_terms("outcomes", N_("探访结果"), Outcome, COUNTED_OUTCOMES)),
        enabled=table.take_flag("enabled", N_("是否启用"), True),
        version=table.take_number("version", N_("版本"), 1, 9999, 1),
        valid_from=first,
        valid_to=last,
        source=take_source(table),
        on_site=take_every(table, "on_site", N_("其中上门的周期")) if table.has("on_site") else None,
        ladder=_ladder(table),
        alert_hours=_hours(table, "alert_hours", N_("预警小时数")),
    )
    _check_modes(table, rule.modes, rule.outcomes)
    _check_days(table, rule)
    _check_on_site(table, rule)
    return rule


def _hours(table: Table, field: str, what: str) -> int | None:
    return table.take_number(field, what, 1, LONGEST_HOURS) if table.has(field) else None


def _ladder(table: Table) -> tuple[Rung, ...]:
    """Read the steps after an attempt that did not find the person; the last one must be an alarm."""
    if not table.has("ladder"):
        return ()
    rungs = []
    known_problems = len(table.problems.found)
    for each in table.take_tables("ladder", N_("未见到本人后的步骤")):
        rungs.append(
            Rung(
                each.take_term("step", N_("步骤"), LadderStep),
                each.take_number("wait_days", N_("等待天数"), 0, LONGEST_WAIT, 0),
            )
        )
        each.finish()
    steps = [rung.step for rung in rungs]
    alarm = Phrase(LadderStep.ALERT.term)
    if len(table.problems.found) > known_problems:
        return tuple(rungs)
    if not steps:
        table.report("ladder", N_("步骤是空的；不写 ladder 则用通常的步骤"))
    elif LadderStep.ALERT in steps[:-1]:
        table.report("ladder", N_("“{alarm}”（alert）只能是最后一步，其后的步骤走不到"), alarm=alarm)
    elif steps[-1] is not LadderStep.ALERT:
        table.report(
            "ladder",
            N_("步骤没有尽头，一直找不到人也不会预警；最后一步应为 alert（{alarm}）"),
            alarm=alarm,
        )
    return tuple(rungs)


def _check_modes(table: Table, modes: frozenset[Mode], outcomes: frozenset[Outcome]) -> None:
    if not modes:
        table.report("modes", N_("没有写明哪些探访方式有效"))
    report_uncountable(table, outcomes)
    if modes and outcomes == {Outcome.MET_REMOTELY} and not modes & _REMOTE:
        table.report(
            "modes", N_("只认“通话到本人”，却没有列 phone（电话）、video（视频）或 device（物联网）")
        )


def _check_days(table: Table, rule: VisitRule) -> None:
    """Report days that do not fit into the rule's own window."""
    days = rule.every.days
    if rule.due_soon_days >= days > 1 and rule.due_soon_days <= LONGEST_WAIT:
        table.report("due_soon_days", N_("提前提醒天数应少于周期的 {days} 天"), days=days)
    if days < rule.retry_days <= LONGEST_WAIT and table.has("retry_days"):
        table.report("retry_days", N_("再访天数超过了周期的 {days} 天"), days=days)
    if rule.grace_days >= days:
        table.report("grace_days", N_("宽限天数应少于周期的 {days} 天"), days=days)


def _check_on_site(table: Table, rule: VisitRule) -> None:
    on_site: Every | None = rule.on_site
    if on_site is None:
        return
    if Mode.IN_PERSON not in rule.modes:
        table.report("on_site", N_("要求其中上门，modes 里却没有 in_person（上门）"))
    elif on_site.days < rule.every.days:
        table.report(
            "on_site",
            N_("其中上门（{often}）比规则本身（{rule}）还密，应直接改规则的周期"),
            often=on_site.words,
            rule=rule.every.words,
        )


def event_rule(table: Table, valid_from: date, valid_to: date | None) -> EventRule:
    """Read one version of a rule for what follows a life event."""
    first, last = take_validity(table, valid_from, valid_to)
    raises = table.take_term("raises_to", N_("提高到的风险等级"), Tier) if table.has("raises_to") else None
    rule = EventRule(
        key=take_key(table),
        title=table.take_text("title", TITLE),
        events=table.take_terms("events", N_("重大变故"), LifeEventKind),
        who=take_conditions(table),
        within_hours=_hours(table, "within_hours", N_("小时数")),
        modes=frozenset(table.take_terms("modes", N_("探访方式"), Mode, (Mode.IN_PERSON.value,))),
        outcomes=frozenset(
            table.take_terms("outcomes", N_("探访结果"), Outcome, (Outcome.MET_IN_PERSON.value,))
        ),
        raises_to=raises,
        raise_days=table.take_number("raise_days", N_("提高等级的天数"), 1, 366, 0 if raises is None else 14)
        if table.has("raise_days") or raises is not None
        else 0,
        enabled=table.take_flag("enabled", N_("是否启用"), True),
        version=table.take_number("version", N_("版本"), 1, 9999, 1),
        valid_from=first,
        valid_to=last,
        source=take_source(table),
    )
    _check_modes(table, rule.modes, rule.outcomes)
    _check_event(table, rule)
    return rule


def _check_event(table: Table, rule: EventRule) -> None:
    if table.has("events") and not rule.events:
        table.report("events", N_("没有写明是哪些重大变故"))
    for kind in rule.events:
        if LIFE_EVENT_EFFECTS[kind].ends is not None:
            table.report("events", N_("“{kind}”之后不再安排探访，不能用在这里"), kind=Phrase(kind.term))
    if rule.within_hours is None and rule.raises_to is None and not table.has("within_hours"):
        table.report(
            "within_hours",
            N_("缺少小时数；只提高等级、不限时走访的，请写 raises_to 和 raise_days"),
        )
    if rule.raises_to is Tier.GENERAL:
        table.report("raises_to", N_("“一般”是最低的等级，应为 high（高风险）或 key（重点）"))
    if rule.raises_to is None and table.has("raise_days") and not table.has("raises_to"):
        table.report("raise_days", N_("写了提高等级的天数，却没有写提高到哪一级（raises_to）"))
    if rule.raises_to is not None and not table.has("raise_days"):
        table.report("raise_days", N_("缺少提高等级的天数（1 至 366）"))
