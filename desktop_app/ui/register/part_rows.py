"""The rows of the editor's dated facts: contacts, residences, willingness."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from desktop_app.config.strings import _
from desktop_app.domain.terms import ContactRole, ResidenceKind, WillingnessKind
from desktop_app.services.register import ContactDraft, ResidenceDraft, WillingnessDraft
from desktop_app.ui.kit import ChipsField, ChoiceField, DateField, LineField
from desktop_app.ui.register.phones_field import PhonesField
from desktop_app.ui.register.rows_field import DraftRow

Today = Callable[[], date]
DATE_EM = 12.2
"""A date with its calendar and weekday: fixed, so that rows stand under each other."""


class ContactRow(DraftRow[ContactDraft]):
    """One person to call."""

    def __init__(self) -> None:
        super().__init__(_("联系人"))
        self.name = LineField(longest=50)
        self.relation = LineField(longest=40, placeholder=_("女儿、邻居"))
        self.phone = PhonesField()
        self.roles: ChipsField[ContactRole] = ChipsField(ContactRole)
        self.add_field(_("姓名"), self.name, width_em=10.5)
        self.add_field(_("关系"), self.relation, width_em=7.5)
        self.add_field(_("电话"), self.phone, width_em=12)
        self.add_field(_("用途"), self.roles)

    def draft(self) -> ContactDraft | None:
        """Return the contact, None while nothing is filled in."""
        name, relation, phone = self.name.value(), self.relation.value(), self.phone.value()
        if not (name or relation or phone):
            return None
        chosen = self.roles.value()
        return ContactDraft(
            name=name,
            uid=self.uid,
            relation=relation or None,
            phone=phone or None,
            roles=tuple(role.value for role in ContactRole if role in chosen),
        )

    def show_draft(self, draft: ContactDraft) -> None:
        """Show a contact."""
        self.uid = draft.uid
        self.name.set_value(draft.name)
        self.relation.set_value(draft.relation or "")
        self.phone.set_value(draft.phone or "")
        known = {role.value for role in ContactRole}
        self.roles.set_value(ContactRole(role) for role in draft.roles if role in known)

    def problem(self) -> str:
        """Say that the name is missing."""
        if self.draft() is not None and not self.name.value():
            return _("请填写联系人的姓名。")
        return super().problem()


class ResidenceRow(DraftRow[ResidenceDraft]):
    """One period of living somewhere."""

    def __init__(self, today: Today) -> None:
        super().__init__(_("居住时段"))
        self.kind: ChoiceField[ResidenceKind] = ChoiceField(ResidenceKind, empty=None)
        self.place = LineField(placeholder=_("地名或地址"))
        self.from_on, self.to_on = DateField(today=today), DateField(today=today)
        self.covered_by = LineField(longest=50, placeholder=_("代访的人"))
        self.add_field(_("住在"), self.kind, width_em=10.5)
        self.add_field(_("地点"), self.place, width_em=12.5)
        self.add_field(_("自"), self.from_on, width_em=DATE_EM, spoken=_("开始日期"))
        self.add_field(_("至"), self.to_on, width_em=DATE_EM, spoken=_("结束日期"))
        self.add_field(_("由谁探访"), self.covered_by, width_em=8)
        self.from_on.set_value(today())

    def draft(self) -> ResidenceDraft | None:
        """Return the period; without a first day it is not finished."""
        kind, from_on = self.kind.value(), self.from_on.value()
        if kind is None or from_on is None:
            return None
        return ResidenceDraft(
            kind=kind.value,
            from_on=from_on,
            uid=self.uid,
            place=self.place.value() or None,
            to_on=self.to_on.value(),
            covered_by=self.covered_by.value() or None,
        )

    def show_draft(self, draft: ResidenceDraft) -> None:
        """Show a period."""
        self.uid = draft.uid
        self.kind.set_value(ResidenceKind(draft.kind))
        self.place.set_value(draft.place or "")
        self.from_on.set_value(draft.from_on)
        self.to_on.set_value(draft.to_on)
        self.covered_by.set_value(draft.covered_by or "")

    def problem(self) -> str:
        """Say that a day is missing or the days are the wrong way round."""
        if self.from_on.value() is None and not self.from_on.problem():
            return _("请填写从哪一天开始住在这里。")
        return super().problem() or backwards(self.from_on.value(), self.to_on.value())


class WillingnessRow(DraftRow[WillingnessDraft]):
    """What the elder answered on one day."""

    def __init__(self, today: Today) -> None:
        super().__init__(_("探访意愿"))
        self.kind: ChoiceField[WillingnessKind] = ChoiceField(WillingnessKind, empty=None)
        self.asked_on = DateField(latest_on=today(), today=today)
        self.witness = LineField(longest=50)
        self.next_ask_on = DateField(today=today)
        self.note = LineField(placeholder=_("原话或理由"))
        self.add_field(_("意愿"), self.kind, width_em=8.5)
        self.add_field(_("询问日期"), self.asked_on, width_em=DATE_EM)
        self.add_field(_("见证人"), self.witness, width_em=7)
        self.add_field(_("下次询问"), self.next_ask_on, width_em=DATE_EM)
        self.add_field(_("说明"), self.note, width_em=16)
        self.asked_on.set_value(today())

    def draft(self) -> WillingnessDraft | None:
        """Return the answer; without the day it is not finished."""
        kind, asked_on = self.kind.value(), self.asked_on.value()
        if kind is None or asked_on is None:
            return None
        return WillingnessDraft(
            kind=kind.value,
            asked_on=asked_on,
            uid=self.uid,
            witness=self.witness.value() or None,
            next_ask_on=self.next_ask_on.value(),
            note=self.note.value() or None,
        )

    def show_draft(self, draft: WillingnessDraft) -> None:
        """Show an answer."""
        self.uid = draft.uid
        self.kind.set_value(WillingnessKind(draft.kind))
        self.asked_on.set_value(draft.asked_on)
        self.witness.set_value(draft.witness or "")
        self.next_ask_on.set_value(draft.next_ask_on)
        self.note.set_value(draft.note or "")

    def problem(self) -> str:
        """Say that a refusal needs a witness, or that the day is missing."""
        if self.asked_on.value() is None and not self.asked_on.problem():
            return _("请填写询问日期。")
        # An answer that is already stored may lack the witness: an old register never asked for one.
        refused = self.uid is None and self.kind.value() is WillingnessKind.REFUSES
        if refused and not self.witness.value():
            return _("拒绝探访要有见证人，请填写见证人姓名。")
        return super().problem() or backwards(self.asked_on.value(), self.next_ask_on.value())


def backwards(first: date | None, last: date | None) -> str:
    """Say that the second day comes before the first."""
    return _("后一个日期不能早于前一个日期。") if first and last and last < first else ""
