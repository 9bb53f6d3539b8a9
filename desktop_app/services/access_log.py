"""查阅与输出台账: note who looked at, copied, exported or printed whose data, and read the notes back."""

from __future__ import annotations

import builtins
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from desktop_app.domain.errors import N_, FieldProblem
from desktop_app.domain.terms import AccessKind
from desktop_app.models import AccessEntry, Elder
from desktop_app.progress import SILENT, Progress
from desktop_app.reports.paper import CHINA, Signed
from desktop_app.reports.workbooks import ColumnKind, TableColumn, write_table
from desktop_app.services.actor import EVERYONE, OFFICERS, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.places import Places

OPENED = N_("打开一人一档")
REVEALED = N_("显示完整号码")
"""What looks are noted as; kept in Chinese and translated when they are shown."""

MOST_WHAT, MOST_REASON, MOST_RECIPIENT = 200, 200, 100
"""How long the texts of a note may be."""

_CHUNK = 900
_COLUMNS = (
    TableColumn("时间", width=18),
    TableColumn("操作人", width=12),
    TableColumn("种类", width=8),
    TableColumn("老年人", width=16),
    TableColumn("涉及人数", ColumnKind.NUMBER, 10),
    TableColumn("内容", width=44),
    TableColumn("理由", width=30),
    TableColumn("交给谁", width=24),
)
_NOTE = "说明：本台账按《网络数据安全管理条例》第十二条至少保存三年，含个人信息，请妥善保管。"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessFilter:
    """Which notes are wanted; the days are local and both belong to the period."""

    first_on: date | None = None
    last_on: date | None = None
    actor: str | None = None
    kind: AccessKind | None = None
    elder_uid: str | None = None


@dataclass(frozen=True, slots=True)
class AccessRow:
    """One note; ``name`` is the elder's of today, empty for notes about a whole list."""

    id: int
    at: datetime
    actor: str
    kind: str
    elder_uid: str | None
    name: str
    people: int
    what: str
    reason: str | None
    recipient: str | None


class AccessLogService(Service):
    """查阅与输出台账: local to this installation, never part of a batch."""

    @allowed(*EVERYONE)
    def note(
        self,
        actor: Actor,
        kind: AccessKind,
        *,
        what: str,
        elder_uid: str | None = None,
        people: int = 1,
        reason: str | None = None,
        recipient: str | None = None,
    ) -> None:
        """Note one look, copy, export or print, durable when this returns.

        ``what`` says in words what was shown or handed out and names nobody; texts are cut to their columns.
        """
        with self._store.setting_up() as session:
            session.add(
                access_entry(
                    actor,
                    kind,
                    self._context.clock.now(),
                    what=what,
                    elder_uid=elder_uid,
                    people=people,
                    reason=reason,
                    recipient=recipient,
                )
            )

    @allowed(*EVERYONE)
    def note_look(self, actor: Actor, elder_uid: str) -> bool:
        """Note that a person's file was opened, at most once per person, user and local day.

        Returns whether a note was written.
        """
        now = self._context.clock.now()
        with self._store.setting_up() as session:
            seen = select(AccessEntry.id).where(
                AccessEntry.elder_uid == elder_uid,
                AccessEntry.actor == actor.name,
                AccessEntry.kind == AccessKind.LOOKED.value,
                AccessEntry.what == OPENED,
                AccessEntry.at >= day_begins(now.astimezone().date()),
            )
            if session.execute(seen.limit(1)).first() is not None:
                return False
            session.add(access_entry(actor, AccessKind.LOOKED, now, what=OPENED, elder_uid=elder_uid))
        return True

    @allowed(*OFFICERS)
    def ids(self, _actor: Actor, wanted: AccessFilter) -> array[int]:
        """Return the numbers of the wanted notes, newest first, for a list that pages through them."""
        with self._store.reading() as session:
            query = _narrow(select(AccessEntry.id), wanted).order_by(AccessEntry.id.desc())
            return array("q", session.execute(query).scalars())

    @allowed(*OFFICERS)
    def rows(self, _actor: Actor, ids: Sequence[int]) -> builtins.list[AccessRow]:
        """Return notes in the order of ``ids``."""
        with self._store.reading() as session:
            return _rows(session, ids)

    @allowed(*OFFICERS)
    def list(
        self, actor: Actor, wanted: AccessFilter | None = None, *, most: int = 200
    ) -> builtins.list[AccessRow]:
        """Return the newest of the wanted notes."""
        return self.rows(actor, self.ids(actor, wanted or AccessFilter())[:most])

    @allowed(*OFFICERS)
    def actors(self, _actor: Actor) -> builtins.list[str]:
        """Return the names that occur in the notes, for the filter."""
        with self._store.reading() as session:
            query = select(AccessEntry.actor).distinct().order_by(AccessEntry.actor)
            return [*session.execute(query).scalars()]

    @allowed(*OFFICERS)
    def export(
        self, actor: Actor, path: Path, wanted: AccessFilter | None = None, *, progress: Progress = SILENT
    ) -> int:
        """Write the wanted notes to an .xlsx and note that too; returns how many there are.

        Raises ``FieldProblem`` for another ending.
        """
        if path.suffix.lower() != ".xlsx":
            raise FieldProblem(field="path", label=N_("文件名"), reason=N_("文件名应以 .xlsx 结尾"))
        found = self.rows(actor, self.ids(actor, wanted or AccessFilter()))
        cells = [
            (
                one.at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M"),
                one.actor,
                kind_word(one.kind),
                one.name,
                one.people,
                one.what,
                one.reason or "",
                one.recipient or "",
            )
            for one in found
        ]
        site = self._context.site
        signed = Signed(
            unit=site.unit_name,
            division=Places(self._context).full_name(site.division_code),
            made_by=actor.name,
            printed_at=self._context.clock.now(),
            sample=site.sample,
            masked=False,
        )
        write_table(path, "查阅与输出台账", _COLUMNS, cells, (_NOTE,), signed=signed, progress=progress)
        people = len({one.elder_uid for one in found if one.elder_uid})
        self.note(actor, AccessKind.EXPORTED, what=N_("查阅与输出台账"), people=people)
        return len(found)


def access_entry(
    actor: Actor,
    kind: AccessKind,
    at: datetime,
    *,
    what: str,
    elder_uid: str | None = None,
    people: int = 1,
    reason: str | None = None,
    recipient: str | None = None,
) -> AccessEntry:
    """Return the row of one note, for services that write it in a session of their own."""
    return AccessEntry(
        at=at,
        actor=actor.name,
        kind=kind.value,
        elder_uid=elder_uid,
        people=people,
        what=what[:MOST_WHAT],
        reason=_text(reason, MOST_REASON),
        recipient=_text(recipient, MOST_RECIPIENT),
    )


def entries_about(session: Session, elder_uids: Sequence[str]) -> builtins.list[AccessRow]:
    """Return the notes that name one of the elders, newest first."""
    query = (
        select(AccessEntry.id).where(AccessEntry.elder_uid.in_(elder_uids)).order_by(AccessEntry.id.desc())
    )
    return _rows(session, [*session.execute(query).scalars()])


def require_purpose(reason: str | None, recipient: str | None) -> None:
    """Refuse to hand out full data without a reason and a recipient; raises ``FieldProblem``."""
    for field, label, text, most in (
        ("reason", N_("理由"), reason, MOST_REASON),
        ("recipient", N_("交给谁"), recipient, MOST_RECIPIENT),
    ):
        if not (text or "").strip():
            raise FieldProblem(field=field, label=label, reason=N_("提供完整资料时必须填写"))
        if len((text or "").strip()) > most:
            raise FieldProblem(field=field, label=label, reason=N_("内容太长，请缩短"))


def kind_word(kind: str) -> str:
    """Return the official word of a stored kind."""
    known = {one.value: one.term for one in AccessKind}
    return known.get(kind, kind)


def day_begins(day: date) -> datetime:
    """Return the instant at which a local day begins."""
    return datetime.combine(day, time.min).astimezone().astimezone(UTC)


def _narrow(query: Select[Any], wanted: AccessFilter) -> Select[Any]:
    if wanted.first_on is not None:
        query = query.where(AccessEntry.at >= day_begins(wanted.first_on))
    if wanted.last_on is not None:
        query = query.where(AccessEntry.at < day_begins(wanted.last_on + timedelta(days=1)))
    if wanted.actor:
        query = query.where(AccessEntry.actor == wanted.actor)
    if wanted.kind is not None:
        query = query.where(AccessEntry.kind == wanted.kind.value)
    if wanted.elder_uid:
        query = query.where(AccessEntry.elder_uid == wanted.elder_uid)
    return query


def _rows(session: Session, ids: Sequence[int]) -> builtins.list[AccessRow]:
    found: dict[int, Any] = {}
    for start in range(0, len(ids), _CHUNK):
        part = list(ids[start : start + _CHUNK])
        query = select(AccessEntry).where(AccessEntry.id.in_(part))
        found.update({row.id: row for row in session.execute(query).scalars()})
    uids = sorted({row.elder_uid for row in found.values() if row.elder_uid})
    names: dict[str, str] = {}
    for start in range(0, len(uids), _CHUNK):
        query_names = select(Elder.uid, Elder.name).where(Elder.uid.in_(uids[start : start + _CHUNK]))
        names.update((row.uid, row.name) for row in session.execute(query_names))
    return [
        AccessRow(
            row.id,
            row.at,
            row.actor,
            row.kind,
            row.elder_uid,
            names.get(row.elder_uid or "", ""),
            row.people,
            row.what,
            row.reason,
            row.recipient,
        )
        for number in ids
        if (row := found.get(number)) is not None
    ]


def _text(text: str | None, most: int) -> str | None:
    return (text or "").strip()[:most] or None
