"""``visits``: record one visit, or import a workbook of visits."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from desktop_app.bootstrap import Application
from desktop_app.cli.arguments import Commands, clock_time, day, term
from desktop_app.cli.console import DONE, WITH_PROBLEMS, Answer
from desktop_app.cli.importing import import_document, import_lines
from desktop_app.cli.session import Session, read_object
from desktop_app.config.strings import _
from desktop_app.domain.terms import FindingKind, Mode, Outcome
from desktop_app.services.visit_drafts import FindingDraft, VisitDraft


def add(commands: Commands) -> None:
    """Register the commands."""
    group = commands.group("visits", _("探访记录：登记、导入"))
    parser = group.command("import", _("导入走访记录工作簿；重复导入不会重复"), _import)
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--dry-run", action="store_true", help=_("只预览，不改动数据"))
    parser = group.command("record", _("登记一次探访"), _record)
    parser.add_argument("--elder", required=True, metavar="UID", help=_("老年人的 UID"))
    parser.add_argument("--on", type=day, required=True, metavar="DATE", help=_("探访当天"))
    parser.add_argument("--time", type=clock_time, metavar="HH:MM", help=_("探访时间"))
    parser.add_argument("--mode", type=term(Mode), required=True, metavar="MODE", help=_members(Mode))
    parser.add_argument(
        "--outcome", type=term(Outcome), required=True, metavar="OUTCOME", help=_members(Outcome)
    )
    parser.add_argument("--visitor", required=True, metavar="NAME", help=_("探访人姓名"))
    parser.add_argument("--companions", metavar="NAMES", help=_("同行人"))
    answers = parser.add_mutually_exclusive_group()
    answers.add_argument(
        "--answers", type=Path, metavar="FILE", help=_("表单答案：JSON 文件，“块.项”对应选项")
    )
    answers.add_argument("--same-as-last", action="store_true", help=_("表单答案与上次相同"))
    parser.add_argument("--summary", metavar="TEXT", help=_("情况说明"))
    parser.add_argument("--action", metavar="TEXT", help=_("处理措施"))
    parser.add_argument("--next-on", type=day, metavar="DATE", help=_("下次探访日期"))
    parser.add_argument("--sheet-no", metavar="TEXT", help=_("纸质表编号"))
    parser.add_argument(
        "--finding",
        type=_finding,
        action="append",
        default=[],
        metavar="KIND:TEXT",
        help=_("发现的问题，可写多次；{kinds}").format(kinds=_members(FindingKind)),
    )


def _members(kind: Any) -> str:
    return "、".join(f"{member.value} {_(member.term)}" for member in kind)


def _finding(text: str) -> FindingDraft:
    kind, colon, what = text.partition(":")
    if not colon or not what.strip():
        raise argparse.ArgumentTypeError(_("应写成 urgent:问题说明"))
    return FindingDraft(kind=term(FindingKind)(kind.strip()).value, what=what.strip())


def _import(session: Session, options: argparse.Namespace) -> Answer:
    app, progress = session.app, session.progress
    preview = app.visit_imports.preview(app.actor, options.file, progress=progress)
    found = preview if options.dry_run else app.visit_imports.apply(app.actor, preview, progress=progress)
    code = WITH_PROBLEMS if found.rejected else DONE
    return Answer(import_document(found), import_lines(found), code)


def _record(session: Session, options: argparse.Namespace) -> Answer:
    app = session.app
    answers: dict[str, Any] = read_object(options.answers) if options.answers else {}
    if options.same_as_last:
        last = app.visits.last_met(app.actor, options.elder)
        answers = last.answers if last else {}
    draft = VisitDraft(
        elder_uid=options.elder,
        visited_on=options.on,
        visited_time=options.time,
        mode=options.mode.value,
        outcome=options.outcome.value,
        visitor_uid=visitor_uid(app, options.visitor),
        visitor_name=options.visitor,
        companions=options.companions,
        answers=answers,
        summary=options.summary,
        action=options.action,
        next_on=options.next_on,
        sheet_no=options.sheet_no,
        findings=tuple(options.finding),
    )
    uid = app.visits.record(app.actor, draft)
    return Answer({"uid": uid}, [_("已登记探访 {uid}。").format(uid=uid)])


def visitor_uid(app: Application, name: str) -> str | None:
    """Return the registered visitor of this name, ``None`` where there is none or several."""
    fitting = [row.uid for row in app.register.visitors(app.actor) if row.name == name.strip()]
    return fitting[0] if len(fitting) == 1 else None
