"""What is said when a file cannot be written where the user wanted it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from desktop_app.domain.errors import N_, SurroundingsError


class CannotWrite(SurroundingsError):
    """The file could not be written where it was wanted."""

    code = "list_export.cannot_write"
    what = N_("文件没有写成：磁盘已满、没有权限，或者文件正在别的程序里打开。")
    data_safe = N_("名册没有改动；原来的同名文件还在，没有留下半个文件。")
    do_now = N_("请关闭打开着的同名文件，或换一个文件夹再导出。")


@contextmanager
def cannot_write_in_words() -> Iterator[None]:
    """Turn what the system says about a file that is being written into ``CannotWrite``."""
    try:
        yield
    except OSError as error:
        raise CannotWrite from error
