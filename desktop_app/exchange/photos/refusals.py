"""Why a picture is not taken, each in three sentences, and the bounds that pictures keep to."""

from __future__ import annotations

from desktop_app.domain.errors import N_, ExchangeError, SurroundingsError

MAX_FILE_BYTES = 30 * 1024 * 1024
MAX_PIXELS = 60_000_000
MAX_JPEG_PIXELS = 220_000_000
"""A JPEG is made smaller while it is decoded, so that more of it may come in."""
LONGEST_SIDE = 1280
MAX_KEPT_BYTES = 200 * 1024

_SAFE = N_("原来的照片没有改动，已填的内容都还在。")
_OTHER = N_("请换一张照片，或不加照片直接保存。")


class PhotoCannotBeOpened(SurroundingsError):
    """The operating system does not hand out the file."""

    code = "photo_cannot_be_opened"
    what = N_("打不开所选的照片。")
    data_safe = _SAFE
    do_now = N_("请确认文件还在原处、没有被其他程序占用，再试一次。")


class PhotoTooLarge(ExchangeError):
    """More bytes or more pixels than the caps."""

    code = "photo_too_large"
    what = N_("照片太大：文件最多 {megabytes} MB，像素最多 {megapixels} 百万。")
    data_safe = _SAFE
    do_now = N_("请用手机或看图软件缩小后另存，再添加。")

    def __init__(self) -> None:
        """Say the caps."""
        super().__init__(megabytes=MAX_FILE_BYTES // 1024 // 1024, megapixels=MAX_PIXELS // 1_000_000)


class PhotoEmpty(ExchangeError):
    """No bytes."""

    code = "photo_empty"
    what = N_("所选的文件里没有内容。")
    data_safe = _SAFE
    do_now = N_("可能没有拷贝完整，请重新从手机拷贝。")


class PhotoIsHeic(ExchangeError):
    """A kind that phones write and that this program does not read."""

    code = "photo_is_heic"
    what = N_("这是 HEIC 格式的照片（苹果等手机的“高效”格式），本程序不能读取。")
    data_safe = _SAFE
    do_now = N_("请在手机上把照片转为 JPG 再拷贝；苹果手机可在“设置－相机－格式”里选“兼容性最佳”。")


class NotAPhoto(ExchangeError):
    """Content of another kind, whatever the name says."""

    code = "not_a_photo"
    what = N_("这个文件不是 JPG、PNG 或 WebP 照片。")
    data_safe = _SAFE
    do_now = _OTHER


class PhotoDamaged(ExchangeError):
    """The picture does not hold together."""

    code = "photo_damaged"
    what = N_("照片文件不完整或已损坏。")
    data_safe = _SAFE
    do_now = N_("请重新从手机拷贝这张照片，或换一张。")


class PhotoTimedOut(SurroundingsError):
    """Decoding took longer than any photo needs."""

    code = "photo_timed_out"
    what = N_("读取这张照片花的时间太长，已经停止。")
    data_safe = _SAFE
    do_now = _OTHER


REFUSALS = {kind.code: kind for kind in (PhotoTooLarge, PhotoIsHeic, NotAPhoto, PhotoDamaged)}
"""What the child may answer instead of a picture."""
