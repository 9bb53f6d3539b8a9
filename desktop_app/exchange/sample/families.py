"""Make up when the families of a township last came, and what was done where they did not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random

from desktop_app.domain.terms import (
    Category,
    ContactRole,
    ResidenceKind,
    SupportResult,
    SupportStepKind,
)
from desktop_app.exchange.sample.aftercare import SampleSeen, SampleSupport
from desktop_app.exchange.sample.arranging import PEOPLE_PER_CASE
from desktop_app.exchange.sample.persons import chance
from desktop_app.exchange.sample.township import SampleContact, SampleElder, SampleTownship

_DAY = timedelta(days=1)
_AT_HOME = frozenset({ResidenceKind.VILLAGE, ResidenceKind.PASTURE})
_NEAR = "本嘎查"
_LEFT = (Category.LEFT_BEHIND, Category.EMPTY_NEST, Category.LIVING_ALONE)
_SINCE_SEEN = 75


@dataclass(frozen=True, slots=True)
class _Deed:
    """What was done so many days ago, and in how many days somebody looks again."""

    kind: SupportStepKind
    back: int
    result: SupportResult
    what: str
    again: int | None = None
    referred_to: str | None = None


_URGED, _LETTER = SupportStepKind.URGED, SupportStepKind.LETTER
_CASES: tuple[tuple[_Deed, ...], ...] = (
    (_Deed(_URGED, 20, SupportResult.PROMISED, "电话联系，答应本月回来看望", 15),),
    (
        _Deed(_URGED, 48, SupportResult.REFUSED, "说工作忙，不肯负担取暖费", 15),
        _Deed(_LETTER, 24, SupportResult.PENDING, "督促函已寄往居住地", 15),
    ),
    (
        _Deed(_URGED, 95, SupportResult.PARTLY, "每月寄生活费，半年没有回来", 15),
        _Deed(
            SupportStepKind.AGREEMENT, 62, SupportResult.FULFILLED, "嘎查调解，几名子女签订了赡养协议", None
        ),
    ),
    (
        _Deed(_LETTER, 70, SupportResult.REFUSED, "收到督促函，仍不肯履行", 15),
        _Deed(SupportStepKind.MEDIATION, 33, SupportResult.PENDING, "本人同意调解", 30, "苏木人民调解委员会"),
    ),
    (_Deed(_URGED, 6, SupportResult.UNREACHED, "两次打电话都没有接通", 15),),
)


def draw_families(
    rng: Random, township: SampleTownship
) -> tuple[Mapping[tuple[int, int], SampleSeen], tuple[SampleSupport, ...]]:
    """Return when contacts came and called, by elder and place among the contacts, and the steps taken."""
    seen: dict[tuple[int, int], SampleSeen] = {}
    families = []
    for elder in township.elders:
        for place, contact in enumerate(elder.contacts):
            if ContactRole.SUPPORTER in contact.roles and chance(rng, 0.75):
                seen[elder.number, place] = _draw_seen(rng, township, contact)
        if _may_be_urged(elder, township):
            families.append(elder)
    families.sort(key=lambda _elder: rng.random())
    steps: list[SampleSupport] = []
    for number, elder in enumerate(families[: len(_CASES) * (1 + len(township.elders) // PEOPLE_PER_CASE)]):
        place = next(at for at, contact in enumerate(elder.contacts) if _owes(contact))
        deeds = _CASES[number % len(_CASES)]
        steps += _steps(elder, place, deeds, township)
        # Who had to be urged has not come for long.
        apart = SampleSeen(seen_on=township.as_of - (_SINCE_SEEN + 20 * len(deeds)) * _DAY)
        signed = next((each for each in deeds if each.kind is SupportStepKind.AGREEMENT), None)
        if signed is not None:
            day = township.as_of - signed.back * _DAY
            apart = replace(apart, seen_on=day, called_on=township.as_of - 9 * _DAY, agreement_on=day)
        seen[elder.number, place] = apart
    return seen, tuple(steps)


def _draw_seen(rng: Random, township: SampleTownship, contact: SampleContact) -> SampleSeen:
    """Draw the last visit and call; who lives in the same place comes every few days."""
    spread = 7 if contact.lives_in == _NEAR or contact.relation == "配偶" else 110
    came = township.as_of - int(rng.random() * spread) * _DAY
    called = township.as_of - int(rng.random() * 21) * _DAY if contact.phone else None
    return SampleSeen(seen_on=came, called_on=called)


def _owes(contact: SampleContact) -> bool:
    return ContactRole.SUPPORTER in contact.roles and contact.lives_in != _NEAR and contact.phone is not None


def _may_be_urged(elder: SampleElder, township: SampleTownship) -> bool:
    stay = elder.residence_on(township.as_of)
    return (
        elder.ended_on is None
        and (stay is None or stay.kind in _AT_HOME)
        and any(elder.has(each) for each in _LEFT)
        and any(_owes(contact) for contact in elder.contacts)
    )


def _steps(
    elder: SampleElder, place: int, deeds: Sequence[_Deed], township: SampleTownship
) -> list[SampleSupport]:
    return [
        SampleSupport(
            elder_number=elder.number,
            contact=place,
            kind=each.kind,
            done_on=township.as_of - each.back * _DAY,
            result=each.result,
            what=each.what,
            referred_to=each.referred_to,
            next_on=township.as_of + (each.again - each.back) * _DAY if each.again is not None else None,
        )
        for each in deeds
    ]
