"""The made-up installation that the killed windows work in."""

from __future__ import annotations

from tests.ui.made_up_home import home_template
from tests.ui.rounds.conftest import family_template

__all__ = ["family_template", "home_template"]
