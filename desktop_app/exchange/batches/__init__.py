"""Sealed batches between sites: site cards, sealing, opening, receipts, all in published formats."""

from __future__ import annotations

from desktop_app.exchange.batches.cards import (
    CardStanding,
    SiteCard,
    card_as_dict,
    card_from_dict,
    fingerprint,
    make_card,
    read_card,
    standing,
    write_card,
)
from desktop_app.exchange.batches.header import MOST_EARLIER, SCHEMA_VERSION, BatchHeader, site_code
from desktop_app.exchange.batches.keys import SiteKeys
from desktop_app.exchange.batches.opening import (
    Check,
    CheckResult,
    Inspection,
    OpenedBatch,
    inspect,
    open_batch,
)
from desktop_app.exchange.batches.receipts import Receipt, read_receipt, write_receipt
from desktop_app.exchange.batches.sealing import SUFFIX, SealedBatch, seal

__all__ = [
    "MOST_EARLIER",
    "SCHEMA_VERSION",
    "SUFFIX",
    "BatchHeader",
    "CardStanding",
    "Check",
    "CheckResult",
    "Inspection",
    "OpenedBatch",
    "Receipt",
    "SealedBatch",
    "SiteCard",
    "SiteKeys",
    "card_as_dict",
    "card_from_dict",
    "fingerprint",
    "inspect",
    "make_card",
    "open_batch",
    "read_card",
    "read_receipt",
    "seal",
    "site_code",
    "standing",
    "write_card",
    "write_receipt",
]
