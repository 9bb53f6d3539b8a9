"""The texts of the help on findings: the list, one finding, entering one."""

from __future__ import annotations

from desktop_app.config.strings import _
from desktop_app.ui.help.topic import Point, Topic


def finding_topics() -> tuple[Topic, ...]:
    """Return the topics in the language in use, one for each page."""
    return (_list(), _one(), _form())


def _list() -> Topic:
    return Topic(
        "findings",
        _("问题跟踪"),
        (
            Point(
                _("这里有什么"),
                _("探访时发现的紧急、隐患、需求、待遇问题，从发现一直列到销号。紧急的和超期的排在最前。"),
            ),
            Point(
                _("上面的数字"),
                _("在办的问题按类别和发现了多少天分开数。点一个数字，名单只列这几件；再点一次全列。"),
            ),
            Point(
                _("数字键 1 到 8"),
                _(
                    "办理选中的一件：1 处理、2 交办、3 转介、4 销号、5 上报、6 交回办理、7 答复、8 重新打开。灰的这时不能做。"
                ),
            ),
            Point(_("转到本级"), _("下级上报或上级交回、现在该由本单位办的问题。办完销号，或者交回办理。")),
            Point("F2", _("给选中的老人登记探访；没办结的问题在登记表最上面，逐条回答就行。")),
            Point("Ctrl+P", _("打印问题办理情况表，按类别和天数分开，可选一个村。")),
        ),
    )


def _one() -> Topic:
    return Topic(
        "finding",
        _("问题办理"),
        (
            Point(_("下一步"), _("按数字选，只填这一步要的几格，按 Ctrl+Enter 保存。没保存的留作草稿。")),
            Point(_("转介"), _("写明转给谁、什么时候要答复。保存后打印三联转介单，编号由程序给。")),
            Point(_("答复"), _("对方怎么说的，照实记下。答复不等于办结，核实以后再销号。")),
            Point(_("上报和交回办理"), _("写明原因。问题随上报包到上一级；上一级办好或交回的，也随包回来。")),
            Point(_("销号"), _("写明怎么办结的，凭什么销号。又出现的，点“重新打开”，以前的过程都在。")),
            Point(
                _("紧急问题"), _("上面的卡片列出急救、报警、火警和联系人、村医、存钥匙人的电话，先打电话。")
            ),
            Point(_("登记错了"), _("刚保存的按 Ctrl+Z；早先的点“撤回最后一步”，问题回到这一步之前的样子。")),
        ),
    )


def _form() -> Topic:
    return Topic(
        "finding-form",
        _("登记问题"),
        (
            Point(
                _("什么时候用"),
                _("不是探访时发现的问题：邻居、亲属、村干部反映的。探访时发现的在登记探访里写。"),
            ),
            Point(_("办结期限"), _("不填由程序按类别定：紧急 1 天，隐患 7 天，需求和待遇 30 天。")),
            Point(_("更正"), _("在问题办理页点“更正问题”，改类别、内容、期限、责任人；办理过程不变。")),
        ),
    )
