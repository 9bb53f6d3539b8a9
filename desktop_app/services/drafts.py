"""Unsaved forms, kept encrypted as they are typed, so that nothing is lost when the battery dies."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from desktop_app.domain.errors import SurroundingsError
from desktop_app.models import Change, Draft
from desktop_app.services.actor import EVERYONE, WORKERS, Actor, allowed
from desktop_app.services.context import Context, Service
from desktop_app.storage.draft_file import DraftFile, KeptDraft
from desktop_app.storage.store import Store

T = TypeVar("T")
DraftRow = KeptDraft


@dataclass(frozen=True, slots=True)
class FormSaving:
    """A form on its way into the register: what was kept of it goes when it has arrived, and not before."""

    context: Context
    form: str
    subject: str
    turn: int

    def through(self, save: Callable[[], T], *, remains: Mapping[str, Any] | None = None) -> T:
        """Do ``save`` and return what it returns; its draft is dropped if and only if it does not raise.

        Where only a part of a form is saved, ``remains`` is what is kept of it in place of the whole.
        A crash in between is settled at the next opening: the form is then either saved or a draft.
        """
        with self.context.store.reading() as session:
            head = last_change(session, self.context.store)
        with self.context.drafts.leaving(self.form, self.subject, self.turn, head, remains):
            return save()


class DraftService(Service):
    """草稿: local to this installation, not part of the change log, in a file of their own."""

    @allowed(*WORKERS)
    def keep(
        self,
        actor: Actor,
        form: str,
        subject: str,
        content: Mapping[str, Any],
        *,
        turn: int | None = None,
    ) -> None:
        """Keep what is typed so far, durable when this returns, whatever else is being written.

        With a ``turn`` drawn when it was typed, what was saved or given up since is not kept again.
        """
        now = self._context.clock.now()
        self._drafts.keep(KeptDraft(form, subject, dict(content), now, actor.name), turn)

    @allowed(*WORKERS)
    def turn(self, _actor: Actor) -> int:
        """Draw the number of something that is being done now, for ``keep`` and ``discard`` later."""
        return self._drafts.turn()

    @allowed(*WORKERS)
    def find(self, _actor: Actor, form: str, subject: str) -> DraftRow | None:
        """Return the draft of one form about one subject."""
        return next((row for row in self._rows() if (row.form, row.subject) == (form, subject)), None)

    @allowed(*WORKERS)
    def list(self, _actor: Actor) -> Sequence[DraftRow]:
        """Return all drafts, newest first."""
        return self._rows()

    @allowed(*WORKERS)
    def discard(self, _actor: Actor, form: str, subject: str, *, turn: int | None = None) -> None:
        """Drop a draft after its form was saved or given up; with a ``turn``, only what was typed before it."""
        self._drafts.discard(form, subject, turn)

    @allowed(*WORKERS)
    def saving(self, _actor: Actor, form: str, subject: str) -> FormSaving:
        """Begin the saving of a form at the moment it is asked for; its draft is shown no more."""
        turn = self._drafts.turn()
        self._drafts.hide(form, subject, turn)
        return FormSaving(self._context, form, subject, turn)

    @allowed(*EVERYONE)
    def set_aside(self, _actor: Actor) -> str | None:
        """Return the name of the file of drafts that could not be read at this opening; None when all is well."""
        return self._drafts.set_aside

    def _rows(self) -> Sequence[DraftRow]:
        # Forms open all the same where no draft can be read; the next key tells why none can be kept.
        with suppress(SurroundingsError):
            return self._drafts.rows()
        return []

    @property
    def _drafts(self) -> DraftFile:
        return self._context.drafts


def open_drafts(store: Store, key: bytes) -> DraftFile:
    """Open the drafts beside ``store`` and settle what a crash left open; raises nothing about the file itself."""
    drafts = DraftFile(store.folder, key)
    with store.reading() as session:
        head = last_change(session, store)
        query = select(Draft.form, Draft.subject, Draft.content, Draft.saved_at, Draft.saved_by)
        before = [KeptDraft(*row) for row in session.execute(query)]
    with suppress(SurroundingsError):
        drafts.settle(head)
        if before:
            # Stores of older versions hold drafts themselves; written here first, a crash loses none of them.
            drafts.take_over(before)
            with store.setting_up() as session:
                session.execute(delete(Draft))
    return drafts


def last_change(session: Session, store: Store) -> str:
    """Return the number of this site's last entry in the change log."""
    identity = store.identity
    if identity is None:
        raise RuntimeError("the site is not set up")
    query = select(func.max(Change.seq)).where(
        Change.county == identity.county, Change.site == identity.site, Change.epoch == identity.epoch
    )
    return f"{identity.epoch}.{session.execute(query).scalar() or 0}"
