"""Pictures from outside: what is kept is small, upright and tells nothing; what is hostile is refused in words."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import Image

from desktop_app.exchange.photos import child, reading
from desktop_app.exchange.photos.reading import Picture, read_photo
from desktop_app.exchange.photos.refusals import (
    MAX_FILE_BYTES,
    MAX_KEPT_BYTES,
    REFUSALS,
    NotAPhoto,
    PhotoCannotBeOpened,
    PhotoDamaged,
    PhotoEmpty,
    PhotoIsHeic,
    PhotoTimedOut,
    PhotoTooLarge,
)
from tests.exchange.photos.made_up_photos import (
    WORDS,
    png_that_says,
    scene,
    telling_jpeg,
    telling_png,
    written,
)

Kept = Callable[[bytes], Picture]


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    """Read a picture through the child process."""

    def read(content: bytes) -> Picture:
        path = tmp_path / "照片.jpg"
        path.write_bytes(content)
        return read_photo(path)

    return read


def here(content: bytes) -> Image.Image:
    """Do what the child does, in this process."""
    small, _likeness = child.read(content)
    again = Image.open(io.BytesIO(child.encode(small)))
    again.load()
    return again


def likeness(content: bytes) -> int:
    return int(child.read(content)[1], 16)


def test_a_telling_photo_keeps_nothing_but_its_pixels(kept: Kept) -> None:
    picture = kept(telling_jpeg())
    for word in WORDS:
        assert word.encode() not in picture.content
    again = Image.open(io.BytesIO(picture.content))
    assert set(again.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert dict(again.getexif()) == {}
    assert b"Exif" not in picture.content
    assert again.size == (picture.width, picture.height) == (480, 640)
    assert len(picture.digest) == 64


@pytest.mark.parametrize("content", [telling_png(), written(scene(), "WEBP", xmp=WORDS[1].encode())])
def test_other_kinds_keep_nothing_but_their_pixels_either(content: bytes) -> None:
    small = here(content)
    assert small.format == "JPEG"
    assert not any(word.encode() in child.encode(child.read(content)[0]) for word in WORDS)


@pytest.mark.parametrize(
    ("orientation", "corner"),
    [(1, (0, 0)), (2, (1, 0)), (3, (1, 1)), (4, (0, 1)), (5, (0, 0)), (6, (1, 0)), (7, (1, 1)), (8, (0, 1))],
)
def test_a_photo_stands_upright_whichever_way_the_phone_was_held(
    orientation: int, corner: tuple[int, int]
) -> None:
    small = here(telling_jpeg(orientation))
    across, down = corner
    at = (10 + across * (small.width - 20), 10 + down * (small.height - 20))
    red, green, _blue = small.getpixel(at)  # type: ignore[misc]  # three colours
    assert red > 150 > green + 80


def test_a_large_photo_becomes_small_in_pixels_and_bytes() -> None:
    noise = Image.frombytes("RGB", (2600, 1900), random.Random(1).randbytes(2600 * 1900 * 3))
    small, _likeness = child.read(written(noise))
    assert max(small.size) == 1280
    assert len(child.encode(small)) <= MAX_KEPT_BYTES


def test_a_small_photo_is_not_made_larger() -> None:
    assert here(written(scene(90, 60))).size == (90, 60)


@pytest.mark.parametrize("mode", ["CMYK", "L", "P", "1", "RGBA", "LA", "I;16"])
def test_every_way_of_colours_becomes_plain_colours(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    picture = Image.new("I;16", (64, 48), 40_000) if mode == "I;16" else scene(64, 48, mode)
    small = here(written(picture, kind))
    assert (small.mode, small.size) == ("RGB", (64, 48))
    if mode == "I;16":
        assert abs(small.getpixel((5, 5))[0] - 156) < 4  # type: ignore[index]  # three colours


def test_what_is_transparent_becomes_white() -> None:
    small = here(written(Image.new("RGBA", (40, 40), (0, 0, 0, 0)), "PNG"))
    assert small.getpixel((20, 20)) == (255, 255, 255)


@pytest.mark.parametrize("kind", ["WEBP", "PNG"])
def test_of_an_animation_the_first_picture_is_kept(kind: str) -> None:
    moving = written(scene(60, 40), kind, save_all=True, append_images=[Image.new("RGB", (60, 40))] * 3)
    assert here(moving).getpixel((5, 5))[0] > 150  # type: ignore[index]  # three colours


def test_the_same_scene_is_alike_and_another_is_not() -> None:
    one, again = likeness(written(scene(800, 600))), likeness(written(scene(640, 480), quality=40))
    other = likeness(written(scene(800, 600).transpose(Image.Transpose.ROTATE_90)))
    assert (one ^ again).bit_count() <= 4
    assert (one ^ other).bit_count() >= 12


def test_the_same_file_gives_the_same_picture(kept: Kept) -> None:
    content = telling_jpeg()
    assert kept(content) == kept(content)


# ------------------------------------------------------------------------ refused

JPEG, PNG = written(scene()), written(scene(), "PNG")
HOSTILE = {
    "cut in the middle": (JPEG[: len(JPEG) // 2], PhotoDamaged),
    "only a beginning": (JPEG[:20], PhotoDamaged),
    "cut PNG": (PNG[: len(PNG) // 2], PhotoDamaged),
    "huge in the header": (png_that_says(60_000, 60_000), PhotoTooLarge),
    "a bomb": (png_that_says(30_000, 30_000, b"\0" * 1_000_000), PhotoTooLarge),
    "fewer pixels than it says": (png_that_says(4_000, 4_000, b"\0" * 1000), PhotoDamaged),
    "no pixels": (png_that_says(0, 10), PhotoDamaged),
    "a phone's own kind": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 100, PhotoIsHeic),
    "a web page": (b"<html><script>alert(1)</script></html>", NotAPhoto),
    "a drawing with scripts": (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", NotAPhoto),
    "a program": (b"MZ" + b"\x90" * 500, NotAPhoto),
    "a moving picture": (written(scene(20, 20), "GIF"), NotAPhoto),
    "a bitmap": (written(scene(20, 20), "BMP"), NotAPhoto),
    "a scan": (written(scene(20, 20), "TIFF"), NotAPhoto),
    "PostScript": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", NotAPhoto),
    "nothing but noise": (random.Random(3).randbytes(5000), NotAPhoto),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_sound_photo_is_refused_in_words(name: str) -> None:
    content, refusal = HOSTILE[name]
    with pytest.raises(refusal):
        child.read(content)


@pytest.mark.parametrize(
    "name", ["cut in the middle", "huge in the header", "a phone's own kind", "a web page"]
)
def test_the_refusal_comes_back_from_the_child(kept: Kept, name: str) -> None:
    content, refusal = HOSTILE[name]
    with pytest.raises(refusal):
        kept(content)


def test_a_file_of_two_kinds_is_taken_as_a_photo_and_loses_the_other(kept: Kept) -> None:
    picture = kept(JPEG + b"PK\x03\x04<script>alert(1)</script>%PDF-1.7 secret")
    assert b"script" not in picture.content
    assert b"PK\x03\x04" not in picture.content


def test_a_wrong_ending_of_the_name_does_not_matter(kept: Kept) -> None:
    assert kept(PNG).width == 640


def test_nothing_too_large_missing_and_empty_are_said(kept: Kept, tmp_path: Path) -> None:
    with pytest.raises(PhotoEmpty):
        kept(b"")
    with pytest.raises(PhotoCannotBeOpened):
        read_photo(tmp_path / "weg.jpg")
    with pytest.raises(PhotoCannotBeOpened):
        read_photo(tmp_path)
    with (tmp_path / "gross.jpg").open("wb") as sparse:
        sparse.truncate(MAX_FILE_BYTES + 1)
    with pytest.raises(PhotoTooLarge):
        read_photo(tmp_path / "gross.jpg")


def test_any_spoiled_photo_is_refused_or_becomes_a_sound_one() -> None:
    chance, sound = random.Random(11), (telling_jpeg(), telling_png(), written(scene(), "WEBP"))
    for _attempt in range(150):
        content = bytearray(chance.choice(sound))
        for _flip in range(chance.randrange(1, 20)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        if chance.random() < 0.3:
            del content[chance.randrange(len(content)) :]
        with suppress(*REFUSALS.values()):
            reading._bare_size(child.encode(child.read(bytes(content))[0]))


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"no json\n",
        b"[]\n",
        b'{"size":1,"likeness":"0000000000000000"}\nx',
        b'{"size":3,"likeness":"zz"}\nabc',
        b'{"refused":"unheard-of"}\n',
    ],
)
def test_a_child_that_says_what_no_honest_one_says_is_not_believed(answer: bytes) -> None:
    line, _newline, rest = answer.partition(b"\n")
    with pytest.raises(PhotoDamaged):
        reading._picture(line, rest)


@pytest.mark.parametrize(
    "content", [telling_jpeg(), PNG, written(scene(1300, 20)), JPEG[:-2], b"\xff\xd8\xff\xd9"]
)
def test_a_picture_with_words_in_it_or_too_large_is_not_taken_from_the_child(content: bytes) -> None:
    with pytest.raises(PhotoDamaged):
        reading._bare_size(content)


def test_a_child_that_never_ends_is_ended(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setattr(reading, "WALL_SECONDS", 0.3)
    monkeypatch.setattr(
        reading, "child_command", lambda: [sys.executable, "-c", "import time; time.sleep(60)"]
    )
    with pytest.raises(PhotoTimedOut):
        kept(JPEG)
