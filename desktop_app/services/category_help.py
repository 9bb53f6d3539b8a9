"""The meanings of the categories that ship with the program, for help texts."""

from __future__ import annotations

from functools import cache
from tomllib import loads

from desktop_app.config import resources
from desktop_app.domain.category_book import CategoryBook, parse_categories


@cache
def category_book() -> CategoryBook:
    """Return what each category means, by region where one says it differently."""
    return parse_categories(loads(resources.path("categories.toml").read_text(encoding="utf-8")))
