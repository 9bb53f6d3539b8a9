"""``report``: list the papers and make one."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_app.cli import layouts, paper_checks
from desktop_app.cli.arguments import Commands, month
from desktop_app.cli.console import Answer, columns
from desktop_app.cli.session import Session
from desktop_app.config.strings import _
from desktop_app.domain.errors import N_, FieldProblem
from desktop_app.reports.catalogue import CATALOGUE, Ask, asks_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.reports.printed import MissingGlyph
    from desktop_app.services.paper_folders import MadeEach

NOT_OF_ONE = frozenset(
    {
        "month-summary",
        "roster",
        "visitor-workload",
        "service-statistics",
        "overdue-list",
        "due-service-list",
        "visit-plan",
        "finding-ageing",
        "emergency-roster",
        "progress",
    }
)
"""Papers that would show everybody all the same where one person is asked for."""
NOT_BLANK = frozenset(entry.name for entry in CATALOGUE if Ask.BLANK not in entry.asks)
"""Papers that have no empty form."""
IN_FULL_TOO = frozenset({"referral-slip"})
"""Slips that go out with phones in full where they belong, and can be asked for them here."""


def add(commands: Commands) -> None:
    """Register the commands."""
    group = commands.group("report", _("打印表：列出、生成"))
    group.command("list", _("列出可以生成的表"), _list)
    parser = group.command("make", _("生成一份 PDF 或工作簿"), _make)
    parser.add_argument("name", metavar="NAME", help=_("表的名称，见 report list"))
    parser.add_argument("--month", type=month, metavar="YYYY-MM", help=_("月份"))
    parser.add_argument("--village", metavar="CODE", help=_("只印这个嘎查村（社区）"))
    parser.add_argument("--elder", metavar="UID", help=_("只印这位老年人"))
    parser.add_argument("--visitor", metavar="UID", help=_("只印这位探访人要去的"))
    parser.add_argument("--visit", action="append", metavar="UID", help=_("只印这次探访，可写多次"))
    parser.add_argument("--campaign", metavar="UID", help=_("电话联络表：哪一次专项探访，见 campaigns list"))
    parser.add_argument(
        "--finding", action="append", metavar="UID", help=_("转介单：哪个问题，可写多次，见 findings list")
    )
    parser.add_argument("--handover", metavar="UID", help=_("交接单：哪一次交接，见 handovers"))
    parser.add_argument("--period", metavar="YYYY-H1|YYYY-Q3|YYYY", help=_("半年或全年"))
    parser.add_argument("--category", metavar="KEY", help=_("花名册：只列这一类"))
    parser.add_argument("--blank", action="store_true", help=_("空白表，供手工填写"))
    parser.add_argument("--archive", action="store_true", help=_("归档用 PDF/A"))
    parser.add_argument("--unmasked", action="store_true", help=_("报送用：号码印全，不隐去，须写明用途"))
    parser.add_argument("--reason", metavar="TEXT", help=_("号码印全的用途"))
    target = parser.add_mutually_exclusive_group(required=True)
    target.add_argument("--out", type=Path, metavar="FILE.pdf|FILE.xlsx", help=_("写到哪个文件"))
    target.add_argument("--each", type=Path, metavar="FOLDER", help=_("一人一个 PDF，写到哪个文件夹"))
    layouts.add(group)
    paper_checks.add(group)


def _list(_session: Session, _options: Namespace) -> Answer:
    rows = [{"name": paper.name, "title": _(paper.title), "formats": paper.formats} for paper in CATALOGUE]
    lines = columns(
        ((paper.name, _(paper.title), " ".join(paper.formats)) for paper in CATALOGUE),
        (_("名称"), _("标题"), _("格式")),
    )
    return Answer(rows, lines)


def _refuse_more_than_asked(options: Namespace) -> None:
    if options.elder is not None and options.name in NOT_OF_ONE:
        raise FieldProblem(field="elder", label=N_("老年人"), reason=N_("这张表不能只印一位老年人"))
    if options.blank and options.name in NOT_BLANK:
        raise FieldProblem(field="blank", label=N_("空白表"), reason=N_("这张表没有空白表"))
    asks = asks_of(options.name)
    if not asks:
        return
    if options.village is not None and not asks & {Ask.VILLAGE, Ask.ONE_VILLAGE}:
        raise FieldProblem(
            field="village", label=N_("嘎查村（社区）"), reason=N_("这张表不能只印一个嘎查村（社区）")
        )
    if options.unmasked and Ask.NUMBERS not in asks and options.name not in IN_FULL_TOO:
        raise FieldProblem(field="unmasked", label=N_("号码印全"), reason=N_("这张表上没有隐去的号码"))


def _make(session: Session, options: Namespace) -> Answer:
    app = session.app
    _refuse_more_than_asked(options)
    wished: dict[str, Any] = {
        "month": options.month,
        "village_code": options.village,
        "elder_uid": options.elder,
        "visit_uids": tuple(options.visit) if options.visit else None,
        "campaign_uid": options.campaign,
        "finding_uids": tuple(options.finding) if options.finding else None,
        "visitor_uid": options.visitor,
        "handover_uid": options.handover,
        "period": options.period,
        "category": options.category,
        "blank": options.blank,
        "archive": options.archive,
        "masked": not options.unmasked,
        "reason": options.reason,
        "progress": session.progress,
    }
    if options.each is not None:
        return _told(app.reports.make_each(app.actor, options.name, options.each, **wished))
    made = app.reports.make(app.actor, options.name, options.out, **wished)
    missing = made.printed.missing
    done = _("已生成：{file}").format(file=made.path)
    if made.pages:
        done = _("已生成：{file}（{pages} 页）").format(file=made.path, pages=made.pages)
    document = {"file": str(made.path), "pages": made.pages, "missing": _missing(missing)}
    return Answer(document, [done, *_missing_lines(missing)])


def _missing(missing: Sequence[MissingGlyph]) -> list[dict[str, object]]:
    return [
        {"character": each.character, "code_point": each.code_point, "where": each.where, "page": each.page}
        for each in missing
    ]


def _missing_lines(missing: Sequence[MissingGlyph]) -> list[str]:
    """Say of each character that no font has by whom it stands, and that it is to be written in by hand."""
    return [
        _("注意：{where} 有字库没有的字 {code_point}，印成“〓”，请手工补写").format(
            where=each.where or _("第 {page} 页").format(page=each.page), code_point=each.code_point
        )
        for each in missing
    ]


def _told(made: MadeEach) -> Answer:
    """Say how many files there are now, how many were there before, and for how many there was nothing to print."""
    lines = [_("已生成 {files} 个文件：{folder}").format(files=len(made.files), folder=made.folder)]
    if made.kept:
        lines.append(_("其中 {kept} 个上次已写好，没有重写").format(kept=made.kept))
    if made.left:
        lines.append(_("{left} 人没有可打印的内容，没有生成").format(left=made.left))
    lines += _missing_lines(made.missing)
    data = {
        "folder": str(made.folder),
        "files": [path.name for path in made.files],
        "people": made.people,
        "kept": made.kept,
        "left": made.left,
        "missing": _missing(made.missing),
    }
    return Answer(data, lines)
