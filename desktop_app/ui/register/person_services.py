"""服务: what a person gets and is owed: what is arranged, what was given last, what is due or lacking, and benefits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QSize
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.bootstrap import Application
from desktop_app.config.strings import _
from desktop_app.domain.due_kinds import DueState
from desktop_app.domain.terms import BenefitKind
from desktop_app.services.history_words import yuan
from desktop_app.services.radar_rows import DueItem
from desktop_app.services.service_drafts import NeedFilter, NeedLine, PlanLine, ServiceLine
from desktop_app.storage.queries.persons import BenefitRow
from desktop_app.ui import service_words, theme
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import Card, FlowLayout, Text, Tiles, button, row
from desktop_app.ui.kit.sight import set_shown
from desktop_app.ui.page import PageContext
from desktop_app.ui.register import words
from desktop_app.ui.register.person_cards import TILE_EM, joined, pairs_card, stack
from desktop_app.ui.register.person_facts import PersonFacts, may_change

MOST_GIVEN = 20
"""So many of the last records are listed; the page of services has them all."""


@dataclass(frozen=True, slots=True)
class _Read:
    """What the tab shows besides the benefits, read in one go."""

    given: Sequence[ServiceLine]
    plans: Sequence[PlanLine]
    needs: Sequence[NeedLine]
    due: Sequence[DueItem]


class ServicesTab(QWidget):
    """Reads when it is first looked at, and anew when the person was read anew."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.context = context
        self._facts: PersonFacts | None = None
        self._reading: Job[_Read] | None = None
        self._stale = False
        self._shown: QWidget | None = None
        self.record_button = button(_("登记服务"), lambda: self._open("service"), icon_name="plus")
        self.plan_button = button(
            _("安排服务"), lambda: self._open("service-plans", add=True), icon_name="calendar-check"
        )
        self.plans_button = button(
            _("看长期安排"), lambda: self._open("service-plans"), icon_name="clipboard-list"
        )
        self._acts = FlowLayout(spacing_em=0.6)
        for made in (self.record_button, self.plan_button, self.plans_button):
            self._acts.addWidget(made)
        for made in (self.record_button, self.plan_button):
            set_shown(made, may_change(context.app) and context.navigator.has("service"))
        self._open_page = context.navigator.open
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, theme.px(0.8), 0, theme.px(1))
        self._layout.setSpacing(theme.px(0.8))
        self._layout.addLayout(self._acts)
        self._layout.addStretch(1)

    def minimumSizeHint(self) -> QSize:
        """Qt: the height follows from the width; guessed at the least width it would be far too high."""
        return QSize(theme.px(18), 0)

    def show_person(self, facts: PersonFacts) -> None:
        """Show a person; the services are read when the tab is in sight."""
        self._facts, self._stale = facts, True
        self._show(_benefit_cards(facts), ())
        if self.isVisible():
            self._read()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: read what was not read yet."""
        super().showEvent(event)
        if self._stale:
            self._read()

    def _read(self) -> None:
        facts = self._facts
        if facts is None:
            return
        self._stale = False
        if self._reading is not None:
            self._reading.cancel()
        app, uid = self.context.app, facts.detail.uid
        self._reading = self.context.jobs.reading(_("读取服务"), lambda _progress: _read_services(app, uid))
        self._reading.succeeded.connect(lambda read: self._on_read(facts, read))
        self._reading.start()

    def _on_read(self, facts: PersonFacts, read: _Read) -> None:
        self._reading = None
        if facts is not self._facts:
            return
        needs = self._needs_card(read.needs)
        left = [*([needs] if needs is not None else []), self._plans_card(read.plans), *_benefit_cards(facts)]
        self._show(left, [*self._due_cards(read.due), _given_card(read.given)])

    def _show(self, left: Sequence[Card], right: Sequence[Card]) -> None:
        if self._shown is not None:
            self._layout.removeWidget(self._shown)
            self._shown.hide()
            self._shown.deleteLater()
        self._shown = Tiles(stack(left), stack(right), tile_em=TILE_EM)
        self._layout.insertWidget(1, self._shown)

    def _open(self, key: str, **params: object) -> None:
        if self._facts is not None:
            self._open_page(key, elder_uid=self._facts.detail.uid, **params)

    def _needs_card(self, needs: Sequence[NeedLine]) -> Card | None:
        if not needs:
            return None
        card = Card(_("未满足的需求"))
        for need in needs:
            said = service_words.need_words(need)
            acts: list[tuple[str, Callable[[], object]]] = []
            if may_change(self.context.app):
                service = need.services[0] if need.services else None
                asked = {"service": service, "finding_uid": need.finding_uid}
                acts.append((_("登记服务"), partial(self._open, "service", **asked)))
            if need.finding_uid is not None and self.context.navigator.has("finding"):
                acts.append((_("打开问题"), partial(self._open_page, "finding", uid=need.finding_uid)))
            card.body.addLayout(_line(said, acts, need.what))
        return card

    def _plans_card(self, plans: Sequence[PlanLine]) -> Card:
        rows: list[tuple[str, str | QWidget]] = []
        for plan in sorted(plans, key=lambda one: one.over):
            told = joined(
                _("已结束") if plan.over else "",
                service_words.plan_words(plan),
                words.period(plan.from_on, plan.to_on),
                _("协议 {number}").format(number=plan.agreement_no) if plan.agreement_no else "",
                plan.note,
            )
            rows.append((_(plan.title), told))
        return pairs_card(_("长期安排"), rows, _("没有长期安排的服务。"), caption_em=8)

    def _due_cards(self, due: Sequence[DueItem]) -> list[Card]:
        if not due:
            return []
        card = Card(_("应享服务"))
        for one in due:
            said, acts = joined(one.title, _(one.state.term), one.why), []
            if one.service is not None and one.state is not DueState.MET and may_change(self.context.app):
                acts.append((_("登记服务"), partial(self._open, "service", service=one.service)))
            card.body.addLayout(_line(said, acts, one.title))
        return [card]


def _read_services(app: Application, uid: str) -> _Read:
    actor = app.actor
    return _Read(
        given=app.services_given.of_elder(actor, uid, limit=MOST_GIVEN),
        plans=app.service_plans.of_elder(actor, uid),
        needs=app.service_needs.unmet(actor, NeedFilter(elder_uid=uid)),
        due=app.radar.of_elder(actor, uid),
    )


def _line(said: str, acts: Sequence[tuple[str, Callable[[], object]]], about: str) -> QVBoxLayout:
    """Return a sentence with its buttons under it."""
    whole = QVBoxLayout()
    whole.setSpacing(theme.px(0.2))
    whole.addWidget(Text(said, "", wrap=True))
    if acts:
        line = row(spacing_em=0.4)
        for text, act in acts:
            made = button(text, act, look="link")
            made.setAccessibleName(_("{act}：{about}").format(act=text, about=about))
            line.addWidget(made)
        line.addStretch(1)
        whole.addLayout(line)
    return whole


def _given_card(given: Sequence[ServiceLine]) -> Card:
    rows: list[tuple[str, str | QWidget]] = []
    for line in given:
        told = joined(
            _(line.title),
            service_words.amount(line.quantity, _(line.unit)),
            line.provider,
            _("到 {day}").format(day=line.to_on.isoformat()) if line.to_on else "",
            service_words.cost_words(line),
            line.note,
        )
        rows.append((line.given_on.isoformat(), told))
    return pairs_card(_("最近的服务"), rows, _("还没有登记过服务。"), caption_em=6.5)


def _benefit_cards(facts: PersonFacts) -> list[Card]:
    held = [one for one in facts.detail.benefits if words.holds_on(one.from_on, one.to_on, facts.today)]
    past = [one for one in facts.detail.benefits if one not in held]
    cards = [_benefits_card(_("正在享受的待遇"), held, _("没有登记正在享受的待遇。"))]
    if past:
        cards.append(_benefits_card(_("以往或尚未开始的待遇"), past, ""))
    return cards


def _benefits_card(title: str, benefits: Sequence[BenefitRow], empty: str) -> Card:
    rows: list[tuple[str, str | QWidget]] = []
    for one in benefits:
        amount = _("{yuan} 元/月").format(yuan=yuan(one.amount)) if one.amount is not None else ""
        told = joined(words.period(one.from_on, one.to_on), amount, one.source, one.note)
        rows.append((words.term_word(BenefitKind, one.kind), told or _("已登记")))
    return pairs_card(title, rows, empty, caption_em=10)
