"""``assessments``: official results of abilities and screenings of one's own, recorded, listed and shown."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace

from desktop_app.cli.arguments import Commands, day, term
from desktop_app.cli.console import Answer, columns
from desktop_app.cli.faults import UsageProblem
from desktop_app.cli.session import Session
from desktop_app.config.strings import _
from desktop_app.domain.assessments import told
from desktop_app.domain.terms import (
    AbilityLevel,
    AssessmentCondition,
    AssessmentKind,
    AssessmentReason,
    Category,
    Term,
)
from desktop_app.services.assessment_drafts import AssessmentDraft, level_words, scale
from desktop_app.storage.queries.assessments import AssessmentLine

_WORDS = {category.value: category.term for category in Category}


def add(commands: Commands) -> None:
    """Register the commands."""
    group = commands.group("assessments", _("能力评估：登记正式结果、筛查、列出、查看、采纳类别建议"))
    parser = group.command("record", _("登记一份正式评估结果"), _record)
    _whose(parser)
    parser.add_argument("--agency", required=True, metavar="NAME", help=_("评估机构"))
    parser.add_argument("--level", required=True, type=term(AbilityLevel), help=_known(AbilityLevel))
    parser.add_argument("--until", type=day, metavar="DATE", help=_("有效期至，缺省为评估日期后一年"))
    parser.add_argument("--total", type=int, metavar="N", help=_("总分，0 至 90"))
    parser.add_argument("--report-no", metavar="TEXT", help=_("报告编号"))
    _more(parser)
    parser = group.command("screen", _("登记一次筛查（非正式评估）：26 项都要填，等级由得分算出"), _screen)
    _whose(parser)
    _more(parser)
    parser = group.command("list", _("列出能力评估，新的在前"), _list)
    parser.add_argument("--elder", metavar="UID", help=_("只看这个人"))
    parser.add_argument("--kind", type=term(AssessmentKind), help=_known(AssessmentKind))
    parser = group.command("show", _("查看一次能力评估和各项得分"), _show)
    parser.add_argument("uid", metavar="UID")
    parser = group.command("take-back", _("撤销登记错的能力评估"), _take_back)
    parser.add_argument("uid", metavar="UID")
    parser = group.command("proposal", _("查看最近的评估对类别有什么建议"), _proposal)
    parser.add_argument("elder", metavar="UID", help=_("老年人的 UID"))
    parser = group.command("adopt", _("采纳类别建议，写入类别标签"), _adopt)
    parser.add_argument("elder", metavar="UID", help=_("老年人的 UID"))
    parser.add_argument("--from", dest="from_on", type=day, metavar="DATE", help=_("从哪天起，缺省为今天"))
    group.command("items", _("列出 26 个项目和各项分值"), _items)


def _whose(parser: ArgumentParser) -> None:
    parser.add_argument("--elder", required=True, metavar="UID", help=_("老年人的 UID"))
    parser.add_argument("--on", type=day, metavar="DATE", help=_("评估日期，缺省为今天"))
    parser.add_argument(
        "--score",
        type=_score,
        action="append",
        default=[],
        metavar="ITEM=N",
        help=_("一项的得分，可重复；项目见 assessments items"),
    )


def _more(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--condition",
        type=term(AssessmentCondition),
        action="append",
        default=[],
        help=_known(AssessmentCondition),
    )
    parser.add_argument("--reason", type=term(AssessmentReason), help=_known(AssessmentReason))
    parser.add_argument("--assessors", metavar="NAME", help=_("评估人员"))
    parser.add_argument("--informant", metavar="NAME", help=_("信息提供者及关系"))
    parser.add_argument("--note", metavar="TEXT", help=_("说明"))


def _known(kind: type[Term]) -> str:
    return "、".join(f"{member.value} {_(member.term)}" for member in kind)


def _score(text: str) -> tuple[str, int]:
    key, mark, points = text.partition("=")
    if not mark or not points.isascii() or not points.isdigit():
        raise ArgumentTypeError(_("应写成 项目=得分，如 eating=4"))
    return key, int(points)


def _draft(session: Session, options: Namespace, kind: AssessmentKind) -> AssessmentDraft:
    scores = dict(options.score)
    if len(scores) != len(options.score):
        raise UsageProblem(problem=_("同一项目写了两次得分"), command="assessments")
    official = kind is AssessmentKind.OFFICIAL
    return AssessmentDraft(
        elder_uid=options.elder,
        kind=kind.value,
        assessed_on=options.on or session.app.clock.today(),
        level=options.level.value if official else None,
        agency=options.agency if official else None,
        valid_until=options.until if official else None,
        total=options.total if official else None,
        report_no=options.report_no if official else None,
        scores=scores,
        conditions=tuple(each.value for each in options.condition),
        reason=options.reason.value if options.reason else None,
        assessors=options.assessors,
        informant=options.informant,
        note=options.note,
    )


def _record(session: Session, options: Namespace) -> Answer:
    done = session.app.assessments.record(
        session.app.actor, _draft(session, options, AssessmentKind.OFFICIAL)
    )
    words = _("已登记正式评估：{level}。").format(level=level_words(options.level.value))
    return Answer({"level": options.level.value, "change_set": done}, [words])


def _screen(session: Session, options: Namespace) -> Answer:
    draft = _draft(session, options, AssessmentKind.SCREENING)
    done = session.app.assessments.record(session.app.actor, draft)
    scored = scale().scored(draft.scores, draft.conditions)
    assert scored.level is not None  # it was recorded, so nothing is missing
    lines = [
        _("已登记筛查（非正式评估）：{level}。").format(level=level_words(scored.level.value)),
        *(step.say(_) for step in told(scale(), scored)),
        _("筛查不能作为类别的依据；要认定请申请正式评估。"),
    ]
    data = {"level": scored.level, "total": scored.total, "official": False, "change_set": done}
    return Answer(data, lines)


def _list(session: Session, options: Namespace) -> Answer:
    app, kind = session.app, options.kind.value if options.kind else None
    rows = app.assessments.list(app.actor, kind=kind)
    if options.elder is not None:
        mine = {line.uid for line in app.assessments.of_elder(app.actor, options.elder)}
        rows = [row for row in rows if row.line.uid in mine]
    cells = (
        (
            row.name,
            row.village,
            row.line.assessed_on,
            _kind_words(row.line),
            level_words(row.line.level),
            "" if row.line.total is None else row.line.total,
            row.line.valid_until or "",
            row.line.uid,
        )
        for row in rows
    )
    titles = (
        _("姓名"),
        _("嘎查村（社区）"),
        _("评估日期"),
        _("评估的性质"),
        _("能力等级"),
        _("总分"),
        _("有效期至"),
        "UID",
    )
    return Answer(rows, columns(cells, titles) if rows else [_("没有能力评估。")])


def _show(session: Session, options: Namespace) -> Answer:
    line = session.app.assessments.get(session.app.actor, options.uid)
    lines = [f"{line.assessed_on.isoformat()} {_kind_words(line)} {level_words(line.level)}"]
    for words, value in (
        (_("总分"), line.total),
        (_("评估机构"), line.agency),
        (_("有效期至"), line.valid_until),
        (_("报告编号"), line.report_no),
        (_("评估人员"), line.assessors),
        (_("信息提供者及关系"), line.informant),
        (_("说明"), line.note),
    ):
        if value not in (None, ""):
            lines.append(f"{words}：{value}")
    for group in scale().groups:
        given = [f"{item.title} {line.scores[item.key]}" for item in group.items if item.key in line.scores]
        if given:
            lines.append(f"{group.title}：{'、'.join(given)}")
    return Answer(line, lines)


def _take_back(session: Session, options: Namespace) -> Answer:
    done = session.app.assessments.take_back(session.app.actor, options.uid)
    return Answer({"uid": options.uid, "change_set": done}, [_("能力评估已撤销。")])


def _proposal(session: Session, options: Namespace) -> Answer:
    found = session.app.assessments.proposal(session.app.actor, options.elder)
    if found is None:
        return Answer(None, [_("最近的评估没有要改类别的建议。")])
    lines = [*(each.say(_) for each in found.why), _("依据：{source}").format(source=_(found.source))]
    if found.put_off is not None:
        on, by = found.put_off
        lines.append(_("{day} {name} 决定暂不采纳").format(day=on.isoformat(), name=by))
    return Answer(found, lines)


def _adopt(session: Session, options: Namespace) -> Answer:
    app = session.app
    found = app.assessments.proposal(app.actor, options.elder)
    if found is None or found.asks:
        return Answer({"change_set": None}, [_("最近的评估没有要改类别的建议。")])
    done = app.assessments.adopt(app.actor, options.elder, found, from_on=options.from_on)
    lines = [
        words.format(category=_(_WORDS[key]))
        for words, keys in ((_("已加“{category}”。"), found.gives), (_("已结束“{category}”。"), found.ends))
        for key in keys
    ]
    return Answer({"gives": found.gives, "ends": found.ends, "change_set": done}, lines)


def _items(_session: Session, _options: Namespace) -> Answer:
    rows = [
        {"item": item.key, "title": item.title, "group": group.key, "most": item.most}
        for group in scale().groups
        for item in group.items
    ]
    lines = columns(
        ([row["group"], row["item"], row["title"], row["most"]] for row in rows),
        (_("组"), _("项目"), _("标题"), _("满分")),
    )
    return Answer(rows, [*lines, scale().source])


def _kind_words(line: AssessmentLine) -> str:
    return {kind.value: _(kind.term) for kind in AssessmentKind}.get(line.kind, line.kind)
