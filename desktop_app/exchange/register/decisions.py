"""What somebody decided about the workbooks of one sender, and its form as a file that others can use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from desktop_app.domain.errors import N_, ExchangeError
from desktop_app.domain.terms import Term
from desktop_app.exchange.register.columns import HEALTH, LOCAL, TICK, RegisterField, known_fields
from desktop_app.exchange.workbooks.headers import IGNORE, normalise_header
from desktop_app.exchange.workbooks.refusals import NOTHING_CHANGED

FORMAT = "elder-visits import settings"
VERSION = 1

_MOST_ENTRIES = 200
_LONGEST = 200


class Policy(Term):
    """What becomes of a value where the person is on the register already."""

    FILL = "fill", "填空"
    REPLACE = "replace", "覆盖"
    KEEP = "keep", "保留"


class BadSettings(ExchangeError):
    """A file of import settings that this program cannot use."""

    code = "import.bad_settings"
    what = N_("这不是可用的导入设置文件：{why}。")
    data_safe = NOTHING_CHANGED
    do_now = N_("请向发来文件的单位再要一份，或直接导入表格并在页面上设置。")


NOT_SETTINGS = N_("内容不是本程序保存的导入设置")
NEWER_SETTINGS = N_("它由更新版本的程序保存")
TOO_MUCH = N_("内容太多或太长")

_SET_FIELDS = frozenset(
    (RegisterField.CATEGORIES, RegisterField.SELF_CARE, RegisterField.ALLOWANCE, RegisterField.RESIDENCES)
)
"""Fields that only add to a list of dated facts: nothing there can be replaced by a sheet without dates."""
_IDENTITY = frozenset(
    (RegisterField.NAME, RegisterField.ID_NUMBER, RegisterField.BIRTH_ON, RegisterField.SEX)
)
_LOOKED_AT = frozenset((RegisterField.NUMBER, RegisterField.AGE, RegisterField.TOWNSHIP))


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """How to read a sender's workbooks.

    ``fields`` is header → field, ``policies`` header → policy where it is not the usual one, ``codes`` header →
    code → our word. ``header_row`` (from one) says where the header ends if the program did not see it.
    ``corrections`` are the cells that were put right for this file only: sheet, row and column from zero → text.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    policies: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    header_row: int | None = None
    sheet: str | None = None
    corrections: Mapping[tuple[str, int, int], str] = field(default_factory=dict)

    def policy_of(self, header: str, column_field: str) -> Policy:
        """Return the policy of a column."""
        chosen = self.policies.get(header)
        if chosen in policies_for(column_field):
            return Policy(chosen)
        return usual_policy(column_field)


def policies_for(column_field: str) -> tuple[Policy, ...]:
    """Return the policies that make sense for a field; none for what is only looked at."""
    if column_field == IGNORE or column_field in _LOOKED_AT:
        return ()
    if column_field in _SET_FIELDS or column_field.startswith((TICK, HEALTH)):
        return (Policy.FILL, Policy.KEEP)
    return tuple(Policy)


def usual_policy(column_field: str) -> Policy:
    """Return the policy that is used where nobody chose: what says who it is, and notes, are never overwritten."""
    if column_field in _IDENTITY or column_field in _SET_FIELDS:
        return Policy.FILL
    if column_field.startswith((TICK, HEALTH)) or column_field in (
        RegisterField.NOTE,
        RegisterField.HOUSEHOLD_HEAD,
        RegisterField.HOUSEHOLD_NUMBER,
    ):
        return Policy.FILL
    return Policy.REPLACE


def to_document(name: str, headers: tuple[str, ...], decisions: Decisions) -> dict[str, Any]:
    """Return the settings as they are kept and as a file carries them."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "name": name,
        "headers": [*headers],
        "fields": dict(decisions.fields),
        "policies": dict(decisions.policies),
        "codes": {header: dict(codes) for header, codes in decisions.codes.items()},
        "header_row": decisions.header_row,
    }


def is_document(content: Mapping[str, Any]) -> bool:
    """Tell whether a JSON object claims to hold settings and not just header → field."""
    return content.get("format") == FORMAT


def from_document(content: Mapping[str, Any]) -> tuple[str, tuple[str, ...], Decisions]:
    """Return name, headers and decisions of a file; raises BadSettings."""
    if not is_document(content):
        raise BadSettings(why=NOT_SETTINGS)
    version = content.get("version")
    if not isinstance(version, int) or version < 1:
        raise BadSettings(why=NOT_SETTINGS)
    if version > VERSION:
        raise BadSettings(why=NEWER_SETTINGS)
    headers = content.get("headers", [])
    codes = content.get("codes", {})
    row = content.get("header_row")
    name = content.get("name", "")
    if not isinstance(headers, list) or not isinstance(codes, dict) or not _is_text(name):
        raise BadSettings(why=NOT_SETTINGS)
    if row is not None and (not isinstance(row, int) or not 1 <= row <= 40):
        raise BadSettings(why=NOT_SETTINGS)
    if len(headers) > _MOST_ENTRIES or len(codes) > _MOST_ENTRIES:
        raise BadSettings(why=TOO_MUCH)
    if not all(map(_is_text, headers)) or not all(map(_is_text, codes)):
        raise BadSettings(why=NOT_SETTINGS)
    decisions = Decisions(
        fields=_pairs(content.get("fields", {})),
        policies=_pairs(content.get("policies", {})),
        codes={header: _pairs(table) for header, table in codes.items()},
        header_row=row,
    )
    return name, tuple(headers), decisions


def fitting(decisions: Decisions, headers: tuple[str, ...], local: tuple[str, ...]) -> Decisions:
    """Return what of remembered decisions fits a file: its headers, and the fields this program knows now."""
    there = {normalise_header(header) for header in headers}
    known = {*known_fields(), *(LOCAL + label for label in local)}
    return Decisions(
        fields={
            header: column_field
            for header, column_field in decisions.fields.items()
            if normalise_header(header) in there and column_field in known
        },
        policies={h: p for h, p in decisions.policies.items() if normalise_header(h) in there},
        codes={h: c for h, c in decisions.codes.items() if normalise_header(h) in there},
        header_row=decisions.header_row,
        sheet=decisions.sheet,
        corrections=decisions.corrections,
    )


def _pairs(content: object) -> dict[str, str]:
    """Return a small object of texts; raises BadSettings."""
    if not isinstance(content, dict):
        raise BadSettings(why=NOT_SETTINGS)
    if len(content) > _MOST_ENTRIES:
        raise BadSettings(why=TOO_MUCH)
    if not all(_is_text(key) and _is_text(value) for key, value in content.items()):
        raise BadSettings(why=NOT_SETTINGS)
    return dict(content)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST
