"""Village and visitor: the filters that all views of the duties share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from desktop_app.config.strings import _
from desktop_app.domain.divisions import Division
from desktop_app.services.register import VisitorRow
from desktop_app.ui.kit import ChoiceField


class Wanted(NamedTuple):
    """Whose visits are wanted; None is everybody's."""

    village_code: str | None = None
    visitor_uid: str | None = None


class PlaceFilters(QObject):
    """Two choices that go into a page's row of filters. Signal: ``changed()``."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.village: ChoiceField[str] = ChoiceField(empty=_("全部嘎查村（社区）"))
        self.village.describe(_("嘎查村（社区）"), "")
        self.village.combo.setMinimumContentsLength(15)
        self.visitor: ChoiceField[str] = ChoiceField(empty=_("全部探访人"))
        self.visitor.describe(_("探访人"), "")
        for field in (self.village, self.visitor):
            field.changed.connect(self.changed)

    def wanted(self) -> Wanted:
        """Return what is chosen."""
        return Wanted(self.village.value(), self.visitor.value())

    def show_choices(self, villages: Sequence[Division], visitors: Sequence[VisitorRow]) -> None:
        """Offer these villages and visitors and keep what is chosen."""
        _offer(self.village, [(one.code, one.name) for one in villages])
        _offer(self.visitor, [(one.uid, one.name) for one in visitors])

    def choose(self, wanted: Wanted) -> None:
        """Choose without a signal; the choices may come later."""
        for field, value in ((self.village, wanted.village_code), (self.visitor, wanted.visitor_uid)):
            blocked = field.blockSignals(True)
            field.set_value(value)
            field.blockSignals(blocked)


def _offer(field: ChoiceField[str], choices: Sequence[tuple[str, str]]) -> None:
    chosen = field.value()
    blocked = field.blockSignals(True)
    field.set_choices(choices)
    field.set_value(chosen)
    field.blockSignals(blocked)
