"""What the other facts about somebody suggest for the categories: hints to look at, never decisions."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from desktop_app.domain.dates import age_on
from desktop_app.domain.errors import N_
from desktop_app.domain.phrases import Phrase, phrase
from desktop_app.domain.terms import Category, DisabilityGrade, LivingArrangement

ELDER_AGE = 60
"""老年人权益保障法 §2."""
OLDEST_OLD_AGE = 80


@dataclass(frozen=True, slots=True)
class Hint:
    """One sentence worth a look, and the category that one key would add, if any."""

    key: str
    words: Phrase
    adds: Category | None = None


def category_hints(
    holding: Collection[str],
    *,
    today: date,
    birth_on: date | None,
    living_arrangement: str | None,
    disability_grade: str | None,
) -> list[Hint]:
    """Return what the facts suggest about the categories that hold today (keys of ``Category``)."""
    found: list[Hint] = []
    found += _by_age(holding, today, birth_on)
    found += _by_living(holding, living_arrangement)
    found += _by_disability(holding, disability_grade)
    return found


def _by_age(holding: Collection[str], today: date, birth_on: date | None) -> list[Hint]:
    if birth_on is None or birth_on > today:
        return []
    age = age_on(birth_on, today)
    if age < ELDER_AGE:
        words = N_("今年{age}岁，未满60周岁：可以预先登记，满60周岁后再安排探访。")
        return [Hint("early", phrase(words, age=age))]
    if age >= OLDEST_OLD_AGE and Category.OLDEST_OLD not in holding:
        return [
            Hint(
                "oldest",
                phrase(N_("已满80周岁（{age}岁），类别里没有“高龄”。"), age=age),
                Category.OLDEST_OLD,
            )
        ]
    if age < OLDEST_OLD_AGE and Category.OLDEST_OLD in holding:
        return [Hint("not_oldest", phrase(N_("类别里有“高龄”，但未满80周岁（{age}岁），请核对。"), age=age))]
    return []


def _by_living(holding: Collection[str], living: str | None) -> list[Hint]:
    found: list[Hint] = []
    alone, nest = Category.LIVING_ALONE in holding, Category.EMPTY_NEST in holding
    if alone and nest:
        # An annex calls 空巢 a household of two; many forms use it for whoever has no child nearby.
        words = N_("同时登记了“独居”和“空巢”：按定义空巢指老两口同住，请按当地口径核对，可以都保留。")
        found.append(Hint("alone_and_nest", phrase(words)))
    if living == LivingArrangement.ALONE.value and not alone:
        words = N_("居住情况是独居，类别里没有“独居”。")
        found.append(Hint("lives_alone", phrase(words), Category.LIVING_ALONE))
    if alone and living and living != LivingArrangement.ALONE.value:
        words = N_("类别里有“独居”，居住情况填的不是独居，请核对。")
        found.append(Hint("not_alone", phrase(words)))
    return found


def _by_disability(holding: Collection[str], grade: str | None) -> list[Hint]:
    severe = grade in {DisabilityGrade.ONE.value, DisabilityGrade.TWO.value}
    if severe and Category.SEVERELY_DISABLED not in holding:
        words = N_("残疾等级为一级或二级，类别里没有“重残”。")
        return [Hint("severe", phrase(words), Category.SEVERELY_DISABLED)]
    if grade and not severe:
        if Category.SEVERELY_DISABLED in holding:
            return [
                Hint("not_severe", phrase(N_("类别里有“重残”，但残疾等级是三级或四级，请按当地口径核对。")))
            ]
        if Category.DISABLED not in holding:
            return [Hint("disabled", phrase(N_("有残疾证，类别里没有“残疾”。")), Category.DISABLED)]
    return []
