"""``sample``: fill an empty home with a made-up township."""

from __future__ import annotations

from argparse import Namespace

from desktop_app.cli.arguments import Commands, at_least
from desktop_app.cli.console import Answer
from desktop_app.cli.session import Session
from desktop_app.config.strings import _
from desktop_app.services.samples import SampleService


def add(commands: Commands) -> None:
    """Register the command."""
    parser = commands.command("sample", _("在空名册里填入虚构的样例苏木"), _sample)
    parser.add_argument("--elders", type=at_least(1), default=300, metavar="N", help=_("多少人"))
    parser.add_argument(
        "--seed", type=at_least(0), default=1, metavar="N", help=_("同样的种子得到同样的样例")
    )
    parser.add_argument(
        "--months", type=at_least(0), default=3, metavar="N", help=_("本月之前几个月的探访记录")
    )


def _sample(session: Session, options: Namespace) -> Answer:
    app = session.app
    filled = SampleService(app.context).fill(
        app.actor,
        elders=options.elders,
        seed=options.seed,
        months=options.months,
        progress=session.progress,
    )
    text = _("已填入虚构的 {elders} 人、{visits} 次探访、{findings} 个问题。")
    return Answer(filled, [text.format(elders=filled.elders, visits=filled.visits, findings=filled.findings)])
