"""How far a campaign got, with one person and as a whole: as the engine says, else by the visits made."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from desktop_app.domain.campaigns import (
    CampaignPhase,
    RoundProgress,
    TargetState,
    phase_on,
    progress_of,
    reaches,
)
from desktop_app.domain.dates import age_on
from desktop_app.domain.outcomes import OUTCOME_EFFECTS, Effect
from desktop_app.domain.phones import mask_phone
from desktop_app.domain.terms import DutyState, Mode, Outcome
from desktop_app.services.campaign_rows import CampaignDetail, CampaignRow, TargetRow
from desktop_app.storage.queries import campaigns as queries
from desktop_app.storage.queries.campaigns import CampaignLine, TargetLine
from desktop_app.storage.queries.elders import village_names

_DONE = frozenset({DutyState.MET.value, DutyState.MET_LATE.value})
_EXEMPT = frozenset({DutyState.WAIVED.value, DutyState.CANCELLED.value})
_WOULD_NOT = frozenset({Effect.EXEMPTS, Effect.ENDS})


def rows(session: Session, today: date) -> list[CampaignRow]:
    """Return all campaigns: those running by their end, then those coming, then those that are over."""
    found = [
        _row(
            line,
            progress_of(_state(each, line, today) for each in queries.targets(session, line, today)),
            today,
        )
        for line in queries.all_campaigns(session)
    ]
    return sorted(found, key=_list_order)


def detail(session: Session, line: CampaignLine, today: date) -> CampaignDetail:
    """Return one campaign with everybody it names, by village and name."""
    names = village_names(session)
    targets = tuple(_target(each, line, names, today) for each in queries.targets(session, line, today))
    return CampaignDetail(_row(line, progress_of(target.state for target in targets), today), targets)


def _state(target: TargetLine, line: CampaignLine, today: date) -> TargetState:
    """Return how far the campaign got with one person: as the engine says, else by the visits themselves."""
    modes = {Mode(key) for key in line.modes}
    reached = any(reaches(modes, Mode(visit.mode), Outcome(visit.outcome)) for visit in target.visits)
    if reached or target.duty_state in _DONE:
        return TargetState.REACHED
    effects = {OUTCOME_EFFECTS[Outcome(visit.outcome)].effect for visit in target.visits}
    if target.ended or target.duty_state in _EXEMPT or effects & _WOULD_NOT:
        return TargetState.EXEMPT
    if today > line.to_on:
        return TargetState.MISSED
    return TargetState.TRIED if _attempts(target) else TargetState.OPEN


def _attempts(target: TargetLine) -> int:
    return sum(
        1 for visit in target.visits if OUTCOME_EFFECTS[Outcome(visit.outcome)].effect is Effect.ATTEMPT
    )


def _target(line: TargetLine, campaign: CampaignLine, names: dict[str, str], today: date) -> TargetRow:
    return TargetRow(
        line=line,
        village=names.get(line.village_code, line.village_code),
        age=age_on(line.birth_on, today) if line.birth_on else None,
        phone=mask_phone(line.phone) if line.phone else None,
        state=_state(line, campaign, today),
        attempts=_attempts(line),
        last=line.visits[-1] if line.visits else None,
    )


def _row(line: CampaignLine, progress: RoundProgress, today: date) -> CampaignRow:
    phase = phase_on(line.from_on, line.to_on, today)
    days = {
        CampaignPhase.RUNNING: (line.to_on - today).days + 1,
        CampaignPhase.COMING: (line.from_on - today).days,
        CampaignPhase.OVER: 0,
    }
    return CampaignRow(line, phase, progress, days[phase])


def _list_order(row: CampaignRow) -> tuple[int, int, str]:
    place = list(CampaignPhase).index(row.phase)
    day = row.line.from_on if row.phase is CampaignPhase.COMING else row.line.to_on
    sign = -1 if row.phase is CampaignPhase.OVER else 1
    return place, sign * day.toordinal(), row.uid
