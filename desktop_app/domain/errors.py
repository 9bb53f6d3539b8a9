"""The tree of errors that the program raises on purpose, each with its three sentences.

Every class says *what* happened, whether the *data is safe*, and what to *do now*. The sentences are
gettext message ids in Chinese with named placeholders; the window's presenter and the console turn them
into words with ``details``. Never put a name, an id number or a phone into ``details``.
"""

from __future__ import annotations

from typing import ClassVar


def N_(message: str) -> str:  # noqa: N802 - the conventional gettext marker
    """Mark ``message`` for translation and return it unchanged."""
    return message


class ElderVisitsError(Exception):
    """Base of all errors raised on purpose; anything else that surfaces is a bug."""

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 2
    what: ClassVar[str] = N_("操作没有完成。")
    data_safe: ClassVar[str] = N_("数据没有改动。")
    do_now: ClassVar[str] = N_("请再试一次。")

    def __init__(self, **details: object) -> None:
        """Remember ``details`` for the placeholders of the three sentences."""
        super().__init__(self.code)
        self.details = details


class InputError(ElderVisitsError):
    """The user can put it right: a wrong value, a wrong file, a missing choice."""

    code = "input"
    exit_code = 2


class SurroundingsError(ElderVisitsError):
    """The surroundings are to blame: disk, lock, permissions, a damaged or newer database."""

    code = "surroundings"
    exit_code = 3


class ExchangeError(InputError):
    """A file that came from elsewhere cannot be accepted."""

    code = "exchange"


class FieldProblem(InputError):
    """One field of a draft is wrong; ``details["field"]`` names it, ``details["reason"]`` says why."""

    code = "field"
    what = N_("“{label}”填写有误：{reason}")
    do_now = N_("请改正后再保存，其他已填内容都还在。")


class NotAllowed(InputError):
    """The actor's role does not permit this action."""

    code = "not_allowed"
    what = N_("当前用户无权进行此操作。")
    do_now = N_("请由乡镇（街道）管理员登录后操作。")


class NotFound(InputError):
    """The record asked for does not exist in this store."""

    code = "not_found"
    what = N_("没有找到要操作的记录。")
    do_now = N_("请刷新列表后再选一次。")
