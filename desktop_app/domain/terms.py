"""The field's closed lists of words: one enum per list, each value with its official Chinese term.

The stored value is a short English key that never changes; ``.term`` is the word printed on papers and a
gettext message id. Lists follow the plans quoted in ``resources/policies`` and GB code tables.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Term(StrEnum):
    """A member of a closed list: its value is the stored key, ``term`` its official Chinese word."""

    term: str

    # A member equals its key, so it hashes like it; the enumeration's own hash is that of the member's name, and slow.
    __hash__ = str.__hash__

    def __new__(cls, key: str, term: str = "") -> Self:
        """Create the member with its key and its Chinese word; the default lets type checkers see look-ups."""
        member = str.__new__(cls, key)
        member._value_ = key
        member.term = term
        return member


class Category(Term):
    """类别标签: why an elder may be in special difficulty; an elder may carry many, each dated."""

    LIVING_ALONE = "living_alone", "独居"
    EMPTY_NEST = "empty_nest", "空巢"
    LEFT_BEHIND = "left_behind", "留守"
    INCAPACITATED = "incapacitated", "失能"
    PARTLY_INCAPACITATED = "partly_incapacitated", "半失能"
    DEMENTIA = "dementia", "失智"
    SEVERELY_DISABLED = "severely_disabled", "重残"
    DISABLED = "disabled", "残疾"
    OLDEST_OLD = "oldest_old", "高龄"
    DESTITUTE_DISPERSED = "destitute_dispersed", "特困（分散供养）"
    DESTITUTE_CENTRAL = "destitute_central", "特困（集中供养）"
    MINIMUM_ALLOWANCE = "minimum_allowance", "低保"
    LOW_INCOME = "low_income", "低保边缘"
    SPECIAL_FAMILY = "special_family", "计划生育特殊家庭"
    CHILDLESS = "childless", "无子女"
    HIGH_RISK_DISEASE = "high_risk_disease", "高危慢病"
    CHRONIC_DISEASE = "chronic_disease", "慢性病"
    SERIOUS_DISEASE = "serious_disease", "大病"
    PREFERENTIAL = "preferential", "优抚"


class Tier(Term):
    """风险等级, strictest first."""

    HIGH = "high", "高风险"
    KEY = "key", "重点"
    GENERAL = "general", "一般"


class Mode(Term):
    """探访方式: how the visit was made."""

    IN_PERSON = "in_person", "上门"
    PHONE = "phone", "电话"
    VIDEO = "video", "视频"
    DEVICE = "device", "物联网"
    THIRD_PARTY = "third_party", "代访"


class Outcome(Term):
    """探访结果: what came of one attempt or contact."""

    MET_IN_PERSON = "met_in_person", "见到本人"
    MET_REMOTELY = "met_remotely", "通话到本人"
    SEEN_BY_THIRD_PARTY = "seen_by_third_party", "他人代述"
    NOT_AT_HOME = "not_at_home", "不在家"
    COULD_NOT_REACH = "could_not_reach", "无人应答"
    REFUSED = "refused", "拒访"
    AWAY = "away", "外出"
    IN_HOSPITAL = "in_hospital", "住院"
    IN_INSTITUTION = "in_institution", "入住机构"
    MOVED = "moved", "迁出"
    DECEASED = "deceased", "死亡"


class VisitorRole(Term):
    """探访人身份."""

    COMMITTEE = "committee", "嘎查村（社区）干部"
    GRID = "grid", "网格员"
    SOCIAL_WORKER = "social_worker", "社工"
    VOLUNTEER = "volunteer", "志愿者"
    NEIGHBOUR = "neighbour", "邻里亲属"
    PARTY_MEMBER = "party_member", "党员"
    ASSOCIATION = "association", "老年协会"
    DOCTOR = "doctor", "家庭医生"
    PROVIDER = "provider", "服务机构"
    OTHER = "other", "其他"


class Sex(Term):
    """性别, GB/T 2261.1; the key is the national code."""

    UNKNOWN = "0", "未知"
    MALE = "1", "男"
    FEMALE = "2", "女"
    UNSTATED = "9", "未说明"


class LivingArrangement(Term):
    """居住情况."""

    ALONE = "alone", "独居"
    WITH_SPOUSE = "with_spouse", "与配偶居住"
    WITH_CHILDREN = "with_children", "与子女居住"
    WITH_PARENTS = "with_parents", "与父母居住"
    WITH_SIBLINGS = "with_siblings", "与兄弟姐妹居住"
    WITH_OTHER_RELATIVES = "with_other_relatives", "与其他亲属居住"
    WITH_NON_RELATIVES = "with_non_relatives", "与非亲属居住"
    INSTITUTION = "institution", "养老机构"


class ResidenceKind(Term):
    """居住时段的地点类别."""

    VILLAGE = "village", "本村"
    PASTURE = "pasture", "牧点（季节）"
    TOWN = "town", "镇上"
    CHILD = "child", "子女家"
    HOSPITAL = "hospital", "医院"
    INSTITUTION = "institution", "养老机构"
    ELSEWHERE = "elsewhere", "其他"


class WillingnessKind(Term):
    """探访意愿."""

    WILLING = "willing", "愿意"
    PHONE_ONLY = "phone_only", "仅电话"
    REFUSES = "refuses", "拒绝"


class ContactRole(Term):
    """联系人的用途: one contact may serve several."""

    SUPPORTER = "supporter", "赡养人"
    EMERGENCY = "emergency", "紧急联系人"
    KEY_HOLDER = "key_holder", "钥匙保管人"
    NEIGHBOUR = "neighbour", "邻居"
    DOCTOR = "doctor", "村医"
    CARER = "carer", "照护人"
    GUARDIAN = "guardian", "监护人"


class RoundKind(Term):
    """一次登记多人的探访: a household visited together, or a list of calls."""

    HOUSEHOLD = "household", "入户同访"
    CALLS = "calls", "电话探访"


class SignatureKind(Term):
    """签字情况: how the elder confirmed the visit on paper."""

    SELF = "self", "本人签字"
    THUMB = "thumb", "本人按手印"
    PROXY = "proxy", "他人代签"
    UNABLE = "unable", "不便签字"
    DECLINED = "declined", "不愿签字"


class FindingKind(Term):
    """发现问题的四类."""

    URGENT = "urgent", "紧急"
    HAZARD = "hazard", "隐患"
    NEED = "need", "需求"
    BENEFIT = "benefit", "待遇"


class FindingState(Term):
    """问题办理状态."""

    OPEN = "open", "在办"
    CLOSED = "closed", "已销号"


class FindingStepKind(Term):
    """办理过程的步骤."""

    ASSIGNED = "assigned", "交办"
    ACTED = "acted", "处理"
    REFERRED = "referred", "转介"
    ANSWERED = "answered", "答复"
    ESCALATED = "escalated", "上报"
    RETURNED = "returned", "交回办理"
    CHECKED = "checked", "探访时仍未解决"
    CLOSED = "closed", "销号"
    REOPENED = "reopened", "重新打开"


class SupportStepKind(Term):
    """督促赡养的方式."""

    URGED = "urged", "督促"
    LETTER = "letter", "发督促函"
    AGREEMENT = "agreement", "协助签订赡养协议"
    MEDIATION = "mediation", "转人民调解"
    LEGAL_AID = "legal_aid", "转法律援助"
    REPORTED = "reported", "报告有关部门"


class SupportResult(Term):
    """督促的结果."""

    FULFILLED = "fulfilled", "已履行"
    PROMISED = "promised", "答应履行"
    PARTLY = "partly", "部分履行"
    REFUSED = "refused", "不肯履行"
    UNREACHED = "unreached", "联系不上"
    PENDING = "pending", "等待答复"


class ServiceGroup(Term):
    """服务的大类."""

    MEALS = "meals", "助餐"
    BATH = "bath", "助浴"
    CLEANING = "cleaning", "助洁"
    CARE = "care", "照料护理"
    HEALTH = "health", "健康医疗"
    COMFORT = "comfort", "精神慰藉"
    HOME = "home", "居家适老"
    RIGHTS = "rights", "权益维护"
    SOCIAL = "social", "文体与互助"


class ProviderKind(Term):
    """服务提供方的种类."""

    VILLAGE = "village", "嘎查村（社区）"
    STATION = "station", "养老服务站点"
    INSTITUTION = "institution", "养老机构"
    CLINIC = "clinic", "医疗卫生机构"
    SOCIAL_ORGANISATION = "social_organisation", "社会组织"
    COMPANY = "company", "企业"
    PROPERTY = "property", "物业企业"
    VOLUNTEERS = "volunteers", "志愿服务队"
    OTHER = "other", "其他"


class Satisfaction(Term):
    """满意程度."""

    SATISFIED = "satisfied", "满意"
    FAIR = "fair", "基本满意"
    UNSATISFIED = "unsatisfied", "不满意"


class AssessmentKind(Term):
    """评估的性质: only what a qualified agency issued is official."""

    OFFICIAL = "official", "正式评估"
    SCREENING = "screening", "筛查（非正式评估）"


class AssessmentReason(Term):
    """评估原因, GB/T 42195-2022."""

    FIRST = "first", "首次评估"
    ROUTINE = "routine", "常规评估"
    IMMEDIATE = "immediate", "即时评估"
    DOUBT = "doubt", "因对评估结果有疑问进行的复评"
    OTHER = "other", "其他"


class AssessmentCondition(Term):
    """改变能力等级的情形, GB/T 42195-2022."""

    COMA = "coma", "昏迷"
    DEMENTIA = "dementia", "确诊痴呆（F00～F03）"
    MENTAL = "mental", "精神科专科医生诊断的其他精神和行为障碍（F04～F99）"
    RISK_EVENTS = "risk_events", "近30天内发生2次及以上照护风险事件"


class AbilityLevel(Term):
    """能力等级, GB/T 42195-2022, best first; the key is the digit."""

    INTACT = "0", "能力完好"
    MILD = "1", "能力轻度受损（轻度失能）"
    MODERATE = "2", "能力中度受损（中度失能）"
    SEVERE = "3", "能力重度受损（重度失能）"
    LOST = "4", "能力完全丧失（完全失能）"


class IrregularityKind(Term):
    """自查发现的疑点."""

    SAME_WORDS = "same_words", "文字雷同"
    TOO_FAST = "too_fast", "短时间内多次探访"
    IN_HOSPITAL = "in_hospital", "住院期间上门见到本人"
    AFTER_DEATH = "after_death", "去世之后的探访"
    MONTH_END = "month_end", "集中在月末"
    SAME_PHOTO = "same_photo", "照片重复"
    NO_ASSESSMENT = "no_assessment", "失能而无能力评估"
    UNDER_AGE = "under_age", "未满60周岁而有类别"


class HazardKind(Term):
    """紧急联络的情形."""

    COLD = "cold", "寒潮"
    HEAT = "heat", "高温"
    FLOOD = "flood", "汛情"
    POWER_CUT = "power_cut", "停水停电"


class EndReason(Term):
    """退出名册的原因."""

    DECEASED = "deceased", "死亡"
    MOVED_OUT = "moved_out", "迁出"
    INSTITUTION = "institution", "入住机构"
    MISTAKEN = "mistaken", "登记有误"
    OTHER = "other", "其他"


class Residency(Term):
    """人户状况: whether the registered household (户籍) and the usual residence (常住) are here."""

    BOTH = "both", "户籍在、人在"
    REGISTERED_ONLY = "registered_only", "户籍在、人不在"
    LIVING_ONLY = "living_only", "户籍不在、人在"


class DisabilityKind(Term):
    """残疾类别, GB/T 26341; the key is the digit of the certificate."""

    SIGHT = "1", "视力"
    HEARING = "2", "听力"
    SPEECH = "3", "言语"
    LIMBS = "4", "肢体"
    INTELLECT = "5", "智力"
    MIND = "6", "精神"
    SEVERAL = "7", "多重"


class DisabilityGrade(Term):
    """残疾等级, GB/T 26341; one is the heaviest."""

    ONE = "1", "一级"
    TWO = "2", "二级"
    THREE = "3", "三级"
    FOUR = "4", "四级"


class BenefitKind(Term):
    """享受待遇: what an elder receives or is insured by."""

    OLD_AGE_ALLOWANCE = "old_age_allowance", "高龄津贴"
    MINIMUM_ALLOWANCE = "minimum_allowance", "最低生活保障金"
    DESTITUTE_SUPPORT = "destitute_support", "特困供养金"
    NURSING_SUBSIDY = "nursing_subsidy", "失能护理补贴"
    DISABILITY_LIVING = "disability_living", "困难残疾人生活补贴"
    DISABILITY_NURSING = "disability_nursing", "重度残疾人护理补贴"
    SERVICE_SUBSIDY = "service_subsidy", "养老服务补贴"
    SPECIAL_FAMILY_AID = "special_family_aid", "计生特扶金"
    PREFERENTIAL = "preferential", "优抚补助"
    ACCIDENT_INSURANCE = "accident_insurance", "意外伤害保险"
    PENSION_INSURANCE = "pension_insurance", "基本养老保险"
    MEDICAL_INSURANCE = "medical_insurance", "基本医疗保险"
    OTHER = "other", "其他"


class HealthKind(Term):
    """健康情况的类别."""

    DISEASE = "disease", "疾病"
    ALLERGY = "allergy", "过敏"
    MEDICINE = "medicine", "用药"
    AID = "aid", "辅具"
    SURGERY = "surgery", "手术住院史"
    OTHER = "other", "其他"


class LifeEventKind(Term):
    """重大变故与人员变动; what each does to the register is in ``domain.life_events``."""

    BEREAVEMENT = "bereavement", "丧偶或丧亲"
    FALL = "fall", "跌倒受伤"
    ACUTE_ILLNESS = "acute_illness", "突发重病"
    FIRE = "fire", "火灾"
    DISASTER = "disaster", "受灾"
    VIOLENCE = "violence", "受虐或遗弃"
    HOSPITAL_IN = "hospital_in", "住院"
    HOSPITAL_OUT = "hospital_out", "出院"
    INSTITUTION_IN = "institution_in", "入住机构"
    INSTITUTION_OUT = "institution_out", "离开机构"
    SEASONAL_MOVE = "seasonal_move", "转场"
    MOVED_OUT = "moved_out", "迁出"
    RETURNED = "returned", "迁回"
    DECEASED = "deceased", "死亡"
    OTHER = "other", "其他变故"
    URGENT_FINDING = "urgent_finding", "发现紧急问题"


class LinkVerdict(Term):
    """两份档案是否同一人."""

    SAME = "same", "同一人"
    DIFFERENT = "different", "不是同一人"


class LocalFieldKind(Term):
    """本地自设栏目的填法."""

    TEXT = "text", "文字"
    NUMBER = "number", "数字"
    DAY = "day", "日期"
    CHOICE = "choice", "选择"


class AccessKind(Term):
    """查阅与输出台账的种类."""

    LOOKED = "looked", "查看"
    COPIED = "copied", "复制"
    EXPORTED = "exported", "导出"
    PRINTED = "printed", "打印"
    REMOVED = "removed", "删除"


class DutyState(Term):
    """应探访的状态."""

    PLANNED = "planned", "未到期"
    OPEN = "open", "可探访"
    DUE = "due", "应探访"
    OVERDUE = "overdue", "已逾期"
    MET = "met", "已完成"
    MET_LATE = "met_late", "逾期完成"
    WAIVED = "waived", "免访"
    CANCELLED = "cancelled", "已取消"
    LAPSED = "lapsed", "未完成"


class DutyKind(Term):
    """应探访的种类: by rhythm, after a life event, or for a campaign."""

    ROUTINE = "routine", "定期探访"
    EVENT = "event", "重大变故探访"
    CAMPAIGN = "campaign", "专项探访"


class LadderStep(Term):
    """未见到本人后的下一步, gentlest first; the last one means that somebody must find out today."""

    RETRY = "retry", "换时间再访"
    PHONE = "phone", "打电话"
    CONTACT = "contact", "问邻居或联系人"
    ALERT = "alert", "平安预警"


class ReachKind(Term):
    """居住期间的探访方式: how somebody who lives elsewhere for a time is visited."""

    IN_PERSON = "in_person", "上门"
    REMOTE = "remote", "电话或视频"
    LOCAL = "local", "当地代访"


class WaiverKind(Term):
    """不再要求一次探访的方式: it need not be made, or it was never owed."""

    WAIVED = "waived", "批准免访"
    CANCELLED = "cancelled", "取消"


class TierVerdict(Term):
    """等级认定的结论: a tier is set by people, or a proposed change is turned down."""

    SET = "set", "认定"
    KEPT = "kept", "不调整"


class CampaignKind(Term):
    """专项探访的种类."""

    COLD = "cold", "寒潮"
    HEAT = "heat", "高温"
    FLOOD = "flood", "汛期"
    STOVE = "stove", "取暖防煤气中毒"
    POWER_CUT = "power_cut", "停水停电"
    SPRING_FESTIVAL = "spring_festival", "春节"
    MID_AUTUMN = "mid_autumn", "中秋"
    RESPECT_MONTH = "respect_month", "敬老月"
    BEFORE_MOVE = "before_move", "转场前"
    AFTER_MOVE = "after_move", "转场后"
    OTHER = "other", "其他"


class PolicyOrigin(Term):
    """政策方案的来历: changed here, or taken from a file."""

    EDITED = "edited", "本地修订"
    FILE = "file", "文件载入"


class MissingData(Term):
    """缺项: what an elder's file still lacks, or what should be looked at again."""

    ID_NUMBER = "id_number", "无身份证号"
    ID_DOUBT = "id_doubt", "证件号存疑"
    BIRTH_ON = "birth_on", "无出生日期"
    SEX = "sex", "无性别"
    PHONE = "phone", "无电话"
    ADDRESS = "address", "无住址"
    EMERGENCY_CONTACT = "emergency_contact", "无紧急联系人"
    VISITOR = "visitor", "无探访人"
    LIVING_ARRANGEMENT = "living_arrangement", "居住情况未填"
    RESIDENCY = "residency", "人户状况未填"
    WILLINGNESS = "willingness", "探访意愿未问"


class SiteLevel(Term):
    """站点级别."""

    VILLAGE = "village", "嘎查村（社区）"
    TOWNSHIP = "township", "苏木乡镇（街道）"
    COUNTY = "county", "旗县区"


class UserRole(Term):
    """登录用户的角色."""

    OFFICER = "officer", "管理员"
    WORKER = "worker", "经办人"
    READER = "reader", "查阅人"
