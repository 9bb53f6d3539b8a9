"""出件登记: every paper with a check code that was printed or saved, with what it said and the wish it came from.

Each time is a row of its own; what the paper said is kept once for a code, in the newest row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.orm import Session, aliased

from desktop_app.models import IssuedPaper
from desktop_app.reports.statements import Statement, unpack
from desktop_app.services.access_log import day_begins
from desktop_app.services.actor import EVERYONE, Actor, allowed
from desktop_app.services.context import Context, Service
from desktop_app.services.paper_orders import Issue, PaperWish
from desktop_app.services.paper_wishes import wish_from_plain, wish_to_plain
from desktop_app.storage.unit_of_work import new_uid

KEPT = timedelta(days=3 * 365 + 1)
"""What went out so long ago is forgotten, with what it said."""
MOST = 500
"""How many papers a list holds."""
_DAY, _COLUMNS = "made_for", "columns"
"""What is kept beside the wish: the day that was today, and the columns of a table."""
_SAYS = func.length(IssuedPaper.statement) > 0


class Out(Protocol):
    """A finished paper: a file (``Made``) or one in memory (``PaperSeen``)."""

    @property
    def issue(self) -> Issue | None:
        """Return what it states; None for a paper that states nothing."""
        ...

    @property
    def pages(self) -> int:
        """Return how many pages it has."""
        ...

    @property
    def people(self) -> int:
        """Return how many people's data it shows."""
        ...


@dataclass(frozen=True, slots=True)
class IssuedRow:
    """A paper that went out, as it did the last time; ``times`` counts how often the same one did."""

    code: str
    paper: str
    title: str
    pages: int
    people: int
    made_at: datetime
    made_by: str
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Everything that is known of a paper that went out; ``on`` is the day that was today when it was made."""

    row: IssuedRow
    wish: PaperWish
    on: date
    rules: str
    cut_off_at: datetime | None
    said: Statement
    columns: tuple[str, ...]


class IssuedPaperService(Service):
    """出件登记: local to this installation, never part of a batch."""

    @allowed(*EVERYONE)
    def record(self, actor: Actor, wish: PaperWish, out: Out) -> None:
        """Note that this paper was printed or handed out; does nothing for one that states nothing."""
        if out.issue is None:
            return
        with self._store.setting_up() as session:
            record_issue(session, self._context, actor, wish, out)

    @allowed(*EVERYONE)
    def newest(self, _actor: Actor, *, month: tuple[int, int] | None = None) -> list[IssuedRow]:
        """Return the papers that went out last, or in a month, the newest first, each code once."""
        query = _newest()
        if month is not None:
            year, number = month
            following = date(year + number // 12, number % 12 + 1, 1)
            query = query.where(
                IssuedPaper.made_at >= day_begins(date(year, number, 1)),
                IssuedPaper.made_at < day_begins(following),
            )
        with self._store.reading() as session:
            return [IssuedRow(*row) for row in session.execute(query.limit(MOST))]


def record_issue(session: Session, context: Context, actor: Actor, wish: PaperWish, out: Out) -> None:
    """Note that a paper went out; what went out too long ago is forgotten by the way."""
    issue = out.issue
    if issue is None:
        return
    now = context.clock.now()
    session.execute(delete(IssuedPaper).where(IssuedPaper.made_at < now - KEPT))
    session.execute(update(IssuedPaper).where(IssuedPaper.code == issue.code).values(statement=b""))
    session.add(
        IssuedPaper(
            uid=new_uid(),
            code=issue.code,
            paper=wish.name,
            title=issue.title,
            wish={
                **wish_to_plain(wish),
                _DAY: context.today().isoformat(),
                _COLUMNS: list(issue.columns),
            },
            rules=issue.rules,
            cut_off_at=issue.cut_off_at,
            statement=issue.statement,
            pages=out.pages,
            people=out.people,
            made_at=now,
            made_by=actor.name,
        )
    )


def kept_of(session: Session, code: str) -> Kept | None:
    """Return what is known of the paper with a check code; None if none went out from here."""
    row = session.execute(_newest().where(IssuedPaper.code == code)).first()
    found = session.execute(select(IssuedPaper).where(IssuedPaper.code == code, _SAYS)).scalars().first()
    if row is None or found is None:
        return None
    plain: Mapping[str, Any] = found.wish
    return Kept(
        row=IssuedRow(*row),
        wish=wish_from_plain(plain),
        on=date.fromisoformat(plain[_DAY]),
        rules=found.rules,
        cut_off_at=found.cut_off_at,
        said=unpack(found.statement),
        columns=tuple(plain[_COLUMNS]),
    )


def codes_in(session: Session) -> list[str]:
    """Return every check code that went out from here."""
    return list(session.execute(select(IssuedPaper.code).distinct()).scalars())


def _newest() -> Select[str, str, str, int, int, datetime, str, int]:
    """Take the newest row of each code, the one that holds what the paper said."""
    same = aliased(IssuedPaper)
    times = select(func.count()).where(same.code == IssuedPaper.code).correlate(IssuedPaper).scalar_subquery()
    return (
        select(
            IssuedPaper.code,
            IssuedPaper.paper,
            IssuedPaper.title,
            IssuedPaper.pages,
            IssuedPaper.people,
            IssuedPaper.made_at,
            IssuedPaper.made_by,
            times,
        )
        .where(_SAYS)
        .order_by(IssuedPaper.made_at.desc(), IssuedPaper.uid.desc())
    )
