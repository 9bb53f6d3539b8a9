"""The versions of a visit: listed, each readable in full, none but the present one open to correction."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from desktop_app.storage.queries.visits import VisitRow
from desktop_app.ui.visits.form_page import VisitPage
from desktop_app.ui.visits.list_page import VisitsPage
from desktop_app.ui.visits.versions_dialog import VersionsDialog, sheet_lines
from tests.ui.made_up_home import Desk


def newest_visit(desk: Desk) -> VisitRow:
    return desk.app.visits.between(desk.app.actor, date(2026, 11, 1), date(2026, 11, 30))[0]


def correct(desk: Desk, because: str, **values: object) -> None:
    app, uid = desk.app, newest_visit(desk).uid
    draft = app.visits.draft_of(app.actor, uid)
    app.visits.correct(app.actor, uid, replace(draft, corrected_because=because, **values))  # type: ignore[arg-type]  # by name


def open_versions(desk: Desk, page: VisitsPage) -> VersionsDialog:
    QTest.keyClick(page.table.view, Qt.Key.Key_F10)
    desk.settle()
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, VersionsDialog))


@pytest.fixture
def corrected(desk: Desk) -> VisitsPage:
    correct(desk, "时间写错了", visited_time="09:30", signed_as="proxy", signed_by="外甥")
    correct(desk, "按纸单补记", companions="村医", sheet_no="37")
    return cast(VisitsPage, desk.open("visits"))


def test_every_version_tells_who_when_and_why(desk: Desk, corrected: VisitsPage) -> None:
    dialog = open_versions(desk, corrected)
    rows = [dialog.table.model.row_at(at) for at in range(dialog.table.count())]
    assert [(each.number, each.reason) for each in rows if each] == [
        (3, "按纸单补记"),
        (2, "时间写错了"),
        (1, ""),
    ]
    told = [column.text(rows[0]) for column in dialog.table.model.columns if rows[0]]
    assert told[0] == "第 3 版（现在有效）"
    assert told[2:] == ["王秀英", "按纸单补记"]
    assert "共 3 版" in dialog.told.text()
    dialog.reject()


def test_an_old_version_is_read_in_full_and_cannot_be_edited(desk: Desk, corrected: VisitsPage) -> None:
    dialog = open_versions(desk, corrected)
    QTest.keyClick(dialog.table.view, Qt.Key.Key_Down)
    told = dialog.sheet.texts()
    assert "原因：时间写错了" in told
    assert "第 2 版的全部内容" in told
    assert told[told.index("探访日期") + 1] == "2026-11-09 09:30"
    assert told[told.index("签字") + 1] == "他人代签，外甥"
    assert "表达能力：清楚" in told[told.index("健康状况") + 1], "usual answers are part of the record too"
    assert "同行人" not in told[told.index("第 2 版的全部内容") :]
    QTest.keyClick(dialog.table.view, Qt.Key.Key_End)
    assert "第 1 版的全部内容" in dialog.sheet.texts()
    assert not any(dialog.findChildren(kind) for kind in (QLineEdit, QPlainTextEdit))
    dialog.reject()


def test_from_the_versions_a_key_leads_to_the_correction_of_the_present_one(
    desk: Desk, corrected: VisitsPage
) -> None:
    uid = newest_visit(desk).uid
    dialog = open_versions(desk, corrected)
    QTest.keyClick(dialog.table.view, Qt.Key.Key_Down)
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    opened = cast(VisitPage, desk.page())
    assert opened.title() == "更正探访记录"
    assert uid in str(opened.keeper_key())


def test_a_visit_never_corrected_says_so_and_shows_its_sheet(desk: Desk) -> None:
    page = cast(VisitsPage, desk.open("visits"))
    dialog = open_versions(desk, page)
    assert "没有更正过" in dialog.told.text()
    assert not dialog.table.isVisible()
    assert "探访日期" in dialog.sheet.texts()
    dialog.reject()


def test_other_pages_lead_to_the_versions_of_a_visit_of_any_month(desk: Desk) -> None:
    october = desk.app.visits.between(desk.app.actor, date(2026, 10, 1), date(2026, 10, 31))
    wanted = next(each for each in october if each.elder_name == "李福")
    desk.open("visits", month_on=wanted.visited_on, versions_of=wanted.uid)
    desk.settle()
    dialog = next(one for one in QApplication.topLevelWidgets() if isinstance(one, VersionsDialog))
    assert "李福" in dialog.windowTitle()
    dialog.reject()


def test_what_is_special_about_a_visit_stands_in_words(desk: Desk, corrected: VisitsPage) -> None:
    first, second = corrected._rows()
    assert corrected._marks(first) == ["已更正", "补录", "他人代签"]
    assert corrected._marks(second) == ["补录"]
    same_day = replace(second, entered_on=second.visited_on, round_uid="r")
    assert corrected._marks(same_day) == ["同批"]
    corrected._photos = {second.uid: 2}
    assert corrected._marks(second) == ["补录", "照片 2"]


def test_a_sheet_leaves_nothing_out_that_was_recorded(desk: Desk) -> None:
    row = replace(
        newest_visit(desk),
        visited_time="09:30",
        visitor="海棠",
        companions="村医",
        summary="情况",
        action="帮办",
        next_on=date(2026, 12, 1),
        sheet_no="37",
        signed_as="self",
        measures={"systolic": "150"},
    )
    labels = {label for label, _words in sheet_lines(row)}
    assert {"探访日期", "方式", "结果", "探访人", "同行人", "健康状况", "情况记录", "帮办事项"} <= labels
    assert {"下次探访", "签字", "纸单编号", "录入日期"} <= labels
