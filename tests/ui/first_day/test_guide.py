"""The guide is offered once, goes on where it was left, and stays away from real registers."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QPushButton

from desktop_app.domain.changes import Changes
from desktop_app.domain.terms import Mode, Outcome, RoundKind
from desktop_app.services.visit_drafts import VisitDraft
from desktop_app.ui import sights
from desktop_app.ui.first_day import ground, other_window
from desktop_app.ui.first_day import page as page_module
from desktop_app.ui.first_day.guide import guide_of
from desktop_app.ui.first_day.happenings import Happening, Recorded, Sighted, TakenBack, read_happening
from desktop_app.ui.first_day.page import FirstDayPage
from desktop_app.ui.first_day.panel import DayPanel
from desktop_app.ui.first_day.progress import PLACE, DayProgress, Standing
from desktop_app.ui.first_day.steps import STEPS, Step
from desktop_app.ui.help.page import HelpPage
from desktop_app.ui.remembered import Remembered
from tests.ui.first_day.conftest import GuidedDesk
from tests.ui.made_up_home import TODAY, Desk, empty_desk

__all__ = ["empty_desk"]

BY_KEY = {step.key: step for step in STEPS}


def open_at(guided: GuidedDesk, key: str) -> None:
    guided.guide.progress.stand(Standing.RUNNING)
    guided.guide.progress.go_to(list(BY_KEY).index(key))
    guided.wake()
    assert guided.at() == key


# --- offering, stopping, going on


def test_it_is_offered_once_and_does_not_take_the_keyboard(guided: GuidedDesk) -> None:
    guided.window.open_first_page()
    guided.settle()
    before = QApplication.focusWidget()
    guided.guide.wake()
    guided.settle()
    assert guided.panel.isVisible()
    assert guided.ways() == ["开始做", "不用了"]
    assert QApplication.focusWidget() is before
    guided.go("不用了")
    assert guided.guide.panel is None
    assert guided.window.foot is None
    assert "帮助" in guided.window.notices.text(), "who says no hears where it is"
    guided.guide.wake()
    assert guided.guide.panel is None


def test_a_step_in_hand_comes_back_by_itself_and_a_stopped_day_when_it_is_asked_for(
    guided: GuidedDesk,
) -> None:
    guided.wake()
    guided.go("开始做")
    guided.go("跳过这一步")
    kept = DayProgress(guided.window.context.remembered(PLACE))
    assert (kept.standing(), kept.at()) == (Standing.RUNNING, 1)
    guided.window.set_foot(None)
    guided.guide.panel = None
    guided.guide.wake()
    guided.settle()
    assert guided.panel.where.text() == f"第 2 步 / 共 {len(STEPS)} 步"
    guided.go("先到这里")
    assert "第 2 步" in guided.window.notices.text()
    guided.guide.wake()
    assert guided.guide.panel is None
    page = guided.open("first-day")
    assert isinstance(page, FirstDayPage)
    assert page.begin_button.text() == "接着做"
    page.begin_button.click()
    guided.settle()
    assert guided.at() == "unchanged"
    assert guided.window.navigator.current_key() == "today", "the page of the step is opened"
    guided.open("first-day")
    page.anew_button.click()
    guided.settle()
    assert guided.at() == "why"


def test_one_can_go_back_and_skip_to_the_end(guided: GuidedDesk) -> None:
    guided.wake()
    guided.go("开始做")
    assert "上一步" not in guided.ways()
    guided.go("跳过这一步")
    guided.go("上一步")
    assert guided.at() == "why"
    for _step in STEPS:
        guided.guide.go_on()
    guided.settle()
    assert guided.guide.progress.standing() is Standing.FINISHED
    guided.go("关闭")
    assert guided.guide.panel is None


def test_what_was_kept_by_another_version_begins_at_the_first_step(tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    kept = Remembered(settings, "王秀英", PLACE)
    kept.keep("step", "no such step")
    kept.keep("standing", "no such standing")
    assert (DayProgress(kept).at(), DayProgress(kept).standing()) == (0, Standing.NEW)


# --- the keyboard and the words


def test_f12_goes_to_the_panel_and_back_and_stands_in_the_key_overview(guided: GuidedDesk) -> None:
    guided.wake()
    guided.go("开始做")
    before = QApplication.focusWidget()
    assert before is not None
    assert not guided.panel.isAncestorOf(before), "whoever begins is on the page at once"
    guided.press(Qt.Key.Key_F12)
    assert guided.panel.has_keyboard()
    guided.press(Qt.Key.Key_F12)
    assert QApplication.focusWidget() is before
    assert [hint.key for hint in guided.window.keys.more] == ["F12"]
    guided.window.context.sights.seen.emit(sights.WHY)
    guided.settle()
    assert guided.at() == "unchanged"
    assert QApplication.focusWidget() is before, "a step that ends leaves the keyboard where it is"
    assert "已做到：看今天先去谁家" in guided.panel.accessibleName()
    assert "第 2 步" in guided.panel.accessibleName()
    assert guided.panel.accessibleDescription()
    guided.go("先到这里")
    assert not guided.window.keys.more


def test_away_from_the_pages_of_a_step_the_panel_offers_the_way(guided: GuidedDesk) -> None:
    open_at(guided, "unchanged")
    assert not any("去“" in words for words in guided.ways())
    guided.open("exchange")
    guided.go("去“今日”")
    assert guided.window.navigator.current_key() == "today"
    assert guided.page().hasFocus() or guided.page().isAncestorOf(cast(Any, QApplication.focusWidget()))
    full = guided.panel.sizeHint().height()
    guided.panel.set_compact(True)
    assert guided.panel.sizeHint().height() < full
    assert guided.panel.todo.isVisible()
    assert not guided.panel.why.isVisible(), "where lines are few the reason is left to the page"


# --- by what a step ends


def met(happening: Happening) -> list[str]:
    return [step.key for step in STEPS if step.end.is_met(happening)]


@pytest.mark.parametrize(
    ("happening", "steps"),
    [
        (Sighted(sights.WHY), ["why"]),
        (Sighted(sights.PAST_VISITS), ["find"]),
        (Sighted(sights.paper("month-ledger")), ["ledger"]),
        (Sighted(sights.paper("month-summary")), []),
        (Sighted(sights.KEYS), ["keys"]),
        (Recorded(visits=1), ["unchanged"]),
        (Recorded(visits=1, findings=1), ["finding"]),
        (Recorded(visits=1, from_sheet=True), ["sheet"]),
        (Recorded(visits=1, findings=2, from_sheet=True), ["finding", "sheet"]),
        (Recorded(visits=2, round=RoundKind.HOUSEHOLD), ["household"]),
        (Recorded(visits=1, round=RoundKind.CALLS), []),
        (Recorded(visits=2, round=RoundKind.CALLS, findings=1), ["calls"]),
        (TakenBack(1), ["undo"]),
    ],
)
def test_each_step_ends_by_what_it_asks_for_and_nothing_else(happening: Happening, steps: list[str]) -> None:
    assert met(happening) == steps


def test_what_a_unit_of_work_did_is_read_from_the_store(guided: GuidedDesk) -> None:
    app = guided.app
    seen: list[Changes] = []
    app.store.subscribe(seen.append)

    def last() -> Happening | None:
        return read_happening(app, seen[-1])

    draft = VisitDraft(
        elder_uid=app.duties.list(app.actor)[0].line.elder_uid,
        visited_on=TODAY,
        mode=Mode.PHONE.value,
        outcome=Outcome.COULD_NOT_REACH.value,
        visitor_name="海棠",
        visited_time="09:30",
        sheet_no="自编 7",
    )
    uid = app.visits.record(app.actor, draft)
    assert last() == Recorded(visits=1, from_sheet=True)
    app.visits.correct(app.actor, uid, replace(draft, corrected_because="时间写错", visited_time="09:40"))
    assert last() is None, "a correction is no visit made"
    app.visits.take_back(app.actor, uid)
    assert last() == TakenBack(1)
    done = app.visits.record_round(app.actor, RoundKind.CALLS, [replace(draft, sheet_no=None)])
    assert last() == Recorded(visits=1, round=RoundKind.CALLS)
    assert done.change_set is not None
    app.undo.undo(app.actor, done.change_set)
    assert last() == TakenBack(1)
    assert read_happening(app, Changes("别的", frozenset({"elder"}))) is None


# --- when a step cannot be done


def test_a_sample_without_people_says_so_and_goes_on(empty_desk: Desk) -> None:
    guide = guide_of(empty_desk.window)
    empty_desk.window.open_first_page()
    guide.begin()
    empty_desk.settle()
    met_steps = []
    for _step in range(len(STEPS) - 2):
        step, panel = guide.step(), guide.panel
        assert step is not None
        assert isinstance(panel, DayPanel)
        assert "先不做" in panel.todo_words(), step.key
        assert panel.ways[0].text() == "下一步"
        assert not any(made.text() == "跳过这一步" for made in panel.ways)
        met_steps.append(step.key)
        panel.ways[0].click()
        empty_desk.settle()
    assert met_steps == [step.key for step in STEPS[:-2]]
    last: Step | None = guide.step()
    assert last is not None
    assert last.key == "ledger"


def test_what_a_step_needs_is_looked_up_and_a_sheet_issued_where_none_is_out(guided: GuidedDesk) -> None:
    app = guided.app
    out = [row.code for row in app.printed_sheets.unreturned(app.actor)]
    app.printed_sheets.write_off(app.actor, out, "练习")
    first = ground.sheet_out(app)
    assert len(app.printed_sheets.unreturned(app.actor)) == 1
    assert ground.sheet_out(app) == first, "and asks for the same one again"
    assert ground.somebody_owed(app).possible
    assert ground.two_to_call(app).possible
    roof = ground.shared_roof(app)
    assert roof.details["name"] in {row.line.name for row in app.duties.list(app.actor)}


# --- where it is found, and where it never comes by itself


def test_help_leads_to_the_page(guided: GuidedDesk) -> None:
    guided.wake()
    page = guided.open("help", topic="first-day")
    assert isinstance(page, HelpPage)
    buttons = cast("list[QPushButton]", page.findChildren(QPushButton))
    way = next(made for made in buttons if made.text() == "打开“第一天”")
    way.click()
    guided.settle()
    assert guided.window.navigator.current_key() == "first-day"


def test_on_a_real_register_the_page_opens_the_sample_in_another_window(
    guided: GuidedDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = guided
    real = SimpleNamespace(context=SimpleNamespace(site=SimpleNamespace(sample=False)), actor=desk.app.actor)
    opened: list[bool] = []

    def pretend() -> bool:
        opened.append(True)
        return len(opened) == 1

    monkeypatch.setattr(page_module, "open_sample_window", pretend)
    page = FirstDayPage(replace(desk.window.context, app=cast(Any, real)))
    desk.qtbot.addWidget(page)
    page.refresh()
    assert not page.begin_button.isVisibleTo(page)
    page.sample_button.click()
    assert "另一个窗口" in desk.window.notices.text()
    assert not page.sample_button.isEnabled()
    page.sample_button.setEnabled(True)
    page.sample_button.click()
    assert "没有打开" in desk.window.notices.text()


def test_the_other_window_is_this_program_on_the_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    assert other_window.sample_command()[-2:] == ["desktop_app", "--sample"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert other_window.sample_command()[1:] == ["--sample"]


@pytest.fixture(autouse=True)
def _no_stray_windows() -> Iterator[None]:
    """Let every test end without a box left open."""
    yield
    box = QApplication.activeModalWidget()
    assert box is None
