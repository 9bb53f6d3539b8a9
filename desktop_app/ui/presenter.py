"""Turns errors into words in the window: a notice with all three sentences behind 详情.

Example::

    presenter = Presenter(notices, parent=window)
    jobs.job_failed.connect(presenter.on_job_failed)
    presenter.present(error)
"""

from __future__ import annotations

import hashlib
import logging
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.errors import ElderVisitsError, InputError
from desktop_app.progress import Cancelled
from desktop_app.ui.kit.notices import NoticeBar
from desktop_app.ui.kit.questions import Dialog, ErrorDialog, ErrorWords

log = logging.getLogger(__name__)
QUIET_SECONDS = 10.0  # the same bug speaks once in this time: a paint error would repeat for ever


@dataclass(frozen=True, slots=True)
class _Blanks:
    """Fills placeholders that an error forgot, so that its sentences always appear."""

    details: Mapping[str, object]

    def __getitem__(self, key: str) -> object:
        value = self.details.get(key, "…")
        if not isinstance(value, str):
            return value
        # Why a measured value cannot be names its limits, which are details of their own.
        return _(value).format_map(self) if key == "reason" and "{" in value else _(value)


def describe(error: BaseException) -> ErrorWords:
    """Return the three sentences of ``error``; anything not raised on purpose becomes a numbered bug."""
    if isinstance(error, ElderVisitsError):
        blanks = _Blanks(error.details)
        return ErrorWords(
            what=_(error.what).format_map(blanks),
            data_safe=_(error.data_safe).format_map(blanks),
            do_now=_(error.do_now).format_map(blanks),
        )
    return ErrorWords(
        what=_("程序内部出错，这一步没有完成。"),
        data_safe=_("已保存的数据没有受影响。"),
        do_now=_("请再试一次；若再次出现，请把错误编号和日志交给维护人员。"),
        number=bug_number(error),
    )


def bug_number(error: BaseException) -> str:
    """Return a short number that is the same whenever the same bug happens at the same place."""
    frames = traceback.extract_tb(error.__traceback__)
    place = "|".join(f"{frame.name}:{frame.lineno}" for frame in frames[-6:])
    return hashlib.sha256(f"{type(error).__name__}|{place}".encode()).hexdigest()[:8].upper()


class Presenter(QObject):
    """Shows errors as notices; in a box with three sentences only over a box that hides the notices."""

    def __init__(self, notices: NoticeBar, parent: QWidget) -> None:
        super().__init__(parent)
        self._notices, self._window = notices, parent
        self._last_shown: dict[str, float] = {}

    @Slot(object, object)
    def on_job_failed(self, _job: object, error: BaseException) -> None:
        """React to a job whose page did not look after the error itself."""
        self.present(error)

    @Slot(object)
    def on_drafts_failed(self, error: BaseException) -> None:
        """Say in the notice bar that drafts cannot be kept now; what is being typed is not disturbed."""
        log.warning("drafts: %s", getattr(error, "code", type(error).__name__))
        words = describe(error)
        said = _("正在填写的内容暂时存不了草稿，请尽快保存。{what}").format(what=words.what)
        self._notices.show_notice("overdue", said, _("详情"), lambda: self._open(words))

    def present(self, error: BaseException) -> None:
        """Show ``error`` in words; a cancelled job says nothing."""
        if isinstance(error, Cancelled):
            return
        words = describe(error)
        if isinstance(error, ElderVisitsError):
            mendable = isinstance(error, InputError)
            log.log(logging.INFO if mendable else logging.WARNING, "refused: %s", error.code)
            self._tell("soon" if mendable else "overdue", words.short, words)
            return
        # Neither the message nor any value may carry a person's data into the log: type and place only.
        places = " < ".join(
            f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
            for frame in reversed(traceback.extract_tb(error.__traceback__))
        )
        log.error("bug %s: %s at %s", words.number, type(error).__name__, places)
        now = time.monotonic()
        if now - self._last_shown.get(words.number, -QUIET_SECONDS) >= QUIET_SECONDS:
            self._last_shown[words.number] = now
            text = _("{what}错误编号 {number}。").format(what=words.what, number=words.number)
            self._tell("overdue", text, words)

    def _tell(self, level: str, text: str, words: ErrorWords) -> None:
        above = QApplication.activeModalWidget()
        if isinstance(above, Dialog) and not isinstance(above, ErrorDialog):
            ErrorDialog(words, above).open()  # nobody would see the notice behind that box
        else:
            self._notices.show_notice(level, text, _("详情"), lambda: self._open(words))

    def _open(self, words: ErrorWords) -> None:
        ErrorDialog(words, self._window).open()
