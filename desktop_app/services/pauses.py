"""暂停探访: stop visits to one person or a household for a reason, look at it again on a day, end it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_, FieldProblem
from desktop_app.domain.terms import Term
from desktop_app.models import VisitPause
from desktop_app.services.actor import EVERYONE, WORKERS, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.decision_checks import (
    ONE_DAY,
    Decided,
    check_order,
    decided,
    end_or_retract,
    household_of,
    months_after,
    optional_text,
    overlaps,
    person_for,
    read_people,
    required_text,
)
from desktop_app.storage.queries.elders import village_names
from desktop_app.storage.queries.links import groups, members

USUAL_MONTHS, MOST_MONTHS = 1, 6
"""A pause is looked at again after a month, and after half a year at the latest."""

REVIEW_SOON = timedelta(days=7)
_ALREADY = N_("这段时间已登记暂停")
_REVIEW = N_("复核日期")


class PauseState(Term):
    """Where a pause stands on a day, most urgent first."""

    LAPSED = "lapsed", "暂停已到期"
    REVIEW = "review", "待复核"
    HOLDS = "holds", "暂停中"
    AHEAD = "ahead", "将暂停"
    OVER = "over", "已结束"


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseDraft:
    """What the form hands in; without ``review_on`` a month from the first day. ``household``: all members of today."""

    elder_uid: str
    from_on: date
    reason: str
    to_on: date | None = None
    review_on: date | None = None
    approver: str | None = None
    household: bool = False


@dataclass(frozen=True, slots=True)
class PauseRow:
    """One pause with whom it is about; ``lasts_to`` is the last day on which it holds in fact."""

    uid: str
    elder_uid: str
    name: str
    village_code: str
    village: str
    household_uid: str | None
    from_on: date
    to_on: date | None
    review_on: date
    lasts_to: date
    reason: str
    approver: str | None
    state: PauseState


class PauseService(Service):
    """暂停探访."""

    @allowed(*EVERYONE)
    def list(
        self,
        _actor: Actor,
        *,
        elder_uid: str | None = None,
        village_code: str | None = None,
        over: bool = False,
        to_review: bool = False,
    ) -> list[PauseRow]:
        """Return pauses, those to look at again first; ``over`` adds past ones, ``to_review`` leaves only the first."""
        today = self._context.today()
        with self._store.reading() as session:
            query = select(VisitPause).where(VisitPause.retracted.is_(False))
            if elder_uid is not None:
                query = query.where(VisitPause.elder_uid.in_(members(session, elder_uid)))
            found = list(session.execute(query).scalars())
            joined = groups(session)
            people = read_people(session, [each.elder_uid for each in found], village_names(session), joined)
            rows = []
            for each in found:
                person = people.get(joined.canonical(each.elder_uid))
                if person is None or (village_code and person.village_code != village_code):
                    continue
                row = PauseRow(
                    each.uid,
                    person.uid,
                    person.name,
                    person.village_code,
                    person.village,
                    each.household_uid,
                    each.from_on,
                    each.to_on,
                    each.review_on,
                    _lasts_to(each),
                    each.reason,
                    each.approver,
                    _state(each, today, gone=not person.on_register(today)),
                )
                rows.append(row)
        succeeded = {(row.elder_uid, row.from_on) for row in rows}
        rows = [row for row in rows if not _went_on(row, succeeded)] if not over else rows
        if to_review:
            rows = [row for row in rows if row.state in {PauseState.LAPSED, PauseState.REVIEW}]
        elif not over:
            rows = [row for row in rows if row.state is not PauseState.OVER]
        order = list(PauseState)
        return sorted(rows, key=lambda row: (order.index(row.state), row.review_on, row.name, row.uid))

    @allowed(*EVERYONE)
    def household(self, _actor: Actor, elder_uid: str) -> tuple[str, ...]:
        """Return the names of those who live in a person's household today, the person first."""
        today = self._context.today()
        with self._store.reading() as session:
            _home, uids = household_of(session, elder_uid, today)
            people = read_people(session, uids, {})
        return tuple(people[uid].name for uid in uids if uid in people and people[uid].on_register(today))

    @allowed(*WORKERS)
    def add(self, actor: Actor, draft: PauseDraft) -> Decided:
        """Pause visits to a person, or to everybody of the household; raises ``FieldProblem``.

        Members of the household who have left the register or are paused already are left out and named.
        """
        reason = required_text(draft.reason, "reason", N_("理由"))
        check_order(draft.from_on, draft.to_on)
        review_on = draft.review_on or months_after(draft.from_on, USUAL_MONTHS)
        self._check_review(draft.from_on, review_on)
        with self._writing(actor, N_("暂停探访")) as unit:
            person = person_for(unit.session, draft.elder_uid, draft.from_on)
            home, uids = None, [person.uid]
            if draft.household:
                home, uids = household_of(unit.session, person.uid, self._context.today())
            last = min(draft.to_on or date.max, review_on - ONE_DAY)
            paused = _paused(unit.session, uids, draft.from_on, last)
            if person.uid in paused:
                raise FieldProblem(field="from_on", label=N_("开始日期"), reason=_ALREADY)
            people = read_people(unit.session, uids, {})
            made, left_out = [], []
            for uid in (uid for uid in uids if uid in people):
                if uid in paused:
                    left_out.append((people[uid].name, _(_ALREADY)))
                    continue
                if not people[uid].on_register(draft.from_on):
                    continue
                record = VisitPause(
                    elder_uid=uid,
                    household_uid=home,
                    from_on=draft.from_on,
                    to_on=draft.to_on,
                    review_on=review_on,
                    reason=reason,
                    approver=optional_text(draft.approver),
                )
                made.append(unit.add(record).uid)
            return decided(unit, made, left_out)

    @allowed(*WORKERS)
    def end(self, actor: Actor, uid: str, *, on: date | None = None) -> Decided:
        """Let visits be owed again from a day on, today by default; others of the household stay paused.

        A pause that would then never have held is taken back. Raises ``FieldProblem`` for one that is over.
        """
        first = on or self._context.today()
        with self._writing(actor, N_("结束暂停")) as unit:
            record = unit.get(VisitPause, uid)
            last = _lasts_to(record)
            if record.to_on == last and last < first:
                raise FieldProblem(field="on", label=N_("恢复日期"), reason=N_("这次暂停在那之前已经结束"))
            # What ended by itself because nobody looked at it keeps its days; now somebody has.
            end_or_retract(unit, record, min(first, last + ONE_DAY))
            return decided(unit, [uid])

    @allowed(*WORKERS)
    def extend(self, actor: Actor, uid: str, *, review_on: date, to_on: date | None = None) -> Decided:
        """After looking at it again, let a pause go on until another review, at the latest to ``to_on``.

        One that ended by itself begins anew today: the days in between stay days on which visits were owed.
        """
        today = self._context.today()
        with self._writing(actor, N_("延长暂停")) as unit:
            record = unit.get(VisitPause, uid)
            person_for(unit.session, record.elder_uid, today)
            ended = _lasts_to(record) < today - ONE_DAY
            check_order(today if ended else record.from_on, to_on)
            self._check_review(max(today, record.from_on), review_on)
            if not ended:
                record.review_on, record.to_on = review_on, to_on
                self._refuse_overlap(unit.session, record)
                return decided(unit, [uid])
            again = VisitPause(
                elder_uid=record.elder_uid,
                household_uid=record.household_uid,
                from_on=today,
                to_on=to_on,
                review_on=review_on,
                reason=record.reason,
                approver=record.approver,
            )
            self._refuse_overlap(unit.session, again)
            return decided(unit, [unit.add(again).uid])

    def _check_review(self, from_on: date, review_on: date) -> None:
        today = self._context.today()
        if review_on <= from_on:
            raise FieldProblem(field="review_on", label=_REVIEW, reason=N_("应晚于开始日期"))
        if review_on <= today:
            raise FieldProblem(field="review_on", label=_REVIEW, reason=N_("应晚于今天"))
        if review_on > months_after(max(from_on, today), MOST_MONTHS):
            raise FieldProblem(field="review_on", label=_REVIEW, reason=N_("最迟六个月内要复核"))

    def _refuse_overlap(self, session: Session, record: VisitPause) -> None:
        if _paused(session, [record.elder_uid], record.from_on, _lasts_to(record), but=record.uid):
            raise FieldProblem(field="review_on", label=_REVIEW, reason=_ALREADY)


def _lasts_to(pause: VisitPause) -> date:
    """Return the last day on which a pause holds: never the day on which it must be looked at again."""
    return min(pause.to_on or date.max, pause.review_on - ONE_DAY)


def _state(pause: VisitPause, today: date, *, gone: bool) -> PauseState:
    if gone or (pause.to_on is not None and pause.to_on < min(today, pause.review_on)):
        return PauseState.OVER
    if pause.from_on > today:
        return PauseState.AHEAD
    if pause.review_on <= today:
        return PauseState.LAPSED
    ends_before = pause.to_on is not None and pause.to_on < pause.review_on
    soon = pause.review_on - today <= REVIEW_SOON and not ends_before
    return PauseState.REVIEW if soon else PauseState.HOLDS


def _went_on(row: PauseRow, begun: set[tuple[str, date]]) -> bool:
    """Tell whether a pause that ended by itself was followed by another of the same person."""
    return row.state is PauseState.LAPSED and any(
        uid == row.elder_uid and from_on > row.lasts_to for uid, from_on in begun
    )


def _paused(session: Session, uids: Sequence[str], first: date, last: date, *, but: str = "") -> set[str]:
    """Return who of some people is paused on a day of a stretch already."""
    joined = groups(session)
    query = select(VisitPause).where(
        VisitPause.retracted.is_(False), VisitPause.elder_uid.in_(joined.expand(uids))
    )
    with session.no_autoflush:
        found = list(session.execute(query).scalars())
    return {
        joined.canonical(each.elder_uid)
        for each in found
        if each.uid != but and overlaps(first, last, each.from_on, _lasts_to(each))
    }
