"""节假日安排 and 赶集日: the days that plans keep free, shipped, installed from a file, or set by village."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tomllib import loads

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.config import resources
from desktop_app.config.strings import _
from desktop_app.domain.errors import N_, InputError, NotFound
from desktop_app.domain.holiday_tables import HolidayYear, parse_holidays
from desktop_app.models import HolidayTable, Village
from desktop_app.scheduling.working_days import (
    MarketDays,
    MarketDaysUnclear,
    WorkingCalendar,
    parse_market_days,
    table_from_record,
)
from desktop_app.services.actor import EVERYONE, OFFICERS, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.rules import toml_problem
from desktop_app.storage.queries import plans as queries

_LARGEST = 200_000
"""More than any year's arrangement can be, in bytes."""


class UnreadableHolidays(InputError):
    """A file of days off is not TOML."""

    code = "holidays.unreadable"
    what = N_("节假日安排文件无法读取：{problem}")
    data_safe = N_("原有节假日安排没有改动。")
    do_now = N_("请按随附的 2026 年文件的格式改正后再装入。")


class HolidaysUnchanged(InputError):
    """The file says what is in force already."""

    code = "holidays.unchanged"
    what = N_("{year} 年的节假日安排与文件相同，不必再装入。")
    do_now = N_("无需操作；其他年份请选那一年的文件。")


@dataclass(frozen=True, slots=True)
class HolidayRow:
    """One year's arrangement; ``installed`` when it was taken from a file and does not only come along."""

    year: HolidayYear
    installed: bool


@dataclass(frozen=True, slots=True)
class Installed:
    """What installing did: the change set to undo, and the year's arrangement."""

    change_set: str
    year: HolidayYear


def read_holidays(path: Path) -> HolidayYear:
    """Read and check one file; raises ``UnreadableHolidays`` or ``HolidaysRefused``."""
    try:
        if path.stat().st_size > _LARGEST:
            raise UnreadableHolidays(problem=_("文件过大"))
        raw = loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UnreadableHolidays(problem=_("文件打不开")) from error
    except (RecursionError, ValueError) as error:
        raise UnreadableHolidays(problem=toml_problem(error)) from error
    return parse_holidays(raw)


@cache
def shipped_holidays() -> tuple[HolidayYear, ...]:
    """Return the years that come along with the program, the earliest first."""
    return tuple(read_holidays(path) for path in sorted(resources.path("holidays").glob("*.toml")))


def working_calendar(session: Session) -> WorkingCalendar:
    """Return the calendar to plan by: what was installed goes before what came along."""
    installed = [table_from_record(*row[:4]) for row in queries.holiday_tables(session)]
    return WorkingCalendar.of([*shipped_holidays(), *installed])


def market_calendar(session: Session) -> dict[str, MarketDays]:
    """Return the market days by village code; what cannot be read, as from elsewhere, is left out."""
    found = {}
    for code, text in queries.market_days(session).items():
        try:
            found[code] = parse_market_days(text)
        except MarketDaysUnclear:
            continue
    return found


class HolidayService(Service):
    """节假日安排和赶集日."""

    @allowed(*EVERYONE)
    def tables(self, _actor: Actor) -> list[HolidayRow]:
        """Return the arrangement in force of each year that is known, the earliest first."""
        with self._store.reading() as session:
            installed = {row[0]: table_from_record(*row[:4]) for row in queries.holiday_tables(session)}
        known = {year.year: HolidayRow(year, installed=False) for year in shipped_holidays()}
        known.update((number, HolidayRow(year, installed=True)) for number, year in installed.items())
        return [known[number] for number in sorted(known)]

    @allowed(*OFFICERS)
    def install(self, actor: Actor, path: Path) -> Installed:
        """Take a year's arrangement from a file in place of what was known of that year.

        Raises:
            UnreadableHolidays: It is no such file.
            HolidaysRefused: It has mistakes; all of them are named.
            HolidaysUnchanged: The same is in force already.
        """
        year = read_holidays(path)
        days = {on.isoformat(): name for on, name in sorted(year.days.items())}
        working = [on.isoformat() for on in sorted(year.working)]
        with self._writing(actor, N_("装入节假日安排")) as unit:
            known = working_calendar(unit.session).years.get(year.year)
            if known == year:
                raise HolidaysUnchanged(year=year.year)
            uid = str(uuid.uuid5(uuid.NAMESPACE_OID, f"holiday_table/{year.year}"))
            record = unit.session.get(HolidayTable, (unit.county, uid))
            if record is None:
                record = unit.add(
                    HolidayTable(uid=uid, year=year.year, source=year.source, days=days, working=working)
                )
            else:
                record.retracted = False
                record.source, record.days, record.working = year.source, days, working
            return Installed(unit.change_set, year)

    @allowed(*EVERYONE)
    def market_days(self, _actor: Actor) -> dict[str, MarketDays]:
        """Return the market days by village code."""
        with self._store.reading() as session:
            return market_calendar(session)

    @allowed(*OFFICERS)
    def set_market_days(self, actor: Actor, village_code: str, text: str) -> str | None:
        """Write a village's market days down, "" for none; returns the change set, None when they were so already.

        Raises:
            MarketDaysUnclear: The text cannot be read.
            NotFound: There is no such village here.
        """
        cleaned = text.strip()
        if cleaned:
            days = parse_market_days(cleaned)
            cleaned = f"{days.kind.value}:{','.join(map(str, days.numbers))}"
        with self._writing(actor, N_("修改赶集日")) as unit:
            query = select(Village.uid).where(Village.code == village_code, Village.retracted.is_(False))
            uid = unit.session.execute(query).scalar()
            if uid is None:
                raise NotFound
            unit.get(Village, uid).market_days = cleaned or None
            return unit.undoable()
