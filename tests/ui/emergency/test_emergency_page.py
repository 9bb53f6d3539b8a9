"""应急联络 by keyboard: the hazard, the signs, calling, printing, a campaign."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from desktop_app.domain.emergency import SIGNS, Sign
from desktop_app.domain.terms import Category, HazardKind
from desktop_app.models import CategorySpan
from desktop_app.ui.emergency.page import EmergencyPage
from tests.ui.made_up_home import LONG_NAME, TODAY, WAIT_MS, Desk

Key, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(desk: Desk) -> EmergencyPage:
    with desk.app.store.writing("准备", "王秀英") as unit:
        uid = desk.uid(LONG_NAME)
        unit.add(
            CategorySpan(elder_uid=uid, category=Category.INCAPACITATED.value, from_on=TODAY.replace(day=1))
        )
    made = desk.open("emergency", hazard="power_cut")
    assert isinstance(made, EmergencyPage)
    desk.qtbot.waitUntil(lambda: made.count.text() != "", timeout=WAIT_MS)
    return made


def names(page: EmergencyPage) -> list[str]:
    rows = (page.table.model.row_at(number) for number in range(page.table.count()))
    return [row.name for row in rows if row is not None]


def test_a_hazard_asks_for_its_usual_signs_and_tells_how_many_show_each(page: EmergencyPage) -> None:
    chosen = {sign for sign, chip in page.signs.items() if chip.isChecked()}
    assert chosen == set(SIGNS[HazardKind.POWER_CUT])
    assert LONG_NAME in names(page)
    assert page.signs[Sign.FRAIL].text() == f"{Sign.FRAIL.term} 1"


def test_signs_are_chosen_and_the_list_follows(desk: Desk, page: EmergencyPage) -> None:
    for sign in SIGNS[HazardKind.POWER_CUT]:
        page.signs[sign].click()
    page.signs[Sign.NO_PHONE].click()
    desk.qtbot.waitUntil(lambda: sorted(names(page)) == sorted(["李福", LONG_NAME, "张三"]), timeout=WAIT_MS)
    page.signs[Sign.FRAIL].click()
    page.every.click()
    desk.qtbot.waitUntil(lambda: names(page) == [LONG_NAME], timeout=WAIT_MS)


def test_nobody_is_said_in_words_with_a_way_out(desk: Desk, page: EmergencyPage) -> None:
    for sign in SIGNS[HazardKind.POWER_CUT]:
        page.signs[sign].click()
    page.signs[Sign.POWERED].click()
    desk.qtbot.waitUntil(lambda: names(page) == [], timeout=WAIT_MS)
    assert page.table.empty.isVisible()
    page.table.empty.button.click()
    desk.qtbot.waitUntil(lambda: LONG_NAME in names(page), timeout=WAIT_MS)


def test_everybody_listed_is_called_one_after_the_other(
    desk: Desk, page: EmergencyPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[tuple[str, dict[str, Any]]] = []

    def note(key: str, **params: Any) -> bool:
        opened.append((key, params))
        return True

    monkeypatch.setattr(desk.window.navigator, "open", note)
    desk.press(Key.Key_T, CTRL)
    assert [key for key, _params in opened] == ["phone-round"]
    assert len(opened[0][1]["uids"]) == page.table.count()
    page.campaign_button.click()
    assert opened[1][0] == "campaign-start"
    assert opened[1][1]["template"]


def test_the_list_is_printed_for_those_shown(
    desk: Desk, page: EmergencyPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[Any, ...]] = []

    def note(name: str, uids: tuple[str, ...], **more: Any) -> bool:
        asked.append((name, uids, more["roster"]))
        return True

    monkeypatch.setattr(page._printing, "print", note)
    desk.press(Key.Key_P, CTRL)
    ((name, uids, roster),) = asked
    assert (name, len(uids), roster.hazard) == ("emergency-roster", page.table.count(), "power_cut")
