"""Tests for the table of variant characters and for how files are read for comparing."""

from __future__ import annotations

from desktop_app.domain.likeness import likeness
from desktop_app.storage.pinyin import readings, spelling
from desktop_app.storage.queries.likeness import as_compared, numbers_in, variants


def test_variant_characters_are_read_alike_and_lead_to_a_standard_form_in_one_step() -> None:
    table = variants()
    assert len(table) > 500
    for code, standard in table.items():
        assert ord(standard) not in table, standard
        assert set(readings(chr(code))) & set(readings(standard)), chr(code) + standard


def test_names_in_traditional_and_variant_characters_are_the_same_name() -> None:
    for one, other in (("劉鳳蘭", "刘凤兰"), ("张喆", "张哲"), ("馬桂雲", "马桂云"), ("赵昇", "趙升")):
        first, second = as_compared("a", one), as_compared("b", other)
        assert first.key == second.key
        assert likeness(first, second).score == 33


def test_mongolian_names_in_other_characters_sound_the_same() -> None:
    one, other = as_compared("a", "乌云其木格"), as_compared("b", "乌云琪木格")
    assert one.sound == other.sound == spelling("乌云其木格")
    assert likeness(one, as_compared("b", "乌云·其木格")).score == 35


def test_several_numbers_of_a_cell_are_taken_apart() -> None:
    assert numbers_in("15400000001、0476-1234567", None, "") == ["15400000001", "0476-1234567"]
