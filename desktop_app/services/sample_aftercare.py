"""Turn what follows visits in the made-up township into rows: services, steps, families, assessments, a handover."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from desktop_app.exchange.sample.aftercare import SampleSeen
from desktop_app.exchange.sample.township import SampleFinding, SampleTownship
from desktop_app.models import (
    Assessment,
    FindingStep,
    ServicePlan,
    ServiceProvider,
    ServiceRecord,
    SupportStep,
)
from desktop_app.services import settings
from desktop_app.services.actor import Actor
from desktop_app.services.context import Context
from desktop_app.services.handovers import HandoverDraft, HandoverService
from desktop_app.storage.unit_of_work import UnitOfWork, new_uid

Rows = Iterator[dict[str, Any]]

_NEVER_SEEN = SampleSeen()


class AftercareRows:
    """Writes services, steps and assessments, with the uids the register and the findings were given."""

    def __init__(
        self, township: SampleTownship, elders: Mapping[int, str], visitors: Mapping[int, str]
    ) -> None:
        """Know which uid stands for which number."""
        self._township = township
        self._made = township.aftercare
        self._elders = elders
        self._visitors = visitors
        self._findings = {each.number: new_uid() for each in township.findings}
        self._providers = {each.number: new_uid() for each in self._made.providers}
        self._names = {each.number: each.name for each in self._made.providers}
        self._plans = {each.number: new_uid() for each in self._made.plans}
        self._contacts = {(each.elder_number, each.contact): new_uid() for each in self._made.support}

    def contact(self, elder: int, place: int) -> dict[str, Any]:
        """Return what a contact has beside who it is."""
        seen = self._made.seen.get((elder, place), _NEVER_SEEN)
        return {
            "uid": self._contacts.get((elder, place)),
            "last_seen_on": seen.seen_on,
            "last_called_on": seen.called_on,
            "agreement_on": seen.agreement_on,
        }

    def finding(self, finding: SampleFinding) -> dict[str, Any]:
        """Return the uid of a finding, and how it stands where its life is on record."""
        row: dict[str, Any] = {"uid": self._findings[finding.number]}
        life = self._made.lives.get(finding.number)
        if life is not None:
            owner = life.owner_number
            row |= {
                "state": life.state.value,
                "closed_on": life.closed_on,
                "closing_note": life.closing_note,
                "referred_to": life.referred_to,
                "owner_uid": self._visitors[owner] if owner is not None else None,
                "owner_name": self._township.visitor(owner).name if owner is not None else None,
                "held_by": life.held_by.value if life.held_by is not None else None,
            }
        return row

    def write(self, unit: UnitOfWork) -> None:
        """Write everything that has no table of the register."""
        unit.insert_many(FindingStep, self._step_rows())
        unit.insert_many(SupportStep, self._support_rows())
        unit.insert_many(ServiceProvider, self._provider_rows())
        unit.insert_many(ServicePlan, self._plan_rows())
        unit.insert_many(ServiceRecord, self._service_rows())
        unit.insert_many(Assessment, self._assessment_rows())

    def _step_rows(self) -> Rows:
        elders = {each.number: each.elder_number for each in self._township.findings}
        for number, life in self._made.lives.items():
            for step in life.steps:
                yield {
                    # In the order in which they were taken: steps of one day follow each other by their uids.
                    "uid": new_uid(),
                    "elder_uid": self._elders[elders[number]],
                    "finding_uid": self._findings[number],
                    "kind": step.kind.value,
                    "done_on": step.done_on,
                    "by_name": step.by_name,
                    "level": step.level.value,
                    "what": step.what,
                    "unit_name": step.unit_name,
                    "slip_no": step.slip_no,
                    "proof": step.proof,
                    "entered_on": step.done_on,
                }

    def _support_rows(self) -> Rows:
        for step in self._made.support:
            elder = self._township.elder(step.elder_number)
            yield {
                "elder_uid": self._elders[step.elder_number],
                "contact_uid": self._contacts[step.elder_number, step.contact],
                "kind": step.kind.value,
                "done_on": step.done_on,
                "by_name": self._township.visitor(elder.visitor_number).name,
                "result": step.result.value,
                "what": step.what,
                "referred_to": step.referred_to,
                "next_on": step.next_on,
                "entered_on": step.done_on,
            }

    def _provider_rows(self) -> Rows:
        for provider in self._made.providers:
            yield {
                "uid": self._providers[provider.number],
                "name": provider.name,
                "kind": provider.kind.value,
                "phone": provider.phone,
                "contract_no": provider.contract_no,
                "contract_from_on": provider.from_on,
                "contract_to_on": provider.to_on,
            }

    def _plan_rows(self) -> Rows:
        for plan in self._made.plans:
            yield {
                "uid": self._plans[plan.number],
                "elder_uid": self._elders[plan.elder_number],
                "service": plan.service,
                "provider_uid": self._providers[plan.provider_number],
                "provider_name": self._names[plan.provider_number],
                "from_on": plan.from_on,
                "to_on": plan.to_on,
                "rhythm": plan.rhythm,
                "quantity": plan.quantity,
                "place": plan.place,
                "cost": plan.cost,
                "agreement_no": plan.agreement_no,
            }

    def _service_rows(self) -> Rows:
        rounds: dict[int, str] = {}
        for given in self._made.given:
            yield {
                "elder_uid": self._elders[given.elder_number],
                "service": given.service,
                "given_on": given.given_on,
                "quantity": given.quantity,
                "provider_uid": self._providers[given.provider_number],
                "provider_name": self._names[given.provider_number],
                "place": given.place,
                "satisfaction": given.satisfaction.value if given.satisfaction is not None else None,
                "cost": given.cost,
                "paid": given.paid,
                "plan_uid": self._plans[given.plan_number] if given.plan_number is not None else None,
                "round_uid": rounds.setdefault(given.round, new_uid()) if given.round is not None else None,
                "entered_on": given.given_on,
            }

    def _assessment_rows(self) -> Rows:
        for made in self._made.assessments:
            yield {
                "elder_uid": self._elders[made.elder_number],
                "kind": made.kind.value,
                "assessed_on": made.assessed_on,
                "valid_until": made.valid_until,
                "agency": made.agency,
                "assessors": made.assessors,
                "informant": made.informant,
                "reason": made.reason.value,
                "report_no": made.report_no,
                "scores": dict(made.scores),
                "total": made.total,
                "level": made.level.value,
                "entered_on": made.assessed_on,
            }

    def hand_over(self, context: Context, actor: Actor) -> None:
        """Make the handovers as the service does, and let the numbers of referral slips go on."""
        for each in self._made.handovers:
            draft = HandoverDraft(
                from_uid=self._visitors[each.from_number],
                to_uid=self._visitors[each.to_number],
                from_on=each.from_on,
                elder_uids=tuple(self._elders[number] for number in each.elder_numbers),
                reason=each.reason,
                note=each.note,
                witness=each.witness,
            )
            HandoverService(context).apply(actor, draft)
        if self._made.slips:
            serial = {
                "year": context.today().year,
                "epoch": context.site.epoch,
                "last": self._made.slips,
            }
            with context.store.setting_up() as session:
                settings.write(session, settings.SLIP_SERIAL, serial)
