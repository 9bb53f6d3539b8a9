"""Who gives a service: one of the list of providers, found by typing, or any other name."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QLineEdit, QWidget

from desktop_app.config.strings import _
from desktop_app.services.service_drafts import ProviderLine
from desktop_app.ui.kit import Field
from desktop_app.ui.lookup_field import FreeLookupField

Provider = tuple[str | None, str | None]
"""The uid of a provider on the list and its name; only the name for anybody else."""
NOBODY: Provider = (None, None)


class ProviderField(Field[Provider]):
    """Takes a provider of the list by typing, pinyin or initials, and any other name as it is typed."""

    def __init__(self, providers: Sequence[ProviderLine] = ()) -> None:
        self._lookup = FreeLookupField(placeholder=_("选择或直接填写"))
        super().__init__(self._lookup)
        self._lookup.changed.connect(self.changed)
        self.offer(providers)

    @property
    def line(self) -> QLineEdit:
        """Return the editor inside."""
        return self._lookup.line

    def offer(self, providers: Sequence[ProviderLine]) -> None:
        """Offer these providers."""
        before = self.value()
        self._lookup.set_choices([(one.uid, one.name) for one in providers if not one.over])
        if before != NOBODY:
            self.set_value(before)

    def value(self) -> Provider:
        """Return uid and name; the uid is None for somebody who is not on the list."""
        return self._lookup.picked()

    def set_value(self, value: Provider) -> None:
        """Show a provider."""
        self._lookup.pick(*value)

    def is_empty(self) -> bool:
        """Tell whether nobody is named."""
        return self.value() == NOBODY

    def key_targets(self) -> list[QWidget]:
        """Return the box and the editor inside."""
        return self._lookup.key_targets()

    def set_bad(self, bad: bool) -> None:
        """Mark the box."""
        self._lookup.set_bad(bad)

    def describe(self, name: str, description: str) -> None:
        """Name the box and the editor inside."""
        self._lookup.describe(name, description)


def names_of(provider: Provider) -> tuple[str | None, str | None]:
    """Return uid and name as drafts take them: a provider of the list is not named a second time."""
    uid, name = provider
    return uid, None if uid else name
