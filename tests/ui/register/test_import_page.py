"""The import page: preview, apply, undo, refusal, cancel, report."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from desktop_app.bootstrap import Application
from desktop_app.storage.queries.elders import ElderFilter
from desktop_app.ui.register import import_page
from desktop_app.ui.register.import_page import ImportPage
from tests.ui.register.conftest import FakeNavigator, MakeContext
from tests.ui.register.made_up import office_books


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return office_books(tmp_path_factory.mktemp("books"), 30)


@pytest.fixture
def page(make_context: MakeContext, empty_app: Application, qtbot: QtBot) -> ImportPage:
    made = ImportPage(make_context(empty_app))
    qtbot.addWidget(made)
    made.activate(kind="register")
    made.resize(1200, 640)
    with qtbot.waitExposed(made):
        made.show()
    return made


def counted(app: Application) -> int:
    return app.register.count(app.actor, ElderFilter())


def previewed(page: ImportPage, path: Path, qtbot: QtBot) -> None:
    page.read_file(path)
    qtbot.waitUntil(lambda: page.face() == "preview")


def test_a_register_is_previewed_imported_and_taken_back(
    page: ImportPage, empty_app: Application, books: tuple[Path, Path], qtbot: QtBot
) -> None:
    previewed(page, books[0], qtbot)
    assert counted(empty_app) == 0, "a preview writes nothing"
    preview = page.preview()
    assert preview is not None
    assert page.looking.notes.count() == len(preview.rejected) + len(preview.warnings) > 0
    assert page.main_action() is not None
    page._on_apply()
    qtbot.waitUntil(lambda: page.face() == "result")
    assert counted(empty_app) == preview.created > 0
    page.looking.undo_button.click()
    qtbot.waitUntil(lambda: page.face() == "choosing")
    assert counted(empty_app) == 0
    assert "撤销" in page.context.notices.text()


def test_another_mapping_is_read_again(page: ImportPage, books: tuple[Path, Path], qtbot: QtBot) -> None:
    previewed(page, books[0], qtbot)
    first = page.preview()
    assert first is not None
    header = next(header for header, field in first.mapping.items() if field == "note")
    page.looking.mapping._choices[header].set_value("group")
    qtbot.waitUntil(lambda: page.face() == "preview" and page.preview() is not first)
    again = page.preview()
    assert again is not None
    assert again.mapping[header] == "group"


def test_a_file_that_is_no_workbook_is_refused_in_place(
    page: ImportPage, empty_app: Application, tmp_path: Path, qtbot: QtBot
) -> None:
    wrong = tmp_path / "台账.xlsx"
    wrong.write_bytes(b"%PDF-1.7 no workbook")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(wrong))])
    drop = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    page.choosing.drop.dropEvent(drop)
    qtbot.waitUntil(lambda: bool(page.choosing.refusal_text()))
    assert page.face() == "choosing"
    said = page.choosing.refusal_text()
    assert "不是表格" in said
    assert "没有改动" in said
    assert counted(empty_app) == 0


def test_reading_can_be_cancelled(page: ImportPage, books: tuple[Path, Path], qtbot: QtBot) -> None:
    page.read_file(books[0])
    assert page.face() == "working"
    page.working.cancel_button.click()
    qtbot.waitUntil(lambda: page.face() == "choosing")
    assert page.preview() is None


def test_a_change_after_the_preview_is_read_again(
    page: ImportPage, empty_app: Application, books: tuple[Path, Path], qtbot: QtBot
) -> None:
    previewed(page, books[0], qtbot)
    first = page.preview()
    empty_app.register.add_visitor(empty_app.actor, "青格乐", "volunteer")
    page._on_apply()
    qtbot.waitUntil(lambda: page.face() == "preview" and page.preview() is not first)
    assert page.result() is None
    assert "预览之后" in page.context.notices.text()


def test_problems_are_saved_as_a_workbook(
    page: ImportPage, books: tuple[Path, Path], tmp_path: Path, qtbot: QtBot
) -> None:
    previewed(page, books[0], qtbot)
    page.save_problems(tmp_path / "问题.xlsx")
    qtbot.waitUntil(lambda: not page.context.jobs.running())
    sheet = load_workbook(tmp_path / "问题.xlsx").worksheets[0]
    assert sheet.max_row > 1


def test_the_report_of_an_import_is_printed(
    page: ImportPage,
    books: tuple[Path, Path],
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out = tmp_path / "printed.pdf"

    def to_file(_pages: int, _parent: object) -> QPrinter:
        printer = QPrinter()
        printer.setResolution(72)
        printer.setOutputFileName(str(out))
        return printer

    monkeypatch.setattr(import_page, "ask_printer", to_file)
    previewed(page, books[0], qtbot)
    assert not page.print_paper(), "there is no report before the import"
    page._on_apply()
    qtbot.waitUntil(lambda: page.face() == "result")
    assert page.print_paper()
    qtbot.waitUntil(lambda: not page.context.undo.isHidden(), timeout=20_000)
    assert out.read_bytes().startswith(b"%PDF")


def test_a_visit_log_is_imported_the_same_way(
    page: ImportPage,
    empty_app: Application,
    books: tuple[Path, Path],
    navigator: FakeNavigator,
    qtbot: QtBot,
) -> None:
    app = empty_app
    app.imports.apply(app.actor, app.imports.preview(app.actor, books[0], since=date(2026, 10, 1)))
    page.activate(kind="visits", path=books[1])
    qtbot.waitUntil(lambda: page.face() == "preview")
    page._on_apply()
    qtbot.waitUntil(lambda: page.face() == "result")
    result = page.result()
    assert result is not None
    assert result.created > 0
    page.looking.register_button.click()
    assert navigator.opened == [("register", {})]
