"""The help page: topics at the left, the text of one at the right."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop_app import __version__
from desktop_app.config.strings import _
from desktop_app.ui import theme
from desktop_app.ui.help.topics import Topic, topics
from desktop_app.ui.kit import Card, Text, button, scrolling
from desktop_app.ui.page import Page, PageContext

WIDEST_EM = 52


class HelpPage(Page):
    """帮助. Parameter: ``topic``, the key of the page that F1 was pressed on."""

    listens_to: ClassVar[frozenset[str]] = frozenset({"nothing"})

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("帮助"))
        self._topics = topics()
        self.list = QListWidget()
        self.list.setAccessibleName(_("帮助的各项"))
        self.list.setFixedWidth(theme.px(9))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for topic in self._topics:
            item = QListWidgetItem(topic.title)
            item.setSizeHint(QSize(0, theme.px(2.4)))
            self.list.addItem(item)
        self.list.currentRowChanged.connect(self._on_row)
        self._text = QWidget()
        self._column = QVBoxLayout(self._text)
        self._column.setContentsMargins(0, 0, 0, 0)
        layout = QHBoxLayout(self)
        edge = theme.px(0.9)
        layout.setContentsMargins(edge, edge, edge, edge)
        layout.setSpacing(edge)
        layout.addWidget(self.list)
        layout.addWidget(scrolling(self._text), 1)
        self.setFocusProxy(self.list)
        self.list.setCurrentRow(0)

    def activate(self, **params: Any) -> None:
        """Show the topic of the page that help was asked on."""
        key = str(params.get("topic", ""))
        keys = [topic.key for topic in self._topics]
        if key in keys:
            self.list.setCurrentRow(keys.index(key))

    def shown_topic(self) -> str:
        """Return the key of the topic in sight."""
        return self._topics[self.list.currentRow()].key

    @Slot(int)
    def _on_row(self, at: int) -> None:
        while self._column.count():
            widget = self._column.takeAt(0).widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if at < 0:
            return
        card = self._card_of(self._topics[at])
        card.setMaximumWidth(theme.px(WIDEST_EM))
        self._column.addWidget(card)
        self._column.addWidget(
            Text(_("老年人探访服务记录 {version}，离线使用，不连网络。").format(version=__version__), "hint")
        )
        self._column.addStretch(1)

    def _card_of(self, topic: Topic) -> Card:
        card = Card(topic.title, margin_em=1.4)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(1.2))
        grid.setVerticalSpacing(theme.px(0.8))
        grid.setColumnStretch(1, 1)
        for line, point in enumerate(topic.points):
            head = Text(point.head, "strong", wrap=True)
            head.setFixedWidth(theme.px(9))
            grid.addWidget(head, line, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Text(point.text, "", wrap=True, copyable=True), line, 1)
        card.body.addLayout(grid)
        if topic.way and self.context.navigator.has(topic.key):
            way = button(topic.way, partial(self.context.navigator.open, topic.key))
            card.body.addWidget(way, 0, Qt.AlignmentFlag.AlignLeft)
        return card
