"""Every list, rhythm, service and target of the five plans as a written case that quotes its sentence.

A case reads: this plan says this sentence; so these people are owed this. Whoever changes a profile changes the case
beside it, or finds out here that it no longer says what the plan says.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from desktop_app.domain.policies import Basis, PolicyProfile, strictest_target
from desktop_app.domain.policy_changes import RuleChange, with_rule_changed
from desktop_app.domain.terms import Category, DutyKind, DutyState, LifeEventKind, Mode, Outcome, Tier
from desktop_app.scheduling.calendar import Calendar
from desktop_app.scheduling.duties import duties
from desktop_app.scheduling.duty import Duty
from desktop_app.scheduling.facts import CategorySpanFact, EventFact, PersonFacts, VisitFact
from desktop_app.scheduling.rulebook import Matcher, RuleBook, first_holding
from desktop_app.scheduling.standing import standing_on
from tests.scheduling.made_up import shipped

PLANS = (
    "national-2021-37",
    "chifeng-2022-56",
    "chifeng-2023-42-urban",
    "chifeng-2023-42-pastoral",
    "ordos-14fyp",
    "liaoyuan-14fyp",
)
OVERLAY = "inner-mongolia-2022"
TODAY = date(2026, 3, 10)
TERMS = {category.term: category for category in Category}


@dataclass(frozen=True, slots=True)
class ListCase:
    """A list of categories; ``special`` says whether the profile counts those named as 特殊困难老年人."""

    plan: str
    key: str
    sentence: str
    categories: str
    special: bool


@dataclass(frozen=True, slots=True)
class ServiceCase:
    """A service owed so many times a year to people of these ages and categories, and not to those."""

    plan: str
    key: str
    sentence: str
    times: int
    owed: tuple[tuple[int, str], ...]
    not_owed: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class SubsidyCase:
    """A benefit for people of these ages and categories, and not for those."""

    plan: str
    key: str
    sentence: str
    benefit: str
    owed: tuple[tuple[int, tuple[str, ...]], ...]
    not_owed: tuple[tuple[int, tuple[str, ...]], ...]
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class TargetCase:
    """An indicator's target for 2025."""

    plan: str
    key: str
    sentence: str
    target: str


@dataclass(frozen=True, slots=True)
class RhythmCase:
    """A visit rule: who is owed a visit from which to which day on the 10th of March 2026, and what counts.

    ``seen_on`` is the last visit before, where the window runs from it. ``on`` tells whether the rule is in force
    as shipped; one that is off is judged as if it were switched on.
    """

    plan: str
    key: str
    sentence: str
    age: int
    category: str
    window: tuple[date, date]
    counts: str
    on: bool = True
    seen_on: date | None = None


LISTS = (
    ListCase("national-2021-37", "visit_objects",
        "开展以空巢、留守、失能、重残、计划生育特殊家庭老年人为主要对象的居家社区探访。",
        "空巢 留守 失能 重残 计划生育特殊家庭", special=True),
    ListCase("national-2021-37", "care_objects",
        "独居、空巢、留守、失能、重残、计划生育特殊家庭等",
        "独居 空巢 留守 失能 重残 计划生育特殊家庭", special=True),
    ListCase("chifeng-2022-56", "special_difficulty",
        "目前绝大部分老年人选择居家和社区养老,特别是重残、失能、留守、空巢等特殊困难老年人,对家庭养老床位和日间照料、应急救护的服务需求快速提升,亟需全面优化城市县域、乡镇街道、农村社区的居家养老服务网络,提升失能、半失能老人的照护能力,加快适老化改造和养老设施配备。",
        "重残 失能 留守 空巢", special=True),
    ListCase("chifeng-2022-56", "government_guarantee",
        "加强对经济困难老年群体的养老服务政策支持,通过直接供养、政府购买服务、老年人福利补贴等方式,优先将经济困难的高龄、空巢独居、失能(失智)、计划生育特殊家庭等老年人群体纳入政府兜底范围并予以重点保障。",
        "高龄 空巢 独居 失能 失智 计划生育特殊家庭", special=False),
    ListCase("chifeng-2022-56", "agency_help",
        "鼓励有资质的社会组织或服务机构开展养老服务咨询、代理服务,重点协助计划生育特殊家庭、无子女等老年人办理入住养老机构、就医、监护等事务。",
        "计划生育特殊家庭 无子女", special=False),
    ListCase("chifeng-2022-56", "legal_aid",
        "着重做好农村牧区、低收入、高龄、失能、残疾、计划生育特殊家庭等特殊困难老年人群体,以及被拐、残疾、遗弃婴幼儿的法律服务、法律援助和司法救助工作。",
        "低保边缘 高龄 失能 残疾 计划生育特殊家庭", special=False),
    ListCase("chifeng-2023-42-urban", "visit_objects",
        "完善以空巢、留守、失能、重残、计划生育特殊家庭等特殊困难老年人为服务重点的居家社区探访制度，全面建立居家社区探访制度，失能老人社区帮助率、特困老年人探访率达到100％。",
        "空巢 留守 失能 重残 计划生育特殊家庭", special=True),
    ListCase("chifeng-2023-42-urban", "special_difficulty",
        "目前绝大部分老年人选择居家和社区养老，特别是重残、失能、留守、空巢等特殊困难老年人，对家庭养老床位和日间照料、应急救护的服务需求快速提升，亟需全面优化城市县域、乡镇街道、农村社区的居家养老服务网络，提升失能、半失能老人的照护能力，加快适老化改造和养老设施配备。",
        "重残 失能 留守 空巢", special=True),
    ListCase("chifeng-2023-42-pastoral", "visit_objects",
        "建立农村牧区独居、留守、失能失智、重残、计划生育特殊家庭老年人定期探访制度，做好老年人基本信息摸查，以电话问候、上门访问等方式，定期探访老年人。",
        "独居 留守 失能 失智 重残 计划生育特殊家庭", special=True),
    ListCase("chifeng-2023-42-pastoral", "regular_visits",
        "建立以空巢、留守老年人为重点的定期探访制度。",
        "空巢 留守", special=True),
    ListCase("ordos-14fyp", "visit_objects",
        "完善留守老年人关爱服务体系，建立定期探访制度，及时了解和评估空巢及留守老年人生活情况、家庭赡养责任落实情况，提供相应援助服务。",
        "空巢 留守", special=True),
    ListCase("ordos-14fyp", "daily_care",
        "为贫困、空巢、失能、失智、计划生育特殊家庭老年人提供日常关怀和心理支持服务。",
        "低保 低保边缘 空巢 失能 失智 计划生育特殊家庭", special=True),
    ListCase("ordos-14fyp", "legal_aid",
        "加强老年人法律援助和法律服务，重点做好农村牧区贫困、高龄、空巢、失能、残疾等特殊困难老年群体的法律服务、法律援助和司法救助。",
        "低保 低保边缘 高龄 空巢 失能 残疾", special=False),
    ListCase("liaoyuan-14fyp", "visit_objects",
        "从老年人实际情感需要和生活需求出发,建立居家养老巡访关爱服务制度,以独居、空巢、留守、特困、高龄、失能(含失智)、重残和计划生育特殊家庭等居家老年人为重点,逐步扩大到所有居家老年人。",
        "独居 空巢 留守 特困（分散供养） 高龄 失能 失智 重残 计划生育特殊家庭", special=True),
    ListCase("liaoyuan-14fyp", "family_doctor_priority",
        "对于特困、高龄、失能(含失智)的重点老年人,在家庭医生签约和慢病管理的过程中,优先给予办理,甚至提供上门服务。",
        "特困（分散供养） 特困（集中供养） 高龄 失能 失智", special=False),
    ListCase("liaoyuan-14fyp", "low_cost_care",
        "在满足特困人员集中供养需求前提下,优先为经济困难的空巢、留守、失能、残疾、高龄老年人以及计划生育特殊家庭老年人提供无偿或低偿托养服务。",
        "空巢 留守 失能 残疾 高龄 计划生育特殊家庭", special=False),
)  # fmt: skip

MARCH = (date(2026, 3, 1), date(2026, 3, 31))
FIRST_QUARTER = (date(2026, 1, 1), date(2026, 3, 31))
OUTSIDE_RULE = "对失能老年人每月至少上门一次，外省有此做法；本地文件未作要求，默认不启用。"
HELP_AND_VISITS = (
    "完善以空巢、留守、失能、重残、计划生育特殊家庭等特殊困难老年人为服务重点的居家社区探访制度，"
    "全面建立居家社区探访制度，失能老人社区帮助率、特困老年人探访率达到100％。"
)
LIAOYUAN_OBJECTS = (
    "从老年人实际情感需要和生活需求出发,建立居家养老巡访关爱服务制度,以独居、空巢、留守、"
    "特困、高龄、失能(含失智)、重残和计划生育特殊家庭等居家老年人为重点,逐步扩大到所有居家老年人。"
)
LIAOYUAN_MEANS = (
    "注重整合现有资源,依托基层社工站点优势,发挥群众性自治组织、基层老年协会、社工、志愿者、邻里亲属作用,"
    "通过电话问候、上门探访等多种方式和利用物联网、互联网等多种媒介,及时排查化解风险,提供情感关怀和生活帮扶。"
)
WEEKLY = "重大变故发生后24小时内走访到位，平时每周走访不少于一次"

RHYTHMS = (
    RhythmCase("national-2021-37", "special-monthly",
        "根据老年人状况合理确定服务频次，对失能的特殊困难老年人，每月探访关爱不少于一次",
        70, "失能", MARCH, "上门 电话 视频 物联网"),
    RhythmCase("national-2021-37", "incapacitated-in-person-monthly",
        "对失能的特殊困难老年人每月上门探访", 70, "失能", MARCH, "上门", on=False),
    RhythmCase("chifeng-2022-56", "special-monthly",
        "特殊困难老年人月探访率达100%。", 70, "重残", MARCH, "上门 电话 视频"),
    RhythmCase("chifeng-2022-56", "incapacitated-in-person-monthly",
        OUTSIDE_RULE, 70, "失能", MARCH, "上门", on=False),
    RhythmCase("chifeng-2023-42-urban", "special-monthly",
        "特殊困难老年人月探访率达100%。", 70, "计划生育特殊家庭", MARCH, "上门 电话 视频"),
    RhythmCase("chifeng-2023-42-urban", "destitute-monthly",
        HELP_AND_VISITS, 70, "特困（分散供养）", MARCH, "上门 电话 视频"),
    RhythmCase("chifeng-2023-42-urban", "incapacitated-in-person-monthly",
        OUTSIDE_RULE, 70, "失智", MARCH, "上门", on=False),
    RhythmCase("chifeng-2023-42-pastoral", "special-monthly",
        "特殊困难老年人月探访率达100%。", 70, "独居", MARCH, "上门 电话 视频"),
    RhythmCase("chifeng-2023-42-pastoral", "destitute-monthly",
        HELP_AND_VISITS, 70, "特困（分散供养）", MARCH, "上门 电话 视频"),
    RhythmCase("chifeng-2023-42-pastoral", "incapacitated-in-person-monthly",
        OUTSIDE_RULE, 70, "失能", MARCH, "上门", on=False),
    RhythmCase("ordos-14fyp", "special-monthly",
        "特殊困难老年人月探访率\t100%", 70, "空巢", MARCH, "上门 电话 视频"),
    RhythmCase("ordos-14fyp", "incapacitated-in-person-monthly",
        OUTSIDE_RULE, 70, "失能", MARCH, "上门", on=False),
    RhythmCase("liaoyuan-14fyp", "special-monthly",
        LIAOYUAN_MEANS, 80, "", MARCH, "上门 电话 视频 物联网"),
    RhythmCase("liaoyuan-14fyp", "all-elders-quarterly",
        LIAOYUAN_OBJECTS, 62, "", FIRST_QUARTER, "上门 电话 视频 物联网", on=False),
    RhythmCase("liaoyuan-14fyp", "incapacitated-in-person-monthly",
        OUTSIDE_RULE, 70, "失能", MARCH, "上门", on=False),
    RhythmCase(OVERLAY, "high-weekly",
        WEEKLY, 80, "独居", (date(2026, 3, 8), date(2026, 3, 14)), "上门 电话 视频 物联网 代访",
        seen_on=date(2026, 3, 7)),
    RhythmCase(OVERLAY, "key-monthly",
        "每月走访不少于一次", 60, "失能", MARCH, "上门 电话 视频 物联网 代访"),
    RhythmCase(OVERLAY, "general-quarterly",
        "每季度走访不少于一次", 70, "留守", FIRST_QUARTER, "上门 电话 视频 物联网 代访"),
)  # fmt: skip

TIERS = (
    ("80岁以上独居、空巢、留守老年人，患有阿尔茨海默症、重度高血压、心脏病等随时可能危及生命安全病症的老年人",
        Tier.HIGH, ((80, "独居"), (80, "空巢"), (91, "留守"), (60, "高危慢病")), ((79, "独居"), (85, "重残"))),
    ("60岁以上失能失智老年人、分散供养特困人员和计划生育特殊家庭老人、社会散居孤儿、困境儿童等",
        Tier.KEY, ((60, "失能"), (60, "失智"), (70, "特困（分散供养）"), (70, "计划生育特殊家庭")), ((70, "留守"),)),
    ("报道没有写明一般对象的范围；系统定为不属高风险、重点的特殊困难老年人。",
        Tier.GENERAL, ((70, "留守"), (79, "独居")), ((80, "留守"),)),
)  # fmt: skip

SERVICES = (
    ServiceCase("chifeng-2022-56", "medical-care-65",
        "为65周岁以上居家养老的老年人每年进行两次医养结合服务、为失能老年人提供健康评估与健康服务。",
        times=2, owed=((65, ""), (80, "独居")), not_owed=((64, "失能"),)),
    ServiceCase("chifeng-2022-56", "incapacitated-health",
        "为65周岁以上居家养老的老年人每年进行两次医养结合服务、为失能老年人提供健康评估与健康服务。",
        times=1, owed=((60, "失能"), (72, "失智")), not_owed=((90, "半失能"),)),
    ServiceCase("chifeng-2022-56", "health-assessment",
        "通过政府购买服务的方式统一为失能(失智)和残疾人开展健康评估。",
        times=1, owed=((60, "失能"), (60, "失智"), (61, "残疾"), (61, "重残")), not_owed=((90, "空巢"),)),
    ServiceCase("ordos-14fyp", "cognitive-75",
        "开展75岁以上老年人认知功能检测评估，积极进行分类干预和分层管理。",
        times=1, owed=((75, ""), (99, "留守")), not_owed=((74, "失智"),)),
    ServiceCase("ordos-14fyp", "incapacitated-health",
        "实施基本公共卫生服务项目，为失能老年人上门开展健康评估和健康服务。",
        times=1, owed=((60, "失能"), (72, "失智")), not_owed=((90, "半失能"),)),
    ServiceCase("ordos-14fyp", "health-assessment",
        "通过政府购买服务等方式，为失能（失智）、半失能、计划生育特殊家庭和残疾老年人开展健康评估。",
        times=1, owed=((60, "失能"), (60, "失智"), (60, "半失能"), (60, "计划生育特殊家庭"), (61, "残疾")), not_owed=((90, "空巢"),)),
    ServiceCase("liaoyuan-14fyp", "health-management",
        "每年为老年人提供1次健康管理服务,提供生活方式和健康状况评估、体格检查、辅助检查和健康指导服务。",
        times=1, owed=((60, ""), (88, "独居")), not_owed=()),
    ServiceCase("liaoyuan-14fyp", "chronic-follow-up",
        "加强老年人群重大传染病、重点慢性病的早期筛查、干预及分类指导,对慢病患者定期随访并提供用药指导。",
        times=1, owed=((60, "慢性病"), (70, "高危慢病")), not_owed=((90, "独居"),)),
    ServiceCase("chifeng-2022-56", "health-management",
        "老年人健康管理率达100%,65岁以上老年人城乡社区规范健康管理服务率达70%以上。",
        times=1, owed=((60, ""), (88, "独居")), not_owed=((59, "失能"),)),
    ServiceCase("chifeng-2022-56", "family-doctor",
        "家庭医生签约率达100%,开展上门服务。",
        times=1, owed=((60, ""),), not_owed=((59, ""),)),
    ServiceCase("chifeng-2023-42-urban", "health-management",
        "老年人健康管理率达100%，65岁以上老年人城乡社区规范健康管理服务率达61%以上。",
        times=1, owed=((60, ""),), not_owed=((59, ""),)),
    ServiceCase("chifeng-2023-42-urban", "family-doctor",
        "家庭医生签约率达100%，支持有条件的医疗机构为居家老年人提供上门医疗卫生服务。",
        times=1, owed=((60, ""),), not_owed=((59, ""),)),
    ServiceCase("chifeng-2023-42-pastoral", "health-management",
        "老年人健康管理率达100%，65岁以上老年人城乡社区规范健康管理服务率达61%以上。",
        times=1, owed=((60, ""),), not_owed=((59, ""),)),
    ServiceCase("chifeng-2023-42-pastoral", "family-doctor",
        "家庭医生签约率达100%，支持有条件的医疗机构为居家老年人提供上门医疗卫生服务。",
        times=1, owed=((60, ""),), not_owed=((59, ""),)),
    ServiceCase("ordos-14fyp", "health-management-65",
        "“十四五”期间，65岁及以上老年人城乡社区规范健康管理服务率达到65%以上，65岁及以上老年人中医药（蒙医药）健康管理率达到75%以上。",
        times=1, owed=((65, ""),), not_owed=((64, "失能"),)),
    ServiceCase("ordos-14fyp", "traditional-medicine-65",
        "“十四五”期间，65岁及以上老年人城乡社区规范健康管理服务率达到65%以上，65岁及以上老年人中医药（蒙医药）健康管理率达到75%以上。",
        times=1, owed=((65, ""),), not_owed=((64, "失能"),)),
    ServiceCase("ordos-14fyp", "family-doctor",
        "加强老年人健康管理，落实老年人基本公共卫生服务和家庭医生签约服务。",
        times=1, owed=((60, ""),), not_owed=((59, ""),)),
    ServiceCase("liaoyuan-14fyp", "family-doctor-65",
        "做实做细家庭医生签约服务,提高65周岁及以上老年人家庭医生签约率,建立健康档案,开展健康体检。",
        times=1, owed=((65, ""),), not_owed=((64, "失能"),)),
    ServiceCase("liaoyuan-14fyp", "family-doctor-key",
        "对于特困、高龄、失能(含失智)的重点老年人,在家庭医生签约和慢病管理的过程中,优先给予办理,甚至提供上门服务。",
        times=1, owed=((60, "特困（分散供养）"), (80, ""), (61, "失智")), not_owed=((79, "独居"),)),
    ServiceCase("liaoyuan-14fyp", "traditional-medicine",
        "逐步完善基本公共卫生项目中医药健康管理服务,持续扩大老年人中医药健康管理服务面,不断优化服务内容,提高服务质量,切实提高老年人中医药健康管理率。",
        times=1, owed=((65, ""),), not_owed=((64, ""),)),
    ServiceCase("liaoyuan-14fyp", "ability-assessment",
        "根据国家相关政策和评估标准,通过政府购买服务等方式,开展老年人能力综合评估,实现评估结果跨地域、跨部门互认,作为接受养老服务及享受其他相关政策待遇的依据。",
        times=1, owed=((60, "失能"), (70, "半失能"), (70, "失智")), not_owed=((90, "独居"),)),
)  # fmt: skip

SUBSIDIES = (
    SubsidyCase("chifeng-2023-42-urban", "old-age-allowance-80",
        "进一步规范财政支持养老服务工作，老年人高龄津贴、城乡养老照料设施建设资助和运营管理补贴、养老机构建设运营补贴等经费按照财政事权与支出责任划分及各项政策规定予以保障，并积极争取上级资金，统筹养老照料设施发展。",
        "高龄津贴", owed=((80, ()),), not_owed=((79, ("失能",)),)),
    SubsidyCase("chifeng-2023-42-pastoral", "old-age-allowance-80",
        "进一步规范财政支持养老服务工作，老年人高龄津贴、城乡养老照料设施建设资助和运营管理补贴、养老机构建设运营补贴等经费按照财政事权与支出责任划分及各项政策规定予以保障，并积极争取上级资金，统筹养老照料设施发展。",
        "高龄津贴", owed=((80, ()),), not_owed=((79, ()),)),
    SubsidyCase("chifeng-2022-56", "accident-insurance",
        "保持老年人意外伤害险和养老机构责任险制度全覆盖,研究建立长期护理保险制度。",
        "意外伤害保险", owed=((60, ()),), not_owed=((59, ()),)),
    SubsidyCase("chifeng-2022-56", "incapacitated-subsidy",
        "健全经济困难、失能、重病、计划生育特殊家庭等补贴制度。",
        "失能护理补贴", owed=((60, ("失能",)), (60, ("失智",))), not_owed=((90, ("半失能",)),)),
    SubsidyCase("chifeng-2022-56", "special-family-subsidy",
        "健全经济困难、失能、重病、计划生育特殊家庭等补贴制度。",
        "计生特扶金", owed=((60, ("计划生育特殊家庭",)),), not_owed=((90, ("无子女",)),)),
    SubsidyCase("ordos-14fyp", "old-age-allowance-80",
        "80岁以上老年人高龄津贴实现了普惠制发放，惠及老年人40271人次；",
        "高龄津贴", owed=((80, ()),), not_owed=((79, ()),)),
    SubsidyCase("ordos-14fyp", "poor-subsidy",
        "完善面向经济困难的高龄、失能（失智）、重度残疾和精神残疾老年人补贴制度。",
        "养老服务补贴", owed=((80, ("低保",)), (70, ("失能", "低保边缘")), (70, ("重残", "低保"))),
        not_owed=((80, ()), (79, ("低保",)), (70, ("失能",)))),
    SubsidyCase("ordos-14fyp", "disability-nursing",
        "做好与经济困难高龄、失能老年人补贴以及重度残疾人护理补贴等政策的衔接。",
        "重度残疾人护理补贴", owed=((60, ("重残",)),), not_owed=((60, ("残疾",)),)),
    SubsidyCase("ordos-14fyp", "accident-insurance",
        "积极推进老年人意外伤害保险。",
        "意外伤害保险", owed=((60, ()),), not_owed=(), enabled=False),
    SubsidyCase("liaoyuan-14fyp", "nursing-subsidy",
        "落实困难老年人入住机构补贴、贫困居家失能老年人护理补贴,适时调整补贴标准。",
        "失能护理补贴", owed=((60, ("失能", "低保")), (60, ("失智", "特困（分散供养）"))), not_owed=((60, ("失能",)), (60, ("低保",)))),
    SubsidyCase("liaoyuan-14fyp", "institution-subsidy",
        "落实困难老年人入住机构补贴、贫困居家失能老年人护理补贴,适时调整补贴标准。",
        "养老服务补贴", owed=((60, ("低保",)),), not_owed=((60, ("失能",)),)),
    SubsidyCase("liaoyuan-14fyp", "disability-nursing",
        "做好长期护理保险与经济困难的高龄、失能老年人补贴以及重度残疾人护理补贴等政策的衔接。",
        "重度残疾人护理补贴", owed=((60, ("重残",)),), not_owed=((60, ("残疾",)),)),
    SubsidyCase("liaoyuan-14fyp", "accident-insurance",
        "鼓励各县区结合实际,建立完善特殊困难群体和重点优抚对象中的老年人购买意外伤害保险相关政策。",
        "意外伤害保险", owed=((70, ("独居",)), (60, ("优抚",))), not_owed=((70, ()),)),
)  # fmt: skip

TARGETS = (
    TargetCase("national-2021-37", "monthly_visit_rate",
        "到2025年底，特殊困难老年人月探访率达到100%",
        "达到100%"),
    TargetCase("chifeng-2022-56", "monthly_visit_rate",
        "特殊困难老年人月探访率达100%。",
        "达到100%"),
    TargetCase("chifeng-2022-56", "health_management_rate",
        "老年人健康管理率达100%,65岁以上老年人城乡社区规范健康管理服务率达70%以上。",
        "达到100%"),
    TargetCase("chifeng-2022-56", "standard_health_management_rate_65",
        "老年人健康管理率达100%,65岁以上老年人城乡社区规范健康管理服务率达70%以上。",
        "不低于70%"),
    TargetCase("chifeng-2022-56", "family_doctor_rate",
        "家庭医生签约率达100%,开展上门服务。",
        "达到100%"),
    TargetCase("chifeng-2022-56", "incapacitated_destitute_central_rate",
        "失能特困人员集中供养率达60%。",
        "达到60%"),
    TargetCase("chifeng-2022-56", "pension_rate",
        "到2025年,全市基本养老保险参保率达100%、基本医疗保险参保率达95%。",
        "达到100%"),
    TargetCase("chifeng-2022-56", "medical_insurance_rate",
        "到2025年,全市基本养老保险参保率达100%、基本医疗保险参保率达95%。",
        "达到95%"),
    TargetCase("chifeng-2022-56", "urban_home_care_coverage",
        "城市居家社区养老服务覆盖率达100%。",
        "达到100%"),
    TargetCase("chifeng-2022-56", "rural_home_care_coverage",
        "农村居家养老服务设施行政村覆盖率达100%,有条件的自然村设置服务点。",
        "达到100%"),
    TargetCase("chifeng-2022-56", "social_workers_per_thousand",
        "每千名老年人配套社会工作者1.2人。",
        "达到1.2人"),
    TargetCase("chifeng-2022-56", "education_participation_rate",
        "经常性参与教育活动的老年人口比例达到25%。",
        "达到25%"),
    TargetCase("chifeng-2022-56", "elder_volunteer_rate",
        "继续大力开展“银龄行动”计划,组织医疗卫生、文化教育、农业科技等方面的老年专业人才参加各类志愿服务,老年志愿者注册人数占老年人口比例达到12%以上,创建全国示范性老年友好社区15个以上。",
        "不低于12%"),
    TargetCase("chifeng-2023-42-urban", "monthly_visit_rate",
        "特殊困难老年人月探访率达100%。",
        "达到100%"),
    TargetCase("chifeng-2023-42-urban", "destitute_visit_rate",
        "完善以空巢、留守、失能、重残、计划生育特殊家庭等特殊困难老年人为服务重点的居家社区探访制度，全面建立居家社区探访制度，失能老人社区帮助率、特困老年人探访率达到100％。",
        "达到100%"),
    TargetCase("chifeng-2023-42-urban", "incapacitated_help_rate",
        "完善以空巢、留守、失能、重残、计划生育特殊家庭等特殊困难老年人为服务重点的居家社区探访制度，全面建立居家社区探访制度，失能老人社区帮助率、特困老年人探访率达到100％。",
        "达到100%"),
    TargetCase("chifeng-2023-42-urban", "network_registration_rate",
        "到2025年，建立全市统一的智慧健康养老服务平台，80％的老年人完成入网登记。",
        "达到80%"),
    TargetCase("chifeng-2023-42-urban", "health_management_rate",
        "老年人健康管理率达100%，65岁以上老年人城乡社区规范健康管理服务率达61%以上。",
        "达到100%"),
    TargetCase("chifeng-2023-42-urban", "standard_health_management_rate_65",
        "老年人健康管理率达100%，65岁以上老年人城乡社区规范健康管理服务率达61%以上。",
        "不低于61%"),
    TargetCase("chifeng-2023-42-urban", "family_doctor_rate",
        "家庭医生签约率达100%，支持有条件的医疗机构为居家老年人提供上门医疗卫生服务。",
        "达到100%"),
    TargetCase("chifeng-2023-42-urban", "incapacitated_destitute_central_rate",
        "失能特困人员集中供养率达60%。",
        "达到60%"),
    TargetCase("chifeng-2023-42-urban", "pension_rate",
        "到2025年，全市基本养老保险参保率达100%、基本医疗保险参保率达95%。",
        "达到100%"),
    TargetCase("chifeng-2023-42-urban", "medical_insurance_rate",
        "到2025年，全市基本养老保险参保率达100%、基本医疗保险参保率达95%。",
        "达到95%"),
    TargetCase("chifeng-2023-42-urban", "urban_home_care_coverage",
        "城市居家社区养老服务覆盖率达100%。",
        "达到100%"),
    TargetCase("chifeng-2023-42-urban", "rural_home_care_coverage",
        "农村牧区居家养老服务设施覆盖率达60%。",
        "达到60%"),
    TargetCase("chifeng-2023-42-urban", "social_workers_per_thousand",
        "每千名老年人配套社会工作者1人。",
        "达到1人"),
    TargetCase("chifeng-2023-42-urban", "education_participation_rate",
        "经常性参与教育活动的老年人口比例达到25%。",
        "达到25%"),
    TargetCase("chifeng-2023-42-urban", "elder_volunteer_rate",
        "继续大力开展“银龄行动”计划，组织医疗卫生、文化教育、农业科技等方面的老年专业人才参加各类志愿服务，老年志愿者注册人数占老年人口比例达到12%以上，创建全国示范性老年友好社区15个以上。",
        "不低于12%"),
    TargetCase("chifeng-2023-42-pastoral", "monthly_visit_rate",
        "特殊困难老年人月探访率达100%。",
        "达到100%"),
    TargetCase("chifeng-2023-42-pastoral", "destitute_visit_rate",
        "完善以空巢、留守、失能、重残、计划生育特殊家庭等特殊困难老年人为服务重点的居家社区探访制度，全面建立居家社区探访制度，失能老人社区帮助率、特困老年人探访率达到100％。",
        "达到100%"),
    TargetCase("chifeng-2023-42-pastoral", "incapacitated_help_rate",
        "完善以空巢、留守、失能、重残、计划生育特殊家庭等特殊困难老年人为服务重点的居家社区探访制度，全面建立居家社区探访制度，失能老人社区帮助率、特困老年人探访率达到100％。",
        "达到100%"),
    TargetCase("chifeng-2023-42-pastoral", "network_registration_rate",
        "到2025年，建立全市统一的智慧健康养老服务平台，80％的老年人完成入网登记。",
        "达到80%"),
    TargetCase("chifeng-2023-42-pastoral", "health_management_rate",
        "老年人健康管理率达100%，65岁以上老年人城乡社区规范健康管理服务率达61%以上。",
        "达到100%"),
    TargetCase("chifeng-2023-42-pastoral", "standard_health_management_rate_65",
        "老年人健康管理率达100%，65岁以上老年人城乡社区规范健康管理服务率达61%以上。",
        "不低于61%"),
    TargetCase("chifeng-2023-42-pastoral", "family_doctor_rate",
        "家庭医生签约率达100%，支持有条件的医疗机构为居家老年人提供上门医疗卫生服务。",
        "达到100%"),
    TargetCase("chifeng-2023-42-pastoral", "incapacitated_destitute_central_rate",
        "失能特困人员集中供养率达60%。",
        "达到60%"),
    TargetCase("chifeng-2023-42-pastoral", "pension_rate",
        "到2025年，全市基本养老保险参保率达100%、基本医疗保险参保率达95%。",
        "达到100%"),
    TargetCase("chifeng-2023-42-pastoral", "medical_insurance_rate",
        "到2025年，全市基本养老保险参保率达100%、基本医疗保险参保率达95%。",
        "达到95%"),
    TargetCase("chifeng-2023-42-pastoral", "urban_home_care_coverage",
        "城市居家社区养老服务覆盖率达100%。",
        "达到100%"),
    TargetCase("chifeng-2023-42-pastoral", "rural_home_care_coverage",
        "农村牧区居家养老服务设施覆盖率达60%。",
        "达到60%"),
    TargetCase("chifeng-2023-42-pastoral", "social_workers_per_thousand",
        "每千名老年人配套社会工作者1人。",
        "达到1人"),
    TargetCase("chifeng-2023-42-pastoral", "education_participation_rate",
        "经常性参与教育活动的老年人口比例达到25%。",
        "达到25%"),
    TargetCase("chifeng-2023-42-pastoral", "elder_volunteer_rate",
        "继续大力开展“银龄行动”计划，组织医疗卫生、文化教育、农业科技等方面的老年专业人才参加各类志愿服务，老年志愿者注册人数占老年人口比例达到12%以上，创建全国示范性老年友好社区15个以上。",
        "不低于12%"),
    TargetCase("ordos-14fyp", "monthly_visit_rate",
        "特殊困难老年人月探访率\t100%",
        "达到100%"),
    TargetCase("ordos-14fyp", "pension_rate",
        "基本养老保险参保率\t95%以上",
        "不低于95%"),
    TargetCase("ordos-14fyp", "standard_health_management_rate_65",
        "65岁及以上老年人城乡社区规范健康管理服务率\t65%以上",
        "不低于65%"),
    TargetCase("ordos-14fyp", "traditional_medicine_rate_65",
        "65岁及以上老年人中医药（蒙医药）健康管理率\t75%以上",
        "不低于75%"),
    TargetCase("ordos-14fyp", "smart_training_coverage",
        "开展老年人运用智能技术培训社区覆盖率\t100%",
        "达到100%"),
    TargetCase("ordos-14fyp", "home_care_coverage",
        "养老服务体系更加完善，普惠型养老服务和互助性养老进一步发展，养老机构护理型床位占比达到55％以上，居家社区养老服务设施覆盖率达到100%，养老机构医养结合服务覆盖率达到100％。",
        "达到100%"),
    TargetCase("ordos-14fyp", "association_coverage",
        "城乡社区基层老年协会覆盖率\t90%以上",
        "不低于90%"),
    TargetCase("ordos-14fyp", "social_workers_per_thousand",
        "每千名老年人配备社会工作者人数\t保持1人以上",
        "不低于1人"),
    TargetCase("ordos-14fyp", "education_participation_rate",
        "经常性参与教育活动老年人占老年人口的比例\t20%以上",
        "不低于20%"),
    TargetCase("liaoyuan-14fyp", "monthly_visit_rate",
        "到2025年底，特殊困难老年人月探访率达到100%",
        "达到100%"),
)  # fmt: skip


def somebody(age: int, category: str, **facts: Any) -> PersonFacts:
    """Return somebody of this age on the day of the cases, on the register since New Year 2026."""
    spans = (CategorySpanFact(TERMS[category]),) if category else ()
    base: dict[str, Any] = {
        "uid": "e",
        "birth_on": date(TODAY.year - age, 1, 1),
        "registered_on": date(2026, 1, 1),
        "categories": spans,
    }
    return PersonFacts(**(base | facts))


def book_of(*profiles: PolicyProfile) -> RuleBook:
    return RuleBook(profiles)


def duties_of(person: PersonFacts, book: RuleBook, rule: str, on: date = TODAY) -> list[Duty]:
    """Return what a rule asks for in the window of a day."""
    found = duties(person, book, Calendar(), on)
    return [
        each for each in found if f"/{rule}/" in each.rule_id and each.earliest_on <= on <= each.latest_on
    ]


@pytest.mark.parametrize("case", LISTS, ids=lambda case: f"{case.plan}-{case.key}")
def test_a_list_of_categories_is_the_one_of_its_sentence(case: ListCase) -> None:
    profile = shipped(case.plan)
    (entry,) = [each for each in profile.category_lists if each.key == case.key]
    assert entry.source.sentence == case.sentence
    assert " ".join(category.term for category in entry.categories) == case.categories
    book = book_of(profile)
    for category in entry.categories:
        age = 85 if category is Category.OLDEST_OLD else 70
        judged = standing_on(somebody(age, category.term), book, TODAY)
        assert judged.special == (case.special or category in profile.special_categories)


@pytest.mark.parametrize("case", RHYTHMS, ids=lambda case: f"{case.plan}-{case.key}")
def test_a_rhythm_owes_the_visit_that_its_sentence_asks_for(case: RhythmCase) -> None:
    profile = shipped(case.plan)
    (rule,) = [each for each in profile.visit_rules if each.key == case.key]
    assert (rule.source.sentence, rule.enabled) == (case.sentence, case.on)
    before: list[VisitFact] = []
    if case.seen_on is not None:
        before.append(VisitFact("before", case.seen_on, Mode.IN_PERSON, Outcome.MET_IN_PERSON))
    person = somebody(case.age, case.category, visits=tuple(before))
    # The tiers of the autonomous region lie over a plan that says who is in special difficulty.
    others = (shipped("chifeng-2023-42-pastoral"),) if case.plan == OVERLAY else ()
    if not case.on:
        assert duties_of(person, book_of(profile, *others), case.key) == []
        profile = with_rule_changed(profile, case.key, RuleChange(enabled=True), profile.valid_from)
    book = book_of(profile, *others)
    (owed,) = duties_of(person, book, case.key)
    assert (owed.earliest_on, owed.latest_on) == case.window
    counted = set()
    for mode in Mode:
        outcome = Outcome.MET_IN_PERSON if mode is Mode.IN_PERSON else Outcome.MET_REMOTELY
        made = (*before, VisitFact("now", TODAY, mode, outcome))
        found = duties(somebody(case.age, case.category, visits=made), book, Calendar(), TODAY)
        if not any(duty.uid == owed.uid and duty.state is not DutyState.MET for duty in found):
            counted.add(mode.term)
    assert counted == set(case.counts.split())
    vain = (*before, VisitFact("now", TODAY, Mode.IN_PERSON, Outcome.NOT_AT_HOME))
    (still,) = duties_of(somebody(case.age, case.category, visits=vain), book, case.key)
    assert still.state in {DutyState.DUE, DutyState.OPEN}
    if case.category:
        assert duties_of(somebody(65, ""), book, case.key) == []


@pytest.mark.parametrize(("sentence", "tier", "inside", "outside"), TIERS)
def test_a_tier_holds_those_whom_its_sentence_names(
    sentence: str, tier: Tier, inside: tuple[tuple[int, str], ...], outside: tuple[tuple[int, str], ...]
) -> None:
    overlay = shipped(OVERLAY)
    (rule,) = [each for each in overlay.tiers if each.tier is tier]
    assert rule.source.sentence == sentence
    book = book_of(overlay, shipped("chifeng-2023-42-pastoral"))
    for age, category in inside:
        judged = standing_on(somebody(age, category), book, TODAY)
        assert (judged.tier, judged.tier_rule is not None) == (tier, True)
    for age, category in outside:
        assert standing_on(somebody(age, category), book, TODAY).tier is not tier


def test_somebody_must_be_there_within_24_hours_of_a_major_event() -> None:
    overlay = shipped(OVERLAY)
    (rule,) = [each for each in overlay.event_rules if each.key == "major-event"]
    assert rule.source.sentence == WEEKLY
    assert rule.within_hours == 24
    book = book_of(overlay, shipped("chifeng-2023-42-pastoral"))
    fall = EventFact("fall", LifeEventKind.FALL, TODAY, TODAY, happened_time="08:30", known_time="09:00")
    found = duties(somebody(80, "独居", events=(fall,)), book, Calendar(), TODAY)
    (owed,) = [each for each in found if each.kind is DutyKind.EVENT]
    assert (owed.latest_on, owed.latest_time, owed.about) == (date(2026, 3, 11), "08:30", "fall")
    phoned = VisitFact("v", TODAY, Mode.PHONE, Outcome.MET_REMOTELY, time="10:00")
    there = VisitFact("v", TODAY, Mode.IN_PERSON, Outcome.MET_IN_PERSON, time="10:00")
    for visit, met in ((phoned, False), (there, True)):
        person = somebody(80, "独居", events=(fall,), visits=(visit,))
        found = duties(person, book, Calendar(), TODAY)
        (owed,) = [each for each in found if each.kind is DutyKind.EVENT]
        assert (owed.state is DutyState.MET) == met


def test_what_is_our_own_setting_raises_the_tier_and_proposes_one_and_says_so() -> None:
    overlay = shipped(OVERLAY)
    (raising,) = [each for each in overlay.event_rules if each.key == "raise-after-event"]
    (proposal,) = overlay.tier_proposals
    assert {raising.source.basis, proposal.source.basis} == {Basis.DEFAULT}
    assert raising.source.note
    assert (raising.within_hours, raising.raises_to, raising.raise_days) == (None, Tier.HIGH, 14)
    book = book_of(overlay, shipped("chifeng-2023-42-pastoral"))
    fire = EventFact("fire", LifeEventKind.FIRE, date(2026, 3, 1), date(2026, 3, 1))
    person = somebody(70, "留守", events=(fire,))
    tiers = [standing_on(person, book, date(2026, 3, day)).tier for day in (1, 10, 31)]
    assert tiers == [Tier.HIGH, Tier.HIGH, Tier.GENERAL]


@pytest.mark.parametrize("case", SERVICES, ids=lambda case: f"{case.plan}-{case.key}")
def test_a_service_is_owed_to_those_whom_its_sentence_names(case: ServiceCase) -> None:
    profile = shipped(case.plan)
    (entry,) = [each for each in profile.due_services if each.key == case.key]
    assert (entry.source.sentence, entry.times_per_year) == (case.sentence, case.times)
    matchers = [Matcher(condition) for condition in entry.who]
    book = book_of(profile)
    for people, owed in ((case.owed, True), (case.not_owed, False)):
        for age, category in people:
            judged = standing_on(somebody(age, category), book, TODAY)
            at = first_holding(matchers, judged.mask, judged.age, judged.special, judged.tier)
            assert (at >= 0) == owed


@pytest.mark.parametrize("case", SUBSIDIES, ids=lambda case: f"{case.plan}-{case.key}")
def test_a_subsidy_is_for_those_whom_its_sentence_names(case: SubsidyCase) -> None:
    profile = shipped(case.plan)
    (entry,) = [each for each in profile.subsidies if each.key == case.key]
    assert (entry.source.sentence, entry.benefit.term) == (case.sentence, case.benefit)
    assert entry.enabled == case.enabled
    matchers = [Matcher(condition) for condition in entry.who]
    book = book_of(profile)
    for people, owed in ((case.owed, True), (case.not_owed, False)):
        for age, categories in people:
            spans = tuple(CategorySpanFact(TERMS[category]) for category in categories)
            judged = standing_on(somebody(age, "", categories=spans), book, TODAY)
            at = first_holding(matchers, judged.mask, judged.age, judged.special, judged.tier)
            assert (at >= 0) == owed, (age, categories)


@pytest.mark.parametrize("case", TARGETS, ids=lambda case: f"{case.plan}-{case.key}")
def test_a_target_is_the_one_of_its_sentence(case: TargetCase) -> None:
    (entry,) = [each for each in shipped(case.plan).indicators if each.key == case.key]
    assert entry.source.sentence == case.sentence
    target = entry.target_for(2025)
    assert target is not None
    assert f"{entry.bound.term}{target.value}{entry.unit}" == case.target
    assert entry.target_for(2024) is None


def test_one_city_has_two_targets_and_the_stricter_one_is_shown() -> None:
    key = "standard_health_management_rate_65"
    of = {case.plan: case for case in TARGETS if case.key == key}
    assert of["chifeng-2023-42-urban"].sentence.endswith("规范健康管理服务率达61%以上。")
    assert of["chifeng-2022-56"].sentence.endswith("规范健康管理服务率达70%以上。")
    plans = [shipped("chifeng-2023-42-urban"), shipped("chifeng-2022-56")]
    found = [strictest_target(chosen, key, 2025) for chosen in (plans[:1], plans[1:], plans)]
    assert [target.value for target in found if target] == [Decimal(61), Decimal(70), Decimal(70)]


def test_every_entry_of_every_plan_has_its_case() -> None:
    for part, cases in (
        ("category_lists", LISTS),
        ("visit_rules", RHYTHMS),
        ("due_services", SERVICES),
        ("subsidies", SUBSIDIES),
        ("indicators", TARGETS),
    ):
        shown = {(plan, each.key) for plan in (*PLANS, OVERLAY) for each in getattr(shipped(plan), part)}
        assert {(case.plan, case.key) for case in cases} == shown
