"""A month to be put on paper, with made-up people: two villages, three people, each seen once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from desktop_app.domain.terms import Category
from desktop_app.services.register_drafts import ElderDraft, SpanDraft
from desktop_app.services.visit_drafts import VisitDraft
from tests.services.homes import VILLAGES, make_home, open_home

REGISTERED = date(2026, 3, 1)
SEEN = {"白海龙": date(2026, 10, 12), "任福来": date(2026, 10, 13), "萨仁其其格": date(2026, 11, 4)}
"""Who was seen when; the last one lives in the second village."""
HOMES = dict(zip(SEEN, (VILLAGES[0], VILLAGES[0], VILLAGES[1]), strict=True))
ID_NUMBER = "150425194405010013"
"""Of the first of them."""


def make_month(folder: Path) -> None:
    """Make the home and close it."""
    make_home(folder)
    app = open_home(folder)
    for name, seen_on in SEEN.items():
        visitor = app.register.add_visitor(
            app.actor, f"{name}的探访人", "committee", village_code=HOMES[name]
        )
        uid = app.register.save(
            app.actor,
            ElderDraft(
                name=name,
                village_code=HOMES[name],
                id_number=ID_NUMBER if name == "白海龙" else None,
                birth_on=date(1944, 5, 1),
                registered_on=REGISTERED,
                categories=(SpanDraft(category=Category.EMPTY_NEST.value, from_on=REGISTERED),),
                visitor_uid=visitor,
            ),
        )
        app.visits.record(
            app.actor,
            VisitDraft(
                elder_uid=uid,
                visited_on=seen_on,
                mode="in_person",
                outcome="met_in_person",
                visitor_uid=visitor,
            ),
        )
    app.duties.refresh(app.actor)
    app.close()
