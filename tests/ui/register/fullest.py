"""Somebody about whom everything is known: every list of the editor filled, for tests and pictures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from desktop_app.domain.terms import BenefitKind, ContactRole, HealthKind
from desktop_app.services.register_drafts import (
    BenefitDraft,
    ContactDraft,
    ElderDraft,
    HealthDraft,
    NoteDraft,
    ResidenceDraft,
    WillingnessDraft,
)
from tests.ui.register.made_up import extreme_draft, made_up_id


def fullest_draft(village_code: str, visitor_uid: str | None = None) -> ElderDraft:
    """Return a 25-letter name with 12 categories, 8 contacts, 5 residences, 6 benefits and the rest."""
    base = extreme_draft(village_code, visitor_uid)
    return replace(
        base,
        residency="both",
        registered_address="内蒙古自治区赤峰市克什克腾旗达日罕乌拉苏木达日罕嘎查三组",
        marital_code="30",
        education_code="80",
        disability_certificate=f"{made_up_id()}42",
        disability_kind="4",
        disability_grade="2",
        disability_until=date(2031, 5, 31),
        extra={"宅基地证号": "克宅2019第0132号", "草场面积": "1200"},
        contacts=tuple(_obliged(number, one) for number, one in enumerate(base.contacts or ())),
        residences=_residences(village_code, visitor_uid),
        willingness=(
            *(base.willingness or ()),
            WillingnessDraft(
                kind="refuses",
                asked_on=date(2026, 4, 2),
                witness="乌云其其格",
                next_ask_on=date(2026, 10, 2),
                note="身体好，不想麻烦人",
            ),
        ),
        benefits=tuple(
            BenefitDraft(
                kind=kind.value,
                from_on=date(2019 + number, 1, 1),
                to_on=date(2025, 12, 31) if number == 5 else None,
                amount=10000 + number * 2550,
                source="旗民政局审批表 2025 第 12 号" if number % 2 else None,
            )
            for number, kind in enumerate(list(BenefitKind)[:6])
        ),
        health=tuple(
            HealthDraft(kind=kind.value, what=what, from_on=date(2015, 3, 1), note=note)
            for kind, what, note in (
                (HealthKind.DISEASE, "高血压", None),
                (HealthKind.MEDICINE, "硝苯地平缓释片", "早晚各一片，饭后"),
                (HealthKind.ALLERGY, "青霉素", None),
                (HealthKind.AID, "助听器（左耳）", None),
            )
        ),
        notes=(
            NoteDraft(
                text="院里有狗，敲门前先喊一声；说话要大声，左耳听得清楚些。",
                noted_on=date(2026, 9, 9),
                noted_by="海棠",
            ),
            NoteDraft(text="入冬前要清一次烟道。", noted_on=date(2026, 10, 20)),
        ),
    )


def _obliged(number: int, contact: ContactDraft) -> ContactDraft:
    if number >= 3:
        return contact
    return replace(
        contact,
        roles=(ContactRole.SUPPORTER.value, *contact.roles[:2])
        if ContactRole.SUPPORTER.value not in contact.roles
        else contact.roles,
        lives_together=number == 0,
        lives_at=None if number == 0 else "林西县城",
        last_seen_on=date(2026, 11, 1),
        last_called_on=date(2026, 11, 15),
        agreement_on=date(2024, 6, 1) if number == 1 else None,
        agreement_note="每月 300 元，轮流照看" if number == 1 else None,
    )


def _residences(village_code: str, visitor_uid: str | None) -> tuple[ResidenceDraft, ...]:
    def stay(kind: str, first: date, last: date | None, place: str, covered: str | None) -> ResidenceDraft:
        return ResidenceDraft(kind=kind, from_on=first, to_on=last, place=place, covered_by=covered)

    return (
        stay("child", date(2026, 12, 1), None, "林西县城女儿家", "乌云"),
        replace(
            stay("pasture", date(2026, 5, 20), date(2026, 9, 30), "夏营盘", None),
            village_code=village_code,
            covered_by_uid=visitor_uid,
        ),
        stay("hospital", date(2026, 2, 3), date(2026, 2, 16), "旗人民医院", None),
        stay("village", date(2025, 10, 1), date(2026, 5, 19), "冬营盘老房", None),
        stay("pasture", date(2025, 5, 18), date(2025, 9, 30), "夏营盘", None),
    )
