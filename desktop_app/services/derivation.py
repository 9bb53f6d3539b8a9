"""Keep derived tables true: list cards, the search index and the duty cache, for changed people only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from datetime import date, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from desktop_app.config.strings import _
from desktop_app.domain.changes import resolve
from desktop_app.models import Conflict, DutyRow, Elder, ElderCard, PolicyText
from desktop_app.progress import SILENT, Progress
from desktop_app.scheduling.calendar import Calendar
from desktop_app.scheduling.duties import duties
from desktop_app.scheduling.standing import standing_on
from desktop_app.services import settings
from desktop_app.services.derived_rows import card_row, duty_row
from desktop_app.services.places import search_names
from desktop_app.services.rules import Rules
from desktop_app.services.touched import touched_elders
from desktop_app.storage import collector, search
from desktop_app.storage.journal import entries_of
from desktop_app.storage.merge import write_conflicts
from desktop_app.storage.queries.facts import load
from desktop_app.storage.queries.links import groups
from desktop_app.storage.store import Store
from desktop_app.storage.unit_of_work import UnitOfWork

VISITS_BACK = timedelta(days=400)
"""How far back visits matter for what is owed now: more than the longest window and its predecessor."""

_CHUNK = 900
_AT_ONCE = 30_000
"""How many people are brought up to date together; a city at once would not fit into memory."""


class Derivation:
    """Brings what is derived up to date; called by every unit of work before it commits."""

    def __init__(
        self,
        store: Store,
        rules: Callable[[], Rules],
        today: Callable[[], date],
        time_of_day: Callable[[], str | None] = lambda: None,
    ) -> None:
        """Derive by the rules in force, the day of the clock, and its HH:MM where hours count."""
        self._store = store
        self._rules = rules
        self._today = today
        self._time_of_day = time_of_day

    def __call__(self, unit: UnitOfWork) -> None:
        """Refresh everybody whom the unit of work touched."""
        touched = unit.journal.touched
        uids = touched_elders(unit)
        if PolicyText.__tablename__ in touched:
            # Other rules may concern everybody, and they are in force only after this unit of work: the duties
            # are out of date until the next refresh.
            settings.write(unit.session, settings.DUTIES_AS_OF, None)
        if uids:
            self._refresh(unit.session, unit.county, sorted(uids), names_too=True, progress=SILENT)
        for entity, records in touched.items():
            _settle_conflicts(unit, entity, records)

    def refresh_duties(self, county: str, *, progress: Progress = SILENT) -> int:
        """Recompute every duty for the clock's day, e.g. on a new day; returns how many people."""
        with self._store.setting_up() as session:
            self._note_time(session)
            return self._refresh(session, county, None, names_too=False, progress=progress)

    def refresh_some(self, county: str, uids: Sequence[str]) -> int:
        """Recompute the duties of some people, whose hours have passed; returns how many."""
        with self._store.setting_up() as session:
            settings.write(session, settings.DUTIES_AT, self._time_of_day())
            return self._refresh(session, county, sorted(uids), names_too=False, progress=SILENT)

    def _note_time(self, session: Session) -> None:
        """Note day and time before working them out: what passes meanwhile is looked at again, not left out."""
        settings.write(session, settings.DUTIES_AS_OF, self._today().isoformat())
        settings.write(session, settings.DUTIES_AT, self._time_of_day())

    def rebuild(self, county: str, *, progress: Progress = SILENT) -> int:
        """Throw every derived row away and build all of them again from the facts."""
        with self._store.setting_up() as session:
            self._note_time(session)
            session.connection().execute(delete(DutyRow))
            session.connection().execute(delete(ElderCard))
            search.clear(session)
            number = self._refresh(session, county, None, names_too=True, progress=progress)
            search.optimise(session)
            settings.write(session, settings.DERIVED_BY, settings.DERIVATION_VERSION)
        return number

    def _refresh(
        self,
        session: Session,
        county: str,
        uids: Sequence[str] | None,
        *,
        names_too: bool,
        progress: Progress,
    ) -> int:
        if uids is not None:
            with nullcontext() if len(uids) < _CHUNK else collector.paused():
                return self._refresh_part(session, county, uids, names_too=names_too, progress=progress)
        with collector.paused():
            return self._refresh_all(session, county, names_too=names_too, progress=progress)

    def _refresh_all(self, session: Session, county: str, *, names_too: bool, progress: Progress) -> int:
        total = session.execute(
            select(func.count()).select_from(Elder).where(Elder.retracted.is_(False))
        ).scalar_one()
        if total <= _AT_ONCE:
            return self._refresh_part(session, county, None, names_too=names_too, progress=progress)
        done = 0
        for part in _parts(session):
            progress.report(done, total, _("更新应探访"))
            self._refresh_part(session, county, part, names_too=names_too, progress=SILENT)
            done += len(part)
        return done

    def _refresh_part(
        self,
        session: Session,
        county: str,
        uids: Sequence[str] | None,
        *,
        names_too: bool,
        progress: Progress,
    ) -> int:
        book, today, at, calendar = self._rules().book, self._today(), self._time_of_day(), Calendar()
        cards: list[dict[str, Any]] = []
        owed: list[dict[str, Any]] = []
        people = load(session, uids, visits_from=today - VISITS_BACK, on=today)
        for number, facts in enumerate(people):
            found = duties(facts.person, book, calendar, today, at)
            owed.extend(duty_row(county, duty) for duty in found)
            cards.append(card_row(county, facts, found, standing_on(facts.person, book, today), today))
            if number % 2000 == 0:
                progress.report(number, 0, _("更新应探访"))
        _replace_duties(session, uids, owed)
        if names_too:
            _replace_cards(session, uids, cards)
        else:
            _update_cards(session, uids, cards)
        return len(cards)


def _parts(session: Session) -> Iterator[Sequence[str]]:
    """Yield the uids of everybody in the register, so many at a time."""
    last = ""
    while True:
        query = select(Elder.uid).where(Elder.retracted.is_(False), Elder.uid > last)
        part = session.execute(query.order_by(Elder.uid).limit(_AT_ONCE)).scalars().all()
        if not part:
            return
        yield part
        last = part[-1]


def _settle_conflicts(unit: UnitOfWork, entity: str, records: Iterable[str]) -> None:
    """Recompute the conflicts of touched records that have some: a new entry may have settled them."""
    query = select(Conflict.record_uid).where(Conflict.entity == entity).distinct()
    open_ones = set(unit.session.execute(query).scalars()).intersection(records)
    for uid, entries in entries_of(unit.session, entity, open_ones).items():
        write_conflicts(unit, entity, uid, resolve(entries))


def _replace_duties(session: Session, uids: Sequence[str] | None, rows: list[dict[str, Any]]) -> None:
    driver = session.connection()
    if uids is None:
        driver.execute(delete(DutyRow))
    else:
        for start in range(0, len(uids), _CHUNK):
            driver.execute(delete(DutyRow).where(DutyRow.elder_uid.in_(uids[start : start + _CHUNK])))
    if rows:
        driver.execute(insert(DutyRow), rows)


_DUTY_COLUMNS = (
    "categories",
    "special",
    "tier",
    "visitor_name",
    "last_visit_on",
    "last_outcome",
    "duty_state",
    "due_on",
    "latest_on",
    "ended",
    "overdue_since",
    "tier_rank",
    "state_rank",
    "visitor_uid",
    "category_bits",
    "facets",
)


def _update_cards(session: Session, uids: Sequence[str] | None, cards: list[dict[str, Any]]) -> None:
    table: Any = ElderCard.__table__
    query = select(table.c.elder_uid, *(table.c[name] for name in _DUTY_COLUMNS))
    known: dict[str, Any] = {}
    for start in range(0, len(uids or (None,)), _CHUNK):
        part = query if uids is None else query.where(table.c.elder_uid.in_(uids[start : start + _CHUNK]))
        known.update((row[0], row[1:]) for row in session.connection().execute(part))
    # From one day to the next most people's cards stay as they were.
    cards = [
        card for card in cards if known.get(card["elder_uid"]) != tuple(card[name] for name in _DUTY_COLUMNS)
    ]
    if not cards:
        return
    statement = (
        update(table)
        .where(table.c.county == bindparam("key_county"), table.c.elder_uid == bindparam("key_uid"))
        .values({name: bindparam(f"new_{name}", type_=table.c[name].type) for name in _DUTY_COLUMNS})
    )
    rows = [
        {
            "key_county": card["county"],
            "key_uid": card["elder_uid"],
            **{f"new_{name}": card[name] for name in _DUTY_COLUMNS},
        }
        for card in cards
    ]
    session.connection().execute(statement, rows)


def _other_files(session: Session, cards: Iterable[dict[str, Any]]) -> dict[str, list[Any]]:
    """Return by person what further files of the same person can be found by."""
    joined = groups(session)
    if not joined:
        return {}
    wanted = [uid for card in cards for uid in joined.members(card["elder_uid"])[1:]]
    found: dict[str, list[Any]] = {}
    for start in range(0, len(wanted), _CHUNK):
        query = select(Elder.uid, Elder.name, Elder.id_number, Elder.phone, Elder.other_phones)
        query = query.where(Elder.uid.in_(wanted[start : start + _CHUNK]))
        found.update({row.uid: [row] for row in session.execute(query)})
    return joined.gather(found)


def _replace_cards(session: Session, uids: Sequence[str] | None, cards: list[dict[str, Any]]) -> None:
    """Write the cards anew under their old numbers, and the search index with them."""
    driver = session.connection()
    numbers: dict[str, int] = {}
    if uids is not None:
        for start in range(0, len(uids), _CHUNK):
            part = uids[start : start + _CHUNK]
            query = select(ElderCard.elder_uid, ElderCard.id).where(ElderCard.elder_uid.in_(part))
            numbers.update((row.elder_uid, row.id) for row in session.execute(query))
            driver.execute(delete(ElderCard).where(ElderCard.elder_uid.in_(part)))
        search.remove(session, list(numbers.values()))
    newest = session.execute(select(ElderCard.id).order_by(ElderCard.id.desc()).limit(1)).scalar() or 0
    newest = max([newest, *numbers.values()])
    villages = search_names(session)
    people = []
    others = _other_files(session, cards)
    rows = []
    for card in cards:
        number = numbers.get(card["elder_uid"])
        if number is None:
            newest += 1
            number = newest
        rows.append({name: value for name, value in card.items() if name != "other_phones"} | {"id": number})
        born = f"{card['birth_on']:%Y%m%d}" if card["birth_on"] else ""
        number_of = card["id_number"] or ""
        numbers_of = [number_of, born] if born not in number_of else [number_of]
        phones = [card["phone"] or "", *(card["other_phones"] or "").split("、")]
        village = villages.get(card["village_code"], "")
        names = []
        for other in others.get(card["elder_uid"], ()):
            names.append(other.name)
            numbers_of.append(other.id_number or "")
            phones += [other.phone or "", *(other.other_phones or "").split("、")]
        people.append(search.SearchText(number, card["name"], village, numbers_of, phones, names))
    if rows:
        driver.execute(insert(ElderCard), rows)
        search.add(session, people)
