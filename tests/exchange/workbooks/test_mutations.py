"""Whatever the bytes, a workbook is read or refused with words; nothing else ever comes out."""

from __future__ import annotations

import io
import random
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.errors import ExchangeError
from desktop_app.exchange.register.parsing import parse_register
from desktop_app.exchange.visit_sheets.parsing import parse_visits
from desktop_app.exchange.workbooks import delimited, sniffing
from desktop_app.exchange.workbooks.contents import Cell
from desktop_app.exchange.workbooks.headers import NoHeaderFound, NoRows, WrongSheet
from desktop_app.exchange.workbooks.packages import inspect_package
from desktop_app.exchange.workbooks.reading import read_workbook
from desktop_app.exchange.workbooks.wire import BadLine, decode_line, encode_row
from tests.exchange.made_up_workbooks import (
    DATA,
    REGISTER_HEADER,
    TODAY,
    register_rows,
    with_part,
    workbook_of,
    xlsx_bytes,
)

cells = st.one_of(
    st.none(),
    st.text(max_size=20),
    st.integers(-(10**14), 10**14),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.sampled_from(["1.50425E+17", "无电话", "独居、失能", "是", "√", "合计", "姓名", "1945.3", "第一组"]),
)


@pytest.mark.slow
@pytest.mark.parametrize("most", [48, pytest.param(320, marks=pytest.mark.proofs)])
def test_damaged_workbooks_of_every_kind_get_a_clean_verdict(tmp_path: Path, most: int) -> None:
    rng = random.Random(20261102)
    seeds = [
        xlsx_bytes(register_rows()),
        (DATA / "register.xls").read_bytes(),
        (DATA / "register.ods").read_bytes(),
        "姓名,身份证号\n张三,150425194503120013\n".encode("gb18030") * 20,
    ]
    files = []
    for number in range(most):
        seed = seeds[number % len(seeds)]
        in_parts = seed.startswith(b"PK") and number % 3
        path = tmp_path / f"{number}.xlsx"
        path.write_bytes(_with_a_damaged_part(rng, seed) if in_parts else _damaged(rng, seed))
        files.append(path)
    with ThreadPoolExecutor(4) as pool:
        verdicts = list(pool.map(_verdict, files))
    assert set(verdicts) > {"read"}


@given(st.binary(max_size=400))
def test_any_bytes_are_sorted_out_before_a_reader_sees_them(content: bytes) -> None:
    with suppress(ExchangeError):
        if sniffing.sniff(content) == sniffing.TEXT:
            list(delimited.split(delimited.decode(content)))


@given(st.binary(max_size=300))
def test_any_bytes_after_a_zips_first_four_are_refused_with_words(content: bytes) -> None:
    with pytest.raises(ExchangeError):
        inspect_package(b"PK\x03\x04" + content + b"PK\x05\x06" + content[:18].ljust(18, b"\0"))


@given(st.lists(cells, max_size=20))
def test_a_row_comes_through_the_wire_as_it_went_in(row: list[Cell]) -> None:
    assert decode_line(encode_row(row)) == tuple(row)


@given(st.binary(max_size=200))
def test_any_line_from_the_child_is_understood_or_refused(line: bytes) -> None:
    try:
        assert isinstance(decode_line(line), dict | tuple)
    except BadLine:
        return


@given(st.lists(st.lists(cells, max_size=12), max_size=6))
def test_any_table_under_a_register_header_is_parsed_without_an_error(rows: list[list[Cell]]) -> None:
    try:
        parsed = parse_register(workbook_of([REGISTER_HEADER, *rows]), today=TODAY)
    except NoRows:
        return
    told = {problem.row for problem in parsed.rejected if problem.severity == "row"}
    assert len(parsed.rows) + len(told) == parsed.rows_seen


@given(st.lists(st.lists(cells, max_size=8), max_size=8))
def test_any_table_at_all_is_parsed_or_refused_with_words(rows: list[list[Cell]]) -> None:
    for parse in (parse_register, parse_visits):
        with suppress(NoHeaderFound, NoRows, WrongSheet):
            parse(workbook_of(rows), today=TODAY)


def _verdict(path: Path) -> str:
    try:
        read_workbook(path)
    except ExchangeError as refusal:
        return refusal.code
    return "read"


def _damaged(rng: random.Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _time in range(rng.randint(1, 30)):
        place = rng.randrange(len(changed))
        kind = rng.randrange(3)
        if kind == 0:
            changed[place] = rng.randrange(256)
        elif kind == 1:
            del changed[place : place + rng.randint(1, 40)]
        else:
            changed[place:place] = rng.randbytes(rng.randint(1, 8))
    return bytes(changed)


def _with_a_damaged_part(rng: random.Random, content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        name = rng.choice([part for part in package.namelist() if part.endswith((".xml", ".rels"))])
        part = package.read(name)
    return with_part(content, name, [_damaged(rng, part)])
