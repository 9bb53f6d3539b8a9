"""The log of the command line: bugs with type and place only, never with a person's data."""

from __future__ import annotations

import hashlib
import logging
import traceback
from logging.handlers import RotatingFileHandler

from desktop_app.config import paths

FILE_NAME = "elder-visits.log"
_MOST_BYTES = 1_000_000


def record_bug(error: BaseException) -> str:
    """Write where ``error`` came from into the log file; returns a number that is the same for the same bug."""
    frames = traceback.extract_tb(error.__traceback__)
    place = "|".join(f"{frame.name}:{frame.lineno}" for frame in frames[-6:])
    number = hashlib.sha256(f"{type(error).__name__}|{place}".encode()).hexdigest()[:8].upper()
    places = "".join(f"  {frame.filename}:{frame.lineno} {frame.name}\n" for frame in frames)
    try:
        folder = paths.log_folder()
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            folder / FILE_NAME, maxBytes=_MOST_BYTES, backupCount=3, encoding="utf-8"
        )
    except OSError:
        return number
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    # The message of the exception is left out: it may quote a value.
    message = f"bug {number}: {type(error).__name__}\n{places}"
    handler.emit(logging.LogRecord("cli", logging.ERROR, __file__, 0, message, None, None))
    handler.close()
    return number
