"""``init``: set up a new installation; the paper recovery key is shown once and kept nowhere."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from desktop_app.bootstrap import create_application
from desktop_app.cli.arguments import Commands, term
from desktop_app.cli.console import Answer
from desktop_app.cli.faults import OutputExists, UsageProblem
from desktop_app.cli.session import Session
from desktop_app.config import durable
from desktop_app.config.strings import _
from desktop_app.domain.terms import SiteLevel
from desktop_app.services.access import SetupDraft


def add(commands: Commands) -> None:
    """Register the command."""
    parser = commands.command("init", _("建立一份新的加密名册"), _init)
    parser.add_argument(
        "--level", type=term(SiteLevel), required=True, metavar="village|township|county", help=_("站点级别")
    )
    parser.add_argument("--division", required=True, metavar="CODE", help=_("行政区划代码（6、9或12位）"))
    parser.add_argument("--unit", required=True, metavar="NAME", help=_("单位名称，印在各种表上"))
    parser.add_argument(
        "--profile", required=True, nargs="+", action="extend", metavar="ID", help=_("政策方案，可写多个")
    )
    # --user is an option of every command; here it names the first user and has to be given.
    parser.add_argument(
        "--recovery-out", type=Path, metavar="FILE", help=_("把恢复密钥另写入这个新文件，抄到纸上后请删除")
    )


def _init(session: Session, options: Namespace) -> Answer:
    if not options.user:
        raise UsageProblem(
            problem=_("缺少必填的参数：{rest}").format(rest="--user"), command="elder-visits init"
        )
    out: Path | None = options.recovery_out
    if out is not None and out.exists():
        raise OutputExists(file=out.name)
    draft = SetupDraft(
        level=options.level,
        division_code=options.division,
        unit_name=options.unit,
        profiles=options.profile,
        user=options.user,
        password=session.first_password(),
    )
    app, recovery = create_application(session.home, draft, clock=session.clock)
    app.close()
    if out is not None:
        durable.write_file(out, f"{recovery}\n".encode())
    return Answer(
        {"site": app.site.site, "recovery_key": "-".join(recovery.split())},
        (
            _("名册已建立，站点代码 {site}。").format(site=app.site.site),
            "",
            _("恢复密钥（只显示这一次，程序不保存）："),
            *(f"    {line}" for line in recovery.splitlines()),
            "",
            _("请抄在纸上，与电脑分开保管。忘记密码时只有它能打开名册。"),
        ),
    )
