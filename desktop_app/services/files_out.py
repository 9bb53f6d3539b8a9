"""What is said when a file cannot be written where the user wanted it."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from desktop_app.domain.errors import N_, SurroundingsError


class CannotWrite(SurroundingsError):
    """The file could not be written where it was wanted."""

    code = "list_export.cannot_write"
    what = N_("文件没有写成：磁盘已满、没有权限，或者文件正在别的程序里打开。")
    data_safe = N_("名册没有改动；原来的同名文件还在，没有留下半个文件。")
    do_now = N_("请关闭打开着的同名文件，或换一个文件夹再导出。")


class DiskFull(CannotWrite):
    """There is no room left."""

    code = "file.disk_full"
    what = N_("文件没有写成：磁盘（U盘）已满。")
    do_now = N_("请腾出空间，或换一个磁盘上的文件夹，再做一次。")


class NotLetIn(CannotWrite):
    """The folder may not be written to, or the file is held by another program, which Windows reports alike."""

    code = "file.not_let_in"
    what = N_("文件没有写成：同名文件正在别的程序里打开，或者这个文件夹不允许写入。")
    do_now = N_("请先关闭打开着的同名文件；还不行，就换一个文件夹，再做一次。")


class FolderInTheWay(CannotWrite):
    """A folder has the name that the file was to get."""

    code = "file.folder_in_the_way"
    what = N_("文件没有写成：那里已有一个同名的文件夹。")
    do_now = N_("请换一个文件名再做一次。")


class PathTooLong(CannotWrite):
    """The system does not take a path of this length."""

    code = "file.path_too_long"
    what = N_("文件没有写成：文件夹和文件名合起来太长。")
    do_now = N_("请换一个短一些的文件名，或放到上一级文件夹，再做一次。")


class DriveGone(CannotWrite):
    """The drive or the folder is no longer there, or fails."""

    code = "file.drive_gone"
    what = N_("文件没有写成：磁盘（U盘）已拔出或出错，或者文件夹已不在。")
    data_safe = N_("名册没有改动。U盘是写到一半拔出的，里面原有的文件请打开看一下。")
    do_now = N_("请重新插好U盘或换一个文件夹，再做一次。")


_SITUATIONS: dict[type[CannotWrite], tuple[frozenset[int], frozenset[int]]] = {
    DiskFull: (frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG}), frozenset({39, 112, 1295})),
    NotLetIn: (
        frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY, errno.ETXTBSY}),
        frozenset({5, 19, 32, 33}),
    ),
    FolderInTheWay: (frozenset({errno.EISDIR, errno.ENOTEMPTY}), frozenset()),
    PathTooLong: (frozenset({errno.ENAMETOOLONG}), frozenset({111, 206})),
    DriveGone: (
        frozenset({errno.EIO, errno.ENODEV, errno.ENXIO, errno.ENOENT, errno.ENOTDIR, errno.ESTALE}),
        frozenset({2, 3, 15, 21, 31, 55, 1006, 1117, 1167, 433}),
    ),
}
"""By what the system calls it: errno, and the numbers of Windows, which go before."""


def in_words(error: OSError) -> CannotWrite:
    """Return what to say about what the system said of a file that was to be written."""
    on_windows = getattr(error, "winerror", None)
    for situation, (numbers, windows) in _SITUATIONS.items():
        if on_windows in windows or (on_windows is None and error.errno in numbers):
            return situation()
    return CannotWrite()


@contextmanager
def cannot_write_in_words() -> Iterator[None]:
    """Turn what the system says about a file that is being written into ``CannotWrite``."""
    try:
        yield
    except OSError as error:
        raise in_words(error) from error
