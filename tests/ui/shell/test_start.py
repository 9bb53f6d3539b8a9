"""What the window does without until its first page is shown."""

from __future__ import annotations

import subprocess
import sys

START = """
import sys
from desktop_app import bootstrap
from desktop_app.ui import theme
from desktop_app.ui.navigator import discover_pages
from desktop_app.ui.shell import MainWindow
from desktop_app.ui.today.page import TodayPage
discover_pages()
print(*sys.modules)
"""
LATER = {
    "PIL", "docx", "lunar_python", "openpyxl", "pypdfium2", "pyzipper", "reportlab", "xlsxwriter",
    "sqlalchemy.dialects.postgresql",
}  # fmt: skip


def test_nothing_that_only_papers_and_workbooks_need_is_loaded_before_the_window_is_shown() -> None:
    done = subprocess.run([sys.executable, "-c", START], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())

    assert "desktop_app.ui.today.page" in loaded
    assert not LATER & loaded
