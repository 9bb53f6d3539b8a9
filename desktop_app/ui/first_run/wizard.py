"""The set-up window: five short screens, one button forward, one back; opens the new installation at the end."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.bootstrap import Application, open_application
from desktop_app.config.strings import _
from desktop_app.progress import Progress
from desktop_app.services import access
from desktop_app.services.access import Prepared, SetupDraft
from desktop_app.services.clock import Clock
from desktop_app.storage.passwords import STANDARD, KdfParams
from desktop_app.ui import theme
from desktop_app.ui.first_run.division_step import DivisionStep
from desktop_app.ui.first_run.level_step import LevelStep
from desktop_app.ui.first_run.recovery_step import RecoveryStep
from desktop_app.ui.first_run.step import Step
from desktop_app.ui.first_run.unit_step import UnitStep
from desktop_app.ui.first_run.user_step import UserStep
from desktop_app.ui.jobs import JobRunner
from desktop_app.ui.kit import ErrorDialog, Text, button, scrolling
from desktop_app.ui.presenter import describe

PAGE_EM = 46


class FirstRunWindow(QWidget):
    """Signals: ``opened(Application)``, ``sample_asked()``, ``left()`` when closed before the end.

    The installation is prepared beside its place and moved there only when two lines of the recovery key were
    typed back: whoever leaves before that has made nothing, and the next start asks again from the beginning.
    """

    opened = Signal(object)
    sample_asked = Signal()
    left = Signal()

    def __init__(self, home: Path, *, clock: Clock, kdf: KdfParams = STANDARD) -> None:
        super().__init__()
        self._home, self._clock, self._kdf = home, clock, kdf
        self._jobs = JobRunner(readers=1)
        self._prepared: Prepared | None = None
        self._password = ""
        self._done = False
        self.level, self.place, self.unit = LevelStep(), DivisionStep(), UnitStep()
        self.user, self.recovery = UserStep(), RecoveryStep()
        self.steps: tuple[Step, ...] = (self.level, self.place, self.unit, self.user, self.recovery)
        self.setWindowTitle(_("首次设置 · 老年人探访服务记录"))
        self._stack = QStackedWidget()
        for step in self.steps:
            self._stack.addWidget(self._framed(step))
            step.changed.connect(self._show_state)
            step.forward_asked.connect(self.go_on)
        self._at_words = Text("", "muted")
        self.back = button(_("上一步"), self.go_back)
        self.forward = button(_("下一步"), self.go_on, look="main")
        self.sample = button(_("先打开样例看看"), self.sample_asked.emit, look="link")
        self._build()
        room = self.screen().availableGeometry()
        self.resize(min(theme.px(70), room.width()), min(theme.px(50), room.height()))
        self._go_to(0)

    def at(self) -> int:
        """Return which screen is shown, from 0."""
        return self._stack.currentIndex()

    def go_on(self) -> None:
        """Check this screen and show the next; at the end put the installation in place and open it."""
        step = self.steps[self.at()]
        if not self.forward.isEnabled() or not step.check():
            return
        if step is self.level:
            self.place.set_level(self.level.level())
        elif step is self.place:
            division = self.place.division()
            if division is not None:
                self.unit.suggest(division)
        elif step is self.user:
            self._prepare()
            return
        elif step is self.recovery:
            self._finish()
            return
        self._go_to(self.at() + 1)

    def go_back(self) -> None:
        """Show the screen before."""
        if self.recovery.is_asking() and self.steps[self.at()] is self.recovery:
            self.recovery.show_again()
        elif self.at():
            self._go_to(self.at() - 1)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Qt: leaving before the end leaves nothing behind."""
        self._jobs.close()
        if not self._done:
            self._done = True
            if self._prepared is not None:
                self._prepared.abandon()
            self.left.emit()
        super().closeEvent(event)

    def finish(self) -> None:
        """Close after the main window took over."""
        self._done = True
        self.close()

    def _prepare(self) -> None:
        division = self.place.division()
        assert division is not None  # the button of that screen needs one
        self._password = self.user.password.line.text()
        draft = SetupDraft(
            level=self.level.level(),
            division_code=division.code,
            unit_name=self.unit.unit_name(),
            profiles=self.unit.profiles(),
            user=self.user.user.value(),
            password=self._password,
        )
        home, kdf = self._home, self._kdf
        self._set_busy(_("正在准备…"))
        job = self._jobs.writing(_("准备名册"), lambda _p: access.prepare(home, draft, kdf=kdf))
        job.succeeded.connect(self._on_prepared)
        job.failed.connect(self._on_failed)
        job.start()

    @Slot(object)
    def _on_prepared(self, prepared: Prepared) -> None:
        self._prepared = prepared
        self.recovery.show_key(prepared.recovery, self.unit.unit_name())
        self._go_to(len(self.steps) - 1)

    def _finish(self) -> None:
        prepared = self._prepared
        assert prepared is not None  # the last screen is shown only with a key to confirm
        home, clock = self._home, self._clock
        user, password = self.user.user.value(), self._password
        self._set_busy(_("正在打开…"))

        def work(_progress: Progress) -> Application:
            prepared.finish()
            return open_application(home, password, user=user, clock=clock)

        job = self._jobs.writing(_("建立名册"), work)
        job.succeeded.connect(self._on_opened)
        job.failed.connect(self._on_failed)
        job.start()

    @Slot(object)
    def _on_opened(self, application: Application) -> None:
        self._password = ""
        self._prepared = None
        self.opened.emit(application)

    @Slot(object)
    def _on_failed(self, error: BaseException) -> None:
        self._show_state()
        step = self.steps[self.at()]
        if step is self.user and isinstance(error, Exception) and self.user.form.show_error(error):
            return
        ErrorDialog(describe(error), self).open()

    def _set_busy(self, words: str) -> None:
        self.forward.setText(words)
        for part in (self.forward, self.back, self.sample):
            part.setEnabled(False)

    def _go_to(self, at: int) -> None:
        self._stack.setCurrentIndex(at)
        self._show_state()
        self.steps[at].enter()

    def _show_state(self) -> None:
        at, last = self.at(), len(self.steps) - 1
        step = self.steps[at]
        self._at_words.setText(_("第 {at} 步，共 {count} 步").format(at=at + 1, count=last + 1))
        self.back.setVisible(at > 0)
        self.back.setEnabled(True)
        self.sample.setVisible(at == 0)
        self.sample.setEnabled(True)
        self.forward.setEnabled(step.is_ready())
        words = _("下一步")
        if step is self.recovery:
            words = _("完成，打开名册") if self.recovery.is_asking() else _("已抄好，下一步")
        self.forward.setText(words)

    def _framed(self, step: Step) -> QWidget:
        """Return the screen in the middle of its page, scrolling where it is higher than the window."""
        step.setMaximumWidth(theme.px(PAGE_EM))
        holder = QWidget()
        layout = QHBoxLayout(holder)
        edge = theme.px(2)
        layout.setContentsMargins(edge, edge, edge, theme.px(1))
        layout.addStretch(1)
        layout.addWidget(step, 100)
        layout.addStretch(1)
        return scrolling(holder)

    def _build(self) -> None:
        foot = QFrame()
        foot.setObjectName("job_bar")
        line = QHBoxLayout(foot)
        edge = theme.px(1.2)
        line.setContentsMargins(edge, theme.px(0.6), edge, theme.px(0.6))
        line.setSpacing(theme.px(0.8))
        line.addWidget(self._at_words)
        line.addWidget(self.sample)
        line.addStretch(1)
        line.addWidget(self.back)
        line.addWidget(self.forward)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._stack, 1)
        layout.addWidget(foot)
