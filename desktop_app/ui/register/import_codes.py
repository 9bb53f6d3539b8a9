"""Asks once what the codes of another system mean, with what is known filled in."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.exchange.register.codes import NOT_TAKEN, CodeQuestion, words_for
from desktop_app.services.imports import RegisterImportPreview
from desktop_app.ui import theme
from desktop_app.ui.kit import Card, ChoiceField, EmptyState, FlowLayout, Text, button, row, scrolling

CODE_EM, WORD_EM = 8, 13


class CodesPanel(QWidget):
    """One small table per column with codes. Signal: ``settled(header, codes)`` when the user took one over."""

    settled = Signal(str, dict)

    def __init__(self) -> None:
        super().__init__()
        self._choices: dict[str, dict[str, ChoiceField[str]]] = {}
        self._content: QWidget | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)

    def show_questions(self, preview: RegisterImportPreview) -> None:
        """Show the columns with codes of ``preview``, the open ones first."""
        if self._content is not None:
            self._layout.removeWidget(self._content)
            self._content.deleteLater()
        self._choices = {}
        content = QWidget()
        body = QVBoxLayout(content)
        body.setContentsMargins(0, theme.px(0.6), theme.px(0.6), theme.px(0.6))
        body.setSpacing(theme.px(0.8))
        for question in sorted(preview.questions, key=lambda one: one.settled):
            body.addWidget(self._card(question))
        if not preview.questions:
            body.addWidget(EmptyState(_("这个文件里没有要对照的代码。")))
        body.addStretch(1)
        self._content = scrolling(content)
        self._layout.addWidget(self._content)

    def take(self, header: str) -> None:
        """Take the table of one column over as it is shown."""
        codes = {code: choice.value() or NOT_TAKEN for code, choice in self._choices[header].items()}
        self.settled.emit(header, codes)

    def choice(self, header: str, code: str) -> ChoiceField[str]:
        """Return the field for one code of one column."""
        return self._choices[header][code]

    def _card(self, question: CodeQuestion) -> QWidget:
        card = Card(
            _("“{header}”一列：已对照").format(header=question.header)
            if question.settled
            else _("“{header}”一列写的是代码，请确认含义").format(header=question.header)
        )
        told = (
            _("已按“{system}”填好，请核对后采用；").format(system=_(question.system))
            if question.system and not question.settled
            else ""
        )
        told += (
            _("改动后再按一次按钮。")
            if question.settled
            else _("确认之前这一列不导入。只问这一次，以后同样表头的文件照此办理。")
        )
        card.body.addWidget(Text(told, "hint", wrap=True))
        holder = QWidget()
        flow = FlowLayout(holder, spacing_em=0.8)
        fields: dict[str, ChoiceField[str]] = {}
        words = [(word, _(word)) for word in words_for(question.field)]
        for code, count in question.counts:
            name = Text(_("{code}（{count} 格）").format(code=code, count=count))
            name.setFixedWidth(theme.px(CODE_EM))
            choice: ChoiceField[str] = ChoiceField(words, empty=_("不采用"))
            choice.set_value(question.proposed.get(code) or None)
            choice.describe(_("代码 {code} 的含义").format(code=code), "")
            choice.setFixedWidth(theme.px(WORD_EM))
            fields[code] = choice
            pair = QWidget()
            line = row(name, choice, spacing_em=0.5)
            line.setContentsMargins(0, 0, 0, 0)
            pair.setLayout(line)
            flow.addWidget(pair)
        self._choices[question.header] = fields
        card.body.addWidget(holder)
        taking = button(
            _("按改动重新对照") if question.settled else _("采用这张对照表"),
            partial(self.take, question.header),
            look="" if question.settled else "main",
        )
        line = row(taking)
        line.addStretch(1)
        card.body.addLayout(line)
        return card
