"""The sections of the law as they ship, and the reasons that quote them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from desktop_app.domain.law import LawFileProblem, parse_law, parse_support_book
from desktop_app.domain.terms import SupportStepKind
from desktop_app.services.law import elder_rights_law, support_book


def test_the_sections_that_an_office_needs_are_there_word_for_word() -> None:
    law = elder_rights_law()
    assert [section.number for section in law.sections] == [14, 15, 16, 18, 19, 20, 24, 75, 76]
    assert law.full_title == "《中华人民共和国老年人权益保障法》（2018年修正）"
    (visits,) = law.of([18])
    assert visits.text[1] == "与老年人分开居住的家庭成员，应当经常看望或者问候老年人。"
    (urge,) = law.of([24])
    (text,) = urge.text
    assert text.startswith("赡养人、扶养人不履行赡养、扶养义务的，基层群众性自治组织、老年人组织")
    assert text.endswith("或者赡养人、扶养人所在单位应当督促其履行。")


def test_times_are_told_as_ours_and_health_is_marked() -> None:
    book = support_book()
    assert set(book.times.again) == set(SupportStepKind)
    assert (book.times.again[SupportStepKind.URGED], book.times.again[SupportStepKind.MEDIATION]) == (15, 30)
    assert book.times.unseen == 60
    assert {one.key for one in book.reasons if one.health} == {"care", "treatment"}
    assert book.reason("unseen") is not None
    assert book.reason("nothing") is None


def _law() -> dict[str, Any]:
    section = {"number": 14, "name": "第十四条", "about": "义务", "text": ["应当"]}
    day = elder_rights_law().amended_on
    return {"title": "法", "version": "版", "source": "源", "amended_on": day, "sections": [section]}


def _book() -> dict[str, Any]:
    times: dict[str, Any] = dict.fromkeys((kind.value for kind in SupportStepKind), 5)
    times |= {"basis": "default", "source": "没有规定", "unseen": 60, "answer": 10}
    reason = {"key": "a", "title": "题", "fact": "情况", "asks": "请", "sections": [14]}
    return {"times": times, "reasons": [reason]}


@pytest.mark.parametrize(
    ("spoil", "where"),
    [
        (lambda raw: raw.pop("sections"), "sections"),
        (lambda raw: raw.pop("title"), "title"),
        (lambda raw: raw.pop("amended_on"), "amended_on"),
        (lambda raw: raw["sections"].append(raw["sections"][0]), "sections[1]"),
        (lambda raw: raw["sections"][0].update(text=[]), "sections[0]"),
        (lambda raw: raw["sections"][0].update(number="14"), "sections[0].number"),
    ],
)
def test_a_spoilt_law_is_refused_at_its_place(spoil: Callable[[dict[str, Any]], Any], where: str) -> None:
    raw = _law()
    spoil(raw)
    with pytest.raises(LawFileProblem) as refused:
        parse_law(raw)
    assert refused.value.details["where"] == where


@pytest.mark.parametrize(
    ("spoil", "where"),
    [
        (lambda raw: raw.pop("times"), "times"),
        (lambda raw: raw["times"].update(basis="verbatim"), "times.basis"),
        (lambda raw: raw["times"].update(urged=0), "times.urged"),
        (lambda raw: raw["reasons"].append(raw["reasons"][0]), "reasons[1]"),
        (lambda raw: raw["reasons"][0].update(sections=[99]), "reasons[0]"),
        (lambda raw: raw["reasons"][0].update(fact=" "), "reasons[0].fact"),
    ],
)
def test_spoilt_reasons_are_refused_at_their_place(
    spoil: Callable[[dict[str, Any]], Any], where: str
) -> None:
    raw = _book()
    spoil(raw)
    with pytest.raises(LawFileProblem) as refused:
        parse_support_book(raw, parse_law(_law()))
    assert refused.value.details["where"] == where
