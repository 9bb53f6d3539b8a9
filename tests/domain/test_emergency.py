"""Signs of risk in an emergency, one by one."""

from __future__ import annotations

import pytest

from desktop_app.domain.emergency import SIGNS, AtRisk, RosterFilter, Sign, signs_of
from desktop_app.domain.errors import FieldProblem
from desktop_app.domain.terms import HazardKind

WELL = {"phone": True, "carer": True, "age": 70}


@pytest.mark.parametrize(
    ("known", "sign"),
    [
        ({"tier": "high"}, Sign.HIGH_TIER),
        ({"categories": ("dementia",)}, Sign.FRAIL),
        ({"age": 80}, Sign.OLDEST_OLD),
        ({"alone": True}, Sign.ALONE),
        ({"categories": ("living_alone",)}, Sign.ALONE),
        ({"categories": ("serious_disease",)}, Sign.ILL),
        ({"answers": {"safety.heating": "no_fuel"}}, Sign.COLD_HOME),
        ({"answers": {"safety.flue": "blocked"}}, Sign.COLD_HOME),
        ({"answers": {"safety.stove": "normal"}}, Sign.STOVE),
        ({"answers": {"safety.house": "leaking"}}, Sign.WEAK_HOUSE),
        ({"aids": ("家用制氧机 夜间用",)}, Sign.POWERED),
        ({"phone": False}, Sign.NO_PHONE),
    ],
)
def test_a_sign_is_seen(known: dict[str, object], sign: Sign) -> None:
    assert sign in signs_of(AtRisk(**{**WELL, **known}))  # type: ignore[arg-type]  # fields by name


def test_whoever_is_well_shows_none() -> None:
    person = AtRisk(
        phone=True,
        age=79,
        tier="general",
        categories=("left_behind", "of a newer version"),
        answers={"safety.heating": "normal", "safety.stove": "unused", "safety.flue": "unused"},
        aids=("老花镜 ",),
    )
    assert signs_of(person) == ()


def test_only_the_frail_lack_a_carer() -> None:
    assert Sign.NO_CARER in signs_of(AtRisk(categories=("incapacitated",)))
    assert Sign.NO_CARER not in signs_of(AtRisk(categories=("incapacitated",), carer=True))
    assert Sign.NO_CARER not in signs_of(AtRisk())


def test_every_hazard_asks_for_something() -> None:
    assert set(SIGNS) == set(HazardKind)
    assert all(RosterFilter(hazard=kind.value).wanted() for kind in HazardKind)


@pytest.mark.parametrize("wrong", [{"hazard": "战争"}, {"signs": ()}, {"signs": ("tall",)}])
def test_what_is_unknown_is_refused_in_words(wrong: dict[str, object]) -> None:
    with pytest.raises(FieldProblem):
        RosterFilter(**wrong).wanted()  # type: ignore[arg-type]  # fields by name
