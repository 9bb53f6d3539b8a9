"""Plant in a filled township what an office cheat would do, beside what only looks like it.

Nothing here knows the rules of the self-check: it writes visits as somebody would who wants to have been there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from random import Random
from typing import Any

from PIL import Image, ImageEnhance
from sqlalchemy import select

from desktop_app.bootstrap import Application
from desktop_app.domain.terms import IrregularityKind as Kind
from desktop_app.exchange.photos.child import read
from desktop_app.models import (
    Assessment,
    Assignment,
    Campaign,
    CategorySpan,
    Elder,
    HouseholdMember,
    LifeEvent,
    PersonLink,
    Residence,
    ServiceRecord,
    Visit,
    Visitor,
    VisitorLeave,
    VisitPhoto,
)
from desktop_app.storage.unit_of_work import UnitOfWork, new_uid
from measures import self_check_scenes as scenes

_DAY = timedelta(days=1)
_PASTED = (
    "{name}老人身体状况良好，精神状态佳，饮食起居正常，家中用火用电安全，无异常情况，已叮嘱注意保暖。",
    "探访时{name}在家，情绪稳定，生活能够自理，子女定期联系，对现有服务表示满意，无其他诉求。",
    "入户查看了{name}家的炉具和烟道，室内整洁，温度适宜，已宣传防煤气中毒和反诈知识，老人表示感谢。",
    "经了解，{name}近期身体无恙，血压{high}/85，按时服药，家属照料到位，下一步继续关注其健康状况。",
    "与{name}老人聊天半小时，老人精神好、思路清晰，讲了年轻时候的事，家里一切正常，没有困难。",
)


@dataclass(frozen=True, slots=True)
class Plant:
    """One irregularity that was put in: its kind, and the visits or people that it is about."""

    kind: Kind
    what: str
    subjects: frozenset[str]


@dataclass(slots=True)
class Person:
    """One elder of the township with what a planter must know."""

    uid: str
    name: str
    village: str
    household: str
    visitor: str


@dataclass(slots=True)
class Planting:
    """Writes into one township, month after month; ``plants`` is the truth."""

    app: Application
    rng: Random
    month: date
    plants: list[Plant] = field(default_factory=list)
    _free: list[Person] = field(default_factory=list)
    _couples: list[list[Person]] = field(default_factory=list)
    _quiet: list[Person] = field(default_factory=list)
    _visitors: dict[str, str] = field(default_factory=dict)

    def enrich(self) -> int:
        """Give the sample's visits what honest visits have: times, notes, pictures, assessments; return how many."""
        app = self.app
        with app.store.reading() as session:
            homes = dict(
                session.execute(select(HouseholdMember.elder_uid, HouseholdMember.household_uid)).all()
            )
            rows = session.execute(
                select(
                    Visit.uid,
                    Visit.heads,
                    Visit.elder_uid,
                    Visit.visited_on,
                    Visit.visitor_uid,
                    Visit.mode,
                    Visit.outcome,
                    Visit.summary,
                    Visit.round_uid,
                )
            ).all()
            frail = session.execute(
                select(CategorySpan.elder_uid).where(CategorySpan.category == "incapacitated")
            ).scalars()
            frail_uids = set(frail)
            elders = session.execute(
                select(Elder.uid, Elder.name, Elder.village_code).where(Elder.ended_on.is_(None))
            ).all()
            owners = dict(session.execute(select(Assignment.elder_uid, Assignment.visitor_uid)).all())
            away = set(
                session.execute(select(Residence.elder_uid).where(Residence.kind != "village")).scalars()
            )
            away |= set(session.execute(select(LifeEvent.elder_uid)).scalars())
            self._visitors = dict(session.execute(select(Visitor.uid, Visitor.name)).all())
        self._free = [
            Person(uid, name, village, homes.get(uid, uid), owners.get(uid, ""))
            for uid, name, village in elders
            if uid not in away and uid not in frail_uids and uid in owners
        ]
        alone = defaultdict(list)
        for person in self._free:
            alone[person.household].append(person)
        self._couples = [people for people in alone.values() if len(people) > 1]
        self._free = [people[0] for people in alone.values() if len(people) == 1]
        self.rng.shuffle(self._free)
        busy = {row.elder_uid for row in rows if row.visited_on >= self.month}
        self._quiet = [person for person in self._free if person.uid not in busy]
        self._free = [person for person in self._free if person.uid in busy]
        with app.store.writing("测速", app.actor.name) as unit:
            unit.update_many(Visit, list(self._told(rows, homes)))
            for uid in sorted(frail_uids):
                unit.add(_assessment(uid, self.month - 200 * _DAY, "official"))
            for number, row in enumerate(rows):
                if row.outcome == "met_in_person" and self.rng.random() < 0.08:
                    self._photo(unit, row.uid, row.elder_uid, scenes.jpeg(scenes.scene(number)))
        return len(rows)

    def _told(self, rows: Sequence[Any], homes: dict[str, str]) -> Iterable[dict[str, Any]]:
        rng, days = self.rng, defaultdict(list)
        for row in rows:
            days[row.visitor_uid, row.visited_on].append(row)
        before: dict[str, str] = {}
        for key in sorted(days, key=lambda each: (each[1], each[0])):
            at, home = 8 * 60 + rng.randint(0, 90), ""
            for row in sorted(
                days[key], key=lambda each: (homes.get(each.elder_uid, each.elder_uid), each.uid)
            ):
                here = homes.get(row.elder_uid, row.elder_uid)
                if here != home and home:
                    at += rng.randint(2, 6) if row.mode == "phone" else rng.randint(8, 40)
                    at = -(-at // 5) * 5 if rng.random() < 0.3 and row.mode != "phone" else at
                home = here
                told: dict[str, Any] = {"uid": row.uid, "heads": row.heads}
                if at < 18 * 60 + 30 and rng.random() < 0.7:
                    told["visited_time"] = f"{at // 60:02}:{at % 60:02}"
                if row.summary is None and row.outcome.startswith("met"):
                    text = self._honest(before.get(row.elder_uid, ""))
                    if text:
                        before[row.elder_uid] = told["summary"] = text
                if len(told) > 2:
                    yield told

    def _honest(self, last: str) -> str:
        chance = self.rng.random()
        if chance < 0.12:
            return self.rng.choice(
                ("精神状态良好，与上次探访时没有变化。", "老人在家，身体无明显不适。已提醒按时服药。")
            )
        if chance < 0.2 and last:
            return last
        if chance < 0.3:
            return self.rng.choice(("正常", "一切都好", "身体还行，无事", "在家，没有变化"))
        return scenes.note(self.rng) if chance < 0.7 else ""

    # ------------------------------------------------------------------------------- what a cheat would do

    def plant(self) -> None:
        """Plant thirty irregularities."""
        with self.app.store.writing("测速", self.app.actor.name) as unit:
            self._paste(unit)
            self._hurry(unit)
            self._at_hospital(unit)
            self._dead(unit)
            self._month_end(unit)
            self._photos(unit)
            self._people(unit)

    def _take(self, count: int, *, one_visitor: bool = True) -> list[Person]:
        """Take so many people whom nobody has used, of one visitor; else people without a visit in the month."""
        if not one_visitor:
            return [self._quiet.pop() for _number in range(count)]
        mine: dict[str, list[Person]] = defaultdict(list)
        for person in self._free + self._quiet:
            mine[person.visitor].append(person)
            if len(mine[person.visitor]) == count:
                taken = {each.uid for each in mine[person.visitor]}
                self._free = [each for each in self._free if each.uid not in taken]
                self._quiet = [each for each in self._quiet if each.uid not in taken]
                return mine[person.visitor]
        raise LookupError(count)

    def _visit(self, unit: UnitOfWork, person: Person, on: date, **facts: Any) -> str:
        visitor = facts.pop("visitor", person.visitor)
        visit = Visit(
            **{
                "elder_uid": person.uid,
                "visited_on": on,
                "mode": "in_person",
                "outcome": "met_in_person",
                "visitor_uid": visitor,
                "visitor_name": self._visitors.get(visitor, "志愿者"),
                "entered_on": on,
                **facts,
            }
        )
        return unit.add(visit).uid

    def _keep(self, kind: Kind, what: str, subjects: Iterable[str]) -> None:
        self.plants.append(Plant(kind, what, frozenset(subjects)))

    def _paste(self, unit: UnitOfWork) -> None:
        month, rng = self.month, self.rng
        days = [month + rng.randint(0, 24) * _DAY for _number in range(9)]

        def pasted(number: int, person: Person, high: int = 132) -> str:
            return _PASTED[number].format(name=person.name, high=high)

        people = self._take(5)
        first = pasted(0, people[0])
        self._keep(
            Kind.SAME_WORDS,
            "原样粘贴，连名字都没改",
            [self._visit(unit, each, day, summary=first) for each, day in zip(people, days, strict=False)],
        )
        people = self._take(7)
        self._keep(
            Kind.SAME_WORDS,
            "粘贴后改了名字",
            [
                self._visit(unit, each, day, summary=pasted(1, each))
                for each, day in zip(people, days, strict=False)
            ],
        )
        people = self._take(4)
        self._keep(
            Kind.SAME_WORDS,
            "改了数字、空格和标点",
            [
                self._visit(
                    unit,
                    each,
                    day,
                    summary=pasted(3, each, 120 + number * 3).replace("，", " , " if number % 2 else "、"),
                )
                for number, (each, day) in enumerate(zip(people, days, strict=False))
            ],
        )
        people = self._take(3)
        texts = [
            pasted(2, people[0]),
            pasted(2, people[1]).replace("，室内整洁", ""),
            pasted(2, people[2]).replace("老人表示感谢", "老人很感谢"),
        ]
        self._keep(
            Kind.SAME_WORDS,
            "粘贴后删改几个字",
            [
                self._visit(unit, each, day, summary=text)
                for each, day, text in zip(people, days, texts, strict=False)
            ],
        )
        people = self._take(2)
        done = "帮助打扫了院子和屋子，擦了玻璃，把煤搬进屋，又到卫生室代取了一个月的降压药。"
        self._keep(
            Kind.SAME_WORDS,
            "帮办事项粘贴两次",
            [
                self._visit(unit, each, day, summary=scenes.note(rng), action=done)
                for each, day in zip(people, days, strict=False)
            ],
        )
        people = self._take(2)
        self._keep(
            Kind.SAME_WORDS,
            "抄上个月写别人的",
            [
                self._visit(unit, people[0], month - 9 * _DAY, summary=pasted(4, people[0])),
                self._visit(unit, people[1], month + 6 * _DAY, summary=pasted(4, people[0])),
            ],
        )

    def _hurry(self, unit: UnitOfWork) -> None:
        day = self.month + 11 * _DAY
        for what, times, facts in (
            ("九分钟十户", [600 + number for number in range(10)], {}),
            ("六户同一分钟", [617] * 6, {}),
            ("十三分钟五户", [870, 873, 876, 880, 883], {}),
            ("两户同一分钟", [551, 551], {}),
            (
                "六分钟十二个电话",
                [1000 + number // 2 for number in range(12)],
                {"mode": "phone", "outcome": "met_remotely"},
            ),
        ):
            people, day = self._take(len(times), one_visitor=False), day + _DAY
            # Another visitor than the usual one, so that no honest visit of the day lies between.
            visitor = self._new_visitor(unit, f"新来{what[:2]}")
            self._keep(
                Kind.TOO_FAST,
                what,
                [
                    self._visit(
                        unit,
                        each,
                        day,
                        visitor=visitor,
                        visited_time=f"{at // 60:02}:{at % 60:02}",
                        summary=scenes.note(self.rng),
                        **facts,
                    )
                    for each, at in zip(people, times, strict=True)
                ],
            )

    def _new_visitor(self, unit: UnitOfWork, name: str) -> str:
        uid = unit.add(Visitor(name=name, role="volunteer")).uid
        self._visitors[uid] = name
        unit.flush()
        return uid

    def _at_hospital(self, unit: UnitOfWork) -> None:
        month = self.month
        stayed = ("已出院", "未登记出院", "养老机构", "只有住院一条变故")
        for what, person in zip(stayed, self._take(4, one_visitor=False), strict=True):
            begun = month + 3 * _DAY
            if what == stayed[3]:
                unit.add(
                    LifeEvent(elder_uid=person.uid, kind="hospital_in", happened_on=begun, known_on=begun)
                )
            else:
                kind = "institution" if what == stayed[2] else "hospital"
                end = begun + 12 * _DAY if what == stayed[0] else None
                unit.add(Residence(elder_uid=person.uid, kind=kind, from_on=begun, to_on=end))
            self._keep(
                Kind.IN_HOSPITAL,
                what,
                [self._visit(unit, person, begun + 5 * _DAY, summary=scenes.note(self.rng))],
            )

    def _dead(self, unit: UnitOfWork) -> None:
        died = self.month + 6 * _DAY
        people = self._take(5, one_visitor=False)
        for person in (people[0], people[1], people[3]):
            elder = unit.get(Elder, person.uid)
            elder.ended_on, elder.ended_because = died, "deceased"
        unit.add(LifeEvent(elder_uid=people[2].uid, kind="deceased", happened_on=died, known_on=died))
        unit.add(
            PersonLink(
                elder_uid=people[3].uid, other_uid=people[4].uid, verdict="same", decided_on=self.month
            )
        )
        after = died + 8 * _DAY
        self._keep(
            Kind.AFTER_DEATH, "上门", [self._visit(unit, people[0], after, summary=scenes.note(self.rng))]
        )
        self._keep(
            Kind.AFTER_DEATH,
            "电话",
            [self._visit(unit, people[1], died + _DAY, mode="phone", outcome="met_remotely")],
        )
        self._keep(Kind.AFTER_DEATH, "死亡只登记了变故", [self._visit(unit, people[2], after)])
        self._keep(Kind.AFTER_DEATH, "另一份档案上的死亡", [self._visit(unit, people[4], after)])

    def _month_end(self, unit: UnitOfWork) -> None:
        last = (self.month + 31 * _DAY).replace(day=1) - _DAY
        for what, late, before in (
            ("最后两天十二户", 12, 0),
            ("三天二十户、此前五户", 20, 5),
            ("最后一天九户", 9, 1),
        ):
            visitor = self._new_visitor(unit, f"月末{what[:3]}")
            uids = []
            for number, person in enumerate(self._take(late + before, one_visitor=False)):
                unit.add(
                    Assignment(elder_uid=person.uid, visitor_uid=visitor, from_on=self.month - 60 * _DAY)
                )
                back = {"最后两天十二户": number % 2, "三天二十户、此前五户": number % 3}.get(what, 0)
                on = last - back * _DAY if number < late else self.month + (3 + number % 15) * _DAY
                uid = self._visit(unit, person, on, visitor=visitor)
                uids += [uid] if number < late else []
            self._keep(Kind.MONTH_END, what, uids)

    def _photos(self, unit: UnitOfWork) -> None:
        people = self._take(8, one_visitor=False)
        changes: dict[str, Callable[[Image.Image], bytes]] = {
            "原图": scenes.jpeg,
            "重新压缩": lambda picture: scenes.jpeg(picture.resize((300, 300)), 45),
            "裁一点边": lambda picture: scenes.jpeg(scenes.cropped(picture, 2), 70),
            "调亮": lambda picture: scenes.jpeg(ImageEnhance.Brightness(picture).enhance(1.12), 75),
        }
        for number, (what, change) in enumerate(changes.items()):
            picture = scenes.scene(700_000 + self.rng.randint(0, 99_999))
            one, other = people[2 * number : 2 * number + 2]
            shown = [
                self._visit(unit, one, self.month + (4 + number) * _DAY),
                self._visit(
                    unit,
                    other if number != 1 else one,
                    self.month + (15 + number) * _DAY,
                    visitor=one.visitor,
                ),
            ]
            unit.flush()
            self._photo(unit, shown[0], one.uid, scenes.jpeg(picture))
            self._photo(unit, shown[1], other.uid if number != 1 else one.uid, change(picture))
            self._keep(Kind.SAME_PHOTO, what, shown)

    def _photo(self, unit: UnitOfWork, visit: str, elder: str, content: bytes) -> None:
        _picture, likeness = read(content)
        unit.add(
            VisitPhoto(
                elder_uid=elder,
                visit_uid=visit,
                digest=sha256(content).hexdigest(),
                likeness=likeness,
                width=480,
                height=480,
                size=len(content),
            )
        )

    def _people(self, unit: UnitOfWork) -> None:
        people = self._take(4, one_visitor=False)
        for person, what in zip(people, ("没有评估", "只有筛查", "五十八岁", "差一个月六十"), strict=True):
            if what in {"没有评估", "只有筛查"}:
                unit.add(CategorySpan(elder_uid=person.uid, category="incapacitated", from_on=self.month))
                if what == "只有筛查":
                    unit.add(_assessment(person.uid, self.month, "screening"))
                self._keep(Kind.NO_ASSESSMENT, what, [person.uid])
            else:
                unit.add(CategorySpan(elder_uid=person.uid, category="disabled", from_on=None))
                years = 58 if what == "五十八岁" else 60
                elder = unit.get(Elder, person.uid)
                elder.birth_on = (
                    date(self.month.year - years, self.month.month, 1) + (62 if years == 60 else 0) * _DAY
                )
                self._keep(Kind.UNDER_AGE, what, [person.uid])

    # ------------------------------------------------------------------------------ what only looks like it

    def plant_look_alikes(self) -> None:
        """Plant what an honest office does and a hasty rule would raise."""
        rng, month = self.rng, self.month
        with self.app.store.writing("测速", self.app.actor.name) as unit:
            # Couples seen together, with the same words and the same picture.
            for number, couple in enumerate(self._couples[:12]):
                together, text = new_uid(), scenes.note(rng)
                content = scenes.jpeg(scenes.scene(900_000 + rng.randint(0, 99_999)))
                for person in couple:
                    uid = self._visit(
                        unit,
                        person,
                        month + 9 * _DAY,
                        summary=text,
                        visited_time=f"{8 + number * 43 // 60:02}:{number * 43 % 60:02}",
                        round_uid=together,
                        visitor=couple[0].visitor,
                    )
                    unit.flush()
                    self._photo(unit, uid, person.uid, content)
            # A canteen day: thirty people met at lunch, a minute apart, the meals recorded in one go.
            lunch, visitor = new_uid(), self._new_visitor(unit, "食堂值班")
            for number, person in enumerate(self._take(30, one_visitor=False)):
                on, at = month + 14 * _DAY, 680 + number
                unit.add(
                    ServiceRecord(
                        elder_uid=person.uid, service="meal", given_on=on, round_uid=lunch, entered_on=on
                    )
                )
                self._visit(unit, person, on, visitor=visitor, visited_time=f"{at // 60:02}:{at % 60:02}")
            # A festival round in the last days of the month, all with the same words.
            campaign = unit.add(
                Campaign(
                    title="节日走访",
                    kind="festival",
                    from_on=month + 26 * _DAY,
                    to_on=month + 29 * _DAY,
                    modes=["in_person"],
                    feeds_duties=True,
                )
            ).uid
            visitor = self._new_visitor(unit, "走访慰问组")
            for number, person in enumerate(self._take(25, one_visitor=False)):
                self._visit(
                    unit,
                    person,
                    month + (26 + number // 9) * _DAY,
                    visitor=visitor,
                    campaign_uid=campaign,
                    summary="节日走访慰问，送去大米一袋、食用油一桶，转达党委政府的问候，叮嘱老人注意防寒保暖。",
                )
            # A list of calls, two or three minutes each, some not answered.
            at, visitor = 540, self._new_visitor(unit, "电话值班")
            for person in self._take(40, one_visitor=False):
                reached = rng.random() < 0.8
                self._visit(
                    unit,
                    person,
                    month + 17 * _DAY,
                    mode="phone",
                    visitor=visitor,
                    outcome="met_remotely" if reached else "could_not_reach",
                    visited_time=f"{at // 60:02}:{at % 60:02}",
                )
                at += rng.choice((2, 2, 3, 3)) if reached else 1
            # Paper sheets typed in weeks later, with the hour as somebody remembers it.
            visitor = self._new_visitor(unit, "补录员")
            for number, person in enumerate(self._take(24, one_visitor=False)):
                self._visit(
                    unit,
                    person,
                    month + (2 + number // 4) * _DAY,
                    visitor=visitor,
                    summary=scenes.note(rng),
                    entered_on=month + 29 * _DAY,
                    visited_time=("09:00", "09:00", "10:00", "10:30")[number % 4],
                )
            # The same house on two days; neighbours' houses of one model.
            for person in self._take(10, one_visitor=False):
                house = 800_000 + rng.randint(0, 99_999)
                for day, moved, light in ((5, 0, 1.0), (20, 26, 0.8)):
                    uid = self._visit(unit, person, month + day * _DAY)
                    unit.flush()
                    self._photo(
                        unit, uid, person.uid, scenes.jpeg(scenes.scene(house, moved=moved, light=light))
                    )
            self._late_workers(unit)
            self._borders(unit)

    def _late_workers(self, unit: UnitOfWork) -> None:
        """Somebody who began on the 26th, and somebody back from leave: both have a full end of the month."""
        month = self.month
        for name, since, leave in (
            ("新到岗", month + 25 * _DAY, False),
            ("休假回来", month - 90 * _DAY, True),
        ):
            visitor = self._new_visitor(unit, name)
            if leave:
                unit.add(VisitorLeave(visitor_uid=visitor, from_on=month, to_on=month + 25 * _DAY))
            for number, person in enumerate(self._take(14, one_visitor=False)):
                unit.add(Assignment(elder_uid=person.uid, visitor_uid=visitor, from_on=since))
                self._visit(unit, person, month + (27 + number % 3) * _DAY, visitor=visitor)

    def _borders(self, unit: UnitOfWork) -> None:
        """Visits on the day of admission, of discharge, of death, and to the bed itself."""
        rng, begun = self.rng, self.month + 4 * _DAY
        for person in self._take(8, one_visitor=False):
            unit.add(Residence(elder_uid=person.uid, kind="hospital", from_on=begun, to_on=begun + 9 * _DAY))
            self._visit(unit, person, begun, summary=scenes.note(rng))
            self._visit(unit, person, begun + 3 * _DAY, outcome="in_hospital", mode="in_person")
            self._visit(unit, person, begun + 9 * _DAY, summary=scenes.note(rng))
        for person in self._take(4, one_visitor=False):
            elder = unit.get(Elder, person.uid)
            elder.ended_on, elder.ended_because = begun, "deceased"
            self._visit(unit, person, begun, summary=scenes.note(rng))
            self._visit(unit, person, begun + 2 * _DAY, outcome="not_at_home")


def _assessment(elder_uid: str, on: date, kind: str) -> Assessment:
    return Assessment(elder_uid=elder_uid, kind=kind, assessed_on=on, level="3", entered_on=on)
