"""Where the unit and the date stand under a letter: the date short of the edge, the unit over its middle for the seal."""

from __future__ import annotations

from desktop_app.config.fonts import FontRole
from desktop_app.reports.lettering import printable, width

_SHORT_OF_EDGE = 4
"""Characters between the date and the right edge, as official letters have it (GB/T 9704-2012, 7.3.5)."""


def under_letter(unit: str, day: str, role: FontRole, size: float, room: float) -> tuple[float, float]:
    """Return how far from the left the unit and the date begin, in points; a long unit takes the date with it.

    One that is wider than ``room`` is counted as wide as that, for it is written smaller or in several lines.
    """
    unit_width, day_width = (width(printable(text), role, size) for text in (unit, day))
    unit_width = min(unit_width, room)
    middle = room - max(_SHORT_OF_EDGE * size + day_width / 2, unit_width / 2)
    return max(middle - unit_width / 2, 0.0), max(middle - day_width / 2, 0.0)
