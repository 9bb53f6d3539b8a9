"""A choice from a closed list by stored key; a key that this program does not know yet is kept and shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from desktop_app.config.strings import _
from desktop_app.domain.terms import Term
from desktop_app.ui.kit import ChoiceField

Choices = type[Term] | Mapping[str, str] | Sequence[tuple[str, str]]


class KeyChoice(ChoiceField[str]):
    """One of a ``Term`` enum, a code table (code → word) or pairs of words as they are."""

    def __init__(self, choices: Choices, *, empty: str | None = "") -> None:
        self._pairs = key_pairs(choices)
        super().__init__(self._pairs, empty=empty)

    def set_value(self, value: str | None) -> None:
        """Choose ``value``; one that the list lacks is added to it, so that saving does not lose it."""
        if value and value not in dict(self._pairs):
            self._pairs = [*self._pairs, (value, value)]
            self.set_choices(self._pairs)
        if value is None and self._empty is None:
            value = self._pairs[0][0]
        super().set_value(value)


def key_pairs(choices: Choices) -> list[tuple[str, str]]:
    """Return stored key and word of every choice; words of closed lists are translated."""
    if isinstance(choices, Mapping):
        return [(code, _(word)) for code, word in choices.items()]
    if isinstance(choices, type):
        return [(member.value, _(member.term)) for member in choices]
    return list(choices)
