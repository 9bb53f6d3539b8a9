"""What the rules say about the rows of a draft while it is being filled in: only what was changed, nothing too early."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from desktop_app.domain.dated_facts import PART_WORDS, Trouble, concerning, is_missing, troubles
from desktop_app.services.register_drafts import ElderDraft


def row_troubles(
    draft: ElderDraft, stored: ElderDraft, *, today: date, birth_on: date | None, finished: bool
) -> list[Trouble]:
    """Return the broken rules that concern rows which are new or differ from what is stored.

    Unless ``finished``, a row may still lack something: it is just being typed.
    """
    found = concerning(troubles(draft, today=today, birth_on=birth_on), changed_rows(draft, stored))
    return [one for one in found if finished or not is_missing(one)]


def changed_rows(draft: ElderDraft, stored: ElderDraft) -> dict[str, Collection[int]]:
    """Return per list the places of the rows that are new or changed."""
    changed: dict[str, Collection[int]] = {}
    for part in PART_WORDS:
        known = {row.uid: row for row in getattr(stored, part) or ()}
        rows = getattr(draft, part) or ()
        changed[part] = [place for place, row in enumerate(rows) if known.get(row.uid) != row]
    return changed
