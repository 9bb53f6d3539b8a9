"""What the self-check looks at and what it gives back: plain facts of one month, thresholds, observations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from hashlib import sha256
from typing import Any, Self

from desktop_app.domain.phrases import Phrase
from desktop_app.domain.terms import IrregularityKind, Mode, Outcome, ResidenceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenVisit:
    """One visit; ``time`` is in minutes of the day.

    ``visitor`` is who made it, a uid or else a name, empty when unknown. ``stop`` is shared by visits made in one
    place: a household, an address, a meal for many.
    """

    uid: str
    elder_uid: str
    on: date
    mode: Mode
    outcome: Outcome
    visitor: str = ""
    time: int | None = None
    stop: str = ""
    summary: str = ""
    action: str = ""
    campaign_uid: str | None = None
    round_uid: str | None = None


@dataclass(frozen=True, slots=True)
class Stay:
    """Days in a hospital or an institution, both included; ``to_on`` is None while nobody noted the end."""

    kind: ResidenceKind
    from_on: date
    to_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenPerson:
    """One elder; ``incapacitated`` and ``tagged`` say whether 失能, and any category, is in force on the last day."""

    uid: str
    name: str = ""
    born_on: date | None = None
    registered_on: date = date.min
    on_register: bool = True
    died_on: date | None = None
    incapacitated: bool = False
    tagged: bool = False
    assessed: bool = False
    stays: tuple[Stay, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenPhoto:
    """One photo of a visit: its digest and the 64 bits (16 hexadecimal signs) that alike pictures share."""

    visit_uid: str
    elder_uid: str
    on: date
    stop: str
    digest: str
    likeness: str
    visitor: str = ""
    round_uid: str | None = None


@dataclass(frozen=True, slots=True)
class SeenVisitor:
    """Who visits: since when there was work for them (None is always), and the days of leave, both included."""

    name: str
    began_on: date | None = None
    leave: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthFacts:
    """What is known of one month up to ``through``, its last day or today.

    ``visits`` and ``photos`` may begin earlier, so that what was copied from last month is seen as well.
    ``handed`` says from which day on an elder was a visitor's (visitor, elder). ``stock`` are sentences that many
    use because the program offers them.
    """

    first: date
    last: date
    through: date
    visits: Sequence[SeenVisit] = ()
    people: Mapping[str, SeenPerson] = field(default_factory=dict)
    photos: Sequence[SeenPhoto] = ()
    visitors: Mapping[str, SeenVisitor] = field(default_factory=dict)
    handed: Mapping[tuple[str, str], date] = field(default_factory=dict)
    stock: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """From where on something is worth a question; minutes and days whole, shares in hundredths.

    The figures were chosen by measuring (``benchmarks``): all that was planted is found, and of 200 honest visits
    fewer than one is asked about.
    """

    words_long: int = 30
    """Letters from which on two visits with the same words are enough."""
    words_short: int = 16
    """Letters from which on words are compared at all."""
    words_times: int = 3
    """So many visits must share words that are not long."""
    words_alike: int = 70
    """Share of three-letter pieces in hundredths that texts have in common to be nearly the same."""
    pair_minutes: int = 2
    trio_minutes: int = 7
    stop_minutes: int = 5
    """Two and three households in person take at least so long; from four on, each further one."""
    call_minutes: int = 2
    """Each further call, from ``calls`` on."""
    calls: int = 4
    end_days: int = 3
    """The last days of a month."""
    end_stops: int = 8
    end_share: int = 60
    end_days_before: int = 10
    """Days of the month on which the visitor could have gone before its last days."""
    photo_bits: int = 7
    """Of 64 bits, how many may differ between one picture and its copy."""

    def least_in_person(self, stops: int) -> int:
        """Return how many minutes so many stops at different households take at least, first door to last."""
        few = {1: 0, 2: self.pair_minutes, 3: self.trio_minutes}
        return few.get(stops, (stops - 1) * self.stop_minutes)

    def least_for_calls(self, calls: int) -> int:
        """Return how many minutes so many calls take at least, one of them being short."""
        return (calls - 1) * self.call_minutes - 1 if calls >= self.calls else 0

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Build thresholds from kept settings; what is unknown or no whole number keeps its usual value."""
        known = {each.name for each in fields(cls)}
        return cls(**{key: value for key, value in data.items() if key in known and type(value) is int})


THRESHOLD_BOUNDS: Mapping[str, tuple[int, int]] = {
    "words_long": (1, 1_000),
    "words_short": (1, 1_000),
    "words_times": (2, 1_000),
    "words_alike": (1, 100),
    "pair_minutes": (1, 600),
    "trio_minutes": (1, 600),
    "stop_minutes": (1, 600),
    "calls": (2, 1_000),
    "call_minutes": (1, 600),
    "end_days": (1, 28),
    "end_stops": (1, 1_000),
    "end_share": (1, 100),
    "end_days_before": (1, 28),
    "photo_bits": (1, 7),
}
"""Between what a threshold can be set, each number included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One thing that an auditor would ask about; ``about`` is the same at every site that holds its subjects.

    ``seen`` says what was seen, with numbers; ``perhaps`` what may be behind it, so that nobody is accused.
    """

    kind: IrregularityKind
    about: str
    on: date
    seen: Phrase
    perhaps: Phrase
    elders: tuple[str, ...] = ()
    visits: tuple[str, ...] = ()
    visitor: str = ""


def fingerprint(kind: IrregularityKind, subjects: Iterable[str]) -> str:
    """Return the 64 hexadecimal signs that name what an irregularity is about, in whatever order it was found."""
    return sha256("\n".join((kind.value, *sorted(set(subjects)))).encode()).hexdigest()
