"""The texts of the help on special rounds: the list, starting one, following one."""

from __future__ import annotations

from desktop_app.config.strings import _
from desktop_app.ui.help.topic import Point, Topic


def campaign_topics() -> tuple[Topic, ...]:
    """Return the topics in the language in use, one for each page."""
    return (_list(), _start(), _one(), _emergency())


def _list() -> Topic:
    return Topic(
        "campaigns",
        _("专项探访"),
        (
            Point(
                _("什么时候用"),
                _(
                    "寒潮、高温、汛期、取暖、停水停电、春节、中秋、敬老月、转场前后，成批地去看一遍或打一遍电话。"
                ),
            ),
            Point(_("建议发起"), _("按公历、农历日期或转场日期，开始前 14 天内还没有发起的列在最上面。")),
            Point(_("进度"), _("已探访多少、还差多少；住院、外出、免访的人不计在内。回车打开看名单。")),
            Point(_("平时的探访也算"), _("期内用选定的方式见到本人就算完成，不必另登一次。")),
        ),
    )


def _start() -> Topic:
    return Topic(
        "campaign-start",
        _("发起专项探访"),
        (
            Point(_("先选模板"), _("名称、日期、对象都替您填好，再按本地情况改；也可以不用模板。")),
            Point(_("右边是名单"), _("条件一改，名单跟着变。Insert 另加一人，在名单里按 Delete 移出。")),
            Point(
                _("也算日常应探访"),
                _("打勾：为专项做的探访同时满足平时的要求。不打勾：只算专项，平时的照旧要去。"),
            ),
            Point("Ctrl+Enter", _("发起。发起错了可以撤销，名单从应探访中撤下。")),
        ),
    )


def _one() -> Topic:
    return Topic(
        "campaign",
        _("专项名单"),
        (
            Point("F2", _("为选中的人登记探访，保存后接着是名单上下一位还没见到的人。")),
            Point(
                "Ctrl+P", _("打印联络表：第一页给乡镇逐个通知探访人，后面每位探访人一张，打勾签名后交回。")
            ),
            Point(_("指定探访人"), _("只改这一次由谁去，平时的责任人不变。")),
            Point(_("提前结束"), _("写明最后一天；还没见到的人记为“期内未访”。")),
            Point(_("日期写错了"), _("点“更正”。名单不变，已登记的探访按新的日期和方式重新算。")),
        ),
    )


def _emergency() -> Topic:
    return Topic(
        "emergency",
        _("应急联络"),
        (
            Point(
                _("什么时候用"),
                _(
                    "寒潮、高温、汛情、停水停电来的时候，先联系谁。从“专项探访”进来；寒潮、高温将到时，“今日”右侧也有一行。"
                ),
            ),
            Point(
                _("选情形和特征"),
                _(
                    "每种情形先替您选好常用的特征，按一下可增减；数字是名册里有这一特征的人数。“以上须同时具有”按下，只列几样都有的人。"
                ),
            ),
            Point(
                _("特征从哪里来"),
                _("类别、等级、年龄、联系人、辅具，以及最近一次探访里取暖、炉具、房屋的回答。"),
            ),
            Point(
                _("打电话、打勾"),
                _(
                    "Ctrl+T 逐个打电话，登记的就是探访；Ctrl+P 打印名单，每位探访人一张，逐个打勾。选中几行就只用这几人。"
                ),
            ),
            Point(_("要跟到底"), _("发起专项探访，谁还没有联系上，一目了然。")),
        ),
    )
