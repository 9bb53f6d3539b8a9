"""Help opens at the right topic and knows every page."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop_app.domain.life_events import LIFE_EVENT_EFFECTS
from desktop_app.domain.terms import LifeEventKind
from desktop_app.ui.duties.list_papers import OVERDUE_KEY
from desktop_app.ui.duties.page import PLAN_KEY
from desktop_app.ui.duty_printing import ROUTE_KEY, SLIP_KEY
from desktop_app.ui.feed import ChangeFeed
from desktop_app.ui.first_day.panel import PANEL_KEY
from desktop_app.ui.help import PAGES
from desktop_app.ui.help.page import HelpPage
from desktop_app.ui.help.topics import topics
from desktop_app.ui.jobs import JobRunner
from desktop_app.ui.navigator import discover_pages
from desktop_app.ui.phrases_menu import KEY as PHRASES_KEY
from desktop_app.ui.policies.rehearsal_panel import KEY as REHEARSAL_KEY
from desktop_app.ui.register.bulk_actions import EDIT_KEY, EXPORT_KEY
from desktop_app.ui.register.filter_bar import FILTER_KEY
from desktop_app.ui.register.life_event_form import KINDS
from desktop_app.ui.register.list_page import COLUMNS_KEY
from desktop_app.ui.register.person_page import NUMBERS_KEY
from desktop_app.ui.register.views_menu import VIEWS_KEY
from desktop_app.ui.shell import MainWindow, ShellInfo
from desktop_app.ui.since.page import PICK_KEY, SETTLE_KEY
from desktop_app.ui.today.page import BACK_ENTRY_KEY, CALLS_KEY, ROUND_KEY
from desktop_app.ui.visit_marks import VERSIONS_KEY
from desktop_app.ui.why_panel import WHY_KEY


def test_help_opens_at_the_page_it_was_asked_on(qtbot: QtBot, jobs: JobRunner, tmp_path: Path) -> None:
    info = ShellInfo(unit_name="达日罕乌拉苏木", user_name="王秀英")
    window = MainWindow(
        info, pages=PAGES, jobs=jobs, feed=ChangeFeed(), settings_file=tmp_path / "window.ini"
    )
    qtbot.addWidget(window)
    window.navigator.open("help", topic="exchange")
    page = window.navigator.current_page()
    assert isinstance(page, HelpPage)
    assert page.shown_topic() == "exchange"
    labels = cast("list[QLabel]", page.findChildren(QLabel))
    assert any("校验码" in label.text() for label in labels)
    window.navigator.open("help", topic="twins")
    assert page.shown_topic() == "twins"
    window.navigator.open("help", topic="no such page")
    assert page.shown_topic() == "twins", "an unknown page leaves the topic as it was"


def test_every_page_has_a_topic_of_its_own() -> None:
    told = [topic.key for topic in topics()]
    assert len(told) == len(set(told))
    assert {spec.key for spec in discover_pages()} - {"help"} <= set(told)


def test_every_topic_says_something_under_a_title_of_its_own() -> None:
    listed = topics()
    assert len({topic.title for topic in listed}) == len(listed)
    for topic in listed:
        assert topic.points, topic.key
        assert all(point.head and point.text for point in topic.points), topic.key
        heads = [point.head for point in topic.points]
        assert len(heads) == len(set(heads)), topic.key


@pytest.mark.parametrize(
    ("topic", "keys"),
    [
        ("register", (FILTER_KEY, COLUMNS_KEY, VIEWS_KEY, EDIT_KEY, EXPORT_KEY)),
        ("person", (NUMBERS_KEY, WHY_KEY)),
        ("today", (WHY_KEY, SLIP_KEY, ROUTE_KEY, ROUND_KEY, CALLS_KEY, BACK_ENTRY_KEY)),
        ("visit", ("F6", "F8", "Ctrl+R", "Ctrl+G")),
        ("visits", (VERSIONS_KEY, PHRASES_KEY)),
        ("phrases", (PHRASES_KEY,)),
        ("household-round", (ROUND_KEY, "F6")),
        ("phone-round", ("Delete", "Ctrl+Shift+Enter")),
        ("first-day", (PANEL_KEY,)),
        ("since", (PICK_KEY, SETTLE_KEY, SLIP_KEY, ROUTE_KEY)),
        ("duties", (WHY_KEY, SLIP_KEY, ROUTE_KEY, OVERDUE_KEY, PLAN_KEY)),
        ("policy-rule", (REHEARSAL_KEY,)),
        ("keys", (FILTER_KEY, COLUMNS_KEY, VIEWS_KEY, EDIT_KEY, EXPORT_KEY, NUMBERS_KEY)),
    ],
)
def test_the_keys_that_help_names_are_those_of_the_pages(topic: str, keys: tuple[str, ...]) -> None:
    told = _words(topic)
    assert [key for key in keys if key not in told] == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_help_on_life_events_names_what_moves_a_person(kind: LifeEventKind) -> None:
    effect = LIFE_EVENT_EFFECTS[kind]
    if effect.ends or effect.returns or effect.begins or effect.finishes:
        assert kind.term in _words("life-event")


def _words(key: str) -> str:
    topic = next(topic for topic in topics() if topic.key == key)
    return " ".join(f"{point.head} {point.text}" for point in topic.points)
