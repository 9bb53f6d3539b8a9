"""打印记录: what goes to a printer is written down before it goes, so that after a failure nothing is printed twice unseen.

Before pages are handed to the printer it is kept that they *may* come out (``PrintJob.sent_pages``), after it has
taken the last page of a portion that this one is sent (``PrintPart.sent_at``). A crash in between leaves portions of
which nobody knows; they are printed again, and marked 副本.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from desktop_app.domain.errors import N_, InputError
from desktop_app.domain.terms import AccessKind
from desktop_app.models import PrintJob, PrintPart
from desktop_app.reports.catalogue import paper
from desktop_app.reports.printed import Printed
from desktop_app.services.access_log import access_entry
from desktop_app.services.actor import EVERYONE, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.issued_papers import record_issue
from desktop_app.services.paper_orders import PaperWish
from desktop_app.services.paper_wishes import wish_from_plain, wish_to_plain
from desktop_app.services.previews import PaperSeen
from desktop_app.services.print_portions import Portion, Ranges, Rest, left_over, portions
from desktop_app.services.printed_sheets import record
from desktop_app.storage.queries import print_jobs as queries
from desktop_app.storage.queries.print_jobs import PrintJobRow
from desktop_app.storage.store import Store
from desktop_app.storage.unit_of_work import new_uid

KEPT = timedelta(days=2 * 365 + 1)
"""After so long it is forgotten what was printed."""
LONGEST_SERIAL, LONGEST_TITLE, LONGEST_PRINTER = 100, 100, 100
_OPEN = (queries.RUNNING, queries.STOPPED)

_at_work: WeakKeyDictionary[Store, set[str]] = WeakKeyDictionary()
"""Jobs that this run of the program itself is printing; one that is not here but running was cut off."""


class PrintJobGone(InputError):
    """A job that was settled meanwhile."""

    code = "print.gone"
    what = N_("这次打印已经处理过了。")
    do_now = N_("需要时请重新打印，再次打印的会标明“副本”。")


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintOrder:
    """A paper on its way to the printer: what was wished, which pages, how often, and which run it goes on with.

    ``code`` is the check code, by which a paper that was made anew is known to say the same. ``came_out`` is how
    many portions of the run ``continues`` are known to be on paper.
    """

    wish: PaperWish
    title: str
    ranges: Ranges | None = None
    passes: int = 1
    code: str = ""
    continues: str | None = None
    came_out: int = 0


class PrintJobService(Service):
    """打印记录: local to this installation, never part of a batch."""

    @allowed(*EVERYONE)
    def portions(
        self, _actor: Actor, name: str, printed: Printed, *, ranges: Ranges | None = None, passes: int = 1
    ) -> list[Portion]:
        """Return what goes to the printer for a paper; what may be on paper already is marked 副本."""
        fresh = portions(name, printed, ranges=ranges, passes=passes)
        before = self._before(fresh)
        return portions(name, printed, ranges=ranges, before=before, passes=passes)

    @allowed(*EVERYONE)
    def printed_before(self, _actor: Actor, serials: Sequence[str]) -> frozenset[str]:
        """Return which of these serials (with the paper's name before them) may be on paper already."""
        with self._store.reading() as session:
            return frozenset(queries.may_be_out(session, sorted(set(serials))))

    @allowed(*EVERYONE)
    def start(self, actor: Actor, order: PrintOrder, printer: str, parts: Sequence[Portion]) -> str:
        """Write down what is about to be printed, before anything is; returns the job's uid."""
        now, uid = self._context.clock.now(), new_uid()
        with self._store.setting_up() as session:
            _forget_old(session, now - KEPT)
            if order.continues is not None:
                self._settle(session, order.continues)
            session.add(
                PrintJob(
                    uid=uid,
                    paper=order.wish.name,
                    title=order.title,
                    wish=_plain(order),
                    printer=printer[:LONGEST_PRINTER],
                    first_page=min((each.first_page for each in parts), default=1),
                    last_page=max((each.last_page for each in parts), default=1),
                    sent_pages=0,
                    state=queries.RUNNING,
                    started_at=now,
                    started_by=actor.name,
                )
            )
            session.flush()
            rows = list(_rows(uid, parts))
            if rows:
                session.execute(insert(PrintPart), rows)
        self._mine().add(uid)
        return uid

    @allowed(*EVERYONE)
    def sent(self, _actor: Actor, uid: str, taken: int, *, begun: int) -> None:
        """Note that the printer has taken the first ``taken`` pages, and that the first ``begun`` may come out.

        Pages are counted in the order of printing. None may go to the printer before it is noted as begun here.
        """
        with self._store.setting_up() as session:
            self._note(session, uid, taken, begun)

    @allowed(*EVERYONE)
    def finish(self, _actor: Actor, uid: str) -> None:
        """Note that the printer has taken everything."""
        with self._store.setting_up() as session:
            last = session.execute(
                select(PrintPart.last_page)
                .where(PrintPart.job_uid == uid)
                .order_by(PrintPart.number.desc())
                .limit(1)
            ).scalar()
            self._note(session, uid, last or 0, last or 0)
            self._end(session, uid, queries.DONE)
        self._mine().discard(uid)

    @allowed(*EVERYONE)
    def stop(self, _actor: Actor, uid: str, taken: int, *, begun: int) -> None:
        """Note that printing ended before its end; it waits to be gone on with or settled."""
        with self._store.setting_up() as session:
            session.execute(update(PrintJob).where(PrintJob.uid == uid).values(sent_pages=begun))
            self._note(session, uid, taken, begun)
            self._end(session, uid, queries.STOPPED)
        self._mine().discard(uid)

    @allowed(*EVERYONE)
    def interrupted(self, actor: Actor) -> list[PrintJobRow]:
        """Return the actor's jobs that ended before their end, by a failure or with the program, newest first."""
        mine = self._mine()
        with self._store.reading() as session:
            found = queries.jobs_in(session, _OPEN, actor.name)
        return [job for job in found if job.state == queries.STOPPED or job.uid not in mine]

    @allowed(*EVERYONE)
    def titles(self, _actor: Actor, uid: str) -> list[str]:
        """Return whose portions the job holds, in the order of printing."""
        with self._store.reading() as session:
            return [part.title for part in queries.parts_of(session, uid)]

    @allowed(*EVERYONE)
    def dismiss(self, _actor: Actor, uid: str) -> None:
        """Settle a job without printing the rest; what may be on paper stays known."""
        with self._store.setting_up() as session:
            self._settle(session, uid)
        self._mine().discard(uid)

    @allowed(*EVERYONE)
    def order_of(self, _actor: Actor, uid: str) -> PrintOrder:
        """Return what was asked for, to make the same paper anew; raises ``PrintJobGone``."""
        with self._store.reading() as session:
            return _order(_open_job(session, uid))

    @allowed(*EVERYONE)
    def plan_resume(
        self, _actor: Actor, uid: str, printed: Printed, *, code: str = "", came_out: int | None = None
    ) -> tuple[PrintOrder, Rest]:
        """Return what is left to print of a job whose paper was made anew, and the order that goes on with it.

        ``came_out`` is how many portions the user holds in hand, as many as the printer took when left out.
        Raises ``PrintJobGone``.
        """
        with self._store.reading() as session:
            job = _open_job(session, uid)
            order = _order(job)
            asked = [
                Portion(part.serial, part.title, part.first_page, part.last_page, part.copy)
                for part in queries.parts_of(session, uid)
            ]
            earlier = list(_done_before(session, order))
        done = min(max(job.sent_parts if came_out is None else came_out, 0), job.may_parts)
        made = portions(job.paper, printed, ranges=order.ranges, passes=order.passes)
        # As they are kept, or long titles would not be the same.
        again = [
            replace(each, serial=each.serial[:LONGEST_SERIAL], title=each.title[:LONGEST_TITLE])
            for each in made
        ]
        rest = left_over(
            again,
            asked,
            done,
            before=self._before(again),
            earlier=earlier,
            same_data=not order.code or not code or order.code == code,
        )
        return replace(order, code=code or order.code, continues=uid, came_out=done), rest

    @allowed(*EVERYONE)
    def note(
        self,
        actor: Actor,
        wish: PaperWish,
        seen: PaperSeen,
        *,
        title: str = "",
        people: int | None = None,
    ) -> None:
        """Enter what a printed paper leaves behind, all of it or nothing.

        Whose data went out goes into the ledger, its coded sheets are waited for from now on, and what it states
        is kept under its check code. ``people`` is how many of them are on the pages that are printed.
        """
        entry, now = paper(wish.name), self._context.clock.now()
        with self._store.setting_up() as session:
            if seen.sheets:
                record(session, actor, now, seen.sheets)
            elder_uid = seen.elder_uid or wish.elder_uid
            shown = max(seen.people, 1 if elder_uid else 0)
            if shown:
                session.add(
                    access_entry(
                        actor,
                        AccessKind.PRINTED,
                        now,
                        what=title or (entry.title if entry is not None else wish.name),
                        elder_uid=elder_uid,
                        people=shown if people is None else min(people, shown),
                        reason=wish.reason,
                        recipient=wish.recipient,
                    )
                )
            record_issue(session, self._context, actor, wish, seen)

    def _before(self, wanted: Sequence[Portion]) -> set[str]:
        serials = sorted({each.serial[:LONGEST_SERIAL] for each in wanted if each.serial})
        with self._store.reading() as session:
            return queries.may_be_out(session, serials, sorted(self._mine()))

    def _mine(self) -> set[str]:
        return _at_work.setdefault(self._store, set())

    def _note(self, session: Session, uid: str, taken: int, begun: int) -> None:
        now = self._context.clock.now()
        session.execute(
            update(PrintJob).where(PrintJob.uid == uid, PrintJob.sent_pages < begun).values(sent_pages=begun)
        )
        session.execute(
            update(PrintPart)
            .where(PrintPart.job_uid == uid, PrintPart.last_page <= taken, PrintPart.sent_at.is_(None))
            .values(sent_at=now)
        )

    def _end(self, session: Session, uid: str, state: str) -> None:
        session.execute(
            update(PrintJob)
            .where(PrintJob.uid == uid)
            .values(state=state, ended_at=self._context.clock.now())
        )

    def _settle(self, session: Session, uid: str) -> None:
        session.execute(
            update(PrintJob)
            .where(PrintJob.uid == uid, PrintJob.state.in_(_OPEN))
            .values(state=queries.DISMISSED, ended_at=self._context.clock.now())
        )


def _rows(uid: str, parts: Sequence[Portion]) -> Iterator[dict[str, Any]]:
    page = 0
    for number, each in enumerate(parts, start=1):
        yield {
            "job_uid": uid,
            "number": number,
            "serial": each.serial[:LONGEST_SERIAL],
            "title": each.title[:LONGEST_TITLE],
            "first_page": page + 1,
            "last_page": page + each.pages,
            "copy": each.copy,
            "sent_at": None,
        }
        page += each.pages


def _plain(order: PrintOrder) -> dict[str, Any]:
    return {
        "wish": wish_to_plain(order.wish),
        "ranges": None if order.ranges is None else [list(each) for each in order.ranges],
        "passes": order.passes,
        "code": order.code,
        "continues": order.continues,
        "came_out": order.came_out,
    }


def _order(job: PrintJobRow) -> PrintOrder:
    kept = job.order
    ranges = kept.get("ranges")
    return PrintOrder(
        wish=wish_from_plain(kept["wish"]),
        title=job.title,
        ranges=None if ranges is None else tuple((first, last) for first, last in ranges),
        passes=kept.get("passes", 1),
        code=kept.get("code", ""),
        continues=kept.get("continues"),
        came_out=kept.get("came_out", 0),
    )


def _open_job(session: Session, uid: str) -> PrintJobRow:
    job = queries.job_of(session, uid)
    if job is None or job.state not in _OPEN:
        raise PrintJobGone
    return job


def _done_before(session: Session, order: PrintOrder) -> Iterator[str]:
    """Yield the serials that the runs before this one brought onto paper."""
    while order.continues is not None:
        job = queries.job_of(session, order.continues)
        if job is None:
            return
        for part in queries.parts_of(session, job.uid)[: order.came_out]:
            if part.serial:
                yield part.serial
        order = _order(job)


def _forget_old(session: Session, before: datetime) -> None:
    old = select(PrintJob.uid).where(PrintJob.started_at < before)
    session.execute(delete(PrintPart).where(PrintPart.job_uid.in_(old)))
    session.execute(delete(PrintJob).where(PrintJob.started_at < before))
