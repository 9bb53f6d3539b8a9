"""Check the indicator file against the schema and turn it into an ``IndicatorBook``, naming every problem at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from desktop_app.domain.errors import N_, InputError
from desktop_app.domain.indicators import (
    IndicatorBook,
    IndicatorDefinition,
    Measure,
    amount_named,
    predicate_named,
)
from desktop_app.domain.outcomes import ExemptReason
from desktop_app.domain.schema import Problems, SchemaProblem, Table
from desktop_app.domain.terms import Category, EndReason, Mode, ServiceGroup, Term

_BREAKDOWNS: dict[str, type[Term]] = {
    "category": Category,
    "mode": Mode,
    "end_reason": EndReason,
    "exempt_reason": ExemptReason,
    "service_group": ServiceGroup,
}
"""What ``for_each`` may run over; ``{key}`` and ``{term}`` in the entry stand for its members."""


class IndicatorsRefused(InputError):
    """The indicator file does not follow the schema; ``details["problems"]`` holds every ``SchemaProblem``."""

    code = "indicators_refused"
    what = N_("指标定义有 {count} 处问题：\n{listing}")
    data_safe = N_("原有指标定义没有改动。")
    do_now = N_("请按提示逐处改正指标文件，再重新载入。")

    def __init__(self, problems: Problems) -> None:
        """Refuse the file because of ``problems``."""
        found: tuple[SchemaProblem, ...] = tuple(problems.found)
        super().__init__(count=len(found), problems=found, listing=problems.listing())


def parse_indicators(data: Mapping[str, Any]) -> IndicatorBook:
    """Return the book of indicators; raises IndicatorsRefused with every problem found."""
    problems = Problems()
    top = Table(data, "", problems)
    definitions = [each for table in top.take_tables("indicators", N_("指标")) for each in _entry(table)]
    top.finish()
    keys = [each.key for each in definitions]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        problems.add("indicators", N_("代号“{key}”重复"), key=key)
    if problems.found:
        raise IndicatorsRefused(problems)
    return IndicatorBook(definitions)


def _entry(table: Table) -> Iterator[IndicatorDefinition]:
    """Yield the definitions of one entry: one, or one for each member of a closed list."""
    key = table.take_text("key", N_("代号"))
    title = table.take_text("title", N_("名称"))
    unit = table.take_text("unit", N_("单位"))
    period = table.take_text("period", N_("统计周期"))
    exclusions = table.take_text("exclusions", N_("不计入的情形"), "")
    definition = table.take_text("definition", N_("口径说明"))
    decimals = table.take_number("decimals", N_("小数位数"), 0, 4, 0)
    numerator = table.take_table("numerator", N_("分子"))
    denominator = table.take_table("denominator", N_("分母")) if table.has("denominator") else None
    breakdown = table.take_text("for_each", N_("分项"), "")
    members: list[tuple[str, str]] = [("", "")]
    if breakdown and breakdown not in _BREAKDOWNS:
        table.report("for_each", N_("分项只能是 {known}"), known="、".join(_BREAKDOWNS))
    elif breakdown:
        members = [(member.value, member.term) for member in _BREAKDOWNS[breakdown]]
    top, bottom = _raw_measure(numerator), _raw_measure(denominator)
    table.finish()
    for member, term in members:
        yield IndicatorDefinition(
            key=key.replace("{key}", member),
            title=title.replace("{term}", term),
            unit=unit,
            period=period,
            numerator=_measure(numerator, top, member) or Measure("elders", ()),
            denominator=_measure(denominator, bottom, member),
            decimals=decimals,
            exclusions=exclusions,
            definition=definition.replace("{term}", term),
        )


def _raw_measure(table: Table | None) -> tuple[str, tuple[str, ...]] | None:
    if table is None:
        return None
    read = table.take_text("count", N_("计数内容")), table.take_texts("where", N_("条件"), ())
    table.finish()
    return read


def _measure(table: Table | None, raw: tuple[str, tuple[str, ...]] | None, member: str) -> Measure | None:
    """Return the measure for one member, reporting names that nothing is known about."""
    if table is None or raw is None:
        return None
    amount, where = raw[0].replace("{key}", member), tuple(name.replace("{key}", member) for name in raw[1])
    if amount and amount_named(amount) is None:
        table.report("count", N_("不认识的计数内容“{name}”"), name=amount)
    for name in where:
        if predicate_named(name) is None:
            table.report("where", N_("不认识的条件“{name}”"), name=name)
    return Measure(amount, where)
