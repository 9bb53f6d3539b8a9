"""``findings``: what was found and has to be followed until closed (销号), one command for each step."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import replace
from typing import Any

from desktop_app.cli.arguments import Commands, day, term
from desktop_app.cli.console import Answer, columns
from desktop_app.cli.session import Session
from desktop_app.config.strings import _
from desktop_app.domain.findings import AgeClass, Stage
from desktop_app.domain.terms import FindingKind, FindingState, FindingStepKind, SiteLevel
from desktop_app.services.finding_drafts import StepDraft
from desktop_app.services.visit_drafts import FindingDraft
from desktop_app.storage.queries.findings import FindingFilter, FindingLine

_KINDS = {kind.value: kind.term for kind in FindingKind}
_STAGES = {stage.value: stage.term for stage in Stage}
_STEPS = {kind.value: kind.term for kind in FindingStepKind}


def add(commands: Commands) -> None:
    """Register the commands."""
    group = commands.group("findings", _("问题跟踪：列出、登记、转介、上报、销号"))
    _add_reading(group)
    parser = group.command("add", _("登记一个不是探访中发现的问题"), _add)
    parser.add_argument("--elder", required=True, metavar="UID", help=_("老年人的 UID"))
    parser.add_argument(
        "--kind", type=term(FindingKind), required=True, metavar="KIND", help=_listed(FindingKind)
    )
    parser.add_argument("--what", required=True, metavar="TEXT", help=_("问题"))
    parser.add_argument("--action", metavar="TEXT", help=_("当时处理"))
    parser.add_argument("--to", metavar="NAME", help=_("转给哪个单位"))
    parser.add_argument("--owner", metavar="NAME", help=_("责任人"))
    parser.add_argument("--on", type=day, metavar="DATE", help=_("发现日期，缺省为今天"))
    _due(parser)
    _add_steps(group)


def _add_reading(group: Commands) -> None:
    parser = group.command("list", _("列出问题，紧急的和先到期的在前"), _list)
    parser.add_argument("--kind", type=term(FindingKind), metavar="KIND", help=_listed(FindingKind))
    parser.add_argument("--village", metavar="CODE", help=_("只看这个村，12 位代码"))
    parser.add_argument("--elder", metavar="UID", help=_("只看这个人"))
    parser.add_argument("--text", metavar="TEXT", default="", help=_("姓名、问题、责任人或单位中的字"))
    parser.add_argument("--overdue", action="store_true", help=_("只看超期的"))
    parser.add_argument("--here", action="store_true", help=_("只看上报或交回到本级的"))
    parser.add_argument("--all", action="store_true", help=_("也列出已销号的"))
    parser = group.command("show", _("显示一个问题和办理过程"), _show)
    parser.add_argument("uid", metavar="UID")
    parser = group.command("ageing", _("在办问题按类型和天数统计"), _ageing)
    parser.add_argument("--on", type=day, metavar="DATE", help=_("哪天结束时，缺省为今天"))
    parser.add_argument("--village", metavar="CODE", help=_("只看这个村，12 位代码"))


def _add_steps(group: Commands) -> None:
    assign = _step(group, "assign", _("交给责任人办理"), FindingStepKind.ASSIGNED, due=True)
    assign.add_argument("--owner", required=True, metavar="NAME", help=_("责任人"))
    _step(group, "act", _("登记处理情况"), FindingStepKind.ACTED, due=True, what=_("处理情况"))
    refer = _step(group, "refer", _("转介给其他单位，给出转介单编号"), FindingStepKind.REFERRED, due=True)
    refer.add_argument("--to", required=True, metavar="NAME", help=_("转给哪个单位"))
    answer = _step(group, "answer", _("登记对方的答复"), FindingStepKind.ANSWERED, what=_("答复内容"))
    answer.add_argument("--to", metavar="NAME", help=_("答复的单位，缺省为转介单位"))
    escalate = _step(group, "escalate", _("上报上一级"), FindingStepKind.ESCALATED, what=_("上报原因"))
    back = _step(group, "return", _("交回下一级办理"), FindingStepKind.RETURNED, due=True, what=_("办理要求"))
    for parser in (escalate, back):
        parser.add_argument("--level", type=term(SiteLevel), metavar="LEVEL", help=_listed(SiteLevel))
    close = _step(group, "close", _("销号"), FindingStepKind.CLOSED, what=_("办理结果"))
    close.add_argument("--proof", metavar="TEXT", help=_("办结依据：谁核实的，看到了什么"))
    close.add_argument("--visit", metavar="UID", help=_("在哪次探访中看到的"))
    _step(group, "reopen", _("重新打开"), FindingStepKind.REOPENED, due=True, what=_("原因"))


def _step(
    group: Commands, name: str, words: str, kind: FindingStepKind, *, due: bool = False, what: str = ""
) -> ArgumentParser:
    def run(session: Session, options: Namespace) -> Answer:
        return _take(session, options, kind)

    parser: ArgumentParser = group.command(name, words, run)
    parser.add_argument("uid", metavar="UID")
    parser.add_argument("--what", required=bool(what), metavar="TEXT", help=what or _("说明"))
    parser.add_argument("--on", type=day, metavar="DATE", help=_("日期，缺省为今天"))
    parser.add_argument("--by", metavar="NAME", help=_("经办人"))
    if due:
        _due(parser)
    return parser


def _due(parser: ArgumentParser) -> None:
    parser.add_argument("--due", type=day, metavar="DATE", help=_("办结期限"))


def _listed(kinds: Any) -> str:
    return "、".join(f"{kind.value} {_(kind.term)}" for kind in kinds)


def _list(session: Session, options: Namespace) -> Answer:
    app = session.app
    wanted = FindingFilter(
        states=() if options.all else (FindingState.OPEN.value,),
        kinds=(options.kind.value,) if options.kind else (),
        village_code=options.village,
        elder_uid=options.elder,
        overdue_only=options.overdue,
        held_here=options.here,
        text=options.text,
    )
    lines = app.findings.list(app.actor, wanted, limit=None)
    return Answer(lines, _table(lines) if lines else [_("没有这样的问题。")])


def _table(lines: list[FindingLine]) -> list[str]:
    cells = (
        [
            line.elder_name,
            line.village,
            _(_KINDS.get(line.kind, line.kind)),
            line.what,
            line.found_on,
            line.due_on,
            line.overdue_days or "",
            _(_STAGES.get(line.stage, line.stage)),
            line.owner or line.referred_to or "",
            line.uid,
        ]
        for line in lines
    )
    titles = (
        _("姓名"),
        _("嘎查村"),
        _("类型"),
        _("问题"),
        _("发现"),
        _("期限"),
        _("超期天数"),
        _("办理阶段"),
        _("责任人或单位"),
        "UID",
    )
    return columns(cells, titles)


def _show(session: Session, options: Namespace) -> Answer:
    app = session.app
    detail = app.findings.detail(app.actor, options.uid)
    cells = (
        [
            step.done_on,
            _(_STEPS.get(step.kind, step.kind)),
            step.what or "",
            step.unit_name or "",
            step.slip_no or "",
            step.by_name or "",
            step.proof or "",
        ]
        for step in detail.steps
    )
    titles = (_("日期"), _("步骤"), _("内容"), _("单位"), _("编号"), _("经办人"), _("办结依据"))
    lines = _table([detail.line])
    if detail.steps:
        lines += ["", *columns(cells, titles)]
    return Answer({"line": detail.line, "steps": detail.steps, "possible": detail.possible}, lines)


def _ageing(session: Session, options: Namespace) -> Answer:
    app = session.app
    table = app.findings.ageing(
        app.actor, options.on or app.clock.today(), village_code=options.village or None
    )
    rows = []
    for kind in (*table.kinds, None):
        numbers = [len(table.lines(kind, each)) for each in table.classes]
        rows.append([_(_KINDS[kind]) if kind else _("合计"), *numbers, sum(numbers)])
    titles = (_("类型"), *(_(each.term) for each in AgeClass), _("合计"))
    data = {
        "on": table.on,
        "cells": [
            {"kind": cell.kind, "age": cell.age_class, "uids": [line.uid for line in cell.lines]}
            for cell in table.cells
        ],
    }
    return Answer(data, columns(rows, titles))


def _add(session: Session, options: Namespace) -> Answer:
    app = session.app
    draft = FindingDraft(
        kind=options.kind.value,
        what=options.what,
        action=options.action,
        referred_to=options.to,
        due_on=options.due,
        owner_name=options.owner,
    )
    change_set = app.findings.add(app.actor, options.elder, draft, options.on or app.clock.today())
    return Answer({"change_set": change_set}, [_("已登记问题。")])


def _take(session: Session, options: Namespace, kind: FindingStepKind) -> Answer:
    app = session.app
    given = vars(options)
    level = given.get("level")
    draft = StepDraft(
        kind=kind.value,
        done_on=options.on or app.clock.today(),
        what=options.what,
        by_name=options.by,
        unit_name=given.get("to"),
        due_on=given.get("due"),
        proof=given.get("proof"),
        visit_uid=given.get("visit"),
        owner_name=given.get("owner"),
    )
    if level is not None:
        draft = replace(draft, held_by=level.value)
    change_set = app.findings.take_step(app.actor, options.uid, draft)
    line = app.findings.detail(app.actor, options.uid).line
    words = _("已登记：{step}。").format(step=_(kind.term))
    if kind is FindingStepKind.REFERRED:
        words = _("已登记转介，编号 {number}。").format(number=line.slip_no)
    return Answer({"change_set": change_set, "finding": line}, [words])
