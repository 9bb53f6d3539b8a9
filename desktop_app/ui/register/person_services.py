"""服务: the benefits a person receives, from when to when and how much, and what services come to."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _
from desktop_app.domain.terms import BenefitKind
from desktop_app.services.history_words import yuan
from desktop_app.storage.queries.persons import BenefitRow
from desktop_app.ui.kit import Card, Text
from desktop_app.ui.register import words
from desktop_app.ui.register.person_cards import CardTab, joined, pairs_card
from desktop_app.ui.register.person_facts import PersonFacts


def services_tab() -> CardTab:
    """Return the tab."""

    def make(facts: PersonFacts) -> tuple[Sequence[QWidget], Sequence[QWidget]]:
        """Return the cards of both columns."""
        held = [one for one in facts.detail.benefits if words.holds_on(one.from_on, one.to_on, facts.today)]
        past = [one for one in facts.detail.benefits if one not in held]
        left = [_benefits_card(_("正在享受的待遇"), held, _("没有登记正在享受的待遇。"))]
        if past:
            left.append(_benefits_card(_("以往或尚未开始的待遇"), past, ""))
        card = Card(_("服务记录"))
        card.body.addWidget(
            Text(
                _("这一版还不登记服务记录；送餐、助浴等服务请先写在探访记录的“处理”里。"), "muted", wrap=True
            )
        )
        return left, [card]

    return CardTab(make)


def _benefits_card(title: str, benefits: Sequence[BenefitRow], empty: str) -> Card:
    rows: list[tuple[str, str | QWidget]] = []
    for one in benefits:
        amount = _("{yuan} 元/月").format(yuan=yuan(one.amount)) if one.amount is not None else ""
        told = joined(words.period(one.from_on, one.to_on), amount, one.source, one.note)
        rows.append((words.term_word(BenefitKind, one.kind), told or _("已登记")))
    return pairs_card(title, rows, empty, caption_em=10)
