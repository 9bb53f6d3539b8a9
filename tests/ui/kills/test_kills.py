"""A window that is killed while somebody types loses at most the last second; what was saved is there once."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.ui.kills.rounds import Verdict, orders, rounds
from tests.ui.kills.typist import PAGES, Order

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL and fork")


def bad(verdicts: list[Verdict]) -> list[str]:
    return [f"{verdict.order}: {'; '.join(verdict.wrong)}" for verdict in verdicts if verdict.wrong]


@pytest.mark.slow
def test_a_few_kills_lose_nothing(family_template: Path, tmp_path: Path) -> None:
    with rounds(family_template, tmp_path) as made:
        drawn = orders(made, 20261122, typing=1, frantic=1, busy=1, saving=1)
        verdicts = list(made.run(drawn, at_once=4))
    assert bad(verdicts) == []
    assert all(verdict.saved or verdict.restored for verdict in verdicts)


@pytest.mark.proofs
def test_fifty_kills_lose_nothing(family_template: Path, tmp_path: Path) -> None:
    seed = int(os.environ.get("KILLS_SEED", "5"))
    with rounds(family_template, tmp_path) as made:
        drawn = orders(made, seed, typing=12, frantic=12, busy=12, saving=14)
        verdicts = list(made.run(drawn, at_once=int(os.environ.get("KILLS_AT_ONCE", "3"))))
    worst = max(verdict.missing_for for verdict in verdicts)
    sys.stdout.write(
        f"seed {seed}: {len(verdicts)} kills, {sum(verdict.typed for verdict in verdicts)} words typed, "
        f"{sum(verdict.saved for verdict in verdicts)} saved, at most {worst:.2f} s missing\n"
    )
    assert bad(verdicts) == [], f"seed {seed}"
    assert len(verdicts) == 50
    assert any(verdict.saved for verdict in verdicts)
    assert any(verdict.restored for verdict in verdicts)
    for page in PAGES:
        of_page = [verdict for verdict in verdicts if verdict.order.page == page]
        assert any(verdict.order.saves for verdict in of_page), page
        assert any(verdict.restored for verdict in of_page), page


@pytest.mark.proofs
def test_a_keeper_that_waits_five_seconds_is_found_out(family_template: Path, tmp_path: Path) -> None:
    with rounds(family_template, tmp_path) as made:
        slow = [
            Order(
                number=number,
                home=made.home(number),
                seed=number,
                frantic=bool(number % 2),
                page=PAGES[number % 3],
                dies_after=2.0,
                pause_ms=5000,
            )
            for number in range(1, 4)
        ]
        verdicts = list(made.run(slow, at_once=3))
    assert len(bad(verdicts)) == 3


@pytest.mark.proofs
def test_a_form_that_is_saved_first_and_forgotten_later_is_found_out(
    family_template: Path, tmp_path: Path
) -> None:
    with rounds(family_template, tmp_path) as made:
        clumsy = [
            Order(
                number=number,
                home=made.home(number),
                seed=number,
                page=page,
                frantic=True,
                saves=True,
                dies_after=4.0,
                clumsy=True,
            )
            for number, page in enumerate(PAGES, start=1)
        ]
        verdicts = list(made.run(clumsy, at_once=3))
    assert [verdict.wrong for verdict in verdicts] == [("both saved and a draft",)] * 3
