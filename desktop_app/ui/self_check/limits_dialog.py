"""The dialog in which an officer says from where on the self-check asks about something at this installation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_
from desktop_app.domain.irregularity_facts import THRESHOLD_BOUNDS, Thresholds
from desktop_app.services.decision_checks import Decided
from desktop_app.ui.decision_dialog import DecisionDialog
from desktop_app.ui.kit import NumberField, Text, button, row
from desktop_app.ui.page import PageContext

_Row = tuple[str, str, str, str]
_SECTIONS: Sequence[tuple[str, Sequence[_Row]]] = (
    (
        N_("文字雷同"),
        (
            ("words_alike", N_("相同程度"), "%", N_("两段文字有这么多相同，算作雷同。")),
            ("words_long", N_("长文字"), N_("字"), N_("从这么多字起，两次雷同就列出。")),
            ("words_short", N_("短文字"), N_("字"), N_("不到这么多字的不比较。")),
            ("words_times", N_("短文字次数"), N_("次"), N_("不算长的文字，雷同这么多次才列出。")),
        ),
    ),
    (
        N_("走得太快"),
        (
            ("pair_minutes", N_("上门两户"), N_("分钟"), N_("从第一户到第二户至少要这么久。")),
            ("trio_minutes", N_("上门三户"), N_("分钟"), N_("从第一户到第三户至少要这么久。")),
            ("stop_minutes", N_("四户起每户"), N_("分钟"), N_("每多一户至少要这么久。")),
            ("calls", N_("连续电话"), N_("个"), N_("连续打了这么多个才看快慢。")),
            ("call_minutes", N_("每个电话"), N_("分钟"), N_("每多一个至少要这么久。")),
        ),
    ),
    (
        N_("集中在月末"),
        (
            ("end_days", N_("月末天数"), N_("天"), N_("一个月的最后几天算月末。")),
            ("end_stops", N_("月末户数"), N_("户"), N_("月末至少走了这么多户才列出。")),
            ("end_share", N_("月末占比"), "%", N_("而且全月有这么多是月末走的。")),
            (
                "end_days_before",
                N_("此前可走的天数"),
                N_("天"),
                N_("月末以前能走的日子不到这么多天的不列出。"),
            ),
        ),
    ),
    (
        N_("照片重复"),
        (("photo_bits", N_("照片差别"), N_("处"), N_("两张照片的 64 处特征里最多差这么多，算作同一张。")),),
    ),
)
"""Threshold, label, unit and meaning, by kind of doubt."""


class LimitsDialog(DecisionDialog):
    """Shows the thresholds as they are here; 恢复系统设定 fills in those that the program came with."""

    def __init__(self, context: PageContext, present: Thresholds, parent: QWidget) -> None:
        super().__init__(context, _("自查的界限"), _("保存"), parent, width_em=44)
        told = _("从什么程度起列出来。是系统设定，不是文件规定；只在本机生效，不改动任何记录。")
        self.content.insertWidget(0, Text(told, "muted", wrap=True))
        self.usual_button = button(_("恢复系统设定"), self.take_usual, look="link")
        line = row(self.usual_button)
        line.addStretch(1)
        self.content.insertLayout(1, line)
        for title, rows in _SECTIONS:
            self.form.add_section(_(title))
            for name, label, unit, meaning in rows:
                self.form.add_row(
                    _(label),
                    NumberField(*THRESHOLD_BOUNDS[name]),
                    name=name,
                    unit=_(unit),
                    help=_(meaning),
                    required=True,
                )
        self.form.set_values(asdict(present))
        self.form.mark_clean()
        self.form.focus_first()

    def take_usual(self) -> None:
        """Fill in what the program came with; nothing is changed before it is saved."""
        self.form.set_values(asdict(Thresholds()))
        self.form.focus_first()

    def save(self) -> None:
        """Keep the numbers."""
        app, wanted = self.context.app, self.form.values()

        def work() -> Decided:
            app.self_check.set_thresholds(app.actor, wanted)
            return Decided((), None)

        self.write(_("自查的界限已保存"), work)
