"""转场: who has moved, will move or is back, who covers each place, who was left behind; move many, bring many back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_, FieldProblem
from desktop_app.domain.terms import ReachKind, ResidenceKind, Term
from desktop_app.models import Residence, Visitor
from desktop_app.progress import SILENT, Progress
from desktop_app.services.actor import EVERYONE, OFFICERS, WORKERS, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.decision_checks import (
    OFF_REGISTER,
    Decided,
    Person,
    check_order,
    decided,
    household_of,
    optional_text,
    read_people,
    visitor_for,
    visitor_names,
)
from desktop_app.services.left_behind import MOVE_KEYS, LeftBehindRow, stays_between, term_of, who_stayed
from desktop_app.services.move_tables import LEFT_COLUMNS, MOVE_COLUMNS, write_list
from desktop_app.services.places import Places
from desktop_app.storage.queries.elders import village_names
from desktop_app.storage.queries.links import groups

USUAL_DAYS = timedelta(days=60)
"""How far back and ahead the list looks unless somebody asks for other days."""


class MoveState(Term):
    """Where a move stands on a day."""

    AHEAD = "ahead", "将转场"
    AWAY = "away", "在外"
    BACK = "back", "已返回"


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveFilter:
    """What the list is narrowed to; without days, two months back and ahead."""

    from_on: date | None = None
    to_on: date | None = None
    village_code: str | None = None
    uncovered: bool = False


@dataclass(frozen=True, slots=True)
class MoveRow:
    """One stay away with who is there, who visits there, and how."""

    uid: str
    elder_uid: str
    name: str
    village_code: str
    village: str
    kind: str
    place: str
    from_on: date
    to_on: date | None
    covered_by_uid: str | None
    covered_by: str | None
    reach: str | None
    state: MoveState


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveDraft:
    """A move of some people to one place from a day on; ``to_on`` is the last day there, where it is known."""

    elder_uids: tuple[str, ...]
    kind: str
    from_on: date
    to_on: date | None = None
    place: str | None = None
    village_code: str | None = None
    visitor_uid: str | None = None
    reach: str | None = None


@dataclass(frozen=True, slots=True)
class MoveLine:
    """What a move would do to one person; ``refused`` says why not, in words."""

    elder_uid: str
    name: str
    refused: str = ""


class SeasonalMoveService(Service):
    """转场."""

    @allowed(*EVERYONE)
    def list(self, _actor: Actor, wanted: MoveFilter | None = None) -> list[MoveRow]:
        """Return stays away that touch the days asked for: those ahead, then those who are away, then those back."""
        narrowed, today = wanted or MoveFilter(), self._context.today()
        first, last = narrowed.from_on or today - USUAL_DAYS, narrowed.to_on or today + USUAL_DAYS
        if last < first:
            raise FieldProblem(field="to_on", label=N_("最后一天"), reason=N_("不能早于开始日期"))
        with self._store.reading() as session:
            joined = groups(session)
            stays = stays_between(session, None, first, last)
            people = read_people(session, [each.elder_uid for each in stays], village_names(session), joined)
            names = visitor_names(session)
            rows = []
            for stay in stays:
                person = people.get(joined.canonical(stay.elder_uid))
                if person is None or not person.on_register(max(stay.from_on, first)):
                    continue
                covered = names.get(stay.covered_by_uid or "") or stay.covered_by
                if narrowed.village_code not in (None, person.village_code) or (
                    narrowed.uncovered and covered
                ):
                    continue
                rows.append(_row(stay, person, covered, today))
        order = list(MoveState)
        return sorted(
            rows, key=lambda row: (order.index(row.state), row.village_code, row.place, row.from_on, row.name)
        )

    @allowed(*EVERYONE)
    def left_behind(self, _actor: Actor, *, village_code: str | None = None) -> Sequence[LeftBehindRow]:
        """Return who stayed although somebody of the household, or of the village, has moved.

        Of a village only those with the category 留守 are meant; those of a household come first.
        """
        today = self._context.today()
        with self._store.reading() as session:
            found = who_stayed(session, today)
        rows = [row for row in found if village_code in (None, row.village_code)]
        return sorted(rows, key=lambda row: (not row.household, row.village_code, row.name, row.elder_uid))

    @allowed(*EVERYONE)
    def household(self, _actor: Actor, elder_uid: str) -> Sequence[MoveLine]:
        """Return who lives in a person's household today, the person first."""
        with self._store.reading() as session:
            _home, uids = household_of(session, elder_uid, self._context.today())
            people = read_people(session, uids, {})
        return [MoveLine(uid, people[uid].name) for uid in uids if uid in people]

    @allowed(*WORKERS)
    def preview(self, _actor: Actor, draft: MoveDraft) -> Sequence[MoveLine]:
        """Say for each person whether the move is possible; raises ``FieldProblem`` for what is wrong for all."""
        with self._store.reading() as session:
            self._check(session, self._context.site.county, draft)
            return [line for line, _stays in self._judged(session, draft)]

    @allowed(*WORKERS)
    def go(self, actor: Actor, draft: MoveDraft) -> Decided:
        """Move everybody who can be moved; the rest is left out with the reason.

        A stay elsewhere that is still open ends on the day of the move. Raises ``FieldProblem``, also when nobody
        can be moved.
        """
        with self._writing(actor, N_("转场")) as unit:
            visitor = self._check(unit.session, unit.county, draft)
            judged = self._judged(unit.session, draft)
            made, left_out = [], []
            for line, stays in judged:
                if line.refused:
                    left_out.append((line.name, line.refused))
                    continue
                for stay in stays:
                    stay.to_on = draft.from_on
                stay = Residence(
                    elder_uid=line.elder_uid,
                    kind=draft.kind,
                    place=optional_text(draft.place),
                    from_on=draft.from_on,
                    to_on=draft.to_on,
                    village_code=draft.village_code,
                    covered_by=visitor.name if visitor else None,
                    covered_by_uid=visitor.uid if visitor else None,
                    reach=draft.reach,
                )
                made.append(unit.add(stay).uid)
            _refuse_none(made, left_out)
            return decided(unit, made, left_out)

    @allowed(*WORKERS)
    def bring_back(self, actor: Actor, elder_uids: Sequence[str], *, on: date | None = None) -> Decided:
        """End the stays of people who are back; ``on``, today by default, is the last day there.

        A stay that would only have begun later is taken back. Raises ``FieldProblem`` when nobody is away.
        """
        last = on or self._context.today()
        with self._writing(actor, N_("转场返回")) as unit:
            joined = groups(unit.session)
            people = read_people(unit.session, elder_uids, {}, joined)
            stays = stays_between(unit.session, joined.expand(list(people)), last, None)
            changed, left_out = [], []
            for uid, person in people.items():
                mine = [each for each in stays if joined.canonical(each.elder_uid) == uid]
                away = [each for each in mine if each.from_on <= last] or mine[:1]
                if not away:
                    left_out.append((person.name, _("那天没有在外居住")))
                for stay in away:
                    changed.append(stay.uid)
                    if stay.from_on > last:
                        unit.retract(stay)
                    else:
                        stay.to_on = last
            _refuse_none(changed, left_out)
            return decided(unit, changed, left_out)

    @allowed(*WORKERS)
    def cover(
        self, actor: Actor, stay_uids: Sequence[str], *, visitor_uid: str | None, reach: str | None
    ) -> Decided:
        """Say who visits at some stays, and how; raises ``FieldProblem`` and ``NotFound``."""
        if reach is not None:
            ReachKind(reach)
        with self._writing(actor, N_("安排转场期间的探访")) as unit:
            visitor = self._visitor(unit.session, unit.county, visitor_uid, self._context.today())
            for uid in stay_uids:
                stay = unit.get(Residence, uid)
                stay.covered_by_uid = visitor.uid if visitor else None
                stay.covered_by = visitor.name if visitor else None
                stay.reach = reach
            return decided(unit, list(stay_uids))

    @allowed(*OFFICERS)
    def export(
        self, actor: Actor, path: Path, rows: Sequence[MoveRow], *, progress: Progress = SILENT
    ) -> int:
        """Write lines of the list to an .xlsx; returns how many."""
        lines = [
            (
                row.name,
                row.village,
                row.state.term,
                term_of(ResidenceKind, row.kind),
                row.place,
                row.from_on,
                row.to_on,
                row.covered_by or "原责任人",
                term_of(ReachKind, row.reach) or "照常",
            )
            for row in rows
        ]
        write_list(self._context, actor, path, "转场人员名单", MOVE_COLUMNS, lines, progress)
        return len(lines)

    @allowed(*OFFICERS)
    def export_left_behind(
        self, actor: Actor, path: Path, rows: Sequence[LeftBehindRow], *, progress: Progress = SILENT
    ) -> int:
        """Write the list of those left behind to an .xlsx; returns how many."""
        lines = [(row.name, row.village, row.why.say(str), row.since_on, row.visitor or "") for row in rows]
        write_list(self._context, actor, path, "转场后留守人员名单", LEFT_COLUMNS, lines, progress)
        return len(lines)

    def _check(self, session: Session, county: str, draft: MoveDraft) -> Visitor | None:
        """Refuse what is wrong whoever moves; returns the visitor at the place."""
        if draft.kind not in MOVE_KEYS:
            raise FieldProblem(field="kind", label=N_("搬到"), reason=N_("只能是牧点、镇上、子女家或其他"))
        if draft.reach is not None:
            ReachKind(draft.reach)
        check_order(draft.from_on, draft.to_on)
        today = self._context.today()
        if draft.from_on > today + timedelta(days=366):
            raise FieldProblem(field="from_on", label=N_("搬走日期"), reason=N_("最多提前一年登记"))
        if not draft.elder_uids:
            raise FieldProblem(field="elder", label=N_("老年人"), reason=N_("请先选中要转场的人"))
        if draft.village_code and draft.village_code not in {
            each.code for each in Places(self._context).villages()
        }:
            raise FieldProblem(field="village_code", label=N_("嘎查村（社区）"), reason=N_("没有这个代码"))
        return self._visitor(session, county, draft.visitor_uid, draft.from_on)

    def _visitor(self, session: Session, county: str, uid: str | None, on: date) -> Visitor | None:
        return visitor_for(session, county, uid, on, "visitor_uid", N_("由谁探访")) if uid else None

    def _judged(self, session: Session, draft: MoveDraft) -> Sequence[tuple[MoveLine, Sequence[Residence]]]:
        """Return per person whether the move is possible, and the stays that it ends."""
        joined = groups(session)
        people = read_people(session, draft.elder_uids, {}, joined)
        if not people:
            raise FieldProblem(field="elder", label=N_("老年人"), reason=N_("名册中没有此人"))
        stays: dict[str, list[Residence]] = {}
        for each in stays_between(
            session, joined.expand(list(people)), draft.from_on, draft.to_on, moves=False
        ):
            stays.setdefault(joined.canonical(each.elder_uid), []).append(each)
        found = []
        for uid, person in people.items():
            mine = stays.get(uid, [])
            line = MoveLine(uid, person.name, _refusal(person, mine, draft, self._context.today()))
            found.append(
                (line, [] if line.refused else [stay for stay in mine if stay.to_on != draft.from_on])
            )
        return found


def _refusal(person: Person, stays: Sequence[Residence], draft: MoveDraft, today: date) -> str:
    """Return in words why somebody cannot move; "" for somebody who can."""
    if not person.on_register(draft.from_on):
        return _(OFF_REGISTER)
    for stay in stays:
        words = term_of(ResidenceKind, stay.kind)
        if stay.kind == ResidenceKind.INSTITUTION.value:
            return _("那时住在养老机构")
        if stay.kind == draft.kind and stay.from_on <= draft.from_on and stay.to_on is None:
            return _("{day} 起已经住在“{where}”").format(day=stay.from_on.isoformat(), where=_(words))
        over = stay.to_on is not None and stay.to_on < today and stay.to_on != draft.from_on
        if stay.from_on >= draft.from_on or over:
            return _("与“{where}”（{first} 至 {last}）的居住时段重叠").format(
                where=_(words),
                first=stay.from_on.isoformat(),
                last=stay.to_on.isoformat() if stay.to_on else _("至今"),
            )
    return ""


def _refuse_none(done: Sequence[str], left_out: Sequence[tuple[str, str]]) -> None:
    if not done:
        why = Counter(reason for _name, reason in left_out).most_common(1)
        raise FieldProblem(
            field="elder", label=N_("老年人"), reason=why[0][0] if why else N_("名册中没有此人")
        )


def _row(stay: Residence, person: Person, covered: str | None, today: date) -> MoveRow:
    state = MoveState.AWAY
    if stay.from_on > today:
        state = MoveState.AHEAD
    elif stay.to_on is not None and stay.to_on < today:
        state = MoveState.BACK
    return MoveRow(
        stay.uid,
        person.uid,
        person.name,
        person.village_code,
        person.village,
        stay.kind,
        stay.place or "",
        stay.from_on,
        stay.to_on,
        stay.covered_by_uid,
        covered,
        stay.reach,
        state,
    )
