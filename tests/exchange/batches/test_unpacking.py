"""Hostile archives: bombs, names that climb, and structures that two readers would read differently."""

from __future__ import annotations

import io
import os
import random
import stat
import struct
import warnings
import zipfile
from pathlib import Path

import pytest

from desktop_app.domain.errors import ExchangeError
from desktop_app.exchange.batches import SealedBatch, bag, open_batch
from desktop_app.exchange.batches.faults import BatchTampered, BatchTooLarge
from desktop_app.exchange.batches.unpacking import Bag
from tests.exchange.batches import forging
from tests.exchange.batches.conftest import Sites


def archive(*names: str, content: bytes = b"{}\n", kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w", kind) as out:
        warnings.simplefilter("ignore", UserWarning)
        for name in names:
            out.writestr(zipfile.ZipInfo(name), content, compress_type=kind)
    # A name with NUL cannot be given to the writer, which cuts it there.
    return stream.getvalue().replace(b"~", b"\x00")


def refused(content: bytes) -> None:
    with pytest.raises(BatchTampered):
        Bag(io.BytesIO(content))


@pytest.mark.parametrize(
    "name",
    [
        "../evil",
        "b/../../evil",
        "/etc/passwd",
        "C:\\evil",
        "b\\data\\elder.ndjson",
        "b/data/../elder.ndjson",
        "b/data/CON.ndjson",
        "b/data/con.ndjson",
        "b/data/aux.ndjson",
        "b/data/elder.ndjson/",
        "b/data/",
        "b/data/deep/elder.ndjson",
        "b/data/e\u202elder.ndjson",
        "b/data/" + "x" * 300 + ".ndjson",
        "b/data/elder.ndjson~.txt",
        "data/elder.ndjson",
        "",
        "b",
        "b//data/elder.ndjson",
        "b/fetch.txt",
        "b/tagmanifest-md5.txt",
    ],
)
def test_a_name_that_is_not_expected_is_refused(name: str) -> None:
    refused(archive("b/bagit.txt", name))


def test_two_folders_or_one_name_twice_are_refused() -> None:
    refused(archive("a/bagit.txt", "b/bag-info.txt"))
    refused(archive("b/bagit.txt", "b/bagit.txt"))


def test_other_packings_comments_and_extras_are_refused() -> None:
    refused(archive("b/bagit.txt", kind=zipfile.ZIP_BZIP2))
    refused(archive("b/bagit.txt", kind=zipfile.ZIP_LZMA))
    for field, value in (("comment", b"x"), ("extra", b"\x99\x99\x02\x00ab")):
        stream = io.BytesIO()
        member = zipfile.ZipInfo("b/bagit.txt")
        setattr(member, field, value)
        with zipfile.ZipFile(stream, "w") as out:
            out.writestr(member, b"x")
        refused(stream.getvalue())
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as out:
        out.writestr("b/bagit.txt", b"x")
        out.comment = b"PK\x05\x06"
    refused(stream.getvalue())


def test_anything_before_after_or_inside_the_archive_is_refused() -> None:
    whole = archive("b/bagit.txt")
    for content in (b"x" + whole, whole + b"x", whole[:-1], whole[1:], b"", b"PK", b"PK\x05\x06" + bytes(18)):
        refused(content)


def test_an_archive_that_claims_a_million_members_is_refused_unread() -> None:
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65535, 65535, 46 * 65535, 0, 0)
    refused(bytes(46 * 65535) + end)
    refused(archive(*(f"b/data/k{number}.ndjson" for number in range(80))))


def test_a_second_list_of_members_for_other_readers_is_refused() -> None:
    whole = archive("b/bagit.txt")
    directory = whole.index(b"PK\x01\x02")
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, directory, 1)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(whole) - 22 - directory + 20, directory, 0)
    refused(whole[:-22] + locator + end)


def test_a_symbolic_link_is_only_bytes_here(sites: Sites, sealed: SealedBatch, tmp_path: Path) -> None:
    members = forging.members_of(sealed, sites.county)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as out:
        for name, content in members.items():
            member = zipfile.ZipInfo(f"{sealed.path.stem}/{name}")
            member.external_attr = (stat.S_IFLNK | 0o777) << 16
            out.writestr(member, content)
    path = forging.encrypted(stream.getvalue(), tmp_path / "f", sites.county)
    before = sorted(tmp_path.iterdir())
    open_batch(path, keys=sites.county.keys, trusted=sites.trusted, scratch_dir=tmp_path / "s").close()
    assert sorted(tmp_path.iterdir()) == before


def test_bombs_are_refused_by_their_size_before_they_are_unpacked() -> None:
    with pytest.raises(BatchTooLarge):
        Bag(io.BytesIO(archive("b/data/visit.ndjson", content=bytes(40 * bag.MEBIBYTE))))
    whole = bytearray(archive("b/data/visit.ndjson", content=os.urandom(1000)))
    directory = whole.index(b"PK\x01\x02")
    struct.pack_into("<L", whole, directory + 24, 2**32 - 2)
    with pytest.raises(BatchTooLarge):
        Bag(io.BytesIO(bytes(whole)))


def test_a_member_larger_than_it_says_is_not_unpacked_further() -> None:
    whole = bytearray(archive("b/bagit.txt", content=bytes(10 * bag.MEBIBYTE)))
    directory = whole.index(b"PK\x01\x02")
    struct.pack_into("<L", whole, directory + 24, 10)
    with pytest.raises(BatchTampered):
        Bag(io.BytesIO(bytes(whole))).tag(bag.BAGIT)


def test_a_large_tag_file_is_refused() -> None:
    with pytest.raises(BatchTampered):
        Bag(io.BytesIO(archive("b/bagit.txt", content=b"x" * 70_000))).tag(bag.BAGIT)
    with pytest.raises(BatchTampered):
        Bag(io.BytesIO(archive("b/bagit.txt"))).tag(bag.BAG_INFO)


def test_random_damage_inside_the_encryption_never_crashes(
    sites: Sites, sealed: SealedBatch, tmp_path: Path
) -> None:
    dice = random.Random(20241120)
    plain = forging.packed(forging.members_of(sealed, sites.county), sealed.path.stem)
    directory = plain.index(b"PK\x01\x02")
    for turn in range(600):
        damaged = bytearray(plain)
        start = directory if turn % 2 else 0
        for _ in range(dice.randint(1, 3)):
            damaged[dice.randrange(start, len(damaged))] = dice.randrange(256)
        path = forging.encrypted(bytes(damaged), tmp_path / "f", sites.county)
        try:
            open_batch(path, keys=sites.county.keys, trusted=sites.trusted).close()
        except ExchangeError:
            continue
