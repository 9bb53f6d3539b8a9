"""What is special about a recorded visit, in a word each, and the key that leads to its versions."""

from __future__ import annotations

from desktop_app.config.strings import _
from desktop_app.domain.terms import SignatureKind
from desktop_app.storage.queries.visits import VisitRow

VERSIONS_KEY = "F10"


def visit_marks(visit: VisitRow, photos: int) -> list[str]:
    """Return the marks of a visit that has so many photos: corrected, entered later, photos, signed, of a round."""
    told = (
        (_("已更正"), visit.corrected_because),
        (_("补录"), visit.entered_on > visit.visited_on),
        (_("照片 {count}").format(count=photos), photos),
        (_(SignatureKind(visit.signed_as).term) if visit.signed_as else "", visit.signed_as),
        (_("同批"), visit.round_uid),
    )
    return [words for words, holds in told if holds]
