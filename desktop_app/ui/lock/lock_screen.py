"""The lock over the window: everything is covered, nothing is closed, the same user's password uncovers it."""

from __future__ import annotations

from pathlib import Path

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.progress import Progress
from desktop_app.storage import keyslots
from desktop_app.ui import theme
from desktop_app.ui.jobs import JobRunner
from desktop_app.ui.kit import Text
from desktop_app.ui.lock.password_panel import PasswordPanel


class Cover(QWidget):
    """An opaque sheet over one open window or dialog, whatever size it takes."""

    def __init__(self, target: QWidget) -> None:
        super().__init__(target)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(self.palette().ColorRole.Window)
        self.setAccessibleName(_("已锁定"))
        layout = QVBoxLayout(self)
        words = Text(_("已锁定"), "muted")
        layout.addWidget(words, 0, Qt.AlignmentFlag.AlignCenter)
        target.installEventFilter(self)
        self.setGeometry(target.rect())
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: cover the target at its new size too."""
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return super().eventFilter(watched, event)


class LockScreen(QDialog):
    """Stands above all windows until unlocked. Signals: ``unlocked()``, ``quit_asked()``."""

    unlocked = Signal()
    quit_asked = Signal()

    def __init__(self, window: QMainWindow, home: Path, *, unit_name: str, user: str) -> None:
        super().__init__(window)
        self._home, self._user, self._window = home, user, window
        # When nobody was at the desk another program may have had the keyboard: the window knows its own place.
        self._focus: QWidget | None = QApplication.focusWidget() or window.focusWidget()
        self._jobs = JobRunner(readers=1)
        self._covers = [Cover(each) for each in _open_windows() if each is not self]
        self._hidden = window.centralWidget()
        self._hidden.hide()  # what is not shown is not read aloud by a screen reader either
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.setWindowFlag(Qt.WindowType.FramelessWindowHint)
        self.setWindowTitle(_("已锁定"))
        self.panel = PasswordPanel(unit_name, [user], verb=_("解锁"), other_way=_("关闭程序"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.panel)
        layout.addWidget(
            Text(_("填写中的内容还在，解锁后接着填。"), "hint"), 0, Qt.AlignmentFlag.AlignHCenter
        )
        layout.addSpacing(theme.px(0.8))
        self.panel.entered.connect(self._on_entered)
        self.panel.other_way_asked.connect(self.quit_asked)

    def cover_all(self) -> None:
        """Show the lock in the middle of the window."""
        self.adjustSize()
        centre = self._window.frameGeometry().center()
        self.move(centre - self.rect().center())
        self.show()
        self.raise_()
        self.activateWindow()
        self.panel.take_focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Esc opens nothing."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Qt: closing the lock does not unlock; only ``uncover`` ends it."""
        event.ignore()
        self.quit_asked.emit()

    def uncover(self) -> None:
        """Show everything again, the keyboard where it was."""
        self._jobs.close()
        self._hidden.show()
        for cover in self._covers:
            cover.hide()
            cover.deleteLater()
        self.hide()
        self.deleteLater()
        if self._focus is not None and shiboken6.isValid(self._focus) and self._focus.isVisible():
            self._focus.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(str, str)
    def _on_entered(self, _user: str, password: str) -> None:
        self.panel.set_busy(True)
        slots, user = self._home / keyslots.FILE_NAME, self._user

        def work(_progress: Progress) -> None:
            keyslots.unlock_with_password(slots, user, password)

        job = self._jobs.writing(_("解锁"), work)
        job.succeeded.connect(self._on_unlocked)
        job.failed.connect(self.panel.show_error)
        job.start()

    @Slot(object)
    def _on_unlocked(self, _nothing: object) -> None:
        self.uncover()
        self.unlocked.emit()


def _open_windows() -> list[QWidget]:
    return [
        each
        for each in QApplication.topLevelWidgets()
        if each.isVisible() and isinstance(each, QMainWindow | QDialog)
    ]
