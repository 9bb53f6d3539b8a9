"""The process that decodes a foreign picture: bytes come in, a small JPEG goes out, and it can touch nothing else."""

from __future__ import annotations

import importlib
import io
import json
import sys
from typing import BinaryIO

from PIL import (
    Image,
    JpegImagePlugin,
    PngImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from desktop_app.domain.errors import ExchangeError
from desktop_app.exchange.photos.refusals import (
    LONGEST_SIDE,
    MAX_FILE_BYTES,
    MAX_JPEG_PIXELS,
    MAX_KEPT_BYTES,
    MAX_PIXELS,
    NotAPhoto,
    PhotoDamaged,
    PhotoIsHeic,
    PhotoTooLarge,
)

MAX_MEMORY_BYTES = 1024 * 1024 * 1024
MAX_CPU_SECONDS = 20

_FORMATS = (
    JpegImagePlugin.JpegImageFile.format,
    PngImagePlugin.PngImageFile.format,
    WebPImagePlugin.WebPImageFile.format,
)
_QUALITIES = (85, 75, 65, 55, 45, 35)
_SMALLER = 0.8
_HASH_SIDE = 8
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif"})
_WHITE = (255, 255, 255)
_ORIENTATION = 0x0112
_TURNED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def main(source: BinaryIO | None = None, target: BinaryIO | None = None) -> int:
    """Read a picture from standard input, write a line about the small one and then its bytes; return 0."""
    source = source or sys.stdin.buffer
    target = target or sys.stdout.buffer
    limit_process()
    picture = b""
    try:
        small, likeness = read(source.read(MAX_FILE_BYTES + 1))
        picture = encode(small)
        said: dict[str, object] = {"size": len(picture), "likeness": likeness}
    except ExchangeError as refusal:
        said = {"refused": refusal.code}
    except MemoryError:
        said = {"refused": PhotoTooLarge.code}
    target.write(json.dumps(said).encode("ascii") + b"\n" + picture)
    target.flush()
    return 0


def limit_process() -> None:
    """Take away memory, time, files and sockets where the system can; there is no such call on Windows."""
    # Its parts are modules: load them while files may still be opened.
    Image.preinit()
    importlib.import_module("PIL.TiffImagePlugin")  # reads the notes of phones
    try:
        import resource
    except ImportError:
        return
    for what, limit in (
        (resource.RLIMIT_AS, MAX_MEMORY_BYTES),
        (resource.RLIMIT_CPU, MAX_CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 3),
    ):
        resource.setrlimit(what, (limit, limit))


def read(content: bytes) -> tuple[Image.Image, str]:
    """Return the picture upright, small, of nothing but pixels, and 64 bits that alike pictures share.

    Raises ``ExchangeError`` subclasses. Of an animation it is the first picture.
    """
    if len(content) > MAX_FILE_BYTES:
        raise PhotoTooLarge
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        raise PhotoIsHeic
    # The bounds are our own, by what the header says, before anything is decoded.
    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as picture:
            small = _small(picture)
    except UnidentifiedImageError:
        raise (PhotoDamaged if _begins_like_a_photo(content) else NotAPhoto) from None
    except (ExchangeError, MemoryError):
        raise
    except Exception:
        raise PhotoDamaged from None
    return small, _likeness(small)


def encode(picture: Image.Image) -> bytes:
    """Return a JPEG of at most ``MAX_KEPT_BYTES``: less fine first, then smaller."""
    while True:
        for quality in _QUALITIES:
            written = io.BytesIO()
            picture.save(written, "JPEG", quality=quality, optimize=True)
            if written.tell() <= MAX_KEPT_BYTES:
                return written.getvalue()
        picture = picture.resize([max(1, int(side * _SMALLER)) for side in picture.size])


def _small(picture: Image.Image) -> Image.Image:
    width, height = picture.size
    if width * height > (MAX_JPEG_PIXELS if picture.format == _FORMATS[0] else MAX_PIXELS):
        raise PhotoTooLarge
    picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    if picture.size[0] * picture.size[1] > MAX_PIXELS:
        raise PhotoTooLarge
    picture.load()
    turned = _TURNED.get(_orientation(picture))
    plain = _plain(picture)
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    if turned is not None:
        plain = plain.transpose(turned)
    # A picture made of bare pixels: position, comments, profiles and previews have nowhere to hide.
    return Image.frombytes("RGB", plain.size, plain.tobytes())


def _orientation(picture: Image.Image) -> int:
    """Return how the phone was held, as the file says it; 0 if what it says cannot be read."""
    try:
        return int(picture.getexif().get(_ORIENTATION, 0))
    except Exception:  # a spoiled note beside sound pixels
        return 0


def _plain(picture: Image.Image) -> Image.Image:
    """Return the picture in red, green and blue, on white where it was transparent."""
    if picture.mode.startswith("I"):
        return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L").convert("RGB")
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        over = picture.convert("RGBA")
        over.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
        ground = Image.new("RGB", over.size, _WHITE)
        ground.paste(over, mask=over.getchannel("A"))
        return ground
    return picture.convert("RGB")


def _likeness(picture: Image.Image) -> str:
    """Return the difference hash: one bit for each of 64 neighbours, whether it grows lighter to the right."""
    row = _HASH_SIDE + 1
    grey = picture.convert("L").resize((row, _HASH_SIDE), Image.Resampling.BOX).tobytes()
    bits = 0
    for line in range(_HASH_SIDE):
        for column in range(_HASH_SIDE):
            at = line * row + column
            bits = bits << 1 | (grey[at] < grey[at + 1])
    return f"{bits:016x}"


def _begins_like_a_photo(content: bytes) -> bool:
    return content.startswith((b"\xff\xd8\xff", b"\x89PNG")) or content[8:12] == b"WEBP"


if __name__ == "__main__":
    raise SystemExit(main())
