"""A form in sections that fold: a title with its key and what it holds, and a list of all sections beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.config.strings import _, ngettext
from desktop_app.ui import theme
from desktop_app.ui.kit import Field, Form, Text, button, hairline, icon
from desktop_app.ui.kit.form import FormRow
from desktop_app.ui.kit.sight import bring_into_sight, set_shown

KEYS = "1234567890"


class FormSection(QWidget):
    """One section: a heading that folds it, and a body with its rows. Signal: ``folded(bool)``."""

    folded = Signal(bool)

    def __init__(self, title: str, key: str, *, opened: bool) -> None:
        super().__init__()
        self.title, self.key, self.daily = title, key, opened
        self.names: list[str] = []
        self.filled = self.wrong = 0
        self.fold = button(title, self._on_fold, look="fold")
        self.fold.setIconSize(QSize(theme.px(1.1), theme.px(1.1)))
        self.told = Text("", "hint")
        shown_key = Text(f"Alt+{key}", "hint")
        self.body = QWidget()
        self.rows = QVBoxLayout(self.body)
        self.rows.setContentsMargins(0, theme.px(0.2), 0, theme.px(0.6))
        self.rows.setSpacing(theme.px(0.65))
        head = QHBoxLayout()
        head.setSpacing(theme.px(0.6))
        head.addWidget(self.fold)
        head.addWidget(self.told, 1)
        head.addWidget(shown_key)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(0.3))
        layout.addWidget(hairline())
        layout.addLayout(head)
        layout.addWidget(self.body)
        self.open(opened)

    def is_open(self) -> bool:
        """Tell whether the rows are in sight."""
        return not self.body.isHidden()

    def open(self, opened: bool = True) -> None:
        """Show or fold the rows."""
        set_shown(self.body, opened)
        self.fold.setIcon(_arrow(opened))
        self._tell()
        self.folded.emit(opened)

    def mark(self, filled: int, wrong: int) -> None:
        """Say how many facts the section holds and how many of them are wrong."""
        self.filled, self.wrong = filled, wrong
        self._tell()

    def words(self) -> str:
        """Return what the section holds in words."""
        if self.wrong:
            return ngettext("要改 {count} 处", "要改 {count} 处", self.wrong).format(count=self.wrong)
        if self.filled:
            return ngettext("{count} 项", "{count} 项", self.filled).format(count=self.filled)
        return ""

    def _tell(self) -> None:
        words = self.words() or ("" if self.is_open() else _("未填"))
        self.told.setText(words if self.wrong or not self.is_open() else "")
        look = "error" if self.wrong else "hint"
        if self.told.property("look") != look:
            self.told.setProperty("look", look)
            self.told.style().unpolish(self.told)
            self.told.style().polish(self.told)
        state = _("已展开") if self.is_open() else _("已折叠")
        self.fold.setAccessibleName(f"{self.title}，{state}" + (f"，{words}" if words else ""))

    def _on_fold(self) -> None:
        self.open(not self.is_open())


class SectionedForm(Form):
    """A form whose rows stand in sections that fold; a problem opens the section it stands in."""

    def __init__(self, *, columns: int, column_em: float, label_em: float) -> None:
        super().__init__(columns=columns, column_em=column_em, label_em=label_em)
        self.sections: list[FormSection] = []
        self._page_layout = self._outer
        self.changed.connect(self.mark_sections)

    def begin(self, title: str, *, opened: bool) -> FormSection:
        """Begin a section; the rows added from here on stand in it."""
        key = KEYS[len(self.sections)]
        section = FormSection(title, key, opened=opened)
        section.folded.connect(lambda _opened: self.updateGeometry())
        self.sections.append(section)
        self._page_layout.addWidget(section)
        self._outer = section.rows
        self._add_grid()
        return section

    def fold_again(self) -> None:
        """Open what is needed every day and fold the rest."""
        for section in self.sections:
            section.open(section.daily)

    def go_to(self, section: FormSection) -> None:
        """Open a section and put the keyboard into its first field."""
        section.open()
        self._settle()
        first = next((name for name in section.names if self.is_reached(self.row(name))), None)
        if first is None:
            section.fold.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.row(first).field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        bring_into_sight(section)

    def is_reached(self, row: FormRow) -> bool:
        """Tell whether Enter stops at a row: those of a folded section are passed over."""
        section = self.section_of(row)
        return super().is_reached(row) and (section is None or section.is_open())

    def section_of(self, row: FormRow) -> FormSection | None:
        """Return the section a row stands in."""
        return next((one for one in self.sections if any(self.row(name) is row for name in one.names)), None)

    def show_problems(self, problems: dict[str, str]) -> None:  # type: ignore[override]  # only ever given dicts
        """Open the sections with a problem, then show all problems and focus the first."""
        for section in self.sections:
            if any(problems.get(name) for name in section.names):
                section.open()
        self._settle()
        super().show_problems(problems)
        self.mark_sections()

    def fill_count(self, name: str, field: Field[Any]) -> int:
        """Return how many facts a field holds: one, or the rows of a list."""
        del name
        value = field.value()
        if isinstance(value, tuple):
            return len(value)
        return 0 if field.is_empty() else 1

    def mark_sections(self) -> None:
        """Bring the marks of all sections up to date."""
        for section in self.sections:
            rows = [(name, self.row(name)) for name in section.names]
            filled = sum(self.fill_count(name, row.field) for name, row in rows if not row.isHidden())
            section.mark(filled, sum(self.wrong_count(row) for _name, row in rows))

    def wrong_count(self, row: FormRow) -> int:
        """Return how many problems a row shows."""
        return 1 if row.error.text() else 0

    def _place(self, row: FormRow) -> None:
        if self.sections:
            name = next(name for name, one in self._rows.items() if one is row)
            self.sections[-1].names.append(name)
        super()._place(row)

    def _settle(self) -> None:
        """Lay out what was just unfolded, so that it can be focused and scrolled to."""
        page = self._page_layout
        page.activate()
        self.adjustSize()


@dataclass(slots=True)
class _Line:
    section: FormSection
    made: Any


class SectionList(QWidget):
    """All sections with their keys and marks, beside the form. Signal: ``chosen(FormSection)``."""

    chosen = Signal(object)

    def __init__(self, form: SectionedForm) -> None:
        super().__init__()
        self._lines: list[_Line] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(0.8), theme.px(1), 0, theme.px(1))
        layout.setSpacing(theme.px(0.1))
        for section in form.sections:
            made = button("", None, look="rail")
            # Alt with the number is the keyboard's way; as a stop before the form it would only be in the way.
            made.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            made.clicked.connect(lambda _checked=False, one=section: self.chosen.emit(one))
            layout.addWidget(made)
            self._lines.append(_Line(section, made))
        layout.addStretch(1)
        self.setFixedWidth(theme.word_px(12.5))
        self.show_marks()

    def show_marks(self) -> None:
        """Say of each section what it holds."""
        for line in self._lines:
            section, made = line.section, line.made
            words = section.words()
            text = f"{section.key}  {section.title}" + (f"  {words}" if words else "")
            made.setText(self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, theme.word_px(11)))
            made.setToolTip(text if made.text() != text else "")
            made.setAccessibleName(text)
            level = "overdue" if section.wrong else ""
            if made.property("level") != level:
                made.setProperty("level", level)
                made.style().unpolish(made)
                made.style().polish(made)


def _arrow(opened: bool) -> QIcon:
    return icon("chevron-down" if opened else "chevron-right", "ink")
