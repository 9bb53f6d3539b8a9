"""One person's page: what it says, what its tabs and buttons do."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.bootstrap import Application
from desktop_app.domain.terms import EndReason, UserRole
from desktop_app.services.access_log import OPENED, REVEALED
from desktop_app.services.actor import Actor
from desktop_app.services.histories import FINDINGS as FINDINGS_KIND
from desktop_app.services.histories import VISITS as VISITS_KIND
from desktop_app.services.register_drafts import ElderDraft
from desktop_app.services.visit_drafts import VisitDraft
from desktop_app.ui import printing
from desktop_app.ui.joined_files import SeparateDialog
from desktop_app.ui.kit import Sort
from desktop_app.ui.page import PageContext
from desktop_app.ui.register.ending import EndingDialog
from desktop_app.ui.register.person_copy import CopyDialog
from desktop_app.ui.register.person_page import PersonPage
from desktop_app.ui.register.person_tabs import HISTORY, VISITS
from tests.ui.register.conftest import FakeNavigator
from tests.ui.register.made_up import LONG_NAME, TODAY, add_extreme


@pytest.fixture
def uid(app: Application) -> str:
    return add_extreme(app)


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


def pressable(widget: QWidget, text: str) -> list[QPushButton]:
    """Return the buttons with a text."""
    return [one for one in cast("list[QPushButton]", widget.findChildren(QPushButton)) if one.text() == text]


def noted(app: Application) -> list[str]:
    """Return what the access ledger says, oldest first."""
    return [row.what for row in app.access_log.list(app.actor)][::-1]


def texts(page: PersonPage) -> str:
    return "\n".join(label.text() for label in cast("list[QLabel]", page.findChildren(QLabel)))


def test_the_overview_says_who_it_is_and_why_a_visit_is_owed(page: PersonPage) -> None:
    said = texts(page)
    assert LONG_NAME in said
    assert "→" in said, "the reason of the duty"
    assert "138****8007" in said, "the eighth contact"
    assert "夏营盘" in said
    assert "见证人 巴特尔" in said
    assert "1. 儿子" in said, "who is to be called first"
    assert "人户状况未填" in said, "what is missing"
    assert "完" in said or "漏" in said, "the year in letters"


def test_numbers_are_masked_until_somebody_asks_and_again_when_the_page_is_left(
    page: PersonPage, app: Application, qtbot: QtBot
) -> None:
    assert "150425********" in texts(page)
    assert "139****9009" in texts(page)
    assert "13900139009" not in texts(page).replace(" ", "")
    with qtbot.waitActive(page):
        page.activateWindow()
    QTest.keyClick(
        page, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert "15042519430508" in texts(page)
    assert "139 0013 9009" in texts(page)
    assert page.numbers_button.text().startswith("隐去号码")
    qtbot.waitUntil(lambda: noted(app) == [OPENED, REVEALED])
    page.hide()
    page.show()
    qtbot.waitUntil(lambda: "15042519430508" not in texts(page))
    assert "139****9009" in texts(page)


def test_a_look_is_noted_after_showing_once_a_day_and_never_by_a_reload(
    page: PersonPage, app: Application, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: noted(app) == [OPENED])
    page.refresh()
    qtbot.waitUntil(lambda: not page.context.jobs.running())
    page.activate(uid=page.facts().detail.uid)  # type: ignore[union-attr]  # shown by the fixture
    qtbot.waitUntil(lambda: not page.context.jobs.running())
    assert noted(app) == [OPENED]


def test_the_history_tells_old_and_new_in_words(page: PersonPage, qtbot: QtBot) -> None:
    page.tabs.setCurrentIndex(HISTORY)
    history = page.content.history
    qtbot.waitUntil(lambda: bool(history.texts()))
    lines = history.texts()
    assert any("电话 138****8001 → 139****9009" in line for line in lines)
    assert any(line.startswith("登记：姓名") for line in lines)
    assert any(line.startswith("新增类别标签：独居") for line in lines)
    assert not any("1943050800" in line for line in lines), "id numbers stay masked"
    assert "达日罕乌拉苏木人民政府" in texts(page), "from which site"


def test_the_history_is_narrowed_by_kind_and_shown_in_pages(
    page: PersonPage, app: Application, uid: str, qtbot: QtBot
) -> None:
    for day in range(35):
        app.visits.record(
            app.actor,
            VisitDraft(
                elder_uid=uid,
                visited_on=TODAY - timedelta(days=day),
                mode="in_person",
                outcome="met_in_person",
                visitor_name="海棠",
            ),
        )
    page.tabs.setCurrentIndex(HISTORY)
    history = page.content.history
    qtbot.waitUntil(
        lambda: history.count.text() == "共 37 次操作" and len(history.texts()) >= 30, timeout=20_000
    )
    assert history._more.isVisible()

    def told_all() -> bool:
        # The visits just recorded may still make the page read once more, from the first thirty on.
        if history._more.isVisible():
            history._more.click()
        return len(history.texts()) > 30 and not history._more.isVisible()

    qtbot.waitUntil(told_all, timeout=20_000)
    history.kind.set_value(FINDINGS_KIND)
    qtbot.waitUntil(lambda: history.texts() == [] and history._empty.isVisible())
    history.kind.set_value(VISITS_KIND)
    qtbot.waitUntil(lambda: history.count.text() == "共 35 次操作" and len(history.texts()) == 30)
    assert all("海棠" in line for line in history.texts())


def test_a_change_is_taken_back_from_the_history(
    page: PersonPage, app: Application, uid: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.tabs.setCurrentIndex(HISTORY)
    history = page.content.history
    qtbot.waitUntil(lambda: bool(history.texts()))
    asked: list[str] = []

    def sure(_parent: object, title: str, *_rest: object, **_more: object) -> bool:
        asked.append(title)
        return True

    monkeypatch.setattr(
        "desktop_app.ui.register.person_page.ask",
        sure,
    )
    buttons = pressable(history, "撤销")
    assert len(buttons) == 2
    buttons[0].click()
    qtbot.waitUntil(lambda: app.register.get(app.actor, uid).phone == "13800138001")
    assert asked == ["撤销“修改老年人信息”？"]
    qtbot.waitUntil(lambda: any(entry.undone for entry in history._entries))
    assert len(pressable(history, "撤销")) >= 2


def test_visits_are_read_page_by_page_and_copying_them_is_noted(
    page: PersonPage, app: Application, uid: str, qtbot: QtBot
) -> None:
    for day in range(3):
        app.visits.record(
            app.actor,
            VisitDraft(
                elder_uid=uid,
                visited_on=TODAY - timedelta(days=day),
                mode="phone",
                outcome="met_remotely",
                visitor_name="海棠",
            ),
        )
    page.tabs.setCurrentIndex(VISITS)
    table = page.content.visits
    qtbot.waitUntil(lambda: table.count() == 3)
    table.set_sort(Sort("visited_on"))
    qtbot.waitUntil(lambda: table.model.row_at(0).visited_on == TODAY - timedelta(days=2))  # type: ignore[union-attr]  # there are three
    table.view.selectAll()
    table.copy_table()
    qtbot.waitUntil(lambda: "探访记录 3 次" in noted(app))
    assert page.tabs.tabText(VISITS).endswith("3 次")


def test_a_copy_of_the_data_is_saved_with_reason_and_recipient(
    page: PersonPage, app: Application, uid: str, qtbot: QtBot, tmp_path: Path
) -> None:
    page.copy_button.click()
    dialog = cast("CopyDialog", page.findChild(CopyDialog))
    dialog._on_decided()
    assert dialog.isVisible(), "without a recipient nothing is written"
    dialog.recipient.set_value("女儿李梅")
    dialog.saving.emit(tmp_path / "copy.pdf", "女儿李梅", "本人申请")
    dialog.accept()
    qtbot.waitUntil(lambda: "个人信息副本" in noted(app))
    assert (tmp_path / "copy.pdf").read_bytes().startswith(b"%PDF")


def test_a_copy_is_printed_and_noted_with_its_reason(
    page: PersonPage, app: Application, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "printed.pdf"

    def to_file(_pages: int, _parent: object) -> QPrinter:
        printer = QPrinter()
        printer.setResolution(72)
        printer.setOutputFileName(str(out))
        return printer

    monkeypatch.setattr(printing, "ask_printer", to_file)
    page.acts._print_copy(page._uid, "女儿李梅", "本人申请")
    qtbot.waitUntil(lambda: not page.context.undo.isHidden(), timeout=20_000)
    assert out.read_bytes().startswith(b"%PDF")
    qtbot.waitUntil(lambda: any(row.kind == "printed" for row in app.access_log.list(app.actor)))
    (row,) = (row for row in app.access_log.list(app.actor) if row.kind == "printed")
    assert (row.recipient, row.reason) == ("女儿李梅", "本人申请")


def asking(page: PersonPage) -> Any:
    """Return the question about taking a file out, None before it is asked."""
    return page.findChild(SeparateDialog)


def test_joined_files_are_named_and_taken_apart(
    page: PersonPage, app: Application, uid: str, qtbot: QtBot
) -> None:
    village = app.register.get(app.actor, uid).village_code
    other = app.register.save(app.actor, ElderDraft(name=LONG_NAME, village_code=village))
    app.same_person.merge(app.actor, uid, other)
    qtbot.waitUntil(lambda: page.facts() is not None and len(page.facts().joined) == 2)  # type: ignore[union-attr]  # just asked
    assert "由 2 份档案合并" in texts(page)
    apart = pressable(page.content.family, "拆分")
    apart[0].click()
    qtbot.waitUntil(lambda: asking(page) is not None)
    asking(page).accept()
    qtbot.waitUntil(lambda: not page.facts().joined)  # type: ignore[union-attr]  # as above
    assert page.context.undo.can_undo()


def test_the_other_tabs_say_what_is_known_and_what_is_not(page: PersonPage) -> None:
    said = texts(page)
    assert "没有登记正在享受的待遇。" in said
    assert "没有登记残疾证。" in said
    assert "没有登记属于哪一户。" in said
    assert [page.tabs.tabText(at).split("(")[0] for at in range(7)] == [
        *("概况", "探访", "问题", "服务", "评估", "家庭", "历史")
    ]


def test_keys_switch_the_tabs(page: PersonPage, qtbot: QtBot) -> None:
    with qtbot.waitActive(page):
        page.activateWindow()
    QTest.keyClick(page, Qt.Key.Key_7, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: page.tabs.currentIndex() == HISTORY)
    assert page.content.history.isVisible()


def test_buttons_lead_on(page: PersonPage, navigator: FakeNavigator, uid: str) -> None:
    page.edit_button.click()
    assert navigator.opened[-1] == ("editor", {"uid": uid})
    assert page.record_visit()
    assert navigator.opened[-1] == ("visit", {"elder_uid": uid})
    assert page.print_paper()
    key, params = navigator.opened[-1]
    assert key == "papers"
    assert params["elder_uid"] == uid


def test_leaving_the_register_can_be_taken_back(
    page: PersonPage, app: Application, uid: str, qtbot: QtBot
) -> None:
    page._on_end()
    dialog = cast("EndingDialog", page.findChild(EndingDialog))
    dialog.reason.set_value(EndReason.MOVED_OUT)
    dialog.on.set_value(date(2026, 11, 20))
    dialog._on_decided()
    qtbot.waitUntil(page.reopen_button.isVisible)
    assert app.register.get(app.actor, uid).ended_on == date(2026, 11, 20)
    assert page.main_action() is None
    assert page.context.undo.can_undo()
    page.context.undo.undo()
    qtbot.waitUntil(page.end_button.isVisible)
    assert app.register.get(app.actor, uid).ended_on is None


def test_somebody_who_left_is_put_back(page: PersonPage, app: Application, uid: str, qtbot: QtBot) -> None:
    page._on_end_decided(TODAY, EndReason.OTHER)
    qtbot.waitUntil(page.reopen_button.isVisible)
    page.reopen_button.click()
    qtbot.waitUntil(page.end_button.isVisible)
    assert app.register.get(app.actor, uid).ended_because is None


def test_a_person_that_is_gone_leads_back_to_the_list(
    context: PageContext, navigator: FakeNavigator, qtbot: QtBot
) -> None:
    page = PersonPage(context)
    qtbot.addWidget(page)
    page.activate(uid="01890000-0000-7000-8000-000000000000")
    page.show()
    qtbot.waitUntil(lambda: bool(navigator.opened))
    assert navigator.opened == [("register", {})]
    assert context.notices.text().startswith("没有找到")


def test_a_reader_sees_no_way_to_change(context: PageContext, uid: str, qtbot: QtBot) -> None:
    context.app = context.app.acting_as(Actor("李查阅", UserRole.READER))
    page = PersonPage(context)
    qtbot.addWidget(page)
    page.activate(uid=uid)
    page.show()
    qtbot.waitUntil(lambda: page.facts() is not None)
    assert page.edit_button.isHidden()
    assert page.end_button.isHidden()
    assert page.copy_button.isHidden()
    assert page.event_button.isHidden()
    assert page.main_action() is None
