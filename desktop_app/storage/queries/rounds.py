"""Which campaigns name whom, and whose visits count for nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.domain.terms import Mode
from desktop_app.models import Campaign, CampaignTarget
from desktop_app.scheduling.facts import CampaignFact

_ROWS = 5_000
_MODES = {mode.value: mode for mode in Mode}


def campaign_facts(
    session: Session, uids: Sequence[str] | None, *, from_on: date
) -> dict[str, list[CampaignFact]]:
    """Return by elder the campaigns that name them and began on a day or later."""
    query = select(Campaign.uid, Campaign.title, Campaign.from_on, Campaign.to_on, Campaign.modes).where(
        Campaign.retracted.is_(False), Campaign.from_on >= from_on
    )
    known = {
        row.uid: CampaignFact(
            row.uid,
            row.title,
            row.from_on,
            row.to_on,
            frozenset(_MODES[key] for key in row.modes if key in _MODES),
        )
        for row in session.connection().execute(query)
    }
    found: dict[str, list[CampaignFact]] = {}
    if not known:
        return found
    targets: Any = select(CampaignTarget.elder_uid, CampaignTarget.campaign_uid).where(
        CampaignTarget.retracted.is_(False), CampaignTarget.campaign_uid.in_(known)
    )
    if uids is not None:
        targets = targets.where(CampaignTarget.elder_uid.in_(uids))
    for rows in session.connection().execute(targets.distinct()).partitions(_ROWS):
        for elder_uid, campaign_uid in rows:
            found.setdefault(elder_uid, []).append(known[campaign_uid])
    return found


def apart_campaigns(session: Session) -> frozenset[str]:
    """Return the campaigns whose visits do not count under the rules for routine visits."""
    query = select(Campaign.uid).where(Campaign.retracted.is_(False), Campaign.feeds_duties.is_(False))
    return frozenset(session.connection().execute(query).scalars())
