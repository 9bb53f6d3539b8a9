"""Check the catalogue of services against the schema and build it, naming every problem at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from desktop_app.domain.errors import N_, InputError
from desktop_app.domain.policy_schema_parts import KEY, TITLE, take_source
from desktop_app.domain.schema import Problems, SchemaProblem, Table
from desktop_app.domain.service_catalogue import Service, ServiceCatalogue
from desktop_app.domain.terms import ServiceGroup

_KEY_SHAPE = re.compile(r"[a-z][a-z0-9_]{0,31}")
"""Keys stand in records, which keep at most so many characters of a code."""

_NEED_SHAPE = re.compile(r"services\.[a-z0-9_]{1,40}")
_LONGEST_TITLE, _LONGEST_UNIT = 20, 4


class ServicesRefused(InputError):
    """The catalogue of services breaks the schema; ``details["problems"]`` holds every ``SchemaProblem``."""

    code = "services_refused"
    what = N_("服务目录有 {count} 处问题：\n{listing}")
    data_safe = N_("原有服务记录没有改动。")
    do_now = N_("请按提示逐处改正服务目录，再重新打开程序。")

    def __init__(self, problems: Problems) -> None:
        """Refuse the file because of ``problems``."""
        found: tuple[SchemaProblem, ...] = tuple(problems.found)
        super().__init__(count=len(found), problems=found, listing=problems.listing())


def parse_services(data: Mapping[str, Any]) -> ServiceCatalogue:
    """Return the catalogue; raises ServicesRefused with every problem found."""
    problems = Problems()
    top = Table(data, "", problems)
    services = [_service(table) for table in top.take_tables("services", N_("服务"))]
    top.finish()
    if not services:
        problems.add("services", N_("服务目录是空的"))
    for given in ([each.key for each in services], [each.title for each in services]):
        for one in sorted({one for one in given if one and given.count(one) > 1}):
            problems.add("services", N_("代号或名称“{given}”重复"), given=one)
    if problems.found:
        raise ServicesRefused(problems)
    return ServiceCatalogue(services)


def _service(table: Table) -> Service:
    service = Service(
        key=table.take_text("key", KEY),
        title=table.take_text("title", TITLE),
        group=table.take_term("group", N_("服务大类"), ServiceGroup),
        unit=table.take_text("unit", N_("计量单位")),
        helps=table.take_flag("helps", N_("计为帮助"), False),
        span=table.take_flag("span", N_("可连续多日"), False),
        agreement=table.take_flag("agreement", N_("凭协议提供"), False),
        needs=table.take_texts("needs", N_("满足的需求"), ()),
        source=take_source(table),
    )
    table.finish()
    if service.key and not _KEY_SHAPE.fullmatch(service.key):
        table.report("key", N_("代号只能用小写字母、数字和 _，以字母开头，最多32个字符"))
    if len(service.title) > _LONGEST_TITLE:
        table.report("title", N_("名称最多{most}个字"), most=_LONGEST_TITLE)
    if len(service.unit) > _LONGEST_UNIT:
        table.report("unit", N_("计量单位最多{most}个字"), most=_LONGEST_UNIT)
    for need in service.needs:
        if not _NEED_SHAPE.fullmatch(need):
            table.report("needs", N_("需求应写成 services.选项，如 services.meal"))
    return service
