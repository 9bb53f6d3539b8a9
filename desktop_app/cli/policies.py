"""``policies``: the rules of the regions, as data: read, rehearsed, changed from a day on, given and taken as files."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from desktop_app.cli.arguments import Commands, at_least, day
from desktop_app.cli.console import DONE, WITH_PROBLEMS, Answer, columns, plain
from desktop_app.cli.rule_changes import add_change_options, change_of
from desktop_app.cli.session import Session
from desktop_app.config.strings import _
from desktop_app.domain.errors import N_, FieldProblem
from desktop_app.domain.policies import PolicyProfile
from desktop_app.services.policies import FoundInFile
from desktop_app.services.policy_rows import RuleRow
from desktop_app.services.rehearsals import GroupRow, Load, PersonRow, Rehearsal

_NAMES_SHOWN = 30


def add(commands: Commands) -> None:
    """Register the commands."""
    group = commands.group("policies", _("政策方案：列出、查看、预演、修改、停用、载入、导出、恢复"))
    group.command("list", _("列出已知的政策方案和哪些在用"), _list)
    parser = group.command("show", _("查看一个政策方案的全部条目和出处"), _show)
    parser.add_argument("id", metavar="ID")
    parser.add_argument("--rule", metavar="RULE", help=_("只看这一条，带以前和以后的版本"))
    parser = group.command(
        "rehearse", _("预演：改动后几个月的探访量、高峰和会逾期的人，不改动数据"), _rehearse
    )
    _add_rule(parser, required=False)
    parser.add_argument("--file", type=Path, metavar="FILE", help=_("预演文件里的方案，而不是一条规则"))
    parser.add_argument("--off", action="store_true", help=_("预演停用这条规则"))
    parser.add_argument("--on", action="store_true", help=_("预演启用这条规则"))
    parser.add_argument("--months", type=at_least(1), default=3, metavar="N", help=_("预演几个月，缺省为3"))
    _add_day(parser)
    add_change_options(parser)
    parser = group.command("change", _("从某天起修改一条规则；以前的日子仍按原规则"), _change)
    _add_rule(parser)
    _add_day(parser)
    _add_note(parser)
    add_change_options(parser)
    parser = group.command("switch", _("从某天起启用或停用一条规则"), _switch)
    _add_rule(parser)
    parser.add_argument("state", choices=("on", "off"), metavar="on|off")
    _add_day(parser)
    _add_note(parser)
    parser = group.command("target", _("设定一项指标某年的目标值；写 none 则去掉"), _target)
    parser.add_argument("id", metavar="ID")
    parser.add_argument("indicator", metavar="INDICATOR")
    parser.add_argument("year", type=at_least(2000), metavar="YEAR")
    parser.add_argument("value", metavar="VALUE|none")
    parser = group.command("choose", _("选用政策方案（写上全部要用的）"), _choose)
    parser.add_argument("ids", nargs="+", metavar="ID")
    parser = group.command("install", _("从文件载入政策方案，先逐项检查"), _install)
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--dry-run", action="store_true", help=_("只检查，不改动数据"))
    parser = group.command("export", _("把政策方案写成文件"), _export)
    parser.add_argument("id", metavar="ID")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    parser = group.command("reset", _("从今天起恢复随程序的方案"), _reset)
    parser.add_argument("id", metavar="ID")


def _add_rule(parser: ArgumentParser, *, required: bool = True) -> None:
    count: dict[str, str] = {} if required else {"nargs": "?"}
    parser.add_argument("id", metavar="ID", **count)  # type: ignore[arg-type]  # nargs is text here
    parser.add_argument("rule", metavar="RULE", **count)  # type: ignore[arg-type]  # nargs is text here


def _add_day(parser: ArgumentParser) -> None:
    parser.add_argument("--from", dest="from_on", type=day, metavar="DATE", help=_("从哪天起，缺省为今天"))


def _add_note(parser: ArgumentParser) -> None:
    parser.add_argument("--note", default="", metavar="TEXT", help=_("修改的原因"))


def _day(session: Session, options: Namespace) -> date:
    return options.from_on if options.from_on is not None else session.app.context.today()


def _list(session: Session, _options: Namespace) -> Answer:
    app = session.app
    rows = app.policies.list(app.actor)
    problems = app.policies.problems(app.actor)
    documents = [
        {
            "id": row.profile.id,
            "title": row.profile.title,
            "document": row.profile.document,
            "region": row.profile.region,
            "valid_from": row.profile.valid_from,
            "valid_to": row.profile.valid_to,
            "active": row.active,
            "origin": row.origin,
            "changed_on": row.changed_on,
            "problem": row.problem,
        }
        for row in rows
    ]
    lines = columns(
        (
            (
                _("采用") if row.active else "",
                row.profile.id,
                _(row.profile.title),
                _(row.origin.term) if row.origin is not None else "",
            )
            for row in rows
        ),
        ("", _("代号"), _("名称"), _("改动")),
    )
    return Answer(documents, [*lines, *problems], WITH_PROBLEMS if problems else DONE)


def _show(session: Session, options: Namespace) -> Answer:
    app = session.app
    profile = app.policies.show(app.actor, options.id)
    rows = app.policies.rules(app.actor, options.id)
    if options.rule is not None:
        rows = tuple(row for row in rows if row.key == options.rule)
        if not rows:
            reason = N_("没有这个代号的条目")
            raise FieldProblem(field="rule", label=N_("规则"), reason=reason)
        return Answer([_row_document(row) for row in rows], list(_row_lines(rows, whole=True)))
    document = {**plain(profile), "rules": [_row_document(row) for row in rows]}
    return Answer(document, [*_head_lines(profile), *_row_lines(rows, whole=False)])


def _head_lines(profile: PolicyProfile) -> list[str]:
    special = "、".join(_(each.term) for each in profile.special_categories)
    lines = [_(profile.title), f"{profile.document}　{profile.document_title}　{profile.issued_on}"]
    return [*lines, _("特殊困难：{words}").format(words=special)] if special else lines


def _row_lines(rows: Iterable[RuleRow], *, whole: bool) -> Iterator[str]:
    """Yield the entries part by part: in words, then the sentence each rests on."""
    part = ""
    for row in rows:
        if row.part != part:
            part = row.part
            yield ""
            yield f"【{row.part_title}】"
        yield _line(row)
        yield "    " + _("依据：{document}（{basis}）“{sentence}”{note}").format(
            document=row.document,
            basis=row.basis,
            sentence=row.sentence,
            note=_("（{note}）").format(note=row.note) if row.note else "",
        )
        if row.coming is not None:
            yield "    " + _("{day} 起：{words}").format(day=row.coming.valid_from, words=_line(row.coming))
        if whole:
            for before in row.earlier:
                yield "    " + _("{first} 至 {last}：{words}").format(
                    first=before.valid_from, last=before.valid_to, words=_line(before)
                )


def _line(row: RuleRow) -> str:
    words = f"{row.key}　{row.words}"
    return words if row.enabled else _("{rule}（停用）").format(rule=words)


def _row_document(row: RuleRow) -> dict[str, Any]:
    """Return an entry as programs read it."""
    names = ("part", "key", "title", "words", "sentence", "document", "basis", "note", "enabled", "version")
    document = {name: getattr(row, name) for name in names}
    return document | {
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "editable": row.editable,
        "coming": _row_document(row.coming) if row.coming is not None else None,
        "earlier": [_row_document(before) for before in row.earlier],
    }


def _rehearse(session: Session, options: Namespace) -> Answer:
    app = session.app
    from_on = _day(session, options)
    if options.file is not None:
        changed = app.policies.look_into(app.actor, options.file).profile
    else:
        if options.id is None or options.rule is None:
            reason = N_("请写方案代号和规则代号，或用 --file 指定方案文件")
            raise FieldProblem(field="rule", label=N_("规则"), reason=reason)
        change = change_of(options, enabled=_switched(options))
        changed = app.policies.preview(app.actor, options.id, [(options.rule, change)], from_on)
    result = app.rehearsals.rehearse(
        app.actor, [changed], from_on, months=options.months, progress=session.progress
    )
    return Answer(_rehearsal_document(result), _rehearsal_lines(result))


def _switched(options: Namespace) -> bool | None:
    if options.on == options.off:
        return None
    return bool(options.on)


def _rehearsal_document(result: Rehearsal) -> dict[str, Any]:
    """Return a rehearsal as programs read it; months and weeks by their first day."""
    return {
        "first_on": result.first_on,
        "last_on": result.last_on,
        "people": result.people,
        "owed": result.owed,
        "total": result.total,
        "months": [
            {"month": month, **plain(load)}
            for month, load in zip(result.months, result.by_month, strict=True)
        ],
        "weeks": [{"first_on": week.first_on, **plain(week.load)} for week in result.weeks],
        "villages": result.villages,
        "visitors": result.visitors,
        "newly_overdue": result.newly_overdue,
        "newly_owed": result.newly_owed,
        "no_longer_owed": result.no_longer_owed,
        "assumptions": result.assumptions,
    }


def _rehearsal_lines(result: Rehearsal) -> list[str]:
    lines = [
        _("{first} 至 {last}，名册 {people} 人：应探访 {before} 次，改后 {after} 次（{more}）。").format(
            first=result.first_on,
            last=result.last_on,
            people=result.people,
            before=result.total.before,
            after=result.total.after,
            more=_more(result.total),
        )
    ]
    if result.peak_before is not None and result.peak_after is not None:
        lines.append(
            _("高峰周：现在是 {week} 起 {before} 次，改后是 {after_week} 起 {after} 次。").format(
                week=result.peak_before.first_on,
                before=result.peak_before.load.before,
                after_week=result.peak_after.first_on,
                after=result.peak_after.load.after,
            )
        )
    months = [f"{month:%Y-%m}" for month in result.months]
    for title, rows in ((_("嘎查村（社区）"), result.villages), (_("责任人"), result.visitors)):
        lines += ["", *columns(map(_group_cells, rows), (title, _("人数"), *months, _("合计")))]
    for title, people in (
        (_("会逾期"), result.newly_overdue),
        (_("新增应探访"), result.newly_owed),
        (_("不再应探访"), result.no_longer_owed),
    ):
        lines += [
            "",
            _("{title} {count} 人：{names}").format(title=title, count=len(people), names=_names(people)),
        ]
    return [*lines, "", *result.assumptions]


def _group_cells(row: GroupRow) -> Sequence[object]:
    loads = [f"{load.before}→{load.after}" for load in row.months]
    return (row.name or _("未分配"), row.people, *loads, f"{row.total.before}→{row.total.after}")


def _more(load: Load) -> str:
    if load.more == 0:
        return _("不变")
    return (
        _("多 {count} 次").format(count=load.more)
        if load.more > 0
        else _("少 {count} 次").format(count=-load.more)
    )


def _names(people: Sequence[PersonRow]) -> str:
    names = "、".join(f"{row.name}（{row.village}）" for row in people[:_NAMES_SHOWN])
    return names + "……" if len(people) > _NAMES_SHOWN else names or "—"


def _change(session: Session, options: Namespace) -> Answer:
    app = session.app
    from_on = _day(session, options)
    done = app.policies.change_rule(
        app.actor, options.id, options.rule, change_of(options), from_on, options.note
    )
    return _changed(session, options, done)


def _switch(session: Session, options: Namespace) -> Answer:
    app = session.app
    on = options.state == "on"
    done = app.policies.switch_rule(
        app.actor, options.id, options.rule, on, _day(session, options), options.note
    )
    return _changed(session, options, done)


def _changed(session: Session, options: Namespace, change_set: str) -> Answer:
    app = session.app
    rows = [row for row in app.policies.rules(app.actor, options.id) if row.key == options.rule]
    document = {"change_set": change_set, "rule": _row_document(rows[0])}
    return Answer(document, [_("已修改。"), *_row_lines(rows, whole=False), _undo(change_set)])


def _undo(change_set: str) -> str:
    return _("撤销：elder-visits undo {change_set}").format(change_set=change_set)


def _target(session: Session, options: Namespace) -> Answer:
    app = session.app
    value = None
    if options.value != "none":
        try:
            value = Decimal(options.value)
        except InvalidOperation:
            raise FieldProblem(field="value", label=N_("目标值"), reason=N_("应为数字")) from None
    done = app.policies.change_target(app.actor, options.id, options.indicator, options.year, value)
    return Answer({"change_set": done}, [_("已设定目标值。"), _undo(done)])


def _choose(session: Session, options: Namespace) -> Answer:
    app = session.app
    app.policies.choose(app.actor, options.ids)
    return Answer({"active": options.ids}, [_("已选用 {count} 个方案。").format(count=len(options.ids))])


def _install(session: Session, options: Namespace) -> Answer:
    app = session.app
    found = app.policies.look_into(app.actor, options.file)
    lines = [_("方案“{id}”检查无误：{title}").format(id=found.profile.id, title=found.profile.title)]
    lines += [*found.warnings, *found.differences]
    document: dict[str, Any] = _found_document(found)
    if not options.dry_run:
        done = app.policies.install(app.actor, options.file)
        document["change_set"] = done.change_set
        lines += [_("已载入。"), _undo(done.change_set)]
    return Answer(document, lines, WITH_PROBLEMS if found.warnings else DONE)


def _found_document(found: FoundInFile) -> dict[str, Any]:
    return {
        "id": found.profile.id,
        "title": found.profile.title,
        "known": found.known,
        "active": found.active,
        "warnings": found.warnings,
        "differences": found.differences,
    }


def _export(session: Session, options: Namespace) -> Answer:
    app = session.app
    app.policies.export(app.actor, options.id, options.out)
    return Answer({"file": options.out}, [_("已写出 {file}").format(file=options.out)])


def _reset(session: Session, options: Namespace) -> Answer:
    app = session.app
    done = app.policies.reset(app.actor, options.id)
    return Answer({"change_set": done}, [_("已恢复随程序的方案。"), _undo(done)])
