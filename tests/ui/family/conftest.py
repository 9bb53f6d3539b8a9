"""A window over the made-up home, with a family that is to be urged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from desktop_app.bootstrap import Application
from desktop_app.domain.terms import ContactRole, Mode, Outcome, Sex
from desktop_app.services.register_drafts import ContactDraft, ElderDraft
from desktop_app.services.visit_drafts import FindingDraft, VisitDraft
from desktop_app.ui.family import paper_page
from desktop_app.ui.register import family_board
from tests.ui.made_up_home import TODAY, Desk, desk, home, home_template

__all__ = ["desk", "home", "home_template"]

SUPPORTER = (ContactRole.SUPPORTER.value,)


@dataclass(frozen=True, slots=True)
class Kin:
    """An elder, a son and a daughter by uid."""

    elder: str
    son: str
    daughter: str


def add_family(
    app: Application, *, duty: str = "neglected", name: str = "赵秀兰", found: str | None = None
) -> Kin:
    """Register an elder with a son and a daughter, and a visit that told how they support her."""
    uid = app.register.save(
        app.actor,
        ElderDraft(
            name=name,
            village_code=app.register.villages(app.actor)[0].code,
            birth_on=date(1941, 2, 3),
            sex=Sex.FEMALE.value,
            registered_on=date(2026, 9, 1),
            contacts=(
                ContactDraft(
                    name="李强",
                    relation="儿子",
                    phone="13800138002",
                    roles=SUPPORTER,
                    lives_at="赤峰市红山区",
                ),
                ContactDraft(name="李梅", relation="女儿", roles=SUPPORTER, last_called_on=date(2026, 11, 2)),
            ),
        ),
    )
    app.visits.record(
        app.actor,
        VisitDraft(
            elder_uid=uid,
            visited_on=TODAY,
            mode=Mode.IN_PERSON.value,
            outcome=Outcome.MET_IN_PERSON.value,
            visitor_name="海棠",
            answers={"support.duty": duty, "support.contact": "never"},
            findings=(FindingDraft(kind="need", what=found),) if found else (),
        ),
    )
    son, daughter = app.family_support.panel(app.actor, uid).supporters
    return Kin(uid, son.uid, daughter.uid)


@pytest.fixture(autouse=True)
def leaving(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Leave a half-filled form without waiting for somebody to answer: a window closes after every test."""
    asked: list[str] = []

    def leave(_parent: object, title: str, *_words: str, **_more: object) -> bool:
        asked.append(title)
        return True

    for page in (paper_page, family_board):
        monkeypatch.setattr(page, "ask", leave)
    return asked


@pytest.fixture
def kin(desk: Desk) -> Kin:
    """Return the family."""
    made = add_family(desk.app)
    desk.settle()
    return made
