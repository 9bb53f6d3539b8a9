"""The scenes of checking papers: one that holds, one that has changed, a slip of the hand."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from desktop_app.app.scene import Scene
from desktop_app.bootstrap import Application
from desktop_app.reports.statements import shown
from desktop_app.services.register_drafts import ElderDraft
from desktop_app.services.roster_papers import EVERYBODY


def check_scenes(app: Application) -> Iterator[Scene]:
    """Yield all of them; two papers go out before, and a person comes and goes for the change."""
    village = app.register.villages(app.actor)[0].code
    with tempfile.TemporaryDirectory(prefix="elder-visits-pictures-") as folder:
        out = Path(folder) / "paper.pdf"
        app.reports.make(app.actor, "month-ledger", out, village_code=village)
        made = app.reports.make(app.actor, "roster", out, category=EVERYBODY, village_code=village)
    if made.issue is None:
        return
    code = shown(made.issue.code)
    yield Scene(name="39-paper-check", key="paper-check", params={"code": code}, demo=True, main=True)
    changes: list[str | None] = []
    yield Scene(
        name="39-paper-check-changed",
        key="paper-check",
        acts=(
            lambda _page: changes.append(register_somebody(app, village, "额尔德木图")),
            lambda page: page.check(code),
        ),
        after=lambda _page: take_back(app, changes),
        main=True,
        steps=True,
    )
    for name, text in (("slip", code[:-1]), ("unknown", "00000-00000")):
        yield Scene(
            name=f"39-paper-check-{name}",
            key="paper-check",
            acts=(partial(_check, text=text),),
            main=name == "slip",
        )


def register_somebody(app: Application, village: str, name: str) -> str | None:
    """Put somebody on the register and return the change set, by which ``take_back`` undoes it."""
    today = app.clock.today()
    draft = ElderDraft(
        name=name, village_code=village, birth_on=today.replace(year=1950, day=1), registered_on=today
    )
    return app.register.record(app.actor, draft).change_set


def take_back(app: Application, changes: list[str | None]) -> None:
    """Undo the changes of a scene."""
    for change_set in changes:
        if change_set is not None:
            app.undo.undo(app.actor, change_set)
    changes.clear()


def _check(page: Any, text: str) -> None:
    page.check(text)
