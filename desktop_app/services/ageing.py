"""Who is about to reach an age at which something begins, and who was registered before turning 60."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import ColumnElement, or_, select

from desktop_app.config.strings import _
from desktop_app.domain.ages import ELDER_AGE, OLDEST_OLD_AGE, birthday
from desktop_app.domain.dates import age_on
from desktop_app.domain.due_kinds import DueProof
from desktop_app.domain.errors import N_
from desktop_app.domain.phrases import Phrase, phrase
from desktop_app.domain.policies import Condition, DueServiceRule, PolicyProfile
from desktop_app.domain.terms import AccessKind
from desktop_app.models import ElderCard
from desktop_app.progress import SILENT, Progress
from desktop_app.reports.paper import Signed
from desktop_app.reports.workbooks import ColumnKind, TableColumn, write_table
from desktop_app.services.access_log import AccessLogService
from desktop_app.services.actor import EVERYONE, OFFICERS, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.places import Places
from desktop_app.storage.queries.elders import village_names

AGES = (60, 65, 75, 80, 90, 100)
"""The ages at which plans let something begin, or an office prepares something."""

USUAL_DAYS = 90
MOST_DAYS = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeingFilter:
    """Which birthdays are wanted: ``days`` ahead from today, today included; empty fields do not narrow."""

    days: int = USUAL_DAYS
    ages: tuple[int, ...] = AGES
    village_code: str | None = None
    ahead_only: bool = False
    """Only those not yet 60 who were registered ahead, however far their birthday is."""


@dataclass(frozen=True, slots=True)
class AgeingRow:
    """Somebody who reaches ``age`` on ``reaches_on``; ``ahead`` is 预登记: registered before turning 60."""

    uid: str
    name: str
    sex: str
    village_code: str
    village: str
    birth_on: date
    age: int
    reaches_on: date
    days_left: int
    ahead: bool
    begins: tuple[Phrase, ...]


class AgeingService(Service):
    """将满年龄."""

    @allowed(*EVERYONE)
    def list(self, _actor: Actor, wanted: AgeingFilter | None = None) -> list[AgeingRow]:
        """Return who reaches an age soon, the nearest birthday first.

        Elders who have left the register, and those without a known birthday, are not in it.
        """
        wanted = wanted or AgeingFilter()
        today = self._context.today()
        last = today + timedelta(days=min(max(wanted.days, 0), MOST_DAYS))
        query = select(
            ElderCard.elder_uid, ElderCard.name, ElderCard.sex, ElderCard.village_code, ElderCard.birth_on
        ).where(ElderCard.ended.is_(False))
        query = query.where(
            ElderCard.birth_on > _years_before(today, ELDER_AGE)
            if wanted.ahead_only
            else or_(*(_born_for(age, today, last) for age in wanted.ages))
        )
        if wanted.village_code:
            query = query.where(ElderCard.village_code == wanted.village_code)
        begins = {age: begins_at(self._context.rules.profiles, age, today) for age in AGES}
        found = []
        with self._store.reading() as session:
            villages = village_names(session)
            for uid, name, sex, village_code, birth_on in session.execute(query):
                if birth_on is None:
                    continue
                age = ELDER_AGE if wanted.ahead_only else _reached(birth_on, today, last, wanted.ages)
                if age is None:
                    continue
                on = birthday(birth_on, age)
                found.append(
                    AgeingRow(
                        uid=uid,
                        name=name,
                        sex=sex,
                        village_code=village_code,
                        village=villages.get(village_code, village_code),
                        birth_on=birth_on,
                        age=age,
                        reaches_on=on,
                        days_left=(on - today).days,
                        ahead=age_on(birth_on, today) < ELDER_AGE,
                        begins=begins[age],
                    )
                )
        found.sort(key=lambda row: (row.reaches_on, row.village_code, row.name, row.uid))
        return found

    @allowed(*OFFICERS)
    def export(
        self,
        actor: Actor,
        path: Path,
        rows: Sequence[AgeingRow],
        *,
        progress: Progress = SILENT,
    ) -> int:
        """Write lines of the list to an .xlsx; returns how many."""
        site = self._context.site
        signed = Signed(
            unit=site.unit_name,
            division=Places(self._context).full_name(site.division_code),
            made_by=actor.name,
            printed_at=self._context.clock.now(),
            sample=site.sample,
            masked=True,
        )
        lines = [
            (
                row.name,
                row.village,
                row.birth_on,
                row.age,
                row.reaches_on,
                row.days_left,
                "预登记" if row.ahead else "",
                "；".join(phrase.say(_) for phrase in row.begins),
            )
            for row in rows
        ]
        notes = ("说明：本表含个人信息，只限工作使用，请妥善保管，不得对外提供。",)
        write_table(path, "将满年龄人员名单", _COLUMNS, lines, notes, signed=signed, progress=progress)
        AccessLogService(self._context).note(
            actor, AccessKind.EXPORTED, what=N_("将满年龄人员名单"), people=len(lines)
        )
        return len(lines)


_COLUMNS = (
    TableColumn("姓名", width=14),
    TableColumn("嘎查村（社区）", width=18),
    TableColumn("出生日期", ColumnKind.DAY, 12),
    TableColumn("将满周岁", ColumnKind.NUMBER, 9),
    TableColumn("满龄日期", ColumnKind.DAY, 12),
    TableColumn("还有几天", ColumnKind.NUMBER, 9),
    TableColumn("登记情况", width=10),
    TableColumn("届时开始", width=48),
)


def begins_at(profiles: Sequence[PolicyProfile], age: int, on: date) -> tuple[Phrase, ...]:
    """Return what begins at an age by the profiles in force: the register's own words, then services and visits."""
    found: list[Phrase] = []
    if age == ELDER_AGE:
        found.append(Phrase(N_("计入60岁以上人数，开始按规则探访")))
    if age == OLDEST_OLD_AGE:
        found.append(Phrase(N_("成为高龄老年人")))
    for profile in profiles:
        if profile.valid_from > on or (profile.valid_to is not None and profile.valid_to < on):
            continue
        found += [
            _service_words(rule) for rule in profile.due_services if rule.enabled and _begin(rule.who, age)
        ]
        found += [Phrase(rule.title) for rule in profile.subsidies if rule.enabled and _begin(rule.who, age)]
        found += [
            phrase(N_("{rule}（符合条件的）"), rule=rule.title)
            for rule in profile.visit_rules
            if rule.enabled and age > ELDER_AGE and _begin(rule.who, age)
        ]
        found += [
            phrase(N_("{rule}（符合条件的）"), rule=tier.title)
            for tier in profile.tiers
            if age > ELDER_AGE and _begin(tier.who, age)
        ]
    return tuple(dict.fromkeys(found))


def _service_words(rule: DueServiceRule) -> Phrase:
    if rule.proof is not DueProof.SERVICE:
        return Phrase(rule.title)
    return phrase(N_("{service}（每年 {count} 次）"), service=rule.title, count=rule.times_per_year)


def _begin(who: Sequence[Condition], age: int) -> bool:
    """Tell whether a rule begins to mean people at an age."""
    return any(condition.min_age == age for condition in who)


def _years_before(on: date, years: int) -> date:
    """Return the day so many years before, 28 February where that year has no 29th."""
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        return date(on.year - years, 2, 28)


def _born_for(age: int, first: date, last: date) -> ColumnElement[bool]:
    """Return the condition on the day of birth for a birthday between two days, a day wider for 29 February."""
    day = timedelta(days=1)
    return ElderCard.birth_on.between(_years_before(first, age) - day, _years_before(last, age) + day)


def _reached(birth_on: date, first: date, last: date, ages: Sequence[int]) -> int | None:
    """Return the age whose birthday lies between two days, both included."""
    return next((age for age in ages if first <= birthday(birth_on, age) <= last), None)
