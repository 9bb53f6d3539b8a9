"""The lists of what was sent and received, and of the sites that are trusted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.terms import SiteLevel
from desktop_app.services.batches import BatchRow, ReceivedRow
from desktop_app.services.sites import SiteRow
from desktop_app.ui import theme
from desktop_app.ui.exchange.state import ExchangeState, local_time
from desktop_app.ui.kit import Card, Column, EmptyState, ListSource, RowTable, Sort, Text, button, row


class _ListPanel(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.state: ExchangeState | None = None
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, theme.px(0.6), 0, 0)
        self.body.setSpacing(theme.px(0.6))

    def site_name(self, site: str) -> str:
        """Return the name of a site."""
        return self.state.name_of(site) if self.state else ""


class SentPanel(_ListPanel):
    """发出的包."""

    def __init__(self, on_receipt: Callable[[], object], on_everything: Callable[[], object]) -> None:
        super().__init__()
        self.table: RowTable[BatchRow] = RowTable(
            (
                Column(
                    key="seq",
                    title=_("第几包"),
                    width_em=6,
                    text=lambda each: str(each.seq),
                    align_right=True,
                ),
                Column(key="at", title=_("时间"), width_em=11, text=lambda each: local_time(each.made_at)),
                Column(
                    key="to",
                    title=_("收件单位"),
                    width_em=12,
                    text=lambda each: self.site_name(each.recipient),
                    stretch=True,
                    sortable=False,
                ),
                Column(
                    key="entries",
                    title=_("改动"),
                    width_em=5,
                    text=lambda each: str(each.entries),
                    align_right=True,
                ),
                Column(
                    key="receipt",
                    title=_("回执"),
                    width_em=10,
                    text=_receipt_words,
                    tint=lambda each: "done" if each.acknowledged_at else "soon",
                ),
            ),
            sort=Sort("seq", descending=True),
            empty=EmptyState(_("还没有发出过。点“导出上报包”封好第一包。")),
        )
        self.body.addWidget(self.table, 1)
        line = row(
            button(_("收下回执"), on_receipt, icon_name="file-down"),
            button(_("重新导出全部"), on_everything),
            Text(_("文件丢了才需要重新导出；重复收取没有关系。"), "hint"),
            spacing_em=0.8,
        )
        line.addStretch(1)
        self.body.addLayout(line)

    def show_state(self, state: ExchangeState) -> None:
        """Show what was sent."""
        self.state = state
        keys: dict[str, Callable[[BatchRow], Any]] = {
            "seq": lambda each: each.seq,
            "at": lambda each: each.made_at,
            "entries": lambda each: each.entries,
            "receipt": lambda each: each.acknowledged_at is not None,
        }
        self.table.show_source(ListSource[BatchRow](state.sent, keys))


class ReceivedPanel(_ListPanel):
    """收到的包."""

    def __init__(self, on_receipt: Callable[[], object]) -> None:
        super().__init__()
        self.table: RowTable[ReceivedRow] = RowTable(
            (
                Column(key="at", title=_("时间"), width_em=11, text=lambda each: local_time(each.merged_at)),
                Column(
                    key="from",
                    title=_("发送单位"),
                    width_em=12,
                    text=lambda each: self.site_name(each.site),
                    strong=True,
                    stretch=True,
                    sortable=False,
                ),
                Column(
                    key="seq",
                    title=_("第几包"),
                    width_em=6,
                    text=lambda each: str(each.seq),
                    align_right=True,
                ),
                Column(
                    key="applied",
                    title=_("新收"),
                    width_em=5,
                    text=lambda each: str(each.applied),
                    align_right=True,
                ),
                Column(
                    key="already",
                    title=_("已有"),
                    width_em=5,
                    text=lambda each: str(each.already),
                    align_right=True,
                ),
                Column(
                    key="conflicts",
                    title=_("冲突"),
                    width_em=6,
                    text=lambda each: (
                        _("{count} 处").format(count=each.conflicts) if each.conflicts else _("无")
                    ),
                    tint=lambda each: "soon" if each.conflicts else "done",
                ),
            ),
            sort=Sort("at", descending=True),
            empty=EmptyState(_("还没有收到过上报包。点“收取上报包”选文件，先检验再合并。")),
        )
        self.body.addWidget(self.table, 1)
        line = row(
            button(_("开回执"), on_receipt, icon_name="file-down"),
            Text(_("选中合并过的上报包文件，生成回执带回去。"), "hint"),
            spacing_em=0.8,
        )
        line.addStretch(1)
        self.body.addLayout(line)

    def show_state(self, state: ExchangeState) -> None:
        """Show what was received."""
        self.state = state
        keys: dict[str, Callable[[ReceivedRow], Any]] = {
            "at": lambda each: each.merged_at,
            "seq": lambda each: each.seq,
            "applied": lambda each: each.applied,
            "already": lambda each: each.already,
            "conflicts": lambda each: each.conflicts,
        }
        self.table.show_source(ListSource[ReceivedRow](state.received, keys))


class SitesPanel(_ListPanel):
    """站点名片."""

    def __init__(self, on_own_card: Callable[[], object], on_trust: Callable[[], object]) -> None:
        super().__init__()
        card = Card(_("本站校验码，打电话时念给对方听"))
        self.fingerprint = Text("", "key", copyable=True, wrap=True)
        card.body.addWidget(self.fingerprint)
        self.body.addWidget(card)
        self.table: RowTable[SiteRow] = RowTable(
            (
                Column(
                    key="name",
                    title=_("单位"),
                    width_em=12,
                    text=lambda each: each.name,
                    strong=True,
                    stretch=True,
                ),
                Column(
                    key="level", title=_("级别"), width_em=9, text=lambda each: _(SiteLevel(each.level).term)
                ),
                Column(key="code", title=_("校验码"), width_em=23, text=lambda each: each.fingerprint),
                Column(
                    key="at", title=_("信任时间"), width_em=11, text=lambda each: local_time(each.trusted_at)
                ),
            ),
            sort=Sort("name"),
            empty=EmptyState(_("还没有可信的站点。两边交换站点名片，打电话核对校验码之后，才能上报和收取。")),
        )
        self.body.addWidget(self.table, 1)
        line = row(
            button(_("导出本站名片"), on_own_card, icon_name="file-down"),
            button(_("收取对方名片"), on_trust, icon_name="upload"),
            spacing_em=0.8,
        )
        line.addStretch(1)
        self.body.addLayout(line)

    def show_state(self, state: ExchangeState) -> None:
        """Show the trusted sites."""
        self.state = state
        self.fingerprint.setText(state.own_fingerprint)
        keys: dict[str, Callable[[SiteRow], Any]] = {
            "name": lambda each: each.name,
            "level": lambda each: each.level,
            "code": lambda each: each.fingerprint,
            "at": lambda each: each.trusted_at,
        }
        self.table.show_source(ListSource[SiteRow](state.sites, keys))


def _receipt_words(each: BatchRow) -> str:
    if each.acknowledged_at is None:
        return _("等回执")
    return _("已收 {at}").format(at=local_time(each.acknowledged_at)[:10])
