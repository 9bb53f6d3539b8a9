"""自查: what an auditor would ask about in a month, shown to the worker first, and what the worker says to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from tomllib import loads
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from sqlalchemy.orm import Session

from desktop_app.config import resources
from desktop_app.config.strings import _
from desktop_app.domain.errors import N_, FieldProblem
from desktop_app.domain.irregularities import find
from desktop_app.domain.irregularity_facts import THRESHOLD_BOUNDS, Observation, Thresholds
from desktop_app.domain.terms import IrregularityKind
from desktop_app.models import SelfCheckNote
from desktop_app.progress import SILENT, Progress
from desktop_app.services import settings
from desktop_app.services.actor import EVERYONE, OFFICERS, WORKERS, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.decision_checks import required_text
from desktop_app.services.stock_phrases import PhraseField, shipped
from desktop_app.storage.queries import self_checks as queries
from desktop_app.storage.queries.elders import village_names
from desktop_app.storage.queries.self_checks import NoteRow, PersonPlace

LONGEST = 400
"""Most characters of an explanation."""
_DIGEST = 64


@dataclass(frozen=True, slots=True)
class Explanation:
    """What somebody said to an irregularity."""

    text: str
    on: date
    by: str


@dataclass(frozen=True, slots=True)
class ConcernedVisit:
    """One visit that an irregularity is about."""

    uid: str
    elder_uid: str
    name: str
    on: date
    time: str
    visitor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Irregularity:
    """One thing to look at again before handing in; ``explanations`` are newest first, one of each site.

    ``seen`` and ``perhaps`` are sentences. ``elders`` are uid and name, ``visits`` in the order of days.
    """

    kind: IrregularityKind
    about: str
    month: str
    on: date
    seen: str
    perhaps: str
    elders: tuple[tuple[str, str], ...]
    villages: tuple[str, ...]
    visits: tuple[ConcernedVisit, ...]
    visitor: str
    explanations: tuple[Explanation, ...]

    @property
    def explanation(self) -> Explanation | None:
        """The newest explanation; None while nobody said anything."""
        return self.explanations[0] if self.explanations else None


@dataclass(frozen=True, slots=True)
class SelfCheckCounts:
    """How many things the running and the last month have, and how many are explained."""

    found: int
    explained: int

    @property
    def waiting(self) -> int:
        """How many nobody has said anything to."""
        return self.found - self.explained


class SelfCheckService(Service):
    """自查; it never blocks anything."""

    @allowed(*EVERYONE)
    def irregularities(
        self,
        _actor: Actor,
        month_on: date,
        village_code: str | None = None,
        *,
        progress: Progress = SILENT,
    ) -> list[Irregularity]:
        """Return what a month (any of its days) has to look at again, kind by kind; nothing of days to come.

        Reads some tables whole: call it in a job. ``village_code`` leaves what concerns one village.
        """
        with self._store.reading() as session:
            return self._read(session, month_on, village_code, progress)

    @allowed(*WORKERS)
    def explain(self, actor: Actor, about: str, kind: IrregularityKind, month: str, text: str) -> str:
        """Keep what the worker says to one irregularity and return the change set; see ``explain_many``."""
        return self.explain_many(actor, [(about, kind)], month, text)

    @allowed(*WORKERS)
    def explain_many(
        self, actor: Actor, abouts: Sequence[tuple[str, IrregularityKind]], month: str, text: str
    ) -> str:
        """Keep one explanation for several irregularities and return the change set, which undoes it.

        What this site said before to the same is replaced; what other sites said stays beside it. ``month`` is
        YYYY-MM. Raises ``FieldProblem`` for an empty or too long text.
        """
        words = required_text(text, "text", N_("说明"))
        if len(words) > LONGEST:
            raise FieldProblem(field="text", label=N_("说明"), reason=N_("不能超过 400 字"))
        _check_month(month)
        for about, _kind in abouts:
            if len(about) != _DIGEST or not set(about) <= set("0123456789abcdef"):
                raise FieldProblem(field="about", label=N_("疑点编号"), reason=N_("不是自查列出的编号"))
        with self._writing(actor, N_("填写自查说明")) as unit:
            for about, kind in dict(abouts).items():
                said: dict[str, Any] = {
                    "kind": kind.value,
                    "month": month,
                    "text": words,
                    "explained_on": self._context.today(),
                    "explained_by": actor.name,
                    "retracted": False,
                }
                uid = note_uid(self._context.site.site, about)
                note = unit.session.get(SelfCheckNote, (unit.county, uid))
                if note is None:
                    unit.add(SelfCheckNote(uid=uid, about=about, **said))
                    continue
                for name, value in said.items():
                    setattr(note, name, value)
            return unit.change_set

    @allowed(*EVERYONE)
    def counts(self, _actor: Actor, *, progress: Progress = SILENT) -> SelfCheckCounts:
        """Return how many things the running and the last month have together; each counts once. For a job."""
        today = self._context.today()
        last_month = today.replace(day=1) - timedelta(days=1)
        explained: dict[str, bool] = {}
        with self._store.reading() as session:
            for month_on in (last_month, today):
                for each in self._read(session, month_on, None, progress):
                    explained[each.about] = each.explanation is not None
        return SelfCheckCounts(len(explained), sum(explained.values()))

    @allowed(*EVERYONE)
    def waiting(self, actor: Actor) -> int:
        """Return how many things of the running and the last month nobody has said anything to. For a job."""
        return self.counts(actor).waiting

    @allowed(*EVERYONE)
    def thresholds(self, _actor: Actor) -> Thresholds:
        """Return from where on something is asked about here."""
        with self._store.reading() as session:
            return Thresholds.from_data(settings.read(session, settings.SELF_CHECK))

    @allowed(*OFFICERS)
    def set_thresholds(self, _actor: Actor, changed: Mapping[str, int]) -> None:
        """Change thresholds of this installation by their names; raises ``FieldProblem`` for what they cannot be.

        One that is set to its usual value follows that from then on, also when a newer program has another.
        """
        for name, value in changed.items():
            least, most = THRESHOLD_BOUNDS.get(name, (1, 0))
            if type(value) is not int or not least <= value <= most:
                field = name if name in THRESHOLD_BOUNDS else "thresholds"
                raise FieldProblem(field=field, label=N_("自查的界限"), reason=N_("没有这一项，或者数字不对"))
        usual = Thresholds()
        with self._store.setting_up() as session:
            kept = {**settings.read(session, settings.SELF_CHECK), **changed}
            kept = {name: value for name, value in kept.items() if value != getattr(usual, name, None)}
            settings.write(session, settings.SELF_CHECK, kept)

    def _read(
        self, session: Session, month_on: date, village_code: str | None, progress: Progress
    ) -> list[Irregularity]:
        first = month_on.replace(day=1)
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        through = min(last, self._context.today())
        if through < first:
            return []
        progress.report(0, 3, _("自查"))
        stock = offered() | {
            text
            for kept in settings.read(session, settings.STOCK_PHRASES).values()
            for text in kept.get("own", ())
        }
        facts, places = queries.month_facts(session, first, last, through, stock)
        progress.report(1, 3, _("自查"))
        found = find(facts, Thresholds.from_data(settings.read(session, settings.SELF_CHECK)))
        progress.report(2, 3, _("自查"))
        if village_code is not None:
            found = [each for each in found if _concerns(each, village_code, places)]
        said = queries.notes(session, [each.about for each in found])
        names = village_names(session)
        visits = queries.concerned(session, [uid for each in found for uid in each.visits])
        visitors = {key: visitor.name for key, visitor in facts.visitors.items()}
        return [_row(each, f"{first:%Y-%m}", places, names, visits, visitors, said) for each in found]


def note_uid(site: str, about: str) -> str:
    """Return the uid of what a site says to an irregularity: one record of each site."""
    return str(uuid5(NAMESPACE_OID, f"self_check_note/{site}/{about}"))


@cache
def offered() -> frozenset[str]:
    """Return the sentences that the program itself offers or writes: stock phrases and the options of the form."""
    found = {text for field in PhraseField for text in shipped(field)}
    form = loads(resources.path("forms", "visit.toml").read_text(encoding="utf-8"))
    for block in form.get("blocks", ()):
        for item in block.get("items", ()):
            for option in item.get("options", ()):
                found |= {option["title"], f"{item['title']}：{option['title']}"}
    return frozenset(found)


def by_kind(found: Sequence[Irregularity]) -> dict[IrregularityKind, tuple[int, int]]:
    """Return how many of each kind there are and how many of them are explained, only kinds that are there."""
    every = Counter(each.kind for each in found)
    explained = Counter(each.kind for each in found if each.explanation is not None)
    return {kind: (every[kind], explained[kind]) for kind in IrregularityKind if every[kind]}


def _check_month(month: str) -> None:
    try:
        date.fromisoformat(f"{month}-01")
    except ValueError:
        raise FieldProblem(field="month", label=N_("月份"), reason=N_("应写成 2026-11 这样")) from None


def _concerns(found: Observation, village_code: str, places: Mapping[str, PersonPlace]) -> bool:
    return any(uid in places and places[uid].village_code == village_code for uid in found.elders)


def _row(
    found: Observation,
    month: str,
    places: Mapping[str, PersonPlace],
    names: Mapping[str, str],
    visits: Mapping[str, queries.VisitLine],
    visitors: Mapping[str, str],
    said: Mapping[str, Sequence[NoteRow]],
) -> Irregularity:
    people = [(uid, places[uid]) for uid in found.elders if uid in places]
    codes = dict.fromkeys(place.village_code for _uid, place in people)
    concerned = []
    for uid in found.visits:
        line = visits.get(uid)
        if line is not None:
            place = places.get(line.elder_uid)
            name = place.name if place else ""
            concerned.append(ConcernedVisit(uid, line.elder_uid, name, line.on, line.time, line.visitor))
    return Irregularity(
        kind=found.kind,
        about=found.about,
        month=month,
        on=found.on,
        seen=found.seen.say(_),
        perhaps=found.perhaps.say(_),
        elders=tuple((uid, place.name) for uid, place in people),
        villages=tuple(names.get(code, code) for code in codes),
        visits=tuple(concerned),
        visitor=visitors.get(found.visitor, found.visitor),
        explanations=tuple(
            Explanation(each.text, each.explained_on, each.explained_by) for each in said.get(found.about, ())
        ),
    )
