"""Turn the made-up township into the rows of the tables, table by table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from desktop_app.domain.terms import FindingState
from desktop_app.exchange.sample.township import SampleCircumstances, SampleElder, SampleTownship
from desktop_app.models import (
    Assignment,
    Benefit,
    CategorySpan,
    Contact,
    Elder,
    ElderNote,
    Finding,
    HealthFact,
    Household,
    HouseholdMember,
    LifeEvent,
    Record,
    Residence,
    Village,
    Visit,
    Visitor,
    Willingness,
)
from desktop_app.services.places import village_uid
from desktop_app.services.sample_aftercare import AftercareRows
from desktop_app.services.sample_arrangements import ArrangementRows
from desktop_app.storage.unit_of_work import UnitOfWork, new_uid

Rows = Iterator[dict[str, Any]]


class SampleRows:
    """Writes the made-up township table by table; knows which uid stands for which number."""

    def __init__(self, township: SampleTownship) -> None:
        self._township = township
        self._visitors = {visitor.number: new_uid() for visitor in township.visitors}
        self._elders = {elder.number: new_uid() for elder in township.elders}
        self._visits = {visit.number: new_uid() for visit in township.visits}
        self._households = {elder.household: new_uid() for elder in township.elders}
        rounds = {each.round for each in township.visits} | {
            each.round for each in township.arrangements.calls
        }
        self._rounds = {number: new_uid() for number in rounds if number is not None}
        self._arranged = ArrangementRows(
            township, self._elders, self._visitors, self._households, self._rounds
        )
        self.aftercare = AftercareRows(township, self._elders, self._visitors)

    @property
    def elders(self) -> Mapping[int, str]:
        """The uids of the elders by number."""
        return self._elders

    @property
    def visits(self) -> Mapping[int, str]:
        """The uids of the visits of the history by number."""
        return self._visits

    def write_register(self, unit: UnitOfWork) -> None:
        """Write villages, visitors and elders with their dated facts."""
        unit.insert_many(Village, self._village_rows())
        unit.insert_many(Visitor, self._visitor_rows())
        unit.insert_many(Household, self._household_rows())
        known = {each.number: each for each in self._township.circumstances}
        people = self._township.elders
        unit.insert_many(Elder, (self._elder_row(elder, known[elder.number]) for elder in people))
        unit.insert_many(CategorySpan, self._span_rows())
        unit.insert_many(Contact, self._contact_rows())
        unit.insert_many(Residence, self._residence_rows())
        unit.insert_many(Willingness, self._willingness_rows())
        unit.insert_many(HouseholdMember, self._member_rows())
        for model, rows in self._circumstances().items():
            unit.insert_many(model, rows)
        unit.insert_many(Assignment, self._assignment_rows())

    def write_history(self, unit: UnitOfWork, sheets: Mapping[int, str]) -> None:
        """Write visits and findings, and the rounds for which some were made; ``sheets`` are codes by visit."""
        self._arranged.write_rounds(unit)
        unit.insert_many(Visit, self._visit_rows(sheets))
        unit.insert_many(Finding, self._finding_rows())

    def write_recent(self, unit: UnitOfWork) -> None:
        """Write what came up in the last days and what people decided about visits."""
        self._arranged.write_recent(unit, self._visits)
        self.aftercare.write(unit)

    def _village_rows(self) -> Rows:
        township = self._township.division
        for village in township.villages:
            yield {
                "uid": village_uid(village.code),
                "code": village.code,
                "name": village.name,
                "township_code": township.code,
                "market_days": self._township.arrangements.market_days.get(village.code),
            }

    def _visitor_rows(self) -> Rows:
        for visitor in self._township.visitors:
            yield {
                "uid": self._visitors[visitor.number],
                "name": visitor.name,
                "role": visitor.role.value,
                "phone": visitor.phone,
                "village_code": visitor.village_code,
            }

    def _elder_row(self, elder: SampleElder, known: SampleCircumstances) -> dict[str, Any]:
        disability = known.disability
        return {
            "uid": self._elders[elder.number],
            "name": elder.name,
            "id_number": elder.id_number,
            "birth_on": elder.born_on,
            "sex": elder.sex.value,
            "ethnic_code": elder.ethnic_code,
            "phone": elder.phone,
            "village_code": elder.village_code,
            "group_name": elder.group,
            "address": elder.address,
            "living_arrangement": elder.living.value,
            "residency": known.residency.value,
            "registered_address": known.registered_address,
            "marital_code": known.marital_code,
            "education_code": known.education_code,
            "disability_certificate": known.certificate,
            "disability_kind": disability[0].value if disability else None,
            "disability_grade": disability[1].value if disability else None,
            # From the first day of the history on, so that the past months have people who were owed a visit.
            "registered_on": self._township.began_on,
            "ended_on": elder.ended_on,
            "ended_because": elder.end_reason.value if elder.end_reason else None,
            "note": elder.note or None,
        }

    def _span_rows(self) -> Rows:
        for elder in self._township.elders:
            for each in elder.categories:
                yield {
                    "elder_uid": self._elders[elder.number],
                    "category": each.category.value,
                    "from_on": each.from_on,
                    "source": each.source,
                }

    def _contact_rows(self) -> Rows:
        for elder in self._township.elders:
            for position, contact in enumerate(elder.contacts):
                yield {
                    "elder_uid": self._elders[elder.number],
                    "name": contact.name,
                    "relation": contact.relation,
                    "phone": contact.phone,
                    "roles": [role.value for role in contact.roles],
                    "lives_at": contact.lives_in or None,
                    "position": position,
                    **self.aftercare.contact(elder.number, position),
                }

    def _residence_rows(self) -> Rows:
        covers, as_of = self._township.arrangements.covers, self._township.as_of
        for elder in self._township.elders:
            present = elder.residence_on(as_of)
            for stay in elder.residences:
                cover = covers.get(elder.number) if stay is present else None
                by = cover.visitor_number if cover is not None else None
                yield {
                    "elder_uid": self._elders[elder.number],
                    "kind": stay.kind.value,
                    "place": stay.place,
                    "from_on": stay.from_on,
                    "to_on": stay.to_on,
                    "covered_by": self._township.visitor(by).name if by else None,
                    "covered_by_uid": self._visitors[by] if by else None,
                    "reach": cover.reach.value if cover is not None and cover.reach else None,
                }

    def _willingness_rows(self) -> Rows:
        for elder in self._township.elders:
            yield {
                "elder_uid": self._elders[elder.number],
                "kind": elder.willingness.value,
                "asked_on": elder.willing_on,
                "witness": self._township.visitor(elder.visitor_number).name,
            }

    def _household_rows(self) -> Rows:
        seen: set[int] = set()
        for elder in self._township.elders:
            if elder.household not in seen:
                seen.add(elder.household)
                yield {
                    "uid": self._households[elder.household],
                    "head_name": elder.name,
                    "village_code": elder.village_code,
                    "address": elder.address,
                }

    def _member_rows(self) -> Rows:
        for elder in self._township.elders:
            yield {
                "elder_uid": self._elders[elder.number],
                "household_uid": self._households[elder.household],
            }

    def _circumstances(self) -> dict[type[Record], list[dict[str, Any]]]:
        found: dict[type[Record], list[dict[str, Any]]] = {
            Benefit: [],
            HealthFact: [],
            ElderNote: [],
            LifeEvent: [],
        }
        for known in self._township.circumstances:
            elder = self._township.elder(known.number)
            uid, by = self._elders[known.number], self._township.visitor(elder.visitor_number).name
            found[Benefit] += [
                {"elder_uid": uid, "kind": one.kind.value, "from_on": one.from_on, "amount": one.amount}
                for one in known.benefits
            ]
            found[HealthFact] += [
                {"elder_uid": uid, "kind": one.kind.value, "what": one.what, "from_on": one.from_on}
                for one in known.health
            ]
            found[ElderNote] += [
                {"elder_uid": uid, "noted_on": one.noted_on, "text": one.text, "noted_by": by}
                for one in known.notes
            ]
            found[LifeEvent] += [
                {
                    "elder_uid": uid,
                    "kind": one.kind.value,
                    "happened_on": one.happened_on,
                    "known_on": one.happened_on,
                    "what": one.what,
                    "reported_by": by,
                }
                for one in known.events
            ]
        return found

    def _assignment_rows(self) -> Rows:
        for elder in self._township.elders:
            yield {
                "elder_uid": self._elders[elder.number],
                "visitor_uid": self._visitors[elder.visitor_number],
                "from_on": self._township.began_on,
            }

    def _visit_rows(self, sheets: Mapping[int, str]) -> Rows:
        measures: dict[int, list[str]] = {}
        for finding in self._township.findings:
            measures.setdefault(finding.visit_number, []).append(finding.measure)
        for visit in self._township.visits:
            yield {
                "uid": self._visits[visit.number],
                "elder_uid": self._elders[visit.elder_number],
                "visited_on": visit.visited_on,
                "entered_on": visit.entered_on,
                "mode": visit.mode.value,
                "outcome": visit.outcome.value,
                "visitor_uid": self._visitors[visit.visitor_number],
                "visitor_name": self._township.visitor(visit.visitor_number).name,
                "answers": dict(visit.answers) or None,
                "summary": visit.note or None,
                "action": "；".join(measures.get(visit.number, ())) or None,
                "campaign_uid": self._arranged.made_for(visit.number),
                "companions": visit.companions or None,
                "measures": dict(visit.measures) or None,
                "signed_as": visit.signed_as.value if visit.signed_as is not None else None,
                "signed_by": visit.signed_by or None,
                "sheet_no": sheets.get(visit.number),
                "round_uid": self._rounds[visit.round] if visit.round is not None else None,
            }

    def _finding_rows(self) -> Rows:
        for finding in self._township.findings:
            closed = finding.closed_on is not None
            yield {
                "elder_uid": self._elders[finding.elder_number],
                "visit_uid": self._visits[finding.visit_number],
                "kind": finding.kind.value,
                "what": finding.text,
                "action": finding.measure,
                "found_on": finding.found_on,
                "due_on": finding.due_on,
                "state": (FindingState.CLOSED if closed else FindingState.OPEN).value,
                "closed_on": finding.closed_on,
                "closing_note": "已办结" if closed else None,
                **self.aftercare.finding(finding),
            }
