"""自设栏目: the fields that this township added itself, each in the way its kind is filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QGridLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.errors import FieldProblem
from desktop_app.domain.local_fields import LONGEST_VALUE, read_value
from desktop_app.domain.terms import LocalFieldKind
from desktop_app.services.local_fields import LocalFieldRow
from desktop_app.ui import theme
from desktop_app.ui.kit import Field, LineField, Text
from desktop_app.ui.kit.sight import set_shown
from desktop_app.ui.kit.tab_order import stop_before
from desktop_app.ui.register.key_choice import KeyChoice


class LocalValuesField(Field[dict[str, str]]):
    """Label → text of every local field; values of fields that were given up are shown and kept."""

    def __init__(self) -> None:
        holder = QWidget()
        super().__init__(holder)
        self._rows: Sequence[LocalFieldRow] = ()
        self._stored: dict[str, str] = {}
        self.cells: dict[str, Field[Any]] = {}
        self.errors: dict[str, Text] = {}
        self._grid = QGridLayout(holder)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(0.75))
        self._grid.setVerticalSpacing(theme.px(0.4))
        self._grid.setColumnStretch(1, 1)
        self._build()

    def set_fields(self, rows: Sequence[LocalFieldRow]) -> None:
        """Offer these fields; what is filled in stays."""
        kept = self.value()
        self._rows = tuple(rows)
        self._build()
        self._show(kept)

    def value(self) -> dict[str, str]:
        """Return what is filled in; a stored value that was emptied stands there as an empty text."""
        found = {label: str(field.value() or "") for label, field in self.cells.items()}
        return {label: text for label, text in found.items() if text or label in self._stored}

    def set_value(self, value: Mapping[str, Any] | None) -> None:
        """Show ``value``."""
        self._stored = {label: str(text) for label, text in (value or {}).items()}
        self._build()
        self._show(self._stored)
        self.changed.emit()

    def is_empty(self) -> bool:
        """Tell whether nothing is filled in."""
        return not any(self.value().values())

    def problem(self) -> str:
        """Show beside each field what does not fit it; what was stored already may rest."""
        first = ""
        defined = {row.label: row for row in self._rows}
        for label, field in self.cells.items():
            text, row = str(field.value() or ""), defined.get(label)
            said = ""
            if row is not None and text != self._stored.get(label, ""):
                try:
                    read_value(row.kind, row.choices, text, label=label)
                except FieldProblem as problem:
                    said = _(str(problem.details["reason"]))
            self.show_problem(label, said)
            first = first or said
        return _("请改正上面标出的一条。") if first else ""

    def show_problem(self, label: str, text: str) -> None:
        """Say what is wrong with one field."""
        if label in self.cells:
            self.errors[label].setText(text)
            self.errors[label].setVisible(bool(text))
            self.cells[label].set_bad(bool(text))

    def key_targets(self) -> list[QWidget]:
        """Return the editors."""
        return [target for field in self.cells.values() for target in field.key_targets()]

    def set_bad(self, bad: bool) -> None:
        """The error lines alone speak."""
        del bad

    def describe(self, name: str, description: str) -> None:
        """Name the group."""
        self.editor.setAccessibleName(name)
        self.editor.setAccessibleDescription(description)

    def _build(self) -> None:
        while self._grid.count():
            item = self._grid.takeAt(0)
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        self.cells, self.errors = {}, {}
        labels = {row.label: row for row in self._rows}
        for label in [*labels, *(label for label in self._stored if label not in labels)]:
            self._add(label, labels.get(label))
        if not self.cells:
            words = _("没有自设栏目；管理员可在“设置”里添加，如“宅基地证号”“放牧点”。")
            self._grid.addWidget(Text(words, "hint", wrap=True), 0, 0, 1, 2)
        if self.cells:
            self.setFocusProxy(next(iter(self.cells.values())))
            stop_before(self, self.editor)

    def _add(self, label: str, row: LocalFieldRow | None) -> None:
        field: Field[Any] = _field(row)
        error = Text("", "error", wrap=True)
        caption = Text(label, "label", wrap=True)
        caption.setFixedWidth(theme.px(9))
        caption.setBuddy(field)
        field.describe(label, "" if row else _("这个栏目已停用，内容仍然保留"))
        line = self._grid.rowCount()
        self._grid.addWidget(caption, line, 0)
        self._grid.addWidget(field, line, 1)
        self._grid.addWidget(error, line + 1, 1)
        if row is None:
            self._grid.addWidget(Text(_("已停用的栏目，内容仍然保留"), "hint"), line, 2)
        set_shown(error, False)
        field.changed.connect(self.changed)
        self.cells[label], self.errors[label] = field, error

    def _show(self, values: Mapping[str, str]) -> None:
        for label, text in values.items():
            if label in self.cells:
                self.cells[label].set_value(text)


def _field(row: LocalFieldRow | None) -> Field[Any]:
    if row is not None and row.kind == LocalFieldKind.CHOICE.value:
        return KeyChoice([(choice, choice) for choice in row.choices])
    example = {
        LocalFieldKind.NUMBER.value: _("数字"),
        LocalFieldKind.DAY.value: date(2026, 11, 22).isoformat(),
    }
    return LineField(longest=LONGEST_VALUE, placeholder=example.get(row.kind, "") if row else "")
