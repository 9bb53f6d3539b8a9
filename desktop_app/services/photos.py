"""探访照片: pictures that go with visits, kept at this installation, small and without any word of where or when."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from desktop_app.domain.errors import N_, FieldProblem
from desktop_app.domain.terms import AccessKind
from desktop_app.exchange.photos.reading import read_photo
from desktop_app.models import Assessment, PhotoContent, Visit, VisitPhoto
from desktop_app.services.access_log import access_entry
from desktop_app.services.actor import EVERYONE, OFFICERS, WORKERS, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.storage.queries.links import members

_CHUNK = 900
UNUSED_DAYS = 7
"""So long a picture stays that no visit and no draft refers to: the form it was added to may still be open."""


@dataclass(frozen=True, slots=True)
class PhotoRow:
    """A picture that is kept: its SHA-256, its size in pixels and in bytes."""

    digest: str
    width: int
    height: int
    size: int


@dataclass(frozen=True, slots=True)
class VisitPhotoRow:
    """A photo of a visit; ``here`` tells whether the picture itself is at this installation."""

    digest: str
    caption: str | None
    width: int
    height: int
    size: int
    here: bool


class PhotoService(Service):
    """照片."""

    @allowed(*WORKERS)
    def add(self, _actor: Actor, path: Path) -> PhotoRow:
        """Keep a picture for the visit that is being entered; the same one again changes nothing.

        It is made upright and small, and loses position, time and every other word in it. Raises ExchangeError
        and SurroundingsError subclasses.
        """
        picture = read_photo(path)
        with self._store.setting_up() as session:
            # One that was there before is young again: the form that it is added to now needs it.
            session.merge(
                PhotoContent(
                    digest=picture.digest,
                    content=picture.content,
                    likeness=picture.likeness,
                    width=picture.width,
                    height=picture.height,
                    added_at=self._context.clock.now(),
                )
            )
        return PhotoRow(picture.digest, picture.width, picture.height, len(picture.content))

    @allowed(*EVERYONE)
    def content(self, _actor: Actor, digest: str) -> bytes | None:
        """Return a picture as JPEG, None if it is not at this installation."""
        with self._store.reading() as session:
            return session.execute(
                select(PhotoContent.content).where(PhotoContent.digest == digest)
            ).scalar_one_or_none()

    @allowed(*EVERYONE)
    def of_visit(self, _actor: Actor, visit_uid: str) -> list[VisitPhotoRow]:
        """Return the photos of one visit in the order in which they were added."""
        with self._store.reading() as session:
            return self._rows(session, VisitPhoto.visit_uid == visit_uid)

    @allowed(*EVERYONE)
    def of_elder(self, _actor: Actor, elder_uid: str) -> list[VisitPhotoRow]:
        """Return the photos of all visits to one person."""
        with self._store.reading() as session:
            return self._rows(session, VisitPhoto.elder_uid.in_(members(session, elder_uid)))

    @allowed(*OFFICERS)
    def remove_content(self, actor: Actor, digest: str, because: str) -> bool:
        """Delete a picture from this installation, for good, and note why; that there was one stays in the visit.

        Returns False if it was not here; raises ``FieldProblem`` without a reason.
        """
        if not because.strip():
            raise FieldProblem(field="reason", label=N_("理由"), reason=N_("请写明为什么删除"))
        with self._store.setting_up() as session:
            count = forget_pictures(session, [digest])
            if count:
                whose = select(VisitPhoto.elder_uid).where(
                    VisitPhoto.county == self._context.site.county, VisitPhoto.digest == digest
                )
                session.add(
                    access_entry(
                        actor,
                        AccessKind.REMOVED,
                        self._context.clock.now(),
                        what=N_("删除探访照片"),
                        elder_uid=session.execute(whose.limit(1)).scalar(),
                        reason=because.strip(),
                    )
                )
            return bool(count)

    @allowed(*EVERYONE)
    def sweep(self, _actor: Actor) -> int:
        """Delete pictures that no visit, assessment or draft has referred to for a week; returns how many.

        A visit that was taken back keeps its pictures, so that taking it back can be undone.
        """
        # By the instants, not by the day that was set: a look into next month must not cost today's pictures.
        before = self._context.clock.now() - timedelta(days=UNUSED_DAYS)
        county = self._context.site.county
        of_visits = select(VisitPhoto.digest).where(VisitPhoto.county == county)
        scans = select(Assessment.scan_digest).where(
            Assessment.county == county, Assessment.scan_digest.is_not(None)
        )
        old = select(PhotoContent.digest).where(PhotoContent.added_at < before)
        with self._store.setting_up() as session:
            unneeded = old.where(PhotoContent.digest.not_in(of_visits), PhotoContent.digest.not_in(scans))
            unused = session.execute(unneeded).scalars().all()
            if not unused:
                return 0
            # Where the drafts cannot be read, nobody knows what they refer to: this raises, nothing is deleted.
            # Those whose forms wait for their saving count too: their visits are not in the register yet.
            typed = json.dumps([row.content for row in self._context.drafts.rows(also_leaving=True)])
            return forget_pictures(session, [digest for digest in unused if digest not in typed])

    def _rows(self, session: Session, which: object) -> list[VisitPhotoRow]:
        query = (
            select(
                VisitPhoto.digest,
                VisitPhoto.caption,
                VisitPhoto.width,
                VisitPhoto.height,
                VisitPhoto.size,
                PhotoContent.digest.is_not(None),
            )
            .join(Visit, (Visit.county == VisitPhoto.county) & (Visit.uid == VisitPhoto.visit_uid))
            .outerjoin(PhotoContent, PhotoContent.digest == VisitPhoto.digest)
            .where(VisitPhoto.county == self._context.site.county, VisitPhoto.retracted.is_(False))
            # One that another site added to a visit that was taken back here meanwhile belongs to nothing.
            .where(Visit.retracted.is_(False))
            .where(which)  # type: ignore[arg-type]  # a condition on photos
            .order_by(VisitPhoto.uid)
        )
        return [VisitPhotoRow(*row) for row in session.execute(query)]


def forget_pictures(session: Session, digests: Sequence[str]) -> int:
    """Delete pictures for good; returns how many of them were here."""
    count = 0
    for start in range(0, len(digests), _CHUNK):
        wanted = PhotoContent.digest.in_(digests[start : start + _CHUNK])
        count += session.execute(select(func.count()).select_from(PhotoContent).where(wanted)).scalar_one()
        session.execute(delete(PhotoContent).where(wanted))
    return count
