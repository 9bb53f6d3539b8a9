"""行政区划与村社: the places of this site, how they change name and code over time, and newer lists."""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from desktop_app.domain.divisions import (
    Division,
    DivisionCodeProblem,
    DivisionLevel,
    FormerName,
    full_code,
    is_local,
    level_of,
    lies_in,
    read_place_name,
    township_of,
)
from desktop_app.domain.errors import N_, FieldProblem, InputError, NotFound
from desktop_app.domain.terms import SiteLevel
from desktop_app.models import Elder
from desktop_app.services import place_changes
from desktop_app.services.actor import EVERYONE, OFFICERS, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.places import Places
from desktop_app.services.register_parts import set_facts


class PlaceInUse(InputError):
    """A place with people cannot simply end."""

    code = "divisions.in_use"
    what = N_("这里还有 {people} 份老年人档案，不能停用。")
    do_now = N_("请先把他们并入另一个村社，或改为正式代码。")


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One place: how many people are on the register there, and how many files in all."""

    code: str
    name: str
    township: str
    people: int
    files: int
    former_names: tuple[FormerName, ...]
    from_on: date | None
    to_on: date | None
    followed_by: str | None
    followed_by_name: str | None
    local: bool
    ended: bool


@dataclass(frozen=True, slots=True)
class Concerned:
    """Who is concerned when a place changes: on the register, no longer on it, and other entries."""

    people: int
    gone: int
    others: int


@dataclass(frozen=True, slots=True)
class PlaceChange:
    """What was done: the code the place goes by now, the files that moved, and what undoes it."""

    code: str
    moved: int
    change_set: str | None


class DivisionService(Service):
    """行政区划与村社; every change is one unit of work and can be undone."""

    @allowed(*EVERYONE)
    def list(self, _actor: Actor, *, ended: bool = True) -> builtins.list[PlaceRow]:
        """Return the places of this site by code, those that ended last."""
        places, today = Places(self._context), self._context.today()
        current = {each.code: each.name for each in places.villages()}
        if ended:
            for place in places.known.values():
                if place.ended(today) and place.is_village():
                    current.setdefault(place.code, place.name)
        with self._store.reading() as session:
            files = place_changes.files_at(session)
            people = place_changes.people_at(session)
        rows = [_row(places, code, name, people, files, today) for code, name in current.items()]
        return sorted(rows, key=lambda row: (row.ended, row.local, row.code))

    @allowed(*EVERYONE)
    def find(self, actor: Actor, text: str) -> builtins.list[PlaceRow]:
        """Return the places whose code, name or former name contains ``text``; blank finds all."""
        words = text.split()
        return [row for row in self.list(actor) if all(_mentions(row, word) for word in words)]

    @allowed(*EVERYONE)
    def resolve(self, _actor: Actor, text: str) -> str:
        """Return the code that a code, name or former name means, of an ended place too; raises ``NotFound``."""
        places = Places(self._context)
        code = text.strip()
        found = code if code in places.known else places.find(text)
        if found is None:
            raise NotFound
        return found

    @allowed(*EVERYONE)
    def offered(self, _actor: Actor, text: str, *, most: int = 50) -> builtins.list[Division]:
        """Return the villages of the county whose code or name contains ``text``: what a new code may be."""
        today, places = self._context.today(), Places(self._context)
        ended = {code for code, place in places.known.items() if place.ended(today)}
        words = text.split()
        found = (
            each
            for each in places.table
            if each.level is DivisionLevel.VILLAGE
            and each.code not in ended
            and all(word in each.name or word in each.code for word in words)
        )
        return [each for _number, each in zip(range(most), found, strict=False)]

    @allowed(*EVERYONE)
    def townships(self, _actor: Actor) -> tuple[Division, ...]:
        """Return the townships of the county, where a local node may lie."""
        return Places(self._context).table.children(self._context.site.county)

    @allowed(*EVERYONE)
    def concerned(self, _actor: Actor, code: str) -> Concerned:
        """Return who belongs to a place and would move along with it."""
        with self._store.reading() as session:
            files, people = place_changes.files_at(session, code), place_changes.people_at(session, code)
            others = 0
            for model in place_changes.holders():
                if model is not Elder:
                    query = select(func.count()).select_from(model)
                    others += session.execute(
                        query.where(*place_changes.held_by(model, code, None))
                    ).scalar_one()
        on_register = people.get(code, 0)
        return Concerned(on_register, files.get(code, 0) - on_register, others)

    @allowed(*OFFICERS)
    def add(
        self, actor: Actor, name: str, *, code: str | None = None, township: str | None = None
    ) -> PlaceChange:
        """Add a place: with its official code, or a local node (营子、浩特、网格) without one.

        A place that had ended comes back. Raises ``FieldProblem`` for a name or code that is in use.
        """
        places = Places(self._context)
        name = read_place_name(name)
        code = self._official(code) if code and code.strip() else places.local_code(name)
        site = self._context.site
        inside = is_local(code) or site.level is SiteLevel.COUNTY
        if not inside and not lies_in(code, township_of(site.division_code)):
            raise FieldProblem(field="code", label=N_("区划代码"), reason=N_("不在本苏木乡镇（街道）之内"))
        known = places.known.get(code)
        if (known and known.to_on is None) or code in {each.code for each in places.villages()}:
            field, label = ("name", N_("名称")) if is_local(code) else ("code", N_("区划代码"))
            raise FieldProblem(field=field, label=label, reason=N_("已有这个村社"))
        place_changes.refuse_same_name(places, name, code)
        with self._writing(actor, N_("新增村社")) as unit:
            holder = self._township(township) if is_local(code) else None
            record = places.add(unit, code, name, township=holder)
            set_facts(record, {"name": name, "to_on": None, "followed_by": None})
            unit.flush()
            return PlaceChange(code, 0, unit.change_set)

    @allowed(*OFFICERS)
    def rename(self, actor: Actor, code: str, name: str, *, from_on: date) -> PlaceChange:
        """Call a place otherwise from a day on; papers of months before it keep the old name."""
        place_changes.refuse_future(from_on, self._context.today())
        places = Places(self._context)
        with self._writing(actor, N_("村社更名")) as unit:
            record = place_changes.record_of(unit, places, code)
            place_changes.refuse_ended(record)
            place_changes.refuse_same_name(places, read_place_name(name), code)
            place_changes.rename(record, name, from_on)
            unit.flush()
            return PlaceChange(code, 0, unit.change_set)

    @allowed(*OFFICERS)
    def recode(
        self, actor: Actor, code: str, new_code: str, *, from_on: date, name: str | None = None
    ) -> PlaceChange:
        """Give a place its official code, or another one, from a day on; everybody moves along.

        ``name`` also renames it from that day. The old code keeps its last day and what follows it.
        """
        place_changes.refuse_future(from_on, self._context.today())
        places = Places(self._context)
        new_code = self._official(new_code)
        with self._writing(actor, N_("村社改代码")) as unit:
            moved = place_changes.recode(unit, places, code, new_code, from_on=from_on, name=name)
            unit.flush()
            return PlaceChange(new_code, moved, unit.change_set)

    @allowed(*OFFICERS)
    def merge(self, actor: Actor, code: str, into: str, *, from_on: date) -> PlaceChange:
        """Merge a place into another (撤并) from a day on: everybody moves to the code of the other.

        A place that was merged or recoded before may be merged into the same place again: that moves
        whoever was entered under the old code since.
        """
        place_changes.refuse_future(from_on, self._context.today())
        places = Places(self._context)
        if code == into:
            raise FieldProblem(field="into", label=N_("并入"), reason=N_("不能并入自己"))
        with self._writing(actor, N_("村社撤并")) as unit:
            target = place_changes.record_of(unit, places, into)
            if target.to_on is not None:
                raise FieldProblem(field="into", label=N_("并入"), reason=N_("这个村社已经撤并或停用"))
            record = place_changes.record_of(unit, places, code)
            if record.to_on is None:
                place_changes.end(record, from_on, followed_by=into)
            elif places.current(code) != into:
                raise place_changes.PlaceEnded
            moved = place_changes.move(unit, code, into, from_on)
            unit.flush()
            return PlaceChange(into, moved, unit.change_set)

    @allowed(*OFFICERS)
    def close(self, actor: Actor, code: str, *, from_on: date) -> PlaceChange:
        """Offer a place without people no more from a day on; raises ``PlaceInUse``."""
        place_changes.refuse_future(from_on, self._context.today())
        places = Places(self._context)
        with self._writing(actor, N_("停用村社")) as unit:
            record = place_changes.record_of(unit, places, code)
            place_changes.refuse_ended(record)
            files = place_changes.files_at(unit.session, code).get(code, 0)
            if files:
                raise PlaceInUse(people=files)
            place_changes.end(record, from_on, followed_by=None)
            unit.flush()
            return PlaceChange(code, 0, unit.change_set)

    def _official(self, code: str) -> str:
        """Return a typed village code of the county; raises ``FieldProblem``."""
        digits = "".join(code.split())
        reason = None
        if not (digits.isascii() and digits.isdigit() and len(digits) == 12):
            reason = N_("应为12位数字")
        elif not digits.startswith(self._context.site.county):
            reason = N_("前6位应与本旗县区一致")
        elif level_of(digits) is not DivisionLevel.VILLAGE:
            reason = N_("末3位不能是000，应为嘎查村（社区）一级")
        if reason is not None:
            raise FieldProblem(field="code", label=N_("区划代码"), reason=reason)
        return digits

    def _township(self, township: str | None) -> str:
        """Return the township of a local node: the one given, else the site's own."""
        site = self._context.site
        if township and township.strip():
            digits = "".join(township.split())
            whole = full_code(digits)
            if not whole.startswith(site.county) or level_of(whole) < DivisionLevel.TOWNSHIP:
                raise DivisionCodeProblem(
                    field="township", label=N_("苏木乡镇（街道）"), reason=N_("应是本旗县区的苏木乡镇")
                )
            return township_of(whole)
        return site.division_code if site.level is SiteLevel.COUNTY else township_of(site.division_code)


def _row(
    places: Places, code: str, name: str, people: Mapping[str, int], files: Mapping[str, int], today: date
) -> PlaceRow:
    place = places.known.get(code)
    township = place.township_code if place else township_of(code)
    follower = place.followed_by if place else None
    return PlaceRow(
        code=code,
        name=name,
        township=places.name_of(township),
        people=people.get(code, 0),
        files=files.get(code, 0),
        former_names=place.former_names if place else (),
        from_on=place.from_on if place else None,
        to_on=place.to_on if place else None,
        followed_by=follower,
        followed_by_name=places.name_of(follower) if follower else None,
        local=is_local(code),
        ended=place is not None and place.ended(today),
    )


def _mentions(row: PlaceRow, word: str) -> bool:
    texts = (row.code, row.name, row.township, *(name for name, _last_on in row.former_names))
    return any(word in text for text in texts)
