"""The made-up installation and the window over it, with services given, arranged and lacking."""

from __future__ import annotations

import functools
import shutil
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.bootstrap import Application
from desktop_app.domain.terms import FindingKind, ProviderKind, Satisfaction
from desktop_app.services.service_drafts import PlanDraft, ProviderDraft, ServiceDraft
from desktop_app.services.visit_drafts import FindingDraft
from tests.ui.made_up_home import PEOPLE, TODAY, Desk, open_home, template

CANTEEN = "幸福互助院"
BEFORE = TODAY - timedelta(days=2)
NEED = "希望有人送餐"


def fill(app: Application) -> None:
    """Give everybody but 张三 a meal two days ago, arrange meals for two, and leave a need open."""
    actor = app.actor
    uids = {row.name: row.uid for name in PEOPLE for row in app.register.find(actor, name)}
    (provider,) = app.service_providers.add(
        actor,
        ProviderDraft(
            name=CANTEEN, kind=ProviderKind.STATION.value, contract_to_on=TODAY + timedelta(days=20)
        ),
    ).uids
    for name in PEOPLE[:2]:
        app.service_plans.add(
            actor,
            PlanDraft(
                elder_uid=uids[name],
                service="meal",
                from_on=date(2026, 10, 1),
                to_on=date(2026, 12, 31),
                rhythm="day",
                quantity="2" if name == PEOPLE[0] else None,
                provider_uid=provider,
            ),
        )
    app.services_given.record_round(
        actor,
        [
            ServiceDraft(
                elder_uid=uids[name],
                service="meal",
                given_on=BEFORE,
                quantity="1",
                provider_uid=provider,
                place="互助院食堂",
                satisfaction=Satisfaction.SATISFIED.value,
                cost=1250,
                paid=500,
            )
            for name in PEOPLE[:3]
        ],
    )
    app.findings.add(
        actor, uids["张三"], FindingDraft(kind=FindingKind.NEED.value, what=NEED), date(2026, 11, 10)
    )


@functools.cache
def served_template() -> Path:
    """Make the installation with services once per run."""
    folder = Path(shutil.copytree(template(people=True), Path(tempfile.mkdtemp()) / "home"))
    app = open_home(folder)
    fill(app)
    app.close()
    return folder


@pytest.fixture
def served(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    """Open the window over a copy of the made-up installation with services."""
    home = Path(shutil.copytree(served_template(), tmp_path / "home"))
    made = Desk(qtbot, open_home(home), tmp_path / "window.ini")
    yield made
    flashed = [name for name in made.stray.seen if not name.endswith("Dialog")]
    made.close()
    assert not flashed, "nothing flashes on the desk as a window of its own"
