"""The help about the half-year and year progress report."""

from __future__ import annotations

from desktop_app.config.strings import _
from desktop_app.ui.help.topic import Point, Topic


def progress_topics() -> tuple[Topic, ...]:
    """Return the topics in the language in use."""
    return (
        Topic(
            "progress",
            _("半年、年度进展表"),
            (
                Point(
                    _("什么时候报"),
                    _(
                        "文件要求每年6月、12月各报一次。6月报上半年，12月报全年；到时今日页会提醒还有几项要录入。"
                    ),
                ),
                Point(
                    _("哪些不用填"),
                    _(
                        "数据来源写“系统统计”的，按名册、探访和服务记录算出。月探访率按期内各月累计，健康管理、签约这些以期末为准。"
                    ),
                ),
                Point(
                    _("要录入的"),
                    _(
                        "待录入的排在最前。按 Enter 填分子、分母、备注，最后一格再按 Enter 就保存，"
                        "并到下一项；填错了可以撤销，或按 Delete 撤下。"
                    ),
                ),
                Point(
                    _("不知道分子、分母"),
                    _("只有一个百分数的，直接填完成值，并在备注里写明是哪里给的；这样的数不能由各村汇总。"),
                ),
                Point(
                    _("各村分别填"),
                    _(
                        "上面选定嘎查村（社区）再填，本单位没有单独填的，就用各村的分子、分母相加，并说明还缺哪些村。"
                    ),
                ),
                Point(
                    _("目标值"),
                    _("来自所选的政策方案，按年份可改：点“改目标值”。当年没有目标的，沿用上一个。"),
                ),
                Point(
                    _("系统统计的也录入了"),
                    _("两个数都会列出，报表以系统统计为准，录入的只作对照。"),
                ),
            ),
            way=_("打开进展表"),
        ),
    )
