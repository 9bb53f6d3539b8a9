"""The table of outcomes is complete and says what the field agreed on."""

from __future__ import annotations

import pytest

from desktop_app.domain.outcomes import OUTCOME_EFFECTS, Effect, ExemptReason, can_tell
from desktop_app.domain.terms import EndReason, Mode, Outcome


def test_every_outcome_has_an_effect() -> None:
    assert set(OUTCOME_EFFECTS) == set(Outcome)


@pytest.mark.parametrize(
    ("outcome", "effect"),
    [
        (Outcome.MET_IN_PERSON, Effect.COUNTS),
        (Outcome.MET_REMOTELY, Effect.COUNTS_IF_MODE_ALLOWED),
        (Outcome.SEEN_BY_THIRD_PARTY, Effect.COUNTS_IF_RULE_SAYS_SO),
        (Outcome.NOT_AT_HOME, Effect.ATTEMPT),
        (Outcome.COULD_NOT_REACH, Effect.ATTEMPT),
        (Outcome.REFUSED, Effect.EXEMPTS),
        (Outcome.AWAY, Effect.EXEMPTS),
        (Outcome.IN_HOSPITAL, Effect.EXEMPTS),
        (Outcome.IN_INSTITUTION, Effect.EXEMPTS),
        (Outcome.MOVED, Effect.ENDS),
        (Outcome.DECEASED, Effect.ENDS),
    ],
)
def test_an_outcome_does_what_the_table_says(outcome: Outcome, effect: Effect) -> None:
    assert OUTCOME_EFFECTS[outcome].effect is effect


def test_what_exempts_says_why_and_what_ends_says_how() -> None:
    for its in OUTCOME_EFFECTS.values():
        assert (its.exempt is not None) == (its.effect is Effect.EXEMPTS)
        assert (its.end is not None) == (its.effect is Effect.ENDS)
    assert OUTCOME_EFFECTS[Outcome.REFUSED].exempt is ExemptReason.REFUSED
    assert OUTCOME_EFFECTS[Outcome.DECEASED].end is EndReason.DECEASED


@pytest.mark.parametrize(
    ("mode", "outcome", "may"),
    [
        (Mode.IN_PERSON, Outcome.MET_IN_PERSON, True),
        (Mode.IN_PERSON, Outcome.NOT_AT_HOME, True),
        (Mode.PHONE, Outcome.MET_REMOTELY, True),
        (Mode.PHONE, Outcome.COULD_NOT_REACH, False),
        (Mode.IN_PERSON, Outcome.AWAY, False),
        (Mode.IN_PERSON, None, False),
    ],
)
def test_only_who_met_the_person_or_saw_the_house_can_tell_how_things_stand(
    mode: Mode, outcome: Outcome | None, may: bool
) -> None:
    assert can_tell(mode.value, outcome.value if outcome else None) is may
