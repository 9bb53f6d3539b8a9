"""What a phone round reads and writes: the list, the draft kept for it, and the visits of the calls made; no widgets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from desktop_app.domain.divisions import Division
from desktop_app.domain.terms import RoundKind
from desktop_app.services.drafts import DraftRow, FormSaving
from desktop_app.services.register import VisitorRow
from desktop_app.services.rounds import MOST_CALLS, CallRow
from desktop_app.services.visit_drafts import VisitDraft, visit_form
from desktop_app.services.visits import RecordedRound
from desktop_app.ui.rounds.call_entries import CallEntry, draft_of

if TYPE_CHECKING:  # the heavy libraries under it load while the user types the password
    from desktop_app.bootstrap import Application

FORM = "phone_round"


@dataclass(frozen=True, slots=True)
class Order:
    """Whom a round is for: those of a village, of a visitor, of a campaign, or people by name."""

    village_code: str | None = None
    visitor_uid: str | None = None
    uids: tuple[str, ...] | None = None
    campaign_uid: str | None = None

    def subject(self) -> str:
        """Return under which name the draft is kept."""
        parts = [self.village_code or "", self.visitor_uid or "", self.campaign_uid or ""]
        if self.uids is not None:
            parts.append(sha256("|".join(self.uids).encode()).hexdigest()[:16])
        return "|".join(parts)

    def plain(self) -> dict[str, Any]:
        """Return what opens the page again, as JSON can hold it."""
        return {**self.params(), "uids": list(self.uids) if self.uids is not None else None}

    def params(self) -> dict[str, Any]:
        """Return the parameters of the page."""
        return {
            "village_code": self.village_code,
            "visitor_uid": self.visitor_uid,
            "uids": self.uids,
            "campaign_uid": self.campaign_uid,
        }


@dataclass(frozen=True, slots=True)
class Calls:
    """Everything the page shows, read in one go."""

    rows: Sequence[CallRow]
    villages: Sequence[Division]
    visitors: Sequence[VisitorRow]
    draft: DraftRow | None


@dataclass(frozen=True, slots=True)
class Saving:
    """Calls on their way to the store; ``went`` is who called on which day."""

    order: Order
    rows: tuple[CallRow, ...]
    entries: Mapping[str, CallEntry]
    went: Mapping[str, Any]

    def drafts(self) -> list[VisitDraft]:
        """Return the visits in the order of the rows."""
        form = visit_form()
        return [
            draft_of(row, self.entries[row.person.elder_uid], self.went, form, self.order.campaign_uid)
            for row in self.rows
        ]

    def content(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the calls as a draft keeps them."""
        return {
            **self.order.plain(),
            "name": "",
            "count": len(self.entries),
            "at": self.rows[0].person.elder_uid,
            "values": dict(values),
            "entries": {uid: entry.plain() for uid, entry in self.entries.items()},
        }


def read_calls(app: Application, order: Order, known: Sequence[str], more: int, *, with_draft: bool) -> Calls:
    """Read the list, and with it whoever is filled in already (``known``, or by the draft) but is not on it any more.

    So many ``more`` people are read as were phoned before and are left out.
    """
    actor = app.actor
    draft = app.drafts.find(actor, FORM, order.subject()) if with_draft else None
    rows = app.rounds.people_to_call(actor, most=MOST_CALLS + more, **order.params())
    filled = (*known, *(draft.content.get("entries", {}) if draft is not None else ()))
    here = {row.person.elder_uid for row in rows}
    missing = [uid for uid in filled if uid not in here]
    if missing:
        # Somebody joined with another file meanwhile may stand on the list under the other uid.
        more_rows = app.rounds.people_to_call(actor, uids=missing, most=len(missing))
        rows += [row for row in more_rows if row.person.elder_uid not in here]
    return Calls(rows, app.register.villages(actor), app.register.visitors(actor), draft)


def save_calls(
    app: Application, saving: Saving, on_the_way: FormSaving, left: Mapping[str, Any] | None
) -> RecordedRound:
    """Record the calls in one unit, and keep as a draft only what is ``left``."""
    return on_the_way.through(
        lambda: app.visits.record_round(app.actor, RoundKind.CALLS, saving.drafts()), remains=left
    )
