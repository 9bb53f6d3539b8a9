"""``policies``: the rules of the regions, as data."""

from __future__ import annotations

from argparse import Namespace

from desktop_app.cli.arguments import Commands
from desktop_app.cli.console import Answer, columns
from desktop_app.cli.session import Session
from desktop_app.config.strings import _
from desktop_app.domain.policies import PolicyProfile


def add(commands: Commands) -> None:
    """Register the commands."""
    group = commands.group("policies", _("政策方案：列出、查看"))
    group.command("list", _("列出随程序提供的政策方案"), _list)
    parser = group.command("show", _("查看一个政策方案的全部条目和出处"), _show)
    parser.add_argument("id", metavar="ID")


def _list(session: Session, _options: Namespace) -> Answer:
    rows = session.app.policies.list(session.app.actor)
    documents = [
        {
            "id": row.profile.id,
            "title": row.profile.title,
            "document": row.profile.document,
            "region": row.profile.region,
            "valid_from": row.profile.valid_from,
            "valid_to": row.profile.valid_to,
            "active": row.active,
        }
        for row in rows
    ]
    lines = columns(
        ((_("采用") if row.active else "", row.profile.id, _(row.profile.title)) for row in rows),
        ("", _("代号"), _("名称")),
    )
    return Answer(documents, lines)


def _show(session: Session, options: Namespace) -> Answer:
    profile = session.app.policies.show(session.app.actor, options.id)
    return Answer(profile, _profile_lines(profile))


def _profile_lines(profile: PolicyProfile) -> list[str]:
    lines = [_(profile.title), f"{profile.document}　{profile.document_title}　{profile.issued_on}", ""]
    lines.append(
        _("特殊困难：{words}").format(words="、".join(_(each.term) for each in profile.special_categories))
    )
    for title, entries in (
        (_("类别"), profile.category_lists),
        (_("等级"), profile.tiers),
        (_("探访规则"), profile.visit_rules),
        (_("重大变故"), profile.event_rules),
        (_("专项探访"), profile.campaigns),
        (_("应享服务"), profile.due_services),
        (_("指标目标"), profile.indicators),
        (_("表上用语"), profile.wording),
    ):
        lines += [f"{title}：{entry.source.sentence}" for entry in entries]
    return lines
