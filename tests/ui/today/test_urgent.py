"""The page of today with what cannot wait: alarms, hours that run, campaigns, what came up since the last opening."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.bootstrap import open_application
from desktop_app.domain.terms import DutyKind, DutyState
from desktop_app.models import Campaign, CampaignTarget, LifeEvent
from desktop_app.services import settings
from desktop_app.services.clock import Clock
from desktop_app.services.visit_drafts import VisitDraft
from desktop_app.storage.queries.duties import DutyLine
from desktop_app.storage.queries.elders import ElderFilter
from desktop_app.ui import duty_words
from desktop_app.ui.duty_printing import CALL_OUT, ROUTE
from desktop_app.ui.today.board import read_owed
from desktop_app.ui.today.page import TodayPage
from tests.ui.made_up_home import LONG_NAME, PASSWORD, TODAY, Desk, open_home

CTRL = Qt.KeyboardModifier.ControlModifier


class Wall:
    """A wall clock that the tests move."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 22, 14, 10).astimezone()

    def read(self) -> datetime:
        return self.at.astimezone(UTC)


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def busy(qtbot: QtBot, home: Path, tmp_path: Path, wall: Wall) -> Iterator[Desk]:
    """Open the window at 14:10 on a day with a fall, four attempts in vain, and a campaign."""
    app = open_home(home)
    people = app.register.rows(app.actor, app.register.list_ids(app.actor, ElderFilter()))
    uids = {row.name: row.uid for row in people}
    with app.store.writing("变故", app.actor.name) as unit:
        unit.insert_many(
            LifeEvent,
            [
                {
                    "elder_uid": uids["王桂兰"],
                    "kind": "fall",
                    "happened_on": TODAY,
                    "known_on": TODAY,
                    "happened_time": "09:30",
                }
            ],
        )
        unit.insert_many(
            Campaign,
            [
                {
                    "title": "寒潮走访",
                    "kind": "cold",
                    "from_on": TODAY - timedelta(days=1),
                    "to_on": TODAY + timedelta(days=2),
                    "modes": ["in_person", "phone"],
                }
            ],
        )
    with app.store.reading() as session:
        round_uid = session.query(Campaign.uid).scalar()
    with app.store.writing("名单", app.actor.name) as unit:
        unit.insert_many(
            CampaignTarget, [{"elder_uid": uids["李福"], "campaign_uid": round_uid, "visitor_uid": None}]
        )
    for number in range(4):
        app.visits.record(
            app.actor,
            VisitDraft(
                elder_uid=uids[LONG_NAME],
                visited_on=date(2026, 11, 17) + timedelta(days=number),
                mode="in_person",
                outcome="not_at_home",
                visitor_name="海棠",
            ),
        )
    app.close()
    made = Desk(qtbot, open_application(home, PASSWORD, clock=Clock(read=wall.read)), tmp_path / "window.ini")
    yield made
    made.close()


def today(desk: Desk) -> TodayPage:
    page = cast(TodayPage, desk.open("today"))
    desk.settle()
    return page


def test_the_alarm_stands_above_the_hours_and_each_person_once(busy: Desk) -> None:
    groups = read_owed(busy.app).groups
    assert [(group.title, [row.line.name for row in group.rows]) for group in groups][:2] == [
        ("平安预警", [LONG_NAME]),
        ("24 小时内", ["王桂兰"]),
    ]
    people = [row.line.elder_uid for group in groups for row in group.rows]
    assert len(people) == len(set(people))


def test_the_countdown_goes_on_with_the_minutes_and_says_when_it_is_over(busy: Desk, wall: Wall) -> None:
    page = today(busy)
    row = page.list.owed.number_of(busy.uid("王桂兰"))
    assert "还剩 19小时20分" in page.list.owed.index(row, 0).data()
    wall.at += timedelta(minutes=21)
    seen: list[object] = []
    page.list.owed.dataChanged.connect(lambda *_places: seen.append(1))
    page.tick()
    busy.settle()
    assert seen
    assert "还剩 18小时59分" in page.list.owed.index(row, 0).data()
    wall.at += timedelta(hours=20)
    page.tick()
    busy.qtbot.waitUntil(
        lambda: (
            "已超过 1小时1分" in page.list.owed.index(page.list.owed.number_of(busy.uid("王桂兰")), 0).data()
        ),
        timeout=5000,
    )
    busy.settle()
    (event,) = busy.app.duties.list(busy.app.actor, kind=DutyKind.EVENT)
    assert event.line.state == DutyState.OVERDUE.value


def test_the_minutes_are_counted_only_while_the_page_is_in_sight(busy: Desk) -> None:
    page = today(busy)
    assert page.counting()
    busy.open("register")
    assert not page.counting()
    busy.open("today")
    assert page.counting()


def test_the_slip_is_printed_by_key_for_whom_hours_count_only(
    busy: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = today(busy)
    asked: list[tuple[str, object]] = []
    monkeypatch.setattr(page.printing, "print", lambda name, uids=None, **_where: asked.append((name, uids)))
    busy.press(Qt.Key.Key_Down)
    assert page.slip_button.isVisible()
    busy.press(Qt.Key.Key_F7)
    assert asked == [(CALL_OUT, [busy.uid("王桂兰")])]
    busy.press(Qt.Key.Key_End)
    assert not page.slip_button.isVisible()
    busy.press(Qt.Key.Key_F7)
    assert len(asked) == 1
    busy.press(Qt.Key.Key_P, CTRL)
    assert asked[-1] == (ROUTE, None)


def test_the_whole_reason_opens_by_key(busy: Desk) -> None:
    page = today(busy)
    busy.press(Qt.Key.Key_F9)
    busy.qtbot.waitUntil(lambda: page.why.dialog is not None, timeout=3000)
    dialog = page.why.dialog
    assert dialog is not None
    assert "平安预警" in dialog.text()
    assert "不要求探访" in dialog.text()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert page.why.dialog is None


def test_a_running_campaign_is_one_line_that_leads_to_it(busy: Desk) -> None:
    page = today(busy)
    assert page.campaigns.isVisible()
    made = cast(list[QPushButton], page.campaigns.findChildren(QPushButton))
    words = [one.text() for one in made if not one.isHidden()]
    assert words == ["寒潮走访：还差 1 人（已完成 0/1），11月24日截止"]
    made[-1].click()
    busy.settle()
    assert busy.window.navigator.current_key() == "campaign"


def test_what_came_up_since_the_last_opening_is_told_once_with_the_way_there(busy: Desk) -> None:
    with busy.app.store.setting_up() as session:
        settings.write(session, settings.LAST_OPENED, {"on": "2026-11-10", "entry": 0})
    today(busy)
    busy.qtbot.waitUntil(lambda: "以来" in busy.window.notices.text(), timeout=5000)
    assert "自11月10日" in busy.window.notices.text()
    assert "新发生" in busy.window.notices.text()
    busy.window.notices._act()
    busy.settle()
    assert busy.window.navigator.current_key() == "since"
    busy.open("today")
    busy.settle()
    assert busy.window.notices.text() == ""


def test_the_papers_of_the_day_are_made_without_a_printer(busy: Desk, tmp_path: Path) -> None:
    made = busy.app.reports.make(busy.app.actor, "call-out-slip", tmp_path / "a.pdf")
    assert made.people == 2


def line(desk: Desk) -> DutyLine:
    return desk.app.duties.list(desk.app.actor)[0].line


@pytest.mark.parametrize(
    ("latest_on", "time", "at", "words"),
    [
        (TODAY, "19:30", "14:10", "还剩 5小时20分"),
        (TODAY, "12:10", "14:10", "已超过 2小时"),
        (TODAY, "14:50", "14:10", "还剩 40分钟"),
        (TODAY, None, "22:00", "还剩 2小时"),
        (TODAY + timedelta(days=1), "00:10", "23:55", "还剩 15分钟"),
        (TODAY - timedelta(days=1), "23:55", "00:10", "已超过 15分钟"),
    ],
)
def test_hours_are_counted_by_the_wall_clock_over_midnight(
    desk: Desk, latest_on: date, time: str | None, at: str, words: str
) -> None:
    event = replace(
        line(desk), kind="event", state="due", latest_on=latest_on, latest_time=time, overdue_days=0
    )
    assert duty_words.state_words(event, TODAY, at) == words


def test_without_a_clock_or_far_from_the_deadline_days_are_said(desk: Desk) -> None:
    event = replace(
        line(desk), kind="event", state="due", latest_on=TODAY, latest_time="19:30", overdue_days=0
    )
    assert duty_words.state_words(event, TODAY) == "今天 19:30 截止"
    late = replace(event, state="overdue", latest_on=TODAY - timedelta(days=5), overdue_days=5)
    assert duty_words.state_words(late, TODAY, "08:00") == "已逾期 5 天"
    assert duty_words.state_words(replace(late, alert=True), TODAY, "08:00") == "平安预警"


def test_the_next_step_and_the_planned_day_are_said(desk: Desk) -> None:
    plain = replace(line(desk), attempts=0, next_step=None, planned_on=None)
    assert duty_words.next_words(plain) == ""
    assert duty_words.next_words(replace(plain, planned_on=date(2026, 11, 25))) == "排定 11月25日"
    tried = replace(plain, attempts=2, next_step="phone", due_on=date(2026, 11, 23))
    assert duty_words.next_words(tried) == "2次未见到本人，11月23日打电话"
    assert "今天必须查明下落" in duty_words.next_words(replace(tried, alert=True))
