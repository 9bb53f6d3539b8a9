"""A batch leaves whole, unreadable for others, in formats that other programs open."""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import bagit
import pyrage
import pytest

from desktop_app.exchange.batches import SealedBatch, open_batch, seal, sealing, site_code
from desktop_app.exchange.batches.bag import MEBIBYTE
from desktop_app.exchange.batches.faults import BatchExists, BatchTooLarge, CannotWrite, NoRecipients
from desktop_app.progress import Cancelled, Progress
from tests.exchange.batches.conftest import NOW, RECORDS, Site, Sites


def inner(path: Path, site: Site) -> bytes:
    plain: bytes = pyrage.decrypt(path.read_bytes(), [site.keys.age_identity])
    return plain


def test_the_file_name_tells_neither_name_nor_place(sites: Sites, sealed: SealedBatch) -> None:
    card = sites.township.card
    assert sealed.path.name == f"{site_code(card.site_uid)}-1-000001.ebatch"
    assert card.division_code not in sealed.path.name
    assert site_code(card.site_uid) != site_code(sites.other.card.site_uid)


def test_the_hash_names_the_file_as_any_tool_would(sealed: SealedBatch) -> None:
    assert sealed.sha256 == hashlib.sha256(sealed.path.read_bytes()).hexdigest()
    assert sealed.counts == {"elder": 2, "visit": 40, "finding": 0}


def test_the_file_shows_nothing_of_its_contents(sealed: SealedBatch) -> None:
    content = sealed.path.read_bytes()
    for canary in ("巴特尔", "独居", "白音他拉苏木", "150425201000", "elder", "ndjson", "PK\x03\x04"):
        for encoding in ("utf-8", "utf-16-le", "gb18030"):
            assert canary.encode(encoding) not in content


# bagit 1.9 passes re.sub's count by position, which Python 3.13 warns about.
@pytest.mark.filterwarnings("ignore:'count' is passed as positional argument:DeprecationWarning")
def test_county_and_sender_read_it_without_this_program(
    sites: Sites, sealed: SealedBatch, tmp_path: Path
) -> None:
    for site in (sites.county, sites.township):
        folder = tmp_path / site.card.site_uid
        with zipfile.ZipFile(io.BytesIO(inner(sealed.path, site))) as packed:
            assert packed.testzip() is None
            packed.extractall(folder)
        found = bagit.Bag(str(folder / sealed.path.stem))
        assert found.validate()
        assert found.info["Record-Count"] == ["elder 2", "finding 0", "visit 40"]
        assert found.info["Recipient-Key-Id"] == sites.county.keys.key_id
        lines = (folder / sealed.path.stem / "data" / "elder.ndjson").read_text(encoding="utf-8").split("\n")
        assert "𬱖䶮㛃·巴特尔" in lines[0]


def test_equal_records_are_packed_to_equal_bytes(sites: Sites, tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("a", "b")]
    for folder in folders:
        folder.mkdir()
    first, second = (sites.township.seal(folder, sites.county) for folder in folders)
    assert inner(first.path, sites.county) == inner(second.path, sites.county)
    assert first.sha256 != second.sha256


def test_several_recipients_all_open_it(sites: Sites, tmp_path: Path) -> None:
    batch = sites.township.seal(tmp_path, sites.county, sites.other, sites.county)
    assert len(batch.header.recipients) == 2
    for site in (sites.county, sites.other):
        with open_batch(batch.path, keys=site.keys, trusted=sites.trusted) as opened:
            assert list(opened.records("elder")) == RECORDS["elder"]


def test_a_batch_without_recipient_is_not_sealed(sites: Sites, tmp_path: Path) -> None:
    with pytest.raises(NoRecipients):
        sites.township.seal(tmp_path)


def test_a_second_batch_of_the_same_number_never_replaces_the_first(sites: Sites, tmp_path: Path) -> None:
    first = sites.township.seal(tmp_path, sites.county)
    with pytest.raises(BatchExists):
        sites.township.seal(tmp_path, sites.county)
    assert hashlib.sha256(first.path.read_bytes()).hexdigest() == first.sha256


@pytest.mark.parametrize("kind", ["", "../x", "Elder", "a b", "con", "lpt1", "x" * 41, "名册", "a.b", "a/b"])
def test_a_kind_that_makes_no_plain_file_name_is_a_mistake(sites: Sites, tmp_path: Path, kind: str) -> None:
    with pytest.raises(ValueError, match="kind"):
        sites.township.seal(tmp_path, sites.county, records={kind: []})
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "changes",
    [
        {"site_name": "两\n行"},
        {"site_name": " x"},
        {"site_uid": "x"},
        {"division_code": "1"},
        {"epoch": -1},
        {"sequence": 0},
        {"previous_sha256": "x"},
        {"min_reader": 0},
    ],
)
def test_facts_that_no_header_may_carry_are_a_mistake(
    sites: Sites, tmp_path: Path, changes: dict[str, object]
) -> None:
    with pytest.raises(ValueError, match=r"."):
        sites.township.seal(tmp_path, sites.county, changes=changes)
    assert not list(tmp_path.iterdir())


def test_an_instant_without_time_zone_is_a_mistake(sites: Sites, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="time zone"):
        sites.township.seal(tmp_path, sites.county, changes={"created_at": NOW.replace(tzinfo=None)})


def test_records_that_do_not_travel_leave_no_file(sites: Sites, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="kind"):
        sites.township.seal(tmp_path, sites.county, records={"visit": [{"weight": 61.5}]})
    with pytest.raises(ValueError, match="Record-Count"):
        sites.township.seal(tmp_path, sites.county, records={})
    assert not list(tmp_path.iterdir())


def test_too_much_for_one_batch_is_refused_in_words(
    sites: Sites, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_app.exchange.batches.bag.MOST_PAYLOAD_BYTES", 1000)
    with pytest.raises(BatchTooLarge):
        sites.township.seal(tmp_path, sites.county)
    monkeypatch.undo()
    same: Iterator[dict[str, object]] = ({"same": "x" * 100_000} for _ in range(200))
    with pytest.raises(BatchTooLarge):
        sites.township.seal(tmp_path, sites.county, records={"visit": same})
    monkeypatch.setattr("desktop_app.exchange.batches.bag.MOST_FILE_BYTES", MEBIBYTE)
    with pytest.raises(BatchTooLarge):
        sites.township.seal(tmp_path, sites.county)
    assert not list(tmp_path.iterdir())


def test_progress_is_reported_and_cancel_leaves_no_file(sites: Sites, tmp_path: Path) -> None:
    reports: list[tuple[int, str]] = []
    progress = Progress(lambda done, _total, what: reports.append((done, what)))

    def entries() -> Iterator[dict[str, object]]:
        for number in range(2000):
            if number == 1500:
                progress.cancel()
            yield {"n": number}

    with pytest.raises(Cancelled):
        seal(
            header=sites.township.header(),
            records={"visit": entries()},
            recipients=[sites.county.card],
            keys=sites.township.keys,
            out_dir=tmp_path,
            progress=progress,
        )
    assert [done for done, _ in reports] == [500, 1000, 1500, 2000]
    assert not list(tmp_path.iterdir())


def test_a_folder_that_takes_no_file_says_so(sites: Sites, tmp_path: Path) -> None:
    with pytest.raises(CannotWrite):
        sites.township.seal(tmp_path / "gone", sites.county)


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_full_disk_leaves_neither_batch_nor_part(
    sites: Sites, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, call, full)
    with pytest.raises(CannotWrite):
        sites.township.seal(tmp_path, sites.county)
    assert not list(tmp_path.iterdir())


def test_a_disk_that_fills_while_encrypting_leaves_no_part(sites: Sites, tmp_path: Path) -> None:
    class Full(io.BytesIO):
        def write(self, _content: object) -> int:
            raise OSError(28, "No space left on device")

    from desktop_app.exchange.batches import age_file

    with pytest.raises(CannotWrite) as refusal:
        age_file.encrypt(io.BytesIO(b"x" * 100_000), Full(), [sites.county.card.age_recipient])
    assert isinstance(refusal.value.__cause__, OSError)


def test_a_stick_that_lies_about_what_it_wrote_is_found_out(
    sites: Sites, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "_sha256", lambda _path: "0" * 64)
    with pytest.raises(CannotWrite):
        sites.township.seal(tmp_path, sites.county)
    assert not list(tmp_path.iterdir())


def test_numbers_and_the_hash_before_travel_in_the_header(sites: Sites, tmp_path: Path) -> None:
    first = sites.township.seal(tmp_path, sites.county)
    second = sites.township.seal(
        tmp_path, sites.county, changes={"sequence": 2, "previous_sha256": first.sha256}
    )
    with open_batch(second.path, keys=sites.county.keys, trusted=sites.trusted) as opened:
        assert (opened.header.sequence, opened.header.previous_sha256) == (2, first.sha256)
        assert opened.header == second.header
        assert replace(opened.header, counts={}, recipients=(), sender_key_id="") == replace(
            sites.township.header(), sequence=2, previous_sha256=first.sha256
        )
