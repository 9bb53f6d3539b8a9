"""Every character is drawn by a font that has it, and copied text is what was printed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.config.fonts import FONTS, WINDOW_FAMILIES, FontRole
from desktop_app.reports import lettering


def test_every_font_of_the_list_lies_where_it_says_and_all_stay_under_60_megabytes() -> None:
    assert {entry.role for entry in FONTS} == set(FontRole)
    assert sum(entry.path.stat().st_size for entry in FONTS) < 60_000_000
    assert {entry.family for entry in FONTS} == set(WINDOW_FAMILIES)


def test_the_fonts_together_have_every_han_character_of_gb_18030() -> None:
    have = set().union(*(lettering.face(role).characters for role in FontRole))
    blocks = (
        (0x4E00, 0x9FFF),
        (0x3400, 0x4DB5),
        (0x20000, 0x2A6D6),
        (0x2A700, 0x2B734),
        (0x2B740, 0x2B81D),
        (0x2B820, 0x2CEA1),
        (0x2CEB0, 0x2EBE0),
    )
    assert [
        f"U+{code:X}" for low, high in blocks for code in range(low, high + 1) if chr(code) not in have
    ] == []


def test_common_text_is_one_run_and_a_rare_character_gets_its_own_font() -> None:
    assert [run.text for run in lettering.runs("探访记录", FontRole.SERIF)] == ["探访记录"]
    pieces = [(run.face.name, run.text) for run in lettering.runs("包𠮷日㐂", FontRole.SERIF)]
    assert pieces == [
        ("NotoSerifSC-Regular", "包"),
        ("RareHanMing", "𠮷"),
        ("NotoSerifSC-Regular", "日"),
        ("NotoSansSC-Regular", "㐂"),
    ]


def test_a_character_in_no_font_becomes_a_mark_and_is_reported() -> None:
    missing: set[str] = set()
    drawn = "".join(run.text for run in lettering.runs("王\U00031350\ue000", FontRole.SERIF, missing))
    assert drawn == "王〓〓"
    assert missing == {"\U00031350", "\ue000"}


def test_variation_selectors_and_controls_are_not_drawn() -> None:
    assert lettering.printable("葛\U000e0100城\ufe01\t市\u200b") == "葛城 市"


@given(st.text(st.characters(codec="utf-8"), max_size=30))
def test_runs_keep_every_character_in_order_and_have_it_in_their_font(text: str) -> None:
    shown = lettering.printable(text)
    pieces = list(lettering.runs(shown, FontRole.SERIF_BOLD))
    drawn = "".join(run.text for run in pieces)
    assert len(drawn) == len(shown)
    assert all(new in {old, lettering.MISSING_MARK} for old, new in zip(shown, drawn, strict=True))
    assert all(run.face.characters.issuperset(run.text) for run in pieces)
    widths = [width for run in pieces for width in lettering.widths(run.text, FontRole.SERIF_BOLD)]
    assert sum(widths) == sum(lettering.widths(drawn, FontRole.SERIF_BOLD))
