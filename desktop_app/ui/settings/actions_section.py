"""What was done here lately, newest first, each to be taken back as a whole."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from PySide6.QtCore import Slot

from desktop_app.config.strings import _
from desktop_app.services.undo import ActionRow, Undone
from desktop_app.ui.kit import Column, EmptyState, ListSource, RowTable, Sort, Text, ask, button, row
from desktop_app.ui.page import PageContext
from desktop_app.ui.settings.section import SettingsSection

MOST = 200
ASK_FROM = 20
"""So many changes at once are taken back only after a question."""


class ActionsSection(SettingsSection):
    """最近操作."""

    fills_page: ClassVar[bool] = True

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, _("最近操作"))
        self.table: RowTable[ActionRow] = RowTable(
            (
                Column(
                    key="at",
                    title=_("时间"),
                    width_em=11,
                    text=lambda each: local(each.made_at),
                    sortable=False,
                ),
                Column(
                    key="title",
                    title=_("做了什么"),
                    width_em=14,
                    text=said,
                    strong=True,
                    stretch=True,
                    sortable=False,
                ),
                Column(key="who", title=_("谁"), width_em=6, text=lambda each: each.actor, sortable=False),
                Column(
                    key="changes",
                    title=_("改动"),
                    width_em=5,
                    text=lambda each: str(each.changes),
                    align_right=True,
                    sortable=False,
                ),
                Column(
                    key="state",
                    title=_("状态"),
                    width_em=6,
                    text=lambda each: _("已撤销") if each.undone else _("有效"),
                    tint=lambda each: "quiet" if each.undone else "done",
                    sortable=False,
                ),
            ),
            sort=Sort(""),
            empty=EmptyState(_("还没有做过任何操作。")),
        )
        self.table.chosen.connect(self._on_chosen)
        self.undo = button(_("撤销这一项"), self.undo_chosen, icon_name="undo-2", key="Ctrl+Z")
        self.undo.setEnabled(False)
        hint = Text(_("整项撤销；后来又改过的内容保留新值。撤销本身也能再撤销。"), "hint")
        line = row(self.undo, hint, spacing_em=0.9)
        line.addStretch(1)
        self.body.addWidget(self.table, 1)
        self.body.addLayout(line)

    def refresh(self) -> None:
        """Read the actions."""
        app = self.context.app
        job = self.context.jobs.reading(
            _("读取最近操作"), lambda _progress: app.undo.recent(app.actor, most=MOST)
        )
        job.succeeded.connect(self._on_read)
        job.start()

    def undo_chosen(self) -> bool:
        """Take the chosen action back; False when none may be."""
        chosen = self.table.current()
        if chosen is None or chosen.undone:
            return False
        if chosen.changes >= ASK_FROM and not ask(
            self.window(),
            _("撤销“{title}”？").format(title=said(chosen)),
            _("这一项改动了 {count} 处，会整项撤回。撤销后还能再撤销回来。").format(count=chosen.changes),
            yes=_("撤销"),
        ):
            return True
        app, uid = self.context.app, chosen.uid
        self.undo.setEnabled(False)
        job = self.context.jobs.writing(_("撤销"), lambda _progress: app.undo.undo(app.actor, uid))
        job.succeeded.connect(self._on_undone)
        job.start()
        return True

    @Slot(object)
    def _on_read(self, rows: list[ActionRow]) -> None:
        self.table.show_source(ListSource(rows))
        if self.table.current() is None:
            self.table.choose_first()
        self._on_chosen(self.table.current())

    @Slot(object)
    def _on_chosen(self, chosen: ActionRow | None) -> None:
        self.undo.setEnabled(chosen is not None and not chosen.undone)

    @Slot(object)
    def _on_undone(self, undone: Undone) -> None:
        words = _("已撤销：移出 {removed} 条，恢复 {restored} 条").format(
            removed=undone.removed, restored=undone.restored
        )
        if undone.kept:
            words += _("，{kept} 处后来改过，保留新值").format(kept=undone.kept)
        self.context.undo.offer(words)


def said(action: ActionRow) -> str:
    """Return what was done, with how many visits belong to it where a round is taken back as one."""
    if action.visits < 2:
        return action.title
    return _("{title}（{count} 次探访，一起撤销）").format(title=action.title, count=action.visits)


def local(instant: datetime) -> str:
    """Return an instant in local time for a table."""
    return instant.astimezone().strftime("%Y-%m-%d %H:%M")
