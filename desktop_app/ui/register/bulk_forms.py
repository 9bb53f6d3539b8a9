"""The forms of a bulk edit: for each thing that can be changed at once, its fields and the edit they make."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from desktop_app.config.strings import _
from desktop_app.domain.terms import (
    Category,
    LivingArrangement,
    LocalFieldKind,
    Residency,
    Term,
    Tier,
    WillingnessKind,
)
from desktop_app.services.bulk_drafts import (
    AddCategory,
    AddNote,
    BulkEdit,
    EndCategory,
    JoinHousehold,
    RecordWillingness,
    SetFact,
    SetLocalField,
    SetTier,
    SetVisitor,
)
from desktop_app.services.bulk_edits import HouseholdChoice
from desktop_app.services.local_fields import LocalFieldRow
from desktop_app.ui.kit import ChoiceField, ChoiceRow, DateField, Form, LineField, TextField
from desktop_app.ui.lookup_field import LookupField

LABEL_EM = 7
NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Offers:
    """What the forms offer to choose from, read when the dialog opens."""

    today: date
    uids: list[str]
    visitors: Sequence[tuple[str, str]]
    villages: Sequence[tuple[str, str]]
    local_fields: Sequence[LocalFieldRow]
    households: Sequence[HouseholdChoice]
    officer: bool


class KindForm(Form):
    """The fields of one kind of edit; ``edit`` gives what they say once ``check`` has passed."""

    def __init__(self, offers: Offers) -> None:
        super().__init__(label_em=LABEL_EM)
        self.offers = offers
        self.build()

    @abstractmethod
    def build(self) -> None:
        """Add the fields."""

    @abstractmethod
    def edit(self) -> BulkEdit:
        """Return the edit that the fields describe."""

    def add_day(self, label: str, name: str, *, past: bool = False, hint: str = "") -> DateField:
        """Add a required day, today at first; ``past`` refuses days to come."""
        today = self.offers.today
        made = DateField(latest_on=today if past else None, today=lambda: today)
        made.set_value(today)
        return self.add_row(label, made, name=name, required=True, help=hint)


class VisitorForm(KindForm):
    """责任人."""

    def build(self) -> None:
        """Qt-free order: who, from when."""
        choices = [*self.offers.visitors, (NOBODY, _("（不再指定责任人）"))]
        field = LookupField(choices, placeholder=_("姓名、拼音或首字母"))
        self.who = self.add_row(_("责任人"), field, name="visitor_uid", required=True)
        hint = _("原责任人到前一天为止。")
        self.day = self.add_day(_("从哪天起"), "from_on", past=True, hint=hint)

    def edit(self) -> BulkEdit:
        """Return the change of visitor."""
        who = self.who.value()
        return SetVisitor(visitor_uid=None if who == NOBODY else who, from_on=_day(self.day))


class GroupForm(KindForm):
    """村民小组."""

    def build(self) -> None:
        """One line; empty empties."""
        field = LineField(longest=40)
        self.group = self.add_row(_("组别"), field, name="value", help=_("留空就是清除。"))

    def edit(self) -> BulkEdit:
        """Return the change of group."""
        return SetFact(field="group_name", value=self.group.value() or None)


class VillageForm(KindForm):
    """嘎查村（社区）."""

    def build(self) -> None:
        """One village."""
        field = LookupField(self.offers.villages, placeholder=_("名称、拼音或首字母"))
        self.village = self.add_row(_("嘎查村（社区）"), field, name="value", required=True)

    def edit(self) -> BulkEdit:
        """Return the change of village."""
        return SetFact(field="village_code", value=self.village.value())


class TermForm(KindForm):
    """One of a closed list for one column of the elder; no choice empties it."""

    def __init__(self, offers: Offers, column: str, label: str, terms: type[Term]) -> None:
        self._column, self._label, self._terms = column, label, terms
        super().__init__(offers)

    def build(self) -> None:
        """One choice."""
        field: ChoiceField[Term] = ChoiceField(self._terms, empty=_("（清除）"))
        self.choice = self.add_row(self._label, field, name="value")
        self.choice.combo.setCurrentIndex(1)

    def edit(self) -> BulkEdit:
        """Return the change of the column."""
        chosen = self.choice.value()
        return SetFact(field=self._column, value=chosen.value if chosen else None)


class CategoryForm(KindForm):
    """增加类别."""

    def build(self) -> None:
        """Category, from when, by what, by whom."""
        field: ChoiceField[Category] = ChoiceField(Category, empty=_("请选择"))
        self.category = self.add_row(_("类别"), field, name="category", required=True)
        self.day = self.add_day(_("从哪天起"), "from_on")
        self.source = self.add_row(
            _("依据"), LineField(longest=100, placeholder=_("例如批准文号、评估结果")), name="source"
        )
        self.approver = self.add_row(_("认定人"), LineField(longest=50), name="approver")

    def edit(self) -> BulkEdit:
        """Return the new category."""
        return AddCategory(
            category=_key(self.category.value()),
            from_on=_day(self.day),
            source=self.source.value() or None,
            approver=self.approver.value() or None,
        )


class CategoryEndForm(KindForm):
    """结束类别."""

    def build(self) -> None:
        """Category and its last day."""
        field: ChoiceField[Category] = ChoiceField(Category, empty=_("请选择"))
        self.category = self.add_row(_("类别"), field, name="category", required=True)
        self.day = self.add_day(_("最后一天"), "to_on", hint=_("这一天仍算在内，从第二天起不再算。"))

    def edit(self) -> BulkEdit:
        """Return the end of the category."""
        return EndCategory(category=_key(self.category.value()), to_on=_day(self.day))


class WillingnessForm(KindForm):
    """探访意愿."""

    def build(self) -> None:
        """What was answered, when, before whom, and when to ask again."""
        field: ChoiceRow[WillingnessKind] = ChoiceRow(WillingnessKind)
        self.kind = self.add_row(_("探访意愿"), field, name="kind", required=True)
        self.day = self.add_day(_("询问日期"), "asked_on", past=True)
        self.witness = self.add_row(_("见证人"), LineField(longest=50), name="witness")
        today = self.offers.today
        self.again = self.add_row(_("下次询问"), DateField(today=lambda: today), name="next_ask_on")

    def edit(self) -> BulkEdit:
        """Return the answer."""
        return RecordWillingness(
            kind=_key(self.kind.value()),
            asked_on=_day(self.day),
            witness=self.witness.value() or None,
            next_ask_on=self.again.value(),
        )


class TierForm(KindForm):
    """调整风险等级."""

    def build(self) -> None:
        """Which tier and why; no tier goes back to the rules."""
        choices = [*((tier.value, _(tier.term)) for tier in Tier), ("", _("按规则评定（取消调整）"))]
        field: ChoiceField[str] = ChoiceField(choices, empty=None)
        self.tier = self.add_row(_("调整后的等级"), field, name="tier")
        self.reason = self.add_row(
            _("理由"),
            LineField(longest=200, placeholder=_("写清事实，以后查得到")),
            name="reason",
            required=True,
        )
        self.tier.changed.connect(self._on_tier)

    def edit(self) -> BulkEdit:
        """Return the override or its end."""
        tier = self.tier.value() or None
        return SetTier(tier=tier, reason=self.reason.value() if tier else None)

    def _on_tier(self) -> None:
        self.set_row_visible("reason", bool(self.tier.value()))


class LocalForm(KindForm):
    """One of the township's own fields."""

    def __init__(self, offers: Offers, row: LocalFieldRow) -> None:
        self._row = row
        super().__init__(offers)

    def build(self) -> None:
        """One value in the way of the field."""
        label, hint = self._row.label, _("留空就是清除。")
        self._choice: ChoiceField[str] | None = None
        self._line: LineField | DateField | None = None
        if self._row.kind == LocalFieldKind.CHOICE:
            pairs = [(choice, choice) for choice in self._row.choices]
            self._choice = self.add_row(label, ChoiceField(pairs, empty=_("（清除）")), name="extra")
            self._choice.combo.setCurrentIndex(1)
        elif self._row.kind == LocalFieldKind.DAY:
            today = self.offers.today
            self._line = self.add_row(label, DateField(today=lambda: today), name="extra", help=hint)
        else:
            self._line = self.add_row(label, LineField(longest=200), name="extra", help=hint)

    def edit(self) -> BulkEdit:
        """Return the value as typed."""
        value = self._choice.value() if self._choice is not None else self._typed()
        return SetLocalField(label=self._row.label, value=value or "")

    def _typed(self) -> str:
        value = self._line.value() if self._line is not None else ""
        return value.isoformat() if isinstance(value, date) else value or ""


class NoteForm(KindForm):
    """添加备忘."""

    def build(self) -> None:
        """Text and day."""
        self.text = self.add_row(_("内容"), TextField(lines=3), name="text", required=True)
        self.day = self.add_day(_("记录日期"), "noted_on", past=True)

    def edit(self) -> BulkEdit:
        """Return the note."""
        return AddNote(text=self.text.value(), noted_on=_day(self.day))


class HouseholdForm(KindForm):
    """并为一户."""

    def build(self) -> None:
        """A household of some of them, or a new one under its head."""
        pairs = [
            (
                home.uid,
                _("{name}户（{village}，选中的有 {count} 人）").format(
                    name=home.head_name, village=home.village, count=home.members
                ),
            )
            for home in self.offers.households
        ]
        field: ChoiceField[str] = ChoiceField(pairs, empty=_("新建一户"))
        self.home = self.add_row(_("并入"), field, name="household_uid")
        self.head = self.add_row(_("户主姓名"), LineField(longest=50), name="head_name", required=True)
        self.address = self.add_row(_("住址"), LineField(longest=200), name="address")
        self.day = self.add_day(
            _("从哪天起"), "from_on", past=True, hint=_("原来属于别的户的，到前一天为止。")
        )
        self.home.changed.connect(self._on_home)

    def edit(self) -> BulkEdit:
        """Return the joining."""
        return JoinHousehold(
            household_uid=self.home.value(),
            head_name=self.head.value(),
            address=self.address.value() or None,
            from_on=_day(self.day),
        )

    def _on_home(self) -> None:
        for name in ("head_name", "address"):
            self.set_row_visible(name, self.home.value() is None)


Maker = Callable[[Offers], KindForm]


def kinds(offers: Offers) -> list[tuple[str, Maker]]:
    """Return what can be changed here, most frequent first, with what makes its form."""
    found: list[tuple[str, Maker]] = [
        (_("责任人"), VisitorForm),
        (_("增加类别"), CategoryForm),
        (_("结束类别"), CategoryEndForm),
        (_("组别"), GroupForm),
        (
            _("居住情况"),
            lambda made: TermForm(made, "living_arrangement", _("居住情况"), LivingArrangement),
        ),
        (_("人户状况"), lambda made: TermForm(made, "residency", _("人户状况"), Residency)),
        (_("探访意愿"), WillingnessForm),
        (_("添加备忘"), NoteForm),
        (_("并为一户"), HouseholdForm),
    ]
    if offers.officer:
        found += [(_("调整风险等级"), TierForm), (_("嘎查村（社区）"), VillageForm)]
    found += [(row.label, _local(row)) for row in offers.local_fields]
    return found


def _local(row: LocalFieldRow) -> Maker:
    return lambda offers: LocalForm(offers, row)


def _day(field: DateField) -> date:
    """Return the day of a required field that passed its check."""
    return cast(date, field.value())


def _key(chosen: Term | None) -> str:
    """Return the key of a required choice that passed its check."""
    return cast(Term, chosen).value
