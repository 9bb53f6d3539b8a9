"""A second start on the same folder brings the first window to the front instead of opening another.

The first keeps a lock file, and looks for a knock: an empty file that the second puts beside it and that the first
takes away when its window is up. Both lie in the installation's folder, which nobody but its user can enter. A local
socket would do the same, but Qt's network module costs 2.5 MB in every window and is needed for nothing else.
"""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QDialog, QMenu

from desktop_app.config.strings import _
from desktop_app.ui.kit import ErrorDialog
from desktop_app.ui.kit.questions import ErrorWords

LOCK_NAME, KNOCK_NAME = "window.lock", "window.knock"
LISTEN_EVERY_MS = 500
PATIENCE_SECONDS = 4.0
_LOOK_EVERY_SECONDS = 0.05


class FirstStart(QObject):
    """What the first window of a folder holds. Signal: ``knocked()`` when somebody starts the program again."""

    knocked = Signal()

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._knock = folder / KNOCK_NAME
        self._lock = QLockFile(str(folder / LOCK_NAME))
        self._timer = QTimer(self)
        self._timer.setInterval(LISTEN_EVERY_MS)
        self._timer.timeout.connect(self.listen)

    def begin(self) -> bool:
        """Take the folder; False when another window has it. A folder without room for a lock is not guarded."""
        if not self._lock.tryLock(0) and self._lock.error() == QLockFile.LockError.LockFailedError:
            return False
        self._knock.unlink(missing_ok=True)
        self._timer.start()
        return True

    def end(self) -> None:
        """Give the folder back."""
        self._timer.stop()
        self._lock.unlock()

    @Slot()
    def listen(self) -> None:
        """Answer a knock, if there is one."""
        try:
            self._knock.unlink()
        except OSError:
            return  # nobody knocked
        self.knocked.emit()


def knock(folder: Path, *, patience: float = PATIENCE_SECONDS) -> bool:
    """Ask the first window of ``folder`` to come up; tell whether it did within ``patience`` seconds."""
    mark = folder / KNOCK_NAME
    try:
        mark.touch()
    except OSError:
        return False
    waited_until = time.monotonic() + patience
    while time.monotonic() < waited_until:
        if not mark.exists():
            return True
        time.sleep(_LOOK_EVERY_SECONDS)
    mark.unlink(missing_ok=True)
    return False


def raise_windows() -> None:
    """Bring what is open to the front; where the desktop does not let windows do so, its button blinks instead."""
    every = [each for each in QApplication.topLevelWidgets() if each.isVisible()]
    boxes = [each for each in every if isinstance(each, QDialog)]
    shown = [each for each in every if each not in boxes and not isinstance(each, QMenu)]
    for window in (*shown, *boxes):
        if window.isMinimized():
            window.showNormal()
        window.raise_()
        window.activateWindow()
    for window in (*shown, *boxes)[:1]:
        QApplication.alert(window)


def refusal() -> ErrorDialog:
    """Return the box for a second start that could not bring up the first window."""
    return ErrorDialog(
        ErrorWords(
            what=_("程序已经打开了，但没能把它的窗口调到前面来。"),
            data_safe=_("数据没有改动。"),
            do_now=_("请在任务栏点“老年人探访服务记录”；找不到时，注销或重新启动电脑后再打开。"),
        )
    )
