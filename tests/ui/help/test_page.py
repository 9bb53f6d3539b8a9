"""Help opens at the right topic and knows every page."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop_app.ui.feed import ChangeFeed
from desktop_app.ui.help import PAGES
from desktop_app.ui.help.page import HelpPage
from desktop_app.ui.help.topics import topics
from desktop_app.ui.jobs import JobRunner
from desktop_app.ui.navigator import discover_pages
from desktop_app.ui.shell import MainWindow, ShellInfo


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
    window.navigator.open("help", topic="person")
    assert page.shown_topic() == "register"
    window.navigator.open("help", topic="no such page")
    assert page.shown_topic() == "register", "an unknown page leaves the topic as it was"


def test_every_page_of_the_sidebar_has_its_help() -> None:
    told = {topic.key for topic in topics()}
    listed = {spec.key for spec in discover_pages() if spec.order >= 0} - {"help"}
    assert listed <= told
