"""How a family stands: what is due, what is seldom seen, what an office does next."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.support import (
    DONE,
    POSSIBLE_RESULTS,
    Family,
    FamilyState,
    Seen,
    Step,
    Supporter,
    Times,
    caution,
    look_again_on,
    open_steps,
    standing,
    usual_next,
)
from desktop_app.domain.terms import SupportResult as R
from desktop_app.domain.terms import SupportStepKind as K

TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)
TIMES = Times()
SON = Supporter(uid="son", name="李强", last_seen_on=TODAY - 70 * DAY, last_called_on=TODAY - 3 * DAY)


def said(family: Family) -> str:
    return "".join(one.say(str) for one in standing(family, TODAY, TIMES).sentences)


def step(kind: K, days_ago: int, result: R, who: str | None = "son", again: int | None = None) -> Step:
    done_on = TODAY - days_ago * DAY
    next_on = look_again_on(kind, result, done_on, TIMES) if again is None else done_on + again * DAY
    return Step(kind=kind, done_on=done_on, contact_uid=who, result=result, next_on=next_on)


def test_an_urging_is_looked_at_after_fifteen_days_and_a_mediation_after_thirty() -> None:
    assert look_again_on(K.URGED, R.PROMISED, TODAY, TIMES) == TODAY + 15 * DAY
    assert look_again_on(K.MEDIATION, R.PENDING, TODAY, TIMES) == TODAY + 30 * DAY
    assert look_again_on(K.URGED, R.FULFILLED, TODAY, TIMES) is None


@given(st.sampled_from(K), st.sampled_from(R), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_nobody_is_looked_at_before_the_step_and_only_a_good_end_needs_no_look(
    kind: K, result: R, on: date
) -> None:
    again = look_again_on(kind, result, on, TIMES)
    assert (again is None) == (result in DONE)
    assert again is None or again > on


def test_every_kind_has_results_and_can_end_well() -> None:
    assert set(POSSIBLE_RESULTS) == set(K)
    assert all(R.FULFILLED in results for results in POSSIBLE_RESULTS.values())


@pytest.mark.parametrize(
    ("family", "state"),
    [
        (Family(), FamilyState.ALONE),
        (Family(supporters=(Supporter(uid="a", name="甲"),)), FamilyState.UNKNOWN),
        (Family(supporters=(Supporter(uid="a", name="甲", lives_together=True),)), FamilyState.IN_ORDER),
        (Family(supporters=(SON,)), FamilyState.IN_ORDER),
        (
            Family(supporters=(Supporter(uid="a", name="甲", last_seen_on=TODAY - 60 * DAY),)),
            FamilyState.UNSEEN,
        ),
        (
            Family(supporters=(Supporter(uid="a", name="甲", last_seen_on=TODAY - 59 * DAY),)),
            FamilyState.IN_ORDER,
        ),
        (Family(supporters=(SON,), seen=Seen(TODAY - DAY, "neglected")), FamilyState.TO_URGE),
        (Family(supporters=(SON,), seen=Seen(TODAY - DAY, "fulfilled", "seldom")), FamilyState.TO_URGE),
        (Family(supporters=(SON,), seen=Seen(TODAY - DAY, "fulfilled", "often")), FamilyState.IN_ORDER),
        (Family(supporters=(SON,), seen=Seen(TODAY - DAY, "abused")), FamilyState.DANGER),
        (
            Family(
                supporters=(SON,),
                seen=Seen(TODAY - DAY, "abused"),
                steps=(step(K.URGED, 0, R.PROMISED),),
            ),
            FamilyState.DANGER,
        ),
        (
            Family(
                supporters=(SON,), seen=Seen(TODAY - DAY, "abused"), steps=(step(K.REPORTED, 0, R.PENDING),)
            ),
            FamilyState.UNDER_WAY,
        ),
        (Family(supporters=(SON,), steps=(step(K.URGED, 15, R.PROMISED),)), FamilyState.DUE),
        (Family(supporters=(SON,), steps=(step(K.URGED, 14, R.PROMISED),)), FamilyState.UNDER_WAY),
        (Family(supporters=(SON,), steps=(step(K.AGREEMENT, 30, R.PROMISED),)), FamilyState.UNSIGNED),
        (Family(supporters=(SON,), steps=(step(K.URGED, 30, R.FULFILLED),)), FamilyState.IN_ORDER),
    ],
)
def test_the_most_urgent_thing_gives_the_state(family: Family, state: FamilyState) -> None:
    assert standing(family, TODAY, TIMES).state is state


def test_a_later_step_takes_the_place_of_an_earlier_one_about_the_same() -> None:
    first, second = step(K.URGED, 40, R.PROMISED), step(K.LETTER, 20, R.PENDING)
    other = step(K.URGED, 30, R.REFUSED, who="daughter")
    assert open_steps((first, other, second)) == (other, second)
    assert open_steps((first, step(K.URGED, 1, R.FULFILLED))) == ()
    family = step(K.MEDIATION, 5, R.PENDING, who=None)
    assert open_steps((first, other, family)) == (family,)
    assert open_steps((family, second)) == (second,)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(K),
            st.integers(0, 400),
            st.sampled_from(R),
            st.sampled_from([None, "son", "daughter"]),
        ),
        max_size=8,
    )
)
def test_never_more_waits_than_there_are_people_and_the_last_step_always_counts(
    given_steps: list[tuple[K, int, R, str | None]],
) -> None:
    steps = tuple(step(*each) for each in sorted(given_steps, key=lambda one: -one[1]))
    waiting = open_steps(steps)
    assert len({each.contact_uid for each in waiting}) == len(waiting)
    if steps:
        assert (steps[-1] in waiting) == (steps[-1].next_on is not None)
    stands = standing(Family(supporters=(SON,), steps=steps), TODAY, TIMES)
    assert stands.due == any(each.next_on <= TODAY for each in waiting if each.next_on)


def test_an_office_urges_writes_mediates_and_then_asks_for_legal_aid() -> None:
    refused = R.REFUSED
    assert usual_next(()) is K.URGED
    assert usual_next((step(K.URGED, 1, refused),)) is K.LETTER
    assert usual_next((step(K.LETTER, 1, refused),)) is K.MEDIATION
    assert usual_next((step(K.MEDIATION, 1, refused),)) is K.LEGAL_AID
    assert usual_next((step(K.LETTER, 1, R.PROMISED),)) is K.URGED
    abused = Seen(TODAY - DAY, "abused")
    assert usual_next((), abused) is K.REPORTED
    assert usual_next((step(K.REPORTED, 0, R.PENDING),), abused) is K.URGED


def test_what_the_law_lets_the_elder_do_is_only_commented() -> None:
    assert "第七十五条" in str(caution(K.MEDIATION, ()))
    assert caution(K.MEDIATION, (step(K.URGED, 1, R.REFUSED),)) is None
    assert "110" in str(caution(K.REPORTED, ()))


def test_the_standing_is_said_with_days_and_names() -> None:
    words = said(Family(supporters=(SON,), steps=(step(K.URGED, 20, R.PROMISED),)))
    assert "最近看望：李强，70 天前。" in words
    assert "最近问候：李强，3 天前。" in words
    assert "没有赡养协议。" in words
    assert "11月2日督促，答应履行。" in words
    assert "已经到期" in words
    assert "60" not in words
    unseen = Supporter(uid="a", name="甲", last_seen_on=TODAY - 80 * DAY, agreement_on=TODAY)
    assert "80 天没有家人看望" in said(Family(supporters=(unseen,)))
    assert "乙还没有签" in said(Family(supporters=(unseen, Supporter(uid="b", name="乙"))))
    assert said(Family()) == "没有登记赡养人。"
