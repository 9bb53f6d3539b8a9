"""A field for any number of small drafts, each in a row of its own: contacts, spans, stays, answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.ui import theme
from desktop_app.ui.kit import Field, FlowLayout, Text, button, hairline, icon_button

D = TypeVar("D")


class DraftRow(QWidget, Generic[D]):
    """One row: small captioned fields that wrap, and × at its end. Signals: ``changed()``, ``removed()``."""

    changed = Signal()
    removed = Signal()

    def __init__(self, what: str) -> None:
        super().__init__()
        self._what = what
        self._fields: list[Field[Any]] = []
        self.uid: str | None = None
        self._flow_holder = QWidget()
        self._flow = FlowLayout(self._flow_holder, spacing_em=0.6)
        self.remove_button = icon_button("x", _("删去这一条：{what}").format(what=what), self.removed.emit)
        self.error = Text("", "error", wrap=True)
        self.error.setVisible(False)
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self._flow_holder, 1)
        line.addWidget(self.remove_button, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.px(0.3), 0, theme.px(0.3))
        layout.setSpacing(theme.px(0.2))
        layout.addLayout(line)
        layout.addWidget(self.error)

    def draft(self) -> D | None:
        """Return what is filled in, None while the row is empty."""
        raise NotImplementedError

    def show_draft(self, draft: D) -> None:
        """Show ``draft``."""
        raise NotImplementedError

    def problem(self) -> str:
        """Return the first thing that is wrong with the row."""
        return next((text for text in (field.problem() for field in self._fields) if text), "")

    def show_problem(self) -> str:
        """Show and return what is wrong."""
        text = self.problem()
        self.error.setText(text)
        self.error.setVisible(bool(text))
        return text

    def add_field(self, caption: str, field: Field[Any], *, width_em: float = 0, spoken: str = "") -> None:
        """Add a field with a caption before it; ``width_em`` fixes the field's width."""
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(0.35))
        if caption:
            label = QLabel(caption)
            label.setProperty("look", "muted")
            label.setBuddy(field)
            line.addWidget(label)
        line.addWidget(field)
        if width_em:
            field.setFixedWidth(theme.px(width_em))
        field.describe(f"{self._what}：{spoken or caption}", "")
        field.changed.connect(self.changed)
        self._fields.append(field)
        self._flow.addWidget(holder)

    def key_targets(self) -> list[QWidget]:
        """Return the editors of the row."""
        return [target for field in self._fields for target in field.key_targets()]

    def focus_first(self) -> None:
        """Put the keyboard into the first field."""
        self._fields[0].setFocus(Qt.FocusReason.OtherFocusReason)


class RowsField(Field[tuple[D, ...]], Generic[D]):
    """Any number of rows and a button that adds one."""

    def __init__(self, make_row: Callable[[], DraftRow[D]], add_words: str, *, most: int = 60) -> None:
        holder = QWidget()
        super().__init__(holder)
        self._make_row, self._most = make_row, most
        self.rows: list[DraftRow[D]] = []
        self.top = QVBoxLayout()
        self.top.setContentsMargins(0, 0, 0, 0)
        self._body = QVBoxLayout()
        self._body.setSpacing(0)
        self._lines: dict[DraftRow[D], QWidget] = {}
        self.add_button = button(add_words, self._on_add, icon_name="plus")
        outer = QVBoxLayout(holder)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(theme.px(0.3))
        outer.addLayout(self.top)
        outer.addLayout(self._body)
        outer.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        holder.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusProxy(self.add_button)

    def value(self) -> tuple[D, ...]:
        """Return the drafts of all rows that are not empty."""
        drafts = (row.draft() for row in self.rows)
        return tuple(draft for draft in drafts if draft is not None)

    def set_value(self, value: Sequence[D]) -> None:
        """Show one row per draft."""
        for row in list(self.rows):
            self._take_out(row)
        for draft in value:
            self.add(draft)
        self.changed.emit()

    def is_empty(self) -> bool:
        """Tell whether no row is filled in."""
        return not self.value()

    def problem(self) -> str:
        """Show the problems of all rows in place and return the first."""
        found = [text for text in (row.show_problem() for row in self.rows) if text]
        return _("请改正上面标出的一条。") if found else ""

    def add(self, draft: D | None = None) -> DraftRow[D]:
        """Add a row, empty or with ``draft``."""
        made = self._make_row()
        if draft is not None:
            made.show_draft(draft)
        made.changed.connect(self.changed)
        made.removed.connect(lambda: self._on_removed(made))
        for target in made.key_targets():
            target.installEventFilter(self)
        line = hairline()
        self._body.addWidget(made)
        self._body.addWidget(line)
        self._lines[made] = line
        self.rows.append(made)
        self.add_button.setEnabled(len(self.rows) < self._most)
        return made

    def key_targets(self) -> list[QWidget]:
        """Return the button; the editors of the rows look after their own keys."""
        return [self.add_button]

    def takes_enter(self) -> bool:
        """Enter presses the button."""
        return True

    def set_bad(self, bad: bool) -> None:
        """The error lines alone speak."""
        del bad

    def describe(self, name: str, description: str) -> None:
        """Name the group."""
        self.editor.setAccessibleName(name)
        self.editor.setAccessibleDescription(description)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: Enter inside a row moves on."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
            and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
            and any(watched in row.key_targets() for row in self.rows)
        ):
            self.focusNextChild()
            return True
        return super().eventFilter(watched, event)

    def _on_add(self) -> None:
        made = self.add()
        made.focus_first()
        self.changed.emit()

    def _on_removed(self, made: DraftRow[D]) -> None:
        self._take_out(made)
        self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _take_out(self, made: DraftRow[D]) -> None:
        self.rows.remove(made)
        for widget in (self._lines.pop(made), made):
            self._body.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self.add_button.setEnabled(True)
