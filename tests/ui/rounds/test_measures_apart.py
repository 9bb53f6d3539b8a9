"""What was measured last time is never taken over into a round: nobody claims what nobody measured."""

from __future__ import annotations

from typing import cast

from desktop_app.services.visit_drafts import VisitDraft
from desktop_app.ui.rounds.household_page import HouseholdPage
from tests.ui.made_up_home import TODAY, Desk
from tests.ui.rounds.conftest import FAMILY


def test_the_measures_of_last_time_do_not_stand_in_a_new_round(desk: Desk) -> None:
    app, uid = desk.app, desk.uid(FAMILY[0])
    app.visits.record(
        app.actor,
        VisitDraft(
            elder_uid=uid,
            visited_on=TODAY,
            mode="in_person",
            outcome="met_in_person",
            visitor_name="海棠",
            answers={"health.speech": "normal"},
            measures={"systolic": "135"},
        ),
    )
    page = cast(HouseholdPage, desk.open("household-round", elder_uid=uid))
    (column,) = (one for one in page.form.columns if one.person.elder_uid == uid)
    assert column.person.last is not None
    assert column.person.last.measures == {"systolic": "135"}
    assert column.measures.values() == {}
    column.accept_all()
    assert column.measures.values() == {}
