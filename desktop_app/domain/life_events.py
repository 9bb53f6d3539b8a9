"""What each life event does to the register and to where the person lives, as one readable table.

Read a line as: 死亡 takes the person off the register because of 死亡; 住院 begins a stay in hospital and asks for
a visit within 24 hours. Change a line here and the window, the command line and the imports follow.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.domain.terms import EndReason, LifeEventKind, Outcome, ResidenceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeEventEffect:
    """What one kind of event does; nothing set means that it is only noted down.

    ``ends``: off the register, for this reason. ``returns``: back on the register. ``begins``: a stay of this kind
    begins (a plan may name another, see ``DESTINATIONS``). ``finishes``: the open stay of this kind ends.
    ``urgent``: somebody should be there within 24 hours, where a policy profile says so for the person.
    """

    ends: EndReason | None = None
    returns: bool = False
    begins: ResidenceKind | None = None
    finishes: ResidenceKind | None = None
    urgent: bool = False


LIFE_EVENT_EFFECTS: dict[LifeEventKind, LifeEventEffect] = {
    LifeEventKind.BEREAVEMENT: LifeEventEffect(urgent=True),
    LifeEventKind.FALL: LifeEventEffect(urgent=True),
    LifeEventKind.ACUTE_ILLNESS: LifeEventEffect(urgent=True),
    LifeEventKind.FIRE: LifeEventEffect(urgent=True),
    LifeEventKind.DISASTER: LifeEventEffect(urgent=True),
    LifeEventKind.VIOLENCE: LifeEventEffect(urgent=True),
    LifeEventKind.HOSPITAL_IN: LifeEventEffect(begins=ResidenceKind.HOSPITAL, urgent=True),
    LifeEventKind.HOSPITAL_OUT: LifeEventEffect(finishes=ResidenceKind.HOSPITAL, urgent=True),
    # Whoever lives in an institution stays on the register (户籍 is here) but is owed no visit: ADR 0004.
    LifeEventKind.INSTITUTION_IN: LifeEventEffect(begins=ResidenceKind.INSTITUTION),
    LifeEventKind.INSTITUTION_OUT: LifeEventEffect(finishes=ResidenceKind.INSTITUTION),
    LifeEventKind.SEASONAL_MOVE: LifeEventEffect(begins=ResidenceKind.PASTURE),
    LifeEventKind.MOVED_OUT: LifeEventEffect(ends=EndReason.MOVED_OUT),
    LifeEventKind.RETURNED: LifeEventEffect(returns=True),
    LifeEventKind.DECEASED: LifeEventEffect(ends=EndReason.DECEASED),
    LifeEventKind.OTHER: LifeEventEffect(),
    LifeEventKind.URGENT_FINDING: LifeEventEffect(urgent=True),
}

RECORDED_KINDS: tuple[LifeEventKind, ...] = tuple(
    kind for kind in LifeEventKind if kind is not LifeEventKind.URGENT_FINDING
)
"""The kinds that people record; an urgent finding is recorded as a finding and only read as an event."""

DESTINATIONS: tuple[ResidenceKind, ...] = (
    ResidenceKind.PASTURE,
    ResidenceKind.TOWN,
    ResidenceKind.CHILD,
    ResidenceKind.VILLAGE,
    ResidenceKind.ELSEWHERE,
)
"""Where a seasonal move may lead, commonest first; back to the village is a move too."""

EVENT_AFTER_OUTCOME: dict[Outcome, LifeEventKind] = {
    Outcome.DECEASED: LifeEventKind.DECEASED,
    Outcome.MOVED: LifeEventKind.MOVED_OUT,
    Outcome.IN_HOSPITAL: LifeEventKind.HOSPITAL_IN,
    Outcome.IN_INSTITUTION: LifeEventKind.INSTITUTION_IN,
}
"""The event to propose after a visit with this outcome."""

CONTRADICTS: dict[EndReason, frozenset[Outcome]] = {
    EndReason.DECEASED: frozenset(Outcome) - {Outcome.DECEASED, Outcome.NOT_AT_HOME, Outcome.COULD_NOT_REACH},
    EndReason.MOVED_OUT: frozenset({Outcome.MET_IN_PERSON}),
}
"""Outcomes that no visit after the day can have had: either day is wrong. A door that stayed shut proves nothing."""
