"""What can be done to many people at once: one small draft per kind of edit, checked before anybody is looked at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from desktop_app.domain.dated_facts import (
    ASK_AGAIN_WITHIN,
    IN_FUTURE,
    NEXT_BEFORE_ASKED,
    NEXT_TOO_LATE,
    TEXT_MISSING,
)
from desktop_app.domain.errors import N_, FieldProblem
from desktop_app.domain.field_words import FIELD_WORDS
from desktop_app.domain.names import BadName, parse_name
from desktop_app.domain.terms import Category, LivingArrangement, Residency, Tier, WillingnessKind

PLAIN_FACTS = ("village_code", "group_name", "living_arrangement", "residency")
"""The columns of an elder that ``SetFact`` may set."""

_MUST_CHOOSE = N_("必须选择")
_MUST_FILL = N_("请填写")


@dataclass(frozen=True, slots=True, kw_only=True)
class SetFact:
    """Set one plain column of the elder; ``None`` empties it."""

    field: str
    value: str | None

    @property
    def title(self) -> str:
        """What is changed, as a message id."""
        return FIELD_WORDS[self.field]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetVisitor:
    """Make a visitor responsible from a day on; ``None`` leaves nobody responsible."""

    title: ClassVar[str] = N_("责任人")
    visitor_uid: str | None
    from_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AddCategory:
    """Give a category from a day on."""

    title: ClassVar[str] = N_("增加类别")
    category: str
    from_on: date
    source: str | None = None
    approver: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndCategory:
    """End a category; ``to_on`` is its last day."""

    title: ClassVar[str] = N_("结束类别")
    category: str
    to_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordWillingness:
    """Record what everybody answered on a day."""

    title: ClassVar[str] = N_("探访意愿")
    kind: str
    asked_on: date
    witness: str | None = None
    next_ask_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTier:
    """Override the derived tier with a reason; ``None`` takes the override away."""

    title: ClassVar[str] = N_("调整风险等级")
    tier: str | None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLocalField:
    """Fill a field of the township's own; an empty value takes it away."""

    label: str
    value: str

    @property
    def title(self) -> str:
        """What is changed; the township's own word."""
        return self.label


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNote:
    """Add a dated note."""

    title: ClassVar[str] = N_("添加备忘")
    text: str
    noted_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinHousehold:
    """Join people of one village into one household from a day on: a known one, or a new one under its head."""

    title: ClassVar[str] = N_("并为一户")
    from_on: date
    household_uid: str | None = None
    head_name: str = ""
    address: str | None = None


BulkEdit = (
    SetFact
    | SetVisitor
    | AddCategory
    | EndCategory
    | RecordWillingness
    | SetTier
    | SetLocalField
    | AddNote
    | JoinHousehold
)


def cleaned(edit: BulkEdit, today: date) -> BulkEdit:
    """Return the edit with its texts trimmed; raises ``FieldProblem`` for what is wrong whoever it is about."""
    match edit:
        case SetFact():
            return _checked_fact(edit)
        case SetVisitor(from_on=day) | JoinHousehold(from_on=day):
            _not_after(day, today, "from_on", N_("从哪天起"))
            if isinstance(edit, JoinHousehold):
                return _checked_household(edit)
        case AddCategory():
            Category(edit.category)
            return replace(edit, source=_text(edit.source), approver=_text(edit.approver))
        case EndCategory():
            Category(edit.category)
        case RecordWillingness():
            return _checked_willingness(edit, today)
        case SetTier():
            return _checked_tier(edit)
        case AddNote():
            _not_after(edit.noted_on, today, "noted_on", N_("记录日期"))
            if not edit.text.strip():
                raise FieldProblem(field="text", label=N_("内容"), reason=TEXT_MISSING)
            return replace(edit, text=edit.text.strip())
    return edit


def _checked_fact(edit: SetFact) -> SetFact:
    if edit.field not in PLAIN_FACTS:
        raise ValueError(edit.field)
    value = _text(edit.value)
    if edit.field == "village_code" and value is None:
        raise FieldProblem(field="value", label=FIELD_WORDS[edit.field], reason=_MUST_CHOOSE)
    if value is not None and edit.field == "living_arrangement":
        LivingArrangement(value)
    if value is not None and edit.field == "residency":
        Residency(value)
    return replace(edit, value=value)


def _checked_household(edit: JoinHousehold) -> JoinHousehold:
    if edit.household_uid is not None:
        return replace(edit, head_name="", address=None)
    try:
        head = parse_name(edit.head_name)
    except BadName as problem:
        raise FieldProblem(field="head_name", label=N_("户主姓名"), reason=problem.reason) from None
    return replace(edit, head_name=head, address=_text(edit.address))


def _checked_willingness(edit: RecordWillingness, today: date) -> RecordWillingness:
    kind = WillingnessKind(edit.kind)
    _not_after(edit.asked_on, today, "asked_on", N_("询问日期"))
    if edit.next_ask_on is not None:
        label = N_("下次询问")
        if edit.next_ask_on <= edit.asked_on:
            raise FieldProblem(field="next_ask_on", label=label, reason=NEXT_BEFORE_ASKED)
        if kind is WillingnessKind.REFUSES and edit.next_ask_on - edit.asked_on > ASK_AGAIN_WITHIN:
            raise FieldProblem(field="next_ask_on", label=label, reason=NEXT_TOO_LATE)
    return replace(edit, witness=_text(edit.witness))


def _checked_tier(edit: SetTier) -> SetTier:
    if edit.tier is None:
        return SetTier(tier=None)
    Tier(edit.tier)
    reason = _text(edit.reason)
    if reason is None:
        raise FieldProblem(field="reason", label=N_("调整等级的理由"), reason=_MUST_FILL)
    return replace(edit, reason=reason)


def _not_after(day: date, today: date, field: str, label: str) -> None:
    if day > today:
        raise FieldProblem(field=field, label=label, reason=IN_FUTURE)


def _text(text: str | None) -> str | None:
    return (text or "").strip() or None
