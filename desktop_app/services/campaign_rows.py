"""What crosses the service line about campaigns: templates, drafts, previews, lists and progress."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from desktop_app.domain.campaigns import CampaignPhase, RoundProgress, TargetState, progress_of
from desktop_app.domain.policies import CampaignTemplate, Condition, OccasionKind
from desktop_app.domain.terms import CampaignKind, Mode
from desktop_app.storage.queries.campaigns import CampaignLine, RoundVisit, TargetLine

SPECIAL, OVER_EIGHTY, EVERYBODY = "special", "eighty", "everybody"

USUAL_PEOPLE: dict[str, tuple[Condition, ...]] = {
    SPECIAL: (Condition(special=True),),
    OVER_EIGHTY: (Condition(min_age=80),),
    EVERYBODY: (),
}
"""Whom a campaign without a template is usually about, for the window's list and the command line."""


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A template with the days on which it comes round next; ``days`` is None for one on call.

    ``key`` is ``profile/key``, ``profile`` the short title of the profile it comes from, empty for a common one.
    """

    key: str
    profile: str
    template: CampaignTemplate
    days: tuple[date, date] | None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A template whose days begin soon or run, and for which no campaign was started."""

    row: TemplateRow
    from_on: date
    to_on: date
    running: bool
    days_ahead: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleChoice:
    """Whom a campaign is to name: everybody on the register who meets all that is stated here.

    Of ``conditions`` any may hold, none means everybody. ``moved_from`` and ``moved_to`` narrow to those who
    move to or from a seasonal place between two days. ``also`` are named in any case, ``without`` never.
    ``rest`` False leaves only ``also``.
    """

    conditions: tuple[Condition, ...] = ()
    villages: tuple[str, ...] = ()
    moved_from: date | None = None
    moved_to: date | None = None
    also: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    rest: bool = True


def movers_between(template: CampaignTemplate, from_on: date, to_on: date) -> tuple[date, date] | None:
    """Return the days on which people move for whom a round from a day to a day is meant, None for other rounds."""
    if template.when.kind is not OccasionKind.MOVE:
        return None
    length = timedelta(days=template.within_days)
    return (from_on, to_on + length) if template.when.before else (from_on - length, to_on)


@dataclass(frozen=True, slots=True)
class MeantPerson:
    """One person whom a choice names."""

    uid: str
    name: str
    age: int | None
    village_code: str
    village: str
    visitor: str | None


@dataclass(frozen=True, slots=True)
class CampaignPreview:
    """Whom a campaign would name, by village and name, and what is worth a second look."""

    people: tuple[MeantPerson, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignDraft:
    """What the form hands in to start a campaign, or to correct one.

    ``visitors`` names who goes to a person, by elder uid, where it is not the usual visitor. ``who`` says in
    words whom the campaign means. ``again`` confirms one with the same title and days as another.
    """

    title: str
    from_on: date
    to_on: date
    kind: str = CampaignKind.OTHER.value
    modes: tuple[str, ...] = (Mode.IN_PERSON.value, Mode.PHONE.value, Mode.VIDEO.value)
    feeds_duties: bool = True
    template: str | None = None
    who: str | None = None
    note: str | None = None
    choice: PeopleChoice = field(default_factory=PeopleChoice)
    visitors: dict[str, str] = field(default_factory=dict)
    again: bool = False


@dataclass(frozen=True, slots=True)
class Started:
    """A campaign that was started; ``change_set`` undoes it."""

    uid: str
    targets: int
    change_set: str


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """One campaign in a list with how far it got."""

    line: CampaignLine
    phase: CampaignPhase
    progress: RoundProgress
    days_left: int
    """Days until it ends, today included; until it begins for one that is coming; 0 for one that is over."""

    @property
    def uid(self) -> str:
        """Return the campaign's uid."""
        return self.line.uid


@dataclass(frozen=True, slots=True)
class TargetRow:
    """One person of a campaign and how far it got with them; the phone is masked."""

    line: TargetLine
    village: str
    age: int | None
    phone: str | None
    state: TargetState
    attempts: int
    last: RoundVisit | None

    @property
    def uid(self) -> str:
        """Return the uid of the file under which the person is read."""
        return self.line.elder_uid


@dataclass(frozen=True, slots=True)
class CampaignDetail:
    """One campaign with everybody it names, by village and name."""

    row: CampaignRow
    targets: tuple[TargetRow, ...]

    def by_village(self) -> list[tuple[str, RoundProgress]]:
        """Return how far it got in each village."""
        return _by(self.targets, lambda target: target.village)

    def by_visitor(self) -> list[tuple[str, RoundProgress]]:
        """Return how far each visitor got; those without one stand under an empty name."""
        return _by(self.targets, lambda target: target.line.visitor or "")


def _by(targets: Iterable[TargetRow], key: Callable[[TargetRow], str]) -> list[tuple[str, RoundProgress]]:
    found: dict[str, list[TargetState]] = {}
    for target in targets:
        found.setdefault(key(target), []).append(target.state)
    return [(name, progress_of(states)) for name, states in found.items()]


@dataclass(frozen=True, slots=True)
class CampaignChoice:
    """A running campaign that names somebody, for the visit form."""

    uid: str
    title: str
    modes: tuple[str, ...]
    to_on: date
