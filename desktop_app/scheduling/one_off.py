"""A visit owed once, after a life event or for a campaign: one deadline, and what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from desktop_app.domain.errors import N_
from desktop_app.domain.phrases import Phrase, phrase
from desktop_app.domain.policies import Rung
from desktop_app.domain.terms import DutyKind, DutyState, Mode
from desktop_app.scheduling.duty import Case, Duty, Slot, duty_uid, exempt_visit_note, late_words, open_note
from desktop_app.scheduling.exemptions import Exemption, exemption_by
from desktop_app.scheduling.hours import Deadline, passed
from desktop_app.scheduling.ladder import Climb, climb
from desktop_app.scheduling.reasons import Reason
from desktop_app.scheduling.seen import Seen

SHOWN = timedelta(days=31)
"""So long after its deadline, or after the visit that met it, what is settled is still shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OneOff:
    """What is owed once: ``visits`` are those made since it arose, of which those in ``counts`` meet it.

    ``exemption`` is why nobody need go. So long before its latest day as ``due_soon`` it is 应探访 in any case, and
    so long after it as ``patience`` it stays overdue before it is given up.
    """

    kind: DutyKind
    rule_id: str
    about: str
    words: Phrase
    slot: Slot
    time: str | None
    counts: int
    visits: Sequence[Seen]
    exemption: Exemption | None
    due_soon: timedelta
    rungs: Sequence[Rung]
    patience: timedelta

    @property
    def deadline(self) -> Deadline:
        """Return the last moment in time."""
        return Deadline(self.slot.latest, self.time)

    def in_time(self, seen: Seen) -> bool:
        """Tell whether a visit was made in time; who wrote no time of day is believed."""
        return not passed(self.deadline, seen.on, seen.time or None)


def one_off_duties(case: Case, owed: OneOff) -> list[Duty]:
    """Return the duty, or nothing once it has been settled or given up for so long that nobody asks any more."""
    latest = owed.slot.latest
    met = next((seen for seen in owed.visits if seen.code & owed.counts), None)
    if met is not None:
        if case.as_of > max(met.on, latest) + SHOWN:
            return []
        if owed.in_time(met):
            return [_duty(case, owed, DutyState.MET, met=met, note=phrase(N_("{day}已探访"), day=met.on))]
        note = phrase(N_("{day}逾期完成"), day=met.on)
        return [_duty(case, owed, DutyState.MET_LATE, met=met, note=note)]
    settled = _settled(case, owed)
    if settled is not None:
        state, note = settled
        return [_duty(case, owed, state, note=note)] if case.as_of <= latest + SHOWN else []
    if case.as_of > latest + owed.patience:
        given_up = case.as_of > latest + owed.patience + SHOWN
        return [] if given_up else [_duty(case, owed, DutyState.LAPSED, note=Phrase(N_("未完成")))]
    return [_open(case, owed)]


def _settled(case: Case, owed: OneOff) -> tuple[DutyState, Phrase] | None:
    """Return what settles a duty without a visit that counts: the end, a decision, or what a visit found."""
    if case.end is not None:
        return DutyState.CANCELLED, case.cancelled_note()
    if owed.exemption is not None:
        return owed.exemption.state, owed.exemption.note()
    excused = next((seen for seen in owed.visits if seen.exempt is not None), None)
    if excused is None:
        return None
    state = DutyState.WAIVED if owed.in_time(excused) else DutyState.LAPSED
    return state, exempt_visit_note(excused)


def _open(case: Case, owed: OneOff) -> Duty:
    slot = owed.slot
    late = passed(owed.deadline, case.as_of, case.at)
    climbed = None
    if case.unfound:
        tried = [seen for seen in owed.visits if seen in case.unfound]
        climbed = climb(tried, owed.rungs, None, None if late else slot.latest, (case.as_of, case.at))
    planned_on = case.planned_on(slot.earliest, date.max if late else slot.latest)
    overdue_days = max((case.as_of - slot.latest).days, 0)
    note = open_note(late_words(overdue_days) if late else None, climbed, planned_on, case.as_of)
    if late:
        state = DutyState.OVERDUE
    elif case.as_of < slot.earliest:
        state = DutyState.PLANNED
    else:
        due_from = min(planned_on or slot.target, slot.latest - owed.due_soon)
        if climbed is not None:
            due_from = min(due_from, climbed.on)
        state = DutyState.DUE if case.as_of >= due_from else DutyState.OPEN
    return _duty(
        case, owed, state, note=note, overdue_days=overdue_days, climbed=climbed, planned_on=planned_on
    )


def _duty(
    case: Case,
    owed: OneOff,
    state: DutyState,
    *,
    note: Phrase | None,
    met: Seen | None = None,
    overdue_days: int = 0,
    climbed: Climb | None = None,
    planned_on: date | None = None,
) -> Duty:
    slot = owed.slot
    counted = [seen.on for seen in owed.visits if seen.code & owed.counts]
    last_on = counted[-1] if counted else None
    return Duty(
        uid=duty_uid(case.person.uid, owed.rule_id, owed.about),
        elder_uid=case.person.uid,
        rule_id=owed.rule_id,
        earliest_on=slot.earliest,
        target_on=slot.target,
        latest_on=slot.latest,
        due_on=climbed.on if climbed is not None else planned_on or slot.target,
        state=state,
        met_by=met.uid if met is not None else None,
        last_counted_on=last_on,
        overdue_days=overdue_days,
        governing=False,
        reason=Reason(owed.words, last_on, slot.latest, note, owed.time, once=True),
        kind=owed.kind,
        about=owed.about,
        latest_time=owed.time,
        planned_on=planned_on,
        attempts=climbed.attempts if climbed is not None else 0,
        next_step=climbed.step if climbed is not None else None,
        alert=climbed is not None and climbed.alert,
    )


def decision_about(case: Case, about: str) -> Exemption | None:
    """Return the waiver or cancellation about one life event or campaign; its days play no part."""
    found = [exemption_by(waiver) for waiver in case.person.waivers if waiver.about == about]
    return max(found, key=lambda each: (each.first, each.last, each.cancels, each.words), default=None)


def modes_words(modes: frozenset[Mode]) -> Phrase:
    """Return how to visit: 上门, 上门、电话, or 探访 when any way will do."""
    if len(modes) == len(Mode):
        return Phrase(N_("探访"))
    return phrase(N_("{modes}"), modes=tuple(Phrase(mode.term) for mode in Mode if mode in modes))
