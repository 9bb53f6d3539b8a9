"""The definitions of categories: all shipped, the smallest region wins, a broken file is named."""

from __future__ import annotations

from typing import Any

import pytest

from desktop_app.domain.category_book import CategoryBookProblem, parse_categories
from desktop_app.domain.terms import Category
from desktop_app.services.category_help import category_book


def entry(**facts: Any) -> dict[str, Any]:
    return {"key": "living_alone", "definition": "一个人住。", "source": "方案", **facts}


def test_every_category_has_a_definition_with_its_source() -> None:
    for category in Category:
        found = category_book().of(category, "150425202000")
        assert found is not None, category
        assert found.definition.endswith("。")
        assert found.source


def test_the_smallest_region_with_its_own_words_wins() -> None:
    book = parse_categories(
        {
            "categories": [
                entry(),
                entry(division="2204", definition="辽源口径。"),
                entry(division="220421", definition="东丰口径。"),
            ]
        }
    )
    spoken = [book.of("living_alone", code) for code in ("150425202000", "220402001000", "220421100000")]
    assert [one.definition for one in spoken if one] == ["一个人住。", "辽源口径。", "东丰口径。"]
    assert book.of("empty_nest", "150425202000") is None


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"categories": {}},
        {"categories": [], "more": 1},
        {"categories": ["x"]},
        {"categories": [entry(key="unheard_of")]},
        {"categories": [entry(definition=" ")]},
        {"categories": [entry(source=3)]},
        {"categories": [entry(division="赤峰")]},
        {"categories": [entry(colour="red")]},
        {"categories": [entry(), entry()]},
    ],
)
def test_a_broken_file_is_refused_with_its_place(raw: dict[str, Any]) -> None:
    with pytest.raises(CategoryBookProblem) as refusal:
        parse_categories(raw)
    assert refusal.value.details["where"]
