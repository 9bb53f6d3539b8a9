"""The same small home as for the register."""

from __future__ import annotations

import pytest

from desktop_app.ui import print_run
from desktop_app.ui.papers import page
from tests.ui.register.conftest import (  # noqa: F401 - fixtures are found by their names
    _filled,
    app,
    context,
    empty_app,
    make_context,
    navigator,
)


@pytest.fixture(autouse=True)
def _looked_at_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin a preview at once and print coarsely: nobody goes on typing here, nobody looks at the sheets."""
    monkeypatch.setattr(page, "SETTLE_MS", 0)
    monkeypatch.setattr(print_run, "DPI", 36)
