"""``family``: how a family stands with its duty of support, urge it, note who came, which families wait, papers."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from desktop_app.cli.arguments import Commands, day, term
from desktop_app.cli.console import Answer, columns
from desktop_app.cli.session import Session
from desktop_app.config.strings import _
from desktop_app.domain.terms import SupportResult, SupportStepKind
from desktop_app.services.law import elder_rights_law, support_book
from desktop_app.services.support_drafts import LetterWish, ReferralWish, SupportStepDraft


def add(commands: Commands) -> None:
    """Register the commands."""
    group = commands.group("family", _("督促赡养：家庭情况、督促、看望问候、名单、函件"))
    parser = group.command("show", _("一位老年人的家人、赡养情况和督促记录"), _show)
    parser.add_argument("elder", metavar="UID", help=_("老年人的 UID"))
    parser = group.command("urge", _("登记一步督促"), _urge)
    parser.add_argument("elder", metavar="UID", help=_("老年人的 UID"))
    kinds = "、".join(f"{kind.value} {_(kind.term)}" for kind in SupportStepKind)
    results = "、".join(f"{one.value} {_(one.term)}" for one in SupportResult)
    parser.add_argument(
        "--kind", type=term(SupportStepKind), default=SupportStepKind.URGED, metavar="KIND", help=kinds
    )
    parser.add_argument("--result", type=term(SupportResult), required=True, metavar="RESULT", help=results)
    parser.add_argument("--contact", metavar="UID", help=_("家人的 UID，缺省为全家"))
    parser.add_argument("--on", type=day, metavar="DATE", help=_("日期，缺省为今天"))
    parser.add_argument("--what", metavar="TEXT", help=_("经过"))
    parser.add_argument("--by", metavar="NAME", help=_("督促人，缺省为当前用户"))
    parser.add_argument("--to", dest="referred_to", metavar="UNIT", help=_("转给谁"))
    parser.add_argument("--next-on", type=day, metavar="DATE", help=_("回访日期"))
    parser.add_argument("--signed-on", type=day, metavar="DATE", help=_("赡养协议签订日期"))
    parser.add_argument("--finding", metavar="UID", help=_("相关问题的 UID"))
    parser = group.command("take-back", _("撤销一步督促"), _take_back)
    parser.add_argument("uid", metavar="UID")
    parser = group.command("seen", _("登记家人看望或者问候"), _seen)
    parser.add_argument("contact", metavar="UID", help=_("家人的 UID，见 family show"))
    parser.add_argument("--seen-on", type=day, metavar="DATE", help=_("看望日期，两个都不写为今天看望"))
    parser.add_argument("--called-on", type=day, metavar="DATE", help=_("问候日期"))
    parser.add_argument("--earlier", action="store_true", help=_("更正为较早的日期"))
    parser = group.command("waiting", _("列出要督促的家庭"), _waiting)
    parser.add_argument("--village", metavar="CODE", help=_("只看这个嘎查村（社区）"))
    group.command("law", _("列出法律条文"), _law)
    _add_papers(group)


def _add_papers(group: Commands) -> None:
    parser = group.command("letter", _("生成督促函"), _letter)
    parser.add_argument("elder", metavar="UID", help=_("老年人的 UID"))
    parser.add_argument("out", type=Path, metavar="FILE", help=_("PDF 文件"))
    parser.add_argument("--contact", required=True, metavar="UID", help=_("写给谁"))
    reasons = "、".join(f"{one.key} {_(one.title)}" for one in support_book().reasons)
    parser.add_argument("--reason", action="append", default=[], metavar="KEY", help=reasons)
    parser.add_argument("--words", metavar="TEXT", help=_("自己写的情况"))
    parser.add_argument("--by-on", type=day, metavar="DATE", help=_("答复期限"))
    parser.add_argument("--phone", metavar="PHONE", help=_("单位电话"))
    parser.add_argument("--remedies", action="store_true", help=_("写明可以申请调解、向法院起诉"))
    parser = group.command("referral", _("生成调解（法律援助）转介单"), _referral)
    parser.add_argument("elder", metavar="UID", help=_("老年人的 UID"))
    parser.add_argument("out", type=Path, metavar="FILE", help=_("PDF 文件"))
    parser.add_argument("--kind", type=term(SupportStepKind), required=True, metavar="KIND")
    parser.add_argument("--to", dest="referred_to", required=True, metavar="UNIT", help=_("转给谁"))
    parser.add_argument("--words", required=True, metavar="TEXT", help=_("事由"))
    parser.add_argument("--contact", action="append", default=[], metavar="UID", help=_("有关家人，可写多次"))
    parser.add_argument("--health", action="store_true", help=_("写明老人的健康和自理情况"))


def _show(session: Session, options: Namespace) -> Answer:
    panel = session.app.family_support.panel(session.app.actor, options.elder)
    sentences = [one.say(_) for one in panel.standing.sentences]
    data = {
        "elder_uid": panel.elder_uid,
        "name": panel.name,
        "state": panel.standing.state,
        "standing": sentences,
        "due_on": panel.standing.due_on,
        "last_seen_on": panel.last_seen_on,
        "last_called_on": panel.last_called_on,
        "answers": panel.answers,
        "supporters": panel.supporters,
        "steps": panel.steps,
    }
    lines = [f"{panel.name} {_(panel.standing.state.term)}", "".join(sentences), *panel.answers]
    lines += columns(
        (
            (one.name, one.relation, one.last_seen_on, one.last_called_on, one.agreement_on, one.uid)
            for one in panel.supporters
        ),
        (_("姓名"), _("关系"), _("最近看望"), _("最近问候"), _("赡养协议"), "UID"),
    )
    if panel.steps:
        lines += columns(
            (
                (
                    one.done_on,
                    _(one.kind.term),
                    one.who,
                    _(one.result.term) if one.result else "",
                    one.next_on,
                    one.uid,
                )
                for one in panel.steps
            ),
            (_("日期"), _("方式"), _("家人"), _("结果"), _("回访日期"), "UID"),
        )
    return Answer(data, lines)


def _urge(session: Session, options: Namespace) -> Answer:
    app = session.app
    draft = SupportStepDraft(
        elder_uid=options.elder,
        kind=options.kind.value,
        done_on=options.on or app.clock.today(),
        result=options.result.value,
        contact_uid=options.contact,
        by_name=options.by or app.actor.name,
        what=options.what,
        referred_to=options.referred_to,
        next_on=options.next_on,
        finding_uid=options.finding,
        signed_on=options.signed_on,
    )
    change_set = app.family_support.record(app.actor, draft)
    return Answer({"change_set": change_set}, [_("已登记督促。")])


def _take_back(session: Session, options: Namespace) -> Answer:
    change_set = session.app.family_support.take_back(session.app.actor, options.uid)
    return Answer({"change_set": change_set}, [_("已撤销这一步。")])


def _seen(session: Session, options: Namespace) -> Answer:
    app = session.app
    change_set = app.family_support.seen(
        app.actor,
        options.contact,
        seen_on=options.seen_on,
        called_on=options.called_on,
        earlier=options.earlier,
    )
    words = _("已记下。") if change_set else _("早已登记，没有改动。")
    return Answer({"change_set": change_set}, [words])


def _waiting(session: Session, options: Namespace) -> Answer:
    rows = session.app.family_support.waiting(session.app.actor, village_code=options.village)
    lines = columns(
        (
            (row.name, row.village, _(row.state.term), row.why, row.due_on, _(row.usual.term), row.elder_uid)
            for row in rows
        ),
        (_("姓名"), _("嘎查村（社区）"), _("状态"), _("为什么"), _("回访日期"), _("一般的下一步"), "UID"),
    )
    return Answer(rows, lines if rows else [_("现在没有要督促的家庭。")])


def _law(_session: Session, _options: Namespace) -> Answer:
    law = elder_rights_law()
    lines = [law.full_title]
    for section in law.sections:
        lines += [f"{section.name} {section.about}", *section.text]
    return Answer(law, lines)


def _letter(session: Session, options: Namespace) -> Answer:
    app = session.app
    wish = LetterWish(
        contact_uid=options.contact,
        reasons=tuple(options.reason),
        words=options.words,
        by_on=options.by_on,
        phone=options.phone,
        clerk=app.actor.name,
        remedies=options.remedies,
    )
    made = app.reports.make(app.actor, "support-letter", options.out, elder_uid=options.elder, support=wish)
    return Answer({"path": str(made.path), "pages": made.pages}, [_("已生成 {file}").format(file=made.path)])


def _referral(session: Session, options: Namespace) -> Answer:
    app = session.app
    wish = ReferralWish(
        kind=options.kind.value,
        referred_to=options.referred_to,
        words=options.words,
        contact_uids=tuple(options.contact),
        clerk=app.actor.name,
        health=options.health,
    )
    made = app.reports.make(app.actor, "support-referral", options.out, elder_uid=options.elder, support=wish)
    return Answer({"path": str(made.path), "pages": made.pages}, [_("已生成 {file}").format(file=made.path)])
