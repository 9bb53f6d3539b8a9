"""核对报表: whether what a paper said still holds, and what has changed since it went out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.orm import Session

from desktop_app.domain.errors import ElderVisitsError, InputError, NotAllowed
from desktop_app.domain.terms import AccessKind, Term
from desktop_app.progress import SILENT, Progress
from desktop_app.reports.catalogue import CALL_OUT, OVERDUE, PDF, ROUTE, VISIT_SHEET
from desktop_app.reports.statement_changes import StatementChanges, changes_between
from desktop_app.reports.statements import ALPHABET, LETTERS, letters_of, read_code, shown, unpack
from desktop_app.services.access_log import REVEALED, access_entry
from desktop_app.services.actor import EVERYONE, Actor, allowed
from desktop_app.services.clock import Clock
from desktop_app.services.context import Context, Service
from desktop_app.services.issued_papers import IssuedRow, Kept, codes_in, kept_of
from desktop_app.services.paper_makers import MAKERS, require_maker
from desktop_app.services.paper_orders import Issue, PaperOrder, PaperWish, hides_numbers, require_reason
from desktop_app.storage import collector

MOST_SHOWN = 200
"""How many changes are told one by one; the others are counted."""
_OF_THE_DAY = frozenset({CALL_OUT, OVERDUE, ROUTE, VISIT_SHEET})
"""Papers made from the list of duties, which is always that of today."""


class CheckVerdict(Term):
    """核对结果."""

    HOLDS = "holds", "与现有数据一致"
    CHANGED = "changed", "数据已有变动"
    NOT_REMADE = "not_remade", "无法重新生成"
    UNKNOWN = "unknown", "本机没有登记"
    MISSPELT = "misspelt", "校验码有误"


class Slip(Term):
    """What is wrong with a code that cannot be one."""

    TOO_SHORT = "too_short", "位数不足"
    TOO_LONG = "too_long", "位数过多"
    OTHER_LETTER = "other_letter", "含有校验码不用的字符"
    WRONG_LETTER = "wrong_letter", "有一位写错，或有两位颠倒"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """What became of a check; ``typed`` is the code as it was understood.

    ``meant`` are codes of papers from here that differ from a misspelt one by one slip. ``compared_on`` is the day
    that counted as today when the paper was made once more; for a list of the day that is not the day of issue.
    ``new_columns`` and ``old_columns`` are those that only the paper of now, or of then, has. ``trouble`` says why the
    paper cannot be made any more.
    """

    verdict: CheckVerdict
    typed: str
    slip: Slip | None = None
    meant: tuple[str, ...] = ()
    issued: IssuedRow | None = None
    cut_off_at: datetime | None = None
    issued_on: date | None = None
    compared_on: date | None = None
    rules_then: str = ""
    rules_now: str = ""
    changes: StatementChanges = field(default_factory=StatementChanges)
    new_columns: tuple[str, ...] = ()
    old_columns: tuple[str, ...] = ()
    trouble: ElderVisitsError | None = None

    @property
    def layout_changed(self) -> bool:
        """Tell whether the table has other columns than then."""
        return bool(self.new_columns or self.old_columns)

    @property
    def rules_changed(self) -> bool:
        """Tell whether other policy texts, or other versions of them, are in force now."""
        return bool(self.rules_now) and self.rules_then != self.rules_now


class _Enough(Exception):
    """What the paper states is known; it need not be drawn."""


class PaperCheckService(Service):
    """核对报表."""

    @allowed(*EVERYONE)
    def check(self, actor: Actor, code_text: str, *, progress: Progress = SILENT) -> CheckResult:
        """Make the paper of a code once more from the data of now, and tell what it says otherwise than then.

        Raises ``NotAllowed`` for a paper that the actor may not make, as the changes show what stands on it.
        """
        code = read_code(code_text)
        with self._store.reading() as session:
            if code is None:
                return _misspelt(session, letters_of(code_text))
            kept = kept_of(session, code)
        if kept is None:
            return CheckResult(verdict=CheckVerdict.UNKNOWN, typed=shown(code))
        require_reason(actor, kept.wish)
        if hides_numbers(kept.wish) and not kept.wish.masked:
            self._note_numbers(actor, kept)
        today = self._context.today()
        compared_on = today if kept.wish.name in _OF_THE_DAY else kept.on
        result = CheckResult(
            verdict=CheckVerdict.HOLDS,
            typed=shown(code),
            issued=kept.row,
            cut_off_at=kept.cut_off_at,
            issued_on=kept.on,
            compared_on=compared_on,
            rules_then=kept.rules,
        )
        try:
            now = stated_now(self._context, actor, kept.wish, compared_on, progress)
        except NotAllowed:
            raise
        except InputError as error:
            return replace(result, verdict=CheckVerdict.NOT_REMADE, trouble=error)
        return _compared(result, kept, now)

    @allowed(*EVERYONE)
    def check_against(
        self, actor: Actor, code_text: str, wish: PaperWish, *, progress: Progress = SILENT
    ) -> bool:
        """Tell whether the paper wished for, made from the data here, gets this code: for papers of other sites.

        Raises as ``ReportService.make_wished``.
        """
        require_maker(wish.name)
        require_reason(actor, wish)
        code = read_code(code_text)
        now = stated_now(self._context, actor, wish, self._context.today(), progress)
        return code is not None and now is not None and now.code == code

    def _note_numbers(self, actor: Actor, kept: Kept) -> None:
        """Note the look: the changes of a paper with numbers in full show them."""
        with self._store.setting_up() as session:
            entry = access_entry(
                actor,
                AccessKind.LOOKED,
                self._context.clock.now(),
                what=REVEALED,
                elder_uid=kept.wish.elder_uid,
                people=kept.row.people,
                reason=kept.wish.reason,
            )
            session.add(entry)


def stated_now(
    context: Context, actor: Actor, wish: PaperWish, on: date, progress: Progress = SILENT
) -> Issue | None:
    """Return what a paper states when made on a day, without drawing it; None for one that states nothing."""
    told: list[Issue] = []

    def enough(issue: Issue) -> None:
        told.append(issue)
        raise _Enough

    if on != context.today():
        context = replace(context, clock=Clock(on, context.clock.read))
    maker = MAKERS.get(wish.name)
    if maker is None:
        return None
    # A paper that states nothing is drawn to its end.
    with TemporaryDirectory(prefix=".", dir=context.store.folder) as aside, collector.paused():
        order = PaperOrder(context, actor, wish, Path(aside) / "paper.pdf", PDF, progress, told=enough)
        try:
            maker(order)
        except _Enough:
            return told[0]
    return None


def _compared(result: CheckResult, kept: Kept, now: Issue | None) -> CheckResult:
    if now is None:
        return replace(result, verdict=CheckVerdict.NOT_REMADE)
    if now.code == kept.row.code:
        return replace(result, rules_now=now.rules)
    new = tuple(column for column in now.columns if column not in kept.columns)
    old = tuple(column for column in kept.columns if column not in now.columns)
    return replace(
        result,
        verdict=CheckVerdict.CHANGED,
        rules_now=now.rules,
        new_columns=new,
        old_columns=old,
        changes=changes_between(kept.said, unpack(now.statement), most=MOST_SHOWN, without={*new, *old}),
    )


def _misspelt(session: Session, letters: str) -> CheckResult:
    """Say what kind of slip it is, and which papers from here are one slip away."""
    if len(letters) < LETTERS:
        slip = Slip.TOO_SHORT
    elif len(letters) > LETTERS:
        slip = Slip.TOO_LONG
    elif any(letter not in ALPHABET for letter in letters):
        slip = Slip.OTHER_LETTER
    else:
        slip = Slip.WRONG_LETTER
    meant = tuple(sorted(shown(code) for code in codes_in(session) if one_slip_away(letters, code)))
    typed = letters[: 2 * LETTERS]
    return CheckResult(verdict=CheckVerdict.MISSPELT, typed=typed, slip=slip, meant=meant[:3])


def one_slip_away(typed: str, code: str) -> bool:
    """Tell whether one wrong, missing or additional letter, or two swapped neighbours, make ``typed`` of a code."""
    if len(typed) == len(code):
        wrong = [place for place, pair in enumerate(zip(typed, code, strict=True)) if pair[0] != pair[1]]
        if len(wrong) == 2:
            first, second = wrong
            return second == first + 1 and typed[first] == code[second] and typed[second] == code[first]
        return len(wrong) == 1
    longer, shorter = (typed, code) if len(typed) > len(code) else (code, typed)
    return len(longer) == len(shorter) + 1 and shorter in _one_left_out(longer)


def _one_left_out(letters: str) -> Iterator[str]:
    return (letters[:place] + letters[place + 1 :] for place in range(len(letters)))
