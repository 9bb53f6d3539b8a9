"""Names: one dot, no stray blanks, every rare character kept."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain import names
from desktop_app.domain.characters import narrow, repair_private_use
from desktop_app.domain.names import BadName, has_private_use, parse_name, same_name_key

han = st.one_of(
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
    st.characters(min_codepoint=0xF900, max_codepoint=0xFA6D),
    st.characters(min_codepoint=0x20000, max_codepoint=0x2A6DF),
    st.characters(min_codepoint=0x30000, max_codepoint=0x3134A),
)
han_names = st.text(han, min_size=1, max_size=50)


@given(han_names)
def test_a_name_of_han_characters_is_kept_to_the_letter(name: str) -> None:
    assert parse_name(name) == name


@given(han_names, han_names, st.sampled_from("·•‧・．.∙⋅･"), st.sampled_from(["", " ", "\u3000"]))
def test_every_dot_between_han_characters_becomes_the_official_one(
    left: str, right: str, dot: str, blank: str
) -> None:
    left, right = left[:20], right[:20]
    assert parse_name(f"{left}{blank}{dot}{blank}{right}") == f"{left}·{right}"


@given(st.text(max_size=60))
def test_reading_a_name_twice_changes_nothing_more(text: str) -> None:
    try:
        name = parse_name(text)
    except BadName:
        return
    assert parse_name(name) == name
    assert len(name) <= names.MAX_NAME_LENGTH


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("张  三", "张三"),
        ("\u3000张\u3000三\u3000", "张三"),
        ("张三\n", "张三"),
        ("阿拉坦 • 敖其尔", "阿拉坦·敖其尔"),
        ("Anna  Maria", "Anna Maria"),
        ("\u2f63\u4e91", "生云"),
        ("\ufeff王\u200b芳", "王芳"),
    ],
)
def test_stray_blanks_and_marks_vanish(written: str, stored: str) -> None:
    assert parse_name(written) == stored


def test_a_compatibility_ideograph_is_not_replaced_by_its_look_alike() -> None:
    assert parse_name("王\uf9dc") == "王\uf9dc"
    assert unicodedata.normalize("NFC", "\uf9dc") == "隆"


def test_private_use_leftovers_of_old_systems_are_repaired() -> None:
    for raw, character in (
        (b"\xfe\x51", "\U00020087"),
        (b"\xfe\x59", "\u9fb4"),
        (b"\xfe\xa0", "\u9fbb"),
        (b"\xa8\xbc", "ḿ"),
    ):
        assert repair_private_use(raw.decode("gb18030")) == character
    assert parse_name("王\ue81e") == "王\u9fb4"
    assert repair_private_use("\ue863") == b"\xfe\x9f".decode("gb18030")
    assert has_private_use(parse_name("王\ue000"))
    assert not has_private_use("王𬭸")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", names.EMPTY),
        ("\u3000 ", names.EMPTY),
        ("123", names.NO_LETTER),
        ("——", names.NO_LETTER),
        ("张三\n李四", names.CONTROL),
        ("张\x00三", names.CONTROL),
        ("巴" * 51, names.TOO_LONG),
    ],
)
def test_what_is_no_name_is_refused(text: str, reason: str) -> None:
    with pytest.raises(BadName) as caught:
        parse_name(text)
    assert caught.value.reason == reason


def test_names_compare_without_dots_and_blanks() -> None:
    assert same_name_key("乌云·其木格") == same_name_key("乌云其木格")


def test_narrowing_turns_full_width_forms_into_plain_ones() -> None:
    assert narrow("　１２３ＡＢｃ：\u3000－") == "123ABc: -"


@pytest.mark.parametrize("text", ["#REF!", "#N/A", "#name?", "#DIV/0!"])
def test_an_error_value_of_a_spreadsheet_is_no_name(text: str) -> None:
    with pytest.raises(BadName) as refusal:
        parse_name(text)

    assert refusal.value.reason == names.ERROR_VALUE
