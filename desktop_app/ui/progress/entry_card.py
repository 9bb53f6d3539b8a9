"""One indicator in full below the list, with the line in which its figure is typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _
from desktop_app.domain.progress_figures import MOST
from desktop_app.services.progress_rows import ProgressDraft, ProgressReport, ProgressRow, TypedFigure
from desktop_app.ui.kit import Card, FlowLayout, Form, LineField, NumberField, Text, button
from desktop_app.ui.kit.sight import set_shown
from desktop_app.ui.progress import words

NUMBERS = ("numerator", "denominator")


class EntryCard(Card):
    """Shows one row; ``on_take_back`` is asked to take its typed figure out. Readers get no form."""

    def __init__(
        self, on_save: Callable[[], object], on_take_back: Callable[[], object], *, writes: bool
    ) -> None:
        super().__init__(margin_em=0.8)
        self._row: ProgressRow | None = None
        self._writes = writes
        self.name = Text("", "strong", wrap=True)
        self.source = Text("", "muted", wrap=True, copyable=True)
        self.told = Text("", "muted", wrap=True, copyable=True)
        self.definition = Text("", "hint", wrap=True, copyable=True)
        self.form = Form(columns=3, labels_above=True, column_em=9)
        self.numerator = self.form.add_row(
            _("分子"), NumberField(0, MOST), name="numerator", help=_("达到要求的数")
        )
        self.denominator = self.form.add_row(
            _("分母"), NumberField(0, MOST), name="denominator", help=_("应计的总数")
        )
        self.value = self.form.add_row(
            _("或直接填完成值"),
            LineField(longest=12, placeholder=_("例如 95.2")),
            name="value",
        )
        self.note = self.form.add_row(
            _("备注"),
            LineField(longest=200, placeholder=_("数据来源或没有达标的原因")),
            name="note",
            wide=True,
        )
        self.before_button = button(_("用上期的数"), self.take_before)
        self.start_button = button(_("用本系统的人数"), self.take_start)
        self.back_button = button(_("撤下录入"), on_take_back)
        self._around_acts = QWidget()
        acts = FlowLayout(self._around_acts, spacing_em=0.6)
        for made in (self.before_button, self.start_button, self.back_button):
            acts.addWidget(made)
        for part in (self.name, self.told, self.form, self._around_acts, self.source, self.definition):
            self.body.addWidget(part)
        self.form.save_asked.connect(on_save)
        self.form.changed.connect(self._on_changed)

    def show_row(
        self, row: ProgressRow | None, report: ProgressReport | None, kept: dict[str, Any] | None
    ) -> None:
        """Show one row, with what was typed for it before and not saved; None empties the card."""
        self._row = row
        set_shown(self, row is not None)
        if row is None or report is None:
            return
        self.name.setText(_(row.title))
        self.source.setText(words.source(row, report))
        self.told.setText(" ".join(part for part in (words.parts(row), *words.remarks(row, report)) if part))
        self.definition.setText(_(row.definition))
        own = _own(row)
        blocked = self.form.blockSignals(True)
        self.form.set_values(_values(own))
        for name, value in (kept or {}).items():
            self.form.row(name).field.set_value(value)
        self.form.blockSignals(blocked)
        self._on_changed()
        for part in (self.form, self._around_acts):
            set_shown(part, self._writes)
        set_shown(self.before_button, row.before is not None)
        set_shown(self.start_button, any(number is not None for number in row.start))
        set_shown(self.back_button, own is not None)
        self.before_button.setAccessibleDescription(
            _("填入上期录入的数，改好再保存") if row.before is not None else ""
        )

    def draft(self) -> ProgressDraft:
        """Return what is typed."""
        typed = self.form.values()
        return ProgressDraft(
            numerator=typed["numerator"],
            denominator=typed["denominator"],
            value=None if self._counts() else typed["value"].strip() or None,
            note=typed["note"] or None,
        )

    def take_before(self) -> None:
        """Fill in what was typed for the period before; nothing is saved yet."""
        if self._row is not None and self._row.before is not None:
            self._fill({name: value for name, value in _values(self._row.before).items() if name != "note"})

    def take_start(self) -> None:
        """Fill in the numbers that the program knows; nothing is saved yet."""
        if self._row is not None:
            start = zip(NUMBERS, self._row.start, strict=True)
            self._fill({name: number for name, number in start if number is not None})

    def focus_first(self) -> None:
        """Put the keyboard into the first field that is still empty."""
        empty = next((field for field in (self.numerator, self.denominator) if field.is_empty()), None)
        (empty or self.numerator).setFocus()

    def _fill(self, values: dict[str, Any]) -> None:
        for name, value in values.items():
            self.form.row(name).field.set_value(value)
        self.focus_first()

    def _counts(self) -> bool:
        return not (self.numerator.is_empty() and self.denominator.is_empty())

    def _on_changed(self) -> None:
        """A figure has counts or is typed as it is: whoever types counts is not asked for the other."""
        counts = self._counts()
        if counts and self.value.value():
            self.value.set_value("")
        self.value.setEnabled(not counts)


def _own(row: ProgressRow) -> TypedFigure | None:
    """Return what was typed for the place itself; sums of other places are not to be changed here."""
    return None if row.typed is None or row.typed.places else row.typed


def _values(figure: TypedFigure | None) -> dict[str, Any]:
    if figure is None:
        return {"numerator": None, "denominator": None, "value": "", "note": ""}
    counts = figure.numerator is not None
    return {
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "value": "" if counts or figure.value is None else f"{figure.value:f}",
        "note": figure.note,
    }
