"""Where the laptop thinks it is plays no part: the same wall clock owes the same visits until the same hour."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.services.homes import Home

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(os.name == "nt", reason="time zones by TZ")

OWED = """
import json, sys
from datetime import UTC, date, datetime
from pathlib import Path
from desktop_app.bootstrap import open_application
from desktop_app.domain.terms import LifeEventKind
from desktop_app.models import LifeEvent
from desktop_app.services.clock import Clock
from desktop_app.storage.queries.elders import ElderFilter
from tests.services.homes import PASSWORD

def tell(folder, wall):
    clock = Clock(read=lambda: wall.astimezone(UTC))
    app = open_application(folder, PASSWORD, clock=clock)
    rows = app.register.rows(app.actor, app.register.list_ids(app.actor, ElderFilter()))
    with app.store.writing("登记", "王秀英") as unit:
        frail = [row for row in rows if row.tier == "high"]
        for number, row in enumerate(sorted(frail, key=lambda row: row.uid)[:6]):
            unit.add(
                LifeEvent(
                    elder_uid=row.uid,
                    kind=LifeEventKind.FIRE.value,
                    happened_on=date(2026, 11, 21),
                    happened_time=f"{6 + 3 * number:02d}:15",
                    known_on=date(2026, 11, 21),
                    known_time=f"{6 + 3 * number:02d}:45",
                )
            )
    app.duties.refresh(app.actor, whole=True)
    lines = sorted(
        [row.line.elder_uid, row.line.rule_id, row.line.state, str(row.line.earliest_on), str(row.line.due_on),
         str(row.line.latest_on), row.line.latest_time or "", row.line.overdue_days, row.why]
        for uid in [each.uid for each in rows] for row in app.duties.of_elder(app.actor, uid)
    )
    print(json.dumps([str(clock.today()), clock.time_of_day(), str(app.duties.next_deadline(app.actor)), lines]))
    app.close()

for folder in sorted(Path(sys.argv[1]).iterdir()):
    tell(folder, datetime.strptime(folder.name, "%Y-%m-%d %H%M"))
"""


def owed(folder: Path, zone: str) -> list[str]:
    """Return a line for every home in the folder, each named after the wall clock it is opened at."""
    env = {**os.environ, "TZ": zone, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", OWED, str(folder)]
    done = subprocess.run(
        command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    "zones",
    [
        ("Asia/Shanghai", "America/New_York"),
        pytest.param(("Asia/Shanghai", "UTC", "Pacific/Kiritimati"), marks=pytest.mark.proofs),
    ],
)
def test_the_same_wall_clock_owes_the_same_visits_in_every_time_zone(
    filled_home: Home, tmp_path: Path, zones: tuple[str, ...]
) -> None:
    walls = ("2026-11-22 0005", "2026-11-22 1030", "2026-11-22 2355")
    told = {}
    for zone in zones:
        folder = tmp_path / zone.replace("/", "-")
        for wall in walls:
            filled_home.copy(folder / wall)
        told[zone] = owed(folder, zone)
    here = told[zones[0]]
    assert len(here) == len(walls)
    assert all("overdue" in line and '"12:15"' in line for line in here)
    assert all(there == here for there in told.values())
