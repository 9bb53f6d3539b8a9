"""The help about services: what was given, rounds, arrangements, needs, and who gives them."""

from __future__ import annotations

from desktop_app.config.strings import _
from desktop_app.ui.help.topic import Point, Topic


def service_topics() -> tuple[Topic, ...]:
    """Return the topics in the language in use."""
    return _services(), _service(), _round(), _plans(), _needs(), _providers()


def _services() -> Topic:
    return Topic(
        "services",
        _("服务"),
        (
            Point(
                _("看什么"),
                _("一个月里给谁提供了什么服务。上面可以选月份、大类、服务、村、提供方，也可以打姓名。"),
            ),
            Point(
                _("三个数"),
                _(
                    "服务人次、服务人数、失能老人社区帮助率，都按服务日期算。点一下就列出姓名，还没帮助到的排在前面。"
                ),
            ),
            Point(_("登记"), _("一个人的按 Ctrl+N；食堂、助浴点一批人的用“批量登记”。")),
            Point(
                _("写错了"), _("回车打开更正，Delete 撤销这一条，“撤销整批”撤销同批的。刚做的都能撤回来。")
            ),
        ),
        way=_("打开服务"),
    )


def _service() -> Topic:
    return Topic(
        "service",
        _("登记服务"),
        (
            Point(_("选服务"), _("常用的按数字键；其他的打名称或拼音首字母，如 zc 是助餐。")),
            Point(
                _("虚线框里的灰字"),
                _("是上次或安排好的内容，还没有填进去。在空格子里按空格采用一项，F6 全部采用。"),
            ),
            Point(_("费用"), _("单位是元，最多两位小数；“其中自付”是老人自己付的部分。")),
            Point(
                _("同一天又登记"), _("程序会问一句是不是确实又提供了一次；不是就不登记，已填的内容都还在。")
            ),
            Point(
                _("销号"),
                _("老人有没解决的需求问题时，下面有一行“同时把需求销号”。打着勾保存，会再问一次才销号。"),
            ),
            Point(
                _("接着登记"),
                _("Ctrl+Enter 保存；Ctrl+Shift+Enter 保存并登记下一位，服务、日期、提供方不用再填。"),
            ),
        ),
    )


def _round() -> Topic:
    return Topic(
        "service-round",
        _("批量登记"),
        (
            Point(_("先填一次"), _("选服务、日期、提供方、地点，一批人都一样。")),
            Point(_("名单从哪来"), _("这一天有安排的，加上次那一批的；不在名单上的按 Insert 另加。")),
            Point(
                _("打勾"), _("空格打勾或取消，+ − 改数量，回车到下一位。F6 把应到的全部打勾，再去掉没来的。")
            ),
            Point(_("不在家的"), _("住院、住子女家、在机构的写着去处，不会自动打勾。")),
            Point(
                _("没来的人"),
                _("保存后列出应到而没到的人。少来一顿饭可能是病了，按 F2 登记探访，或逐个打电话问一问。"),
            ),
            Point(
                _("保存"),
                _("Ctrl+Enter 整批保存，有一条不对就都不保存，并说明是谁。没保存的存为草稿，断电不丢。"),
            ),
        ),
    )


def _plans() -> Topic:
    return Topic(
        "service-plans",
        _("长期安排"),
        (
            Point(_("安排什么"), _("每天送餐、每周助浴这样反复的服务，和家庭医生签约这样按协议的服务。")),
            Point(
                _("多久一次"),
                _("不固定、每天、每周选几天、每月写几号。排了日子的，当天自动列进批量登记的名单。"),
            ),
            Point(_("期限"), _("写着还剩几天，60 天以内和已到期的标出颜色。")),
            Point(_("不再提供"), _("按 Delete 结束，写从哪天起。以前登记的服务都保留。")),
        ),
    )


def _needs() -> Topic:
    return Topic(
        "service-needs",
        _("未满足的需求"),
        (
            Point(_("从哪来"), _("探访时问到的需求，和登记的需求问题；等得最久的在前面。")),
            Point(_("怎么去掉"), _("登记了能满足它的服务，就自动去掉。回车登记服务，Insert 作长期安排。")),
            Point(_("解决不了"), _("“打开问题”可以转给别的单位办，或者上报。")),
        ),
    )


def _providers() -> Topic:
    return Topic(
        "service-providers",
        _("服务提供方"),
        (
            Point(_("为什么要列"), _("列了以后，登记服务时打几个字就能选中，也能按提供方看服务。")),
            Point(_("购买服务的"), _("填合同编号和起止日期，到期前 60 天标出颜色。")),
            Point(_("停止服务"), _("按 Delete，写从哪天起。以前登记的服务都保留。")),
        ),
    )
