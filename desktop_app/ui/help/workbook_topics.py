"""The help about visit workbooks for villages that cannot run the program."""

from __future__ import annotations

from desktop_app.config.strings import _
from desktop_app.ui.help.topic import Point, Topic


def workbook_topics() -> tuple[Topic, ...]:
    """Return the topics in the language in use."""
    return (
        Topic(
            "workbook-round",
            _("工作簿探访"),
            (
                Point(
                    _("给谁用"),
                    _(
                        "村里没有电脑、电脑太旧或没装本程序的，导出一本探访工作簿，用 WPS 或 Excel 填好后交回导入。"
                    ),
                ),
                Point(
                    _("导出"),
                    _(
                        "选村和月份。本月该探访的人一次一行，按周探访的有几周就有几行；表尾的备用行给计划外的探访。灰色的格已锁定，防误改。"
                    ),
                ),
                Point(
                    _("填写"),
                    _(
                        "探访日期、方式、结果、探访人必须填。“与上次相同”选“是”的，空着的各项按上次的记。没去探访的行空着。"
                    ),
                ),
                Point(
                    _("收回"),
                    _(
                        "先看预览：每一行会新登记、更正，还是不能导入、为什么。有问题的行改好工作簿再导入一次，其余的行可以先导入。"
                    ),
                ),
                Point(
                    _("再交一次"),
                    _(
                        "同一本工作簿再导入，已登记的不会重复，改过的行按更正登记；在程序里更正过的不会被覆盖。整个导入可以撤销。"
                    ),
                ),
                Point(
                    _("保管"),
                    _(
                        "工作簿没有加密，里面没有身份证号。用 U 盘当面交，不发微信群；导出记入查阅与输出台账。"
                    ),
                ),
            ),
        ),
    )
