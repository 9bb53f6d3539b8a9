"""Read nested mappings (a parsed TOML file) field by field, and collect every problem in plain words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final, TypeVar

from desktop_app.domain.errors import N_
from desktop_app.domain.phrases import Param, Phrase, phrase
from desktop_app.domain.terms import Term

T = TypeVar("T", bound=Term)

REQUIRED: Final = object()
"""Marks a field that has no default."""

EARLIEST_YEAR, LATEST_YEAR = 1900, 2200
"""Days outside of these years are slips, and no days can be counted on from the calendar's last one."""

_LONGEST_QUOTE = 80


@dataclass(frozen=True, slots=True)
class SchemaProblem:
    """One thing that is wrong: where, and why."""

    path: str
    message: Phrase

    def say(self, translate: Callable[[str], str]) -> str:
        """Return ``visit_rules[1].every: 缺少周期`` in the language of ``translate``."""
        return f"{self.path}: {self.message.say(translate)}"

    def __str__(self) -> str:
        return self.say(lambda text: text)


@dataclass(slots=True)
class Problems:
    """The problems found so far, in the order of the file."""

    found: list[SchemaProblem] = field(default_factory=list)

    def add(self, path: str, template: str, **params: Param) -> None:
        """Note one problem at ``path``."""
        self.found.append(SchemaProblem(path, phrase(template, **params)))

    def listing(self) -> str:
        """Return all problems, one on a line, in Chinese."""
        return "\n".join(str(problem) for problem in self.found)


class Table:
    """One table being read: every ``take_…`` reports what is wrong and returns something usable."""

    def __init__(self, data: Mapping[str, Any], path: str, problems: Problems) -> None:
        """Read ``data`` that stands at ``path`` of the file."""
        self._data = data
        self._left = set(data)
        self._asked: dict[str, None] = {}
        self.path = path
        self.problems = problems

    def at(self, key: str) -> str:
        """Return the path of a field."""
        return f"{self.path}.{key}" if self.path else key

    def report(self, key: str, template: str, **params: Param) -> None:
        """Note a problem with one field."""
        self.problems.add(self.at(key), template, **params)

    def has(self, key: str) -> bool:
        """Tell whether the field is there."""
        self._asked[key] = None
        return key in self._data

    def _raw(self, key: str, default: object, what: str) -> object:
        self._asked[key] = None
        self._left.discard(key)
        if key in self._data:
            return self._data[key]
        if default is REQUIRED:
            self.report(key, N_("缺少{what}"), what=Phrase(what))
        return default

    def take_text(self, key: str, what: str, default: object = REQUIRED) -> str:
        """Return a text that is not blank; the default may be blank."""
        value = self._raw(key, default, what)
        if isinstance(value, str) and (value.strip() or value is default):
            return value
        if value is not REQUIRED:
            self.report(key, N_("{what}应为不空的文字"), what=Phrase(what))
        return ""

    def take_flag(self, key: str, what: str, default: object = REQUIRED) -> bool:
        """Return true or false."""
        value = self._raw(key, default, what)
        if isinstance(value, bool):
            return value
        if value is not REQUIRED:
            self.report(key, N_("{what}应为 true 或 false"), what=Phrase(what))
        return False

    def take_number(self, key: str, what: str, low: int, high: int, default: object = REQUIRED) -> int:
        """Return a whole number from ``low`` to ``high``."""
        value = self._raw(key, default, what)
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        if value is not REQUIRED:
            self.report(key, N_("{what}应为 {low} 至 {high} 的整数"), what=Phrase(what), low=low, high=high)
        return low

    def take_age(self, key: str, what: str) -> int | None:
        """Return an age limit, or None when there is none."""
        return self.take_number(key, what, 0, 130) if self.has(key) else None

    def take_day(self, key: str, what: str, default: object = REQUIRED) -> date:
        """Return a day written as a TOML date."""
        value = self._raw(key, default, what)
        if isinstance(value, date) and not isinstance(value, datetime):
            if value is default or EARLIEST_YEAR <= value.year <= LATEST_YEAR:
                return value
            self.report(
                key,
                N_("{what}的年份应在 {first} 至 {last} 之间"),
                what=Phrase(what),
                first=EARLIEST_YEAR,
                last=LATEST_YEAR,
            )
        elif value is not REQUIRED:
            self.report(key, N_("{what}应为日期，如 2023-08-25"), what=Phrase(what))
        return date.min

    def take_last_day(self, key: str, what: str) -> date | None:
        """Return a day, or None when the field is left out."""
        return self.take_day(key, what) if self.has(key) else None

    def take_days(self, key: str, what: str) -> list[date]:
        """Return a list of days written as TOML dates, by default none."""
        value = self._raw(key, (), what)
        if isinstance(value, str) or not isinstance(value, Sequence):
            self.report(key, N_("{what}应为列表"), what=Phrase(what))
            return []
        days = [each for each in value if isinstance(each, date) and not isinstance(each, datetime)]
        if len(days) < len(value):
            self.report(key, N_("{what}应为日期，如 2023-08-25"), what=Phrase(what))
        return days

    def take_decimal(self, key: str, what: str) -> Decimal:
        """Return a number written as text or as a whole number, so that no digit is lost."""
        value = self._raw(key, REQUIRED, what)
        if isinstance(value, int | str) and not isinstance(value, bool):
            try:
                number = Decimal(value)
            except InvalidOperation:
                number = Decimal("NaN")
            if number.is_finite():
                return number
        if value is not REQUIRED:
            self.report(key, N_('{what}应为数字，小数写成文字，如 "61.5"'), what=Phrase(what))
        return Decimal(0)

    def take_texts(self, key: str, what: str, default: object = REQUIRED) -> tuple[str, ...]:
        """Return a list of texts."""
        value = self._raw(key, default, what)
        if (
            isinstance(value, Sequence)
            and not isinstance(value, str)
            and all(isinstance(v, str) for v in value)
        ):
            return tuple(value)
        if value is not REQUIRED:
            self.report(key, N_("{what}应为文字列表"), what=Phrase(what))
        return ()

    def take_term(self, key: str, what: str, kind: type[T], default: T | None = None) -> T:
        """Return a member of a closed list by its key."""
        value = self._raw(key, REQUIRED if default is None else default, what)
        if isinstance(value, kind):
            return value
        if value is not REQUIRED:
            member = self._member(key, what, kind, value)
            if member is not None:
                return member
        return next(iter(kind))

    def take_terms(self, key: str, what: str, kind: type[T], default: object = REQUIRED) -> tuple[T, ...]:
        """Return members of a closed list, each once, in the order written."""
        value = self._raw(key, default, what)
        if value is REQUIRED:
            return ()
        if isinstance(value, str) or not isinstance(value, Sequence):
            self.report(key, N_("{what}应为列表"), what=Phrase(what))
            return ()
        members = (self._member(f"{key}[{at}]", what, kind, each) for at, each in enumerate(value, 1))
        return tuple(dict.fromkeys(member for member in members if member is not None))

    def _member(self, key: str, what: str, kind: type[T], value: object) -> T | None:
        for member in kind:
            if member.value == value:
                return member
        known = "、".join(f"{member.value}（{member.term}）" for member in kind)
        self.report(
            key,
            N_("不认识的{what}“{value}”，可用：{known}"),
            what=Phrase(what),
            value=str(value)[:_LONGEST_QUOTE],
            known=known,
        )
        return None

    def take_table(self, key: str, what: str) -> Table | None:
        """Return a table to read further, or None with the problem noted."""
        value = self._raw(key, REQUIRED, what)
        if isinstance(value, Mapping):
            return Table(value, self.at(key), self.problems)
        if value is not REQUIRED:
            self.report(key, N_("{what}应为一张表"), what=Phrase(what))
        return None

    def take_tables(self, key: str, what: str, default: object = ()) -> list[Table]:
        """Return the tables of a list, numbered from 1; a single table is a list of one."""
        value = self._raw(key, default, what)
        if value is REQUIRED:
            return []
        if isinstance(value, Mapping):
            return [Table(value, self.at(key), self.problems)]
        if (
            isinstance(value, str)
            or not isinstance(value, Sequence)
            or not all(isinstance(v, Mapping) for v in value)
        ):
            self.report(key, N_("{what}应为表的列表"), what=Phrase(what))
            return []
        return [Table(each, f"{self.at(key)}[{at}]", self.problems) for at, each in enumerate(value, 1)]

    def take_year_values(self, key: str, what: str) -> list[tuple[int, Decimal]]:
        """Return values by year, in the order of the years."""
        years = self.take_table(key, what)
        if years is None:
            return []
        values: list[tuple[int, Decimal]] = []
        for year in sorted(years._data):
            if year.isascii() and year.isdigit() and len(year) == 4 and 2000 <= int(year) <= 2100:
                values.append((int(year), years.take_decimal(year, what)))
            else:
                years.report(year, N_("年份应为四位数字"))
        return values

    def finish(self) -> None:
        """Report the fields that nobody asked for: usually a misspelt name."""
        for key in sorted(self._left):
            self.report(key, N_("不认识的字段，可写的有：{known}"), known="、".join(self._asked))
