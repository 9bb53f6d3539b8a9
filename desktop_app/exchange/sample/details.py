"""Add to a made-up history what the visit form holds beside the answers: measures, signatures, rounds, sheets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import count
from random import Random

from desktop_app.domain.measures import as_text
from desktop_app.domain.terms import FindingKind, Mode, Outcome, SignatureKind, Tier
from desktop_app.exchange.sample.arrangements import SampleCall
from desktop_app.exchange.sample.persons import chance, pick, pick_share
from desktop_app.exchange.sample.township import SampleElder, SampleFinding, SampleTownship, SampleVisit

SHEETS = 40
"""So many visits at most were entered from a printed sheet."""

_RECENT = timedelta(days=60)
"""Only visits of the last weeks have details, as in an office that began to keep them not long ago."""
_SETTLED = timedelta(days=14)
"""What people decided in the last days refers to who was seen when: visits of these days stay where they are."""
_A_DAY = timedelta(days=1)
_SIGNATURES = (
    (SignatureKind.SELF, 0.8),
    (SignatureKind.THUMB, 0.08),
    (SignatureKind.PROXY, 0.08),
    (SignatureKind.UNABLE, 0.03),
    (SignatureKind.DECLINED, 0.01),
)
_DANGERS: tuple[Mapping[str, str], ...] = (
    {"systolic": "192", "diastolic": "112"},
    {"glucose_fasting": "3.4"},
    {"systolic": "184", "diastolic": "104", "temperature": "36.5"},
)
_DANGER_MEASURE = "已联系村医上门复测，并通知家属"


def detailed(township: SampleTownship) -> SampleTownship:
    """Return the township with the details of its visits; people, and how many visits there are, stay the same."""
    maker = _Details(township)
    maker.join_households()
    maker.join_calls()
    maker.add_details()
    dangers = maker.add_dangers()
    visits = tuple(maker.visits.get(visit.number, visit) for visit in township.visits)
    return replace(
        township,
        visits=visits,
        findings=(*township.findings, *dangers),
        arrangements=replace(township.arrangements, calls=maker.calls()),
    )


class _Details:
    """Draws the details; ``visits`` holds the recent visits by number, as changed so far."""

    def __init__(self, township: SampleTownship) -> None:
        self._township = township
        self._rng = Random(f"{township.seed}:details")
        since = township.as_of - _RECENT
        self.visits = {visit.number: visit for visit in township.visits if visit.visited_on > since}
        self._rounds = count(1)
        arranged = {each.visit_number for each in township.arrangements.sightings}
        self._fixed = arranged | {each.visit_number for each in township.findings}

    def join_households(self) -> None:
        """Let people of one household be visited together, on the later of two days of one month."""
        last_on = self._township.as_of - _SETTLED
        movable: dict[tuple[int, int], list[SampleVisit]] = {}
        for visit in self.visits.values():
            elder = self._township.elder(visit.elder_number)
            met = visit.outcome is Outcome.MET_IN_PERSON and visit.visited_on <= last_on
            weekly = elder.tier_on(self._township.began_on) is Tier.HIGH
            if met and not weekly and visit.number not in self._fixed:
                movable.setdefault((elder.household, visit.visited_on.month), []).append(visit)
        for together in movable.values():
            by_elder = {visit.elder_number: visit for visit in together}
            if len(by_elder) > 1 and self._under_one_roof(by_elder.values()):
                self._visit_together(list(by_elder.values()))

    def _under_one_roof(self, visits: Iterable[SampleVisit]) -> bool:
        places = {
            (stay.kind, stay.place)
            for visit in visits
            for stay in [self._township.elder(visit.elder_number).residence_on(visit.visited_on)]
            if stay is not None
        }
        return len(places) == 1

    def _visit_together(self, visits: list[SampleVisit]) -> None:
        number, latest = next(self._rounds), max(visits, key=lambda each: each.visited_on)
        for visit in visits:
            self.visits[visit.number] = replace(
                visit,
                visited_on=latest.visited_on,
                entered_on=latest.entered_on,
                visitor_number=latest.visitor_number,
                round=number,
            )

    def join_calls(self) -> None:
        """Let calls of one visitor on one day be one round."""
        calls: dict[tuple[int, str], list[SampleVisit]] = {}
        for visit in self.visits.values():
            if visit.mode is Mode.PHONE:
                calls.setdefault((visit.visitor_number, visit.visited_on.isoformat()), []).append(visit)
        for together in calls.values():
            if len(together) > 1:
                number = next(self._rounds)
                for visit in together:
                    self.visits[visit.number] = replace(visit, round=number)

    def calls(self) -> tuple[SampleCall, ...]:
        """Return the attempts and calls, those of one visitor for one campaign as one round."""
        calls = self._township.arrangements.calls
        together = Counter((call.campaign, call.visitor_number) for call in calls)
        numbers = {
            one: next(self._rounds) for one, many in together.items() if many > 1 and one[0] is not None
        }
        return tuple(replace(call, round=numbers.get((call.campaign, call.visitor_number))) for call in calls)

    def add_details(self) -> None:
        """Measure, let sign, come in company, and enter some from their sheets."""
        sheets = 0
        for number, visit in list(self.visits.items()):
            if visit.outcome is not Outcome.MET_IN_PERSON:
                continue
            elder = self._township.elder(visit.elder_number)
            signed_as = pick_share(self._rng, _SIGNATURES) if chance(self._rng, 0.85) else None
            late = visit.entered_on > visit.visited_on and sheets < SHEETS
            sheets += late
            self.visits[number] = replace(
                visit,
                measures=self._measures(visit),
                signed_as=signed_as,
                signed_by=_signer(elder) if signed_as is SignatureKind.PROXY else "",
                companions=self._companions(visit) if chance(self._rng, 0.06) else "",
                on_sheet=late,
            )

    def _measures(self, visit: SampleVisit) -> dict[str, str]:
        """Draw what was measured: mostly the blood pressure, higher in who is known for it."""
        rng, found = self._rng, {}
        diseases = visit.answers.get("health.disease")
        known = diseases if isinstance(diseases, list) else []
        if chance(rng, 0.55):
            more = 18 if "hypertension" in known else 0
            found["systolic"] = str(110 + more + int(rng.random() * 30))
            found["diastolic"] = str(66 + more // 2 + int(rng.random() * 22))
        if "diabetes" in known and chance(rng, 0.6):
            found["glucose_fasting"] = f"{5.2 + rng.random() * 4.5:.1f}"
        if chance(rng, 0.25):
            found["temperature"] = f"{36.1 + rng.random() * 0.9:.1f}"
        return found

    def _companions(self, visit: SampleVisit) -> str:
        visitor = self._township.visitor(visit.visitor_number)
        others = [
            each.name
            for each in self._township.visitors
            if each.village_code == visitor.village_code and each is not visitor
        ]
        return pick(self._rng, others) if others else "村医"

    def add_dangers(self) -> list[SampleFinding]:
        """Return an urgent finding for each of a few dangerous values; that of the last day is still open."""
        as_of = self._township.as_of
        met = [
            visit
            for visit in self.visits.values()
            if visit.outcome is Outcome.MET_IN_PERSON and visit.number not in self._fixed
        ]
        met.sort(key=lambda visit: (as_of - visit.visited_on, visit.number))
        found: list[SampleFinding] = []
        for values, back in zip(_DANGERS, (0, 5, 17), strict=True):
            used = {each.elder_number for each in found}
            older = (visit for visit in met if as_of - visit.visited_on >= back * _A_DAY)
            visit = next((visit for visit in older if visit.elder_number not in used), None)
            if visit is not None:
                self.visits[visit.number] = replace(self.visits[visit.number], measures=values)
                found.append(self._danger(visit, values, len(found) + 1))
        return found

    def _danger(self, visit: SampleVisit, values: Mapping[str, str], number: int) -> SampleFinding:
        known, next_day = self._township.findings, visit.visited_on + _A_DAY
        return SampleFinding(
            number=len(known) + number,
            visit_number=visit.number,
            elder_number=visit.elder_number,
            owner_number=visit.visitor_number,
            kind=FindingKind.URGENT,
            text=as_text(self._township.form.measures, values),
            measure=_DANGER_MEASURE,
            found_on=visit.visited_on,
            due_on=next_day,
            closed_on=next_day if next_day < self._township.as_of else None,
        )


def _signer(elder: SampleElder) -> str:
    """Return who signs for an elder, and as what."""
    return next((f"{each.name}（{each.relation}）" for each in elder.contacts), "邻居")
