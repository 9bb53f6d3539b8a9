"""The panel of all filters: every condition a list of elders can be narrowed by, in one form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.terms import (
    Category,
    DutyState,
    LivingArrangement,
    MissingData,
    Residency,
    Tier,
    WillingnessKind,
)
from desktop_app.storage.queries.elders import ElderFilter
from desktop_app.ui import theme
from desktop_app.ui.kit import (
    ChipsField,
    ChoiceField,
    ChoiceRow,
    Dialog,
    Field,
    Form,
    NumberField,
    button,
    row,
    scrolling,
)

STATES = (
    DutyState.OVERDUE,
    DutyState.DUE,
    DutyState.OPEN,
    DutyState.PLANNED,
    DutyState.WAIVED,
)
_OLDEST = 130
_PLACES_EM = 9


class PlacesField(Field[tuple[str, ...]]):
    """Any number of a long list of places: a line that narrows it, and a list that Space ticks."""

    def __init__(self, places: Sequence[tuple[str, str]]) -> None:
        holder = QWidget()
        super().__init__(holder)
        holder.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is in it takes the keyboard
        self._narrow = QLineEdit()
        self._narrow.setPlaceholderText(_("输入几个字缩小范围，↓ 到列表，空格选中"))
        self._list = QListWidget()
        self._list.setMaximumHeight(theme.px(_PLACES_EM))
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(0.3))
        layout.addWidget(self._narrow)
        layout.addWidget(self._list)
        for code, name in places:
            item = QListWidgetItem(name)
            item.setData(Qt.ItemDataRole.UserRole, code)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            self._list.addItem(item)
        if self._list.count():
            self._list.setCurrentRow(0)
        self._narrow.textChanged.connect(self._on_narrow)
        self._list.itemChanged.connect(lambda _item: self.changed.emit())
        self.setFocusProxy(self._narrow)

    def value(self) -> tuple[str, ...]:
        """Return the codes of the ticked places."""
        return tuple(
            item.data(Qt.ItemDataRole.UserRole)
            for item in self._items()
            if item.checkState() == Qt.CheckState.Checked
        )

    def set_value(self, value: Iterable[str]) -> None:
        """Tick exactly ``value``."""
        wanted = set(value)
        for item in self._items():
            ticked = item.data(Qt.ItemDataRole.UserRole) in wanted
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)

    def is_empty(self) -> bool:
        """Tell whether nothing is ticked."""
        return not self.value()

    def key_targets(self) -> list[QWidget]:
        """Return the line and the list."""
        return [self._narrow, self._list]

    def describe(self, name: str, description: str) -> None:
        """Name the line and the list."""
        self._narrow.setAccessibleName(name)
        self._narrow.setAccessibleDescription(description)
        self._list.setAccessibleName(name)

    def _items(self) -> list[QListWidgetItem]:
        return [self._list.item(number) for number in range(self._list.count())]

    def _on_narrow(self, text: str) -> None:
        wanted = text.strip()
        for item in self._items():
            item.setHidden(wanted not in item.text() and item.checkState() != Qt.CheckState.Checked)


class FilterPanel(Dialog):
    """Asks for all conditions at once. Signal: ``decided(ElderFilter)`` without the text of the search field."""

    decided = Signal(object)

    def __init__(
        self,
        wanted: ElderFilter,
        villages: Mapping[str, str],
        visitors: Mapping[str, str],
        parent: QWidget,
    ) -> None:
        super().__init__(_("筛选"), parent, width_em=58)
        self._kept = wanted
        self.form = Form(label_em=6)
        self._build(villages, visitors)
        content = scrolling(self.form)
        self._room = parent.window().height()
        content.setMinimumHeight(max(min(theme.px(34), self._room - theme.px(14)), theme.px(8)))
        self.body.addWidget(content, 1)
        clear = row(button(_("全部清除"), lambda: self._show(ElderFilter()), look="link"))
        clear.addStretch(1)
        self.body.addLayout(clear)
        self.add_button(button(_("取消"), self.reject))
        self.add_button(button(_("筛选"), self.decide, look="main", key="Ctrl+Enter"))
        self.form.save_asked.connect(self.decide)
        self._show(wanted)
        self.form.focus_first()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: be no higher than the window; the form scrolls."""
        super().showEvent(event)
        self.resize(self.width(), min(self.height(), self._room))

    def wanted(self) -> ElderFilter:
        """Return the filter for what is chosen."""
        whom = self.whom.value()
        return replace(
            self._kept,
            village_code=None,
            category=None,
            tier=None,
            state=None,
            special={"yes": True, "no": False}.get(self.special.value() or ""),
            ended=whom == "ended",
            everybody=whom == "everybody",
            villages=self.villages.value(),
            categories=_in_order(Category, self.categories.value()),
            all_categories=self.how.value() == "all" and bool(self.categories.value()),
            tiers=_in_order(Tier, self.tiers.value()),
            states=_in_order(DutyState, self.states.value()),
            visitor_uid=self.visitor.value(),
            age_from=self.age_from.value(),
            age_to=self.age_to.value(),
            overdue_days=self.overdue.value(),
            missing=_in_order(MissingData, self.missing.value()),
            living=_in_order(LivingArrangement, self.living.value()),
            residency=_in_order(Residency, self.residency.value()),
            willingness=_in_order(WillingnessKind, self.willingness.value()),
        )

    def decide(self) -> None:
        """Hand the filter on when every number can be read."""
        if not self.form.check():
            return
        first, last = self.age_from.value(), self.age_to.value()
        if first is not None and last is not None and first > last:
            self.form.show_problem("age_to", _("应不小于起始年龄。"))
            return
        self.decided.emit(self.wanted())
        self.accept()

    def _build(self, villages: Mapping[str, str], visitors: Mapping[str, str]) -> None:
        add = self.form.add_row
        self.categories: ChipsField[Category] = add(_("类别"), ChipsField(Category), name="categories")
        self.how: ChoiceRow[str] = add(
            _("几个类别"),
            ChoiceRow([("any", _("有任一个")), ("all", _("全都有"))], numbered=False),
            name="how",
        )
        self.tiers: ChipsField[Tier] = add(_("等级"), ChipsField(Tier), name="tiers")
        states = [(state, _(state.term)) for state in STATES]
        self.states: ChipsField[DutyState] = add(_("状态"), ChipsField(states), name="states")
        self.overdue = add(_("逾期至少"), NumberField(1, 9999), name="overdue", unit=_("天"))
        either = [("yes", _("是")), ("no", _("不是"))]
        self.special: ChoiceRow[str] = add(
            _("特殊困难"), ChoiceRow(either, numbered=False), name="special", help=_("都不选就是不限。")
        )
        self.age_from = add(_("年龄从"), NumberField(0, _OLDEST), name="age_from", unit=_("岁"))
        self.age_to = add(_("年龄到"), NumberField(0, _OLDEST), name="age_to", unit=_("岁"))
        self.visitor: ChoiceField[str] = add(
            _("探访人"), ChoiceField(list(visitors.items()), empty=_("不限")), name="visitor"
        )
        self.villages = add(_("嘎查村（社区）"), PlacesField(list(villages.items())), name="villages")
        self.missing: ChipsField[MissingData] = add(
            _("缺项"), ChipsField(MissingData), name="missing", help=_("选几项，就是缺其中任一项的人。")
        )
        self.living: ChipsField[LivingArrangement] = add(
            _("居住情况"), ChipsField(LivingArrangement), name="living"
        )
        self.residency: ChipsField[Residency] = add(_("人户状况"), ChipsField(Residency), name="residency")
        self.willingness: ChipsField[WillingnessKind] = add(
            _("探访意愿"), ChipsField(WillingnessKind), name="willingness"
        )
        whom = [("here", _("在册")), ("ended", _("已退出")), ("everybody", _("全部"))]
        self.whom: ChoiceRow[str] = add(_("范围"), ChoiceRow(whom, numbered=False), name="whom")

    def _show(self, wanted: ElderFilter) -> None:
        fields: tuple[tuple[Field[Any], Any], ...] = (
            (self.categories, _members(Category, wanted.wanted_categories())),
            (self.how, "all" if wanted.all_categories else "any"),
            (self.tiers, _members(Tier, wanted.all_tiers())),
            (self.states, _members(DutyState, wanted.all_states())),
            (self.overdue, wanted.overdue_days),
            (self.special, None if wanted.special is None else "yes" if wanted.special else "no"),
            (self.age_from, wanted.age_from),
            (self.age_to, wanted.age_to),
            (self.visitor, wanted.visitor_uid),
            (self.villages, wanted.all_villages()),
            (self.missing, _members(MissingData, wanted.missing)),
            (self.living, _members(LivingArrangement, wanted.living)),
            (self.residency, _members(Residency, wanted.residency)),
            (self.willingness, _members(WillingnessKind, wanted.willingness)),
            (self.whom, "everybody" if wanted.everybody else "ended" if wanted.ended else "here"),
        )
        for field, value in fields:
            field.set_value(value)


def _members(kind: Any, keys: Iterable[str]) -> set[Any]:
    known = {str(member.value) for member in kind}
    return {kind(key) for key in keys if key in known}


def _in_order(kind: Any, chosen: Iterable[Any]) -> tuple[str, ...]:
    wanted = set(chosen)
    return tuple(str(member.value) for member in kind if member in wanted)
