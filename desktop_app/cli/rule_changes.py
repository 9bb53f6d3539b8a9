"""The options with which a rule is changed on the command line, read into a ``RuleChange``."""

from __future__ import annotations

import argparse
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from typing import Any, TypeVar

from desktop_app.cli.arguments import at_least, term
from desktop_app.config.strings import _
from desktop_app.domain.policies import MONTHLY, QUARTERLY, Every, PeriodUnit, Rung
from desktop_app.domain.policy_changes import RuleChange
from desktop_app.domain.terms import LadderStep, Mode, Outcome, Tier

T = TypeVar("T")
_LONGEST = 366
_NONE = "none"


def add_change_options(parser: ArgumentParser) -> None:
    """Let a command take everything that may be changed of a rule; what is not given stays as it is."""
    parser.add_argument("--every", type=_every, metavar="month|quarter|DAYS", help=_("多久一次"))
    parser.add_argument("--target-day", type=at_least(1), metavar="N", help=_("目标日：窗口的第几天前"))
    parser.add_argument("--due-soon", type=at_least(0), metavar="DAYS", help=_("到期前几天提醒"))
    parser.add_argument("--retry", type=at_least(1), metavar="DAYS", help=_("未见到本人后几天再访"))
    parser.add_argument("--grace", type=at_least(0), metavar="DAYS", help=_("期满后宽限几天"))
    parser.add_argument(
        "--mode", type=term(Mode), action="append", metavar="MODE", help=_("哪种方式有效，可写多次")
    )
    parser.add_argument(
        "--outcome", type=term(Outcome), action="append", metavar="OUTCOME", help=_("哪种结果有效，可写多次")
    )
    parser.add_argument(
        "--on-site", type=_or_none(_every), metavar="month|quarter|DAYS|none", help=_("其中上门多久一次")
    )
    parser.add_argument(
        "--ladder",
        type=_ladder,
        metavar="STEP:DAYS,…",
        help=_("未见到本人后的步骤，如 retry:1,phone:1,alert:0"),
    )
    parser.add_argument(
        "--alert-hours",
        type=_or_none(at_least(1)),
        metavar="HOURS|none",
        help=_("首次未见到本人后几小时预警"),
    )
    parser.add_argument(
        "--within-hours", type=_or_none(at_least(1)), metavar="HOURS|none", help=_("变故后几小时内走访")
    )
    parser.add_argument(
        "--raises-to", type=_or_none(term(Tier)), metavar="high|key|none", help=_("变故后提高到哪一级")
    )
    parser.add_argument("--raise-days", type=at_least(1), metavar="DAYS", help=_("提高等级的天数"))


def change_of(options: Namespace, *, enabled: bool | None = None) -> RuleChange:
    """Return what the options ask for."""
    given: dict[str, Any] = {
        "every": options.every,
        "target_day": options.target_day,
        "due_soon_days": options.due_soon,
        "retry_days": options.retry,
        "grace_days": options.grace,
        "modes": frozenset(options.mode) if options.mode else None,
        "outcomes": frozenset(options.outcome) if options.outcome else None,
        "on_site": options.on_site,
        "ladder": options.ladder,
        "alert_hours": options.alert_hours,
        "within_hours": options.within_hours,
        "raises_to": options.raises_to,
        "raise_days": options.raise_days,
        "enabled": enabled,
    }
    asked: dict[str, Any] = {
        name: None if value == _NONE else value for name, value in given.items() if value is not None
    }
    return RuleChange(**asked)


def _every(text: str) -> Every:
    if text in {"month", "quarter"}:
        return MONTHLY if text == "month" else QUARTERLY
    if text.isdecimal() and 1 <= int(text) <= _LONGEST:
        return Every(PeriodUnit.DAYS, int(text))
    raise argparse.ArgumentTypeError(_("应为 month（每月）、quarter（每季度）或 1 至 366 的天数"))


def _ladder(text: str) -> tuple[Rung, ...]:
    rungs = []
    for part in text.split(","):
        step, _colon, days = part.partition(":")
        found = next((each for each in LadderStep if each.value == step.strip()), None)
        if found is None or not days.strip().isdecimal():
            known = "、".join(f"{each.value}（{_(each.term)}）" for each in LadderStep)
            raise argparse.ArgumentTypeError(_("每步应写成 步骤:天数，步骤可用：{known}").format(known=known))
        rungs.append(Rung(found, int(days)))
    return tuple(rungs)


def _or_none(read: Callable[[str], T]) -> Callable[[str], T | str]:
    """Return a reader that also takes ``none``: the rule shall have no such value."""

    def either(text: str) -> T | str:
        return _NONE if text == _NONE else read(text)

    return either
