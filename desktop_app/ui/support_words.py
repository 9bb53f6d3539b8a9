"""How a family and its duty of support are worded and tinted, on the person's page and in the list of families."""

from __future__ import annotations

from desktop_app.config.strings import _
from desktop_app.domain.support import FamilyState
from desktop_app.services.family_support import SupportPanel, SupportStepLine
from desktop_app.services.law import elder_rights_law
from desktop_app.ui.kit import Card, Section, Text

FAMILY_TINTS: dict[FamilyState, str] = {
    FamilyState.DANGER: "overdue",
    FamilyState.DUE: "overdue",
    FamilyState.TO_URGE: "soon",
    FamilyState.UNSIGNED: "soon",
    FamilyState.UNDER_WAY: "info",
    FamilyState.UNSEEN: "soon",
    FamilyState.IN_ORDER: "done",
    FamilyState.UNKNOWN: "quiet",
    FamilyState.ALONE: "quiet",
}


def standing_words(panel: SupportPanel) -> str:
    """Return how a family stands, in one paragraph."""
    return "".join(one.say(_) for one in panel.standing.sentences)


def step_title(step: SupportStepLine) -> str:
    """Return 2026-11-02 督促 李强 · 答应履行."""
    head = " ".join((step.done_on.isoformat(), _(step.kind.term), step.who or _("全家")))
    return f"{head} · {_(step.result.term)}" if step.result is not None else head


def step_words(step: SupportStepLine) -> str:
    """Return what else a step says: to whom it went, what was said, who urged, when to look again."""
    parts = (
        _("转给 {unit}").format(unit=step.referred_to) if step.referred_to else "",
        step.what or "",
        _("督促人 {name}").format(name=step.by_name) if step.by_name else "",
        _("{day} 回访").format(day=step.next_on.isoformat()) if step.waits and step.next_on else "",
    )
    return " · ".join(part for part in parts if part)


def law_card() -> Card:
    """Return a card with the sections of the law, to be read beside what is written."""
    law = elder_rights_law()
    card = Card(_("法律条文"))
    card.body.addWidget(Text(law.full_title, "muted", wrap=True))
    for section in law.sections:
        card.body.addWidget(Section(f"{section.name} {section.about}"))
        card.body.addWidget(Text("\n".join(section.text), "", wrap=True, copyable=True))
    return card
