"""What narrows the list of findings: state, kinds, late ones, ones sent here, village, owner, words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.divisions import Division
from desktop_app.domain.terms import FindingKind, FindingState
from desktop_app.services.register import VisitorRow
from desktop_app.storage.queries.findings import FindingFilter
from desktop_app.ui import theme
from desktop_app.ui.kit import ChoiceField, FlowLayout, SearchField, button

OVERDUE, HERE = "overdue", "here"


class FindingFilters(QWidget):
    """Signal: ``changed()``."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.search = SearchField(_("姓名或问题里的字"))
        self.set_low(False)
        self.chips: dict[str, QPushButton] = {}
        self.village: ChoiceField[str] = ChoiceField(empty=_("全部嘎查村（社区）"))
        self.village.describe(_("嘎查村（社区）"), "")
        self.owner: ChoiceField[str] = ChoiceField(empty=_("全部责任人"))
        self.owner.describe(_("责任人"), "")
        for field in (self.village, self.owner):
            field.combo.setMinimumContentsLength(10)
            field.changed.connect(self.changed)
        flow = FlowLayout(spacing_em=0.4)
        for state in FindingState:
            flow.addWidget(self._chip(state.value, _(state.term)))
        for kind in FindingKind:
            flow.addWidget(self._chip(kind.value, _(kind.term)))
        flow.addWidget(self._chip(OVERDUE, _("已超期")))
        flow.addWidget(self._chip(HERE, _("转到本级")))
        for widget in (self.village, self.owner, self.search):
            flow.addWidget(widget)
        self.rarer = (self.village, self.owner)
        self._flow = flow
        self.chips[FindingState.OPEN.value].setChecked(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(flow)
        self.search.searched.connect(lambda _text: self.changed.emit())

    def set_low(self, low: bool) -> None:
        """Leave room beside the search for what the page says there while it is low."""
        width = theme.px(10 if low else 14)
        self.search.setMinimumWidth(width)
        self.search.setMaximumWidth(width if low else theme.px(20))

    def add_at_end(self, *parts: QWidget) -> None:
        """Put something of the page behind the filters."""
        for part in parts:
            self._flow.addWidget(part)

    def wanted(self) -> FindingFilter:
        """Return what the list is narrowed to."""
        return FindingFilter(
            states=self._chosen(state.value for state in FindingState),
            kinds=self._chosen(kind.value for kind in FindingKind),
            village_code=self.village.value(),
            owner_uid=self.owner.value(),
            overdue_only=self.chips[OVERDUE].isChecked(),
            held_here=self.chips[HERE].isChecked(),
            text=self.search.text().strip(),
        )

    def set_wanted(self, **params: Any) -> None:
        """Narrow by ``state`` and ``kind``, ``overdue``, ``here``, ``village_code``, ``owner_uid``; the rest is wide."""
        pressed = {params.get("state", FindingState.OPEN.value), params.get("kind")}
        pressed |= {name for name in (OVERDUE, HERE) if params.get(name)}
        for name, chip in self.chips.items():
            chip.setChecked(name in pressed)
        for field, name in ((self.village, "village_code"), (self.owner, "owner_uid")):
            blocked = field.blockSignals(True)
            field.set_value(params.get(name))
            field.blockSignals(blocked)
        blocked = self.search.blockSignals(True)
        self.search.setText(str(params.get("text", "")))
        self.search.blockSignals(blocked)

    def is_narrow(self) -> bool:
        """Tell whether less than all open findings is asked for."""
        return self.wanted() != FindingFilter(states=(FindingState.OPEN.value,))

    def show_choices(self, villages: Sequence[Division], visitors: Sequence[VisitorRow]) -> None:
        """Offer villages and owners; what is chosen stays."""
        for field, choices in (
            (self.village, [(one.code, one.name) for one in villages]),
            (self.owner, [(one.uid, one.name) for one in visitors]),
        ):
            chosen, blocked = field.value(), field.blockSignals(True)
            field.set_choices(choices)
            field.set_value(chosen)
            field.blockSignals(blocked)

    def _chip(self, name: str, words: str) -> QPushButton:
        made = self.chips[name] = button(words, self.changed.emit, look="chip")
        made.setCheckable(True)
        return made

    def _chosen(self, names: Any) -> tuple[str, ...]:
        return tuple(name for name in names if self.chips[name].isChecked())
