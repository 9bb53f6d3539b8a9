"""Make up who gives services in a township, what was arranged with whom, and what was given in the last weeks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from random import Random

from desktop_app.domain.service_rhythm import days
from desktop_app.domain.terms import Category, ProviderKind, ResidenceKind, Satisfaction
from desktop_app.exchange.sample.aftercare import SampleGiven, SampleProvider, SampleServicePlan
from desktop_app.exchange.sample.persons import chance, days_between, draw_phone, pick, pick_share
from desktop_app.exchange.sample.township import SampleElder, SampleTownship

RECENT = timedelta(days=50)
"""Services are on record for so many days, as in an office that began to keep them not long ago."""
ENDING = timedelta(days=80)
"""Some agreements end within so many days."""

_DAY, _YEAR = timedelta(days=1), timedelta(days=365)
_CANTEEN, _CLINIC, _BATH, _HOME, _VOLUNTEERS, _OLD = range(1, 7)
_PROVIDERS: tuple[tuple[int, str, ProviderKind, tuple[int, int] | None], ...] = (
    (_CANTEEN, "样例长青养老服务站", ProviderKind.STATION, (-320, 45)),
    (_CLINIC, "样例卫生院", ProviderKind.CLINIC, None),
    (_BATH, "样例康宁助浴服务队", ProviderKind.COMPANY, (-200, 165)),
    (_HOME, "样例祥和居家服务中心", ProviderKind.SOCIAL_ORGANISATION, (-140, 590)),
    (_VOLUNTEERS, "样例草原情志愿服务队", ProviderKind.VOLUNTEERS, None),
    (_OLD, "样例安康家政服务部", ProviderKind.COMPANY, (-700, -30)),
)
"""Number, name, kind, and the days from the last day on which a contract begins and ends."""

_SATISFIED = ((Satisfaction.SATISFIED, 0.85), (Satisfaction.FAIR, 0.13), (Satisfaction.UNSATISFIED, 0.02))
_AT_HOME = frozenset({ResidenceKind.VILLAGE, ResidenceKind.PASTURE})
_HELPLESS = frozenset({Category.INCAPACITATED, Category.PARTLY_INCAPACITATED, Category.DEMENTIA})
_SIGNED_AGE, _CHECKED_AGE, _CHECKED_BY = 60, 65, "health_management"


@dataclass(frozen=True, slots=True)
class _Recurring:
    """A service that comes again for a share of the people, and how many of its days were kept."""

    service: str
    share: float
    share_helpless: float
    rhythm: str
    provider: int
    quantity: str
    place: str
    cost: int | None = None
    paid: int | None = None


_RECURRING = (
    _Recurring("meal", 0.02, 0.08, "week:1,3,5", _CANTEEN, "1", "嘎查食堂", 1500, 500),
    _Recurring("bath", 0.01, 0.2, "month:8,22", _BATH, "1", "家中", 6000, 0),
    _Recurring("home_nursing", 0.0, 0.45, "month:12", _CLINIC, "1", "家中"),
    _Recurring("housework", 0.01, 0.15, "week:2", _HOME, "2", "家中", 6000, 1000),
)
_ONCE = (
    ("chronic_follow_up", 0.06, _CLINIC),
    ("medical_care", 0.04, _CLINIC),
    ("comfort", 0.03, _VOLUNTEERS),
    ("culture", 0.03, _VOLUNTEERS),
    ("fraud_prevention", 0.03, _VOLUNTEERS),
)
_KEPT = 0.93
"""Of the days on which a service was expected, so many were kept."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """Providers, arrangements and services."""

    providers: tuple[SampleProvider, ...]
    plans: tuple[SampleServicePlan, ...]
    given: tuple[SampleGiven, ...]


def draw_services(rng: Random, township: SampleTownship) -> Drawn:
    """Draw the services of a township up to its last day."""
    maker = _Services(rng, township)
    for elder in township.elders:
        maker.serve(elder)
    return Drawn(_providers(rng, township.as_of), tuple(maker.plans), tuple(maker.given))


def _providers(rng: Random, as_of: date) -> tuple[SampleProvider, ...]:
    found = []
    for number, name, kind, contract in _PROVIDERS:
        first, last = (as_of + each * _DAY for each in contract) if contract else (None, None)
        found.append(
            SampleProvider(
                number=number,
                name=name,
                kind=kind,
                phone=draw_phone(rng),
                contract_no=f"样合{first.year}-{number:02}" if first is not None else None,
                from_on=first,
                to_on=last,
            )
        )
    return tuple(found)


class _Services:
    """Draws elder after elder; services of one kind on one day were recorded in one go."""

    def __init__(self, rng: Random, township: SampleTownship) -> None:
        self._rng = rng
        self._as_of = township.as_of
        self._since = max(township.began_on, township.as_of - RECENT)
        self._days: Mapping[str, Sequence[date]] = {
            each.service: list(days(each.rhythm, self._since, township.as_of)) for each in _RECURRING
        }
        self._rounds: dict[tuple[str, date], int] = {}
        self._numbers = count(1)
        self.plans: list[SampleServicePlan] = []
        self.given: list[SampleGiven] = []

    def serve(self, elder: SampleElder) -> None:
        """Draw what one elder gets."""
        stay = elder.residence_on(self._as_of)
        if elder.ended_on is not None or (stay is not None and stay.kind not in _AT_HOME):
            return
        helpless = any(elder.has(each) for each in _HELPLESS)
        for each in _RECURRING:
            if chance(self._rng, each.share_helpless if helpless else each.share):
                self._arrange(elder, each)
        age = elder.age_on(self._as_of)
        if age >= _SIGNED_AGE and chance(self._rng, 0.8):
            self._sign(elder)
        if age >= _CHECKED_AGE and chance(self._rng, 0.15):
            self._give(elder, _CHECKED_BY, self._some_day(), _CLINIC)
        for service, share, provider in _ONCE:
            if chance(self._rng, share):
                self._give(elder, service, self._some_day(), provider)

    def _some_day(self) -> date:
        return days_between(self._rng, self._since, self._as_of)

    def _arrange(self, elder: SampleElder, what: _Recurring) -> None:
        number = next(self._numbers)
        from_on = self._since - int(self._rng.random() * 200) * _DAY
        self.plans.append(
            SampleServicePlan(
                number=number,
                elder_number=elder.number,
                service=what.service,
                provider_number=what.provider,
                from_on=from_on,
                rhythm=what.rhythm,
                quantity=what.quantity,
                place=what.place,
                cost=what.cost,
            )
        )
        # The last day's are what is still to be entered.
        for day in self._days[what.service][:-1]:
            if chance(self._rng, _KEPT):
                self._give(elder, what.service, day, what.provider, plan=(number, what))

    def _sign(self, elder: SampleElder) -> None:
        """Sign with the family doctor for a year; of some it ends soon, of few it has ended."""
        until = self._as_of + pick_share(self._rng, ((ENDING, 0.2), (_YEAR, 0.77), (-_DAY, 0.03)))
        until -= int(self._rng.random() * 70) * _DAY
        number = next(self._numbers)
        self.plans.append(
            SampleServicePlan(
                number=number,
                elder_number=elder.number,
                service="family_doctor",
                provider_number=_CLINIC,
                from_on=until - _YEAR + _DAY,
                to_on=until,
                agreement_no=f"样签{(until - _YEAR).year}-{number:05}",
            )
        )

    def _give(
        self,
        elder: SampleElder,
        service: str,
        day: date,
        provider: int,
        plan: tuple[int, _Recurring] | None = None,
    ) -> None:
        number, what = plan or (None, None)
        told = chance(self._rng, 0.3)
        self.given.append(
            SampleGiven(
                elder_number=elder.number,
                service=service,
                given_on=day,
                provider_number=provider,
                quantity=what.quantity if what else "1",
                place=what.place if what else pick(self._rng, ("家中", "嘎查党群服务中心")),
                satisfaction=pick_share(self._rng, _SATISFIED) if told else None,
                cost=what.cost if what else None,
                paid=what.paid if what else None,
                plan_number=number,
                round=self._rounds.setdefault((service, day), len(self._rounds) + 1) if what else None,
            )
        )
