"""The texts of the help, one topic per page of the window and three for all of them."""

from __future__ import annotations

from desktop_app.config.strings import _
from desktop_app.ui.help.assessment_topics import assessment_topics
from desktop_app.ui.help.campaign_topics import campaign_topics
from desktop_app.ui.help.decision_topics import decision_topics
from desktop_app.ui.help.duty_topics import duty_topics, today_topics
from desktop_app.ui.help.family_topics import family_topics
from desktop_app.ui.help.finding_topics import finding_topics
from desktop_app.ui.help.layout_topics import layout_topics
from desktop_app.ui.help.paper_topics import paper_topics
from desktop_app.ui.help.policy_topics import policy_topics
from desktop_app.ui.help.progress_topics import progress_topics
from desktop_app.ui.help.radar_topics import radar_topics
from desktop_app.ui.help.register_topics import register_topics
from desktop_app.ui.help.self_check_topics import self_check_topics
from desktop_app.ui.help.service_topics import service_topics
from desktop_app.ui.help.topic import Point, Topic
from desktop_app.ui.help.urgent_topics import urgent_topics
from desktop_app.ui.help.visit_topics import visit_topics, visits_topics
from desktop_app.ui.help.workbook_topics import workbook_topics

__all__ = ["Point", "Topic", "topics"]


def topics() -> tuple[Topic, ...]:
    """Return all topics in the language in use, in the order of the list."""
    return (
        _start(),
        _first_day(),
        _keys(),
        *today_topics(),
        *urgent_topics(),
        *register_topics(),
        *duty_topics(),
        *decision_topics(),
        *campaign_topics(),
        *visit_topics(),
        *workbook_topics(),
        *self_check_topics(),
        *visits_topics(),
        *finding_topics(),
        *family_topics(),
        *service_topics(),
        *radar_topics(),
        *assessment_topics(),
        *progress_topics(),
        *layout_topics(),
        *_upward(),
        *policy_topics(),
        _settings(),
        _safety(),
    )


def _start() -> Topic:
    return Topic(
        "start",
        _("每天怎么用"),
        (
            Point(
                _("早上打开"),
                _("先看“今日”：预警、24 小时内、已逾期、今天、本周，从上往下办。点姓名看档案和地址。"),
            ),
            Point(
                _("入户回来"),
                _("按 F2 登记探访。没有变化就按 F6“与上次相同”，按 Ctrl+Enter 保存并转到下一位。"),
            ),
            Point(
                _("带回纸单的"),
                _("按 Ctrl+B，输入或扫描编号，登记表就打开在这个人。"),
            ),
            Point(
                _("打过电话没人接"),
                _("也要登记：Ctrl+T 打开名单，按 2 填“无人应答”。这次不算数，程序会提醒下一步怎么办。"),
            ),
            Point(
                _("发现了问题"),
                _("登记以后在“问题跟踪”里办到销号；下次探访，登记表最上面先问解决了没有。"),
            ),
            Point(_("送餐、助浴之后"), _("在“服务”里登记，一批人的用“批量登记”；该得没得的看“应享服务”。")),
            Point(
                _("月底"),
                _(
                    "先看“上报前自查”。在“报表打印”打印台账和月报，签字盖章；在“上报交换”导出上报包交给上一级。"
                ),
            ),
            Point(
                _("登记错了"), _("刚保存的按 Ctrl+Z 撤销；早先的在“设置 - 最近操作”里撤销，或打开记录更正。")
            ),
        ),
    )


def _first_day() -> Topic:
    return Topic(
        "first-day",
        _("第一天"),
        (
            Point(
                _("是什么"),
                _(
                    "在样例名册上跟着做一遍，约五分钟：登记、撤销、同户、电话、补录纸单、找人、台账。人都是编的。"
                ),
            ),
            Point(
                _("怎么做"),
                _(
                    "窗口下方写着这一步按什么键，做到了自动到下一步；也可以上一步、跳过、先到这里，以后接着做。"
                ),
            ),
            Point("F12", _("到“第一天”的步骤栏，再按回来")),
        ),
        way=_("打开“第一天”"),
    )


def _keys() -> Topic:
    return Topic(
        "keys",
        _("键盘"),
        (
            Point("F1", _("这一页的帮助")),
            Point("Shift+F1", _("按键一览：这一页有哪些键")),
            Point("F2", _("登记探访")),
            Point(_("F3 或 Ctrl+K"), _("找人：姓名、拼音首字母、证件号、电话、村名都行")),
            Point("F4", _("这一页右上角的主要按钮")),
            Point("F5", _("重新读取")),
            Point(_("回车"), _("下一格；在列表里是打开")),
            Point("Ctrl+Enter", _("保存")),
            Point("Ctrl+P", _("打印")),
            Point("Ctrl+Z", _("撤销刚才保存的")),
            Point("Ctrl+L", _("离开座位时锁定")),
            Point("F9", _("为什么要探访：今日、应探访、老人档案")),
            Point(_("Alt+左箭头"), _("回到上一页；Alt+Home 回到今日")),
            Point("Esc", _("取消或返回；有内容会丢时先问，探访留作草稿")),
            Point(_("在名单上"), _("Shift+上下箭头选几行，Ctrl+A 全选，Ctrl+C 复制到表格")),
            Point(_("今日"), _("Ctrl+H 入户同访，Ctrl+T 电话探访，Ctrl+B 补录纸单，F7 打印出动单")),
            Point(
                _("登记探访"),
                _(
                    "F6 与上次相同，Ctrl+R 到“结果”，Ctrl+G 到“发现问题”，Ctrl+O 到“还没办结的问题”，F11 常用语，F8 先跳过"
                ),
            ),
            Point(
                _("名册"),
                _(
                    "Ctrl+N 登记老人，Ctrl+Shift+F 更多筛选，Ctrl+Shift+L 列与排序，Ctrl+0 常用列表，Ctrl+B 批量修改，Ctrl+E 导出当前列表"
                ),
            ),
            Point(_("问题跟踪"), _("Ctrl+N 登记问题，1 到 8 办理所选的一件")),
            Point(
                _("服务"),
                _("Ctrl+N 登记；F6 采用上次的内容，批量登记里是应到的全部打勾；Insert 另加或新增"),
            ),
            Point(_("应享服务"), _("F4 去办理，Ctrl+J 作长期安排")),
            Point(_("能力评估"), _("数字打分，F8 跳到下一个没填的项目")),
            Point(_("登记和修改"), _("Alt+1 到 Alt+9、Alt+0 到第几段，Ctrl+Shift+Enter 保存并登记下一位")),
            Point(_("老人档案"), _("Alt+1 到 Alt+7 换页，Ctrl+Shift+M 显示或隐去完整号码")),
        ),
    )


def _upward() -> tuple[Topic, ...]:
    check = Topic(
        "paper-check",
        _("核对报表"),
        (
            Point(
                _("校验码在哪里"),
                _("每页页脚第二行的末尾，10 位数字和字母。没有 I、L、O、U，写成 O 的当作 0。"),
            ),
            Point(
                _("怎么核对"),
                _(
                    "输入或扫描校验码，按回车。程序用现有数据把那份报表重做一遍，逐格比较；也可以在下面的名单里选。"
                ),
            ),
            Point(
                _("一致"),
                _("数字和现有数据相同。经手人、打印时间、数据截至时间不算在内。"),
            ),
            Point(
                _("有变动"),
                _(
                    "出表以后有人补登、更正、撤销或收取了上报包。哪一行、哪一栏、原来和现在是多少，都列在表里。"
                ),
            ),
            Point(_("输错了"), _("错一位或有两位颠倒，程序会说明；出过的报表里有相近的，也会列出来。")),
            Point(_("本机没有登记"), _("可能是其他单位出的。每份报表的内容在出表的电脑上保存三年。")),
        ),
    )
    exchange = Topic(
        "exchange",
        _("上报交换"),
        (
            Point(
                _("第一次"),
                _("两边各导出自己的站点名片，用 U 盘交换，打电话逐组念校验码，一样才点“校验码一致，信任”。"),
            ),
            Point(_("上报"), _("点“导出上报包”，把文件拷到 U 盘交上去。文件是加密的，只有收件单位能打开。")),
            Point(
                _("下发"),
                _("也点“导出上报包”，收件单位选下级。包里只有那个单位辖区的人；办好、交回的问题就这样回去。"),
            ),
            Point(_("自查"), _("上报前点“查看”，把检查时会问到的先看一遍。不说明也能上报。")),
            Point(_("收取"), _("点“收取上报包”，先看检验结果，再合并。重复收同一个包没有关系。")),
            Point(_("回执"), _("合并后开一份回执带回去；下级收下回执，就知道已经送到。")),
            Point(_("冲突"), _("两处改了同一格又互不知道，就成冲突。问清楚后选 A 或 B，两边都会跟着改。")),
            Point(_("缺更早的包"), _("让对方把缺的补来；补来之前，已收到的先照常用。")),
        ),
    )
    return *paper_topics(), check, exchange


def _settings() -> Topic:
    return Topic(
        "settings",
        _("设置"),
        (
            Point(_("字太小"), _("“设置 - 字和颜色”里选大、更大、最大，还有高对比。")),
            Point(_("每天的提醒"), _("也在“设置 - 字和颜色”里选时间或不提醒。只说数目，不说姓名。")),
            Point(_("政策方案"), _("选哪些文件，就按哪些文件算应探访；“看依据原文”能看到每一条出自哪里。")),
            Point(
                _("行政区划与村社"),
                _(
                    "改名、改代码、并入都从某一天起算：以前月份的表仍印当时的名称，人和记录一个不少，可以撤销。"
                ),
            ),
            Point(
                _("自设栏目"),
                _("名册里没有、本单位要登记的内容，在这里加一栏；停用后已填的内容仍保留。"),
            ),
            Point(
                _("查阅台账"),
                _("谁在什么时候查看、复制、打印、导出了谁的资料，交给了谁。只留在本机，只有管理员能看。"),
            ),
            Point(
                _("保存期限"),
                _("退出名册的档案、探访记录、台账各存多少年。到期的只列出清单，程序不会自己删。"),
            ),
            Point(_("检查名册"), _("一分钟内知道文件是否完好；列表不对时“重建列表”；查重也从这里打开。")),
            Point(_("最近操作"), _("选中一项，“撤销这一项”；之后又改过的内容保留，撤销本身也能再撤销。")),
        ),
    )


def _safety() -> Topic:
    return Topic(
        "safety",
        _("密码和安全"),
        (
            Point(_("忘记密码"), _("登录窗口点“忘记密码，用恢复密钥打开”，照纸上输五行，再设新密码。")),
            Point(_("密码和恢复密钥都丢了"), _("谁也打不开，只能请上级把合并过的内容发回来。所以纸要锁好。")),
            Point(
                _("电脑坏了"),
                _(
                    "平时关闭程序后，把名册文件夹整个拷到 U 盘锁好。在新电脑装好程序，放回文件夹，用原来的密码或恢复密钥打开。"
                ),
            ),
            Point(_("怀疑数据不对"), _("“设置 - 检查名册”，一分钟内知道文件是否完好。")),
        ),
    )
