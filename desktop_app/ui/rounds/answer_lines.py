"""Lines of choices for some items of the visit form, without a layout: several sets of them stand side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop_app.config.strings import _
from desktop_app.domain.forms import Item, ItemKind, VisitForm
from desktop_app.domain.outcomes import MET, OUTCOME_EFFECTS, Effect
from desktop_app.domain.terms import FindingKind, Outcome
from desktop_app.ui.choice_line import ChoiceLine, LineOption
from desktop_app.ui.kit import LineField

LONGEST_WISH = 500
_ENDING = (Outcome.MOVED, Outcome.DECEASED)


def outcome_option(outcome: Outcome) -> LineOption:
    """Return an outcome as a choice: what is usual in the accent, what deserves a look tinted."""
    tint = "accent" if outcome in MET else "overdue" if outcome in _ENDING else "soon"
    return LineOption(outcome.value, _(outcome.term), tint)


def effect_words(outcome: Outcome, name: str) -> str:
    """Return what an outcome does to the duty; of one that ends the register entry, that it does."""
    effect = OUTCOME_EFFECTS[outcome].effect
    if effect is not Effect.ENDS:
        return _(effect.term)
    words = _("保存后，{name}的名册登记将于{day}终止（{reason}），以后不再安排探访。可撤销。")
    return words.format(name=name, day=_("探访当日"), reason=_(outcome.term))


class AnswerLines(QObject):
    """The lines of ``keys`` (``block.item``). Signals: ``changed()``, ``moved_on(key, step)`` by the keyboard.

    ``whose`` is said before each question, where several people's lines stand beside each other.
    """

    changed = Signal()
    moved_on = Signal(str, int)

    def __init__(
        self, form: VisitForm, keys: Iterable[str], *, whose: str = "", label_em: float = 0.0
    ) -> None:
        super().__init__()
        self._form = form
        self._month = 1
        self.lines: dict[str, ChoiceLine] = {}
        self.texts: dict[str, LineField] = {}
        for key in keys:
            item = form.by_key[key][1]
            said = _("{name}，{question}").format(name=whose, question=_(item.title)) if whose else ""
            if item.kind is ItemKind.TEXT:
                self.texts[key] = self._text(item, said)
            else:
                self.lines[key] = self._line(key, item, said, label_em)

    def widgets(self) -> dict[str, ChoiceLine | LineField]:
        """Return the widget of every item, in the order of the form."""
        return {
            key: self.lines.get(key) or self.texts[key]
            for key in self._form.by_key
            if key in self.lines or key in self.texts
        }

    def start(self, month: int, ghosts: Mapping[str, tuple[str, ...]]) -> None:
        """Empty all answers and outline ``ghosts``."""
        for line in self.lines.values():
            line.set_chosen(())
        for text in self.texts.values():
            text.set_value("")
        self.show_month(month, ghosts)

    def show_month(self, month: int, ghosts: Mapping[str, tuple[str, ...]]) -> None:
        """Take the items asked in ``month`` (1 to 12) and outline ``ghosts``."""
        self._month = month
        for key, line in self.lines.items():
            line.set_ghost(ghosts.get(key, ()))

    def asked(self, key: str) -> bool:
        """Tell whether an item is asked in the month shown."""
        return self._form.by_key[key][1].asked_in(self._month)

    def values(self) -> dict[str, Any]:
        """Return the answers given to the items asked, as they are stored."""
        found: dict[str, Any] = {}
        for key, widget in self.widgets().items():
            if not self.asked(key):
                continue
            if isinstance(widget, ChoiceLine):
                many = self._form.by_key[key][1].kind is ItemKind.MULTI
                if chosen := widget.chosen():
                    found[key] = list(chosen) if many else chosen[0]
            elif text := widget.value():
                found[key] = text
        return found

    def set_values(self, answers: Mapping[str, Any]) -> None:
        """Show ``answers``; items that it does not name are emptied."""
        for key, line in self.lines.items():
            given = answers.get(key, ())
            line.set_chosen(given if isinstance(given, (list, tuple)) else (given,))
        for key, text in self.texts.items():
            text.set_value(str(answers.get(key, "")))

    def accept_all(self) -> None:
        """Answer everything not answered yet as last time."""
        for key, line in self.lines.items():
            if self.asked(key):
                line.accept_ghost()

    def first_open(self) -> ChoiceLine | None:
        """Return the first line asked that has no answer."""
        return next((line for key, line in self.lines.items() if self.asked(key) and not line.chosen()), None)

    def mark(self, wrong: str) -> None:
        """Mark the line of one item as wrong; an empty key marks none."""
        for key, line in self.lines.items():
            line.set_bad(key == wrong)

    def _line(self, key: str, item: Item, said: str, label_em: float) -> ChoiceLine:
        made = ChoiceLine(
            said or _(item.title),
            item_options(item),
            many=item.kind is ItemKind.MULTI,
            alone=item.normal.key if item.normal is not None else "",
            label_em=label_em,
        )
        made.changed.connect(self.changed)
        made.moved_on.connect(lambda step: self.moved_on.emit(key, step))
        return made

    def _text(self, item: Item, said: str) -> LineField:
        made = LineField(placeholder=_(item.title), longest=LONGEST_WISH)
        made.describe(said or _(item.title), "")
        made.changed.connect(self.changed)
        return made


def item_options(item: Item) -> Sequence[LineOption]:
    """Return the options of an item, tinted by what they mean."""
    return [
        LineOption(
            option.key,
            _(option.title),
            "accent" if option.normal else "overdue" if option.finding is FindingKind.URGENT else "soon",
        )
        for option in item.options
    ]
