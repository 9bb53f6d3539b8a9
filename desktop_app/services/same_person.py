"""One person twice: judge two files, and take a judgement back; the files themselves stay as they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.domain.clusters import clusters
from desktop_app.domain.errors import N_, InputError
from desktop_app.domain.likeness import Likeness, likeness
from desktop_app.domain.terms import EndReason, LinkVerdict
from desktop_app.models import Change, Elder, PersonLink
from desktop_app.services.actor import EVERYONE, WORKERS, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.likeness import FileRow, certainty_needed, file_rows, two_files, two_heads
from desktop_app.services.moved_records import RecordedSince, move, recorded_after
from desktop_app.services.same_person_fields import joined_facts
from desktop_app.services.undo import take_back
from desktop_app.storage import journal
from desktop_app.storage.queries.links import Groups, LinkRow, groups, links_about
from desktop_app.storage.unit_of_work import UnitOfWork

MOST_WHY = 400
"""How long the stored reasons of a judgement may be."""


class TwoIdNumbers(InputError):
    """Both files carry a valid id number and the numbers differ; merging wants an explicit word."""

    code = "same_person.two_ids"
    what = N_("两份档案的身份证号都有效但不相同，很可能是两个人。")
    do_now = N_("请先核对身份证；确认是同一人后，再选择“确认合并”。")


class NotTogether(InputError):
    """The two files are not read as one, so there is nothing to take apart."""

    code = "same_person.not_together"
    what = N_("这两份档案没有合并在一起，不需要拆分。")
    do_now = N_("请刷新列表后再看。")


@dataclass(frozen=True, slots=True)
class JoinedFile:
    """One of the files a person is read from, with the judgement that joined it; the first one has none."""

    file: FileRow
    decided_on: date | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgement: the file the person is read under, and what ``UndoService`` undoes (None: nothing to do)."""

    uid: str
    change_set: str | None


class SamePersonService(Service):
    """同一人判定."""

    @allowed(*WORKERS)
    def merge(
        self,
        actor: Actor,
        uid: str,
        other_uid: str,
        *,
        keep: Mapping[str, str] | None = None,
        sure: bool = False,
    ) -> Judged:
        """Judge two files to be one person.

        ``keep`` names by key of ``same_person_fields.FIELDS`` the file whose value the joined file gets; the
        rest is as ``compare`` proposes. Raises ``SameFile``, ``NotFound``, and ``TwoIdNumbers`` unless ``sure``.
        """
        with self._writing(actor, N_("合并为同一人")) as unit:
            known = groups(unit.session)
            heads = two_heads(known, uid, other_uid)
            compared = two_files(unit.session, heads, self._context.today())
            if not sure and certainty_needed(*compared):
                raise TwoIdNumbers
            one, other = (unit.get(Elder, head) for head in heads)
            chosen = {
                key: known.canonical(file)
                for key, file in (keep or {}).items()
                if known.canonical(file) in heads
            }
            facts = joined_facts((one, other), chosen)
            for name, value in facts.items():
                if getattr(one, name) != value:
                    setattr(one, name, value)
            if facts["ended_because"] != EndReason.DECEASED.value:
                _take_deaths_back(unit, [*known.members(heads[0])[1:], *known.members(heads[1])])
            self._judge(unit, known, heads, LinkVerdict.SAME, likeness(*compared))
            unit.flush()
            return Judged(heads[0], unit.change_set)

    @allowed(*WORKERS)
    def differ(self, actor: Actor, uid: str, other_uid: str, why: str = "") -> Judged:
        """Remember that two files are not one person, so that nobody is asked again. Raises ``SameFile``."""
        with self._writing(actor, N_("判定不是同一人")) as unit:
            known = groups(unit.session)
            heads = two_heads(known, uid, other_uid)
            found = likeness(*two_files(unit.session, heads, self._context.today()))
            self._judge(unit, known, heads, LinkVerdict.DIFFERENT, found, why.strip())
            unit.flush()
            return Judged(heads[0], unit.change_set if unit.journal.written else None)

    @allowed(*WORKERS)
    def separate(self, actor: Actor, uid: str, other_uid: str, *, moving: Sequence[str] = ()) -> Judged:
        """Take back what joined two files, with what it wrote; raises ``NotTogether``.

        Fields that somebody changed since stay as they are. What was recorded since (``recorded_since``) stays with
        the file it was recorded on, but for what ``moving`` names: it goes to the file of ``other_uid``. What is
        about a finding or an arrangement goes where that is.
        """
        with self._writing(actor, N_("拆分档案")) as unit:
            cut = _cut(unit.session, uid, other_uid)
            sets = select(Change.change_set_uid).where(
                Change.entity == PersonLink.__tablename__,
                Change.uid.in_([link.uid for link in cut]),
                Change.seen == "",
            )
            query = select(Change).where(Change.change_set_uid.in_(sets))
            entries = [journal.to_entry(row) for row in unit.session.execute(query).scalars()]
            take_back(unit, entries)
            # A link that was taken back and set again since is not the one of its first entry any more.
            for link in cut:
                record = unit.session.get(PersonLink, (unit.county, link.uid), populate_existing=True)
                if record is not None and not record.retracted:
                    unit.retract(record)
            unit.flush()
            apart = groups(unit.session)
            move(unit, moving, unit.get(Elder, other_uid), (apart.members(uid), apart.members(other_uid)))
            unit.flush()
            return Judged(apart.canonical(uid), unit.change_set)

    @allowed(*EVERYONE)
    def files_of(self, _actor: Actor, uid: str) -> list[JoinedFile]:
        """Return the files that a person is read from, the one it is read under first."""
        with self._store.reading() as session:
            members = groups(session).members(uid)
            rows = file_rows(session, members, self._context.today())
            links = [link for link in links_about(session, members) if link.verdict == LinkVerdict.SAME.value]
        found = []
        for member in members:
            by = next((link for link in links if member in (link.elder_uid, link.other_uid)), None)
            if member in rows:
                if member == members[0] or by is None:
                    found.append(JoinedFile(rows[member]))
                else:
                    found.append(JoinedFile(rows[member], by.decided_on, by.why))
        return found

    @allowed(*EVERYONE)
    def recorded_since(self, _actor: Actor, uid: str, other_uid: str) -> list[RecordedSince]:
        """Return what was recorded since two files were judged one person, on the file they are read under."""
        with self._store.reading() as session:
            head = groups(session).canonical(uid)
            return recorded_after(session, head, [link.uid for link in _cut(session, uid, other_uid)])

    def _judge(
        self,
        unit: UnitOfWork,
        known: Groups,
        heads: tuple[str, str],
        verdict: LinkVerdict,
        found: Likeness,
        why: str = "",
    ) -> None:
        """Write the verdict about two people, in place of earlier ones that say the opposite."""
        sides = [set(known.members(head)) for head in heads]
        present = False
        for link in links_about(unit.session, [*sides[0], *sides[1]]):
            ends = (link.elder_uid, link.other_uid)
            across = (ends[0] in sides[0] and ends[1] in sides[1]) or (
                ends[1] in sides[0] and ends[0] in sides[1]
            )
            if across and link.verdict == verdict.value:
                present = True
            elif across:
                unit.retract(unit.get(PersonLink, link.uid))
        if not present:
            said = why or "；".join(words.say(str) for _weight, words in found.reasons)
            unit.add(
                PersonLink(
                    elder_uid=heads[0],
                    other_uid=heads[1],
                    verdict=verdict.value,
                    score=found.score,
                    why=said[:MOST_WHY] or None,
                    decided_on=self._context.today(),
                )
            )


def _take_deaths_back(unit: UnitOfWork, uids: Sequence[str]) -> None:
    """Clear the death that a merged-away file told of: it would end the person, whom the choice says to be alive."""
    for uid in uids:
        elder = unit.get(Elder, uid)
        if elder.ended_because == EndReason.DECEASED.value:
            elder.ended_on = elder.ended_because = elder.ended_note = None


def _cut(session: Session, uid: str, other_uid: str) -> list[LinkRow]:
    """Return the links to take back so that two files are apart: those between them, else all of the second.

    Raises ``NotTogether``.
    """
    known = groups(session)
    if uid == other_uid or known.canonical(uid) != known.canonical(other_uid):
        raise NotTogether
    links = [
        link for link in links_about(session, known.members(uid)) if link.verdict == LinkVerdict.SAME.value
    ]
    between = [link for link in links if {link.elder_uid, link.other_uid} == {uid, other_uid}]
    rest = [(link.elder_uid, link.other_uid) for link in links if link not in between]
    if between and not _connected(rest, uid, other_uid):
        return between
    return [link for link in links if other_uid in (link.elder_uid, link.other_uid)]


def _connected(pairs: Iterable[tuple[str, str]], uid: str, other_uid: str) -> bool:
    return any({uid, other_uid} <= set(part) for part in clusters(pairs))
