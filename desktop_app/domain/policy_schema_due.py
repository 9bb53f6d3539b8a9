"""Read what a policy file says is owed to people besides visits: services so many times a year, and subsidies."""

from __future__ import annotations

import re

from desktop_app.domain.due_kinds import DuePeriod, DueProof, LivingPlace
from desktop_app.domain.errors import N_
from desktop_app.domain.policies import DueServiceRule, SubsidyRule
from desktop_app.domain.policy_schema_parts import TITLE, take_conditions, take_key, take_source
from desktop_app.domain.schema import Table
from desktop_app.domain.terms import BenefitKind

_SERVICE_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


def due_service(table: Table) -> DueServiceRule:
    """Read one service that is owed."""
    rule = DueServiceRule(
        key=take_key(table),
        title=table.take_text("title", TITLE),
        who=take_conditions(table),
        times_per_year=table.take_number("times_per_year", N_("每年次数"), 1, 366),
        services=_services(table),
        period=table.take_term("period", N_("分段"), DuePeriod, DuePeriod.EVEN),
        proof=table.take_term("proof", N_("凭什么算落实"), DueProof, DueProof.SERVICE),
        where=table.take_term("where", N_("居住地点"), LivingPlace, LivingPlace.HOME),
        enabled=table.take_flag("enabled", N_("是否启用"), True),
        source=take_source(table),
    )
    if rule.proof is not DueProof.SERVICE and rule.times_per_year > 1:
        table.report("times_per_year", N_("按长期安排或能力评估核对的，每年次数只能是 1"))
    if rule.proof is DueProof.CONTRACT and not rule.services:
        table.report("services", N_("按长期安排核对的，要写明是哪几项服务"))
    return rule


def subsidy(table: Table) -> SubsidyRule:
    """Read one subsidy somebody is entitled to."""
    return SubsidyRule(
        key=take_key(table),
        title=table.take_text("title", TITLE),
        benefit=table.take_term("benefit", N_("待遇"), BenefitKind),
        who=take_conditions(table),
        where=table.take_term("where", N_("居住地点"), LivingPlace, LivingPlace.ANYWHERE),
        enabled=table.take_flag("enabled", N_("是否启用"), True),
        source=take_source(table),
    )


def _services(table: Table) -> tuple[str, ...]:
    """Read keys of the catalogue of services; whether they are in it, this cannot know."""
    keys = table.take_texts("services", N_("由哪几项服务落实"), ())
    for key in keys:
        if not _SERVICE_KEY.fullmatch(key):
            table.report("services", N_("“{given}”不是服务目录里的代号"), given=key[:60])
    return tuple(dict.fromkeys(keys))
