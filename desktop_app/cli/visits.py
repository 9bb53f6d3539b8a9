"""``visits``: record a visit, correct it, read its versions, or import a workbook of visits."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from desktop_app.bootstrap import Application
from desktop_app.cli.arguments import Commands, Parser, clock_time, day, term
from desktop_app.cli.console import DONE, WITH_PROBLEMS, Answer
from desktop_app.cli.importing import import_document, import_lines
from desktop_app.cli.session import Session, read_object
from desktop_app.config.strings import _
from desktop_app.domain.terms import FindingKind, Mode, Outcome, SignatureKind, Term
from desktop_app.services.printed_sheets import SheetInDoubt
from desktop_app.services.visit_drafts import FindingDraft, VisitDraft, visit_form


def add(commands: Commands) -> None:
    """Register the commands."""
    group = commands.group("visits", _("探访记录：登记、更正、版本、导入"))
    parser = group.command("import", _("导入走访记录工作簿；重复导入不会重复"), _import)
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--dry-run", action="store_true", help=_("只预览，不改动数据"))
    parser = group.command("record", _("登记一次探访"), _record)
    parser.add_argument("--elder", required=True, metavar="UID", help=_("老年人的 UID"))
    _add_facts(parser, required=True)
    parser.add_argument(
        "--finding",
        type=_finding,
        action="append",
        default=[],
        metavar="KIND:TEXT",
        help=_("发现的问题，可写多次；{kinds}").format(kinds=_members(FindingKind)),
    )
    parser = group.command("correct", _("更正一次探访，原来的内容作为旧版本保留；没写的不改"), _correct)
    parser.add_argument("uid", metavar="UID", help=_("探访记录的 UID"))
    parser.add_argument("--because", required=True, metavar="TEXT", help=_("为什么更正"))
    _add_facts(parser, required=False)
    parser = group.command("versions", _("一次探访的全部版本，最新的在前"), _versions)
    parser.add_argument("uid", metavar="UID", help=_("探访记录的 UID"))


def _add_facts(parser: Parser, *, required: bool) -> None:
    """Add what a visit consists of."""
    parser.add_argument("--on", type=day, required=required, metavar="DATE", help=_("探访当天"))
    parser.add_argument("--time", type=clock_time, metavar="HH:MM", help=_("探访时间"))
    parser.add_argument("--mode", type=term(Mode), required=required, metavar="MODE", help=_members(Mode))
    parser.add_argument(
        "--outcome", type=term(Outcome), required=required, metavar="OUTCOME", help=_members(Outcome)
    )
    parser.add_argument("--visitor", required=required, metavar="NAME", help=_("探访人姓名"))
    parser.add_argument("--companions", metavar="NAMES", help=_("同行人"))
    answers = parser.add_mutually_exclusive_group()
    answers.add_argument(
        "--answers", type=Path, metavar="FILE", help=_("表单答案：JSON 文件，“块.项”对应选项")
    )
    answers.add_argument("--same-as-last", action="store_true", help=_("表单答案与上次相同"))
    parser.add_argument(
        "--measure",
        type=_measure,
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help=_("测量的数值，可写多次；{measures}").format(
            measures="、".join(f"{one.key} {one.title}（{one.unit}）" for one in visit_form().measures)
        ),
    )
    parser.add_argument("--summary", metavar="TEXT", help=_("情况说明"))
    parser.add_argument("--action", metavar="TEXT", help=_("处理措施"))
    parser.add_argument("--next-on", type=day, metavar="DATE", help=_("下次探访日期"))
    parser.add_argument("--sheet-no", metavar="TEXT", help=_("纸单编号"))
    parser.add_argument("--sure", action="store_true", help=_("纸单编号有疑问时，确认已经核对"))
    parser.add_argument("--signed", type=term(SignatureKind), metavar="KIND", help=_members(SignatureKind))
    parser.add_argument("--signed-by", metavar="TEXT", help=_("代签人姓名和关系"))


def _members(kind: Any) -> str:
    return "、".join(f"{member.value} {_(member.term)}" for member in kind)


def _finding(text: str) -> FindingDraft:
    kind, colon, what = text.partition(":")
    if not colon or not what.strip():
        raise argparse.ArgumentTypeError(_("应写成 urgent:问题说明"))
    return FindingDraft(kind=term(FindingKind)(kind.strip()).value, what=what.strip())


def _measure(text: str) -> tuple[str, str]:
    key, equals, value = (part.strip() for part in text.partition("="))
    for measure in visit_form().measures:
        if equals and key in {measure.key, measure.title}:
            return measure.key, value
    raise argparse.ArgumentTypeError(_("应写成 systolic=135"))


def _import(session: Session, options: argparse.Namespace) -> Answer:
    app, progress = session.app, session.progress
    preview = app.visit_imports.preview(app.actor, options.file, progress=progress)
    found = preview if options.dry_run else app.visit_imports.apply(app.actor, preview, progress=progress)
    code = WITH_PROBLEMS if found.rejected else DONE
    return Answer(import_document(found), import_lines(found), code)


def _record(session: Session, options: argparse.Namespace) -> Answer:
    app = session.app
    empty = VisitDraft(
        elder_uid=options.elder,
        visited_on=options.on,
        mode=options.mode.value,
        outcome=options.outcome.value,
        findings=tuple(options.finding),
    )
    draft = _filled(app, empty, options)
    _ask_about_sheet(app, draft, None, sure=options.sure)
    uid = app.visits.record(app.actor, draft)
    return Answer({"uid": uid}, [_("已登记探访 {uid}。").format(uid=uid)])


def _correct(session: Session, options: argparse.Namespace) -> Answer:
    app = session.app
    draft = _filled(app, app.visits.draft_of(app.actor, options.uid), options, options.uid)
    if options.sheet_no is not None:
        _ask_about_sheet(app, draft, options.uid, sure=options.sure)
    done = app.visits.correct(app.actor, options.uid, replace(draft, corrected_because=options.because))
    if done is None:
        return Answer(
            {"uid": options.uid, "change_set": None}, [_("没有改动，记录保持原样，没有保存新的版本。")]
        )
    return Answer(
        {"uid": options.uid, "change_set": done},
        [_("已更正探访 {uid}，旧版本保留；撤销用：undo {done}").format(uid=options.uid, done=done)],
    )


def _ask_about_sheet(app: Application, draft: VisitDraft, visit_uid: str | None, *, sure: bool) -> None:
    """Refuse a sheet number about which the window would ask, unless the user is sure."""
    if sure or not draft.sheet_no:
        return
    found = app.printed_sheets.questions(
        app.actor,
        draft.sheet_no,
        elder_uid=draft.elder_uid,
        visited_on=draft.visited_on,
        visit_uid=visit_uid,
    )
    if found:
        raise SheetInDoubt(questions="".join(phrase.say(_) for phrase in found))


def _filled(
    app: Application, draft: VisitDraft, options: argparse.Namespace, visit_uid: str | None = None
) -> VisitDraft:
    """Return the draft with what was written on the command line in place of what it had.

    ``visit_uid`` is the visit to correct: it is not the one before itself.
    """
    given = {
        "visited_on": options.on,
        "visited_time": options.time,
        "mode": options.mode,
        "outcome": options.outcome,
        "companions": options.companions,
        "summary": options.summary,
        "action": options.action,
        "next_on": options.next_on,
        "sheet_no": options.sheet_no,
        "signed_as": options.signed,
        "signed_by": options.signed_by,
    }
    facts: dict[str, Any] = {name: _stored(value) for name, value in given.items() if value is not None}
    if options.visitor is not None:
        facts |= {"visitor_uid": visitor_uid(app, options.visitor), "visitor_name": options.visitor}
    if options.answers:
        facts["answers"] = read_object(options.answers)
    elif options.same_as_last:
        day = facts.get("visited_on", draft.visited_on)
        last = app.visits.last_met(app.actor, draft.elder_uid, until=day, besides=visit_uid)
        facts["answers"] = last.answers if last else {}
    return replace(draft, **facts, measures={**draft.measures, **dict(options.measure)})


def _stored(value: Any) -> Any:
    """Return the stored key of a word from a closed list, anything else as it is."""
    return value.value if isinstance(value, Term) else value


def _versions(session: Session, options: argparse.Namespace) -> Answer:
    app = session.app
    found = app.visit_versions.of_visit(app.actor, options.uid)
    lines = []
    for version in found:
        at = version.made_at.astimezone().strftime("%Y-%m-%d %H:%M")
        head = _("第 {number} 版  {at}  {actor}").format(number=version.number, at=at, actor=version.actor)
        lines.append("  ".join(filter(None, (head, version.reason))))
        if version.apart:
            lines.append(_("    与上一版互不知情，各自更正"))
        lines += [f"    {words}" for words in version.changed]
    return Answer(found, lines)


def visitor_uid(app: Application, name: str) -> str | None:
    """Return the registered visitor of this name, ``None`` where there is none or several."""
    fitting = [row.uid for row in app.register.visitors(app.actor) if row.name == name.strip()]
    return fitting[0] if len(fitting) == 1 else None
