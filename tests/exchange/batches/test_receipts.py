"""Receipts are believed only from the trusted site that they name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.domain.errors import ExchangeError
from desktop_app.exchange.batches import Receipt, read_receipt, write_receipt
from desktop_app.exchange.batches.faults import (
    CannotRead,
    CannotWrite,
    ReceiptDamaged,
    SignatureWrong,
    UnknownSender,
)
from tests.exchange.batches.conftest import NOW, Sites


@pytest.fixture
def receipt(sites: Sites) -> Receipt:
    return Receipt(
        batch_sha256="ab" * 32,
        sender_site_uid=sites.township.card.site_uid,
        epoch=1,
        sequence=7,
        receiver_site_uid=sites.county.card.site_uid,
        applied=40,
        already=2,
        conflicts=1,
        counts={"elder": 2, "visit": 41},
        missing_before=(4, 5),
        made_at=NOW,
    )


def test_a_receipt_comes_back_as_it_was_written(sites: Sites, receipt: Receipt, tmp_path: Path) -> None:
    path = tmp_path / "receipt"
    write_receipt(path, receipt, sites.county.keys)
    trusted = {sites.county.card.site_uid: sites.county.card}
    assert read_receipt(path, trusted=trusted) == replace(receipt, receiver_key_id=sites.county.keys.key_id)


def test_a_receipt_of_a_stranger_or_in_another_name_is_refused(
    sites: Sites, receipt: Receipt, tmp_path: Path
) -> None:
    path = tmp_path / "receipt"
    trusted = {sites.county.card.site_uid: sites.county.card}
    write_receipt(path, receipt, sites.stranger.keys)
    with pytest.raises(UnknownSender):
        read_receipt(path, trusted=trusted)
    with pytest.raises(UnknownSender):
        read_receipt(path, trusted={})
    write_receipt(path, receipt, sites.county.keys)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"applied": 40', '"applied": 41'), encoding="utf-8")
    with pytest.raises(SignatureWrong):
        read_receipt(path, trusted=trusted)


def test_any_flipped_or_missing_byte_is_refused(sites: Sites, receipt: Receipt, tmp_path: Path) -> None:
    path = tmp_path / "receipt"
    write_receipt(path, receipt, sites.county.keys)
    trusted = {sites.county.card.site_uid: sites.county.card}
    whole = path.read_bytes()
    for at in range(len(whole)):
        for changed in (whole[:at], whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]):
            path.write_bytes(changed)
            with pytest.raises(ExchangeError):
                read_receipt(path, trusted=trusted)


def test_impossible_numbers_are_not_written(sites: Sites, receipt: Receipt, tmp_path: Path) -> None:
    for wrong in (
        replace(receipt, applied=-1),
        replace(receipt, sequence=0),
        replace(receipt, batch_sha256="x"),
        replace(receipt, counts={"no kind": 1}),
        replace(receipt, missing_before=(0,)),
        replace(receipt, made_at=NOW.replace(tzinfo=None)),
    ):
        with pytest.raises(ValueError, match=r"."):
            write_receipt(tmp_path / "receipt", wrong, sites.county.keys)
    assert not (tmp_path / "receipt").exists()


def test_places_that_cannot_be_read_or_written_say_so(sites: Sites, receipt: Receipt, tmp_path: Path) -> None:
    with pytest.raises(CannotWrite):
        write_receipt(tmp_path / "gone" / "receipt", receipt, sites.county.keys)
    with pytest.raises(CannotRead):
        read_receipt(tmp_path / "gone", trusted={})
    (tmp_path / "empty").touch()
    with pytest.raises(ReceiptDamaged):
        read_receipt(tmp_path / "empty", trusted={})
