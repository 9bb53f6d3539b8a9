"""``conflicts``: one field, two values that did not know of each other; see them and settle them."""

from __future__ import annotations

from argparse import Namespace
from string import ascii_uppercase

from desktop_app.cli.arguments import Commands
from desktop_app.cli.console import Answer
from desktop_app.cli.kinds import kind_word
from desktop_app.cli.session import Session
from desktop_app.config.strings import _


def add(commands: Commands) -> None:
    """Register the commands."""
    group = commands.group("conflicts", _("合并冲突：列出、处理"))
    group.command("list", _("列出未处理的冲突"), _list)
    parser = group.command("settle", _("选定一个值"), _settle)
    parser.add_argument("uid", metavar="UID")
    parser.add_argument(
        "--keep", required=True, choices=ascii_uppercase[:8], metavar="A|B", help=_("保留哪一个值")
    )


def _list(session: Session, _options: Namespace) -> Answer:
    rows = session.app.conflicts.list(session.app.actor)
    documents, lines = [], []
    for row in rows:
        values = dict(zip(ascii_uppercase, (value for _key, value in row.candidates), strict=False))
        documents.append(
            {
                "uid": row.uid,
                "entity": row.entity,
                "record_uid": row.record_uid,
                "elder_uid": row.elder_uid,
                "name": row.elder_name,
                "field": row.field,
                "values": values,
            }
        )
        lines.append(f"{row.uid}  {row.elder_name or '—'}  {kind_word(row.entity)}.{row.field}")
        told = row.said or tuple(map(str, values.values()))
        lines += [
            f"    {letter}  {words.replace(chr(10), '；')}"
            for letter, words in zip(values, told, strict=False)
        ]
    return Answer(documents, lines or [_("没有未处理的冲突。")])


def _settle(session: Session, options: Namespace) -> Answer:
    app = session.app
    app.conflicts.settle(app.actor, options.uid, ascii_uppercase.index(options.keep))
    return Answer({"uid": options.uid, "kept": options.keep}, [_("冲突已处理。")])
