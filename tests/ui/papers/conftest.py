"""The same small home as for the register."""

from __future__ import annotations

from tests.ui.register.conftest import (  # noqa: F401 - fixtures are found by their names
    _filled,
    app,
    context,
    empty_app,
    make_context,
    navigator,
)
