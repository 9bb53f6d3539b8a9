"""历史: who changed what, old → new, when and at which site; a page at a time, narrowed by kind, taken back from here."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.services.histories import HISTORY_KINDS, HistoryEntry, HistorySnapshot
from desktop_app.ui import theme
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import (
    Card,
    ChoiceField,
    EmptyState,
    FlowLayout,
    StateChip,
    Text,
    button,
    row,
    scrolling,
)
from desktop_app.ui.page import PageContext
from desktop_app.ui.register.person_facts import may_change

ENTRIES_AT_ONCE = 30
MOST_LINES = 12


class HistoryTab(QWidget):
    """One card per unit of work, newest first. Signals: ``undo_asked(HistoryEntry)``, ``print_asked()``."""

    undo_asked = Signal(object)
    print_asked = Signal()

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.context = context
        self._uid, self._full = "", False
        self._snapshot: HistorySnapshot | None = None
        self._shown: HistorySnapshot | None = None
        self._told = 0
        self._entries: list[HistoryEntry] = []
        self._made: list[Card] = []
        self._loading: Job[HistorySnapshot] | Job[list[HistoryEntry]] | None = None
        self.kind: ChoiceField[str] = ChoiceField(
            [(key, _(word)) for key, (word, _entities) in HISTORY_KINDS.items()], empty=_("全部改动")
        )
        self.kind.combo.setAccessibleName(_("只看哪一类改动"))
        self.kind.changed.connect(self._narrow)
        self.count = Text("", "hint")
        self.print_button = button(_("打印更正记录"), self.print_asked.emit, icon_name="printer")
        self._empty = EmptyState(_("没有这一类改动。"))
        self._more = button(_("再显示一些"), self._tell_more, look="link")
        self._build()

    def _build(self) -> None:
        head = FlowLayout(spacing_em=0.6)
        for widget in (self.kind, self.print_button, self.count):
            head.addWidget(widget)
        holder = QWidget()
        self._cards = QVBoxLayout()
        self._cards.setSpacing(theme.px(0.5))
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, theme.px(0.5), theme.px(0.8))
        inside.addWidget(self._empty)
        inside.addLayout(self._cards)
        inside.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        inside.addStretch(1)
        self._empty.hide()
        self._more.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.px(0.6), 0, 0)
        layout.setSpacing(theme.px(0.5))
        layout.addLayout(head)
        layout.addWidget(scrolling(holder), 1)

    def show_person(self, uid: str, *, full: bool) -> None:
        """Read the history of ``uid`` anew, numbers masked or in full."""
        if uid != self._uid:
            self._clear()
            self.kind.blockSignals(True)
            self.kind.set_value(None)
            self.kind.blockSignals(False)
        self._uid, self._full = uid, full
        app = self.context.app
        self._start(
            self.context.jobs.reading(
                _("读取历史"), lambda _progress: app.histories.snapshot(app.actor, uid)
            ),
            self._on_snapshot,
        )

    def forget(self) -> None:
        """Show nothing: the person is another one, or was left."""
        self._clear()
        self._uid, self._snapshot = "", None

    def texts(self) -> list[str]:
        """Return the lines of the entries shown."""
        return [line for entry in self._entries for line in entry.lines]

    def _start(self, job: Job, then: object) -> None:  # type: ignore[type-arg]  # of either kind
        if self._loading is not None:
            self._loading.cancel()
        self._loading = job
        job.succeeded.connect(then)
        job.start()

    def _on_snapshot(self, snapshot: HistorySnapshot) -> None:
        self._snapshot = snapshot
        self._narrow()

    def _narrow(self) -> None:
        if self._snapshot is None:
            return
        self._clear()
        self._shown = self._snapshot.of_kind(self.kind.value() or "")
        self.count.setText(_("共 {count} 次操作").format(count=len(self._shown.sets)))
        self._tell_more()

    def _tell_more(self) -> None:
        app, shown, start, full = self.context.app, self._shown, self._told, self._full
        if shown is None:
            return
        self._start(
            self.context.jobs.reading(
                _("读取历史"),
                lambda _progress: app.histories.entries(
                    app.actor, shown, start=start, most=ENTRIES_AT_ONCE, masked=not full
                ),
            ),
            self._on_entries,
        )

    def _on_entries(self, entries: Sequence[HistoryEntry]) -> None:
        shown = self._shown
        if shown is None:
            return
        self._told = min(self._told + ENTRIES_AT_ONCE, len(shown.sets))
        for entry in entries:
            card = self._card(entry)
            self._made.append(card)
            self._cards.addWidget(card)
        self._entries += entries
        self._empty.setVisible(not self._entries and self._told >= len(shown.sets))
        self._more.setVisible(self._told < len(shown.sets))

    def _clear(self) -> None:
        for card in self._made:
            self._cards.removeWidget(card)
            card.deleteLater()
        self._made, self._entries, self._told, self._shown = [], [], 0, None
        self._more.hide()
        self._empty.hide()

    def _card(self, entry: HistoryEntry) -> Card:
        card = Card(margin_em=0.7)
        card.body.setSpacing(theme.px(0.2))
        when = entry.made_at.astimezone().strftime("%Y-%m-%d %H:%M")
        head = _("{when}  {actor}  {title}").format(when=when, actor=entry.actor, title=entry.title)
        line = row(spacing_em=0.6)
        line.addWidget(Text(head, "strong", wrap=True), 1)
        if entry.undone:
            line.addWidget(StateChip(_("已撤销"), "quiet"), 0, Qt.AlignmentFlag.AlignTop)
        elif entry.ours and not entry.others and may_change(self.context.app):
            made = button(_("撤销"), partial(self.undo_asked.emit, entry), look="link")
            made.setAccessibleName(_("撤销 {when} {title}").format(when=when, title=entry.title))
            line.addWidget(made, 0, Qt.AlignmentFlag.AlignTop)
        card.body.addLayout(line)
        where = _("在 {site} 登记").format(site=entry.site)
        if entry.others:
            where = _("在 {site} 登记；整批操作，还涉及其他人的资料，要撤销请到“设置 › 最近操作”").format(
                site=entry.site, count=entry.others
            )
        card.body.addWidget(Text(where, "hint", wrap=True))
        for told in entry.lines[:MOST_LINES]:
            card.body.addWidget(Text(told, "", wrap=True, copyable=True))
        rest = entry.lines[MOST_LINES:]
        if rest:
            more = Text("\n".join(rest), "", wrap=True, copyable=True)
            more.hide()
            opener = button(_("还有 {count} 项").format(count=len(rest)), lambda: None, look="link")
            opener.clicked.connect(more.show)
            opener.clicked.connect(opener.hide)
            card.body.addWidget(more)
            card.body.addWidget(opener, 0, Qt.AlignmentFlag.AlignLeft)
        return card
