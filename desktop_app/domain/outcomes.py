"""What each outcome of a visit does to the duty it was made for, as one readable table."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.domain.terms import EndReason, Mode, Outcome, Term


class Effect(Term):
    """What an outcome does to the open window."""

    COUNTS = "counts", "计为有效探访"
    COUNTS_IF_MODE_ALLOWED = "counts_if_mode_allowed", "方式符合规则的计为有效探访"
    COUNTS_IF_RULE_SAYS_SO = "counts_if_rule_says_so", "规则写明的才计为有效探访"
    ATTEMPT = "attempt", "未见到本人，须再访"
    EXEMPTS = "exempts", "本期免访"
    ENDS = "ends", "不再安排探访"


class ExemptReason(Term):
    """Why a window is waived: the person could not or would not be visited in it."""

    REFUSED = "refused", "拒绝探访"
    AWAY = "away", "外出"
    IN_HOSPITAL = "in_hospital", "住院"
    IN_INSTITUTION = "in_institution", "入住机构"
    PAUSED = "paused", "暂停探访"
    WAIVED = "waived", "批准免访"


@dataclass(frozen=True, slots=True)
class OutcomeEffect:
    """The effect of one outcome; ``exempt`` and ``end`` are set where the effect needs them."""

    effect: Effect
    exempt: ExemptReason | None = None
    end: EndReason | None = None


OUTCOME_EFFECTS: dict[Outcome, OutcomeEffect] = {
    Outcome.MET_IN_PERSON: OutcomeEffect(Effect.COUNTS),
    Outcome.MET_REMOTELY: OutcomeEffect(Effect.COUNTS_IF_MODE_ALLOWED),
    Outcome.SEEN_BY_THIRD_PARTY: OutcomeEffect(Effect.COUNTS_IF_RULE_SAYS_SO),
    Outcome.NOT_AT_HOME: OutcomeEffect(Effect.ATTEMPT),
    Outcome.COULD_NOT_REACH: OutcomeEffect(Effect.ATTEMPT),
    Outcome.REFUSED: OutcomeEffect(Effect.EXEMPTS, exempt=ExemptReason.REFUSED),
    Outcome.AWAY: OutcomeEffect(Effect.EXEMPTS, exempt=ExemptReason.AWAY),
    Outcome.IN_HOSPITAL: OutcomeEffect(Effect.EXEMPTS, exempt=ExemptReason.IN_HOSPITAL),
    Outcome.IN_INSTITUTION: OutcomeEffect(Effect.EXEMPTS, exempt=ExemptReason.IN_INSTITUTION),
    Outcome.MOVED: OutcomeEffect(Effect.ENDS, end=EndReason.MOVED_OUT),
    Outcome.DECEASED: OutcomeEffect(Effect.ENDS, end=EndReason.DECEASED),
}

MET = frozenset({Outcome.MET_IN_PERSON, Outcome.MET_REMOTELY, Outcome.SEEN_BY_THIRD_PARTY})
"""Something is known about the person then, so that the blocks of the form are asked."""


def can_tell(mode: str | None, outcome: str | None) -> bool:
    """Tell whether a visit met the person or saw the house, so that it can say how an open problem stands there."""
    if outcome is None:
        return False
    at_door = mode == Mode.IN_PERSON.value and outcome == Outcome.NOT_AT_HOME.value
    return at_door or Outcome(outcome) in MET
