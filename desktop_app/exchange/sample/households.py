"""Draw who lives under one roof: ages, living arrangement and the categories that go with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from desktop_app.domain.terms import Category, LivingArrangement, Sex
from desktop_app.exchange.sample.persons import chance, pick_share

_AGE_SHARES = (
    (60, 0.31),
    (65, 0.24),
    (70, 0.18),
    (75, 0.13),
    (80, 0.08),
    (85, 0.04),
    (90, 0.015),
    (95, 0.005),
)


@dataclass(slots=True, kw_only=True)
class Person:
    """One elder while the household is being put together."""

    sex: Sex
    born_on: date
    age: int
    living: LivingArrangement
    categories: list[Category] = field(default_factory=list)


def _born(rng: Random, began_on: date) -> tuple[date, int]:
    age = pick_share(rng, _AGE_SHARES) + int(rng.random() * 5)
    birthday = date(began_on.year - age, 1 + int(rng.random() * 12), 1)
    born_on = birthday + timedelta(days=int(rng.random() * 28))
    if (born_on.month, born_on.day) > (began_on.month, began_on.day):
        born_on = born_on.replace(year=born_on.year - 1)
    return born_on, age


def draw_couple(rng: Random, began_on: date) -> list[Person]:
    """Draw a married couple, both 60 or older on ``began_on``, with or without children under the roof."""
    born_on, age = _born(rng, began_on)
    second = born_on + timedelta(days=int(rng.random() * 1500) - 750)
    if second > _latest_birth(began_on):
        second = born_on - timedelta(days=int(rng.random() * 750))
    kind = rng.random()
    bereft = kind > 0.994
    with_children = chance(rng, 0.45) and not bereft
    living = LivingArrangement.WITH_CHILDREN if with_children else LivingArrangement.WITH_SPOUSE
    people = [
        Person(sex=Sex.MALE, born_on=born_on, age=age, living=living),
        Person(sex=Sex.FEMALE, born_on=second, age=_age(second, began_on), living=living),
    ]
    shared: list[Category] = [Category.SPECIAL_FAMILY] if bereft else []
    if not with_children and kind < 0.14:
        shared = [Category.EMPTY_NEST if kind < 0.09 else Category.LEFT_BEHIND]
    for person in people:
        person.categories += shared
        _add_health(rng, person)
    return people


def _age(born_on: date, began_on: date) -> int:
    """Return the age on the first of the month the history begins with."""
    return began_on.year - born_on.year - ((born_on.month, born_on.day) > (began_on.month, 1))


def _latest_birth(began_on: date) -> date:
    return began_on.replace(year=began_on.year - 60, day=1) - timedelta(days=1)


def draw_single(rng: Random, began_on: date) -> Person:
    """Draw an elder without a spouse: with children, alone, with others or in the institution."""
    born_on, age = _born(rng, began_on)
    sex = Sex.FEMALE if chance(rng, 0.45 + 0.006 * (age - 60)) else Sex.MALE
    person = Person(sex=sex, born_on=born_on, age=age, living=LivingArrangement.WITH_CHILDREN)
    _add_health(rng, person)
    helpless = Category.INCAPACITATED in person.categories or Category.DEMENTIA in person.categories
    kind = rng.random()
    if kind < 0.006:
        person.living = LivingArrangement.INSTITUTION
        person.categories += [Category.DESTITUTE_CENTRAL, Category.CHILDLESS]
    elif kind < (0.2 if age < 80 else 0.33) and not helpless:
        person.living = LivingArrangement.ALONE
        person.categories.insert(0, Category.LIVING_ALONE)
        if chance(rng, 0.09):
            person.categories += [Category.DESTITUTE_DISPERSED, Category.CHILDLESS]
        elif chance(rng, 0.12):
            person.categories.append(Category.LEFT_BEHIND)
    elif kind > 0.97:
        person.living = LivingArrangement.WITH_OTHER_RELATIVES
        person.categories.insert(0, Category.LEFT_BEHIND)
    elif kind > 0.955:
        person.living = LivingArrangement.WITH_SIBLINGS
        person.categories += [Category.CHILDLESS]
    elif kind > 0.949:
        person.living = LivingArrangement.WITH_OTHER_RELATIVES
        person.categories.append(Category.SPECIAL_FAMILY)
    return person


def _add_health(rng: Random, person: Person) -> None:
    weight = 0.5 if person.age < 70 else 1.0 if person.age < 80 else 2.4
    if chance(rng, 0.02 * weight):
        person.categories.append(Category.INCAPACITATED)
        if chance(rng, 0.25):
            person.categories.append(Category.DEMENTIA)
    elif chance(rng, 0.035 * weight):
        person.categories.append(Category.PARTLY_INCAPACITATED)
    if chance(rng, 0.014):
        person.categories.append(Category.SEVERELY_DISABLED)
    elif chance(rng, 0.03):
        person.categories.append(Category.DISABLED)
    if person.age >= 80:
        person.categories.append(Category.OLDEST_OLD)
    if chance(rng, 0.05):
        person.categories.append(Category.MINIMUM_ALLOWANCE)
    elif chance(rng, 0.02):
        person.categories.append(Category.LOW_INCOME)
    if chance(rng, 0.005):
        person.categories.append(Category.HIGH_RISK_DISEASE)
    elif chance(rng, 0.25):
        person.categories.append(Category.CHRONIC_DISEASE)
