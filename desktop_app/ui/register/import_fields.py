"""The fields that the columns of a register or a visit log can fill, in words."""

from __future__ import annotations

from collections.abc import Sequence

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_
from desktop_app.domain.terms import BenefitKind, Category, HealthKind
from desktop_app.exchange.register.columns import BENEFIT, HEALTH, LOCAL, TICK, RegisterField
from desktop_app.exchange.register.decisions import policies_for
from desktop_app.exchange.visit_sheets.columns import NOTHING, VisitField
from desktop_app.exchange.workbooks.headers import IGNORE

REGISTER = "register"
VISITS = "visits"

_REGISTER_WORDS: dict[str, str] = {
    RegisterField.NUMBER: N_("序号（不导入）"),
    RegisterField.NAME: N_("姓名"),
    RegisterField.MONGOLIAN_NAME: N_("蒙文姓名"),
    RegisterField.ID_NUMBER: N_("身份证号"),
    RegisterField.SEX: N_("性别"),
    RegisterField.BIRTH_ON: N_("出生日期"),
    RegisterField.AGE: N_("年龄（仅核对）"),
    RegisterField.ETHNIC: N_("民族"),
    RegisterField.PHONE: N_("电话"),
    RegisterField.TOWNSHIP: N_("苏木乡镇（街道）"),
    RegisterField.VILLAGE: N_("嘎查村（社区）"),
    RegisterField.GROUP: N_("组别"),
    RegisterField.ADDRESS: N_("住址"),
    RegisterField.RESIDENCE: N_("现居住地"),
    RegisterField.REGISTERED_ADDRESS: N_("户籍地址"),
    RegisterField.PASTURE: N_("牧点"),
    RegisterField.RESIDENCES: N_("居住时段（带日期）"),
    RegisterField.RESIDENCY: N_("人户状况"),
    RegisterField.MARITAL: N_("婚姻状况"),
    RegisterField.EDUCATION: N_("文化程度"),
    RegisterField.LIVING: N_("居住情况"),
    RegisterField.CATEGORIES: N_("类别"),
    RegisterField.SELF_CARE: N_("自理能力"),
    RegisterField.DISABILITY: N_("残疾类别和等级"),
    RegisterField.DISABILITY_KIND: N_("残疾类别"),
    RegisterField.DISABILITY_GRADE: N_("残疾等级"),
    RegisterField.DISABILITY_CERTIFICATE: N_("残疾证号"),
    RegisterField.DISABILITY_UNTIL: N_("残疾证有效期"),
    RegisterField.ALLOWANCE: N_("低保、特困"),
    RegisterField.HOUSEHOLD_HEAD: N_("户主"),
    RegisterField.HOUSEHOLD_NUMBER: N_("户号"),
    RegisterField.HOUSEHOLD_RELATION: N_("与户主关系"),
    RegisterField.CONTACT_NAME: N_("联系人姓名"),
    RegisterField.CONTACT_RELATION: N_("联系人关系"),
    RegisterField.CONTACT_PHONE: N_("联系人电话"),
    RegisterField.CONTACT_PLACE: N_("联系人住址"),
    RegisterField.CONTACT_TOGETHER: N_("联系人是否同住"),
    RegisterField.CONTACT_ROLES: N_("联系人用途"),
    RegisterField.CONTACT_SEEN_ON: N_("最近看望日期"),
    RegisterField.CONTACT_CALLED_ON: N_("最近问候日期"),
    RegisterField.CONTACT_AGREEMENT_ON: N_("赡养协议日期"),
    RegisterField.WILLINGNESS: N_("探访意愿"),
    RegisterField.VISITOR: N_("探访人"),
    RegisterField.NOTE: N_("备注"),
}
_VISIT_WORDS: dict[str, str] = {
    VisitField.NUMBER: N_("序号（不导入）"),
    VisitField.NAME: N_("姓名"),
    VisitField.ID_NUMBER: N_("身份证号"),
    VisitField.PHONE: N_("电话"),
    VisitField.BIRTH_ON: N_("出生日期"),
    VisitField.VILLAGE: N_("嘎查村（社区）"),
    VisitField.GROUP: N_("组别"),
    VisitField.VISITED_ON: N_("探访日期"),
    VisitField.MODE: N_("探访方式"),
    VisitField.OUTCOME: N_("探访结果"),
    VisitField.VISITOR: N_("探访人"),
    VisitField.CONTENT: N_("探访内容"),
    VisitField.HEALTH: N_("健康状况"),
    VisitField.ECONOMY: N_("经济状况"),
    VisitField.FAMILY: N_("家庭赡养"),
    VisitField.SAFETY: N_("居住安全"),
    VisitField.NEEDS: N_("服务需求"),
    VisitField.PROBLEM: N_("发现问题"),
    VisitField.MEASURE: N_("处理措施"),
    VisitField.NEXT_ON: N_("下次探访日期"),
    VisitField.NOTE: N_("备注"),
}


def field_choices(kind: str, local: Sequence[str] = ()) -> list[tuple[str, str]]:
    """Return field and words of everything a column may fill, ``IGNORE`` first; ``local`` are own fields."""
    listed = _REGISTER_WORDS if kind == REGISTER else _VISIT_WORDS
    choices = [(IGNORE, _("不导入这一列")), *((field, _(word)) for field, word in listed.items())]
    if kind == REGISTER:
        choices += [(LOCAL + label, _("自设栏目：{label}").format(label=label)) for label in local]
        choices += [
            (TICK + each.value, _("打勾：{category}").format(category=_(each.term))) for each in Category
        ]
        choices += [
            (BENEFIT + each.value, _("待遇：{benefit}").format(benefit=_(each.term))) for each in BenefitKind
        ]
        choices += [(HEALTH + each.value, _("健康：{kind}").format(kind=_(each.term))) for each in HealthKind]
    return [(str(field), words) for field, words in choices]


def policy_choices(field: str) -> list[tuple[str, str]]:
    """Return what may become of values that people on the register have already; none for what has no choice."""
    return [(policy.value, _(policy.term)) for policy in policies_for(field)]


def is_looked_at_only(kind: str, field: str) -> bool:
    """Tell whether a column only helps to find the header and cannot be mapped by hand."""
    return kind == VISITS and field in NOTHING
