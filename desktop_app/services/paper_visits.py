"""Gather visit records (P1) from stored visits."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, time
from itertools import islice
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.domain.dates import age_on
from desktop_app.domain.divisions import name_on
from desktop_app.domain.errors import NotFound
from desktop_app.domain.forms import ItemKind, VisitForm
from desktop_app.domain.identity import mask_id_number
from desktop_app.domain.masking import mask_record
from desktop_app.domain.measures import as_text
from desktop_app.domain.national_codes import ETHNIC_GROUPS
from desktop_app.domain.phones import mask_phone
from desktop_app.domain.sheet_codes import grouped
from desktop_app.domain.terms import (
    Category,
    FindingKind,
    FindingState,
    Mode,
    Outcome,
    Sex,
    SignatureKind,
    Tier,
    VisitorRole,
)
from desktop_app.models import Elder, Visitor
from desktop_app.reports import visit_record
from desktop_app.reports.visit_record import BlockAnswer, Choice, FindingLine, ItemAnswer, VisitRecord
from desktop_app.services.places import KnownPlace, known_places
from desktop_app.services.visit_drafts import visit_form
from desktop_app.storage.queries import visits as queries
from desktop_app.storage.queries.elders import ElderRow, rows_of
from desktop_app.storage.queries.visits import FindingRow, VisitKey, VisitRow

_PORTION = 300
"""Visits read at a time."""
_MET = frozenset({Outcome.MET_IN_PERSON, Outcome.MET_REMOTELY, Outcome.SEEN_BY_THIRD_PARTY})


class VisitRecords(Collection[VisitRecord]):
    """The records of any number of visits, read from the store as they are gone through, so that few are in memory."""

    def __init__(self, session: Session, visit_uids: Sequence[str], *, masked: bool) -> None:
        self._session, self._uids, self._masked = session, visit_uids, masked

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._uids)

    def __contains__(self, record: object) -> bool:
        """Tell whether ``record`` is among them, by reading them all."""
        return any(record == each for each in self)

    def __iter__(self) -> Iterator[VisitRecord]:
        """Read them in order, as long as the session is open."""
        rows = _rows(self._session, self._uids)
        while portion := list(islice(rows, _PORTION)):
            yield from records(self._session, portion, masked=self._masked)


def records(session: Session, visits: Sequence[VisitRow], *, masked: bool) -> list[VisitRecord]:
    """Return one record per visit in the order given, id numbers and phones masked on request."""
    uids = list(dict.fromkeys(visit.elder_uid for visit in visits))
    cards = {row.uid: row for row in rows_of(session, uids)}
    elders = _elders(session, uids)
    roles = {row.uid: row.role for row in session.execute(select(Visitor.uid, Visitor.role))}
    findings: dict[str, list[FindingRow]] = {}
    ids = [visit.uid for visit in visits]
    for start in range(0, len(ids), 900):
        for found in queries.findings(session, visit_uids=ids[start : start + 900], most=100_000):
            findings.setdefault(str(found.visit_uid), []).append(found)
    photos = queries.photo_counts(session, ids)
    form = visit_form()
    known = known_places(session)
    made = (
        _record(
            visit,
            _as_of(visit.visited_on, cards[visit.elder_uid], known),
            elders[visit.elder_uid],
            VisitorRole(roles[visit.visitor_uid]).term if visit.visitor_uid in roles else "",
            findings.get(visit.uid, []),
            photos.get(visit.uid, 0),
            form,
            masked=masked,
        )
        for visit in visits
    )
    return [mask_record(record) for record in made] if masked else list(made)


def blank_record(month: int) -> VisitRecord:
    """Return the empty form with what is asked in a month."""
    form = visit_form()
    measures = [f"{one.title}＿＿＿＿{one.unit}" for one in form.measures]
    return visit_record.blank(blocks_of(form, {}, month), measures)


def _as_of(day: date, card: ElderRow, known: Mapping[str, KnownPlace]) -> ElderRow:
    """Return the person with the name that the village had on the day of the visit."""
    place = known.get(card.village_code)
    if place is None or not place.former_names:
        return card
    return replace(card, village=name_on(place.name, place.former_names, day))


def visits_for(
    session: Session,
    *,
    visit_uids: Sequence[str] | None,
    elder_uid: str | None,
    first: date,
    last: date,
    village_code: str | None,
) -> list[VisitRow]:
    """Return the visits that ``keys_for`` finds, in its order; raises ``NotFound``."""
    found = keys_for(
        session,
        visit_uids=visit_uids,
        elder_uid=elder_uid,
        first=first,
        last=last,
        village_code=village_code,
    )
    return list(_rows(session, [key.uid for key in found]))


def keys_for(
    session: Session,
    *,
    visit_uids: Sequence[str] | None,
    elder_uid: str | None,
    first: date,
    last: date,
    village_code: str | None,
) -> list[VisitKey]:
    """Return which visits a set of records is asked for, by village, date and name; raises ``NotFound``."""
    found = queries.keys(
        session, first, last, visit_uids=visit_uids, elder_uid=elder_uid, village_code=village_code
    )
    if visit_uids is not None and len(found) != len(set(visit_uids)):
        raise NotFound
    return sorted(found, key=lambda key: (key.village_code, key.visited_on, key.elder_name, key.uid))


def _rows(session: Session, uids: Sequence[str]) -> Iterator[VisitRow]:
    """Go through visits in the order of ``uids``, reading some at a time."""
    for start in range(0, len(uids), _PORTION):
        some = uids[start : start + _PORTION]
        rows = {row.uid: row for row in queries.by_uids(session, some)}
        yield from (rows[uid] for uid in some)


def _elders(session: Session, uids: Sequence[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for start in range(0, len(uids), 900):
        query = select(
            Elder.uid, Elder.ethnic_code, Elder.id_number, Elder.phone, Elder.address, Elder.group_name
        ).where(Elder.uid.in_(uids[start : start + 900]))
        found.update((row.uid, row) for row in session.execute(query))
    return found


def _record(
    visit: VisitRow,
    card: ElderRow,
    elder: Any,
    role: str,
    findings: Sequence[FindingRow],
    photos: int,
    form: VisitForm,
    *,
    masked: bool,
) -> VisitRecord:
    id_number, phone = elder.id_number or "", elder.phone or ""
    if masked:
        id_number, phone = mask_id_number(id_number), mask_phone(phone)
    outcome = Outcome(visit.outcome)
    village, place = place_of(card.village, elder.group_name or "", elder.address or "")
    return VisitRecord(
        number=grouped(visit.sheet_no or f"{visit.visited_on:%Y%m%d}-{visit.uid[-6:].upper()}"),
        name=card.name,
        sex=Sex(card.sex).term,
        age=age_on(card.birth_on, visit.visited_on) if card.birth_on else None,
        ethnic=ETHNIC_GROUPS.get(elder.ethnic_code or "", ""),
        id_number=id_number,
        phone=phone,
        categories=tuple(Category(key).term for key in card.categories),
        tier=Tier(card.tier).term if card.tier else "",
        village=village,
        address=place,
        visited_on=visit.visited_on,
        visited_at=_clock_time(visit.visited_time),
        mode=Mode(visit.mode),
        outcome=outcome,
        visitor=visit.visitor or "",
        visitor_role=role,
        companions=tuple(part for part in (visit.companions or "").split("、") if part),
        blocks=blocks_of(form, visit.answers, visit.visited_on.month),
        findings=tuple(_finding(found) for found in findings),
        measures=as_text(form.measures, visit.measures),
        signature=SignatureKind(visit.signed_as) if visit.signed_as else None,
        signed_by=visit.signed_by or "",
        photos=photos,
        next_on=visit.next_on,
        remark=_remark(visit, met=outcome in _MET),
    )


def _clock_time(text: str | None) -> time | None:
    """Return the time of a visit; what was merged from elsewhere may be none."""
    with suppress(ValueError):
        return time.fromisoformat(text or "")
    return None


def _remark(visit: VisitRow, *, met: bool) -> str:
    """Return the visit's words; one taken over from a log without the form says so beside its empty boxes."""
    parts = (
        visit.summary,
        f"处理措施：{visit.action}" if visit.action else "",
        "分项情况未录入" if met and not visit.answers else "",
        f"更正原因：{visit.corrected_because}" if visit.corrected_because else "",
    )
    return "；".join(part for part in parts if part)


def place_of(village: str, group: str, address: str) -> tuple[str, str]:
    """Return village and the rest of the address on one line each, naming each part once.

    Many offices write it all in one cell.
    """
    village, group, address = (" ".join(part.split()) for part in (village, group, address))
    if village and village in address:
        return "", address
    if group and group in address:
        return village, address
    return village, f"{group}{address}"


def blocks_of(form: VisitForm, answers: Mapping[str, Any], month: int) -> tuple[BlockAnswer, ...]:
    """Return all items of the form that are asked in ``month``, or answered all the same, with what was ticked."""
    blocks = []
    for block in form.blocks:
        items = []
        for item in block.items:
            given = answers.get(f"{block.key}.{item.key}")
            if given is None and not item.asked_in(month):
                continue
            if item.kind is ItemKind.TEXT:
                items.append(ItemAnswer(item.title, (), str(given or "")))
                continue
            ticked = set(given) if isinstance(given, list) else {given}
            choices = tuple(Choice(option.title, option.key in ticked) for option in item.options)
            items.append(ItemAnswer(item.title, choices))
        blocks.append(BlockAnswer(block.title, tuple(items)))
    return tuple(blocks)


def _finding(found: FindingRow) -> FindingLine:
    return FindingLine(
        kind=FindingKind(found.kind).term,
        text=found.what,
        handling=found.action or "",
        referred_to=found.referred_to or "",
        due_on=found.due_on,
        state=FindingState(found.state).term,
    )
