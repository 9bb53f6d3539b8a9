"""Headers as offices write them."""

from __future__ import annotations

import pytest

from desktop_app.exchange.register.columns import known_fields, recognise
from desktop_app.exchange.register.values import normalise_group, read_ethnic, read_tick
from desktop_app.exchange.workbooks.headers import normalise_header


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("姓 名", "name"),
        ("*姓名（必填）", "name"),
        ("身份证\n号码", "id_number"),
        ("公民身份号码", "id_number"),
        ("证件号", "id_number"),
        ("联系方式", "phone"),
        ("手机", "phone"),
        ("村（社区）", "village"),
        ("嘎查村（社区）", "village"),
        ("行政村", "village"),
        ("独贵龙", "group"),
        ("社", "group"),
        ("居住情况", "living"),
        ("人员类别", "categories"),
        ("老人类别", "categories"),
        ("是否独居", "tick:living_alone"),
        ("失能（含失智）", "tick:incapacitated"),
        ("计生特殊家庭", "tick:special_family"),
        ("残疾证号", "disability_certificate"),
        ("监护人电话", "contact_phone"),
        ("联系人", "contact_name"),
        ("与老人关系", "contact_relation"),
        ("责任人", "visitor"),
        ("责任人电话", None),
        ("监护人身份证号", None),
        ("子女数量", None),
        ("文化程度", "education"),
        ("婚姻状况", "marital"),
        ("户籍所在地", "registered_address"),
        ("人户分离", "residency"),
        ("残疾证有效期", "disability_until"),
        ("户主姓名", "name"),
        ("户主", "household_head"),
        ("户号", "household_number"),
        ("与户主关系", "household_relation"),
        ("子女现住址", "contact_place"),
        ("子女最近看望时间", "contact_seen_on"),
        ("照护人电话", "contact_phone"),
        ("赡养协议签订日期", "contact_agreement_on"),
        ("高龄津贴（元/月）", "benefit:old_age_allowance"),
        ("低保金额", "benefit:minimum_allowance"),
        ("享受低保", "tick:minimum_allowance"),
        ("困难残疾人生活补贴", "benefit:disability_living"),
        ("重度残疾人护理补贴", "benefit:disability_nursing"),
        ("意外险", "benefit:accident_insurance"),
        ("主要疾病", "health:disease"),
        ("慢性病名称", "health:disease"),
        ("慢性病", "tick:chronic_disease"),
        ("健康状况", None),
        ("过敏史", "health:allergy"),
        ("配偶姓名", None),
    ],
)
def test_a_header_is_taken_for_its_field(header: str, field: str | None) -> None:
    assert recognise(normalise_header(header)) == field


def test_every_recognised_field_may_be_named_in_a_mapping() -> None:
    assert {"name", "tick:living_alone", "ignore"} <= set(known_fields())


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("第一组", "一组"),
        ("1组", "一组"),
        ("１", "一组"),
        ("一社", "一组"),
        ("12村民小组", "十二组"),
        ("二十一组", "二十一组"),
        ("10", "十组"),
        ("东营子", "东营子"),
        ("", ""),
    ],
)
def test_groups_are_written_one_way(text: str, group: str) -> None:
    assert normalise_group(text) == group
    assert normalise_group(group) == group


def test_ticks_and_ethnic_groups_are_read_in_their_spellings() -> None:
    assert [read_tick(text) for text in ("是", "√", "1", "否", "", "×", "也许")] == [
        True,
        True,
        True,
        False,
        False,
        False,
        None,
    ]
    assert [read_ethnic(text) for text in ("蒙古族", "蒙", "汉", "2", "火星族")] == [
        "02",
        "02",
        "01",
        "02",
        None,
    ]
