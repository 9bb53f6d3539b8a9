"""Unsaved forms, kept encrypted as they are typed, so that nothing is lost when the battery dies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from desktop_app.models import Draft
from desktop_app.services.actor import WORKERS, Actor, allowed
from desktop_app.services.context import Service


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One unsaved form: which form, about whom, what was typed."""

    form: str
    subject: str
    content: dict[str, Any]
    saved_at: datetime
    saved_by: str


class DraftService(Service):
    """草稿: local to this installation, not part of the change log."""

    @allowed(*WORKERS)
    def keep(self, actor: Actor, form: str, subject: str, content: Mapping[str, Any]) -> None:
        """Keep what is typed so far, durable when this returns."""
        with self._store.setting_up() as session:
            session.merge(
                Draft(
                    form=form,
                    subject=subject,
                    content=dict(content),
                    saved_at=self._context.clock.now(),
                    saved_by=actor.name,
                )
            )

    @allowed(*WORKERS)
    def find(self, _actor: Actor, form: str, subject: str) -> DraftRow | None:
        """Return the draft of one form about one subject."""
        return next((row for row in self._rows() if (row.form, row.subject) == (form, subject)), None)

    @allowed(*WORKERS)
    def list(self, _actor: Actor) -> Sequence[DraftRow]:
        """Return all drafts, newest first."""
        return self._rows()

    @allowed(*WORKERS)
    def discard(self, _actor: Actor, form: str, subject: str) -> None:
        """Drop a draft after its form was saved or given up."""
        with self._store.setting_up() as session:
            session.execute(delete(Draft).where(Draft.form == form, Draft.subject == subject))

    def _rows(self) -> Sequence[DraftRow]:
        with self._store.reading() as session:
            query = select(Draft.form, Draft.subject, Draft.content, Draft.saved_at, Draft.saved_by).order_by(
                Draft.saved_at.desc()
            )
            return [DraftRow(*row) for row in session.execute(query)]
