"""Check codes: the same facts give the same code, and every usual slip of the hand is found."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from desktop_app.reports.statement_changes import Difference, changes_between
from desktop_app.reports.statements import (
    ALPHABET,
    LETTERS,
    Stated,
    Statement,
    pack,
    read_code,
    shown,
    statement,
    unpack,
)

TEXTS = st.text(max_size=12)
LINES = st.lists(st.builds(Stated, TEXTS, TEXTS, TEXTS), max_size=6)
STATEMENTS = st.builds(statement, st.lists(TEXTS, max_size=4), LINES)
PLACES = st.integers(0, LETTERS - 1)


@given(STATEMENTS)
def test_a_statement_is_kept_whole_and_keeps_its_code(said: Statement) -> None:
    assert unpack(pack(said)) == said
    assert unpack(pack(said)).code == said.code
    assert read_code(shown(said.code)) == said.code


@given(STATEMENTS, PLACES, st.sampled_from(ALPHABET))
def test_one_wrong_letter_is_found(said: Statement, place: int, letter: str) -> None:
    code = said.code
    assume(code[place] != letter)
    assert read_code(code[:place] + letter + code[place + 1 :]) is None


@given(STATEMENTS, PLACES, PLACES)
def test_two_swapped_letters_are_found(said: Statement, first: int, second: int) -> None:
    letters = list(said.code)
    assume(letters[first] != letters[second])
    letters[first], letters[second] = letters[second], letters[first]
    assert read_code("".join(letters)) is None


@given(STATEMENTS, st.sampled_from(["{}-{}", "{} {}", "{}—{}", " {}{} ", "{}　{}"]), st.booleans())
def test_a_code_is_read_in_every_grouping_narrow_or_wide(said: Statement, form: str, wide: bool) -> None:
    code = said.code
    text = form.format(code[:5].lower(), code[5:])
    if wide:
        text = text.translate({number: number + 0xFEE0 for number in range(ord("0"), ord("z") + 1)})
    assert read_code(text) == code
    assert read_code(text.replace("0", "O").replace("1", "l")) == code


def paper(*lines: tuple[str, str, str]) -> Statement:
    """Return a statement with these lines."""
    return statement(("month-ledger",), (Stated(*line) for line in lines))


def test_the_changes_name_cells_and_whole_lines() -> None:
    then = paper(("甲", "次数", "1"), ("甲", "备注", "无"), ("乙", "次数", "2"))
    now = paper(("甲", "次数", "3"), ("甲", "备注", "无"), ("丙", "次数", "2"))
    changes = changes_between(then, now, most=10)
    assert changes.cells == (Difference("甲", "次数", "1", "3"),)
    assert (changes.added, changes.gone) == (("丙",), ("乙",))
    assert not changes.is_cut


def test_running_numbers_that_moved_are_not_told() -> None:
    then = paper(("甲", "序号", "1"), ("乙", "序号", "2"), ("乙", "次数", "2"))
    now = paper(("乙", "序号", "1"), ("乙", "次数", "2"), ("甲", "序号", "2"))
    changes = changes_between(then, now, most=10)
    assert changes.moved
    assert changes.cells == ()


def test_people_of_one_name_are_told_apart_by_what_is_equal() -> None:
    then = paper(("乌云", "次数", "1"), ("乌云", "次数", "2"))
    now = paper(("乌云", "次数", "2"), ("乌云", "次数", "4"))
    assert changes_between(then, now, most=10).cells == (Difference("乌云", "次数", "1", "4"),)


def test_columns_that_only_one_has_are_left_aside() -> None:
    then, now = (
        paper(("甲", "次数", "1"), ("甲", "备注", "无")),
        paper(("甲", "次数", "2"), ("甲", "电话", "无")),
    )
    changes = changes_between(then, now, most=10, without={"备注", "电话"})
    assert changes.cells == (Difference("甲", "次数", "1", "2"),)


@given(LINES, LINES, st.integers(0, 3))
def test_lists_are_cut_and_counts_are_not(first: list[Stated], second: list[Stated], most: int) -> None:
    then, now = statement((), first), statement((), second)
    changes = changes_between(then, now, most=most)
    assert max(len(changes.cells), len(changes.added), len(changes.gone)) <= most
    whole = changes_between(then, now, most=1000)
    assert (changes.cells_in_all, changes.added_in_all, changes.gone_in_all) == (
        len(whole.cells),
        len(whole.added),
        len(whole.gone),
    )
    if sorted(first, key=str) == sorted(second, key=str):
        assert whole.moved
