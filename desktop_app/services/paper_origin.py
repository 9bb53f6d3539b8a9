"""What a paper's second foot line says of its origin: how new the data is, and by which rules it was made."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop_app.models import BatchIn, Change, ChangeSet, PolicyText
from desktop_app.services.context import Context
from desktop_app.services.rules import known_profiles, record_uid

MOST_WORDS = 34
"""Full-width characters that fit beside the other words of the line on A4 upright."""


def cut_off_at(session: Session, site: str) -> datetime | None:
    """Return when the newest entry of the log was entered here, or merged here; None in an empty store.

    An entry made elsewhere counts from its merging: before that no paper of this site could show it.
    """
    query = (
        select(Change.site, ChangeSet.made_at)
        .join(ChangeSet, (ChangeSet.county == Change.county) & (ChangeSet.uid == Change.change_set_uid))
        .order_by(Change.local_no.desc())
        .limit(1)
    )
    newest = session.execute(query).first()
    if newest is None:
        return None
    came_from, made_at = newest
    if came_from == site:
        return made_at
    merged = select(func.max(BatchIn.merged_at)).where(BatchIn.applied > 0)
    return session.execute(merged).scalar() or made_at


def rules_words(session: Session, context: Context) -> str:
    """Return the policy texts worked by, with their versions: 赤峰2023年42号第1版、内蒙古2022年意见第2版.

    A version is counted by the entries of the log about a text, so that two sites with the same data say the same.
    """
    profiles = context.rules.profiles
    shipped = known_profiles()
    changed = [profile.id for profile in profiles if profile is not shipped.get(profile.id)]
    counts: dict[str, int] = {}
    if changed:
        query = (
            select(Change.uid, func.count())
            .where(
                Change.entity == PolicyText.__tablename__,
                Change.uid.in_([record_uid(profile) for profile in changed]),
            )
            .group_by(Change.uid)
        )
        counts = dict(session.execute(query).all())
    said = []
    for profile in profiles:
        version = counts.get(record_uid(profile.id), 0) + (profile.id in shipped)
        said.append(f"{profile.short_title}第{max(version, 1)}版")
    return shortened(said)


def shortened(texts: list[str]) -> str:
    """Return the texts in one line; those for which there is no room are counted instead."""
    for shown in range(len(texts), 0, -1):
        left = len(texts) - shown
        line = "、".join(texts[:shown]) + (f"等{len(texts)}份" if left else "")
        if len(line) <= MOST_WORDS or shown == 1:
            return line
    return ""
