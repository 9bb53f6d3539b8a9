"""评估: assessments of abilities and what they propose, disability certificate, categories of ability, the tier."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _
from desktop_app.domain.terms import Category, DisabilityGrade, DisabilityKind, Tier
from desktop_app.ui.kit import Card
from desktop_app.ui.page import PageContext
from desktop_app.ui.register import words
from desktop_app.ui.register.assessment_cards import history_card, proposal_card, standing_card
from desktop_app.ui.register.person_cards import CardTab, joined, pairs_card
from desktop_app.ui.register.person_facts import PersonFacts

ABILITY = (
    Category.INCAPACITATED,
    Category.PARTLY_INCAPACITATED,
    Category.DEMENTIA,
    Category.SEVERELY_DISABLED,
    Category.DISABLED,
)
"""The categories that rest on an assessment of what a person can do."""


def assessment_tab(context: PageContext) -> CardTab:
    """Return the tab."""

    def make(facts: PersonFacts) -> tuple[Sequence[QWidget], Sequence[QWidget]]:
        """Return the cards of both columns."""
        left: list[QWidget | None] = [
            standing_card(context, facts),
            proposal_card(context, facts),
            _ability_card(facts),
        ]
        right: list[QWidget | None] = [
            history_card(context, facts),
            _disability_card(facts),
            _tier_card(facts),
        ]
        return [card for card in left if card is not None], [card for card in right if card is not None]

    return CardTab(make)


def _disability_card(facts: PersonFacts) -> Card:
    detail = facts.detail
    if not (detail.disability_certificate or detail.disability_kind):
        return pairs_card(_("残疾证"), (), _("没有登记残疾证。"))
    kind = words.term_word(DisabilityKind, detail.disability_kind)
    grade = words.term_word(DisabilityGrade, detail.disability_grade)
    until = words.day_or_empty(detail.disability_until)
    if detail.disability_until is not None and detail.disability_until < facts.today:
        until = _("{day}（已过期）").format(day=until)
    rows: list[tuple[str, str | QWidget]] = [
        (_("残疾证号"), facts.numbers.id_number(detail.disability_certificate) or _("未登记")),
        (_("类别等级"), joined(kind, grade) or _("未登记")),
        (_("有效期至"), until or _("未登记")),
    ]
    return pairs_card(_("残疾证"), rows, "")


def _ability_card(facts: PersonFacts) -> Card:
    rows: list[tuple[str, str | QWidget]] = []
    for span in facts.detail.categories:
        if span.category not in set(ABILITY):
            continue
        over = not words.holds_on(span.from_on, span.to_on, facts.today)
        approver = _("认定人 {name}").format(name=span.approver) if span.approver else ""
        told = joined(
            words.period(span.from_on, span.to_on),
            span.source,
            approver,
            _("不在有效期") if over else "",
        )
        rows.append((words.term_word(Category, span.category), told or _("没有写日期和依据")))
    return pairs_card(_("能力方面的类别"), rows, _("没有失能、失智、残疾方面的类别。"))


def _tier_card(facts: PersonFacts) -> Card:
    owed = words.governing(facts.file.duties)
    tier = facts.detail.tier_override or (owed.line.tier if owed is not None else None)
    rows: list[tuple[str, str | QWidget]] = [(_("等级"), words.term_word(Tier, tier) or _("未评定"))]
    if facts.detail.tier_override:
        rows.append((_("人工调整"), facts.detail.tier_reason or _("没有写理由")))
    else:
        rows.append((_("怎么来的"), _("按政策方案由类别和年龄推定")))
    return pairs_card(_("风险等级"), rows, "")
