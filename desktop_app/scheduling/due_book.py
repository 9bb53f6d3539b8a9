"""What all active plans owe besides visits, prepared so that asking about one person is quick."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from desktop_app.domain.ages import OLDEST_OLD_AGE
from desktop_app.domain.due_kinds import DuePeriod, DueProof, LivingPlace
from desktop_app.domain.errors import N_
from desktop_app.domain.phrases import Phrase, phrase
from desktop_app.domain.policies import DueServiceRule, PolicyProfile, SubsidyRule
from desktop_app.domain.policy_words import often_words, who_words
from desktop_app.scheduling.calendar import Window
from desktop_app.scheduling.due_facts import Claim
from desktop_app.scheduling.rulebook import Matcher, RuleBook, first_holding
from desktop_app.scheduling.standing import Standing

_DAY = timedelta(days=1)
_MONTHS = 12
_HALVES = (N_("上半年"), N_("下半年"))
_QUARTERS = (N_("第一季度"), N_("第二季度"), N_("第三季度"), N_("第四季度"))
ABILITY = "ability_assessment"
"""What entries that an official assessment satisfies are about: no service of the catalogue."""


@dataclass(frozen=True, slots=True, eq=False)
class BookedDue:
    """One entry, with its prepared conditions and the bit that stands for it.

    ``about`` is the same for entries that ask for one and the same thing.
    """

    bit: int
    about: str
    rule: DueServiceRule | SubsidyRule
    profile: PolicyProfile
    matchers: tuple[Matcher, ...]
    claim: Claim

    def applies(self, standing: Standing, *, at_home: bool, on: date) -> bool:
        """Tell whether the entry is in force on a day and means somebody who stands so and lives so."""
        profile, where = self.profile, self.rule.where
        return (
            profile.valid_from <= on
            and (profile.valid_to is None or on <= profile.valid_to)
            and (where is LivingPlace.ANYWHERE or (where is LivingPlace.HOME) == at_home)
            and first_holding(self.matchers, standing.mask, standing.age, standing.special, standing.tier)
            >= 0
        )


class DueBook:
    """The entries of the active profiles; build it once and ask it about everybody."""

    def __init__(self, rules: RuleBook) -> None:
        """Gather what the profiles of ``rules`` owe; what is switched off or cannot be checked is left out."""
        self.rules = rules
        self.entries: list[BookedDue] = []
        for profile in rules.profiles:
            for service in profile.due_services:
                if service.checked:
                    about = ABILITY if service.proof is DueProof.ASSESSMENT else service.services[0]
                    words = phrase(
                        N_("{who}：{often}"), who=who_words(service.who), often=often_words(service)
                    )
                    self._book(profile, service, about, words)
            for subsidy in profile.subsidies:
                if subsidy.enabled:
                    self._book(profile, subsidy, subsidy.benefit.value, who_words(subsidy.who))
        self.days = self._change_days()
        self.ages = self._change_ages()
        self.known: dict[tuple[object, ...], int] = {}
        """Which entries apply, as bits, remembered by all that they rest on; a memory, not a state."""

    def _book(
        self, profile: PolicyProfile, rule: DueServiceRule | SubsidyRule, about: str, words: Phrase
    ) -> None:
        claim = Claim(f"{profile.id}/{rule.key}", rule.title, words, profile.short_title, rule.source)
        matchers = tuple(Matcher(condition) for condition in rule.who)
        self.entries.append(BookedDue(1 << len(self.entries), about, rule, profile, matchers, claim))

    def applying(self, standing: Standing, *, at_home: bool, on: date, between: int) -> int:
        """Return the entries that apply, as bits; ``between`` numbers the time between two days of change."""
        key = (standing.mask, standing.age, standing.special, standing.tier, at_home, between)
        bits = self.known.get(key)
        if bits is None:
            bits = sum(each.bit for each in self.entries if each.applies(standing, at_home=at_home, on=on))
            self.known[key] = bits
        return bits

    def _change_days(self) -> tuple[date, ...]:
        days = set(self.rules.change_days)
        for entry in self.entries:
            days.add(entry.profile.valid_from)
            if entry.profile.valid_to is not None:
                days.add(entry.profile.valid_to + _DAY)
        return tuple(sorted(days))

    def _change_ages(self) -> tuple[int, ...]:
        ages = {OLDEST_OLD_AGE, *self.rules.change_ages}
        for entry in self.entries:
            for matcher in entry.matchers:
                ages |= {matcher.min_age, matcher.max_age + 1}
        return tuple(sorted(age for age in ages if 0 < age < 150))


def parts_of(rule: DueServiceRule) -> int:
    """Return into how many equal parts an entry divides the year."""
    return 1 if rule.period is DuePeriod.YEAR else rule.times_per_year


def needed_in_part(rule: DueServiceRule) -> int:
    """Return how many times the service is owed in each of them."""
    return rule.times_per_year if rule.period is DuePeriod.YEAR else 1


def part_around(on: date, parts: int) -> Window:
    """Return the part of the year that a day lies in: whole months where they divide evenly, else days."""
    return next(window for window in year_parts(on.year, parts) if on <= window.last)


def part_before(window: Window, parts: int) -> Window:
    """Return the part before another."""
    return part_around(window.first - _DAY, parts)


@lru_cache(maxsize=256)
def year_parts(year: int, parts: int) -> tuple[Window, ...]:
    """Return the equal parts of a year, the first one first."""
    begins = [_begin(year, part, parts) for part in range(parts)]
    return tuple(Window(first, after - _DAY) for first, after in pairwise([*begins, date(year + 1, 1, 1)]))


def _begin(year: int, part: int, parts: int) -> date:
    if _MONTHS % parts == 0:
        return date(year, 1 + part * _MONTHS // parts, 1)
    first = date(year, 1, 1)
    return first + timedelta(days=part * (date(year + 1, 1, 1) - first).days // parts)


def part_words(window: Window, parts: int) -> Phrase:
    """Return a part of the year in words: 2026年, 2026年下半年, 2026年第三季度, 2026年5月, else its days."""
    year, place = window.first.year, year_parts(window.first.year, parts).index(window)
    if parts == 1:
        return phrase(N_("{year}年"), year=year)
    if parts == len(_HALVES):
        return phrase(N_("{year}年{part}"), year=year, part=Phrase(_HALVES[place]))
    if parts == len(_QUARTERS):
        return phrase(N_("{year}年{part}"), year=year, part=Phrase(_QUARTERS[place]))
    if parts == _MONTHS:
        return phrase(N_("{year}年{month}月"), year=year, month=place + 1)
    return phrase(N_("{year}年{first}至{last}"), year=year, first=window.first, last=window.last)
