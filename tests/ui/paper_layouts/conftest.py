"""The made-up installation and the window over it."""

from __future__ import annotations

from tests.ui.made_up_home import desk, empty_desk, home, home_template

__all__ = ["desk", "empty_desk", "home", "home_template"]
