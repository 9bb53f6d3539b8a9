"""Records travel as JSON with one meaning only."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.exchange.batches import bag, strict_json
from desktop_app.exchange.batches.records import line_of, lines_in
from desktop_app.exchange.batches.strict_json import LARGEST_WHOLE, NotStrict

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST_WHOLE, LARGEST_WHOLE) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=8,
)
RECORD_LISTS = st.lists(st.dictionaries(TEXT, VALUES, max_size=5), max_size=6)


@given(RECORD_LISTS)
def test_any_records_with_any_characters_come_back(entries: list[dict[str, object]]) -> None:
    written = b"".join(line_of(entry) for entry in entries)
    assert list(lines_in(io.BytesIO(written))) == entries
    assert written.count(b"\n") == len(entries)


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        float("nan"),
        2**53,
        -(2**53),
        "\x00",
        "\ud800",
        {1: 2},
        {"\ud800": 1},
        b"x",
        {1, 2},
        object(),
        [1.0],
    ],
)
def test_values_that_lose_something_on_the_way_are_not_written(value: object) -> None:
    with pytest.raises(NotStrict):
        strict_json.dumps({"value": value})


def test_a_record_too_deep_or_too_long_is_not_written() -> None:
    deep: object = 1
    for _ in range(17):
        deep = [deep]
    with pytest.raises(NotStrict):
        line_of({"deep": deep})
    with pytest.raises(NotStrict):
        line_of({"long": "长" * bag.MOST_LINE_BYTES})


@pytest.mark.parametrize(
    "line",
    [
        b'{"a":1,"a":1}',
        b'{"a":{"b":1,"b":2}}',
        b'{"a":NaN}',
        b'{"a":Infinity}',
        b'{"a":1.0}',
        b'{"a":1e3}',
        b'{"a":9007199254740992}',
        b'{"a":' + b"9" * 5000 + b"}",
        b'{"a":"\\ud800"}',
        b'{"a":"\\u0000"}',
        b'{"a":"\x00"}',
        b'{"a":"\xff"}',
        b"[" * 200_000,
        b'{"a":' * 100_000,
        b'{"a":' + b"[" * 17 + b"]" * 17 + b"}",
        b"[]",
        b"1",
        b"null",
        b"",
        b"{}{}",
        b"\xef\xbb\xbf{}",
        b"{'a':1}",
        b'{"a":1,}',
        b'{"long":"' + b"x" * bag.MOST_LINE_BYTES + b'"}',
    ],
)
def test_a_line_of_doubtful_meaning_is_refused(line: bytes) -> None:
    with pytest.raises(NotStrict):
        list(lines_in(io.BytesIO(line + b"\n")))


def test_a_last_line_without_its_end_is_refused() -> None:
    with pytest.raises(NotStrict):
        list(lines_in(io.BytesIO(b'{"a":1}\n{"b":2}')))


@given(st.binary(max_size=200))
def test_any_bytes_give_records_or_a_refusal(content: bytes) -> None:
    try:
        entries = list(lines_in(io.BytesIO(content)))
    except NotStrict:
        return
    assert all(isinstance(entry, dict) for entry in entries)
