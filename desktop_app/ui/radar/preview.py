"""The one line under the cursor in full: who, what, by when, why, and the sentence of the plan."""

from __future__ import annotations

from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.services.radar_rows import DueItem
from desktop_app.ui import theme
from desktop_app.ui.kit import Text
from desktop_app.ui.kit.sight import set_shown

_WIDTH_EM, _HEIGHT_EM = 22, 6.5
_ANY_SIZE = (1 << 24) - 1
"""Qt's own QWIDGETSIZE_MAX, which the binding does not know."""


class DuePreview(QScrollArea):
    """Shows one item; nothing while no line is chosen."""

    def __init__(self) -> None:
        super().__init__()
        self._beside = True
        self.who = Text("", "strong", wrap=True)
        self.title = Text("", "section", wrap=True)
        self.why = Text("", wrap=True, copyable=True)
        self.sentence = Text("", wrap=True, copyable=True)
        self.document = Text("", "muted", wrap=True)
        self.others = Text("", "muted", wrap=True, copyable=True)
        inner = QWidget()
        layout = QVBoxLayout(inner)
        layout.setContentsMargins(theme.px(1), theme.px(0.4), theme.px(0.6), theme.px(0.4))
        layout.setSpacing(theme.px(0.5))
        for text in (self.who, self.title, self.why, self.sentence, self.document, self.others):
            layout.addWidget(text)
        layout.addStretch(1)
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setAccessibleName(_("所选一行的依据"))
        self.show_item(None)

    def stand(self, *, beside: bool) -> None:
        """Take the room of a column beside the list, or of a few lines under it."""
        self._beside = beside
        self.setMinimumSize(0, 0)
        self.setMaximumSize(_ANY_SIZE, _ANY_SIZE)
        if beside:
            self.setFixedWidth(theme.px(_WIDTH_EM))
        else:
            self.setFixedHeight(theme.px(_HEIGHT_EM))

    def show_item(self, item: DueItem | None) -> None:
        """Show an item, or nothing."""
        for text in (self.who, self.title, self.why, self.sentence, self.document, self.others):
            set_shown(text, item is not None)
        if item is None:
            return
        self.who.setText(_("{name}　{village}").format(name=item.name, village=item.village).strip())
        whole = item.title if self._beside else _("{name}　{title}").format(name=item.name, title=item.title)
        self.title.setText(whole)
        set_shown(self.who, self._beside)
        self.why.setText(item.why)
        self.sentence.setText(_("原文：{sentence}").format(sentence=item.sentence))
        self.document.setText(
            _("{document}　（{basis}）").format(document=item.document, basis=item.basis)
            if item.basis
            else item.document
        )
        others = [
            _("另见 {document}：{sentence}").format(document=document, sentence=sentence)
            for document, sentence in item.others
        ]
        self.others.setText("\n".join(others))
        set_shown(self.sentence, bool(item.sentence))
        set_shown(self.document, bool(item.document))
        set_shown(self.others, bool(others))
