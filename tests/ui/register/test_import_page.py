"""The import page: preview, apply, undo, refusal, cancel, report."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import cast

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from desktop_app.bootstrap import Application
from desktop_app.services.imports import RegisterImportPreview
from desktop_app.storage.queries.elders import ElderFilter
from desktop_app.ui import printing
from desktop_app.ui.register import import_page
from desktop_app.ui.register.import_page import ImportPage
from desktop_app.ui.register.import_settings import SettingsDialog
from tests.services.homes import VILLAGES
from tests.services.import_books import NUMBER, OTHER, THIRD, book, bring_in
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

    monkeypatch.setattr(printing, "ask_printer", to_file)
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


def held(folder: Path, name: str = "四月.xlsx") -> Path:
    """Write a register with codes, a spoiled id, a missing village and everything else right."""
    header = ("姓名", "身份证号", "嘎查村", "人员类型", "电话")
    return book(
        folder,
        header,
        ("巴图", "1.5E+17", VILLAGES[0], 8, None),
        ("苏日娜", OTHER, None, 1, None),
        ("包小明", THIRD, VILLAGES[0], 15, "13800138000"),
        name=name,
    )


def settled(page: ImportPage, qtbot: QtBot, act: Callable[[], object]) -> RegisterImportPreview:
    """Do something that compares again, and return the new preview."""
    before = page.preview()
    act()
    qtbot.waitUntil(lambda: page.face() == "preview" and page.preview() is not before)
    now = page.preview()
    assert isinstance(now, RegisterImportPreview)
    return now


def test_codes_are_settled_and_rows_put_right_by_keyboard_alone(
    page: ImportPage, empty_app: Application, tmp_path: Path, qtbot: QtBot
) -> None:
    previewed(page, held(tmp_path), qtbot)
    looking = page.looking
    assert looking.tabs.currentWidget() is looking.codes
    assert looking.codes.choice("人员类型", "15").value() == "空巢"
    settled(page, qtbot, lambda: looking.codes.take("人员类型"))
    assert looking.tabs.currentWidget() is looking.repairs

    grid, model = looking.repairs.grid, looking.repairs.model
    assert (grid.currentIndex().row(), grid.currentIndex().column()) == (0, 3)
    assert "末几位已丢失" in looking.repairs.reason.text()
    grid.setFocus()
    QTest.keyClick(grid, Qt.Key.Key_Return)
    (editor,) = cast("list[QLineEdit]", grid.findChildren(QLineEdit))
    editor.setText(NUMBER)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: model.edits == {("名册", 2, 1): NUMBER})
    QTest.keyClick(grid, Qt.Key.Key_F8)
    assert (grid.currentIndex().row(), grid.currentIndex().column()) == (1, 4)
    model.setData(grid.currentIndex(), VILLAGES[0])
    preview = settled(
        page, qtbot, lambda: QTest.keyClick(grid, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    )

    assert (preview.created, preview.repairs) == (3, ())
    page._on_apply()
    qtbot.waitUntil(lambda: page.face() == "result")
    assert counted(empty_app) == 3
    assert "逐条核对" in page.looking.detail.text()


def test_the_next_file_says_whose_settings_it_uses_and_can_do_without(
    page: ImportPage, tmp_path: Path, qtbot: QtBot
) -> None:
    previewed(page, held(tmp_path), qtbot)
    settled(page, qtbot, lambda: page.looking.codes.take("人员类型"))
    page._on_apply()
    qtbot.waitUntil(lambda: page.face() == "result")
    page.activate(kind="register", path=held(tmp_path, "五月.xlsx"))
    qtbot.waitUntil(lambda: page.face() == "preview")
    assert "按上次“四月”的设置" in page.looking.remembered.text()
    assert not page.looking.remembered.isHidden()

    again = settled(page, qtbot, page.looking.forget_button.click)
    assert page.looking.remembered.isHidden()
    assert not again.questions[0].settled


def test_a_policy_is_chosen_per_column_and_shown_old_beside_new(
    page: ImportPage, empty_app: Application, tmp_path: Path, qtbot: QtBot
) -> None:
    header = ("姓名", "身份证号", "嘎查村", "电话")
    bring_in(empty_app, book(tmp_path, header, ("巴图", NUMBER, VILLAGES[0], "13800138000")))
    previewed(page, book(tmp_path, header, ("巴图", NUMBER, VILLAGES[0], "13900139000")), qtbot)
    looking = page.looking
    assert looking.changes.count() == 1
    preview = settled(page, qtbot, lambda: looking.mapping._policies["电话"].set_value("keep"))
    assert (preview.updated, preview.unchanged) == (0, 1)
    assert [(one.old, one.new, one.action) for one in preview.changes] == [
        ("13800138000", "13900139000", "keep")
    ]
    assert page.main_action() is None


def test_a_header_row_that_is_none_keeps_the_preview_and_what_was_typed(
    page: ImportPage, tmp_path: Path, qtbot: QtBot
) -> None:
    previewed(page, held(tmp_path), qtbot)
    first = page.preview()
    panel = page.looking.repairs
    panel.model.setData(panel.model.index(0, 3), NUMBER)
    page.looking.mapping.header_row.set_value(30)
    page.looking.mapping.header_row.line.editingFinished.emit()
    qtbot.waitUntil(lambda: page.face() == "preview" and bool(page.context.notices.text()))
    assert page.preview() is first
    assert panel.edits() == {("名册", 2, 1): NUMBER}
    assert "表头" in page.context.notices.text()


def test_importing_first_compares_cells_that_were_typed_and_not_yet_compared(
    page: ImportPage, empty_app: Application, tmp_path: Path, qtbot: QtBot
) -> None:
    previewed(page, held(tmp_path), qtbot)
    panel = page.looking.repairs
    panel.model.setData(panel.model.index(0, 3), NUMBER)
    preview = settled(page, qtbot, page._on_apply)
    assert preview.created == 2
    assert counted(empty_app) == 0


def test_leaving_asks_only_when_cells_were_put_right(
    page: ImportPage, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def refuse(_parent: object, title: str, *_words: str, **_named: str) -> bool:
        asked.append(title)
        return False

    monkeypatch.setattr(import_page, "ask", refuse)
    previewed(page, held(tmp_path), qtbot)
    assert page.may_leave()
    panel = page.looking.repairs
    panel.model.setData(panel.model.index(0, 3), NUMBER)
    assert not page.may_leave()
    assert len(asked) == 1


def test_rows_that_wait_are_saved_to_be_sent_back(page: ImportPage, tmp_path: Path, qtbot: QtBot) -> None:
    previewed(page, held(tmp_path), qtbot)
    page.save_repairs(tmp_path / "待修正.xlsx")
    qtbot.waitUntil(lambda: not page.context.jobs.running())
    sheet = load_workbook(tmp_path / "待修正.xlsx").worksheets[0]
    cells = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=2, max_row=4)]
    assert cells[0][-2:] == ["原行号", "待修正原因"]
    assert [line[0] for line in cells[1:]] == ["巴图", "苏日娜"]


def test_settings_are_renamed_saved_and_read_in_their_dialog(
    page: ImportPage, empty_app: Application, tmp_path: Path, qtbot: QtBot
) -> None:
    bring_in(empty_app, held(tmp_path))
    dialog = SettingsDialog(page.context, page)
    qtbot.addWidget(dialog)
    dialog.table.view.selectRow(0)
    dialog.rename_to("四月民政")
    assert [row.name for row in empty_app.import_templates.list(empty_app.actor)] == ["四月民政"]
    dialog.table.view.selectRow(0)
    dialog.save_to(tmp_path / "设置.json")
    dialog.read_from(tmp_path / "设置.json")
    (tmp_path / "坏.json").write_text("[]", encoding="utf-8")
    dialog.read_from(tmp_path / "坏.json")
    assert "不是可用的导入设置" in page.context.notices.text()
    assert dialog.table.count() == 1
