"""What comes after the visit at the real window, with keys only: a finding, a meal round, a screening, an explanation."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.domain.terms import FindingState, FindingStepKind, IrregularityKind
from desktop_app.services.assessment_drafts import scale
from desktop_app.services.service_drafts import ServiceFilter
from tests.journey.made_up_after import IN_NEED, NOT_ASSESSED, AfterDay, make_after_day
from tests.journey.real_display import Display, missing
from tests.journey.window_by_keys import WindowByKeys, open_window
from tests.services.homes import PASSWORD, TODAY

MOST_TABS = 25
"""Nothing on a page, and no page in the sidebar, lies further than so many keys."""
REFERRED, CLOSED, ANSWERED = "3", "4", "7"
"""The digits of the steps in the list and on the page of a finding."""
MEAL = "zc"
"""The first letters of 助餐."""

pytestmark = [
    pytest.mark.proofs,
    pytest.mark.skipif(bool(missing()), reason=f"no real display here: {missing()}"),
]


@pytest.fixture
def day(tmp_path: Path) -> AfterDay:
    return make_after_day(tmp_path / "home")


@pytest.fixture
def display() -> Iterator[Display]:
    with Display() as made:
        yield made


def test_what_comes_after_the_visit_is_done_with_keys_alone(day: AfterDay, display: Display) -> None:
    with open_window(display, day.folder, TODAY) as window:
        window.to_the_front()
        window.type(PASSWORD)
        window.press("Return")
        window.wait_for(page="today")
        window.to_the_front()
        _referred_without_paper(window)
        _referred_with_paper_and_no_printer(window)
        _answered_and_closed(window)
        _meal_round(window, len(day.uids))
        _explained(window)
        _screened(window)
    _holds_everything(day)


def _to_page(window: WindowByKeys, title: str, page: str) -> None:
    """Go back into the sidebar, from wherever the keyboard is, and open a page by its title."""
    _until(window, "shift+Tab", "kind", "NavButton")
    _until(window, "Down", "focus", title)
    window.press("Return")
    window.wait_for(page=page)


def _to_part(window: WindowByKeys, name: str) -> None:
    _until(window, "Tab", "focus", name)


def _until(window: WindowByKeys, key: str, what: str, wanted: str) -> None:
    for _number in range(MOST_TABS):
        if window.press(key)[what].split("，")[0] == wanted:
            return
    raise AssertionError(f"{key} never came to {wanted}: {window.last}")


def _referred_without_paper(window: WindowByKeys) -> None:
    _to_page(window, "问题跟踪", "findings")
    window.press(REFERRED)
    window.wait_for(page="finding", focus="转介单位")
    window.type("minzhengban")
    _to_part(window, "转介单")
    window.press("space", "ctrl+Return")
    window.wait_for(page="findings", focus="列表", done="转介")


def _referred_with_paper_and_no_printer(window: WindowByKeys) -> None:
    """The step is saved before the system's dialog asks for a printer; Esc leads back to a page that can be used."""
    window.press(REFERRED)
    window.wait_for(page="finding", focus="转介单位")
    window.type("canlian")
    window.press("ctrl+Return")
    window.wait_for(dialog="打印", done="转介")
    window.press("Escape")
    window.to_the_front()
    window.wait_for(page="finding", dialog="", focus="做什么")


def _answered_and_closed(window: WindowByKeys) -> None:
    window.press(ANSWERED)
    _to_part(window, "答复内容")
    window.type("keyi")
    window.press("ctrl+Return")
    window.wait_for(page="findings", done="答复", focus="列表")
    window.press(CLOSED)
    window.wait_for(page="finding", focus="怎么办结的")
    window.type("yi zai shitang")
    _to_part(window, "办结依据")
    window.type("benren queren")
    window.press("ctrl+Return")
    window.wait_for(page="findings", done="销号", focus="登记问题")


def _meal_round(window: WindowByKeys, people: int) -> None:
    _to_page(window, "服务", "services")
    _to_part(window, "批量登记")
    window.press("space")
    window.wait_for(page="service-round", focus="服务")
    window.type(MEAL)
    window.press("Down", "Return", "F6", "ctrl+Return")
    window.wait_for(page="services", done=f"{people} 人")
    assert window.last["focus"] != "服务", "the page that was left has the keyboard no longer"


def _explained(window: WindowByKeys) -> None:
    _to_page(window, "上报交换", "exchange")
    _to_part(window, "查看上报前自查")
    window.press("space")
    window.wait_for(page="self-check", focus="列表")
    window.press("F4")
    window.wait_for(dialog="填写说明")
    window.type("yi yuyue pinggu")
    window.press("ctrl+Return")
    window.to_the_front()
    window.wait_for(page="self-check", dialog="", done="说明已保存", focus="列表")


def _screened(window: WindowByKeys) -> None:
    """Answer the 26 items with a digit each; F8 goes to the first of them, ↓ to the next."""
    window.press("ctrl+k")
    window.type("rfl")
    window.press("Return", "Down", "Return")
    window.wait_for(page="person")
    window.press("alt+5")
    _to_part(window, "做筛查（非正式）")
    window.press("space")
    window.wait_for(page="assessment", focus="评估日期")
    window.press("F8")
    window.press(*["1", "Down"] * (len(scale().items) - 1), "1")
    window.press("ctrl+Return")
    window.wait_for(page="person", done="筛查", focus="档案的各页")


def _holds_everything(day: AfterDay) -> None:
    """Look into the home with the window closed: every step, meal, point and word is there once."""
    app = day.open()
    try:
        actor = app.actor
        detail = app.findings.detail(actor, day.finding)
        assert [step.kind for step in detail.steps] == [
            FindingStepKind.REFERRED,
            FindingStepKind.REFERRED,
            FindingStepKind.ANSWERED,
            FindingStepKind.CLOSED,
        ]
        assert [step.unit_name for step in detail.steps[:2]] == ["minzhengban", "canlian"]
        assert detail.steps[-1].proof == "benren queren"
        assert (detail.line.elder_name, detail.line.state) == (IN_NEED, FindingState.CLOSED)
        given = app.services_given.list(actor, ServiceFilter(), limit=100, offset=0)
        assert {line.elder_uid for line in given} == set(day.uids.values())
        assert len(given) == len(day.uids)
        assert {(line.service, line.given_on) for line in given} == {("meal", TODAY)}
        (screening,) = app.assessments.of_elder(actor, day.uids[NOT_ASSESSED])
        assert not screening.official
        assert dict(screening.scores) == dict.fromkeys(scale().items, 1)
        (seen,) = app.self_check.irregularities(actor, TODAY)
        assert seen.kind is IrregularityKind.NO_ASSESSMENT
        assert seen.explanation is not None
        assert seen.explanation.text == "yi yuyue pinggu"
    finally:
        app.close()
