"""The paper recovery key survives bad typists and never accepts a wrong one."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.storage.recovery import ALPHABET, LINES, RecoveryKey, RecoveryKeyTypo

KEYS = st.binary(min_size=32, max_size=32).map(RecoveryKey)
KEY = RecoveryKey(bytes(range(32)))


def plain_lines(key: RecoveryKey) -> list[str]:
    return [line.replace("-", "") for line in key.text().splitlines()]


def refused_line(typed: str) -> object:
    with pytest.raises(RecoveryKeyTypo) as refusal:
        RecoveryKey.parse(typed)
    return refusal.value.details["line"]


@given(KEYS)
def test_what_is_printed_is_read_back(key: RecoveryKey) -> None:
    assert RecoveryKey.parse(key.text()) == key
    assert all(len(line) <= 19 for line in key.text().splitlines())
    assert len(key.text().splitlines()) == LINES


@pytest.mark.parametrize(
    "change",
    [
        str.lower,
        lambda text: text.replace("-", ""),
        lambda text: text.replace("-", " ").replace("\n", "  "),
        lambda text: text.replace("-", "").replace("\n", ""),
        lambda text: text.replace("0", "o").replace("1", "l").replace("V", "u"),
        lambda text: text.replace("0", "Ｏ").replace("1", "I").replace("-", "－"),
        lambda text: "\n\n" + text.replace("\n", "\r\n \r\n") + "\n",
        lambda text: "".join(chr(ord(c) + 0xFEE0) if c.isalnum() else c for c in text),
    ],
)
@given(key=KEYS)
def test_harmless_ways_of_typing_are_understood(change: object, key: RecoveryKey) -> None:
    assert callable(change)
    assert RecoveryKey.parse(change(key.text())) == key


@given(KEYS, st.integers(0, LINES - 1), st.integers(0, 15), st.sampled_from(ALPHABET))
def test_one_wrong_symbol_is_refused_and_its_line_is_named(
    key: RecoveryKey, line: int, at: int, new: str
) -> None:
    lines = plain_lines(key)
    at %= len(lines[line])
    if lines[line][at] == new:
        return
    lines[line] = lines[line][:at] + new + lines[line][at + 1 :]
    refused = refused_line("\n".join(lines))
    # One wrong line in 32768 passes its own short check; the check of the whole catches it.
    assert refused in {line + 1, LINES}


@given(KEYS, st.data())
def test_no_sequence_of_typos_is_ever_accepted_as_another_key(key: RecoveryKey, data: st.DataObject) -> None:
    typed = list(key.text())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(typed) - 1))
        kind = data.draw(st.sampled_from(["drop", "double", "swap", "replace", "insert"]))
        if kind == "drop" and len(typed) > 1:
            del typed[at]
        elif kind == "double":
            typed.insert(at, typed[at])
        elif kind == "swap":
            other = data.draw(st.integers(0, len(typed) - 1))
            typed[at], typed[other] = typed[other], typed[at]
        elif kind == "replace":
            typed[at] = data.draw(st.sampled_from(ALPHABET))
        else:
            typed.insert(at, data.draw(st.characters()))
    try:
        read = RecoveryKey.parse("".join(typed))
    except RecoveryKeyTypo:
        assert refused_line("".join(typed)) in range(1, LINES + 1)
    else:
        assert read == key


@given(KEYS, st.permutations(range(LINES)))
def test_lines_in_another_order_are_refused(key: RecoveryKey, order: list[int]) -> None:
    lines = plain_lines(key)
    typed = "\n".join(lines[place] for place in order)
    if typed != "\n".join(lines):
        refused_line(typed)


@pytest.mark.parametrize("line", range(1, LINES + 1))
def test_a_forgotten_or_shortened_line_is_named(line: int) -> None:
    lines = plain_lines(KEY)
    assert refused_line("\n".join(lines[: line - 1] + lines[line:])) == line
    lines[line - 1] = lines[line - 1][:-1]
    assert refused_line("\n".join(lines)) == line


@given(st.text())
def test_any_other_text_is_refused_in_words(typed: str) -> None:
    refused_line(typed)


def test_a_very_long_text_is_refused_at_once() -> None:
    assert refused_line("0" * 1_000_000) == 1


def test_lines_of_two_keys_do_not_make_a_third() -> None:
    mine, other = plain_lines(KEY), plain_lines(RecoveryKey(b"\x07" * 32))
    assert refused_line("\n".join([mine[0], other[1], *mine[2:]])) == LINES


def test_the_message_names_the_line() -> None:
    with pytest.raises(RecoveryKeyTypo) as refusal:
        RecoveryKey.parse("")
    assert refusal.value.what.format(**refusal.value.details) == "恢复密钥第 1 行有误。"


def test_the_secret_is_not_shown_pickled_or_hashed() -> None:
    assert repr(KEY) == "<RecoveryKey>"
    assert KEY != "<RecoveryKey>"
    with pytest.raises(TypeError):
        pickle.dumps(KEY)
    with pytest.raises(TypeError):
        hash(KEY)
    with pytest.raises(ValueError, match="32 bytes"):
        RecoveryKey(b"short")


def test_two_generated_keys_differ() -> None:
    assert RecoveryKey.generate() != RecoveryKey.generate()
