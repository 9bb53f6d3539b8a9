"""The page of today: groups, keys, the month at the right, drafts, empty states."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from sqlalchemy import event

from desktop_app.models import Household, HouseholdMember
from desktop_app.services.visit_drafts import VisitDraft
from desktop_app.ui.today.board import grouped, read_month, read_owed
from desktop_app.ui.today.owed_painter import button_place
from desktop_app.ui.today.page import TodayPage
from desktop_app.ui.today.together import Roof
from desktop_app.ui.visits.form_page import VisitPage
from tests.ui.made_up_home import LONG_NAME, TODAY, Desk


def today(desk: Desk) -> TodayPage:
    return cast(TodayPage, desk.open("today"))


def links(page: TodayPage) -> list[QPushButton]:
    made = cast(list[QPushButton], page.side.findChildren(QPushButton))
    return [one for one in made if not one.isHidden()]


def test_people_stand_in_groups_with_the_longest_overdue_first(desk: Desk) -> None:
    owed = read_owed(desk.app)
    assert [(group.title, [row.line.name for row in group.rows]) for group in owed.groups] == [
        ("已逾期", ["王桂兰"]),
        ("今天（到期或排定）", [LONG_NAME, "李福"]),
    ]


def test_a_row_is_one_sentence_for_a_screen_reader_with_a_masked_phone(desk: Desk) -> None:
    page = today(desk)
    words = page.list.owed.index(page.list.owed.number_of(desk.uid("王桂兰")), 0).data()
    for part in ("王桂兰", "已逾期 6 天", "每7天一次", "138****8001", "上次 11月9日 见到本人"):
        assert part in words
    assert "13800138001" not in words


def test_headings_are_passed_over_by_the_arrow_keys(desk: Desk) -> None:
    page = today(desk)
    assert page.list.current() is not None
    names = []
    for _step in range(3):
        current = page.list.current()
        assert current is not None
        names.append(current.line.name)
        desk.press(Qt.Key.Key_Down)
    assert names == ["王桂兰", LONG_NAME, "李福"]


def test_f2_opens_the_form_on_the_chosen_person_with_the_rest_as_queue(desk: Desk) -> None:
    today(desk)
    desk.press(Qt.Key.Key_F2)
    page = desk.page()
    assert isinstance(page, VisitPage)
    assert page.keeper_key() == ("visit", desk.uid("王桂兰"))
    assert "后面还有 2 人" in page.rest.text()


def test_a_click_on_the_button_of_a_row_opens_the_form(desk: Desk) -> None:
    page = today(desk)
    area = page.list.visualRect(page.list.owed.index(page.list.owed.number_of(desk.uid("李福")), 0))
    place: QPoint = button_place(area).center()
    QTest.mouseClick(page.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    desk.settle()
    opened = desk.page()
    assert isinstance(opened, VisitPage)
    assert opened.keeper_key()[1] == desk.uid("李福")


def test_the_month_names_who_is_missing_and_what_is_open(desk: Desk) -> None:
    page = today(desk)
    names = [made.text() for made in links(page)]
    assert "李福" in names
    assert LONG_NAME in names
    assert page.side._lack.text() == "还差 2 人"
    labels = cast(list[QLabel], page.side.findChildren(QLabel))
    shown = " ".join(label.text() for label in labels)
    assert "用电：线路老化" in shown


def test_a_draft_is_listed_and_resumed(desk: Desk) -> None:
    uid = desk.uid("李福")
    desk.app.drafts.keep(
        desk.app.actor, "visit", uid, {"elder_uid": uid, "visit_uid": "", "name": "李福", "values": {}}
    )
    page = today(desk)
    draft = next(one for one in links(page) if "李福的探访" in one.text())
    draft.click()
    desk.settle()
    opened = desk.page()
    assert isinstance(opened, VisitPage)
    assert opened.keeper_key()[1] == uid


def test_the_page_reloads_when_a_visit_is_recorded_elsewhere(desk: Desk) -> None:
    page = today(desk)
    desk.app.visits.record(
        desk.app.actor,
        VisitDraft(
            elder_uid=desk.uid("王桂兰"),
            visited_on=TODAY,
            mode="in_person",
            outcome="met_in_person",
            visitor_name="海棠",
        ),
    )
    desk.qtbot.waitUntil(lambda: page.list.owed.number_of(desk.uid("王桂兰")) < 0, timeout=3000)


def test_an_empty_register_is_explained_with_a_way_out(empty_desk: Desk) -> None:
    page = today(empty_desk)
    assert page.empty.isVisible()
    assert "名册还是空的" in page.empty.sentence.text()
    assert page.empty.button.isVisible()


def test_nothing_flashes_as_a_window_of_its_own(desk: Desk) -> None:
    today(desk)
    assert desk.stray.seen == []


def test_when_cold_comes_today_leads_to_whom_to_call_first(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = today(desk)
    asked = opened(page, monkeypatch)
    suggested = {each.row.template.kind.value for each in desk.app.campaigns.suggestions(desk.app.actor)}
    assert page.side.emergency.isVisible() == ("cold" in suggested)
    page.side.emergency.click()
    assert asked == [("emergency", {"hazard": "cold"})]


def test_the_number_of_statements_does_not_grow_with_the_people(desk: Desk, empty_desk: Desk) -> None:
    def count(one: Desk) -> int:
        seen: list[str] = []
        engine = one.app.store._reader
        event.listen(engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
        read_owed(one.app)
        read_month(one.app)
        return len(seen)

    assert count(desk) <= count(empty_desk) + 10, "a fixed number, plus the facts of people and findings"


def test_groups_without_anybody_are_left_out() -> None:
    assert grouped((), TODAY) == ()


def one_roof(desk: Desk, *names: str) -> str:
    """Put people into one household; returns its uid."""
    uids = [desk.uid(name) for name in names]
    village = desk.app.register.get(desk.app.actor, uids[0]).village_code
    with desk.app.store.writing("户", "王秀英") as unit:
        made = unit.add(Household(head_name="王桂兰", village_code=village, address="敖包山下"))
        unit.flush()
        for uid in uids:
            unit.add(HouseholdMember(household_uid=made.uid, elder_uid=uid))
        return str(made.uid)


def opened(page: TodayPage, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    """Note the pages that are asked for instead of opening them."""
    asked: list[tuple[str, dict[str, Any]]] = []

    def note(key: str, **params: Any) -> bool:
        asked.append((key, params))
        return True

    monkeypatch.setattr(page.context.navigator, "open", note)
    return asked


def test_people_under_one_roof_are_recorded_together_by_key_or_by_a_click(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    household = one_roof(desk, "王桂兰", LONG_NAME)
    page = today(desk)
    asked = opened(page, monkeypatch)
    assert page.round_button.isVisible()
    desk.press(Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    roof = next(
        number
        for number in range(page.list.owed.rowCount())
        if isinstance(page.list.owed.entry(number), Roof)
    )
    assert page.list.owed.index(roof, 0).data() == f"王桂兰户：同住的还有 {LONG_NAME}（今天）"
    place = button_place(page.list.visualRect(page.list.owed.index(roof, 0))).center()
    QTest.mouseClick(page.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert asked == [("household-round", {"household_uid": household})] * 2
    assert "同住的还有" in page.list.currentIndex().data()


def test_who_lives_with_nobody_of_the_list_is_not_offered_a_round(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    one_roof(desk, "王桂兰", "张三")
    page = today(desk)
    asked = opened(page, monkeypatch)
    assert not page.round_button.isVisible()
    desk.press(Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    assert asked == []


def test_calls_and_sheets_have_their_keys(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    page = today(desk)
    asked = opened(page, monkeypatch)
    desk.press(Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    desk.press(Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert asked == [("phone-round", {}), ("back-entry", {})]


def test_sheets_that_have_not_come_back_are_counted_and_lead_to_entering_them(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = today(desk)
    assert not page.sheets_button.isHidden()
    assert page.side.sheets.isHidden()
    uid = desk.uid("李福")
    desk.app.printed_sheets.issue(
        desk.app.actor, "visit-sheet", [(uid, TODAY), (uid, TODAY - timedelta(days=1))]
    )
    page.refresh()
    desk.settle()
    assert "2 张纸单还没有补录" in page.side.sheets.text()
    asked = opened(page, monkeypatch)
    page.side.sheets.click()
    assert asked == [("back-entry", {})]


def test_drafts_of_rounds_are_listed_and_lead_to_their_page(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: dict[str, dict[str, Any]] = {
        "household_round": {"household_uid": "h1", "elder_uid": "e1", "name": LONG_NAME, "count": 4},
        "phone_round": {"village_code": "v1", "uids": ["e1", "e2"], "name": "", "count": 2},
        "visit": {"open": {"elder_uid": "e1", "sheet_no": "A-1"}, "elder_uid": "e1", "name": "李福"},
        "visit_correction": {"elder_uid": "e1", "visit_uid": "v1", "name": "李福"},
        "rule": {"name": "每月"},
    }
    for form, content in kept.items():
        desk.app.drafts.keep(desk.app.actor, form, "one", content)
    page = today(desk)
    asked = opened(page, monkeypatch)
    for words in ("户 4 人", "电话探访 2 人", "李福的探访", "李福的更正"):
        next(one for one in links(page) if words in one.text()).click()
    assert asked == [
        ("household-round", {"household_uid": "h1"}),
        ("phone-round", {"village_code": "v1", "uids": ("e1", "e2")}),
        ("visit", {"elder_uid": "e1", "sheet_no": "A-1"}),
        ("visit", {"elder_uid": "e1", "visit_uid": "v1"}),
    ]
    assert not [one for one in links(page) if "每月" in one.text()]


def test_every_key_of_the_page_is_in_its_overview(desk: Desk) -> None:
    page = today(desk)
    shortcuts = cast(list[QShortcut], page.findChildren(QShortcut))
    bound = {shortcut.key().toString() for shortcut in shortcuts}
    assert bound <= {hint.key for hint in page.keys}
