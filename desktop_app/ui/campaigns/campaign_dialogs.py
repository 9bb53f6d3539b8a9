"""The dialogs of a campaign's page: correct it, end it early, say who goes there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _
from desktop_app.storage.queries.campaigns import CampaignLine
from desktop_app.ui.campaigns import words
from desktop_app.ui.campaigns.campaign_form import DescribingForm
from desktop_app.ui.form_journal import FormJournal
from desktop_app.ui.kit import ChoiceField, DateField, Dialog, Form, Text, ask, button, row
from desktop_app.ui.page import PageContext

T = TypeVar("T")


class _KeptDialog(Dialog):
    """Keeps its form as a draft until it is saved or given up."""

    def __init__(
        self, context: PageContext, title: str, form: Form, parent: QWidget, *, width_em: float
    ) -> None:
        super().__init__(title, parent, width_em=width_em)
        self.form = form
        self._journal = FormJournal(context, form, self, tell=self._tell)

    def keep_as(self, kind: str, subject: str) -> None:
        """Keep what is typed from now on; called when the form stands as it is without a draft."""
        self.form.mark_clean()
        self._journal.begin(kind, subject)

    def saving(self, work: Callable[[], T]) -> Callable[[], T]:
        """Return what does ``work``; the draft goes if and only if it succeeds."""
        save = self._journal.saving()
        return lambda: save(work)

    def show_error(self, error: Exception) -> bool:
        """Show beside its field why it was not saved, and keep the form again."""
        self._journal.resume()
        return self.form.show_error(error)

    def reject(self) -> None:
        """Qt: Esc asks only if something typed would be lost."""
        if not self.form.is_dirty() or ask(
            self, _("还没有保存"), _("关闭后填写的内容不保留。"), yes=_("关闭"), no=_("继续填写")
        ):
            self._journal.drop()
            super().reject()

    def _tell(self, words: str, action: str, on_action: Callable[[], object]) -> None:
        line = row(Text(words, "hint", wrap=True), spacing_em=0.6)
        line.addWidget(button(action, on_action, look="link"))
        self.body.insertLayout(0, line)


class CorrectDialog(_KeptDialog):
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


class EndDialog(_KeptDialog):
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
