"""Every form of a page that was begun and left is listed on the page of today, and is filled in further from there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

import pytest
from PySide6.QtWidgets import QPushButton

from desktop_app.services.service_drafts import ServiceDraft
from desktop_app.storage.queries.findings import FindingFilter
from desktop_app.ui.kit import Form
from tests.ui.made_up_home import Desk

WHO = "王桂兰"
FORMS: Mapping[str, tuple[str, Mapping[str, Any], str, str, str]] = {
    "a new finding": ("finding-form", {}, "what", "屋顶漏雨", "王桂兰的问题"),
    "a support step": ("support-step", {}, "what", "答应每月回来", "王桂兰的督促"),
    "a service": ("service", {"service": "meal"}, "note", "送到家里", "王桂兰的服务"),
    "an assessment": ("assessment", {"kind": "official"}, "agency", "示例评估所", "王桂兰的评估"),
}
"""Page, parameters besides the person, field, what is typed there, and what today calls it."""


def form_with(desk: Desk, field: str) -> Form:
    """Return the form of the page in sight that has a field."""
    page = desk.page()
    made = cast("list[Form]", page.findChildren(Form))
    return next(each for each in made if field in each.values())


def typed_and_left(desk: Desk, page: str, params: Mapping[str, Any], field: str, words: str) -> None:
    desk.open(page, **params)
    desk.qtbot.waitUntil(lambda: has(desk, field), timeout=20_000)
    desk.settle()
    form_with(desk, field).row(field).field.set_value(words)
    page_left = desk.page()
    assert page_left.is_unsaved()
    desk.open("today")
    desk.settle()


def has(desk: Desk, field: str) -> bool:
    made = cast("list[Form]", desk.page().findChildren(Form))
    return any(field in each.values() for each in made)


def resumed(desk: Desk, words: str) -> None:
    """Press the line of today that is called so."""
    found: Callable[[], list[QPushButton]] = lambda: [  # noqa: E731 - asked again and again
        one for one in cast("list[QPushButton]", desk.page().findChildren(QPushButton)) if words in one.text()
    ]
    desk.qtbot.waitUntil(lambda: bool(found()), timeout=20_000)
    found()[0].click()
    desk.settle()


@pytest.mark.parametrize("what", FORMS)
def test_a_form_that_was_left_is_listed_and_filled_in_further(desk: Desk, what: str) -> None:
    page, params, field, words, title = FORMS[what]
    typed_and_left(desk, page, {"elder_uid": desk.uid(WHO), **params}, field, words)
    resumed(desk, title)
    desk.qtbot.waitUntil(lambda: has(desk, field), timeout=20_000)
    desk.qtbot.waitUntil(lambda: form_with(desk, field).values()[field] == words, timeout=20_000)


def test_a_step_of_a_finding_and_a_correction_come_back_too(desk: Desk) -> None:
    app, uid = desk.app, desk.uid(WHO)
    finding = app.findings.list(app.actor, FindingFilter())[0]
    typed_and_left(desk, "finding", {"uid": finding.uid}, "by_name", "王芳")
    resumed(desk, "的问题办理")
    desk.qtbot.waitUntil(lambda: form_with(desk, "by_name").values()["by_name"] == "王芳", timeout=20_000)
    app.services_given.record(
        app.actor, ServiceDraft(elder_uid=uid, service="meal", given_on=app.clock.today())
    )
    (line,) = app.services_given.of_elder(app.actor, uid)
    typed_and_left(desk, "service", {"elder_uid": uid, "record_uid": line.uid}, "note", "晚了一刻钟")
    resumed(desk, "王桂兰的服务更正")
    desk.qtbot.waitUntil(lambda: form_with(desk, "note").values()["note"] == "晚了一刻钟", timeout=20_000)
