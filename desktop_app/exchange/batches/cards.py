"""Site cards: the self-signed file by which one site learns another's name and public keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from desktop_app.domain.terms import SiteLevel
from desktop_app.exchange.batches import facts, keys, signed_document
from desktop_app.exchange.batches.faults import CardDamaged, CardForged
from desktop_app.exchange.batches.keys import SiteKeys

KIND = "site card"


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteCard:
    """What one site tells about itself: who it is and how to write to it and know its hand."""

    site_uid: str
    name: str
    level: SiteLevel
    division_code: str
    signing_key: str
    age_recipient: str
    made_at: datetime

    @property
    def key_id(self) -> str:
        """The digest of both public keys, 64 hexadecimal digits."""
        return keys.key_id(self.signing_key, self.age_recipient)


class CardStanding(StrEnum):
    """How a card just read stands to the one already trusted for its site."""

    NEW = "new"
    SAME = "same"
    RENAMED = "renamed"
    KEYS_CHANGED = "keys_changed"
    OLDER = "older"


def make_card(
    site_keys: SiteKeys, *, site_uid: str, name: str, level: SiteLevel, division_code: str, made_at: datetime
) -> SiteCard:
    """Return the card of the owner of ``site_keys``; raises ValueError for facts that no card may carry."""
    return SiteCard(
        site_uid=facts.matching(facts.UID, site_uid, "site_uid"),
        name=facts.name(name, "name"),
        level=level,
        division_code=facts.matching(facts.DIVISION, division_code, "division_code"),
        signing_key=site_keys.signing_key,
        age_recipient=site_keys.age_recipient,
        made_at=facts.instant(facts.instant_text(made_at), "made_at"),
    )


def write_card(path: Path, card: SiteCard, site_keys: SiteKeys) -> None:
    """Write ``card`` signed by its own site; raises CannotWrite, or ValueError for somebody else's keys."""
    if card.key_id != site_keys.key_id:
        raise ValueError("a site signs its own card only")
    signed_document.write(path, KIND, card_as_dict(card), site_keys)


def read_card(path: Path) -> SiteCard:
    """Read a card and verify that its own key signed it.

    That proves only that the card is whole: whose key it is, people compare over the phone with ``fingerprint``.
    Raises CardDamaged, CardForged, BatchNewer or CannotRead.
    """
    document = signed_document.read(path, KIND, CardDamaged)
    try:
        card = card_from_dict(document.body)
    except ValueError as error:
        raise CardDamaged from error
    if not document.signed_by(card.signing_key):
        raise CardForged
    return card


def fingerprint(card: SiteCard) -> str:
    """Return the card's keys as eight groups of four digits, to be read aloud over the phone."""
    return keys.spoken(card.key_id)


def standing(card: SiteCard, trusted: Mapping[str, SiteCard]) -> CardStanding:
    """Tell what trusting ``card`` would change; changed keys need the phone again, an older card is refused."""
    known = trusted.get(card.site_uid)
    if known is None:
        return CardStanding.NEW
    if known == card:
        return CardStanding.SAME
    if card.made_at < known.made_at:
        return CardStanding.OLDER
    return CardStanding.RENAMED if card.key_id == known.key_id else CardStanding.KEYS_CHANGED


def card_as_dict(card: SiteCard) -> dict[str, str]:
    """Return the card as plain words, as it is signed and as the store keeps it."""
    return {
        "site_uid": card.site_uid,
        "name": card.name,
        "level": card.level.value,
        "division_code": card.division_code,
        "signing_key": card.signing_key,
        "age_recipient": card.age_recipient,
        "made_at": facts.instant_text(card.made_at),
    }


def card_from_dict(body: Mapping[str, object]) -> SiteCard:
    """Return the card that ``card_as_dict`` gave; raises ValueError for facts that no card may carry."""
    if set(body) != set(SiteCard.__dataclass_fields__):
        raise facts.Unfit("fields")
    signing_key, age_recipient = body["signing_key"], body["age_recipient"]
    if not isinstance(signing_key, str) or not keys.is_signing_key(signing_key):
        raise facts.Unfit("signing_key")
    if not isinstance(age_recipient, str) or not keys.is_age_recipient(age_recipient):
        raise facts.Unfit("age_recipient")
    return SiteCard(
        site_uid=facts.matching(facts.UID, body["site_uid"], "site_uid"),
        name=facts.name(body["name"], "name"),
        level=facts.level(body["level"], "level"),
        division_code=facts.matching(facts.DIVISION, body["division_code"], "division_code"),
        signing_key=signing_key,
        age_recipient=age_recipient,
        made_at=facts.instant(body["made_at"], "made_at"),
    )
