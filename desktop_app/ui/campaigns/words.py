"""How campaigns are said: their days, how far they got, whom a condition means; pure, no widgets."""

from __future__ import annotations

from datetime import date

from desktop_app.config.strings import _
from desktop_app.domain.campaigns import CampaignPhase, RoundProgress, TargetState
from desktop_app.domain.terms import Mode, Outcome
from desktop_app.services.campaign_rows import CampaignRow, Suggestion, TargetRow
from desktop_app.ui.kit import spoken_day

PHASE_TINTS = {CampaignPhase.RUNNING: "accent", CampaignPhase.COMING: "info", CampaignPhase.OVER: "quiet"}
TARGET_TINTS = {
    TargetState.OPEN: "soon",
    TargetState.TRIED: "soon",
    TargetState.REACHED: "done",
    TargetState.EXEMPT: "quiet",
    TargetState.MISSED: "overdue",
}


def days_words(from_on: date, to_on: date) -> str:
    """Return 2026-11-21 至 11-24, or the one day; the year stands twice where it differs."""
    if from_on == to_on:
        return from_on.isoformat()
    last = to_on.strftime("%m-%d") if to_on.year == from_on.year else to_on.isoformat()
    return _("{first} 至 {last}").format(first=from_on.isoformat(), last=last)


def spoken_days(from_on: date, to_on: date) -> str:
    """Return 11月21日 周六 至 11月24日 周二."""
    if from_on == to_on:
        return spoken_day(from_on)
    return _("{first} 至 {last}").format(first=spoken_day(from_on), last=spoken_day(to_on))


def phase_words(row: CampaignRow) -> str:
    """Return 进行中，还剩 3 天."""
    if row.phase is CampaignPhase.RUNNING:
        if row.days_left == 1:
            return _("进行中，今天结束")
        return _("进行中，还剩 {count} 天").format(count=row.days_left)
    if row.phase is CampaignPhase.COMING:
        return _("{count} 天后开始").format(count=row.days_left)
    return _(CampaignPhase.OVER.term)


def share(progress: RoundProgress) -> float:
    """Return how much of those owed was reached, 0 where nobody is."""
    return progress.reached / progress.owed if progress.owed else 0.0


def progress_words(progress: RoundProgress) -> str:
    """Return 已探访 12/40 人（30%）."""
    return _("已探访 {reached}/{owed} 人（{percent}%）").format(
        reached=progress.reached, owed=progress.owed, percent=int(share(progress) * 100)
    )


def left_words(progress: RoundProgress) -> str:
    """Return 还差 28 人, or that everybody was reached."""
    return _("还差 {count} 人").format(count=progress.left) if progress.left else _("全部完成")


def whole_words(progress: RoundProgress) -> str:
    """Return everything that is known of how far it got, in one sentence."""
    parts = [progress_words(progress), left_words(progress)]
    if progress.tried:
        parts.append(_("其中已联系未见到 {count} 人").format(count=progress.tried))
    if progress.exempt:
        parts.append(_("免访 {count} 人不计").format(count=progress.exempt))
    return _("，").join(parts) + "。"


def suggestion_words(each: Suggestion) -> str:
    """Return when a suggested campaign begins or that its days run."""
    days = spoken_days(each.from_on, each.to_on)
    if each.running:
        return _("现在就在期内（{days}），还没有发起。").format(days=days)
    return _("{count} 天后开始（{days}），还没有发起。").format(count=each.days_ahead, days=days)


def last_words(target: TargetRow) -> str:
    """Return 11-22 电话 未联系上, nothing where nobody tried."""
    last = target.last
    if last is None:
        return ""
    day = last.visited_on.strftime("%m-%d")
    return f"{day} {_(Mode(last.mode).term)} {_(Outcome(last.outcome).term)}"
