"""The life of a finding: which step may follow, what each does, where it stood on a day, how old it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from desktop_app.domain.errors import N_
from desktop_app.domain.terms import FindingState, FindingStepKind, SiteLevel, Term

LEVELS = (SiteLevel.VILLAGE, SiteLevel.TOWNSHIP, SiteLevel.COUNTY)
"""The levels, lowest first."""


class Stage(Term):
    """办理阶段: in words, what the last step left a finding at."""

    NEW = "", "待办理"
    ASSIGNED = "assigned", "已交办"
    ACTED = "acted", "处理中"
    REFERRED = "referred", "已转介，待答复"
    ANSWERED = "answered", "已答复，待核实"
    ESCALATED = "escalated", "已上报"
    RETURNED = "returned", "已交回，待办理"
    REOPENED = "reopened", "重新打开"
    CLOSED = "closed", "已销号"


class AgeClass(Term):
    """How long a finding has been open, in classes of days."""

    FRESH = "0-3", "3天以内"
    WEEK = "4-7", "4至7天"
    MONTH = "8-30", "8至30天"
    QUARTER = "31-90", "31至90天"
    OLD = "90+", "90天以上"


_LAST_DAYS = ((3, AgeClass.FRESH), (7, AgeClass.WEEK), (30, AgeClass.MONTH), (90, AgeClass.QUARTER))


def age_class(days: int) -> AgeClass:
    """Return the class of a finding that was found so many days ago."""
    return next((each for last, each in _LAST_DAYS if days <= last), AgeClass.OLD)


@dataclass(frozen=True, slots=True)
class Step:
    """What of a step decides where a finding stands; ``uid`` puts those of one day in order."""

    kind: FindingStepKind
    done_on: date
    uid: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What steps change about a finding: its row as it is now."""

    state: FindingState = FindingState.OPEN
    due_on: date | None = None
    referred_to: str | None = None
    owner_uid: str | None = None
    owner_name: str | None = None
    held_by: SiteLevel | None = None
    closed_on: date | None = None
    closing_note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What a step says, as far as it changes where the finding stands."""

    kind: FindingStepKind
    done_on: date
    what: str | None = None
    unit_name: str | None = None
    due_on: date | None = None
    owner_uid: str | None = None
    owner_name: str | None = None
    held_by: SiteLevel | None = None


def in_order(steps: Iterable[Step]) -> list[Step]:
    """Return steps as they were taken: by day, those of one day as they were entered."""
    return sorted(steps, key=lambda step: (step.done_on, step.uid))


def stage_of(state: FindingState, kinds: Sequence[FindingStepKind]) -> Stage:
    """Return where a finding stands after steps of these kinds, in order; a look at the door moves nothing on."""
    if state is FindingState.CLOSED:
        return Stage.CLOSED
    moved = [kind for kind in kinds if kind not in {FindingStepKind.CHECKED, FindingStepKind.CLOSED}]
    return Stage(moved[-1].value) if moved else Stage.NEW


def possible(
    state: FindingState, *, asked: bool, level: SiteLevel, held_by: SiteLevel | None
) -> list[FindingStepKind]:
    """Return the kinds of step that may follow at a site of ``level``, in the order of a life.

    ``asked`` tells whether somebody was asked who may answer: it was referred or escalated at some time.
    """
    return [
        kind
        for kind in FindingStepKind
        if refusal(kind, state, asked=asked, level=level, held_by=held_by) is None
    ]


def refusal(
    kind: FindingStepKind, state: FindingState, *, asked: bool, level: SiteLevel, held_by: SiteLevel | None
) -> str | None:
    """Return in words why a step may not follow, None where it may."""
    if state is FindingState.CLOSED:
        return None if kind is FindingStepKind.REOPENED else N_("问题已销号；还要办理的，请先重新打开")
    if kind is FindingStepKind.REOPENED:
        return N_("问题没有销号，不用重新打开")
    if kind is FindingStepKind.ANSWERED and not asked:
        return N_("问题没有转介或上报过，没有人要答复；办了什么请记为“处理”")
    if kind is FindingStepKind.ESCALATED and not higher(level, held_by):
        return N_("问题已在旗县区，没有上一级可以上报")
    if kind is FindingStepKind.RETURNED and not lower(level, held_by):
        return N_("问题在嘎查村（社区），没有下一级可以交回")
    return None


def higher(level: SiteLevel, held_by: SiteLevel | None) -> list[SiteLevel]:
    """Return to which levels a finding may be escalated from a site, the next one first; none above the county."""
    return list(LEVELS[_top(level, held_by) + 1 :])


def lower(level: SiteLevel, held_by: SiteLevel | None) -> list[SiteLevel]:
    """Return to which levels a finding may be returned from a site, the next one first."""
    return list(reversed(LEVELS[: _top(level, held_by)]))


def _top(level: SiteLevel, held_by: SiteLevel | None) -> int:
    """Return the higher of the two: a county's answer on paper is entered at the township, too."""
    return max(LEVELS.index(level), LEVELS.index(held_by) if held_by is not None else 0)


def after(now: Standing, move: Move) -> Standing:
    """Return the row of a finding after a step; whether the step may follow was asked before."""
    due_on = move.due_on or now.due_on
    match move.kind:
        case FindingStepKind.ASSIGNED:
            return replace(now, due_on=due_on, owner_uid=move.owner_uid, owner_name=move.owner_name)
        case FindingStepKind.REFERRED:
            return replace(now, due_on=due_on, referred_to=move.unit_name)
        case FindingStepKind.ESCALATED | FindingStepKind.RETURNED:
            return replace(now, due_on=due_on, held_by=move.held_by)
        case FindingStepKind.CLOSED:
            return replace(now, state=FindingState.CLOSED, closed_on=move.done_on, closing_note=move.what)
        case FindingStepKind.REOPENED:
            return replace(
                now, state=FindingState.OPEN, due_on=due_on, held_by=None, closed_on=None, closing_note=None
            )
        case _:
            return replace(now, due_on=due_on)


def turns(
    state: FindingState, closed_on: date | None, steps: Iterable[Step]
) -> list[tuple[date, FindingState]]:
    """Return when a finding was closed and opened again, first day first; before the first day it was open.

    The present row is right. What the last steps say against it (a merge decided otherwise) is left out, and a
    closed row without a closing step, from before there were steps, was closed on ``closed_on``.
    """
    found = [
        (step.done_on, FindingState.CLOSED if step.kind is FindingStepKind.CLOSED else FindingState.OPEN)
        for step in in_order(steps)
        if step.kind in {FindingStepKind.CLOSED, FindingStepKind.REOPENED}
    ]
    if state is FindingState.OPEN:
        while found and found[-1][1] is FindingState.CLOSED:
            found.pop()
        return found
    last = closed_on or date.min
    while found and found[-1][1] is FindingState.OPEN and last < found[-1][0]:
        found.pop()
    if not found or found[-1][1] is FindingState.OPEN:
        found.append((last, FindingState.CLOSED))
    return found


def state_on(state: FindingState, closed_on: date | None, steps: Iterable[Step], day: date) -> FindingState:
    """Return how a finding stood at the end of a day, from its present row and its steps."""
    closed = closed_since(state, closed_on, steps, day)
    return FindingState.OPEN if closed is None else FindingState.CLOSED


def closed_since(
    state: FindingState, closed_on: date | None, steps: Iterable[Step], day: date
) -> date | None:
    """Return the day of the closing that held at the end of ``day``, None where the finding was open."""
    since: date | None = None
    for on, turned in turns(state, closed_on, steps):
        if on > day:
            break
        if turned is FindingState.OPEN:
            since = None
        elif since is None:
            since = on
    return since
