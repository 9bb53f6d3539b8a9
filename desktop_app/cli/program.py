"""Parse a command, carry it out, and turn whatever happens into words and an exit code."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from desktop_app import __version__
from desktop_app.cli import (
    assessments,
    batches,
    campaigns,
    checks,
    conflicts,
    demo,
    divisions,
    duties,
    emergency,
    family,
    findings,
    holidays,
    indicators,
    life_events,
    movements,
    obligations,
    plans,
    policies,
    privacy,
    progress,
    radar,
    register,
    reports,
    sample,
    self_check,
    services,
    setup,
    sheets,
    sites,
    twins,
    undo,
    users,
    visit_workbooks,
    visits,
)
from desktop_app.cli.arguments import Commands, Parser, add_common
from desktop_app.cli.console import BUG, DONE, WITH_PROBLEMS, Answer, Console, Words, spoken
from desktop_app.cli.faults import FileTrouble
from desktop_app.cli.log import record_bug
from desktop_app.cli.session import Session
from desktop_app.cli.window import Window
from desktop_app.config.strings import _
from desktop_app.domain.errors import ElderVisitsError
from desktop_app.progress import Cancelled

GROUPS = (
    setup,
    demo,
    register,
    twins,
    duties,
    plans,
    holidays,
    visits,
    visit_workbooks,
    life_events,
    findings,
    family,
    obligations,
    movements,
    emergency,
    assessments,
    campaigns,
    services,
    radar,
    indicators,
    progress,
    reports,
    sheets,
    self_check,
    sites,
    batches,
    conflicts,
    undo,
    checks,
    users,
    privacy,
    policies,
    divisions,
    sample,
)
"""The command groups in the order of the help; a new one is a module with ``add`` and a line here."""

INTERRUPTED = 130


def build_parser() -> Parser:
    """Return the parser of the whole command line."""
    parser = Parser(prog="elder-visits", description=_("老年人探访服务记录。不写命令时打开窗口。"))
    add_common(parser, default=None)
    parser.add_argument("--sample", action="store_true", help=_("打开窗口，使用样例苏木（不写命令时）"))
    parser.add_argument("--version", action="version", version=__version__, help=_("显示版本"))
    commands = Commands(parser)
    for group in GROUPS:
        group.add(commands)
    return parser


def run(argv: Sequence[str], window: Window) -> int:
    """Carry out the command in ``argv`` and return the exit code."""
    console = Console(as_json="--json" in argv)
    try:
        options = build_parser().parse_args(argv)
        if not hasattr(options, "run"):
            return window.open(options.home, options.sample, options.as_of)
        return _carry_out(options, console, window)
    except SystemExit as leaving:  # --help and --version
        return leaving.code if isinstance(leaving.code, int) else DONE
    except BrokenPipeError:
        # Whoever read our output has gone, as `head` does; nothing may be written to it at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except (Exception, KeyboardInterrupt) as error:  # the outermost wall: everything ends in words
        return refuse(console, error)


def refuse(console: Console, error: BaseException) -> int:
    """Say in words what ended a command and return the exit code."""
    words, exit_code = _words_for(error)
    console.refuse(words)
    return exit_code


def _carry_out(options: argparse.Namespace, console: Console, window: Window) -> int:
    session = Session(options, console, window)
    try:
        answer: Answer = options.run(session, options)
    finally:
        session.close()
    console.give(answer)
    return answer.exit_code


def _words_for(error: BaseException) -> tuple[Words, int]:
    """Return what is said about ``error`` and the exit code; a bug's trace goes into the log only."""
    if isinstance(error, OSError):
        error = FileTrouble(reason=error.strerror or type(error).__name__)
    if isinstance(error, ElderVisitsError):
        return spoken(error), error.exit_code
    if isinstance(error, Cancelled | KeyboardInterrupt):
        words = Words("cancelled", _("已中断。"), _("没有完成的操作不会留下痕迹。"), _("需要时请重新执行。"))
        return words, WITH_PROBLEMS if isinstance(error, Cancelled) else INTERRUPTED
    number = record_bug(error)
    words = Words(
        "bug",
        _("程序内部出错，这一步没有完成。错误编号 {number}。").format(number=number),
        _("已保存的数据没有受影响。"),
        _("请再试一次；若再次出现，请把错误编号和日志交给维护人员。"),
    )
    return words, BUG
