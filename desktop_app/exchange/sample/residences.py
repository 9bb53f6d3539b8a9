"""Make up where an elder lives over the year: home, seasonal pastures, a child's home, a hospital."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from desktop_app.domain.divisions import Division
from desktop_app.domain.terms import LivingArrangement, ResidenceKind
from desktop_app.exchange.sample.persons import chance, days_between, pick
from desktop_app.exchange.sample.township import SampleResidence

_CHILD_HOMES = ("经棚镇女儿家", "赤峰市红山区儿子家", "锡林浩特市女儿家")
_SUMMER_CAMPS = ("贡格尔草原夏营盘", "达里湖北岸夏营盘", "沙里河夏营盘")
_WINTER_CAMPS = ("浑善达克沙地冬营盘", "白音敖包冬营盘")


def draw_residences(
    rng: Random,
    living: LivingArrangement,
    village: Division,
    began_on: date,
    as_of: date,
    *,
    seasonal: bool,
    ended_on: date | None,
) -> tuple[SampleResidence, ...]:
    """Draw the residences from the year before ``began_on``; short absences come after the one they cover."""
    if living is LivingArrangement.INSTITUTION:
        return (_span(ResidenceKind.INSTITUTION, "苏木敬老院", village, date(began_on.year - 2, 4, 1), None),)
    if seasonal:
        base = _camps(rng, village, began_on, as_of)
    else:
        base = [_span(ResidenceKind.VILLAGE, village.name, village, date(began_on.year - 10, 1, 1), None)]
    absence = _absence(rng, village, began_on, as_of)
    if absence is not None and ended_on is None:
        base.append(absence)
    return tuple(base)


def _camps(rng: Random, village: Division, began_on: date, as_of: date) -> list[SampleResidence]:
    """Alternate a summer camp with a winter camp or the settled house; the last stay is open."""
    summer = pick(rng, _SUMMER_CAMPS)
    if chance(rng, 0.5):
        winter_kind, winter = ResidenceKind.PASTURE, pick(rng, _WINTER_CAMPS)
    else:
        winter_kind, winter = ResidenceKind.VILLAGE, f"{village.name}定居点"
    moves: list[tuple[date, ResidenceKind, str]] = []
    for year in range(began_on.year - 2, as_of.year + 1):
        up = date(year, 6, 1) + timedelta(days=int(rng.random() * 12))
        down = date(year, 9, 18) + timedelta(days=int(rng.random() * 15))
        moves += [(up, ResidenceKind.PASTURE, summer), (down, winter_kind, winter)]
    past = [move for move in moves if move[0] <= as_of]
    ends: list[date | None] = [later[0] - timedelta(days=1) for later in past[1:]]
    ends.append(None)
    return [
        _span(kind, place, village, from_on, to_on)
        for (from_on, kind, place), to_on in zip(past, ends, strict=True)
    ]


def _absence(rng: Random, village: Division, began_on: date, as_of: date) -> SampleResidence | None:
    if (as_of - began_on).days < 30:
        return None
    kind = rng.random()
    if kind < 0.03:
        from_on = days_between(rng, began_on, as_of)
        to_on = from_on + timedelta(days=8 + int(rng.random() * 14))
        open_end = None if to_on > as_of else to_on
        return _span(ResidenceKind.HOSPITAL, "旗医院", village, from_on, open_end)
    if kind < 0.05:
        from_on = days_between(rng, began_on, as_of)
        to_on = from_on + timedelta(days=30 + int(rng.random() * 60))
        open_end = None if to_on > as_of else to_on
        return _span(ResidenceKind.CHILD, pick(rng, _CHILD_HOMES), village, from_on, open_end)
    return None


def _span(
    kind: ResidenceKind, place: str, village: Division, from_on: date, to_on: date | None
) -> SampleResidence:
    return SampleResidence(kind=kind, place=place, village_code=village.code, from_on=from_on, to_on=to_on)
