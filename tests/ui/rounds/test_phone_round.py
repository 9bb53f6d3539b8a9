"""Many calls on one page: two keys a call, a refusal at its row, drafts, undo, and what comes next."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt

from desktop_app.domain.errors import N_
from desktop_app.domain.terms import FindingKind, Mode, Outcome, RoundKind
from desktop_app.services.register_drafts import ContactDraft
from desktop_app.services.visit_drafts import VisitDraft
from desktop_app.services.visits import RoundProblem, VisitService
from desktop_app.storage.queries.visits import VisitRow
from desktop_app.ui.duties.page import DutiesPage
from desktop_app.ui.rounds import calls_work
from desktop_app.ui.rounds.call_entries import CHANGED, SAME
from desktop_app.ui.rounds.calls_page import CallsPage
from desktop_app.ui.rounds.calls_work import FORM, Order
from tests.ui.conftest import Commit
from tests.ui.made_up_home import LONG_NAME, TODAY, Desk
from tests.ui.rounds.conftest import FAMILY, add_person

CTRL = Qt.KeyboardModifier.ControlModifier
TWENTY = 20
LONGEST = "额尔敦陶格陶胡·阿拉坦格日勒图孛儿只斤氏第十一代"


def calls(desk: Desk, **params: object) -> CallsPage:
    return cast(CallsPage, desk.open("phone-round", **params))


def names(page: CallsPage) -> list[str]:
    return [row.person.name for row in page.sheet.list.rows()]


def visits(desk: Desk, name: str) -> list[VisitRow]:
    return desk.app.visits.of_elder(desk.app.actor, desk.uid(name))


def go_to(desk: Desk, page: CallsPage, name: str) -> None:
    assert page.sheet.list.go_to(desk.uid(name))


def stored(desk: Desk, order: Order | None = None) -> dict[str, Any] | None:
    draft = desk.app.drafts.find(desk.app.actor, FORM, (order or Order()).subject())
    return draft.content if draft else None


def test_twenty_calls_take_two_keys_each_and_are_saved_at_once(desk: Desk) -> None:
    for number in range(TWENTY):
        add_person(
            desk.app, LONGEST if not number else f"白{number}", date(1950, 1, 1), phone=f"1380000{number:04d}"
        )
    desk.app.duties.refresh(desk.app.actor)
    page = calls(desk)
    asked = names(page)[:TWENTY]
    assert LONGEST in names(page)
    desk.keys = 0
    for number in range(TWENTY):
        desk.press(Qt.Key.Key_1 if number % 4 else Qt.Key.Key_2)
        desk.press(Qt.Key.Key_Return)
    assert page.sheet.counted.text() == f"已填 {TWENTY} / {len(names(page))}"
    desk.press(Qt.Key.Key_Return, CTRL)
    assert desk.keys <= 2 * TWENTY + 2
    made = [row for row in desk.app.visits.between(desk.app.actor, TODAY, TODAY) if row.round_uid]
    assert len(made) == TWENTY
    assert len({row.round_uid for row in made}) == 1
    assert {row.mode for row in made} == {Mode.PHONE.value}
    assert {row.outcome for row in made} == {
        Outcome.MET_REMOTELY.value,
        Outcome.COULD_NOT_REACH.value,
    }
    assert {row.visitor for row in made} == {"海棠"}
    assert not set(asked) & set(names(page))
    assert not page.is_unsaved()
    assert stored(desk) is None
    desk.press(Qt.Key.Key_Z, CTRL)
    assert set(asked) <= set(names(page))
    assert len(page.sheet.entries) == TWENTY
    assert not [row for row in desk.app.visits.between(desk.app.actor, TODAY, TODAY) if row.round_uid]


def test_a_call_that_reached_the_person_carries_the_answers_of_last_time_if_there_are_any(
    desk: Desk,
) -> None:
    page = calls(desk)
    go_to(desk, page, FAMILY[0])
    desk.press(Qt.Key.Key_1)
    assert page.sheet.panel.situation.chosen() == (SAME,)
    go_to(desk, page, FAMILY[1])
    desk.press(Qt.Key.Key_1)
    assert SAME not in {option.key for option in page.sheet.panel.situation.options()}
    desk.press(Qt.Key.Key_Return, CTRL)
    assert visits(desk, FAMILY[1])[0].answers == {}
    newest = visits(desk, FAMILY[0])[0]
    assert newest.visited_on == TODAY
    assert newest.answers["health.disease"] == ["hypertension"]


def test_what_has_changed_is_told_line_by_line_and_proposes_a_finding(desk: Desk) -> None:
    page = calls(desk)
    go_to(desk, page, FAMILY[0])
    desk.press(Qt.Key.Key_1)
    panel = page.sheet.panel
    desk.press(Qt.Key.Key_Right)
    assert panel.outcome.hasFocus()
    desk.press(Qt.Key.Key_Down)
    assert panel.situation.hasFocus()
    desk.press(Qt.Key.Key_2)
    assert panel.situation.chosen() == (CHANGED,)
    lines = panel.answers()
    assert lines.first_open() is None
    desk.press(Qt.Key.Key_Return)
    while not lines.lines["health.reaction"].hasFocus():
        desk.press(Qt.Key.Key_Return)
    desk.press(Qt.Key.Key_3)
    (proposed,) = panel.findings.proposals()
    assert proposed.kind == FindingKind.URGENT.value
    panel.findings.add(proposed.kind, proposed.what)
    assert panel.emergency.isVisible()
    assert "120" in panel.emergency.text()
    page.save_this()
    desk.settle()
    newest = visits(desk, FAMILY[0])[0]
    assert newest.answers["health.reaction"] == "none"
    assert newest.answers["health.disease"] == ["hypertension"]
    found = desk.app.visits.findings(desk.app.actor, elder_uid=desk.uid(FAMILY[0]))
    assert [one.what for one in found] == [proposed.what]


def test_third_party_calls_are_of_their_own_kind_and_the_note_leads_to_the_next_row(
    desk: Desk, commit: Commit
) -> None:
    page = calls(desk)
    first = page.sheet.list.current()
    assert first is not None
    desk.press(Qt.Key.Key_3)
    page.sheet.panel.note.setFocus()
    commit(page.sheet.panel.note.line, "儿子说一切都好")
    desk.press(Qt.Key.Key_Return)
    assert page.sheet.list.current() is not first
    assert page.sheet.list.table.view.hasFocus()
    page.save()
    desk.settle()
    newest = visits(desk, first.person.name)[0]
    assert (newest.mode, newest.summary) == (Mode.THIRD_PARTY.value, "儿子说一切都好")


def test_an_unanswered_call_says_what_comes_next_and_delete_clears_it(desk: Desk) -> None:
    page = calls(desk)
    go_to(desk, page, FAMILY[0])
    desk.press(Qt.Key.Key_2)
    assert "下一步" in page.sheet.panel.effect.text()
    assert not page.sheet.panel.situation.isVisible()
    desk.press(Qt.Key.Key_Delete)
    assert page.sheet.entries == {}
    assert not page.is_unsaved()
    desk.press(Qt.Key.Key_Return, CTRL)
    assert "还没有填写" in desk.window.notices.text()


def test_a_refused_call_is_marked_and_in_focus_and_the_others_stay(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = calls(desk)
    for _row in range(3):
        desk.press(Qt.Key.Key_1)
        desk.press(Qt.Key.Key_Return)

    def refuse(_self: VisitService, _actor: object, _kind: RoundKind, _drafts: object) -> None:
        raise RoundProblem(row=1, field="outcome", label=N_("探访结果"), reason=N_("与探访方式不符"))

    with monkeypatch.context() as patched:
        patched.setattr(VisitService, "record_round", refuse)
        desk.press(Qt.Key.Key_Return, CTRL)
    refused = page.sheet.list.rows()[1]
    assert page.sheet.list.current() is refused
    assert "与探访方式不符" in page.sheet.panel.problem.text()
    assert len(page.sheet.entries) == 3
    desk.press(Qt.Key.Key_Return, CTRL)
    assert page.sheet.entries == {}


def test_a_time_that_is_none_is_refused_at_its_row(desk: Desk) -> None:
    page = calls(desk)
    desk.press(Qt.Key.Key_1)
    page.sheet.panel.time.set_value("25:99")
    desk.press(Qt.Key.Key_Return, CTRL)
    assert "14:30" in page.sheet.panel.problem.text()
    assert len(page.sheet.entries) == 1
    page.sheet.panel.time.set_value("9:05")
    page.sheet.panel.time.set_value("09:05")
    row = page.sheet.list.current()
    assert row is not None
    page.save()
    desk.settle()
    assert visits(desk, row.person.name)[0].visited_time == "09:05"


def test_a_draft_comes_back_with_the_row_of_the_keyboard_and_who_is_not_owed_any_more(
    desk: Desk,
) -> None:
    page = calls(desk)
    for name, key in ((FAMILY[0], Qt.Key.Key_1), (FAMILY[1], Qt.Key.Key_2)):
        go_to(desk, page, name)
        desk.press(key)
    desk.window.hide()  # as a lock does
    desk.settle()
    kept = stored(desk)
    assert kept is not None
    assert kept["count"] == 2
    desk.window.show()
    desk.open("today")
    assert "2 条还没保存" in desk.window.notices.text()
    desk.app.visits.record(desk.app.actor, _visit(desk, FAMILY[0]))
    page = calls(desk)
    assert {entry.outcome for entry in page.sheet.entries.values()} == {"met_remotely", "could_not_reach"}
    current = page.sheet.list.current()
    assert current is not None
    assert current.person.name == FAMILY[1]
    assert FAMILY[0] in names(page)
    page.give_up_draft()
    desk.settle()
    assert stored(desk) is None
    assert page.sheet.entries == {}


def _visit(desk: Desk, name: str) -> VisitDraft:
    return VisitDraft(
        elder_uid=desk.uid(name),
        visited_on=TODAY,
        mode=Mode.IN_PERSON.value,
        outcome=Outcome.MET_IN_PERSON.value,
        visitor_name="海棠",
    )


def test_the_filters_begin_another_list_and_keep_what_was_filled_in(desk: Desk) -> None:
    page = calls(desk)
    desk.press(Qt.Key.Key_1)
    villages = desk.app.register.villages(desk.app.actor)
    page.sheet.village.set_value(villages[1].code)
    desk.settle()
    assert names(page) == ["李福"]
    assert page.sheet.entries == {}
    assert stored(desk) is not None
    page.sheet.village.set_value(None)
    desk.settle()
    assert len(page.sheet.entries) == 1


def test_people_without_a_phone_stand_last_and_a_contact_is_named(desk: Desk) -> None:
    add_person(
        desk.app,
        "白铁柱",
        date(1950, 1, 1),
        contacts=(ContactDraft(name="巴图", relation="儿子", phone="13900139002", roles=("emergency",)),),
    )
    desk.app.duties.refresh(desk.app.actor)
    page = calls(desk)
    assert names(page)[-2:] in ([LONG_NAME, "李福"], ["李福", LONG_NAME])
    go_to(desk, page, "白铁柱")
    assert "巴图 139 0013 9002" in page.sheet.panel.contact.text()
    assert "没有电话" in page.sheet.panel.phone.text()


def test_when_a_list_is_done_the_next_people_come(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls_work, "MOST_CALLS", 2)
    page = calls(desk)
    assert names(page) == [FAMILY[1], FAMILY[0]]
    desk.press(Qt.Key.Key_2)
    page.sheet.when.visitor.set_value(None)
    page.save()
    assert page.sheet.entries
    page.sheet.when.visitor.set_value(desk.app.register.visitors(desk.app.actor)[0].uid)
    page.save()
    desk.settle()
    assert FAMILY[1] not in names(page)
    assert len(names(page)) == 2


def test_an_empty_list_teaches(empty_desk: Desk) -> None:
    page = calls(empty_desk)
    assert page.empty.isVisible()
    assert "没有可以电话探访的人" in page.empty.sentence.text()
    assert not page.sheet.when.isVisible()
    empty_desk.press(Qt.Key.Key_Space)
    assert isinstance(empty_desk.page(), DutiesPage)


def test_the_duties_page_opens_the_calls_of_its_filter(desk: Desk) -> None:
    duties = cast(DutiesPage, desk.open("duties"))
    code = desk.app.register.villages(desk.app.actor)[1].code
    duties.filters.village.set_value(code)
    desk.settle()
    duties._on_calls()
    desk.settle()
    page = cast(CallsPage, desk.page())
    assert isinstance(page, CallsPage)
    assert names(page) == ["李福"]
    assert page.sheet.village.value() == code


def test_a_call_that_does_not_count_says_so_in_words(desk: Desk) -> None:
    desk.app.visits.record(desk.app.actor, _visit(desk, FAMILY[0]))
    page = calls(desk, uids=(desk.uid(FAMILY[0]),))
    assert "没有应探访" in page.sheet.panel.why.text()
    assert not page.sheet.village.isVisible()
    desk.press(Qt.Key.Key_1)
    assert "没有应探访" in page.sheet.panel.effect.text()


def test_who_types_in_a_call_keeps_the_cursor_when_the_list_is_read_anew(desk: Desk, commit: Commit) -> None:
    page = calls(desk)
    go_to(desk, page, "李福")
    desk.press(Qt.Key.Key_1)
    note = page.sheet.panel.note.line
    note.setFocus()
    commit(note, "女儿接的")
    note.setCursorPosition(2)
    add_person(desk.app, "白铁柱", date(1950, 1, 1), phone="13800000009")
    page.refresh()
    desk.settle()
    assert "白铁柱" in names(page)
    assert (note.text(), note.cursorPosition()) == ("女儿接的", 2)
    assert note.hasFocus()


def test_what_is_filled_in_while_others_are_saved_is_kept(desk: Desk) -> None:
    page = calls(desk)
    first, second = (row.person.name for row in page.sheet.list.rows()[:2])
    for name in (first, second):
        go_to(desk, page, name)
        desk.press(Qt.Key.Key_2)
    go_to(desk, page, first)
    page.save_this()
    go_to(desk, page, second)
    page.sheet.panel.note.line.setText("关机")
    page.sheet.panel.note.changed.emit()
    desk.settle()
    desk.qtbot.waitUntil(lambda: "关机" in str(stored(desk)))
    kept = stored(desk)
    assert kept is not None
    assert list(kept["entries"]) == [desk.uid(second)]
    assert visits(desk, first)[0].visited_on == TODAY


def test_who_writes_the_day_or_the_visitor_keeps_the_keyboard_when_the_list_is_read_anew(desk: Desk) -> None:
    page = calls(desk)
    day = page.sheet.when.day.line
    day.setFocus()
    add_person(desk.app, "白铁柱", date(1950, 1, 1), phone="13800000009")
    page.refresh()
    desk.settle()
    assert "白铁柱" in names(page)
    assert day.hasFocus()


def test_a_digit_pressed_before_the_list_is_there_is_nobodys(desk: Desk) -> None:
    page = calls(desk)
    page.activate()
    desk.press(Qt.Key.Key_1)
    desk.settle()
    assert not page.sheet.entries
    assert not page.is_unsaved()


def test_who_was_joined_with_another_file_meanwhile_stands_on_the_list_once(desk: Desk) -> None:
    page = calls(desk)
    one, other = (row.person.elder_uid for row in page.sheet.list.rows()[:2])
    for uid in (one, other):
        assert page.sheet.list.go_to(uid)
        desk.press(Qt.Key.Key_2)
    desk.app.same_person.merge(desk.app.actor, one, other, sure=True)
    page.refresh()
    desk.settle()
    uids = page.sheet.list.uids()
    assert len(uids) == len(set(uids))
