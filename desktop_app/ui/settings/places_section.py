"""行政区划与村社: the places of this unit, their names and codes over time, and newer lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFileDialog

from desktop_app.config.strings import _
from desktop_app.domain.divisions import is_local
from desktop_app.scheduling.working_days import MarketDays
from desktop_app.services.divisions import PlaceChange, PlaceRow
from desktop_app.ui.kit import (
    Column,
    EmptyState,
    FlowLayout,
    ListSource,
    RowTable,
    SearchField,
    Sort,
    Text,
    button,
    row,
)
from desktop_app.ui.page import PageContext
from desktop_app.ui.settings.market_dialog import MarketDialog
from desktop_app.ui.settings.place_dialogs import (
    AddDialog,
    CloseDialog,
    MergeDialog,
    PlaceDialog,
    RecodeDialog,
    RenameDialog,
)
from desktop_app.ui.settings.place_list_dialog import PlaceListDialog
from desktop_app.ui.settings.section import SettingsSection


class PlacesSection(SettingsSection):
    """行政区划与村社."""

    fills_page: ClassVar[bool] = True

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, _("行政区划与村社"))
        self._rows: list[PlaceRow] = []
        self._markets: dict[str, MarketDays] = {}
        self._code = ""
        self.search = SearchField(_("名称、曾用名或代码"))
        self.search.searched.connect(lambda _text: self._show())
        self.search.left_down.connect(lambda: self.table.view.setFocus(Qt.FocusReason.OtherFocusReason))
        self.table: RowTable[PlaceRow] = RowTable(
            _columns(self.market_words), sort=Sort(""), empty=EmptyState(_("没有这样的村社。"))
        )
        self.table.chosen.connect(self._on_chosen)
        self.table.opened.connect(lambda _row: self._on_rename())
        self.add = button(_("新增"), self._on_add, icon_name="plus")
        self.rename = button(_("改名"), self._on_rename, icon_name="pencil")
        self.recode = button(_("改代码"), self._on_recode)
        self.merge = button(_("并入…"), self._on_merge)
        self.market = button(_("赶集日…"), self._on_market)
        self.close_place = button(_("停用"), self._on_close)
        self.install = button(_("更新名单…"), self._on_install)
        self.told = Text("", "muted", wrap=True)
        self.body.addWidget(self.told)
        head = row(self.search, spacing_em=0.9)
        head.setStretch(0, 1)
        head.addWidget(self.install)
        self.body.addLayout(head)
        self.body.addWidget(self.table, 1)
        line = FlowLayout(spacing_em=0.6)
        for made in (self.add, self.rename, self.recode, self.merge, self.market, self.close_place):
            line.addWidget(made)
        self.body.addLayout(line)
        self._on_chosen(None)

    def refresh(self) -> None:
        """Read the places."""
        app = self.context.app
        job = self.context.jobs.reading(
            _("读取村社"),
            lambda _progress: (app.divisions.list(app.actor), app.holidays.market_days(app.actor)),
        )
        job.succeeded.connect(self._on_read)
        job.start()

    def rows(self) -> list[PlaceRow]:
        """Return the places that the search leaves."""
        words = self.search.text().split()
        return [each for each in self._rows if all(_mentions(each, word) for word in words)]

    def market_words(self, place: PlaceRow) -> str:
        """Return the market days of a place in words, empty for none."""
        days = self._markets.get(place.code)
        return days.words.say(_) if days is not None else ""

    @Slot(object)
    def _on_read(self, read: tuple[list[PlaceRow], dict[str, MarketDays]]) -> None:
        self._rows, self._markets = read
        self._show()

    def _show(self) -> None:
        rows, kept = self.rows(), self._code
        self.table.show_source(ListSource(rows), keep_choice=False)
        at = next((number for number, each in enumerate(rows) if each.code == kept), 0)
        if not self.table.choose_id(at):
            self.table.choose_first()
        self._on_chosen(self.table.current())
        people = sum(each.people for each in self._rows)
        gone = sum(each.ended for each in self._rows)
        counts = _("{places} 个村社，在册 {people} 人。").format(places=len(self._rows) - gone, people=people)
        told = _("改名、改代码、撤并从某一天起算：以前月份的表仍印当时的名称，人和记录一个不少。")
        self.told.setText(f"{counts} {told}")

    @Slot(object)
    def _on_chosen(self, chosen: PlaceRow | None) -> None:
        if chosen is not None:
            self._code = chosen.code
        may, going_on = self.may_manage(), chosen is not None and not chosen.ended
        self.add.setEnabled(may)
        self.install.setEnabled(may)
        self.rename.setEnabled(may and going_on)
        self.recode.setEnabled(may and going_on)
        left_behind = chosen is not None and chosen.ended and bool(chosen.followed_by) and chosen.files > 0
        self.merge.setEnabled(may and (going_on or left_behind))
        self.market.setEnabled(may and going_on)
        self.close_place.setEnabled(may and going_on and chosen is not None and not chosen.files)
        self.recode.setText(_("给正式代码") if chosen is not None and is_local(chosen.code) else _("改代码"))

    def _on_add(self) -> None:
        self._open(AddDialog(self.context, self.window()))

    def _on_rename(self) -> None:
        chosen = self.table.current()
        if chosen is not None and self.rename.isEnabled():
            self._open(RenameDialog(self.context, chosen, self.window()))

    def _on_recode(self) -> None:
        chosen = self.table.current()
        if chosen is not None:
            self._open(RecodeDialog(self.context, chosen, self.window()))

    def _on_merge(self) -> None:
        chosen = self.table.current()
        if chosen is not None:
            others = [each for each in self._rows if not each.ended and each.code != chosen.code]
            self._open(MergeDialog(self.context, chosen, others, self.window()))

    def _on_market(self) -> None:
        chosen = self.table.current()
        if chosen is not None:
            self._open(MarketDialog(self.context, chosen, self._markets.get(chosen.code), self.window()))

    def _on_close(self) -> None:
        chosen = self.table.current()
        if chosen is not None:
            self._open(CloseDialog(self.context, chosen, self.window()))

    def _on_install(self) -> None:
        kinds = _("名单 (*.xlsx *.xls *.et *.ods *.csv *.tsv *.txt)")
        name, _kind = QFileDialog.getOpenFileName(self.window(), _("选择区划名单"), "", kinds)
        if name:
            self.open_list(name)

    def open_list(self, name: str) -> PlaceListDialog:
        """Show what a list would change, and apply it when that is wanted."""
        dialog = PlaceListDialog(self.context, name, self.window())
        dialog.applied.connect(self._on_applied)
        dialog.open()
        return dialog

    def _open(self, dialog: PlaceDialog) -> None:
        dialog.changed.connect(self._on_changed)
        dialog.open()

    @Slot(str, object)
    def _on_changed(self, words: str, change: PlaceChange) -> None:
        self._code = change.code
        self._offer(words, change.change_set)

    @Slot(str, object)
    def _on_applied(self, words: str, change_set: str | None) -> None:
        self._offer(words, change_set)

    def _offer(self, words: str, change_set: str | None) -> None:
        self.context.offer_undo(words, change_set, self.refresh)
        self.refresh()


def _columns(market_words: Callable[[PlaceRow], str]) -> tuple[Column[PlaceRow], ...]:
    return (
        Column(
            key="name",
            title=_("名称"),
            width_em=9,
            text=lambda each: each.name,
            strong=True,
            stretch=True,
            sortable=False,
        ),
        Column(key="code", title=_("代码"), width_em=8.5, text=code_words, sortable=False),
        Column(
            key="people",
            title=_("在册"),
            width_em=3.5,
            text=lambda each: str(each.people),
            align_right=True,
            sortable=False,
        ),
        Column(
            key="state",
            title=_("状态"),
            width_em=10.5,
            text=state_words,
            tint=lambda each: "quiet" if each.ended else "soon" if each.local else "done",
            sortable=False,
        ),
        Column(key="market", title=_("赶集日"), width_em=9, text=market_words, sortable=False),
        Column(
            key="former",
            title=_("曾用名"),
            width_em=8,
            text=former_words,
            stretch=True,
            sortable=False,
        ),
    )


def code_words(place: PlaceRow) -> str:
    """Return the code, in words where there is none."""
    return _("（本地）") if place.local else place.code


def former_words(place: PlaceRow) -> str:
    """Return the former names with their last days, newest first."""
    return _("、").join(
        _("{name}（至{day}）").format(name=name, day=last_on.isoformat())
        for name, last_on in reversed(place.former_names)
    )


def state_words(place: PlaceRow) -> str:
    """Say whether the place goes on, and where its people went."""
    if not place.ended:
        return _("无正式代码") if place.local else _("在用")
    if place.followed_by_name is None:
        return _("{day}后停用").format(day=place.to_on)
    if place.files:
        return _("已并入{name}，还有 {count} 人").format(name=place.followed_by_name, count=place.files)
    return _("已并入{name}").format(name=place.followed_by_name)


def _mentions(place: PlaceRow, word: str) -> bool:
    texts = (place.code, place.name, *(name for name, _last_on in place.former_names))
    return any(word in text for text in texts)
