"""The family's duty of support on a person's page: who saw and called, what was agreed, how they were urged."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.support import FamilyState
from desktop_app.domain.terms import ContactRole, SupportStepKind
from desktop_app.services.family_support import SupporterLine, SupportPanel, SupportStepLine
from desktop_app.ui import theme
from desktop_app.ui.emergency_words import call_first_words
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import Card, FlowLayout, Section, StateChip, Text, ask, button, row
from desktop_app.ui.page import PageContext
from desktop_app.ui.register import words
from desktop_app.ui.register.person_cards import joined, pairs
from desktop_app.ui.register.person_facts import PersonFacts, may_change
from desktop_app.ui.register.seen_dialog import SeenDialog
from desktop_app.ui.support_words import FAMILY_TINTS, law_card, standing_words, step_title, step_words


class FamilyBoard(QWidget):
    """Stays from one reading to the next, so that the key that was just pressed keeps the focus."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context = context
        self._facts: PersonFacts | None = None
        self._panel: SupportPanel | None = None
        self._reading: Job[SupportPanel] | None = None
        self._stale = False
        self._wanted = ""
        self._keys: dict[str, QPushButton] = {}
        self._shown: QWidget | None = None
        self._law: Card | None = None
        self._dialog: SeenDialog | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.px(0.9))

    def show_person(self, facts: PersonFacts) -> None:
        """Show the family of ``facts``, read when it is looked at."""
        self._wanted = next((key for key, made in self._keys.items() if made.hasFocus()), self._wanted)
        if self._facts is None or self._facts.detail.uid != facts.detail.uid:
            self._panel, self._wanted = None, ""
        self._facts, self._stale = facts, True
        if self._panel is None:
            self._show()
        if self.isVisible():
            self._read()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: what costs time is read when the tab is first looked at."""
        super().showEvent(event)
        if self._law is None:
            self._law = law_card()
            self._layout.addWidget(self._law)
        if self._stale:
            self._read()
        self._restore_focus()

    def panel(self) -> SupportPanel | None:
        """Return what is shown."""
        return self._panel

    def dialog(self) -> SeenDialog | None:
        """Return the dialog for another day that was opened last."""
        return self._dialog

    # --- reading

    def _read(self) -> None:
        if self._facts is None:
            return
        self._stale = False
        if self._reading is not None:
            self._reading.cancel()
        app, uid = self._context.app, self._facts.detail.uid
        self._reading = self._context.jobs.reading(
            _("读取家庭"), lambda _progress: app.family_support.panel(app.actor, uid)
        )
        self._reading.succeeded.connect(self._on_read)
        self._reading.failed.connect(self._context.presenter.present)
        self._reading.start()

    def _on_read(self, panel: SupportPanel) -> None:
        self._reading = None
        if self._facts is None or self._facts.detail.uid != panel.elder_uid:
            return
        self._panel = panel
        self._wanted = next((key for key, made in self._keys.items() if made.hasFocus()), self._wanted)
        self._show()
        self._restore_focus()

    def _restore_focus(self) -> None:
        """Give the focus back to the key that had it before the cards were made anew."""
        if self._wanted and self.isVisible() and self._reading is None and self._shown is not None:
            self._shown.show()
            if self._wanted in self._keys:
                self._keys[self._wanted].setFocus()
            self._wanted = ""

    # --- showing

    def _show(self) -> None:
        if self._shown is not None:
            self._layout.removeWidget(self._shown)
            self._shown.hide()
            self._shown.deleteLater()
        self._keys = {}
        holder = QWidget()
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(0.9))
        panel, facts = self._panel, self._facts
        if panel is not None and facts is not None:
            may = may_change(self._context.app) and panel.on_register
            layout.addWidget(self._family_card(panel, facts, may=may))
            layout.addWidget(self._steps_card(panel, may=may_change(self._context.app)))
        self._shown = holder
        self._layout.insertWidget(0, holder)

    def _family_card(self, panel: SupportPanel, facts: PersonFacts, *, may: bool) -> Card:
        card = Card(_("家人和赡养"))
        state = panel.standing.state
        line = row(StateChip(_(state.term), FAMILY_TINTS[state]), spacing_em=0.6)
        line.addStretch(1)
        card.body.addLayout(line)
        card.body.addWidget(Text(standing_words(panel), "", wrap=True))
        if panel.seen_on is not None and panel.answers:
            told = _("{day}探访：{answers}").format(
                day=panel.seen_on.isoformat(), answers="；".join(panel.answers)
            )
            card.body.addWidget(Text(told, "muted", wrap=True))
        if state is FamilyState.DANGER:
            card.body.addWidget(Text("\n".join(call_first_words()), "error", wrap=True))
        if may:
            card.body.addWidget(self._acts(panel))
        if not panel.supporters:
            card.body.addWidget(Text(_("还没有登记家人和联系人。"), "muted", wrap=True))
        elif not panel.owing:
            card.body.addWidget(Text(_("联系人里没有标明谁是赡养人。"), "muted", wrap=True))
        for one in panel.supporters:
            card.body.addWidget(Section(joined(one.name, one.relation)))
            card.body.addLayout(pairs(_rows(one, facts)))
            if may and not one.lives_together:
                card.body.addWidget(self._seen_keys(one))
        return card

    def _acts(self, panel: SupportPanel) -> QWidget:
        holder = QWidget()
        flow = FlowLayout(holder, spacing_em=0.5)
        uid = panel.elder_uid
        kinds = SupportStepKind
        acts: list[tuple[str, str, Callable[[], object], str]] = [
            ("urge", _("登记督促"), partial(self._step, uid, kinds.URGED), "pencil"),
            ("letter", _("打印督促函"), partial(self._paper, uid, kinds.LETTER), "printer"),
            ("mediation", _("转调解"), partial(self._step, uid, kinds.MEDIATION), ""),
            ("legal_aid", _("转法律援助"), partial(self._step, uid, kinds.LEGAL_AID), ""),
        ]
        if panel.standing.state is FamilyState.DANGER:
            acts.insert(0, ("reported", _("报告有关部门"), partial(self._step, uid, kinds.REPORTED), ""))
        acts.append(("all", _("督促赡养名单"), partial(self._context.navigator.open, "family-support"), ""))
        for key, title, act, icon_name in acts:
            made = button(title, act, icon_name=icon_name)
            self._keys[key] = made
            flow.addWidget(made)
        return holder

    def _seen_keys(self, one: SupporterLine) -> QWidget:
        holder = QWidget()
        flow = FlowLayout(holder, spacing_em=0.5)
        for key, title, spoken, act in (
            ("seen", _("今天看望"), _("{name}今天看望过"), partial(self._seen, one, seen=True)),
            ("called", _("今天问候"), _("{name}今天问候过"), partial(self._seen, one, seen=False)),
            ("other", _("其他日期…"), _("{name}看望、问候的其他日期"), partial(self._other_day, one)),
        ):
            made = button(title, act)
            made.setAccessibleName(spoken.format(name=one.name))
            self._keys[f"{key}:{one.uid}"] = made
            flow.addWidget(made)
        return holder

    def _steps_card(self, panel: SupportPanel, *, may: bool) -> Card:
        card = Card(_("督促记录"))
        if not panel.steps:
            card.body.addWidget(Text(_("还没有督促过这家人。"), "muted", wrap=True))
        for step in panel.steps:
            card.body.addWidget(Text(step_title(step), "strong", wrap=True))
            told = step_words(step)
            if told:
                card.body.addWidget(Text(told, "muted", wrap=True))
            if may:
                line = row(spacing_em=0.6)
                for title, act in (
                    (_("更正"), partial(self._correct, panel.elder_uid, step)),
                    (_("撤销"), partial(self._take_back, step)),
                ):
                    made = button(title, act, look="link")
                    made.setAccessibleName(f"{title} {step_title(step)}")
                    line.addWidget(made)
                line.addStretch(1)
                card.body.addLayout(line)
        return card

    # --- acting

    def _step(self, uid: str, kind: SupportStepKind) -> None:
        self._context.navigator.open("support-step", elder_uid=uid, kind=kind.value)

    def _paper(self, uid: str, kind: SupportStepKind) -> None:
        self._context.navigator.open("support-paper", elder_uid=uid, kind=kind.value)

    def _correct(self, uid: str, step: SupportStepLine) -> None:
        self._context.navigator.open("support-step", elder_uid=uid, step_uid=step.uid)

    def _take_back(self, step: SupportStepLine) -> None:
        if not ask(
            self,
            _("撤销这一步？"),
            _("{step}。历史里仍能查到，撤销后还可以撤回。").format(step=step_title(step)),
            yes=_("撤销"),
            danger=True,
        ):
            return
        app = self._context.app
        job = self._context.jobs.writing(
            _("撤销督促赡养"), lambda _progress: app.family_support.take_back(app.actor, step.uid)
        )
        job.succeeded.connect(lambda change_set: self._context.offer_undo(_("已撤销这一步"), change_set))
        job.start()

    def _seen(self, one: SupporterLine, *, seen: bool) -> None:
        app, today = self._context.app, self._context.app.clock.today()
        job = self._context.jobs.writing(
            _("登记看望问候"),
            lambda _progress: app.family_support.seen(
                app.actor, one.uid, seen_on=today if seen else None, called_on=None if seen else today
            ),
        )
        told = _("已记下 {name} 今天看望过") if seen else _("已记下 {name} 今天问候过")
        job.succeeded.connect(
            lambda change_set: self._context.offer_undo(told.format(name=one.name), change_set)
        )
        job.start()

    def _other_day(self, one: SupporterLine) -> None:
        dialog = SeenDialog(self._context, one, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._dialog = dialog
        dialog.open()


def _rows(one: SupporterLine, facts: PersonFacts) -> list[tuple[str, str | QWidget]]:
    together = _("与老人同住") if one.lives_together else ""
    rows: tuple[tuple[str, str | None], ...] = (
        (_("电话"), facts.numbers.phones(one.phone) or _("无电话")),
        (_("用途"), _("、").join(words.term_words(ContactRole, one.roles))),
        (_("居住地"), together or one.lives_at),
        (_("最近看望"), words.day_or_empty(one.last_seen_on)),
        (_("最近问候"), words.day_or_empty(one.last_called_on)),
        (_("赡养协议"), joined(words.day_or_empty(one.agreement_on), one.agreement_note)),
    )
    return [(label, value) for label, value in rows if value]
