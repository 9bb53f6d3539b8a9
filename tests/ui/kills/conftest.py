"""The made-up installation that the killed windows work in."""

from __future__ import annotations

from tests.ui.made_up_home import home_template

__all__ = ["home_template"]
