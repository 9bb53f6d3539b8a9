"""Describe the form a visitor fills at a visit, and say what is wrong with the answers given.

A form is data (``resources/forms``): blocks of items, each a choice or a text. Answers are a flat mapping from
``block.item`` to an option key, a list of option keys or a text, and can be written as JSON as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import cast

from desktop_app.domain.errors import N_, FieldProblem, InputError
from desktop_app.domain.measures import Measure, told_key
from desktop_app.domain.terms import FindingKind

LONGEST_TEXT = 500
"""Most characters of one text answer, so that it still fits on the paper's continuation lines."""
WINTER_MONTHS = frozenset({10, 11, 12, 1, 2, 3, 4})
"""The heating season of the north-east of Inner Mongolia and of Jilin, mid-October to April."""

Answers = Mapping[str, object]


class FormSchemaProblem(InputError):
    """A form file breaks the schema; ``details`` give ``where`` and ``reason``."""

    code = "form_schema"
    what = N_("表单文件有误，位置“{where}”：{reason}")
    do_now = N_("请改正表单文件，或恢复程序自带的表单。")


class AnswerProblem(FieldProblem):
    """One answer does not fit the form; ``details["field"]`` is its ``block.item`` key."""

    code = "answer"


class ItemKind(StrEnum):
    """How an item is answered."""

    SINGLE = "single"
    MULTI = "multi"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Option:
    """One choice; ``normal`` means nothing out of the ordinary, ``finding`` the kind of finding it suggests."""

    key: str
    title: str
    normal: bool = False
    finding: FindingKind | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One question of a block.

    ``winter`` items are asked in the heating season only; ``shared`` ones have one answer for a whole household.
    """

    key: str
    title: str
    kind: ItemKind
    options: tuple[Option, ...] = ()
    winter: bool = False
    shared: bool = False

    @property
    def normal(self) -> Option | None:
        """Return the option that means nothing out of the ordinary; None for a text."""
        return next((option for option in self.options if option.normal), None)

    def option(self, key: str) -> Option | None:
        """Return the option of ``key`` or None."""
        return next((option for option in self.options if option.key == key), None)

    def asked_in(self, month: int) -> bool:
        """Tell whether the item is asked in ``month`` (1 to 12)."""
        return not self.winter or month in WINTER_MONTHS


@dataclass(frozen=True, slots=True)
class Block:
    """One of the five blocks, with the sentence of the rule that asks for it."""

    key: str
    title: str
    source: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class VisitForm:
    """A whole form; ``key`` and ``version`` are stored with every visit that used it."""

    key: str
    version: int
    title: str
    blocks: tuple[Block, ...]
    measures: tuple[Measure, ...] = ()

    @cached_property
    def by_key(self) -> Mapping[str, tuple[Block, Item]]:
        """Map every ``block.item`` key to its block and item, in the order of the paper."""
        return {f"{block.key}.{item.key}": (block, item) for block in self.blocks for item in block.items}

    def normal_answers(self, month: int) -> dict[str, object]:
        """Return the answers of a visit in ``month`` at which everything was in order."""
        found: dict[str, object] = {}
        for key, (_block, item) in self.by_key.items():
            if (normal := item.normal) is not None and item.asked_in(month):
                found[key] = [normal.key] if item.kind is ItemKind.MULTI else normal.key
        return found

    def problems(self, answers: Answers) -> tuple[AnswerProblem, ...]:
        """Return what is wrong with ``answers``; unanswered items are no problem."""
        return tuple(_problems(self, answers))

    def check(self, answers: Answers) -> None:
        """Raise the first AnswerProblem of ``answers``."""
        for problem in _problems(self, answers):
            raise problem

    def chosen(self, answers: Answers) -> Iterator[tuple[Block, Item, Option]]:
        """Go through the options chosen in valid ``answers``, in the order of the paper."""
        for key, (block, item) in self.by_key.items():
            given = answers.get(key)
            wanted = given if isinstance(given, (list, tuple)) else (given,)
            for option in item.options:
                if option.key in wanted:
                    yield block, item, option

    def remarkable(self, answers: Answers) -> tuple[tuple[Block, Item, Option], ...]:
        """Return the chosen options that are out of the ordinary."""
        return tuple(each for each in self.chosen(answers) if not each[2].normal)

    def text(self, answers: Answers, block_key: str | None = None) -> str:
        """Return what is out of the ordinary as one Chinese line for tables, empty when nothing is.

        ``block_key`` restricts it to one block. Words of the form itself are not translated.
        """
        words: dict[str, list[str]] = {}
        for block, item, option in self.remarkable(answers):
            if block_key in {None, block.key}:
                words.setdefault(item.title, []).append(option.title)
        return "；".join(f"{title}：{'、'.join(titles)}" for title, titles in words.items())


def _problems(form: VisitForm, answers: Answers) -> Iterator[AnswerProblem]:
    for key, value in answers.items():
        found = form.by_key.get(key)
        if found is None:
            told = told_key(key, N_("探访内容"))
            yield AnswerProblem(field=told, label=told, reason=N_("表单里没有这一项"))
        elif reason := _ANSWER_CHECKS[found[1].kind](found[1], value):
            yield AnswerProblem(field=key, label=found[1].title, reason=reason)


def _single_reason(item: Item, value: object) -> str | None:
    if isinstance(value, str) and item.option(value):
        return None
    return N_("不在可选项中")


def _multi_reason(item: Item, value: object) -> str | None:
    if not isinstance(value, (list, tuple)) or not value:
        return N_("应为至少一个选项的列表")
    if any(_single_reason(item, each) for each in value):
        return N_("不在可选项中")
    if len(set(value)) != len(value):
        return N_("同一选项重复")
    if len(value) > 1 and item.normal is not None and item.normal.key in value:
        return N_("“无”不能与其他选项同时选择")
    return None


def _text_reason(_item: Item, value: object) -> str | None:
    if not isinstance(value, str):
        return N_("应为文字")
    return N_("文字过长") if len(value) > LONGEST_TEXT else None


_ANSWER_CHECKS: dict[ItemKind, Callable[[Item, object], str | None]] = {
    ItemKind.SINGLE: _single_reason,
    ItemKind.MULTI: _multi_reason,
    ItemKind.TEXT: _text_reason,
}


def parse_form(raw: Mapping[str, object]) -> VisitForm:
    """Build a form from a parsed file; raises FormSchemaProblem at the first place that is wrong."""
    where = "form"
    _only(raw, {"key", "version", "title", "blocks", "measures"}, where)
    version = raw.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise FormSchemaProblem(where=f"{where}.version", reason=N_("应为不小于 1 的整数"))
    blocks = tuple(_block(each, place) for each, place in _tables(raw, "blocks", where))
    _unlike([block.key for block in blocks], "blocks")
    measures: tuple[Measure, ...] = ()
    if "measures" in raw:
        measures = tuple(_measure(each, place) for each, place in _tables(raw, "measures", where))
        _unlike([measure.key for measure in measures], "measures")
        known = {measure.key for measure in measures}
        if any(measure.above not in known | {""} for measure in measures):
            raise FormSchemaProblem(where="measures.above", reason=N_("不认识的名称"))
    return VisitForm(_key(raw, where), version, _text(raw, "title", where), blocks, measures)


_BOUNDS = ("low", "high", "danger_low", "danger_high")


def _measure(raw: Mapping[str, object], where: str) -> Measure:
    _only(raw, {"key", "title", "unit", "decimals", "least", "most", "above", "source", *_BOUNDS}, where)
    decimals = raw.get("decimals", 0)
    if not isinstance(decimals, int) or isinstance(decimals, bool) or not 0 <= decimals <= 3:
        raise FormSchemaProblem(where=f"{where}.decimals", reason=N_("应为 0 到 3 的整数"))
    least, most = (_number(raw, key, where) for key in ("least", "most"))
    bounds = {key: _number(raw, key, where) for key in _BOUNDS if key in raw}
    order = [
        least,
        *(bounds[key] for key in ("danger_low", "low", "high", "danger_high") if key in bounds),
        most,
    ]
    if order != sorted(order):
        raise FormSchemaProblem(where=where, reason=N_("界限应由小到大"))
    return Measure(
        key=_key(raw, where),
        title=_text(raw, "title", where),
        unit=_text(raw, "unit", where),
        decimals=decimals,
        least=least,
        most=most,
        above=_text(raw, "above", where) if "above" in raw else "",
        source=_text(raw, "source", where) if "source" in raw else "",
        low=bounds.get("low"),
        high=bounds.get("high"),
        danger_low=bounds.get("danger_low"),
        danger_high=bounds.get("danger_high"),
    )


def _number(raw: Mapping[str, object], key: str, where: str) -> Decimal:
    value = raw.get(key)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise FormSchemaProblem(where=f"{where}.{key}", reason=N_("应为数字"))
    return Decimal(str(value))


def _block(raw: Mapping[str, object], where: str) -> Block:
    _only(raw, {"key", "title", "source", "items"}, where)
    items = tuple(_item(each, place) for each, place in _tables(raw, "items", where))
    _unlike([item.key for item in items], f"{where}.items")
    return Block(_key(raw, where), _text(raw, "title", where), _text(raw, "source", where), items)


def _item(raw: Mapping[str, object], where: str) -> Item:
    _only(raw, {"key", "title", "kind", "options", "season", "shared"}, where)
    if _text(raw, "kind", where) not in set(ItemKind):
        raise FormSchemaProblem(where=f"{where}.kind", reason=N_("应为 single、multi 或 text"))
    kind = ItemKind(_text(raw, "kind", where))
    if raw.get("season", "winter") != "winter":
        raise FormSchemaProblem(where=f"{where}.season", reason=N_("只能是 winter"))
    shared = raw.get("shared", False)
    if not isinstance(shared, bool):
        raise FormSchemaProblem(where=f"{where}.shared", reason=N_("应为 true 或 false"))
    options: tuple[Option, ...] = ()
    if kind is not ItemKind.TEXT:
        options = tuple(_option(each, place) for each, place in _tables(raw, "options", where))
        _unlike([option.key for option in options], f"{where}.options")
        if sum(option.normal for option in options) != 1:
            raise FormSchemaProblem(where=f"{where}.options", reason=N_("应恰有一个选项标为 normal"))
    elif "options" in raw:
        raise FormSchemaProblem(where=f"{where}.options", reason=N_("文字项目没有选项"))
    return Item(_key(raw, where), _text(raw, "title", where), kind, options, "season" in raw, shared)


def _option(raw: Mapping[str, object], where: str) -> Option:
    _only(raw, {"key", "title", "normal", "finding"}, where)
    normal = raw.get("normal", False)
    if not isinstance(normal, bool):
        raise FormSchemaProblem(where=f"{where}.normal", reason=N_("应为 true 或 false"))
    finding = next((kind for kind in FindingKind if kind == raw.get("finding")), None)
    if "finding" in raw and finding is None:
        raise FormSchemaProblem(where=f"{where}.finding", reason=N_("不是问题类别"))
    return Option(_key(raw, where), _text(raw, "title", where), normal, finding)


def _tables(raw: Mapping[str, object], key: str, where: str) -> list[tuple[Mapping[str, object], str]]:
    value = raw.get(key)
    if not isinstance(value, list) or not value or not all(isinstance(each, Mapping) for each in value):
        raise FormSchemaProblem(where=f"{where}.{key}", reason=N_("缺少内容"))
    tables = cast("list[Mapping[str, object]]", value)
    return [(each, f"{where}.{key}[{number}]") for number, each in enumerate(tables, start=1)]


def _text(raw: Mapping[str, object], key: str, where: str) -> str:
    value = raw.get(key)
    if not isinstance(value, str) or not value.strip():
        raise FormSchemaProblem(where=f"{where}.{key}", reason=N_("缺少文字"))
    return value


def _key(raw: Mapping[str, object], where: str) -> str:
    value = _text(raw, "key", where)
    if not (value.isascii() and value.isidentifier()):
        raise FormSchemaProblem(where=f"{where}.key", reason=N_("只能用英文字母、数字和下划线"))
    return value


def _only(raw: Mapping[str, object], known: set[str], where: str) -> None:
    for key in raw:
        if key not in known:
            raise FormSchemaProblem(where=f"{where}.{key}", reason=N_("不认识的名称"))


def _unlike(keys: list[str], where: str) -> None:
    if len(set(keys)) != len(keys):
        raise FormSchemaProblem(where=where, reason=N_("key 重复"))
