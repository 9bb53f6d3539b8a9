"""The visit form in the window: keys, saving, undo, queue, outcomes, findings, problems."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_app.domain.terms import EndReason
from desktop_app.storage.queries.visits import VisitRow
from desktop_app.ui.today.page import TodayPage
from desktop_app.ui.visits import form_content, form_page
from desktop_app.ui.visits.form_page import VisitPage
from tests.ui.conftest import Commit
from tests.ui.made_up_home import LONG_NAME, TODAY, Desk

CTRL = Qt.KeyboardModifier.ControlModifier


def form(desk: Desk, name: str, **params: object) -> VisitPage:
    return cast(VisitPage, desk.open("visit", elder_uid=desk.uid(name), **params))


def visits(desk: Desk, name: str) -> list[VisitRow]:
    return desk.app.visits.of_elder(desk.app.actor, desk.uid(name))


def test_an_unchanged_visit_takes_at_most_eight_keys_from_today(desk: Desk) -> None:
    desk.open("today")
    before = len(visits(desk, "王桂兰"))
    desk.keys = 0
    desk.press(Qt.Key.Key_F2)
    desk.press(Qt.Key.Key_F6)
    desk.press(Qt.Key.Key_Return, CTRL)
    assert desk.keys <= 8
    now = visits(desk, "王桂兰")
    assert len(now) == before + 1
    newest = now[0]
    assert newest.visited_on == TODAY
    assert newest.answers["health.disease"] == ["hypertension"]
    assert newest.visitor == "海棠"
    assert newest.outcome == "met_in_person"


def test_space_line_after_line_accepts_all_as_well(desk: Desk) -> None:
    page = form(desk, "王桂兰")
    for _line in range(20):
        desk.press(Qt.Key.Key_Space)
    assert page.sheet.blocks.first_open() is None


def test_saving_goes_on_to_the_next_of_the_list_and_home_after_the_last(desk: Desk) -> None:
    desk.open("today")
    desk.press(Qt.Key.Key_F2)
    page = cast(VisitPage, desk.page())
    queue = page.place()["queue"]
    assert {desk.uid(name) for name in ("王桂兰", "李福", LONG_NAME)} == set(queue)
    for uid in queue:
        assert page.keeper_key()[1] == uid
        desk.press(Qt.Key.Key_F6)
        desk.press(Qt.Key.Key_Return, CTRL)
    assert isinstance(desk.page(), TodayPage)


def test_a_person_can_be_skipped(desk: Desk) -> None:
    desk.open("today")
    desk.press(Qt.Key.Key_F2)
    page = cast(VisitPage, desk.page())
    desk.press(Qt.Key.Key_F8)
    assert page.keeper_key()[1] == page.place()["queue"][1]


def test_what_was_saved_can_be_undone_and_stays_as_a_draft(desk: Desk) -> None:
    before = len(visits(desk, "李福"))
    desk.open("today")
    form(desk, "李福")
    desk.press(Qt.Key.Key_F6)
    desk.press(Qt.Key.Key_Return, CTRL)
    assert len(visits(desk, "李福")) == before + 1
    assert desk.window.undo_notice.can_undo()
    desk.press(Qt.Key.Key_Z, CTRL)
    assert len(visits(desk, "李福")) == before
    assert desk.app.drafts.find(desk.app.actor, "visit", desk.uid("李福")) is not None


def test_the_outcomes_follow_the_mode_and_the_blocks_follow_the_outcome(desk: Desk) -> None:
    page = form(desk, "李福")
    assert page.sheet.blocks.isVisible()
    page.sheet.outcome.mode.set_value("phone")
    keys = [option.key for option in page.sheet.outcome.outcome.line.options()]
    assert keys[:2] == ["met_remotely", "could_not_reach"]
    assert page.sheet.outcome.outcome.value() is None
    page.sheet.outcome.outcome.set_value("could_not_reach")
    assert not page.sheet.blocks.isVisible()
    assert "须再访" in page.sheet.not_met_words.text()
    page.sheet.outcome.outcome.set_value("met_remotely")
    assert page.sheet.blocks.isVisible()


def test_answers_given_before_nobody_was_met_are_not_stored(desk: Desk) -> None:
    page = form(desk, "李福")
    page.sheet.blocks.accept_all()
    page.sheet.outcome.outcome.set_value("not_at_home")
    page.sheet.outcome.visitor.set_value(next(one.uid for one in desk.app.register.visitors(desk.app.actor)))
    page.save()
    desk.settle()
    newest = visits(desk, "李福")[0]
    assert newest.outcome == "not_at_home"
    assert newest.answers == {}


def test_a_death_is_announced_before_and_ends_the_register_entry(desk: Desk) -> None:
    page = form(desk, "李福")
    page.sheet.outcome.outcome.set_value("deceased")
    assert page.sheet.outcome.warning.isVisible()
    assert "李福" in page.sheet.outcome.warning.text()
    assert "11月22日" in page.sheet.outcome.warning.text()
    page.save()
    desk.settle()
    detail = desk.app.register.get(desk.app.actor, desk.uid("李福"))
    assert detail.ended_on == TODAY
    assert detail.ended_because == EndReason.DECEASED.value


def test_an_answer_proposes_a_finding_that_one_press_takes_over(desk: Desk) -> None:
    page = form(desk, LONG_NAME)
    page.sheet.blocks.accept_all()
    line = page.sheet.blocks.line("safety.heating")
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_2)
    (proposed,) = page.sheet.findings.proposals()
    assert proposed.what.startswith("取暖")
    page.sheet.findings.add(proposed.kind, proposed.what)
    assert page.sheet.findings.proposals() == ()
    page.save()
    desk.settle()
    found = desk.app.visits.findings(desk.app.actor, elder_uid=desk.uid(LONG_NAME))
    assert [(one.kind, one.what) for one in found] == [(proposed.kind, proposed.what)]


def test_what_is_already_open_is_not_proposed_again(desk: Desk) -> None:
    page = form(desk, "李福")
    page.sheet.blocks.line("safety.electricity").set_chosen(("old_wiring",))
    assert page.sheet.findings.proposals() == ()


def test_nothing_seen_is_asked_about_once(desk: Desk) -> None:
    before = len(visits(desk, "王桂兰"))
    page = form(desk, "王桂兰")
    page.save()
    desk.settle()
    assert page.sheet.blocks.problem.isVisible()
    assert len(visits(desk, "王桂兰")) == before
    page.save()
    desk.settle()
    assert len(visits(desk, "王桂兰")) == before + 1


def test_problems_speak_beside_their_fields(desk: Desk) -> None:
    page = form(desk, "王桂兰")
    page.sheet.blocks.accept_all()
    page.sheet.outcome.day.line.setText("2026-11-23")
    page.sheet.outcome.visitor.set_value("-")
    page.sheet.outcome.time.line.setText("2570")
    page.save()
    desk.settle()
    for name in ("visited_on", "visitor_name", "visited_time"):
        assert page.sheet.outcome.row(name).error.isVisible(), name


def test_times_are_read_in_the_usual_ways(desk: Desk) -> None:
    page = form(desk, "王桂兰")
    for typed, read in (
        ("1430", "14:30"),
        ("9：05", "09:05"),
        ("14点30分", "14:30"),
        ("2570", "2570"),
        ("", ""),
    ):
        page.sheet.outcome.time.line.setText(typed)
        assert page.sheet.outcome.time.value() == read


def test_chinese_text_reaches_summary_and_store(desk: Desk, commit: Commit) -> None:
    page = form(desk, "王桂兰")
    page.sheet.blocks.accept_all()
    commit(page.sheet.outcome.summary.text, "盼着孙子放假回来")
    commit(page.sheet.blocks.text("needs.wishes").line, "想装扶手")
    page.save()
    desk.settle()
    newest = visits(desk, "王桂兰")[0]
    assert newest.summary == "盼着孙子放假回来"
    assert newest.answers["needs.wishes"] == "想装扶手"


def test_summer_asks_no_winter_questions(desk: Desk) -> None:
    page = form(desk, "王桂兰")
    assert page.sheet.blocks.line("safety.stove").isVisible()
    page.sheet.outcome.day.line.setText("2026-09-15")
    assert not page.sheet.blocks.line("safety.stove").isVisible()
    page.sheet.blocks.accept_all()
    assert "safety.stove" not in page.sheet.blocks.values()


def test_a_correction_shows_what_was_recorded_and_can_be_undone(desk: Desk) -> None:
    old = visits(desk, "李福")[0]
    desk.open("visits")
    page = cast(VisitPage, desk.open("visit", elder_uid=old.elder_uid, visit_uid=old.uid))
    assert page.sheet.blocks.values()["health.disease"] == ["hypertension"]
    assert not page.is_dirty()
    page.sheet.blocks.line("health.movement").set_chosen(("bedridden",))
    page.sheet.outcome.because.set_value("录入有误")
    page.save()
    desk.settle()
    assert visits(desk, "李福")[0].answers["health.movement"] == "bedridden"
    desk.window.undo_notice.undo()
    desk.settle()
    again = visits(desk, "李福")[0]
    assert again.uid == old.uid
    assert again.answers == old.answers


def test_a_refused_save_keeps_the_form_and_speaks(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    page = form(desk, "王桂兰")
    page.sheet.blocks.accept_all()
    draft = replace(page.sheet.draft(desk.uid("王桂兰")), mode="phone")
    monkeypatch.setattr(form_content, "to_draft", lambda *_given: draft)
    page.save()
    desk.settle()
    assert desk.page() is page
    assert page.sheet.outcome.row("outcome").error.text() == "与探访方式不符"
    assert page.is_dirty()


def test_without_a_person_the_form_asks_whom(desk: Desk, commit: Commit) -> None:
    page = cast(VisitPage, desk.open("visit"))
    assert page.picker.isVisible()
    commit(page.picker.search, "李")
    desk.qtbot.waitUntil(lambda: page.picker.table.count() == 1, timeout=3000)
    desk.settle()
    QTest.keyClick(page.picker.search, Qt.Key.Key_Return)
    desk.settle()
    assert page.keeper_key() == ("visit", desk.uid("李福"))


def test_with_nobody_on_the_register_the_form_says_so(empty_desk: Desk) -> None:
    page = cast(VisitPage, empty_desk.open("visit"))
    empty_desk.settle()
    assert "名册还是空的" in page.picker.table.empty.sentence.text()


def test_enter_before_the_answer_came_takes_the_first_one_found(desk: Desk) -> None:
    page = cast(VisitPage, desk.open("visit"))
    QTest.keyClicks(page.picker.search, "wgl")
    QTest.keyClick(page.picker.search, Qt.Key.Key_Return)
    desk.settle()
    assert page.keeper_key() == ("visit", desk.uid("王桂兰"))


def test_everything_fits_one_screen_in_three_columns_and_wraps_in_a_small_one(desk: Desk) -> None:
    page = form(desk, "王桂兰")
    QApplication.processEvents()
    assert page.sheet.columns.columns() == 3
    desk.window.resize(900, 520)
    QApplication.processEvents()
    assert page.sheet.columns.columns() == 2
    desk.window.resize(680, 520)
    QApplication.processEvents()
    assert page.sheet.columns.columns() == 1


def test_nothing_flashes_as_a_window_of_its_own(desk: Desk) -> None:
    form(desk, "李福")
    assert desk.stray.seen == []


def test_whoever_goes_elsewhere_while_saving_is_not_called_back(desk: Desk) -> None:
    before = len(visits(desk, "王桂兰"))
    desk.open("today")
    desk.press(Qt.Key.Key_F2)
    page = cast(VisitPage, desk.page())
    page.sheet.accept_all()
    page.save()
    desk.window.navigator.open("duties")
    desk.settle()
    assert len(visits(desk, "王桂兰")) == before + 1
    assert desk.window.navigator.current_key() == "duties"


def test_giving_up_asks_and_leaves_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.open("today")
    page = form(desk, "李福")
    page.sheet.blocks.accept_all()
    page.keeper.keep_now()
    monkeypatch.setattr(form_page, "ask", lambda *_words, **_more: False)
    page.give_up()
    assert desk.page() is page
    monkeypatch.setattr(form_page, "ask", lambda *_words, **_more: True)
    page.give_up()
    desk.settle()
    assert desk.page() is not page
    assert desk.app.drafts.list(desk.app.actor) == []
