"""The catalogue of services: what comes with the program, and what is refused about a broken one."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

import pytest

from desktop_app.config import resources
from desktop_app.domain.forms import parse_form
from desktop_app.domain.service_catalogue import ServiceCatalogue
from desktop_app.domain.service_schema import ServicesRefused, parse_services
from desktop_app.domain.terms import ServiceGroup

SOURCE = {"document": "文件", "sentence": "原句。"}
GOOD = {"key": "meal", "title": "助餐", "group": "meals", "unit": "餐", "source": SOURCE}


@cache
def shipped() -> ServiceCatalogue:
    with resources.path("services.toml").open("rb") as file:
        return parse_services(tomllib.load(file))


def test_every_group_has_services_and_every_service_its_sentence() -> None:
    catalogue = shipped()
    for group in ServiceGroup:
        assert catalogue.of_group(group)
    assert all(each.source.sentence.strip() and each.source.document for each in catalogue.services)
    assert {"助餐", "助浴", "助洁", "家庭医生签约服务", "喘息服务", "法律援助", "反诈宣传"} <= {
        each.title for each in catalogue.services
    }


def test_every_need_of_the_visit_form_can_be_met_and_no_other_is_named() -> None:
    with resources.path("forms", "visit.toml").open("rb") as file:
        _block, item = parse_form(tomllib.load(file)).by_key["needs.services"]
    options = {f"services.{option.key}" for option in item.options if not option.normal}
    named = {need for each in shipped().services for need in each.needs}
    assert named == options
    for need in options:
        assert shipped().meeting(need)


def test_a_key_of_a_newer_catalogue_is_shown_as_it_is() -> None:
    assert shipped().title("moon_walk") == "moon_walk"
    assert shipped().get("moon_walk") is None
    assert "moon_walk" not in shipped()
    assert "meal" in shipped()


@pytest.mark.parametrize(
    "changed",
    [
        {"key": "Meal"},
        {"key": "m" * 33},
        {"title": "长" * 21},
        {"unit": "一二三四五"},
        {"group": "nonsense"},
        {"helps": "yes"},
        {"needs": ["meal"]},
        {"sauce": {}},
        {"source": {"document": "文件"}},
    ],
)
def test_what_is_wrong_is_named_with_its_place(changed: dict[str, Any]) -> None:
    with pytest.raises(ServicesRefused) as refused:
        parse_services({"services": [GOOD, GOOD | {"key": "bath", "title": "助浴"} | changed]})
    problems = list(refused.value.details["problems"])  # type: ignore[call-overload]  # details are of any kind
    assert [each.path.startswith("services[2].") for each in problems] == [True]


def test_all_problems_are_named_at_once() -> None:
    with pytest.raises(ServicesRefused) as refused:
        parse_services({"services": [GOOD, GOOD | {"unit": ""}, {"key": "x"}]})
    assert refused.value.details["count"] == 7
    with pytest.raises(ServicesRefused):
        parse_services({})
