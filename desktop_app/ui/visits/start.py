"""Everything the visit form starts with, read in one go in a reader thread; no widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from desktop_app.domain.terms import FindingState
from desktop_app.services.campaign_rows import CampaignChoice
from desktop_app.services.drafts import DraftRow
from desktop_app.services.duties import OwedRow
from desktop_app.services.register import VisitorRow
from desktop_app.storage.queries.persons import ElderDetail
from desktop_app.storage.queries.visits import FindingRow, VisitRow
from desktop_app.ui.kit import PersonHeader
from desktop_app.ui.person_header import person_header

if TYPE_CHECKING:  # the heavy libraries under it load while the user types the password
    from desktop_app.bootstrap import Application
    from desktop_app.services.photos import VisitPhotoRow

DRAFT = "visit"
CORRECTION = "visit_correction"
LOOKED_BACK = 24
"""How many visits back an answered one is looked for."""
LONGEST_SUBJECT = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the form was opened for: a person, a visit to correct, or a printed sheet to enter.

    ``sheet_no``, ``visited_on`` and ``visitor_uid`` are what the sheet says already; they begin the rows of the form.
    """

    elder_uid: str = ""
    visit_uid: str = ""
    campaign_uid: str | None = None
    sheet_no: str = ""
    visited_on: date | None = None
    visitor_uid: str = ""

    def draft_key(self) -> tuple[str, str]:
        """Return under which form and subject the draft is kept.

        A sheet of a person has a draft of its own, beside that of today's visit to the same person.
        """
        if self.visit_uid:
            return CORRECTION, self.visit_uid
        subject = f"{self.elder_uid}#{self.sheet_no}" if self.sheet_no else self.elder_uid
        return DRAFT, subject[:LONGEST_SUBJECT]

    def to_open(self) -> dict[str, str]:
        """Return the parameters that open the same form again, as a draft keeps them."""
        given = {"elder_uid": self.elder_uid, "visit_uid": self.visit_uid, "sheet_no": self.sheet_no}
        return {name: value for name, value in given.items() if value}


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitStart:
    """One person as the form shows them; ``correcting`` is the visit to correct, ``draft`` what was typed before."""

    elder: ElderDetail
    owed: Sequence[OwedRow]
    last: VisitRow | None
    last_answered: VisitRow | None
    findings: Sequence[FindingRow]
    visitors: Sequence[VisitorRow]
    correcting: VisitRow | None
    draft: DraftRow | None
    today: date
    last_measured: VisitRow | None = None
    last_companions: str | None = None
    photos: Sequence[VisitPhotoRow] = ()
    campaigns: Sequence[CampaignChoice] = ()
    wanted: Wanted = Wanted()


def load_start(app: Application, wanted: Wanted) -> VisitStart:
    """Read what the form needs about one person; raises ``NotFound``. A fixed number of statements."""
    actor, visit_uid = app.actor, wanted.visit_uid
    elder = app.register.get(actor, wanted.elder_uid)
    today = app.clock.today()
    day = wanted.visited_on or today
    if visit_uid:
        day = app.visits.draft_of(actor, visit_uid).visited_on
    visits = app.visits.of_elder(actor, wanted.elder_uid, until=day, most=LOOKED_BACK)
    correcting = next((row for row in visits if row.uid == visit_uid), None)
    before = [row for row in visits if row.uid != visit_uid]
    return VisitStart(
        elder=elder,
        owed=app.duties.of_elder(actor, wanted.elder_uid),
        last=before[0] if before else None,
        last_answered=next((row for row in before if row.answers), None),
        last_measured=next((row for row in before if row.measures), None),
        last_companions=next((row.companions for row in before if row.companions), None),
        findings=app.visits.findings(actor, elder_uid=wanted.elder_uid, state=FindingState.OPEN.value),
        visitors=app.register.visitors(actor),
        correcting=correcting,
        photos=app.photos.of_visit(actor, visit_uid) if visit_uid else (),
        draft=app.drafts.find(actor, *wanted.draft_key()),
        today=today,
        campaigns=app.campaigns.running_for(
            actor,
            wanted.elder_uid,
            day,
            also=correcting.campaign_uid if correcting is not None else wanted.campaign_uid,
        ),
        wanted=wanted,
    )


def header_of(start: VisitStart) -> PersonHeader:
    """Return the head card's words."""
    return person_header(start.elder, start.owed, start.today)
