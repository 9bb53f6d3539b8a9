"""Everything the visit form starts with, read in one go in a reader thread; no widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from desktop_app.domain.dates import age_on
from desktop_app.domain.terms import ContactRole, FindingState
from desktop_app.services.campaign_rows import CampaignChoice
from desktop_app.services.drafts import DraftRow
from desktop_app.services.duties import OwedRow
from desktop_app.services.register import VisitorRow
from desktop_app.storage.queries.persons import ElderDetail
from desktop_app.storage.queries.visits import FindingRow, VisitRow
from desktop_app.ui import duty_words
from desktop_app.ui.kit import PersonHeader, group_phone

if TYPE_CHECKING:  # the heavy libraries under it load while the user types the password
    from desktop_app.bootstrap import Application

DRAFT = "visit"
CORRECTION = "visit_correction"
LOOKED_BACK = 24
"""How many visits back an answered one is looked for."""


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
    campaigns: Sequence[CampaignChoice] = ()
    campaign_uid: str | None = None
    """The campaign a new visit is made for, when the form was opened from its page."""


def draft_key(elder_uid: str, visit_uid: str) -> tuple[str, str]:
    """Return under which form and subject the draft is kept."""
    return (CORRECTION, visit_uid) if visit_uid else (DRAFT, elder_uid)


def load_start(
    app: Application, elder_uid: str, visit_uid: str = "", campaign_uid: str | None = None
) -> VisitStart:
    """Read what the form needs about one person; raises ``NotFound``. A fixed number of statements."""
    actor = app.actor
    elder = app.register.get(actor, elder_uid)
    visits = app.visits.of_elder(actor, elder_uid, most=10_000 if visit_uid else LOOKED_BACK)
    correcting = next((row for row in visits if row.uid == visit_uid), None)
    before = [row for row in visits if row.uid != visit_uid]
    if correcting is not None:
        before = [row for row in before if row.visited_on <= correcting.visited_on]
    campaigns = app.campaigns.running_for(
        actor,
        elder_uid,
        correcting.visited_on if correcting is not None else app.clock.today(),
        also=correcting.campaign_uid if correcting is not None else campaign_uid,
    )
    return VisitStart(
        elder=elder,
        owed=app.duties.of_elder(actor, elder_uid),
        last=before[0] if before else None,
        last_answered=next((row for row in before if row.answers), None),
        findings=app.visits.findings(actor, elder_uid=elder_uid, state=FindingState.OPEN.value),
        visitors=app.register.visitors(actor),
        correcting=correcting,
        draft=app.drafts.find(actor, *draft_key(elder_uid, visit_uid)),
        today=app.clock.today(),
        campaigns=campaigns,
        campaign_uid=campaign_uid,
    )


def header_of(start: VisitStart) -> PersonHeader:
    """Return the head card's words."""
    elder, owed = start.elder, start.owed[0] if start.owed else None
    contact = next((one for one in elder.contacts if ContactRole.EMERGENCY.value in one.roles), None)
    contact = contact or (elder.contacts[0] if elder.contacts else None)
    emergency = ""
    if contact is not None:
        parts = (contact.relation, contact.name, group_phone(contact.phone or ""))
        emergency = " ".join(part for part in parts if part)
    running = [
        span.category
        for span in elder.categories
        if (span.from_on is None or span.from_on <= start.today)
        and (span.to_on is None or span.to_on >= start.today)
    ]
    tier = owed.line.tier if owed else None
    return PersonHeader(
        name=elder.name,
        sex=duty_words.sex_words(elder.sex),
        age=age_on(elder.birth_on, start.today) if elder.birth_on else None,
        village=elder.village,
        household=elder.group_name or "",
        categories=duty_words.category_words(tuple(dict.fromkeys(running))),
        tier=duty_words.tier_words(tier),
        tier_tint=duty_words.tier_tint(tier),
        next_due=duty_words.state_words(owed.line, start.today) if owed else "",
        due_tint=duty_words.state_tint(owed.line) if owed else "quiet",
        phone=elder.phone or "",
        emergency=emergency,
    )
