"""Receipts: the signed file by which a site answers what it did with a batch; it holds numbers, no people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from desktop_app.exchange.batches import facts, signed_document
from desktop_app.exchange.batches.cards import SiteCard
from desktop_app.exchange.batches.faults import ReceiptDamaged, SignatureWrong, UnknownSender
from desktop_app.exchange.batches.keys import SiteKeys, spoken

KIND = "receipt"
MOST_KINDS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the receiving site did with one batch of the sending site."""

    batch_sha256: str
    sender_site_uid: str
    epoch: int
    sequence: int
    receiver_site_uid: str
    applied: int
    already: int
    conflicts: int
    counts: Mapping[str, int] = field(default_factory=dict)
    missing_before: tuple[int, ...] = ()
    made_at: datetime
    receiver_key_id: str = ""


def write_receipt(path: Path, receipt: Receipt, keys: SiteKeys) -> None:
    """Write ``receipt`` signed by the receiving site's ``keys``; raises CannotWrite."""
    body: dict[str, object] = {
        "batch_sha256": receipt.batch_sha256,
        "sender_site_uid": receipt.sender_site_uid,
        "epoch": receipt.epoch,
        "sequence": receipt.sequence,
        "receiver_site_uid": receipt.receiver_site_uid,
        "applied": receipt.applied,
        "already": receipt.already,
        "conflicts": receipt.conflicts,
        "counts": dict(receipt.counts),
        "missing_before": list(receipt.missing_before),
        "made_at": facts.instant_text(receipt.made_at),
        "receiver_key_id": keys.key_id,
    }
    _receipt(body)
    signed_document.write(path, KIND, body, keys)


def read_receipt(path: Path, *, trusted: Mapping[str, SiteCard]) -> Receipt:
    """Read a receipt signed by one of the ``trusted`` sites, by site uid.

    Raises ReceiptDamaged, UnknownSender, SignatureWrong, BatchNewer or CannotRead.
    """
    document = signed_document.read(path, KIND, ReceiptDamaged)
    try:
        receipt = _receipt(document.body)
    except ValueError as error:
        raise ReceiptDamaged from error
    card = trusted.get(receipt.receiver_site_uid)
    if card is None or card.key_id != receipt.receiver_key_id:
        raise UnknownSender(fingerprint=spoken(receipt.receiver_key_id))
    if not document.signed_by(card.signing_key):
        raise SignatureWrong
    return receipt


def _receipt(body: dict[str, object]) -> Receipt:
    if set(body) != set(Receipt.__dataclass_fields__):
        raise facts.Unfit("fields")
    counts, missing = body["counts"], body["missing_before"]
    if not isinstance(counts, dict) or len(counts) > MOST_KINDS or not isinstance(missing, list):
        raise facts.Unfit("counts")
    return Receipt(
        batch_sha256=facts.matching(facts.SHA256, body["batch_sha256"], "batch_sha256"),
        sender_site_uid=facts.matching(facts.UID, body["sender_site_uid"], "sender_site_uid"),
        epoch=facts.whole(body["epoch"], "epoch"),
        sequence=facts.whole(body["sequence"], "sequence", least=1),
        receiver_site_uid=facts.matching(facts.UID, body["receiver_site_uid"], "receiver_site_uid"),
        applied=facts.whole(body["applied"], "applied"),
        already=facts.whole(body["already"], "already"),
        conflicts=facts.whole(body["conflicts"], "conflicts"),
        counts={
            facts.matching(facts.KIND, kind, "counts"): facts.whole(count, "counts")
            for kind, count in counts.items()
        },
        missing_before=tuple(facts.whole(number, "missing_before", least=1) for number in missing),
        made_at=facts.instant(body["made_at"], "made_at"),
        receiver_key_id=facts.matching(facts.SHA256, body["receiver_key_id"], "receiver_key_id"),
    )
