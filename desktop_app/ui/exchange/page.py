"""The exchange page: the way of a batch, two big buttons, and the lists below."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import QSize, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.exchange.batches import SUFFIX as BATCH_SUFFIX
from desktop_app.exchange.batches import CardStanding, Inspection, Receipt, SealedBatch, SiteCard, read_card
from desktop_app.exchange.batches import standing as standing_of
from desktop_app.progress import Progress
from desktop_app.services.batches import Merged
from desktop_app.services.sites import SiteRow
from desktop_app.ui import theme
from desktop_app.ui.exchange import files, state
from desktop_app.ui.exchange.conflicts_panel import ConflictsPanel
from desktop_app.ui.exchange.dialogs import InspectionDialog, MergedDialog, ReceiverDialog, TrustDialog
from desktop_app.ui.exchange.lists_panel import ReceivedPanel, SentPanel, SitesPanel
from desktop_app.ui.exchange.self_check_line import SelfCheckLine
from desktop_app.ui.exchange.state import ExchangeState
from desktop_app.ui.kit import PathStations, Text, button, row, scrolling
from desktop_app.ui.page import Page, PageContext

RECEIPT_SUFFIX = ".receipt.json"
CARD_SUFFIX = ".card.json"
LEAST_LIST_EM = 17
"""On small screens the page scrolls before its lists get lower than this."""


class ExchangePage(Page):
    """上报交换. Parameter: ``tab`` (sites, sent, received, conflicts)."""

    listens_to: ClassVar[frozenset[str]] = frozenset()
    help_topic: ClassVar[str] = "exchange"

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("上报交换"))
        self.state: ExchangeState | None = None
        self.path = PathStations()
        self.export = button(_("导出上报包"), self._on_export, look="main", icon_name="upload")
        self.receive = button(_("收取上报包"), self._on_receive, icon_name="download")
        for big in (self.export, self.receive):
            big.setMinimumHeight(theme.px(3))
            big.setIconSize(QSize(theme.px(1.4), theme.px(1.4)))
        self.waiting = Text("", "muted", wrap=True)
        self.self_check = SelfCheckLine(context)
        self.sites = SitesPanel(self._on_own_card, self._on_trust)
        self.sent = SentPanel(self._on_accept_receipt, partial(self._on_export, everything=True))
        self.received = ReceivedPanel(self._on_give_receipt)
        self.conflicts = ConflictsPanel(self._on_settle)
        self.tabs = QTabWidget()
        self._keys = ("sent", "received", "conflicts", "sites")
        for panel, title in (
            (self.sent, _("发出的包")),
            (self.received, _("收到的包")),
            (self.conflicts, _("冲突")),
            (self.sites, _("站点名片")),
        ):
            self.tabs.addTab(panel, title)
        remembered = context.remembered("exchange")
        if remembered.read("tab") in self._keys:
            self.tabs.setCurrentIndex(self._keys.index(remembered.read("tab")))
        self.tabs.currentChanged.connect(lambda at: remembered.keep("tab", self._keys[at]))
        line = row(self.export, self.receive, spacing_em=0.9)
        line.addWidget(self.waiting, 1)
        content = QWidget()
        inside = QVBoxLayout(content)
        edge = theme.px(0.9)
        inside.setContentsMargins(edge, edge, edge, edge)
        inside.setSpacing(theme.px(0.8))
        inside.addWidget(self.path)
        inside.addLayout(line)
        inside.addWidget(self.self_check)
        self.tabs.setMinimumHeight(theme.px(LEAST_LIST_EM))
        inside.addWidget(self.tabs, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolling(content))
        self.setFocusProxy(self.export)

    def activate(self, **params: Any) -> None:
        """Show the list asked for."""
        if params.get("tab") in self._keys:
            self.tabs.setCurrentIndex(self._keys.index(params["tab"]))

    def refresh(self) -> None:
        """Read everything in a reader thread."""
        app = self.context.app
        job = self.context.jobs.reading(_("读取上报交换"), lambda _progress: state.read(app))
        job.succeeded.connect(self._on_read)
        job.start()
        self.self_check.refresh()

    @Slot(object)
    def _on_read(self, found: ExchangeState) -> None:
        first = self.state is None
        self.state = found
        self.path.show_stations(state.stations(found))
        for panel in (self.sent, self.received, self.conflicts, self.sites):
            panel.show_state(found)
        count = len(found.conflicts)
        title = _("冲突 {count}").format(count=count) if count else _("冲突")
        self.tabs.setTabText(self._keys.index("conflicts"), title)
        if not found.sites:
            self.waiting.setText(_("先在“站点名片”里与上下级交换名片、核对校验码。"))
        elif found.upward is None:
            self.waiting.setText(_("往下级发的，包里只有收件单位辖区的人。"))
        elif found.waiting:
            self.waiting.setText(_("上次导出之后有 {count} 处改动还没有上报。").format(count=found.waiting))
        else:
            self.waiting.setText(_("没有新的改动要上报。"))
        if first and not found.sites:
            self.tabs.setCurrentIndex(self._keys.index("sites"))

    # ----------------------------------------------------------------------------------------- upward

    def _on_export(self, *, everything: bool = False) -> None:
        if self.state is None:
            return
        receivers = self.state.receivers()
        go_on = partial(self._export_for, everything=everything)
        if not receivers:
            self.tabs.setCurrentIndex(self._keys.index("sites"))
            self.context.notices.show_notice("info", self._no_receiver(self.state))
        elif len(receivers) == 1 and (self.state.upward is None or not self.state.goes_down(receivers[0])):
            go_on(receivers[0])
        else:
            ReceiverDialog(self.state, self.window(), on_chosen=go_on).open()

    def _export_for(self, receiver: SiteRow, *, everything: bool) -> None:
        out = files.ask_folder(self.window(), _("上报包放到哪个文件夹（U 盘）"), self.context.settings)
        if out is not None:
            self.export_to(receiver, out, everything=everything)

    def export_to(self, receiver: SiteRow, out: Path, *, everything: bool = False) -> None:
        """Seal what is new for ``receiver`` into ``out``."""
        app = self.context.app

        def work(progress: Progress) -> SealedBatch:
            return app.batches.export(app.actor, receiver.site, out, everything=everything, progress=progress)

        self.export.setEnabled(False)
        job = self.context.jobs.writing(_("导出上报包"), work)
        job.succeeded.connect(partial(self._on_exported, receiver))
        job.finished.connect(lambda: self.export.setEnabled(True))
        job.start()

    @staticmethod
    def _no_receiver(found: ExchangeState) -> str:
        if found.upward is None:
            return _("还不知道发给谁：请先收取下级的站点名片，打电话核对校验码。")
        return _("还不知道上报给谁：请先收取上级的站点名片，打电话核对校验码。")

    def _on_exported(self, receiver: SiteRow, sealed: SealedBatch) -> None:
        words = _("已封好第 {number} 包：{file}，请交给“{name}”，等对方的回执。").format(
            number=sealed.header.sequence, file=sealed.path.name, name=receiver.name
        )
        folder = QUrl.fromLocalFile(str(sealed.path.parent))
        self.context.notices.show_notice(
            "done", words, _("打开文件夹"), lambda: QDesktopServices.openUrl(folder)
        )
        self.tabs.setCurrentIndex(self._keys.index("sent"))

    def _on_accept_receipt(self) -> None:
        kinds = _("回执 (*{suffix});;所有文件 (*)").format(suffix=RECEIPT_SUFFIX)
        path = files.ask_file(self.window(), _("选择回执文件"), kinds, self.context.settings)
        if path is not None:
            self.accept_receipt(path)

    def accept_receipt(self, path: Path) -> None:
        """Note from the receipt in ``path`` that our batch arrived."""
        app = self.context.app
        job = self.context.jobs.writing(
            _("收下回执"), lambda _progress: app.batches.accept_receipt(app.actor, path)
        )
        job.succeeded.connect(self._on_receipt_accepted)
        job.start()

    @Slot(object)
    def _on_receipt_accepted(self, receipt: Receipt) -> None:
        words = _("第 {number} 包已送到：对方新收 {applied} 条。").format(
            number=receipt.sequence, applied=receipt.applied
        )
        self.context.notices.show_notice("done", words)
        self.refresh()

    # --------------------------------------------------------------------------------------- downward

    def _on_receive(self) -> None:
        kinds = _("上报包 (*{suffix});;所有文件 (*)").format(suffix=BATCH_SUFFIX)
        path = files.ask_file(self.window(), _("选择上报包"), kinds, self.context.settings)
        if path is not None:
            self.inspect(path)

    def inspect(self, path: Path) -> None:
        """Look into the batch in ``path`` and show it before anything is merged."""
        app = self.context.app
        job = self.context.jobs.reading(
            _("检验上报包"),
            lambda progress: app.batches.inspect(app.actor, path, progress=progress),
        )
        job.succeeded.connect(partial(self._on_inspected, path))
        job.start()

    def _on_inspected(self, path: Path, found: Inspection) -> None:
        InspectionDialog(
            path.name,
            found,
            self.window(),
            on_merge=partial(self.merge, path),
            may_merge=self.context.app.actor.role.value == "officer",
        ).open()

    def merge(self, path: Path) -> None:
        """Merge the batch in ``path``, all or nothing."""
        app = self.context.app
        job = self.context.jobs.writing(
            _("合并上报包"), lambda progress: app.batches.merge(app.actor, path, progress=progress)
        )
        job.succeeded.connect(partial(self._on_merged, path))
        job.start()

    def _on_merged(self, path: Path, merged: Merged) -> None:
        self.tabs.setCurrentIndex(self._keys.index("conflicts" if merged.conflicts else "received"))
        MergedDialog(merged, self.window(), on_receipt=partial(self._ask_and_give_receipt, path)).open()

    def _on_give_receipt(self) -> None:
        kinds = _("上报包 (*{suffix});;所有文件 (*)").format(suffix=BATCH_SUFFIX)
        path = files.ask_file(self.window(), _("给哪个上报包开回执"), kinds, self.context.settings)
        if path is not None:
            self._ask_and_give_receipt(path)

    def _ask_and_give_receipt(self, batch: Path) -> None:
        kinds = _("回执 (*{suffix})").format(suffix=RECEIPT_SUFFIX)
        name = f"{batch.name.split('.')[0]}{RECEIPT_SUFFIX}"
        out = files.ask_new_file(self.window(), _("回执存到哪里"), name, kinds, self.context.settings)
        if out is not None:
            self.give_receipt(batch, out)

    def give_receipt(self, batch: Path, out: Path) -> None:
        """Write the receipt for a merged batch to ``out``."""
        app = self.context.app
        job = self.context.jobs.writing(
            _("开回执"), lambda _progress: app.batches.write_receipt(app.actor, batch, out)
        )
        job.succeeded.connect(
            lambda _receipt: self.context.notices.show_notice(
                "done", _("回执已存为 {name}，请带回给发送单位。").format(name=out.name)
            )
        )
        job.start()

    # ------------------------------------------------------------------------------ cards and conflicts

    def _on_own_card(self) -> None:
        kinds = _("站点名片 (*{suffix})").format(suffix=CARD_SUFFIX)
        name = f"{self.context.app.site.unit_name}{CARD_SUFFIX}"
        out = files.ask_new_file(self.window(), _("本站名片存到哪里"), name, kinds, self.context.settings)
        if out is not None:
            self.write_card(out)

    def write_card(self, out: Path) -> None:
        """Write our own card to ``out``."""
        app = self.context.app
        job = self.context.jobs.writing(
            _("导出本站名片"), lambda _progress: app.sites.write_card(app.actor, out)
        )
        job.succeeded.connect(
            lambda _card: self.context.notices.show_notice(
                "done", _("名片已存为 {name}，请交给对方，再打电话念校验码。").format(name=out.name)
            )
        )
        job.start()

    def _on_trust(self) -> None:
        kinds = _("站点名片 (*{suffix});;所有文件 (*)").format(suffix=".json")
        path = files.ask_file(self.window(), _("选择对方的站点名片"), kinds, self.context.settings)
        if path is not None:
            self.look_at_card(path)

    def look_at_card(self, path: Path) -> None:
        """Read the card in ``path`` and ask whether its code was compared."""
        app = self.context.app

        def work(_progress: Progress) -> tuple[SiteCard, CardStanding]:
            card = read_card(path)
            return card, standing_of(card, app.sites.trusted_cards())

        job = self.context.jobs.reading(_("读取站点名片"), work)
        job.succeeded.connect(partial(self._on_card_read, path))
        job.start()

    def _on_card_read(self, path: Path, found: tuple[SiteCard, CardStanding]) -> None:
        card, standing = found
        TrustDialog(card, standing, self.window(), on_trust=partial(self.trust, path)).open()

    def trust(self, path: Path) -> None:
        """Trust the site whose card lies in ``path``."""
        app = self.context.app
        job = self.context.jobs.writing(_("信任站点"), lambda _progress: app.sites.trust(app.actor, path))
        job.succeeded.connect(self._on_trusted)
        job.start()

    @Slot(object)
    def _on_trusted(self, card: SiteCard) -> None:
        self.context.notices.show_notice("done", _("已信任“{name}”。").format(name=card.name))
        self.refresh()

    def _on_settle(self, uid: str, number: int) -> None:
        app = self.context.app
        job = self.context.jobs.writing(
            _("处理冲突"), lambda _progress: app.conflicts.settle(app.actor, uid, number)
        )
        job.succeeded.connect(lambda _nothing: self.context.undo.offer(_("冲突已处理")))
        job.start()
