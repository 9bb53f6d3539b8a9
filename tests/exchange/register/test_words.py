"""Words, stays, amounts and codes as offices write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.national_codes import EDUCATION_LEVELS, MARITAL_STATUSES
from desktop_app.domain.terms import (
    BenefitKind,
    DisabilityGrade,
    DisabilityKind,
    HealthKind,
    ResidenceKind,
    Residency,
)
from desktop_app.exchange.register import words
from desktop_app.exchange.register.circumstances import read_stay
from desktop_app.exchange.register.codes import codes_of, known_tables, words_for
from desktop_app.exchange.register.decisions import (
    BadSettings,
    Decisions,
    Policy,
    from_document,
    policies_for,
    to_document,
    usual_policy,
)
from desktop_app.exchange.register.parsing import parse_register
from desktop_app.exchange.register.rows import BenefitRow, HealthRow, HouseholdRow
from desktop_app.exchange.workbooks.contents import Cell, Sheet, Workbook
from desktop_app.exchange.workbooks.headers import fingerprint, fingerprints
from tests.exchange.made_up_workbooks import TODAY, made_up_id, workbook_of

GOOD_ID = made_up_id()


@pytest.mark.parametrize(
    ("text", "code"),
    [("丧偶", "30"), ("离异", "40"), ("已婚（有配偶）", "20"), ("再婚", "22"), ("单身", None), ("3", None)],
)
def test_family_status_is_read_in_words_only(text: str, code: str | None) -> None:
    assert words.read_marital(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [("文盲", "90"), ("小学毕业", "80"), ("高小", "80"), ("中专", "40"), ("大学", None), ("本科", "20")],
)
def test_schooling_is_read_in_words_only(text: str, code: str | None) -> None:
    assert words.read_education(text) == code


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("户籍在，人在", Residency.BOTH),
        ("人户一致", Residency.BOTH),
        ("户在人不在", Residency.REGISTERED_ONLY),
        ("人在户籍不在", Residency.LIVING_ONLY),
        ("人户分离", None),
    ],
)
def test_residency_is_not_guessed(text: str, kind: Residency | None) -> None:
    assert words.read_residency(text) == kind


def test_every_official_word_is_read_back() -> None:
    assert {words.read_marital(word) for word in MARITAL_STATUSES.values()} == set(MARITAL_STATUSES)
    assert {words.read_education(word) for word in EDUCATION_LEVELS.values()} == set(EDUCATION_LEVELS)
    assert [words.read_residency(kind.term) for kind in Residency] == list(Residency)
    assert [words.read_disability_kind(kind.term) for kind in DisabilityKind] == list(DisabilityKind)
    assert [words.read_disability_grade(grade.term) for grade in DisabilityGrade] == list(DisabilityGrade)


def test_two_kinds_in_one_cell_are_none() -> None:
    assert words.read_disability_kind("视力、肢体") is None
    assert words.read_disability_kind("多重（视力、肢体）") is DisabilityKind.SEVERAL


@pytest.mark.parametrize(
    ("text", "place", "from_on", "to_on"),
    [
        ("白音查干 2026-06-01至2026-09-10", "白音查干", date(2026, 6, 1), date(2026, 9, 10)),
        ("2026年6月1日至今 白音查干", "白音查干", date(2026, 6, 1), None),
        ("白音查干（2026.6.1-2026.9.10）", "白音查干", date(2026, 6, 1), date(2026, 9, 10)),
        ("白音查干", "白音查干", None, None),
        ("白音查干 2026-09-10至2026-06-01", "白音查干 2026-09-10至2026-06-01", None, None),
        ("白音查干 2026-13-01至今", "白音查干 2026-13-01至今", None, None),
    ],
)
def test_a_stay_needs_days_that_can_be(
    text: str, place: str, from_on: date | None, to_on: date | None
) -> None:
    stay = read_stay(ResidenceKind.PASTURE, text)
    assert (stay.text, stay.from_on, stay.to_on) == (place, from_on, to_on)


def one(header: tuple[str, ...], cells: tuple[Cell, ...]):  # type: ignore[no-untyped-def]  # row and parsed
    parsed = parse_register(
        workbook_of([("姓名", "身份证号", *header), ("张三", GOOD_ID, *cells)]), today=TODAY
    )
    return parsed.rows[0], parsed


@pytest.mark.parametrize(
    ("header", "cell", "amount", "problems"),
    [
        ("高龄津贴（元/月）", 100, 10_000, 0),
        ("高龄津贴", "100.5元/月", 10_050, 0),
        ("高龄津贴", "是", None, 0),
        ("高龄津贴", 1, None, 0),
        ("高龄津贴（元/年）", 1200, None, 1),
    ],
)
def test_benefits_are_read_with_their_amount(
    header: str, cell: Cell, amount: int | None, problems: int
) -> None:
    row, parsed = one((header,), (cell,))
    assert row.benefits == (BenefitRow(kind=BenefitKind.OLD_AGE_ALLOWANCE, amount=amount),)
    assert len(parsed.warnings) == problems


@pytest.mark.parametrize("cell", ["否", "无", 0, "未享受", None])
def test_no_benefit_is_none(cell: Cell) -> None:
    assert one(("高龄津贴",), (cell,))[0].benefits == ()


def test_an_amount_that_is_none_goes_to_the_note() -> None:
    row, parsed = one(("高龄津贴",), ("每季度发",))
    assert (row.benefits, row.note) == ((), "高龄津贴：每季度发")
    assert [problem.column for problem in parsed.warnings] == ["高龄津贴"]


def test_diseases_are_taken_one_by_one() -> None:
    row, _parsed = one(("主要疾病", "过敏史"), ("高血压、糖尿病；高血压", "无"))
    assert row.health == (
        HealthRow(kind=HealthKind.DISEASE, what="高血压"),
        HealthRow(kind=HealthKind.DISEASE, what="糖尿病"),
    )


@pytest.mark.parametrize(
    ("header", "cells", "household"),
    [
        (("户主", "户号"), ("本人", "12"), HouseholdRow(head="张三", number="12")),
        (("户号", "与户主关系"), (12, "户主"), HouseholdRow(head="张三", number="12")),
        (("户号", "与户主关系"), (12, "母亲"), HouseholdRow(number="12")),
        (("户主",), ("无",), None),
    ],
)
def test_a_household_is_named_by_its_head_or_its_number(
    header: tuple[str, ...], cells: tuple[Cell, ...], household: HouseholdRow | None
) -> None:
    assert one(header, cells)[0].household == household


# --- codes


def test_the_shipped_tables_only_use_words_that_are_read() -> None:
    for table in known_tables():
        for field in table.fields:
            unknown = set(table.codes.values()) - set(words_for(field))
            assert not unknown, table.title


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("1", ("1",)),
        (8, ("8",)),
        ("1、15", ("1", "15")),
        ("0８", ("08",)),
        ("A1", ("A1",)),
        ("独居", ()),
        ("1类", ()),
        (True, ()),
        (1.5, ()),
        (None, ()),
    ],
)
def test_only_bare_codes_are_codes(cell: Cell, codes: tuple[str, ...]) -> None:
    assert codes_of(cell) == codes


def test_a_row_that_numbers_the_columns_is_no_codes() -> None:
    rows: list[tuple[Cell, ...]] = [
        ("姓名", "身份证号", "人员类型"),
        ("1", "2", "3"),
        ("张三", GOOD_ID, "独居"),
    ]
    parsed = parse_register(workbook_of(rows), today=TODAY)
    assert parsed.questions == ()


# --- headers


def test_a_senders_fingerprint_knows_neither_order_nor_titles_nor_our_own_columns() -> None:
    header = ("姓 名", "身份证号", "村")
    plain = workbook_of([header, ("张三", GOOD_ID, "甲")])
    moved = Workbook(
        (Sheet("x", (("标题",), ("说明",), ("原行号", "村", "身份证号", "姓名*", "待修正原因"), ("a",))),),
        "xlsx",
    )
    digest = fingerprint(("姓名", "身份证号", "村"))
    assert digest in fingerprints(plain)
    assert digest in fingerprints(moved)
    assert fingerprint(("姓名", "村")) != digest


texts = st.text(min_size=1, max_size=12)


@given(
    st.builds(
        Decisions,
        fields=st.dictionaries(texts, texts, max_size=5),
        policies=st.dictionaries(texts, st.sampled_from([policy.value for policy in Policy]), max_size=5),
        codes=st.dictionaries(texts, st.dictionaries(texts, texts, max_size=4), max_size=3),
        header_row=st.none() | st.integers(1, 40),
    ),
    texts,
    st.lists(texts, max_size=6).map(tuple),
)
def test_settings_survive_their_file(decisions: Decisions, name: str, headers: tuple[str, ...]) -> None:
    assert from_document(to_document(name, headers, decisions)) == (name, headers, decisions)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | texts, lambda inner: st.dictionaries(texts, inner)
    )
)
def test_no_settings_file_ends_in_anything_but_a_refusal(content: object) -> None:
    document = {"format": "elder-visits import settings", "version": 1, "fields": content, "codes": content}
    try:
        from_document(document)
    except BadSettings:
        return


def test_who_somebody_is_and_notes_are_never_overwritten_unasked() -> None:
    for field in ("name", "id_number", "birth_on", "sex", "note", "categories", "tick:living_alone"):
        assert usual_policy(field) is Policy.FILL
    assert usual_policy("phone") is Policy.REPLACE
    assert Policy.REPLACE not in policies_for("categories")
    assert policies_for("ignore") == policies_for("age") == ()
