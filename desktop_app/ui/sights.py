"""What a user has in sight that is no page of its own: an opened panel, a preview that is ready.

Pages tell it, and who follows the user's way (the guided first day) listens; nobody has to.

Example::

    context.sights.seen.emit(sights.WHY)
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

WHY, KEYS, PAST_VISITS = "why", "keys", "past-visits"
_PAPER = "paper:"


def paper(name: str) -> str:
    """Return how the preview of the paper of this name is called."""
    return f"{_PAPER}{name}"


class Sights(QObject):
    """Signal: ``seen(what)``, one of this module's names, when it really stands on the screen."""

    seen = Signal(str)
