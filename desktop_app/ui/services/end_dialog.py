"""The dialog that asks from which day on an arrangement or a provider has ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _
from desktop_app.services.decision_checks import Decided
from desktop_app.ui.decision_dialog import DecisionDialog
from desktop_app.ui.kit import DateField
from desktop_app.ui.page import PageContext


class EndDialog(DecisionDialog):
    """Asks for the day and does ``end`` with it; ``told`` says what stays, ``done`` what was done."""

    def __init__(
        self,
        context: PageContext,
        title: str,
        told: str,
        done: str,
        end: Callable[[date], Decided],
        parent: QWidget,
    ) -> None:
        super().__init__(context, title, _("结束"), parent, width_em=34)
        self._end, self._done = end, done
        today = context.app.clock.today
        self.on = self.form.add_row(
            _("从哪天起"), DateField(today=today), name="on", required=True, help=told
        )
        self.form.set_values({"on": today()})
        self.form.focus_first()

    def save(self) -> None:
        """End it."""
        on = self.on.value()
        assert on is not None  # a required row
        self.write(self._done, lambda: self._end(on))
