"""What people's decisions about visits have in common: whom they may be about, days in order, and a reason."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desktop_app.domain.characters import printable
from desktop_app.domain.errors import N_, FieldProblem
from desktop_app.models import Elder, HouseholdMember, Visitor
from desktop_app.storage.queries.links import Groups, groups
from desktop_app.storage.unit_of_work import UnitOfWork

ONE_DAY = timedelta(days=1)
DATED_FROM, DATED_TO = date(2000, 1, 1), date(2099, 12, 31)
"""No decision lies outside these days: a year beyond them is a slip of the keyboard."""

OFF_REGISTER = N_("已退出名册")
_CHUNK = 900


@dataclass(frozen=True, slots=True)
class Decided:
    """Records that were made or changed; ``change_set`` undoes it, ``None`` when nothing had to change.

    ``left_out`` names the people whom it could not be done for, each with the reason in words.
    """

    uids: tuple[str, ...]
    change_set: str | None
    left_out: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody a decision is about, with the file that it is written on."""

    uid: str
    name: str
    village_code: str
    village: str
    registered_on: date
    ended_on: date | None

    def on_register(self, on: date) -> bool:
        """Tell whether visits may be owed on a day; ahead of the registration nobody is refused."""
        return self.ended_on is None or self.ended_on > on


def read_people(
    session: Session, uids: Iterable[str] | None, villages: dict[str, str], joined: Groups | None = None
) -> dict[str, Person]:
    """Return people by the file they are read under, all of the register when ``uids`` is None."""
    joined = joined or groups(session)
    query = select(Elder.uid, Elder.name, Elder.village_code, Elder.registered_on, Elder.ended_on).where(
        Elder.retracted.is_(False)
    )
    rows: list[Any] = []
    if uids is None:
        rows += session.execute(query)
    else:
        wanted = list(dict.fromkeys(joined.canonical(uid) for uid in uids))
        for start in range(0, len(wanted), _CHUNK):
            rows += session.execute(query.where(Elder.uid.in_(wanted[start : start + _CHUNK])))
    found: dict[str, Person] = {}
    for row in rows:
        if row.uid in joined.hidden:
            continue
        ends = [day for day in (row.ended_on, joined.deaths.get(row.uid)) if day is not None]
        village = villages.get(row.village_code, row.village_code)
        found[row.uid] = Person(
            row.uid, row.name, row.village_code, village, row.registered_on, min(ends, default=None)
        )
    return found


def person_for(session: Session, elder_uid: str, on: date) -> Person:
    """Return the person whom a decision from ``on`` is about; raises ``FieldProblem`` for somebody unknown or gone."""
    person = next(iter(read_people(session, [elder_uid], {}).values()), None)
    if person is None:
        raise FieldProblem(field="elder", label=N_("老年人"), reason=N_("名册中没有此人"))
    if not person.on_register(on):
        raise FieldProblem(field="elder", label=N_("老年人"), reason=OFF_REGISTER)
    return person


def household_of(session: Session, elder_uid: str, on: date) -> tuple[str | None, list[str]]:
    """Return the household to which a person belongs on a day and the files of its members, the person first."""
    joined = groups(session)
    head = joined.canonical(elder_uid)
    member = HouseholdMember
    holds = (
        member.retracted.is_(False),
        or_(member.from_on.is_(None), member.from_on <= on),
        or_(member.to_on.is_(None), member.to_on >= on),
    )
    query = select(member.household_uid).where(member.elder_uid.in_(joined.members(head)), *holds)
    home = session.execute(query.order_by(member.from_on.desc(), member.uid.desc())).scalars().first()
    if home is None:
        return None, [head]
    found = session.execute(
        select(member.elder_uid).where(member.household_uid == home, *holds).order_by(member.uid)
    ).scalars()
    return home, list(dict.fromkeys((head, *(joined.canonical(uid) for uid in found))))


def visitor_for(session: Session, county: str, uid: str, on: date, field: str, label: str) -> Visitor:
    """Return a visitor who still visits on a day; raises ``FieldProblem`` about ``field``."""
    found = session.get(Visitor, (county, uid)) if uid else None
    if found is None or found.retracted:
        raise FieldProblem(field=field, label=label, reason=N_("没有这位探访人"))
    if found.ended_on is not None and found.ended_on <= on:
        raise FieldProblem(field=field, label=label, reason=N_("这位探访人已不再探访"))
    return found


def visitor_names(session: Session) -> dict[str, str]:
    """Return the names of all visitors by uid, also of those who visit no more."""
    return {row.uid: row.name for row in session.execute(select(Visitor.uid, Visitor.name))}


def required_text(text: str | None, field: str, label: str) -> str:
    """Return a text that has to be there, trimmed; raises ``FieldProblem``."""
    words = optional_text(text)
    if words is None:
        raise FieldProblem(field=field, label=label, reason=N_("请填写"))
    return words


def optional_text(text: str | None) -> str | None:
    """Return a text without control characters and trimmed, ``None`` where nothing is in it."""
    return printable(text or "") or None


def check_order(from_on: date, to_on: date | None) -> None:
    """Raise ``FieldProblem`` when the last day lies before the first, or either far from any working life."""
    began = DATED_FROM <= from_on <= DATED_TO
    if not began or (to_on is not None and to_on.year > from_on.year + 10):
        field, label = ("to_on", N_("最后一天")) if began else ("from_on", N_("开始日期"))
        raise FieldProblem(field=field, label=label, reason=N_("年份有误"))
    if to_on is not None and to_on < from_on:
        raise FieldProblem(field="to_on", label=N_("最后一天"), reason=N_("不能早于开始日期"))


def overlaps(first: date, last: date | None, other_first: date | None, other_last: date | None) -> bool:
    """Tell whether two stretches of days, both ends included, have a day in common."""
    return (last is None or other_first is None or other_first <= last) and (
        other_last is None or other_last >= first
    )


def months_after(day: date, months: int) -> date:
    """Return the same day of the month so many months later, the last one where that month is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def end_or_retract(unit: UnitOfWork, record: Any, on: date) -> None:
    """End a record the day before ``on``; what would then never have held is taken back."""
    if record.from_on >= on:
        unit.retract(record)
    elif record.to_on is None or record.to_on >= on:
        record.to_on = on - ONE_DAY


def decided(unit: UnitOfWork, uids: Sequence[str], left_out: Iterable[tuple[str, str]] = ()) -> Decided:
    """Write what was done so far and return it with what undoes it."""
    return Decided(tuple(uids), unit.undoable(), tuple(left_out))
