"""Reminders: in the tray where the desktop has one, else in the window; numbers only, never a name.

What must happen within hours is told as soon as it is there; what is overdue and due today once a day.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon

from desktop_app.config.strings import _
from desktop_app.domain.terms import DutyKind, DutyState
from desktop_app.progress import Progress
from desktop_app.ui.kit.icons import icon
from desktop_app.ui.settings import reminders
from desktop_app.ui.shell import MainWindow

if TYPE_CHECKING:  # heavy; the login window loads it while the user types
    from desktop_app.bootstrap import Application
    from desktop_app.ui.jobs import JobRunner

BEGIN_AFTER_MS = 4_000
LOOK_EVERY_MS = 5 * 60_000
AFTER_CHANGE_MS = 2_000
BUBBLE_MS = 15_000


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people must be seen within hours, are overdue, and are due today or this week."""

    urgent: int = 0
    overdue: int = 0
    due: int = 0


def count(app: Application) -> Counts:
    """Count what is owed; for a reader thread."""
    alarms = {row.line.elder_uid for row in app.duties.list(app.actor, alert=True)}
    events = {row.line.elder_uid for row in app.duties.list(app.actor, kind=DutyKind.EVENT)}
    states = app.duties.counts(app.actor)
    return Counts(
        urgent=len(alarms | events),
        overdue=states.get(DutyState.OVERDUE, 0),
        due=states.get(DutyState.DUE, 0),
    )


class Tray(QObject):
    """The icon in the tray. Signals: ``open_asked()``, ``lock_asked()``, ``quit_asked()``."""

    open_asked = Signal()
    lock_asked = Signal()
    quit_asked = Signal()

    def __init__(self, unit_name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._unit_name = unit_name
        self.menu = QMenu()
        for words, signal in (
            (_("打开"), self.open_asked),
            (_("锁定"), self.lock_asked),
            (_("退出"), self.quit_asked),
        ):
            self.menu.addAction(words).triggered.connect(signal)
        self.icon = QSystemTrayIcon(icon("hand-heart", "accent"), self)
        self.icon.setToolTip(unit_name)
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._on_activated)
        self.icon.messageClicked.connect(self.open_asked)
        self.icon.show()

    def tell(self, text: str) -> None:
        """Show ``text`` in a bubble."""
        self.icon.showMessage(self._unit_name, text, QSystemTrayIcon.MessageIcon.Information, BUBBLE_MS)

    def remove(self) -> None:
        """Take the icon out of the tray."""
        self.icon.hide()
        self.menu.deleteLater()
        self.deleteLater()

    @Slot(QSystemTrayIcon.ActivationReason)
    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is not QSystemTrayIcon.ActivationReason.Context:
            self.open_asked.emit()


class Reminder(QObject):
    """Watches what is owed while a window is open. Signals: ``open_asked()``, ``lock_asked()``, ``quit_asked()``."""

    open_asked = Signal()
    lock_asked = Signal()
    quit_asked = Signal()

    def __init__(
        self,
        app: Application,
        window: MainWindow,
        jobs: JobRunner,
        *,
        is_locked: Callable[[], bool],
        has_tray: Callable[[], bool] = QSystemTrayIcon.isSystemTrayAvailable,
    ) -> None:
        super().__init__(window)
        self._app, self._window, self._jobs = app, window, jobs
        self._is_locked, self._has_tray = is_locked, has_tray
        self._settings: QSettings = window.settings
        self._urgent_told = 0
        self._asking = False
        self.tray: Tray | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(AFTER_CHANGE_MS)
        self._soon.timeout.connect(self.look)
        window.context.feed.changed.connect(self._soon.start)

    def begin(self, after_ms: int = BEGIN_AFTER_MS) -> None:
        """Begin when the window is painted and calm; nothing is made before."""
        QTimer.singleShot(after_ms, self, self._start)

    @Slot()
    def look(self) -> None:
        """Count in a reader thread, unless reminders are switched off or the last count is still running."""
        if reminders.read(self._settings) == reminders.NEVER:
            self.remove_tray()
            return
        if self._asking:
            return
        self._show_tray()
        self._asking = True
        app = self._app

        def work(_progress: Progress) -> Counts:
            return count(app)

        job = self._jobs.reading(_("读取提醒"), work)
        job.succeeded.connect(self.judge)
        job.finished.connect(self._on_asked)
        job.start()

    @Slot(object)
    def judge(self, counts: Counts) -> None:
        """Tell what is new and what is due to be told; under a lock without a tray it waits for the unlocking."""
        if self.tray is None and self._is_locked():
            if counts.urgent > self._urgent_told:
                QApplication.alert(self._window)
            self._urgent_told = min(self._urgent_told, counts.urgent)
            return
        if counts.urgent > self._urgent_told:
            words = _("有 {count} 人须在几小时内见到，请马上安排。").format(count=counts.urgent)
            self._tell("overdue", words)
        self._urgent_told = counts.urgent
        now, today = self._app.clock.time_of_day(), self._app.clock.today().isoformat()
        at = reminders.read(self._settings)
        if now is None or at == reminders.NEVER or now < at or reminders.told_on(self._settings) == today:
            return
        reminders.keep_told(self._settings, today)
        if counts.overdue or counts.due:
            words = _("应探访 {due} 人，已逾期 {overdue} 人。").format(due=counts.due, overdue=counts.overdue)
            self._tell("info", words)

    def remove_tray(self) -> None:
        """Take the icon away."""
        if self.tray is not None:
            self.tray.remove()
            self.tray = None

    @Slot()
    def _start(self) -> None:
        self._timer.start()
        self.look()

    @Slot()
    def _on_asked(self) -> None:
        self._asking = False

    def _show_tray(self) -> None:
        if self.tray is None and self._has_tray():
            self.tray = Tray(self._app.site.unit_name, self)
            self.tray.open_asked.connect(self.open_asked)
            self.tray.lock_asked.connect(self.lock_asked)
            self.tray.quit_asked.connect(self.quit_asked)

    def _tell(self, level: str, words: str) -> None:
        if self.tray is not None:
            self.tray.tell(words)
        else:
            see = _("去看") if self._window.navigator.has("today") else ""
            self._window.notices.show_notice(level, words, see, lambda: self._window.navigator.open("today"))
        QApplication.alert(self._window)
