"""Made-up people and numbers of a township, for the papers' tests."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal

from desktop_app.domain.terms import Category, Mode, Outcome
from desktop_app.reports import month_ledger, month_summary
from desktop_app.reports.batch_report import BatchReport
from desktop_app.reports.import_report import CellProblem, ImportReport
from desktop_app.reports.layouts import shipped
from desktop_app.reports.month_ledger import LedgerRow, MonthLedger, VillageLedger
from desktop_app.reports.month_summary import MonthSummary, SummaryRow
from desktop_app.reports.paper import Figure, Signed
from desktop_app.reports.table_paper import TablePaper
from desktop_app.reports.visit_record import BlockAnswer, Choice, FindingLine, ItemAnswer, VisitRecord

PRINTED_AT = datetime(2026, 11, 30, 1, 12, tzinfo=UTC)
LONG_MONGOLIAN_NAME = "阿拉坦格日乐图敖特根巴雅尔·乌云其木格斯琴高娃萨仁"
RARE = "䶮㛃𬭸𫖯𠅤𬍛𪩘𠮷"
DEFINITION = (
    "月探访率＝当月至少完成1次有效探访的特殊困难老年人数÷当月应探访的特殊困难老年人数×100%。"
    "拒访、外出、住院的人员仍计入分母并单列；本口径为系统设定，可按上级要求调整。"
)
NAMES = (
    "乌云其木格",
    "张桂兰",
    "斯琴高娃",
    "李凤山",
    "额尔敦巴雅尔",
    "王玉珍",
    LONG_MONGOLIAN_NAME,
    "赵喆",
    "孟根图雅",
    "陈䶮",
    "李㛃",
    "白音宝力格",
    "刘𬭸",
    "包𠮷日嘎拉",
    "萨仁图雅",
    "徐福",
    "特木尔巴根",
    "高秀英",
    "那顺乌力吉",
    "杨树林",
)
CATEGORIES = (
    ("独居", "高龄"),
    ("空巢",),
    ("失能", "低保", "重残"),
    ("留守",),
    ("特困（分散供养）", "独居", "高龄", "慢性病"),
    ("计划生育特殊家庭",),
    ("半失能", "空巢"),
    ("失智", "高龄", "残疾"),
)
OUTCOMES = ("见到本人", "通话到本人", "他人代述", "不在家", "外出")
VISITORS = ("王秀英", "宝音德力格尔", "李娜", "苏日娜")


def signed(**changes: object) -> Signed:
    values: dict[str, object] = {
        "unit": "达日罕乌拉苏木人民政府",
        "division": "内蒙古自治区赤峰市巴林右旗达日罕乌拉苏木",
        "made_by": "王秀英",
        "printed_at": PRINTED_AT,
        "month_on": date(2026, 11, 1),
        "site": "达日罕乌拉苏木",
    }
    return Signed(**(values | changes))  # type: ignore[arg-type]  # the tests change one field at a time


def rate(numerator: int, denominator: int) -> Figure:
    text = f"{numerator * 100 / denominator:.1f}%" if denominator else "—"
    return Figure(
        title="月探访率", numerator=numerator, denominator=denominator, text=text, definition=DEFINITION
    )


def ledger_row(number: int) -> LedgerRow:
    owed = (1, 4, 2, 1)[number % 4]
    made = 0 if number % 9 == 4 else owed
    busy = number % 5 == 2
    return LedgerRow(
        name=NAMES[number % len(NAMES)],
        sex="女" if number % 2 else "男",
        age=66 + number * 7 % 32,
        categories=CATEGORIES[number % len(CATEGORIES)],
        tier=("高风险", "重点", "一般")[number % 3],
        owed=owed,
        made=made,
        made_on=tuple(date(2026, 11, 2 + 7 * week + number % 5) for week in range(made)),
        modes=("上门", "电话")[: 1 + number % 2] if made else (),
        outcomes=(OUTCOMES[number % 3],) if made else (),
        findings="土暖气炉管漏烟，一氧化碳报警器电池耗尽；住房西墙裂缝加宽" if busy else "",
        handling="当日更换电池并通风，联系镇上维修员；危房线索转嘎查村委会，11月20日前回复" if busy else "",
        visitors=(VISITORS[number % 4],) if made else (),
        not_visited_reason="" if made else "转场至冬营盘，电话未接通，已托邻居看望",
    )


def ledger(count: int, **changes: object) -> MonthLedger:
    village = village_ledger("达日罕嘎查", count)
    return MonthLedger(signed=signed(**changes), villages=(village,), whole=village)


def village_ledger(name: str, count: int) -> VillageLedger:
    rows = tuple(ledger_row(number) for number in range(count))
    return VillageLedger(
        village=name,
        rows=rows,
        rate=rate(sum(row.made > 0 for row in rows), count),
        apart=(("拒访", 1), ("外出", 2), ("住院", 0)) if count else (),
    )


def ledger_table(count: int, **changes: object) -> TablePaper:
    return month_ledger.table(ledger(count, **changes), shipped(month_ledger.LAYOUT))


def township_table(*counts: int, **changes: object) -> TablePaper:
    villages = tuple(village_ledger(VILLAGES[at], count) for at, count in enumerate(counts))
    rows = tuple(row for village in villages for row in village.rows)
    whole = VillageLedger(
        village=month_ledger.WHOLE_SITE, rows=rows, rate=rate(sum(row.made > 0 for row in rows), len(rows))
    )
    made = MonthLedger(signed=signed(**changes), villages=villages, whole=whole)
    return month_ledger.table(made, shipped(month_ledger.LAYOUT))


SUMMARY_CATEGORIES = (
    "独居",
    "空巢",
    "留守",
    "失能",
    "半失能",
    "失智",
    "重残",
    "高龄",
    "特困（分散供养）",
    "低保",
    "计划生育特殊家庭",
    "无子女",
)
SUMMARY_KEYS = (
    *("registered_60", "registered_65", "registered_80", "special"),
    *(f"special.{category.value}" for category in Category if category.term in SUMMARY_CATEGORIES),
    *("owed", "visited", "visits"),
    *(f"visits.{mode.value}" for mode in Mode),
    *("in_person_incapacitated", "findings_found", "findings_closed", "findings_open", "referrals", "urgent"),
    *("added", "removed.deceased", "removed.moved_out", "removed.institution", "removed.other"),
)
VILLAGES = (
    "达日罕嘎查",
    "胡日哈嘎查",
    "巴彦塔拉嘎查",
    "乌兰达坝国营林场家属社区",
    "沙布嘎村",
    "查干沐沦嘎查",
    "布敦花嘎查",
    "岗根嘎查",
    "海拉金嘎查",
    "宝力格嘎查",
    "毛敦敦达嘎查",
    "额尔登乌拉社区",
)


def summary_row(village: str, number: int, scale: int = 1) -> SummaryRow:
    special = (40 + number * 3) * scale
    visited = special - number % 4 * scale
    figures = {key: (number + at) * 5 % 17 * scale for at, key in enumerate(SUMMARY_KEYS)}
    figures |= {"registered_60": (310 + 7 * number) * scale, "special": special}
    figures |= {"owed": special, "visited": visited, "visits": visited}
    return SummaryRow(village=village, rate=Decimal(visited) / special, figures=figures)


def summary(villages: int = len(VILLAGES), **changes: object) -> MonthSummary:
    names = [VILLAGES[number % len(VILLAGES)] for number in range(villages)]
    return MonthSummary(
        signed=signed(**changes),
        keys=SUMMARY_KEYS,
        rows=tuple(summary_row(name, number) for number, name in enumerate(names)),
        total=summary_row("合计", 3, 12),
        rate=rate(552, 588),
        notes=("一名老年人可同时具有多个类别标签，各类别人数之和可以大于小计。",),
    )


def summary_table(villages: int = len(VILLAGES), **changes: object) -> TablePaper:
    return month_summary.table(summary(villages, **changes), shipped(month_summary.LAYOUT))


BLOCKS = (
    (
        "健康状况",
        (
            ("身体", "好 一般 有病痛 卧床"),
            ("行动", "自如 需搀扶 需轮椅 不能下床"),
            ("精神", "好 低落 烦躁 糊涂"),
            ("用药", "无需 按时 不规律 断药"),
        ),
    ),
    (
        "经济与生活",
        (
            ("收入来源", "养老金 低保 特困供养 子女供给 草牧场收入"),
            ("待遇发放", "已到账 未到账 未申领"),
            ("吃饭", "正常 将就 有困难"),
            ("穿衣被褥", "够用 不足"),
        ),
    ),
    (
        "家庭赡养",
        (
            ("赡养人联系", "每天 每周 每月 少于每月 无联系"),
            ("照料", "有人照料 短时无人 无人照料"),
            ("赡养情况", "履行 部分履行 未履行 无赡养人"),
        ),
    ),
    (
        "安全状况",
        (
            ("取暖", "集中供暖 土暖气 火炉 电暖 未取暖"),
            ("一氧化碳报警", "有且正常 有但失效 无"),
            ("用电用火", "安全 有隐患"),
            ("住房", "安全 漏雨裂缝 危房"),
        ),
    ),
    (
        "服务需求",
        (
            ("需要帮助", "无 助餐 助浴 助医 代购 保洁 陪伴 维修"),
            ("希望的服务", "上门护理 康复辅具 家庭床位 法律援助 转场接送"),
        ),
    ),
)


def block_answers(remark: str = "") -> tuple[BlockAnswer, ...]:
    return tuple(
        BlockAnswer(
            title,
            tuple(
                ItemAnswer(name, tuple(Choice(word, place == 0) for place, word in enumerate(words.split())))
                for name, words in items
            ),
            remark if number in {0, 3} else "",
        )
        for number, (title, items) in enumerate(BLOCKS)
    )


def visit(**changes: object) -> VisitRecord:
    values: dict[str, object] = {
        "number": "DRH-2026-11-0042",
        "name": "乌云其木格",
        "sex": "女",
        "age": 83,
        "ethnic": "蒙古族",
        "id_number": "150423********0023",
        "phone": "138****8001",
        "categories": ("独居", "高龄", "慢性病"),
        "tier": "高风险",
        "village": "达日罕嘎查",
        "address": "三组 12 号（冬营盘：查干沐沦西 4 公里）",
        "visited_on": date(2026, 11, 18),
        "visited_at": time(10, 30),
        "mode": Mode.IN_PERSON,
        "outcome": Outcome.MET_IN_PERSON,
        "visitor": "宝音德力格尔",
        "visitor_role": "嘎查村（社区）干部",
        "companions": ("苏日娜",),
        "reason": "80岁以上独居 → 高风险 → 每7日一次（内蒙古2022）；上次有效探访11月11日，应于11月18日前",
        "blocks": block_answers(),
        "next_on": date(2026, 11, 25),
    }
    return VisitRecord(**(values | changes))  # type: ignore[arg-type]  # the tests change one field at a time


FINDINGS = (
    FindingLine(
        kind="隐患",
        text="土暖气炉管接口漏烟，一氧化碳报警器电池耗尽",
        handling="当场通风，更换报警器电池，告知不得封火过夜",
        referred_to="嘎查村委会、镇供热维修点",
        due_on=date(2026, 11, 20),
        state="在办",
    ),
    FindingLine(
        kind="待遇",
        text="高龄津贴8月起未到账",
        handling="已拍照存折，代为查询",
        referred_to="苏木民政办",
        state="在办",
    ),
)


def long_visit() -> VisitRecord:
    text = "老人自述夜间咳嗽加重，已三周，曾到卫生院取药但因转场断药；" * 6
    return visit(
        name=LONG_MONGOLIAN_NAME,
        categories=SUMMARY_CATEGORIES,
        blocks=block_answers(text),
        findings=FINDINGS * 2,
        outcome=Outcome.SEEN_BY_THIRD_PARTY,
        remark="儿子图门乌力吉在林西镇务工，春节前回来；备用钥匙在邻居家。",
    )


def import_report(rejected: int = 23, warnings: int = 4, **changes: object) -> ImportReport:
    reasons = (
        "号码被表格软件当成数字，末几位已丢失；请把该列设为文本格式后重新录入",
        "号码的校验位不符，请核对身份证",
        "日期不存在",
    )
    return ImportReport(
        signed=signed(**changes),
        file_name="达日罕乌拉苏木老年人花名册（2026年11月）.xlsx",
        sheet_name="花名册",
        rows=4312,
        created=4100,
        updated=12,
        unchanged=177,
        rejected=tuple(
            CellProblem(
                7 + 13 * number, ("身份证号码", "联系电话", "出生日期")[number % 3], reasons[number % 3]
            )
            for number in range(rejected)
        ),
        warnings=tuple(
            CellProblem(9 + number, "姓名", "姓名中有旧系统的自造字，换一台电脑可能显示不出，请核对")
            for number in range(warnings)
        ),
    )


def batch_report(**changes: object) -> BatchReport:
    return BatchReport(
        signed=signed(month_on=None, **changes),
        file_name="150423-达日罕乌拉苏木-000017.ebatch",
        batch_uid="019352f4-7c1e-7b52-9d0a-4f0e6a1b2c3d",
        sequence=17,
        from_site="达日罕乌拉苏木人民政府",
        to_site="巴林右旗民政局",
        made_at=PRINTED_AT,
        size_bytes=182_331,
        sha256="9f" * 32,
        previous_sha256="3c" * 32,
        key_fingerprint="b1" * 16,
        accepted=True,
        counts=(("老年人", 4312), ("类别标签", 6120), ("探访记录", 588), ("发现问题", 60)),
        checks=(("解密", "通过"), ("发送单位签名", "通过"), ("记录格式", "通过")),
    )
