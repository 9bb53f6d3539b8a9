"""Add to a made-up township what follows visits; people, visits and what was found at them stay the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from random import Random

from desktop_app.exchange.sample.abilities import draw_assessments
from desktop_app.exchange.sample.aftercare import SampleAftercare, SampleHandover
from desktop_app.exchange.sample.families import draw_families
from desktop_app.exchange.sample.finding_lives import draw_lives
from desktop_app.exchange.sample.service_rounds import draw_services
from desktop_app.exchange.sample.township import SampleTownship, SampleVisitor

_HANDED_OVER = 3
_WITNESS = "民政办"


def followed_up(township: SampleTownship) -> SampleTownship:
    """Return the township with services, lives of findings, families, assessments and a handover."""

    def stream(name: str) -> Random:
        # Each part draws from a stream of its own, so that a change of one leaves the others as they were.
        return Random(f"{township.seed}:{name}")

    drawn = draw_services(stream("services"), township)
    lives, slips = draw_lives(stream("findings"), township)
    seen, support = draw_families(stream("families"), township)
    return replace(
        township,
        aftercare=SampleAftercare(
            providers=drawn.providers,
            plans=drawn.plans,
            given=drawn.given,
            lives=lives,
            slips=slips,
            seen=seen,
            support=support,
            assessments=draw_assessments(stream("assessments"), township),
            handovers=tuple(_handovers(township)),
        ),
    )


def _handovers(township: SampleTownship) -> Iterator[SampleHandover]:
    """Yield the first handover that is possible: of some of a visitor's people to another of the village."""
    away = {each.visitor_number for each in township.arrangements.leaves}
    planned = {each.elder_number for each in township.arrangements.plans}
    working = [each for each in township.visitors if each.number not in away]
    for one in working:
        theirs = [
            elder.number
            for elder in township.elders
            if elder.visitor_number == one.number and elder.ended_on is None and elder.number not in planned
        ]
        other = _another(working, one)
        if other is not None and len(theirs) > _HANDED_OVER:
            yield SampleHandover(
                from_number=one.number,
                to_number=other.number,
                from_on=township.as_of - timedelta(days=9),
                elder_numbers=tuple(theirs[:_HANDED_OVER]),
                reason="分工调整",
                note="门钥匙在邻居家；冬季去牧点要提前一天打电话问路。",
                witness=_WITNESS,
            )
            return


def _another(working: list[SampleVisitor], one: SampleVisitor) -> SampleVisitor | None:
    near = (each for each in working if each.village_code == one.village_code and each is not one)
    return next(near, None)
