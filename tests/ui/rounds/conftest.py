"""The made-up installation with a household of three, and the window over it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.bootstrap import Application
from desktop_app.domain.terms import Category, Sex
from desktop_app.services.bulk_drafts import JoinHousehold
from desktop_app.services.register_drafts import ElderDraft, SpanDraft
from tests.ui.made_up_home import LONG_NAME, Desk, empty_desk, home_template, open_home

__all__ = ["FAMILY", "desk", "empty_desk", "home_template"]

FAMILY = ("王桂兰", "吴秀珍", LONG_NAME)
"""One who was visited every week, one who was never visited, one with a name of 15 letters; the oldest first."""


def add_person(app: Application, name: str, born: date, **more: Any) -> str:
    """Register somebody who lives alone in the first village."""
    return app.register.save(
        app.actor,
        ElderDraft(
            name=name,
            village_code=app.register.villages(app.actor)[0].code,
            birth_on=born,
            sex=Sex.FEMALE.value,
            registered_on=date(2026, 9, 1),
            categories=(SpanDraft(category=Category.LIVING_ALONE.value, from_on=date(2026, 9, 1)),),
            **more,
        ),
    )


def join_family(app: Application, *more: str) -> None:
    """Put three people, and those whose uids are given, under one roof."""
    add_person(app, "吴秀珍", date(1948, 5, 5), phone="13800138002")
    found = [row for name in FAMILY for row in app.register.find(app.actor, name) if row.name == name]
    join = JoinHousehold(head_name=FAMILY[0], from_on=date(2026, 10, 1))
    uids = [*(row.uid for row in found), *more]
    app.bulk_edits.apply(app.actor, app.bulk_edits.preview(app.actor, uids, join))
    app.duties.refresh(app.actor)


@pytest.fixture(scope="session")
def family_template(home_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the installation with its household of three once."""
    folder = Path(shutil.copytree(home_template, tmp_path_factory.mktemp("family") / "home"))
    app = open_home(folder)
    join_family(app)
    app.close()
    return folder


@pytest.fixture
def desk(qtbot: QtBot, family_template: Path, tmp_path: Path) -> Iterator[Desk]:
    """Open the window over the made-up installation with its household of three."""
    home = Path(shutil.copytree(family_template, tmp_path / "home"))
    made = Desk(qtbot, open_home(home), tmp_path / "window.ini")
    yield made
    made.close()
