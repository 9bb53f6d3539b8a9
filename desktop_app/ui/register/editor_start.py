"""What the editor opens with: the stored file, the unsaved draft, and the lists to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from desktop_app.config.strings import _
from desktop_app.domain.divisions import Division
from desktop_app.domain.errors import NotFound
from desktop_app.services.drafts import DraftRow
from desktop_app.services.local_fields import LocalFieldRow
from desktop_app.services.register import VisitorRow
from desktop_app.services.register_drafts import ElderDraft
from desktop_app.storage.queries.persons import HouseholdRow
from desktop_app.ui.register.draft_content import from_content, from_detail
from desktop_app.ui.register.household_field import household_words

if TYPE_CHECKING:  # the heavy libraries under it load while the user types the password
    from desktop_app.bootstrap import Application

FORM = "elder"
NEW = "new"


@dataclass(frozen=True, slots=True)
class Start:
    """What the editor opens with; ``coming`` is the household that the unsaved draft chose, in words."""

    subject: str
    stored: ElderDraft
    kept: DraftRow | None
    villages: Sequence[Division]
    visitors: Sequence[VisitorRow]
    local_fields: Sequence[LocalFieldRow]
    household: HouseholdRow | None
    coming: str


def read_start(app: Application, uid: str | None) -> Start:
    """Read everything the editor shows about an elder, None for a new one; raises ``NotFound``."""
    today = app.clock.today()
    new = ElderDraft(name="", village_code="", registered_on=today)
    detail = app.register.get(app.actor, uid) if uid else None
    kept = app.drafts.find(app.actor, FORM, uid or NEW)
    return Start(
        subject=uid or NEW,
        stored=from_detail(detail) if detail else new,
        kept=kept,
        villages=app.register.villages(app.actor),
        visitors=app.register.visitors(app.actor),
        local_fields=app.local_fields.list(app.actor),
        household=present_household(detail.households, today) if detail else None,
        coming=_coming(app, from_content(kept.content)) if kept else "",
    )


def present_household(households: Sequence[HouseholdRow], today: date) -> HouseholdRow | None:
    """Return the household somebody belongs to today."""
    return next((one for one in households if one.to_on is None or one.to_on >= today), None)


def _coming(app: Application, draft: ElderDraft) -> str:
    """Return the household that a draft chose, in words."""
    if draft.household is None or not draft.household.uid:
        return ""
    try:
        card = app.households.get(app.actor, draft.household.uid)
    except NotFound:
        return _("原来选的户已不存在，请重新选择")
    return household_words(card.head_name, card.address, card.members)
