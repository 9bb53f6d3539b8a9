"""The rows of the editor's circumstances: benefits with their amount, health facts, dated notes."""

from __future__ import annotations

import re
from decimal import Decimal

from desktop_app.config.strings import _
from desktop_app.domain.dated_facts import MOST_AMOUNT, WRONG_AMOUNT
from desktop_app.domain.terms import BenefitKind, HealthKind
from desktop_app.services.register_drafts import BenefitDraft, HealthDraft, NoteDraft
from desktop_app.ui.kit import DateField, Field, LineField, TextField
from desktop_app.ui.kit.fields import plain_digits
from desktop_app.ui.register.key_choice import KeyChoice
from desktop_app.ui.register.part_rows import DATE_EM, Today, span_fields
from desktop_app.ui.register.rows_field import DraftRow

_YUAN = re.compile(r"(\d{1,9})(?:[.](\d{0,2}))?")


class YuanField(LineField):
    """An amount a month in yuan; its number is in 分."""

    def __init__(self) -> None:
        super().__init__(longest=14)

    def amount(self) -> int | None:
        """Return the amount in 分, None when empty or unreadable."""
        text = re.sub(r"[,\s]|元$", "", plain_digits(self.value()))
        match = _YUAN.fullmatch(text)
        return int(Decimal(match.group().rstrip(".")) * 100) if match else None

    def show_amount(self, amount: int | None) -> None:
        """Show an amount given in 分."""
        if amount is None:
            self.set_value("")
        else:
            yuan, cents = divmod(amount, 100)
            self.set_value(f"{yuan}.{cents:02}" if cents else str(yuan))

    def problem(self) -> str:
        """Say that this is no amount."""
        amount = self.amount()
        if not self.value() or (amount is not None and amount <= MOST_AMOUNT):
            return ""
        return _(WRONG_AMOUNT) if amount is not None else _("请填写金额，例如 300 或 312.50。")


class BenefitRow(DraftRow[BenefitDraft]):
    """One benefit from when to when."""

    def __init__(self, today: Today) -> None:
        super().__init__(_("享受待遇"))
        self.kind = KeyChoice(BenefitKind, empty=None)
        self.amount = YuanField()
        self.from_on, self.to_on = span_fields(today)
        self.source = LineField(longest=100, placeholder=_("审批表、文号"))
        self.note = LineField(longest=200)
        self.add_field("", self.kind, name="kind", width_em=13, spoken=_("待遇"))
        self.add_field(_("元/月"), self.amount, name="amount", width_em=6.5, spoken=_("每月金额（元）"))
        self.add_field(_("自"), self.from_on, name="from_on", width_em=DATE_EM, spoken=_("开始日期"))
        self.add_field(_("至"), self.to_on, name="to_on", width_em=DATE_EM, spoken=_("结束日期"))
        self.add_field(_("依据"), self.source, name="source", width_em=15, rare=True)
        self.add_field(_("说明"), self.note, name="note", width_em=20, rare=True)

    def draft(self) -> BenefitDraft | None:
        """Return the benefit."""
        return BenefitDraft(
            kind=self.kind.value() or BenefitKind.OTHER.value,
            uid=self.uid,
            from_on=self.from_on.value(),
            to_on=self.to_on.value(),
            amount=self.amount.amount(),
            source=self.source.value() or None,
            note=self.note.value() or None,
        )

    def show_draft(self, draft: BenefitDraft) -> None:
        """Show a benefit."""
        self.uid = draft.uid
        self.kind.set_value(draft.kind)
        self.amount.show_amount(draft.amount)
        self.from_on.set_value(draft.from_on)
        self.to_on.set_value(draft.to_on)
        self.source.set_value(draft.source or "")
        self.note.set_value(draft.note or "")

    def rare_words(self) -> str:
        """Return ground and remark."""
        return " · ".join(part for part in (self.source.value(), self.note.value()) if part)


class HealthRow(DraftRow[HealthDraft]):
    """One disease, allergy, medicine or aid."""

    def __init__(self, today: Today) -> None:
        super().__init__(_("健康情况"))
        self.kind = KeyChoice(HealthKind, empty=None)
        self.what = LineField(longest=100, placeholder=_("高血压、青霉素过敏、助听器…"))
        self.from_on, self.to_on = span_fields(today)
        self.note = LineField(longest=200, placeholder=_("用法、注意什么"))
        self.add_field("", self.kind, name="kind", width_em=9, spoken=_("类别"))
        self.add_field("", self.what, name="what", width_em=18, spoken=_("内容"))
        self.add_field(_("自"), self.from_on, name="from_on", width_em=DATE_EM, spoken=_("开始日期"))
        self.add_field(_("至"), self.to_on, name="to_on", width_em=DATE_EM, spoken=_("结束日期"))
        self.add_field(_("说明"), self.note, name="note", width_em=24, rare=True)

    def draft(self) -> HealthDraft | None:
        """Return the fact, None while nothing is filled in."""
        made = HealthDraft(
            kind=self.kind.value() or HealthKind.OTHER.value,
            what=self.what.value(),
            uid=self.uid,
            from_on=self.from_on.value(),
            to_on=self.to_on.value(),
            note=self.note.value() or None,
        )
        return None if made == HealthDraft(kind=made.kind, what="") else made

    def show_draft(self, draft: HealthDraft) -> None:
        """Show a fact."""
        self.uid = draft.uid
        self.kind.set_value(draft.kind)
        self.what.set_value(draft.what)
        self.from_on.set_value(draft.from_on)
        self.to_on.set_value(draft.to_on)
        self.note.set_value(draft.note or "")

    def rare_words(self) -> str:
        """Return the remark."""
        return self.note.value()


class NoteRow(DraftRow[NoteDraft]):
    """One dated note."""

    def __init__(self, today: Today) -> None:
        super().__init__(_("备忘"))
        self._today_on = today()
        self.noted_on = DateField(latest_on=today, today=today)
        self.text: Field[str] = TextField(lines=2)
        self.noted_by = LineField(longest=50)
        self.add_field(_("日期"), self.noted_on, name="noted_on", width_em=DATE_EM)
        self.add_field(_("内容"), self.text, name="text", width_em=26)
        self.add_field(_("记录人"), self.noted_by, name="noted_by", width_em=7)
        self.noted_on.set_value(self._today_on)

    def draft(self) -> NoteDraft | None:
        """Return the note, None while nothing is filled in."""
        made = NoteDraft(
            text=self.text.value(),
            noted_on=self.noted_on.value(),
            uid=self.uid,
            noted_by=self.noted_by.value() or None,
        )
        return None if made == NoteDraft(text="", noted_on=made.noted_on) else made

    def show_draft(self, draft: NoteDraft) -> None:
        """Show a note."""
        self.uid = draft.uid
        self.noted_on.set_value(draft.noted_on)
        self.text.set_value(draft.text)
        self.noted_by.set_value(draft.noted_by or "")
