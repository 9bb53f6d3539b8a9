"""The words of the head card of a person on the pages of work: numbers in full, the duty that comes first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from desktop_app.domain.dates import age_on
from desktop_app.domain.terms import ContactRole
from desktop_app.services.duties import OwedRow
from desktop_app.storage.queries.persons import ElderDetail
from desktop_app.ui import duty_words
from desktop_app.ui.kit import PersonHeader, group_phone


def person_header(elder: ElderDetail, duties: Sequence[OwedRow], today: date) -> PersonHeader:
    """Return what the head card says about a person and the first of the duties."""
    owed = duties[0] if duties else None
    contact = next((one for one in elder.contacts if ContactRole.EMERGENCY.value in one.roles), None)
    contact = contact or (elder.contacts[0] if elder.contacts else None)
    emergency = ""
    if contact is not None:
        parts = (contact.relation, contact.name, group_phone(contact.phone or ""))
        emergency = " ".join(part for part in parts if part)
    running = [
        span.category
        for span in elder.categories
        if (span.from_on is None or span.from_on <= today) and (span.to_on is None or span.to_on >= today)
    ]
    tier = owed.line.tier if owed else None
    return PersonHeader(
        name=elder.name,
        sex=duty_words.sex_words(elder.sex),
        age=age_on(elder.birth_on, today) if elder.birth_on else None,
        village=elder.village,
        household=elder.group_name or "",
        categories=duty_words.category_words(tuple(dict.fromkeys(running))),
        tier=duty_words.tier_words(tier),
        tier_tint=duty_words.tier_tint(tier),
        next_due=duty_words.state_words(owed.line, today) if owed else "",
        due_tint=duty_words.state_tint(owed.line) if owed else "quiet",
        phone=elder.phone or "",
        emergency=emergency,
    )
