"""The divisions a site works with: the shipped list, plus villages that this store knows."""

from __future__ import annotations

import uuid
from functools import cache

from sqlalchemy import select

from desktop_app.config import resources
from desktop_app.domain.divisions import Division, DivisionLevel, DivisionTable, level_of, township_of
from desktop_app.domain.errors import N_, FieldProblem
from desktop_app.domain.terms import SiteLevel
from desktop_app.models import Village
from desktop_app.services.context import Context
from desktop_app.storage.queries.elders import village_names
from desktop_app.storage.unit_of_work import UnitOfWork

_LOCAL_PREFIX = "L"


@cache
def shipped(city: str) -> DivisionTable:
    """Return the shipped divisions of one city (4 digits) with the national list above it."""
    texts = [resources.path("divisions", "national.tsv").read_text(encoding="utf-8")]
    own = resources.path("divisions", f"city-{city}.tsv")
    if own.exists():
        texts.append(own.read_text(encoding="utf-8"))
    return DivisionTable.parse(*texts)


def village_uid(code: str) -> str:
    """Return the uid of a village record: the same for the same code at every site."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"village/{code}"))


class Places:
    """Looks up divisions for one site."""

    def __init__(self, context: Context) -> None:
        """Work for the site of ``context``."""
        self._context = context
        self.table = shipped(context.site.division_code[:4])

    def villages(self) -> tuple[Division, ...]:
        """Return the villages of the site: the shipped ones of its township and those added here."""
        site = self._context.site
        with self._context.store.reading() as session:
            known = village_names(session)
        found: dict[str, str] = {}
        if site.level is not SiteLevel.COUNTY:
            township = township_of(site.division_code)
            found = {village.code: village.name for village in self.table.children(township)}
            if site.level is SiteLevel.VILLAGE and site.division_code in found:
                found = {site.division_code: found[site.division_code]}
        found.update(known)
        return tuple(Division(code, name) for code, name in sorted(found.items()))

    def name_of(self, code: str) -> str:
        """Return the name of a division, or its code where none is known."""
        division = self.table.get(code)
        return division.name if division else code

    def full_name(self, code: str) -> str:
        """Return 内蒙古自治区赤峰市克什克腾旗… for papers."""
        return self.table.full_name(code)

    def find(self, text: str) -> str | None:
        """Return the code of the village that ``text`` means, forgiving endings; ``None`` if unknown."""
        wanted = text.strip()
        site = self._context.site
        if wanted.isdigit() and len(wanted) == 12:
            return wanted
        local = DivisionTable((village.code, village.name) for village in self.villages())
        by_name = {village.name: village.code for village in local}
        if wanted in by_name:
            return by_name[wanted]
        parent = township_of(site.division_code) if site.level is not SiteLevel.COUNTY else site.county
        for piece in (wanted, *_tails(wanted)):
            match = self.table.find(piece, parent)
            if match is not None and level_of(match.code) is DivisionLevel.VILLAGE:
                return match.code
        return None

    def own_village(self) -> str | None:
        """Return the village that a site of village level stands for."""
        site = self._context.site
        return site.division_code if site.level is SiteLevel.VILLAGE else None

    def local_code(self, name: str) -> str:
        """Return the code of a local node without an official number: the same for the same name."""
        digest = uuid.uuid5(uuid.NAMESPACE_OID, f"{self._context.site.division_code}/{name}").hex[:10]
        return f"{_LOCAL_PREFIX}{digest}"

    def ensure(self, unit: UnitOfWork, code: str) -> None:
        """Make sure the store has a record of the village; raises ``FieldProblem`` for an unknown code."""
        query = select(Village.uid).where(
            Village.county == unit.county, Village.code == code, Village.retracted.is_(False)
        )
        if unit.session.execute(query).first() is not None:
            return
        division = self.table.get(code)
        if division is None:
            raise FieldProblem(field="village_code", label=N_("嘎查村（社区）"), reason=N_("没有这个代码"))
        self.add(unit, code, division.name)

    def add(self, unit: UnitOfWork, code: str, name: str) -> None:
        """Add one village record inside a unit of work."""
        township = township_of(code) if code.isdigit() else self._context.site.division_code
        known = unit.session.get(Village, (unit.county, village_uid(code)))
        if known is None:
            unit.add(Village(uid=village_uid(code), code=code, name=name, township_code=township))
        else:
            # Taken back once, wanted again: the same village keeps its record.
            known.retracted = False
            known.name = name


def _tails(text: str) -> tuple[str, ...]:
    """Return what follows 苏木, 镇, 乡 or 街道 in an address-like village cell."""
    return tuple(
        text.split(mark, 1)[1]
        for mark in ("苏木", "街道", "镇", "乡")
        if mark in text and text.split(mark, 1)[1]
    )
