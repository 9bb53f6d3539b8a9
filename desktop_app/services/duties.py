"""Who is owed a visit: today, due soon, overdue, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from desktop_app.config.strings import _
from desktop_app.domain.errors import NotFound
from desktop_app.domain.phones import mask_phone
from desktop_app.domain.terms import DutyState
from desktop_app.progress import SILENT, Progress
from desktop_app.scheduling.reasons import Reason
from desktop_app.services import settings
from desktop_app.services.actor import EVERYONE, Actor, allowed
from desktop_app.services.context import Context, Service
from desktop_app.services.derivation import Derivation
from desktop_app.storage.queries import duties as queries
from desktop_app.storage.queries.duties import DutyLine
from desktop_app.storage.queries.elders import village_names

OPEN_STATES = (DutyState.OVERDUE, DutyState.DUE, DutyState.OPEN)


@dataclass(frozen=True, slots=True)
class OwedRow:
    """One owed visit for lists: the person, the window, the state, and why in words."""

    line: DutyLine
    village: str
    why: str


class DutyService(Service):
    """应探访."""

    def __init__(self, context: Context, derivation: Derivation) -> None:
        """Answer from the duty cache that ``derivation`` keeps."""
        super().__init__(context)
        self._derivation = derivation

    @allowed(*EVERYONE)
    def refresh(self, _actor: Actor, *, progress: Progress = SILENT) -> int:
        """Recompute all duties for the clock's day; returns how many people were looked at.

        What an older version of the program derived is built again from the facts, which takes longer.
        """
        with self._store.reading() as session:
            outdated = settings.read(session, settings.DERIVED_BY) != settings.DERIVATION_VERSION
        county = self._context.site.county
        if outdated:
            number = self._derivation.rebuild(county, progress=progress)
        else:
            number = self._derivation.refresh_duties(county, progress=progress)
        # Once a day is often enough, also where nobody ever imports and tables grow form by form.
        self._store.optimise()
        return number

    @allowed(*EVERYONE)
    def is_stale(self, _actor: Actor) -> bool:
        """Tell whether the cache was made on another day than the clock's, or by an older program."""
        with self._store.reading() as session:
            made: str | None = settings.read(session, settings.DUTIES_AS_OF)
            version = settings.read(session, settings.DERIVED_BY)
        return made != self._context.today().isoformat() or version != settings.DERIVATION_VERSION

    @allowed(*EVERYONE)
    def list(
        self,
        _actor: Actor,
        *,
        states: tuple[DutyState, ...] = OPEN_STATES,
        village_code: str | None = None,
        due_by: date | None = None,
        most: int | None = None,
    ) -> Sequence[OwedRow]:
        """Return owed visits in the given states, the longest overdue first; phones are masked."""
        keys = tuple(state.value for state in states)
        with self._store.reading() as session:
            lines = queries.list_lines(
                session, states=keys, village_code=village_code, due_by=due_by, most=most
            )
            names = village_names(session)
        return [_owed(line, names) for line in lines]

    @allowed(*EVERYONE)
    def of_elder(self, _actor: Actor, elder_uid: str) -> Sequence[OwedRow]:
        """Return everything owed to one elder, the governing duty first."""
        with self._store.reading() as session:
            lines = queries.of_elder(session, elder_uid)
            names = village_names(session)
        return [_owed(line, names) for line in lines]

    @allowed(*EVERYONE)
    def explain(self, actor: Actor, uid: str) -> Sequence[OwedRow]:
        """Return the duties of the elder that ``uid`` (of a duty or an elder) means; raises ``NotFound``."""
        with self._store.reading() as session:
            elder = queries.elder_of(session, uid) or uid
        rows = self.of_elder(actor, elder)
        if not rows:
            raise NotFound
        return rows

    @allowed(*EVERYONE)
    def counts(self, _actor: Actor) -> dict[DutyState, int]:
        """Return how many people stand in each state."""
        with self._store.reading() as session:
            return {DutyState(key): count for key, count in queries.count_by_state(session).items()}


def _owed(line: DutyLine, villages: dict[str, str]) -> OwedRow:
    shown = replace(line, phone=mask_phone(line.phone) if line.phone else None)
    why = Reason.from_data(line.reason).say(_)
    return OwedRow(shown, villages.get(line.village_code, line.village_code), why)
