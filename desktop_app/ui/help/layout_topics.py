"""The help about what an office may change on its papers."""

from __future__ import annotations

from desktop_app.config.strings import _
from desktop_app.ui.help.topic import Point, Topic


def layout_topics() -> tuple[Topic, ...]:
    """Return the topics in the language in use."""
    return (
        Topic(
            "paper-layouts",
            _("报表版式"),
            (
                Point(
                    _("能改什么"),
                    _(
                        "标题、表号、制定机关、批准文号、计量单位、签字栏、表下说明，以及印哪些列、列的标题、宽度和先后。数字怎么算不在这里改。"
                    ),
                ),
                Point(
                    _("怎么改"),
                    _(
                        "上面选一张报表，改完右边就是空白表的样子，满意了按 Ctrl+Enter 保存。以后屏幕预览、PDF 和表格都按新版式。"
                    ),
                ),
                Point(_("改错了"), _("“恢复原样”回到程序自带的版式，数据不受影响。")),
                Point(
                    _("给别的单位用"),
                    _("“存到文件”带走，在另一台电脑上“从文件读入”。管理员才能保存、装入和恢复。"),
                ),
                Point(
                    _("校验码"),
                    _("校验码按印出来的内容算；换了列或标题，同样的数字也会得到另一个校验码。"),
                ),
            ),
        ),
    )
