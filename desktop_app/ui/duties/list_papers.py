"""The papers of the list of duties: the call-out slips of the selected, the way to them, the overdue ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QWidget

from desktop_app.config.strings import _
from desktop_app.ui.duties.filters import Wanted
from desktop_app.ui.duty_printing import CALL_OUT, OVERDUE, ROUTE, ROUTE_KEY, SLIP_KEY, DutyPrinting
from desktop_app.ui.kit import button
from desktop_app.ui.page import PageContext

OVERDUE_KEY = "Shift+F7"


class ListPapers:
    """Holds the buttons with their keys; ``selected`` gives the uids of the people selected in the list."""

    def __init__(
        self,
        context: PageContext,
        owner: QWidget,
        wanted: Callable[[], Wanted],
        selected: Callable[[], Sequence[str]],
    ) -> None:
        self._printing = DutyPrinting(context, owner)
        self._wanted, self._selected = wanted, selected
        self.buttons: tuple[QPushButton, ...] = (
            _named(_("路线"), _("打印路线"), self.print_route, ROUTE_KEY),
            _named(_("出动单"), _("打印出动单"), self.print_slips, SLIP_KEY),
            _named(_("逾期名单"), _("打印逾期名单"), self.print_overdue, OVERDUE_KEY),
        )
        for key, act in ((SLIP_KEY, self.print_slips), (OVERDUE_KEY, self.print_overdue)):
            shortcut = QShortcut(QKeySequence(key), owner)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def print_route(self) -> bool:
        """Print the way to the selected people where several are, else to everybody whom today asks for."""
        chosen = list(dict.fromkeys(self._selected()))
        if len(chosen) > 1:
            return self._printing.print(ROUTE, chosen)
        return self._printing.print(ROUTE, village_code=self._wanted().village_code)

    def print_slips(self) -> bool:
        """Print a slip for each selected person."""
        chosen = list(dict.fromkeys(self._selected()))
        return bool(chosen) and self._printing.print(CALL_OUT, chosen)

    def print_overdue(self) -> bool:
        """Print the overdue list of the village shown, else of all."""
        return self._printing.print(OVERDUE, village_code=self._wanted().village_code)


def _named(text: str, whole: str, act: Callable[[], object], key: str) -> QPushButton:
    """Return a printing button: the printer says 打印, its accessible name says it in words."""
    made = button(text, act, icon_name="printer", key=key)
    made.setAccessibleName(whole)
    made.setToolTip(f"{whole}  {key}")
    return made
