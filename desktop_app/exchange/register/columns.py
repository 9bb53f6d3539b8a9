"""The columns of a register: each field with the headers that offices give it."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache

from desktop_app.domain.terms import BenefitKind, Category, ContactRole, HealthKind
from desktop_app.exchange.register.values import read_categories
from desktop_app.exchange.workbooks.headers import IGNORE, without_hint

TICK = "tick:"
"""Prefix of the field of a column that ticks one category, e.g. ``tick:living_alone``."""
BENEFIT = "benefit:"
"""Prefix of the field of a column that tells one benefit or its amount, e.g. ``benefit:old_age_allowance``."""
HEALTH = "health:"
"""Prefix of the field of a column that names facts of one kind, e.g. ``health:disease``."""
LOCAL = "local:"
"""Prefix of the field of a column that fills a field of the township's own; its label follows."""


class RegisterField(StrEnum):
    """What a column of a register can fill."""

    NUMBER = "number"
    NAME = "name"
    MONGOLIAN_NAME = "mongolian_name"
    ID_NUMBER = "id_number"
    SEX = "sex"
    BIRTH_ON = "birth_on"
    AGE = "age"
    ETHNIC = "ethnic"
    PHONE = "phone"
    TOWNSHIP = "township"
    VILLAGE = "village"
    GROUP = "group"
    ADDRESS = "address"
    RESIDENCE = "residence"
    REGISTERED_ADDRESS = "registered_address"
    PASTURE = "pasture"
    RESIDENCES = "residences"
    RESIDENCY = "residency"
    MARITAL = "marital"
    EDUCATION = "education"
    LIVING = "living"
    CATEGORIES = "categories"
    SELF_CARE = "self_care"
    DISABILITY = "disability"
    DISABILITY_KIND = "disability_kind"
    DISABILITY_GRADE = "disability_grade"
    DISABILITY_CERTIFICATE = "disability_certificate"
    DISABILITY_UNTIL = "disability_until"
    ALLOWANCE = "allowance"
    HOUSEHOLD_HEAD = "household_head"
    HOUSEHOLD_NUMBER = "household_number"
    HOUSEHOLD_RELATION = "household_relation"
    CONTACT_NAME = "contact_name"
    CONTACT_RELATION = "contact_relation"
    CONTACT_PHONE = "contact_phone"
    CONTACT_PLACE = "contact_place"
    CONTACT_TOGETHER = "contact_together"
    CONTACT_ROLES = "contact_roles"
    CONTACT_SEEN_ON = "contact_seen_on"
    CONTACT_CALLED_ON = "contact_called_on"
    CONTACT_AGREEMENT_ON = "contact_agreement_on"
    WILLINGNESS = "willingness"
    VISITOR = "visitor"
    NOTE = "note"


_SYNONYMS: dict[RegisterField, str] = {
    RegisterField.NUMBER: "序号 编号 号 序 NO No no 顺序号",
    RegisterField.NAME: "姓名 老人姓名 老年人姓名 名字 本人姓名 对象姓名 老人 户主姓名 人员姓名 服务对象 探访对象 被探访人",
    RegisterField.MONGOLIAN_NAME: "蒙文姓名 蒙古文姓名 蒙语姓名 民族文字姓名",
    RegisterField.ID_NUMBER: "身份证号 身份证号码 身份证 证件号 证件号码 公民身份号码 公民身份证号码 居民身份证号码",
    RegisterField.SEX: "性别",
    RegisterField.BIRTH_ON: "出生日期 出生年月 出生年月日 生日 出生时间 出生",
    RegisterField.AGE: "年龄 周岁 实足年龄 岁数",
    RegisterField.ETHNIC: "民族 族别",
    RegisterField.PHONE: "联系电话 联系方式 电话 手机 手机号 手机号码 电话号码 本人电话 本人联系电话 老人电话 联系号码",
    RegisterField.TOWNSHIP: (
        "乡镇 苏木乡镇 乡镇街道 乡镇(街道) 苏木乡镇(街道) 苏木镇 街道 所属乡镇 苏木 镇 乡 街道(乡镇) 街镇"
    ),
    RegisterField.VILLAGE: (
        "嘎查村 村(社区) 行政村 村 嘎查 社区 村委会 居委会 嘎查村(社区) 村社区 村居 所属村 所在村 嘎查(村) "
        "所属社区 所在嘎查村 村名 嘎查村社区 村(居) 社区(村) 所属嘎查村 嘎查/村 村/社区 嘎查、村 村别"
    ),
    RegisterField.GROUP: "组别 小组 社 独贵龙 组 村民小组 村组 自然村 营子 居民小组 所在组 网格 所属网格 浩特 艾里",
    RegisterField.ADDRESS: "家庭住址 住址 居住地址 地址 详细地址 家庭地址 家庭详细住址 详细住址 常住地址",
    RegisterField.RESIDENCE: "现居住地 现住址 实际居住地 现居住地址 实际居住地址 现住地 居住地 目前居住地",
    RegisterField.REGISTERED_ADDRESS: "户籍地址 户籍地 户籍所在地 户口所在地 户籍住址 户籍详细地址 户口地址",
    RegisterField.PASTURE: "牧点 营盘 夏营盘 冬营盘 夏季牧场 冬季牧场 季节性居住地 季节居住地 牧点(季节) 季节性住所",
    RegisterField.RESIDENCES: "居住时段 居住经历",
    RegisterField.RESIDENCY: "人户状况 人户情况 人户分离 是否人户分离 人户分离情况 户籍状态 人户一致情况",
    RegisterField.MARITAL: "婚姻状况 婚姻 婚姻情况 婚姻状态 婚否",
    RegisterField.EDUCATION: "文化程度 学历 文化水平 教育程度 受教育程度",
    RegisterField.LIVING: "居住方式 居住情况 居住状况 居住状态 居住类型 居住形式 与谁居住",
    RegisterField.CATEGORIES: (
        "身份类别 人员类别 老人类别 类别 老年人类别 对象类别 人员类型 老人类型 困难类别 困难类型 特殊困难类别 "
        "类别标签 特殊困难类型 人群类别 人员分类 老人分类 探访类别 对象类型 类型"
    ),
    RegisterField.SELF_CARE: "自理能力 自理情况 生活自理能力 日常生活 失能情况 能力等级 失能等级 评估等级 失能程度",
    RegisterField.DISABILITY: "残疾 残疾情况 残疾类别及等级 残疾类别等级 残疾类型及等级 残疾类别/等级 残疾种类/等级 是否残疾",
    RegisterField.DISABILITY_KIND: "残疾类别 残疾类型 残疾种类",
    RegisterField.DISABILITY_GRADE: "残疾等级 残疾级别 残级",
    RegisterField.DISABILITY_CERTIFICATE: "残疾证号 残疾证 残疾人证号 残疾证号码 残疾人证",
    RegisterField.DISABILITY_UNTIL: "残疾证有效期 残疾证有效期至 残疾证到期日期 残疾证到期日",
    RegisterField.HOUSEHOLD_HEAD: "户主 户主名字",
    RegisterField.HOUSEHOLD_NUMBER: "户号 户编号 户口编号 家庭编号 户籍编号",
    RegisterField.HOUSEHOLD_RELATION: "与户主关系 户主关系 与户主的关系",
    RegisterField.ALLOWANCE: (
        "是否低保/特困 低保/特困 低保特困 救助类型 救助类别 享受待遇 社会救助 低保类型 是否低保特困 是否低保、特困 保障类型 "
        "享受政策"
    ),
    RegisterField.CONTACT_NAME: (
        "联系人 联系人姓名 监护人 监护人姓名 子女姓名 子女 赡养人 赡养人姓名 紧急联系人 紧急联系人姓名 家属姓名 家属 亲属姓名 "
        "儿女姓名 赡养义务人 抚养人姓名 邻居姓名 村医姓名 钥匙保管人 照护人 照护人姓名 护理人员 护理人 照料人 照料人姓名"
    ),
    RegisterField.CONTACT_RELATION: (
        "关系 与老人关系 与本人关系 与联系人关系 联系人关系 与老年人关系 监护人关系 与监护人关系 紧急联系人关系 赡养人关系 "
        "联系人与老人关系 亲属关系 与其关系"
    ),
    RegisterField.WILLINGNESS: "探访意愿 是否愿意探访 意愿 是否接受探访 是否同意探访 走访意愿 巡访意愿",
    RegisterField.VISITOR: (
        "探访人 责任人 包联干部 探访责任人 走访人 巡访人 探访员 巡访员 包保干部 包保责任人 帮扶责任人 帮扶人 网格员 结对人 "
        "探访人员 走访人员 巡访人员 包联人 联系干部 走访责任人 结对关爱人"
    ),
    RegisterField.NOTE: "备注 说明 其他情况 备注说明 其他",
}

_CONTACT = "监护人|联系人|子女|儿女|家属|亲属|赡养人|赡养义务人|抚养人|紧急|邻居|村医|家庭医生|钥匙|照护人|照料人|护理人"
_VISITOR = "走访|探访|巡访|责任人|包联|包保|干部|网格|帮扶|志愿"
_PATTERNS: tuple[tuple[re.Pattern[str], str | None], ...] = (
    (re.compile("残疾.*证.*(有效|到期)"), RegisterField.DISABILITY_UNTIL),
    (re.compile("残疾.*证"), RegisterField.DISABILITY_CERTIFICATE),
    (re.compile(f"({_CONTACT}).*(电话|手机|联系方式|号码)"), RegisterField.CONTACT_PHONE),
    (re.compile("与户主.*关系"), RegisterField.HOUSEHOLD_RELATION),
    (re.compile(f"({_CONTACT}).*关系|与.*关系$"), RegisterField.CONTACT_RELATION),
    (re.compile(f"({_CONTACT}).*身份证"), None),
    (re.compile(f"({_CONTACT}).*姓名$"), RegisterField.CONTACT_NAME),
    (re.compile(f"({_CONTACT}).*(同住|共同居住|一起居住)"), RegisterField.CONTACT_TOGETHER),
    (re.compile(f"({_CONTACT}).*(住址|地址|居住地|住处|所在地|现居)"), RegisterField.CONTACT_PLACE),
    (re.compile(f"({_CONTACT}).*(用途|身份$)"), RegisterField.CONTACT_ROLES),
    (
        re.compile(f"(({_CONTACT}).*|最近|上次|末次)(看望|探望|回家)(时间|日期)?$"),
        RegisterField.CONTACT_SEEN_ON,
    ),
    (
        re.compile(f"(({_CONTACT}).*|最近|上次|末次)(问候|通话|来电)(时间|日期)?$"),
        RegisterField.CONTACT_CALLED_ON,
    ),
    (re.compile("赡养协议.*(日期|时间|签订)$"), RegisterField.CONTACT_AGREEMENT_ON),
    (re.compile(f"({_VISITOR}).*(电话|手机|联系方式)"), None),
    (re.compile(f"({_CONTACT}|{_VISITOR}).*(数|情况|日期|时间|次数|记录)"), None),
    (re.compile("配偶|户主"), None),
    (re.compile("身份证|证件号|公民身份"), RegisterField.ID_NUMBER),
    (re.compile("出生(年|日|时)"), RegisterField.BIRTH_ON),
    (re.compile("电话|手机|联系方式"), RegisterField.PHONE),
    (re.compile("牧点|营盘"), RegisterField.PASTURE),
    (re.compile("(高龄|长寿)(老人)?(津贴|补贴)"), BENEFIT + BenefitKind.OLD_AGE_ALLOWANCE),
    (re.compile("低保(金|补助|.*金额)|最低生活保障金"), BENEFIT + BenefitKind.MINIMUM_ALLOWANCE),
    (re.compile("(特困|五保).*(供养金|补助|金额)"), BENEFIT + BenefitKind.DESTITUTE_SUPPORT),
    (re.compile("残疾人?.*生活补贴"), BENEFIT + BenefitKind.DISABILITY_LIVING),
    (re.compile("残.*护理补贴"), BENEFIT + BenefitKind.DISABILITY_NURSING),
    (re.compile("(失能.*|^)护理补贴"), BENEFIT + BenefitKind.NURSING_SUBSIDY),
    (re.compile("养老服务补贴|服务补贴"), BENEFIT + BenefitKind.SERVICE_SUBSIDY),
    (re.compile("(特扶|特别扶助)金"), BENEFIT + BenefitKind.SPECIAL_FAMILY_AID),
    (re.compile("优抚(补助|金)"), BENEFIT + BenefitKind.PREFERENTIAL),
    (re.compile("意外(伤害)?(保险|险)"), BENEFIT + BenefitKind.ACCIDENT_INSURANCE),
    (re.compile("(养老保险|养老金)"), BENEFIT + BenefitKind.PENSION_INSURANCE),
    (re.compile("(医疗保险|医保)"), BENEFIT + BenefitKind.MEDICAL_INSURANCE),
    (re.compile("其他待遇|其他补贴"), BENEFIT + BenefitKind.OTHER),
    (
        re.compile(
            "^(主要|所患|患有|既往)?(疾病|病史|病种|慢性病|慢病)(名称|情况|史)$|^(主要|所患|患有)(疾病|慢性病|慢病)$|^患病情况$"
        ),
        HEALTH + HealthKind.DISEASE,
    ),
    (re.compile("过敏(史|药物|情况)?$"), HEALTH + HealthKind.ALLERGY),
    (re.compile("(常用|服用|长期)(药|药物|用药)|^用药(情况)?$"), HEALTH + HealthKind.MEDICINE),
    (re.compile("辅助?器?具"), HEALTH + HealthKind.AID),
    (re.compile("手术(史|住院史|情况)"), HEALTH + HealthKind.SURGERY),
    (re.compile("^其他健康情况$"), HEALTH + HealthKind.OTHER),
)

_ROLES = (
    ("邻居", ContactRole.NEIGHBOUR),
    ("村医", ContactRole.DOCTOR),
    ("家庭医生", ContactRole.DOCTOR),
    ("钥匙", ContactRole.KEY_HOLDER),
    ("紧急", ContactRole.EMERGENCY),
    ("联系人", ContactRole.EMERGENCY),
    ("监护人", ContactRole.SUPPORTER),
    ("照护", ContactRole.CARER),
    ("照料", ContactRole.CARER),
    ("护理", ContactRole.CARER),
    ("子女", ContactRole.SUPPORTER),
    ("儿女", ContactRole.SUPPORTER),
    ("赡养", ContactRole.SUPPORTER),
    ("抚养", ContactRole.SUPPORTER),
)


@cache
def _exact() -> dict[str, str]:
    """Return header → field for the headers that are known word by word."""
    return {word: str(field) for field, words in _SYNONYMS.items() for word in words.split()}


@cache
def recognise(header: str) -> str | None:
    """Return the field of a normalised header, or None."""
    plain = without_hint(header)
    for form in (header, plain):
        if form in _exact():
            return _exact()[form]
    for pattern, field in _PATTERNS:
        if pattern.search(plain):
            return str(field) if field else None
    found = read_categories(plain.removeprefix("是否").removeprefix("为"))
    if len(found.categories) == 1 and not found.unknown:
        return TICK + found.categories[0]
    return None


def known_fields() -> tuple[str, ...]:
    """Return every field that an explicit mapping may name; the township's own follow ``LOCAL``."""
    ticks = tuple(TICK + category for category in Category)
    benefits = tuple(BENEFIT + kind for kind in BenefitKind)
    health = tuple(HEALTH + kind for kind in HealthKind)
    return (*(str(field) for field in RegisterField), *ticks, *benefits, *health, IGNORE)


def contact_role(header: str) -> ContactRole | None:
    """Return what the contact named under a header is for, if the header says so."""
    return next((role for word, role in _ROLES if word in header), None)


def default_relation(header: str) -> str:
    """Return the relation that a header such as 子女姓名 implies."""
    return next((word for word in ("子女", "邻居", "村医", "监护人", "家庭医生") if word in header), "")
