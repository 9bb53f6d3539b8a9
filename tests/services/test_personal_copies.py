"""The copy of one person's data: complete, unmasked, with reason and recipient, and noted; and the correction log."""

from __future__ import annotations

import io
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import pypdf
import pytest

from desktop_app.bootstrap import Application
from desktop_app.domain.errors import FieldProblem, NotAllowed, NotFound
from desktop_app.domain.terms import EndReason, UserRole
from desktop_app.models import (
    Campaign,
    CampaignTarget,
    DutyWaiver,
    PlannedVisit,
    TierDecision,
    VisitPause,
)
from desktop_app.reports.personal_copy import SECTIONS
from desktop_app.services.actor import Actor
from desktop_app.services.paper_orders import Made
from desktop_app.services.register_drafts import (
    BenefitDraft,
    ContactDraft,
    ElderDraft,
    HealthDraft,
    NoteDraft,
    ResidenceDraft,
    SpanDraft,
    WillingnessDraft,
)
from desktop_app.services.service_drafts import PlanDraft, ServiceDraft
from desktop_app.services.support_drafts import SupportStepDraft
from desktop_app.services.visit_drafts import FindingDraft, PhotoDraft, VisitDraft, visit_form
from tests.services.homes import TODAY, VILLAGES
from tests.services.test_imports import NUMBER
from tests.services.test_visits import add_picture

REASON, RECIPIENT = "本人申请查阅", "女儿李梅"
NAME = "阿拉坦其其格格日乐图雅娜仁高娃·乌云毕力格巴雅尔斯琴"


def make(
    application: Application,
    out: Path,
    uid: str | None,
    *,
    reason: str = REASON,
    recipient: str = RECIPIENT,
    actor: Actor | None = None,
) -> Made:
    """Make the copy of a person's data."""
    return application.reports.make(
        actor or application.actor,
        "personal-copy",
        out,
        elder_uid=uid,
        reason=reason,
        recipient=recipient,
    )


def text_of(path: Path) -> str:
    reader = pypdf.PdfReader(io.BytesIO(path.read_bytes()))
    said = "".join(page.extract_text() for page in reader.pages)
    return "".join(unicodedata.normalize("NFC", said).split())


def fully_known(application: Application) -> str:
    """Register somebody of whom everything is known; returns the uid."""
    app = application
    uid = app.register.save(
        app.actor,
        ElderDraft(
            name=NAME,
            village_code=VILLAGES[0],
            id_number=NUMBER,
            phone="13800138001、0476-5123456",
            address="敖包山脚下𠮷字号红砖房",
            note="耳背",
            categories=(
                SpanDraft(category="living_alone", from_on=date(2025, 1, 1), source="公示", approver="海棠"),
            ),
            contacts=(
                ContactDraft(
                    name="李梅",
                    relation="女儿",
                    phone="13900139002",
                    roles=("supporter",),
                    agreement_on=date(2024, 5, 1),
                ),
            ),
            residences=(ResidenceDraft(kind="pasture", from_on=date(2026, 5, 1), place="夏营盘"),),
            willingness=(WillingnessDraft(kind="willing", asked_on=date(2026, 1, 5), witness="巴特尔"),),
            benefits=(BenefitDraft(kind="old_age_allowance", amount=10000),),
            health=(HealthDraft(kind="allergy", what="青霉素"),),
            notes=(NoteDraft(text="冬天住镇上", noted_on=date(2026, 10, 1), noted_by="海棠"),),
        ),
    )
    add_picture(app)
    app.visits.record(
        app.actor,
        VisitDraft(
            elder_uid=uid,
            visited_on=TODAY,
            mode="in_person",
            outcome="met_in_person",
            visitor_name="吉日嘎拉",
            answers=visit_form().normal_answers(11) | {"safety.flue": "blocked"},
            summary="精神好",
            companions="苏日娜",
            measures={"systolic": "185", "temperature": "36.5"},
            signed_as="proxy",
            signed_by="李梅（女儿）",
            sheet_no="A-12",
            photos=(PhotoDraft("p" * 64),),
            findings=(FindingDraft(kind="hazard", what="烟道要清"),),
        ),
    )
    return uid


def test_the_copy_holds_everything_in_full_and_whom_it_was_given_to(
    empty: Application, tmp_path: Path
) -> None:
    uid = fully_known(empty)
    empty.access_log.note_look(Actor("李查阅", UserRole.READER), uid)
    out = tmp_path / "copy.pdf"
    made = make(empty, out, uid)
    said = text_of(out)
    for words in (
        *(NAME, NUMBER, "13800138001", "0476-5123456", "敖包山脚下𠮷字号红砖房", "耳背"),
        *("独居", "公示", "海棠", "李梅", "13900139002", "赡养协议2024-05-01", "夏营盘", "愿意", "巴特尔"),
        *(
            "高龄津贴",
            "100元/月",
            "青霉素",
            "冬天住镇上",
            "吉日嘎拉",
            "烟道：堵塞或漏烟",
            "其余各项正常",
            "精神好",
        ),
        *(
            "收缩压185mmHg（危急偏高）",
            "体温36.5℃",
            "照片1张",
            "探访照片",
            "保存在本机",
            "他人代签（李梅（女儿））",
            "同行苏日娜",
            "A-12",
        ),
        *("烟道要清", "登记老年人", "李查阅", "打开一人一档", "女儿李梅", "本人申请查阅", "第四十六条"),
        *("第1页共", "个人信息副本", "内蒙古自治区"),
    ):
        assert words in said, words
    assert made.pages == len(pypdf.PdfReader(out).pages)
    assert (
        "以下各项没有登记：户、自设栏目、重大变故、曾不在册、等级认定、暂停与免访、专项探访与排定日期" in said
    )
    newest = empty.access_log.list(empty.actor)[0]
    assert (newest.what, newest.kind, newest.elder_uid) == ("个人信息副本", "exported", uid)
    assert (newest.reason, newest.recipient) == (REASON, RECIPIENT)


def test_a_copy_needs_a_reason_a_recipient_and_the_right(empty: Application, tmp_path: Path) -> None:
    uid, out = fully_known(empty), tmp_path / "copy.pdf"
    with pytest.raises(FieldProblem) as refused:
        make(empty, out, uid, reason="  ")
    assert refused.value.details["field"] == "reason"
    with pytest.raises(FieldProblem) as refused:
        make(empty, out, uid, recipient="")
    assert refused.value.details["field"] == "recipient"
    with pytest.raises(FieldProblem):
        make(empty, out, uid, reason="长" * 201)
    with pytest.raises(FieldProblem):
        make(empty, out, None)
    with pytest.raises(NotAllowed):
        make(empty, out, uid, actor=Actor("李查阅", UserRole.READER))
    with pytest.raises(NotFound):
        make(empty, out, "nobody")
    assert not out.exists()
    assert empty.access_log.list(empty.actor) == []


def test_what_was_decided_about_the_visits_is_in_the_copy(empty: Application, tmp_path: Path) -> None:
    uid = empty.register.save(empty.actor, ElderDraft(name=NAME, village_code=VILLAGES[0]))
    with empty.store.writing("决定", "王秀英") as unit:
        facts: dict[str, Any] = {"elder_uid": uid, "from_on": TODAY, "to_on": TODAY, "approver": "海棠"}
        unit.add(VisitPause(**facts, review_on=TODAY, reason="去呼和浩特"))
        unit.add(DutyWaiver(**facts, kind="cancelled", reason="重复登记"))
        unit.add(TierDecision(**facts, verdict="set", tier="high", reason="入户核实"))
        unit.add(PlannedVisit(elder_uid=uid, planned_on=TODAY))
        round_of = unit.add(
            Campaign(title="寒潮探访", kind="cold", from_on=TODAY, to_on=TODAY, modes=["phone"])
        )
        unit.flush()
        unit.add(CampaignTarget(elder_uid=uid, campaign_uid=round_of.uid))
    out = tmp_path / "copy.pdf"
    make(empty, out, uid)
    said = text_of(out)
    for words in (
        "去呼和浩特",
        "取消",
        "重复登记",
        "认定高风险入户核实海棠",
        "排定探访",
        "专项探访：寒潮探访",
    ):
        assert words in said, words


def test_services_given_and_arranged_are_in_the_copy(empty: Application, tmp_path: Path) -> None:
    uid = empty.register.save(empty.actor, ElderDraft(name=NAME, village_code=VILLAGES[0]))
    empty.services_given.record(
        empty.actor,
        ServiceDraft(
            elder_uid=uid,
            service="meal",
            given_on=TODAY,
            quantity="2",
            provider_name="幸福食堂",
            cost=1250,
            satisfaction="fair",
            again=True,
        ),
    )
    empty.service_plans.add(
        empty.actor,
        PlanDraft(elder_uid=uid, service="bath", from_on=TODAY, rhythm="week:1,3", agreement_no="协2026-8"),
    )
    out = tmp_path / "copy.pdf"
    make(empty, out, uid)
    said = text_of(out)
    for words in ("助餐2餐幸福食堂", "费用12.50元；基本满意", "助浴每周一、三", "协2026-8"):
        assert words in said, words


def test_how_the_family_was_urged_is_in_the_copy(empty: Application, tmp_path: Path) -> None:
    son = ContactDraft(name="李强", relation="儿子", roles=("supporter",))
    uid = empty.register.save(empty.actor, ElderDraft(name=NAME, village_code=VILLAGES[0], contacts=(son,)))
    (one,) = empty.family_support.panel(empty.actor, uid).supporters
    for kind, contact, to in (("urged", one.uid, None), ("mediation", None, "嘎查调委会")):
        empty.family_support.record(
            empty.actor,
            SupportStepDraft(
                elder_uid=uid,
                kind=kind,
                done_on=TODAY,
                result="refused",
                contact_uid=contact,
                by_name="海棠",
                what="说没有钱",
                referred_to=to,
            ),
        )
    out = tmp_path / "copy.pdf"
    make(empty, out, uid)
    said = text_of(out)
    for words in ("李强不肯履行说没有钱海棠；", "全家不肯履行说没有钱；嘎查调委会海棠；2026-12-22回访"):
        assert words in said, words


def test_somebody_of_whom_nothing_is_known_gets_a_copy_that_says_so(
    empty: Application, tmp_path: Path
) -> None:
    uid = empty.register.save(empty.actor, ElderDraft(name="张三", village_code=VILLAGES[0]))
    out = tmp_path / "copy.pdf"
    assert make(empty, out, uid).pages == 1
    said = text_of(out)
    assert "没有登记：类别标签、联系人、赡养人、户、" in said
    assert len(SECTIONS) <= 99, "the numbers of the sections reach that far"


def test_the_correction_log_tells_old_and_new_masked_and_without_visits(
    empty: Application, tmp_path: Path
) -> None:
    uid = fully_known(empty)
    empty.register.end(empty.actor, uid, on=TODAY, reason=EndReason.MOVED_OUT)
    out = tmp_path / "corrections.pdf"
    empty.reports.make(empty.actor, "correction-log", out, elder_uid=uid)
    said = text_of(out)
    assert "个人资料更正记录" in said
    assert "退出原因空→迁出" in said
    assert NUMBER not in said
    assert "烟道" not in said
    assert empty.access_log.list(empty.actor)[0].what == "个人资料更正记录"
