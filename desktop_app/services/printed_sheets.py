"""纸单: codes for sheets of paper, which sheet a code belongs to, and which sheets never came back.

A code is *prepared* (its number is used up) before a paper is made and *recorded* once there is a paper, so that a
failure, a cancelled print dialog or a power cut between the two leaves no sheet that is waited for in vain. Whether a
sheet came back is not kept: it has, as soon as a visit of its person carries the code, wherever that was entered.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from desktop_app.domain import sheet_codes
from desktop_app.domain.errors import N_, FieldProblem, InputError
from desktop_app.domain.phrases import Phrase, phrase
from desktop_app.models import PrintedSheet, Visit
from desktop_app.services import settings
from desktop_app.services.actor import EVERYONE, WORKERS, Actor, allowed
from desktop_app.services.context import Context, Service
from desktop_app.storage.queries import printed_sheets as queries
from desktop_app.storage.queries.links import groups
from desktop_app.storage.queries.printed_sheets import SheetRow

LATE_AFTER = timedelta(days=7)
"""A sheet that is out longer than this stands out."""
KEPT = timedelta(days=730)
"""Sheets that came back or were written off are forgotten after so long; their visits keep the number."""
LONGEST_REASON = 200
_FIRST_SERIALS = 8_000_000
_NEW_EPOCH = 20_000
_CHUNK = 900

Wanted = Sequence[tuple[str, date]]
"""For whom sheets are printed, and for which day."""


class UnknownSheet(InputError):
    """A whole code that no sheet printed here has."""

    code = "sheet.unknown"
    what = N_("不是本机打印的纸单。")
    do_now = N_("请核对编号；别处打印的或没有编号的纸单，请按姓名登记。")


class NotASheetCode(InputError):
    """What was typed is no code at all."""

    code = "sheet.not_a_code"
    what = N_("这不是纸单编号，纸单编号是 8 位数字。")
    do_now = N_("请输入纸单上的 8 位编号；没有编号的纸单，请按姓名登记。")


class SampleSheet(InputError):
    """The code of a preview."""

    code = "sheet.sample"
    what = N_("这是预览样张，不是正式打印的纸单。")
    do_now = N_("请按姓名登记；下次请用“打印”或“存为 PDF”生成纸单。")


class SheetInDoubt(InputError):
    """A visit under a sheet number about which something is odd; whoever is sure may say so."""

    code = "sheet.in_doubt"
    what = N_("纸单编号需要核对：{questions}")
    do_now = N_("请核对编号、姓名和日期；确定无误，加上 --sure 再登记。")


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedSheet:
    """A code for a sheet that is about to be printed; ``copy`` when that sheet was printed already today."""

    code: str
    paper: str
    elder_uid: str
    for_on: date
    copy: bool = False


@dataclass(frozen=True, slots=True)
class SheetStanding:
    """How many sheets are still out, and how many of them for longer than ``LATE_AFTER``."""

    out: int
    late: int


class PrintedSheetService(Service):
    """纸单."""

    @allowed(*WORKERS)
    def issue(self, actor: Actor, paper: str, wanted: Wanted) -> list[str]:
        """Return a code for each (person, day), recorded at once; the same sheet again today keeps its code."""
        with self._store.setting_up() as session:
            prepared = prepare(session, self._context, paper, wanted)
            record(session, actor, self._context.clock.now(), prepared)
        return [sheet.code for sheet in prepared]

    @allowed(*WORKERS)
    def record(self, actor: Actor, prepared: Sequence[PreparedSheet]) -> None:
        """Note that these sheets exist on paper from now on."""
        with self._store.setting_up() as session:
            record(session, actor, self._context.clock.now(), prepared)

    @allowed(*EVERYONE)
    def find(self, _actor: Actor, code: str) -> SheetRow:
        """Return the sheet of a code typed or scanned.

        Raises ``WrongSheetDigit``, ``UnknownSheet``, ``NotASheetCode``, ``SampleSheet``.
        """
        known = _code_of(code)
        with self._store.reading() as session:
            for row in queries.by_codes(session, self._context.site.county, [known]):
                return row
        raise UnknownSheet

    @allowed(*EVERYONE)
    def unreturned(
        self, _actor: Actor, *, village_code: str | None = None, before: date | None = None
    ) -> list[SheetRow]:
        """Return the sheets still waited for, the oldest first: of a village, for days before ``before``."""
        with self._store.reading() as session:
            rows = queries.unreturned(session, self._context.site.county, before=before)
        return [row for row in rows if village_code in {None, row.village_code}]

    @allowed(*EVERYONE)
    def newest(self, _actor: Actor, *, village_code: str | None = None, most: int = 1000) -> list[SheetRow]:
        """Return the sheets printed last, the newest first, whatever became of them."""
        with self._store.reading() as session:
            rows = queries.newest(session, self._context.site.county, most)
        return [row for row in rows if village_code in {None, row.village_code}]

    @allowed(*EVERYONE)
    def standing(self, _actor: Actor) -> SheetStanding:
        """Count the sheets that are out, and those that are out for too long."""
        today = self._context.today()
        with self._store.reading() as session:
            rows = queries.unreturned(session, self._context.site.county)
        return SheetStanding(len(rows), sum(is_late(row, today) for row in rows))

    @allowed(*WORKERS)
    def write_off(self, _actor: Actor, codes: Sequence[str], because: str) -> int:
        """Wait for these sheets no longer, with the reason; returns how many. Those that came back are left alone.

        Raises ``FieldProblem`` without a reason, and as ``find`` for codes that are none.
        """
        reason = because.strip()
        if not reason:
            raise FieldProblem(field="because", label=N_("原因"), reason=N_("请写明为什么不再追回"))
        if len(reason) > LONGEST_REASON:
            raise FieldProblem(field="because", label=N_("原因"), reason=N_("文字过长"))
        known = list(dict.fromkeys(_code_of(code) for code in codes))
        now = self._context.clock.now()
        with self._store.setting_up() as session:
            rows = queries.by_codes(session, self._context.site.county, known)
            if len(rows) < len(known):
                raise UnknownSheet
            lost = [row.code for row in rows if row.is_open]
            _mark(session, lost, now, reason)
        return len(lost)

    @allowed(*WORKERS)
    def wait_again(self, _actor: Actor, codes: Sequence[str]) -> None:
        """Take a writing off back: the sheets are waited for again."""
        with self._store.setting_up() as session:
            _mark(session, [_code_of(code) for code in codes], None, None)

    @allowed(*EVERYONE)
    def questions(
        self,
        _actor: Actor,
        sheet_no: str,
        *,
        elder_uid: str,
        visited_on: date,
        visit_uid: str | None = None,
    ) -> list[Phrase]:
        """Return what should be asked before a visit is saved under a sheet number; nothing for most.

        ``visit_uid`` is the visit itself when it is being corrected. Nothing here forbids to save: an office may
        have good reasons.
        """
        number = sheet_codes.as_kept(sheet_no)
        if not number:
            return []
        county = self._context.site.county
        with self._store.reading() as session:
            joined = groups(session)
            same = joined.members(elder_uid)
            others = [one for one in queries.carriers(session, county, number) if one.uid != visit_uid]
            rows = queries.by_codes(session, county, [number])
        return [
            *_entered_already(others, same, coded=bool(rows)),
            *_printed_otherwise(rows, joined.canonical(elder_uid), visited_on),
        ]


def is_late(row: SheetRow, today: date) -> bool:
    """Tell whether a sheet is out for longer than it should be."""
    return today - row.for_on > LATE_AFTER


def printed_on(row: SheetRow) -> date:
    """Return the first day on which the sheet can have been filled in."""
    return min(row.for_on, row.printed_at.astimezone().date())


def _entered_already(
    others: Sequence[queries.Carrier], same: Sequence[str], *, coded: bool
) -> Iterable[Phrase]:
    """Ask about a number that another visit carries; handwritten ones are unique for one person at most."""
    for one in others:
        if one.elder_uid in same:
            text = N_("这张纸单已经在 {entered} 登记过（探访日期 {visited}），确定再登记一次？")
            yield phrase(text, entered=one.entered_on.isoformat(), visited=one.visited_on.isoformat())
            return
    if others and coded:
        yield phrase(N_("这个纸单编号已经登记在另一位老人的探访上，请核对编号。"))


def _printed_otherwise(rows: Sequence[SheetRow], elder_uid: str, visited_on: date) -> Iterable[Phrase]:
    for row in rows:
        if row.elder_uid != elder_uid:
            yield phrase(N_("这张纸单是为另一位老人打印的，请核对编号和姓名。"))
        if visited_on < printed_on(row):
            text = N_("探访日期早于纸单的打印日期 {printed}，请核对日期。")
            yield phrase(text, printed=printed_on(row).isoformat())


def _code_of(text: str) -> str:
    code = sheet_codes.parse(text)
    if code is None:
        raise NotASheetCode
    if code == sheet_codes.SAMPLE:
        raise SampleSheet
    return code


def prepare(session: Session, context: Context, paper: str, wanted: Wanted) -> list[PreparedSheet]:
    """Use up a code for each (person, day); the same sheet of today that is still out keeps its own."""
    joined, today = groups(session), context.clock.now().astimezone().date()
    people = [(joined.canonical(uid), day) for uid, day in wanted]
    uids = joined.expand(sorted({uid for uid, _day in people}))
    known = _printed_today(session, context, paper, list(uids), today)
    fresh = list(dict.fromkeys(one for one in people if one not in known))
    serials = iter(_take_serials(session, context, len(fresh)))
    codes = {one: sheet_codes.make(next(serials)) for one in fresh}
    return [
        PreparedSheet(
            code=known.get((uid, day)) or codes[uid, day],
            paper=paper,
            elder_uid=uid,
            for_on=day,
            copy=(uid, day) in known,
        )
        for uid, day in people
    ]


def _printed_today(
    session: Session, context: Context, paper: str, uids: Sequence[str], today: date
) -> dict[tuple[str, date], str]:
    """Return the codes of the sheets that were printed today and are still out, of all files of these people."""
    found: dict[tuple[str, date], str] = {}
    for some in _chunks(uids):
        query = select(PrintedSheet.code, PrintedSheet.printed_at).where(
            PrintedSheet.elder_uid.in_(some), PrintedSheet.paper == paper
        )
        codes = [code for code, at in session.execute(query) if at.astimezone().date() == today]
        for row in queries.by_codes(session, context.site.county, codes):
            if row.is_open:
                found[row.elder_uid, row.for_on] = row.code
    return found


def _take_serials(session: Session, context: Context, count: int) -> list[int]:
    """Use up the next numbers; they begin elsewhere at each site, so that a neighbour's sheet is not found here.

    After a backup was restored (a new epoch) sheets may be out whose numbers are not known here: a stretch is
    left free for them.
    """
    kept = settings.read(session, settings.SHEET_SERIAL) or {}
    site = context.site
    last = kept.get("serial")
    if last is None:
        digest = hashlib.sha256(site.site.encode()).digest()
        last = sheet_codes.SERIALS // 10 + int.from_bytes(digest[:4]) % _FIRST_SERIALS
    elif kept.get("epoch") != site.epoch:
        last += _NEW_EPOCH
    serials = []
    for _number in range(count):
        last = last % (sheet_codes.SERIALS - 1) + 1
        serials.append(last)
    settings.write(session, settings.SHEET_SERIAL, {"serial": last, "epoch": site.epoch})
    return serials


def record(session: Session, actor: Actor, now: datetime, prepared: Sequence[PreparedSheet]) -> None:
    """Note that these sheets exist on paper; what was settled long ago is forgotten by the way."""
    _forget_old(session, now - KEPT)
    for sheet in {sheet.code: sheet for sheet in prepared if not sheet.copy}.values():
        session.add(
            PrintedSheet(
                code=sheet.code,
                paper=sheet.paper,
                elder_uid=sheet.elder_uid,
                for_on=sheet.for_on,
                printed_at=now,
                printed_by=actor.name,
            )
        )


def forget(session: Session, prepared: Sequence[PreparedSheet]) -> None:
    """Take back what was recorded for a paper that then was not made; copies stay with their first sheet."""
    for some in _chunks([sheet.code for sheet in prepared if not sheet.copy]):
        session.execute(delete(PrintedSheet).where(PrintedSheet.code.in_(some)))


def _forget_old(session: Session, before: datetime) -> None:
    came_back = exists().where(
        Visit.sheet_no == PrintedSheet.code,
        Visit.elder_uid == PrintedSheet.elder_uid,
        Visit.retracted.is_(False),
    )
    done = PrintedSheet.written_off_at.is_not(None) | came_back
    session.execute(delete(PrintedSheet).where(PrintedSheet.printed_at < before, done))


def _mark(session: Session, codes: Sequence[str], at: datetime | None, because: str | None) -> None:
    for some in _chunks(codes):
        session.execute(
            update(PrintedSheet)
            .where(PrintedSheet.code.in_(some))
            .values(written_off_at=at, written_off_because=because)
        )


def _chunks(values: Sequence[str]) -> Iterable[Sequence[str]]:
    return (values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK))
