"""The life of a finding, against a diary kept day by day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain import findings as rules
from desktop_app.domain.findings import AgeClass, Move, Stage, Standing, Step
from desktop_app.domain.terms import FindingState, FindingStepKind, SiteLevel

FOUND = date(2026, 11, 1)
OPEN, CLOSED = FindingState.OPEN, FindingState.CLOSED
KIND = FindingStepKind
VILLAGE, TOWNSHIP, COUNTY = SiteLevel.VILLAGE, SiteLevel.TOWNSHIP, SiteLevel.COUNTY


@dataclass
class Diary:
    """What somebody who writes down every evening whether it is open would know."""

    row: Standing = field(default_factory=Standing)
    steps: list[Step] = field(default_factory=list)
    evenings: dict[date, FindingState] = field(default_factory=dict)
    legacy: bool = False

    def live(self, days: list[list[FindingStepKind]]) -> None:
        for number, kinds in enumerate(days):
            on = FOUND + timedelta(days=number)
            for kind in kinds:
                self.take(kind, on)
            self.evenings[on] = self.row.state

    def take(self, kind: FindingStepKind, on: date) -> None:
        why = rules.refusal(kind, self.row.state, asked=True, level=TOWNSHIP, held_by=self.row.held_by)
        if why is not None:
            return
        held = {KIND.ESCALATED: COUNTY, KIND.RETURNED: VILLAGE}.get(kind)
        self.row = rules.after(self.row, Move(kind=kind, done_on=on, what="写明", held_by=held))
        self.steps.append(Step(kind, on, f"{len(self.steps):04d}"))


DAYS = st.lists(st.lists(st.sampled_from(list(KIND)), max_size=4), min_size=1, max_size=12)


@given(DAYS, st.randoms(use_true_random=False))
def test_a_finding_stands_on_every_evening_as_somebody_wrote_down_then(
    days: list[list[KIND]], draw: object
) -> None:
    diary = Diary()
    diary.live(days)
    mixed = sorted(diary.steps, key=lambda step: hash((step.uid, str(draw))))
    for on, state in diary.evenings.items():
        assert rules.state_on(diary.row.state, diary.row.closed_on, mixed, on) is state
    before = rules.state_on(diary.row.state, diary.row.closed_on, mixed, FOUND - timedelta(days=1))
    assert before is OPEN


@given(DAYS)
def test_a_row_that_was_closed_before_there_were_steps_was_open_until_that_day(
    days: list[list[KIND]],
) -> None:
    diary = Diary()
    diary.live(days)
    told = [step for step in diary.steps if step.kind not in {KIND.CLOSED, KIND.REOPENED}]
    closed_on = diary.row.closed_on
    for on in diary.evenings:
        closed = closed_on is not None and closed_on <= on
        assert rules.state_on(diary.row.state, closed_on, told, on) is (CLOSED if closed else OPEN)


def test_what_two_sites_closed_was_closed_by_the_first() -> None:
    steps = [
        Step(KIND.CLOSED, FOUND + timedelta(days=5), "b"),
        Step(KIND.CLOSED, FOUND + timedelta(days=2), "a"),
    ]
    assert rules.closed_since(CLOSED, FOUND + timedelta(days=5), steps, FOUND + timedelta(days=9)) == (
        FOUND + timedelta(days=2)
    )
    assert rules.state_on(CLOSED, FOUND + timedelta(days=5), steps, FOUND + timedelta(days=1)) is OPEN


def test_the_present_row_is_right_where_steps_say_otherwise() -> None:
    closing, opening = Step(KIND.CLOSED, FOUND, "a"), Step(KIND.REOPENED, FOUND + timedelta(days=3), "b")
    late = FOUND + timedelta(days=9)
    assert rules.state_on(OPEN, None, [closing], late) is OPEN
    assert rules.state_on(CLOSED, FOUND, [closing, opening], late) is CLOSED
    assert rules.state_on(CLOSED, None, [], late) is CLOSED


@pytest.mark.parametrize(
    ("kind", "state", "asked", "level", "held_by", "follows"),
    [
        (KIND.CLOSED, OPEN, False, VILLAGE, None, True),
        (KIND.CLOSED, CLOSED, False, VILLAGE, None, False),
        (KIND.REOPENED, CLOSED, False, COUNTY, None, True),
        (KIND.REOPENED, OPEN, False, COUNTY, None, False),
        (KIND.ANSWERED, OPEN, False, TOWNSHIP, None, False),
        (KIND.ANSWERED, OPEN, True, TOWNSHIP, None, True),
        (KIND.ESCALATED, OPEN, False, TOWNSHIP, None, True),
        (KIND.ESCALATED, OPEN, False, TOWNSHIP, COUNTY, False),
        (KIND.ESCALATED, OPEN, False, COUNTY, None, False),
        (KIND.RETURNED, OPEN, False, COUNTY, COUNTY, True),
        (KIND.RETURNED, OPEN, False, TOWNSHIP, COUNTY, True),
        (KIND.RETURNED, OPEN, False, VILLAGE, None, False),
        (KIND.RETURNED, OPEN, False, VILLAGE, TOWNSHIP, True),
        (KIND.ACTED, CLOSED, True, TOWNSHIP, None, False),
    ],
)
def test_which_step_may_follow(
    kind: KIND, state: FindingState, asked: bool, level: SiteLevel, held_by: SiteLevel | None, follows: bool
) -> None:
    why = rules.refusal(kind, state, asked=asked, level=level, held_by=held_by)
    assert (why is None) is follows
    assert (kind in rules.possible(state, asked=asked, level=level, held_by=held_by)) is follows


def test_a_finding_goes_up_to_the_county_and_no_further_and_comes_down_to_the_village() -> None:
    assert rules.higher(VILLAGE, None) == [TOWNSHIP, COUNTY]
    assert rules.higher(TOWNSHIP, VILLAGE) == [COUNTY]
    assert rules.higher(COUNTY, None) == []
    assert rules.lower(COUNTY, COUNTY) == [TOWNSHIP, VILLAGE]
    assert rules.lower(VILLAGE, None) == []


def test_a_step_changes_what_it_is_about_and_nothing_else() -> None:
    now = Standing(due_on=FOUND, owner_name="包小明", referred_to="卫生院", held_by=COUNTY)
    after = rules.after(now, Move(kind=KIND.CLOSED, done_on=FOUND, what="已送"))
    assert (after.state, after.closed_on, after.closing_note) == (CLOSED, FOUND, "已送")
    again = rules.after(after, Move(kind=KIND.REOPENED, done_on=FOUND, due_on=date(2026, 12, 1)))
    assert again == Standing(due_on=date(2026, 12, 1), owner_name="包小明", referred_to="卫生院")
    assert rules.after(now, Move(kind=KIND.CHECKED, done_on=FOUND)) == now


@pytest.mark.parametrize(
    ("kinds", "stage"),
    [
        ([], Stage.NEW),
        ([KIND.CHECKED], Stage.NEW),
        ([KIND.REFERRED, KIND.CHECKED], Stage.REFERRED),
        ([KIND.REFERRED, KIND.ANSWERED], Stage.ANSWERED),
        ([KIND.CLOSED, KIND.REOPENED], Stage.REOPENED),
    ],
)
def test_the_stage_is_what_the_last_step_left(kinds: list[KIND], stage: Stage) -> None:
    assert rules.stage_of(OPEN, kinds) is stage
    assert rules.stage_of(CLOSED, kinds) is Stage.CLOSED


def test_ages_fall_into_five_classes_without_a_gap() -> None:
    seen = [rules.age_class(days) for days in range(120)]
    assert seen == sorted(seen, key=list(AgeClass).index)
    edges = {
        0: "0-3",
        3: "0-3",
        4: "4-7",
        7: "4-7",
        8: "8-30",
        30: "8-30",
        31: "31-90",
        90: "31-90",
        91: "90+",
    }
    assert {days: seen[days].value for days in edges} == edges
