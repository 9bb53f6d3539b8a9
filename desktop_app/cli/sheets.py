"""``sheets``: printed sheets by their codes, which never came back, and which are given up."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence

from desktop_app.cli.arguments import Commands
from desktop_app.cli.console import Answer, columns
from desktop_app.cli.session import Session
from desktop_app.config.strings import _
from desktop_app.domain.sheet_codes import grouped
from desktop_app.reports.catalogue import paper
from desktop_app.services.paper_orders import village_of
from desktop_app.services.printed_sheets import is_late
from desktop_app.storage.queries.printed_sheets import SheetRow


def add(commands: Commands) -> None:
    """Register the commands."""
    group = commands.group("sheets", _("纸单：按编号查、没有收回的、不再追回"))
    parser = group.command("list", _("列出打印过的纸单"), _list)
    parser.add_argument("--unreturned", action="store_true", help=_("只列还没有收回的"))
    parser.add_argument("--village", metavar="CODE", help=_("只看这个嘎查村（社区）"))
    parser = group.command("find", _("查一个编号是谁的纸单"), _find)
    parser.add_argument("code", metavar="CODE", help=_("纸单上的 8 位编号"))
    parser = group.command("write-off", _("不再追回一张纸单"), _write_off)
    parser.add_argument("code", metavar="CODE", help=_("纸单上的 8 位编号"))
    parser.add_argument("--because", required=True, metavar="TEXT", help=_("原因"))


def _list(session: Session, options: Namespace) -> Answer:
    app = session.app
    village = village_of(app.context, options.village) if options.village else None
    if options.unreturned:
        rows = app.printed_sheets.unreturned(app.actor, village_code=village)
    else:
        rows = app.printed_sheets.newest(app.actor, village_code=village)
    today = app.clock.today()
    late = sum(row.is_open and is_late(row, today) for row in rows)
    lines = _table(rows) if rows else [_("没有符合条件的纸单。")]
    if late:
        lines.append(_("其中 {late} 张超过一周还没有收回。").format(late=late))
    return Answer(rows, lines)


def _find(session: Session, options: Namespace) -> Answer:
    row = session.app.printed_sheets.find(session.app.actor, options.code)
    return Answer(row, _table([row]))


def _write_off(session: Session, options: Namespace) -> Answer:
    app = session.app
    count = app.printed_sheets.write_off(app.actor, [options.code], options.because)
    row = app.printed_sheets.find(app.actor, options.code)
    done = _("已标为不再追回。") if count else _("没有改动：{state}。").format(state=_state(row))
    return Answer(row, [done])


def _table(rows: Sequence[SheetRow]) -> list[str]:
    return columns(
        (
            (
                grouped(row.code),
                row.for_on,
                row.village,
                row.elder_name,
                _paper(row.paper),
                row.printed_by,
                _state(row),
            )
            for row in rows
        ),
        (_("编号"), _("哪天的"), _("嘎查村（社区）"), _("姓名"), _("纸单"), _("打印人"), _("状态")),
    )


def _paper(name: str) -> str:
    """Return the title of a paper; one that only another version of the program prints goes by its key."""
    known = paper(name)
    return _(known.title) if known is not None else name


def _state(row: SheetRow) -> str:
    if row.returned_on is not None:
        return _("已登记 {day}").format(day=row.returned_on.isoformat())
    if row.written_off_because is not None:
        return _("不再追回：{reason}").format(reason=row.written_off_because)
    return _("没有收回")
