"""Keep derived tables true: list cards, the search index and the duty cache, for changed people only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, text, update
from sqlalchemy.orm import Session

from desktop_app.config.strings import _
from desktop_app.domain.changes import resolve
from desktop_app.domain.terms import Category
from desktop_app.models import RECORDS, Assignment, Conflict, DutyRow, ElderCard, Village
from desktop_app.progress import SILENT, Progress
from desktop_app.scheduling.calendar import Calendar
from desktop_app.scheduling.duties import duties
from desktop_app.scheduling.duty import Duty
from desktop_app.scheduling.rulebook import BIT
from desktop_app.scheduling.standing import Standing, standing_on
from desktop_app.services import settings
from desktop_app.services.rules import Rules
from desktop_app.storage import search
from desktop_app.storage.journal import entries_of
from desktop_app.storage.merge import write_conflicts
from desktop_app.storage.pinyin import sort_key
from desktop_app.storage.queries.elders import village_names
from desktop_app.storage.queries.facts import ElderFacts, elders_of, load
from desktop_app.storage.store import Store
from desktop_app.storage.unit_of_work import UnitOfWork

VISITS_BACK = timedelta(days=400)
"""How far back visits matter for what is owed now: more than the longest window and its predecessor."""

_CHUNK = 900


class Derivation:
    """Brings what is derived up to date; called by every unit of work before it commits."""

    def __init__(self, store: Store, rules: Callable[[], Rules], today: Callable[[], date]) -> None:
        """Derive by the rules in force and the day of the clock."""
        self._store = store
        self._rules = rules
        self._today = today

    def __call__(self, unit: UnitOfWork) -> None:
        """Refresh everybody whom the unit of work touched."""
        touched = unit.journal.touched
        uids = _touched_elders(unit)
        if uids:
            self._refresh(unit.session, unit.county, sorted(uids), names_too=True, progress=SILENT)
        for entity, records in touched.items():
            _settle_conflicts(unit, entity, records)

    def refresh_duties(self, county: str, *, progress: Progress = SILENT) -> int:
        """Recompute every duty for the clock's day, e.g. on a new day; returns how many people."""
        with self._store.setting_up() as session:
            number = self._refresh(session, county, None, names_too=False, progress=progress)
            settings.write(session, settings.DUTIES_AS_OF, self._today().isoformat())
        return number

    def rebuild(self, county: str, *, progress: Progress = SILENT) -> int:
        """Throw every derived row away and build all of them again from the facts."""
        with self._store.setting_up() as session:
            session.connection().execute(delete(DutyRow))
            session.connection().execute(delete(ElderCard))
            session.connection().execute(text("DELETE FROM elder_fts"))
            number = self._refresh(session, county, None, names_too=True, progress=progress)
            settings.write(session, settings.DUTIES_AS_OF, self._today().isoformat())
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
        book, today, calendar = self._rules().book, self._today(), Calendar()
        cards: list[dict[str, Any]] = []
        owed: list[dict[str, Any]] = []
        for number, facts in enumerate(load(session, uids, visits_from=today - VISITS_BACK, on=today)):
            found = duties(facts.person, book, calendar, today)
            owed.extend(_duty_row(county, duty) for duty in found)
            cards.append(_card_row(county, facts, found, standing_on(facts.person, book, today), today))
            if number % 2000 == 0:
                progress.report(number, 0, _("更新应探访"))
        _replace_duties(session, uids, owed)
        if names_too:
            _replace_cards(session, uids, cards)
        else:
            _update_cards(session, cards)
        return len(cards)


def _touched_elders(unit: UnitOfWork) -> set[str]:
    journal = unit.journal
    uids = set(journal.touched.get("elder", ()))
    uids.update(journal.subjects.values())
    for entity, records in journal.touched.items():
        model = RECORDS[entity]
        if hasattr(model, "elder_uid"):
            unknown = [uid for uid in records if uid not in journal.subjects]
            uids |= elders_of(unit.session, model, unknown)
        elif entity in ("village", "visitor"):
            uids |= _named_after(unit.session, entity, sorted(records))
    return uids


def _named_after(session: Session, entity: str, records: Sequence[str]) -> set[str]:
    """Return the elders whose card shows the name of one of the villages or visitors."""
    found: set[str] = set()
    for start in range(0, len(records), _CHUNK):
        part = records[start : start + _CHUNK]
        if entity == "village":
            codes = select(Village.code).where(Village.uid.in_(part))
            query = select(ElderCard.elder_uid).where(ElderCard.village_code.in_(codes))
        else:
            query = select(Assignment.elder_uid).where(Assignment.visitor_uid.in_(part))
        found.update(session.execute(query).scalars())
    return found


def _settle_conflicts(unit: UnitOfWork, entity: str, records: Iterable[str]) -> None:
    """Recompute the conflicts of touched records that have some: a new entry may have settled them."""
    query = select(Conflict.record_uid).where(Conflict.entity == entity).distinct()
    open_ones = set(unit.session.execute(query).scalars()).intersection(records)
    for uid, entries in entries_of(unit.session, entity, open_ones).items():
        write_conflicts(unit, entity, uid, resolve(entries))


def _duty_row(county: str, duty: Duty) -> dict[str, Any]:
    return {
        "county": county,
        "uid": duty.uid,
        "elder_uid": duty.elder_uid,
        "rule_id": duty.rule_id,
        "state": duty.state.value,
        "governing": duty.governing,
        "earliest_on": duty.earliest_on,
        "due_on": duty.due_on,
        "latest_on": duty.latest_on,
        "overdue_days": duty.overdue_days,
        "last_counted_on": duty.last_counted_on,
        "met_by": duty.met_by,
        "reason": duty.reason.to_data(),
    }


def _card_row(
    county: str, facts: ElderFacts, found: Sequence[Duty], standing: Standing, today: date
) -> dict[str, Any]:
    person = facts.person
    governing = next((duty for duty in found if duty.governing), None)
    return {
        "county": county,
        "elder_uid": facts.uid,
        "village_code": facts.village_code,
        "name": facts.name,
        "name_key": sort_key(facts.name),
        "id_number": facts.id_number,
        "sex": facts.sex,
        "birth_on": person.birth_on,
        "phone": facts.phone,
        "categories": _category_keys(standing.mask),
        "special": standing.special,
        "tier": standing.tier.value if found or standing.special else None,
        "visitor_name": facts.visitor,
        "last_visit_on": facts.last_visit_on,
        "last_outcome": facts.last_outcome,
        "duty_state": governing.state.value if governing else None,
        "due_on": governing.due_on if governing else None,
        "latest_on": governing.latest_on if governing else None,
        "ended": person.ended_on is not None and person.ended_on <= today,
        "other_phones": facts.other_phones,
    }


@lru_cache(maxsize=4096)
def _category_keys(mask: int) -> str:
    """Return the keys of the categories that the bits of a standing stand for."""
    return " ".join(category.value for category in Category if mask & BIT[category.value])


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
)


def _update_cards(session: Session, cards: list[dict[str, Any]]) -> None:
    table: Any = ElderCard.__table__
    known = {
        row[0]: row[1:]
        for row in session.connection().execute(
            select(table.c.elder_uid, *(table.c[name] for name in _DUTY_COLUMNS))
        )
    }
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
    villages = village_names(session)
    people = []
    rows = []
    for card in cards:
        number = numbers.get(card["elder_uid"])
        if number is None:
            newest += 1
            number = newest
        rows.append({name: value for name, value in card.items() if name != "other_phones"} | {"id": number})
        numbers_of = [card["id_number"] or (f"{card['birth_on']:%Y%m%d}" if card["birth_on"] else "")]
        phones = [card["phone"] or "", *(card["other_phones"] or "").split("、")]
        village = villages.get(card["village_code"], "")
        people.append(search.SearchText(number, card["name"], village, numbers_of, phones))
    if rows:
        driver.execute(insert(ElderCard), rows)
        search.add(session, people)
