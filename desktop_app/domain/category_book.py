"""What each category means in plain words and where that is written; regions may say it differently."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from desktop_app.domain.errors import N_, InputError
from desktop_app.domain.terms import Category

_FIELDS = {"key", "division", "definition", "source"}


class CategoryBookProblem(InputError):
    """The file of definitions breaks its form; ``details`` give ``where`` and ``reason``."""

    code = "category_book"
    what = N_("类别释义文件有误，位置“{where}”：{reason}")
    do_now = N_("请改正文件，或恢复程序自带的文件。")


@dataclass(frozen=True, slots=True)
class Definition:
    """What a category means, and the source; ``division`` is the prefix of the codes it is for."""

    category: Category
    definition: str
    source: str
    division: str = ""


@dataclass(frozen=True, slots=True)
class CategoryBook:
    """All definitions."""

    definitions: tuple[Definition, ...]

    def of(self, category: str, division: str) -> Definition | None:
        """Return the definition for a division (12 digits): the one of the smallest region that has its own."""
        fitting = [
            one for one in self.definitions if one.category == category and division.startswith(one.division)
        ]
        return max(fitting, key=lambda one: len(one.division), default=None)


def parse_categories(raw: Mapping[str, Any]) -> CategoryBook:
    """Build the book from a parsed file; raises CategoryBookProblem at the first place that is wrong."""
    entries = raw.get("categories")
    if not isinstance(entries, list) or set(raw) != {"categories"}:
        raise CategoryBookProblem(where="categories", reason=N_("应为 [[categories]] 列表"))
    found: dict[tuple[str, str], Definition] = {}
    for number, entry in enumerate(entries):
        one = _definition(entry, f"categories[{number}]")
        if (one.category, one.division) in found:
            raise CategoryBookProblem(where=f"categories[{number}]", reason=N_("同一地区的同一类别写了两次"))
        found[one.category, one.division] = one
    return CategoryBook(tuple(found.values()))


def _definition(entry: Any, where: str) -> Definition:
    if not isinstance(entry, Mapping) or not set(entry) <= _FIELDS:
        raise CategoryBookProblem(where=where, reason=N_("只能有 key、division、definition、source"))
    texts = {name: entry.get(name, "") for name in _FIELDS}
    if not all(isinstance(text, str) for text in texts.values()):
        raise CategoryBookProblem(where=where, reason=N_("各项都应为文字"))
    if texts["key"] not in set(Category):
        raise CategoryBookProblem(where=f"{where}.key", reason=N_("没有这个类别"))
    if not texts["definition"].strip() or not texts["source"].strip():
        raise CategoryBookProblem(where=where, reason=N_("释义和出处都要写"))
    if texts["division"] and not texts["division"].isdigit():
        raise CategoryBookProblem(where=f"{where}.division", reason=N_("应为行政区划代码的前几位数字"))
    return Definition(Category(texts["key"]), texts["definition"], texts["source"], texts["division"])
