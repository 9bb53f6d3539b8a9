"""The window's log: a small rotating file beside the store, without personal data."""

from __future__ import annotations

import faulthandler
import logging
import re
from logging.handlers import RotatingFileHandler
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

FOLDER = "logs"
FILE_NAME = "elder-visits.log"
MOST_BYTES = 1_000_000
KEPT = 5

_DIGITS = re.compile(r"\d{6,}")
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_qt_log = logging.getLogger("qt")


class NoLongNumbers(logging.Filter):
    """Blanks out runs of six and more digits: no id number, phone or code gets into the file by mistake."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Blank the finished message."""
        record.msg = _DIGITS.sub("······", record.getMessage())
        record.args = ()
        record.exc_info = (
            None  # an exception's message may quote a value; hooks log type and place themselves
        )
        return True


def begin(home: Path) -> logging.Handler | None:
    """Write the log of this run under ``home/logs``; None where nothing can be written there."""
    qInstallMessageHandler(_on_qt_message)
    folder = home / FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handler = RotatingFileHandler(
            folder / FILE_NAME, maxBytes=MOST_BYTES, backupCount=KEPT, encoding="utf-8"
        )
    except OSError:
        return None
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    handler.addFilter(NoLongNumbers())
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    if handler.stream is not None:
        faulthandler.enable(file=handler.stream, all_threads=True)
    return handler


def end(handler: logging.Handler | None) -> None:
    """Close the log."""
    qInstallMessageHandler(None)
    if handler is not None:
        faulthandler.disable()
        logging.getLogger().removeHandler(handler)
        handler.close()


def _on_qt_message(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    _qt_log.log(_LEVELS.get(kind, logging.INFO), "%s", message)
