"""What is measured at a visit: small fields in one line that wraps, each with its unit and what its value means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.measures import Level, Measure, MeasureProblem, as_text, checked, spelled
from desktop_app.ui import theme
from desktop_app.ui.kit import Card, FlowLayout, LineField, Section, StateChip, Text, reason_words, spoken_day
from desktop_app.ui.kit.sight import bring_into_sight
from desktop_app.ui.measure_words import LEVEL_TINTS, PLAIN_SIGNS, level_of, proposed_findings, typed_number
from desktop_app.ui.visit_answers import ProposedFinding
from desktop_app.ui.visits.start import VisitStart

FIELD_EM = 3.6
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class MeasureField(LineField):
    """A decimal number as text; full-width digits and a Chinese full stop are read as what they mean."""

    def __init__(self) -> None:
        super().__init__(longest=7)
        self.line.setFixedWidth(theme.px(FIELD_EM))
        self.line.setProperty("look", "small")

    def value(self) -> str:
        """Return the number as typed, in plain signs."""
        return typed_number(self.line.text())


class _Cell(QWidget):
    """One measure: its name, the field, the unit, and the level in words."""

    def __init__(self, measure: Measure) -> None:
        super().__init__()
        self.measure = measure
        self.field = MeasureField()
        self.level = StateChip()
        self.error = ""
        self._name = f"{_(measure.title)} {measure.unit}"
        label = Text(_(measure.title), "label")
        label.setBuddy(self.field.line)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(0.3))
        for part in (label, self.field, Text(measure.unit, "unit"), self.level):
            line.addWidget(part)
        self.field.line.setToolTip(self._help())
        self.show_level()

    def show_level(self) -> None:
        """Say in words how the value stands to the usual range."""
        level = self._level()
        words = "" if level is Level.USUAL else _(level.term)
        self.level.show_state(words, LEVEL_TINTS.get(level, "quiet"))
        self.level.setVisible(bool(words))
        self.field.describe(self._name, _("，").join(part for part in (words, self._help()) if part))

    def show_problem(self, text: str) -> None:
        """Mark the field as wrong and say why to a screen reader; an empty text takes it away."""
        self.error = text
        self.field.set_bad(bool(text))
        if text:
            self.field.describe(self._name, text)
        else:
            self.show_level()

    def problem(self) -> str:
        """Return why the value cannot be, or an empty text."""
        if not self.field.value():
            return ""
        try:
            self.measure.parse(self.field.value())
        except MeasureProblem as problem:
            return reason_words(problem)
        return ""

    def _level(self) -> Level:
        return level_of(self.measure, self.field.value()) or Level.USUAL

    def _help(self) -> str:
        measure = self.measure
        low, high = measure.low or measure.least, measure.high or measure.most
        return _("选填。一般 {low} 至 {high}，可填 {least} 至 {most}。").format(
            low=spelled(low, measure.decimals),
            high=spelled(high, measure.decimals),
            least=spelled(measure.least, measure.decimals),
            most=spelled(measure.most, measure.decimals),
        )


class MeasuresRow(Card):
    """Signals: ``changed()`` after an edit, ``left_below()`` when the keyboard goes on past the row.

    Enter goes from field to field; in a row still empty it goes past all of them at once. Values of last time are
    told, never taken over: nobody claims what nobody measured.
    """

    changed = Signal()
    left_below = Signal()

    def __init__(self, measures: Sequence[Measure]) -> None:
        super().__init__(margin_em=0.6)
        self._measures = tuple(measures)
        self._cells = {measure.key: _Cell(measure) for measure in measures}
        self._last = Text("", "hint", wrap=True)
        self._to_show = QTimer(self)  # words that appear get their place only when Qt lays out
        self._to_show.setSingleShot(True)
        self._to_show.timeout.connect(self._bring_problem_into_sight)
        self.body.setSpacing(theme.px(0.3))
        head = QHBoxLayout()
        head.setSpacing(theme.px(0.6))
        head.addWidget(Section(_("测量（选填）")), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._last, 1)
        self.body.addLayout(head)
        holder = QWidget()
        flow = FlowLayout(holder, spacing_em=0.9, line_em=0.3)
        for cell in self._cells.values():
            flow.addWidget(cell)
            cell.field.line.installEventFilter(self)
            cell.field.line.textEdited.connect(self._on_edited)
            cell.field.line.editingFinished.connect(self._on_left)
            cell.field.changed.connect(self._on_changed)
        self.problem = Text("", "error", wrap=True)
        self.problem.hide()
        self.body.addWidget(holder)
        self.body.addWidget(self.problem)

    def show_start(self, start: VisitStart) -> None:
        """Tell what was measured last time."""
        last = start.last_measured
        words = ""
        if last is not None:
            words = _("上次 {day}：{values}").format(
                day=spoken_day(last.visited_on), values=as_text(self._measures, last.measures)
            )
        self._last.setText(words)

    def told(self) -> str:
        """Return what is told about last time."""
        return self._last.text()

    def values(self) -> dict[str, str]:
        """Return what is filled in, as typed."""
        return {key: text for key, cell in self._cells.items() if (text := cell.field.value())}

    def set_values(self, values: Mapping[str, str]) -> None:
        """Show exactly ``values``."""
        for key, cell in self._cells.items():
            cell.field.set_value(str(values.get(key, "")))
            cell.show_problem("")
        self._say_problems()

    def field(self, key: str) -> MeasureField:
        """Return the field of a measure; raises KeyError."""
        return self._cells[key].field

    def level_words(self, key: str) -> str:
        """Return what is said about the value of a measure; raises KeyError."""
        return self._cells[key].level.text()

    def proposals(self) -> tuple[ProposedFinding, ...]:
        """Return the findings that dangerous values suggest."""
        good = {key: text for key, text in self.values().items() if not self._cells[key].problem()}
        return proposed_findings(self._measures, good)

    def check(self) -> bool:
        """Say beside each field what is wrong, go to the first; tell whether all may be saved."""
        wrong = {key: words for key, cell in self._cells.items() if (words := cell.problem())}
        if not wrong:
            try:
                checked(self._measures, self.values())
            except MeasureProblem as problem:
                wrong[str(problem.details["field"])] = reason_words(problem)
        for key, cell in self._cells.items():
            cell.show_problem(wrong.get(key, ""))
        self._say_problems()
        if wrong:
            self._go_to(next(key for key in self._cells if key in wrong))
            self._to_show.start(0)
        return not wrong

    def show_error(self, problem: MeasureProblem) -> bool:
        """Show a service's refusal beside its field; False when it is about none of them."""
        cell = self._cells.get(str(problem.details.get("field")))
        if cell is None:
            return False
        cell.show_problem(reason_words(problem))
        self._say_problems()
        self._go_to(cell.measure.key)
        self._to_show.start(0)
        return True

    def focus_first(self) -> None:
        """Put the keyboard into the first field."""
        self._go_to(next(iter(self._cells)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: Enter and ↓ go on, ↑ goes back."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            and event.key() in {*_ENTER, Qt.Key.Key_Down, Qt.Key.Key_Up}
        ):
            keys = list(self._cells)
            at = next((at for at, key in enumerate(keys) if self.field(key).line is watched), None)
            if at is not None:
                self._go_on(keys, at, event)
                return True
        return super().eventFilter(watched, event)

    def _go_on(self, keys: list[str], at: int, event: QKeyEvent) -> None:
        back = event.key() == Qt.Key.Key_Up
        past = event.key() in _ENTER and not self.values()
        following = at - 1 if back else at + 1
        if past or following >= len(keys):
            self.left_below.emit()
        else:
            self._go_to(keys[max(following, 0)])

    def _go_to(self, key: str) -> None:
        field = self.field(key)
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        bring_into_sight(field)

    def _bring_problem_into_sight(self) -> None:
        """Show the words under the fields, then the field they are about: where both have no room, the field."""
        if self.problem.isVisible():
            bring_into_sight(self.problem)
        bad = next((cell.field for cell in self._cells.values() if cell.error), None)
        if bad is not None:
            bring_into_sight(bad)

    def _on_edited(self, text: str) -> None:
        """Part a blood pressure written as one: 132/84 fills both fields."""
        cell = self._cell_of(self.sender())
        if cell is None or not cell.measure.above or "/" not in (text := text.translate(PLAIN_SIGNS)):
            return
        upper, lower = text.split("/", 1)
        cell.field.set_value(upper)
        other = self.field(cell.measure.above)
        other.line.setText(lower)
        other.setFocus(Qt.FocusReason.OtherFocusReason)
        other.line.setCursorPosition(len(lower))

    def _on_changed(self) -> None:
        for cell in self._cells.values():
            if cell.field is self.sender():
                cell.show_problem("")
        self._say_problems()
        self.changed.emit()

    def _on_left(self) -> None:
        cell = self._cell_of(self.sender())
        if cell is not None and (words := cell.problem()):
            cell.show_problem(words)
            self._say_problems()

    def _say_problems(self) -> None:
        """Say under the fields what is wrong with which."""
        said = [
            _("{item}：{reason}").format(item=_(cell.measure.title), reason=cell.error)
            for cell in self._cells.values()
            if cell.error
        ]
        self.problem.setText("\n".join(said))
        self.problem.setVisible(bool(said))

    def _cell_of(self, line: QObject) -> _Cell | None:
        return next((cell for cell in self._cells.values() if cell.field.line is line), None)
