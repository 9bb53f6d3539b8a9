"""What is wrong with a service, an arrangement or a provider before anything is written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.domain.errors import N_, FieldProblem
from desktop_app.domain.terms import ProviderKind, Satisfaction
from desktop_app.models import ServiceProvider
from desktop_app.services.decision_checks import DATED_FROM, optional_text
from desktop_app.services.service_catalogue import catalogue
from desktop_app.services.service_drafts import ProviderDraft, ServiceDraft

MOST_DAYS = 366
"""Longest stretch that one record may last; a longer one is a slip of the keyboard."""

MOST_MONEY = 100_000_000
"""Most 分 of one service: a million yuan."""

SERVICE = N_("服务项目")
PROVIDER = N_("服务提供方")
_GIVEN_ON, _TO_ON = N_("服务日期"), N_("最后一天")
_UNKNOWN = N_("不在可选项中")
_QUANTITY = re.compile(r"\d{1,4}(\.\d{1,2})?")
_POINTS = str.maketrans({"．": ".", "。": "."})


class ServiceRoundProblem(FieldProblem):
    """One service of a round is wrong; ``details["row"]`` is its number in the list, from 0."""

    code = "service_round"


class AlreadyGiven(FieldProblem):
    """A service looks recorded already; confirmed with ``again`` it is taken. ``details["rows"]`` are the numbers."""

    code = "service_again"
    do_now = N_("确实又提供了一次的，请确认后保存；重复登记的请去掉。其他已填内容都还在。")


class BeforeRegistration(AlreadyGiven):
    """A service was given before the person came on the register; confirmed with ``again`` it is taken."""

    code = "service_before"
    do_now = N_("日期无误的，请确认后保存；写错的请改正。其他已填内容都还在。")


def check_service(draft: ServiceDraft, today: date, *, known: bool = True) -> None:
    """Raise what is wrong with a draft by itself as ``FieldProblem``; without ``known`` any key is a service."""
    service = catalogue().get(draft.service)
    if service is None and (known or not draft.service):
        raise FieldProblem(field="service", label=SERVICE, reason=_UNKNOWN)
    _check_day(draft.given_on, today, "given_on", _GIVEN_ON)
    if draft.to_on is not None:
        _check_day(draft.to_on, today, "to_on", _TO_ON)
        if draft.to_on < draft.given_on:
            raise FieldProblem(field="to_on", label=_TO_ON, reason=N_("不能早于开始日期"))
        if service is not None and not service.span and draft.to_on != draft.given_on:
            raise FieldProblem(field="to_on", label=_TO_ON, reason=N_("这项服务按次登记，不跨多日"))
        if draft.to_on - draft.given_on >= timedelta(days=MOST_DAYS):
            raise FieldProblem(field="to_on", label=_TO_ON, reason=N_("一条记录最多一年，请分开登记"))
    spelled_quantity(draft.quantity)
    if draft.satisfaction and draft.satisfaction not in {each.value for each in Satisfaction}:
        raise FieldProblem(field="satisfaction", label=N_("满意度"), reason=_UNKNOWN)
    check_money(draft.cost, "cost", N_("费用"))
    check_money(draft.paid, "paid", N_("个人自付"))
    if draft.cost is not None and draft.paid is not None and draft.paid > draft.cost:
        raise FieldProblem(field="paid", label=N_("个人自付"), reason=N_("不能多于费用"))


def _check_day(day: date, today: date, field: str, label: str) -> None:
    if day > today:
        raise FieldProblem(field=field, label=label, reason=N_("不能晚于今天"))
    if day < DATED_FROM:
        raise FieldProblem(field=field, label=label, reason=N_("年份有误"))


def spelled_quantity(text: str | None) -> str | None:
    """Return a quantity in its one spelling ("2", "1.5"), None where there is none; raises ``FieldProblem``."""
    typed = (text or "").strip().translate(_POINTS)
    if not typed:
        return None
    if _QUANTITY.fullmatch(typed) is None:
        raise FieldProblem(field="quantity", label=N_("数量"), reason=N_("应为数字，最多两位小数"))
    value = Decimal(typed)
    if value <= 0:
        raise FieldProblem(field="quantity", label=N_("数量"), reason=N_("应大于 0"))
    return format(value.normalize(), "f")


def check_money(amount: int | None, field: str, label: str) -> None:
    """Raise ``FieldProblem`` for an amount in 分 that cannot be."""
    if amount is not None and not 0 <= amount <= MOST_MONEY:
        raise FieldProblem(field=field, label=label, reason=N_("金额应在 0 到 100 万元之间"))


def check_provider(draft: ProviderDraft) -> None:
    """Raise what is wrong with a provider by itself as ``FieldProblem``."""
    if optional_text(draft.name) is None:
        raise FieldProblem(field="name", label=N_("名称"), reason=N_("请填写"))
    if draft.kind not in {each.value for each in ProviderKind}:
        raise FieldProblem(field="kind", label=N_("种类"), reason=_UNKNOWN)
    first, last = draft.contract_from_on, draft.contract_to_on
    for day, field in ((first, "contract_from_on"), (last, "contract_to_on")):
        if day is not None and not DATED_FROM.year <= day.year <= 2099:
            raise FieldProblem(field=field, label=N_("合同日期"), reason=N_("年份有误"))
    if first is not None and last is not None and last < first:
        raise FieldProblem(field="contract_to_on", label=N_("合同到期日"), reason=N_("不能早于合同开始日期"))


def providers_of(session: Session) -> dict[str, ServiceProvider]:
    """Return all providers by uid, also those that give no services any more."""
    query = select(ServiceProvider).where(ServiceProvider.retracted.is_(False))
    return {each.uid: each for each in session.execute(query).scalars()}


def provider_name(
    providers: Mapping[str, ServiceProvider], uid: str | None, name: str | None, on: date
) -> str | None:
    """Return the name to keep: that of the list where one is chosen there; raises ``FieldProblem``."""
    if not uid:
        return optional_text(name)
    found = providers.get(uid)
    if found is None:
        raise FieldProblem(field="provider_uid", label=PROVIDER, reason=N_("名单里没有这个提供方"))
    if found.ended_on is not None and found.ended_on <= on:
        raise FieldProblem(field="provider_uid", label=PROVIDER, reason=N_("这个提供方当时已停止服务"))
    return found.name
