"""The words for the kinds of records that batches and conflicts name."""

from __future__ import annotations

from desktop_app.config.strings import _
from desktop_app.domain.kinds import KINDS


def kind_word(kind: str) -> str:
    """Return the word for a kind of record; a kind of a newer program is named by its key."""
    return _(KINDS.get(kind, kind))
