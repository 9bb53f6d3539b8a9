"""批量修改 and 导出当前列表 from the register's list, by keyboard, with preview, confirmation and undo."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.bootstrap import Application
from desktop_app.domain.terms import Category, LivingArrangement, UserRole, WillingnessKind
from desktop_app.services.actor import Actor
from desktop_app.services.bulk_drafts import (
    AddCategory,
    AddNote,
    EndCategory,
    JoinHousehold,
    RecordWillingness,
    SetFact,
    SetLocalField,
    SetTier,
    SetVisitor,
)
from desktop_app.services.bulk_plans import Verdict
from desktop_app.services.local_fields import LocalFieldDraft
from desktop_app.storage.queries.elders import ElderFilter, ElderRow
from desktop_app.ui.kit import Column
from desktop_app.ui.page import PageContext
from desktop_app.ui.register import bulk_dialog, bulk_forms
from desktop_app.ui.register.bulk_actions import BulkActions
from desktop_app.ui.register.bulk_dialog import BulkDialog
from desktop_app.ui.register.export_dialog import FULL, ExportDialog
from tests.ui.register.made_up import TODAY

COLUMNS: tuple[Column[ElderRow], ...] = (
    Column(key="name", title="姓名", width_em=6, text=lambda line: line.name),
    Column(key="id_number", title="身份证号", width_em=6, text=lambda line: line.id_number or ""),
)


class FakeList:
    """A page's list: who is shown and selected."""

    def __init__(self, shown: Sequence[int], selected: Sequence[int] = ()) -> None:
        self.shown, self.selected = list(shown), list(selected)

    def shown_ids(self) -> list[int]:
        return self.shown

    def selected_ids(self) -> list[int]:
        return self.selected

    def visible_columns(self) -> tuple[Column[ElderRow], ...]:
        return COLUMNS


@pytest.fixture
def ids(app: Application) -> list[int]:
    return list(app.register.list_ids(app.actor, ElderFilter()))


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1200, 640)
    with qtbot.waitExposed(made):
        made.show()
    return made


def idle(qtbot: QtBot, context: PageContext) -> None:
    qtbot.waitUntil(lambda: not context.jobs.running())


def opened(page: QWidget, context: PageContext, qtbot: QtBot, *ids: list[int]) -> BulkDialog:
    """Open the dialog on (selected, shown) and let it read what it offers."""
    selected, shown = ids
    dialog = BulkDialog(context, selected, shown, page)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.form is not None)
    return dialog


def choose_kind(dialog: BulkDialog, words: str) -> Any:
    at = next(at for at in range(dialog.what.combo.count()) if dialog.what.combo.itemText(at) == words)
    dialog.what.combo.setCurrentIndex(at)
    return dialog.form


def groups(app: Application) -> set[str | None]:
    ids = app.register.list_ids(app.actor, ElderFilter())
    uids = app.bulk_edits.uids_of(app.actor, ids)
    return {app.register.get(app.actor, uid).group_name for uid in uids}


def press_go(dialog: BulkDialog) -> None:
    target = dialog.focusWidget()
    assert target is not None
    QTest.keyClick(target, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_the_selected_are_edited_by_keyboard_and_taken_back(
    page: QWidget, context: PageContext, app: Application, ids: list[int], qtbot: QtBot
) -> None:
    actions = BulkActions(context, FakeList(ids, ids[:3]), page)
    before = groups(app)
    with qtbot.waitExposed(page):
        page.activateWindow()
    actions.edit()
    (dialog,) = cast("list[BulkDialog]", page.findChildren(BulkDialog))
    qtbot.waitUntil(lambda: dialog.form is not None)
    assert dialog.whom.value() is True
    form = choose_kind(dialog, "组别")
    form.group.set_value("第九组")
    press_go(dialog)
    qtbot.waitUntil(lambda: dialog.face() == "preview")
    assert "修改 3 人" in dialog.go_button.text()
    assert dialog.preview_face.table.count() == 3
    with qtbot.waitSignal(dialog.applied):
        press_go(dialog)
    idle(qtbot, context)
    assert groups(app) == before | {"第九组"}
    assert context.undo._text.text() == "已修改 3 人"
    context.undo.undo()
    idle(qtbot, context)
    assert groups(app) == before
    assert "已撤销" in context.notices.text()


def test_without_a_selection_everybody_in_the_list_is_meant_and_it_is_said(
    page: QWidget, context: PageContext, ids: list[int], qtbot: QtBot
) -> None:
    dialog = opened(page, context, qtbot, [], ids)
    assert dialog.whom.value() is False
    assert "没有选中" in dialog._head.row("whom").help.text()
    choose_kind(dialog, "居住情况").choice.set_value(LivingArrangement.ALONE)
    dialog.go_on()
    qtbot.waitUntil(lambda: dialog.face() == "preview")
    preview = dialog._preview
    assert preview is not None
    assert len(preview.lines) == len(ids)
    counts = dialog.preview_face.counts
    assert counts is not None
    counts.set_value(Verdict.UNCHANGED)
    assert dialog.preview_face.table.count() == preview.unchanged
    counts.set_value(None)
    assert dialog.preview_face.table.count() == len(ids)
    dialog.reject()
    assert dialog.face() == "fields"
    dialog.reject()
    idle(qtbot, context)


def test_esc_goes_back_and_cancel_leaves(
    page: QWidget, context: PageContext, app: Application, ids: list[int], qtbot: QtBot
) -> None:
    before = groups(app)
    dialog = opened(page, context, qtbot, ids[:2], ids)
    choose_kind(dialog, "组别").group.set_value("第九组")
    dialog.go_on()
    qtbot.waitUntil(lambda: dialog.face() == "preview")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.face() == "fields"
    dialog.go_on()
    qtbot.waitUntil(lambda: dialog.face() == "preview")
    with qtbot.waitSignal(dialog.rejected):
        dialog.cancel_button.click()
    idle(qtbot, context)
    assert groups(app) == before


def test_the_scope_can_be_changed_in_the_dialog(
    page: QWidget, context: PageContext, ids: list[int], qtbot: QtBot
) -> None:
    dialog = opened(page, context, qtbot, ids[:1], ids)
    choose_kind(dialog, "添加备忘")
    dialog.whom.set_value(False)
    idle(qtbot, context)
    assert dialog.what.combo.currentText() == "添加备忘"
    assert dialog._offers is not None
    assert len(dialog._offers.uids) == len(ids)
    dialog.reject()


def test_an_edit_that_changes_nobody_says_so_and_offers_no_button(
    page: QWidget, context: PageContext, app: Application, ids: list[int], qtbot: QtBot
) -> None:
    dialog = opened(page, context, qtbot, ids[:2], ids)
    choose_kind(dialog, "调整风险等级").tier.set_value("")
    assert not dialog.form.row("reason").isVisible()  # type: ignore[union-attr]  # a form is shown
    dialog.go_on()
    qtbot.waitUntil(lambda: dialog.face() == "preview")
    assert "没有人会被修改" in dialog.preview_face.told.text()
    assert dialog.go_button.isHidden()
    dialog.go_on()
    idle(qtbot, context)
    assert dialog.face() == "preview"
    assert app.undo.recent(app.actor)[0].title.startswith("导入")
    dialog.reject()
    dialog.reject()


def test_what_is_missing_or_wrong_is_said_beside_its_field(
    page: QWidget, context: PageContext, ids: list[int], qtbot: QtBot
) -> None:
    dialog = opened(page, context, qtbot, ids[:2], ids)
    form = choose_kind(dialog, "增加类别")
    dialog.go_on()
    assert dialog.face() == "fields"
    assert form.row("category").error.text()
    form = choose_kind(dialog, "探访意愿")
    form.kind.set_value(WillingnessKind.REFUSES)
    form.again.set_value(TODAY.replace(day=1))
    dialog.go_on()
    idle(qtbot, context)
    assert "晚于" in form.row("next_ask_on").error.text()
    assert dialog.face() == "fields"
    dialog.reject()


def test_many_people_are_asked_about_once_more(
    page: QWidget,
    context: PageContext,
    app: Application,
    ids: list[int],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(bulk_dialog, "CONFIRM_FROM", 5)

    def refuse(*_arguments: object, yes: str) -> bool:
        asked.append(yes)
        return False

    monkeypatch.setattr(bulk_dialog, "ask", refuse)
    dialog = opened(page, context, qtbot, [], ids)
    choose_kind(dialog, "组别").group.set_value("第九组")
    dialog.go_on()
    qtbot.waitUntil(lambda: dialog.face() == "preview")
    dialog.go_on()
    idle(qtbot, context)
    assert asked == [f"修改 {len(ids)} 人"]
    assert "第九组" not in groups(app)
    dialog.reject()
    dialog.reject()


def test_a_stale_preview_leads_back_to_the_fields(
    page: QWidget, context: PageContext, app: Application, ids: list[int], qtbot: QtBot
) -> None:
    dialog = opened(page, context, qtbot, ids[:2], ids)
    choose_kind(dialog, "组别").group.set_value("第九组")
    dialog.go_on()
    qtbot.waitUntil(lambda: dialog.face() == "preview")
    app.register.add_visitor(app.actor, "海棠", "grid")
    dialog.go_on()
    idle(qtbot, context)
    assert dialog.face() == "fields"
    assert "重新预览" in dialog.state.text()
    assert "第九组" not in groups(app)
    dialog.reject()


def test_every_form_makes_its_edit(
    page: QWidget, context: PageContext, app: Application, ids: list[int], qtbot: QtBot
) -> None:
    for label, kind, choices in (("炉具", "choice", ("电", "煤")), ("检修", "day", ()), ("备用", "text", ())):
        app.local_fields.save(app.actor, LocalFieldDraft(label=label, kind=kind, choices=choices))
    visitor = app.register.add_visitor(app.actor, "欧阳银花", "grid")
    dialog = opened(page, context, qtbot, ids[:2], ids)
    made: list[Any] = []

    def fill(words: str, **values: Any) -> None:
        form = choose_kind(dialog, words)
        for name, value in values.items():
            form.row(name).field.set_value(value)
        assert form.check(), words
        made.append(form.edit())

    fill("责任人", visitor_uid=visitor)
    fill("责任人", visitor_uid=bulk_forms.NOBODY)
    fill("增加类别", category=Category.CHILDLESS, source="公示")
    fill("结束类别", category=Category.CHILDLESS)
    fill("居住情况", value=None)
    fill("探访意愿", kind=WillingnessKind.WILLING, witness="海棠")
    fill("调整风险等级", tier="high", reason="断电")
    fill("调整风险等级", tier="")
    fill("添加备忘", text="已通知")
    fill("并为一户", head_name="包小明")
    village = app.register.villages(app.actor)[0].code
    fill("嘎查村（社区）", value=village)
    fill("炉具", extra="煤")
    fill("检修", extra=TODAY)
    fill("备用", extra="")
    assert made == [
        SetVisitor(visitor_uid=visitor, from_on=TODAY),
        SetVisitor(visitor_uid=None, from_on=TODAY),
        AddCategory(category="childless", from_on=TODAY, source="公示"),
        EndCategory(category="childless", to_on=TODAY),
        SetFact(field="living_arrangement", value=None),
        RecordWillingness(kind="willing", asked_on=TODAY, witness="海棠"),
        SetTier(tier="high", reason="断电"),
        SetTier(tier=None),
        AddNote(text="已通知", noted_on=TODAY),
        JoinHousehold(from_on=TODAY, head_name="包小明"),
        SetFact(field="village_code", value=village),
        SetLocalField(label="炉具", value="煤"),
        SetLocalField(label="检修", value=TODAY.isoformat()),
        SetLocalField(label="备用", value=""),
    ]
    dialog.reject()


def test_workers_change_no_village_and_readers_have_no_buttons(
    page: QWidget, context: PageContext, app: Application, ids: list[int]
) -> None:
    offers = bulk_forms.Offers(TODAY, [], [], [], [], [], officer=False)
    assert "嘎查村（社区）" not in dict(bulk_forms.kinds(offers))
    object.__setattr__(app, "actor", Actor("李志强", UserRole.READER))
    actions = BulkActions(context, FakeList(ids), page)
    assert actions.edit_button.isHidden()
    assert actions.export_button.isHidden()


def test_an_empty_list_is_said_and_opens_nothing(page: QWidget, context: PageContext) -> None:
    actions = BulkActions(context, FakeList([]), page)
    actions.edit()
    assert "没有可修改的" in context.notices.text()
    actions.export()
    assert "没有可导出的" in context.notices.text()
    assert not page.findChildren(BulkDialog)
    assert not page.findChildren(ExportDialog)


@pytest.mark.parametrize(("kind", "ending"), [("xlsx", ".xlsx"), ("csv", ".csv"), ("csv-gb", ".csv")])
def test_the_list_is_exported_as_shown(
    page: QWidget,
    context: PageContext,
    ids: list[int],
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    ending: str,
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a: (str(tmp_path / "列表"), ""))
    actions = BulkActions(context, FakeList(ids), page)
    actions.export()
    (dialog,) = cast("list[ExportDialog]", page.findChildren(ExportDialog))
    dialog.kind.set_value(kind)
    dialog._on_decided()
    idle(qtbot, context)
    assert (tmp_path / f"列表{ending}").stat().st_size > 100
    assert f"已导出 {len(ids)} 人" in context.notices.text()


def test_full_numbers_ask_for_reason_and_recipient(
    page: QWidget, context: PageContext, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a: (str(tmp_path / "a.xlsx"), ""))
    dialog = ExportDialog(context, 3, page)
    dialog.open()
    assert not dialog.reason.isVisible()
    dialog.numbers.set_value(FULL)
    dialog._on_decided()
    assert dialog.form.row("reason").error.text()
    dialog.reason.set_value("核对津贴")
    dialog.recipient.set_value("旗民政局")
    with qtbot.waitSignal(dialog.decided) as decided:
        dialog._on_decided()
    assert decided.args is not None
    path, draft = decided.args
    assert path == tmp_path / "a.xlsx"
    assert (draft.full, draft.reason, draft.recipient) == (True, "核对津贴", "旗民政局")
