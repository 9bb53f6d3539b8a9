"""What the five blocks start with and what answers suggest."""

from __future__ import annotations

from desktop_app.services.visit_drafts import visit_form
from desktop_app.ui.visit_answers import ProposedFinding, ghosts, proposals, somebody_was_met

FORM = visit_form()


def words(key: str, option: str) -> str:
    item = FORM.by_key[key][1]
    found = item.option(option)
    assert found is not None
    return f"{item.title}：{found.title}"


def test_the_last_answers_are_ghosted_and_nothing_that_was_not_asked() -> None:
    last = {"health.movement": "aided", "health.disease": ["heart", "stroke"], "needs.wishes": "想孙子"}
    assert ghosts(FORM, last, 7) == {
        "health.movement": ("aided",),
        "health.disease": ("heart", "stroke"),
    }


def test_winter_items_are_ghosted_in_winter_only() -> None:
    last = FORM.normal_answers(11)
    assert "safety.stove" in ghosts(FORM, last, 11)
    assert "safety.stove" not in ghosts(FORM, last, 7)


def test_without_a_last_time_the_ghosts_are_the_normal_answers() -> None:
    assert ghosts(FORM, None, 7)["health.speech"] == ("normal",)


def test_an_answer_that_the_form_no_longer_knows_has_no_ghost() -> None:
    assert ghosts(FORM, {"health.speech": "gone", "health.gone": "normal"}, 7) == {}


def test_an_answer_proposes_the_finding_it_suggests_once() -> None:
    answers = {"safety.heating": "cold", "health.speech": "weak", "economy.hardship": ["food"]}
    known = [words("economy.hardship", "food")]
    assert proposals(FORM, answers, known) == (ProposedFinding("hazard", words("safety.heating", "cold")),)


def test_the_blocks_are_asked_where_somebody_was_met() -> None:
    assert somebody_was_met("met_in_person")
    assert somebody_was_met("seen_by_third_party")
    assert not somebody_was_met("not_at_home")
    assert not somebody_was_met(None)
