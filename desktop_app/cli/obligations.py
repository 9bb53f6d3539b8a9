"""``pauses``, ``waivers`` and ``tiers``: what people decide about owed visits."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from typing import Any

from desktop_app.cli.arguments import Commands, day, term
from desktop_app.cli.console import DONE, WITH_PROBLEMS, Answer, columns
from desktop_app.cli.faults import UsageProblem
from desktop_app.cli.session import Session
from desktop_app.config.strings import _
from desktop_app.domain.terms import Term, Tier, TierVerdict, WaiverKind
from desktop_app.services.decision_checks import Decided
from desktop_app.services.pauses import PauseDraft
from desktop_app.services.tier_decisions import TierDraft
from desktop_app.services.waivers import WaiverDraft


def add(commands: Commands) -> None:
    """Register the commands."""
    _add_pauses(commands.group("pauses", _("暂停探访：登记、结束、列出")))
    _add_waivers(commands.group("waivers", _("免访与取消：登记、撤销、列出")))
    _add_tiers(commands.group("tiers", _("风险等级：认定、取消认定、调整建议")))


def _add_pauses(group: Commands) -> None:
    parser = group.command("add", _("暂停一个人或一户的探访"), _pause)
    _elder(parser)
    add_days(parser, last=_("最后一天，缺省到复核为止"))
    parser.add_argument(
        "--review-on", type=day, metavar="DATE", help=_("复核日期，缺省为一个月后，最迟六个月")
    )
    parser.add_argument("--household", action="store_true", help=_("同户的人一起暂停"))
    _why(parser)
    parser = group.command("end", _("结束暂停，从某天起恢复探访"), _end_pause)
    add_ending(parser)
    parser = group.command("list", _("列出暂停，待复核的在前"), _pauses)
    parser.add_argument("--elder", metavar="UID", help=_("只看这个人"))
    parser.add_argument("--to-review", action="store_true", help=_("只看待复核的"))
    parser.add_argument("--over", action="store_true", help=_("也列出已结束的"))


def _add_waivers(group: Commands) -> None:
    parser = group.command("add", _("批准免访或取消：一次应探访，或一个人的一段日子"), _waive)
    parser.add_argument("--duty", metavar="UID", help=_("应探访的 UID，见 duties list"))
    parser.add_argument("--elder", metavar="UID", help=_("老年人的 UID"))
    parser.add_argument("--from", dest="from_on", type=day, metavar="DATE", help=_("从哪天起"))
    parser.add_argument("--to", dest="to_on", type=day, metavar="DATE", help=_("最后一天"))
    parser.add_argument("--cancel", action="store_true", help=_("取消：本来就不该探访"))
    _why(parser)
    parser = group.command("take-back", _("撤销免访或取消，恢复应探访"), _take_back)
    parser.add_argument("uid", metavar="UID")
    parser = group.command("list", _("列出免访和取消"), _waivers)
    parser.add_argument("--elder", metavar="UID", help=_("只看这个人"))


def _add_tiers(group: Commands) -> None:
    parser = group.command("set", _("从某天起认定风险等级"), _set_tier)
    _elder(parser)
    tiers = "、".join(f"{tier.value} {_(tier.term)}" for tier in Tier)
    parser.add_argument("--tier", type=term(Tier), required=True, metavar="TIER", help=tiers)
    add_days(parser, last=_("最后一天，缺省为长期"))
    _why(parser)
    parser = group.command("end", _("取消人工认定，按规则评定"), _end_tier)
    parser.add_argument("elder", metavar="UID", help=_("老年人的 UID"))
    parser.add_argument("--on", type=day, metavar="DATE", help=_("从哪天起，缺省为今天"))
    parser = group.command("list", _("列出一位老年人的等级认定"), _tiers)
    parser.add_argument("elder", metavar="UID", help=_("老年人的 UID"))
    group.command("proposals", _("列出等级调整建议"), _proposals)
    for name, words, run in (
        ("approve", _("同意调整等级的建议"), _approve),
        ("decline", _("不同意调整等级的建议"), _decline),
    ):
        parser = group.command(name, words, run)
        _elder(parser)
        _why(parser)


def _elder(parser: ArgumentParser) -> None:
    parser.add_argument("--elder", required=True, metavar="UID", help=_("老年人的 UID"))


def add_days(parser: ArgumentParser, *, last: str) -> None:
    """Add the first and the last day."""
    parser.add_argument("--from", dest="from_on", type=day, metavar="DATE", help=_("从哪天起，缺省为今天"))
    parser.add_argument("--to", dest="to_on", type=day, metavar="DATE", help=last)


def _why(parser: ArgumentParser) -> None:
    parser.add_argument("--reason", required=True, metavar="TEXT", help=_("理由"))
    parser.add_argument("--approver", metavar="NAME", help=_("批准人"))


def add_ending(parser: ArgumentParser) -> None:
    """Add the record to end and the day."""
    parser.add_argument("uid", metavar="UID")
    parser.add_argument("--on", type=day, metavar="DATE", help=_("从哪天起，缺省为今天"))


def done_answer(words: str, done: Decided) -> Answer:
    """Return what was done, with those for whom it could not be."""
    left = [f"{name}：{reason}" for name, reason in done.left_out]
    if left:
        left.insert(0, _("没有办理的："))
    data = {
        "uids": done.uids,
        "change_set": done.change_set,
        "left_out": [{"name": name, "reason": reason} for name, reason in done.left_out],
    }
    return Answer(data, [words.format(count=len(done.uids)), *left], WITH_PROBLEMS if left else DONE)


def table(rows: Sequence[Any], names: Sequence[str], titles: Sequence[str], nothing: str) -> Answer:
    """Return rows as they are and as lines of a table, there with terms in words."""
    cells = ([getattr(row, name) for name in names] for row in rows)
    lines = columns(
        ([_(each.term) if isinstance(each, Term) else each for each in row] for row in cells), titles
    )
    return Answer(rows, lines if rows else [nothing])


def _pause(session: Session, options: Namespace) -> Answer:
    app = session.app
    draft = PauseDraft(
        elder_uid=options.elder,
        from_on=options.from_on or app.clock.today(),
        to_on=options.to_on,
        review_on=options.review_on,
        reason=options.reason,
        approver=options.approver,
        household=options.household,
    )
    return done_answer(_("已暂停 {count} 人的探访。"), app.pauses.add(app.actor, draft))


def _end_pause(session: Session, options: Namespace) -> Answer:
    app = session.app
    return done_answer(_("暂停已结束。"), app.pauses.end(app.actor, options.uid, on=options.on))


def _pauses(session: Session, options: Namespace) -> Answer:
    app = session.app
    rows = app.pauses.list(app.actor, elder_uid=options.elder, to_review=options.to_review, over=options.over)
    return table(
        rows,
        ("name", "village", "from_on", "lasts_to", "review_on", "reason", "state", "uid"),
        (_("姓名"), _("嘎查村（社区）"), _("自"), _("至"), _("复核日期"), _("理由"), _("状态"), "UID"),
        _("没有暂停探访的人。"),
    )


def _waive(session: Session, options: Namespace) -> Answer:
    app = session.app
    draft = WaiverDraft(reason=options.reason, approver=options.approver, cancels=options.cancel)
    words = _("已取消。") if options.cancel else _("已批准免访。")
    if options.duty:
        return done_answer(words, app.waivers.settle(app.actor, options.duty, draft))
    if not (options.elder and options.from_on and options.to_on):
        raise UsageProblem(
            problem=_("请写 --duty，或者同时写 --elder、--from 和 --to"), command="waivers add"
        )
    done = app.waivers.add(app.actor, options.elder, options.from_on, options.to_on, draft)
    return done_answer(words, done)


def _take_back(session: Session, options: Namespace) -> Answer:
    return done_answer(
        _("已撤销，恢复应探访。"), session.app.waivers.take_back(session.app.actor, options.uid)
    )


def _waivers(session: Session, options: Namespace) -> Answer:
    rows = session.app.waivers.list(session.app.actor, elder_uid=options.elder)
    kinds = {kind.value: _(kind.term) for kind in WaiverKind}
    lines = columns(
        (
            (row.name, kinds.get(row.kind), row.about_words, row.from_on, row.to_on, row.reason, row.uid)
            for row in rows
        ),
        (_("姓名"), _("方式"), _("所指的探访"), _("自"), _("至"), _("理由"), "UID"),
    )
    return Answer(rows, lines if rows else [_("没有免访或取消。")])


def _set_tier(session: Session, options: Namespace) -> Answer:
    app = session.app
    draft = TierDraft(
        elder_uid=options.elder,
        tier=options.tier.value,
        from_on=options.from_on or app.clock.today(),
        to_on=options.to_on,
        reason=options.reason,
        approver=options.approver,
    )
    return done_answer(_("已认定等级。"), app.tier_decisions.set(app.actor, draft))


def _end_tier(session: Session, options: Namespace) -> Answer:
    app = session.app
    done = app.tier_decisions.end(app.actor, options.elder, on=options.on)
    return done_answer(_("已取消人工认定，按规则评定。"), done)


def _tiers(session: Session, options: Namespace) -> Answer:
    rows = session.app.tier_decisions.list(session.app.actor, options.elder)
    words = {each.value: _(each.term) for each in (*Tier, *TierVerdict)}
    lines = columns(
        (
            (
                words.get(row.verdict),
                words.get(row.tier, row.tier),
                row.from_on,
                row.to_on,
                row.reason,
                row.uid,
            )
            for row in rows
        ),
        (_("结论"), _("等级"), _("自"), _("至"), _("理由"), "UID"),
    )
    return Answer(rows, lines if rows else [_("没有人工认定，按规则评定。")])


def _proposals(session: Session, _options: Namespace) -> Answer:
    rows = session.app.tier_decisions.proposals(session.app.actor)
    tiers = {tier.value: _(tier.term) for tier in Tier}
    data = [
        {
            "elder_uid": row.elder_uid,
            "name": row.name,
            "village": row.village,
            "tier": row.tier,
            "proposes": row.proposes,
            "count": row.count,
            "last_on": row.last_on,
            "why": row.why.say(_),
            "source": row.source,
        }
        for row in rows
    ]
    lines = columns(
        (
            (
                row.name,
                row.village,
                tiers.get(row.tier),
                tiers.get(row.proposes),
                row.why.say(_),
                row.elder_uid,
            )
            for row in rows
        ),
        (_("姓名"), _("嘎查村（社区）"), _("现等级"), _("建议"), _("依据"), "UID"),
    )
    return Answer(data, lines if rows else [_("没有等级调整建议。")])


def _approve(session: Session, options: Namespace) -> Answer:
    app = session.app
    done = app.tier_decisions.approve(
        app.actor, options.elder, reason=options.reason, approver=options.approver
    )
    return done_answer(_("已同意，等级从今天起调整。"), done)


def _decline(session: Session, options: Namespace) -> Answer:
    app = session.app
    done = app.tier_decisions.turn_down(
        app.actor, options.elder, reason=options.reason, approver=options.approver
    )
    return done_answer(_("已记下不调整。"), done)
