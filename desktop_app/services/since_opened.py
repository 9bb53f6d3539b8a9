"""上次打开以来: what fell due, became overdue, happened or ran out while nobody looked; settled by village."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.config.strings import _
from desktop_app.domain.characters import printable
from desktop_app.domain.errors import N_, FieldProblem, InputError
from desktop_app.domain.terms import DutyKind, DutyState, LifeEventKind, Term, WaiverKind
from desktop_app.models import DutyRow, DutyWaiver
from desktop_app.scheduling.rulebook import BookedRule
from desktop_app.services import settings
from desktop_app.services.actor import EVERYONE, OFFICERS, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.duties import OwedRow, owed_row
from desktop_app.storage.queries import duties, since_opened
from desktop_app.storage.queries.duties import DutyLine
from desktop_app.storage.queries.elders import village_names
from desktop_app.storage.queries.since_opened import CardPlace, Occurred

LONGEST_REASON = 200
_DAY = timedelta(days=1)
_CAMPAIGN_DUE_SOON = timedelta(days=2)
_DIGITS = re.compile(r"(\d+)")
_EVENT_WORDS = {kind.value: kind.term for kind in LifeEventKind}


class SinceKind(Term):
    """What came up since the last opening, most urgent first."""

    TRIGGERED = "triggered", "新发生"
    OVERDUE = "overdue", "已逾期"
    DUE = "due", "已到期"
    NAMED = "named", "新列入专项"
    EXPIRED = "expired", "已失效"


class NotInBulk(InputError):
    """Somebody must find out about these people; a reason does not replace that."""

    code = "since.not_in_bulk"
    what = N_("所选的人里有 {count} 人有平安预警或重大变故探访，不能批量免访。")
    data_safe = N_("没有登记任何免访，数据没有改动。")
    do_now = N_("请先查明这些人的情况并登记探访；其余的人可以另行处理。")


class NothingMissed(InputError):
    """None of the people has missed a window."""

    code = "since.nothing_missed"
    what = N_("所选的人没有已逾期的探访，不需要批量处理。")
    data_safe = N_("没有登记任何免访，数据没有改动。")
    do_now = N_("请选择已逾期的人；还没有到期的探访不能预先免去。")


@dataclass(frozen=True, slots=True)
class SinceRow:
    """One thing that came up about one person: since which day, in words, and the owed visit it is about.

    ``can_settle`` tells whether ``settle`` takes the person.
    """

    kind: SinceKind
    on: date
    words: str
    elder_uid: str
    name: str
    village_code: str
    owed: OwedRow | None
    can_settle: bool


@dataclass(frozen=True, slots=True)
class SinceVillage:
    """What came up in one village, most urgent first."""

    code: str
    name: str
    rows: tuple[SinceRow, ...]


@dataclass(frozen=True, slots=True)
class SinceOpened:
    """What came up since ``last_on``, the day it was gone through last; None when it never was."""

    last_on: date | None
    today: date
    villages: tuple[SinceVillage, ...]

    @property
    def count(self) -> int:
        """Return how many things came up."""
        return sum(len(village.rows) for village in self.villages)

    def counts(self) -> dict[SinceKind, int]:
        """Return how many things of each kind came up."""
        rows = [row.kind for village in self.villages for row in village.rows]
        return {kind: rows.count(kind) for kind in SinceKind}


@dataclass(frozen=True, slots=True)
class RouteStop:
    """One person on today's route, with where to go."""

    owed: OwedRow
    group: str
    address: str


class SinceOpenedService(Service):
    """上次打开以来."""

    @allowed(*EVERYONE)
    def since(self, _actor: Actor) -> SinceOpened:
        """Return what came up since it was gone through last, by village; the duties must be up to date."""
        today = self._context.today()
        with self._store.reading() as session:
            last, number = _last_opened(session)
            if last is None or last > today:
                return SinceOpened(last, today, ())
            lines = duties.list_lines(
                session,
                on=today,
                states=(DutyState.OVERDUE.value, DutyState.DUE.value),
            )
            names = village_names(session)
            barred = _barred(session)
            rows = [
                _duty_row(kind, on, owed_row(line, names), barred)
                for kind, on, line in self._new_duties(lines, last)
            ]
            occurred = [
                (SinceKind.TRIGGERED, each, _(_EVENT_WORDS.get(each.words, each.words)))
                for each in since_opened.events_after(session, number)
            ]
            occurred += [
                (SinceKind.NAMED, each, each.words)
                for each in since_opened.campaigns_begun(session, number=number, last=last, on=today)
            ]
            occurred += [
                (SinceKind.EXPIRED, each, _("暂停探访到期：{reason}").format(reason=each.words))
                for each in since_opened.pauses_over(session, last=last, on=today)
            ]
            occurred += [
                (SinceKind.EXPIRED, each, _("排定的日子已过，没有探访记录"))
                for each in since_opened.plans_passed(session, last=last, on=today)
            ]
            people = since_opened.places(session, list({each.elder_uid for _kind, each, _words in occurred}))
            by_person = {line.elder_uid: line for line in lines}
            owed = {uid: owed_row(by_person[uid], names) for uid in people if uid in by_person}
        rows += _other_rows(occurred, people, owed, barred)
        return SinceOpened(last, today, _by_village(rows, names))

    @allowed(*EVERYONE)
    def seen(self, _actor: Actor) -> None:
        """Note that what came up was gone through today."""
        with self._store.setting_up() as session:
            number = since_opened.newest_entry(session)
            value = {"on": self._context.today().isoformat(), "entry": number}
            settings.write(session, settings.LAST_OPENED, value)

    @allowed(*OFFICERS)
    def settle(self, actor: Actor, village_code: str, elder_uids: Sequence[str], reason: str) -> str:
        """Waive what these people of a village missed up to yesterday; returns the change set for undoing.

        The windows that are still open stay owed. Raises ``FieldProblem`` for a missing or long reason,
        ``NotInBulk`` for people about whom there is an alarm or a life event, ``NothingMissed``.
        """
        reason = " ".join(printable(reason).split())
        if not reason:
            raise FieldProblem(field="reason", label=N_("理由"), reason=N_("请写明理由"))
        if len(reason) > LONGEST_REASON:
            raise FieldProblem(field="reason", label=N_("理由"), reason=N_("不能超过 200 字"))
        today = self._context.today()
        with self._writing(actor, N_("批量免访")) as unit:
            wanted = {
                uid
                for uid, place in since_opened.places(unit.session, list(elder_uids)).items()
                if place.village_code == village_code
            }
            barred = wanted & _barred(unit.session)
            if barred:
                raise NotInBulk(count=len(barred))
            missed = _missed(unit.session, wanted, today)
            if not missed:
                raise NothingMissed
            unit.insert_many(
                DutyWaiver,
                [
                    {
                        "elder_uid": elder_uid,
                        "kind": WaiverKind.WAIVED.value,
                        "about": about,
                        "from_on": first,
                        "to_on": today - _DAY,
                        "reason": reason,
                        "approver": actor.name,
                    }
                    for (elder_uid, about), first in sorted(missed.items())
                ],
            )
            return unit.change_set

    @allowed(*EVERYONE)
    def route(self, _actor: Actor, village_code: str) -> Sequence[RouteStop]:
        """Return whom to visit today in a village, in the order of the way; who lives together stays together."""
        today = self._context.today()
        with self._store.reading() as session:
            lines = duties.list_lines(
                session,
                on=today,
                states=(DutyState.OVERDUE.value, DutyState.DUE.value, DutyState.OPEN.value),
                village_code=village_code,
            )
            wanted = [
                line
                for line in lines
                if line.alert
                or line.state != DutyState.OPEN.value
                or (line.planned_on is not None and line.planned_on <= today)
            ]
            found = since_opened.places(session, [line.elder_uid for line in wanted])
            names = village_names(session)
        return [
            RouteStop(owed_row(line, names), found[line.elder_uid].group, found[line.elder_uid].address)
            for line in in_visiting_order([line for line in wanted if line.elder_uid in found], found)
        ]

    def _new_duties(
        self, lines: Iterable[DutyLine], last: date
    ) -> Iterator[tuple[SinceKind, date, DutyLine]]:
        """Yield which duties became due or overdue after a day, and since when they are."""
        booked = {rule.id: rule for rule in self._context.rules.book.rules}
        today = self._context.today()
        for line in lines:
            rule = booked.get(line.rule_id)
            if line.state == DutyState.OVERDUE.value:
                missed_on = today - timedelta(days=line.overdue_days)
                since, kind = missed_on + (rule.grace if rule else timedelta(0)) + _DAY, SinceKind.OVERDUE
            else:
                since, kind = became_due_on(line, rule), SinceKind.DUE
            if since > last:
                yield kind, min(since, today), line


def became_due_on(line: DutyLine, booked: BookedRule | None) -> date:
    """Return from which day on a duty that is 应探访 was so, as the engine decides it."""
    if line.kind == DutyKind.EVENT.value:
        return line.earliest_on
    soon = timedelta(days=booked.rule.due_soon_days) if booked else _CAMPAIGN_DUE_SOON
    return max(line.earliest_on, min(line.due_on, line.latest_on - soon))


def _last_opened(session: Session) -> tuple[date | None, int]:
    """Return the day and the last entry of the log when it was gone through last."""
    stored = settings.read(session, settings.LAST_OPENED)
    if not stored:
        return None, 0
    return date.fromisoformat(stored["on"]), int(stored["entry"])


def _barred(session: Session) -> frozenset[str]:
    """Return the people whose visits nobody may wave away in bulk: an alarm, or a life event to answer."""
    query = select(DutyRow.elder_uid).where(
        DutyRow.state.in_(duties.WAITING),
        DutyRow.alert.is_(True) | (DutyRow.kind == DutyKind.EVENT.value),
    )
    return frozenset(session.execute(query).scalars())


def _missed(session: Session, elder_uids: Iterable[str], today: date) -> dict[tuple[str, str], date]:
    """Return the first day of the first missed window by person and what the waiver is about."""
    wanted = set(elder_uids)
    found: dict[tuple[str, str], date] = {}
    query = select(DutyRow).where(
        DutyRow.state == DutyState.OVERDUE.value, DutyRow.kind != DutyKind.EVENT.value
    )
    for duty in session.execute(query).scalars():
        if duty.elder_uid not in wanted:
            continue
        about = duty.about or "/".join(duty.rule_id.split("/")[:2])
        first = min(duty.earliest_on, today - timedelta(days=duty.overdue_days))
        key = (duty.elder_uid, about)
        found[key] = min(found.get(key, first), first)
    return found


def _duty_row(kind: SinceKind, on: date, owed: OwedRow, barred: frozenset[str]) -> SinceRow:
    line = owed.line
    can_settle = line.state == DutyState.OVERDUE.value and line.elder_uid not in barred
    return SinceRow(kind, on, owed.why, line.elder_uid, line.name, line.village_code, owed, can_settle)


def _other_rows(
    occurred: Iterable[tuple[SinceKind, Occurred, str]],
    people: Mapping[str, CardPlace],
    owed: Mapping[str, OwedRow],
    barred: frozenset[str],
) -> list[SinceRow]:
    """Return what happened or ran out; about people who left the register nothing is told."""
    rows = []
    for kind, each, words in occurred:
        place = people.get(each.elder_uid)
        if place is None:
            continue
        mine = owed.get(each.elder_uid)
        overdue = mine is not None and mine.line.state == DutyState.OVERDUE.value
        rows.append(
            SinceRow(
                kind,
                each.on,
                words,
                each.elder_uid,
                place.name,
                place.village_code,
                mine,
                overdue and each.elder_uid not in barred,
            )
        )
    return rows


def _by_village(rows: Iterable[SinceRow], names: Mapping[str, str]) -> tuple[SinceVillage, ...]:
    kinds = list(SinceKind)
    by_code: dict[str, list[SinceRow]] = {}
    for row in sorted(rows, key=lambda row: (kinds.index(row.kind), row.on, row.name, row.elder_uid)):
        by_code.setdefault(row.village_code, []).append(row)
    return tuple(
        SinceVillage(code, names.get(code, code), tuple(found)) for code, found in sorted(by_code.items())
    )


def in_visiting_order(lines: Sequence[DutyLine], found: Mapping[str, CardPlace]) -> list[DutyLine]:
    """Return people in the order of group and address; a household goes where its first address is."""
    places: dict[str, tuple[list[tuple[int, int, str]], str]] = {}
    for line in lines:
        place, roof = found[line.elder_uid], line.household_uid or line.elder_uid
        here = (_natural(f"{place.group} {place.address}"), roof)
        places[roof] = min(places.get(roof, here), here)
    return sorted(lines, key=lambda line: (places[line.household_uid or line.elder_uid], line.name, line.uid))


def _natural(text: str) -> list[tuple[int, int, str]]:
    """Return a key that puts 2组 before 10组; an empty address comes last."""
    if not text.strip():
        return [(2, 0, "")]
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in _DIGITS.split(text) if part]
