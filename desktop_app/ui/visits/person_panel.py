"""The left column of the visit form: who it is, what is still open, why a visit is owed, the last visit."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.terms import Mode, Outcome
from desktop_app.services.visit_drafts import visit_form
from desktop_app.storage.queries.visits import VisitRow
from desktop_app.ui import theme
from desktop_app.ui.kit import (
    Card,
    CategoryChips,
    FlowLayout,
    PersonHeader,
    StateChip,
    Text,
    group_phone,
    spoken_day,
)
from desktop_app.ui.open_findings import OpenFindings
from desktop_app.ui.visits.start import VisitStart, header_of


class _NarrowHead(Card):
    """The words of the kit's head card, one under the other, for a column too narrow for it."""

    def __init__(self) -> None:
        super().__init__(margin_em=0.8)
        self._name = Text("", "name", wrap=True, copyable=True)
        self._tier, self._due = StateChip(), StateChip()
        self._chips = CategoryChips()
        self._about = Text("", "muted", wrap=True)
        self._contact = Text("", "", wrap=True, copyable=True)
        self.body.setSpacing(theme.px(0.35))
        self.body.addWidget(self._name)
        states = QWidget()
        flow = FlowLayout(states, spacing_em=0.35)
        flow.addWidget(self._due)
        flow.addWidget(self._tier)
        self.body.addWidget(states)
        self.body.addWidget(self._chips)
        self.body.addWidget(self._about)
        self.body.addWidget(self._contact)

    def show_person(self, person: PersonHeader) -> None:
        """Show ``person``."""
        missing = _("未登记")
        age = _("{age} 岁").format(age=person.age) if person.age is not None else ""
        about = " · ".join(part for part in (person.sex, age, person.village, person.household) if part)
        self._name.setText(person.name)
        self._about.setText(about)
        self._tier.show_state(person.tier, person.tier_tint)
        self._due.show_state(person.next_due, person.due_tint)
        self._chips.show_words(person.categories)
        self._chips.setVisible(bool(person.categories))
        phone = _("电话 {phone}").format(phone=group_phone(person.phone) or missing)
        emergency = _("紧急联系人 {contact}").format(contact=person.emergency or missing)
        self._contact.setText(f"{phone}\n{emergency}")
        self.setAccessibleName(f"{person.name}，{about}")


class PersonPanel(QWidget):
    """Shows one person, and asks about what was open before: ``followed``."""

    def __init__(self) -> None:
        super().__init__()
        self._head = _NarrowHead()
        self._why = Text("", "hint", wrap=True)
        self._last = Card(_("上次探访"), margin_em=0.8)
        self._last_when = Text("", "strong", wrap=True)
        self._last_words = Text("", "", wrap=True)
        for part in (self._last_when, self._last_words):
            self._last.body.addWidget(part)
        self._open = Card(_("还没办结的问题"), margin_em=0.8)
        self.followed = OpenFindings()
        self._open.body.addWidget(self.followed)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.px(0.6))
        for widget in (self._head, self._open, self._why, self._last):
            self._layout.addWidget(widget)
        self._layout.addStretch(1)

    def show_start(self, start: VisitStart) -> None:
        """Show the person of ``start``."""
        self._head.show_person(header_of(start))
        self._why.setText(start.owed[0].why if start.owed else _("目前没有应探访，随时可以探访。"))
        self._show_last(start.last)
        self.followed.show_findings(start.findings, start.today)
        self._open.setVisible(bool(start.findings))

    def last_words(self) -> str:
        """Return what is told about the visit before."""
        return self._last_when.text()

    def _show_last(self, last: VisitRow | None) -> None:
        if last is None:
            self._last_when.setText(_("还没有探访过"))
            self._last_words.hide()
            return
        when = _("{day} · {mode} · {outcome}").format(
            day=spoken_day(last.visited_on),
            mode=_(Mode(last.mode).term),
            outcome=_(Outcome(last.outcome).term),
        )
        self._last_when.setText(when)
        self._last_words.setText("\n".join(last_lines(last)))
        self._last_words.setVisible(bool(self._last_words.text()))


def last_lines(last: VisitRow) -> list[str]:
    """Return what was remarkable last time, one thing a line."""
    remarkable = visit_form().text(last.answers)
    lines = []
    if last.answers:
        lines.append(remarkable or _("各项无异常"))
    if last.summary:
        lines.append(last.summary)
    if last.action:
        lines.append(_("帮办：{words}").format(words=last.action))
    if last.next_on:
        lines.append(_("约定 {day}").format(day=spoken_day(last.next_on)))
    if last.visitor:
        lines.append(_("探访人 {name}").format(name=last.visitor))
    return lines
