"""The whole why file of a person as one readable panel: the tier, what is owed and why, what is not and why."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.services.why import WhyCard, WhyRow
from desktop_app.ui import sights, theme
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import STATE_TINTS, Card, Dialog, Section, StateChip, Text, button, row, scrolling
from desktop_app.ui.page import PageContext

WHY_KEY = "F9"
WIDTH_EM = 58
HIGH_EM = 44


class WhyDialog(Dialog):
    """Shows one card; arrows and page keys scroll, Esc closes, 复制 takes everything along as text."""

    def __init__(self, card: WhyCard, parent: QWidget | None = None) -> None:
        super().__init__(_("{name}：为什么").format(name=card.name), parent, width_em=WIDTH_EM)
        self._text = "\n".join(card.lines())
        inside = QWidget()
        self._lines = QVBoxLayout(inside)
        self._lines.setContentsMargins(0, 0, theme.px(0.8), 0)
        self._lines.setSpacing(theme.px(0.7))
        self._lines.addWidget(paragraph(card.tier))
        self._group(_("要探访的"), card.owed)
        self._group(_("不要求探访的"), card.not_owed)
        self._lines.addStretch(1)
        self.area: QScrollArea = scrolling(inside)
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.area.setAccessibleName(self._text)
        self.body.addWidget(self.area, 1)
        self.add_button(button(_("复制"), self._copy))
        close = self.add_button(button(_("关闭"), self.accept, look="main", key="Esc"))
        close.setDefault(True)
        self.area.setFocus()

    def text(self) -> str:
        """Return everything that is said."""
        return self._text

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: take the height that reading asks for, as far as the screen has it."""
        super().showEvent(event)
        room = self.screen().availableGeometry()
        self.resize(self.width(), min(theme.px(HIGH_EM), room.height() - theme.px(3)))

    def _group(self, title: str, rows: Sequence[WhyRow]) -> None:
        if not rows:
            return
        words = _("{title}（{count} 项）").format(title=title, count=len(rows))
        self._lines.addWidget(Section(words))
        for each in rows:
            self._lines.addWidget(paragraph(each, quiet=not each.owed))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)


def paragraph(each: WhyRow, *, quiet: bool = False) -> Card:
    """Return one paragraph with its state, title and text; ``quiet`` for what asks for nothing."""
    card = Card(margin_em=0.7)
    line = row(spacing_em=0.6)
    if each.owed and each.state is not None:
        line.addWidget(StateChip(each.state_word, STATE_TINTS[each.state]))
    line.addWidget(Text(each.title, "strong", wrap=True), 1)
    card.body.addLayout(line)
    card.body.addWidget(Text(each.text, "muted" if quiet else "", wrap=True, copyable=True))
    card.setAccessibleName(f"{each.title}。{each.text}")
    return card


class WhyAsking:
    """Reads the card of one person in a reader thread and opens the panel; one at a time."""

    def __init__(self, context: PageContext, owner: QWidget) -> None:
        self._context, self._owner = context, owner
        self._asking: Job[WhyCard] | None = None
        self.dialog: WhyDialog | None = None

    def open(self, elder_uid: str) -> None:
        """Read why something is owed to a person or not, and show it."""
        if self._asking is not None:
            self._asking.cancel()
        app = self._context.app
        self._asking = self._context.jobs.reading(
            _("读取原因"), lambda _progress: app.why.of_elder(app.actor, elder_uid)
        )
        self._asking.succeeded.connect(self.show_card)
        self._asking.start()

    def show_card(self, card: WhyCard) -> None:
        """Open the panel on a card that is known already."""
        self._asking = None
        dialog = WhyDialog(card, self._owner.window())
        dialog.finished.connect(self._on_closed)
        self.dialog = dialog
        dialog.open()
        self._context.sights.seen.emit(sights.WHY)

    def _on_closed(self, _code: int) -> None:
        self.dialog = None
