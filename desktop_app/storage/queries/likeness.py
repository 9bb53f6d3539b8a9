"""Read files of the register as they are compared with each other for being one person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from tomllib import loads
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.config import resources
from desktop_app.config.strings import _
from desktop_app.domain.likeness import LikenessFacts, likeness_facts, name_key
from desktop_app.domain.likeness_blocks import numbers_near
from desktop_app.models import Contact, Elder, ElderCard, HouseholdMember
from desktop_app.progress import SILENT, Progress
from desktop_app.storage import search
from desktop_app.storage.pinyin import spelling

_CHUNK = 900
_ROWS = 5_000
_SEVERAL = "、"

FACTS = (
    Elder.uid,
    Elder.name,
    Elder.id_number,
    Elder.birth_on,
    Elder.sex,
    Elder.phone,
    Elder.other_phones,
    Elder.village_code,
    Elder.address,
)


@cache
def variants() -> dict[int, str]:
    """Return the code points of variant characters with their standard forms."""
    tables = loads(resources.path("names", "variants.toml").read_text(encoding="utf-8"))
    return {
        ord(other): group[0] for table in tables.values() for group in table.split() for other in group[1:]
    }


def as_compared(uid: str, name: str, **facts: Any) -> LikenessFacts:
    """Return one file as it is compared; ``facts`` are those of ``domain.likeness.likeness_facts``."""
    table = variants()
    return likeness_facts(uid=uid, name=name, sound=spelling(name_key(name, table)), variants=table, **facts)


def read_files(session: Session, uids: Sequence[str], on: date) -> list[LikenessFacts]:
    """Return the given files as they are compared, in no particular order; ``on`` decides about households."""
    found: list[LikenessFacts] = []
    for start in range(0, len(uids), _CHUNK):
        found += _read(session, uids[start : start + _CHUNK], on, SILENT)
    return found


def read_all_files(session: Session, on: date, progress: Progress = SILENT) -> list[LikenessFacts]:
    """Return every file as it is compared; raises ``Cancelled``."""
    return _read(session, None, on, progress)


def _read(session: Session, uids: Sequence[str] | None, on: date, progress: Progress) -> list[LikenessFacts]:
    phones = _phones_of_contacts(session, uids)
    homes = _households(session, uids, on)
    query = select(*FACTS).where(Elder.retracted.is_(False))
    if uids is not None:
        query = query.where(Elder.uid.in_(uids))
    found: list[LikenessFacts] = []
    for rows in session.connection().execute(query).partitions(_ROWS):
        progress.report(len(found), 0, _("读取档案"))
        for uid, name, id_number, birth_on, sex, phone, others, village_code, address in rows:
            found.append(
                as_compared(
                    uid,
                    name,
                    id_number=id_number,
                    birth_on=birth_on,
                    sex=sex,
                    phones=numbers_in(phone, others),
                    contact_phones=phones.get(uid, ()),
                    village_code=village_code,
                    address=address,
                    household=homes.get(uid),
                )
            )
    return found


def numbers_in(*cells: str | None) -> list[str]:
    """Return the telephone numbers of stored cells."""
    return [number for cell in cells if cell for number in cell.split(_SEVERAL) if number]


def _phones_of_contacts(session: Session, uids: Sequence[str] | None) -> dict[str, list[str]]:
    query = select(Contact.elder_uid, Contact.phone).where(
        Contact.retracted.is_(False), Contact.phone.is_not(None)
    )
    if uids is not None:
        query = query.where(Contact.elder_uid.in_(uids))
    found: dict[str, list[str]] = {}
    for uid, phone in session.connection().execute(query):
        found.setdefault(uid, []).extend(numbers_in(phone))
    return found


def _households(session: Session, uids: Sequence[str] | None, on: date) -> dict[str, str]:
    query = select(HouseholdMember.elder_uid, HouseholdMember.household_uid).where(
        HouseholdMember.retracted.is_(False),
        (HouseholdMember.to_on.is_(None)) | (HouseholdMember.to_on >= on),
    )
    if uids is not None:
        query = query.where(HouseholdMember.elder_uid.in_(uids))
    return {row[0]: row[1] for row in session.connection().execute(query)}


def worth_comparing(session: Session, person: LikenessFacts) -> set[str]:
    """Return the files that may be the person of a new one, by indexes only.

    These are files with the same id number or one a slip apart, the same pinyin, the same birth date, or the
    same telephone. What remains cannot reach ``domain.likeness.WORTH_A_LOOK``, except by an address alone.
    """
    found: set[str] = set()
    if person.id_number:
        wanted = [person.id_number, *numbers_near(person.id_number)]
        query = select(Elder.uid).where(Elder.retracted.is_(False), Elder.id_number.in_(wanted))
        found.update(session.execute(query).scalars())
    # Both values of the first column of the index are named, so that it serves.
    cards = select(ElderCard.elder_uid).where(ElderCard.ended.in_((False, True)))
    start = f"{spelling(person.name)} "
    named = cards.where(ElderCard.name_key >= start, ElderCard.name_key < start + "\uffff")
    found.update(session.execute(named).scalars())
    if person.birth_on:
        found.update(session.execute(cards.where(ElderCard.birth_on == person.birth_on)).scalars())
    numbers = _found_by_phone(session, person.phones)
    if numbers:
        query = select(ElderCard.elder_uid).where(ElderCard.id.in_(numbers))
        found.update(session.execute(query).scalars())
    return found


def _found_by_phone(session: Session, phones: Iterable[str]) -> list[int]:
    return [number for phone in phones for number in search.find(session, phone)]
