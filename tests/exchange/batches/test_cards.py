"""Site cards are read whole and signed, or refused with a verdict."""

from __future__ import annotations

import base64
import json
import pickle
import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop_app.domain.errors import ExchangeError, SurroundingsError
from desktop_app.domain.terms import SiteLevel
from desktop_app.exchange.batches import (
    CardStanding,
    SiteKeys,
    card_as_dict,
    card_from_dict,
    fingerprint,
    make_card,
    read_card,
    standing,
    write_card,
)
from desktop_app.exchange.batches.faults import BatchNewer, CannotRead, CardDamaged, CardForged
from tests.exchange.batches.conftest import NOW, Sites


def written(sites: Sites, folder: Path) -> Path:
    path = folder / "site.json"
    write_card(path, sites.township.card, sites.township.keys)
    return path


def signed(body: dict[str, Any], keys: SiteKeys, path: Path) -> Path:
    from desktop_app.exchange.batches import signed_document

    signed_document.write(path, "site card", body, keys)
    return path


def test_a_written_card_is_read_back(sites: Sites, tmp_path: Path) -> None:
    assert read_card(written(sites, tmp_path)) == sites.township.card
    assert card_from_dict(card_as_dict(sites.county.card)) == sites.county.card


def test_the_fingerprint_is_read_aloud_in_eight_groups_of_four_digits(sites: Sites) -> None:
    groups = fingerprint(sites.township.card).split(" ")
    assert [len(group) for group in groups] == [4] * 8
    assert all(group.isdigit() for group in groups)
    assert fingerprint(sites.township.card) != fingerprint(sites.stranger.card)


def test_any_flipped_byte_is_refused(sites: Sites, tmp_path: Path) -> None:
    path = written(sites, tmp_path)
    whole = path.read_bytes()
    dice = random.Random(20241120)
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ dice.randint(1, 255)]) + whole[at + 1 :])
        with pytest.raises(ExchangeError):
            read_card(path)


def test_a_card_cut_short_anywhere_is_refused(sites: Sites, tmp_path: Path) -> None:
    path = written(sites, tmp_path)
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(CardDamaged):
            read_card(path)


def test_a_card_with_a_changed_fact_is_forged(sites: Sites, tmp_path: Path) -> None:
    path = written(sites, tmp_path)
    document = json.loads(path.read_text(encoding="utf-8"))
    document["body"]["name"] = "另一个苏木"
    path.write_text(
        json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1) + "\n", encoding="utf-8"
    )
    with pytest.raises(CardForged):
        read_card(path)


def test_a_card_signed_by_somebody_else_is_forged(sites: Sites, tmp_path: Path) -> None:
    path = signed(dict(card_as_dict(sites.township.card)), sites.stranger.keys, tmp_path / "card")
    with pytest.raises(CardForged):
        read_card(path)
    with pytest.raises(ValueError, match="own card"):
        write_card(path, sites.township.card, sites.stranger.keys)


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("site_uid", "../../etc/passwd"),
        ("site_uid", 7),
        ("name", ""),
        ("name", "两\n行"),
        ("name", "\u202e反"),
        ("name", "长" * 101),
        ("level", "province"),
        ("division_code", "15042"),
        ("division_code", "１５０４２５２０１０００"),
        ("signing_key", "AAAA"),
        ("signing_key", "不是"),
        ("signing_key", base64.b64encode(bytes(31)).decode()),
        ("age_recipient", "age1abc"),
        ("age_recipient", "ssh-ed25519 AAAA"),
        ("made_at", "2024-11-20"),
        ("made_at", "2024-13-20T00:00:00Z"),
        ("extra", "x"),
    ],
)
def test_a_well_signed_card_with_unfit_facts_is_refused(
    sites: Sites, tmp_path: Path, fact: str, value: object
) -> None:
    body: dict[str, Any] = {**card_as_dict(sites.township.card), fact: value}
    with pytest.raises(CardDamaged):
        read_card(signed(body, sites.township.keys, tmp_path / "card"))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"[]",
        b"7",
        b"{}",
        b"\xff",
        b"[" * 60_000,
        b" " * 70_000,
        b'{"format":1.5}',
        b'{"a":NaN}',
    ],
)
def test_other_files_are_no_cards(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "card"
    path.write_bytes(content)
    with pytest.raises(CardDamaged):
        read_card(path)


def test_a_newer_card_asks_for_a_newer_program(sites: Sites, tmp_path: Path) -> None:
    path = written(sites, tmp_path)
    path.write_text(
        path.read_text(encoding="utf-8").replace('"version": 1', '"version": 2'), encoding="utf-8"
    )
    with pytest.raises(BatchNewer):
        read_card(path)


def test_a_missing_card_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(CannotRead):
        read_card(tmp_path / "nothing")
    with pytest.raises(CardDamaged):
        read_card(tmp_path)
    assert issubclass(CannotRead, SurroundingsError)


def test_a_replayed_or_changed_card_is_recognised(sites: Sites) -> None:
    known = sites.township.card
    trusted = sites.trusted
    other_keys = make_card(
        sites.stranger.keys,
        site_uid=known.site_uid,
        name=known.name,
        level=known.level,
        division_code=known.division_code,
        made_at=NOW + timedelta(days=1),
    )
    assert standing(sites.county.card, trusted) is CardStanding.NEW
    assert standing(known, trusted) is CardStanding.SAME
    assert (
        standing(replace(known, name="新名", made_at=NOW + timedelta(days=1)), trusted)
        is CardStanding.RENAMED
    )
    assert standing(replace(other_keys, made_at=NOW - timedelta(days=1)), trusted) is CardStanding.OLDER
    assert standing(other_keys, trusted) is CardStanding.KEYS_CHANGED


def test_keys_come_back_from_the_store_and_show_nothing() -> None:
    keys = SiteKeys.generate()
    again = SiteKeys.from_bytes(keys.to_bytes())
    assert (again.key_id, again.signing_key, again.age_recipient) == (
        keys.key_id,
        keys.signing_key,
        keys.age_recipient,
    )
    assert again.sign(b"x") == keys.sign(b"x")
    assert repr(keys) == "<SiteKeys>"
    with pytest.raises(TypeError):
        pickle.dumps(keys)


@pytest.mark.parametrize(
    "kept", [b"", b"EVSK1", b"EVSK1" + bytes(32), b"EVSK1" + bytes(32) + b"AGE-SECRET-KEY-1X"]
)
def test_damaged_keys_are_refused_without_being_quoted(kept: bytes) -> None:
    with pytest.raises(ValueError, match=r"Ed25519|age identity|site keys") as refusal:
        SiteKeys.from_bytes(kept)
    assert "SECRET" not in str(refusal.value)


def test_a_card_needs_facts_that_a_card_may_carry(sites: Sites) -> None:
    with pytest.raises(ValueError, match="name"):
        make_card(
            sites.county.keys,
            site_uid=sites.county.card.site_uid,
            name=" ",
            level=SiteLevel.COUNTY,
            division_code="150425000000",
            made_at=NOW,
        )
