"""The help about making, printing and saving papers."""

from __future__ import annotations

from desktop_app.config.strings import _
from desktop_app.ui.help.topic import Point, Topic


def paper_topics() -> tuple[Topic, ...]:
    """Return the topics in the language in use."""
    return (
        Topic(
            "papers",
            _("报表打印"),
            (
                Point(
                    _("先看右边"),
                    _(
                        "左边选表，再选月份、村或人，右边就是打印出来的样子。点缩略图看那一页；上面可以跳到某个人，“只打这一份”只打他的。"
                    ),
                ),
                Point(
                    _("只打几页"),
                    _("按住 Ctrl 点缩略图选几页，再按 Ctrl+P。连续页、一人一档、卷册先替您选好双面。"),
                ),
                Point(
                    _("打印机卡住了"),
                    _(
                        "修好以后点上方的“接着打印”，填上完整打出了几份，其余的接着打。可能打出过的，再打一次会标明“副本”。"
                    ),
                ),
                Point(_("手工填写"), _("勾“打空白表，手工填写”，印出没有内容的表。")),
                Point(
                    _("每人存一个文件"),
                    _("选一个文件夹，一人一个 PDF。中途停了，再做一次，会接着写其余的。"),
                ),
                Point(
                    _("号码要印全"),
                    _("勾“报送用”，写明用途。每页印上水印、操作人和时间，并记入查阅台账。"),
                ),
                Point(
                    _("有的字印成〓"),
                    _(
                        "老系统自造的字没有字库，打印前会写明是谁的哪个字。打印以后手工补写，或先在档案里改过来。"
                    ),
                ),
                Point(_("归档"), _("勾“归档用（PDF/A）”再存为 PDF，适合长期保存。")),
                Point(
                    _("数字和上次不一样"),
                    _(
                        "有人补登或更正了过去的探访，数字按现在的名册重新算。点“核对报表”，输入页脚的校验码，就知道哪一格变了。"
                    ),
                ),
                Point(
                    _("没有存成"),
                    _("磁盘满了、U盘拔了，或者文件正在 WPS 里开着。不会留下半个文件，处理好再存一次。"),
                ),
                Point(_("打印不清楚"), _("先存为 PDF，再到别的电脑打印；PDF 里带着字体。")),
            ),
        ),
    )
