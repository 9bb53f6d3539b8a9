"""The help about families and their duty of support."""

from __future__ import annotations

from desktop_app.config.strings import _
from desktop_app.ui.help.topic import Point, Topic


def family_topics() -> tuple[Topic, ...]:
    """Return the topics in the language in use."""
    return (
        Topic(
            "family-support",
            _("督促赡养"),
            (
                Point(
                    _("哪些家庭要督促"),
                    _(
                        "探访时记下不履行、部分履行、无能力履行，或者家人很少看望的；回访日期到了的；赡养协议没有签成的。疑似虐待遗弃的排在最前。有要督促的，“今日”右侧会写有几家。"
                    ),
                ),
                Point(
                    _("家人来过或打过电话"),
                    _("在档案的“家庭”一页，每位家人下面按“今天看望”“今天问候”；不是今天的按“其他日期”。"),
                ),
                Point(
                    _("登记一步"),
                    _("选中一家，按 Ctrl+N。到了回访日期，这一家会再列出来。"),
                ),
            ),
            way=_("打开督促赡养"),
        ),
        Topic(
            "support-step",
            _("登记督促"),
            (
                Point(
                    _("登记一步"),
                    _(
                        "写明方式、家人、结果和经过。回访日期按系统设定自动填好：督促和督促函 15 天，协议、调解、法律援助 30 天，可以改。"
                    ),
                ),
                Point(
                    _("老人有危险时"),
                    _("先打 110；受伤生病打 120。人安全了再登记“报告有关部门”，三天后回访。"),
                ),
            ),
        ),
        Topic(
            "support-paper",
            _("督促函和转介"),
            (
                Point(
                    _("督促函"),
                    _(
                        "勾了的事由才写进函里，条文逐字引自老年人权益保障法。函里没有身份证号、住址和电话；照料、治疗两项会说到健康，没有必要不要勾。打印后登记这一步。"
                    ),
                ),
                Point(_("单位电话"), _("在“设置 - 本单位”里填一次，印在督促函和转介单上；不填则手写。")),
                Point(
                    _("转调解、转法律援助"),
                    _(
                        "按第七十五条，老人也可以直接申请调解或者起诉，不必先督促。转介单上要有老人签字或手印。"
                    ),
                ),
            ),
        ),
    )
