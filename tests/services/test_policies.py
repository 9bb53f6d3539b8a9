"""Rules are changed from a day on: kept, undone, taken from files, sent in batches; the past stays as it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from desktop_app.bootstrap import Application
from desktop_app.domain.policies import MONTHLY, Every, PeriodUnit, PolicyProfile, VisitRule, strictest_target
from desktop_app.domain.policy_changes import NothingToChange, RuleChange, UnknownRule
from desktop_app.domain.policy_schema import PolicyRefused
from desktop_app.domain.policy_text import profile_text
from desktop_app.domain.terms import DutyState, Mode, PolicyOrigin
from desktop_app.models import PolicyText
from desktop_app.services.access import UnknownProfile
from desktop_app.services.files_out import CannotWrite
from desktop_app.services.policies import BeginsInPast, StillInUse
from desktop_app.services.policy_rows import RuleRow
from desktop_app.services.rules import UnreadablePolicy, known_profiles, record_uid
from tests.services.homes import PROFILES, TODAY, Home, open_home
from tests.services.test_batches import introduce

Opener = Callable[[Home], Application]

PASTORAL, OVERLAY = PROFILES
TOMORROW = TODAY + timedelta(days=1)
DECEMBER = date(2026, 12, 1)
TEN_DAYS = Every(PeriodUnit.DAYS, 10)


def weekly(application: Application) -> list[VisitRule]:
    """Return the versions of the weekly rule that the site works by."""
    (overlay,) = [each for each in application.context.rules.profiles if each.id == OVERLAY]
    return [rule for rule in overlay.visit_rules if rule.key == "high-weekly"]


def row(application: Application, key: str, profile: str = OVERLAY) -> RuleRow:
    (found,) = [each for each in application.policies.rules(application.actor, profile) if each.key == key]
    return found


def every_ten_days(application: Application, from_on: date = DECEMBER, note: str = "人手不足") -> str:
    return application.policies.change_rule(
        application.actor, OVERLAY, "high-weekly", RuleChange(every=TEN_DAYS), from_on, note
    )


def test_a_changed_rhythm_is_a_new_version_and_the_old_one_ends_the_day_before(empty: Application) -> None:
    every_ten_days(empty)
    before, after = weekly(empty)
    assert (before.version, before.every.days, before.valid_to) == (1, 7, date(2026, 11, 30))
    assert (after.version, after.every.days, after.valid_from, after.valid_to) == (2, 10, DECEMBER, None)
    assert after.target_day == 10
    assert after.source.sentence == before.source.sentence
    assert after.source.note.endswith("2026-12-01 起本单位修订：人手不足")


def test_the_rows_show_what_holds_and_what_is_coming(empty: Application) -> None:
    every_ten_days(empty)
    shown = row(empty, "high-weekly")
    assert "每7天一次" in shown.words
    assert (shown.version, shown.valid_to) == (1, date(2026, 11, 30))
    assert shown.coming is not None
    assert "每10天一次" in shown.coming.words
    assert shown.sentence == "重大变故发生后24小时内走访到位，平时每周走访不少于一次"
    assert shown.editable
    assert shown.values is not None
    assert shown.values.target_day == 7
    (listed,) = [each for each in empty.policies.list(empty.actor) if each.profile.id == OVERLAY]
    assert (listed.active, listed.origin, listed.changed_on, listed.note, listed.problem) == (
        True,
        PolicyOrigin.EDITED,
        TODAY,
        "人手不足",
        None,
    )


def test_a_version_that_has_not_begun_is_replaced(empty: Application) -> None:
    every_ten_days(empty)
    change = RuleChange(every=Every(PeriodUnit.DAYS, 5))
    empty.policies.change_rule(empty.actor, OVERLAY, "high-weekly", change, TOMORROW)
    before, after = weekly(empty)
    assert (before.version, before.valid_to) == (1, TODAY)
    assert (after.version, after.every.days, after.valid_from) == (2, 5, TOMORROW)
    change = RuleChange(due_soon_days=1)
    empty.policies.change_rule(empty.actor, OVERLAY, "high-weekly", change, TOMORROW)
    before, after = weekly(empty)
    assert (after.version, after.every.days, after.due_soon_days) == (2, 5, 1)
    assert after.source.note.count("本单位修订") == 1


def test_nothing_changes_in_the_past(empty: Application) -> None:
    with pytest.raises(BeginsInPast) as refused:
        every_ten_days(empty, TODAY - timedelta(days=1))
    assert refused.value.details == {"earliest": "2026-11-22"}
    with pytest.raises(BeginsInPast):
        empty.policies.change_target(empty.actor, PASTORAL, "monthly_visit_rate", 2025, Decimal(90))
    assert len(weekly(empty)) == 1


def test_what_the_schema_refuses_is_refused_with_its_sentence(empty: Application) -> None:
    change = RuleChange(target_day=9)
    with pytest.raises(PolicyRefused) as refused:
        empty.policies.change_rule(empty.actor, OVERLAY, "high-weekly", change, DECEMBER)
    assert "目标日应为 1 至 7 的整数" in str(refused.value.details["listing"])
    with pytest.raises(NothingToChange):
        empty.policies.change_rule(empty.actor, OVERLAY, "high-weekly", RuleChange(due_soon_days=2), DECEMBER)
    with pytest.raises(UnknownRule):
        empty.policies.switch_rule(empty.actor, OVERLAY, "daily", enabled=False, from_on=DECEMBER)
    with pytest.raises(UnknownProfile):
        empty.policies.switch_rule(empty.actor, "nowhere", "daily", enabled=False, from_on=DECEMBER)
    assert len(weekly(empty)) == 1


def test_a_rule_is_switched_off_and_on_from_a_day(empty: Application) -> None:
    key = "incapacitated-in-person-monthly"
    empty.policies.switch_rule(empty.actor, PASTORAL, key, enabled=True, from_on=DECEMBER)
    shown = row(empty, key, PASTORAL)
    assert not shown.enabled
    assert shown.coming is not None
    assert shown.coming.enabled
    ids = {booked.id for booked in empty.context.rules.book.rules}
    assert f"{PASTORAL}/{key}/2" in ids
    assert f"{PASTORAL}/{key}/1" not in ids


def test_further_fields_of_visit_and_event_rules_are_changed(empty: Application) -> None:
    change = RuleChange(on_site=MONTHLY, alert_hours=None, modes=frozenset({Mode.IN_PERSON, Mode.PHONE}))
    empty.policies.change_rule(empty.actor, OVERLAY, "high-weekly", change, DECEMBER)
    after = weekly(empty)[1]
    assert (after.on_site, after.alert_hours) == (MONTHLY, None)
    assert after.modes == {Mode.IN_PERSON, Mode.PHONE}
    empty.policies.change_rule(empty.actor, OVERLAY, "major-event", RuleChange(within_hours=12), DECEMBER)
    shown = row(empty, "major-event")
    assert "24小时内" in shown.words
    assert shown.coming is not None
    assert "12小时内" in shown.coming.words


def test_a_target_is_set_for_a_year_and_taken_away(empty: Application) -> None:
    actor, key = empty.actor, "standard_health_management_rate_65"
    empty.policies.change_target(actor, PASTORAL, key, 2027, Decimal("65.5"))
    profiles = empty.context.rules.profiles
    found = [strictest_target(profiles, key, year) for year in (2026, 2027)]
    assert [target.value for target in found if target] == [Decimal(61), Decimal("65.5")]
    empty.policies.change_target(actor, PASTORAL, key, 2027, None)
    assert row(empty, key, PASTORAL).targets == ((2025, Decimal(61)),)
    with pytest.raises(UnknownRule):
        empty.policies.change_target(actor, PASTORAL, "happiness", 2027, Decimal(1))


def test_a_preview_keeps_nothing(empty: Application) -> None:
    change = RuleChange(every=TEN_DAYS)
    seen = empty.policies.preview(empty.actor, OVERLAY, [("high-weekly", change)], DECEMBER)
    assert [rule.version for rule in seen.visit_rules if rule.key == "high-weekly"] == [1, 2]
    assert len(weekly(empty)) == 1


def test_a_change_survives_closing_and_is_undone(empty_home: Home, tmp_path: Path) -> None:
    folder = empty_home.copy(tmp_path / "home")
    application = open_home(folder)
    change_set = every_ten_days(application)
    application.close()
    application = open_home(folder)
    try:
        assert len(weekly(application)) == 2
        application.undo.undo(application.actor, change_set)
        assert len(weekly(application)) == 1
        (listed,) = [
            each for each in application.policies.list(application.actor) if each.profile.id == OVERLAY
        ]
        assert listed.origin is None
        every_ten_days(application)
        assert len(weekly(application)) == 2
        assert application.checks.run(application.actor) == []
    finally:
        application.close()


def test_duties_follow_a_change_from_its_day(filled_home: Home, tmp_path: Path) -> None:
    folder = filled_home.copy(tmp_path / "home")
    application = open_home(folder)
    every_ten_days(application)
    application.close()

    def rules_of(on: date) -> set[str]:
        opened = open_home(folder, on=on)
        try:
            opened.duties.refresh(opened.actor)
            rows = opened.duties.list(opened.actor, states=tuple(DutyState))
            return {each.line.rule_id for each in rows if "high-weekly" in each.line.rule_id}
        finally:
            opened.close()

    assert rules_of(TODAY) == {f"{OVERLAY}/high-weekly/1"}
    assert rules_of(date(2026, 12, 9)) == {f"{OVERLAY}/high-weekly/2"}


def test_past_months_keep_the_figures_they_were_judged_by(application: Application) -> None:
    actor = application.actor
    months = (9, 10)
    before = [application.indicators.month(actor, 2026, month) for month in months]
    empty_rule = RuleChange(modes=frozenset({Mode.PHONE}), outcomes=frozenset())
    with pytest.raises(PolicyRefused):
        application.policies.change_rule(actor, PASTORAL, "special-monthly", empty_rule, TODAY)
    application.policies.switch_rule(actor, PASTORAL, "special-monthly", enabled=False, from_on=TODAY)
    every_ten_days(application, TODAY)
    assert [application.indicators.month(actor, 2026, month) for month in months] == before
    application.policies.reset(actor, PASTORAL)
    application.policies.reset(actor, OVERLAY)
    assert [application.indicators.month(actor, 2026, month) for month in months] == before


def test_reset_goes_back_to_the_shipped_text(empty: Application) -> None:
    with pytest.raises(NothingToChange):
        empty.policies.reset(empty.actor, OVERLAY)
    every_ten_days(empty)
    empty.policies.reset(empty.actor, OVERLAY)
    assert empty.policies.show(empty.actor, OVERLAY) == known_profiles()[OVERLAY]
    assert len(weekly(empty)) == 1


def test_reset_keeps_what_held_on_days_that_have_been(empty_home: Home, tmp_path: Path) -> None:
    folder = empty_home.copy(tmp_path / "home")
    application = open_home(folder)
    every_ten_days(application)
    application.close()
    application = open_home(folder, on=date(2027, 1, 10))
    try:
        application.policies.reset(application.actor, OVERLAY)
        assert [(rule.every.days, rule.valid_from, rule.valid_to) for rule in weekly(application)] == [
            (7, date(2022, 6, 23), date(2026, 11, 30)),
            (10, DECEMBER, date(2027, 1, 9)),
            (7, date(2027, 1, 10), None),
        ]
        with pytest.raises(NothingToChange):
            application.policies.reset(application.actor, OVERLAY)
    finally:
        application.close()


def test_a_profile_goes_out_as_a_file_and_comes_in_elsewhere(
    empty: Application, county: Application, tmp_path: Path
) -> None:
    path = tmp_path / "county.toml"
    county.policies.export(county.actor, OVERLAY, path)
    assert path.read_text(encoding="utf-8").startswith("# 内蒙古自治区2022年走访意见")
    every_ten_days(county)
    county.policies.export(county.actor, OVERLAY, path)
    found = empty.policies.look_into(empty.actor, path)
    assert (found.known, found.active, found.warnings) == (True, True, ())
    (difference,) = found.differences
    assert difference.startswith("改动 探访规则“高风险对象每周走访”：原为“高风险对象：每7天一次")
    assert "；2026-12-01 起：高风险对象：每10天一次" in difference
    done = empty.policies.install(empty.actor, path)
    assert len(weekly(empty)) == 2
    assert empty.policies.list(empty.actor)[0].active
    with pytest.raises(NothingToChange):
        empty.policies.install(empty.actor, path)
    empty.undo.undo(empty.actor, done.change_set)
    assert len(weekly(empty)) == 1


def made_up(**changes: str) -> str:
    """Return the text of a small profile of another region."""
    profile = known_profiles()["ordos-14fyp"]
    text = profile_text(profile)
    for old, new in changes.items():
        text = text.replace(old, new)
    return text


def test_a_new_profile_of_another_region_is_taken_with_a_warning_and_chosen_by_hand(
    empty: Application, tmp_path: Path
) -> None:
    path = tmp_path / "new.toml"
    path.write_text(made_up(**{"ordos-14fyp": "trial-15fyp"}), encoding="utf-8")
    found = empty.policies.look_into(empty.actor, path)
    assert found.differences[0].startswith("新增 类别清单“定期探访对象”：空巢、留守")
    done = empty.policies.install(empty.actor, path)
    assert done.warnings == (
        "方案适用的地区（1506）不包括本单位。",
        "这是新的方案，载入后还要选用才起作用。",
    )
    assert "trial-15fyp" not in {each.id for each in empty.context.rules.profiles}
    empty.policies.choose(empty.actor, [*PROFILES, "trial-15fyp"])
    assert [each.id for each in empty.context.rules.profiles] == [*PROFILES, "trial-15fyp"]
    with pytest.raises(StillInUse):
        empty.policies.reset(empty.actor, "trial-15fyp")
    empty.policies.choose(empty.actor, PROFILES)
    empty.policies.reset(empty.actor, "trial-15fyp")
    with pytest.raises(UnknownProfile):
        empty.policies.show(empty.actor, "trial-15fyp")


def test_an_older_file_with_other_categories_says_so(empty: Application, tmp_path: Path) -> None:
    path = tmp_path / "old.toml"
    text = profile_text(known_profiles()[PASTORAL])
    text = text.replace("issued_on = 2023-08-25", "issued_on = 2023-01-01").replace('"dementia", ', "")
    path.write_text(text, encoding="utf-8")
    assert empty.policies.look_into(empty.actor, path).warnings == (
        "文件里的发文日期 2023-01-01 早于现有方案的 2023-08-25，可能是旧方案。",
        "类别或风险等级的范围有改动，过去月份的特殊困难人数也会按新范围计算。",
    )


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "文件是空的"),
        (b"\xef\xbb\xbf \n", "文件是空的"),
        (b"PK\x03\x04 register", "这是 Excel、Word 或压缩文件，不是政策方案"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "这是旧版 Excel 或 Word 文件，不是政策方案"),
        (b"%PDF-1.7", "这是 PDF 文件，不是政策方案"),
        ("id = “赤峰”".encode("gb18030"), "第 6 个字节不是 UTF-8 编码，请在记事本里另存为 UTF-8"),
        ("姓名,身份证号\n某某,1".encode(), "第 1 行第 1 个字符处不合 TOML 写法（缺引号、等号或括号，或同一项写了两次）"),
        (b'{"id": 1}', "第 1 行第 1 个字符处不合 TOML 写法（缺引号、等号或括号，或同一项写了两次）"),
        (b'id = "a"\nid = "b"\n', "第 2 行第 9 个字符处不合 TOML 写法（缺引号、等号或括号，或同一项写了两次）"),
        (b'id = "a', "文件在末尾中断，引号或括号没有写完"),
        (b"id = " + b"[" * 5000, "层次过深，或数字、日期写法有误"),
        (b"#" * 900_000, "文件过长，最多 200000 个字符"),
        (b"#" * 300_000, "文件过长，最多 200000 个字符"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_policy_is_refused_in_words(
    empty: Application, tmp_path: Path, data: bytes, problem: str
) -> None:
    path = tmp_path / "wrong.toml"
    path.write_bytes(data)
    with pytest.raises(UnreadablePolicy) as refused:
        empty.policies.install(empty.actor, path)
    assert refused.value.details["problem"] == problem
    assert empty.policies.list(empty.actor)[0].origin is None


def test_a_file_that_is_not_there_is_refused_in_words(empty: Application, tmp_path: Path) -> None:
    with pytest.raises(UnreadablePolicy) as refused:
        empty.policies.install(empty.actor, tmp_path / "nothing.toml")
    assert refused.value.details["problem"] == "文件打不开"


def forge(application: Application, text: str, profile: str = OVERLAY, uid: str | None = None) -> None:
    """Put a text into the store as a batch could bring it."""
    with application.store.writing("forged", "somebody") as unit:
        unit.add(
            PolicyText(
                uid=uid or record_uid(profile),
                profile=profile,
                title="伪造",
                text=text,
                origin=PolicyOrigin.FILE.value,
                changed_on=TODAY,
                note=None,
            )
        )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "文件是空的"),
        ("not TOML at all", "不合 TOML 写法"),
        ('id = "inner-mongolia-2022"\n', "缺少"),
        (made_up(), "方案正文里的代号与记录的代号不符"),
    ],
)
def test_a_broken_text_never_breaks_opening(empty_home: Home, tmp_path: Path, text: str, said: str) -> None:
    folder = empty_home.copy(tmp_path / "home")
    application = open_home(folder)
    forge(application, text)
    application.close()
    application = open_home(folder)
    try:
        assert application.policies.show(application.actor, OVERLAY) == known_profiles()[OVERLAY]
        (listed,) = [
            each for each in application.policies.list(application.actor) if each.profile.id == OVERLAY
        ]
        assert listed.problem is not None
        assert said in listed.problem
        found = application.checks.run(application.actor)
        (problem,) = found
        assert problem.startswith("政策方案“inner-mongolia-2022”的修订不能使用，暂按随程序的原文：")
        assert application.policies.problems(application.actor) == [problem]
        every_ten_days(application)
        assert application.checks.run(application.actor) == []
    finally:
        application.close()


def test_a_second_record_of_a_profile_is_not_used(empty: Application) -> None:
    shipped = known_profiles()[OVERLAY]
    forge(empty, profile_text(shipped).replace("days = 7", "days = 9"), uid="somebody-elses")
    assert weekly(empty)[0].every.days == 7
    assert "记录的编号与方案代号不符" in empty.policies.problems(empty.actor)[0]
    every_ten_days(empty)
    assert len(weekly(empty)) == 2


def test_a_chosen_profile_that_is_gone_is_named(empty: Application, tmp_path: Path) -> None:
    path = tmp_path / "new.toml"
    path.write_text(made_up(**{"ordos-14fyp": "trial-15fyp"}), encoding="utf-8")
    done = empty.policies.install(empty.actor, path)
    empty.policies.choose(empty.actor, [*PROFILES, "trial-15fyp"])
    empty.undo.undo(empty.actor, done.change_set)
    assert [each.id for each in empty.context.rules.profiles] == list(PROFILES)
    assert empty.policies.problems(empty.actor) == ["选用的政策方案“trial-15fyp”已不存在，没有按它安排探访"]


def test_a_county_changes_a_rule_and_its_township_works_by_it_from_that_day(
    empty: Application, county: Application, tmp_path: Path
) -> None:
    introduce(empty, county, tmp_path)
    every_ten_days(county)
    batch = county.batches.export(county.actor, "township", tmp_path).path
    empty.duties.refresh(empty.actor)
    assert not empty.duties.is_stale(empty.actor)
    empty.batches.merge(empty.actor, batch)
    assert [rule.every.days for rule in weekly(empty)] == [7, 10]
    assert empty.duties.is_stale(empty.actor)
    assert empty.context.rules.profiles == county.context.rules.profiles


def test_what_the_county_takes_back_the_township_works_by_no_more(
    empty: Application, county: Application, tmp_path: Path
) -> None:
    introduce(empty, county, tmp_path)
    every_ten_days(county)
    empty.batches.merge(empty.actor, county.batches.export(county.actor, "township", tmp_path).path)
    assert [rule.every.days for rule in weekly(empty)] == [7, 10]
    county.undo.undo(county.actor, county.undo.recent(county.actor)[0].uid)
    assert [rule.every.days for rule in weekly(county)] == [7]
    empty.batches.merge(empty.actor, county.batches.export(county.actor, "township", tmp_path).path)
    assert [rule.every.days for rule in weekly(empty)] == [7]
    assert empty.duties.is_stale(empty.actor)
    assert empty.conflicts.list(empty.actor) == []


def test_two_sites_that_change_one_profile_see_a_conflict(
    empty: Application, county: Application, tmp_path: Path
) -> None:
    introduce(empty, county, tmp_path)
    every_ten_days(county)
    empty.policies.switch_rule(empty.actor, OVERLAY, "general-quarterly", enabled=False, from_on=DECEMBER)
    batch = county.batches.export(county.actor, "township", tmp_path).path
    merged = empty.batches.merge(empty.actor, batch)
    assert merged.conflicts
    (text,) = [row for row in empty.conflicts.list(empty.actor) if row.field == "text"]
    assert len(text.said) == 2
    assert all(len(words) < 400 for words in text.said), "what differs, not the whole file"
    readable: PolicyProfile = empty.policies.show(empty.actor, OVERLAY)
    assert readable.id == OVERLAY


def test_a_profile_that_cannot_be_written_is_refused_in_words_and_leaves_nothing(
    application: Application, tmp_path: Path
) -> None:
    (tmp_path / "方案.toml").mkdir()
    with pytest.raises(CannotWrite):
        application.policies.export(application.actor, "inner-mongolia-2022", tmp_path / "方案.toml")
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == []
