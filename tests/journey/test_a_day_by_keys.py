"""A whole day at the real window, under a real display server, with keys only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.domain.terms import FindingKind, FindingState, Mode, Outcome
from tests.journey.made_up_day import (
    CALLS,
    HOUSEHOLD,
    IN_NEED,
    ON_PAPER,
    PASSWORD,
    REFUSING,
    TODAY,
    UNCHANGED,
    Day,
    make_day,
)
from tests.journey.real_display import Display, missing
from tests.journey.window_by_keys import Part, WindowByKeys, open_window

MOST_KEYS = 8
"""Most keys that an unchanged visit may take."""
NO_REACTION = "3"
"""The digit of 无反应 in the line 反应能力, the third of the form."""
REFUSES = "3"
"""The digit of 拒访 among the results of a visit at the door."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(missing()), reason=f"no real display here: {missing()}"),
]


@pytest.fixture
def day(tmp_path: Path) -> Day:
    return make_day(tmp_path / "home")


@pytest.fixture
def display() -> Iterator[Display]:
    with Display() as made:
        yield made


def test_a_village_workers_day_is_recorded_with_keys_alone(
    day: Day, display: Display, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_window(display, day.folder, TODAY) as window:
        _log_in(window)
        _household(window)
        _refused(window)
        _urgent(window)
        _sheet(window, day.sheet)
        _calls(window)
        _unchanged(window)
        parts = list(window.parts)
    with capsys.disabled():
        print("\n" + _told(parts))  # noqa: T201 - what the keys and the program's share were is for people to read
    for part in parts:
        if part.name.startswith("unchanged"):
            assert part.keys <= MOST_KEYS, part
    _holds_everything(day)


def _log_in(window: WindowByKeys) -> None:
    window.to_the_front()
    window.part("log in")
    window.type(PASSWORD)
    window.press("Return")
    window.wait_for(page="today")
    window.to_the_front()


def _unchanged(window: WindowByKeys) -> None:
    """Record whoever is left of the list, one after another: everything as last time."""
    window.press("alt+Home")
    window.wait_for(page="today")
    window.press("F2")
    window.wait_for(page="visit", kind="ChoiceLine")
    for number in range(UNCHANGED):
        window.part(f"unchanged {number + 1}")
        window.press("F6", "ctrl+Return")
        assert "已保存" in window.last["done"]


def _household(window: WindowByKeys) -> None:
    window.part("household round")
    window.press("ctrl+h")
    window.wait_for(page="household-round", kind="ChoiceLine")
    window.press("F6", "ctrl+Return")
    window.wait_for(page="today")
    assert str(len(HOUSEHOLD)) in window.last["done"]


def _calls(window: WindowByKeys) -> None:
    """Call twenty people: nineteen answer, the last one does not."""
    window.part("phone round")
    window.press("alt+Home", "ctrl+t")
    window.wait_for(page="phone-round")
    for number in range(CALLS):
        window.press("1" if number < CALLS - 1 else "2")
        if number < CALLS - 1:
            window.press("Return")
    window.press("ctrl+Return")
    assert str(CALLS) in window.last["done"]


def _sheet(window: WindowByKeys, code: str) -> None:
    window.part("back entry")
    window.press("alt+Home")
    window.wait_for(page="today")
    window.press("ctrl+b")
    window.wait_for(page="back-entry")
    window.type(code)
    window.press("Return")
    window.wait_for(page="visit", kind="ChoiceLine")
    window.press("F6", "ctrl+Return")
    window.wait_for(page="back-entry")


def _to_the_form_of(window: WindowByKeys, initials: str, name: str) -> None:
    """Find somebody by the first letters of the name, as anywhere in the program, and open the form."""
    window.press("ctrl+k")
    window.type(initials)
    window.press("Return", "F2")
    window.wait_for(page="visit", kind="ChoiceLine", person=name)


def _refused(window: WindowByKeys) -> None:
    window.part("refused")
    _to_the_form_of(window, "fgl", REFUSING)
    window.press("ctrl+r", REFUSES, "ctrl+Return")
    assert REFUSING in window.last["done"]


def _urgent(window: WindowByKeys) -> None:
    """Everything as last time but one thing: no reaction, which is offered as an urgent finding and taken over."""
    window.part("urgent finding")
    _to_the_form_of(window, "rgl", IN_NEED)
    window.press("Down", "Down", NO_REACTION, "F6", "ctrl+g", "space", "ctrl+Return")
    assert IN_NEED in window.last["done"]


def _told(parts: list[Part]) -> str:
    lines = ["| part | keys | program ms | longest ms |", "| --- | ---: | ---: | ---: |"]
    lines += [
        f"| {part.name} | {part.keys} | {part.program_ms:.0f} | {part.longest_ms:.0f} |" for part in parts
    ]
    return "\n".join(lines)


def _holds_everything(day: Day) -> None:
    """Look into the home with the window closed: every visit is there once, as it was keyed in."""
    app = day.open()
    try:
        made = {}
        for name, uid in day.uids.items():
            today = [row for row in app.visits.of_elder(app.actor, uid) if row.visited_on == TODAY]
            assert len(today) == 1, name
            made[name] = today[0]
        by_outcome = {name: row.outcome for name, row in made.items()}
        assert by_outcome.pop(REFUSING) == Outcome.REFUSED
        assert sorted(by_outcome.values()) == sorted(
            [Outcome.MET_IN_PERSON] * (UNCHANGED + 2 + len(HOUSEHOLD))
            + [Outcome.MET_REMOTELY] * (CALLS - 1)
            + [Outcome.COULD_NOT_REACH]
        )
        assert made[ON_PAPER].sheet_no == day.sheet
        assert len({made[name].round_uid for name in HOUSEHOLD}) == 1
        calls = [row for row in made.values() if row.mode == Mode.PHONE]
        assert len(calls) == CALLS
        assert len({row.round_uid for row in calls}) == 1
        unchanged = [
            row for name, row in made.items() if row.mode == Mode.IN_PERSON and name not in HOUSEHOLD
        ]
        assert all(row.answers for row in unchanged if row.outcome == Outcome.MET_IN_PERSON)
        (found,) = app.visits.findings(app.actor, state=FindingState.OPEN.value)
        assert (found.elder_name, found.kind) == (IN_NEED, FindingKind.URGENT)
    finally:
        app.close()
