"""The texts of the help on policies: reading them, changing a rule, days off."""

from __future__ import annotations

from desktop_app.config.strings import _
from desktop_app.ui.help.topic import Point, Topic


def policy_topics() -> tuple[Topic, ...]:
    """Return the topics in the language in use, one for each page."""
    return (_profiles(), _rule())


def _profiles() -> Topic:
    return Topic(
        "policies",
        _("政策方案"),
        (
            Point(
                _("怎么看"),
                _(
                    "左边选方案，右边数字键 1 到 9 换一部分，0 是第十部分。每一条下面是文件里的原话，和它是原文还是系统设定。"
                ),
            ),
            Point(
                _("改一条规则"),
                _("点“修改”，从某一天起成为新的一版。过去的月份仍按当时的规则，不会变。"),
            ),
            Point(
                _("从文件载入"),
                _("先看清文件里有什么、与现有的差在哪里，再载入。文件有错时逐条列出，可以复制给写文件的人。"),
            ),
            Point(
                _("改坏了"),
                _("刚改的按 Ctrl+Z；以后可在“设置 - 最近操作”里撤销，或者“恢复随附的方案”。"),
            ),
            Point(
                _("节假日"),
                _("列表最下面。新一年的放假调休公布后从文件载入；没有的年份按周末、法定节日和农历节日计。"),
            ),
            Point(_("赶集日"), _("在“设置 - 行政区划与村社”里按村写，排期会避开。")),
        ),
    )


def _rule() -> Topic:
    return Topic(
        "policy-rule",
        _("修改规则"),
        (
            Point(_("原来和改为"), _("上面两句话随填随变，念一遍就知道改成了什么。")),
            Point(
                "F6",
                _(
                    "预演：用现在的名册算改后三个月，每村、每位探访人要走多少次，哪周最忙，谁会逾期。只算不改。"
                ),
            ),
            Point(_("看一个人"), _("在“涉及的人”里按回车打开档案，按 Alt+左箭头回来，填的都还在。")),
            Point("Ctrl+Enter", _("生效。不预演也可以生效，页面会写明没有预演。")),
            Point(_("停用"), _("去掉“启用”的勾。以后还可以再启用。")),
        ),
    )
