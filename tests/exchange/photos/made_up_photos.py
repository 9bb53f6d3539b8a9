"""Pictures as phones, scanners and attackers make them; only made-up places."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image, PngImagePlugin

WORDS = (
    "GPSLatitude-words",
    "xmp-secret-words",
    "icc-secret-words",
    "comment-secret-words",
    "thumb-secret-words",
)
_ORIENTATION, _MAKE, _GPS = 0x0112, 0x010F, 0x8825


def scene(width: int = 640, height: int = 480, mode: str = "RGB") -> Image.Image:
    """Return a picture whose upper left corner is red and whose right half is dark."""
    picture = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    picture.paste((200, 20, 20), (0, 0, width // 4, height // 4))
    picture.paste((10, 10, 30), (width // 2, 0, width, height))
    return picture.convert(mode)


def written(picture: Image.Image, kind: str = "JPEG", **more: Any) -> bytes:
    """Return the file of a picture."""
    target = io.BytesIO()
    picture.save(target, kind, **more)
    return target.getvalue()


def telling_jpeg(orientation: int = 6) -> bytes:
    """Return a JPEG with a position, a maker, XMP, a profile, a comment and a preview."""
    exif = Image.Exif()
    exif[_ORIENTATION], exif[_MAKE] = orientation, WORDS[0]
    exif.get_ifd(_GPS).update(
        {1: "N", 2: (43.0, 12.0, 5.0), 3: "E", 4: (119.0, 1.0, 2.0), 27: WORDS[0].encode()}
    )
    content = written(
        scene(),
        exif=exif.tobytes(),
        icc_profile=b"\x00" * 128 + WORDS[2].encode(),
        comment=WORDS[3].encode(),
        xmp=b"<x:xmpmeta>" + WORDS[1].encode() + b"</x:xmpmeta>",
    )
    return content + written(scene(80, 60), comment=WORDS[4].encode())


def telling_png() -> bytes:
    """Return a PNG with words in every kind of text chunk."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", WORDS[3])
    info.add_text("Zipped", WORDS[1], zip=True)
    info.add_itxt("XML:com.adobe.xmp", WORDS[1])
    return written(scene(), "PNG", pnginfo=info, icc_profile=b"\x00" * 128 + WORDS[2].encode())


def png_chunk(kind: bytes, content: bytes) -> bytes:
    """Return one chunk of a PNG."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_that_says(width: int, height: int, content: bytes = b"") -> bytes:
    """Return a PNG whose header says a size and whose pixels are ``content``, packed."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + png_chunk(b"IHDR", header)
        + png_chunk(b"IDAT", zlib.compress(content))
        + png_chunk(b"IEND", b"")
    )
