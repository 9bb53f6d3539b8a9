"""The help on what people decide about visits: moves, leave, handover, pauses, waivers and tiers."""

from __future__ import annotations

from desktop_app.config.strings import _
from desktop_app.ui.help.topic import Point, Topic


def decision_topics() -> tuple[Topic, ...]:
    """Return the topic of the page 转场与交接."""
    return (
        Topic(
            "moves",
            _("转场与交接"),
            (
                Point(
                    _("登记转场"),
                    _("写姓名、回车加入，可以加上同户的人；写明搬到哪里、从哪天起、由谁探访、怎么探访。")
                    + _("应探访从那天起列在那位探访人名下；选“电话或视频”的，期间电话也算数。"),
                ),
                Point(_("登记返回"), _("选中回来的人，填在那里的最后一天；还没去就取消的，整条撤下。")),
                Point(
                    _("转场后留守"),
                    _("同户有人转场、自己留在家里的，和本村有人转场、类别为留守的，都列在这里。"),
                ),
                Point(
                    _("等级建议"),
                    _(
                        "短期内屡次发现紧急问题或隐患的人。建议不会自动生效，由乡镇（街道）同意或不调整并写明理由。"
                    ),
                ),
                Point(
                    _("请假"),
                    _("写明代班人，期间应探访列在代班人名下，结束自动交还。没有代班人的会提示。"),
                ),
                Point(
                    _("移交和交接单"),
                    _(
                        "换人或长期请假用“移交”：人、排定的探访、未办结的问题一起过去，先看清变化再办。打印交接单，双方和监交人签字；以后可以再打。"
                    ),
                ),
                Point(
                    _("暂停探访"),
                    _("在老人档案里登记，可以同户一起；最迟六个月要复核，到期没有复核的自动恢复应探访。"),
                ),
                Point(
                    _("免访和取消"),
                    _(
                        "免访：这次不必去；取消：本来就不该安排。都要写理由，可以撤销；平安预警未解除的不能免访。"
                    ),
                ),
            ),
        ),
    )
