"""Whom to call when a visit finds something urgent: the three emergency numbers, then who is near this person."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QVBoxLayout

from desktop_app.config.strings import _
from desktop_app.domain.terms import ContactRole
from desktop_app.storage.queries.persons import ContactRow
from desktop_app.ui import theme
from desktop_app.ui.emergency_words import call_first_words
from desktop_app.ui.kit import Text, group_phone

ROLES = (ContactRole.EMERGENCY, ContactRole.DOCTOR, ContactRole.KEY_HOLDER)
"""Who can help at once, in the order in which one would call."""


class EmergencyCard(QFrame):
    """Shown while an urgent finding is entered or open; everything on it can be copied."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "notice")
        self.setProperty("level", "overdue")
        first, numbers = call_first_words()
        self._title = Text(first, "strong", wrap=True)
        self._public = Text(numbers, "strong", wrap=True, copyable=True)
        self._people = Text("", "", wrap=True, copyable=True)
        layout = QVBoxLayout(self)
        edge = theme.px(0.5)
        layout.setContentsMargins(edge, edge, edge, edge)
        layout.setSpacing(theme.px(0.2))
        for part in (self._title, self._public, self._people):
            layout.addWidget(part)
        self.hide()

    def show_contacts(self, contacts: Sequence[ContactRow], address: str | None = None) -> None:
        """Show who of ``contacts`` can help at once, and where help has to come to."""
        lines = contact_lines(contacts)
        if address:
            lines.append(_("住址：{address}").format(address=address))
        self._people.setText("\n".join(lines))
        self.setAccessibleName("\n".join([self._title.text(), self._public.text(), *lines]))

    def text(self) -> str:
        """Return all words on the card."""
        return self.accessibleName()


def contact_lines(contacts: Sequence[ContactRow]) -> list[str]:
    """Return a line for each role: who it is and the phone, or that nobody is on record."""
    lines = []
    for role in ROLES:
        found = [contact for contact in contacts if role.value in contact.roles]
        people = [
            " ".join(part for part in (one.relation, one.name, group_phone(one.phone or "")) if part)
            for one in found
        ]
        lines.append(
            _("{role}：{people}").format(role=_(role.term), people=_("；").join(people) or _("未登记"))
        )
    return lines
