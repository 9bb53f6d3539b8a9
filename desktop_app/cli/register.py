"""``register``: import and export the register workbook, find people, show one."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from desktop_app.cli import ageing, bulk, import_settings
from desktop_app.cli.arguments import Commands, day
from desktop_app.cli.console import DONE, WITH_PROBLEMS, Answer, columns
from desktop_app.cli.importing import import_document, import_lines
from desktop_app.cli.session import Session, read_object
from desktop_app.config.strings import _
from desktop_app.domain.national_codes import ETHNIC_GROUPS
from desktop_app.domain.terms import Category, LivingArrangement, ResidenceKind, Sex, WillingnessKind
from desktop_app.exchange.register.decisions import from_document, is_document
from desktop_app.services.import_outcome import ImportSummary
from desktop_app.storage.queries.persons import ElderDetail


def add(commands: Commands) -> None:
    """Register the commands."""
    group = commands.group("register", _("名册：导入、导出、查找、查看"))
    parser = group.command("import", _("导入名册工作簿（.xlsx .xls .csv）；重复导入不会重复"), _import)
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--dry-run", action="store_true", help=_("只预览，不改动数据"))
    parser.add_argument(
        "--mapping",
        type=Path,
        metavar="FILE",
        help=_("列名对应关系：JSON 文件，表中列名对应字段名，或一份保存的导入设置；缺省用上次记住的设置"),
    )
    parser.add_argument(
        "--repairs", type=Path, metavar="FILE.xlsx", help=_("把有单元格被拒的行另存为待修正的工作簿")
    )
    parser.add_argument("--since", type=day, metavar="DATE", help=_("新入册的人从哪一天起应探访，缺省为今天"))
    parser.add_argument("--report", type=Path, metavar="FILE.pdf|FILE.xlsx", help=_("另写一份导入报告"))
    import_settings.add(group)
    parser = group.command("export", _("把名册导出为工作簿"), _export)
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--reason", metavar="TEXT", help=_("理由，记入查阅与输出台账"))
    parser.add_argument("--to", dest="recipient", metavar="NAME", help=_("交给谁，记入查阅与输出台账"))
    bulk.add_export_list(group)
    bulk.add_edit(group)
    parser = group.command("find", _("按姓名、拼音、号码片段查找"), _find)
    parser.add_argument("text", metavar="TEXT")
    parser = group.command("show", _("查看一位老年人的全部登记信息"), _show)
    parser.add_argument("uid", metavar="UID")
    ageing.add_ageing(group)


def _import(session: Session, options: Namespace) -> Answer:
    app, progress = session.app, session.progress
    content = read_object(options.mapping) if options.mapping else None
    mapping, decisions = content, None
    if content is not None and is_document(content):
        (_name, _headers, decisions), mapping = from_document(content), None
    preview = app.imports.preview(
        app.actor,
        options.file,
        mapping=mapping,
        decisions=decisions,
        since=options.since,
        progress=progress,
    )
    found: ImportSummary = preview
    if not options.dry_run:
        found = app.imports.apply(app.actor, preview, progress=progress)
    if options.report:
        app.reports.make_import_report(app.actor, found, options.report, progress=progress)
    if options.repairs:
        app.exports.repairs(app.actor, preview, options.repairs, progress=progress)
    used = _("按上次“{name}”的设置。").format(name=preview.remembered) if preview.remembered else ""
    head = [
        _("工作表“{sheet}”，表头在第 {row} 行。").format(sheet=preview.sheet, row=preview.header_row),
        *((used,) if used else ()),
        *(_("没有用到的列：{name}").format(name=name) for name in preview.unmapped),
    ]
    return Answer(
        import_document(found),
        [*head, *import_lines(found)],
        WITH_PROBLEMS if found.rejected else DONE,
    )


def _export(session: Session, options: Namespace) -> Answer:
    app = session.app
    app.exports.register(
        app.actor,
        options.file,
        reason=options.reason,
        recipient=options.recipient,
        progress=session.progress,
    )
    return Answer({"file": str(options.file)}, [_("已导出：{file}").format(file=options.file)])


def _find(session: Session, options: Namespace) -> Answer:
    rows = session.app.register.find(session.app.actor, options.text)
    lines = columns(
        (
            (row.name, row.id_number, row.village, _words(row.categories), row.last_visit_on, row.uid)
            for row in rows
        ),
        (_("姓名"), _("身份证号码"), _("嘎查村（社区）"), _("类别标签"), _("上次探访"), "UID"),
    )
    return Answer(rows, lines if rows else [_("没有找到。")])


def _words(categories: tuple[str, ...]) -> str:
    return "、".join(_(Category(key).term) for key in categories)


def _show(session: Session, options: Namespace) -> Answer:
    app = session.app
    detail = app.register.get(app.actor, options.uid)
    app.access_log.note_look(app.actor, detail.uid)
    return Answer(detail, _detail_lines(detail))


def _detail_lines(detail: ElderDetail) -> list[str]:
    living = LivingArrangement(detail.living_arrangement).term if detail.living_arrangement else None
    facts = (
        (_("姓名"), detail.name),
        (_("身份证号码"), detail.id_number),
        (_("出生日期"), detail.birth_on),
        (_("性别"), _(Sex(detail.sex).term)),
        (_("民族"), _(ETHNIC_GROUPS.get(detail.ethnic_code or "", ""))),
        (_("电话"), detail.phone),
        (_("嘎查村（社区）"), detail.village),
        (_("住址"), detail.address),
        (_("居住情况"), _(living) if living else None),
        (_("责任人"), detail.visitor),
        (_("备注"), detail.note),
    )
    lines = [f"{label}：{value if value else '—'}" for label, value in facts]
    lines += [f"{_('类别标签')}：{_(Category(span.category).term)}" for span in detail.categories]
    lines += [
        f"{_('联系人')}：{contact.name}　{contact.relation or ''}　{contact.phone or _('无电话')}"
        for contact in detail.contacts
    ]
    lines += [
        f"{_('居住时段')}：{_(ResidenceKind(stay.kind).term)}　{stay.from_on} – {stay.to_on or _('至今')}"
        for stay in detail.residences
    ]
    lines += [
        f"{_('探访意愿')}：{_(WillingnessKind(answer.kind).term)}（{answer.asked_on}）"
        for answer in detail.willingness
    ]
    return lines
