"""The visit form and its answers."""

from __future__ import annotations

import copy
import json
import tomllib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.config import resources
from desktop_app.domain.forms import (
    LONGEST_TEXT,
    AnswerProblem,
    FormSchemaProblem,
    ItemKind,
    VisitForm,
    parse_form,
)
from desktop_app.domain.terms import FindingKind


def shipped_raw() -> dict[str, Any]:
    return tomllib.loads(resources.path("forms", "visit.toml").read_text(encoding="utf-8"))


SHIPPED = parse_form(shipped_raw())


@pytest.fixture
def form() -> VisitForm:
    return SHIPPED


def test_the_national_form_has_the_five_blocks_each_with_its_source(form: VisitForm) -> None:
    assert [block.key for block in form.blocks] == ["health", "economy", "support", "safety", "needs"]
    assert all(block.source for block in form.blocks)
    titles = [item.title for item in form.blocks[0].items]
    assert titles == ["表达能力", "行动能力", "反应能力", "疾病情况", "精神状况"]


def test_every_choice_has_exactly_one_normal_option_that_suggests_no_finding(form: VisitForm) -> None:
    for _block, item in form.by_key.values():
        if item.kind is not ItemKind.TEXT:
            assert item.normal is not None
            assert item.normal.finding is None


def test_winter_items_are_asked_in_the_heating_season_only(form: VisitForm) -> None:
    winter = {key for key, (_block, item) in form.by_key.items() if item.winter}
    assert winter == {"safety.heating", "safety.stove", "safety.flue", "safety.co_alarm"}
    assert winter <= form.normal_answers(11).keys()
    assert not winter & form.normal_answers(7).keys()


@pytest.mark.parametrize("month", range(1, 13))
def test_a_visit_without_anything_unusual_is_valid_and_has_nothing_to_tell(
    form: VisitForm, month: int
) -> None:
    answers = form.normal_answers(month)
    assert form.problems(json.loads(json.dumps(answers))) == ()
    assert form.text(answers) == ""


def test_what_is_unusual_is_told_in_one_line(form: VisitForm) -> None:
    answers = {
        **form.normal_answers(11),
        "health.movement": "bedridden",
        "needs.services": ["bath", "meal"],
        "safety.co_alarm": "missing",
    }
    assert form.text(answers) == "行动能力：卧床；一氧化碳报警器：未安装；需要的服务：助餐、助浴"
    assert form.text(answers, "needs") == "需要的服务：助餐、助浴"
    findings = [option.finding for _block, _item, option in form.remarkable(answers) if option.finding]
    assert findings == [FindingKind.HAZARD, FindingKind.NEED, FindingKind.NEED]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("health.unknown", "normal"),
        ("nothing", "normal"),
        ("health.speech", "perfect"),
        ("health.speech", ["normal"]),
        ("health.speech", None),
        ("health.disease", "heart"),
        ("health.disease", []),
        ("health.disease", ["heart", "heart"]),
        ("health.disease", ["none", "heart"]),
        ("health.disease", [["heart"]]),
        ("needs.wishes", 7),
        ("needs.wishes", "长" * (LONGEST_TEXT + 1)),
    ],
)
def test_an_answer_that_does_not_fit_is_refused_with_its_key(
    form: VisitForm, key: str, value: object
) -> None:
    with pytest.raises(AnswerProblem) as caught:
        form.check({key: value})
    assert caught.value.details["field"] == key
    assert caught.value.details["reason"]


def test_every_wrong_answer_is_reported_not_only_the_first(form: VisitForm) -> None:
    wrong = {"health.speech": "x", "health.movement": "normal", "economy.benefits": "y"}
    assert [each.details["field"] for each in form.problems(wrong)] == ["health.speech", "economy.benefits"]


@given(
    st.dictionaries(
        st.sampled_from(list(SHIPPED.by_key)), st.one_of(st.text(), st.lists(st.text()), st.none())
    )
)
def test_answers_without_problems_can_always_be_told(answers: dict[str, object]) -> None:
    if not SHIPPED.problems(answers):
        assert isinstance(SHIPPED.text(answers), str)


def _set(path: list[str | int], value: object) -> Callable[[dict[str, Any]], None]:
    def change(raw: dict[str, Any]) -> None:
        target: Any = raw
        for step in path[:-1]:
            target = target[step]
        target[path[-1]] = value

    return change


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (_set(["version"], 0), "form.version"),
        (_set(["version"], True), "form.version"),
        (_set(["colour"], "red"), "form.colour"),
        (_set(["title"], " "), "form.title"),
        (_set(["key"], "visit form"), "form.key"),
        (_set(["blocks"], []), "form.blocks"),
        (_set(["blocks", 1, "key"], "health"), "blocks"),
        (_set(["blocks", 0, "source"], ""), "form.blocks[1].source"),
        (_set(["blocks", 0, "items", 1, "key"], "speech"), "form.blocks[1].items"),
        (_set(["blocks", 0, "items", 0, "kind"], "number"), "form.blocks[1].items[1].kind"),
        (_set(["blocks", 0, "items", 0, "kind"], ["single"]), "form.blocks[1].items[1].kind"),
        (_set(["blocks", 0, "items", 0, "kind"], "text"), "form.blocks[1].items[1].options"),
        (_set(["blocks", 0, "items", 0, "season"], "summer"), "form.blocks[1].items[1].season"),
        (_set(["blocks", 0, "items", 0, "options"], ["a"]), "form.blocks[1].items[1].options"),
        (_set(["blocks", 0, "items", 0, "options", 1, "normal"], True), "form.blocks[1].items[1].options"),
        (
            _set(["blocks", 0, "items", 0, "options", 1, "normal"], 1),
            "form.blocks[1].items[1].options[2].normal",
        ),
        (_set(["blocks", 0, "items", 0, "options", 1, "key"], "normal"), "form.blocks[1].items[1].options"),
        (
            _set(["blocks", 0, "items", 0, "options", 1, "finding"], "x"),
            "form.blocks[1].items[1].options[2].finding",
        ),
        (
            _set(["blocks", 0, "items", 0, "options", 1, "finding"], {}),
            "form.blocks[1].items[1].options[2].finding",
        ),
        (_set(["blocks", 0, "items", 0, "shared"], "yes"), "form.blocks[1].items[1].shared"),
        (_set(["measures"], []), "form.measures"),
        (_set(["measures"], {"key": "pulse"}), "form.measures"),
        (_set(["measures", 0, "key"], "diastolic"), "measures"),
        (_set(["measures", 0, "key"], "收缩压"), "form.measures[1].key"),
        (_set(["measures", 0, "title"], ""), "form.measures[1].title"),
        (_set(["measures", 0, "unit"], None), "form.measures[1].unit"),
        (_set(["measures", 0, "decimals"], 4), "form.measures[1].decimals"),
        (_set(["measures", 0, "decimals"], True), "form.measures[1].decimals"),
        (_set(["measures", 0, "least"], "50"), "form.measures[1].least"),
        (_set(["measures", 0, "most"], False), "form.measures[1].most"),
        (_set(["measures", 0, "low"], "九十"), "form.measures[1].low"),
        (_set(["measures", 0, "low"], 140), "form.measures[1]"),
        (_set(["measures", 0, "danger_high"], 281), "form.measures[1]"),
        (_set(["measures", 2, "danger_low"], 4.1), "form.measures[3]"),
        (_set(["measures", 0, "above"], "pulse"), "measures.above"),
        (_set(["measures", 0, "colour"], "red"), "form.measures[1].colour"),
    ],
)
def test_a_form_file_that_breaks_the_schema_is_refused_with_the_place(
    change: Callable[[dict[str, Any]], None], where: str
) -> None:
    raw = copy.deepcopy(shipped_raw())
    change(raw)
    with pytest.raises(FormSchemaProblem) as caught:
        parse_form(raw)
    assert caught.value.details["where"] == where


def test_what_is_asked_of_a_house_is_shared_and_what_is_asked_of_a_person_is_not(form: VisitForm) -> None:
    shared = {key for key, (_block, item) in form.by_key.items() if item.shared}
    assert {"safety.stove", "safety.flue", "safety.co_alarm", "safety.heating"} <= shared
    assert not [key for key in shared if key.startswith(("health.", "needs."))]


def test_a_form_need_not_measure_anything() -> None:
    raw = shipped_raw()
    del raw["measures"]
    assert parse_form(raw).measures == ()
