"""What a worker chooses for a letter to a supporter, or for a referral: nothing goes in that was not ticked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from desktop_app.config.strings import _
from desktop_app.domain.support import REFERRED
from desktop_app.domain.terms import SupportStepKind
from desktop_app.services.family_support import SupporterLine, SupportPanel
from desktop_app.services.law import support_book
from desktop_app.services.support_drafts import LetterWish, ReferralWish
from desktop_app.ui.kit import (
    CheckField,
    ChipsField,
    ChoiceField,
    ChoiceRow,
    DateField,
    Form,
    LineField,
    TextField,
)


class LetterForm(Form):
    """督促函: to whom, why, by when."""

    def __init__(
        self,
        panel: SupportPanel,
        today: Callable[[], date],
        *,
        contact_uid: str | None,
        clerk: str,
        phone: str,
    ) -> None:
        super().__init__(label_em=6.5)
        book, owing = support_book(), panel.owing
        self.contact: ChoiceField[str] = self.add_row(
            _("写给"),
            ChoiceField([(one.uid, _named(one)) for one in panel.supporters], empty=_("请选择")),
            name="contact",
            required=True,
        )
        self.reasons: ChipsField[str] = self.add_row(
            _("事由"),
            ChipsField([(one.key, _(one.title)) for one in book.reasons]),
            name="reasons",
            help=_("勾了才写进函里；照料和治疗两项会说到老人的健康，没有必要不要勾。"),
        )
        self.words = self.add_row(
            _("情况"), TextField(lines=3, placeholder=_("自己再写一段，语气平和，只写事实")), name="words"
        )
        self.asks = self.add_row(_("还请对方"), LineField(longest=200, placeholder=_("可不填")), name="asks")
        self.by_on = self.add_row(
            _("答复期限"),
            DateField(today=today),
            name="by_on",
            required=True,
            help=_("间隔是系统设定，可以改。"),
        )
        self.remedies = self.add_row(
            _("后果"), CheckField(_("写明可以申请调解、向法院起诉（第七十五条）")), name="remedies"
        )
        self.clerk = self.add_row(
            _("联系人"), LineField(longest=50, placeholder=_("对方可以找谁")), name="clerk", required=True
        )
        self.phone = self.add_row(
            _("单位电话"),
            LineField(longest=40, placeholder=_("让对方打回来的号码，不填则手写")),
            name="phone",
        )

        self.set_values(
            {
                "contact": contact_uid or (owing[0].uid if owing else None),
                "by_on": today() + timedelta(days=book.times.answer),
                "clerk": clerk,
                "phone": phone,
            }
        )
        self.mark_clean()

    def wish(self) -> LetterWish:
        """Return what is chosen."""
        return LetterWish(
            contact_uid=self.contact.value() or "",
            reasons=tuple(sorted(self.reasons.value())),
            words=self.words.value() or None,
            asks=self.asks.value() or None,
            by_on=self.by_on.value(),
            phone=self.phone.value() or None,
            clerk=self.clerk.value() or None,
            remedies=self.remedies.value(),
        )


class ReferralForm(Form):
    """转介单: to whom, about whom of the family, what it is about."""

    def __init__(
        self,
        panel: SupportPanel,
        *,
        kind: SupportStepKind,
        contact_uid: str | None,
        clerk: str,
        phone: str,
    ) -> None:
        super().__init__(label_em=6.5)
        self.kind: ChoiceRow[SupportStepKind] = self.add_row(
            _("方式"),
            ChoiceRow([(kind, _(kind.term)) for kind in SupportStepKind if kind in REFERRED]),
            name="kind",
            required=True,
        )
        self.referred_to = self.add_row(
            _("转给谁"),
            LineField(longest=100, placeholder=_("接收单位的全称")),
            name="referred_to",
            required=True,
        )
        self.contacts: ChipsField[str] = self.add_row(
            _("有关家人"), ChipsField([(one.uid, _named(one)) for one in panel.supporters]), name="contact"
        )
        self.set_row_visible("contact", bool(panel.supporters))
        self.words = self.add_row(
            _("事由"), TextField(lines=4, placeholder=_("发生了什么，只写事实")), name="words", required=True
        )
        self.asks = self.add_row(_("请求"), TextField(lines=2, placeholder=_("请对方办什么")), name="asks")
        self.health = self.add_row(
            _("健康"), CheckField(_("写明老人的健康和自理情况")), name="health", help=_("没有必要不要勾。")
        )
        self.phones = self.add_row(_("电话"), CheckField(_("写明老人的电话")), name="phones")
        self.clerk = self.add_row(
            _("经办人"), LineField(longest=50, placeholder=_("谁办的转介")), name="clerk", required=True
        )
        self.phone = self.add_row(
            _("单位电话"), LineField(longest=40, placeholder=_("不填则手写")), name="phone"
        )

        self.set_values(
            {
                "kind": kind,
                "contact": frozenset({contact_uid} if contact_uid else (one.uid for one in panel.owing)),
                "phones": True,
                "clerk": clerk,
                "phone": phone,
            }
        )
        self.mark_clean()

    def wish(self) -> ReferralWish:
        """Return what is chosen."""
        kind = self.kind.value()
        return ReferralWish(
            kind=kind.value if kind is not None else "",
            referred_to=self.referred_to.value(),
            words=self.words.value(),
            contact_uids=tuple(sorted(self.contacts.value())),
            asks=self.asks.value() or None,
            clerk=self.clerk.value() or None,
            phone=self.phone.value() or None,
            health=self.health.value(),
            phones=self.phones.value(),
        )


def _named(one: SupporterLine) -> str:
    return f"{one.name}（{one.relation}）" if one.relation else one.name
