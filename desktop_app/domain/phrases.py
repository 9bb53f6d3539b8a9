"""Sentences kept as template and parameters, so that they can be stored now and spoken later in any language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from desktop_app.domain.errors import N_

Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A Chinese message id with its parameters; a parameter may be text, a number, a day, or phrases again."""

    template: str
    params: tuple[tuple[str, Param], ...] = ()

    def say(self, translate: Translate) -> str:
        """Return the sentence in the language of ``translate``."""
        text = translate(self.template)
        if not self.params:
            return text
        return text.format(**{name: _spoken(value, translate) for name, value in self.params})

    def to_data(self) -> list[Any]:
        """Return plain lists and dicts that JSON can hold; ``from_data`` reads them back."""
        return [self.template, {name: _packed(value) for name, value in self.params}]

    @classmethod
    def from_data(cls, data: list[Any]) -> Phrase:
        """Build the phrase from what ``to_data`` returned."""
        template, params = data
        return cls(template, tuple((name, _unpacked(value)) for name, value in params.items()))


Param = str | int | date | Phrase | tuple[Phrase, ...]


def phrase(template: str, **params: Param) -> Phrase:
    """Build a phrase from keyword parameters."""
    return Phrase(template, tuple(params.items()))


def _spoken(value: Param, translate: Translate) -> str:
    if isinstance(value, Phrase):
        return value.say(translate)
    if isinstance(value, tuple):
        return translate(N_("、")).join(part.say(translate) for part in value)
    if isinstance(value, date):
        return day_and_month(value, translate)
    return str(value)


def day_and_month(day: date, translate: Translate) -> str:
    """Return ``11月18日`` in the language of ``translate``."""
    return translate(N_("{month}月{day}日")).format(month=day.month, day=day.day)


def full_day(day: date, translate: Translate) -> str:
    """Return ``2026年11月18日`` in the language of ``translate``."""
    return translate(N_("{year}年{month}月{day}日")).format(year=day.year, month=day.month, day=day.day)


def _packed(value: Param) -> Any:
    if isinstance(value, Phrase):
        return {"phrase": value.to_data()}
    if isinstance(value, tuple):
        return {"phrases": [part.to_data() for part in value]}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return value


def _unpacked(value: Any) -> Param:
    if isinstance(value, Mapping):
        if "phrase" in value:
            return Phrase.from_data(value["phrase"])
        if "phrases" in value:
            return tuple(Phrase.from_data(part) for part in value["phrases"])
        return date.fromisoformat(value["day"])
    return value if isinstance(value, int) else str(value)
