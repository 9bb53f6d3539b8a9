"""``register edit`` and ``register export-list``: change one thing about many people, or take out a list of them."""

from __future__ import annotations

from argparse import ArgumentTypeError, Namespace
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeVar

from desktop_app.bootstrap import Application
from desktop_app.cli.arguments import Commands, Parser, day, term
from desktop_app.cli.console import DONE, WITH_PROBLEMS, Answer, columns
from desktop_app.cli.session import Session
from desktop_app.config.strings import _
from desktop_app.domain.errors import N_, FieldProblem, InputError
from desktop_app.domain.terms import (
    Category,
    DutyState,
    LivingArrangement,
    Residency,
    Term,
    Tier,
    WillingnessKind,
)
from desktop_app.reports.delimited import Encoding
from desktop_app.services.bulk_drafts import (
    AddCategory,
    AddNote,
    BulkEdit,
    EndCategory,
    JoinHousehold,
    RecordWillingness,
    SetFact,
    SetLocalField,
    SetTier,
    SetVisitor,
)
from desktop_app.services.bulk_edits import BulkPreview
from desktop_app.services.bulk_plans import Verdict
from desktop_app.services.list_columns import COLUMNS, USUAL
from desktop_app.services.list_exports import ListExportDraft
from desktop_app.storage.queries.elders import ElderFilter

T = TypeVar("T", bound=Term)
LOCAL = "field:"
_MOST_LINES = 200
_SORTS = tuple(key for key, column in COLUMNS.items() if column.sort)


class NobodyChosen(InputError):
    """Neither people nor a filter were named: everybody has to be asked for."""

    code = "cli.nobody_chosen"
    what = N_("没有说明修改谁。")
    do_now = N_("请给出筛选条件（如 --village、--category）或 --uid；要修改全部在册人员，请加 --everybody。")


class UnknownChange(InputError):
    """``--set`` names something that cannot be changed at once."""

    code = "cli.unknown_change"
    what = N_("--set 应写成 内容=值，内容可以是：{known}。")
    do_now = N_("请改正后再执行；可以先加 --dry-run 看一看。")


def add_edit(group: Commands) -> None:
    """Register ``edit`` in the group ``register``."""
    parser = group.command("edit", _("批量修改：按条件一次修改许多人，可整批撤销"), _edit)
    parser.add_argument(
        "--set",
        dest="change",
        required=True,
        metavar="WHAT=VALUE",
        help=_("修改什么：{known}").format(known="、".join((*_MAKERS, f"{LOCAL}{_('栏目')}"))),
    )
    parser.add_argument(
        "--on", type=day, metavar="DATE", help=_("从哪天起、到哪天为止或询问日期，缺省为今天")
    )
    parser.add_argument("--reason", metavar="TEXT", help=_("调整等级的理由"))
    parser.add_argument("--source", metavar="TEXT", help=_("类别的依据"))
    parser.add_argument("--approver", metavar="NAME", help=_("类别的认定人"))
    parser.add_argument("--witness", metavar="NAME", help=_("探访意愿的见证人"))
    parser.add_argument("--uid", action="append", metavar="UID", help=_("修改这一位，可以写多次"))
    _add_filters(parser)
    parser.add_argument("--everybody", action="store_true", help=_("修改全部在册人员"))
    parser.add_argument("--dry-run", action="store_true", help=_("只预览，不改动数据"))


def add_export_list(group: Commands) -> None:
    """Register ``export-list`` in the group ``register``."""
    parser = group.command("export-list", _("按条件把列表导出为 .xlsx 或 .csv，缺省隐去部分号码"), _export)
    parser.add_argument("file", type=Path, metavar="FILE.xlsx|FILE.csv")
    parser.add_argument(
        "--columns",
        type=_column_keys,
        default=USUAL,
        metavar="KEY,…",
        help=_("栏目，按顺序，用逗号隔开：{known}").format(known=" ".join(COLUMNS)),
    )
    parser.add_argument("--sort", choices=_SORTS, default="name", metavar="KEY", help=_("按哪一栏排序"))
    parser.add_argument("--descending", action="store_true", help=_("从大到小"))
    parser.add_argument("--full", action="store_true", help=_("导出完整号码，须写 --reason 和 --to"))
    parser.add_argument("--reason", default="", metavar="TEXT", help=_("导出完整号码的理由"))
    parser.add_argument("--to", default="", metavar="NAME", help=_("交给谁"))
    parser.add_argument("--gb18030", action="store_true", help=_(".csv 用 GB 18030 编码"))
    _add_filters(parser)


def _add_filters(parser: Parser) -> None:
    parser.add_argument("--text", metavar="TEXT", help=_("筛选：姓名、拼音、号码片段"))
    parser.add_argument("--village", metavar="CODE", help=_("筛选：嘎查村（社区）代码"))
    parser.add_argument("--category", type=term(Category), metavar="KEY", help=_("筛选：类别"))
    parser.add_argument("--tier", type=term(Tier), metavar="KEY", help=_("筛选：风险等级"))
    parser.add_argument("--state", type=term(DutyState), metavar="KEY", help=_("筛选：应探访状态"))


def _column_keys(text: str) -> tuple[str, ...]:
    keys = tuple(key.strip() for key in text.split(",") if key.strip())
    if not keys or not set(keys) <= COLUMNS.keys():
        raise ArgumentTypeError(_("只能是：{known}").format(known=" ".join(COLUMNS)))
    return keys


def _export(session: Session, options: Namespace) -> Answer:
    app = session.app
    ids = app.register.list_ids(
        app.actor, _wanted(options), sort=COLUMNS[options.sort].sort or "name", descending=options.descending
    )
    draft = ListExportDraft(
        title=_("老年人列表"),
        columns=options.columns,
        ids=ids,
        full=options.full,
        reason=options.reason,
        recipient=options.to,
        encoding=Encoding.GB18030 if options.gb18030 else Encoding.UTF8,
    )
    people = app.list_exports.export(app.actor, draft, options.file, progress=session.progress)
    told = _("已导出 {count} 人：{file}").format(count=people, file=options.file)
    return Answer({"file": str(options.file), "people": people}, [told])


def _edit(session: Session, options: Namespace) -> Answer:
    app, progress = session.app, session.progress
    edit = read_change(app, options)
    preview = app.bulk_edits.preview(app.actor, _people(app, options), edit, progress=progress)
    change_set = None
    if not options.dry_run:
        change_set = app.bulk_edits.apply(app.actor, preview, progress=progress)
    document = {
        "changed": preview.changed,
        "unchanged": preview.unchanged,
        "refused": preview.refused,
        "reasons": [{"reason": reason, "people": people} for reason, people in preview.reasons()],
        "lines": preview.lines,
        "change_set": change_set,
    }
    exit_code = WITH_PROBLEMS if preview.refused else DONE
    return Answer(document, _lines(preview, change_set, applied=not options.dry_run), exit_code)


def _people(app: Application, options: Namespace) -> list[str]:
    if options.uid:
        return list(options.uid)
    wanted = _wanted(options)
    if wanted == ElderFilter() and not options.everybody:
        raise NobodyChosen
    return app.bulk_edits.uids_of(app.actor, app.register.list_ids(app.actor, wanted))


def _wanted(options: Namespace) -> ElderFilter:
    return ElderFilter(
        text=options.text or "",
        village_code=options.village,
        category=options.category,
        tier=options.tier,
        state=options.state,
    )


def read_change(app: Application, options: Namespace) -> BulkEdit:
    """Return the edit that ``--set`` and the options beside it describe; raises ``InputError``."""
    what, equals, value = options.change.partition("=")
    what, value = what.strip(), value.strip()
    on: date = options.on or app.clock.today()
    if equals and what.startswith(LOCAL):
        return SetLocalField(label=what.removeprefix(LOCAL), value=value)
    if not equals or what not in _MAKERS:
        raise UnknownChange(known="、".join((*_MAKERS, f"{LOCAL}{_('栏目')}")))
    return _MAKERS[what](app, value, on, options)


def _visitor(app: Application, name: str) -> str | None:
    if not name:
        return None
    found = [row.uid for row in app.register.visitors(app.actor) if row.name == name]
    if len(found) != 1:
        reason = N_("有几位同名的探访人，请在窗口中选择") if found else N_("没有这位探访人")
        raise FieldProblem(field="visitor_uid", label=N_("责任人"), reason=reason)
    return found[0]


def _village(app: Application, text: str) -> str:
    for village in app.register.villages(app.actor):
        if text in {village.code, village.name}:
            return village.code
    raise FieldProblem(field="value", label=N_("嘎查村（社区）"), reason=N_("没有这个代码"))


def _term(kind: type[T], text: str) -> str:
    for member in kind:
        if text in {member.value, member.term}:
            return member.value
    known = "、".join(f"{member.value}（{_(member.term)}）" for member in kind)
    reason = _("只能是：{known}").format(known=known)
    raise FieldProblem(field="value", label=N_("--set 的值"), reason=reason)


def _optional(kind: type[T], text: str) -> str | None:
    return _term(kind, text) if text else None


Maker = Callable[[Application, str, date, Namespace], BulkEdit]
_MAKERS: dict[str, Maker] = {
    "visitor": lambda app, value, on, _o: SetVisitor(visitor_uid=_visitor(app, value), from_on=on),
    "group": lambda _app, value, _on, _o: SetFact(field="group_name", value=value or None),
    "village": lambda app, value, _on, _o: SetFact(field="village_code", value=_village(app, value)),
    "living": lambda _app, value, _on, _o: SetFact(
        field="living_arrangement", value=_optional(LivingArrangement, value)
    ),
    "residency": lambda _app, value, _on, _o: SetFact(field="residency", value=_optional(Residency, value)),
    "category": lambda _app, value, on, options: AddCategory(
        category=_term(Category, value), from_on=on, source=options.source, approver=options.approver
    ),
    "end-category": lambda _app, value, on, _o: EndCategory(category=_term(Category, value), to_on=on),
    "willingness": lambda _app, value, on, options: RecordWillingness(
        kind=_term(WillingnessKind, value), asked_on=on, witness=options.witness
    ),
    "tier": lambda _app, value, _on, options: SetTier(tier=_optional(Tier, value), reason=options.reason),
    "note": lambda _app, value, on, _o: AddNote(text=value, noted_on=on),
    "household": lambda _app, value, on, _o: JoinHousehold(head_name=value, from_on=on),
}
"""What ``--set`` can change; the value of ``household`` is the head of the new household."""


def _lines(preview: BulkPreview, change_set: str | None, *, applied: bool) -> list[str]:
    counts = _("修改 {changed} 人，不变 {unchanged} 人，不能修改 {refused} 人。").format(
        changed=preview.changed, unchanged=preview.unchanged, refused=preview.refused
    )
    lines = [counts if applied else _("预览，数据没有改动。{counts}").format(counts=counts)]
    lines += [
        _("{reason}：{count} 人").format(reason=reason, count=count) for reason, count in preview.reasons()
    ]
    shown = [*preview.of(Verdict.REFUSED), *preview.of(Verdict.CHANGED)][:_MOST_LINES]
    if shown:
        head = (_("姓名"), _("嘎查村（社区）"), _("原来"), _("改为"), _("原因"))
        rows = [(line.name, line.village, line.old or None, line.new or None, line.reason) for line in shown]
        lines += ["", *columns(rows, head)]
    if change_set:
        lines += ["", _("可以整批撤销：elder-visits undo {change_set}").format(change_set=change_set)]
    return lines
