"""What the register's editor hands in: one elder with every list of dated facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from desktop_app.domain.terms import Sex


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanDraft:
    """A category to keep (with its uid) or to add."""

    category: str
    uid: str | None = None
    from_on: date | None = None
    to_on: date | None = None
    source: str | None = None
    approver: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactDraft:
    """A contact to keep or to add; ``roles`` are keys of ``ContactRole``."""

    name: str
    uid: str | None = None
    relation: str | None = None
    phone: str | None = None
    roles: tuple[str, ...] = ()
    lives_together: bool | None = None
    lives_at: str | None = None
    last_seen_on: date | None = None
    last_called_on: date | None = None
    agreement_on: date | None = None
    agreement_note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidenceDraft:
    """A residence to keep or to add; who visits there is a visitor, or a name where no visitor is entered.

    A row without its first day is not finished: a draft keeps it, saving refuses it.
    """

    kind: str
    from_on: date | None
    uid: str | None = None
    place: str | None = None
    to_on: date | None = None
    village_code: str | None = None
    covered_by: str | None = None
    covered_by_uid: str | None = None
    reach: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WillingnessDraft:
    """A willingness to keep or to add; unfinished without its day."""

    kind: str
    asked_on: date | None
    uid: str | None = None
    witness: str | None = None
    next_ask_on: date | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BenefitDraft:
    """A benefit to keep or to add; the amount is in 分 a month."""

    kind: str
    uid: str | None = None
    from_on: date | None = None
    to_on: date | None = None
    amount: int | None = None
    source: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthDraft:
    """A disease, an allergy, a medicine, an aid to keep or to add."""

    kind: str
    what: str
    uid: str | None = None
    from_on: date | None = None
    to_on: date | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteDraft:
    """A dated note to keep or to add; unfinished without its day."""

    text: str
    noted_on: date | None
    uid: str | None = None
    noted_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdDraft:
    """The household an elder belongs to from now on: a known one by its uid, or a new one by its head."""

    uid: str | None = None
    head_name: str = ""
    from_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ElderDraft:
    """What the editor hands in; lists replace what is stored, matched by uid, and None leaves it as it is."""

    name: str
    village_code: str
    uid: str | None = None
    name_local: str | None = None
    id_number: str | None = None
    birth_on: date | None = None
    sex: str = Sex.UNKNOWN.value
    ethnic_code: str | None = None
    phone: str | None = None
    group_name: str | None = None
    address: str | None = None
    living_arrangement: str | None = None
    residency: str | None = None
    registered_address: str | None = None
    marital_code: str | None = None
    education_code: str | None = None
    disability_certificate: str | None = None
    disability_kind: str | None = None
    disability_grade: str | None = None
    disability_until: date | None = None
    note: str | None = None
    extra: Mapping[str, str] | None = None
    """Local fields by label; None leaves them, an empty text takes one away."""
    registered_on: date | None = None
    categories: tuple[SpanDraft, ...] | None = None
    contacts: tuple[ContactDraft, ...] | None = None
    residences: tuple[ResidenceDraft, ...] | None = None
    willingness: tuple[WillingnessDraft, ...] | None = None
    benefits: tuple[BenefitDraft, ...] | None = None
    health: tuple[HealthDraft, ...] | None = None
    notes: tuple[NoteDraft, ...] | None = None
    household: HouseholdDraft | None = None
    """None leaves the household; an empty draft ends the membership."""
    visitor_uid: str | None = None
    version: int | None = None
    """``ElderDetail.version`` as it was read: what came in since is then not overwritten unseen."""
