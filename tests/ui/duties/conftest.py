"""The made-up installation, the window over it, and the page in each of its views."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import pytest

from desktop_app.ui.duties.page import DutiesPage
from tests.ui.made_up_home import Desk, desk, empty_desk, home, home_template

__all__ = ["desk", "empty_desk", "home", "home_template"]

Open = Callable[..., DutiesPage]


@pytest.fixture
def duties() -> Open:
    """Give what opens the page and waits for what it reads."""

    def opened(where: Desk, **params: object) -> DutiesPage:
        return cast(DutiesPage, where.open("duties", **params))

    return opened
