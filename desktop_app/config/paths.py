"""Where the program keeps its data and its log on this computer, unless a folder is named."""

from __future__ import annotations

from pathlib import Path

import platformdirs

APP_NAME = "elder-visits"


def data_folder() -> Path:
    """Return the folder of the installation: the platform's place for a user's own application data."""
    return Path(platformdirs.user_data_dir(APP_NAME, appauthor=False, roaming=False))


def sample_folder() -> Path:
    """Return the folder of the sample township, which is never mixed with real data."""
    return data_folder().with_name(f"{APP_NAME}-sample")


def log_folder() -> Path:
    """Return the folder of the log, which holds no personal data."""
    return Path(platformdirs.user_log_dir(APP_NAME, appauthor=False))
