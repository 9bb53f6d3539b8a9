"""A round in the list of actions: one line that says how many visits it holds, taken back as one."""

from __future__ import annotations

from typing import cast

from desktop_app.domain.terms import Mode, Outcome, RoundKind
from desktop_app.services.visit_drafts import VisitDraft
from desktop_app.ui.settings.actions_section import ActionsSection
from tests.ui.made_up_home import TODAY, Desk

NAMES = ("王桂兰", "李福", "张三")


def test_a_round_is_one_line_of_the_actions_and_all_its_visits_go_together(desk: Desk) -> None:
    app, actor = desk.app, desk.app.actor
    calls = [
        VisitDraft(
            elder_uid=desk.uid(name),
            visited_on=TODAY,
            mode=Mode.PHONE.value,
            outcome=Outcome.COULD_NOT_REACH.value,
            visitor_name="海棠",
        )
        for name in NAMES
    ]
    before = [len(app.visits.of_elder(actor, each.elder_uid)) for each in calls]
    app.visits.record_round(actor, RoundKind.CALLS, calls)
    page = desk.open("settings", section="actions")
    actions = cast(ActionsSection, page.findChild(ActionsSection))
    desk.qtbot.waitUntil(lambda: actions.table.count() > 0)
    row = actions.table.model.row_at(0)
    assert row is not None
    words = [column.text(row) for column in actions.table.model.columns]
    assert "登记电话探访（3 次探访，一起撤销）" in words
    assert actions.undo_chosen()
    desk.settle()
    assert [len(app.visits.of_elder(actor, each.elder_uid)) for each in calls] == before
