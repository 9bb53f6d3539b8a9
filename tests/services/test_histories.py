"""The history of one person: every change old → new, in pages, narrowed by kind, with where it was made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from desktop_app.bootstrap import Application
from desktop_app.domain.kinds import KINDS
from desktop_app.domain.terms import BenefitKind
from desktop_app.models import (
    RECORDS,
    Campaign,
    CampaignTarget,
    DutyWaiver,
    LifeEvent,
    PlannedVisit,
    TierDecision,
    VisitPause,
)
from desktop_app.services.histories import DUTIES, FINDINGS, HISTORY_KINDS, PERSONAL, VISITS, HistoryEntry
from desktop_app.services.register_drafts import BenefitDraft, ContactDraft, ElderDraft
from desktop_app.services.support_drafts import SupportStepDraft
from desktop_app.services.visit_drafts import FindingDraft, VisitDraft
from desktop_app.storage.queries.histories import NOBODYS
from desktop_app.ui.register.draft_content import from_detail
from tests.services.homes import TODAY, VILLAGES, Home
from tests.services.test_imports import NUMBER, book, line
from tests.storage.stores import bag, merge


def elder(application: Application) -> str:
    return application.register.save(
        application.actor,
        ElderDraft(
            name="乌云其其格",
            village_code=VILLAGES[0],
            id_number=NUMBER,
            phone="13800138001",
            contacts=(ContactDraft(name="李梅", relation="女儿", phone="13900139002"),),
        ),
    )


def visit(application: Application, uid: str, days: int = 0, **more: object) -> str:
    facts = {"mode": "in_person", "outcome": "met_in_person", "visitor_name": "海棠"} | more
    draft = VisitDraft(elder_uid=uid, visited_on=TODAY - timedelta(days=days), **facts)  # type: ignore[arg-type]  # by name
    return application.visits.record(application.actor, draft)


def told(application: Application, uid: str, kind: str = "", *, masked: bool = True) -> list[HistoryEntry]:
    app = application
    snapshot = app.histories.snapshot(app.actor, uid).of_kind(kind)
    return app.histories.entries(app.actor, snapshot, most=500, masked=masked)


def lines(entries: list[HistoryEntry]) -> str:
    return "\n".join(line for entry in entries for line in entry.lines)


def test_every_kind_of_record_is_told_old_and_new(empty: Application) -> None:
    uid = elder(empty)
    draft = from_detail(empty.register.get(empty.actor, uid))
    benefit = BenefitDraft(kind=BenefitKind.OLD_AGE_ALLOWANCE.value, amount=20050)
    empty.register.save(
        empty.actor, replace(draft, address="敖包山下", marital_code="30", benefits=(benefit,))
    )
    made = visit(
        empty,
        uid,
        answers={"safety.stove": "normal"},
        findings=(FindingDraft(kind="need", what="缺取暖煤"),),
    )
    empty.visits.correct(
        empty.actor,
        made,
        VisitDraft(
            elder_uid=uid,
            visited_on=TODAY,
            mode="phone",
            outcome="met_remotely",
            visitor_name="海棠",
            answers={"safety.stove": "damaged"},
            corrected_because="电话里问清了",
        ),
    )
    entries = told(empty, uid)
    assert [entry.title for entry in entries] == ["更正探访记录", "登记探访", "修改老年人信息", "登记老年人"]
    said = lines(entries)
    assert "基本信息：住址 空 → 敖包山下；婚姻状况 空 → 丧偶" in said
    assert "新增享受待遇：高龄津贴（金额 200.50 元/月）" in said
    assert (
        f"探访记录 {TODAY.isoformat()}：探访方式 上门 → 电话；探访结果 见到本人 → 通话到本人；"
        "更正原因 空 → 电话里问清了；炉具 完好 → 破损漏烟" in said
    )
    assert "新增发现问题：需求 缺取暖煤（" in said
    assert all(entry.site == "示例苏木人民政府" and entry.ours and not entry.others for entry in entries)


def test_what_is_decided_about_visits_is_told_in_words(empty: Application) -> None:
    uid = elder(empty)
    (visitor,) = [empty.register.add_visitor(empty.actor, "海棠", "volunteer")]
    first, last = TODAY, TODAY + timedelta(days=7)
    with empty.store.writing("决定", "王秀英") as unit:
        fire = unit.add(LifeEvent(elder_uid=uid, kind="fire", happened_on=first, known_on=first))
        cold = unit.add(Campaign(title="寒潮探访", kind="cold", from_on=first, to_on=last, modes=["phone"]))
        unit.flush()
        pause = unit.add(VisitPause(elder_uid=uid, from_on=first, review_on=last, reason="去呼和浩特"))
        rule = "inner-mongolia-2022/key-monthly"
        for about in ("", rule, fire.uid, cold.uid, "old/rule"):
            facts: dict[str, Any] = {"kind": "waived", "about": about, "from_on": first, "to_on": last}
            unit.add(DutyWaiver(elder_uid=uid, reason="路断", **facts))
        unit.add(TierDecision(elder_uid=uid, verdict="kept", tier="high", from_on=first, reason="核实"))
        unit.add(PlannedVisit(elder_uid=uid, planned_on=last, visitor_uid=visitor, by_hand=True))
        unit.add(CampaignTarget(elder_uid=uid, campaign_uid=cold.uid, visitor_uid=visitor))
    with empty.store.writing("结束暂停", "王秀英") as unit:
        unit.get(VisitPause, pause.uid).to_on = first
    (ended, decided) = told(empty, uid, DUTIES)
    assert ended.lines == (f"暂停探访 {first}：结束 空 → {first}",)
    title = next(
        each.title
        for profile in empty.context.rules.profiles
        for each in profile.visit_rules
        if f"{profile.id}/{each.key}" == rule
    )
    said = lines([decided])
    for words in (
        f"新增暂停探访：{first}（复核日期 {last}，理由 去呼和浩特）",
        *(f"所指的探访 {about}" for about in (title, "火灾", "寒潮探访", "old/rule")),
        f"新增排定的探访：{last}（",
        "探访人 海棠",
        "人工排定 是",
        "新增专项探访对象：寒潮探访（探访人 海棠）",
        "有效的探访方式 电话",
    ):
        assert words in said, (words, said)
    assert "新增等级认定：不调整 高风险" in lines(empty.histories.corrections(empty.actor, uid))
    with empty.store.writing("撤回", "王秀英") as unit:
        unit.get(VisitPause, pause.uid).retracted = True
    assert f"删去暂停探访：{first}" in lines(told(empty, uid, DUTIES)[:1])


def test_a_step_of_urging_is_told_with_whom_it_was_about(empty: Application) -> None:
    uid = elder(empty)
    (one,) = empty.family_support.panel(empty.actor, uid).supporters
    draft = SupportStepDraft(
        elder_uid=uid, kind="urged", done_on=TODAY, result="promised", contact_uid=one.uid, what="月底回来"
    )
    empty.family_support.record(empty.actor, replace(draft, by_name="海棠"))
    (step,) = empty.family_support.panel(empty.actor, uid).steps
    empty.family_support.correct(empty.actor, step.uid, replace(draft, by_name="王秀英"))
    said = lines(told(empty, uid))
    for words in (
        "新增赡养督促：督促",
        "家人 李梅",
        "结果 答应履行",
        "经过 月底回来",
        "督促人 海棠 → 王秀英",
    ):
        assert words in said, said
    assert one.uid not in said


def test_every_kind_of_record_about_a_person_can_be_narrowed_to() -> None:
    kinds = [entities for _title, entities in HISTORY_KINDS.values()]
    assert frozenset().union(*kinds) | NOBODYS == set(RECORDS)
    assert sum(map(len, kinds)) + len(NOBODYS) == len(RECORDS)
    assert set(RECORDS) <= set(KINDS)


def test_numbers_are_masked_unless_asked_for_in_full(empty: Application) -> None:
    uid = elder(empty)
    said = lines(told(empty, uid))
    assert NUMBER not in said
    assert "138****8001" in said
    assert "139****9002" in said
    full = lines(told(empty, uid, masked=False))
    assert NUMBER in full
    assert "138 0013 8001" in full


def test_a_history_is_paged_and_narrowed(empty: Application) -> None:
    uid = elder(empty)
    for number in range(8):
        visit(empty, uid, number)
    app = empty
    snapshot = app.histories.snapshot(app.actor, uid)
    assert len(snapshot.sets) == 9
    pages = [app.histories.entries(app.actor, snapshot, start=start, most=4) for start in (0, 4, 8)]
    assert [len(page) for page in pages] == [4, 4, 1]
    assert [entry.change_set for page in pages for entry in page] == list(snapshot.sets)
    assert len(snapshot.of_kind(VISITS).sets) == 8
    assert [entry.title for entry in told(app, uid, PERSONAL)] == ["登记老年人"]
    assert told(app, uid, FINDINGS) == []
    assert "探访" not in lines(app.histories.corrections(app.actor, uid))


def test_a_change_of_many_people_counts_the_others_and_an_undone_one_is_marked(
    empty: Application, tmp_path: Path
) -> None:
    path = book(tmp_path, line(身份类别="独居"), line("苏日娜", "", 嘎查村=VILLAGES[1]))
    done = empty.imports.apply(empty.actor, empty.imports.preview(empty.actor, path))
    uid = empty.register.find(empty.actor, "苏日娜")[0].uid
    (entry,) = told(empty, uid)
    assert entry.others > 0
    assert entry.title.startswith("导入名册")
    assert done.change_set == entry.change_set
    empty.undo.undo(empty.actor, entry.change_set)
    undoing, importing = told(empty, uid)
    assert importing.undone
    assert not undoing.undone
    assert "从名册中撤下" in lines([undoing])


def test_what_another_site_changed_names_that_site_and_is_not_ours(
    opener: Callable[[Home], Application], empty_home: Home, village_homes: tuple[Home, ...]
) -> None:
    township, village = opener(empty_home), opener(village_homes[0])
    uid = village.register.save(village.actor, ElderDraft(name="包小明", village_code=VILLAGES[0]))
    merge(township.store, *bag(village.store))
    (entry,) = told(township, uid)
    assert entry.site == village.site.site, "a site without a card is named by its code"
    assert not entry.ours


def test_joined_files_have_one_history(empty: Application) -> None:
    one = elder(empty)
    other = empty.register.save(empty.actor, ElderDraft(name="乌云其其格", village_code=VILLAGES[0]))
    visit(empty, other)
    empty.same_person.merge(empty.actor, one, other)
    entries = told(empty, one)
    assert [entry.title for entry in entries] == ["合并为同一人", "登记探访", "登记老年人", "登记老年人"]
    assert not any(entry.others for entry in entries)
