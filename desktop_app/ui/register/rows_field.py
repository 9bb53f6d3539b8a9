"""A field for any number of small drafts, each in a row of its own: contacts, spans, stays, answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.dated_facts import Trouble
from desktop_app.ui import theme
from desktop_app.ui.kit import ChoiceField, Field, FlowLayout, Text, button, hairline, icon_button
from desktop_app.ui.kit.sight import set_shown
from desktop_app.ui.kit.tab_order import stop_before

D = TypeVar("D")


class DraftRow(QWidget, Generic[D]):
    """One row: captioned fields that wrap, the rarer ones behind a button that says what they hold, and ×.

    Signals: ``changed()``, ``removed()``.
    """

    changed = Signal()
    removed = Signal()

    def __init__(self, what: str) -> None:
        super().__init__()
        self._what = what
        self.cells: dict[str, Field[Any]] = {}
        self._rare: dict[str, QWidget] = {}
        self.uid: str | None = None
        self._trouble = ""
        self.number = Text("", "hint")
        self.number.setFixedWidth(theme.px(1.4))
        self.number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.number.setMinimumHeight(theme.px(2.55))
        self._flow_holder, self._rare_holder = QWidget(), QWidget()
        self._flow = FlowLayout(self._flow_holder, spacing_em=0.6)
        self._rare_flow = FlowLayout(self._rare_holder, spacing_em=0.6)
        self.more_button = button("", self._on_more, look="link")
        self.remove_button = icon_button("x", _("删去这一条：{what}").format(what=what), self.removed.emit)
        self.error, self.hint = Text("", "error", wrap=True), Text("", "hint", wrap=True)
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(0.5))
        line.addWidget(self.number, 0, Qt.AlignmentFlag.AlignTop)
        middle = QVBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(theme.px(0.2))
        for part in (self._flow_holder, self._rare_holder, self.error, self.hint):
            middle.addWidget(part)
        line.addLayout(middle, 1)
        self._line = line
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.px(0.25), 0, theme.px(0.25))
        layout.addLayout(line)
        for part in (self.error, self.hint, self._rare_holder):
            set_shown(part, False)

    def draft(self) -> D | None:
        """Return what is filled in, None while the row is empty."""
        raise NotImplementedError

    def show_draft(self, draft: D) -> None:
        """Show ``draft``."""
        raise NotImplementedError

    def rare_words(self) -> str:
        """Return what the folded fields hold, in a few words."""
        return ""

    def problem(self) -> str:
        """Return the first thing that cannot be read as typed, else what the rules say about the row."""
        typed = ((name, field.problem()) for name, field in self.cells.items())
        return next((self._marked(name, text) for name, text in typed if text), self._trouble)

    def show_problem(self) -> str:
        """Show and return what is wrong."""
        text = self.problem()
        self.error.setText(text)
        self.error.setVisible(bool(text))
        return text

    def show_trouble(self, column: str, text: str) -> None:
        """Say that a rule is broken, at the field ``column``; an empty text takes it back."""
        self._trouble = text
        for name, field in self.cells.items():
            field.set_bad(bool(text) and name == column)
        if text:
            self._marked(column, text)
        self.show_problem()

    def add_field(
        self,
        caption: str,
        field: Field[Any],
        *,
        name: str,
        width_em: float = 0,
        spoken: str = "",
        rare: bool = False,
    ) -> None:
        """Add a field with a caption before it; ``width_em`` fixes its width, ``rare`` folds it away."""
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
            # What is typed keeps its width in every language; what is chosen is a word of the language.
            chosen = isinstance(field, ChoiceField)
            field.setFixedWidth(theme.word_px(width_em) if chosen else theme.px(width_em))
        field.describe(f"{self._what}：{spoken or caption}", "")
        field.changed.connect(self._on_changed)
        self.cells[name] = field
        if rare:
            self._rare[name] = holder
        else:
            self._flow.addWidget(holder)

    def finish(self) -> None:
        """Put the rarer fields behind their button, and × at the end: the order of Tab is that of being added."""
        if self._rare:
            self._flow.addWidget(self.more_button)
            for holder in self._rare.values():
                self._rare_flow.addWidget(holder)
            self._tell_rare()
        self._line.addWidget(self.remove_button, 0, Qt.AlignmentFlag.AlignTop)

    def unfold(self, opened: bool = True) -> None:
        """Show or fold the rarer fields."""
        if self._rare:
            set_shown(self._rare_holder, opened)
            self._tell_rare()

    def is_unfolded(self) -> bool:
        """Tell whether the rarer fields are in sight."""
        return bool(self._rare) and not self._rare_holder.isHidden()

    def say(self, words: str) -> None:
        """Show a quiet remark under the row."""
        self.hint.setText(words)
        self.hint.setVisible(bool(words))

    def key_targets(self) -> list[QWidget]:
        """Return the editors of the row."""
        return [target for field in self.cells.values() for target in field.key_targets()]

    def takes_enter(self, watched: QObject) -> bool:
        """Tell whether Enter belongs to the editor it was pressed in."""
        return any(field.takes_enter() for field in self.cells.values() if watched in field.key_targets())

    def focus_first(self) -> None:
        """Put the keyboard into the first field."""
        self.focus_cell(next(iter(self.cells)))

    def focus_cell(self, name: str) -> None:
        """Put the keyboard into a field of the row, unfolding it where needed."""
        if name in self._rare:
            self.unfold()
        self.cells.get(name, next(iter(self.cells.values()))).setFocus(Qt.FocusReason.OtherFocusReason)

    def _marked(self, name: str, text: str) -> str:
        if name in self._rare and not self.is_unfolded():
            self.unfold()
        return text

    def _on_more(self) -> None:
        opened = not self.is_unfolded()
        self.unfold(opened)
        if opened:
            self.focus_cell(next(name for name in self.cells if name in self._rare))

    def _on_changed(self) -> None:
        if self._rare:
            self._tell_rare()
        self.changed.emit()

    def _tell_rare(self) -> None:
        words = _("收起") if self.is_unfolded() else self.rare_words() or _("更多…")
        shown = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, theme.px(24))
        self.more_button.setText(shown)
        self.more_button.setToolTip(words if shown != words else "")
        self.more_button.setAccessibleName(f"{self._what}：{words}")
        self.more_button.updateGeometry()


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
        return tuple(draft for _row, draft in self.filled())

    def filled(self) -> list[tuple[DraftRow[D], D]]:
        """Return the rows that are not empty with their drafts: the places that rules speak of."""
        drafts = ((row, row.draft()) for row in self.rows)
        return [(row, draft) for row, draft in drafts if draft is not None]

    def set_value(self, value: Sequence[D] | None) -> None:
        """Show one row per draft."""
        for row in list(self.rows):
            self._take_out(row)
        for draft in value or ():
            self.add(draft)
        self.changed.emit()

    def is_empty(self) -> bool:
        """Tell whether no row is filled in."""
        return not self.value()

    def problem(self) -> str:
        """Show the problems of all rows in place and return the first."""
        found = [text for text in (row.show_problem() for row in self.rows) if text]
        return _("请改正上面标出的一条。") if found else ""

    def show_troubles(self, troubles: Iterable[Trouble]) -> None:
        """Say at each row which rule it breaks, and take back what was said before."""
        said: dict[int, tuple[str, str]] = {}
        for trouble in troubles:
            said.setdefault(trouble.rows[-1], (trouble.column, trouble_words(trouble)))
        for place, (row, _draft) in enumerate(self.filled()):
            row.show_trouble(*said.get(place, ("", "")))

    def wrong_count(self) -> int:
        """Return how many rows show a problem."""
        return sum(1 for row in self.rows if row.error.text())

    def focus_problem(self) -> bool:
        """Put the keyboard into the first field that is marked wrong; False when none is."""
        for row in self.rows:
            for name, field in row.cells.items():
                if field.problem() or field.editor.property("bad"):
                    row.focus_cell(name)
                    return True
        return False

    def add(self, draft: D | None = None) -> DraftRow[D]:
        """Add a row, empty or with ``draft``."""
        made = self._make_row()
        made.finish()
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
        stop_before(self.add_button, made)
        self._number()
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
            and any(watched in row.key_targets() and not row.takes_enter(watched) for row in self.rows)
        ):
            self.focusNextChild()
            return True
        return super().eventFilter(watched, event)

    def _on_add(self) -> None:
        made = self.add()
        made.unfold()
        made.show()  # at once: a widget that is not in sight yet takes no keyboard
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
        self._number()

    def _number(self) -> None:
        for number, row in enumerate(self.rows, 1):
            row.number.setText(str(number))
        self.add_button.setEnabled(len(self.rows) < self._most)


def trouble_words(trouble: Trouble) -> str:
    """Return what is wrong with a row, as it stands at the row."""
    reason = _(trouble.reason)
    if len(trouble.rows) < 2:
        return reason
    return _("与第 {other} 行的日期重叠：{reason}").format(other=trouble.rows[0] + 1, reason=reason)
