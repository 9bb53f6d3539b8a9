"""应急联络: choose the hazard and the signs, see who is meant, call them one after the other, print the list to tick."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.divisions import Division
from desktop_app.domain.emergency import SIGNS, RosterFilter, Sign
from desktop_app.domain.errors import N_
from desktop_app.domain.terms import CampaignKind, HazardKind, ResidenceKind, Tier, UserRole
from desktop_app.services.campaign_rows import TemplateRow
from desktop_app.services.emergency_rosters import Roster, RosterLine
from desktop_app.ui import theme
from desktop_app.ui.duty_printing import DutyPrinting
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import (
    TIER_TINTS,
    ChoiceField,
    Column,
    EmptyState,
    FlowLayout,
    ListSource,
    RowTable,
    Sort,
    Text,
    button,
    group_phone,
    scrolling,
)
from desktop_app.ui.kit.sight import set_shown
from desktop_app.ui.page import KeyHint, Page, PageContext

Read = tuple[Roster, Sequence[Division], Sequence[TemplateRow]]

PAPER = "emergency-roster"
TABLE_EM = 10
"""So high the list is in any case: in the largest letters the page scrolls."""
CALL_KEY, PRINT_KEY = "Ctrl+T", "Ctrl+P"


class EmergencyPage(Page):
    """The roster. Parameters: ``hazard`` (a key of HazardKind) and ``village_code`` to begin with."""

    listens_to = frozenset(
        {
            "elder",
            "contact",
            "category_span",
            "residence",
            "health_fact",
            "visit",
            "assignment",
            "visitor",
            "person_link",
            "village",
        }
    )
    help_topic = "emergency"
    keys = (KeyHint(CALL_KEY, N_("逐个打电话")), KeyHint(PRINT_KEY, N_("打印名单")))

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("应急联络"))
        self._reading: Job[Read] | None = None
        self._roster: Roster | None = None
        self._templates: Sequence[TemplateRow] = ()
        self._printing = DutyPrinting(context, self)
        self.hazards = {kind: self._chip(_(kind.term), self._on_hazard) for kind in HazardKind}
        self.signs = {sign: self._chip(_(sign.term), self.refresh) for sign in Sign}
        self.every = self._chip(_("以上须同时具有"), self.refresh)
        self.every.setToolTip(_("按下：所选特征都有的人；不按：有其中一项的人"))
        self.village: ChoiceField[str] = ChoiceField(empty=_("全部嘎查村（社区）"))
        self.village.describe(_("嘎查村（社区）"), "")
        self.village.combo.setMinimumContentsLength(17)
        self.count = Text("", "muted")
        self.table: RowTable[RosterLine] = RowTable(
            _columns(),
            sort=Sort("order"),
            empty=EmptyState("", _("换回这种情形常用的特征"), self._on_usual),
            many=True,
        )
        self._build()
        self._show_hazard(HazardKind.COLD)

    def activate(self, **params: Any) -> None:
        """Take the hazard and the village to begin with."""
        if params.get("hazard") in set(HazardKind):
            self._show_hazard(HazardKind(params["hazard"]))
        if "village_code" in params:
            self.village.set_value(params["village_code"])
        self.mark_stale()

    def refresh(self) -> None:
        """Read the roster in a reader thread."""
        if self._reading is not None:
            self._reading.cancel()
        app, wanted = self.context.app, self.wanted()
        self._reading = self.context.jobs.reading(
            _("读取应急联络名单"),
            lambda _progress: (
                app.emergency_rosters.roster(app.actor, wanted),
                app.register.villages(app.actor),
                app.campaigns.templates(app.actor),
            ),
        )
        self._reading.succeeded.connect(self._on_read)
        self._reading.start()

    def wanted(self) -> RosterFilter:
        """Return what the roster is narrowed to; no sign chosen means those that are usual for the hazard."""
        chosen = tuple(sign.value for sign, chip in self.signs.items() if chip.isChecked())
        return RosterFilter(
            hazard=self._hazard().value,
            signs=chosen or None,
            every=self.every.isChecked(),
            village_code=self.village.value(),
        )

    def call(self) -> bool:
        """Ctrl+T: phone the people chosen, or everybody, one after the other."""
        uids = self._chosen()
        may = self.context.app.actor.role is not UserRole.READER
        if not (uids and may and self.context.navigator.has("phone-round")):
            return False
        return self.context.navigator.open("phone-round", uids=uids)

    def start_campaign(self) -> bool:
        """Begin a campaign with the people chosen, so that it is followed who was reached."""
        uids = self._chosen()
        kind = CampaignKind(self._hazard().value)
        template = next((each.key for each in self._templates if each.template.kind is kind), None)
        return bool(uids) and self.context.navigator.open(
            "campaign-start", template=template, elder_uids=uids
        )

    def print_paper(self) -> bool:
        """Ctrl+P: print the list by which they are called and ticked off."""
        if self._roster is None or not self._roster.lines:
            return False
        return self._printing.print(PAPER, self._chosen(), roster=self._roster.filter)

    def record_visit(self) -> bool:
        """F2: record a visit for the person under the cursor."""
        chosen = self.table.current()
        if chosen is None or not self.context.navigator.has("visit"):
            return False
        return self.context.navigator.open("visit", elder_uid=chosen.elder_uid)

    def _build(self) -> None:
        kinds, signs = FlowLayout(spacing_em=0.4), FlowLayout(spacing_em=0.4)
        kinds.addWidget(Text(_("情形"), "muted"))
        for chip in self.hazards.values():
            kinds.addWidget(chip)
        kinds.addWidget(self.village)
        signs.addWidget(Text(_("特征"), "muted"))
        for chip in (*self.signs.values(), self.every):
            signs.addWidget(chip)
        self.campaign_button = button(_("发起专项探访"), self.start_campaign, icon_name="hand-heart")
        set_shown(self.campaign_button, self.context.app.actor.role is UserRole.OFFICER)
        self.print_button = button(_("打印名单"), self.print_paper, icon_name="printer", key=PRINT_KEY)
        told = FlowLayout(spacing_em=0.7)
        for made in (self.campaign_button, self.print_button, self.count):
            told.addWidget(made)
        self.table.setMinimumHeight(theme.px(TABLE_EM))
        whole = QWidget()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(theme.px(1.5), theme.px(1), theme.px(1.5), theme.px(0.8))
        layout.setSpacing(theme.px(0.7))
        for part in (kinds, signs, told):
            layout.addLayout(part)
        layout.addWidget(self.table, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling(whole))
        self.setFocusProxy(self.table)
        self.village.changed.connect(self.refresh)
        self.table.opened.connect(lambda line: self.context.navigator.open("person", uid=line.elder_uid))
        if self.context.app.actor.role is not UserRole.READER:
            self.set_main_action(_("逐个打电话"), CALL_KEY, self.call)
        shortcut = QShortcut(QKeySequence(CALL_KEY), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.call)

    def _chip(self, words: str, on_click: Any) -> QPushButton:
        chip = button(words, look="chip")
        chip.setCheckable(True)
        chip.clicked.connect(on_click)
        return chip

    def _hazard(self) -> HazardKind:
        return next((kind for kind, chip in self.hazards.items() if chip.isChecked()), HazardKind.COLD)

    def _show_hazard(self, chosen: HazardKind) -> None:
        for kind, chip in self.hazards.items():
            chip.setChecked(kind is chosen)
        for sign, chip in self.signs.items():
            chip.setChecked(sign in SIGNS[chosen])
        self.every.setChecked(False)

    def _on_hazard(self) -> None:
        """Take the hazard whose chip was pressed; pressed again it stays."""
        pressed = self.sender()
        self._show_hazard(next(kind for kind, chip in self.hazards.items() if chip is pressed))
        self.refresh()

    def _on_usual(self) -> None:
        self._show_hazard(self._hazard())
        self.refresh()

    def _on_read(self, read: Read) -> None:
        self._reading = None
        self._roster, villages, self._templates = read
        chosen = self.village.value()
        blocked = self.village.blockSignals(True)
        self.village.set_choices([(one.code, one.name) for one in villages])
        self.village.set_value(chosen)
        self.village.blockSignals(blocked)
        for sign, chip in self.signs.items():
            chip.setText(f"{_(sign.term)} {self._roster.by_sign[sign.value]}")
        lines = self._roster.lines
        places = {line.elder_uid: place for place, line in enumerate(lines)}
        source = ListSource[RosterLine](
            lines,
            {
                "order": lambda line: places[line.elder_uid],
                "name": lambda line: line.name,
                "age": lambda line: line.age or 0,
                "village": lambda line: (line.village_code, places[line.elder_uid]),
                "visitor": lambda line: (line.visitor or "", places[line.elder_uid]),
            },
        )
        self.table.show_source(source, keep_choice=False)
        self.table.choose_first()
        told = _("共 {count} 人，特征多的在前。").format(count=len(lines))
        if self._roster.elsewhere:
            told += _("另有 {count} 人住院或在机构，未列入。").format(count=self._roster.elsewhere)
        self.count.setText(told)
        self.table.empty.sentence.setText(_("没有这样的人。"))
        for each in (self.campaign_button, self.print_button):
            each.setEnabled(bool(lines))

    def _chosen(self) -> tuple[str, ...]:
        """Return the people marked where several are, else everybody on the roster."""
        marked = self.table.selected()
        lines = marked if len(marked) > 1 else (self._roster.lines if self._roster is not None else ())
        return tuple(line.elder_uid for line in lines)


def _columns() -> tuple[Column[RosterLine], ...]:
    stays = {kind.value: _(kind.term) for kind in ResidenceKind}
    return (
        Column(key="name", title=_("姓名"), width_em=9, text=lambda line: line.name, strong=True),
        Column(
            key="age",
            title=_("年龄"),
            width_em=4,
            text=lambda line: "" if line.age is None else str(line.age),
        ),
        Column(key="village", title=_("嘎查村（社区）"), width_em=8, text=lambda line: line.village),
        Column(
            key="tier",
            title=_("等级"),
            width_em=5,
            text=lambda line: _(Tier(line.tier).term) if line.tier else "",
            tint=lambda line: TIER_TINTS[Tier(line.tier)] if line.tier else "quiet",
            sortable=False,
        ),
        Column(
            key="phone",
            title=_("电话"),
            width_em=8.5,
            text=lambda line: group_phone(line.phone) if line.phone else _("无电话"),
            sortable=False,
        ),
        Column(key="visitor", title=_("探访人"), width_em=7, text=lambda line: line.visitor or _("未指定")),
        Column(
            key="signs",
            title=_("特征"),
            width_em=18,
            text=lambda line: _("、").join(
                [
                    *([_("现住{place}").format(place=stays[line.stay])] if line.stay in stays else []),
                    *(_(Sign(sign).term) for sign in line.signs),
                ]
            ),
            sortable=False,
            stretch=True,
        ),
    )
