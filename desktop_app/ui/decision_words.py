"""A pause, a waiver and a set tier in one line each, for cards, dialogs and lists."""

from __future__ import annotations

from desktop_app.config.strings import _
from desktop_app.domain.terms import Tier, TierVerdict
from desktop_app.services.pauses import PauseRow
from desktop_app.services.tier_decisions import TierRow
from desktop_app.services.waivers import WaiverRow


def pause_words(pause: PauseRow) -> str:
    """Return 2026-11-20 至 2026-12-19，2026-12-20 复核：去北京看孙子（王主任批准）."""
    told = _("{first} 至 {last}，{review} 复核：{reason}").format(
        first=pause.from_on.isoformat(),
        last=pause.lasts_to.isoformat(),
        review=pause.review_on.isoformat(),
        reason=pause.reason,
    )
    return _approved(told, pause.approver)


def waiver_words(waiver: WaiverRow) -> str:
    """Return 重点老年人每月探访，2026-11-01 至 2026-11-30：在女儿家（王主任批准）."""
    told = _("{about}，{first} 至 {last}：{reason}").format(
        about=waiver.about_words,
        first=waiver.from_on.isoformat(),
        last=waiver.to_on.isoformat(),
        reason=waiver.reason,
    )
    return _approved(told, waiver.approver)


def tier_words(tier: TierRow) -> str:
    """Return 高风险，2026-11-20 起：冬季断电（王主任批准）, or that a proposal was turned down."""
    word = next((_(each.term) for each in Tier if each.value == tier.tier), tier.tier)
    if tier.verdict == TierVerdict.KEPT.value:
        word = _("不调整为{tier}").format(tier=word)
    since = _("{first} 起").format(first=tier.from_on.isoformat()) if tier.from_on else _("早先认定")
    if tier.from_on and tier.to_on:
        since = _("{first} 至 {last}").format(first=tier.from_on.isoformat(), last=tier.to_on.isoformat())
    told = _("{tier}，{since}：{reason}").format(
        tier=word, since=since, reason=tier.reason or _("没有写理由")
    )
    return _approved(told, tier.approver)


def _approved(told: str, approver: str | None) -> str:
    return _("{told}（{name}批准）").format(told=told, name=approver) if approver else told
