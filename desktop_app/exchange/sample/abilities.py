"""Make up assessments of abilities: official ones over years for most who need help, some over, few screenings."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from desktop_app.config import resources
from desktop_app.domain.assessments import Scale, parse_scale
from desktop_app.domain.terms import AbilityLevel, AssessmentKind, AssessmentReason, Category
from desktop_app.exchange.sample.aftercare import SampleAssessment
from desktop_app.exchange.sample.persons import chance, pick, pick_share
from desktop_app.exchange.sample.township import SampleElder, SampleTownship

_DAY, _YEAR = timedelta(days=1), timedelta(days=365)
_AGENCIES = ("样例旗康复评估中心", "样例卫生院评估室")
_ASSESSORS = "样例评估员甲、样例评估员乙"
_LEVELS: Mapping[Category, tuple[tuple[AbilityLevel, float], ...]] = {
    Category.INCAPACITATED: ((AbilityLevel.SEVERE, 0.6), (AbilityLevel.LOST, 0.4)),
    Category.DEMENTIA: ((AbilityLevel.MODERATE, 0.5), (AbilityLevel.SEVERE, 0.5)),
    Category.PARTLY_INCAPACITATED: ((AbilityLevel.MODERATE, 0.95), (AbilityLevel.SEVERE, 0.05)),
}
"""Whoever is assessed worse than the register says has something proposed."""

_LAST_BACK = ((30, 0.2), (330, 0.25), (220, 0.4), (420, 0.15))
"""About how many days ago the last assessment was: new, soon over, in between, over."""


def load_scale() -> Scale:
    """Read the scale that ships with the program."""
    with resources.path("forms", "assessment.toml").open("rb") as file:
        return parse_scale(tomllib.load(file))


def draw_assessments(rng: Random, township: SampleTownship) -> tuple[SampleAssessment, ...]:
    """Draw the assessments of a township up to its last day."""
    return tuple(_Assessing(rng, load_scale(), township.as_of).make(township))


@dataclass(frozen=True, slots=True)
class _Assessing:
    rng: Random
    scale: Scale
    as_of: date

    def make(self, township: SampleTownship) -> Iterator[SampleAssessment]:
        for elder in township.elders:
            category = next((each for each in _LEVELS if elder.has(each)), None)
            if category is None or elder.ended_on is not None:
                continue
            if chance(self.rng, 0.75):
                yield from self._officials(elder, category)
            elif chance(self.rng, 0.5):
                yield self._screening(elder, category)

    def _officials(self, elder: SampleElder, category: Category) -> Iterator[SampleAssessment]:
        """Yield one a year, the last of the level that the category asks for, those before a little better."""
        last = self.as_of - (pick_share(self.rng, _LAST_BACK) - int(self.rng.random() * 25)) * _DAY
        level = pick_share(self.rng, _LEVELS[category])
        levels = list(AbilityLevel)
        agency = pick(self.rng, _AGENCIES)
        times = 1 + int(self.rng.random() * 3)
        for back in reversed(range(times)):
            before = levels[max(2, levels.index(level) - back)] if back else level
            day = last - back * _YEAR
            yield self._assessed(
                elder,
                AssessmentKind.OFFICIAL,
                day,
                before,
                AssessmentReason.FIRST if back == times - 1 else AssessmentReason.ROUTINE,
                agency,
            )

    def _screening(self, elder: SampleElder, category: Category) -> SampleAssessment:
        level = pick_share(self.rng, _LEVELS[category])
        day = self.as_of - int(self.rng.random() * 60) * _DAY
        return self._assessed(elder, AssessmentKind.SCREENING, day, level, AssessmentReason.FIRST, None)

    def _assessed(
        self,
        elder: SampleElder,
        kind: AssessmentKind,
        day: date,
        level: AbilityLevel,
        reason: AssessmentReason,
        agency: str | None,
    ) -> SampleAssessment:
        scores = self._scores(level)
        official = agency is not None
        near = next(iter(elder.contacts), None)
        return SampleAssessment(
            elder_number=elder.number,
            kind=kind,
            assessed_on=day,
            reason=reason,
            scores=scores,
            total=sum(scores.values()),
            level=level,
            agency=agency,
            valid_until=day + _YEAR if official else None,
            report_no=f"样评{day.year}-{elder.number:05}" if official else None,
            assessors=_ASSESSORS if official else None,
            informant=f"{near.name}（{near.relation}）" if near is not None else None,
        )

    def _scores(self, level: AbilityLevel) -> dict[str, int]:
        """Take points away by chance until the total is one of the level's."""
        cut = next(each for each in self.scale.cut_offs if each.level is level)
        total = cut.least + int(self.rng.random() * (cut.most - cut.least + 1))
        points = {key: item.most for key, item in self.scale.items.items()}
        left = self.scale.most - total
        keys = list(points)
        while left:
            key = pick(self.rng, keys)
            points[key] -= 1
            left -= 1
            if not points[key]:
                keys.remove(key)
        return points
