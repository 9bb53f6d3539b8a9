"""Closed lists about what is owed besides visits: how a plan spreads it, what proves it, how it stands."""

from __future__ import annotations

from desktop_app.domain.terms import Term


class DueKind(Term):
    """What a line of the radar is about."""

    SERVICE = "service", "应享服务"
    SUBSIDY = "subsidy", "应享待遇"
    AGREEMENT = "agreement", "服务协议到期"
    PROVIDER = "provider", "提供方合同到期"
    ASSESSMENT = "assessment", "能力评估到期"
    UNASSESSED = "unassessed", "失能未评估"
    CERTIFICATE = "certificate", "残疾证到期"
    BENEFIT = "benefit", "待遇到期"
    ASK_AGAIN = "ask_again", "意愿到期再问"


class DueState(Term):
    """How it stands with what is owed, most urgent first; what ends is overdue once it has ended."""

    OVERDUE = "overdue", "已过期"
    DUE = "due", "待办"
    COMING = "coming", "将到"
    MET = "met", "已落实"


class DuePeriod(Term):
    """How the times a year are spread: one in each of as many equal parts of it, or all at any time."""

    EVEN = "even", "全年均分，每段一次"
    YEAR = "year", "全年内做满"


class DueProof(Term):
    """What shows that a service that is owed was given."""

    SERVICE = "service", "服务记录"
    CONTRACT = "contract", "在期的长期安排"
    ASSESSMENT = "assessment", "正式能力评估"


class LivingPlace(Term):
    """Where somebody lives for whom a service or subsidy is meant."""

    HOME = "home", "居家"
    INSTITUTION = "institution", "机构"
    ANYWHERE = "anywhere", "不限"
