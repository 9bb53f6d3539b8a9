"""家庭: the household, relatives with their duty of support, times on the register, and files that were joined."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.terms import EndReason, LifeEventKind, LivingArrangement
from desktop_app.storage.queries.persons import HouseholdRow
from desktop_app.ui.joined_files import JoinedFiles
from desktop_app.ui.kit import Card, FlowLayout, Text, button
from desktop_app.ui.page import PageContext
from desktop_app.ui.register import words
from desktop_app.ui.register.family_board import FamilyBoard
from desktop_app.ui.register.person_cards import CardTab, joined, pairs, pairs_card
from desktop_app.ui.register.person_facts import PersonFacts, may_change


class FamilyTab(CardTab):
    """The tab; its board of the family stays when the cards beside it are made anew."""

    def __init__(self, context: PageContext, on_person: Callable[[str], object]) -> None:
        self._context, self._on_person = context, on_person
        super().__init__(self._cards)
        self.board = FamilyBoard(context)

    def show_person(self, facts: PersonFacts) -> None:
        """Show ``facts``; the board reads the family when it is looked at."""
        self.board.show_person(facts)
        super().show_person(facts)

    def _cards(self, facts: PersonFacts) -> tuple[Sequence[QWidget], Sequence[QWidget]]:
        """Return the cards of both columns."""
        household = _household_card(self._context, facts, self._on_person)
        left: list[QWidget] = [household, _enrolment_card(facts), _events_card(facts)]
        if facts.joined:
            files = JoinedFiles(self._context)
            files.show_files(facts.joined)
            left.insert(0, files)
        return [self.board], left


def family_tab(context: PageContext, on_person: Callable[[str], object]) -> FamilyTab:
    """Return the tab; ``on_person`` opens somebody else's file."""
    return FamilyTab(context, on_person)


def _household_card(context: PageContext, facts: PersonFacts, on_person: Callable[[str], object]) -> Card:
    card = Card(_("户"))
    living = words.term_word(LivingArrangement, facts.detail.living_arrangement) or _("未登记")
    card.body.addLayout(pairs([(_("居住情况"), living)]))
    if not facts.detail.households:
        card.body.addWidget(Text(_("没有登记属于哪一户。"), "muted", wrap=True))
    for household in facts.detail.households:
        card.body.addLayout(_household(household, facts, on_person))
    now = [one for one in facts.detail.households if words.holds_on(one.from_on, one.to_on, facts.today)]
    may = may_change(context.app) and facts.detail.ended_on is None
    if may and context.navigator.has("household-round") and any(one.members for one in now):
        visit = partial(context.navigator.open, "household-round", elder_uid=facts.detail.uid)
        made = button(_("入户同访"), visit, icon_name="users")
        made.setToolTip(_("一次上门看望这一户的几位老人，一起登记"))
        card.body.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)
    return card


def _household(
    household: HouseholdRow, facts: PersonFacts, on_person: Callable[[str], object]
) -> QGridLayout:
    now = words.holds_on(household.from_on, household.to_on, facts.today)
    rows: list[tuple[str, str | QWidget]] = [
        (_("户主"), joined(household.head_name, "" if now else _("已离开这一户"))),
        (_("住址"), household.address or _("未登记")),
    ]
    if household.from_on or household.to_on:
        rows.append((_("时间"), words.period(household.from_on, household.to_on)))
    if household.members:
        holder = QWidget()
        flow = FlowLayout(holder, spacing_em=0.5)
        for uid, name in household.members:
            flow.addWidget(button(name, partial(on_person, uid), look="link"))
        rows.append((_("同户老人"), holder))
    return pairs(rows)


def _enrolment_card(facts: PersonFacts) -> Card:
    detail = facts.detail
    rows: list[tuple[str, str | QWidget]] = [(_("登记日期"), detail.registered_on.isoformat())]
    for absence in detail.absences:
        told = joined(
            words.period(absence.from_on, absence.to_on),
            words.term_word(EndReason, absence.because),
            absence.note,
        )
        rows.append((_("曾不在册"), told))
    if detail.ended_on is not None:
        because = words.term_word(EndReason, detail.ended_because)
        rows.append((_("退出名册"), joined(detail.ended_on.isoformat(), because, detail.ended_note)))
    return pairs_card(_("在册情况"), rows, "")


def _events_card(facts: PersonFacts) -> Card:
    rows: list[tuple[str, str | QWidget]] = [
        (
            event.happened_on.isoformat(),
            joined(
                words.term_word(LifeEventKind, event.kind),
                event.what,
                event.place,
                _("报告人 {name}").format(name=event.reported_by) if event.reported_by else "",
            ),
        )
        for event in facts.detail.events
    ]
    return pairs_card(_("重大变故"), rows, _("没有登记过重大变故。"))
