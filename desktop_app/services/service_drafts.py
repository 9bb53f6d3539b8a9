"""What the forms about services hand in, and the rows that lists of them show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop_app.domain.terms import ServiceGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceDraft:
    """One service given; ``quantity`` is a decimal number as text, ``cost`` and ``paid`` are whole 分.

    ``again``: the worker has confirmed that it was given once more than what is recorded already.
    ``closes_need``: the need ``finding_uid`` is met by it and closed with it; a correction closes none.
    """

    elder_uid: str
    service: str
    given_on: date
    to_on: date | None = None
    quantity: str | None = None
    provider_uid: str | None = None
    provider_name: str | None = None
    given_by: str | None = None
    place: str | None = None
    satisfaction: str | None = None
    cost: int | None = None
    paid: int | None = None
    plan_uid: str | None = None
    finding_uid: str | None = None
    note: str | None = None
    again: bool = False
    closes_need: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDraft:
    """A service that comes again, or an agreement; ``to_on`` is its last day, ``cost`` is in 分, each time.

    ``rhythm``: "day", "week:1,3,5" (1 Monday), "month:1,15", or None when no days are fixed.
    """

    elder_uid: str
    service: str
    from_on: date
    to_on: date | None = None
    rhythm: str | None = None
    quantity: str | None = None
    provider_uid: str | None = None
    provider_name: str | None = None
    place: str | None = None
    cost: int | None = None
    agreement_no: str | None = None
    finding_uid: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderDraft:
    """Who gives services; ``kind`` is the key of a ProviderKind."""

    name: str
    kind: str
    phone: str | None = None
    contract_no: str | None = None
    contract_from_on: date | None = None
    contract_to_on: date | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceFilter:
    """Which records a list shows; ``first`` and ``last`` are days of ``given_on``, ``text`` a part of a name."""

    first: date | None = None
    last: date | None = None
    services: tuple[str, ...] = ()
    groups: tuple[ServiceGroup, ...] = ()
    village_code: str | None = None
    elder_uid: str | None = None
    provider_uid: str | None = None
    plan_uid: str | None = None
    round_uid: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLine:
    """One service given, with whom it was given to; ``group`` is None for a service of a newer catalogue."""

    uid: str
    elder_uid: str
    elder_name: str
    village_code: str
    village: str
    service: str
    title: str
    group: ServiceGroup | None
    unit: str
    given_on: date
    to_on: date | None
    quantity: str | None
    provider_uid: str | None
    provider: str | None
    given_by: str | None
    place: str | None
    satisfaction: str | None
    cost: int | None
    paid: int | None
    plan_uid: str | None
    finding_uid: str | None
    round_uid: str | None
    note: str | None
    entered_on: date


@dataclass(frozen=True, slots=True)
class RecordedServices:
    """What a round wrote: the records in the order given, and what takes them all back."""

    uids: tuple[str, ...]
    change_set: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine:
    """One arrangement with whom it is for.

    ``over``: it has ended by the day asked about, or the person has left the register. On a day's list, ``absent``
    says in words why the person may not come (住院、外出 …) and ``given`` that it is recorded for that day already.
    """

    uid: str
    elder_uid: str
    elder_name: str
    village_code: str
    village: str
    service: str
    title: str
    unit: str
    from_on: date
    to_on: date | None
    rhythm: str | None
    quantity: str | None
    provider_uid: str | None
    provider: str | None
    place: str | None
    cost: int | None
    agreement_no: str | None
    finding_uid: str | None
    note: str | None
    over: bool = False
    absent: str | None = None
    given: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderLine:
    """One provider; ``over``: it gives no services any more today."""

    uid: str
    name: str
    kind: str
    phone: str | None
    contract_no: str | None
    contract_from_on: date | None
    contract_to_on: date | None
    ended_on: date | None
    note: str | None
    over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedFilter:
    """Which unmet needs a list shows; ``need`` is an option of the visit form, e.g. ``"services.meal"``."""

    need: str | None = None
    service: str | None = None
    village_code: str | None = None
    elder_uid: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedLine:
    """A need that no service has met since: an open finding, or an answer of the last visit.

    ``need`` is the option of the visit form (None for a finding in free words), ``what`` says it in words,
    ``services`` are the keys of what would meet it.
    """

    elder_uid: str
    elder_name: str
    village_code: str
    village: str
    need: str | None
    what: str
    since_on: date
    finding_uid: str | None
    visit_uid: str | None
    due_on: date | None
    services: tuple[str, ...]
