"""Make up what was done about the findings of the last weeks: assigned, referred, answered, closed, opened again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from desktop_app.domain.terms import FindingKind, FindingState, FindingStepKind, SiteLevel
from desktop_app.exchange.sample.aftercare import SampleLife, SampleStep
from desktop_app.exchange.sample.persons import chance, days_between, pick
from desktop_app.exchange.sample.township import SampleFinding, SampleTownship

_RECENT = timedelta(days=60)
"""Only findings of the last weeks have a life on record; those before were just closed."""

_UNITS: Mapping[FindingKind, tuple[str, ...]] = {
    FindingKind.URGENT: ("样例卫生院",),
    FindingKind.HAZARD: ("嘎查村委会", "样例供电所", "苏木应急办"),
    FindingKind.NEED: ("样例长青养老服务站", "样例卫生院", "样例祥和居家服务中心"),
    FindingKind.BENEFIT: ("苏木民政办", "旗残联"),
}
_ANSWERS: Mapping[FindingKind, str] = {
    FindingKind.URGENT: "已接诊，建议在家休养，三日后复查",
    FindingKind.HAZARD: "已上门查看，本周内修好",
    FindingKind.NEED: "已列入服务安排，下周起上门",
    FindingKind.BENEFIT: "材料齐全，已受理，下月发放",
}
_PROOFS: Mapping[FindingKind, tuple[str, ...]] = {
    FindingKind.URGENT: ("村医复测记录", "出院小结"),
    FindingKind.HAZARD: ("现场复查，隐患已消除", "维修前后照片"),
    FindingKind.NEED: ("电话回访，本人确认", "服务记录"),
    FindingKind.BENEFIT: ("补贴到账通知", "审批表复印件"),
}
_AGAIN = "电话回访时老人说又出现同样的情况"


def draw_lives(rng: Random, township: SampleTownship) -> tuple[dict[int, SampleLife], int]:
    """Return the lives by finding, and how many referral slips were numbered in the year of the last day."""
    maker = _Lives(rng, township)
    recent = [each for each in township.findings if each.found_on > township.as_of - _RECENT]
    found = {each.number: maker.live(each) for each in recent}
    return maker.numbered(found)


class _Lives:
    """Draws life after life; those still open stand at each stage in turn."""

    def __init__(self, rng: Random, township: SampleTownship) -> None:
        self._rng = rng
        self._township = township
        self._open = 0

    def live(self, finding: SampleFinding) -> SampleLife:
        """Draw the life of one finding."""
        if finding.closed_on is not None:
            return self._closed(finding, finding.closed_on)
        self._open += 1
        # What is urgent is in hand from the first hour on.
        if finding.kind is FindingKind.URGENT:
            return self._life(finding, self._act(finding, finding.found_on))
        stages = (self._assigned, self._referred, self._escalated, self._nothing, self._answered, self._again)
        return stages[self._open % len(stages)](finding)

    def numbered(self, lives: dict[int, SampleLife]) -> tuple[dict[int, SampleLife], int]:
        """Number the referrals in the order of days, within each year."""
        referrals = sorted(
            (step.done_on, number, at)
            for number, life in lives.items()
            for at, step in enumerate(life.steps)
            if step.kind is FindingStepKind.REFERRED
        )
        last: dict[int, int] = {}
        for day, number, at in referrals:
            last[day.year] = last.get(day.year, 0) + 1
            life = lives[number]
            steps = list(life.steps)
            steps[at] = replace(steps[at], slip_no=f"{day.year}-{last[day.year]:04}")
            lives[number] = replace(life, steps=tuple(steps))
        return lives, last.get(self._township.as_of.year, 0)

    def _closed(self, finding: SampleFinding, on: date) -> SampleLife:
        between = days_between(self._rng, finding.found_on, on)
        steps: tuple[SampleStep, ...] = ()
        if finding.kind in {FindingKind.NEED, FindingKind.BENEFIT} and chance(self._rng, 0.5):
            steps = self._answered_after(finding, between)
        elif chance(self._rng, 0.6):
            steps = self._act(finding, between)
        steps += self._close(finding, on)
        closed = FindingState.CLOSED
        return self._life(finding, steps, state=closed, closed_on=on, closing_note="已办结")

    def _nothing(self, finding: SampleFinding) -> SampleLife:
        return self._life(finding, ())

    def _assigned(self, finding: SampleFinding) -> SampleLife:
        steps = self._assign(finding, finding.found_on)
        return self._life(finding, steps, owner_number=finding.owner_number)

    def _referred(self, finding: SampleFinding) -> SampleLife:
        return self._life(finding, self._refer(finding, self._later(finding)))

    def _answered(self, finding: SampleFinding) -> SampleLife:
        return self._life(finding, self._answered_after(finding, self._later(finding)))

    def _escalated(self, finding: SampleFinding) -> SampleLife:
        step = SampleStep(
            kind=FindingStepKind.ESCALATED,
            done_on=self._later(finding),
            level=SiteLevel.VILLAGE,
            by_name=self._owner(finding),
            what="嘎查村无力解决，请苏木协调",
        )
        return self._life(finding, (step,), held_by=SiteLevel.TOWNSHIP)

    def _again(self, finding: SampleFinding) -> SampleLife:
        closed = days_between(self._rng, finding.found_on, self._township.as_of)
        opened = days_between(self._rng, closed, self._township.as_of)
        step = SampleStep(
            kind=FindingStepKind.REOPENED,
            done_on=opened,
            level=SiteLevel.TOWNSHIP,
            by_name=self._owner(finding),
            what=_AGAIN,
        )
        return self._life(finding, (*self._close(finding, closed), step))

    def _later(self, finding: SampleFinding) -> date:
        last = min(self._township.as_of, finding.found_on + timedelta(days=6))
        return days_between(self._rng, finding.found_on, last)

    def _owner(self, finding: SampleFinding) -> str:
        return self._township.visitor(finding.owner_number).name

    def _assign(self, finding: SampleFinding, on: date) -> tuple[SampleStep, ...]:
        return (self._step(finding, FindingStepKind.ASSIGNED, on, what=f"请{self._owner(finding)}办理"),)

    def _act(self, finding: SampleFinding, on: date) -> tuple[SampleStep, ...]:
        return (self._step(finding, FindingStepKind.ACTED, on, what=finding.measure),)

    def _refer(self, finding: SampleFinding, on: date) -> tuple[SampleStep, ...]:
        unit = pick(self._rng, _UNITS[finding.kind])
        return (self._step(finding, FindingStepKind.REFERRED, on, unit_name=unit, what=finding.text),)

    def _answered_after(self, finding: SampleFinding, on: date) -> tuple[SampleStep, ...]:
        (asked,) = self._refer(finding, finding.found_on)
        what, unit = _ANSWERS[finding.kind], asked.unit_name
        return asked, self._step(finding, FindingStepKind.ANSWERED, on, what=what, unit_name=unit)

    def _close(self, finding: SampleFinding, on: date) -> tuple[SampleStep, ...]:
        proof = pick(self._rng, _PROOFS[finding.kind])
        return (self._step(finding, FindingStepKind.CLOSED, on, what="已办结", proof=proof),)

    def _step(
        self,
        finding: SampleFinding,
        kind: FindingStepKind,
        on: date,
        *,
        what: str | None = None,
        unit_name: str | None = None,
        proof: str | None = None,
    ) -> SampleStep:
        return SampleStep(
            kind=kind,
            done_on=on,
            level=SiteLevel.TOWNSHIP,
            by_name=self._owner(finding),
            what=what,
            unit_name=unit_name,
            proof=proof,
        )

    @staticmethod
    def _life(
        finding: SampleFinding,
        steps: tuple[SampleStep, ...],
        *,
        state: FindingState = FindingState.OPEN,
        closed_on: date | None = None,
        closing_note: str | None = None,
        owner_number: int | None = None,
        held_by: SiteLevel | None = None,
    ) -> SampleLife:
        referred = [step.unit_name for step in steps if step.kind is FindingStepKind.REFERRED]
        return SampleLife(
            finding_number=finding.number,
            steps=steps,
            state=state,
            closed_on=closed_on,
            closing_note=closing_note,
            owner_number=owner_number,
            referred_to=referred[-1] if referred else None,
            held_by=held_by,
        )
