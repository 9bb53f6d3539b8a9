"""Picks one person by typing part of a name, pinyin or a number; shows who is picked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.storage.queries.elders import ElderRow
from desktop_app.ui import theme
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import Column, ListSource, RowTable, SearchField, Text, button, row
from desktop_app.ui.page import PageContext

MOST = 30


class PersonPick(QWidget):
    """Signal: ``changed()`` when somebody was picked or let go."""

    changed = Signal()

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context = context
        self._uid: str | None = None
        self._asking: Job[list[ElderRow]] | None = None
        self._take_first = False
        self.search = SearchField(_("姓名、拼音、证件号"))
        self.found: RowTable[ElderRow] = RowTable(
            (
                Column(key="name", title=_("姓名"), width_em=6, text=lambda line: line.name, strong=True),
                Column(
                    key="village",
                    title=_("嘎查村（社区）"),
                    width_em=8,
                    text=lambda line: line.village,
                    stretch=True,
                ),
            )
        )
        self.found.setFixedHeight(theme.px(11))
        self.found.hide()
        self.picked = Text("", "strong", wrap=True)
        self.let_go = button(_("改为全部"), self._on_let_go, look="link")
        self._line = QWidget()
        line = row(self.picked, self.let_go)
        line.setStretch(0, 1)
        line.setContentsMargins(0, 0, 0, 0)
        self._line.setLayout(line)
        self._line.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(0.4))
        layout.addWidget(self.search)
        layout.addWidget(self.found)
        layout.addWidget(self._line)
        self.setFocusProxy(self.search)
        self.search.searched.connect(self._on_search)
        self.search.entered.connect(lambda _text: self._on_first())
        self.search.left_down.connect(self._on_down)
        self.found.opened.connect(self._on_opened)
        self.found.view.clicked.connect(lambda _index: self._on_opened(self.found.current()))

    def uid(self) -> str | None:
        """Return who is picked, None for everybody."""
        return self._uid

    def pick(self, uid: str | None, name: str) -> None:
        """Show ``name`` as picked, without a signal; None lets go."""
        self._uid = uid
        self.picked.setText(_("只打印 {name}").format(name=name) if uid else "")
        self._line.setVisible(uid is not None)
        self.found.hide()
        blocked = self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(blocked)

    def _on_search(self, text: str) -> None:
        self._take_first = False
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None
        if not text:
            self.found.hide()
            return
        app = self._context.app
        self._asking = self._context.jobs.reading(
            _("找人"), lambda _progress: app.register.find(app.actor, text, most=MOST)
        )
        self._asking.succeeded.connect(self._on_found)
        self._asking.start()

    def _on_found(self, people: Sequence[ElderRow]) -> None:
        self._asking = None
        source: ListSource[ElderRow] = ListSource(people)
        self.found.show_source(source, keep_choice=False)
        self.found.show()
        if self._take_first:
            self._take_first = False
            self._on_first()

    def _on_down(self) -> None:
        self.found.choose_first()
        self.found.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_first(self) -> None:
        if self._asking is not None:
            # The rows in sight are not yet those of what was typed.
            self._take_first = True
        elif self.found.isVisible() and self.found.count():
            self.found.choose_first()
            self._on_opened(self.found.current())

    def _on_opened(self, line: ElderRow | None) -> None:
        if line is not None:
            self.pick(line.uid, line.name)
            self.changed.emit()

    def _on_let_go(self) -> None:
        self.pick(None, "")
        self.changed.emit()
