"""``twins``: who may be one person twice; judge two files, or take a judgement back."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from desktop_app.cli.arguments import Commands, Parser, at_least
from desktop_app.cli.console import Answer
from desktop_app.cli.faults import UsageProblem
from desktop_app.cli.session import Session
from desktop_app.config.strings import _
from desktop_app.domain.errors import N_
from desktop_app.domain.likeness import WORTH_A_LOOK
from desktop_app.services.likeness import CandidateRow, FileRow
from desktop_app.services.same_person import Judged
from desktop_app.services.same_person_fields import FIELDS


def add(commands: Commands) -> None:
    """Register the commands."""
    group = commands.group("twins", _("查重：列出可能是同一人的档案，合并、拆分、判定不是同一人"))
    parser = group.command("list", _("列出可能是同一人的档案"), _list)
    parser.add_argument(
        "--at-least",
        type=at_least(1),
        default=WORTH_A_LOOK,
        metavar="N",
        help=_("相似度不低于多少，缺省 {score}").format(score=WORTH_A_LOOK),
    )
    parser = group.command("merge", _("合并为同一人，显示编号较小的一份"), _merge)
    _two(parser)
    parser.add_argument(
        "--keep",
        action="append",
        default=[],
        metavar=_("栏目=UID"),
        help=_("这一栏保留哪一份的内容，可多次使用；栏目有：{fields}").format(fields="、".join(FIELDS)),
    )
    parser.add_argument("--sure", action="store_true", help=_("两个身份证号都有效而不同时，确认仍是同一人"))
    _two(group.command("separate", _("拆分合并过的档案"), _separate))
    parser = group.command("differ", _("判定不是同一人，以后不再列出"), _differ)
    _two(parser)
    parser.add_argument("--why", default="", metavar="TEXT", help=_("理由"))


def _two(parser: Parser) -> None:
    parser.add_argument("uid", metavar="UID")
    parser.add_argument("other", metavar="UID2")


def _list(session: Session, options: Namespace) -> Answer:
    app = session.app
    rows = app.likeness.candidates(app.actor, at_least=options.at_least)
    lines = []
    for row in rows:
        said = "；".join(f"{words.say(_)} {points:+d}" for points, words in row.reasons)
        mark = _("（两处判定不一致）") if row.disputed else ""
        lines += [f"{row.score}{mark}  {said}", *(_line(file) for file in (row.one, row.other))]
    return Answer([_document(row) for row in rows], lines or [_("没有发现可能重复登记的老年人。")])


def _line(file: FileRow) -> str:
    born = file.birth_on.isoformat() if file.birth_on else ""
    return "    " + "  ".join(part for part in (file.uid, file.name, born, file.village) if part)


def _document(row: CandidateRow) -> dict[str, Any]:
    return {
        "uid": row.one.uid,
        "other_uid": row.other.uid,
        "name": row.one.name,
        "other_name": row.other.name,
        "score": row.score,
        "disputed": row.disputed,
        "reasons": [{"points": points, "words": words.say(_)} for points, words in row.reasons],
    }


def _merge(session: Session, options: Namespace) -> Answer:
    keep: dict[str, str] = {}
    for text in options.keep:
        field, sign, uid = text.partition("=")
        if not sign or field not in FIELDS or uid not in (options.uid, options.other):
            raise UsageProblem(
                problem=_("--keep 应写成 栏目=UID，栏目和编号须是列出的：{text}").format(text=field),
                command="elder-visits twins merge",
            )
        keep[field] = uid
    app = session.app
    judged = app.same_person.merge(app.actor, options.uid, options.other, keep=keep, sure=options.sure)
    return _answer(judged, N_("已合并为同一人，显示为 {uid}。"))


def _separate(session: Session, options: Namespace) -> Answer:
    app = session.app
    judged = app.same_person.separate(app.actor, options.uid, options.other)
    return _answer(judged, N_("已拆分。"))


def _differ(session: Session, options: Namespace) -> Answer:
    app = session.app
    judged = app.same_person.differ(app.actor, options.uid, options.other, options.why)
    return _answer(judged, N_("已记下：不是同一人。"))


def _answer(judged: Judged, words: str) -> Answer:
    return Answer({"uid": judged.uid, "change_set": judged.change_set}, [_(words).format(uid=judged.uid)])
