"""The table of life events says for each kind what it does, and nothing that contradicts itself."""

from __future__ import annotations

import pytest

from desktop_app.domain.life_events import (
    CONTRADICTS,
    DESTINATIONS,
    EVENT_AFTER_OUTCOME,
    LIFE_EVENT_EFFECTS,
    LifeEventEffect,
)
from desktop_app.domain.outcomes import OUTCOME_EFFECTS
from desktop_app.domain.terms import EndReason, LifeEventKind, Outcome, ResidenceKind


def test_every_kind_has_a_line() -> None:
    assert set(LIFE_EVENT_EFFECTS) == set(LifeEventKind)


@pytest.mark.parametrize("kind", LifeEventKind)
def test_a_kind_does_at_most_one_thing_to_the_register_or_the_home(kind: LifeEventKind) -> None:
    effect = LIFE_EVENT_EFFECTS[kind]
    done = [effect.ends is not None, effect.returns, effect.begins is not None, effect.finishes is not None]
    assert sum(done) <= 1


def test_what_an_officer_expects() -> None:
    table = LIFE_EVENT_EFFECTS
    assert table[LifeEventKind.DECEASED] == LifeEventEffect(ends=EndReason.DECEASED)
    assert table[LifeEventKind.MOVED_OUT] == LifeEventEffect(ends=EndReason.MOVED_OUT)
    assert table[LifeEventKind.RETURNED] == LifeEventEffect(returns=True)
    assert table[LifeEventKind.INSTITUTION_IN].ends is None
    assert table[LifeEventKind.HOSPITAL_OUT].finishes is ResidenceKind.HOSPITAL
    assert table[LifeEventKind.OTHER] == LifeEventEffect()
    urgent = {kind for kind, effect in table.items() if effect.urgent}
    assert {LifeEventKind.FALL, LifeEventKind.FIRE, LifeEventKind.BEREAVEMENT} <= urgent


def test_the_event_proposed_after_a_visit_ends_for_the_same_reason_as_the_visit() -> None:
    for outcome, kind in EVENT_AFTER_OUTCOME.items():
        assert LIFE_EVENT_EFFECTS[kind].ends == OUTCOME_EFFECTS[outcome].end
    ending = {outcome for outcome, its in OUTCOME_EFFECTS.items() if its.end is not None}
    assert ending <= set(EVENT_AFTER_OUTCOME)


def test_a_visit_that_met_the_person_contradicts_and_a_shut_door_does_not() -> None:
    for excluded in CONTRADICTS.values():
        assert Outcome.MET_IN_PERSON in excluded
        assert excluded.isdisjoint({Outcome.NOT_AT_HOME, Outcome.COULD_NOT_REACH})
    assert Outcome.DECEASED not in CONTRADICTS[EndReason.DECEASED]


def test_nobody_moves_seasonally_into_a_hospital() -> None:
    assert {ResidenceKind.HOSPITAL, ResidenceKind.INSTITUTION}.isdisjoint(DESTINATIONS)
