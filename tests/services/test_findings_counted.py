"""The month's figures of findings on random lives, against a diary that was kept every evening."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from desktop_app.bootstrap import Application
from desktop_app.models import Finding, FindingStep
from desktop_app.services.register_drafts import ElderDraft
from desktop_app.storage.unit_of_work import new_uid
from tests.services.homes import TODAY, VILLAGES

DAY = timedelta(days=1)
FIRST = date(2026, 8, 20)
NAMES = ("findings_found", "findings_closed", "findings_open", "referrals", "urgent_handled")


@dataclass
class Life:
    """One finding as it was lived: what was true on every evening, and what happened on which day."""

    elder: str
    kind: str
    found_on: date
    action: str | None
    uid: str = field(default_factory=new_uid)
    steps: list[tuple[str, date]] = field(default_factory=list)
    open_on: dict[date, bool] = field(default_factory=dict)
    closed_on: date | None = None
    unit: str | None = None

    def live(self, draw: Random) -> None:
        is_open, day = True, self.found_on
        while day <= TODAY:
            for _chance in range(draw.choice([0, 0, 0, 1, 1, 2])):
                kind = draw.choice(
                    ["acted", "referred", "closed", "checked", "escalated"] if is_open else ["reopened"]
                )
                if not is_open and draw.random() < 0.6:
                    continue
                self.steps.append((kind, day))
                if kind == "closed":
                    is_open, self.closed_on = False, day
                elif kind == "reopened":
                    is_open, self.closed_on = True, None
                elif kind == "referred":
                    self.unit = f"单位{len(self.steps)}"
            self.open_on[day] = is_open
            day += DAY * draw.choice([1, 1, 4, 9])

    def was_open(self, on: date) -> bool:
        return self.open_on[max(day for day in self.open_on if day <= on)]


def lives(elders: list[str], draw: Random, number: int) -> list[Life]:
    found = []
    for _each in range(number):
        life = Life(
            draw.choice(elders),
            draw.choice(["urgent", "hazard", "need"]),
            FIRST + DAY * draw.randrange((TODAY - FIRST).days),
            draw.choice([None, "当场送粮"]),
        )
        life.live(draw)
        found.append(life)
    return found


def count(told: list[Life], first: date, last: date) -> dict[str, int]:
    """Count by looking at every evening of the month, one after the other."""
    found: Counter[str] = Counter(dict.fromkeys(NAMES, 0))
    for life in told:
        if life.found_on > last:
            continue
        inside = [(kind, on) for kind, on in life.steps if first <= on <= last]
        before = [kind for kind, on in life.steps if on <= last]
        still = life.was_open(last)
        found["findings_open"] += still
        turned = [on for kind, on in life.steps if kind == "closed" and on <= last]
        found["findings_closed"] += not still and turned[-1] >= first
        found["referrals"] += any(kind == "referred" for kind, _on in inside)
        if life.found_on >= first:
            found["findings_found"] += 1
            found["urgent_handled"] += life.kind == "urgent" and bool(
                not still or life.action or "acted" in before
            )
    return dict(found)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_figures_of_findings_equal_what_a_diary_says(empty: Application, seed: int) -> None:
    draw = Random(seed)
    elders = [
        empty.register.save(
            empty.actor,
            ElderDraft(
                name=f"包小{name}",
                village_code=VILLAGES[0],
                birth_on=date(1945, 1, 1),
                registered_on=date(2026, 1, 1),
            ),
        )
        for name in "甲乙丙"
    ]
    told = lives(elders, draw, 120)
    rows: list[dict[str, Any]] = [
        {
            "uid": life.uid,
            "elder_uid": life.elder,
            "kind": life.kind,
            "what": "写明",
            "action": life.action,
            "referred_to": life.unit,
            "found_on": life.found_on,
            "state": "closed" if life.closed_on else "open",
            "closed_on": life.closed_on,
        }
        for life in told
    ]
    steps = [
        {
            "uid": new_uid(),
            "elder_uid": life.elder,
            "finding_uid": life.uid,
            "kind": kind,
            "done_on": on,
            "entered_on": TODAY,
        }
        for life in told
        for kind, on in life.steps
    ]
    with empty.store.writing("试验", "王秀英") as unit:
        unit.insert_many(Finding, rows)
        unit.insert_many(FindingStep, steps)
    for month in (8, 9, 10, 11):
        last = min(date(2026, month, monthrange(2026, month)[1]), TODAY)
        shown = {row.key: row.numerator for row in empty.indicators.month(empty.actor, 2026, month)}
        assert {name: shown[name] for name in NAMES} == count(told, date(2026, month, 1), last), month
    ageing = empty.findings.ageing(empty.actor, date(2026, 10, 15))
    assert {line.uid for line in ageing.lines()} == {
        life.uid for life in told if life.found_on <= date(2026, 10, 15) and life.was_open(date(2026, 10, 15))
    }
