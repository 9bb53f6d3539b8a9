"""自设栏目: what a field that a township adds itself may be called, offer, and hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation

from desktop_app.domain.characters import has_control, narrow
from desktop_app.domain.dates import BadDate, parse_day
from desktop_app.domain.errors import N_, FieldProblem
from desktop_app.domain.terms import LocalFieldKind

LONGEST_LABEL = 20
LONGEST_VALUE = 200
LONGEST_CHOICE = 40
MOST_CHOICES = 40

NO_LABEL = N_("栏目名称为空")
LONG_LABEL = N_("栏目名称超过20个字")
BAD_LABEL = N_("栏目名称里不能有换行或控制字符")
NO_CHOICES = N_("“选择”类的栏目至少要有两项可选内容")
MANY_CHOICES = N_("可选内容超过40项")
LONG_CHOICE = N_("可选内容每项不超过40个字")
LONG_VALUE = N_("超过200个字")
BAD_VALUE = N_("含有控制字符")
NO_NUMBER = N_("应为数字，例如 12 或 3.5")
LARGE_NUMBER = N_("数字太长，最多12位整数和4位小数")
NOT_A_CHOICE = N_("不在可选内容之中")

_DIGITS, _DECIMALS = 12, 4
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)")


def read_label(text: str) -> str:
    """Return the name of a field in stored form, without outer and doubled blanks; raises FieldProblem."""
    if has_control(text.strip()):
        raise _problem("label", N_("栏目名称"), BAD_LABEL)
    label = " ".join(text.split())
    if not label:
        raise _problem("label", N_("栏目名称"), NO_LABEL)
    if len(label) > LONGEST_LABEL:
        raise _problem("label", N_("栏目名称"), LONG_LABEL)
    return label


def read_choices(kind: LocalFieldKind, choices: Iterable[str]) -> tuple[str, ...]:
    """Return the choices as stored, each once, none for the kinds without; raises FieldProblem."""
    if kind is not LocalFieldKind.CHOICE:
        return ()
    cleaned = (" ".join(choice.split()) for choice in choices)
    found = tuple(dict.fromkeys(choice for choice in cleaned if choice))
    if len(found) < 2:
        raise _problem("choices", N_("可选内容"), NO_CHOICES)
    if len(found) > MOST_CHOICES:
        raise _problem("choices", N_("可选内容"), MANY_CHOICES)
    if any(len(choice) > LONGEST_CHOICE for choice in found):
        raise _problem("choices", N_("可选内容"), LONG_CHOICE)
    return found


def read_value(kind: str, choices: Sequence[str], text: str, *, label: str = "") -> str:
    """Return what was typed in the one form in which it is stored, "" for nothing.

    Numbers lose blanks, grouping commas and idle zeros, days become ISO, a choice its own spelling. Raises
    FieldProblem for field ``extra`` under the name ``label``.
    """
    called = label or N_("自设栏目")
    words = text.strip()
    if not words:
        return ""
    match LocalFieldKind(kind):
        case LocalFieldKind.NUMBER:
            return _number(words, called)
        case LocalFieldKind.DAY:
            try:
                return parse_day(words).isoformat()
            except BadDate as error:
                raise _problem("extra", called, error.reason) from None
        case LocalFieldKind.CHOICE:
            return _choice(choices, words, called)
        case LocalFieldKind.TEXT:
            line = " ".join(words.split())
            if has_control(line):
                raise _problem("extra", called, BAD_VALUE)
            if len(line) > LONGEST_VALUE:
                raise _problem("extra", called, LONG_VALUE)
            return line


def _number(words: str, label: str) -> str:
    plain = "".join(narrow(words).split())
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    if not plain.isascii() or not _NUMBER.fullmatch(plain):
        raise _problem("extra", label, NO_NUMBER)
    try:
        number = Decimal(plain)
    except InvalidOperation:
        raise _problem("extra", label, NO_NUMBER) from None
    written = f"{number:f}"
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    whole, _point, decimals = written.lstrip("-").partition(".")
    if len(whole) > _DIGITS or len(decimals) > _DECIMALS:
        raise _problem("extra", label, LARGE_NUMBER)
    return "0" if number == 0 else written


def _choice(choices: Sequence[str], words: str, label: str) -> str:
    if words in choices:
        return words
    wanted = _plain(words)
    found = [choice for choice in choices if _plain(choice) == wanted]
    if len(found) != 1:
        raise _problem("extra", label, NOT_A_CHOICE)
    return found[0]


def _plain(words: str) -> str:
    return "".join(narrow(words).split()).casefold()


def _problem(field: str, label: str, reason: str) -> FieldProblem:
    return FieldProblem(field=field, label=label, reason=reason)
