"""What can go wrong when the store is locked and unlocked, in words the user can act on."""

from __future__ import annotations

from desktop_app.domain.errors import N_, InputError, SurroundingsError


class WrongPassword(InputError):
    """The password does not open this user's slot, or there is no such user."""

    code = "keys.wrong_password"
    what = N_("用户名或密码不对。")
    do_now = N_("请检查大小写和输入法后重新输入；忘记密码请用恢复密钥打开。")


class WrongRecoveryKey(InputError):
    """The recovery key is written correctly but belongs to another register."""

    code = "keys.wrong_recovery"
    what = N_("这个恢复密钥打不开本机的名册。")
    do_now = N_("请核对纸上的单位和日期，换用本机名册的恢复密钥；换过恢复密钥后，旧的不再有效。")


class TooManyAttempts(InputError):
    """Wrong passwords came too fast; ``details["seconds"]`` tells how long to wait."""

    code = "keys.too_many_attempts"
    what = N_("密码输错次数过多，还需等待 {seconds} 秒。")
    do_now = N_("请等待后再试，或用恢复密钥打开；数据不会因输错密码而被删除。")


class PasswordTooShort(InputError):
    """The new password has fewer characters than the policy asks for."""

    code = "keys.password_too_short"
    what = N_("密码太短，至少要 {least} 个字符。")
    do_now = N_("请换一个更长的密码，例如几个不相干的词连在一起。")


class PasswordTooLong(InputError):
    """The new password is longer than anyone types."""

    code = "keys.password_too_long"
    what = N_("密码太长，最多 {most} 个字符。")
    do_now = N_("请换一个短一些的密码。")


class PasswordTooCommon(InputError):
    """The new password is among the first that anyone would guess."""

    code = "keys.password_too_common"
    what = N_("密码太常见或太有规律，容易被猜到。")
    do_now = N_("请不要用连续、重复的字符或常用密码，换几个不相干的词连在一起。")


class PasswordIsPersonal(InputError):
    """The new password is a phone number, an id number, a date or the user's own name."""

    code = "keys.password_is_personal"
    what = N_("密码不能是电话号码、身份证号、日期或登录名。")
    do_now = N_("请换一个别人无法从您的资料里猜到的密码。")


class UserNameUnfit(InputError):
    """A login name is empty, too long or has characters that cannot be seen."""

    code = "keys.user_name_unfit"
    what = N_("登录名不合要求：1 到 {most} 个字符，不能有不可见字符。")
    do_now = N_("请换一个登录名。")


class UserExists(InputError):
    """A second slot for the same login name was asked for."""

    code = "keys.user_exists"
    what = N_("已经有这个登录名的用户。")
    do_now = N_("请换一个登录名，或修改已有的用户。")


class UserUnknown(InputError):
    """The user to change or to remove has no slot."""

    code = "keys.user_unknown"
    what = N_("没有这个登录名的用户。")
    do_now = N_("请刷新用户列表后再选一次。")


class TooFewOpeners(InputError):
    """Removing this slot would leave fewer than two ways to open the store."""

    code = "keys.too_few_openers"
    what = N_("删除后能打开名册的密码和恢复密钥将不足两个。")
    do_now = N_("请先增加一个用户或补制恢复密钥，再删除。")


class LastOfficer(InputError):
    """Removing this user would leave nobody who may administer users."""

    code = "keys.last_officer"
    what = N_("这是最后一个管理员，不能删除。")
    do_now = N_("请先把另一个用户设为管理员。")


class KeySlotsMissing(SurroundingsError):
    """There is no key file beside the store."""

    code = "keys.missing"
    what = N_("找不到密钥文件 keyslots.json，名册打不开。")
    data_safe = N_("名册文件没有改动。")
    do_now = N_("请把备份里的密钥文件放回名册所在的文件夹，或用备份恢复。")


class KeySlotsExist(SurroundingsError):
    """A key file is already there; overwriting it would lock its store for ever."""

    code = "keys.exist"
    what = N_("这个文件夹里已经有密钥文件。")
    data_safe = N_("原有的密钥文件没有改动。")
    do_now = N_("请直接打开原有名册，或换一个空文件夹新建。")


class KeySlotsDamaged(SurroundingsError):
    """Neither the key file nor its previous copies can be read."""

    code = "keys.damaged"
    what = N_("密钥文件 keyslots.json 已损坏，名册打不开。")
    data_safe = N_("名册文件没有改动。")
    do_now = N_("请把备份里的密钥文件放回名册所在的文件夹，或用备份恢复。")


class KeySlotsTampered(SurroundingsError):
    """The list of slots was changed by something that does not know the root key."""

    code = "keys.tampered"
    what = N_("密钥文件被本程序以外的手段改动过，已停止打开。")
    data_safe = N_("名册文件没有改动。")
    do_now = N_("请用备份里的密钥文件恢复，并查明是谁动过这台电脑上的文件。")


class KeySlotsWeakened(SurroundingsError):
    """The recorded cost of guessing lies below the floor, or above what a computer can bear."""

    code = "keys.weakened"
    what = N_("密钥文件里的密码保护强度被改到允许范围以外，已停止打开。")
    data_safe = N_("名册文件没有改动。")
    do_now = N_("请用备份里的密钥文件恢复，并查明是谁动过这台电脑上的文件。")


class KeySlotsNewer(SurroundingsError):
    """The key file was written by a newer version of the program."""

    code = "keys.newer"
    what = N_("密钥文件由更新版本的程序写成。")
    data_safe = N_("名册文件没有改动。")
    do_now = N_("请先升级本程序再打开。")


class CannotWriteKeySlots(SurroundingsError):
    """The key file could not be written; the old one is still in force."""

    code = "keys.cannot_write"
    what = N_("密钥文件写不进去：磁盘已满、只读或被占用。")
    data_safe = N_("原来的密码和密钥文件仍然有效。")
    do_now = N_("请腾出空间或检查文件夹权限后再试。")
