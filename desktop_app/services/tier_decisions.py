"""等级认定: set a tier from a day on, end that, and approve or turn down what repeated findings propose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.domain.errors import N_, FieldProblem
from desktop_app.domain.phrases import Phrase, phrase
from desktop_app.domain.policies import PolicyProfile, TierProposal
from desktop_app.domain.terms import FindingKind, Tier, TierVerdict
from desktop_app.domain.tiers import PLACES, holding_on
from desktop_app.models import Elder, ElderCard, Finding, TierDecision
from desktop_app.services.actor import EVERYONE, OFFICERS, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.decision_checks import (
    ONE_DAY,
    Decided,
    Person,
    check_order,
    decided,
    optional_text,
    overlaps,
    person_for,
    read_people,
    required_text,
)
from desktop_app.storage.queries.elders import village_names
from desktop_app.storage.queries.links import Groups, groups, members
from desktop_app.storage.unit_of_work import UnitOfWork

_SET, _KEPT = TierVerdict.SET.value, TierVerdict.KEPT.value


@dataclass(frozen=True, slots=True, kw_only=True)
class TierDraft:
    """A tier to set, from a day on; without ``to_on`` until somebody ends it."""

    elder_uid: str
    tier: str
    from_on: date
    reason: str
    to_on: date | None = None
    approver: str | None = None


@dataclass(frozen=True, slots=True)
class TierRow:
    """One decision about a tier; an undated override of an older version of the program has no ``uid`` and no days."""

    uid: str | None
    verdict: str
    tier: str
    from_on: date | None
    to_on: date | None
    reason: str
    approver: str | None
    holds: bool


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """Somebody whose findings propose a higher tier, with why and on what sentence it rests."""

    elder_uid: str
    name: str
    village_code: str
    village: str
    tier: str
    proposes: str
    count: int
    last_on: date
    why: Phrase
    source: str


class TierDecisionService(Service):
    """等级认定."""

    @allowed(*EVERYONE)
    def list(self, _actor: Actor, elder_uid: str) -> list[TierRow]:
        """Return the decisions about a person's tier, the newest first; the one that decides today ``holds``."""
        today = self._context.today()
        with self._store.reading() as session:
            files = members(session, elder_uid)
            query = select(TierDecision).where(
                TierDecision.retracted.is_(False), TierDecision.elder_uid.in_(files)
            )
            found = list(session.execute(query).scalars())
            old = session.execute(
                select(Elder.tier_override, Elder.tier_reason).where(
                    Elder.uid == files[0], Elder.tier_override.is_not(None)
                )
            ).first()
            holding = holding_on(found, today)
            rows = [
                TierRow(
                    each.uid,
                    each.verdict,
                    each.tier,
                    each.from_on,
                    each.to_on,
                    each.reason,
                    each.approver,
                    each is holding,
                )
                for each in sorted(found, key=lambda each: (each.from_on, each.uid), reverse=True)
            ]
        if old is not None:
            undated = (old.tier_override, None, None, old.tier_reason or "", None)
            rows.append(TierRow(None, _SET, *undated, holding is None))
        return rows

    @allowed(*OFFICERS)
    def set(self, actor: Actor, draft: TierDraft) -> Decided:
        """Set a tier; one that was set before ends the day before. Raises ``FieldProblem``.

        With a last day, what was set before goes on after it.
        """
        Tier(draft.tier)
        reason = required_text(draft.reason, "reason", N_("理由"))
        check_order(draft.from_on, draft.to_on)
        with self._writing(actor, N_("认定风险等级")) as unit:
            person_for(unit.session, draft.elder_uid, draft.from_on)
            elder, decisions = _read(unit, draft.elder_uid)
            for each in decisions:
                if each.verdict != _SET or not overlaps(draft.from_on, draft.to_on, each.from_on, each.to_on):
                    continue
                if each.from_on > draft.from_on:
                    raise FieldProblem(
                        field="from_on", label=N_("开始日期"), reason=N_("这段时间里已有更晚的等级认定")
                    )
                if each.from_on == draft.from_on:
                    unit.retract(each)
                elif draft.to_on is None:
                    each.to_on = draft.from_on - ONE_DAY
            if draft.to_on is None:
                _date_override(unit, elder, draft.from_on)
            made = TierDecision(
                elder_uid=elder.uid,
                verdict=_SET,
                tier=draft.tier,
                from_on=draft.from_on,
                to_on=draft.to_on,
                reason=reason,
                approver=optional_text(draft.approver),
            )
            return decided(unit, [unit.add(made).uid])

    @allowed(*OFFICERS)
    def end(self, actor: Actor, elder_uid: str, *, on: date | None = None) -> Decided:
        """Let the rules decide again from a day on, today by default; raises ``FieldProblem`` when nothing was set."""
        first = on or self._context.today()
        with self._writing(actor, N_("取消等级认定")) as unit:
            elder, decisions = _read(unit, elder_uid)
            ended = [
                each
                for each in decisions
                if each.verdict == _SET and (each.to_on is None or each.to_on >= first)
            ]
            if not ended and not elder.tier_override:
                raise FieldProblem(
                    field="elder", label=N_("老年人"), reason=N_("没有人工认定的等级，现在就按规则评定")
                )
            for each in ended:
                if each.from_on >= first:
                    unit.retract(each)
                else:
                    each.to_on = first - ONE_DAY
            _date_override(unit, elder, first)
            return decided(unit, [each.uid for each in ended])

    @allowed(*EVERYONE)
    def proposals(
        self, _actor: Actor, *, village_code: str | None = None, elder_uid: str | None = None
    ) -> Sequence[ProposalRow]:
        """Return whose findings propose a higher tier than today's and who has not been decided on since.

        The strictest tier proposed for somebody is the one shown; most findings first.
        """
        today = self._context.today()
        with self._store.reading() as session:
            files = None if elder_uid is None else members(session, elder_uid)
            found = _proposals(session, self._context.rules.profiles, today, files)
        rows = [row for row in found if village_code is None or row.village_code == village_code]
        return sorted(rows, key=lambda row: (PLACES[row.proposes], -row.count, row.name, row.elder_uid))

    @allowed(*OFFICERS)
    def approve(self, actor: Actor, elder_uid: str, *, reason: str, approver: str | None = None) -> Decided:
        """Set the tier that a person's findings propose, from today on; raises as ``set`` does."""
        row = self._proposal_for(actor, elder_uid)
        today = self._context.today()
        return self.set(
            actor,
            TierDraft(
                elder_uid=row.elder_uid, tier=row.proposes, from_on=today, reason=reason, approver=approver
            ),
        )

    @allowed(*OFFICERS)
    def turn_down(self, actor: Actor, elder_uid: str, *, reason: str, approver: str | None = None) -> Decided:
        """Leave the tier as it is although findings propose another; new findings may propose it again."""
        words = required_text(reason, "reason", N_("理由"))
        row = self._proposal_for(actor, elder_uid)
        with self._writing(actor, N_("不调整等级")) as unit:
            made = TierDecision(
                elder_uid=row.elder_uid,
                verdict=_KEPT,
                tier=row.proposes,
                from_on=self._context.today(),
                reason=words,
                approver=optional_text(approver),
            )
            return decided(unit, [unit.add(made).uid])

    def _proposal_for(self, actor: Actor, elder_uid: str) -> ProposalRow:
        for row in self.proposals(actor, elder_uid=elder_uid):
            return row
        raise FieldProblem(field="elder", label=N_("老年人"), reason=N_("现在没有要调整此人等级的建议"))


def dated_override(elder: Any, before: date) -> dict[str, Any] | None:
    """Return the decision that stands for an undated override on the days before ``before``; None without days.

    The days from the registration on keep the tier by which they were judged.
    """
    if elder.tier_override not in set(Tier) or elder.registered_on >= before:
        return None
    return {
        "elder_uid": elder.uid,
        "verdict": _SET,
        "tier": elder.tier_override,
        "from_on": elder.registered_on,
        "to_on": before - ONE_DAY,
        "reason": elder.tier_reason or "早先的人工调整",
    }


def _date_override(unit: UnitOfWork, elder: Elder, before: date) -> None:
    """Turn an undated override of an older version into a decision that ends the day before ``before``."""
    if elder.tier_override is None:
        return
    row = dated_override(elder, before)
    if row is not None:
        unit.add(TierDecision(**row))
    elder.tier_override = elder.tier_reason = None


def _read(unit: UnitOfWork, elder_uid: str) -> tuple[Elder, list[TierDecision]]:
    files = members(unit.session, elder_uid)
    query = select(TierDecision).where(
        TierDecision.county == unit.county,
        TierDecision.retracted.is_(False),
        TierDecision.elder_uid.in_(files),
    )
    return unit.get(Elder, files[0]), list(unit.session.execute(query).scalars())


@dataclass(slots=True)
class _Rule:
    profile: PolicyProfile
    proposal: TierProposal

    @property
    def kinds(self) -> set[str]:
        """The kinds of findings that count."""
        return {kind.value for kind in self.proposal.kinds}


def _proposals(
    session: Session, profiles: Sequence[PolicyProfile], today: date, files: Sequence[str] | None
) -> list[ProposalRow]:
    """Return every proposal, those of the people in ``files`` only where given."""
    rules = [
        _Rule(profile, proposal)
        for profile in profiles
        if profile.valid_from <= today and (profile.valid_to is None or today <= profile.valid_to)
        for proposal in profile.tier_proposals
    ]
    joined = groups(session)
    findings = _findings(session, joined, rules, today, files) if rules else {}
    if not findings:
        return []
    decisions: dict[str, date] = {}
    told = select(TierDecision.elder_uid, TierDecision.from_on).where(TierDecision.retracted.is_(False))
    cards = select(ElderCard.elder_uid, ElderCard.tier).where(ElderCard.tier.is_not(None))
    if files is not None:
        told, cards = (
            told.where(TierDecision.elder_uid.in_(files)),
            cards.where(ElderCard.elder_uid.in_(files)),
        )
    for uid, from_on in session.execute(told):
        head = joined.canonical(uid)
        decisions[head] = max(from_on, decisions.get(head, from_on))
    tiers = {row.elder_uid: row.tier or "" for row in session.execute(cards)}
    people = read_people(session, findings, village_names(session), joined)
    rows = (
        _best(rules, people[uid], mine, tiers.get(uid) or Tier.GENERAL.value, decisions.get(uid), today)
        for uid, mine in findings.items()
        if uid in people and people[uid].on_register(today)
    )
    return [row for row in rows if row is not None]


def _findings(
    session: Session, joined: Groups, rules: Sequence[_Rule], today: date, files: Sequence[str] | None
) -> dict[str, list[tuple[str, date]]]:
    """Return kind and day of the findings that any rule may count, by person."""
    longest = max(rule.proposal.within_days for rule in rules)
    query = select(Finding.elder_uid, Finding.kind, Finding.found_on).where(
        Finding.retracted.is_(False),
        Finding.found_on > today - timedelta(days=longest),
        Finding.found_on <= today,
        Finding.kind.in_(sorted({kind for rule in rules for kind in rule.kinds})),
    )
    if files is not None:
        query = query.where(Finding.elder_uid.in_(files))
    found: dict[str, list[tuple[str, date]]] = {}
    for uid, kind, found_on in session.execute(query):
        found.setdefault(joined.canonical(uid), []).append((kind, found_on))
    return found


def _best(
    rules: Sequence[_Rule],
    person: Person,
    findings: Sequence[tuple[str, date]],
    tier: str,
    decided_on: date | None,
    today: date,
) -> ProposalRow | None:
    """Return the strictest tier above today's that somebody's findings since the last decision propose."""
    best: ProposalRow | None = None
    for rule in rules:
        first, wanted = today - timedelta(days=rule.proposal.within_days), rule.proposal.proposes.value
        counted = [on for kind, on in findings if kind in rule.kinds and on > first]
        if len(counted) < rule.proposal.count or (decided_on or date.min) >= max(counted, default=date.min):
            continue
        if PLACES[wanted] >= PLACES.get(best.proposes if best else tier, len(PLACES)):
            continue
        best = ProposalRow(
            person.uid,
            person.name,
            person.village_code,
            person.village,
            tier,
            wanted,
            len(counted),
            max(counted),
            _why(rule, counted),
            rule.proposal.source.sentence,
        )
    return best


def _why(rule: _Rule, counted: Sequence[date]) -> Phrase:
    kinds = tuple(Phrase(kind.term) for kind in FindingKind if kind.value in rule.kinds)
    return phrase(
        N_("{days} 天内发现{kinds}问题 {count} 件（最近一次 {day}），按“{profile}”建议认定为{tier}"),
        days=rule.proposal.within_days,
        kinds=kinds,
        count=len(counted),
        day=max(counted),
        profile=rule.profile.short_title,
        tier=Phrase(rule.proposal.proposes.term),
    )
