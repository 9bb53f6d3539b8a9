"""``demo``: the main job, start to finish, on the sample township, told step by step."""

from __future__ import annotations

import secrets
from argparse import Namespace
from pathlib import Path

from desktop_app.cli.arguments import Commands, at_least
from desktop_app.cli.console import Answer, columns
from desktop_app.cli.demo import (
    after_the_visit,
    at_the_door,
    exchanging,
    filing,
    keeping,
    logging_visits,
    owing,
    printing,
    registering,
)
from desktop_app.cli.demo.folder import DemoFolder
from desktop_app.cli.demo.stage import Stage
from desktop_app.cli.session import Session
from desktop_app.config.strings import _

HOME_TOWNSHIP, HOME_COUNTY = "home-township", "home-county"
SCREENSHOTS = "screenshots"
NOTE = "说明.txt"
_PASSWORD_BYTES = 15


def add(commands: Commands) -> None:
    """Register the command."""
    parser = commands.command("demo", _("用虚构的样例苏木从头到尾做一遍主要工作"), _demo)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help=_("写到哪个文件夹"))
    parser.add_argument("--elders", type=at_least(60), default=300, metavar="N", help=_("样例人数"))


def _demo(session: Session, options: Namespace) -> Answer:
    folder = DemoFolder(options.out)
    folder.prepare()
    as_of = session.clock.today()
    password = secrets.token_urlsafe(_PASSWORD_BYTES)
    stage = Stage(session.console, folder, session.clock, password)
    _write_note(stage)
    township = registering.set_up(stage, HOME_TOWNSHIP)
    try:
        book = registering.write_workbooks(stage, options.elders)
        registering.import_register(stage, township, book)
        registering.import_visits(stage, township, book)
        village = logging_visits.record_some(stage, township)
        keeping.keep_register(stage, township, book, village)
        logging_visits.write_due_list(stage, township)
        owing.settle_what_is_owed(stage, township, village)
        at_the_door.work_at_the_door(stage, township, village)
        after_the_visit.work_after_the_visit(stage, township, village)
        printing.print_papers(stage, township, village)
        filing.file_papers(stage, township, village)
        county = exchanging.set_up_county(stage, HOME_COUNTY)
        try:
            exchanging.exchange(stage, township, county)
            exchanging.check_both(stage, township, county)
        finally:
            county.close()
    finally:
        township.close()
    pictures = _take_pictures(session, stage)
    return Answer(
        {
            "out": str(options.out),
            "as_of": as_of,
            "pictures": pictures,
            "files": [{"file": file, "what": what} for file, what in folder.listed],
        },
        ["", _("完成。生成的文件："), *columns(folder.listed, (_("文件"), _("内容")))],
    )


def _write_note(stage: Stage) -> None:
    text = _(
        "这个文件夹由 elder-visits demo 生成，人物、证件号码和电话均为虚构。\n\n"
        "样例名册的登录密码：{password}\n（两份样例名册相同，只用于样例）\n\n"
        "打开样例苏木的窗口：elder-visits --home {home}\n"
        "再次执行演示会重做这里的文件，不会动其他内容。\n"
    )
    note = stage.folder.claim(NOTE, _("这个文件夹的说明，附样例名册的密码"))
    home = stage.folder.path / HOME_TOWNSHIP
    note.write_text(text.format(password=stage.password, home=home), encoding="utf-8")


def _take_pictures(session: Session, stage: Stage) -> int:
    stage.step(_("给主要页面拍截图"))
    out = stage.folder.claim_folder(SCREENSHOTS, _("窗口主要页面的截图"))
    home = stage.folder.path / HOME_TOWNSHIP
    # Without a day that was set the clock on the wall goes on, and with it what is owed within hours.
    taken = session.window.take_pictures(home, stage.password, out, stage.clock.fixed_on)
    if taken is None:
        stage.folder.give_back(SCREENSHOTS)
        stage.tell(_("本机没有窗口组件，或窗口打不开，没有截图；其他内容不受影响。"))
        return 0
    stage.tell(_("共 {count} 张。").format(count=len(taken)))
    return len(taken)
