"""What a round of a service reads and writes: who may come, the draft kept for it, the records made; no widgets."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from desktop_app.config.strings import _
from desktop_app.domain.divisions import Division
from desktop_app.services.drafts import DraftRow, FormSaving
from desktop_app.services.service_drafts import (
    PlanLine,
    ProviderLine,
    RecordedServices,
    ServiceDraft,
    ServiceFilter,
    ServiceLine,
)
from desktop_app.services.service_rounds import RoundPerson
from desktop_app.ui import service_words as words
from desktop_app.ui.lookup_field import spelled
from desktop_app.ui.services.provider_field import Provider, names_of

if TYPE_CHECKING:  # the heavy libraries under it load while the user types the password
    from desktop_app.bootstrap import Application

FORM = "service_round"
ONE = "1"


@dataclass(frozen=True, slots=True)
class Order:
    """Which service on which day a round is about."""

    service: str
    given_on: date

    def subject(self) -> str:
        """Return under which name the draft is kept."""
        return f"{self.service}|{self.given_on.isoformat()}"

    def params(self) -> dict[str, Any]:
        """Return the parameters of the page, as JSON can hold them."""
        return {"service": self.service, "given_on": self.given_on.isoformat()}


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundRow:
    """Somebody who may come: by a ``plan`` for that day, or without one because they were there ``lately``."""

    elder_uid: str
    name: str
    village_code: str
    village: str
    plan: PlanLine | None
    lately: bool
    absent: str | None
    given: bool
    quantity: str

    @property
    def awaited(self) -> bool:
        """Tell whether somebody should ask after the person if they do not come."""
        return (self.plan is not None or self.lately) and self.absent is None and not self.given


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundRead:
    """Everything the page shows, read in one go; ``last`` is any record of the service before."""

    rows: Sequence[RoundRow]
    providers: Sequence[ProviderLine]
    villages: Sequence[Division]
    last: ServiceLine | None
    draft: DraftRow | None


@dataclass(frozen=True, slots=True)
class Same:
    """What is the same for everybody of a round."""

    provider: Provider
    place: str
    given_by: str


@dataclass(frozen=True, slots=True)
class Saving:
    """A round on its way to the store: rows with how much each got, and who was awaited and did not come."""

    order: Order
    rows: tuple[RoundRow, ...]
    entries: Mapping[str, str]
    same: Same
    missing: tuple[RoundRow, ...]
    again: frozenset[str] = frozenset()

    def drafts(self) -> list[ServiceDraft]:
        """Return the records in the order of the rows."""
        uid, name = names_of(self.same.provider)
        return [
            ServiceDraft(
                elder_uid=row.elder_uid,
                service=self.order.service,
                given_on=self.order.given_on,
                quantity=self.entries[row.elder_uid],
                provider_uid=uid,
                provider_name=name,
                given_by=self.same.given_by or None,
                place=self.same.place or None,
                cost=row.plan.cost if row.plan is not None else None,
                plan_uid=row.plan.uid if row.plan is not None else None,
                again=row.given or row.elder_uid in self.again,
            )
            for row in self.rows
        ]

    def confirmed(self, numbers: Collection[int]) -> Saving:
        """Return the same round with doubtful rows confirmed."""
        return replace(self, again=self.again | {self.rows[number].elder_uid for number in numbers})


def read_nothing(app: Application) -> RoundRead:
    """Read what the page needs before a service is chosen."""
    for _key, title in words.service_choices():
        spelled(title)  # the spelling of Chinese is learned here, not in the window
    actor = app.actor
    providers, villages = app.service_providers.list(actor), app.register.villages(actor)
    return RoundRead(rows=(), providers=providers, villages=villages, last=None, draft=None)


def read_round(app: Application, order: Order, known: Sequence[str], *, with_draft: bool) -> RoundRead:
    """Read who may come: those it is arranged for, those of the last round, and ``known`` (or the draft's) besides."""
    actor, before = app.actor, read_nothing(app)
    draft = app.drafts.find(actor, FORM, order.subject()) if with_draft else None
    named = list(known)
    if draft is not None:
        named += [*draft.content.get("added", ()), *draft.content.get("entries", ())]
    due = {plan.elder_uid: plan for plan in app.service_plans.due(actor, order.service, order.given_on)}
    people = app.service_rounds.people(actor, order.service, order.given_on, named)
    rows = [_planned(plan) for plan in due.values()]
    rows += [_unplanned(one) for one in people if one.elder_uid not in due]
    rows.sort(key=lambda row: (row.village_code, row.name, row.elder_uid))
    last = app.services_given.list(actor, ServiceFilter(services=(order.service,)), limit=1)
    return replace(before, rows=rows, last=last[0] if last else None, draft=draft)


def save_round(app: Application, saving: Saving, on_the_way: FormSaving) -> RecordedServices:
    """Record the round in one unit."""
    return on_the_way.through(lambda: app.services_given.record_round(app.actor, saving.drafts()))


def more(quantity: str, step: int) -> str:
    """Return a quantity with ``step`` added, at least one step."""
    changed = Decimal(quantity) + step
    return format((changed if changed > 0 else Decimal(quantity)).normalize(), "f")


def why_words(row: RoundRow) -> str:
    """Return why somebody is on the list."""
    if row.plan is not None:
        return words.rhythm_words(row.plan.rhythm)
    return _("上次来过") if row.lately else _("另加")


def _planned(plan: PlanLine) -> RoundRow:
    return RoundRow(
        elder_uid=plan.elder_uid,
        name=plan.elder_name,
        village_code=plan.village_code,
        village=plan.village,
        plan=plan,
        lately=False,
        absent=plan.absent,
        given=plan.given,
        quantity=plan.quantity or ONE,
    )


def _unplanned(one: RoundPerson) -> RoundRow:
    return RoundRow(
        elder_uid=one.elder_uid,
        name=one.name,
        village_code=one.village_code,
        village=one.village,
        plan=None,
        lately=one.lately,
        absent=one.absent,
        given=one.given,
        quantity=one.last_quantity or ONE,
    )
