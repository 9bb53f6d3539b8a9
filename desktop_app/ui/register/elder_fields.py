"""The fields of an elder in their sections: what is needed every day first, the rest folded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import Signal

from desktop_app.config.strings import _
from desktop_app.domain.national_codes import EDUCATION_LEVELS, ETHNIC_GROUPS, MARITAL_STATUSES
from desktop_app.domain.terms import DisabilityGrade, DisabilityKind, LivingArrangement, Residency, Sex
from desktop_app.services.register_drafts import (
    BenefitDraft,
    ContactDraft,
    HealthDraft,
    NoteDraft,
    ResidenceDraft,
    WillingnessDraft,
)
from desktop_app.ui import theme
from desktop_app.ui.kit import ChoiceRow, DateField, Field, LineField, TextField, button
from desktop_app.ui.lookup_field import LookupField
from desktop_app.ui.register import circumstance_rows, part_rows
from desktop_app.ui.register.disability_fields import CertificateField
from desktop_app.ui.register.form_sections import SectionedForm
from desktop_app.ui.register.hints_box import HintsBox
from desktop_app.ui.register.household_field import HouseholdField
from desktop_app.ui.register.identity_fields import IdNumberField, NameField
from desktop_app.ui.register.key_choice import KeyChoice
from desktop_app.ui.register.local_values_field import LocalValuesField
from desktop_app.ui.register.phones_field import PhonesField
from desktop_app.ui.register.rows_field import RowsField
from desktop_app.ui.register.spans_field import Define, SpansField

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


class ElderFields(SectionedForm):
    """All rows of the editor's form, named as in ``ElderDraft``; dates are judged by ``today``."""

    def __init__(self, today: Callable[[], date], define: Define) -> None:
        super().__init__(columns=2, column_em=25, label_em=6.5)
        self._today = today
        self.village_choices: list[tuple[str, str]] = []
        self.visitor_choices: list[tuple[str, str]] = []
        self._add_person()
        self._add_categories(define)
        self._add_contacts()
        self._add_visits()
        self._add_residences()
        self._add_household()
        self._add_civil()
        self._add_health()
        self._add_benefits()
        self._add_notes()

    def _add_person(self) -> None:
        today = self._today
        self.begin(_("基本信息"), opened=True)
        self.name = self.add_row(_("姓名"), NameField(), name="name", required=True)
        self.id_number = self.add_row(_("身份证号"), IdNumberField(today), name="id_number")
        two = [(sex, _(sex.term)) for sex in (Sex.FEMALE, Sex.MALE)]
        self.sex: ChoiceRow[Sex] = self.add_row(_("性别"), ChoiceRow(two), name="sex")
        self.birth_on = self.add_row(
            _("出生日期"),
            DateField(earliest_on=OLDEST_ON, latest_on=today, today=today),
            name="birth_on",
        )
        self.doubles = HintsBox()
        self.add_widget(self.doubles)
        self.phone = self.add_row(_("电话"), PhonesField(placeholder=_("几个号码用顿号隔开")), name="phone")
        self.village = self.add_row(
            _("嘎查村/社区"),
            LookupField(placeholder=_("输入名称或拼音首字母")),
            name="village_code",
            required=True,
        )
        self.address = self.add_row(
            _("住址"), LineField(longest=200, placeholder=_("门牌、院落，或怎么找到")), name="address"
        )
        self.group = self.add_row(
            _("组别"), LineField(longest=40, placeholder=_("村民小组或网格")), name="group_name"
        )
        self.living = self.add_row(_("居住情况"), KeyChoice(LivingArrangement), name="living_arrangement")
        order = [*FIRST_ETHNIC, *(code for code in ETHNIC_GROUPS if code not in FIRST_ETHNIC)]
        groups = [(code, _(ETHNIC_GROUPS[code])) for code in order]
        self.ethnic = self.add_row(_("民族"), LookupField(groups), name="ethnic_code")

    def _add_categories(self, define: Define) -> None:
        self.begin(_("类别"), opened=True)
        self.hints = HintsBox()
        self.add_widget(self.hints)
        self.categories = self._add_rows(_("类别"), SpansField(self._today, define), "categories")

    def _add_contacts(self) -> None:
        self.begin(_("联系人"), opened=True)
        self.contacts: RowsField[ContactDraft] = self._add_rows(
            _("联系人"),
            RowsField(lambda: part_rows.ContactRow(self._today), _("添加联系人")),
            "contacts",
        )

    def _add_visits(self) -> None:
        self.begin(_("探访和意愿"), opened=True)
        self.visitor = self.add_row(_("责任探访人"), VisitorField(), name="visitor_uid")
        self.registered_on = self.add_row(
            _("登记日期"),
            DateField(latest_on=self._today, today=self._today),
            name="registered_on",
            help=_("从这一天起安排探访"),
        )
        self.willingness: RowsField[WillingnessDraft] = self._add_rows(
            _("探访意愿"),
            RowsField(lambda: part_rows.WillingnessRow(self._today), _("添加一次询问")),
            "willingness",
        )

    def _add_residences(self) -> None:
        self.begin(_("居住时段"), opened=False)
        self.residences: RowsField[ResidenceDraft] = self._add_rows(
            _("居住时段"),
            RowsField(
                lambda: part_rows.ResidenceRow(
                    self._today, lambda: self.village_choices, lambda: self.visitor_choices
                ),
                _("添加一段"),
            ),
            "residences",
            help=_("牧点、子女家、医院等住过一段时间的地方；平时住在住址的不用填"),
        )

    def _add_household(self) -> None:
        self.begin(_("户与户籍"), opened=False)
        self.household = self.add_row(_("户"), HouseholdField(), name="household", wide=True)
        self.residency = self.add_row(_("人户状况"), KeyChoice(Residency), name="residency")
        self.registered_address = self.add_row(
            _("户籍地址"), LineField(longest=200), name="registered_address"
        )

    def _add_civil(self) -> None:
        self.begin(_("婚姻、文化等"), opened=False)
        self.marital = self.add_row(_("婚姻状况"), KeyChoice(MARITAL_STATUSES), name="marital_code")
        self.education = self.add_row(
            _("文化程度"),
            KeyChoice(EDUCATION_LEVELS),
            name="education_code",
            help=_("没有上过学的选“其他”"),
        )
        self.name_local = self.add_row(_("蒙文姓名"), LineField(longest=100), name="name_local")

    def _add_health(self) -> None:
        self.begin(_("健康和残疾证"), opened=False)
        self.certificate = self.add_row(_("残疾证号"), CertificateField(), name="disability_certificate")
        self.disability_until = self.add_row(
            _("有效期至"), DateField(today=self._today), name="disability_until"
        )
        self.disability_kind = self.add_row(_("残疾类别"), KeyChoice(DisabilityKind), name="disability_kind")
        self.disability_grade = self.add_row(
            _("残疾等级"), KeyChoice(DisabilityGrade), name="disability_grade"
        )
        self.health: RowsField[HealthDraft] = self._add_rows(
            _("健康情况"),
            RowsField(lambda: circumstance_rows.HealthRow(self._today), _("添加疾病、用药、过敏、辅具")),
            "health",
        )

    def _add_benefits(self) -> None:
        self.begin(_("享受待遇"), opened=False)
        self.benefits: RowsField[BenefitDraft] = self._add_rows(
            _("享受待遇"),
            RowsField(lambda: circumstance_rows.BenefitRow(self._today), _("添加待遇")),
            "benefits",
        )

    def _add_notes(self) -> None:
        self.begin(_("备忘和自设栏目"), opened=False)
        self.note = self.add_row(_("备注"), TextField(lines=2), name="note", wide=True)
        self.notes: RowsField[NoteDraft] = self._add_rows(
            _("备忘"),
            RowsField(lambda: circumstance_rows.NoteRow(self._today), _("添加备忘")),
            "notes",
        )
        self.extra = self.add_row(_("自设栏目"), LocalValuesField(), name="extra", wide=True)

    def _add_rows(self, label: str, field: Any, name: str, *, help: str = "") -> Any:  # noqa: A002 - as in Form
        """Add a list over the full width; the section's title is its label."""
        made = self.add_row(label, field, name=name, help=help, wide=True)
        self.row(name).label.hide()
        return made

    def fill_count(self, name: str, field: Field[Any]) -> int:
        """Return how many facts a field holds; what every file has counts for nothing."""
        return 0 if name == "registered_on" else super().fill_count(name, field)
