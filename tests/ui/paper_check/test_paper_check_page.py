"""核对报表 by keys: code, Enter, the outcome in words and the changes in a table; or from the list below."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_app.domain.terms import UserRole
from desktop_app.reports.statements import shown
from desktop_app.services.actor import Actor
from desktop_app.services.roster_papers import EVERYBODY
from desktop_app.ui.paper_check.page import PaperCheckPage
from tests.storage import stores
from tests.ui.accessibility.test_every_page import complaints
from tests.ui.made_up_home import LONG_NAME, Desk


def issue(desk: Desk, folder: Path) -> str:
    """Save a roster of everybody and return its code as it is printed."""
    app = desk.app
    made = app.reports.make(app.actor, "roster", folder / "roster.pdf", category=EVERYBODY)
    assert made.issue is not None
    return shown(made.issue.code)


def enter(desk: Desk, page: PaperCheckPage, text: str) -> None:
    """Type into the field and press Enter, as a scanner does."""
    assert QApplication.focusWidget() is page.code.field.line
    QTest.keyClicks(page.code.field.line, text)
    desk.press(Qt.Key.Key_Return)


def test_a_code_and_enter_say_whether_the_paper_holds(desk: Desk, tmp_path: Path) -> None:
    code = issue(desk, tmp_path)
    page = cast(PaperCheckPage, desk.open("paper-check"))
    assert not page.result.isVisible()
    enter(desk, page, code.replace("-", " ").lower())
    assert page.result.verdict.text() == "与现有数据一致"
    assert not page.result.table.isVisible()
    assert complaints(page) == []
    stores.edit(desk.app.store, desk.uid(LONG_NAME), phone="13900009999")
    enter(desk, page, code)
    assert page.result.verdict.text() == "数据已有变动"
    assert page.result.table.isVisible()
    row = page.result.table.model.row_at(0)
    assert row is not None
    assert LONG_NAME in row.line
    assert (row.then, row.now) == ("（空）", "139****9999")
    assert complaints(page) == []


def test_a_slip_is_said_and_the_next_code_replaces_the_last(desk: Desk, tmp_path: Path) -> None:
    code = issue(desk, tmp_path)
    page = cast(PaperCheckPage, desk.open("paper-check"))
    enter(desk, page, code[:-1])
    assert page.result.verdict.text() == "校验码有误"
    assert code in page.result.details.text()
    enter(desk, page, code)
    assert page.result.verdict.text() == "与现有数据一致"


def test_a_paper_is_checked_from_the_list(desk: Desk, tmp_path: Path) -> None:
    code = issue(desk, tmp_path)
    page = cast(PaperCheckPage, desk.open("paper-check"))
    assert page.table.count() == 1
    page.table.view.setFocus()
    desk.press(Qt.Key.Key_Return)
    assert page.code.field.value() == code
    assert page.result.verdict.text() == "与现有数据一致"


def test_a_reader_may_check_and_the_page_opens_with_a_code(desk: Desk, tmp_path: Path) -> None:
    code = issue(desk, tmp_path)
    reader = Actor("李志强", UserRole.READER)
    assert desk.app.paper_checks.check(reader, code).issued is not None
    page = cast(PaperCheckPage, desk.open("paper-check", code=code))
    assert page.result.verdict.text() == "与现有数据一致"


def test_the_empty_page_says_what_will_be_listed(empty_desk: Desk) -> None:
    page = cast(PaperCheckPage, empty_desk.open("paper-check"))
    assert "还没有打印或导出过" in page.table.empty.sentence.text()
    enter(empty_desk, page, "0000000000")
    assert page.result.verdict.text() == "本机没有登记"
    assert complaints(page) == []
