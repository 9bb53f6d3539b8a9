"""The buttons of a person's page that decide about visits: 暂停探访, 免访/取消, 调整等级."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QPushButton, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.terms import UserRole
from desktop_app.ui.kit import button
from desktop_app.ui.page import PageContext
from desktop_app.ui.register.pause_dialog import PauseDialog
from desktop_app.ui.register.person_facts import PersonFacts
from desktop_app.ui.register.tier_dialog import TierDialog
from desktop_app.ui.register.waiver_dialog import WaiverDialog


class DecisionActs:
    """Makes the buttons and opens their dialogs over the page ``owner``; who may not decide sees none."""

    def __init__(self, context: PageContext, owner: QWidget) -> None:
        self.context, self._owner = context, owner
        self._facts: PersonFacts | None = None
        self.pause_button = button(_("暂停探访"), self.pause)
        self.waive_button = button(_("免访/取消"), self.waive)
        self.tier_button = button(_("调整等级"), self.set_tier)

    def buttons(self) -> Sequence[QPushButton]:
        """Return the buttons in reading order."""
        return self.pause_button, self.waive_button, self.tier_button

    def show_person(self, facts: PersonFacts | None) -> None:
        """Take whom the page is about; nothing can be decided about somebody who left the register."""
        self._facts = facts
        here = facts is not None and facts.detail.ended_on is None
        role = self.context.app.actor.role
        self.pause_button.setVisible(here and role is not UserRole.READER)
        for made in (self.waive_button, self.tier_button):
            made.setVisible(here and role is UserRole.OFFICER)

    def pause(self) -> None:
        """Open the dialog that pauses visits."""
        facts = self._facts
        if facts is not None:
            person = (facts.detail.uid, facts.detail.name)
            PauseDialog(
                self.context, person, facts.decisions.household, facts.decisions.pauses, self._owner
            ).open()

    def waive(self) -> None:
        """Open the dialog that waives or cancels an owed visit."""
        facts = self._facts
        if facts is not None:
            duties, waivers = facts.file.duties, facts.decisions.waivers
            WaiverDialog(self.context, facts.detail.name, duties, waivers, self._owner).open()

    def set_tier(self) -> None:
        """Open the dialog that sets the tier."""
        facts = self._facts
        if facts is not None:
            person = (facts.detail.uid, facts.detail.name)
            TierDialog(self.context, person, facts.decisions, self._owner).open()
