"""``report check`` and ``report issued``: does a paper still hold, and which papers went out."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator

from desktop_app.cli.arguments import Commands, month
from desktop_app.cli.console import DONE, WITH_PROBLEMS, Answer, columns
from desktop_app.cli.session import Session
from desktop_app.config.strings import _
from desktop_app.reports.paper import CHINA
from desktop_app.reports.statements import read_code, shown
from desktop_app.services.paper_check_words import difference_words, said_of
from desktop_app.services.paper_checks import CheckResult, CheckVerdict
from desktop_app.services.paper_orders import PaperWish


def add(group: Commands) -> None:
    """Register the commands."""
    parser = group.command("check", _("按校验码核对一份报表，有变动时退出码为 1"), _check)
    parser.add_argument("code", metavar="CODE", help=_("页脚的校验码，分不分组都可以"))
    parser.add_argument("--paper", metavar="NAME", help=_("其他单位出的：表的名称，用本机数据做同一份表来比"))
    parser.add_argument("--month", type=month, metavar="YYYY-MM", help=_("其他单位出的：哪个月"))
    parser.add_argument("--village", metavar="CODE", help=_("其他单位出的：哪个嘎查村（社区）"))
    parser.add_argument("--period", metavar="YYYY-H1|YYYY-Q3|YYYY", help=_("其他单位出的：半年或全年"))
    parser.add_argument("--category", metavar="KEY", help=_("其他单位出的：花名册的哪一类"))
    parser = group.command("issued", _("列出打印和导出过的报表"), _issued)
    parser.add_argument("--month", type=month, metavar="YYYY-MM", help=_("只列这个月打印或导出的"))


def _check(session: Session, options: Namespace) -> Answer:
    app = session.app
    # What cannot be a code is told as such, not compared.
    if options.paper is not None and read_code(options.code) is not None:
        return _check_against(session, options)
    result = app.paper_checks.check(app.actor, options.code, progress=session.progress)
    exit_code = DONE if result.verdict is CheckVerdict.HOLDS else WITH_PROBLEMS
    return Answer(_document(result), [*said_of(result), *_lines(result)], exit_code)


def _check_against(session: Session, options: Namespace) -> Answer:
    app, today = session.app, session.app.clock.today()
    wish = PaperWish(
        name=options.paper,
        month=options.month or (today.year, today.month),
        village_code=options.village,
        period=options.period,
        category=options.category,
    )
    same = app.paper_checks.check_against(app.actor, options.code, wish, progress=session.progress)
    said = (
        _("一致：用本机数据做的同一份表，校验码相同。")
        if same
        else _("不一致：用本机数据做的同一份表，校验码不同。")
    )
    return Answer({"same": same}, [said], DONE if same else WITH_PROBLEMS)


def _lines(result: CheckResult) -> Iterator[str]:
    changes = result.changes
    for subject in changes.added:
        yield _("增加：{line}").format(line=subject)
    for subject in changes.gone:
        yield _("减少：{line}").format(line=subject)
    if changes.cells:
        yield from columns(
            (difference_words(cell) for cell in changes.cells), (_("行"), _("栏目"), _("原来"), _("现在"))
        )


def _document(result: CheckResult) -> dict[str, object]:
    changes, issued = result.changes, result.issued
    return {
        "verdict": result.verdict.value,
        "code": result.typed,
        "slip": result.slip.value if result.slip is not None else None,
        "meant": list(result.meant),
        "paper": issued.paper if issued is not None else None,
        "title": issued.title if issued is not None else None,
        "issued_at": issued.made_at.isoformat() if issued is not None else None,
        "issued_by": issued.made_by if issued is not None else None,
        "cut_off_at": result.cut_off_at.isoformat() if result.cut_off_at is not None else None,
        "rules_changed": result.rules_changed,
        "layout_changed": result.layout_changed,
        "changed": changes.cells_in_all,
        "added": changes.added_in_all,
        "gone": changes.gone_in_all,
        "cells": [
            {"line": cell.subject, "label": cell.label, "then": cell.then, "now": cell.now}
            for cell in changes.cells
        ],
        "added_lines": list(changes.added),
        "gone_lines": list(changes.gone),
    }


def _issued(session: Session, options: Namespace) -> Answer:
    app = session.app
    rows = app.issued_papers.newest(app.actor, month=options.month)
    lines = columns(
        (
            (
                shown(row.code),
                row.title,
                f"{row.made_at.astimezone(CHINA):%Y-%m-%d %H:%M}",
                row.made_by,
                str(row.times),
            )
            for row in rows
        ),
        (_("校验码"), _("报表"), _("时间"), _("经手人"), _("次数")),
    )
    document = [
        {
            "code": shown(row.code),
            "paper": row.paper,
            "title": row.title,
            "pages": row.pages,
            "people": row.people,
            "made_at": row.made_at.isoformat(),
            "made_by": row.made_by,
            "times": row.times,
        }
        for row in rows
    ]
    return Answer(document, lines if rows else [_("还没有打印或导出过带校验码的报表。")])
