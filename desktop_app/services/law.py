"""The sections of the law that ship with the program, and the words and times by which families are urged."""

from __future__ import annotations

from functools import cache
from tomllib import loads

from desktop_app.config import resources
from desktop_app.domain.law import Law, SupportBook, parse_law, parse_support_book


@cache
def elder_rights_law() -> Law:
    """Return what is quoted of the law on the rights of the elderly."""
    return parse_law(loads(resources.path("law", "elder-rights.toml").read_text(encoding="utf-8")))


@cache
def support_book() -> SupportBook:
    """Return when a family is looked at again, and the reasons for which it is written to."""
    raw = loads(resources.path("law", "family-support.toml").read_text(encoding="utf-8"))
    return parse_support_book(raw, elder_rights_law())
