"""The texts of the help, one topic per page of the window and three for all of them."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.config.strings import _


@dataclass(frozen=True, slots=True)
class Point:
    """A question or a key, and what to do or what it does."""

    head: str
    text: str


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic: its key (of a page), its title and its points."""

    key: str
    title: str
    points: tuple[Point, ...]


def topics() -> tuple[Topic, ...]:
    """Return all topics in the language in use, in the order of the list."""
    return (_start(), _keys(), _today(), _register(), _import(), _visit(), _duties(), *_upward(), _settings())


def _start() -> Topic:
    return Topic(
        "start",
        _("每天怎么用"),
        (
            Point(_("早上打开"), _("先看“今日”：已逾期、今天应访、本周，从上往下办。点姓名看档案和地址。")),
            Point(
                _("入户回来"),
                _("按 F2 登记探访。没有变化就选“与上次相同”，按 Ctrl+Enter 保存并转到下一位。"),
            ),
            Point(
                _("打过电话没人接"),
                _("也要登记，方式选电话，结果选“无人应答”。这次不算数，应探访还开着，过两天会提醒再联系。"),
            ),
            Point(_("月底"), _("在“报表打印”打印台账和月报，签字盖章；在“上报交换”导出上报包交给上一级。")),
            Point(
                _("登记错了"), _("刚保存的按 Ctrl+Z 撤销；早先的在“设置 - 最近操作”里撤销，或打开记录更正。")
            ),
        ),
    )


def _keys() -> Topic:
    return Topic(
        "keys",
        _("键盘"),
        (
            Point("F1", _("这一页的帮助")),
            Point("F2", _("登记探访")),
            Point(_("F3 或 Ctrl+K"), _("找人：姓名、拼音首字母、证件号、电话、村名都行")),
            Point("F4", _("这一页右上角的主要按钮")),
            Point("F5", _("重新读取")),
            Point(_("回车"), _("下一格；在列表里是打开")),
            Point("Ctrl+Enter", _("保存")),
            Point("Ctrl+P", _("打印")),
            Point("Ctrl+B", _("名册：批量修改选中的或列表中的全部")),
            Point("Ctrl+E", _("名册：导出当前列表")),
            Point("Ctrl+Z", _("撤销刚才保存的")),
            Point("Ctrl+L", _("离开座位时锁定")),
            Point(_("Alt+左箭头"), _("回到上一页")),
            Point("Esc", _("取消，填过的内容会先问一声")),
        ),
    )


def _today() -> Topic:
    return Topic(
        "today",
        _("今日"),
        (
            Point(_("为什么有他"), _("每一行写着原因：哪一类老人、几天一次、上次哪天、最晚哪天。")),
            Point(
                _("人已经不在本村"),
                _("打开档案点“修改”，在“居住时段”里记下去了哪里、从哪天起；住院、入住机构期间不催探访。"),
            ),
            Point(_("本月完成"), _("数字可以点开，看到还差哪几位。")),
        ),
    )


def _register() -> Topic:
    return Topic(
        "register",
        _("名册"),
        (
            Point(
                _("找不到人"), _("试试拼音首字母（王桂兰输 wgl）或身份证后四位；再看看上面的筛选有没有选着。")
            ),
            Point(_("没有身份证"), _("可以先登记姓名、性别、出生年月和村，以后补。")),
            Point(_("类别有开始和结束"), _("独居、失能等都要写从哪天起；不再是了，写到哪天止，不要删。")),
            Point(_("老人去世或迁走"), _("在档案里点“退出名册”，写明日期和原因；以前的记录都保留。")),
        ),
    )


def _import() -> Topic:
    return Topic(
        "import",
        _("导入表格"),
        (
            Point(_("表头不一样"), _("不用改表。程序自己认列，认错的在预览里改一下就行。")),
            Point(_("有错的行"), _("先导入没有错的；有错的列出行号和原因，改好后再导一次，不会重复。")),
            Point(_("导错了"), _("到“设置 - 最近操作”把这次导入整项撤销。")),
            Point(_("身份证变成 1.5E+17"), _("表格软件已经把后几位弄丢了，只能找原件补，程序不会猜。")),
        ),
    )


def _visit() -> Topic:
    return Topic(
        "visit",
        _("登记探访"),
        (
            Point(_("与上次相同"), _("虚线框是上次的答案，按空格采用；按数字选别的。")),
            Point(_("补登以前的"), _("改日期即可。是不是按时，看的是哪天去的，不是哪天登记的。")),
            Point(
                _("发现问题"), _("写清楚是什么、怎么处理；没办结的一直列在“今日”右边，紧急的一天内要办结。")
            ),
            Point(_("没写完要走"), _("填写的内容自动存为草稿，下次打开接着填。")),
        ),
    )


def _duties() -> Topic:
    return Topic(
        "duties",
        _("应探访"),
        (
            Point(_("已逾期"), _("过了最晚日期还没有算数的探访。补登以后就会改变。")),
            Point(_("哪些算数"), _("看政策方案：当面见到算，电话有的算有的不算；没见到人不算。原因里写着。")),
            Point(_("拒绝探访"), _("在档案里记下意愿、日期和见证人；以后按约定的日子再问。")),
        ),
    )


def _upward() -> tuple[Topic, ...]:
    papers = Topic(
        "papers",
        _("报表打印"),
        (
            Point(_("先看右边"), _("选好月份和村，右边就是打印出来的样子。")),
            Point(
                _("数字和上次不一样"),
                _("有人补登或更正了过去的探访，数字按现在的名册重新算。签字盖章的那一份请存好。"),
            ),
            Point(_("打印不清楚"), _("先存为 PDF，再到别的电脑打印；PDF 里带着字体。")),
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
            Point(_("收取"), _("点“收取上报包”，先看检验结果，再合并。重复收同一个包没有关系。")),
            Point(_("回执"), _("合并后开一份回执带回去；下级收下回执，就知道已经送到。")),
            Point(_("冲突"), _("两处改了同一格又互不知道，就成冲突。问清楚后选 A 或 B，两边都会跟着改。")),
            Point(_("缺更早的包"), _("让对方把缺的补来；补来之前，已收到的先照常用。")),
        ),
    )
    visits = Topic(
        "visits",
        _("探访记录"),
        (
            Point(_("登记错了"), _("打开那一条更正，或者作废；原来的内容留在历史里。")),
            Point(
                _("纸质探访单"), _("把纸上的内容录进走访记录表，再用“导入探访记录”成批导入，不用一条一条敲。")
            ),
        ),
    )
    return visits, papers, exchange


def _settings() -> Topic:
    return Topic(
        "settings",
        _("设置和安全"),
        (
            Point(_("字太小"), _("“设置 - 字和颜色”里选大、更大、最大，还有高对比。")),
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
