"""应享服务: filters with numbers, the plan's sentence beside the list, and where a line is settled."""

from __future__ import annotations

from typing import cast

import pytest
from PySide6.QtCore import Qt

from desktop_app.domain.due_kinds import DueKind
from desktop_app.services.radar_rows import DueItem
from desktop_app.ui.radar import acts
from desktop_app.ui.radar.page import ALL, AT_ONCE, PAPER, RadarPage
from desktop_app.ui.radar.words import month_words
from tests.ui.made_up_home import TODAY, Desk

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(desk: Desk) -> RadarPage:
    made = cast(RadarPage, desk.open("radar"))
    desk.qtbot.waitUntil(lambda: made.table.count() > 0, timeout=10_000)
    desk.settle()
    return made


def items(page: RadarPage) -> list[DueItem]:
    radar = page._radar
    assert radar is not None
    rows = (page.table.model.row_at(number) for number in range(page.table.count()))
    return [radar.item(line) for line in rows if line is not None]


def test_the_list_names_people_and_shows_the_sentence_of_the_plan(desk: Desk, page: RadarPage) -> None:
    found = items(page)
    assert {item.kind for item in found} >= {DueKind.SERVICE}
    first = found[0]
    assert first.sentence in page.preview.sentence.text()
    assert first.document in page.preview.document.text()
    assert first.why == page.preview.why.text()
    assert f"共 {len(found)} 项" in page.count.text()


def test_chips_filter_and_say_how_many_they_leave(desk: Desk, page: RadarPage) -> None:
    every = page.table.count()
    topic = (DueKind.SERVICE, "family_doctor")
    chip = page.topic_chips.chips[topic]
    wanted = int(chip.text().rsplit(" ", 1)[1])
    chip.click()
    desk.qtbot.waitUntil(lambda: page.table.count() == wanted)
    assert {item.about for item in items(page)} == {"family_doctor"}
    assert chip.isChecked()
    page.topic_chips.chips[ALL].click()
    desk.qtbot.waitUntil(lambda: page.table.count() == every)
    page.month_chips.chips[AT_ONCE].click()
    desk.qtbot.waitUntil(lambda: page.table.count() < every)
    assert all(item.at_once or item.state == "overdue" for item in items(page))


def test_a_line_is_settled_where_it_belongs_by_keys_alone(
    desk: Desk, page: RadarPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[tuple[str, dict[str, object]]] = []

    def note(key: str, **params: object) -> bool:
        opened.append((key, params))
        return True

    monkeypatch.setattr(page.context.navigator, "open", note)
    found = items(page)
    by_about = {item.about: item for item in found}
    for about, key in (("family_doctor", acts.PLANS), ("health_management", acts.SERVICE)):
        item = by_about[about]
        acts.handle(page.context, item)
        assert opened[-1][0] == key
        assert opened[-1][1]["elder_uid"] == item.elder_uid
        assert opened[-1][1]["service"] == about
    desk.press(Qt.Key.Key_J, CTRL)
    assert opened[-1][0] == acts.PLANS
    desk.press(Qt.Key.Key_F4)
    desk.press(Qt.Key.Key_Return)
    assert opened[-1] == ("person", {"uid": found[0].elder_uid})
    subsidy = next((item for item in found if item.kind is DueKind.SUBSIDY), None)
    if subsidy is not None:
        acts.handle(page.context, subsidy)
        assert opened[-1][0] == "person"


def test_ctrl_p_prints_the_list_of_the_village(
    desk: Desk, page: RadarPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str | None]] = []

    def note(name: str, village_code: str | None = None) -> bool:
        asked.append((name, village_code))
        return True

    monkeypatch.setattr(page.printing, "print", note)
    code = items(page)[0].village_code
    page.village.set_value(code)
    desk.press(Qt.Key.Key_P, CTRL)
    assert asked == [(PAPER, code)]


def test_months_are_named_with_their_year_where_it_is_another() -> None:
    assert month_words(None, TODAY) == "现在就办"
    assert month_words((2026, 12), TODAY) == "12月"
    assert month_words((2027, 1), TODAY) == "2027年1月"


def test_in_a_narrow_window_the_preview_stands_under_the_list(desk: Desk, page: RadarPage) -> None:
    assert page.preview.x() > page.table.x()
    desk.window.resize(900, 700)
    desk.settle()
    assert page.preview.y() > page.table.y()
    assert page.topic.isVisible()
    assert not page.topic_chips.isVisible()
