"""One line under a calendar: why the chosen person is owed a visit; asked for where the calendar left it out."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer

from desktop_app.config.strings import _
from desktop_app.services.duties import OwedRow
from desktop_app.services.plan_rows import CalendarEntry
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import ShortText
from desktop_app.ui.page import PageContext

PAUSE_MS = 120


class WhyLine(ShortText):
    """为什么：…, at most so many lines."""

    def __init__(self, context: PageContext, lines: int) -> None:
        super().__init__("", "hint", lines=lines)
        self._context = context
        self._entry: CalendarEntry | None = None
        self._asking: Job[Sequence[OwedRow]] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._ask)

    def show_for(self, entry: CalendarEntry | None) -> None:
        """Say why; nobody's reason is nothing."""
        self._entry = entry
        self._say(entry.why if entry is not None else "")
        if entry is not None and entry.duty_uid is not None and not entry.why:
            self._timer.start()
        else:
            self._timer.stop()

    def _ask(self) -> None:
        if self._asking is not None:
            self._asking.cancel()
        entry, app = self._entry, self._context.app
        if entry is None:
            return
        uid = entry.elder_uid
        self._asking = self._context.jobs.reading(
            _("读取应探访"), lambda _progress: app.duties.of_elder(app.actor, uid)
        )
        self._asking.succeeded.connect(self._on_read)
        self._asking.start()

    def _on_read(self, rows: Sequence[OwedRow]) -> None:
        self._asking = None
        entry = self._entry
        if entry is None or not rows or rows[0].line.elder_uid != entry.elder_uid:
            return
        self._say(next((row.why for row in rows if row.line.uid == entry.duty_uid), rows[0].why))

    def _say(self, why: str) -> None:
        self.setText(_("为什么：{why}").format(why=why) if why else "")
