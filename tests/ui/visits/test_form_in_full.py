"""The visit form in full: measures, signature, companions, photos, corrections, sheets, and what drafts keep of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QScrollArea

from desktop_app.domain.terms import ContactRole
from desktop_app.services.register_drafts import ContactDraft, ElderDraft
from desktop_app.storage.queries.visits import VisitRow
from desktop_app.ui.visits.form_page import VisitPage
from desktop_app.ui.visits.start import Wanted
from tests.ui.conftest import Commit
from tests.ui.made_up_home import TODAY, Desk

CTRL = Qt.KeyboardModifier.ControlModifier
MEASURED = {"systolic": "132", "diastolic": "84", "temperature": "36.5"}


def form(desk: Desk, name: str, **params: object) -> VisitPage:
    return cast(VisitPage, desk.open("visit", elder_uid=desk.uid(name), **params))


def visits(desk: Desk, name: str) -> list[VisitRow]:
    return desk.app.visits.of_elder(desk.app.actor, desk.uid(name))


def picture(folder: Path, colour: str) -> Path:
    image = QImage(80, 60, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    path = folder / f"{colour}.jpg"
    image.save(str(path))
    return path


def type_into(desk: Desk, text: str) -> None:
    """Press the keys of ``text`` where the keyboard is."""
    for sign in text:
        target = QApplication.focusWidget()
        assert target is not None
        QTest.keyClicks(target, sign)
    desk.settle()


def correct(desk: Desk, name: str) -> VisitPage:
    old = visits(desk, name)[0]
    desk.open("visits")
    return cast(VisitPage, desk.open("visit", elder_uid=old.elder_uid, visit_uid=old.uid))


# ---------------------------------------------------------------------- measures


def test_measures_are_typed_after_the_last_line_and_saved_by_keys_alone(desk: Desk) -> None:
    desk.open("today")
    desk.press(Qt.Key.Key_F2)
    page = cast(VisitPage, desk.page())
    desk.press(Qt.Key.Key_F6)
    page.sheet.blocks.line("needs.services").setFocus()
    desk.press(Qt.Key.Key_Return)
    assert page.sheet.measures.field("systolic").line.hasFocus()
    type_into(desk, "132/84")
    assert page.sheet.measures.values() == {"systolic": "132", "diastolic": "84"}
    for key in ("diastolic", "glucose_fasting", "glucose_after_meal"):
        assert page.sheet.measures.field(key).line.hasFocus(), key
        desk.press(Qt.Key.Key_Return)
    type_into(desk, "36.5")
    desk.press(Qt.Key.Key_Return, CTRL)
    assert visits(desk, "王桂兰")[0].measures == MEASURED


def test_one_key_goes_past_empty_measures(desk: Desk) -> None:
    page = form(desk, "王桂兰")
    page.sheet.measures.focus_first()
    desk.press(Qt.Key.Key_Return)
    assert page.sheet.outcome.mode.line.hasFocus()


def test_an_input_method_may_give_full_width_numbers(desk: Desk, commit: Commit) -> None:
    page = form(desk, "王桂兰")
    page.sheet.accept_all()
    commit(page.sheet.measures.field("temperature").line, "３６。５")
    page.save()
    desk.settle()
    assert visits(desk, "王桂兰")[0].measures == {"temperature": "36.5"}


def test_what_was_measured_last_time_is_told_and_never_taken_over(desk: Desk) -> None:
    page = form(desk, "王桂兰")
    page.sheet.accept_all()
    page.sheet.measures.set_values(MEASURED)
    page.save()
    desk.settle()
    page = form(desk, "王桂兰")
    page.sheet.accept_all()
    assert "收缩压 132 mmHg" in page.sheet.measures.told()
    assert page.sheet.measures.values() == {}
    page.save()
    desk.settle()
    assert visits(desk, "王桂兰")[0].measures == {}


def test_a_value_that_cannot_be_is_refused_beside_its_field_and_stays(desk: Desk) -> None:
    before = len(visits(desk, "王桂兰"))
    page = form(desk, "王桂兰")
    page.sheet.accept_all()
    measures = page.sheet.measures
    for values, key, said in (
        ({"systolic": "1320"}, "systolic", "收缩压：应在 50 到 280 mmHg 之间"),
        ({"temperature": "36.55"}, "temperature", "体温：小数位数过多"),
        ({"temperature": "三十六"}, "temperature", "体温：应为数字"),
        ({"systolic": "84", "diastolic": "132"}, "systolic", "收缩压：应高于舒张压"),
    ):
        measures.set_values(values)
        page.save()
        desk.settle()
        assert said in measures.problem.text()
        assert measures.field(key).line.hasFocus()
        assert measures.field(key).line.accessibleDescription() in measures.problem.text()
        assert measures.values() == values
    assert len(visits(desk, "王桂兰")) == before
    measures.field("systolic").set_value("142")
    assert not measures.problem.isVisible()


def test_the_words_of_a_refused_measure_come_into_sight_with_their_field(desk: Desk) -> None:
    page = form(desk, "王桂兰")
    page.sheet.accept_all()
    desk.window.resize(1366, 560)
    desk.settle()
    area = cast(QScrollArea, page.sheet.findChild(QScrollArea))
    area.verticalScrollBar().setValue(0)
    measures = page.sheet.measures
    measures.set_values({"systolic": "1320", "temperature": "三十六"})
    page.save()
    desk.settle()
    assert measures.field("systolic").line.hasFocus()
    for part in (measures.field("systolic"), measures.problem):
        assert part.visibleRegion().boundingRect() == part.rect()


def test_levels_are_said_in_words_and_a_dangerous_one_proposes_an_urgent_finding(desk: Desk) -> None:
    page = form(desk, "王桂兰")
    measures = page.sheet.measures
    measures.set_values({"systolic": "150"})
    assert measures.level_words("systolic") == "偏高"
    assert "偏高" in measures.field("systolic").line.accessibleDescription()
    assert page.sheet.findings.proposals() == ()
    measures.field("systolic").set_value("190")
    assert measures.level_words("systolic") == "危急偏高"
    (proposed,) = page.sheet.findings.proposals()
    assert (proposed.kind, proposed.what) == ("urgent", "收缩压 190 mmHg（危急偏高）")
    page.sheet.findings.add(proposed.kind, proposed.what)
    assert page.sheet.findings.proposals() == ()


def test_measures_are_kept_however_somebody_was_met_and_only_then(desk: Desk) -> None:
    page = form(desk, "王桂兰")
    page.sheet.measures.set_values(MEASURED)
    page.sheet.outcome.outcome.set_value("not_at_home")
    assert not page.sheet.measures.isVisible()
    page.save()
    desk.settle()
    assert visits(desk, "王桂兰")[0].measures == {}
    page = form(desk, "李福")
    page.sheet.outcome.mode.set_value("phone")
    page.sheet.outcome.outcome.set_value("met_remotely")
    page.sheet.measures.set_values(MEASURED)
    page.save()
    desk.settle()
    assert visits(desk, "李福")[0].measures == MEASURED


# ---------------------------------------------------------------------- who signed, who came along, whom to call


def with_contacts(desk: Desk, name: str) -> None:
    """Put a daughter to call and a village doctor on record."""
    detail = desk.app.register.get(desk.app.actor, desk.uid(name))
    contacts = (
        ContactDraft(name="李娟", relation="女儿", phone="13900139001", roles=(ContactRole.EMERGENCY.value,)),
        ContactDraft(name="巴图", phone="0476-1234567", roles=(ContactRole.DOCTOR.value,)),
    )
    desk.app.register.save(
        desk.app.actor,
        ElderDraft(
            uid=detail.uid,
            name=detail.name,
            village_code=detail.village_code,
            birth_on=detail.birth_on,
            sex=detail.sex,
            contacts=contacts,
        ),
    )


def test_who_signed_for_the_elder_is_asked_and_contacts_are_offered(desk: Desk) -> None:
    with_contacts(desk, "李福")
    page = form(desk, "李福")
    page.sheet.accept_all()
    outcome = page.sheet.outcome
    assert outcome.signed_as.value() is None
    assert not outcome.signed_by.isVisible()
    outcome.signed_as.set_value("proxy")
    page.save()
    desk.settle()
    assert outcome.row("signed_by").error.isVisible()
    assert outcome.signed_by.line.hasFocus()
    assert outcome.signed_by.suggestions() == ["李娟（女儿）", "巴图"]
    desk.press(Qt.Key.Key_Down)
    popup = QApplication.activePopupWidget()
    assert popup is not None
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert outcome.signed_by.value() == "李娟（女儿）"
    page.save()
    desk.settle()
    newest = visits(desk, "李福")[0]
    assert (newest.signed_as, newest.signed_by) == ("proxy", "李娟（女儿）")


def test_companions_are_offered_from_last_time_and_from_the_village(desk: Desk, commit: Commit) -> None:
    page = form(desk, "李福")
    page.sheet.accept_all()
    field = page.sheet.outcome.companions
    assert field.suggestions() == ["赵宝山", "海棠"]
    commit(field.line, "网格员老周、赵")
    field.setFocus()
    desk.press(Qt.Key.Key_Down)
    popup = QApplication.activePopupWidget()
    assert popup is not None
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert field.value() == "网格员老周、赵宝山"
    page.save()
    desk.settle()
    page = form(desk, "李福")
    field = page.sheet.outcome.companions
    assert field.value() == ""
    assert field.suggestions()[0] == "网格员老周、赵宝山"
    field.setFocus()
    desk.press(Qt.Key.Key_Down)
    popup = QApplication.activePopupWidget()
    assert popup is not None
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert field.value() == "网格员老周、赵宝山"


def test_an_urgent_finding_shows_whom_to_call(desk: Desk) -> None:
    with_contacts(desk, "李福")
    page = form(desk, "李福")
    assert not page.sheet.emergency.isVisible()
    page.sheet.findings.add("hazard", "炉具：破损漏烟")
    assert not page.sheet.emergency.isVisible()
    page.sheet.findings.add("urgent", "没有反应")
    assert page.sheet.emergency.isVisible()
    for words in (
        "120",
        "110",
        "119",
        "紧急联系人：女儿 李娟 139 0013 9001",
        "村医：巴图 0476-1234567",
        "钥匙保管人：未登记",
    ):
        assert words in page.sheet.emergency.text()
    page.sheet.findings.set_values(())
    assert not page.sheet.emergency.isVisible()


# ---------------------------------------------------------------------- photos


def test_photos_are_added_described_and_saved(
    desk: Desk, tmp_path: Path, commit: Commit, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [picture(tmp_path, colour) for colour in ("red", "green")]
    names = [str(path) for path in files]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_asked: (names, ""))
    page = form(desk, "王桂兰")
    page.sheet.accept_all()
    page.sheet.photos.add_button.click()
    desk.settle()
    first, second = page.sheet.photos.captions()
    commit(first.line, "炉具破损处")
    assert (first.line.accessibleName(), second.line.accessibleName()) == ("照片 1 说明", "照片 2 说明")
    assert page.is_unsaved()
    page.save()
    desk.settle()
    kept = desk.app.photos.of_visit(desk.app.actor, visits(desk, "王桂兰")[0].uid)
    assert sorted(one.caption or "" for one in kept) == ["", "炉具破损处"]


def test_there_is_room_for_three_photos_and_each_is_taken_once(desk: Desk, tmp_path: Path) -> None:
    files = [picture(tmp_path, colour) for colour in ("red", "green", "blue", "white")]
    page = form(desk, "王桂兰")
    strip = page.sheet.photos
    strip.add_files([tmp_path / "missing.jpg"])
    desk.settle()
    assert not strip.is_adding()
    assert strip.values() == []
    strip.add_files(files[:1])
    desk.settle()
    strip.add_files(files[:1])
    desk.settle()
    assert "已经添加过" in strip.problem()
    strip.add_files(files[1:])
    desk.settle()
    assert len(strip.values()) == 3
    assert "最多 3 张" in strip.problem()
    assert not strip.add_button.isEnabled()
    strip.drop(0)
    assert len(strip.values()) == 2
    assert strip.add_button.isEnabled()
    assert strip.captions()[0].line.accessibleName() == "照片 1 说明"


# ---------------------------------------------------------------------- corrections


def test_a_correction_needs_a_change_and_a_reason_and_keeps_what_was_typed(desk: Desk) -> None:
    assert not form(desk, "李福").sheet.outcome.because.isVisible()
    page = correct(desk, "李福")
    page.sheet.outcome.because.set_value("录入有误")
    page.save()
    desk.settle()
    assert desk.page() is page
    assert "没有改动" in desk.window.notices.text()
    assert visits(desk, "李福")[0].corrected_because is None
    page.sheet.outcome.because.set_value("")
    page.sheet.blocks.line("health.movement").set_chosen(("bedridden",))
    page.save()
    desk.settle()
    assert desk.page() is page
    assert page.sheet.outcome.row("corrected_because").error.isVisible()
    assert page.sheet.outcome.because.line.hasFocus()
    assert page.sheet.blocks.line("health.movement").chosen() == ("bedridden",)
    page.sheet.outcome.because.set_value("录入有误")
    page.save()
    desk.settle()
    newest = visits(desk, "李福")[0]
    assert newest.answers["health.movement"] == "bedridden"
    assert newest.corrected_because == "录入有误"


def test_a_correction_shows_everything_recorded_and_is_undone_with_its_photos(
    desk: Desk, tmp_path: Path
) -> None:
    page = form(desk, "李福")
    page.sheet.accept_all()
    page.sheet.measures.set_values(MEASURED)
    page.sheet.outcome.signed_as.set_value("proxy")
    page.sheet.outcome.signed_by.set_value("邻居老周")
    page.sheet.photos.add_files([picture(tmp_path, "red")])
    desk.settle()
    page.save()
    desk.settle()
    page = correct(desk, "李福")
    assert page.sheet.measures.values() == MEASURED
    assert page.sheet.outcome.signed_as.value() == "proxy"
    assert page.sheet.outcome.signed_by.value() == "邻居老周"
    assert len(page.sheet.photos.values()) == 1
    assert not page.is_dirty()
    assert not page.sheet.findings.isVisible()
    page.sheet.measures.set_values({"systolic": "128", "diastolic": "80"})
    page.sheet.photos.drop(0)
    page.sheet.outcome.because.set_value("与纸质记录核对后更正")
    page.save()
    desk.settle()
    uid = visits(desk, "李福")[0].uid
    assert visits(desk, "李福")[0].measures == {"systolic": "128", "diastolic": "80"}
    assert desk.app.photos.of_visit(desk.app.actor, uid) == []
    desk.window.undo_notice.undo()
    desk.settle()
    assert visits(desk, "李福")[0].measures == MEASURED
    assert visits(desk, "李福")[0].corrected_because is None
    assert len(desk.app.photos.of_visit(desk.app.actor, uid)) == 1


# ---------------------------------------------------------------------- sheets


def test_a_sheet_begins_the_form_and_leads_back_to_where_it_came_from(desk: Desk) -> None:
    day = date(2026, 11, 18)
    visitor = next(one for one in desk.app.register.visitors(desk.app.actor) if one.name == "赵宝山")
    page = form(desk, "王桂兰", sheet_no="2611-0007", visited_on=day, visitor_uid=visitor.uid, then="duties")
    assert not page.is_dirty()
    assert "2611-0007" in page.title()
    page.sheet.accept_all()
    page.save()
    desk.settle()
    assert desk.window.navigator.current_key() == "duties"
    recorded = next(row for row in visits(desk, "王桂兰") if row.visited_on == day)
    assert recorded.visitor == "赵宝山"
    assert recorded.sheet_no
    assert recorded.entered_on == TODAY


def test_a_sheet_has_its_own_last_time_and_a_draft_of_its_own(desk: Desk, commit: Commit) -> None:
    page = form(desk, "王桂兰")
    commit(page.sheet.outcome.summary.text, "今天说的话")
    page = form(desk, "王桂兰", sheet_no="2611-0007", visited_on=date(2026, 9, 18))
    assert page.sheet.outcome.summary.value() == ""
    assert page.sheet.person.last_words().startswith("9月14日")
    commit(page.sheet.outcome.summary.text, "纸上写的话")
    page = form(desk, "王桂兰")
    assert page.sheet.outcome.summary.value() == "今天说的话"
    kept = {draft.subject: draft.content for draft in desk.app.drafts.list(desk.app.actor)}
    assert len(kept) == 2
    sheet = next(content for content in kept.values() if content["open"].get("sheet_no"))
    desk.open("visit", **sheet["open"])
    assert page.sheet.outcome.summary.value() == "纸上写的话"
    assert page.sheet.outcome.day.value() == date(2026, 9, 18)


def test_the_next_of_the_list_is_not_the_sheet_of_the_one_before(desk: Desk) -> None:
    queue = (desk.uid("王桂兰"), desk.uid("李福"))
    page = form(
        desk, "王桂兰", sheet_no="2611-0007", visited_on=date(2026, 11, 18), queue=queue, then="duties"
    )
    desk.press(Qt.Key.Key_F8)
    assert page.sheet.outcome.sheet_no.value() == ""
    assert page.sheet.outcome.day.value() == TODAY
    assert page.place()["elder_uid"] == desk.uid("李福")
    assert page.place()["queue"] == queue
    page.give_up()
    desk.settle()
    assert desk.window.navigator.current_key() == "duties"


def test_a_long_sheet_number_fits_where_drafts_are_kept() -> None:
    _form, subject = Wanted(elder_uid="u" * 36, sheet_no="9" * 40).draft_key()
    assert len(subject) == 60


# ---------------------------------------------------------------------- drafts, marks, the screen


def test_a_draft_keeps_everything(desk: Desk, tmp_path: Path) -> None:
    page = form(desk, "李福")
    page.sheet.measures.set_values(MEASURED | {"glucose_fasting": "5."})
    page.sheet.outcome.signed_as.set_value("proxy")
    page.sheet.outcome.signed_by.set_value("邻居老周")
    page.sheet.outcome.companions.set_value("赵宝山")
    page.sheet.photos.add_files([picture(tmp_path, "red")])
    desk.settle()
    page.sheet.photos.captions()[0].set_value("炉具")
    content = page.sheet.content()
    desk.open("today")
    page = form(desk, "李福")
    assert page.sheet.content() == content
    assert page.sheet.photos.values()[0]["caption"] == "炉具"
    assert page.sheet.measures.values()["glucose_fasting"] == "5."
    page.give_up_draft()
    desk.settle()
    assert page.sheet.photos.values() == []
    assert page.sheet.measures.values() == {}


def test_the_unsaved_mark_comes_and_goes(desk: Desk) -> None:
    page = form(desk, "王桂兰")
    seen: list[bool] = []
    page.unsaved_changed.connect(lambda: seen.append(page.is_unsaved()))
    page.sheet.measures.field("systolic").set_value("132")
    page.sheet.measures.field("systolic").set_value("133")
    page.sheet.measures.field("systolic").set_value("")
    page.sheet.accept_all()
    page.save()
    desk.settle()
    assert seen == [True, False, True, False]


def test_five_blocks_stand_on_one_screen_of_1366_by_768(desk: Desk) -> None:
    page = form(desk, "王桂兰")
    desk.window.sample_band.hide()
    desk.window.resize(1366, 728)
    QApplication.processEvents()
    area = cast(QScrollArea, page.sheet.findChild(QScrollArea))
    assert page.sheet.blocks.line("safety.stove").isVisible()
    assert page.sheet.blocks.geometry().bottom() <= area.viewport().height()
