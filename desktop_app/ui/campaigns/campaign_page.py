"""One campaign: how far it got, everybody it names by village, and what can be done about them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.campaigns import STILL_TO_REACH, CampaignPhase, TargetState
from desktop_app.domain.errors import N_
from desktop_app.domain.terms import CampaignKind, Mode, UserRole
from desktop_app.services.campaign_rows import CampaignDetail, TargetRow
from desktop_app.ui import theme
from desktop_app.ui.campaigns import words
from desktop_app.ui.campaigns.campaign_acts import CampaignActs
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import (
    Card,
    ChoiceField,
    Column,
    EmptyState,
    FlowLayout,
    ListSource,
    RowTable,
    ShareBar,
    Sort,
    StateChip,
    Text,
    button,
    group_phone,
    row,
    scrolling,
)
from desktop_app.ui.kit.sight import set_shown
from desktop_app.ui.page import KeyHint, Page, PageContext


class CampaignPage(Page):
    """Parameters: ``uid``."""

    listens_to = frozenset(
        {
            "campaign",
            "campaign_target",
            "visit",
            "elder",
            "visitor",
            "assignment",
            "duty_waiver",
            "visit_pause",
        }
    )
    help_topic = "campaign"
    keys = (
        KeyHint("Insert", N_("另加一人")),
        KeyHint("Delete", N_("移出选中的人")),
        KeyHint("Ctrl+E", N_("存为表格")),
    )

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("专项探访"))
        self._uid = ""
        self._reading: Job[CampaignDetail] | None = None
        self.detail: CampaignDetail | None = None
        self.acts = CampaignActs(context, self)
        self.phase = StateChip()
        self.about, self.reached = Text("", "muted", wrap=True), Text("", "", wrap=True)
        self.bar = ShareBar()
        self.left_only = button(_("只看还没见到的"), self._show_targets, look="chip")
        self.left_only.setCheckable(True)
        self.village: ChoiceField[str] = ChoiceField(empty=_("全部嘎查村（社区）"))
        self.village.describe(_("嘎查村（社区）"), "")
        self.village.combo.setMinimumContentsLength(20)
        self.village.changed.connect(self._show_targets)
        self.table: RowTable[TargetRow] = RowTable(
            _columns(), sort=Sort("village"), empty=EmptyState(""), many=True
        )
        self._build()
        self.set_main_action(_("打印联络表"), "Ctrl+P", self.print_paper)

    def activate(self, **params: Any) -> None:
        """Take which campaign to show."""
        if params.get("uid") != self._uid:
            self._uid, self.detail = str(params.get("uid") or ""), None
            self.left_only.setChecked(False)
            self.village.set_value(None)
        self.mark_stale()

    def refresh(self) -> None:
        """Read the campaign in a reader thread."""
        if self._reading is not None:
            self._reading.cancel()
        app, uid = self.context.app, self._uid
        self._reading = self.context.jobs.reading(
            _("读取专项探访"), lambda _progress: app.campaigns.progress(app.actor, uid)
        )
        self._reading.succeeded.connect(self._on_read)
        self._reading.failed.connect(self._on_gone)
        self._reading.start()

    def record_visit(self) -> bool:
        """F2: record a visit for the person in focus; those still to be reached come after."""
        chosen = self.table.current()
        if chosen is None or not self.context.navigator.has("visit"):
            return False
        shown = [each for number in range(self.table.count()) if (each := self.table.model.row_at(number))]
        after = shown[shown.index(chosen) + 1 :] if chosen in shown else []
        queue = [chosen.uid, *(each.uid for each in after if each.state in STILL_TO_REACH)]
        running = self.detail is not None and self.detail.row.phase is CampaignPhase.RUNNING
        return self.context.navigator.open(
            "visit", elder_uid=chosen.uid, queue=queue, campaign_uid=self._uid if running else None
        )

    def print_paper(self) -> bool:
        """Ctrl+P: print the call tree."""
        if self.detail is not None:
            self.acts.print_tree(self._uid)
        return True

    def save_paper(self, path: Path) -> None:
        """Write the call tree to ``path``, whose ending says PDF or workbook."""
        self.acts.save_tree(self._uid, path)

    def _build(self) -> None:
        head = Card(margin_em=0.9)
        self.phase.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        line = row(self.phase, spacing_em=0.8)
        line.addWidget(self.about, 1)
        head.body.addLayout(line)
        for part in (self.reached, self.bar):
            head.body.addWidget(part)
        acts = FlowLayout(spacing_em=0.4)
        self.buttons: dict[str, QPushButton] = {}
        for name, text, act, key in (
            ("visit", _("登记探访"), self.record_visit, "F2"),
            ("add", _("增加对象"), partial(self._do, self.acts.add), "Insert"),
            ("drop", _("移出名单"), self._on_drop, "Delete"),
            ("visitor", _("指定探访人"), self._on_visitor, ""),
            ("save", _("存为文件"), self._on_save, "Ctrl+E"),
            ("correct", _("更正"), partial(self._do, self.acts.correct), ""),
            ("end", _("提前结束"), partial(self._do, self.acts.end), ""),
            ("take_back", _("撤销这次专项"), partial(self._do, self.acts.take_back), ""),
        ):
            self.buttons[name] = button(text, act, key=key)
            acts.addWidget(self.buttons[name])
        narrowing = FlowLayout(spacing_em=0.6)
        narrowing.addWidget(self.left_only)
        narrowing.addWidget(self.village)
        self.table.setMinimumHeight(theme.px(14))
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(theme.px(1.5), theme.px(1), theme.px(1.5), theme.px(0.8))
        inside.setSpacing(theme.px(0.6))
        inside.addWidget(head)
        inside.addLayout(acts)
        inside.addLayout(narrowing)
        inside.addWidget(self.table, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolling(holder))
        self.setFocusProxy(self.table)
        self.table.opened.connect(lambda each: self.context.navigator.open("person", uid=each.uid))
        self._bind("Insert", lambda: self._if_shown("add"))
        self._bind("Delete", lambda: self._if_shown("drop"))
        self._bind("Ctrl+E", self._on_save)
        self._bind("Escape", self._leave)

    def _bind(self, key: str, act: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(act)

    def _if_shown(self, name: str) -> None:
        if not self.buttons[name].isHidden():
            self.buttons[name].click()

    def _do(self, act: Callable[[CampaignDetail], object]) -> None:
        if self.detail is not None:
            act(self.detail)

    def _on_drop(self) -> None:
        if self.detail is not None and self.table.selected():
            self.acts.drop(self.detail, [each.uid for each in self.table.selected()])

    def _on_visitor(self) -> None:
        if self.detail is not None and self.table.selected():
            self.acts.set_visitor(self.detail, [each.uid for each in self.table.selected()])

    def _on_save(self) -> None:
        if self.detail is None:
            return
        name = f"{self.detail.row.line.title}{_('电话联络表')}"
        chosen, _kind = QFileDialog.getSaveFileName(
            self, _("存为文件"), name, _("PDF 文件 (*.pdf);;工作簿 (*.xlsx)")
        )
        if chosen:
            path = Path(chosen)
            self.save_paper(path if path.suffix else path.with_suffix(".pdf"))

    def _on_gone(self, error: Exception) -> None:
        self._reading = None
        self.context.presenter.present(error)
        self._leave()

    def _leave(self) -> None:
        if not self.context.navigator.back():
            self.context.navigator.open("campaigns")

    def _on_read(self, detail: CampaignDetail) -> None:
        self._reading = None
        self.detail = detail
        line, progress = detail.row.line, detail.row.progress
        self.set_title(line.title)
        self.phase.show_state(words.phase_words(detail.row), words.PHASE_TINTS[detail.row.phase])
        parts = [
            _(CampaignKind(line.kind).term),
            words.spoken_days(line.from_on, line.to_on),
            _("、").join(_(Mode(key).term) for key in line.modes),
            "" if line.feeds_duties else _("不计入日常探访"),
            line.who or "",
            line.note or "",
        ]
        self.about.setText(" · ".join(part for part in parts if part))
        self.reached.setText(words.whole_words(progress))
        self.bar.set_share(words.share(progress))
        officer = self.context.app.actor.role is UserRole.OFFICER
        worker = self.context.app.actor.role in (UserRole.OFFICER, UserRole.WORKER)
        over = detail.row.phase is CampaignPhase.OVER
        set_shown(self.buttons["visit"], worker)
        for name in ("add", "drop", "visitor"):
            set_shown(self.buttons[name], worker and not over)
        set_shown(self.buttons["end"], officer and detail.row.phase is CampaignPhase.RUNNING)
        for name in ("correct", "take_back"):
            set_shown(self.buttons[name], officer)
        self._show_villages(detail)
        self._show_targets()

    def _show_villages(self, detail: CampaignDetail) -> None:
        chosen = self.village.value()
        blocked = self.village.blockSignals(True)
        self.village.set_choices(
            [
                (
                    name,
                    _("{village}　已探访 {reached}/{owed}").format(
                        village=name, reached=progress.reached, owed=progress.owed
                    ),
                )
                for name, progress in detail.by_village()
            ]
        )
        self.village.set_value(chosen if chosen in {target.village for target in detail.targets} else None)
        self.village.blockSignals(blocked)

    def _show_targets(self) -> None:
        if self.detail is None:
            return
        wanted = STILL_TO_REACH | {TargetState.MISSED} if self.left_only.isChecked() else set(TargetState)
        shown = [
            target
            for target in self.detail.targets
            if target.state in wanted and self.village.value() in (None, target.village)
        ]
        order = list(TargetState)
        self.table.empty.sentence.setText(_("名单上的人都已见到，或不用探访。"))
        self.table.show_source(
            ListSource[TargetRow](
                shown,
                {
                    "name": lambda each: each.line.name_key,
                    "village": lambda each: each.line.village_code,
                    "state": lambda each: order.index(each.state),
                    "visitor": lambda each: each.line.visitor or "",
                    "attempts": lambda each: each.attempts,
                },
            )
        )
        if self.table.current() is None:
            self.table.choose_first()


def _columns() -> tuple[Column[TargetRow], ...]:
    return (
        Column(key="village", title=_("嘎查村（社区）"), width_em=10, text=lambda each: each.village),
        Column(
            key="name",
            title=_("姓名"),
            width_em=9,
            text=lambda each: each.line.name,
            strong=True,
            stretch=True,
        ),
        Column(
            key="age",
            title=_("年龄"),
            width_em=4,
            text=lambda each: "" if each.age is None else str(each.age),
            sortable=False,
        ),
        Column(
            key="state",
            title=_("状态"),
            width_em=8,
            text=lambda each: _(each.state.term),
            tint=lambda each: words.TARGET_TINTS[each.state],
        ),
        Column(
            key="phone",
            title=_("电话"),
            width_em=8.5,
            text=lambda each: group_phone(each.phone or ""),
            sortable=False,
        ),
        Column(key="last", title=_("期内最近一次"), width_em=12, text=words.last_words, sortable=False),
        Column(
            key="attempts",
            title=_("未见到"),
            width_em=5,
            text=lambda each: _("{count} 次").format(count=each.attempts) if each.attempts else "",
        ),
        Column(
            key="visitor",
            title=_("探访人"),
            width_em=7,
            text=lambda each: each.line.visitor or _("未指定"),
        ),
    )
