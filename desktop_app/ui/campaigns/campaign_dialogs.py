"""The dialogs of a campaign's page: correct it, end it early, say who goes there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _
from desktop_app.storage.queries.campaigns import CampaignLine
from desktop_app.ui.campaigns import words
from desktop_app.ui.campaigns.campaign_form import DescribingForm
from desktop_app.ui.kept_dialog import KeptDialog
from desktop_app.ui.kit import ChoiceField, DateField, Dialog, Form, Text, button
from desktop_app.ui.page import PageContext


class CorrectDialog(KeptDialog):
    """Shows a campaign's title, days, modes and note for changing. Signal: ``decided()``."""

    decided = Signal()

    def __init__(self, context: PageContext, line: CampaignLine, parent: QWidget) -> None:
        self.form: DescribingForm
        form = DescribingForm(context.app.clock.today)
        super().__init__(context, _("更正专项探访"), form, parent, width_em=40)
        self.form.describe_as(line)
        self.form.save_asked.connect(self._on_decided)
        self.body.addWidget(self.form)
        self.body.addWidget(Text(_("名单不变；已经登记的探访按新的日期和方式重新计算。"), "hint", wrap=True))
        self.add_button(button(_("取消"), self.reject))
        self.add_button(button(_("保存"), self._on_decided, look="main", key="Ctrl+Enter"))
        self.form.focus_first()
        self.keep_as("campaign_correction", line.uid)

    def _on_decided(self) -> None:
        if self.form.check():
            self.decided.emit()


class EndDialog(KeptDialog):
    """Asks for the last day. Signal: ``decided(date)``."""

    decided = Signal(object)

    def __init__(self, context: PageContext, line: CampaignLine, parent: QWidget) -> None:
        super().__init__(context, _("提前结束专项探访"), Form(label_em=5), parent, width_em=34)
        today = context.app.clock.today
        said = _("原定 {days}。结束后还没见到的人记为“期内未访”。")
        self.body.addWidget(
            Text(said.format(days=words.spoken_days(line.from_on, line.to_on)), "muted", wrap=True)
        )
        self.to_on = self.form.add_row(_("最后一天"), DateField(today=today), name="to_on", required=True)
        self.to_on.set_value(min(today(), line.to_on))
        self.form.save_asked.connect(self._on_decided)
        self.body.addWidget(self.form)
        self.add_button(button(_("取消"), self.reject))
        self.add_button(button(_("提前结束"), self._on_decided, look="main", key="Ctrl+Enter"))
        self.form.focus_first()
        self.keep_as("campaign_end", line.uid)

    def _on_decided(self) -> None:
        if self.form.check():
            self.decided.emit(self.to_on.value())


class VisitorDialog(Dialog):
    """Asks who goes to some people for this campaign; ``chosen()`` is None for the usual visitor."""

    def __init__(self, visitors: Sequence[Any], people: int, parent: QWidget) -> None:
        super().__init__(_("指定探访人"), parent, width_em=34)
        said = _("所选 {count} 人，这次专项由谁去？只改这一次，平时的责任人不变。")
        self.body.addWidget(Text(said.format(count=people), "muted", wrap=True))
        self.form = Form(label_em=5)
        self.visitor: ChoiceField[str] = self.form.add_row(
            _("探访人"),
            ChoiceField([(one.uid, one.name) for one in visitors], empty=_("平时的责任人")),
            name="visitor_uid",
        )
        self.form.save_asked.connect(self.accept)
        self.body.addWidget(self.form)
        self.add_button(button(_("取消"), self.reject))
        self.add_button(button(_("确定"), self.accept, look="main", key="Ctrl+Enter"))
        self.form.focus_first()

    def chosen(self) -> str | None:
        """Return the visitor's uid."""
        return self.visitor.value()
