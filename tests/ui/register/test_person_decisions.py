"""The person page: pausing, waiving and setting a tier by keyboard, and the card that says what holds."""

from __future__ import annotations

from typing import TypeVar, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.bootstrap import Application
from desktop_app.domain.terms import Tier, UserRole, WaiverKind
from desktop_app.services.actor import Actor
from desktop_app.services.register_drafts import ElderDraft, SpanDraft
from desktop_app.ui.page import PageContext
from desktop_app.ui.register.pause_dialog import PauseDialog
from desktop_app.ui.register.person_page import PersonPage
from desktop_app.ui.register.tier_dialog import TierDialog
from desktop_app.ui.register.waiver_dialog import WaiverDialog
from tests.ui.register.made_up import TODAY

D = TypeVar("D", bound=QDialog)


@pytest.fixture
def uid(app: Application) -> str:
    village = app.register.villages(app.actor)[0].code
    span = SpanDraft(category="living_alone", from_on=TODAY.replace(month=9, day=1))
    made = app.register.save(
        app.actor,
        ElderDraft(
            name="包小明",
            village_code=village,
            birth_on=TODAY.replace(year=1944),
            registered_on=TODAY.replace(month=9, day=1),
            categories=(span,),
        ),
    )
    app.duties.refresh(app.actor)
    return made


@pytest.fixture
def page(context: PageContext, uid: str, qtbot: QtBot) -> PersonPage:
    made = PersonPage(context)
    qtbot.addWidget(made)
    made.activate(uid=uid)
    made.resize(1200, 640)
    with qtbot.waitExposed(made):
        made.show()
    qtbot.waitUntil(lambda: made.facts() is not None)
    return made


def opened(page: PersonPage, button: QPushButton, kind: type[D], qtbot: QtBot) -> D:
    """Press a button with the space bar and return the dialog it opens."""
    QTest.keyClick(button, Qt.Key.Key_Space)
    found: list[D] = []

    def look() -> bool:
        found[:] = [one for one in cast("list[D]", page.findChildren(kind)) if one.isVisible()]
        return bool(found)

    qtbot.waitUntil(look)
    return found[0]


def save(dialog: PauseDialog | WaiverDialog | TierDialog, qtbot: QtBot) -> None:
    with qtbot.waitSignal(dialog.finished):
        QTest.keyClick(dialog.reason.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def texts(widget: QWidget) -> str:
    return "\n".join(label.text() for label in cast("list[QLabel]", widget.findChildren(QLabel)))


def reread(page: PersonPage, qtbot: QtBot, words: str) -> None:
    page.refresh()
    qtbot.waitUntil(lambda: words in texts(page))


def test_visits_are_paused_shown_on_the_card_and_resumed(
    page: PersonPage, app: Application, uid: str, qtbot: QtBot
) -> None:
    dialog = opened(page, page.decisions.pause_button, PauseDialog, qtbot)
    QTest.keyClick(dialog.reason.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert dialog.isVisible(), "a reason is asked for"
    QTest.keyClicks(dialog.reason.line, "qu Beijing")
    save(dialog, qtbot)
    reread(page, qtbot, "2026-12-22 复核：qu Beijing")
    again = opened(page, page.decisions.pause_button, PauseDialog, qtbot)
    end = next(
        one for one in cast("list[QPushButton]", again.findChildren(QPushButton)) if one.text() == "结束暂停"
    )
    with qtbot.waitSignal(again.finished):
        QTest.keyClick(end, Qt.Key.Key_Space)
    assert app.pauses.list(app.actor, elder_uid=uid) == []


def test_an_owed_visit_is_cancelled_with_its_reason(
    page: PersonPage, app: Application, uid: str, qtbot: QtBot
) -> None:
    dialog = opened(page, page.decisions.waive_button, WaiverDialog, qtbot)
    assert "→" in dialog.told.text(), "why it is owed"
    dialog.kind.set_value(WaiverKind.CANCELLED)
    QTest.keyClicks(dialog.reason.line, "wu deng")
    save(dialog, qtbot)
    (row,) = app.waivers.list(app.actor, elder_uid=uid)
    assert (row.kind, row.reason) == ("cancelled", "wu deng")
    reread(page, qtbot, "：wu deng")


def test_a_tier_is_set_shown_with_its_reason_and_given_back_to_the_rules(
    page: PersonPage, app: Application, uid: str, qtbot: QtBot
) -> None:
    dialog = opened(page, page.decisions.tier_button, TierDialog, qtbot)
    dialog.tier.set_value(Tier.KEY)
    QTest.keyClicks(dialog.reason.line, "he shi")
    save(dialog, qtbot)
    reread(page, qtbot, "重点，2026-11-22 起：he shi")
    assert app.register.get(app.actor, uid).tier_override == "key"
    again = opened(page, page.decisions.tier_button, TierDialog, qtbot)
    assert "he shi" in texts(again)
    buttons = cast("list[QPushButton]", again.findChildren(QPushButton))
    end = next(one for one in buttons if one.text() == "取消认定，按规则评定")
    with qtbot.waitSignal(again.finished):
        QTest.keyClick(end, Qt.Key.Key_Space)
    assert app.register.get(app.actor, uid).tier_override is None


def test_esc_closes_an_untouched_dialog_at_once(page: PersonPage, qtbot: QtBot) -> None:
    dialog = opened(page, page.decisions.pause_button, PauseDialog, qtbot)
    with qtbot.waitSignal(dialog.finished):
        QTest.keyClick(dialog, Qt.Key.Key_Escape)


@pytest.mark.parametrize(
    ("role", "shown"), [(UserRole.WORKER, [True, False, False]), (UserRole.READER, [False, False, False])]
)
def test_only_who_may_decide_sees_the_buttons(
    page: PersonPage, app: Application, role: UserRole, shown: list[bool]
) -> None:
    app.actor = Actor("李志强", role)
    page.decisions.show_person(page.facts())
    assert [made.isVisibleTo(page) for made in page.decisions.buttons()] == shown
