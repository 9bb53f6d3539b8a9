"""What an office may change about a paper without code: title, head, columns, signature line, notes.

The layouts as shipped lie under ``resources/papers``, one TOML file per paper; an office's own text is laid over it.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from desktop_app.config import resources
from desktop_app.domain.errors import N_

FOLDER = "papers"
ALIGNMENTS = frozenset({"left", "center", "right"})
TEXTS = (
    "title",
    "form_number",
    "made_by_office",
    "approved_by",
    "approved_as",
    "valid_until",
    "measure",
)
"""Keys of a layout that hold one text."""
_LINE_BREAKS = re.compile("[\t-\r\x85\u2028\u2029]+")
_MOST_TITLE_LINES = 6
"""Into so many lines an office may break the title of a column itself."""
_FIXED = ("what", "paper", "category")


@dataclass(frozen=True, slots=True)
class LaidColumn:
    """One column: which value, its title with line breaks, width in mm, alignment, the heading it stands under.

    ``unit`` is the 计量单位 of its figures where the form shows one per column.
    """

    key: str
    title: str
    width: float
    align: str = "left"
    group: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a paper is laid out.

    ``statistical`` papers carry the head block of an official statistical form (表号, 制定机关 …) and a row of
    column indices (甲 乙 丙 for words, 1 2 3 for figures) under their titles. ``signatures`` are the places of
    the last line; one that ends in 日期： gets the date or its blank. ``notes`` are printed under the table.
    ``further`` columns can be had besides those that are printed. ``what`` says which layout it is, ``paper`` and
    ``category`` which paper it belongs to where that has several; an office does not change these.
    """

    name: str
    title: str
    what: str = ""
    paper: str = ""
    category: str = ""
    form_number: str = ""
    made_by_office: str = ""
    approved_by: str = ""
    approved_as: str = ""
    valid_until: str = ""
    measure: str = ""
    landscape: bool = False
    statistical: bool = False
    columns: tuple[LaidColumn, ...] = ()
    further: tuple[LaidColumn, ...] = ()
    signatures: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def known(self) -> tuple[LaidColumn, ...]:
        """Return every column that can be printed."""
        return self.columns + self.further

    def column(self, key: str) -> LaidColumn | None:
        """Return the column of a value, None where the office does not print it."""
        return next((column for column in self.columns if column.key == key), None)


class LayoutProblem(ValueError):
    """A layout that cannot be used: where and why, as a message id with its values."""

    def __init__(self, words: str, **values: str) -> None:
        super().__init__(words)
        self.words, self.values = words, values


@lru_cache(maxsize=64)
def shipped(name: str) -> Layout:
    """Return the layout of a paper as the program brings it."""
    text = resources.path(FOLDER, f"{name}.toml").read_text(encoding="utf-8")
    return _layout(name, tomllib.loads(text))


def shipped_names() -> tuple[str, ...]:
    """Return the papers that have a layout."""
    return tuple(sorted(path.stem for path in resources.path(FOLDER).glob("*.toml")))


def shipped_text(name: str) -> str:
    """Return the file of a shipped layout, to begin an own one from."""
    return resources.path(FOLDER, f"{name}.toml").read_text(encoding="utf-8")


def adapted(layout: Layout, text: str) -> Layout:
    """Lay an office's own TOML text over ``layout``: what it names is taken, what it leaves out stays.

    Columns are named by key; those listed are printed, in that order, with the shipped title, width and alignment
    where none is given. Raises ``LayoutProblem``.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LayoutProblem(N_("文件格式不对：{error}"), error=str(error)) from error
    unknown = set(table) - {
        *TEXTS,
        "landscape",
        "statistical",
        "columns",
        "further",
        "signatures",
        "notes",
        *_FIXED,
    }
    if unknown:
        raise LayoutProblem(N_("不认识的项目：{keys}"), keys="、".join(sorted(unknown)))
    changes: dict[str, Any] = {}
    for key in TEXTS:
        if key in table:
            changes[key] = _on_one_line(_text(table, key))
    for key in ("landscape", "statistical"):
        if key in table:
            if not isinstance(table[key], bool):
                raise LayoutProblem(N_("{key} 应为 true 或 false"), key=key)
            changes[key] = table[key]
    for key in ("signatures", "notes"):
        if key in table:
            changes[key] = tuple(map(_on_one_line, _texts(table, key)))
    if "columns" in table:
        changes["columns"] = _chosen(layout, table["columns"])
    if not changes.get("title", layout.title).strip():
        raise LayoutProblem(N_("标题不能为空"))
    return replace(layout, **changes)


def text_of(layout: Layout) -> str:
    """Return ``layout`` as the text of a file that ``adapted`` reads back."""
    lines = [f"{key} = {_quoted(getattr(layout, key))}" for key in TEXTS]
    lines += [f"{key} = {str(getattr(layout, key)).lower()}" for key in ("landscape", "statistical")]
    for key in ("signatures", "notes"):
        lines.append(f"{key} = [{', '.join(map(_quoted, getattr(layout, key)))}]")
    for column in layout.columns:
        lines += [
            "",
            "[[columns]]",
            *(
                f"{key} = {_quoted(getattr(column, key))}"
                for key in ("key", "title", "align", "group", "unit")
            ),
            f"width = {column.width:g}",
        ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Return a TOML string; JSON writes one the same way but for the delete sign."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _layout(name: str, table: Mapping[str, Any]) -> Layout:
    plain = dict(table)
    for key in ("columns", "further"):
        plain[key] = tuple(LaidColumn(**entry) for entry in table.get(key, ()))
    for key in ("signatures", "notes"):
        plain[key] = tuple(plain.get(key, ()))
    return Layout(name=name, **plain)


def _text(table: Mapping[str, Any], key: str) -> str:
    if not isinstance(table[key], str):
        raise LayoutProblem(N_("{key} 应为文字"), key=key)
    return str(table[key])


def _texts(table: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = table[key]
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise LayoutProblem(N_("{key} 应为一列文字"), key=key)
    return tuple(value)


def _on_one_line(text: str) -> str:
    """Return a text that has one line on paper with its line breaks as blanks; it is broken where it has no room."""
    return _LINE_BREAKS.sub(" ", text)


def _chosen(layout: Layout, entries: Any) -> tuple[LaidColumn, ...]:
    if not isinstance(entries, list) or not entries:
        raise LayoutProblem(N_("至少要有一列"))
    chosen: list[LaidColumn] = []
    for entry in entries:
        key = entry.get("key") if isinstance(entry, dict) else None
        known = next((column for column in layout.known if column.key == key), None)
        if known is None:
            raise LayoutProblem(
                N_("没有名为“{key}”的列，可用的有：{keys}"), key=str(key), keys=_keys(layout.known)
            )
        if any(column.key == known.key for column in chosen):
            raise LayoutProblem(N_("“{key}”列写了两次"), key=known.key)
        chosen.append(_changed(known, entry))
    return tuple(chosen)


def _changed(known: LaidColumn, entry: Mapping[str, Any]) -> LaidColumn:
    unknown = set(entry) - {"key", "title", "width", "align", "group", "unit"}
    if unknown:
        raise LayoutProblem(N_("不认识的项目：{keys}"), keys="、".join(sorted(unknown)))
    changes = {key: _text(entry, key) for key in ("title", "align", "group", "unit") if key in entry}
    if changes.get("align", known.align) not in ALIGNMENTS:
        raise LayoutProblem(N_("{key} 列的 align 应为 left、center 或 right"), key=known.key)
    width = entry.get("width", known.width)
    if isinstance(width, bool) or not isinstance(width, int | float) or not 4 <= width <= 200:
        raise LayoutProblem(N_("{key} 列的宽度应为 4 到 200 毫米"), key=known.key)
    if changes.get("title", "").count("\n") >= _MOST_TITLE_LINES:
        changes["title"] = _on_one_line(changes["title"])
    changes |= {key: _on_one_line(changes[key]) for key in ("group", "unit") if key in changes}
    return replace(known, width=float(width), **changes)


def _keys(columns: Sequence[LaidColumn]) -> str:
    return "、".join(column.key for column in columns)
