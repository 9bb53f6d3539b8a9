"""The login window: light, shown at once, while the heavy libraries load behind it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.progress import Progress
from desktop_app.storage import keyslots
from desktop_app.ui import theme
from desktop_app.ui.jobs import JobRunner
from desktop_app.ui.kit import scrolling
from desktop_app.ui.lock.password_panel import PasswordPanel
from desktop_app.ui.lock.recovery_panel import NewPasswordPanel, RecoveryPanel
from desktop_app.ui.settings import appearance

if TYPE_CHECKING:  # heavy; loaded by a job while the user types
    from desktop_app.bootstrap import Application
    from desktop_app.services.clock import Clock


class LoginWindow(QWidget):
    """Opens an installation. Signals: ``opened(Application)``, ``left()`` when closed without opening.

    ``clock`` is made by the caller's factory inside the job, so that no heavy module loads before the window shows.
    """

    opened = Signal(object)
    left = Signal()

    def __init__(self, home: Path, *, make_clock: Any) -> None:
        super().__init__()
        self._home, self._make_clock = home, make_clock
        self._jobs = JobRunner(readers=2)
        self._application: Application | None = None
        self._done = False
        settings = appearance.open_file(home)
        unit = str(settings.value("login/unit_name", ""))
        users = [user.name for user in keyslots.users(home / keyslots.FILE_NAME)]
        self.setWindowTitle(_("老年人探访服务记录"))
        self.password = PasswordPanel(unit, users, verb=_("打开"), other_way=_("忘记密码，用恢复密钥打开"))
        self.password.choose_user(str(settings.value("login/user", "")))
        self.recovery = RecoveryPanel()
        self.renewal = NewPasswordPanel(users)
        self._stack = QStackedWidget()
        for panel in (self.password, self.recovery, self.renewal):
            self._stack.addWidget(_centred(panel))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self.password.entered.connect(self._on_password)
        self.password.other_way_asked.connect(lambda: self._show(1))
        self.recovery.entered.connect(self._on_recovery)
        self.recovery.back_asked.connect(lambda: self._show(0))
        self.renewal.entered.connect(self._on_new_password)
        room = self.screen().availableGeometry()
        self.resize(min(theme.px(62), room.width()), min(theme.px(42), room.height()))
        self.password.take_focus()

    def load_ahead(self) -> None:
        """Load what the main window needs while the user types."""
        self._jobs.reading(_("准备"), _import_heavy).start()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Qt: leaving without opening ends the program."""
        self._jobs.close()
        if not self._done:
            self._done = True
            if self._application is not None:
                self._application.close()
            self.left.emit()
        super().closeEvent(event)

    def finish(self) -> None:
        """Close after the main window took over."""
        self._done = True
        self.close()

    def _show(self, at: int) -> None:
        self._stack.setCurrentIndex(at)
        if at == 0:
            self.password.take_focus()
        elif at == 1:
            self.recovery.key.text.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.renewal.form.focus_first()

    @Slot(str, str)
    def _on_password(self, user: str, password: str) -> None:
        self.password.set_busy(True)
        home, make_clock = self._home, self._make_clock

        def work(_progress: Progress) -> Application:
            from desktop_app.bootstrap import open_application

            clock: Clock = make_clock()
            return open_application(home, password, user=user or None, clock=clock)

        job = self._jobs.writing(_("打开名册"), work)
        job.succeeded.connect(self._on_opened)
        job.failed.connect(self.password.show_error)
        job.start()

    @Slot(object)
    def _on_opened(self, application: Application) -> None:
        self.opened.emit(application)

    @Slot(str)
    def _on_recovery(self, text: str) -> None:
        home, make_clock = self._home, self._make_clock

        def work(_progress: Progress) -> Application:
            from desktop_app.bootstrap import recover_application

            clock: Clock = make_clock()
            return recover_application(home, text, clock=clock)

        job = self._jobs.writing(_("打开名册"), work)
        job.succeeded.connect(self._on_recovered)
        job.failed.connect(self.recovery.show_error)
        job.start()

    @Slot(object)
    def _on_recovered(self, application: Application) -> None:
        self._application = application
        self._show(2)

    @Slot(str, str)
    def _on_new_password(self, user: str, password: str) -> None:
        application = self._application
        assert application is not None  # the panel is shown only after the key opened the store
        self.renewal.submit.setEnabled(False)

        def work(_progress: Progress) -> tuple[str, str]:
            application.users.set_password(application.actor, user, password)
            application.close()
            return user, password

        job = self._jobs.writing(_("保存新密码"), work)
        job.succeeded.connect(self._on_password_set)
        job.failed.connect(self._on_not_set)
        job.start()

    @Slot(object)
    def _on_password_set(self, login: tuple[str, str]) -> None:
        # Opened once more with the new password: it is proved, and the user works under the right role.
        self._application = None
        self._show(0)
        self.password.choose_user(login[0])
        self._on_password(*login)

    @Slot(object)
    def _on_not_set(self, error: BaseException) -> None:
        from desktop_app.ui.presenter import describe

        words = describe(error)
        self.renewal.submit.setEnabled(True)
        self.renewal.form.show_problem("password", words.short)


def _centred(panel: QWidget) -> QWidget:
    """Return ``panel`` in the middle of a page that scrolls where the screen is small."""
    holder = QWidget()
    layout = QVBoxLayout(holder)
    layout.addStretch(1)
    layout.addWidget(panel, 0, Qt.AlignmentFlag.AlignHCenter)
    layout.addStretch(2)
    return scrolling(holder)


def _import_heavy(_progress: Progress) -> None:
    import desktop_app.bootstrap
    import desktop_app.ui.shell

    del desktop_app
