"""A field that picks several people by name: type, look at who fits, Enter adds; the household may come along."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.ui import theme
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import Field, LineField, Text, button, row
from desktop_app.ui.page import PageContext

WAIT_MS = 200
SHOWN_LINES = 4
_UID = Qt.ItemDataRole.UserRole

Found = list[tuple[str, str, str]]
"""Uid, name and village of those who fit."""


class PeopleField(Field[tuple[str, ...]]):
    """The people that were picked, by uid."""

    def __init__(self, context: PageContext) -> None:
        holder = QWidget()
        super().__init__(holder)
        holder.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.context = context
        self._picked: dict[str, str] = {}
        self._finding: Job[Found] | None = None
        self.search = LineField(placeholder=_("姓名、拼音或电话，回车加入"))
        self.search.line.setAccessibleName(_("找要转场的人"))
        self.fitting = QListWidget()
        self.fitting.setAccessibleName(_("找到的人"))
        self.fitting.setFixedHeight(theme.px(2 * SHOWN_LINES))
        self.fitting.hide()
        self.told = Text(_("还没有选人。"), "muted", wrap=True)
        self.household_button = button(_("加上同户的人"), self.add_households)
        self.clear_button = button(_("清空"), lambda: self.set_value(()))
        self.setFocusProxy(self.search.line)
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(0.3))
        layout.addWidget(self.search)
        layout.addWidget(self.fitting)
        layout.addWidget(self.told)
        ways = row(self.household_button, self.clear_button)
        ways.addStretch(1)
        layout.addLayout(ways)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._timer.timeout.connect(self._find)
        self.search.line.textEdited.connect(lambda _text: self._timer.start())
        self.search.line.installEventFilter(self)
        self.fitting.itemActivated.connect(self._on_activated)
        self._tell()

    def value(self) -> tuple[str, ...]:
        """Return the uids in the order in which they were picked."""
        return tuple(self._picked)

    def set_value(self, value: tuple[str, ...]) -> None:
        """Keep the people in ``value`` of those who were picked."""
        self._picked = {uid: name for uid, name in self._picked.items() if uid in value}
        self._tell()
        self.changed.emit()

    def pick(self, people: Iterable[tuple[str, str]]) -> None:
        """Add people by uid and name."""
        self._picked.update(people)
        self._tell()
        self.changed.emit()

    def is_empty(self) -> bool:
        """Tell whether nobody was picked."""
        return not self._picked

    def describe(self, name: str, description: str) -> None:
        """Give the search line the field's name for those who listen."""
        self.search.describe(name, description)

    def key_targets(self) -> list[QWidget]:
        """Return nothing: Enter adds a person here instead of moving on."""
        return []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: Enter adds the first who fits, Down goes to the list."""
        if (
            watched is self.search.line
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
        ):
            plain = event.modifiers() in {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}
            if plain and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                return self._take_first()
            if event.key() == Qt.Key.Key_Down and self.fitting.count():
                self.fitting.setCurrentRow(0)
                self.fitting.setFocus()
                return True
        return super().eventFilter(watched, event)

    def add_households(self) -> None:
        """Add everybody who lives with those who were picked."""
        app, uids = self.context.app, self.value()
        job = self.context.jobs.reading(
            _("读取同户的人"),
            lambda _progress: [
                (line.elder_uid, line.name)
                for uid in uids
                for line in app.seasonal_moves.household(app.actor, uid)
            ],
        )
        job.succeeded.connect(self.pick)
        job.start()

    def _take_first(self) -> bool:
        """Add the first who fits; False leaves Enter to the form where nothing was typed."""
        if not self.search.value():
            self.focusNextChild()
            return True
        item = self.fitting.item(0) if self.fitting.isVisible() else None
        if item is not None:
            self._on_activated(item)
        return True

    def _find(self) -> None:
        text = self.search.value()
        if self._finding is not None:
            self._finding.cancel()
            self._finding = None
        if not text:
            self.fitting.hide()
            return
        app = self.context.app
        self._finding = self.context.jobs.reading(
            _("找人"),
            lambda _progress: [
                (each.uid, each.name, each.village) for each in app.register.find(app.actor, text)
            ],
        )
        self._finding.succeeded.connect(self._on_found)
        self._finding.start()

    def _on_found(self, found: Found) -> None:
        self._finding = None
        self.fitting.clear()
        for uid, name, village in found:
            item = QListWidgetItem(_("{name}（{village}）").format(name=name, village=village))
            item.setData(_UID, (uid, name))
            self.fitting.addItem(item)
        if found:
            self.fitting.setCurrentRow(0)
        self.fitting.setVisible(bool(found))

    def _on_activated(self, item: QListWidgetItem) -> None:
        uid, name = item.data(_UID)
        self.pick([(uid, name)])
        self.search.set_value("")
        self.fitting.clear()
        self.fitting.hide()
        self.search.line.setFocus()

    def _tell(self) -> None:
        names = _("、").join(self._picked.values())
        told = _("已选 {count} 人：{names}").format(count=len(self._picked), names=names)
        self.told.setText(told if self._picked else _("还没有选人。"))
        for made in (self.household_button, self.clear_button):
            made.setEnabled(bool(self._picked))
