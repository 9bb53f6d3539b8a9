"""Households: found by head, member, address and village; their head and address corrected and taken back."""

from __future__ import annotations

from datetime import date

import pytest

from desktop_app.bootstrap import Application
from desktop_app.domain.errors import FieldProblem, NotFound
from desktop_app.services.register_drafts import ElderDraft, HouseholdDraft
from tests.services.homes import VILLAGES


@pytest.fixture
def three(empty: Application) -> Application:
    """Found three households in two villages."""
    for name, village, head, address in (
        ("王桂兰", VILLAGES[0], "王桂兰", "一组1号"),
        ("李福", VILLAGES[1], "李大海", "河东2号"),
        ("乌云其其格", VILLAGES[1], "巴特尔", "100%_号"),
    ):
        draft = ElderDraft(
            name=name,
            village_code=village,
            address=address,
            household=HouseholdDraft(head_name=head, from_on=date(2020, 1, 1)),
        )
        empty.register.save(empty.actor, draft)
    return empty


def heads(application: Application, text: str, village: str | None = None) -> list[str]:
    return [
        card.head_name for card in application.households.find(application.actor, text, village_code=village)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("大海", ["李大海"]),
        ("李福", ["李大海"]),
        ("河东", ["李大海"]),
        ("%_", ["巴特尔"]),
        ("没有", []),
        (" ", []),
    ],
)
def test_a_household_is_found_by_head_member_or_address(
    three: Application, text: str, expected: list[str]
) -> None:
    assert heads(three, text) == expected


def test_without_a_text_the_village_is_listed_and_with_one_it_comes_first(three: Application) -> None:
    assert heads(three, "", VILLAGES[0]) == ["王桂兰"]
    assert heads(three, "号", VILLAGES[0])[0] == "王桂兰"
    assert set(heads(three, "号", VILLAGES[1])) == {"王桂兰", "李大海", "巴特尔"}


def test_head_and_address_are_corrected_and_taken_back(three: Application) -> None:
    (card,) = three.households.find(three.actor, "巴特尔")
    change = three.households.rename(three.actor, card.uid, "巴特尔·那仁")
    assert three.households.get(three.actor, card.uid).head_name == "巴特尔·那仁"
    assert three.households.rename(three.actor, card.uid, "巴特尔·那仁") is None
    assert change is not None
    three.undo.undo(three.actor, change)
    assert three.households.get(three.actor, card.uid) == card
    three.households.set_address(three.actor, card.uid, VILLAGES[0], " 新址 ")
    moved = three.households.get(three.actor, card.uid)
    assert (moved.village_code, moved.address, moved.members) == (VILLAGES[0], "新址", ("乌云其其格",))


def test_what_cannot_be_is_refused(three: Application) -> None:
    (card,) = three.households.find(three.actor, "巴特尔")
    for wrong in ("", "字" * 51):
        with pytest.raises(FieldProblem):
            three.households.rename(three.actor, card.uid, wrong)
    with pytest.raises(FieldProblem):
        three.households.set_address(three.actor, card.uid, "999999999999", None)
    for call in (
        lambda: three.households.get(three.actor, "nothing"),
        lambda: three.households.rename(three.actor, "nothing", "王"),
    ):
        with pytest.raises(NotFound):
            call()
    assert three.households.members(three.actor, "nothing") == []
