"""``services``: the catalogue, what was given, what is arranged, who provides it, and needs not yet met."""

from __future__ import annotations

import re
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from typing import Any

from desktop_app.cli.arguments import Commands, at_least, day, term
from desktop_app.cli.console import Answer, columns
from desktop_app.cli.faults import UsageProblem
from desktop_app.cli.obligations import done_answer, table
from desktop_app.cli.session import Session
from desktop_app.config.strings import _
from desktop_app.domain.service_rhythm import said
from desktop_app.domain.terms import ProviderKind, Satisfaction, ServiceGroup
from desktop_app.services.service_catalogue import catalogue
from desktop_app.services.service_drafts import (
    NeedFilter,
    PlanDraft,
    PlanLine,
    ProviderDraft,
    ServiceDraft,
    ServiceFilter,
)

_FENS = 100


def add(commands: Commands) -> None:
    """Register the commands."""
    group = commands.group("services", _("服务：目录、登记、安排、提供方、未满足的需求"))
    group.command("catalogue", _("服务目录和所依据的文件原句"), _catalogue)
    parser = group.command("record", _("登记一次服务"), _record)
    parser.add_argument("--elder", required=True, metavar="UID", help=_("老年人的 UID"))
    _given(parser)
    parser = group.command(
        "round", _("批量登记：一次给许多人的同一项服务，要么全部登记，要么都不登记"), _round
    )
    parser.add_argument(
        "--elder", action="append", default=[], metavar="UID", help=_("老年人的 UID，可写多次")
    )
    parser.add_argument(
        "--due", action="store_true", help=_("当天按安排应到的人，不含外出、住院的和已登记的")
    )
    _given(parser)
    parser = group.command("list", _("列出服务记录，新的在前"), _list)
    parser.add_argument("--elder", metavar="UID", help=_("只看这个人"))
    parser.add_argument("--service", metavar="KEY", help=_("只看这项服务，代号或名称"))
    parser.add_argument("--group", type=term(ServiceGroup), metavar="GROUP", help=_("只看这一大类"))
    parser.add_argument("--village", metavar="CODE", help=_("只看这个嘎查村（社区）"))
    parser.add_argument("--from", dest="first", type=day, metavar="DATE", help=_("从哪天起"))
    parser.add_argument("--to", dest="last", type=day, metavar="DATE", help=_("到哪天为止"))
    parser.add_argument("--most", type=at_least(1), default=200, metavar="N", help=_("最多列出几条"))
    parser = group.command("take-back", _("撤销一条服务记录，或批量登记的一批"), _take_back)
    parser.add_argument("uid", metavar="UID")
    parser.add_argument("--round", action="store_true", help=_("UID 是批次的，整批撤销"))
    _add_plans(group)
    _add_providers(group)
    parser = group.command("needs", _("未满足的需求，久的在前"), _needs)
    parser.add_argument("--elder", metavar="UID", help=_("只看这个人"))
    parser.add_argument("--village", metavar="CODE", help=_("只看这个嘎查村（社区）"))
    parser.add_argument("--service", metavar="KEY", help=_("只看这项服务能满足的，代号或名称"))


def _given(parser: ArgumentParser) -> None:
    _about_service(parser)
    parser.add_argument("--on", type=day, metavar="DATE", help=_("服务日期，缺省为今天"))
    parser.add_argument("--to", dest="to_on", type=day, metavar="DATE", help=_("最后一天，连续多日的才写"))
    parser.add_argument("--given-by", metavar="NAME", help=_("服务人员"))
    satisfactions = "、".join(f"{each.value} {_(each.term)}" for each in Satisfaction)
    parser.add_argument("--satisfaction", type=term(Satisfaction), metavar="KEY", help=satisfactions)
    parser.add_argument("--paid", type=_money, metavar="YUAN", help=_("个人自付，元"))
    parser.add_argument("--again", action="store_true", help=_("确认又提供了一次，或早于登记日期"))


def _about_service(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--service", required=True, metavar="KEY", help=_("服务的代号或名称，见 services catalogue")
    )
    parser.add_argument("--quantity", metavar="NUMBER", help=_("数量，如 2 或 1.5"))
    parser.add_argument("--provider", metavar="UID|NAME", help=_("服务提供方的 UID 或名称"))
    parser.add_argument("--place", metavar="TEXT", help=_("地点"))
    parser.add_argument("--cost", type=_money, metavar="YUAN", help=_("每次费用，元"))
    parser.add_argument("--note", metavar="TEXT", help=_("说明"))


def _add_plans(group: Commands) -> None:
    parser = group.command("plan", _("安排一项服务，或登记一份协议（如家庭医生签约）"), _plan)
    parser.add_argument("--elder", required=True, metavar="UID", help=_("老年人的 UID"))
    _about_service(parser)
    parser.add_argument("--from", dest="from_on", type=day, metavar="DATE", help=_("从哪天起，缺省为今天"))
    parser.add_argument("--to", dest="to_on", type=day, metavar="DATE", help=_("最后一天，缺省为长期"))
    parser.add_argument(
        "--rhythm", metavar="RHYTHM", help=_("day 每天，week:1,3,5 每周一三五，month:1,15 每月1日15日")
    )
    parser.add_argument("--agreement-no", metavar="TEXT", help=_("协议编号"))
    parser = group.command("end-plan", _("结束一项安排"), _end_plan)
    parser.add_argument("uid", metavar="UID")
    parser.add_argument("--on", type=day, metavar="DATE", help=_("从哪天起不再提供，缺省为今天"))
    parser = group.command("plans", _("列出长期安排"), _plans)
    parser.add_argument("--elder", metavar="UID", help=_("只看这个人"))
    parser.add_argument("--service", metavar="KEY", help=_("只看这项服务，代号或名称"))
    parser.add_argument("--village", metavar="CODE", help=_("只看这个嘎查村（社区）"))
    parser.add_argument("--over", action="store_true", help=_("也列出已结束的"))
    parser = group.command("due", _("某天应到的人：按安排轮到的，外出、住院的注明"), _due)
    parser.add_argument("--service", required=True, metavar="KEY", help=_("服务的代号或名称"))
    parser.add_argument("--on", type=day, metavar="DATE", help=_("哪天，缺省为今天"))
    parser.add_argument("--village", metavar="CODE", help=_("只看这个嘎查村（社区）"))


def _add_providers(group: Commands) -> None:
    parser = group.command("providers", _("列出服务提供方"), _providers)
    parser.add_argument("--over", action="store_true", help=_("也列出已停止服务的"))
    parser = group.command("add-provider", _("登记一个服务提供方"), _add_provider)
    parser.add_argument("name", metavar="NAME")
    kinds = "、".join(f"{each.value} {_(each.term)}" for each in ProviderKind)
    parser.add_argument("--kind", type=term(ProviderKind), required=True, metavar="KIND", help=kinds)
    parser.add_argument("--phone", metavar="NUMBER", help=_("电话"))
    parser.add_argument("--contract-no", metavar="TEXT", help=_("购买服务合同编号"))
    parser.add_argument("--from", dest="from_on", type=day, metavar="DATE", help=_("合同开始日期"))
    parser.add_argument("--to", dest="to_on", type=day, metavar="DATE", help=_("合同到期日期"))
    parser = group.command("end-provider", _("一个服务提供方停止服务，以前的记录不变"), _end_provider)
    parser.add_argument("uid", metavar="UID")
    parser.add_argument("--on", type=day, metavar="DATE", help=_("从哪天起，缺省为今天"))


def _money(text: str) -> int:
    """Read an amount in 元 with at most two decimals; returns 分."""
    if re.fullmatch(r"\d{1,7}(\.\d{1,2})?", text, re.ASCII) is None:
        raise ArgumentTypeError(_("金额应写成 12 或 12.50 这样"))
    whole, _dot, rest = text.partition(".")
    return int(whole) * _FENS + int(rest.ljust(2, "0"))


def _service_key(text: str | None) -> str | None:
    """Return the key of a service named by key or title; what is neither is left for the service to refuse."""
    return next((each.key for each in catalogue().services if text == each.title), text)


def _provider(session: Session, text: str | None) -> dict[str, str | None]:
    """Return the provider on the list whose uid or name it is, or else the bare name."""
    listed = session.app.service_providers.list(session.app.actor, over=True) if text else []
    found = next((each for each in listed if text in (each.uid, each.name)), None)
    if found is None:
        return {"provider_name": text}
    return {"provider_uid": found.uid, "provider_name": found.name}


def _catalogue(_session: Session, _options: Namespace) -> Answer:
    data = [
        {
            "key": each.key,
            "title": each.title,
            "group": each.group.value,
            "unit": each.unit,
            "helps": each.helps,
            "span": each.span,
            "agreement": each.agreement,
            "needs": list(each.needs),
            "document": each.source.document,
            "sentence": each.source.sentence,
        }
        for each in catalogue().services
    ]
    lines = columns(
        (
            (
                each.key,
                each.title,
                _(each.group.term),
                each.unit,
                _("是") if each.helps else "",
                each.source.document,
            )
            for each in catalogue().services
        ),
        (_("代号"), _("服务"), _("大类"), _("单位"), _("计为帮助"), _("依据")),
    )
    return Answer(data, lines)


def _draft(session: Session, options: Namespace, elder_uid: str, **more: Any) -> ServiceDraft:
    facts: dict[str, Any] = {
        "service": _service_key(options.service) or "",
        "given_on": options.on or session.app.clock.today(),
        "to_on": options.to_on,
        "quantity": options.quantity,
        "given_by": options.given_by,
        "place": options.place,
        "satisfaction": options.satisfaction.value if options.satisfaction else None,
        "cost": options.cost,
        "paid": options.paid,
        "note": options.note,
        "again": options.again,
    }
    return ServiceDraft(elder_uid=elder_uid, **facts | _provider(session, options.provider) | more)


def _record(session: Session, options: Namespace) -> Answer:
    app = session.app
    change_set = app.services_given.record(app.actor, _draft(session, options, options.elder))
    return Answer({"change_set": change_set}, [_("已登记。")])


def _round(session: Session, options: Namespace) -> Answer:
    app = session.app
    if not options.elder and not options.due:
        raise UsageProblem(problem=_("请写 --elder（可多次），或者写 --due"), command="services round")
    expected: list[PlanLine] = []
    if options.due:
        on = options.on or app.clock.today()
        lines = app.service_plans.due(app.actor, _service_key(options.service) or "", on)
        expected = [line for line in lines if not (line.absent or line.given)]
    drafts = [_draft(session, options, uid) for uid in options.elder]
    drafts += [_planned(session, options, line) for line in expected if line.elder_uid not in options.elder]
    done = app.services_given.record_round(app.actor, drafts)
    words = _("已登记 {count} 人。").format(count=len(done.uids))
    return Answer({"uids": done.uids, "change_set": done.change_set}, [words])


def _planned(session: Session, options: Namespace, line: PlanLine) -> ServiceDraft:
    """Return the draft of somebody expected: what the command leaves out is as it was arranged."""
    arranged: dict[str, Any] = {"plan_uid": line.uid}
    for name in ("quantity", "place", "cost"):
        if getattr(options, name) is None:
            arranged[name] = getattr(line, name)
    if options.provider is None:
        arranged |= {"provider_uid": line.provider_uid, "provider_name": line.provider}
    return _draft(session, options, line.elder_uid, **arranged)


def _list(session: Session, options: Namespace) -> Answer:
    service = _service_key(options.service)
    wanted = ServiceFilter(
        first=options.first,
        last=options.last,
        services=(service,) if service else (),
        groups=(options.group,) if options.group else (),
        village_code=options.village,
        elder_uid=options.elder,
    )
    return table(
        session.app.services_given.list(session.app.actor, wanted, limit=options.most),
        ("elder_name", "village", "title", "given_on", "to_on", "quantity", "unit", "provider", "uid"),
        (
            _("姓名"),
            _("嘎查村（社区）"),
            _("服务"),
            _("日期"),
            _("至"),
            _("数量"),
            _("单位"),
            _("提供方"),
            "UID",
        ),
        _("没有服务记录。"),
    )


def _take_back(session: Session, options: Namespace) -> Answer:
    given = session.app.services_given
    take_back = given.take_back_round if options.round else given.take_back
    return Answer({"change_set": take_back(session.app.actor, options.uid)}, [_("已撤销。")])


def _plan(session: Session, options: Namespace) -> Answer:
    app = session.app
    facts: dict[str, Any] = _provider(session, options.provider)
    draft = PlanDraft(
        elder_uid=options.elder,
        service=_service_key(options.service) or "",
        from_on=options.from_on or app.clock.today(),
        to_on=options.to_on,
        rhythm=options.rhythm,
        quantity=options.quantity,
        place=options.place,
        cost=options.cost,
        agreement_no=options.agreement_no,
        note=options.note,
        **facts,
    )
    return done_answer(_("已安排。"), app.service_plans.add(app.actor, draft))


def _end_plan(session: Session, options: Namespace) -> Answer:
    app = session.app
    return done_answer(_("安排已结束。"), app.service_plans.end(app.actor, options.uid, on=options.on))


def _plans(session: Session, options: Namespace) -> Answer:
    rows = session.app.service_plans.list(
        session.app.actor,
        service=_service_key(options.service),
        village_code=options.village,
        elder_uid=options.elder,
        over=options.over,
    )
    lines = columns(
        (
            (
                row.elder_name,
                row.village,
                row.title,
                said(row.rhythm).say(_),
                row.from_on,
                row.to_on,
                row.provider,
                row.uid,
            )
            for row in rows
        ),
        (_("姓名"), _("嘎查村（社区）"), _("服务"), _("周期"), _("自"), _("至"), _("提供方"), "UID"),
    )
    return Answer(rows, lines if rows else [_("没有长期安排。")])


def _due(session: Session, options: Namespace) -> Answer:
    app = session.app
    rows = app.service_plans.due(
        app.actor,
        _service_key(options.service) or "",
        options.on or app.clock.today(),
        village_code=options.village,
    )
    lines = columns(
        (
            (
                row.elder_name,
                row.village,
                row.quantity,
                row.place,
                _(row.absent or ""),
                _("已登记") if row.given else "",
                row.elder_uid,
            )
            for row in rows
        ),
        (_("姓名"), _("嘎查村（社区）"), _("数量"), _("地点"), _("不在本村"), _("记录"), "UID"),
    )
    return Answer(list(rows), lines if rows else [_("这一天没有按安排应到的人。")])


def _providers(session: Session, options: Namespace) -> Answer:
    kinds = {each.value: _(each.term) for each in ProviderKind}
    rows = session.app.service_providers.list(session.app.actor, over=options.over)
    lines = columns(
        (
            (
                row.name,
                kinds.get(row.kind, row.kind),
                row.phone,
                row.contract_no,
                row.contract_to_on,
                row.ended_on,
                row.uid,
            )
            for row in rows
        ),
        (_("名称"), _("种类"), _("电话"), _("合同编号"), _("合同到期"), _("停止服务"), "UID"),
    )
    return Answer(rows, lines if rows else [_("没有登记服务提供方。")])


def _add_provider(session: Session, options: Namespace) -> Answer:
    app = session.app
    draft = ProviderDraft(
        name=options.name,
        kind=options.kind.value,
        phone=options.phone,
        contract_no=options.contract_no,
        contract_from_on=options.from_on,
        contract_to_on=options.to_on,
    )
    return done_answer(_("已登记。"), app.service_providers.add(app.actor, draft))


def _end_provider(session: Session, options: Namespace) -> Answer:
    app = session.app
    return done_answer(_("已停止服务。"), app.service_providers.end(app.actor, options.uid, on=options.on))


def _needs(session: Session, options: Namespace) -> Answer:
    wanted = NeedFilter(
        elder_uid=options.elder, village_code=options.village, service=_service_key(options.service)
    )
    rows = session.app.service_needs.unmet(session.app.actor, wanted)
    lines = columns(
        (
            (
                row.elder_name,
                row.village,
                row.what,
                row.since_on,
                row.due_on,
                "、".join(map(catalogue().title, row.services)),
                row.elder_uid,
            )
            for row in rows
        ),
        (_("姓名"), _("嘎查村（社区）"), _("需求"), _("自"), _("期限"), _("可提供的服务"), "UID"),
    )
    return Answer(rows, lines if rows else [_("没有未满足的需求。")])
