"""The help about the self-check before handing in."""

from __future__ import annotations

from desktop_app.config.strings import _
from desktop_app.ui.help.topic import Point, Topic


def self_check_topics() -> tuple[Topic, ...]:
    """Return the topics in the language in use."""
    return (
        Topic(
            "self-check",
            _("上报前自查"),
            (
                Point(
                    _("这里有什么"),
                    _(
                        "检查时可能被问到的地方：文字雷同、几分钟里走了许多户、住院期间或去世以后的探访、集中在月末、照片重复等。列出来不等于有错。"
                    ),
                ),
                Point(
                    _("记录有误"),
                    _("点下面的探访或姓名，打开来更正；更正以后这一处就不再列出。"),
                ),
                Point(
                    _("情况属实"),
                    _(
                        "F4 写一两句说明，F11 有常用的说法。几处原因相同，可以一起选中，写一次。说明随上报包上报，上级看得到。"
                    ),
                ),
                Point(_("不说明行不行"), _("行。自查不会挡住上报，不打分，也不要求拍照。")),
                Point(
                    _("列得太多或太少"),
                    _("管理员点“自查的界限…”改从什么程度起列出，只在本机生效；可以恢复系统设定。"),
                ),
                Point(_("列得太多"), _("管理员在“自查的界限…”里改从什么程度起列出来，只在本机生效。")),
                Point(
                    _("不会列出的"),
                    _(
                        "同一户一起探访、助餐点见到的、同一次专项的相同文字、常用语、二三分钟一个的电话、新到岗和休假回来的人的月末。"
                    ),
                ),
            ),
            way=_("打开上报前自查"),
        ),
    )
