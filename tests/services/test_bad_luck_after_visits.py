"""Power cuts, full disks and an older store in the middle of what comes after a visit: all of it or nothing, and a retry."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from desktop_app.bootstrap import Application
from desktop_app.models import Finding
from desktop_app.services.finding_drafts import FollowUp
from desktop_app.services.handovers import HandoverDraft
from desktop_app.services.register_drafts import ElderDraft
from desktop_app.services.service_drafts import ServiceDraft, ServiceFilter
from desktop_app.services.visit_drafts import FindingDraft, VisitDraft
from desktop_app.storage.engine import SCHEMA
from desktop_app.storage.queries.findings import FindingFilter
from tests.services.after_visits import DAY, MINE, REGISTERED, THEIRS, TWIN, Work, make_work
from tests.services.homes import TODAY, VILLAGES, Home, open_home
from tests.services.test_older_stores import as_of_an_older_schema, schema_of

ROOT = Path(__file__).resolve().parents[2]
WORDS = "满" * 150


@dataclass(frozen=True)
class Known:
    """A closed village of after the visits: its people, its visitors and an open finding of each of two."""

    home: Home
    uids: tuple[str, ...]
    visitors: tuple[str, ...]
    findings: tuple[str, ...]

    def arguments(self) -> list[str]:
        return [",".join(part) for part in (self.uids, self.visitors, self.findings)]


@pytest.fixture(scope="module")
def known(empty_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Known:
    home = Home(empty_home.copy(tmp_path_factory.mktemp("known") / "home"), empty_home.recovery)
    app = open_home(home.folder)
    work = make_work(app)
    one, _other = work.visitors.values()
    for kept in (work.mine, work.theirs):
        work.step(kept["finding"], kind="assigned", owner_uid=one)
    made = Known(
        home,
        tuple(work.uids[name] for name in (MINE, THEIRS, TWIN)),
        tuple(work.visitors.values()),
        (work.mine["finding"], work.theirs["finding"]),
    )
    app.close()
    return made


def round_of(app: Application, uids: list[str], _visitors: list[str], _findings: list[str]) -> None:
    """Record a bath for everybody."""
    app.services_given.record_round(
        app.actor, [ServiceDraft(elder_uid=uid, service="bath", given_on=TODAY, note=WORDS) for uid in uids]
    )


def handover(app: Application, _uids: list[str], visitors: list[str], _findings: list[str]) -> None:
    """Hand everybody over for good."""
    app.handovers.apply(
        app.actor, HandoverDraft(from_uid=visitors[0], to_uid=visitors[1], from_on=TODAY, note=WORDS)
    )


def followed(app: Application, uids: list[str], _visitors: list[str], findings: list[str]) -> None:
    """Record a visit at which the open finding was seen to be solved and another was found and referred."""
    draft = VisitDraft(
        elder_uid=uids[0],
        visited_on=TODAY,
        mode="in_person",
        outcome="met_in_person",
        visitor_name="海棠",
        summary=WORDS,
        findings=(FindingDraft(kind="hazard", what=WORDS, referred_to="消防站"),),
        followed=(FollowUp(finding_uid=findings[0], solved=True, what=WORDS),),
    )
    app.visits.record(app.actor, draft)


ACTS: dict[str, Callable[[Application, list[str], list[str], list[str]], None]] = {
    "round": round_of,
    "handover": handover,
    "followed": followed,
}


def held(app: Application) -> tuple[object, ...]:
    """Return what any of the acts would change, and the number that the next slip gets."""
    actor = app.actor
    findings = app.findings.list(actor, FindingFilter(), limit=None)
    return (
        [(line.uid, line.state, line.owner, line.steps) for line in findings],
        app.services_given.count(actor, ServiceFilter()),
        [row.uid for row in app.handovers.past(actor)],
        [row.uid for row in app.visits.between(actor, TODAY, TODAY)],
        app.findings.next_slip_no(actor),
    )


KILLED = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import event
from tests.services.homes import open_home
from tests.services.test_bad_luck_after_visits import ACTS
base, parts = Path(sys.argv[1]), [part.split(",") for part in sys.argv[2:]]
for folder in sorted(base.iterdir()):
    name, strike = folder.name.split("-")
    if os.fork() == 0:
        app = open_home(folder)
        left = int(strike)
        def cut(*_all):
            global left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        event.listen(app.store._writer, "after_cursor_execute", cut)
        if strike == "0":
            event.listen(app.store._writer, "commit", lambda *_all: os.kill(os.getpid(), signal.SIGKILL))
        ACTS[name](app, *parts)
        os._exit(7)
    _pid, status = os.wait()
    assert os.WIFSIGNALED(status), (folder.name, status)
"""
STRIKES = (2, 4, 6, 0)


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
@pytest.mark.parametrize(
    "names", [("followed",), pytest.param(tuple(ACTS), marks=pytest.mark.proofs)], ids=["one", "all"]
)
def test_a_power_cut_leaves_the_whole_act_or_nothing_of_it(
    known: Known, tmp_path: Path, names: tuple[str, ...]
) -> None:
    strikes = STRIKES if len(names) > 1 else (6,)
    for name in names:
        for strike in strikes:
            known.home.copy(tmp_path / f"{name}-{strike}")
    command = [sys.executable, "-c", KILLED, str(tmp_path), *known.arguments()]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    untouched = open_home(known.home.copy(tmp_path / "untouched"))
    before = held(untouched)
    untouched.close()
    for name in names:
        for strike in strikes:
            app = open_home(tmp_path / f"{name}-{strike}")
            assert held(app) == before, (name, strike)
            ACTS[name](app, *(part.split(",") for part in known.arguments()))
            assert held(app) != before
            assert app.checks.run(app.actor) == []
            app.close()


FULL = """
import resource, signal, sys
from pathlib import Path
from desktop_app.cli.console import spoken
from desktop_app.domain.errors import SurroundingsError
from tests.services.homes import open_home
from tests.services.test_bad_luck_after_visits import ACTS, held
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
folder, parts = Path(sys.argv[1]), [part.split(",") for part in sys.argv[2:]]
app = open_home(folder)
unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)
for name, act in ACTS.items():
    said, before = None, held(app)
    largest = (folder / "register.db-wal").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, unlimited[1]))
    try:
        act(app, *parts)
    except SurroundingsError as error:
        said = spoken(error)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
    assert said is not None and "磁盘" in said.what, name
    assert held(app) == before, name
    act(app, *parts)
    assert held(app) != before, name
assert app.checks.run(app.actor) == []
app.close()
"""


@pytest.mark.proofs
@pytest.mark.skipif(sys.platform != "linux", reason="RLIMIT_FSIZE")
def test_a_full_disk_is_said_in_words_and_the_same_act_works_once_there_is_room(
    known: Known, tmp_path: Path
) -> None:
    folder = known.home.copy(tmp_path / "home")
    command = [sys.executable, "-c", FULL, str(folder), *known.arguments()]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")


OLD_FINDINGS: dict[str, dict[str, Any]] = {
    "开着": {"due_on": TODAY - 30 * DAY},
    "转了": {"referred_to": "民政所"},
    "销了": {
        "referred_to": "消防站",
        "state": "closed",
        "closed_on": TODAY - 9 * DAY,
        "closing_note": "已清理",
    },
}


def test_findings_of_the_fifth_schema_open_closed_and_referred_go_on_as_they_stand(
    empty_home: Home, tmp_path: Path
) -> None:
    folder = empty_home.copy(tmp_path / "home")
    app = open_home(folder)
    uid = app.register.save(
        app.actor, ElderDraft(name=MINE, village_code=VILLAGES[0], registered_on=REGISTERED)
    )
    with app.store.writing("登记探访", app.actor.name) as unit:
        for what, facts in OLD_FINDINGS.items():
            old = {"elder_uid": uid, "kind": "hazard", "found_on": TODAY - 40 * DAY, "state": "open"}
            unit.add(Finding(what=what, **(old | facts)))
    app.close()
    # The fifth schema knew no steps: what they set in the row is all that is left of them.
    as_of_an_older_schema(folder, "0005")
    assert schema_of(folder) == 5

    app = open_home(folder)
    try:
        work, actor = Work(app, {MINE: uid}), app.actor
        app.duties.refresh(actor)
        lines = {line.what: line for line in app.findings.of_elder(actor, work.elder)}
        stages = {what: (lines[what].state, lines[what].referred_to, lines[what].steps) for what in lines}
        assert stages["开着"] == ("open", None, 0)
        assert stages["转了"] == ("open", "民政所", 0)
        assert stages["销了"] == ("closed", "消防站", 0)
        assert len(app.findings.ageing(actor, TODAY).lines()) == app.findings.counts(actor)["open"]
        for what, kind in {"开着": "assigned", "转了": "answered", "销了": "reopened"}.items():
            assert kind in app.findings.detail(actor, lines[what].uid).possible
            work.step(lines[what].uid, kind=kind, owner_name="王主任")
            work.step(lines[what].uid, kind="escalated", what="村里办不了")
            work.step(lines[what].uid, kind="closed", what="已办", proof="现场核实")
        kinds = [step.kind for step in app.findings.detail(actor, lines["销了"].uid).steps]
        assert kinds == ["closed", "reopened", "escalated", "closed"], (
            "the old closing is a step of its own now"
        )
        for _step in range(2):
            app.findings.take_back_step(actor, lines["销了"].uid)
        assert app.findings.detail(actor, lines["销了"].uid).line.state == "open"
        made = app.reports.make(
            actor, "referral-slip", tmp_path / "slip.pdf", finding_uids=(lines["转了"].uid,)
        )
        assert made.path.stat().st_size > 0
        assert app.services_given.list(actor, ServiceFilter()) == []
        work.service()
        work.screen()
        assert app.checks.run(actor) == []
    finally:
        app.close()
    assert schema_of(folder) == SCHEMA
