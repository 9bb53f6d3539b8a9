"""The help on the radar: what is owed besides visits, and what ends."""

from __future__ import annotations

from desktop_app.config.strings import _
from desktop_app.ui.help.topic import Point, Topic


def radar_topics() -> tuple[Topic, ...]:
    """Return the topics in the language in use."""
    return (
        Topic(
            "radar",
            _("应享服务"),
            (
                Point(
                    _("看什么"),
                    _(
                        "按采用的政策方案，逐人核对今后这些天应得而还没得的服务、待遇，以及快到期的协议、评估、残疾证、待遇和约定再问的意愿。"
                    ),
                ),
                Point(
                    _("只看一部分"),
                    _("上面按月份、事项点一下就只看那些，数字是有几项；再点“全部”恢复。也可以只看一个村。"),
                ),
                Point(
                    _("凭什么"),
                    _("选中一行，旁边写着为什么和方案原文。几份方案都要求的合成一行，按最严的算。"),
                ),
                Point(
                    _("办好一项"),
                    _(
                        "F4 去办理：服务打开登记表，签约打开长期安排，评估打开评估表，待遇打开这个人的档案。登记以后这一行自己消失。"
                    ),
                ),
                Point(
                    _("“已过期”是什么"),
                    _(
                        "上一段（如上半年）没有做满，到现在也没有补上。补登记一次就消失。本单位开始登记服务以前的日子不算。"
                    ),
                ),
                Point(
                    _("不该列的人"),
                    _("去世、迁出的不列；住养老机构的，不列只给居家老人的。年龄、类别从符合的那天算起。"),
                ),
                Point(
                    _("发给村里"),
                    _("选一个村，Ctrl+P 打印名单，方案原文印在下面；要表格，到“报表打印”选“应享服务名单”。"),
                ),
            ),
        ),
    )
