"""What was decided about somebody's visits, as sections of the copy that the person may ask for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.domain.terms import Term, Tier, TierVerdict, WaiverKind
from desktop_app.models import Campaign, CampaignTarget, DutyWaiver, PlannedVisit, TierDecision, VisitPause


def decided_sections(session: Session, files: Sequence[str]) -> dict[str, Sequence[Sequence[str]]]:
    """Return tiers set by people, pauses and waivers, and what was arranged, each by day."""
    tiers = [
        (
            _span(one.from_on, one.to_on),
            _word(TierVerdict, one.verdict),
            _word(Tier, one.tier),
            one.reason,
            one.approver or "",
        )
        for one in _all(session, TierDecision, files, TierDecision.from_on)
    ]
    pauses = [
        (
            one.from_on,
            (
                "暂停探访",
                f"{_span(one.from_on, one.to_on)}，{one.review_on.isoformat()} 复核",
                one.reason,
                one.approver or "",
            ),
        )
        for one in _all(session, VisitPause, files, VisitPause.from_on)
    ]
    waivers = [
        (
            one.from_on,
            (_word(WaiverKind, one.kind), _span(one.from_on, one.to_on), one.reason, one.approver or ""),
        )
        for one in _all(session, DutyWaiver, files, DutyWaiver.from_on)
    ]
    plans = [
        (one.planned_on, (one.planned_on.isoformat(), "排定探访"))
        for one in _all(session, PlannedVisit, files, PlannedVisit.planned_on)
    ]
    return {
        "等级认定": tiers,
        "暂停与免访": [row for _on, row in sorted([*pauses, *waivers])],
        "专项探访与排定日期": [row for _on, row in sorted([*plans, *_campaigns(session, files)])],
    }


def _campaigns(session: Session, files: Sequence[str]) -> list[tuple[date, tuple[str, str]]]:
    query = (
        select(Campaign.from_on, Campaign.to_on, Campaign.title)
        .join(
            CampaignTarget,
            (CampaignTarget.county == Campaign.county) & (CampaignTarget.campaign_uid == Campaign.uid),
        )
        .where(Campaign.retracted.is_(False), CampaignTarget.retracted.is_(False))
        .where(CampaignTarget.elder_uid.in_(files))
        .distinct()
    )
    return [
        (row.from_on, (_span(row.from_on, row.to_on), f"专项探访：{row.title}"))
        for row in session.execute(query)
    ]


def _all(session: Session, model: Any, files: Sequence[str], order: Any) -> Sequence[Any]:
    query = select(model).where(model.elder_uid.in_(files), model.retracted.is_(False))
    return session.execute(query.order_by(order, model.uid)).scalars().all()


def _word(kind: type[Term], key: str) -> str:
    """Return the official word of a stored key; one of a later version is printed as it is."""
    return {one.value: one.term for one in kind}.get(key, key)


def _span(from_on: date, to_on: date | None) -> str:
    return f"{from_on.isoformat()} 至 {to_on.isoformat()}" if to_on else f"{from_on.isoformat()} 起"
