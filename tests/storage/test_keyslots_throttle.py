"""Guessing at the window is slow, across restarts and whatever the clock says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.config import durable
from desktop_app.domain.terms import UserRole
from desktop_app.storage import keyslots
from desktop_app.storage.key_faults import TooManyAttempts, WrongPassword
from desktop_app.storage.passwords import FLOOR
from desktop_app.storage.unlock_throttle import UnlockThrottle, wait_after


class Clock:
    """A clock that stands still until it is told."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def throttle(tmp_path: Path, clock: Clock) -> UnlockThrottle:
    return UnlockThrottle(tmp_path / "attempts.json", clock=clock)


def exhaust(throttle: UnlockThrottle) -> None:
    for _ in range(6):
        throttle.charge("甲")


def test_five_attempts_are_free_then_the_waits_double_up_to_a_quarter_of_an_hour() -> None:
    assert [wait_after(n) for n in range(9)] == [0, 0, 0, 0, 0, 0, 2, 4, 8]
    assert wait_after(14) == 512
    assert wait_after(15) == wait_after(16) == wait_after(10**6) == 900


def test_the_wait_must_be_sat_out(throttle: UnlockThrottle, clock: Clock) -> None:
    exhaust(throttle)
    with pytest.raises(TooManyAttempts) as refusal:
        throttle.charge("甲")
    assert refusal.value.details["seconds"] == 2
    clock.now += 1.5
    with pytest.raises(TooManyAttempts):
        throttle.charge("甲")
    clock.now += 0.5
    throttle.charge("甲")


def test_a_refused_attempt_is_not_counted(throttle: UnlockThrottle, clock: Clock) -> None:
    exhaust(throttle)
    for _ in range(50):
        with pytest.raises(TooManyAttempts):
            throttle.charge("甲")
    clock.now += 2
    throttle.charge("甲")


def test_one_user_does_not_lock_out_another(throttle: UnlockThrottle) -> None:
    exhaust(throttle)
    throttle.charge("乙")


def test_a_restart_forgets_nothing_and_success_forgets_all(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "attempts.json"
    exhaust(UnlockThrottle(path, clock=clock))
    with pytest.raises(TooManyAttempts):
        UnlockThrottle(path, clock=clock).charge("甲")
    UnlockThrottle(path, clock=clock).clear("甲")
    UnlockThrottle(path, clock=clock).charge("甲")


def test_a_clock_set_back_neither_frees_nor_locks_for_years(throttle: UnlockThrottle, clock: Clock) -> None:
    exhaust(throttle)
    clock.now -= 10 * 365 * 86400
    with pytest.raises(TooManyAttempts) as refusal:
        throttle.charge("甲")
    assert refusal.value.details["seconds"] == 2
    clock.now += 2
    throttle.charge("甲")


@settings(max_examples=10, deadline=None)
@given(st.lists(st.integers(-(10**6), 100), min_size=30, max_size=60))
def test_no_clock_that_runs_at_most_a_hundred_seconds_forward_gives_more_than_its_share(
    tmp_path_factory: pytest.TempPathFactory, steps: list[int]
) -> None:
    clock = Clock()
    throttle = UnlockThrottle(tmp_path_factory.mktemp("t") / "attempts.json", clock=clock)
    attempts, forward = 0, 0
    for step in steps:
        clock.now += step
        forward += max(step, 0)
        try:
            throttle.charge("甲")
            attempts += 1
        except TooManyAttempts:
            continue
    owed = sum(wait_after(made) for made in range(attempts))
    assert owed <= forward


def test_a_hundred_guesses_take_more_than_twenty_hours(throttle: UnlockThrottle, clock: Clock) -> None:
    start = clock.now
    for _ in range(100):
        try:
            throttle.charge("甲")
        except TooManyAttempts as refusal:
            clock.now += float(str(refusal.details["seconds"]))
            throttle.charge("甲")
    assert clock.now - start > 20 * 3600


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{", b'{"x": 3}', b'{"x": [1, "a"]}', b'{"x": [1, NaN]}', b"\xff", b'{"x": [1e999, 1]}'],
)
def test_a_torn_count_starts_anew(tmp_path: Path, clock: Clock, content: bytes) -> None:
    path = tmp_path / "attempts.json"
    path.write_bytes(content)
    UnlockThrottle(path, clock=clock).charge("甲")
    assert json.loads(path.read_bytes())["甲"][0] == 1


def test_a_read_only_folder_does_not_lock_out(
    throttle: UnlockThrottle, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(durable, "write_file", full)
    throttle.charge("甲")
    assert "甲" not in caplog.text


def test_unlocking_counts_wrong_passwords_and_then_makes_wait(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / keyslots.FILE_NAME
    password = "草原上的老榆树下-77"
    keyslots.create(path, db_id="db", user="甲", role=UserRole.OFFICER, password=password, kdf=FLOOR)
    for _ in range(6):
        with pytest.raises(WrongPassword):
            keyslots.unlock_with_password(path, "甲", "不是这个密码呀", clock=clock)
    with pytest.raises(TooManyAttempts):
        keyslots.unlock_with_password(path, "甲", password, clock=clock)
    for _ in range(7):
        try:
            keyslots.unlock_with_password(path, "没有此人", password, clock=clock)
        except (WrongPassword, TooManyAttempts):
            continue
    assert len(json.loads((tmp_path / keyslots.THROTTLE_NAME).read_bytes())) == 2
    clock.now += 2
    keyslots.unlock_with_password(path, "甲", password, clock=clock)
    assert "甲" not in json.loads((tmp_path / keyslots.THROTTLE_NAME).read_bytes())
