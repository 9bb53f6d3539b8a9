"""How commands are written: a parser that speaks the screen's language, and the types of its values."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from desktop_app.cli.console import Answer
from desktop_app.cli.faults import UsageProblem
from desktop_app.config.strings import _, current_language
from desktop_app.domain.errors import N_
from desktop_app.domain.terms import Term

if TYPE_CHECKING:
    from desktop_app.cli.session import Session

T = TypeVar("T", bound=Term)
Run = Callable[["Session", argparse.Namespace], Answer]

_PATTERNS = tuple(
    (re.compile(pattern), message)
    for pattern, message in (
        (r"the following arguments are required: (?P<rest>.+)", N_("缺少必填的参数：{rest}")),
        (r"unrecognized arguments: (?P<rest>.+)", N_("不认识的参数：{rest}")),
        (
            r"argument (?P<name>.+?): invalid choice: (?P<rest>.+?) \(choose from (?P<known>.+)\)",
            N_("参数 {name} 不能是 {rest}，可以是：{known}"),
        ),
        (r"argument (?P<name>.+?): expected .*argument.*", N_("参数 {name} 后面缺少内容")),
        (
            r"argument (?P<name>.+?): not allowed with argument (?P<rest>.+)",
            N_("参数 {name} 不能与 {rest} 同时使用"),
        ),
        (r"one of the arguments (?P<rest>.+) is required", N_("以下参数须选一个：{rest}")),
        (r"argument (?P<name>.+?): (?P<rest>.+)", N_("参数 {name}：{rest}")),
    )
)


class Parser(argparse.ArgumentParser):
    """A parser whose mistakes are errors with three sentences and whose help is in the screen's language."""

    def __init__(self, **settings: Any) -> None:
        """Take the settings of ``argparse.ArgumentParser``; options are never abbreviated."""
        settings.update(add_help=False, allow_abbrev=False, formatter_class=_Formatter)
        super().__init__(**settings)
        self._positionals.title = _("参数")
        self._optionals.title = _("选项")
        self.add_argument("-h", "--help", action="help", help=_("显示帮助"))

    def error(self, message: str) -> NoReturn:
        """Raise ``UsageProblem`` instead of printing English and leaving."""
        raise UsageProblem(problem=_in_words(message), command=self.prog)


class _Formatter(argparse.HelpFormatter):
    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=30, width=100)

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, _("用法：") if prefix is None else prefix)


def _in_words(message: str) -> str:
    if current_language() == "en":
        return message
    for pattern, words in _PATTERNS:
        if match := pattern.fullmatch(message):
            return _(words).format(**match.groupdict())
    return message


class Commands:
    """A place where commands are registered: the program itself, or one of its groups."""

    def __init__(self, parser: Parser) -> None:
        """Register below ``parser``."""
        self._places = parser.add_subparsers(
            title=_("命令"), metavar=_("命令"), dest=f"command of {parser.prog}", parser_class=Parser
        )
        if " " in parser.prog:
            self._places.required = True

    def group(self, name: str, words: str) -> Commands:
        """Add a command that has commands of its own."""
        return Commands(self._parser(name, words))

    def command(self, name: str, words: str, run: Run) -> Parser:
        """Add a command that ``run`` carries out; returns its parser for more arguments."""
        parser = self._parser(name, words)
        parser.set_defaults(run=run)
        return parser

    def _parser(self, name: str, words: str) -> Parser:
        parser: Parser = self._places.add_parser(name, help=words, description=words)
        add_common(parser, default=argparse.SUPPRESS)
        return parser


def add_common(parser: Parser, *, default: Any) -> None:
    """Add the options that may stand before or after the command; below it they have no default of their own."""
    common = parser.add_argument_group(_("各命令通用"))
    common.add_argument("--home", type=Path, metavar="DIR", default=default, help=_("名册所在文件夹"))
    common.add_argument("--user", metavar="NAME", default=default, help=_("登录用户，缺省为第一个用户"))
    common.add_argument(
        "--password-file", type=Path, metavar="FILE", default=default, help=_("从文件第一行读密码")
    )
    common.add_argument(
        "--as-of", type=day, metavar="DATE", default=default, help=_("按这一天（YYYY-MM-DD）办理，缺省为今天")
    )
    common.add_argument(
        "--json",
        action="store_true",
        dest="as_json",
        default=default or False,
        help=_("只在标准输出打印一个 JSON 文档"),
    )


def day(text: str) -> date:
    """Read YYYY-MM-DD."""
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_("日期应写成 2026-11-02 这样")) from None


def month(text: str) -> tuple[int, int]:
    """Read YYYY-MM."""
    match = re.fullmatch(r"(\d{4})-(\d{2})", text)
    if match is None or not 1 <= int(match[2]) <= 12 or int(match[1]) < 2000:
        raise argparse.ArgumentTypeError(_("月份应写成 2026-11 这样"))
    return int(match[1]), int(match[2])


def clock_time(text: str) -> str:
    """Read HH:MM."""
    if re.fullmatch(r"(?:[01]\d|2[0-3]):[0-5]\d", text) is None:
        raise argparse.ArgumentTypeError(_("时间应写成 09:30 这样"))
    return text


def term(kind: type[T]) -> Callable[[str], T]:
    """Return the reader of a closed list, by key or by Chinese word."""

    def read(text: str) -> T:
        for member in kind:
            if text in {member.value, member.term}:
                return member
        known = "、".join(f"{member.value}（{_(member.term)}）" for member in kind)
        raise argparse.ArgumentTypeError(_("只能是：{known}").format(known=known))

    return read


def at_least(least: int) -> Callable[[str], int]:
    """Return the reader of a whole number that is not below ``least``."""

    def read(text: str) -> int:
        if not text.isdecimal() or int(text) < least:
            raise argparse.ArgumentTypeError(_("应为不小于 {least} 的整数").format(least=least))
        return int(text)

    return read
