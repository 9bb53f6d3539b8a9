"""Change the record of a place, and move what names it to another code, inside a unit of work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop_app.domain.divisions import (
    DivisionCodeProblem,
    FormerName,
    is_local,
    read_place_name,
    renamed,
)
from desktop_app.domain.errors import N_, FieldProblem, InputError, NotFound
from desktop_app.models import RECORDS, Elder, ElderCard, Village
from desktop_app.services.places import Places, former_of
from desktop_app.services.register_parts import set_facts
from desktop_app.storage.unit_of_work import UnitOfWork


class PlaceTaken(InputError):
    """The code belongs to another place where people live."""

    code = "divisions.code_taken"
    what = N_("代码 {code} 已由另一个有人员的村社使用。")
    do_now = N_("两处确实合并时请用“并入”；否则请核对代码。")


class PlaceEnded(InputError):
    """The place has been merged or recoded already."""

    code = "divisions.ended"
    what = N_("这个村社已经撤并或改码，不能再这样改。")
    do_now = N_("请在它并入的村社上操作；还有人留在旧代码下时，可以再次并入同一个村社。")


def recode(
    unit: UnitOfWork,
    places: Places,
    code: str,
    new_code: str,
    *,
    from_on: date,
    name: str | None = None,
) -> int:
    """Let a place go on under another code from a day on, and maybe another name; returns the files moved.

    Raises ``PlaceEnded``, ``PlaceTaken`` and ``FieldProblem``.
    """
    if new_code == code:
        raise FieldProblem(field="code", label=N_("区划代码"), reason=N_("与现在的代码相同"))
    record = record_of(unit, places, code)
    refuse_ended(record)
    if files_at(unit.session, new_code).get(new_code):
        raise PlaceTaken(code=new_code)
    former, called = former_of(record.former_names), record.name
    if name and read_place_name(name) != called:
        refuse_same_name(places, read_place_name(name), code, new_code)
        former, called = renamed(called, former, name, from_on)
    goes_on = places.add(unit, new_code, called)
    facts = {"from_on": from_on, "to_on": None, "followed_by": None, "former_names": _stored(former)}
    set_facts(goes_on, facts)
    end(record, from_on, followed_by=new_code)
    return move(unit, code, new_code, from_on)


def record_of(unit: UnitOfWork, places: Places, code: str) -> Village:
    """Return the store's record of a place, making it for a shipped place; raises ``NotFound``."""
    query = select(Village).where(
        Village.county == unit.county, Village.code == code, Village.retracted.is_(False)
    )
    record = unit.session.execute(query.order_by(Village.uid)).scalars().first()
    if record is not None:
        return record
    try:
        division = None if is_local(code) else places.table.get(code)
    except DivisionCodeProblem:
        division = None
    if division is None:
        raise NotFound
    return places.add(unit, division.code, division.name)


def refuse_future(from_on: date, today: date) -> None:
    """Refuse a change from a day to come: what is shown and counted goes by today."""
    if from_on > today:
        raise FieldProblem(field="from_on", label=N_("开始日期"), reason=N_("不能晚于今天"))


def files_at(session: Session, code: str | None = None) -> dict[str, int]:
    """Return how many files of elders lie under each code, of those on the register and those that left."""
    query = select(Elder.village_code, func.count()).where(Elder.retracted.is_(False))
    if code is not None:
        query = query.where(Elder.village_code == code)
    return {row[0]: row[1] for row in session.execute(query.group_by(Elder.village_code))}


def people_at(session: Session, code: str | None = None) -> dict[str, int]:
    """Return how many people are on the register under each code."""
    query = select(ElderCard.village_code, func.count()).where(ElderCard.ended.is_(False))
    if code is not None:
        query = query.where(ElderCard.village_code == code)
    return {row[0]: row[1] for row in session.execute(query.group_by(ElderCard.village_code))}


def holders() -> Iterable[Any]:
    """Return the kinds of facts that name a village."""
    return (model for model in RECORDS.values() if "village_code" in model.__table__.c)


def held_by(model: Any, code: str, from_on: date | None) -> list[Any]:
    """Return the conditions on facts that belong to a place; what was over before ``from_on`` stays there."""
    conditions = [model.retracted.is_(False), model.village_code == code]
    if from_on is not None and "to_on" in model.__table__.c:
        conditions.append(model.to_on.is_(None) | (model.to_on >= from_on))
    return conditions


def move(unit: UnitOfWork, code: str, into: str, from_on: date) -> int:
    """Move everything that names a place to another code; returns how many files of elders."""
    unit.flush()
    moved = 0
    for model in holders():
        query = select(model.uid, model.heads).where(
            model.county == unit.county, *held_by(model, code, from_on)
        )
        rows = [
            {"uid": row.uid, "heads": row.heads, "village_code": into} for row in unit.session.execute(query)
        ]
        unit.update_many(model, rows)
        if model is Elder:
            moved = len(rows)
    return moved


def end(record: Village, from_on: date, *, followed_by: str | None) -> None:
    """Let a place end on the day before ``from_on``."""
    set_facts(record, {"to_on": from_on - timedelta(days=1), "followed_by": followed_by})


def rename(record: Village, name: str, from_on: date) -> None:
    """Call a place otherwise from a day on; raises FieldProblem."""
    former, called = renamed(record.name, former_of(record.former_names), name, from_on)
    set_facts(record, {"name": called, "former_names": _stored(former)})


def _stored(former: Sequence[FormerName]) -> list[list[str]] | None:
    return [[name, last_on.isoformat()] for name, last_on in former] or None


def refuse_ended(record: Village) -> None:
    """Refuse to change a place that has ended; raises PlaceEnded."""
    if record.to_on is not None:
        raise PlaceEnded


def refuse_same_name(places: Places, name: str, *own: str) -> None:
    """Refuse a name that another place of the site has: papers and imports could not tell them apart."""
    if any(each.name == name and each.code not in own for each in places.villages()):
        raise FieldProblem(field="name", label=N_("名称"), reason=N_("本单位已有同名的村社"))
