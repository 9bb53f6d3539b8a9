"""Read a list of divisions that an office brings along, and say how it differs from what is known."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from desktop_app.domain.characters import is_han
from desktop_app.domain.divisions import (
    LONGEST_NAME,
    Division,
    DivisionLevel,
    full_code,
    is_local,
    level_of,
    plain_name,
    township_of,
)
from desktop_app.domain.errors import N_, ExchangeError

_NOTHING_CHANGED = N_("区划和名册都没有改动，原文件也没有改动。")


class NoDivisionColumns(ExchangeError):
    """No column of codes, or none of names."""

    code = "divisions.no_columns"
    what = N_("文件里没有找到“代码、名称”两列。")
    data_safe = _NOTHING_CHANGED
    do_now = N_("请让一列是区划代码（6、9或12位数字），一列是名称，第一行写上“代码”“名称”，保存后再选。")


class NoneOfThisCounty(ExchangeError):
    """A list of other counties."""

    code = "divisions.none_of_this_county"
    what = N_("这份名单里没有本旗县区（{county}）的行，读到其他地方的 {elsewhere} 行。")
    data_safe = _NOTHING_CHANGED
    do_now = N_("请确认选对了文件；代码的前6位应是 {county}。")


EXPONENT = N_("代码被表格软件改成了科学计数，末几位已经丢失；请把这一列设为文本后重新填写")
BAD_CODE = N_("代码应为6、9或12位数字")
NO_CODE = N_("没有代码")
NO_NAME = N_("没有名称")
LONG_NAME = N_("名称超过60个字")
TWICE = N_("同一代码前面已经出现过，名称不同")


@dataclass(frozen=True, slots=True)
class LineProblem:
    """A line that cannot be used, as numbered in the file; ``reason`` is a message id."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class DivisionList:
    """The usable lines of the wanted county, how many lie elsewhere, and the lines that cannot be read."""

    places: tuple[Division, ...]
    elsewhere: int
    problems: tuple[LineProblem, ...]


@dataclass(frozen=True, slots=True)
class Recoded:
    """A place that has another code in the list."""

    old_code: str
    new_code: str
    name: str


@dataclass(frozen=True, slots=True)
class ListDifference:
    """What a list says otherwise than what is known; ``renamed`` holds the new name with the old one."""

    added: tuple[Division, ...]
    renamed: tuple[tuple[Division, str], ...]
    recoded: tuple[Recoded, ...]
    vanished: tuple[Division, ...]


_CODE_HEADERS = frozenset(
    "代码 区划代码 行政区划代码 统计用区划代码 区划编码 行政区划编码 编码 村代码 村居代码 村(居)代码 "
    "村(社区)代码 村级代码 单位代码 机构代码 12位代码 code".split()
)
_NAME_HEADERS = frozenset(
    "名称 区划名称 行政区划名称 单位名称 机构名称 村名 村名称 村居名称 村(居)名称 村(社区)名称 嘎查村 嘎查村名称 "
    "嘎查村(社区) 社区 社区名称 地名 name".split()
)
_HEADER_ROWS = 20
_EXPONENT = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
_TRAILING_ZERO = re.compile(r"\.0+$")
_LENGTHS = frozenset({6, 9, 12})


def read_list(rows: Sequence[Sequence[object]], county: str) -> DivisionList:
    """Read the lines of ``county`` (six digits); columns are found by header or by what stands in them.

    Raises NoDivisionColumns and NoneOfThisCounty.
    """
    first, code_at, name_at = _columns(rows)
    places: dict[str, Division] = {}
    problems: list[LineProblem] = []
    elsewhere = 0
    for number, row in enumerate(rows[first:], start=first + 1):
        if not any(_text(cell) for cell in row):
            continue
        code = _code(_at(row, code_at))
        name = _name(row, code_at, name_at)
        if not name and not any(each.isdigit() for each in code):
            continue  # a remark under the table
        reason = _wrong(code, name)
        if reason is None and not code.startswith(county):
            elsewhere += 1
        elif reason is not None:
            problems.append(LineProblem(number, reason))
        elif level_of(code) >= DivisionLevel.TOWNSHIP:
            whole = full_code(code)
            if places.setdefault(whole, Division(whole, name)).name != name:
                problems.append(LineProblem(number, TWICE))
    if not places:
        if problems and not elsewhere:
            return DivisionList((), 0, tuple(problems))
        raise NoneOfThisCounty(county=county, elsewhere=elsewhere)
    found = tuple(places[code] for code in sorted(places))
    return DivisionList(found, elsewhere, tuple(problems))


def compare(known: Iterable[Division], listed: Sequence[Division]) -> ListDifference:
    """Return what ``listed`` says otherwise than ``known``; a mere 村民委员会 at the end is no new name.

    Only places of townships that the list covers can vanish; a list that names at least half of the known
    townships covers the county. A place that vanished and one that is new under the same name are one place
    with a new code; so is a local node whose name is new in the list.
    """
    by_code = {each.code: each for each in known}
    in_list = {each.code for each in listed}
    added = [each for each in listed if each.code not in by_code]
    renamed = tuple(
        (each, by_code[each.code].name)
        for each in listed
        if each.code in by_code and plain_name(each.name) != plain_name(by_code[each.code].name)
    )
    covered = _covered(by_code, listed)
    vanished = [
        each
        for each in by_code.values()
        if not is_local(each.code)
        and each.level is DivisionLevel.VILLAGE
        and each.code not in in_list
        and township_of(each.code) in covered
    ]
    recoded = _recoded([*vanished, *(each for each in by_code.values() if is_local(each.code))], added)
    moved = {each.old_code for each in recoded} | {each.new_code for each in recoded}
    return ListDifference(
        tuple(each for each in added if each.code not in moved),
        renamed,
        recoded,
        tuple(each for each in sorted(vanished, key=lambda one: one.code) if each.code not in moved),
    )


def _covered(by_code: Mapping[str, Division], listed: Sequence[Division]) -> set[str]:
    named = {township_of(each.code) for each in listed if each.level is DivisionLevel.VILLAGE}
    all_known = {
        township_of(code)
        for code, each in by_code.items()
        if not is_local(code) and each.level is DivisionLevel.VILLAGE
    }
    return all_known | named if len(named & all_known) * 2 >= max(len(all_known), 2) else named


def _recoded(gone: Sequence[Division], added: Sequence[Division]) -> tuple[Recoded, ...]:
    new = [each for each in added if each.level is DivisionLevel.VILLAGE]
    how_often = Counter(plain_name(each.name) for each in gone)
    how_often_new = Counter(plain_name(each.name) for each in new)
    by_name = {plain_name(each.name): each for each in new}
    found = []
    for each in gone:
        name = plain_name(each.name)
        if how_often[name] == how_often_new[name] == 1:
            found.append(Recoded(each.code, by_name[name].code, by_name[name].name))
    return tuple(sorted(found, key=lambda one: one.new_code))


def _columns(rows: Sequence[Sequence[object]]) -> tuple[int, int, int | None]:
    """Return the first line of data, the column of codes and, where a header names it, that of names."""
    for number, row in enumerate(rows[:_HEADER_ROWS]):
        headers = [_plain_header(cell) for cell in row]
        code_at = next((at for at, each in enumerate(headers) if each in _CODE_HEADERS), None)
        name_at = next((at for at, each in enumerate(headers) if each in _NAME_HEADERS), None)
        if code_at is not None and name_at is not None:
            return number + 1, code_at, name_at
    votes = Counter(at for row in rows for at, cell in enumerate(row) if _wrong(_code(cell), "某") is None)
    if not votes:
        raise NoDivisionColumns
    code_at = max(votes, key=lambda at: (votes[at], -at))
    lines = [number for number, row in enumerate(rows) if _wrong(_code(_at(row, code_at)), "某") is None]
    if not any(_name(rows[number], code_at, None) for number in lines):
        raise NoDivisionColumns
    return lines[0], code_at, None


def _plain_header(cell: object) -> str:
    return "".join(unicodedata.normalize("NFKC", _text(cell)).split()).strip("*:").lower()


def _at(row: Sequence[object], column: int) -> object:
    return row[column] if column < len(row) else None


def _text(cell: object) -> str:
    return "" if cell is None else str(cell).strip()


def _code(cell: object) -> str:
    if isinstance(cell, bool):
        return ""
    text = f"{cell:.0f}" if isinstance(cell, float) and cell.is_integer() else _text(cell)
    text = "".join(unicodedata.normalize("NFKC", text).split()).lstrip("'")
    return _TRAILING_ZERO.sub("", text)


def _name(row: Sequence[object], code_at: int, name_at: int | None) -> str:
    if name_at is not None:
        return " ".join(_text(_at(row, name_at)).split())
    texts = (_text(cell) for at, cell in enumerate(row) if at != code_at)
    return next((" ".join(text.split()) for text in texts if any(is_han(each) for each in text)), "")


def _wrong(code: str, name: str) -> str | None:
    """Say why a line cannot be used."""
    if not code:
        return NO_CODE
    if _EXPONENT.fullmatch(code):
        return EXPONENT
    if not (code.isascii() and code.isdigit()) or len(code) not in _LENGTHS or code.startswith("00"):
        return BAD_CODE
    if not name:
        return NO_NAME
    return LONG_NAME if len(name) > LONGEST_NAME else None
