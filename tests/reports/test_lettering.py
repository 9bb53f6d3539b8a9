"""Every character is drawn by a font that has it, and copied text is what was printed."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from desktop_app.config.fonts import FONTS, WINDOW_FAMILIES, FontRole
from desktop_app.reports import lettering, shaping
from desktop_app.reports.sheet import PORTRAIT, Sheet
from desktop_app.reports.wrapping import wrap
from tests.reports import made_up, pdfa

MONGOL, GREETING, OF_NOYAN = "ᠮᠣᠩᠭᠣᠯ", "ᠰᠠᠶᠢᠨ ᠪᠠᠶᠢᠨ᠎ᠠ ᠤᠤ", "ᠨᠣᠶᠠᠨ\u202fᠤ᠋"


def glyphs(text: str) -> list[int]:
    """Return which glyphs are drawn for Mongolian text."""
    (run,) = lettering.runs(text, FontRole.SERIF)
    assert run.shaped is not None
    known = {code: glyph for (glyph, _letters), code in shaping._codes.items()}
    return [known[ord(code)] for code in run.drawn]


def read_back(path: Path) -> tuple[str, str]:
    """Return what two readers copy from the first page."""
    document = pypdfium2.PdfDocument(path)
    try:
        other = document[0].get_textpage().get_text_range()
    finally:
        document.close()
    return PdfReader(path).pages[0].extract_text(), other


def draw(path: Path, texts: list[str]) -> set[str]:
    """Draw texts below each other, the foot of the page besides; return the characters that no font has."""
    sheet = Sheet(PORTRAIT, made_up.signed(), "试验")
    for number, text in enumerate(texts):
        sheet.text(40, 40 + 14 * number, text, size=10)
    sheet.end_page(1, 1)
    return {each.character for each in sheet.save(path).missing}


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


def test_every_character_of_every_font_is_chosen_and_has_an_outline() -> None:
    have = set().union(*(lettering.face(role).characters for role in FontRole))
    for character in have:
        chosen = lettering._home(character, FontRole.SERIF_BOLD)
        assert chosen is not None
        assert character in chosen.characters
    assert [character for character in have if unicodedata.category(character) in {"Co", "Cs", "Cc"}] == []


def test_letters_are_joined_by_their_place_in_the_word_and_a_selector_changes_the_form() -> None:
    alone, (first, middle, last) = glyphs("ᠨ"), glyphs("ᠨᠨᠨ")
    assert len({*alone, first, middle, last}) == 4
    assert glyphs("ᠤ\u180b") != glyphs("ᠤ")
    assert glyphs(OF_NOYAN)[-1] != glyphs("ᠨᠣᠶᠠᠨᠤ")[-1]


def test_the_width_of_joined_letters_is_that_of_the_word_not_of_its_letters() -> None:
    word = lettering.widths(MONGOL, FontRole.SERIF)
    assert len(word) == len(MONGOL)
    apart = sum(sum(lettering.widths(letter, FontRole.SERIF)) for letter in MONGOL)
    assert 0 < sum(word) < apart
    (run,) = lettering.runs(MONGOL, FontRole.SERIF)
    assert list(run.widths) == word
    assert lettering.widths(f"王{MONGOL}二", FontRole.SERIF)[1:-1] == word


def test_a_mongolian_word_cut_into_lines_fits_each_of_them_and_loses_nothing() -> None:
    text = f"{OF_NOYAN}{MONGOL * 9} {GREETING}，{MONGOL}"
    for room in (40.0, 55.5, 90.0, 300.0):
        lines = wrap(text, FontRole.SERIF, 10, room)
        assert max(lettering.width(line, FontRole.SERIF, 10) for line in lines) <= room + 1e-6
        assert "".join("".join(lines).split(" ")) == "".join(text.split(" "))
        assert not any(line[0] in shaping.CONTROLS or line.endswith("\u202f") for line in lines)


def test_signs_of_joining_are_kept_beside_mongolian_letters_only() -> None:
    assert lettering.printable(OF_NOYAN) == OF_NOYAN
    assert lettering.printable("ᠪᠠᠶ\u180eᠠ \u200dᠠ") == "ᠪᠠᠶ\u180eᠠ \u200dᠠ"
    assert lettering.printable("王\u202f二\u180b\u180b三\u200d四\u2005五\u202f") == "王 二三四 五 "


def test_copied_text_is_what_was_put_in(tmp_path: Path) -> None:
    texts = [
        MONGOL,
        GREETING,
        OF_NOYAN,
        f"包{MONGOL}𠮷",
        "𠮷𫍯㛃䶮𬭸𫖯𠅤𬍛𪩘",
        "阿拉坦·乌云",
        "čĞ ÅŽ",
        "（ᠮᠣᠩ）ᠭᠣᠯ᠃",
    ]
    assert draw(tmp_path / "a.pdf", texts) == set()
    for said in read_back(tmp_path / "a.pdf"):
        assert [line.rstrip() for line in said.splitlines()[: len(texts)]] == texts
    assert pdfa.faults(tmp_path / "a.pdf") == []


@pytest.mark.parametrize(
    "character", ["\ue000", "\U000f0000", "\U00100000", "\U0010fffd", "\U0003fffe", "\u0378", "ﷺ"]
)
def test_a_private_or_unassigned_code_is_told_not_drawn(character: str, tmp_path: Path) -> None:
    lettering.widths(MONGOL, FontRole.SERIF)  # takes the first private codes for its forms
    assert draw(tmp_path / "a.pdf", [f"王{character}"]) == {character}


def test_what_the_foot_and_the_watermark_lack_is_told_too(tmp_path: Path) -> None:
    sheet = Sheet(PORTRAIT, made_up.signed(made_by="王\ue001", watermark="仅供\ue002"), "试验")
    sheet.end_page(1, 1)
    assert {each.code_point for each in sheet.save(tmp_path / "a.pdf").missing} == {"U+E001", "U+E002"}


@cache
def covered() -> list[str]:
    """Return every character that stands for itself and that some font has."""
    have = set().union(*(lettering.face(role).characters for role in FontRole))
    return sorted(
        each
        for each in have
        if not each.isspace() and not shaping.joins(each) and unicodedata.category(each)[0] != "M"
    )


_COVERED = st.deferred(lambda: st.sampled_from(covered()))
_MONGOLIAN = st.sampled_from([chr(code) for code in range(0x1820, 0x1879)])


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text(_COVERED | _MONGOLIAN, min_size=1, max_size=20), min_size=20, max_size=40))
def test_whatever_the_fonts_have_comes_back_from_the_page(texts: list[str]) -> None:
    texts = [shown for text in texts if (shown := lettering.printable(text).strip())]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.pdf"
        assert draw(path, texts) == set()
        assert PdfReader(path).pages[0].extract_text().splitlines()[: len(texts)] == texts


@pytest.mark.proofs
def test_every_character_that_the_fonts_have_comes_back_from_two_readers(tmp_path: Path) -> None:
    path, everything = tmp_path / "a.pdf", covered()
    lines = ["".join(everything[start : start + 40]) for start in range(0, len(everything), 40)]
    sheet = Sheet(PORTRAIT, made_up.signed(archive=True), "全部字符")
    for start in range(0, len(lines), 50):
        for number, line in enumerate(lines[start : start + 50]):
            sheet.text(40, 60 + 14 * number, line, size=10)
        sheet.end_page(1, 1)
    assert sheet.save(path).missing == ()
    said = "".join(page.extract_text() for page in PdfReader(path).pages)
    assert [line for line in lines if line not in said] == []
    document = pypdfium2.PdfDocument(path)
    try:
        other = "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()
    # This reader takes letters that are cast together apart again.
    assert set(everything) - set(other) == set("ﬀﬁﬂﬃﬄ")
    assert pdfa.archive_faults(path) == []


@given(st.text(st.characters(codec="utf-8"), max_size=30))
def test_runs_keep_every_character_in_order_and_have_it_in_their_font(text: str) -> None:
    shown = lettering.printable(text)
    pieces = list(lettering.runs(shown, FontRole.SERIF_BOLD))
    drawn = "".join(run.text for run in pieces)
    assert len(drawn) == len(shown)
    assert all(new in {old, lettering.MISSING_MARK} for old, new in zip(shown, drawn, strict=True))
    assert all(run.face.characters.issuperset(run.text) for run in pieces)
    widths = [width for run in pieces for width in run.widths]
    assert widths == lettering.widths(drawn, FontRole.SERIF_BOLD)
