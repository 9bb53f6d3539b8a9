"""Any file gets one clear verdict: accepted as sealed, or refused for the first thing that is wrong."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable
from pathlib import Path

import pyrage
import pytest
from hypothesis import HealthCheck, given, settings

from desktop_app.domain.errors import ElderVisitsError, ExchangeError
from desktop_app.exchange.batches import (
    SCHEMA_VERSION,
    Check,
    SealedBatch,
    SiteKeys,
    bag,
    faults,
    inspect,
    open_batch,
    opening,
)
from desktop_app.exchange.batches.faults import (
    BatchDamaged,
    BatchMalformed,
    BatchNewer,
    BatchTampered,
    BatchTooLarge,
    CannotRead,
    CannotWrite,
    NotABatch,
    NotForThisSite,
    SignatureWrong,
    UnknownSender,
)
from desktop_app.progress import Cancelled, Progress
from tests.exchange.batches import forging
from tests.exchange.batches.conftest import RECORDS, Site, Sites
from tests.exchange.batches.forging import Members, forge, listed_anew
from tests.exchange.batches.test_strict_json import RECORD_LISTS


def refusal(path: Path, sites: Sites, reader: Site | None = None) -> ExchangeError:
    """Return why a file is refused, and make sure that the inspection says the same."""
    keys = (reader or sites.county).keys
    with pytest.raises(ExchangeError) as refused:
        open_batch(path, keys=keys, trusted=sites.trusted)
    seen = inspect(path, keys=keys, trusted=sites.trusted)
    errors = [result.error for result in seen.checks if result.passed is False]
    assert not seen.accepted
    assert [(type(error), error.details) for error in errors if error] == [
        (type(refused.value), refused.value.details)
    ]
    passed = [result.passed for result in seen.checks]
    assert passed == sorted(passed, key=[True, False, None].index)
    assert refused.value.what.format(**refused.value.details)
    return refused.value


def test_what_was_sealed_comes_out(sites: Sites, sealed: SealedBatch) -> None:
    with open_batch(sealed.path, keys=sites.county.keys, trusted=sites.trusted) as opened:
        assert {kind: list(opened.records(kind)) for kind in opened.counts} == RECORDS
        assert list(opened.records("other")) == []
        assert (opened.header, opened.counts, opened.sha256) == (sealed.header, sealed.counts, sealed.sha256)
        assert opened.sender == sites.township.card


def test_records_of_several_kinds_are_read_side_by_side(sites: Sites, sealed: SealedBatch) -> None:
    with open_batch(sealed.path, keys=sites.county.keys, trusted=sites.trusted) as opened:
        pairs = list(zip(opened.records("elder"), opened.records("visit"), strict=False))
    assert pairs == list(zip(RECORDS["elder"], RECORDS["visit"], strict=False))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=RECORD_LISTS)
def test_any_records_with_any_characters_travel(sites: Sites, entries: list[dict[str, object]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        batch = sites.township.seal(Path(folder), sites.county, records={"elder": entries})
        with open_batch(batch.path, keys=sites.county.keys, trusted=sites.trusted) as opened:
            assert list(opened.records("elder")) == entries


def test_the_sender_rereads_its_own_batch(sites: Sites, sealed: SealedBatch) -> None:
    with open_batch(sealed.path, keys=sites.township.keys, trusted={}) as opened:
        assert opened.sender == sites.township.card


def test_an_accepted_batch_passes_every_check(sites: Sites, sealed: SealedBatch) -> None:
    seen = inspect(sealed.path, keys=sites.county.keys, trusted=sites.trusted)
    assert seen.accepted
    assert [result.check for result in seen.checks] == list(Check)
    assert (seen.sha256, seen.header, seen.sender) == (sealed.sha256, sealed.header, sites.township.card)
    assert seen.counts == sealed.counts


def test_a_changed_byte_anywhere_is_refused(sites: Sites, sealed: SealedBatch, tmp_path: Path) -> None:
    whole = sealed.path.read_bytes()
    dice = random.Random(8493)
    path = tmp_path / "flipped.ebatch"
    for at in sorted(dice.sample(range(len(whole)), 400)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ dice.randint(1, 255)]) + whole[at + 1 :])
        with pytest.raises(ExchangeError):
            open_batch(path, keys=sites.county.keys, trusted=sites.trusted)


def test_a_file_cut_short_anywhere_or_lengthened_is_refused(
    sites: Sites, sealed: SealedBatch, tmp_path: Path
) -> None:
    whole = sealed.path.read_bytes()
    path = tmp_path / "cut.ebatch"
    for part in range(50):
        path.write_bytes(whole[: len(whole) * part // 50])
        expected = NotABatch if part == 0 else (BatchDamaged, NotForThisSite)
        assert isinstance(refusal(path, sites), expected)
    path.write_bytes(whole + b"\x00")
    assert isinstance(refusal(path, sites), BatchDamaged)
    path.write_bytes(whole[:10])
    assert isinstance(refusal(path, sites), BatchDamaged)


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7", b"PK\x03\x04", b"\x00" * 1000, "姓名,身份证号\n".encode("gb18030")]
)
def test_another_file_is_no_batch(sites: Sites, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.ebatch"
    path.write_bytes(content)
    assert isinstance(refusal(path, sites), NotABatch)
    assert isinstance(refusal(tmp_path, sites), NotABatch)


def test_a_missing_file_is_told_from_a_bad_one(sites: Sites, tmp_path: Path) -> None:
    with pytest.raises(CannotRead):
        open_batch(tmp_path / "gone", keys=sites.county.keys, trusted={})
    with pytest.raises(CannotRead):
        inspect(tmp_path / "gone", keys=sites.county.keys, trusted={})


def test_nobody_else_reads_it(sites: Sites, sealed: SealedBatch) -> None:
    assert isinstance(refusal(sealed.path, sites, sites.stranger), NotForThisSite)
    for _ in range(50):
        with pytest.raises(NotForThisSite):
            open_batch(sealed.path, keys=SiteKeys.generate(), trusted=sites.trusted)


def test_an_unknown_sender_is_named_by_fingerprint_only(sites: Sites, tmp_path: Path) -> None:
    batch = sites.stranger.seal(tmp_path, sites.county)
    refused = refusal(batch.path, sites)
    assert isinstance(refused, UnknownSender)
    from desktop_app.exchange.batches import fingerprint

    assert refused.details["fingerprint"] == fingerprint(sites.stranger.card)
    seen = inspect(batch.path, keys=sites.county.keys, trusted=sites.trusted)
    assert (seen.header, seen.sender, seen.counts) == (None, None, {})


def test_a_stranger_cannot_sign_in_the_name_of_a_trusted_site(
    sites: Sites, sealed: SealedBatch, tmp_path: Path
) -> None:
    def claim(members: Members) -> None:
        members[bag.SIGNATURE] = members[bag.SIGNATURE].replace(
            sites.stranger.keys.key_id.encode(), sites.township.keys.key_id.encode()
        )

    members = forging.members_of(sealed, sites.county)
    forging.signed_anew(members, sites.stranger)
    claim(members)
    path = forging.encrypted(forging.packed(members, sealed.path.stem), tmp_path / "f", sites.county)
    assert isinstance(refusal(path, sites), SignatureWrong)


def test_one_trusted_site_cannot_sign_in_the_name_of_another(
    sites: Sites, sealed: SealedBatch, tmp_path: Path
) -> None:
    def rename(members: Members) -> None:
        members[bag.BAG_INFO] = members[bag.BAG_INFO].replace(
            sites.township.keys.key_id.encode(), sites.other.keys.key_id.encode()
        )

    for change in (rename, lambda _members: None):
        path = forge(sealed, tmp_path / "f", change, signer=sites.other, reader=sites.county)
        assert isinstance(refusal(path, sites), SignatureWrong)


def test_a_signature_of_another_batch_does_not_fit(sites: Sites, sealed: SealedBatch, tmp_path: Path) -> None:
    second = sites.township.seal(tmp_path, sites.county, changes={"sequence": 2})
    members = forging.members_of(sealed, sites.county)
    members[bag.SIGNATURE] = forging.members_of(second, sites.county)[bag.SIGNATURE]
    path = forging.encrypted(forging.packed(members, sealed.path.stem), tmp_path / "f", sites.county)
    assert isinstance(refusal(path, sites), SignatureWrong)


def test_a_batch_sealed_anew_for_another_site_is_refused_there(
    sites: Sites, sealed: SealedBatch, tmp_path: Path
) -> None:
    plain = pyrage.decrypt(sealed.path.read_bytes(), [sites.county.keys.age_identity])
    path = forging.encrypted(plain, tmp_path / "f", sites.stranger, sites.other)
    assert isinstance(refusal(path, sites, sites.stranger), NotForThisSite)
    assert isinstance(refusal(path, sites, sites.other), NotForThisSite)


def replace_in(name: str, old: bytes, new: bytes) -> Callable[[Members], None]:
    def change(members: Members) -> None:
        assert old in members[name]
        members[name] = members[name].replace(old, new, 1)

    change.__name__ = f"{name}: {old!r} -> {new[:30]!r}"
    return change


def payload(content: bytes) -> Callable[[Members], None]:
    def change(members: Members) -> None:
        members["data/elder.ndjson"] = content
        listed_anew(members)

    change.__name__ = f"payload {content[:20]!r}"
    return change


def extra(name: str, *, listed: bool = False) -> Callable[[Members], None]:
    def change(members: Members) -> None:
        members[name] = b"{}\n"
        if listed:
            listed_anew(members)

    change.__name__ = f"extra {name!r}"
    return change


def without(name: str) -> Callable[[Members], None]:
    def change(members: Members) -> None:
        del members[name]

    change.__name__ = f"without {name}"
    return change


INFO = bag.BAG_INFO
SCHEMA = f"Schema-Version: {SCHEMA_VERSION}".encode()
MIN_READER = f"Min-Reader-Version: {SCHEMA_VERSION}".encode()
LATER_READER = f"Min-Reader-Version: {SCHEMA_VERSION + 1}".encode()
WELL_SIGNED_BUT_WRONG: list[tuple[Callable[[Members], None], type[ExchangeError]]] = [
    (replace_in("data/visit.ndjson", b"v3", b"v4"), BatchTampered),
    (without("data/visit.ndjson"), BatchTampered),
    (without(bag.MANIFEST), BatchTampered),
    (without(bag.BAGIT), BatchTampered),
    (without(INFO), BatchTampered),
    (extra("data/note.ndjson"), BatchTampered),
    (extra("data/note.ndjson", listed=True), BatchMalformed),
    (extra("tag.txt"), BatchTampered),
    (extra("data/note.csv"), BatchTampered),
    (replace_in(bag.BAGIT, b"1.0", b"0.97"), BatchTampered),
    (replace_in(bag.MANIFEST, b"  data/", b" data/"), BatchTampered),
    (replace_in(bag.MANIFEST, b"\n", b"\n\n"), BatchTampered),
    (replace_in(bag.MANIFEST, b"data/elder", "data/eldér".encode()), BatchTampered),
    (replace_in(INFO, b"Batch-Format: 1", b"Batch-Format: 2"), BatchNewer),
    (replace_in(INFO, MIN_READER, LATER_READER), BatchNewer),
    (replace_in(INFO, b"Batch-Format: 1", b"Batch-Format: one"), BatchMalformed),
    (replace_in(INFO, b"Batch-Format: 1\n", b""), BatchMalformed),
    (replace_in(INFO, b"Epoch: 1", b"Epoch: -1"), BatchMalformed),
    (replace_in(INFO, b"Epoch: 1", b"Epoch: 01"), BatchMalformed),
    (replace_in(INFO, b"Epoch: 1", b"Epoch: " + b"9" * 5000), BatchMalformed),
    (replace_in(INFO, b"Epoch: 1", b"Epoch: 1\nEpoch: 1"), BatchMalformed),
    (replace_in(INFO, b"Sequence-Number: 1", b"Sequence-Number: 2"), BatchMalformed),
    (replace_in(INFO, b"Site-Level: township", b"Site-Level: city"), BatchMalformed),
    (replace_in(INFO, b"Created-At: 2024", b"Created-At: 20x4"), BatchMalformed),
    (replace_in(INFO, b"Previous-Batch-SHA256: none", b"Previous-Batch-SHA256: some"), BatchMalformed),
    (replace_in(INFO, b"Record-Count: visit 40", b"Record-Count: visit 41"), BatchTampered),
    (replace_in(INFO, b"Record-Count: visit 40", b"Record-Count: visit"), BatchMalformed),
    (replace_in(INFO, b"Record-Count: visit 40", b"Record-Count: elder 40"), BatchMalformed),
    (replace_in(INFO, b"Record-Count: visit 40", b"Record-Count: care 40"), BatchTampered),
    (replace_in(INFO, b"Payload-Oxum: ", b"Payload-Oxum: 1"), BatchTampered),
    (replace_in(INFO, b"Payload-Oxum: ", b"Payload-Oxum: x"), BatchMalformed),
    (replace_in(INFO, b"Source-Organization: ", b"Source-Organization: \xe2\x80\xae"), BatchMalformed),
    (replace_in(INFO, b"Source-Organization: ", b"Source-Organization: \xff"), BatchMalformed),
    (replace_in(INFO, b"Recipient-Key-Id: ", b"Recipient-Key-Id: zz"), BatchMalformed),
    (replace_in(INFO, b"Epoch: 1\n", b"Epoch: 1\n\n"), BatchMalformed),
    (replace_in(INFO, b"Epoch: 1\n", b"Epoch: 1\r\n"), BatchMalformed),
    (replace_in(INFO, b"Epoch: 1\n", b"Note: " + b"x" * 70_000 + b"\nEpoch: 1\n"), BatchTampered),
    (payload(b'{"a":1,"a":2}\n{}\n'), BatchMalformed),
    (payload(b'{"a":NaN}\n{}\n'), BatchMalformed),
    (payload(b'{"a":1.5}\n{}\n'), BatchMalformed),
    (payload(b"[" * 100_000 + b"\n{}\n"), BatchMalformed),
    (payload(b'{"a":' * 17 + b"1" + b"}" * 17 + b"\n{}\n"), BatchMalformed),
    (payload(b"[]\n{}\n"), BatchMalformed),
    (payload(b"{}\n{}"), BatchMalformed),
    (payload(b"{}\n"), BatchTampered),
    (payload(b"{}\n{}\n{}\n"), BatchTampered),
    (payload(b""), BatchTampered),
    (payload(b'{"a":"' + b"x" * (bag.MOST_LINE_BYTES + 1) + b'"}\n{}\n'), BatchMalformed),
]


@pytest.mark.parametrize(("change", "verdict"), WELL_SIGNED_BUT_WRONG, ids=lambda value: value.__name__)
def test_a_well_signed_batch_that_is_wrong_inside_is_refused(
    sites: Sites,
    sealed: SealedBatch,
    tmp_path: Path,
    change: Callable[[Members], None],
    verdict: type[ExchangeError],
) -> None:
    path = forge(sealed, tmp_path / "f", change, signer=sites.township, reader=sites.county)
    assert type(refusal(path, sites)) is verdict


def test_labels_of_later_versions_are_read_over(sites: Sites, sealed: SealedBatch, tmp_path: Path) -> None:
    change = replace_in(INFO, b"Epoch: 1\n", b"Epoch: 1\nContact-Phone: none\n")
    path = forge(sealed, tmp_path / "f", change, signer=sites.township, reader=sites.county)
    open_batch(path, keys=sites.county.keys, trusted=sites.trusted).close()


def test_a_later_reader_accepts_what_asks_for_it(sites: Sites, sealed: SealedBatch, tmp_path: Path) -> None:
    change = replace_in(INFO, MIN_READER, LATER_READER)
    path = forge(sealed, tmp_path / "f", change, signer=sites.township, reader=sites.county)
    later = SCHEMA_VERSION + 1
    open_batch(path, keys=sites.county.keys, trusted=sites.trusted, reader_version=later).close()


def test_a_program_that_knows_only_the_first_kinds_refuses_the_whole_batch(
    sites: Sites, sealed: SealedBatch
) -> None:
    # It has no tables for life events and links: what it left out would be missing for good.
    keys, trusted = sites.county.keys, sites.trusted
    with pytest.raises(BatchNewer) as refused:
        open_batch(sealed.path, keys=keys, trusted=trusted, reader_version=1)
    assert "升级" in refused.value.do_now
    seen = inspect(sealed.path, keys=keys, trusted=trusted, reader_version=1)
    assert [result.check for result in seen.checks if result.passed is False] == [Check.VERSION]


def test_a_batch_of_the_first_program_is_still_read(
    sites: Sites, sealed: SealedBatch, tmp_path: Path
) -> None:
    def as_the_first_wrote(members: Members) -> None:
        replace_in(INFO, MIN_READER, b"Min-Reader-Version: 1")(members)
        replace_in(INFO, SCHEMA, b"Schema-Version: 1")(members)

    path = forge(sealed, tmp_path / "f", as_the_first_wrote, signer=sites.township, reader=sites.county)
    with open_batch(path, keys=sites.county.keys, trusted=sites.trusted) as opened:
        assert (opened.header.schema_version, opened.header.min_reader) == (1, 1)
        assert len(list(opened.records("visit"))) == 40


def test_random_changes_inside_a_well_signed_batch_never_crash(
    sites: Sites, sealed: SealedBatch, tmp_path: Path
) -> None:
    dice = random.Random(20241120)
    original = forging.members_of(sealed, sites.county)
    for _ in range(400):
        members = dict(original)
        name = dice.choice(sorted(members))
        content = bytearray(members[name])
        for _ in range(dice.randint(1, 4)):
            at = dice.randrange(len(content) + 1)
            content[at : at + dice.randint(0, 2)] = dice.choice(
                [
                    b"",
                    b"\n",
                    b'"',
                    b"{",
                    b"0",
                    b"\xff",
                    b"\x00",
                    b"9" * 30,
                    b"\\ud800",
                    bytes([dice.randrange(256)]),
                ]
            )
        members[name] = bytes(content)
        if name.startswith("data/") and name != bag.SIGNATURE:
            listed_anew(members)
        if name not in {bag.TAG_MANIFEST, bag.SIGNATURE}:
            forging.signed_anew(members, sites.township)
        path = forging.encrypted(forging.packed(members, sealed.path.stem), tmp_path / "f", sites.county)
        try:
            open_batch(path, keys=sites.county.keys, trusted=sites.trusted).close()
        except ExchangeError:
            continue


def test_a_large_batch_is_decrypted_into_the_scratch_folder_and_leaves_nothing(
    sites: Sites, sealed: SealedBatch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "IN_MEMORY_BYTES", 0)
    scratch = tmp_path / "scratch"
    with open_batch(
        sealed.path, keys=sites.county.keys, trusted=sites.trusted, scratch_dir=scratch
    ) as opened:
        assert list(opened.records("elder")) == RECORDS["elder"]
        assert scratch.stat().st_mode & 0o077 == 0
    assert list(scratch.iterdir()) == []
    (tmp_path / "file").touch()
    with pytest.raises(CannotWrite):
        open_batch(
            sealed.path, keys=sites.county.keys, trusted=sites.trusted, scratch_dir=tmp_path / "file" / "x"
        )


def test_a_file_too_large_is_refused_before_it_is_read(sites: Sites, tmp_path: Path) -> None:
    path = tmp_path / "sparse.ebatch"
    with path.open("wb") as out:
        out.truncate(4 * 1024**3)
    refused = refusal(path, sites)
    assert isinstance(refused, BatchTooLarge)
    assert refused.details == {"limit_mb": 256}


def test_cancel_stops_the_opening(sites: Sites, sealed: SealedBatch) -> None:
    seen: list[str] = []

    def listener(_done: int, _total: int, what: str) -> None:
        seen.append(what)
        if what == "包结构":
            progress.cancel()

    progress = Progress(listener)
    with pytest.raises(Cancelled):
        open_batch(sealed.path, keys=sites.county.keys, trusted=sites.trusted, progress=progress)
    assert seen == ["文件大小", "解密", "包结构"]


def test_every_refusal_has_three_sentences_and_a_code_of_its_own() -> None:
    found = [
        fault
        for fault in vars(faults).values()
        if isinstance(fault, type)
        and issubclass(fault, ElderVisitsError)
        and fault.__module__ == faults.__name__
    ]
    assert len({fault.code for fault in found}) == len(found) >= 15
    for fault in found:
        assert all(text.endswith("。") for text in (fault.what, fault.data_safe, fault.do_now))
