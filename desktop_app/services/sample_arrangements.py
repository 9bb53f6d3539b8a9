"""Turn what the made-up township decided about visits into the rows of the tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from desktop_app.domain.terms import FindingState
from desktop_app.exchange.sample.township import SampleTownship
from desktop_app.models import (
    Campaign,
    CampaignTarget,
    DutyWaiver,
    Finding,
    LifeEvent,
    PlannedVisit,
    TierDecision,
    Visit,
    VisitorLeave,
    VisitPause,
)
from desktop_app.storage.unit_of_work import UnitOfWork, new_uid

Rows = Iterator[dict[str, Any]]

_APPROVER = "民政办"


class ArrangementRows:
    """Writes rounds, pauses, waivers, tiers, leave and days agreed on, with the uids the register was given."""

    def __init__(
        self,
        township: SampleTownship,
        elders: Mapping[int, str],
        visitors: Mapping[int, str],
        households: Mapping[int, str],
        rounds: Mapping[int, str],
    ) -> None:
        """Know which uid stands for which number."""
        self._township = township
        self._made = township.arrangements
        self._elders = elders
        self._visitors = visitors
        self._households = households
        self._rounds = rounds
        self._campaigns = {each.number: new_uid() for each in self._made.campaigns}

    def write_rounds(self, unit: UnitOfWork) -> None:
        """Write the rounds, which visits name."""
        unit.insert_many(Campaign, self._campaign_rows())
        unit.insert_many(CampaignTarget, self._target_rows())

    def write_recent(self, unit: UnitOfWork, visits: Mapping[int, str]) -> None:
        """Write what came up and was decided, with the attempts of the last days; ``visits`` have their uids."""
        unit.insert_many(LifeEvent, self._alarm_rows())
        unit.insert_many(Visit, self._call_rows())
        unit.insert_many(Finding, self._sighting_rows(visits))
        unit.insert_many(VisitPause, self._pause_rows())
        unit.insert_many(DutyWaiver, self._waiver_rows())
        unit.insert_many(TierDecision, self._tier_rows())
        unit.insert_many(VisitorLeave, self._leave_rows())
        unit.insert_many(PlannedVisit, self._plan_rows())

    def made_for(self, visit_number: int) -> str | None:
        """Return the round for which a visit of the history was made."""
        number = self._made.made_for.get(visit_number)
        return self._campaigns[number] if number is not None else None

    def _call_rows(self) -> Rows:
        for call in self._made.calls:
            yield {
                "uid": new_uid(),
                "elder_uid": self._elders[call.elder_number],
                "visited_on": call.visited_on,
                "visited_time": call.visited_time,
                "entered_on": call.visited_on,
                "mode": call.mode.value,
                "outcome": call.outcome.value,
                "visitor_uid": self._visitors[call.visitor_number],
                "visitor_name": self._township.visitor(call.visitor_number).name,
                "summary": call.note or None,
                "campaign_uid": self._campaigns[call.campaign] if call.campaign is not None else None,
                "round_uid": self._rounds[call.round] if call.round is not None else None,
            }

    def _sighting_rows(self, visits: Mapping[int, str]) -> Rows:
        for each in self._made.sightings:
            yield {
                "elder_uid": self._elders[each.elder_number],
                "visit_uid": visits[each.visit_number],
                "kind": each.kind.value,
                "what": each.text,
                "action": each.measure,
                "found_on": each.found_on,
                "due_on": each.due_on,
                "state": FindingState.OPEN.value,
            }

    def _campaign_rows(self) -> Rows:
        for each in self._made.campaigns:
            yield {
                "uid": self._campaigns[each.number],
                "title": each.title,
                "kind": each.kind.value,
                "template": each.template,
                "from_on": each.from_on,
                "to_on": each.to_on,
                "modes": [mode.value for mode in each.modes],
                "feeds_duties": each.feeds_duties,
                "who": each.who,
            }

    def _target_rows(self) -> Rows:
        for each in self._made.campaigns:
            for number in each.targets:
                yield {"elder_uid": self._elders[number], "campaign_uid": self._campaigns[each.number]}

    def _alarm_rows(self) -> Rows:
        for each in self._made.alarms:
            elder = self._township.elder(each.elder_number)
            yield {
                "elder_uid": self._elders[each.elder_number],
                "kind": each.kind.value,
                "happened_on": each.happened_on,
                "happened_time": each.happened_time,
                "known_on": each.known_on,
                "known_time": each.known_time,
                "what": each.what,
                "reported_by": self._township.visitor(elder.visitor_number).name,
            }

    def _pause_rows(self) -> Rows:
        for each in self._made.pauses:
            household = self._households[each.household] if each.household is not None else None
            yield {
                "elder_uid": self._elders[each.elder_number],
                "household_uid": household,
                "from_on": each.from_on,
                "to_on": each.to_on,
                "review_on": each.review_on,
                "reason": each.reason,
                "approver": _APPROVER,
            }

    def _waiver_rows(self) -> Rows:
        for each in self._made.waivers:
            yield {
                "elder_uid": self._elders[each.elder_number],
                "kind": each.kind.value,
                "about": "",
                "from_on": each.from_on,
                "to_on": each.to_on,
                "reason": each.reason,
                "approver": _APPROVER,
            }

    def _tier_rows(self) -> Rows:
        for each in self._made.tiers:
            yield {
                "elder_uid": self._elders[each.elder_number],
                "verdict": each.verdict.value,
                "tier": each.tier.value,
                "from_on": each.from_on,
                "reason": each.reason,
                "approver": _APPROVER,
            }

    def _leave_rows(self) -> Rows:
        for each in self._made.leaves:
            yield {
                "visitor_uid": self._visitors[each.visitor_number],
                "from_on": each.from_on,
                "to_on": each.to_on,
                "reason": each.reason,
                "stand_in_uid": self._visitors[each.stand_in] if each.stand_in is not None else None,
            }

    def _plan_rows(self) -> Rows:
        for each in self._made.plans:
            yield {
                "elder_uid": self._elders[each.elder_number],
                "planned_on": each.planned_on,
                "visitor_uid": self._visitors[each.visitor_number],
                "by_hand": False,
                "why": each.why,
            }
