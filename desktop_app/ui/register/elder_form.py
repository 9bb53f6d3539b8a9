"""The form of an elder: its fields in reading order, filled from a draft and read back into one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Signal

from desktop_app.config.strings import _
from desktop_app.domain.divisions import Division
from desktop_app.domain.identity import IdNumber
from desktop_app.domain.terms import ETHNIC_GROUPS, LivingArrangement, Sex, VisitorRole
from desktop_app.services.register import (
    ContactDraft,
    ElderDraft,
    ResidenceDraft,
    VisitorRow,
    WillingnessDraft,
)
from desktop_app.ui import theme
from desktop_app.ui.kit import ChoiceField, ChoiceRow, DateField, Form, LineField, TextField, button
from desktop_app.ui.register import part_rows
from desktop_app.ui.register.identity_fields import IdNumberField, NameField
from desktop_app.ui.register.lookup_field import LookupField
from desktop_app.ui.register.phones_field import PhonesField
from desktop_app.ui.register.rows_field import RowsField
from desktop_app.ui.register.spans_field import SpansField
from desktop_app.ui.register.words import term_word

FIRST_ETHNIC = ("01", "02", "11", "03", "10", "31", "45")
"""The groups that live here come first: 汉 蒙古 满 回 朝鲜 达斡尔 鄂温克."""

OLDEST_ON = date(1880, 1, 1)


class VisitorField(LookupField):
    """Who visits: chosen from the list, or added. Signal: ``add_asked()``."""

    add_asked = Signal()

    def __init__(self) -> None:
        super().__init__(placeholder=_("输入姓名或拼音"))
        self.add_button = button(_("添加探访人…"), self.add_asked.emit)
        self._layout.setSpacing(theme.px(0.5))
        self._layout.addWidget(self.add_button)


class ElderForm(Form):
    """The editor's form; dates are judged by ``today``."""

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__(columns=2, column_em=27, label_em=7)
        self._today = today
        self._uid: str | None = None
        self._version: int | None = None
        self._add_person()
        self._add_home()
        self._add_parts()
        self.id_number.read.connect(self._on_id_read)

    def set_villages(self, villages: Sequence[Division]) -> None:
        """Offer these villages; the only one is chosen at once."""
        self.village.set_choices([(village.code, village.name) for village in villages])
        if len(villages) == 1 and self.village.value() is None:
            self.village.set_value(villages[0].code)
            self.mark_clean()

    def set_visitors(self, visitors: Sequence[VisitorRow]) -> None:
        """Offer these people as responsible visitors."""
        self.visitor.set_choices(
            [
                (one.uid, _("{name}（{role}）").format(name=one.name, role=term_word(VisitorRole, one.role)))
                for one in visitors
            ]
        )

    def show_draft(self, draft: ElderDraft, *, saved: bool) -> None:
        """Show ``draft``; ``saved`` says that the register holds the same."""
        self._uid, self._version = draft.uid, draft.version
        living = draft.living_arrangement
        self.set_values(
            {
                "name": draft.name,
                "id_number": draft.id_number or "",
                "sex": Sex(draft.sex) if draft.sex in {Sex.MALE, Sex.FEMALE} else None,
                "birth_on": draft.birth_on,
                "ethnic_code": draft.ethnic_code,
                "name_local": draft.name_local or "",
                "phone": draft.phone or "",
                "registered_on": draft.registered_on,
                "village_code": draft.village_code or None,
                "group_name": draft.group_name or "",
                "address": draft.address or "",
                "living_arrangement": LivingArrangement(living) if living else None,
                "categories": draft.categories,
                "contacts": draft.contacts,
                "residences": draft.residences,
                "willingness": draft.willingness,
                "visitor_uid": draft.visitor_uid,
                "note": draft.note or "",
            }
        )
        self._on_id_read(self.id_number.number())
        if saved:
            self.mark_clean()
        else:
            self.mark_changed()

    def draft(self) -> ElderDraft:
        """Return what is filled in."""
        sex, living = self.sex.value(), self.living.value()
        return ElderDraft(
            uid=self._uid,
            version=self._version,
            name=self.name.value(),
            id_number=self.id_number.value() or None,
            sex=(sex or Sex.UNKNOWN).value,
            birth_on=self.birth_on.value(),
            ethnic_code=self.ethnic.value(),
            name_local=self.name_local.value() or None,
            phone=self.phone.value() or None,
            registered_on=self.registered_on.value(),
            village_code=self.village.value() or "",
            group_name=self.group.value() or None,
            address=self.address.value() or None,
            living_arrangement=living.value if living else None,
            categories=self.categories.value(),
            contacts=self.contacts.value(),
            residences=self.residences.value(),
            willingness=self.willingness.value(),
            visitor_uid=self.visitor.value(),
            note=self.note.value() or None,
        )

    def mark_changed(self) -> None:
        """Count what is shown as not saved yet."""
        self._clean = dict.fromkeys(self._clean)

    def _add_person(self) -> None:
        today = self._today
        self.name = self.add_row(_("姓名"), NameField(), name="name", required=True)
        self.id_number = self.add_row(_("身份证号"), IdNumberField(today), name="id_number")
        two = [(sex, _(sex.term)) for sex in (Sex.FEMALE, Sex.MALE)]
        self.sex: ChoiceRow[Sex] = self.add_row(_("性别"), ChoiceRow(two), name="sex")
        self.birth_on = self.add_row(
            _("出生日期"),
            DateField(earliest_on=OLDEST_ON, latest_on=today(), today=today),
            name="birth_on",
        )
        order = [*FIRST_ETHNIC, *(code for code in ETHNIC_GROUPS if code not in FIRST_ETHNIC)]
        groups = [(code, _(ETHNIC_GROUPS[code])) for code in order]
        self.ethnic = self.add_row(_("民族"), LookupField(groups), name="ethnic_code")
        self.name_local = self.add_row(_("蒙文姓名"), LineField(longest=100), name="name_local")
        self.phone = self.add_row(
            _("电话"), PhonesField(), name="phone", help=_("几个号码用顿号隔开，第一个最常用")
        )
        self.registered_on = self.add_row(
            _("登记日期"),
            DateField(latest_on=today(), today=today),
            name="registered_on",
            help=_("从这一天起安排探访"),
        )

    def _add_home(self) -> None:
        self.add_section(_("住址和居住情况"))
        self.village = self.add_row(
            _("嘎查村/社区"),
            LookupField(placeholder=_("输入名称或拼音首字母")),
            name="village_code",
            required=True,
        )
        self.group = self.add_row(_("组别"), LineField(longest=40), name="group_name")
        self.address = self.add_row(_("住址"), LineField(longest=200), name="address")
        self.living: ChoiceField[LivingArrangement] = self.add_row(
            _("居住情况"), ChoiceField(LivingArrangement), name="living_arrangement"
        )
        self.residences: RowsField[ResidenceDraft] = self.add_row(
            _("居住时段"),
            RowsField(lambda: part_rows.ResidenceRow(self._today), _("添加一段")),
            name="residences",
            help=_("牧点、子女家、医院等住过一段时间的地方；平时住在住址的不用填"),
            wide=True,
        )

    def _add_parts(self) -> None:
        self.add_section(_("类别标签"))
        self.categories = self.add_row(_("类别"), SpansField(self._today), name="categories", wide=True)
        self.add_section(_("联系人"))
        self.contacts: RowsField[ContactDraft] = self.add_row(
            _("联系人"),
            RowsField(part_rows.ContactRow, _("添加联系人")),
            name="contacts",
            wide=True,
        )
        self.add_section(_("探访"))
        self.visitor = self.add_row(_("责任探访人"), VisitorField(), name="visitor_uid", wide=True)
        self.willingness: RowsField[WillingnessDraft] = self.add_row(
            _("探访意愿"),
            RowsField(lambda: part_rows.WillingnessRow(self._today), _("添加一次询问")),
            name="willingness",
            wide=True,
        )
        self.note = self.add_row(_("备注"), TextField(lines=2), name="note", wide=True)

    def _on_id_read(self, number: IdNumber | None) -> None:
        """Let the id number speak for birth date and sex."""
        self.sex.set_read_only(number is not None)
        self.birth_on.set_read_only(number is not None)
        if number is not None:
            self.sex.set_value(number.sex)
            self.birth_on.set_value(number.birth_on)
