"""What may be measured at a visit as small fields in a line or two, with what deserves a look said under them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.measures import Measure, remarks
from desktop_app.ui import theme
from desktop_app.ui.kit import FlowLayout, LineField, Text
from desktop_app.ui.kit.sight import set_shown
from desktop_app.ui.measure_words import level_of, proposed_findings, typed_number
from desktop_app.ui.visit_answers import ProposedFinding

FIELD_EM = 5.4


class MeasureFields(QWidget):
    """Signal: ``changed()`` after any edit. Empty fields were not measured."""

    changed = Signal()

    def __init__(self, measures: Sequence[Measure], whose: str) -> None:
        super().__init__()
        self._measures = measures
        self.fields: dict[str, LineField] = {}
        self.told = Text("", "hint", wrap=True)
        holder = QWidget()
        flow = FlowLayout(holder, spacing_em=0.3, line_em=0.3)
        for measure in measures:
            field = LineField(placeholder=_(measure.title), longest=8)
            field.setFixedWidth(theme.word_px(FIELD_EM))
            field.describe(
                _("{name}，{question}").format(name=whose, question=_(measure.title)), measure.unit
            )
            field.setToolTip(f"{_(measure.title)}（{measure.unit}）")
            field.changed.connect(self._on_changed)
            self.fields[measure.key] = field
            flow.addWidget(field)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(0.2))
        layout.addWidget(holder)
        layout.addWidget(self.told)
        set_shown(self.told, False)

    def values(self) -> dict[str, str]:
        """Return what was typed, by the key of the measure."""
        typed = {key: typed_number(field.value()) for key, field in self.fields.items()}
        return {key: text for key, text in typed.items() if text}

    def set_values(self, values: Mapping[str, str]) -> None:
        """Show ``values``; all others are emptied."""
        for key, field in self.fields.items():
            field.set_value(values.get(key, ""))

    def proposals(self) -> tuple[ProposedFinding, ...]:
        """Return the findings that dangerous values call for."""
        return proposed_findings(self._measures, self._readable())

    def show_problem(self, key: str, text: str) -> bool:
        """Say what is wrong with one field and go there; an empty text takes it away. False for no field of ours."""
        for mine, field in self.fields.items():
            field.set_bad(bool(text) and mine == key)
        if text and key not in self.fields:
            return False
        self._tell(text, "error" if text else "hint")
        if text:
            self.fields[key].setFocus()
        return True

    def _readable(self) -> dict[str, str]:
        """Return the values that are within what can be."""
        values = self.values()
        return {
            measure.key: values[measure.key]
            for measure in self._measures
            if measure.key in values and level_of(measure, values[measure.key]) is not None
        }

    def _on_changed(self) -> None:
        self.show_problem("", "")
        told = [
            f"{_(remark.measure.title)} {_(remark.level.term)}"
            for remark in remarks(self._measures, self._readable())
        ]
        self._tell(_("；").join(told), "hint")
        self.changed.emit()

    def _tell(self, text: str, look: str) -> None:
        if self.told.property("look") != look:
            self.told.setProperty("look", look)
            self.told.style().unpolish(self.told)
            self.told.style().polish(self.told)
        self.told.setText(text)
        set_shown(self.told, bool(text))
