"""One file per person: the same paper for many people, each in a file of its own in one folder."""

from __future__ import annotations

import contextlib
import errno
import filecmp
import hashlib
import json
import os
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from desktop_app.config import durable
from desktop_app.config.strings import _
from desktop_app.domain.characters import INVISIBLE
from desktop_app.domain.errors import N_, InputError, NotFound, SurroundingsError
from desktop_app.domain.terms import AccessKind
from desktop_app.models import AccessEntry
from desktop_app.progress import SILENT
from desktop_app.reports.catalogue import PDF, VISIT_SHEET, paper
from desktop_app.reports.printed import MissingGlyph
from desktop_app.services import paper_visits, settings, sheet_papers
from desktop_app.services.access_log import access_entry
from desktop_app.services.clock import Clock
from desktop_app.services.context import Context
from desktop_app.services.files_out import cannot_write_in_words
from desktop_app.services.form_people import FormPerson, people_of
from desktop_app.services.issued_papers import kept_of, record_issue
from desktop_app.services.months import month_of
from desktop_app.services.paper_orders import Coding, Made, PaperOrder, PaperWish
from desktop_app.services.paper_wishes import wish_to_plain
from desktop_app.services.printed_sheets import forget, record
from desktop_app.storage.queries import findings
from desktop_app.storage.queries.elders import village_names

Maker = Callable[[PaperOrder], Made]

_VISITS, _SLIP = "visit-record", "referral-slip"
EACH = frozenset({_VISITS, _SLIP, VISIT_SHEET, "visit-year", "person-file", "notice", "assessment-screening"})
"""Papers that are about one person each."""
_TAIL = 6
_LONGEST_PLACE, _LONGEST_NAME = 20, 30
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]')
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *\.", re.IGNORECASE)
"""Names that mean a device to Windows, whatever follows their dot."""
_UNSEEN = dict.fromkeys(map(ord, INVISIBLE))
_OWN = re.compile(r"[0-9A-Za-z-]+")


class NotForEach(InputError):
    """The paper is not about single people."""

    code = "report.not_each"
    what = N_("“{paper}”不是一人一份的表，不能按人分开保存。")
    do_now = N_("请保存为一个文件，或改选一人一份的表。")


class FolderStopped(SurroundingsError):
    """Some of the files could not be written any more; those before are whole."""

    code = "report.folder_stopped"
    what = N_("按人分开保存中途停下，{total} 份中已写好 {done} 份。{cause}")
    data_safe = N_("数据没有改动；已写好的文件都是完整的，没有留下半个文件。")
    do_now = N_("{remedy}再做一次同样的保存，会接着写其余的，已写好的不再重写。")


@dataclass(frozen=True, slots=True)
class MadeEach:
    """A folder with one file per person.

    ``kept`` of the ``files`` were there already from a run that was interrupted. ``left`` counts the people of whom
    there was nothing to print. ``missing`` are the characters in the files that no font has.
    """

    folder: Path
    files: tuple[Path, ...]
    people: int
    left: int
    kept: int = 0
    missing: tuple[MissingGlyph, ...] = ()


def make_each(order: PaperOrder, make: Maker, *, noted: AccessKind = AccessKind.EXPORTED) -> MadeEach:
    """Write the paper that ``order`` wishes for into the folder ``order.out``, one PDF per person by ``make``.

    Each file is put in place whole, one after the other. What an interrupted run of the same day has written is kept
    where it would be the same. The ledger gets one entry with the number of people whose files are there.
    Raises ``NotForEach``, ``FolderStopped``, ``Cancelled`` and what the paper itself refuses.
    """
    if order.wish.name not in EACH or order.wish.blank:
        raise NotForEach(paper=paper_title(order.wish.name))
    with order.context.store.reading() as session:
        wishes = _wishes(session, order)
        people = people_of(session, _about(order, tuple(wishes)))
        villages = village_names(session, {one.village_code for one in people})
    run = _Run(order, make, len(people))
    names = file_names(people, villages)
    with run.noted(noted, people):
        for number, (one, name) in enumerate(zip(people, names, strict=True)):
            run.write(wishes[one.uid], order.out / name, one.name)
            order.progress.report(number + 1, len(people), paper_title(order.wish.name))
    return MadeEach(order.out, tuple(run.files), len(run.files), run.left, run.kept, tuple(run.missing))


def paper_title(name: str) -> str:
    """Return the title of a paper in the language of the screen."""
    entry = paper(name)
    return _(entry.title) if entry is not None else name


def file_names(people: Sequence[FormPerson], villages: Mapping[str, str]) -> list[str]:
    """Return a file name for each person, safe on every system and different even where letters only differ in case.

    It ends in the last letters of the person's uid, in all of them where two people would share a name.
    """
    stems = [
        f"{_safe(villages.get(one.village_code, one.village_code), _LONGEST_PLACE)}"
        f"_{_safe(one.name, _LONGEST_NAME)}"
        for one in people
    ]
    uids = [_own(one.uid) for one in people]
    short = [f"{stem}_{uid[-_TAIL:]}" for stem, uid in zip(stems, uids, strict=True)]
    seen: dict[str, int] = {}
    for name in short:
        seen[name.casefold()] = seen.get(name.casefold(), 0) + 1
    return [
        f"{name if seen[name.casefold()] == 1 else f'{stem}_{uid}'}.{PDF}"
        for name, stem, uid in zip(short, stems, uids, strict=True)
    ]


def _safe(text: str, longest: int) -> str:
    # A turned direction would show another ending than the file has.
    shown = _UNSAFE.sub("_", unicodedata.normalize("NFC", text)).translate(_UNSEEN)
    plain = " ".join(shown.split())[:longest].strip(" .") or "_"
    return f"_{plain}" if _DEVICE.match(f"{plain}.") else plain


def _own(uid: str) -> str:
    """Return the uid as a part of a file name; one that came from elsewhere may be any text."""
    return uid if _OWN.fullmatch(uid) else hashlib.sha256(uid.encode(errors="replace")).hexdigest()[:32]


def _about(order: PaperOrder, uids: tuple[str, ...]) -> PaperOrder:
    """Return the order about these people and nothing else."""
    return replace(order, wish=replace(order.wish, elder_uid=None, elder_uids=uids, village_code=None))


def _wishes(session: Session, order: PaperOrder) -> dict[str, PaperWish]:
    """Return the wish for each person whom the paper as a whole would be about."""
    wish = order.wish
    if wish.name == _SLIP:
        found: dict[str, list[str]] = {}
        for uid in wish.finding_uids or ((wish.finding_uid,) if wish.finding_uid else ()):
            line = findings.of_uid(session, uid, order.context.today())
            if line is None:
                raise NotFound
            found.setdefault(line.elder_uid, []).append(uid)
        return {
            elder: replace(wish, finding_uid=None, finding_uids=tuple(uids)) for elder, uids in found.items()
        }
    if wish.name == _VISITS:
        window = month_of(*wish.month, order.context.today()).window
        visits = paper_visits.keys_for(
            session,
            visit_uids=wish.visit_uids,
            elder_uid=wish.elder_uid,
            first=window.first,
            last=window.last,
            village_code=order.village,
        )
        of_each: dict[str, list[str]] = {}
        for visit in visits:
            of_each.setdefault(visit.elder_uid, []).append(visit.uid)
        return {elder: replace(wish, visit_uids=tuple(uids)) for elder, uids in of_each.items()}
    uids = (
        sheet_papers.whose(session, order)
        if wish.name == VISIT_SHEET
        else [one.uid for one in people_of(session, order)]
    )
    return {uid: replace(wish, elder_uid=uid, elder_uids=None, village_code=None) for uid in uids}


class _Run:
    """The writing of one folder: what is there already, and when the run began that this one goes on with."""

    def __init__(self, order: PaperOrder, make: Maker, total: int) -> None:
        self._order, self._make, self._total = order, make, total
        self._key = _key(order)
        self._context = _at(order.context, self._begun())
        self.files: list[Path] = []
        self.missing: list[MissingGlyph] = []
        self.kept = self.left = 0

    @contextlib.contextmanager
    def noted(self, kind: AccessKind, people: Sequence[FormPerson]) -> Iterator[None]:
        """Keep one note of the people whose files come to be, whatever happens on the way."""
        store, order = self._context.store, self._order
        entry = paper(order.wish.name)
        note = access_entry(
            order.actor,
            kind,
            order.context.clock.now(),
            what=entry.title if entry is not None else order.wish.name,
            elder_uid=people[0].uid if len(people) == 1 else None,
            people=len(people),
            reason=order.wish.reason,
            recipient=order.wish.recipient,
        )
        # The ledger first: there may be a number too high after a power cut, never a file without a note.
        with store.setting_up() as session:
            session.add(note)
            session.flush()
            number = note.id
        try:
            yield
            self._ended()
        finally:
            with store.setting_up() as session:
                kept = session.get(AccessEntry, number)
                if kept is not None and self.files:
                    kept.people = len(self.files)
                elif kept is not None:
                    session.delete(kept)

    def write(self, wish: PaperWish, path: Path, name: str) -> None:
        """Write the file of the person called ``name``; raises ``FolderStopped`` and what the paper refuses."""
        try:
            with cannot_write_in_words():
                self._write(wish, path, name)
        except NotFound:
            self.left += 1
        except SurroundingsError as error:
            raise FolderStopped(
                total=self._total,
                done=len(self.files),
                cause=_(error.what).format(**error.details),
                remedy=_(error.do_now).format(**error.details),
            ) from error

    def _write(self, wish: PaperWish, path: Path, name: str) -> None:
        path.parent.mkdir(exist_ok=True)
        part = durable.part_of(path.parent / "paper")
        order = replace(
            self._order,
            context=self._context,
            wish=wish,
            out=part,
            form=PDF,
            progress=SILENT,
            coding=Coding.REAL,
        )
        try:
            made = self._make(order)
            if not made.people:
                self.left += 1
                return
            if path.is_file() and filecmp.cmp(part, path, shallow=False):
                self.kept += 1
                self.files.append(path)
                self._make_known(_titled(made, name), wish)
            else:
                self._put(_titled(made, name), wish, part, path)
            self.missing += made.printed.missing
        finally:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)

    def _put(self, made: Made, wish: PaperWish, part: Path, path: Path) -> None:
        """Put a finished file in place; its sheets are waited for and its code is known only if it gets there."""
        store, actor = self._context.store, self._order.actor
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        with store.setting_up() as session:
            record(session, actor, self._context.clock.now(), made.sheets)
        try:
            durable.publish(part, path)
        except BaseException:
            with store.setting_up() as session:
                forget(session, made.sheets)
            raise
        self.files.append(path)
        with store.setting_up() as session:
            record_issue(session, self._context, actor, wish, made)

    def _make_known(self, made: Made, wish: PaperWish) -> None:
        """Note the code of a file that is there already, if the run that wrote it ended just before it did."""
        with self._context.store.setting_up() as session:
            if made.issue is not None and kept_of(session, made.issue.code) is None:
                record_issue(session, self._context, self._order.actor, wish, made)

    def _begun(self) -> datetime:
        """Return when this began: now, or today's interrupted run, whose files then come out the same."""
        clock = self._order.context.clock
        now = clock.now()
        with self._order.context.store.setting_up() as session:
            kept = settings.read(session, settings.FOLDER_RUN)
            if kept and kept["key"] == self._key:
                begun = datetime.fromisoformat(kept["at"])
                if begun.astimezone().date() == now.astimezone().date() and begun <= now:
                    return begun
            settings.write(session, settings.FOLDER_RUN, {"key": self._key, "at": now.isoformat()})
        return now

    def _ended(self) -> None:
        with self._context.store.setting_up() as session:
            settings.write(session, settings.FOLDER_RUN, None)


def _titled(made: Made, name: str) -> Made:
    """Return the paper as it is listed among those that went out: by the person, or all would be called the same."""
    issue = made.issue
    if issue is None or name in issue.title:
        return made
    return replace(made, issue=replace(issue, title=f"{issue.title} {name}"))


def _key(order: PaperOrder) -> str:
    """Return what tells a run apart: by whom, what, where; nothing in it can be read."""
    said = [order.actor.name, str(order.out.absolute()), wish_to_plain(order.wish)]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, default=str).encode()).hexdigest()


def _at(context: Context, at: datetime) -> Context:
    return replace(context, clock=Clock(context.clock.fixed_on, lambda: at))
