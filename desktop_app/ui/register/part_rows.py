"""The rows of the editor's dated facts about people and places: contacts, residences, willingness."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from desktop_app.config.strings import _
from desktop_app.domain.dated_facts import next_asking
from desktop_app.domain.terms import ContactRole, ReachKind, ResidenceKind, WillingnessKind
from desktop_app.services.register_drafts import ContactDraft, ResidenceDraft, WillingnessDraft
from desktop_app.ui.kit import ChipsField, ChoiceField, DateField, LineField
from desktop_app.ui.lookup_field import FreeLookupField, LookupField
from desktop_app.ui.register.key_choice import KeyChoice, key_pairs
from desktop_app.ui.register.phones_field import PhonesField
from desktop_app.ui.register.rows_field import DraftRow
from desktop_app.ui.register.words import day_or_empty

Today = Callable[[], date]
Choices = Callable[[], Sequence[tuple[str, str]]]
DATE_EM = 12.2
"""A date with its calendar and weekday: fixed, so that rows stand under each other."""


def span_fields(today: Today) -> tuple[DateField, DateField]:
    """Return the fields for a first and a last day; empty ones say that it is not known, or goes on."""
    first, last = DateField(today=today), DateField(today=today)
    first.line.setPlaceholderText(_("不详"))
    last.line.setPlaceholderText(_("至今"))
    return first, last


class ContactRow(DraftRow[ContactDraft]):
    """One person to call, and what they owe the elder."""

    def __init__(self, today: Today) -> None:
        super().__init__(_("联系人"))
        self.name = LineField(longest=50)
        self.relation = LineField(longest=40, placeholder=_("女儿、邻居"))
        self.phone = PhonesField()
        self.roles: ChipsField[str] = ChipsField(key_pairs(ContactRole))
        together = [(True, _("同住")), (False, _("不同住"))]
        self.together: ChoiceField[bool] = ChoiceField(together)
        self.lives_at = LineField(longest=200, placeholder=_("地址或所在地"))
        self.seen_on, self.called_on, self.agreement_on = (
            DateField(latest_on=today, today=today) for _number in range(3)
        )
        for field in (self.seen_on, self.called_on, self.agreement_on):
            field.line.setPlaceholderText("")
        self.agreement_note = LineField(longest=200, placeholder=_("约定的内容、存放在哪里"))
        self.add_field(_("姓名"), self.name, name="name", width_em=10.5)
        self.add_field(_("关系"), self.relation, name="relation", width_em=7.5)
        self.add_field(_("电话"), self.phone, name="phone", width_em=12)
        self.add_field(_("用途"), self.roles, name="roles", rare=True)
        self.add_field(_("是否同住"), self.together, name="lives_together", width_em=7, rare=True)
        self.add_field(_("住处"), self.lives_at, name="lives_at", width_em=17, rare=True)
        self.add_field(_("最近看望"), self.seen_on, name="last_seen_on", width_em=DATE_EM, rare=True)
        self.add_field(_("最近电话问候"), self.called_on, name="last_called_on", width_em=DATE_EM, rare=True)
        self.add_field(_("赡养协议签于"), self.agreement_on, name="agreement_on", width_em=DATE_EM, rare=True)
        self.add_field(_("协议说明"), self.agreement_note, name="agreement_note", width_em=17, rare=True)

    def draft(self) -> ContactDraft | None:
        """Return the contact, None while nothing is filled in."""
        chosen = self.roles.value()
        made = ContactDraft(
            name=self.name.value(),
            uid=self.uid,
            relation=self.relation.value() or None,
            phone=self.phone.value() or None,
            roles=(
                *(role.value for role in ContactRole if role.value in chosen),
                *self._unknown_roles,
            ),
            lives_together=self.together.value(),
            lives_at=self.lives_at.value() or None,
            last_seen_on=self.seen_on.value(),
            last_called_on=self.called_on.value(),
            agreement_on=self.agreement_on.value(),
            agreement_note=self.agreement_note.value() or None,
        )
        return None if made == ContactDraft(name="") else made

    def show_draft(self, draft: ContactDraft) -> None:
        """Show a contact."""
        self.uid = draft.uid
        self.name.set_value(draft.name)
        self.relation.set_value(draft.relation or "")
        self.phone.set_value(draft.phone or "")
        known = {role.value for role in ContactRole}
        self._unknown_roles = tuple(role for role in draft.roles if role not in known)
        self.roles.set_value(draft.roles)
        self.together.set_value(draft.lives_together)
        self.lives_at.set_value(draft.lives_at or "")
        self.seen_on.set_value(draft.last_seen_on)
        self.called_on.set_value(draft.last_called_on)
        self.agreement_on.set_value(draft.agreement_on)
        self.agreement_note.set_value(draft.agreement_note or "")

    def rare_words(self) -> str:
        """Return 赡养人、紧急联系人 · 同住 · 看望 2026-11-01 · 有赡养协议."""
        chosen = self.roles.value()
        parts = [
            _("、").join(_(role.term) for role in ContactRole if role.value in chosen),
            {True: _("同住"), False: _("不同住"), None: ""}[self.together.value()],
            _("看望 {day}").format(day=day_or_empty(self.seen_on.value())) if self.seen_on.value() else "",
            _("有赡养协议") if self.agreement_on.value() else "",
        ]
        return " · ".join(part for part in parts if part)

    _unknown_roles: tuple[str, ...] = ()


class ResidenceRow(DraftRow[ResidenceDraft]):
    """One period of living somewhere, and who visits there."""

    def __init__(self, today: Today, villages: Choices, visitors: Choices) -> None:
        super().__init__(_("居住时段"))
        self._uid_of: str | None = None
        self.kind = KeyChoice(ResidenceKind, empty=None)
        self.place = LineField(placeholder=_("地名或地址"))
        self.from_on, self.to_on = span_fields(today)
        self.village = LookupField(villages(), placeholder=_("在本地才填"))
        self.covered_by = FreeLookupField(visitors(), placeholder=_("选探访人或填姓名"))
        self.reach = KeyChoice(ReachKind, empty=_("照常"))
        self.add_field(_("住在"), self.kind, name="kind", width_em=9.5)
        self.add_field(_("地点"), self.place, name="place", width_em=12)
        self.add_field(_("自"), self.from_on, name="from_on", width_em=DATE_EM, spoken=_("开始日期"))
        self.add_field(_("至"), self.to_on, name="to_on", width_em=DATE_EM, spoken=_("结束日期"))
        self.add_field(_("嘎查村/社区"), self.village, name="village_code", width_em=14, rare=True)
        self.add_field(_("在那里由谁探访"), self.covered_by, name="covered_by", width_em=16, rare=True)
        self.add_field(_("在那里怎么探访"), self.reach, name="reach", width_em=10, rare=True)
        self.from_on.set_value(today())

    def draft(self) -> ResidenceDraft | None:
        """Return the period; one without a first day is kept, but not saved."""
        uid, name = self.covered_by.picked()
        return ResidenceDraft(
            kind=self.kind.value() or ResidenceKind.ELSEWHERE.value,
            from_on=self.from_on.value(),
            uid=self.uid,
            place=self.place.value() or None,
            to_on=self.to_on.value(),
            village_code=self.village.value(),
            covered_by=name,
            covered_by_uid=uid,
            reach=self.reach.value(),
        )

    def show_draft(self, draft: ResidenceDraft) -> None:
        """Show a period."""
        self.uid = draft.uid
        self.kind.set_value(draft.kind)
        self.place.set_value(draft.place or "")
        self.from_on.set_value(draft.from_on)
        self.to_on.set_value(draft.to_on)
        self.village.set_value(draft.village_code)
        self.covered_by.pick(draft.covered_by_uid, draft.covered_by)
        self.reach.set_value(draft.reach)

    def rare_words(self) -> str:
        """Return 达日罕嘎查 · 由乌云探访 · 电话或视频."""
        name = self.covered_by.combo.currentText().strip()
        parts = (
            self.village.combo.currentText().strip(),
            _("由{name}探访").format(name=name) if name else "",
            self.reach.combo.currentText() if self.reach.value() else "",
        )
        return " · ".join(part for part in parts if part)


class WillingnessRow(DraftRow[WillingnessDraft]):
    """What the elder answered on one day; a refusal proposes when to ask again."""

    def __init__(self, today: Today) -> None:
        super().__init__(_("探访意愿"))
        self.kind = KeyChoice(WillingnessKind, empty=None)
        self.asked_on = DateField(latest_on=today, today=today)
        self.witness = LineField(longest=50)
        self.next_ask_on = DateField(today=today)
        self.next_ask_on.line.setPlaceholderText("")
        self.note = LineField(placeholder=_("原话或理由"))
        self.add_field(_("意愿"), self.kind, name="kind", width_em=7.5)
        self.add_field(_("询问日期"), self.asked_on, name="asked_on", width_em=DATE_EM)
        self.add_field(_("见证人"), self.witness, name="witness", width_em=7)
        self.add_field(_("下次询问"), self.next_ask_on, name="next_ask_on", width_em=DATE_EM)
        self.add_field(_("说明"), self.note, name="note", width_em=24, rare=True)
        self.asked_on.set_value(today())
        self._showing = False
        self._proposed: date | None = None
        self.kind.changed.connect(self._propose)
        self.asked_on.changed.connect(self._propose)

    def draft(self) -> WillingnessDraft | None:
        """Return the answer; one without its day is kept, but not saved."""
        return WillingnessDraft(
            kind=self.kind.value() or WillingnessKind.WILLING.value,
            asked_on=self.asked_on.value(),
            uid=self.uid,
            witness=self.witness.value() or None,
            next_ask_on=self.next_ask_on.value(),
            note=self.note.value() or None,
        )

    def show_draft(self, draft: WillingnessDraft) -> None:
        """Show an answer."""
        self._showing = True
        self.uid = draft.uid
        self.kind.set_value(draft.kind)
        self.asked_on.set_value(draft.asked_on)
        self.witness.set_value(draft.witness or "")
        self.next_ask_on.set_value(draft.next_ask_on)
        self.note.set_value(draft.note or "")
        self._showing = False

    def rare_words(self) -> str:
        """Return the elder's own words."""
        return self.note.value()

    def _propose(self) -> None:
        """Fill in when to ask again after a refusal, in sight and only where nothing else was typed."""
        if self._showing:
            return
        asked_on, standing = self.asked_on.value(), self.next_ask_on.value()
        if standing is not None and standing != self._proposed:
            return
        refuses = self.kind.value() == WillingnessKind.REFUSES.value
        self._proposed = next_asking(asked_on) if refuses and asked_on else None
        self.next_ask_on.set_value(self._proposed)
        words = _("拒绝探访的，半年内要再问一次，已填上最迟的日期，可以提前；并请写明见证人。")
        self.say(words if self._proposed else "")
