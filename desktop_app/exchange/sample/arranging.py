"""Make up what people decided about visits, and what came up in the last two days: few of each, never one person twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random

from desktop_app.domain.terms import (
    FindingKind,
    LifeEventKind,
    Mode,
    Outcome,
    ReachKind,
    ResidenceKind,
    Tier,
    TierVerdict,
    VisitorRole,
    WaiverKind,
    WillingnessKind,
)
from desktop_app.exchange.sample.arrangements import (
    SampleAlarm,
    SampleArrangements,
    SampleCall,
    SampleCover,
    SampleLeave,
    SamplePause,
    SampleSighting,
    SampleTierDecision,
    SampleWaiver,
)
from desktop_app.exchange.sample.persons import chance, pick, pick_share
from desktop_app.exchange.sample.rounds import draw_rounds, plan_village
from desktop_app.exchange.sample.township import SampleDivision, SampleElder, SampleVisit, SampleVisitor

PEOPLE_PER_CASE = 2_000
"""In a larger township everything occurs once more for so many elders."""

_DAY = timedelta(days=1)
_MET = frozenset({Outcome.MET_IN_PERSON, Outcome.MET_REMOTELY, Outcome.SEEN_BY_THIRD_PARTY})
_AT_HOME = frozenset({ResidenceKind.VILLAGE, ResidenceKind.PASTURE})
_LOCAL = frozenset({VisitorRole.COMMITTEE, VisitorRole.GRID})
_REACHES = ((ReachKind.LOCAL, 0.4), (ReachKind.REMOTE, 0.35), (ReachKind.IN_PERSON, 0.25))

_ALARMS = (
    (LifeEventKind.FALL, 2, "09:30", 2, "11:00", "在院里滑倒，腿疼，邻居扶回家中"),
    (LifeEventKind.HOSPITAL_OUT, 1, "16:40", 1, "17:30", "从旗医院出院回家，家中无人照看"),
    (LifeEventKind.ACUTE_ILLNESS, 0, None, 0, None, "夜里胸闷，嘎查医生看过，已服药"),
)
"""Kind, days back, hour, the days back and the hour it became known, and words: one late, one within hours, one new."""

_CLIMBS: tuple[tuple[tuple[int, str, Mode], ...], ...] = (
    (
        (3, "10:20", Mode.IN_PERSON),
        (2, "15:40", Mode.IN_PERSON),
        (1, "09:50", Mode.PHONE),
        (1, "18:30", Mode.IN_PERSON),
    ),
    ((1, "10:15", Mode.IN_PERSON),),
    ((2, "09:40", Mode.IN_PERSON), (1, "16:30", Mode.IN_PERSON)),
    ((2, "11:10", Mode.IN_PERSON), (1, "08:50", Mode.IN_PERSON), (1, "19:10", Mode.PHONE)),
)
"""Days back, hour and mode of each attempt: the alarm first, then one, two and three attempts."""

_MISSED = {
    Mode.IN_PERSON: (Outcome.NOT_AT_HOME, "敲门无人应答"),
    Mode.PHONE: (Outcome.COULD_NOT_REACH, "电话无人接听"),
}
_PAUSES = (
    (34, None, 0, "随女儿去呼和浩特小住，来电说近期回来"),
    (12, None, 18, "子女接去赤峰过冬，每周与嘎查通话一次"),
    (6, 24, 24, "住院疗养，家属全天陪护"),
)
"""Days since it began, days until it ends, days until it is looked at again, and the reason."""

_HOME_PAUSE = "全家去锡林浩特参加孙子婚礼，约定返回后联系"
_WAIVED = "本月已随乡镇卫生院入户体检见到本人，核对签字"
_RAISED = "独自住在离嘎查20公里的牧点，入冬后道路常断，经嘎查评议"
_KEPT = "两处隐患已整改销号，子女已搬回同住，暂不调整"
_HAZARDS = (
    ("炉筒漏烟，窗户封严未留通风口", "院内电线老化，雨雪天打火"),
    ("煤炉与床铺同室，未装一氧化碳报警器", "屋檐松动，出入口上方有积冰"),
    ("电褥子线路破损仍在使用", "院内结冰，没有扶手"),
)
_PROPOSAL_DAYS = timedelta(days=80)
_MARKETS = ("lunar:3,8", "week:7")


class Arranger:
    """Draws what was decided, each person for one thing only."""

    def __init__(
        self,
        *,
        rng: Random,
        division: SampleDivision,
        visitors: Sequence[SampleVisitor],
        elders: Sequence[SampleElder],
        visits: Sequence[SampleVisit],
        as_of: date,
    ) -> None:
        """Draw from ``rng`` for the day ``as_of``, which the visits of the history lead up to."""
        self._rng = rng
        self._division = division
        self._visitors = visitors
        self._elders = elders
        self._as_of = as_of
        self._times = 1 + len(elders) // PEOPLE_PER_CASE
        self._met: dict[int, list[SampleVisit]] = {}
        self._tried_on: dict[int, date] = {}
        for visit in visits:
            if visit.outcome in _MET:
                self._met.setdefault(visit.elder_number, []).append(visit)
            else:
                self._tried_on[visit.elder_number] = visit.visited_on
        met = [elder for elder in elders if self._can_be_met(elder)]
        self._free = sorted(met, key=lambda _elder: rng.random())
        self._visits = visits

    def make(self) -> SampleArrangements:
        """Return everything; the rarest cases choose their people first."""
        calls = self._climbs()
        alarms = self._alarms()
        sightings, kept = self._sightings()
        tiers = [*kept, *self._raised()]
        pauses, waivers = self._pauses(), self._waivers()
        leaves = self._leaves()
        drawn = draw_rounds(self._rng, self._free, self._visits, self._as_of, len(self._elders), calls)
        on_leave = {each.visitor_number for each in leaves}
        plans = plan_village(self._division, self._free, self._last_met, on_leave, self._as_of)
        villages = [village.code for village in self._division.villages]
        return SampleArrangements(
            alarms=tuple(alarms),
            calls=(*calls, *drawn.calls),
            sightings=tuple(sightings),
            pauses=tuple(pauses),
            waivers=tuple(waivers),
            tiers=tuple(tiers),
            campaigns=drawn.campaigns,
            leaves=tuple(leaves),
            plans=plans,
            covers=self._covers(),
            market_days=dict(zip(villages[1:], _MARKETS, strict=False)),
            made_for=drawn.made_for,
        )

    def _can_be_met(self, elder: SampleElder) -> bool:
        stay = elder.residence_on(self._as_of)
        return (
            elder.ended_on is None
            and (stay is None or stay.kind in _AT_HOME)
            and elder.willingness is not WillingnessKind.REFUSES
        )

    def _last_met(self, number: int) -> date:
        met = self._met.get(number)
        return met[-1].visited_on if met else date.min

    def _take(self, wanted: Callable[[SampleElder], bool]) -> SampleElder | None:
        """Return somebody who fits and has no other part, who then has this one."""
        found = next((elder for elder in self._free if wanted(elder)), None)
        if found is not None:
            self._free.remove(found)
        return found

    def _climbs(self) -> list[SampleCall]:
        """Return attempts at people whom nobody has seen for days."""
        month_on, calls = self._as_of.replace(day=1), []
        for _time in range(self._times):
            for steps in _CLIMBS:
                first = self._as_of - steps[0][0] * _DAY

                def fits(elder: SampleElder, first: date = first, weekly: bool = steps is _CLIMBS[0]) -> bool:
                    seen = max(self._last_met(elder.number), self._tried_on.get(elder.number, date.min))
                    tier = elder.tier_on(self._as_of)
                    if weekly or tier is Tier.HIGH:
                        return tier is Tier.HIGH and weekly and seen < first
                    return tier is Tier.KEY and seen < min(first, month_on)

                elder = self._take(fits)
                if elder is not None:
                    calls += [self._missed(elder, back, time, mode) for back, time, mode in steps]
        return calls

    def _missed(self, elder: SampleElder, back: int, time: str, mode: Mode) -> SampleCall:
        outcome, note = _MISSED[mode]
        return SampleCall(
            elder_number=elder.number,
            visitor_number=elder.visitor_number,
            visited_on=self._as_of - back * _DAY,
            visited_time=time,
            mode=mode,
            outcome=outcome,
            note=note,
        )

    def _alarms(self) -> list[SampleAlarm]:
        found = []
        for _time in range(self._times):
            for kind, back, time, known, known_time, what in _ALARMS:
                on = self._as_of - back * _DAY

                def fits(elder: SampleElder, on: date = on) -> bool:
                    unseen = self._last_met(elder.number) < on
                    return elder.tier_on(self._as_of) is Tier.HIGH and elder.in_special_difficulty and unseen

                elder = self._take(fits)
                if elder is not None:
                    found.append(
                        SampleAlarm(
                            elder_number=elder.number,
                            kind=kind,
                            happened_on=on,
                            happened_time=time,
                            known_on=self._as_of - known * _DAY,
                            known_time=known_time,
                            what=what,
                        )
                    )
        return found

    def _sightings(self) -> tuple[list[SampleSighting], list[SampleTierDecision]]:
        """Return two hazards each for some people, of whom one's proposal was turned down."""
        since, found, kept = self._as_of - _PROPOSAL_DAYS, [], []
        for number in range(3 * self._times):

            def fits(elder: SampleElder) -> bool:
                seen = [each for each in self._met.get(elder.number, ()) if each.visited_on >= since]
                return elder.tier_on(self._as_of) is Tier.KEY and len(seen) >= 2

            elder = self._take(fits)
            if elder is None:
                break
            for visit, text in zip(self._met[elder.number][-2:], _HAZARDS[number % 3], strict=True):
                found.append(
                    SampleSighting(
                        elder_number=elder.number,
                        visit_number=visit.number,
                        kind=FindingKind.HAZARD,
                        text=text,
                        measure="已告知家属限期整改",
                        found_on=visit.visited_on,
                        due_on=max(visit.visited_on, self._as_of) + 7 * _DAY,
                    )
                )
            if number % 3 == 2:
                decided_on = self._met[elder.number][-1].visited_on
                kept.append(
                    SampleTierDecision(
                        elder_number=elder.number,
                        verdict=TierVerdict.KEPT,
                        tier=Tier.HIGH,
                        from_on=decided_on,
                        reason=_KEPT,
                    )
                )
        return found, kept

    def _raised(self) -> list[SampleTierDecision]:
        found = []
        for _time in range(self._times):
            elder = self._take(lambda one: one.tier_on(self._as_of) is Tier.KEY)
            if elder is not None:
                from_on = self._as_of - timedelta(days=10 + int(self._rng.random() * 30))
                found.append(
                    SampleTierDecision(
                        elder_number=elder.number,
                        verdict=TierVerdict.SET,
                        tier=Tier.HIGH,
                        from_on=from_on,
                        reason=_RAISED,
                    )
                )
        return found

    def _pauses(self) -> list[SamplePause]:
        found = []
        for _time in range(self._times):
            for back, ends, review, reason in _PAUSES:
                elder = self._take(lambda one: one.in_special_difficulty and self._in_village(one))
                if elder is not None:
                    found.append(self._pause(elder, None, (back, ends, review), reason))
            one = self._take(lambda one: one.in_special_difficulty and self._mate(one) is not None)
            mate = self._mate(one) if one is not None else None
            if one is not None and mate is not None:
                self._free.remove(mate)
                found += [
                    self._pause(member, one.household, (4, 10, 10), _HOME_PAUSE) for member in (one, mate)
                ]
        return found

    def _in_village(self, elder: SampleElder) -> bool:
        stay = elder.residence_on(self._as_of)
        return stay is not None and stay.kind is ResidenceKind.VILLAGE

    def _mate(self, elder: SampleElder) -> SampleElder | None:
        """Return who shares household and place and is free too."""
        stay = elder.residence_on(self._as_of)
        for each in self._free:
            if each.household == elder.household and each is not elder:
                there = each.residence_on(self._as_of)
                if stay and there and stay.place == there.place and self._in_village(elder):
                    return each
        return None

    def _pause(
        self, elder: SampleElder, household: int | None, days: tuple[int, int | None, int], reason: str
    ) -> SamplePause:
        back, ends, review = days
        return SamplePause(
            elder_number=elder.number,
            household=household,
            from_on=self._as_of - back * _DAY,
            to_on=None if ends is None else self._as_of + ends * _DAY,
            review_on=self._as_of + review * _DAY,
            reason=reason,
        )

    def _waivers(self) -> list[SampleWaiver]:
        month_on, found = self._as_of.replace(day=1), []
        month_end = (month_on + timedelta(days=31)).replace(day=1) - _DAY
        for _time in range(self._times):
            elder = self._take(
                lambda one: one.tier_on(self._as_of) is Tier.KEY and self._last_met(one.number) < month_on
            )
            if elder is not None:
                found.append(
                    SampleWaiver(
                        elder_number=elder.number,
                        kind=WaiverKind.WAIVED,
                        from_on=month_on,
                        to_on=month_end,
                        reason=_WAIVED,
                    )
                )
        return found

    def _leaves(self) -> list[SampleLeave]:
        """Return one leave that runs with somebody who stands in, and one ahead without."""
        local = [each for each in self._visitors if each.role in _LOCAL]
        found: list[SampleLeave] = []
        for number, (first, last, reason) in enumerate(((-1, 4, "家中老人住院陪护"), (6, 10, "外出培训"))):
            if not local:
                break
            away = pick(self._rng, local)
            local.remove(away)
            others = [each for each in local if each.village_code == away.village_code]
            found.append(
                SampleLeave(
                    visitor_number=away.number,
                    from_on=self._as_of + first * _DAY,
                    to_on=self._as_of + last * _DAY,
                    reason=reason,
                    stand_in=others[0].number if others and number == 0 else None,
                )
            )
        return found

    def _covers(self) -> dict[int, SampleCover]:
        """Say of most who are at a pasture who visits there and how; for some nobody has been found yet."""
        found = {}
        for elder in self._elders:
            stay = elder.residence_on(self._as_of)
            if stay is None or stay.kind is not ResidenceKind.PASTURE or elder.ended_on is not None:
                continue
            if chance(self._rng, 0.3):
                continue
            reach = pick_share(self._rng, _REACHES)
            near = [each for each in self._visitors if each.village_code == elder.village_code]
            found[elder.number] = SampleCover(
                visitor_number=pick(self._rng, near).number if near else elder.visitor_number, reach=reach
            )
        return found
