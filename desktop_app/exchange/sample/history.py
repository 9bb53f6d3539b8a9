"""Make up months of visits to the elders of a township, and what was found at them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from desktop_app.domain.forms import Block, Item, ItemKind, Option, VisitForm
from desktop_app.domain.terms import (
    Category,
    EndReason,
    FindingKind,
    LivingArrangement,
    Mode,
    Outcome,
    ResidenceKind,
    Tier,
    VisitorRole,
    WillingnessKind,
)
from desktop_app.exchange.sample.persons import chance, pick, pick_share
from desktop_app.exchange.sample.township import SampleElder, SampleFinding, SampleVisit, SampleVisitor

_OUTCOME_BY_MODE = {
    Mode.IN_PERSON: Outcome.MET_IN_PERSON,
    Mode.PHONE: Outcome.MET_REMOTELY,
    Mode.VIDEO: Outcome.MET_REMOTELY,
    Mode.DEVICE: Outcome.MET_REMOTELY,
    Mode.THIRD_PARTY: Outcome.SEEN_BY_THIRD_PARTY,
}
_OUTCOME_BY_PLACE = {
    ResidenceKind.HOSPITAL: Outcome.IN_HOSPITAL,
    ResidenceKind.CHILD: Outcome.AWAY,
    ResidenceKind.INSTITUTION: Outcome.IN_INSTITUTION,
}
_OUTCOME_BY_END = {EndReason.DECEASED: Outcome.DECEASED, EndReason.MOVED_OUT: Outcome.MOVED}
_ANSWERED = frozenset({Outcome.MET_IN_PERSON, Outcome.MET_REMOTELY})
_MODES_AT_HOME = ((Mode.IN_PERSON, 0.8), (Mode.PHONE, 0.14), (Mode.VIDEO, 0.03), (Mode.THIRD_PARTY, 0.03))
_MODES_ON_PASTURE = ((Mode.PHONE, 0.55), (Mode.IN_PERSON, 0.3), (Mode.THIRD_PARTY, 0.15))
_MODES_BY_PHONE = ((Mode.PHONE, 0.9), (Mode.VIDEO, 0.1))
_DAYS_TO_ACT = {
    FindingKind.URGENT: 1,
    FindingKind.HAZARD: 14,
    FindingKind.NEED: 30,
    FindingKind.BENEFIT: 30,
}
_MEASURES = {
    FindingKind.URGENT: ("已联系家属并报苏木", "已陪同就医", "已拨打急救电话并通知家属"),
    FindingKind.HAZARD: ("已告知家属限期整改", "嘎查派人维修", "已报苏木民政办协调维修"),
    FindingKind.NEED: ("已转介服务机构", "已登记，纳入下月服务", "已通知子女"),
    FindingKind.BENEFIT: ("已告知申请材料", "代办申请", "已报民政办核实"),
}
_DISEASES = ("hypertension", "heart", "diabetes", "stroke", "lung", "bones", "sight_hearing")
_REMARKS = ("精神好，话多", "正在喂羊", "子女刚来过", "说腰腿疼", "盼着孙子放假回来", "已提醒按时服药")
_NEGLECTED = 9
"""Of the elders visited every week, every 9th (and the first) has waited too long on the last day."""

_LONGEST_OPEN = 45
"""Days for which a finding of the sample may stay open."""


class HistoryMaker:
    """Makes up the visits of each elder between two days, in the rhythm the elder's tier asks for."""

    def __init__(
        self, *, rng: Random, form: VisitForm, visitors: Sequence[SampleVisitor], began_on: date, as_of: date
    ) -> None:
        self._rng = rng
        self._form = form
        self._began_on = began_on
        self._as_of = as_of
        wide = {VisitorRole.SOCIAL_WORKER, VisitorRole.VOLUNTEER}
        self._helpers = [each.number for each in visitors if each.role in wide]
        self._normal = {month: form.normal_answers(month) for month in range(1, 13)}
        self._notable = {month: _notable(form, month) for month in range(1, 13)}
        self._weekly_seen = 0
        self._visits: list[SampleVisit] = []
        self._findings: list[SampleFinding] = []

    def make(
        self, elders: Sequence[SampleElder]
    ) -> tuple[tuple[SampleVisit, ...], tuple[SampleFinding, ...]]:
        """Return all visits and findings, numbered from 1, elder after elder in the order of days."""
        for elder in elders:
            self._visit(elder)
        return tuple(self._visits), tuple(self._findings)

    def _visit(self, elder: SampleElder) -> None:
        lasting = self._lasting_answers(elder)
        last_on = min(self._as_of, elder.ended_on or self._as_of)
        last_on = min(last_on, self._forgotten_from(elder))
        for planned_on in self._days(elder):
            if planned_on > last_on:
                break
            if chance(self._rng, 0.025):
                continue
            self._attempt(elder, planned_on, last_on, lasting)
        if elder.ended_on is not None and elder.end_reason is not None:
            seen_on = elder.ended_on + timedelta(days=int(self._rng.random() * 4))
            if seen_on <= self._as_of:
                self._add(elder, seen_on, Mode.IN_PERSON, _OUTCOME_BY_END[elder.end_reason], {})

    def _days(self, elder: SampleElder) -> Iterator[date]:
        """Yield the planned days: every week, once a month or once a quarter."""
        rng = self._rng
        tier = elder.tier_on(self._began_on)
        if tier is Tier.HIGH:
            day = self._began_on + timedelta(days=int(rng.random() * 7))
            while True:
                yield day
                day += timedelta(days=5 + int(rng.random() * 3))
        usual = 1 + int(rng.random() * 27)
        every = 1 if tier is Tier.KEY else 3
        offset = 0 if tier is Tier.KEY else int(rng.random() * 3)
        month = self._began_on.year * 12 + self._began_on.month - 1 + offset
        while True:
            around = min(28, max(1, usual - 2 + int(rng.random() * 5)))
            yield date(month // 12, month % 12 + 1, around)
            month += every

    def _forgotten_from(self, elder: SampleElder) -> date:
        """Return the last day anybody went: some weekly elders are overdue on the last day of the history."""
        weekly = elder.tier_on(self._began_on) is Tier.HIGH and elder.in_special_difficulty
        if not weekly or elder.ended_on is not None:
            return self._as_of
        self._weekly_seen += 1
        if self._weekly_seen % _NEGLECTED != 1:
            return self._as_of
        return self._as_of - timedelta(days=8 + self._weekly_seen % 9)

    def _attempt(self, elder: SampleElder, day: date, last_on: date, lasting: dict[str, object]) -> None:
        """Make one visit; where nobody was met, most elders get a second attempt within three days."""
        rng = self._rng
        mode, outcome = self._mode_and_outcome(elder, day)
        if outcome in _ANSWERED and chance(rng, 0.05):
            failed = Outcome.NOT_AT_HOME if mode is Mode.IN_PERSON else Outcome.COULD_NOT_REACH
            self._add(elder, day, mode, failed, {})
            day += timedelta(days=1 + int(rng.random() * 3))
            if day > last_on or chance(rng, 0.12):
                return
        self._add(elder, day, mode, outcome, lasting)

    def _mode_and_outcome(self, elder: SampleElder, day: date) -> tuple[Mode, Outcome]:
        rng = self._rng
        residence = elder.residence_on(day)
        kind = residence.kind if residence else ResidenceKind.VILLAGE
        if kind in _OUTCOME_BY_PLACE:
            mode = Mode.IN_PERSON if kind is ResidenceKind.INSTITUTION else Mode.PHONE
            return mode, _OUTCOME_BY_PLACE[kind]
        if elder.willingness is WillingnessKind.REFUSES:
            refused = chance(rng, 0.7)
            return (
                (Mode.IN_PERSON, Outcome.REFUSED)
                if refused
                else (Mode.THIRD_PARTY, Outcome.SEEN_BY_THIRD_PARTY)
            )
        if chance(rng, 0.004):
            return Mode.IN_PERSON, Outcome.REFUSED
        if elder.has(Category.INCAPACITATED):
            return Mode.IN_PERSON, Outcome.MET_IN_PERSON
        shares: Sequence[tuple[Mode, float]] = (
            _MODES_ON_PASTURE if kind is ResidenceKind.PASTURE else _MODES_AT_HOME
        )
        if elder.willingness is WillingnessKind.PHONE_ONLY:
            shares = _MODES_BY_PHONE
        mode = pick_share(rng, shares)
        return mode, _OUTCOME_BY_MODE[mode]

    def _add(
        self, elder: SampleElder, day: date, mode: Mode, outcome: Outcome, lasting: dict[str, object]
    ) -> None:
        rng = self._rng
        helper = self._helpers and chance(rng, 0.08)
        visitor = pick(rng, self._helpers) if helper else elder.visitor_number
        late = int(rng.random() * 5) if chance(rng, 0.1) else 0
        number = len(self._visits) + 1
        answers: dict[str, object] = {}
        if outcome in _ANSWERED:
            answers = {**self._normal[day.month], **lasting}
            if chance(rng, 0.07):
                _block, item, option = pick(rng, self._notable[day.month])
                key = f"{_block.key}.{item.key}"
                answers[key] = [option.key] if item.kind is ItemKind.MULTI else option.key
                if option.finding is not None:
                    self._find(elder, number, visitor, day, option.finding, f"{item.title}：{option.title}")
        self._visits.append(
            SampleVisit(
                number=number,
                elder_number=elder.number,
                visitor_number=visitor,
                visited_on=day,
                entered_on=min(self._as_of, day + timedelta(days=late)),
                mode=mode,
                outcome=outcome,
                answers=answers,
                note=pick(rng, _REMARKS) if answers and chance(rng, 0.08) else "",
            )
        )

    def _find(
        self, elder: SampleElder, visit: int, owner: int, day: date, kind: FindingKind, text: str
    ) -> None:
        rng = self._rng
        due_on = day + timedelta(days=_DAYS_TO_ACT[kind])
        closed_on = day + timedelta(days=int(rng.random() * (1.6 * _DAYS_TO_ACT[kind] + 1)))
        # Some needs stay open for weeks; what is urgent is never left lying.
        lingers = chance(rng, 0.2) and kind is not FindingKind.URGENT
        left_open = closed_on > self._as_of or (lingers and (self._as_of - day).days <= _LONGEST_OPEN)
        self._findings.append(
            SampleFinding(
                number=len(self._findings) + 1,
                visit_number=visit,
                elder_number=elder.number,
                owner_number=owner,
                kind=kind,
                text=text,
                measure=pick(rng, _MEASURES[kind]),
                found_on=day,
                due_on=due_on,
                closed_on=None if left_open else closed_on,
            )
        )

    def _lasting_answers(self, elder: SampleElder) -> dict[str, object]:
        """Return what stays the same from visit to visit for this elder."""
        rng = self._rng
        answers: dict[str, object] = {}
        ill = elder.has(Category.CHRONIC_DISEASE) or elder.has(Category.HIGH_RISK_DISEASE)
        if ill or chance(rng, 0.2):
            first, second = pick(rng, _DISEASES), pick(rng, _DISEASES)
            answers["health.disease"] = [first] if first == second else [first, second]
        if elder.has(Category.INCAPACITATED):
            answers["health.movement"] = pick(rng, ("wheelchair", "bedridden"))
        elif elder.has(Category.PARTLY_INCAPACITATED) or chance(rng, 0.04):
            answers["health.movement"] = "aided"
        if elder.has(Category.DEMENTIA):
            answers["health.spirit"] = "confused"
        if elder.living is LivingArrangement.WITH_CHILDREN:
            answers["support.contact"] = "together"
        elif elder.has(Category.CHILDLESS):
            answers["support.duty"] = "no_one"
        elif elder.has(Category.LEFT_BEHIND):
            answers["support.contact"] = "seldom"
        return answers


def _notable(form: VisitForm, month: int) -> list[tuple[Block, Item, Option]]:
    """Return the choices that suggest a finding and are asked in ``month``; urgent ones rarer than others."""
    found = [
        (block, item, option)
        for block, item in form.by_key.values()
        if item.asked_in(month)
        for option in item.options
        if option.finding is not None
    ]
    return [each for each in found for _ in range(1 if each[2].finding is FindingKind.URGENT else 4)]
