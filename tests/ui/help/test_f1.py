"""F1 on a page opens the topic of that page."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from desktop_app.storage.queries.findings import FindingFilter
from desktop_app.ui.help.page import HelpPage
from tests.ui.made_up_home import Desk


@pytest.mark.parametrize(
    "key",
    [
        "today",
        "since",
        "duties",
        "plan",
        "campaigns",
        "campaign-start",
        "moves",
        "policies",
        "register",
        "person",
        "editor",
        "life-event",
        "ageing",
        "twins",
        "twin",
        "import",
        "settings",
        "visit",
        "visits",
        "household-round",
        "phone-round",
        "back-entry",
        "workbook-round",
        "first-day",
        "findings",
        "finding",
        "finding-form",
        "assessment",
        "family-support",
        "support-step",
        "support-paper",
        "services",
        "service",
        "service-round",
        "service-plans",
        "service-needs",
        "service-providers",
        "radar",
        "emergency",
        "self-check",
        "paper-check",
        "progress",
    ],
)
def test_f1_opens_the_topic_of_the_page(desk: Desk, key: str) -> None:
    uid, other = desk.uid("王桂兰"), desk.uid("李福")
    params = {
        "person": {"uid": uid},
        "editor": {"uid": uid},
        "life-event": {"elder_uid": uid},
        "twin": {"one": uid, "other": other},
        "visit": {"elder_uid": uid},
        "household-round": {"elder_uid": uid},
        "finding": {"uid": desk.app.findings.list(desk.app.actor, FindingFilter())[0].uid},
        "finding-form": {"elder_uid": uid},
        "support-step": {"elder_uid": uid},
        "support-paper": {"elder_uid": uid},
        "service": {"elder_uid": uid},
        "import": {"kind": "register"},
    }
    desk.open(key, **params.get(key, {}))
    desk.press(Qt.Key.Key_F1)
    page = desk.page()
    assert isinstance(page, HelpPage)
    assert page.shown_topic() == key
    assert desk.stray.seen == []
