"""The page of the policies: profiles in words, files taken, given and refused, targets, days off, readers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop_app.config import resources
from desktop_app.domain.policy_changes import RuleChange
from desktop_app.domain.terms import PolicyOrigin, UserRole
from desktop_app.models import PolicyText
from desktop_app.services.actor import Actor
from desktop_app.services.policy_rows import PART_TITLES
from desktop_app.services.rules import record_uid
from desktop_app.ui.kit import Dialog
from desktop_app.ui.policies import words
from desktop_app.ui.policies.file_dialogs import InstallDialog, ProblemsDialog
from desktop_app.ui.policies.page import HOLIDAYS, PoliciesPage
from desktop_app.ui.policies.rule_page import RulePage
from desktop_app.ui.policies.target_dialog import TargetDialog
from desktop_app.ui.settings.page import SettingsPage
from desktop_app.ui.settings.policy_section import PolicySection
from tests.ui.made_up_home import TODAY, Desk

Key, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier
D = TypeVar("D", bound=Dialog)
OVERLAY, PLAN = "inner-mongolia-2022", "chifeng-2023-42-pastoral"


def opened(desk: Desk, **params: object) -> PoliciesPage:
    page = desk.open("policies", **params)
    assert isinstance(page, PoliciesPage)
    return page


def dialog(desk: Desk, kind: type[D]) -> D:
    desk.settle()
    found = QApplication.activeModalWidget()
    assert isinstance(found, kind)
    return found


def own_file(desk: Desk, folder: Path, old: str = "days = 7", new: str = "days = 10") -> Path:
    """Write the overlay as a file with another rhythm."""
    path = folder / "own.toml"
    desk.app.policies.export(desk.app.actor, OVERLAY, path)
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    return path


def test_the_settings_lead_to_the_rules_in_words(desk: Desk) -> None:
    settings = desk.open("settings", section="policies")
    assert isinstance(settings, SettingsPage)
    section = settings.sections["policies"]
    assert isinstance(section, PolicySection)
    section.rules.click()
    desk.settle()
    page = desk.page()
    assert isinstance(page, PoliciesPage)
    assert page.listed()[:2] == [PLAN, OVERLAY]
    assert page.listed()[-1] == HOLIDAYS
    texts = [page.list.item(at).text() for at in range(page.list.count())]
    assert texts[0] == "赤峰2023年42号（农村牧区）\n正在采用"
    assert any(text.startswith("赤峰2023年42号（城镇") for text in texts)
    assert len(set(texts)) == len(texts)


def test_every_part_shows_its_entries_with_the_sentence_they_rest_on(desk: Desk) -> None:
    page = opened(desk, profile=OVERLAY)
    rules = desk.app.policies.rules(desk.app.actor, OVERLAY)
    for part in PART_TITLES:
        page.view.parts.set_value(part)
        assert [card.rule for card in page.view.cards] == [rule for rule in rules if rule.part == part]
    page.view.parts.set_value("visit_rules")
    rule = page.view.card("high-weekly").rule
    assert "每7天一次" in rule.words
    said = words.source_words(rule)
    assert said.startswith("“重大变故发生后24小时内走访到位，平时每周走访不少于一次”")
    assert "（报道转述）" in said
    assert "系统设定" in said
    assert words.version_words(rule) == "第 1 版，2022-06-23 起"


def test_the_keyboard_alone_chooses_a_profile_a_part_and_a_rule(desk: Desk) -> None:
    page = opened(desk)
    page.list.setFocus()
    desk.press(Key.Key_Down)
    assert page.view.title.text().startswith("内蒙古自治区2022年")
    for _time in range(20):
        focus = QApplication.focusWidget()
        if focus is not None and page.view.parts.isAncestorOf(focus):
            break
        desk.press(Key.Key_Tab)
    desk.press(Key.Key_0)
    assert page.view.part() == "wording", "the tenth part"
    desk.press(Key.Key_4)
    assert page.view.part() == "event_rules"
    card = page.view.cards[0]
    assert card.change is not None
    for _time in range(20):
        if card.change.hasFocus():
            break
        desk.press(Key.Key_Tab)
    desk.press(Key.Key_Space)
    assert isinstance(desk.page(), RulePage)
    desk.press(Key.Key_Escape)
    assert desk.page() is page


def test_a_coming_version_and_those_that_ended_are_told(desk: Desk) -> None:
    desk.app.policies.change_rule(
        desk.app.actor, OVERLAY, "high-weekly", RuleChange(grace_days=1), date(2026, 11, 22)
    )
    desk.app.policies.switch_rule(desk.app.actor, OVERLAY, "high-weekly", False, date(2027, 1, 1))
    page = opened(desk, profile=OVERLAY)
    card = page.view.card("high-weekly")
    assert card.rule.coming is not None
    assert card.switch is not None
    assert card.switch.text() == "启用…"
    assert card.more is not None
    card.more.click()
    assert words.version_words(card.rule.earlier[0]) == "第 1 版，2022-06-23 至 2026-11-21"
    assert page.view.standing.text() == "正在采用，2026-11-22 改动过"


def test_a_file_is_shown_then_taken_and_taken_back(desk: Desk, tmp_path: Path) -> None:
    page = opened(desk, profile=OVERLAY)
    page.acts.open_profile(own_file(desk, tmp_path))
    shown = dialog(desk, InstallDialog)
    shown.take.click()
    desk.settle()
    assert "每10天一次" in page.view.card("high-weekly").rule.words
    assert "从文件载入" in page.view.standing.text()
    assert page.view.reset.isEnabled()
    assert desk.window.undo_notice.undo()
    desk.settle()
    assert "每7天一次" in page.view.card("high-weekly").rule.words


def test_a_broken_file_shows_all_its_mistakes_to_be_copied(desk: Desk, tmp_path: Path) -> None:
    page = opened(desk, profile=OVERLAY)
    path = own_file(desk, tmp_path, 'modes = ["in_person"', 'modes = ["by_pigeon"')
    path.write_text(path.read_text("utf-8").replace("due_soon_days = 2", "due_soon_days = 99"), "utf-8")
    page.acts.open_profile(path)
    shown = dialog(desk, ProblemsDialog)
    assert len(shown.problems) >= 2
    assert shown.box.toPlainText().startswith("1. visit_rules[1]")
    shown.copy.click()
    copied = QApplication.clipboard().text()
    assert all(problem in copied for problem in shown.problems)
    shown.accept()
    assert {row.origin for row in desk.app.policies.list(desk.app.actor)} == {None}


def test_a_file_that_is_no_policy_is_told_in_one_line(desk: Desk, tmp_path: Path) -> None:
    page = opened(desk)
    path = tmp_path / "letter.toml"
    path.write_bytes(b"PK\x03\x04")
    page.acts.open_profile(path)
    desk.settle()
    assert "不是政策方案" in desk.window.notices.text()


def test_a_profile_is_written_as_a_file(desk: Desk, tmp_path: Path) -> None:
    page = opened(desk, profile=PLAN)
    row = next(row for row in desk.app.policies.list(desk.app.actor) if row.profile.id == PLAN)
    page.acts.export_to(row, tmp_path / "plan.toml")
    desk.settle()
    assert desk.app.policies.look_into(desk.app.actor, tmp_path / "plan.toml").profile.id == PLAN


def test_the_shipped_profile_is_restored_after_a_question(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def answer(_parent: object, _title: str, text: str, **_more: object) -> bool:
        asked.append(text)
        return True

    desk.app.policies.change_rule(
        desk.app.actor, OVERLAY, "high-weekly", RuleChange(grace_days=1), date(2026, 12, 1)
    )
    page = opened(desk, profile=OVERLAY)
    monkeypatch.setattr("desktop_app.ui.policies.profile_acts.ask", answer)
    page.view.reset.click()
    desk.settle()
    assert "不再起作用" in asked[0]
    assert page.view.card("high-weekly").rule.coming is None
    assert not page.view.reset.isEnabled()
    assert desk.window.undo_notice.undo()
    desk.settle()
    assert page.view.card("high-weekly").rule.coming is not None


def test_a_target_is_set_for_a_year(desk: Desk) -> None:
    page = opened(desk, profile=PLAN)
    page.view.parts.set_value("indicators")
    card = page.view.cards[0]
    assert card.target is not None
    card.target.click()
    shown = dialog(desk, TargetDialog)
    shown.value.set_value("很多")
    shown.submit()
    assert "数字" in shown.form.row("value").error.text()
    shown.value.set_value("95.5")
    shown.submit()
    desk.settle()
    page.view.parts.set_value("indicators")
    assert (2026, Decimal("95.5")) in page.view.cards[0].rule.targets
    assert desk.window.undo_notice.undo()
    desk.settle()
    assert (2026, Decimal("95.5")) not in page.view.cards[0].rule.targets


def test_a_target_that_is_there_already_is_told_beside_the_value(desk: Desk) -> None:
    page = opened(desk, profile=PLAN)
    page.view.parts.set_value("indicators")
    card = page.view.cards[0]
    assert card.target is not None
    card.target.click()
    shown = dialog(desk, TargetDialog)
    shown.submit()
    desk.settle()
    assert "相同" in shown.form.row("value").error.text()


def test_days_off_are_told_in_words_and_taken_from_a_file(desk: Desk, tmp_path: Path) -> None:
    page = opened(desk, profile=HOLIDAYS)
    assert page.holidays.isVisible()
    shipped = resources.path("holidays") / "2026.toml"
    text = shipped.read_text("utf-8").replace("2026", "2027")
    path = tmp_path / "2027.toml"
    path.write_text(text, "utf-8")
    page.acts.open_holidays(path)
    refused = dialog(desk, ProblemsDialog)  # the weekends of one year are not those of another
    assert any("不是周末" in problem for problem in refused.problems)
    refused.accept()
    path.write_text(
        'year = 2027\ntitle = "测试通知"\nissued_on = 2026-11-01\nsentence = "一、元旦：1月1日放假。"\n'
        '[[holidays]]\nname = "元旦"\nfrom_on = 2027-01-01\nto_on = 2027-01-03\nworking = [2027-01-09]\n',
        "utf-8",
    )
    page.acts.open_holidays(path)
    desk.settle()
    (found,) = [row for row in desk.app.holidays.tables(desk.app.actor) if row.year.year == 2027]
    assert words.day_off_lines(found.year) == [("元旦", "1月1日至1月3日（3 天）")]
    assert words.working_words(sorted(found.year.working)) == "1月9日 周六"
    assert page.list.item(page.list.count() - 1).text().endswith("2027 年")
    assert desk.window.undo_notice.undo()
    desk.settle()
    assert [row.year.year for row in desk.app.holidays.tables(desk.app.actor)][-1] == 2026


def test_a_reader_sees_everything_and_may_change_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk.app, "actor", Actor("查看", UserRole.READER))
    page = opened(desk, profile=OVERLAY)
    card = page.view.card("high-weekly")
    assert card.change is not None
    assert card.switch is not None
    assert not any(made.isEnabled() for made in (card.change, card.switch, page.take, page.view.reset))
    assert "管理员" in page.view.why_not.text()
    assert page.view.export.isEnabled()
    assert not page.holidays.install.isEnabled()
    rule = desk.open("policy-rule", profile=OVERLAY, rule="high-weekly")
    assert isinstance(rule, RulePage)
    assert rule.main_action() is None
    assert not rule.panel.run.isEnabled()
    assert "管理员" in rule.told.rehearsed.text()


def test_a_kept_profile_that_cannot_be_used_is_told_in_words(desk: Desk) -> None:
    with desk.app.store.writing("another", "somebody") as unit:
        unit.add(
            PolicyText(
                uid=record_uid(OVERLAY),
                profile=OVERLAY,
                title="别处来的",
                text="id =",
                origin=PolicyOrigin.FILE.value,
                changed_on=TODAY,
                note=None,
            )
        )
    page = opened(desk, profile=OVERLAY)
    assert page.broken.isVisible()
    assert "修订不能使用" in page.view.standing.text()


def test_the_page_works_with_nobody_on_the_register(empty_desk: Desk) -> None:
    page = opened(empty_desk)
    assert page.view.cards
