"""个人信息副本 and 个人资料更正记录: what is kept about one person, in plain words, for that person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from desktop_app.reports import plain
from desktop_app.reports.paper import Signed
from desktop_app.reports.plain import PlainReport, Table
from desktop_app.reports.statements import Stated

COPY_TITLE = "个人信息副本"
CORRECTIONS_TITLE = "个人资料更正记录"

_NUMBERS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十")

Columns = tuple[tuple[str, float, str], ...]
Rows = Sequence[Sequence[str]]

_LOOKED_AT = "查阅与输出情况"

_COLUMNS: dict[str, Columns] = {
    "类别标签": (
        ("类别", 34, "left"),
        ("起止日期", 50, "left"),
        ("依据", 60, "left"),
        ("认定人", 30, "left"),
    ),
    "联系人、赡养人": (
        ("姓名", 30, "left"),
        ("关系", 16, "left"),
        ("电话", 30, "left"),
        ("用途", 34, "left"),
        ("居住地", 34, "left"),
        ("看望、问候、赡养协议", 44, "left"),
    ),
    "户": (("户主", 34, "left"), ("住址", 80, "left"), ("起止日期", 60, "left")),
    "居住时段": (
        ("地点类别", 26, "left"),
        ("地点", 60, "left"),
        ("起止日期", 50, "left"),
        ("由谁探访", 38, "left"),
    ),
    "探访意愿": (
        ("询问日期", 24, "left"),
        ("意愿", 20, "left"),
        ("见证人", 26, "left"),
        ("下次询问", 24, "left"),
        ("说明", 80, "left"),
    ),
    "享受待遇": (
        ("待遇", 40, "left"),
        ("起止日期", 50, "left"),
        ("金额", 26, "left"),
        ("依据、说明", 58, "left"),
    ),
    "健康情况": (
        ("类别", 24, "left"),
        ("名称", 50, "left"),
        ("起止日期", 50, "left"),
        ("说明", 50, "left"),
    ),
    "备忘": (("日期", 24, "left"), ("内容", 120, "left"), ("记录人", 30, "left")),
    "自设栏目": (("栏目", 50, "left"), ("内容", 124, "left")),
    "重大变故": (
        ("发生日期", 24, "left"),
        ("变故", 26, "left"),
        ("经过", 80, "left"),
        ("地点", 26, "left"),
        ("报告人", 22, "left"),
    ),
    "曾不在册": (("起止日期", 60, "left"), ("原因", 40, "left"), ("说明", 74, "left")),
    "等级认定": (
        ("起止日期", 50, "left"),
        ("结论", 22, "left"),
        ("等级", 22, "left"),
        ("理由", 56, "left"),
        ("批准人", 24, "left"),
    ),
    "暂停与免访": (
        ("种类", 24, "left"),
        ("起止日期", 50, "left"),
        ("理由", 76, "left"),
        ("批准人", 24, "left"),
    ),
    "专项探访与排定日期": (("日期", 50, "left"), ("安排", 124, "left")),
    "探访情况（按年）": (
        ("年份", 20, "center"),
        ("次数", 20, "center"),
        ("按方式", 67, "left"),
        ("按结果", 67, "left"),
    ),
    "探访记录": (
        ("日期", 24, "left"),
        ("方式", 14, "left"),
        ("结果", 22, "left"),
        ("探访人", 24, "left"),
        ("情况", 60, "left"),
        ("处理", 30, "left"),
    ),
    "探访照片": (
        ("探访日期", 24, "left"),
        ("拍的是什么", 90, "left"),
        ("大小", 36, "left"),
        ("照片", 24, "left"),
    ),
    "发现问题": (
        ("日期", 24, "left"),
        ("类别", 14, "left"),
        ("问题", 62, "left"),
        ("处理", 50, "left"),
        ("状态", 24, "left"),
    ),
    "问题办理过程": (
        ("日期", 24, "left"),
        ("步骤", 26, "left"),
        ("内容", 62, "left"),
        ("单位", 36, "left"),
        ("经办人", 26, "left"),
    ),
    "服务记录": (
        ("日期", 46, "left"),
        ("服务", 34, "left"),
        ("数量", 20, "left"),
        ("由谁提供", 38, "left"),
        ("费用、满意程度、说明", 36, "left"),
    ),
    "长期安排": (
        ("起止日期", 46, "left"),
        ("服务", 34, "left"),
        ("周期、数量", 34, "left"),
        ("由谁提供", 38, "left"),
        ("费用、协议编号、说明", 22, "left"),
    ),
    "督促赡养": (
        ("日期", 24, "left"),
        ("方式、家人", 40, "left"),
        ("结果", 24, "left"),
        ("经过、转给谁", 60, "left"),
        ("督促人、回访日期", 26, "left"),
    ),
    "能力评估": (
        ("日期", 24, "left"),
        ("性质", 34, "left"),
        ("等级、总分", 40, "left"),
        ("机构、人员、报告编号", 40, "left"),
        ("有效期、变更情形、各项得分、说明", 36, "left"),
    ),
    "资料更正记录": (
        ("时间", 30, "left"),
        ("操作人", 20, "left"),
        ("单位", 30, "left"),
        ("改动", 94, "left"),
    ),
    _LOOKED_AT: (
        ("时间", 30, "left"),
        ("操作人", 20, "left"),
        ("种类", 14, "left"),
        ("内容", 44, "left"),
        ("理由", 36, "left"),
        ("交给谁", 30, "left"),
    ),
}
"""What is kept, in the order of the paper, with the columns of each table."""

SECTIONS = tuple(_COLUMNS)

_COPY_NOTES = (
    "本副本依据《中华人民共和国个人信息保护法》第四十五条提供，内容为本单位登记的本人全部信息，号码未隐去，请妥善保管。",
    "认为内容有误或者不完整的，可以向本单位申请更正、补充（第四十六条）；请带身份证件，说明哪一项应如何改。",
    "探访照片只列出说明；需要照片本身的，可以当面查看，或另行拷贝给本人。",
    "更正前后的内容、时间和经办人都会留在更正记录里。",
    "处理的目的是特殊困难老年人探访关爱服务；退出名册后档案按规定的期限保存，期满由档案管理人员会同鉴定。",
)
_CORRECTION_NOTES = (
    "本记录列出个人资料的每一次改动：改动前 → 改动后、经办人、时间和单位。探访记录和发现问题的改动不在其内。",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalCopy:
    """Everything kept about one person; ``sections`` holds the rows by the names in ``SECTIONS``."""

    signed: Signed
    pairs: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]
    sections: dict[str, Rows]
    recipient: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionLog:
    """The changes of one person's data, the newest first: time, who, unit, what."""

    signed: Signed
    pairs: tuple[tuple[str, str], ...]
    rows: Rows


def copy_report(copy: PersonalCopy) -> PlainReport:
    """Return the copy as titled tables."""
    filled = [name for name in SECTIONS if copy.sections.get(name)]
    empty = [name for name in SECTIONS if not copy.sections.get(name)]
    tables = tuple(
        Table(f"{_number(place)}、{name}", _COLUMNS[name], copy.sections[name], "")
        for place, name in enumerate(filled)
    )
    notes = _COPY_NOTES + ((f"以下各项没有登记：{'、'.join(empty)}。",) if empty else ())
    return PlainReport(
        title=COPY_TITLE,
        whose=_whose(copy.pairs),
        signed=copy.signed,
        pairs=copy.pairs,
        facts=(*copy.facts, ("提供给", copy.recipient), ("用途", copy.reason)),
        tables=tables,
        notes=notes,
        sign_places=("经办人：", "审核人：", "领取人签字："),
    )


def stated(report: PlainReport) -> Iterator[Stated]:
    """Yield what the copy states; who looked at it is left out, for to make the copy is an entry there."""
    kept = tuple(table for table in report.tables if not table.caption.endswith(f"、{_LOOKED_AT}"))
    return plain.stated(replace(report, tables=kept))


def corrections_report(log: CorrectionLog) -> PlainReport:
    """Return the correction log as one table."""
    return PlainReport(
        title=CORRECTIONS_TITLE,
        whose=_whose(log.pairs),
        signed=log.signed,
        pairs=log.pairs,
        facts=(),
        tables=(Table("改动", _COLUMNS["资料更正记录"], log.rows, "没有改动过"),),
        notes=_CORRECTION_NOTES,
    )


def _whose(pairs: tuple[tuple[str, str], ...]) -> str:
    return dict(pairs).get("姓名", "")


def _number(place: int) -> str:
    """Return 一, 二 … 十, 十一 … 二十, 二十一 …"""
    tens, ones = divmod(place + 1, len(_NUMBERS))
    begun = "" if tens == 0 else "十" if tens == 1 else f"{_NUMBERS[tens - 1]}十"
    return begun + (_NUMBERS[ones - 1] if ones else "")
