"""What each user left on a page: filters, the page itself; in the plain ``window.ini``, so nothing about a person.

Example::

    remembered = context.remembered("visits")
    remembered.follow("village", self.village)               # shows what was chosen last, keeps what is chosen next
    remembered.follow("days", self.days, as_kept=str, as_value=int)
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from enum import Enum
from typing import Any, Protocol

from PySide6.QtCore import QSettings

_TAG_LETTERS = 12


class Kept(Protocol):
    """What can be remembered: a field of the kit, or anything with its way of speaking."""

    changed: Any

    def value(self) -> Any:
        """Return what it holds."""
        ...

    def set_value(self, value: Any) -> None:
        """Show ``value``."""
        ...

    def blockSignals(self, block: bool, /) -> bool:
        """Qt: keep silent or speak again; return whether it was silent."""
        ...


class Remembered:
    """The place of one user on one page; each user of a computer has their own."""

    def __init__(self, settings: QSettings, user: str, page: str) -> None:
        """Keep under a mark of the user, whose name the group need not spell out."""
        tag = hashlib.sha256(user.encode()).hexdigest()[:_TAG_LETTERS]
        self._settings, self._group = settings, f"place/{tag}/{page}"

    def read(self, name: str) -> str:
        """Return what was kept under ``name``, empty when nothing was."""
        return str(self._settings.value(f"{self._group}/{name}", ""))

    def keep(self, name: str, text: str) -> None:
        """Keep ``text``; an empty text forgets."""
        if text:
            self._settings.setValue(f"{self._group}/{name}", text)
        else:
            self._settings.remove(f"{self._group}/{name}")

    def follow(
        self,
        name: str,
        field: Kept,
        *,
        as_kept: Callable[[Any], str] = str,
        as_value: Callable[[str], Any] = str,
    ) -> None:
        """Show in ``field`` what it held last, without a signal, and keep what it holds from now on."""
        kept = self.read(name)
        if kept:
            usual = field.value()
            blocked = field.blockSignals(True)
            try:
                wanted = as_value(kept)
            except (ValueError, KeyError):
                wanted = usual  # of another version, or edited by hand
            field.set_value(wanted)
            if field.value() != wanted:
                field.set_value(usual)
            field.blockSignals(blocked)
        field.changed.connect(
            lambda: self.keep(name, "" if field.value() is None else as_kept(field.value()))
        )

    def follow_term(self, name: str, field: Kept, terms: type[Enum]) -> None:
        """Do the same for a choice of a closed list; the stored key is kept."""
        self.follow(name, field, as_kept=lambda term: str(term.value), as_value=terms)

    def follow_month(self, name: str, field: Kept, today: Callable[[], date]) -> None:
        """Do the same for a month, kept by its distance from the present one."""

        def as_kept(month_on: date) -> str:
            return str((month_on.year - today().year) * 12 + month_on.month - today().month)

        def as_value(kept: str) -> date:
            year, month = divmod(today().year * 12 + today().month - 1 + int(kept), 12)
            return date(year, month + 1, 1)

        self.follow(name, field, as_kept=as_kept, as_value=as_value)
