"""Kill children that type, open what they leave, and say what is missing."""

from __future__ import annotations

import json
import os
import queue
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from desktop_app.bootstrap import Application
from tests.ui.kills.typist import FAMILY, PAGES, TOKEN, VISITS_BEFORE, Order, written
from tests.ui.made_up_home import open_home

ROOT = Path(__file__).resolve().parents[3]
MAY_BE_MISSING = 1.0
"""Seconds of typing before death that may be lost."""
PATIENCE = 60.0


@dataclass(slots=True)
class Life:
    """What a child reported until it died."""

    order: Order
    events: list[dict[str, object]] = field(default_factory=list)
    died_at: float = 0.0

    def typed_before(self, moment: float) -> set[int]:
        """Return the tokens that were in the form at a moment."""
        return {
            int(str(event["token"]))
            for event in self.events
            if event["what"] == "typed" and float(str(event["at"])) <= moment
        }

    def said(self, what: str) -> bool:
        """Tell whether something was reported."""
        return any(event["what"] == what for event in self.events)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found after one death; ``wrong`` is empty when every promise held."""

    order: Order
    wrong: tuple[str, ...]
    typed: int
    saved: bool
    restored: bool
    missing_for: float
    """Seconds before death of the oldest token that is missing; 0 when nothing is."""


class Rounds:
    """A fork server and the homes its children work in."""

    def __init__(self, template: Path, folder: Path) -> None:
        """Start the server; ``template`` is the closed home that each child gets a copy of."""
        self.template, self.folder = template, folder
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.ui.kills.typist"],
            cwd=ROOT,
            env=os.environ | {"QT_QPA_PLATFORM": os.environ.get("KILLS_PLATFORM", "offscreen")},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        threading.Thread(target=self._listen, daemon=True).start()

    def run(self, orders: Sequence[Order], at_once: int = 2) -> Iterator[Verdict]:
        """Carry the orders out, so many at once, and yield a verdict on each."""
        waiting, living = list(orders), dict[int, Life]()
        deadline = time.monotonic() + PATIENCE
        while waiting or living:
            while waiting and len(living) < at_once:
                order = waiting.pop(0)
                living[order.number] = Life(order)
                shutil.copytree(self.template, order.home)
                self._order(order)
                deadline = time.monotonic() + PATIENCE
            try:
                line = self._lines.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise TimeoutError(f"no word from {sorted(living)}") from None
            if not line:
                raise RuntimeError("the server has ended")
            event = json.loads(line)
            life = living.get(event["child"])
            if life is None:
                continue  # a last word on the way to the end
            if event["what"] == "failed":
                raise RuntimeError(event["why"])
            life.events.append(event)
            if event["what"] == "dies":
                life.died_at = float(event["at"])
                _wait_for_end(int(event["pid"]))
                del living[life.order.number]
                yield judge(life)

    def home(self, number: int) -> str:
        """Return the folder of a child's home."""
        return str(self.folder / f"home-{number}")

    def close(self) -> None:
        """End the server."""
        assert self._server.stdin is not None
        self._server.stdin.close()
        self._server.terminate()
        self._server.wait(timeout=PATIENCE)
        assert self._server.stdout is not None
        self._server.stdout.close()

    def _order(self, order: Order) -> None:
        assert self._server.stdin is not None
        self._server.stdin.write(written(order))
        self._server.stdin.flush()

    def _listen(self) -> None:
        assert self._server.stdout is not None
        for line in self._server.stdout:
            self._lines.put(line)
        self._lines.put("")


@contextmanager
def rounds(template: Path, folder: Path) -> Iterator[Rounds]:
    """Give a running fork server."""
    made = Rounds(template, folder)
    try:
        yield made
    finally:
        made.close()


def orders(made: Rounds, seed: int, **kinds: int) -> list[Order]:
    """Draw orders: ``typing``, ``frantic``, ``busy`` and ``saving`` say how many of each kind, mixed.

    Every other one is on the visit form, the others on the household round and the phone round in turn.
    """
    moments, found = random.Random(seed), list[Order]()
    for kind, count in kinds.items():
        for _each in range(count):
            number = len(found) + 1
            saves = kind == "saving"
            found.append(
                Order(
                    number=number,
                    home=made.home(number),
                    seed=moments.randrange(2**32),
                    page=PAGES[(0, 1, 0, 2)[number % 4]],
                    frantic=kind in {"frantic", "saving"} or (kind == "busy" and moments.random() < 0.5),
                    busy=kind == "busy",
                    saves=saves,
                    dies_after=moments.uniform(0.0, 1.2) if saves else moments.uniform(0.2, 2.6),
                )
            )
    moments.shuffle(found)
    return found


def judge(life: Life) -> Verdict:
    """Open the home of a dead child anew and compare it with what the child reported."""
    app = open_home(Path(life.order.home))
    try:
        return _judge(app, life)
    finally:
        app.close()
        shutil.rmtree(life.order.home)


def _judge(app: Application, life: Life) -> Verdict:
    actor, wrong = app.actor, list(app.checks.run(app.actor))
    if app.drafts.set_aside(actor) is not None:
        wrong.append("the drafts were set aside")
    people = [row for name in FAMILY for row in app.register.find(actor, name) if row.name == name]
    visits = [visit for person in people for visit in app.visits.of_elder(actor, person.uid)]
    kept = " ".join(json.dumps(row.content, ensure_ascii=False) for row in app.drafts.list(actor))
    saved_text = " ".join(f"{row.summary} {row.action}" for row in visits)
    before = [row for row in app.visits.of_elder(actor, people[0].uid) if row.round_uid is None]
    if len([row for row in before if not _tokens(f"{row.summary} {row.action}")]) != VISITS_BEFORE:
        wrong.append("a visit of before is missing")
    saved, restored = bool(_tokens(saved_text)), bool(_tokens(kept))
    there = _tokens(kept) | _tokens(saved_text)
    missing = life.typed_before(life.died_at) - there
    oldest = min(
        (float(str(event["at"])) for event in life.events if event.get("token") in missing),
        default=life.died_at,
    )
    missing_for = life.died_at - oldest
    if missing_for > MAY_BE_MISSING:
        wrong.append(f"typing of {missing_for:.2f} s before the end is missing")
    if _tokens(saved_text) & _tokens(kept):
        wrong.append("both saved and a draft")
    if life.said("saved") and not saved:
        wrong.append("reported saved and is not there")
    typed = life.typed_before(life.died_at)
    return Verdict(life.order, tuple(wrong), len(typed), saved, restored, missing_for)


def _tokens(text: str) -> set[int]:
    beginning, digits = TOKEN[0], 4
    found = set()
    for part in text.split(beginning)[1:]:
        number = part[:digits]
        if len(number) == digits and number.isdigit():
            found.add(int(number))
    return found


def _wait_for_end(pid: int) -> None:
    """Wait until a process is gone; the store's lock goes with it."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.002)
    raise TimeoutError(f"process {pid} lives on")
