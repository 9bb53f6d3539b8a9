"""Who may be one person twice: pairs worth a look with their score, and two files side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_, InputError, NotFound
from desktop_app.domain.identity import mask_id_number
from desktop_app.domain.likeness import DIFFERENT_IDS, WORTH_A_LOOK, Likeness, LikenessFacts, likeness, signs
from desktop_app.domain.likeness_blocks import alike
from desktop_app.domain.phrases import Phrase, phrase
from desktop_app.domain.terms import LinkVerdict
from desktop_app.models import RECORDS, Elder, PersonLink
from desktop_app.progress import SILENT, Progress
from desktop_app.services.actor import EVERYONE, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.same_person_fields import FieldPair, field_pairs
from desktop_app.storage.queries import likeness as queries
from desktop_app.storage.queries.elders import village_names
from desktop_app.storage.queries.links import Groups, groups, judged_pairs, links_about, ordered

_CHUNK = 900


class SameFile(InputError):
    """A file cannot be merged with itself, nor with one it is read together with already."""

    code = "same_person.same_file"
    what = N_("选中的是同一个人的档案，不能和自己合并。")
    do_now = N_("请选择另一位老年人再合并。")


@dataclass(frozen=True, slots=True, kw_only=True)
class LikeDraft:
    """What is known of somebody about to be registered."""

    name: str
    id_number: str | None = None
    birth_on: date | None = None
    sex: str = "0"
    phones: tuple[str, ...] = ()
    village_code: str = ""
    address: str | None = None


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file of the register in a list; the id number is masked."""

    uid: str
    name: str
    sex: str
    birth_on: date | None
    id_number: str | None
    village: str
    ended: bool


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """Two files that may be one person; ``disputed`` when two sites judged them differently."""

    one: FileRow
    other: FileRow
    score: int
    reasons: tuple[tuple[int, Phrase], ...]
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two files side by side; ``one`` is the file that stays, ``counts`` what hangs on each by kind of record."""

    one: FileRow
    other: FileRow
    likeness: Likeness
    fields: tuple[FieldPair, ...]
    counts: tuple[tuple[str, int, int], ...]
    warnings: tuple[Phrase, ...]
    needs_certainty: bool


class LikenessService(Service):
    """查重."""

    @allowed(*EVERYONE)
    def candidates(
        self, _actor: Actor, *, at_least: int = WORTH_A_LOOK, progress: Progress = SILENT
    ) -> list[CandidateRow]:
        """Return the pairs of people that may be one, disputed ones first, then the most alike.

        Pairs already judged are left out. Raises ``Cancelled``.
        """
        words = _("比对档案")
        with self._store.reading() as session:
            known, judged = groups(session), judged_pairs(session)
            people = queries.read_all_files(session, self._context.today(), progress)
            progress.report(0, len(people), words)
            pairs = alike(
                people, at_least=at_least, report=lambda done, total: progress.report(done, total, words)
            )
            best: dict[tuple[str, str], tuple[LikenessFacts, LikenessFacts]] = {}
            apart = {ordered(known.canonical(one), known.canonical(other)) for one, other in judged}
            for pair in pairs:
                heads = ordered(known.canonical(pair.one.uid), known.canonical(pair.other.uid))
                if heads[0] != heads[1] and heads not in apart:
                    best.setdefault(heads, (pair.one, pair.other))
            disputes = self._disputes(session, known)
            wanted = {*best, *disputes}
            files = file_rows(session, {uid for heads in wanted for uid in heads}, self._context.today())
        rows = []
        for heads, facts in [*disputes.items(), *best.items()]:
            if heads[0] in files and heads[1] in files:
                found = likeness(*facts)
                row = CandidateRow(
                    files[heads[0]], files[heads[1]], found.score, found.reasons, heads in disputes
                )
                rows.append(row)
        return rows

    @allowed(*EVERYONE)
    def still_open(self, _actor: Actor, rows: Sequence[CandidateRow]) -> list[CandidateRow]:
        """Return those of ``rows`` that nobody judged since they were found."""
        with self._store.reading() as session:
            known, judged = groups(session), judged_pairs(session)
        apart = {ordered(known.canonical(one), known.canonical(other)) for one, other in judged}
        disputed = {ordered(known.canonical(one), known.canonical(other)) for one, other in known.disputed}
        found = []
        for row in rows:
            pair = ordered(row.one.uid, row.other.uid)
            open_yet = pair in disputed if row.disputed else pair not in apart
            if open_yet and known.hidden.isdisjoint(pair):
                found.append(row)
        return found

    @allowed(*EVERYONE)
    def like(self, _actor: Actor, draft: LikeDraft, *, at_least: int = WORTH_A_LOOK) -> list[CandidateRow]:
        """Return who in the register may be the person about to be registered, the most alike first.

        ``one`` of each row is the draft itself, with an empty uid.
        """
        today = self._context.today()
        person = queries.as_compared(
            "",
            draft.name,
            id_number=draft.id_number,
            birth_on=draft.birth_on,
            sex=draft.sex,
            phones=draft.phones,
            village_code=draft.village_code,
            address=draft.address,
        )
        with self._store.reading() as session:
            known = groups(session)
            uids = known.expand(sorted(queries.worth_comparing(session, person)))
            best: dict[str, Likeness] = {}
            for other in queries.read_files(session, uids, today):
                found, head = likeness(person, other), known.canonical(other.uid)
                if found.score >= at_least and (head not in best or best[head].score < found.score):
                    best[head] = found
            files = file_rows(session, best, today)
        number = mask_id_number(draft.id_number) if draft.id_number else None
        own = FileRow("", draft.name, draft.sex, draft.birth_on, number, "", ended=False)
        rows = [
            CandidateRow(own, files[uid], found.score, found.reasons)
            for uid, found in best.items()
            if uid in files
        ]
        return sorted(rows, key=lambda row: (-row.score, row.other.uid))

    @allowed(*EVERYONE)
    def compare(self, _actor: Actor, uid: str, other_uid: str) -> Comparison:
        """Return two people side by side; raises ``SameFile`` and ``NotFound``."""
        today = self._context.today()
        with self._store.reading() as session:
            known = groups(session)
            heads = two_heads(known, uid, other_uid)
            one, other = (_elder(session, head) for head in heads)
            files = file_rows(session, heads, today)
            facts = two_files(session, heads, today)
            found, certain = likeness(*facts), certainty_needed(*facts)
            return Comparison(
                files[heads[0]],
                files[heads[1]],
                found,
                field_pairs(one, other, village_names(session)),
                _counts(session, known, heads),
                tuple(_warnings(session, known, one, other, certain)),
                certain,
            )

    def _disputes(
        self, session: Session, known: Groups
    ) -> dict[tuple[str, str], tuple[LikenessFacts, LikenessFacts]]:
        """Return the people whom one site joined and another kept apart, without knowing of each other."""
        pairs = {
            ordered(known.canonical(one), known.canonical(other)): (one, other)
            for one, other in sorted(known.disputed)
        }
        uids = sorted({uid for pair in pairs.values() for uid in pair})
        facts = {each.uid: each for each in queries.read_files(session, uids, self._context.today())}
        return {
            heads: (facts[one], facts[other])
            for heads, (one, other) in pairs.items()
            if heads[0] != heads[1] and one in facts and other in facts
        }


def two_heads(known: Groups, uid: str, other_uid: str) -> tuple[str, str]:
    """Return the files two people are read under, the one that stays first; raises ``SameFile``."""
    heads = ordered(known.canonical(uid), known.canonical(other_uid))
    if heads[0] == heads[1]:
        raise SameFile
    return heads


def two_files(session: Session, heads: Sequence[str], today: date) -> tuple[LikenessFacts, LikenessFacts]:
    """Return two files as they are compared, in the order given; raises ``NotFound``."""
    facts = {each.uid: each for each in queries.read_files(session, heads, today)}
    if not facts.keys() >= set(heads):
        raise NotFound
    return facts[heads[0]], facts[heads[1]]


def certainty_needed(one: LikenessFacts, other: LikenessFacts) -> bool:
    """Tell whether two files carry valid id numbers that differ."""
    return DIFFERENT_IDS in signs(one, other)


def _elder(session: Session, uid: str) -> Any:
    found = session.execute(
        select(Elder.__table__).where(Elder.uid == uid, Elder.retracted.is_(False))
    ).first()
    if found is None:
        raise NotFound
    return found


def file_rows(session: Session, uids: Iterable[str], today: date) -> dict[str, FileRow]:
    """Return files as lists show them, by uid; retracted ones are missing."""
    names = village_names(session)
    wanted = sorted(uids)
    found: dict[str, FileRow] = {}
    for start in range(0, len(wanted), _CHUNK):
        query = select(
            Elder.uid,
            Elder.name,
            Elder.sex,
            Elder.birth_on,
            Elder.id_number,
            Elder.village_code,
            Elder.ended_on,
        ).where(Elder.uid.in_(wanted[start : start + _CHUNK]), Elder.retracted.is_(False))
        for uid, name, sex, birth_on, number, village, ended_on in session.execute(query):
            masked = mask_id_number(number) if number else None
            ended = ended_on is not None and ended_on <= today
            found[uid] = FileRow(uid, name, sex, birth_on, masked, names.get(village, village), ended)
    return found


def _counts(session: Session, known: Groups, heads: tuple[str, str]) -> tuple[tuple[str, int, int], ...]:
    """Return what hangs on each of the two people, by kind of record."""
    sides = [set(known.members(head)) for head in heads]
    found = []
    for entity, model in RECORDS.items():
        if model is PersonLink or not hasattr(model, "elder_uid"):
            continue
        column = model.__table__.c.elder_uid
        query = (
            select(column, func.count())
            .where(column.in_([*sides[0], *sides[1]]), model.retracted.is_(False))
            .group_by(column)
        )
        by_file = {row[0]: int(row[1]) for row in session.execute(query)}
        numbers = [sum(by_file.get(uid, 0) for uid in side) for side in sides]
        if any(numbers):
            found.append((entity, numbers[0], numbers[1]))
    return tuple(found)


def _warnings(session: Session, known: Groups, one: Any, other: Any, certain: bool) -> Iterable[Phrase]:
    if certain:
        yield phrase(N_("两份档案的身份证号都有效但不相同，很可能是两个人。"))
    if (one.ended_on is None) != (other.ended_on is None):
        yield phrase(N_("一份在册，另一份已退出名册，请核对后选定在册情况。"))
    if ordered(one.uid, other.uid) in known.disputed:
        yield phrase(N_("两个站点的判定不一致：一处判为同一人，另一处判为不是。"))
        return
    sides = [set(known.members(each.uid)) for each in (one, other)]
    for link in links_about(session, [*sides[0], *sides[1]]):
        if link.verdict == LinkVerdict.DIFFERENT.value and (
            {link.elder_uid, link.other_uid} & sides[0] and {link.elder_uid, link.other_uid} & sides[1]
        ):
            yield phrase(N_("{day}曾判定不是同一人，合并将改变这个判定。"), day=link.decided_on)
