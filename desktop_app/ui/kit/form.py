"""Forms that give every row its label, buddy, help, unit, accessible name and error line in one call.

Example::

    form = Form(columns=2)
    self.name = form.add_row(_("姓名"), LineField(), name="name", required=True)
    self.born = form.add_row(_("出生日期"), DateField(), name="born_on", help=_("按身份证填写"))
    form.add_section(_("居住"))
    self.heat = form.add_row(_("室温"), NumberField(-40, 50), name="room_temperature", unit="℃")
    form.save_asked.connect(self._on_save)          # Ctrl+Enter, or Enter in the last field
    ...
    if form.check():                                # own problems and empty required fields
        draft = ElderDraft(**form.values())
    form.show_problem("name", _("与身份证不一致。"))   # focuses the first bad field
    form.mark_clean()                               # after saving; ``form.is_dirty()`` before leaving
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop_app.config.strings import _
from desktop_app.domain.errors import FieldProblem
from desktop_app.ui import theme
from desktop_app.ui.kit.field import Field
from desktop_app.ui.kit.layouts import scrolling
from desktop_app.ui.kit.sight import bring_into_sight, set_shown
from desktop_app.ui.kit.texts import Section, Text

F = TypeVar("F", bound=Field[Any])
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FormRow(QWidget):
    """One row: the label, the field with its unit, help under it, and the error line."""

    def __init__(
        self,
        label: str,
        field: Field[Any],
        *,
        help: str,  # noqa: A002 - the word a form's author looks for
        unit: str,
        required: bool,
        label_em: float,
        label_above: bool,
    ) -> None:
        super().__init__()
        self.field, self.label_text, self.required = field, label, required
        self.label = QLabel(f"{label}\u00a0*" if required else label)
        self.label.setProperty("look", "label")
        self.label.setWordWrap(True)
        self.label.setBuddy(field)
        self.error = Text("", "error", wrap=True)
        set_shown(self.error, False)
        self.help = Text(help, "hint", wrap=True)
        set_shown(self.help, bool(help))
        spoken = f"{label}（{unit}）" if unit else label
        told = "".join(part for part in (help, _example(field)) if part)
        self._spoken, self._hint = spoken, _("必填。{help}").format(help=told) if required else told
        field.describe(self._spoken, self._hint)
        self._build(unit, label_em, label_above)

    def put_under_label(self, part: QWidget) -> None:
        """Place ``part`` under the label at the left, where a field of several lines leaves room."""
        grid = cast(QGridLayout, self.layout())
        grid.removeWidget(self.label)
        part.setMaximumWidth(self.label.width())
        box = QVBoxLayout()
        box.setSpacing(0)
        box.addWidget(self.label)
        box.addWidget(part, 0, Qt.AlignmentFlag.AlignRight)
        grid.addLayout(box, 0, 0, Qt.AlignmentFlag.AlignTop)

    def show_problem(self, text: str) -> None:
        """Show ``text`` under the field; an empty text takes it away."""
        self.error.setText(text)
        self.error.setVisible(bool(text))
        self.field.set_bad(bool(text))
        self.field.describe(self._spoken, text or self._hint)

    def _build(self, unit: str, label_em: float, label_above: bool) -> None:
        line = QHBoxLayout()
        line.setSpacing(theme.px(0.4))
        line.addWidget(self.field, 0 if unit else 1)
        if unit:
            line.addWidget(Text(unit, "unit"))
            line.addStretch(1)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(0.75))
        grid.setVerticalSpacing(theme.px(0.2))
        if label_above:
            grid.addWidget(self.label, 0, 0)
            first, column = 1, 0
        else:
            self.label.setFixedWidth(theme.word_px(label_em))
            self.label.setMinimumHeight(theme.px(2.55))
            self.label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(self.label, 0, 0, Qt.AlignmentFlag.AlignTop)
            first, column = 0, 1
        grid.addLayout(line, first, column)
        grid.addWidget(self.error, first + 1, column)
        grid.addWidget(self.help, first + 2, column)
        grid.setColumnStretch(column, 1)
        grid.setRowStretch(first + 3, 1)


def _example(field: Field[Any]) -> str:
    """Return the grey words in an empty field, which are gone as soon as something is typed and are not read out."""
    targets = field.key_targets()
    return (
        targets[0].placeholderText()
        if targets and isinstance(targets[0], (QLineEdit, QPlainTextEdit))
        else ""
    )


def reason_words(error: FieldProblem) -> str:
    """Return why the content of a field was refused, in words."""
    said = {name: value for name, value in error.details.items() if name != "reason"}
    return _(str(error.details.get("reason", ""))).format(**said)


class Form(QWidget):
    """A set of named fields: values, problems, dirty state, Enter moves on, Ctrl+Enter saves.

    Signals: ``changed()`` after any edit, ``save_asked()`` when the keyboard asks to save.
    """

    changed = Signal()
    save_asked = Signal()

    def __init__(
        self, *, columns: int = 1, label_em: float = 6.5, labels_above: bool = False, column_em: float = 24
    ) -> None:
        super().__init__()
        self._columns, self._column_em = columns, column_em
        self._label_em, self._labels_above = label_em, labels_above
        self._rows: dict[str, FormRow] = {}
        self._blocks: list[list[QWidget]] = []
        self._grids: list[QGridLayout] = []
        self._clean: dict[str, object] = {}
        self._shown_columns = 0
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.setSpacing(theme.px(0.75))
        self._add_grid()

    def add_row(
        self,
        label: str,
        widget: F,
        *,
        name: str,
        help: str = "",  # noqa: A002 - the word a form's author looks for
        unit: str = "",
        required: bool = False,
        wide: bool = False,
    ) -> F:
        """Add a field under ``name`` and return it; ``wide`` spans all columns."""
        row = FormRow(
            label,
            widget,
            help=help,
            unit=unit,
            required=required,
            label_em=self._label_em,
            label_above=self._labels_above,
        )
        row.setProperty("wide", wide)
        self._rows[name] = row
        self._clean[name] = widget.value()
        widget.changed.connect(self._on_changed)
        for target in widget.key_targets():
            target.installEventFilter(self)
        self._place(row)
        return widget

    def add_section(self, title: str) -> None:
        """Start a new section with ``title``."""
        self._outer.addSpacing(theme.px(0.5))
        self._outer.addWidget(Section(title))
        self._add_grid()

    def add_widget(self, widget: QWidget) -> None:
        """Add any other widget over the full width."""
        self._outer.addWidget(widget)
        self._add_grid()

    def values(self) -> dict[str, Any]:
        """Return name → value of every field."""
        return {name: row.field.value() for name, row in self._rows.items()}

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show ``values`` (names without a field are passed over) and count them as clean."""
        for name, value in values.items():
            if name in self._rows:
                self._rows[name].field.set_value(value)
        self.clear_problems()
        self.mark_clean()

    def row(self, name: str) -> FormRow:
        """Return the row of a field; raises KeyError."""
        return self._rows[name]

    def set_row_visible(self, name: str, visible: bool) -> None:
        """Show or hide a row; hidden rows are not checked."""
        self._rows[name].setVisible(visible)

    def is_dirty(self) -> bool:
        """Tell whether a value differs from the last clean state."""
        return any(row.field.value() != self._clean[name] for name, row in self._rows.items())

    def mark_clean(self) -> None:
        """Take the present values as saved."""
        self._clean = self.values()

    def check(self) -> bool:
        """Show empty required fields and unreadable values; tell whether the form may be saved."""
        problems: dict[str, str] = {}
        for name, row in self._rows.items():
            if row.isHidden():
                continue
            text = row.field.problem()
            if not text and row.required and row.field.is_empty():
                text = _("请填写“{label}”。").format(label=row.label_text)
            if text:
                problems[name] = text
        self.show_problems(problems)
        return not problems

    def show_problem(self, field: str, text: str) -> None:
        """Show one problem and focus its field."""
        self.show_problems({field: text})

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Show these problems only and focus the first bad field, in reading order."""
        first: FormRow | None = None
        for name, row in self._rows.items():
            text = problems.get(name, "")
            row.show_problem(text)
            if text and first is None:
                first = row
        if first is not None:
            first.field.setFocus(Qt.FocusReason.OtherFocusReason)
            bring_into_sight(first, beside_em=1)

    def show_error(self, error: Exception) -> bool:
        """Show a service's ``FieldProblem`` beside its field; False when it is not about one of ours."""
        if not isinstance(error, FieldProblem) or str(error.details.get("field")) not in self._rows:
            return False
        self.show_problem(str(error.details["field"]), reason_words(error))
        return True

    def clear_problems(self) -> None:
        """Take all error lines away."""
        for row in self._rows.values():
            row.show_problem("")

    def focus_first(self) -> None:
        """Put the keyboard into the first field."""
        for row in self._rows.values():
            if not row.isHidden():
                row.field.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def minimumSizeHint(self) -> QSize:
        """Qt: as narrow as the widest row, so that several columns may become one."""
        widest = max((row.minimumSizeHint().width() for row in self._rows.values()), default=0)
        return QSize(widest, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: use as many columns as there is room for."""
        super().resizeEvent(event)
        self._arrange()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: Enter moves on, Ctrl+Enter saves."""
        if (
            event.type() != QEvent.Type.KeyPress
            or not isinstance(event, QKeyEvent)
            or event.key() not in _ENTER
        ):
            return super().eventFilter(watched, event)
        row = next((row for row in self._rows.values() if watched in row.field.key_targets()), None)
        if row is None:
            return super().eventFilter(watched, event)
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.save_asked.emit()
            return True
        if row.field.takes_enter():
            return False
        self._move_on(row)
        return True

    def is_reached(self, row: FormRow) -> bool:
        """Tell whether Enter in the row before stops at this one."""
        return not row.isHidden() and row.field.isEnabled()

    def _move_on(self, row: FormRow) -> None:
        row.show_problem(row.field.problem())
        rows = list(self._rows.values())
        following = [other for other in rows[rows.index(row) + 1 :] if self.is_reached(other)]
        if following:
            following[0].field.setFocus(Qt.FocusReason.TabFocusReason)
            bring_into_sight(following[0], beside_em=1)
        else:
            self.save_asked.emit()

    def _on_changed(self) -> None:
        sender = self.sender()
        for row in self._rows.values():
            if row.field is sender and row.error.text():
                row.show_problem("")
        self.changed.emit()

    def _add_grid(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(1.5))
        grid.setVerticalSpacing(theme.px(0.65))
        self._grids.append(grid)
        self._blocks.append([])
        self._outer.addLayout(grid)

    def _place(self, row: FormRow) -> None:
        self._blocks[-1].append(row)
        self._shown_columns = 0
        self._arrange()

    def _arrange(self) -> None:
        wanted = max(1, min(self._columns, self.width() // max(theme.px(self._column_em), 1)))
        if wanted == self._shown_columns:
            return
        self._shown_columns = wanted
        for grid, rows in zip(self._grids, self._blocks, strict=True):
            line, at = 0, 0
            for row in rows:
                if row.property("wide") and at:
                    line, at = line + 1, 0
                span = wanted if row.property("wide") else 1
                grid.addWidget(row, line, at, 1, span)
                at += span
                if at >= wanted:
                    line, at = line + 1, 0
            for number in range(self._columns):
                grid.setColumnStretch(number, 1 if number < wanted else 0)


class FormPage(QWidget):
    """A form that scrolls, with its buttons in a row that stays in sight below it."""

    def __init__(self, form: Form, *, widest_em: float = 60) -> None:
        super().__init__()
        self.form = form
        self.buttons = QHBoxLayout()
        self.buttons.setContentsMargins(theme.px(1.5), theme.px(0.6), theme.px(1.5), theme.px(0.6))
        self.buttons.setSpacing(theme.px(0.6))
        form.setMaximumWidth(theme.px(widest_em))
        holder = QWidget()
        inside = QHBoxLayout(holder)
        edge = theme.px(1.5)
        inside.setContentsMargins(edge, theme.px(1), edge, theme.px(1))
        form.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        inside.addWidget(form, 100, Qt.AlignmentFlag.AlignTop)
        inside.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(scrolling(holder), 1)
        layout.addLayout(self.buttons)
