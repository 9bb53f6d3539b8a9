"""The help about what came up since the last opening."""

from __future__ import annotations

from desktop_app.config.strings import _
from desktop_app.ui.help.topic import Point, Topic


def urgent_topics() -> tuple[Topic, ...]:
    """Return the topics in the language in use."""
    return (
        Topic(
            "since",
            _("上次打开以来"),
            (
                Point(
                    _("这里有什么"),
                    _(
                        "电脑没开的这些天里新发生的变故、新逾期和新到期的探访，到期的暂停，过了日子没去的排定探访。"
                    ),
                ),
                Point(
                    _("逐村处理"),
                    _(
                        "先选一个村，Ctrl+G 选中能一起免去的人，Ctrl+M 写明理由。只免去到昨天为止错过的，还没到期的不变。"
                    ),
                ),
                Point(
                    _("不能批量免去的"),
                    _(
                        "有平安预警或重大变故的人不能批量处理：要先弄清是否平安，F7 打印出动单，去过以后 F2 登记。"
                    ),
                ),
                Point(_("今天去哪里"), _("Ctrl+P 打印今天的路线，按村和探访人分页，同一户排在一起。")),
                Point(_("都看过了"), _("F4 记下今天看过；下次打开只说这之后的事。")),
            ),
        ),
    )
