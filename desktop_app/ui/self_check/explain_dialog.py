"""Takes what the worker says to one or several things of the self-check; what is typed is kept until it is saved."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _
from desktop_app.services.self_checks import LONGEST, Irregularity
from desktop_app.services.stock_phrases import PhraseField
from desktop_app.ui.kept_dialog import KeptDialog
from desktop_app.ui.kit import Form, Text, TextField, button
from desktop_app.ui.page import PageContext
from desktop_app.ui.phrases_menu import PhrasesButton

MOST_SHOWN = 3


class ExplainDialog(KeptDialog):
    """Shows what was seen and asks how it was. Signal: ``decided(str)``."""

    decided = Signal(str)

    def __init__(self, context: PageContext, rows: Sequence[Irregularity], parent: QWidget) -> None:
        super().__init__(context, _("填写说明"), Form(label_em=4), parent, width_em=44)
        for each in rows[:MOST_SHOWN]:
            self.body.addWidget(Text(each.seen, "strong", wrap=True))
        if len(rows) > MOST_SHOWN:
            words = _("共 {count} 处，同一句说明记到每一处。").format(count=len(rows))
            self.body.addWidget(Text(words, "muted"))
        elif len(rows) == 1:
            self.body.addWidget(Text(rows[0].perhaps, "muted", wrap=True))
        self.text = self.form.add_row(
            _("说明"),
            TextField(lines=4, placeholder=_("当时的实际情况，一两句话即可")),
            name="text",
            required=True,
            help=_("说明随上报包一起上报，最长 {most} 个字。记录有误的，请直接更正记录。").format(
                most=LONGEST
            ),
        )
        self.phrases = PhrasesButton(context, PhraseField.EXPLANATION, self.text, _("说明"))
        self.form.row("text").put_under_label(self.phrases)
        said = rows[0].explanation if len(rows) == 1 else None
        if said is not None:
            self.text.set_value(said.text)
        self.body.addWidget(self.form)
        self.add_button(button(_("取消"), self.reject))
        self.add_button(button(_("保存说明"), self._on_decided, look="main", key="Ctrl+Enter"))
        self.form.save_asked.connect(self._on_decided)
        subject = sha256("".join(sorted(each.about for each in rows)).encode()).hexdigest()[:32]
        self.keep_as("self_check", subject)
        self.form.focus_first()

    def _on_decided(self) -> None:
        if self.form.check():
            self.decided.emit(self.text.value())
