"""Make up the visitors, households and elders of a township."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from desktop_app.domain.divisions import Division
from desktop_app.domain.terms import (
    Category,
    EndReason,
    Sex,
    VisitorRole,
    WillingnessKind,
)
from desktop_app.exchange.sample.contacts import draw_children, draw_contacts
from desktop_app.exchange.sample.households import Person, draw_couple, draw_single
from desktop_app.exchange.sample.persons import (
    HAN,
    MONGOL,
    IdNumbers,
    NameParts,
    chance,
    days_between,
    draw_ethnic_code,
    draw_phone,
    pick,
    pick_share,
)
from desktop_app.exchange.sample.residences import draw_residences
from desktop_app.exchange.sample.township import (
    SampleCategory,
    SampleDivision,
    SampleElder,
    SampleVisitor,
)

GROUPS = ("一组", "二组", "三组", "四组", "五组")
_ELDERS_PER_VISITOR = 40
_MOST_PER_VILLAGE = 60
"""More visitors than there are names to tell them apart would be drawn for ever."""


def make_visitors(
    rng: Random, names: NameParts, division: SampleDivision, elders: int
) -> tuple[SampleVisitor, ...]:
    """Make up committee members and grid workers for each village and some people of the township."""
    wanted = elders // len(division.villages) // _ELDERS_PER_VISITOR
    per_village = min(max(3, wanted), _MOST_PER_VILLAGE)
    roles = (VisitorRole.COMMITTEE, VisitorRole.GRID, VisitorRole.COMMITTEE, VisitorRole.NEIGHBOUR)
    posts = [
        (village.code, roles[place % 4]) for village in division.villages for place in range(per_village)
    ]
    wide = (VisitorRole.SOCIAL_WORKER, VisitorRole.VOLUNTEER, VisitorRole.DOCTOR, VisitorRole.PROVIDER)
    posts += [(division.code, role) for role in wide]
    taken: set[str] = set()
    visitors: list[SampleVisitor] = []
    for number, (code, role) in enumerate(posts, start=1):
        name = ""
        while not name or name in taken:
            ethnic_code = draw_ethnic_code(rng)
            name = names.younger(rng, ethnic_code, pick(rng, (Sex.MALE, Sex.FEMALE)))
        taken.add(name)
        phone = draw_phone(rng)
        visitors.append(SampleVisitor(number=number, name=name, role=role, village_code=code, phone=phone))
    return tuple(visitors)


class ElderMaker:
    """Makes up elders household by household; everybody is at least 60 on ``began_on``."""

    def __init__(
        self,
        *,
        rng: Random,
        names: NameParts,
        ids: IdNumbers,
        division: SampleDivision,
        visitors: Sequence[SampleVisitor],
        began_on: date,
        as_of: date,
    ) -> None:
        self._rng = rng
        self._names = names
        self._ids = ids
        self._division = division
        self._by_village = {
            village.code: [each.number for each in visitors if each.village_code == village.code]
            for village in division.villages
        }
        self._began_on = began_on
        self._as_of = as_of
        self._household = 0
        self._elders: list[SampleElder] = []

    def make(self, elders: int) -> tuple[SampleElder, ...]:
        """Return ``elders`` people, village after village, the villages differing in size."""
        villages = self._division.villages
        weights = [0.6 + 0.8 * self._rng.random() for _ in villages]
        done, total = 0.0, sum(weights)
        for village, weight in zip(villages, weights, strict=True):
            done += weight
            goal = elders if village is villages[-1] else round(elders * done / total)
            while len(self._elders) < goal:
                self._add_household(village, goal - len(self._elders))
        return tuple(self._elders)

    def _add_household(self, village: Division, room: int) -> None:
        rng = self._rng
        self._household += 1
        group = pick(rng, GROUPS)
        address = f"{self._division.name}{village.name}{group}{self._household}号"
        seasonal = chance(rng, 0.12)
        rare_next = (len(self._elders) + 1) % 80 == 17
        ethnic_code = HAN if rare_next else draw_ethnic_code(rng)
        people = (
            draw_couple(rng, self._began_on)
            if room > 1 and chance(rng, 0.44)
            else [draw_single(rng, self._began_on)]
        )
        visitors = self._by_village[village.code]
        visitor = visitors[self._household % len(visitors)]
        surname = "" if ethnic_code == MONGOL else self._names.surname(rng, ethnic_code)
        children = draw_children(rng, self._names, people[0], ethnic_code, surname)
        born: list[SampleElder] = []
        for person in people:
            number = len(self._elders) + 1
            own = ethnic_code if not born or chance(rng, 0.88) else draw_ethnic_code(rng)
            own = HAN if number % 80 == 17 else own
            name = self._names.elder(rng, own, person.sex, number, surname if person.sex is Sex.MALE else "")
            end_reason, ended_on = self._draw_end(person.age)
            residences = draw_residences(
                rng, person.living, village, self._began_on, self._as_of, seasonal=seasonal, ended_on=ended_on
            )
            phone = draw_phone(rng) if chance(rng, 0.9 if person.age < 80 else 0.7) else None
            born.append(
                SampleElder(
                    number=number,
                    name=name,
                    id_number=self._ids.draw(rng, person.born_on, person.sex),
                    sex=person.sex,
                    born_on=person.born_on,
                    ethnic_code=own,
                    phone=phone,
                    village_code=village.code,
                    group=group,
                    address=address,
                    household=self._household,
                    living=person.living,
                    categories=self._dated(person),
                    contacts=draw_contacts(
                        rng, self._names, person, children, born[0].name if born else "", village
                    ),
                    willingness=pick_share(rng, _WILLINGNESS_SHARES),
                    willing_on=days_between(rng, self._began_on - timedelta(days=200), self._began_on),
                    residences=residences,
                    visitor_number=visitor,
                    end_reason=end_reason,
                    ended_on=ended_on,
                    note=pick_share(rng, _NOTE_SHARES if own == MONGOL else _NOTE_SHARES[:-1]),
                )
            )
            self._elders.append(born[-1])

    def _dated(self, person: Person) -> tuple[SampleCategory, ...]:
        rng = self._rng
        found = []
        for category in person.categories:
            if category is Category.OLDEST_OLD:
                turned = person.born_on + timedelta(days=round(80 * 365.25))
                from_on, source = max(turned, date(2010, 1, 1)), "身份证"
            else:
                from_on = days_between(rng, self._began_on - timedelta(days=1500), self._began_on)
                source = pick(rng, ("入户摸底", "民政台账", "残联台账", "卫健台账"))
            found.append(
                SampleCategory(category=category, from_on=min(from_on, self._began_on), source=source)
            )
        return tuple(found)

    def _draw_end(self, age: int) -> tuple[EndReason | None, date | None]:
        rng = self._rng
        first_on, last_on = self._began_on + timedelta(days=20), self._as_of - timedelta(days=4)
        months = (last_on - first_on).days / 30
        if months <= 0:
            return None, None
        if chance(rng, months * (0.0008 if age < 75 else 0.0025)):
            return EndReason.DECEASED, days_between(rng, first_on, last_on)
        if chance(rng, months * 0.0005):
            return EndReason.MOVED_OUT, days_between(rng, first_on, last_on)
        return None, None


_WILLINGNESS_SHARES = (
    (WillingnessKind.WILLING, 0.95),
    (WillingnessKind.PHONE_ONLY, 0.035),
    (WillingnessKind.REFUSES, 0.015),
)
_NOTE_SHARES = (
    ("", 0.87),
    ("听力差，敲门要大声", 0.03),
    ("家中有犬，进院先打电话", 0.03),
    ("冬季搬到镇上住", 0.02),
    ("人户分离，户籍在经棚镇", 0.02),
    ("只讲蒙古语", 0.03),
)
