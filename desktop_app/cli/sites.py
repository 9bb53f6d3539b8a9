"""``site``: this site's card, and the sites that are trusted."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from desktop_app.cli.arguments import Commands
from desktop_app.cli.console import Answer, columns
from desktop_app.cli.faults import FingerprintDiffers
from desktop_app.cli.session import Session
from desktop_app.config.strings import _
from desktop_app.domain.terms import SiteLevel
from desktop_app.exchange.batches import SiteCard, fingerprint, read_card


def add(commands: Commands) -> None:
    """Register the commands."""
    group = commands.group("site", _("站点名片：导出、收取、列出"))
    parser = group.command("card", _("写出本站点的名片，交给上级或下级"), _card)
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help=_("写到哪个文件"))
    parser = group.command("trust", _("收取对方的名片；请先打电话逐组核对校验码"), _trust)
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--fingerprint", metavar="TEXT", help=_("对方在电话里念的校验码；不一致就不收取"))
    group.command("list", _("列出已收取的站点"), _list)


def _document(card: SiteCard) -> dict[str, str]:
    return {
        "site": card.site_uid,
        "name": card.name,
        "level": card.level.value,
        "division_code": card.division_code,
        "fingerprint": fingerprint(card),
    }


def _card(session: Session, options: Namespace) -> Answer:
    card = session.app.sites.write_card(session.app.actor, options.out)
    return Answer(
        {**_document(card), "file": str(options.out)},
        [
            _("已写出名片：{file}").format(file=options.out),
            _("校验码（对方收取时请逐组核对）：{fingerprint}").format(fingerprint=fingerprint(card)),
        ],
    )


def _trust(session: Session, options: Namespace) -> Answer:
    app = session.app
    if options.fingerprint and _bare(options.fingerprint) != _bare(fingerprint(read_card(options.file))):
        raise FingerprintDiffers
    card = app.sites.trust(app.actor, options.file)
    return Answer(
        _document(card),
        [
            _("已收取“{name}”的名片。").format(name=card.name),
            _("请打电话核对校验码：{fingerprint}").format(fingerprint=fingerprint(card)),
        ],
    )


def _list(session: Session, _options: Namespace) -> Answer:
    rows = session.app.sites.list(session.app.actor)
    lines = columns(
        ((row.site, row.name, _(SiteLevel(row.level).term), row.fingerprint) for row in rows),
        (_("站点代码"), _("名称"), _("级别"), _("校验码")),
    )
    return Answer(rows, lines if rows else [_("还没有收取过名片。")])


def _bare(text: str) -> str:
    return "".join(each for each in text.casefold() if each.isalnum())
