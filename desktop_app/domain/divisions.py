"""Say what a division code means, and find places by code or by the name an office writes.

A code has 12 digits: 2 province, 2 city (league), 2 county (banner), 3 township, 3 village; the lower places
are zero where they do not apply (GB/T 2260 down to the county, GB/T 10114 below it).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from typing import Self

from desktop_app.domain.characters import has_control
from desktop_app.domain.errors import N_, FieldProblem, InputError

CODE_LENGTH = 12
LOCAL_PREFIX = "L"
LONGEST_NAME = 60


class DivisionLevel(IntEnum):
    """The five levels; the value is how many digits of the code belong to it."""

    PROVINCE = 2
    CITY = 4
    COUNTY = 6
    TOWNSHIP = 9
    VILLAGE = 12


class DivisionCodeProblem(FieldProblem):
    """A division code that is not 2, 4, 6, 9 or 12 digits, or is not of the level asked for."""

    code = "division_code"


class DivisionRowsProblem(InputError):
    """A table of divisions whose line cannot be read; ``details["line"]`` is its number."""

    code = "division_rows"
    what = N_("区划代码表第 {line} 行无法识别。")
    do_now = N_("请检查该行是否为“代码、名称”两列，代码为 2、4、6、9 或 12 位数字。")


@dataclass(frozen=True, slots=True)
class Division:
    """One place: its 12-digit code and its name as published or as the office wrote it."""

    code: str
    name: str

    @property
    def level(self) -> DivisionLevel:
        """Return the level its code says."""
        return level_of(self.code)


_LENGTHS = frozenset(int(level) for level in DivisionLevel)


def full_code(code: str) -> str:
    """Return ``code`` as 12 digits, filling the lower levels with zeros; raises DivisionCodeProblem."""
    if not (code.isascii() and code.isdigit()) or len(code) not in _LENGTHS or code.startswith("00"):
        raise DivisionCodeProblem(field="division", label=N_("区划代码"), reason=N_("应为 6、9 或 12 位数字"))
    return code.ljust(CODE_LENGTH, "0")


def level_of(code: str) -> DivisionLevel:
    """Return the lowest level at which ``code`` is not zero; raises DivisionCodeProblem."""
    digits = full_code(code)
    if digits[9:] != "000":
        return DivisionLevel.VILLAGE
    if digits[6:9] != "000":
        return DivisionLevel.TOWNSHIP
    if digits[4:6] != "00":
        return DivisionLevel.COUNTY
    return DivisionLevel.CITY if digits[2:4] != "00" else DivisionLevel.PROVINCE


def parent_of(code: str) -> str | None:
    """Return the 12-digit code one level up, or None for a province.

    Cities without counties (东莞 4419) have townships whose third pair is 00: their parent is the city itself.
    """
    level = level_of(code)
    if level is DivisionLevel.PROVINCE:
        return None
    above = max(other for other in DivisionLevel if other < level)
    return full_code(code)[:above].ljust(CODE_LENGTH, "0")


def county_of(code: str) -> str:
    """Return the first 6 digits, the county every exchanged record belongs to; raises DivisionCodeProblem."""
    if level_of(code) < DivisionLevel.COUNTY:
        raise DivisionCodeProblem(field="division", label=N_("区划代码"), reason=N_("应到旗县区一级"))
    return code[:6]


def township_of(code: str) -> str:
    """Return the 12-digit code of the township that ``code`` is or lies in; raises DivisionCodeProblem."""
    if level_of(code) < DivisionLevel.TOWNSHIP:
        raise DivisionCodeProblem(
            field="division", label=N_("区划代码"), reason=N_("应到苏木乡镇（街道）一级")
        )
    return code[:9].ljust(CODE_LENGTH, "0")


def short_code(code: str) -> str:
    """Return only the digits of the code's own level, e.g. ``150425`` for a county."""
    return full_code(code)[: level_of(code)]


def lies_in(code: str, ancestor: str) -> bool:
    """Tell whether ``code`` is ``ancestor`` or a place inside it."""
    return full_code(code).startswith(short_code(ancestor))


def is_local(code: str) -> bool:
    """Tell whether ``code`` stands for a place without an official number (营子、浩特、网格)."""
    return code.startswith(LOCAL_PREFIX)


def read_place_name(text: str) -> str:
    """Return the name of a place in stored form, without blanks at its ends; raises FieldProblem."""
    name = " ".join(text.split())
    if not name:
        raise _name_problem(N_("名称为空"))
    if len(name) > LONGEST_NAME:
        raise _name_problem(N_("名称超过60个字"))
    if has_control(name) or name.isdigit():
        raise _name_problem(N_("名称不能只由数字组成，也不能有控制字符"))
    return name


FormerName = tuple[str, date]
"""A name that was used before and its last day."""


def name_on(name: str, former: Sequence[FormerName], day: date) -> str:
    """Return the name that was in use on ``day``; ``former`` has the oldest first."""
    return next((each for each, last_on in former if day <= last_on), name)


def renamed(
    name: str, former: Sequence[FormerName], new_name: str, from_on: date
) -> tuple[tuple[FormerName, ...], str]:
    """Return former names and name of a place that is called ``new_name`` from a day on.

    Raises FieldProblem for the name it has, and for a day before its last change of name.
    """
    new_name = read_place_name(new_name)
    if new_name == name:
        raise _name_problem(N_("与现在的名称相同"))
    if former and from_on <= former[-1][1]:
        raise FieldProblem(field="from_on", label=N_("开始日期"), reason=N_("早于上一次改名，请按先后填写"))
    return (*former, (name, from_on - timedelta(days=1))), new_name


def _name_problem(reason: str) -> FieldProblem:
    return FieldProblem(field="name", label=N_("名称"), reason=reason)


_COMMITTEE = "村民委员会|居民委员会|社区居委会|居委会|村委会|村民委|委员会|虚拟社区|街道办事处|办事处|人民政府|镇政府|乡政府"
_KIND = "嘎查村|嘎查|社区|苏木|民族乡|街道|行政村|村|镇|乡"
_COMMITTEE_END = re.compile(f"(?:{_COMMITTEE})$")
_KIND_END = re.compile(f"(?:{_KIND})$")
_NOISE = re.compile(r"[\s()\[\]〔〕【】·,，、.。-]+")
_KEPT_OF_COMMITTEE = {
    "社区居委会": "社区",
    "虚拟社区": "社区",
    "村民委员会": "村",
    "村委会": "村",
    "镇政府": "镇",
    "乡政府": "乡",
}
_SHORTEST = 2
"""A name is never cut below two characters: 里村村委会 stays 里村."""


def plain_name(name: str) -> str:
    """Return ``name`` without width variants, blanks and the words for a committee or an office."""
    text = _NOISE.sub("", unicodedata.normalize("NFKC", name))
    match = _COMMITTEE_END.search(text)
    if match is None:
        return text
    rest = text[: match.start()]
    kept = _KEPT_OF_COMMITTEE.get(match.group(), "")
    if kept == "村" and rest.endswith(("村", "嘎查", "社区")):
        kept = ""
    return rest + kept if len(rest) >= _SHORTEST else text


def core_name(name: str) -> str:
    """Return the proper name alone: 巴彦塔拉 for 巴彦塔拉嘎查村民委员会."""
    text = plain_name(name)
    while (match := _KIND_END.search(text)) and match.start() >= _SHORTEST:
        text = text[: match.start()]
    return text


class DivisionTable:
    """Places looked up by code, by parent and, within a parent, by forgiving name."""

    def __init__(self, rows: Iterable[tuple[str, str]]) -> None:
        """Build from (code, name) rows; a later row renames an earlier one, so local edits come last."""
        self._by_code: dict[str, Division] = {}
        self._children: dict[str | None, list[Division]] = {}
        for code, name in rows:
            whole = full_code(code)
            self._by_code[whole] = Division(whole, name)
        for division in sorted(self._by_code.values(), key=lambda each: each.code):
            self._children.setdefault(parent_of(division.code), []).append(division)

    @classmethod
    def parse(cls, *texts: str) -> Self:
        """Build from texts of ``code<TAB>name`` lines; raises DivisionRowsProblem."""
        return cls(row for text in texts for row in _rows(text))

    def __len__(self) -> int:
        """Return how many places are known."""
        return len(self._by_code)

    def __iter__(self) -> Iterator[Division]:
        """Go through all places in the order of their codes."""
        return iter(sorted(self._by_code.values(), key=lambda each: each.code))

    def with_rows(self, rows: Iterable[tuple[str, str]]) -> DivisionTable:
        """Return a table that also knows ``rows``, such as villages an office added itself."""
        return DivisionTable([*((each.code, each.name) for each in self), *rows])

    def get(self, code: str) -> Division | None:
        """Return the place of ``code`` or None; raises DivisionCodeProblem for what is no code."""
        return self._by_code.get(full_code(code))

    def children(self, code: str | None = None) -> tuple[Division, ...]:
        """Return the places directly under ``code``, or the provinces."""
        return tuple(self._children.get(None if code is None else full_code(code), ()))

    def path(self, code: str) -> tuple[Division, ...]:
        """Return the known places from the province down to ``code``."""
        found: list[Division] = []
        step: str | None = full_code(code)
        while step is not None:
            if step in self._by_code:
                found.append(self._by_code[step])
            step = parent_of(step)
        return tuple(reversed(found))

    def full_name(self, code: str) -> str:
        """Return the names from the province down run together, without the empty steps the codes contain."""
        return "".join(each.name for each in self.path(code) if each.name not in _EMPTY_STEPS)

    def matches(self, name: str, parent: str) -> tuple[Division, ...]:
        """Return the places directly under ``parent`` that ``name`` may mean.

        The first of three readings that finds any wins: the name as written, the name without the words for
        a committee, the proper name alone. Names of higher places in front are ignored.
        """
        children = self.children(parent)
        holder = self.get(parent)
        readings = [name.strip()]
        if holder is not None and (rest := plain_name(name).rpartition(holder.name)[2]):
            readings.append(rest)
        for reduce in (str.strip, plain_name, core_name):
            wanted = {reduce(reading) for reading in readings} - {""}
            found = tuple(each for each in children if reduce(each.name) in wanted)
            if found:
                return found
        return ()

    def find(self, name: str, parent: str) -> Division | None:
        """Return the one place under ``parent`` that ``name`` means, or None when there is none or a choice."""
        found = self.matches(name, parent)
        return found[0] if len(found) == 1 else None


_EMPTY_STEPS = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})


def _rows(text: str) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        code, tab, name = line.partition("\t")
        if not tab or not name.strip() or not code.isdigit() or len(code) not in _LENGTHS:
            raise DivisionRowsProblem(line=number)
        yield code, name.strip()
