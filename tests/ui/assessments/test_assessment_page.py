"""能力评估 in the window: a screening by keys alone, an official report, what they propose, drafts, readers."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import cast

import pytest
from PIL import Image
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget

from desktop_app.domain.terms import AssessmentCondition, UserRole
from desktop_app.services.actor import Actor
from desktop_app.services.assessment_drafts import AssessmentDraft, scale
from desktop_app.storage.queries.assessments import AssessmentLine
from desktop_app.ui.assessments.page import AssessmentPage
from desktop_app.ui.register.assessment_trend import AssessmentTrend
from desktop_app.ui.scan_picture import ScanDialog
from tests.ui.accessibility import reading
from tests.ui.made_up_home import TODAY, Desk

NAME = "王桂兰"
CONTROL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
NOT_OFFICIAL = "筛查（非正式评估）"


def lines(desk: Desk) -> list[AssessmentLine]:
    return desk.app.assessments.of_elder(desk.app.actor, desk.uid(NAME))


def open_page(desk: Desk, kind: str) -> AssessmentPage:
    return cast(AssessmentPage, desk.open("assessment", elder_uid=desk.uid(NAME), kind=kind))


def digit(points: int) -> Qt.Key:
    return Qt.Key(Qt.Key.Key_0.value + points)


def record(desk: Desk, level: str, on: date = TODAY, total: int | None = None) -> None:
    uid = desk.uid(NAME)
    draft = AssessmentDraft(
        elder_uid=uid, kind="official", assessed_on=on, agency="示例旗评估站", level=level, total=total
    )
    desk.app.assessments.record(desk.app.actor, draft)
    desk.settle()


def press_button(root: QWidget, words: str) -> None:
    made = cast("list[QPushButton]", root.findChildren(QPushButton))
    next(one for one in made if words in one.text() and one.isVisible()).click()


def answer(words: str) -> None:
    dialog = next(
        one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()
    )
    assert reading.unnamed(dialog) == []
    press_button(dialog, words)


def categories(desk: Desk) -> set[str]:
    return {span.category for span in desk.app.register.get(desk.app.actor, desk.uid(NAME)).categories}


def reading_of(root: QWidget) -> list[str]:
    inside = cast("list[QWidget]", root.findChildren(QWidget))
    return [one.accessibleName() or getattr(one, "text", str)() for one in inside]


def test_a_screening_is_done_with_the_keyboard_alone(desk: Desk) -> None:
    page = open_page(desk, "screening")
    assert NOT_OFFICIAL in page.title()
    assert (page.sheet.mark.text(), page.sheet.result.mark.text()) == (NOT_OFFICIAL, NOT_OFFICIAL)
    assert "26 项都还没有填" in page.sheet.result.level.text()
    for _row in range(len(page.form.values()) + 3):
        if page.items.line("eating").hasFocus():
            break
        desk.press(Qt.Key.Key_Return)
    left_out = "memory"
    for key, item in scale().items.items():
        assert page.items.line(key).hasFocus(), key
        assert item.title in page.sheet.result.item.text()
        if key != left_out:
            desk.press(digit(item.most - 1))
        if key != "social":
            desk.press(Qt.Key.Key_Return)
    assert page.sheet.result.level.text() == "还差 1 项"
    assert "记忆" in page.sheet.result.steps.text()
    page.items.go_to("eating")
    desk.press(Qt.Key.Key_F8)
    assert page.items.line(left_out).hasFocus()
    desk.press(Qt.Key.Key_Return, CONTROL)
    assert not lines(desk)
    assert "没有保存" in page.sheet.result.warning.text()
    assert page.items.line(left_out).hasFocus()
    desk.press(Qt.Key.Key_9)
    assert not page.items.line(left_out).chosen()
    desk.press(Qt.Key.Key_3)
    assert page.sheet.result.level.text().startswith("2级")
    assert "总分 64" in page.sheet.result.steps.text()
    desk.press(Qt.Key.Key_Return, CONTROL)
    (line,) = lines(desk)
    assert (line.total, line.level, line.official) == (64, "2", False)
    assert desk.window.navigator.current_key() == "person"
    assert desk.app.assessments.latest_official(desk.app.actor, desk.uid(NAME)) is None


def test_a_report_is_entered_its_category_only_adopted_when_asked_and_its_course_shown(desk: Desk) -> None:
    page = open_page(desk, "official")
    assert page.items.isHidden()
    page.form.agency.set_value("示例旗评估站")
    page.form.level.line.setFocus()
    desk.press(Qt.Key.Key_3)
    page.form.assessed_on.set_value(date(2026, 11, 2))
    assert page.form.valid_until.value() == date(2027, 11, 2)
    page.form.valid_until.set_value(date(2027, 1, 1))
    page.form.assessed_on.set_value(date(2026, 11, 3))
    assert page.form.valid_until.value() == date(2027, 1, 1)
    desk.press(Qt.Key.Key_Return, CONTROL)
    (line,) = lines(desk)
    assert (line.level, line.valid_until, line.official) == ("3", date(2027, 1, 1), True)
    person = desk.page()
    QTimer.singleShot(0, lambda: answer("取消"))
    press_button(person, "采纳…")
    desk.settle()
    assert "incapacitated" not in categories(desk)
    press_button(person, "暂不")
    desk.settle()
    found = desk.app.assessments.proposal(desk.app.actor, desk.uid(NAME))
    assert found is not None
    assert found.put_off is not None
    QTimer.singleShot(0, lambda: answer("从今天起"))
    press_button(person, "采纳…")
    desk.settle()
    assert "incapacitated" in categories(desk)
    the_course_is_shown_with_numbers(desk)


def the_course_is_shown_with_numbers(desk: Desk) -> None:
    """See the tab with results of several years: numbers on each mark, and what is not official marked so."""
    record(desk, "1", date(2024, 5, 1), total=80)
    uid = desk.uid(NAME)
    screening = AssessmentDraft(
        elder_uid=uid, kind="screening", assessed_on=TODAY, scores=dict.fromkeys(scale().items, 0)
    )
    desk.app.assessments.record(desk.app.actor, screening)
    person = desk.open("person", uid=uid, tab=4)
    (trend,) = cast("list[AssessmentTrend]", person.findChildren(AssessmentTrend))
    assert "2024-05-01 正式评估 1级" in trend.accessibleName()
    assert "筛查 4级" in trend.accessibleName()
    said = " ".join(reading_of(person))
    assert NOT_OFFICIAL in said
    assert "还有 40 天" in said


def test_a_level_that_is_not_that_of_the_points_asks_for_a_word_then_all_is_corrected_and_taken_back(
    desk: Desk,
) -> None:
    page = open_page(desk, "official")
    page.form.agency.set_value("示例旗评估站")
    page.form.level.set_value("3")
    page.form.total.set_value(70)
    page.save()
    desk.settle()
    assert not lines(desk)
    assert "1级" in page.form.row("note").error.text()
    page.form.note.set_value("机构复核后定级")
    page.sheet.items_button.click()
    page.items.set_values({key: item.most for key, item in scale().items.items()})
    page.form.changed.emit()
    assert "不同" in page.sheet.result.warning.text()
    page.form.total.set_value(None)
    page.save()
    desk.settle()
    assert [(line.level, line.total) for line in lines(desk)] == [("3", 90)]
    (line,) = lines(desk)
    page = cast(AssessmentPage, desk.open("assessment", uid=line.uid))
    assert (page.form.note.value(), page.form.level.value()) == ("机构复核后定级", "3")
    assert not page.is_unsaved()
    page.form.level.set_value("4")
    page.save()
    desk.settle()
    assert [one.level for one in lines(desk)] == ["4"]
    page = cast(AssessmentPage, desk.open("assessment", uid=line.uid))
    QTimer.singleShot(0, lambda: answer("撤销"))
    page.sheet.back_button.click()
    desk.settle()
    assert not lines(desk)


def test_what_is_not_finished_stays_as_a_draft(desk: Desk) -> None:
    page = open_page(desk, "screening")
    page.form.informant.set_value("儿媳")
    page.form.conditions.set_value([AssessmentCondition.DEMENTIA])
    page.items.line("eating").setFocus()
    desk.press(Qt.Key.Key_2)
    assert page.is_unsaved()
    desk.press(Qt.Key.Key_Escape)
    page = open_page(desk, "official")
    assert (page.form.informant.value(), page.items.values()) == ("", {})
    page = open_page(desk, "screening")
    assert page.form.informant.value() == "儿媳"
    assert page.items.values() == {"eating": 2}
    assert page.form.conditions.value() == {AssessmentCondition.DEMENTIA}
    page.items.set_values(dict.fromkeys(scale().items, 1))
    page.save()
    desk.settle()
    assert [line.total for line in lines(desk)] == [26]
    assert desk.app.drafts.find(desk.app.actor, "assessment", f"{desk.uid(NAME)}#screening") is None


def test_whose_it_is_is_asked_a_scan_is_looked_at_and_a_reader_changes_nothing(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = cast(AssessmentPage, desk.open("assessment"))
    assert page.picker.isVisible()
    page.picker.picked.emit(desk.uid(NAME))
    desk.settle()
    assert page.form.isVisible()
    picture = tmp_path / "report.png"
    Image.new("RGB", (120, 160), "white").save(picture)
    page.form.scan.add_file(picture)
    desk.settle()
    assert page.form.scan.value()
    page.form.scan.look()
    desk.settle()
    dialog = next(one for one in QApplication.topLevelWidgets() if isinstance(one, ScanDialog))
    assert not dialog.picture.pixmap().isNull()
    assert reading.unnamed(dialog) == []
    dialog.reject()
    page.form.scan.drop_button.click()
    assert page.form.scan.value() is None
    page.journal.drop()
    record(desk, "3")
    (line,) = lines(desk)
    monkeypatch.setattr(desk.app, "actor", Actor("李志强", UserRole.READER))
    page = cast(AssessmentPage, desk.open("assessment", uid=line.uid))
    assert not page.form.isEnabled()
    assert page.sheet.back_button.isHidden()
    page.save()
    desk.settle()
    assert [one.level for one in lines(desk)] == ["3"]
