"""Asks how many portions of an interrupted print job came out whole, before the rest is printed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _
from desktop_app.ui.kit import Dialog, Form, NumberField, Text, button


class Resuming(Protocol):
    """What has to be known of the job: ``sent_parts`` of ``parts`` are at the printer, ``may_parts`` may be."""

    @property
    def uid(self) -> str:
        """Return its number."""
        ...

    @property
    def title(self) -> str:
        """Return the paper's title."""
        ...

    @property
    def parts(self) -> int:
        """Return how many portions it has."""
        ...

    @property
    def sent_parts(self) -> int:
        """Return how many the printer took."""
        ...

    @property
    def may_parts(self) -> int:
        """Return how many may have come out."""
        ...


class ResumeDialog(Dialog):
    """Signal: ``going_on(came_out)`` with how many portions are on paper."""

    going_on = Signal(int)

    def __init__(self, job: Resuming, titles: Sequence[str], parent: QWidget) -> None:
        super().__init__(_("接着打印"), parent, width_em=30)
        self._titles = titles
        told = _("“{paper}”共 {parts} 份，打印机收下了 {sent} 份。请看出纸盘里实际打出多少。").format(
            paper=job.title, parts=job.parts, sent=job.sent_parts
        )
        self.body.addWidget(Text(told, "", wrap=True))
        form = Form(columns=1, label_em=8)
        self.count: NumberField = form.add_row(
            _("完整打出的份数"),
            NumberField(0, max(job.may_parts, 0)),
            name="came_out",
            help=_("卡住、撕坏的不算"),
        )
        self.count.set_value(job.sent_parts)
        self.body.addWidget(form)
        self.last = Text("", "muted", wrap=True)
        self.body.addWidget(self.last)
        self.body.addWidget(
            Text(_("可能打出过的，再打一次会标明“副本”；没有打过的照常打印。"), "hint", wrap=True)
        )
        self.add_button(button(_("先不打"), self.reject))
        self.yes = self.add_button(button(_("接着打印"), self._on_yes, look="main"))
        self.yes.setDefault(True)
        self.count.changed.connect(self._on_count)
        self._on_count()
        self.count.setFocus()

    def _on_count(self) -> None:
        count = self.count.value() or 0
        words = _("一份也没有打出，从头打印。")
        if 0 < count <= len(self._titles):
            words = _("最后一份完整的是第 {count} 份").format(count=count)
            if self._titles[count - 1]:
                words = _("最后一份完整的是第 {count} 份：{name}").format(
                    count=count, name=self._titles[count - 1]
                )
        self.last.setText(words)
        self.yes.setEnabled(not self.count.problem())

    def _on_yes(self) -> None:
        if self.count.problem():
            return
        count = self.count.value() or 0
        self.accept()
        self.going_on.emit(count)
