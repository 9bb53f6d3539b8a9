"""自查: what an auditor would ask about in a month, found beforehand so that the worker can say how it was.

Eight rules over plain facts. None of them proves anything: each says what was seen and what may be behind it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from desktop_app.domain.ages import ELDER_AGE, birthday
from desktop_app.domain.clusters import clusters
from desktop_app.domain.errors import N_
from desktop_app.domain.hasty_visits import month_end, too_fast
from desktop_app.domain.irregularity_facts import (
    MonthFacts,
    Observation,
    SeenPerson,
    SeenPhoto,
    SeenVisit,
    Stay,
    Thresholds,
    fingerprint,
)
from desktop_app.domain.life_events import CONTRADICTS
from desktop_app.domain.phrases import Param, phrase
from desktop_app.domain.same_words import same_words
from desktop_app.domain.terms import EndReason, IrregularityKind, Mode, Outcome, ResidenceKind

_BITS, _PARTS = 64, 8
_PART_BITS = _BITS // _PARTS
_LEAST_TOLD = 8
"""A picture whose fingerprint has fewer bits of one kind is all dark or all light: alike says nothing of it."""


def find(facts: MonthFacts, limits: Thresholds | None = None) -> list[Observation]:
    """Return everything worth a question, kind by kind, each in the order of days."""
    thresholds = limits or Thresholds()
    found: list[Observation] = []
    for rule in RULES.values():
        found += sorted(rule(facts, thresholds), key=lambda each: (each.on, each.about))
    return found


def in_hospital(facts: MonthFacts, _limits: Thresholds) -> Iterator[Observation]:
    """Yield each stay in hospital or an institution during which somebody met the person at home.

    The first and the last day of a stay are days on which the person can be met at home.
    """
    for visits in _by_elder(facts, lambda visit: visit.outcome is Outcome.MET_IN_PERSON):
        person = facts.people.get(visits[0].elder_uid)
        if person is None:
            continue
        told: set[str] = set()
        for stay in sorted(person.stays, key=lambda stay: (stay.from_on, stay.kind)):
            inside = [
                visit
                for visit in visits
                if visit.mode is Mode.IN_PERSON and _within(visit.on, stay) and visit.uid not in told
            ]
            if inside:
                told |= {visit.uid for visit in inside}
                yield _while_away(inside, stay)


def after_death(facts: MonthFacts, _limits: Thresholds) -> Iterator[Observation]:
    """Yield the visits after the day of death whose outcome cannot be."""
    contradicts = CONTRADICTS[EndReason.DECEASED]
    for visits in _by_elder(facts, lambda visit: visit.outcome in contradicts):
        person = facts.people.get(visits[0].elder_uid)
        after = [visit for visit in visits if person and person.died_on and visit.on > person.died_on]
        if person is None or person.died_on is None or not after:
            continue
        uids = tuple(visit.uid for visit in after)
        yield Observation(
            kind=IrregularityKind.AFTER_DEATH,
            about=fingerprint(IrregularityKind.AFTER_DEATH, uids),
            on=after[-1].on,
            seen=phrase(
                N_("名册记{died}去世，此后还有{count}次探访记着“{outcome}”，最近一次在{day}"),
                died=person.died_on,
                count=len(after),
                outcome=phrase(after[-1].outcome.term),
                day=after[-1].on,
            ),
            perhaps=phrase(N_("可能去世日期或探访日期记错，或者录到了别人名下。")),
            elders=(person.uid,),
            visits=uids,
            visitor=after[-1].visitor,
        )


def same_photo(facts: MonthFacts, limits: Thresholds) -> Iterator[Observation]:
    """Yield each picture, or all but the same one, that belongs to visits of different days or households."""
    photos = [photo for photo in facts.photos if photo.on <= facts.through]
    by_visit: dict[str, list[SeenPhoto]] = defaultdict(list)
    for photo in photos:
        by_visit[photo.visit_uid].append(photo)
    visits = {visit.uid: visit for visit in facts.visits}
    pairs = [
        (photos[one].visit_uid, photos[other].visit_uid)
        for one, other in _alike_photos(photos, limits.photo_bits)
        if _different(photos[one], photos[other])
    ]
    for found in clusters(pairs):
        shown = sorted((by_visit[uid][0] for uid in found), key=lambda photo: (photo.on, photo.visit_uid))
        if shown[-1].on < facts.first:
            continue
        uids = tuple(photo.visit_uid for photo in shown)
        days = len({photo.on for photo in shown})
        elders = tuple(dict.fromkeys(photo.elder_uid for photo in shown))
        yield Observation(
            kind=IrregularityKind.SAME_PHOTO,
            about=fingerprint(IrregularityKind.SAME_PHOTO, uids),
            on=shown[-1].on,
            seen=phrase(
                N_("{count}次探访（{people}位老年人、{days}天）用了相同或几乎相同的照片"),
                count=len(uids),
                people=len(elders),
                days=days,
            ),
            perhaps=phrase(N_("可能上传时选错了照片。")),
            elders=elders,
            visits=uids,
            visitor=visits[uids[-1]].visitor if uids[-1] in visits else "",
        )


def no_assessment(facts: MonthFacts, _limits: Thresholds) -> Iterator[Observation]:
    """Yield who carries 失能 without an official assessment of their abilities."""
    for person in _on_register(facts):
        if person.incapacitated and not person.assessed:
            yield _about_person(
                facts,
                person,
                IrregularityKind.NO_ASSESSMENT,
                N_("到{day}有“失能”类别，没有正式能力评估的记录"),
                N_("可能评估报告还没有录入，或者还在等待评估。"),
            )


def under_age(facts: MonthFacts, _limits: Thresholds) -> Iterator[Observation]:
    """Yield who has a category in force and is not sixty on the last day."""
    for person in _on_register(facts):
        if (
            person.tagged
            and person.born_on is not None
            and birthday(person.born_on, ELDER_AGE) > facts.through
        ):
            yield _about_person(
                facts,
                person,
                IrregularityKind.UNDER_AGE,
                N_("到{day}未满60周岁，已有类别标签"),
                N_("可能出生日期记错，或者当地政策另有规定。"),
            )


RULES: dict[IrregularityKind, Callable[[MonthFacts, Thresholds], Iterable[Observation]]] = {
    IrregularityKind.SAME_WORDS: same_words,
    IrregularityKind.TOO_FAST: too_fast,
    IrregularityKind.IN_HOSPITAL: in_hospital,
    IrregularityKind.AFTER_DEATH: after_death,
    IrregularityKind.MONTH_END: month_end,
    IrregularityKind.SAME_PHOTO: same_photo,
    IrregularityKind.NO_ASSESSMENT: no_assessment,
    IrregularityKind.UNDER_AGE: under_age,
}


def _by_elder(facts: MonthFacts, wanted: Callable[[SeenVisit], bool]) -> Iterator[list[SeenVisit]]:
    """Yield the wanted visits of the month of each elder in the order of days."""
    found: dict[str, list[SeenVisit]] = defaultdict(list)
    for visit in facts.visits:
        if facts.first <= visit.on <= facts.through and wanted(visit):
            found[visit.elder_uid].append(visit)
    for uid in sorted(found):
        yield sorted(found[uid], key=lambda visit: (visit.on, visit.uid))


def _within(day: date, stay: Stay) -> bool:
    return stay.from_on < day and (stay.to_on is None or day < stay.to_on)


def _while_away(inside: Sequence[SeenVisit], stay: Stay) -> Observation:
    uids = tuple(visit.uid for visit in inside)
    hospital = stay.kind is ResidenceKind.HOSPITAL
    if stay.to_on is None:
        words = (
            N_("{from_on}起住院、没有登记出院，{day}等{count}次探访记着上门见到本人")
            if hospital
            else N_("{from_on}起入住机构、没有登记离开，{day}等{count}次探访记着上门见到本人")
        )
    else:
        words = (
            N_("{from_on}至{to_on}住院，{day}等{count}次探访记着上门见到本人")
            if hospital
            else N_("{from_on}至{to_on}入住机构，{day}等{count}次探访记着上门见到本人")
        )
    params: dict[str, Param] = {"from_on": stay.from_on, "day": inside[0].on, "count": len(inside)}
    if stay.to_on is not None:
        params["to_on"] = stay.to_on
    return Observation(
        kind=IrregularityKind.IN_HOSPITAL,
        about=fingerprint(IrregularityKind.IN_HOSPITAL, uids),
        on=inside[-1].on,
        seen=phrase(words, **params),
        perhaps=phrase(
            N_("可能已经出院而没有登记，或者是到医院看望。")
            if hospital
            else N_("可能已经离开机构而没有登记，或者是到机构看望。")
        ),
        elders=(inside[0].elder_uid,),
        visits=uids,
        visitor=inside[-1].visitor,
    )


def _alike_photos(photos: Sequence[SeenPhoto], bits: int) -> Iterator[tuple[int, int]]:
    """Yield pairs of the same picture by their places in ``photos``, not each with each.

    Pictures that differ in at most seven of 64 bits agree in one of the eight bytes at least. Only pictures of one
    visitor or one person are compared by likeness: among thousands, two rooms look alike by chance.
    """
    numbers = [int(photo.likeness, 16) for photo in photos]
    holders: dict[tuple[str, int | str], list[int]] = defaultdict(list)
    met: set[tuple[int, int]] = set()
    for at, photo in enumerate(photos):
        keys: list[tuple[str, int | str]] = [("same", photo.digest)]
        if _LEAST_TOLD <= numbers[at].bit_count() <= _BITS - _LEAST_TOLD:
            keys += [
                (f"part {part}", numbers[at] >> part * _PART_BITS & (1 << _PART_BITS) - 1)
                for part in range(_PARTS)
            ]
        for key in keys:
            for other in holders[key]:
                if (other, at) in met:
                    continue
                alike = (numbers[at] ^ numbers[other]).bit_count() <= min(bits, _PARTS - 1)
                near = photo.visitor == photos[other].visitor or photo.elder_uid == photos[other].elder_uid
                if (alike and near) or photo.digest == photos[other].digest:
                    met.add((other, at))
                    yield other, at
            holders[key].append(at)


def _different(one: SeenPhoto, other: SeenPhoto) -> bool:
    if one.visit_uid == other.visit_uid or (one.round_uid and one.round_uid == other.round_uid):
        return False
    return one.on != other.on or (one.stop or one.elder_uid) != (other.stop or other.elder_uid)


def _on_register(facts: MonthFacts) -> Iterator[SeenPerson]:
    for uid in sorted(facts.people):
        if facts.people[uid].on_register:
            yield facts.people[uid]


def _about_person(
    facts: MonthFacts, person: SeenPerson, kind: IrregularityKind, seen: str, perhaps: str
) -> Observation:
    return Observation(
        kind=kind,
        about=fingerprint(kind, (person.uid,)),
        on=facts.through,
        seen=phrase(seen, day=facts.through),
        perhaps=phrase(perhaps),
        elders=(person.uid,),
    )
