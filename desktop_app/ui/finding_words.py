"""Findings in words: how old and how late, in whose hands, what was done last; and the tints that go with them."""

from __future__ import annotations

from datetime import date

from desktop_app.config.strings import _
from desktop_app.domain.findings import Stage
from desktop_app.domain.terms import FindingKind, FindingState, FindingStepKind, SiteLevel
from desktop_app.services.visit_drafts import visit_form
from desktop_app.storage.queries.family_support import CONTACT, DUTY
from desktop_app.storage.queries.findings import FindingLine, StepLine
from desktop_app.ui.kit import spoken_day

KIND_TINTS = {
    FindingKind.URGENT: "urgent",
    FindingKind.HAZARD: "soon",
    FindingKind.NEED: "info",
    FindingKind.BENEFIT: "info",
}


def age_words(found_on: date, due_on: date | None, today: date) -> str:
    """Return 发现 3 天, and by how many days the deadline has passed."""
    days = (today - found_on).days
    if due_on is not None and due_on < today:
        return _("发现 {days} 天，已超期 {late} 天").format(days=days, late=(today - due_on).days)
    return _("发现 {days} 天").format(days=days)


def state_words(line: FindingLine) -> str:
    """Return 已超期 3 天, 今天到期, 还有 5 天, or 已销号."""
    if line.state == FindingState.CLOSED.value:
        return _(FindingState.CLOSED.term)
    if line.overdue_days > 0:
        return _("已超期 {days} 天").format(days=line.overdue_days)
    if line.due_on is None:
        return _(FindingState.OPEN.term)
    total = (line.due_on - line.found_on).days
    left = total - line.age_days
    return _("今天到期") if left <= 0 else _("还有 {days} 天").format(days=left)


def state_tint(line: FindingLine) -> str:
    """Return the tint that goes with ``state_words``."""
    if line.state == FindingState.CLOSED.value:
        return "done"
    if line.overdue_days > 0 or line.kind == FindingKind.URGENT.value:
        return "overdue"
    soon = line.due_on is not None and (line.due_on - line.found_on).days - line.age_days <= 2
    return "soon" if soon else "quiet"


def stage_words(line: FindingLine) -> str:
    """Return where it stands, as 已转介，待答复 · 民政办."""
    stage = _(Stage(line.stage).term)
    if line.stage == Stage.REFERRED.value and line.referred_to:
        return f"{stage} · {line.referred_to}"
    return stage


def owner_words(line: FindingLine) -> str:
    """Return who sees to it and, where it is elsewhere, which level has it."""
    parts = [line.owner or _("未指派")]
    if line.held_by:
        parts.append(_("在{level}").format(level=_(SiteLevel(line.held_by).term)))
    return " · ".join(parts)


def about_support(line: FindingLine) -> bool:
    """Tell whether an open finding came from what a visit answered of the family's duty of support."""
    items = visit_form().by_key
    titles = tuple(f"{items[key][1].title}：" for key in (DUTY, CONTACT) if key in items)
    return line.state != FindingState.CLOSED.value and line.what.startswith(titles)


def one_line(text: str | None) -> str:
    """Return a text for a cell of a list."""
    return " ".join((text or "").split())


def step_words(step: StepLine) -> str:
    """Return what a step was and what it said, in one sentence: 转介 民政办（转介单 7 号）：申请扶手；期限 12月1日."""
    head = _(FindingStepKind(step.kind).term)
    if step.unit_name:
        head = f"{head} {step.unit_name}"
    if step.slip_no:
        head = _("{head}（转介单 {number}）").format(head=head, number=step.slip_no)
    parts = [
        step.what or "",
        _("依据 {proof}").format(proof=step.proof) if step.proof else "",
        _("期限 {day}").format(day=spoken_day(step.due_on)) if step.due_on else "",
    ]
    said = _("；").join(part for part in parts if part)
    return _("{head}：{said}").format(head=head, said=said) if said else head


def step_place(step: StepLine) -> str:
    """Return when, by whom and at which level a step was taken."""
    level = _(SiteLevel(step.level).term) if step.level else ""
    return " · ".join(part for part in (spoken_day(step.done_on), step.by_name or "", level) if part)
