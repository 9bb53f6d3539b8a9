"""``workbook``: export a visit workbook for a village and month, bring filled ones back."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from desktop_app.cli.arguments import Commands, month
from desktop_app.cli.console import DONE, WITH_PROBLEMS, Answer, columns
from desktop_app.cli.importing import import_document, import_lines
from desktop_app.cli.session import Session
from desktop_app.config.strings import _
from desktop_app.services.visit_workbook_plan import WorkbookSummary

_MOST_LINES = 200


def add(commands: Commands) -> None:
    """Register the commands."""
    group = commands.group("workbook", _("探访工作簿：发给不能用本程序的村，填好收回"))
    parser = group.command("export", _("导出一个村一个月的探访工作簿"), _export)
    parser.add_argument("--village", required=True, metavar="CODE", help=_("嘎查村（社区）的代码或名称"))
    parser.add_argument("--month", required=True, type=month, metavar="YYYY-MM", help=_("月份"))
    parser.add_argument("--out", required=True, type=Path, metavar="FILE", help=_("写到哪个 .xlsx 文件"))
    parser.add_argument("--full", action="store_true", help=_("写入完整电话，须写明理由和交给谁"))
    parser.add_argument("--reason", metavar="TEXT", help=_("理由"))
    parser.add_argument("--recipient", metavar="TEXT", help=_("交给谁"))
    parser = group.command("import", _("导入填好的探访工作簿；重复导入不会重复，改过的行按更正登记"), _import)
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--dry-run", action="store_true", help=_("只预览，不改动数据"))


def _export(session: Session, options: argparse.Namespace) -> Answer:
    app, (year, in_month) = session.app, options.month
    done = app.visit_workbooks.export(
        app.actor,
        options.village,
        date(year, in_month, 1),
        options.out,
        full_phones=options.full,
        reason=options.reason,
        recipient=options.recipient,
        progress=session.progress,
    )
    document = {"file": str(done.path), "code": done.code, "rows": done.owed, "people": done.people}
    told = _("已导出 {file}（工作簿编号 {code}）：该探访 {owed} 次，名单 {people} 人，另有备用行。")
    line = told.format(file=done.path.name, code=done.code, owed=done.owed, people=done.people)
    return Answer(document, [line])


def _import(session: Session, options: argparse.Namespace) -> Answer:
    app, progress = session.app, session.progress
    preview = app.visit_workbooks.preview(app.actor, options.file, progress=progress)
    found: WorkbookSummary = preview
    if not options.dry_run:
        found = app.visit_workbooks.apply(app.actor, preview, progress=progress)
    return Answer(_document(found), _lines(found), WITH_PROBLEMS if found.rejected else DONE)


def _document(found: WorkbookSummary) -> dict[str, Any]:
    """Return the document of ``visits import`` with what a workbook adds: rows corrected, kept, not filled yet."""
    counts = import_document(found)
    lists = {name: counts.pop(name) for name in ("rejected", "warnings")}
    counts |= {
        "changed": found.changed,
        "kept": found.kept,
        "refused_rows": found.refused_rows,
        "blank": found.blank,
    }
    return {"code": found.code, **counts, **lists}


def _lines(found: WorkbookSummary) -> list[str]:
    lines = import_lines(found)
    more = _("更正 {changed}，保留程序里的 {kept}，不能导入 {refused} 行，还没填 {blank} 行。").format(
        changed=found.changed, kept=found.kept, refused=found.refused_rows, blank=found.blank
    )
    lines.insert(1, more)
    changed = [
        (str(note.row), _(note.fate.term), "；".join(note.words)) for note in found.notes if note.words
    ]
    if changed:
        lines += ["", *columns(changed[:_MOST_LINES], (_("行号"), _("会怎样"), _("说明")))]
    return lines
