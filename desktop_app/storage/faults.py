"""What can be wrong with the store or its surroundings, in words the user can act on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DatabaseError
from sqlcipher3 import dbapi2

from desktop_app.domain.errors import N_, FieldProblem, InputError, SurroundingsError


class StoreMissing(InputError):
    """There is no register in the folder yet."""

    code = "store.missing"
    exit_code = 3
    what = N_("这个文件夹里还没有建立名册。")
    data_safe = N_("没有改动任何数据。")
    do_now = N_("请先新建（elder-visits init），或用 --home 指定名册所在的文件夹。")


class StoreExists(InputError):
    """A register already exists where a new one was to be made."""

    code = "store.exists"
    what = N_("这个文件夹里已经有一份名册。")
    data_safe = N_("原有数据没有改动。")
    do_now = N_("请直接打开，或换一个空文件夹新建。")


class StoreInUse(SurroundingsError):
    """Another window or command holds the store."""

    code = "store.in_use"
    what = N_("名册正由另一个窗口或命令使用（{holder}）。")
    data_safe = N_("数据安全，没有改动。")
    do_now = N_("请关闭另一个窗口，或等它完成后再试。")


class CannotOpen(SurroundingsError):
    """The key does not open the file, or the file is not a store of ours."""

    code = "store.cannot_open"
    what = N_("没有正确的密钥，名册打不开；文件已加密或已损坏。")
    data_safe = N_("文件没有改动。")
    do_now = N_("请确认密码和文件夹；如果文件损坏，请用备份恢复。")


class NotEncrypted(SurroundingsError):
    """The encryption library is missing or the file is plain: refuse rather than write plain text."""

    code = "store.not_encrypted"
    what = N_("数据库加密没有生效，已停止打开。")
    data_safe = N_("没有写入任何数据。")
    do_now = N_("请重新安装本程序；不要用其他程序替换其中的文件。")


class NewerStore(SurroundingsError):
    """The store was written by a newer version of the program."""

    code = "store.newer"
    what = N_("这份名册由更新版本的程序建立（结构 {found}，本程序只认识到 {known}）。")
    data_safe = N_("数据安全，没有改动。")
    do_now = N_("请安装新版本程序后再打开。")


class DamagedStore(SurroundingsError):
    """The database reports damage."""

    code = "store.damaged"
    what = N_("名册文件有损坏。")
    data_safe = N_("没有写入任何数据；最近一次备份不受影响。")
    do_now = N_("请不要继续录入，用备份恢复，或联系技术支持。")


class DiskFull(SurroundingsError):
    """No room was left; the unit of work was rolled back."""

    code = "store.disk_full"
    what = N_("磁盘空间不足，这次操作没有保存。")
    data_safe = N_("以前保存的数据完好，本次操作已全部撤回。")
    do_now = N_("请清理出空间后再保存一次，已填内容还在。")


class DiskFailed(SurroundingsError):
    """The disk did not take or give what it was asked for; the unit of work was rolled back."""

    code = "store.disk_failed"
    what = N_("磁盘读写出错，这次操作没有完成。")
    data_safe = N_("以前保存的数据完好，本次操作已全部撤回。")
    do_now = N_("请检查磁盘是否已满、断开或损坏，再试一次；如果再次出现，请换一块盘，用备份恢复。")


class NotWritable(SurroundingsError):
    """The folder or file cannot be written."""

    code = "store.not_writable"
    what = N_("名册所在的文件夹不能写入。")
    data_safe = N_("数据安全，没有改动。")
    do_now = N_("请检查文件夹权限，或移到本机硬盘上再打开。")


class UnsuitablePlace(SurroundingsError):
    """A live store on a network share can be corrupted; only batches and exports may lie there."""

    code = "store.unsuitable_place"
    what = N_("名册不能放在网络共享或可移动介质上工作（{kind}）。")
    data_safe = N_("没有改动任何数据。")
    do_now = N_("请把名册文件夹放在本机硬盘上；上报包和导出文件可以放在 U 盘。")


class TooLong(FieldProblem):
    """A text is longer than its field: other sites could not take it over."""

    code = "store.too_long"
    what = N_("有一项内容太长，最多 {most} 个字。")
    do_now = N_("请缩短后再保存，其他已填内容都还在。")

    def __init__(self, field: str, most: int) -> None:
        """Name the field and how many characters it takes."""
        super().__init__(field=field, label=field, reason=N_("内容太长，请缩短"), most=most)


class HalfCharacter(FieldProblem):
    """A text holds half of a character, which a program can hold and no file."""

    code = "store.half_character"
    what = N_("有一项内容里有半个字符（多为从别处粘贴时损坏的生僻字或表情），保存不了。")
    data_safe = N_("没有改动任何数据。")
    do_now = N_("请删去那个显示为方框或问号的字，重新输入后再保存。")

    def __init__(self, field: str = "") -> None:
        """Name the field where it is known."""
        super().__init__(field=field, label=field, reason=N_("有半个字符，请重新输入"))


class UnloggedWrite(RuntimeError):
    """A statement tried to change facts without a log entry: a bug in the program."""


def _in_words(error: Exception) -> SurroundingsError | None:
    text = str(error).lower()
    if "disk is full" in text or "disk full" in text:
        return DiskFull()
    if "readonly" in text or "read-only" in text or "unable to open" in text:
        return NotWritable()
    if "disk i/o" in text:
        return DiskFailed()
    if "malformed" in text or "not a database" in text or "hmac" in text:
        return DamagedStore()
    if "locked" in text or "busy" in text:
        return StoreInUse(holder="?")
    return None


@contextmanager
def surroundings_in_words() -> Iterator[None]:
    """Turn the database driver's complaints about disk, lock, damage and broken texts into the errors above."""
    try:
        yield
    except UnicodeEncodeError as error:
        raise HalfCharacter from error
    except (DatabaseError, dbapi2.DatabaseError) as error:
        spoken = _in_words(error.orig if isinstance(error, DatabaseError) and error.orig else error)
        if spoken is None:
            raise
        raise spoken from error
