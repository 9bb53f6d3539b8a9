"""The same head on every page about a person, so that nobody writes into the wrong file.

Example::

    card = HeaderCard()
    card.show_person(PersonHeader(name="王桂兰", sex="女", age=83, village="达日罕嘎查", household="3 组 12 户",
                                  categories=("独居", "高龄"), tier="高风险", tier_tint="overdue",
                                  next_due="11月18日 · 已逾期 4 天", due_tint="overdue",
                                  phone="13800138001", emergency="女儿 李梅 139 0013 9002"))
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from desktop_app.config.strings import _
from desktop_app.ui import theme
from desktop_app.ui.kit.chips import CategoryChips, StateChip
from desktop_app.ui.kit.fields import group_phone
from desktop_app.ui.kit.layouts import FlowLayout
from desktop_app.ui.kit.texts import Card, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonHeader:
    """What the head shows, already in words; empty parts are shown as 未登记."""

    name: str
    sex: str = ""
    age: int | None = None
    village: str = ""
    household: str = ""
    categories: tuple[str, ...] = ()
    tier: str = ""
    tier_tint: str = "quiet"
    next_due: str = ""
    due_tint: str = "quiet"
    phone: str = ""
    emergency: str = ""


class HeaderCard(Card):
    """Name, age and place at the left; next visit, phone and emergency contact at the right."""

    def __init__(self) -> None:
        super().__init__(margin_em=0.9)
        self._name = _Name()
        self._about = Text("", "muted")
        self._tier = StateChip()
        self._chips = CategoryChips()
        self._due = StateChip()
        self._phone = Text("", "strong", copyable=True)
        self._emergency = Text("", "strong", copyable=True)
        head = FlowLayout(spacing_em=0.75, line_em=0.3)
        for part in (self._name, self._tier, self._chips):
            head.addWidget(part)
        self.body.addLayout(head)
        facts = FlowLayout(spacing_em=1.5, line_em=0.3)
        facts.addWidget(self._about)
        for caption, widget in (
            (_("下次探访"), self._due),
            (_("电话"), self._phone),
            (_("紧急联系人"), self._emergency),
        ):
            facts.addWidget(_fact(caption, widget))
        self.body.addLayout(facts)
        self.body.setSpacing(theme.px(0.3))
        # As high as its wrapped lines: a fixed height would be that of one line each.
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.body.addStretch(1)

    def show_person(self, person: PersonHeader) -> None:
        """Show ``person``."""
        missing = _("未登记")
        age = _("{age} 岁").format(age=person.age) if person.age is not None else ""
        about = " · ".join(part for part in (person.sex, age, person.village, person.household) if part)
        self._name.setText(person.name)
        self._about.setText(about)
        self._tier.show_state(person.tier, person.tier_tint)
        self._chips.show_words(person.categories)
        self._due.show_state(person.next_due or _("无"), person.due_tint)
        self._phone.setText(group_phone(person.phone) or missing)
        self._emergency.setText(person.emergency or missing)
        self.setAccessibleName(f"{person.name}，{about}")


class _Name(Text):
    """A name: on one line where there is room, otherwise on as many as it takes."""

    def __init__(self) -> None:
        super().__init__("", "name", wrap=True, copyable=True)

    def sizeHint(self) -> QSize:
        """Qt: one line; a label that wraps would ask for a square."""
        # A pixel to spare: Qt rounds the width of a text down and would then wrap its last letter.
        return self.fontMetrics().size(Qt.TextFlag.TextSingleLine, self.text()) + QSize(2, 0)

    def minimumSizeHint(self) -> QSize:
        """Qt: may become narrow."""
        return QSize(theme.px(8), self.sizeHint().height())


def _fact(caption: str, value: QWidget) -> QWidget:
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(theme.px(0.5))
    grid.addWidget(Text(caption, "hint"), 0, 0)
    grid.addWidget(value, 0, 1, Qt.AlignmentFlag.AlignVCenter)
    grid.setColumnStretch(1, 1)
    return holder
