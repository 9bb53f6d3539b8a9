"""The lines of the radar: kept small for everybody at once, and spelt out for those that are shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from desktop_app.config.strings import _
from desktop_app.domain.due_kinds import DueKind, DueState
from desktop_app.domain.errors import N_
from desktop_app.domain.phrases import Translate
from desktop_app.domain.policies import Basis
from desktop_app.domain.terms import BenefitKind
from desktop_app.scheduling.due_book import ABILITY
from desktop_app.scheduling.due_facts import DueFact
from desktop_app.services.service_catalogue import catalogue

_BENEFITS = {kind.value: kind for kind in BenefitKind}


@dataclass(frozen=True, slots=True, kw_only=True)
class DueItem:
    """What one person is owed, or what of theirs ends; what ends with a provider names no person.

    ``due_on`` is the last day of what is owed, the first day of what begins or is open, the last day of what
    ends. ``at_once`` tells that it is owed now, whatever the day says. ``service`` is the key under which it
    is recorded, ``benefit`` the kind of benefit. ``others`` are the documents and sentences of further plans.
    """

    elder_uid: str | None
    name: str
    village: str
    village_code: str
    kind: DueKind
    about: str
    title: str
    due_on: date
    state: DueState
    sentence: str
    document: str
    basis: str
    note: str
    why: str
    at_once: bool = False
    begins_on: date | None = None
    last_on: date | None = None
    service: str | None = None
    benefit: str | None = None
    others: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class RadarLine:
    """One line in few bytes; a fact is shared by all for whom it reads the same."""

    uid: str | None
    name: str
    village_code: str
    fact: DueFact

    @property
    def topic(self) -> tuple[DueKind, str]:
        """Return what the line is about: its kind, and the service or benefit."""
        return self.fact.kind, self.fact.about

    @property
    def month(self) -> tuple[int, int] | None:
        """Return year and month by which it is wanted, None for what should be done already."""
        if self.fact.at_once or self.fact.state is DueState.OVERDUE:
            return None
        return self.fact.due_on.year, self.fact.due_on.month


def urgency(line: RadarLine) -> tuple[int, date, str, str, str]:
    """Return the order of lines: overdue, owed now, then by day; people of one village stay together."""
    fact = line.fact
    now = 0 if fact.state is DueState.OVERDUE else 1 if fact.at_once else 2
    return now, date.min if now == 1 else fact.due_on, line.village_code, line.name, line.uid or ""


@dataclass(frozen=True, slots=True)
class Radar:
    """What was found for one day: the lines in their order, and the names of villages."""

    on: date
    until: date
    lines: Sequence[RadarLine]
    villages: Mapping[str, str]
    people: int
    """How many people were looked at."""

    def item(self, line: RadarLine) -> DueItem:
        """Spell out one line."""
        return spelt_out(line, self.villages)

    def narrowed(
        self,
        *,
        topic: tuple[DueKind, str] | None = None,
        kind: DueKind | None = None,
        village_code: str | None = None,
    ) -> list[RadarLine]:
        """Return the lines about something, of a village."""
        return [
            line
            for line in self.lines
            if (topic is None or line.topic == topic)
            and (kind is None or line.fact.kind is kind)
            and (village_code is None or line.village_code == village_code)
        ]


def topics(lines: Iterable[RadarLine]) -> list[tuple[tuple[DueKind, str], int]]:
    """Return what lines are about with their number, kinds in their order, the most frequent of a kind first."""
    found = Counter(line.topic for line in lines)
    kinds = list(DueKind)
    return sorted(found.items(), key=lambda each: (kinds.index(each[0][0]), -each[1], each[0][1]))


def months(lines: Iterable[RadarLine]) -> list[tuple[tuple[int, int] | None, int]]:
    """Return the months of lines with their number; first what should be done already."""
    found = Counter(line.month for line in lines)
    return sorted(found.items(), key=lambda each: each[0] or (0, 0))


def village_counts(lines: Iterable[RadarLine]) -> dict[str, int]:
    """Return how many lines each village has, by its code."""
    return dict(Counter(line.village_code for line in lines))


def topic_title(kind: DueKind, about: str, translate: Translate = _) -> str:
    """Return in a few words what a line is about: 健康管理, 高龄津贴, 家庭医生签约服务到期."""
    if kind is DueKind.SERVICE:
        return translate(N_("能力评估") if about == ABILITY else catalogue().title(about))
    if kind in {DueKind.SUBSIDY, DueKind.BENEFIT}:
        title = translate(_BENEFITS[about].term) if about in _BENEFITS else about
        return title if kind is DueKind.SUBSIDY else translate(N_("{what}到期")).format(what=title)
    if kind is DueKind.AGREEMENT:
        return translate(N_("{what}到期")).format(what=translate(catalogue().title(about)))
    return translate(kind.term)


def sentences(fact: DueFact) -> tuple[tuple[str, str], ...]:
    """Return the documents and sentences that ask for something, each once, the strictest entry's first."""
    return tuple(dict.fromkeys((each.source.document, each.source.sentence) for each in fact.claims))


def spelt_out(line: RadarLine, villages: Mapping[str, str]) -> DueItem:
    """Return one line with everything that a list or a paper shows of it."""
    fact = line.fact
    claim = fact.claims[0] if fact.claims else None
    source = claim.source if claim is not None else None
    about_service = fact.kind in {DueKind.SERVICE, DueKind.AGREEMENT} and fact.about != ABILITY
    about_benefit = fact.kind in {DueKind.SUBSIDY, DueKind.BENEFIT}
    basis = "" if source is None or source.basis is Basis.PLAN else _(source.basis.term)
    note = "" if source is None else source.note
    return DueItem(
        elder_uid=line.uid,
        name=line.name,
        village=villages.get(line.village_code, line.village_code),
        village_code=line.village_code,
        kind=fact.kind,
        about=fact.about,
        title=_(claim.title) if claim is not None else topic_title(fact.kind, fact.about),
        due_on=fact.due_on,
        state=fact.state,
        sentence=source.sentence if source is not None else "",
        document=source.document if source is not None else "",
        basis="；".join(part for part in (basis, note) if part),
        note=fact.note.say(_),
        why=fact.reason.say(_),
        at_once=fact.at_once,
        begins_on=fact.begins_on,
        last_on=fact.last_on,
        service=fact.about if about_service else None,
        benefit=fact.about if about_benefit else None,
        others=sentences(fact)[1:],
    )
