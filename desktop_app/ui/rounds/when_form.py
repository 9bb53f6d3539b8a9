"""What is the same for all visits of a round: the day, the time, the way, and who went."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from desktop_app.config.strings import _
from desktop_app.domain.terms import Mode
from desktop_app.services.register import VisitorRow
from desktop_app.ui.choice_line import ChoiceLineField, LineOption
from desktop_app.ui.kit import ChoiceField, DateField, Form, LineField, TimeField

SOMEBODY_ELSE = "-"
"""The visitor who is in no list and is named in words."""
LAST_VISITOR = "visits/last_visitor"
"""The setting in which the visit form keeps who went last."""
DAY = "visited_on"
AT_THE_DOOR = (Mode.IN_PERSON, Mode.VIDEO, Mode.THIRD_PARTY)


class WhenForm(Form):
    """The rows under the names that drafts and refusals know them by; without ``modes`` all are calls."""

    def __init__(self, today: Callable[[], date], *, modes: Sequence[Mode] = (), columns: int = 1) -> None:
        super().__init__(label_em=4.8, columns=columns, column_em=18)
        self._today = today
        self.day = self.add_row(_("日期"), DateField(latest_on=today, today=today), name=DAY, required=True)
        self.time: TimeField | None = None
        self.mode: ChoiceLineField | None = None
        self.companions: LineField | None = None
        if modes:
            self.time = self.add_row(_("时间"), TimeField(), name="visited_time")
            self.mode = self.add_row(
                _("方式"),
                ChoiceLineField([LineOption(mode.value, _(mode.term)) for mode in modes]),
                name="mode",
                wide=True,
            )
        self.visitor: ChoiceField[str] = self.add_row(
            _("探访人"), ChoiceField[str](), name="visitor", required=True
        )
        self.visitor_name = self.add_row(
            _("姓名"), LineField(placeholder=_("探访人姓名"), longest=50), name="visitor_name", required=True
        )
        if modes:
            self.companions = self.add_row(
                _("同行人"), LineField(placeholder=_("没有可不填"), longest=200), name="companions"
            )
        self.visitor.changed.connect(self._on_visitor)
        self._on_visitor()

    def show_visitors(self, visitors: Sequence[VisitorRow], village_code: str) -> None:
        """Offer the visitors, those of the village first."""
        ordered = sorted(visitors, key=lambda one: one.village_code != village_code)
        chosen = self.visitor.value()
        self.visitor.set_choices([*((one.uid, one.name) for one in ordered), (SOMEBODY_ELSE, _("其他人…"))])
        self.visitor.set_value(chosen)

    def start(self, visitor: str | None) -> None:
        """Show a round of today, made by ``visitor``."""
        values: dict[str, Any] = {
            DAY: self._today(),
            "visited_time": "",
            "mode": Mode.IN_PERSON.value,
            "visitor": visitor,
            "visitor_name": "",
            "companions": "",
        }
        self.set_values(values)

    def plain(self) -> dict[str, Any]:
        """Return the values as JSON can hold them."""
        values = self.values()
        return {**values, DAY: values[DAY].isoformat() if values[DAY] else None}

    def restore(self, plain: Mapping[str, Any]) -> None:
        """Show what ``plain`` gave."""
        values = dict(plain)
        if isinstance(values.get(DAY), str):
            values[DAY] = date.fromisoformat(values[DAY])
        self.set_values(values)

    def went(self) -> dict[str, Any]:
        """Return day, visitor and companions as a visit's draft takes them; call after ``check``."""
        values = self.values()
        other = values["visitor"] == SOMEBODY_ELSE
        return {
            "visited_on": values[DAY],
            "visitor_uid": None if other else values["visitor"],
            "visitor_name": values["visitor_name"] if other else None,
            "companions": values.get("companions") or None,
        }

    def month(self) -> int:
        """Return the month of the day chosen, that of today where none is."""
        return (self.day.value() or self._today()).month

    def _on_visitor(self) -> None:
        self.set_row_visible("visitor_name", self.visitor.value() == SOMEBODY_ELSE)
