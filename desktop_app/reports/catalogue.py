"""The list of papers that the program can make, for the window, the command line and the tests."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from desktop_app.domain.errors import N_

CALL_OUT = "call-out-slip"
ROUTE = "route-sheet"
OVERDUE = "overdue-list"
VISIT_SHEET = "visit-sheet"
"""Papers that are also printed where duties are looked at, not only from the list of papers."""

CODED = frozenset({ROUTE, VISIT_SHEET})
"""Papers that are filled in by hand and entered later by the code printed on them."""

BOTH_SIDES = frozenset({"visit-year", "person-file", "binder", "handover-pack"})
"""Papers of several pages that are proposed for printing on both sides."""

PDF = "pdf"
XLSX = "xlsx"


class Ask(StrEnum):
    """What a paper that is chosen from a list can be asked for.

    MONTH: a month up to the running one; COMING: one more ahead besides. TODAY: nothing, it is of the day on
    which it is made. VILLAGE: one village or all; ONE_VILLAGE: one. PERSON: one person or all. NUMBERS: id
    numbers and phones in full. CATEGORY: one category, all in special difficulty or all on the register. PERIOD:
    a quarter, half a year or a year instead of the month. YEAR: the year of the month chosen. BLANK: the empty
    form for the pen.
    """

    MONTH = "month"
    COMING = "coming"
    TODAY = "today"
    VILLAGE = "village"
    ONE_VILLAGE = "one_village"
    PERSON = "person"
    VISITOR = "visitor"
    CAMPAIGN = "campaign"
    NUMBERS = "numbers"
    YEAR = "year"
    BLANK = "blank"
    CATEGORY = "category"
    PERIOD = "period"


class Group(StrEnum):
    """Under which heading a paper stands in the list."""

    FORMS = "forms"
    LEDGERS = "ledgers"
    LISTS = "lists"
    SERVICES = "services"
    FILES = "files"
    OTHERS = "others"


GROUP_TITLES = {
    Group.FORMS: N_("探访表单"),
    Group.LEDGERS: N_("台账与汇总"),
    Group.LISTS: N_("名单"),
    Group.SERVICES: N_("问题与服务"),
    Group.FILES: N_("档案"),
    Group.OTHERS: N_("其他"),
}

_GROUPS = {
    Group.FORMS: (
        "visit-record",
        "visit-year",
        VISIT_SHEET,
        ROUTE,
        CALL_OUT,
        "notice",
        "assessment-screening",
    ),
    Group.LEDGERS: ("month-ledger", "month-summary", "progress", "visitor-workload"),
    Group.LISTS: ("roster", OVERDUE, "visit-plan", "campaign-call-tree", "emergency-roster"),
    Group.SERVICES: ("finding-ageing", "due-service-list", "service-statistics", "referral-slip"),
    Group.FILES: ("person-file", "binder", "handover-pack"),
}


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper: its name on the command line, its title as a message id, the formats it comes in.

    One that asks for nothing is not chosen from a list but made where it belongs.
    """

    name: str
    title: str
    formats: tuple[str, ...]
    asks: frozenset[Ask] = frozenset()

    @property
    def group(self) -> Group:
        """Return under which heading it stands."""
        return next((group for group, names in _GROUPS.items() if self.name in names), Group.OTHERS)


_OF_TODAY = frozenset({Ask.TODAY, Ask.VILLAGE})
_OF_PEOPLE = frozenset({Ask.VILLAGE, Ask.PERSON, Ask.NUMBERS, Ask.BLANK})

CATALOGUE: tuple[Paper, ...] = (
    Paper(
        "visit-record",
        N_("探访记录表"),
        (PDF,),
        frozenset({Ask.MONTH, Ask.VILLAGE, Ask.PERSON, Ask.NUMBERS, Ask.BLANK}),
    ),
    Paper("person-file", N_("一人一档"), (PDF,), _OF_PEOPLE | {Ask.YEAR}),
    Paper("visit-year", N_("探访记录连续页"), (PDF,), _OF_PEOPLE | {Ask.YEAR}),
    Paper("notice", N_("告知书、意愿确认书"), (PDF,), _OF_PEOPLE | {Ask.TODAY}),
    Paper(
        "month-ledger",
        N_("探访台账"),
        (PDF, XLSX),
        frozenset({Ask.MONTH, Ask.VILLAGE, Ask.PERSON, Ask.BLANK}),
    ),
    Paper("month-summary", N_("月报汇总表"), (PDF, XLSX), frozenset({Ask.MONTH, Ask.BLANK})),
    Paper(
        "roster",
        N_("花名册"),
        (PDF, XLSX),
        frozenset({Ask.TODAY, Ask.CATEGORY, Ask.VILLAGE, Ask.NUMBERS, Ask.BLANK}),
    ),
    Paper(
        "visitor-workload",
        N_("探访人工作量统计表"),
        (PDF, XLSX),
        frozenset({Ask.MONTH, Ask.PERIOD, Ask.VILLAGE}),
    ),
    Paper(
        "service-statistics",
        N_("服务情况统计表"),
        (PDF, XLSX),
        frozenset({Ask.MONTH, Ask.PERIOD, Ask.VILLAGE}),
    ),
    Paper(ROUTE, N_("走访路线单"), (PDF, XLSX), _OF_TODAY | {Ask.VISITOR}),
    Paper(VISIT_SHEET, N_("探访记录表（待填）"), (PDF,), _OF_TODAY | {Ask.VISITOR, Ask.PERSON}),
    Paper(OVERDUE, N_("探访逾期名单"), (PDF, XLSX), _OF_TODAY | {Ask.BLANK}),
    Paper(CALL_OUT, N_("紧急走访通知单"), (PDF,), _OF_TODAY | {Ask.BLANK}),
    Paper("due-service-list", N_("应享服务名单"), (PDF, XLSX), _OF_TODAY | {Ask.BLANK}),
    Paper(
        "visit-plan",
        N_("探访计划表"),
        (PDF, XLSX),
        frozenset({Ask.MONTH, Ask.COMING, Ask.VILLAGE, Ask.BLANK}),
    ),
    Paper("campaign-call-tree", N_("专项探访电话联络表"), (PDF, XLSX), frozenset({Ask.CAMPAIGN})),
    Paper("referral-slip", N_("问题整改（需求）转介单"), (PDF,), _OF_TODAY | {Ask.BLANK}),
    Paper("finding-ageing", N_("问题办理情况表"), (PDF, XLSX), _OF_TODAY),
    Paper("emergency-roster", N_("应急联络名单"), (PDF, XLSX)),
    Paper("handover-pack", N_("探访对象交接单"), (PDF,)),
    Paper("support-letter", N_("赡养义务督促函"), (PDF,), frozenset({Ask.BLANK})),
    Paper("support-referral", N_("调解（法律援助）转介单"), (PDF,), frozenset({Ask.BLANK})),
    Paper(
        "assessment-screening",
        N_("筛查表（非正式评估）"),
        (PDF,),
        frozenset({Ask.PERSON, Ask.BLANK}),
    ),
    Paper(
        "progress",
        N_("半年、年度进展表"),
        (PDF, XLSX),
        frozenset({Ask.PERIOD, Ask.VILLAGE, Ask.BLANK}),
    ),
    Paper("binder", N_("年终卷册"), (PDF,), frozenset({Ask.YEAR, Ask.ONE_VILLAGE, Ask.NUMBERS})),
    Paper("import-report", N_("名册导入报告"), (PDF, XLSX)),
    Paper("batch-report", N_("上报包检验单"), (PDF,)),
    Paper("personal-copy", N_("个人信息副本"), (PDF,)),
    Paper("correction-log", N_("个人资料更正记录"), (PDF,)),
)


def paper(name: str) -> Paper | None:
    """Return the paper called ``name`` or None."""
    return next((entry for entry in CATALOGUE if entry.name == name), None)


def asks_of(name: str) -> frozenset[Ask]:
    """Return what a paper can be asked for; nothing where there is no such paper."""
    found = paper(name)
    return found.asks if found is not None else frozenset()
