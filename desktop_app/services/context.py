"""What every service is given: the store, the clock, and which site this is."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date

from desktop_app.domain.terms import SiteLevel
from desktop_app.services.actor import Actor
from desktop_app.services.clock import Clock
from desktop_app.services.rules import Rules
from desktop_app.storage.draft_file import DraftFile
from desktop_app.storage.store import Store
from desktop_app.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class SiteInfo:
    """This installation: its opaque code, level, division (12 digits) and the unit that signs."""

    site: str
    epoch: int
    level: SiteLevel
    division_code: str
    unit_name: str
    sample: bool = False

    @property
    def county(self) -> str:
        """The six digits every record here begins with."""
        return self.division_code[:6]


@dataclass(slots=True)
class Context:
    """Shared by all services of one open store."""

    store: Store
    clock: Clock
    site: SiteInfo
    rules: Rules
    drafts: DraftFile

    def today(self) -> date:
        """Return the day to work by."""
        return self.clock.today()


class Service:
    """Base of the services: keeps the context and opens titled units of work."""

    def __init__(self, context: Context) -> None:
        """Work in ``context``."""
        self._context = context

    @property
    def _store(self) -> Store:
        return self._context.store

    def _writing(
        self, actor: Actor, title: str, *, reverts: str | None = None
    ) -> AbstractContextManager[UnitOfWork]:
        return self._store.writing(title, actor.name, now=self._context.clock.now(), reverts=reverts)
