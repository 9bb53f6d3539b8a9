"""专项探访: what should be started soon, what runs, what comes, what is over."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.terms import CampaignKind, UserRole
from desktop_app.services.campaign_rows import CampaignRow, Suggestion
from desktop_app.ui import theme
from desktop_app.ui.campaigns import words
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import (
    Card,
    Column,
    EmptyState,
    ListSource,
    RowTable,
    Section,
    Sort,
    Text,
    button,
    row,
)
from desktop_app.ui.page import Page, PageContext

Read = tuple[Sequence[Suggestion], Sequence[CampaignRow]]


class CampaignsPage(Page):
    """The list of campaigns, with suggestions above it."""

    listens_to = frozenset({"campaign", "campaign_target", "visit", "elder", "residence", "duty_waiver"})
    help_topic = "campaigns"

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("专项探访"))
        self._reading: Job[Read] | None = None
        self._may_start = context.app.actor.role is UserRole.OFFICER
        self.suggested = Card(margin_em=0.8)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme.px(0.4))
        self.suggested.body.addWidget(Section(_("建议发起")))
        self.suggested.body.addLayout(self._lines)
        self.suggested.hide()
        self._shown: list[QWidget] = []
        self.table: RowTable[CampaignRow] = RowTable(
            _columns(),
            sort=Sort("order"),
            empty=EmptyState(
                _("还没有发起过专项探访。"),
                _("发起专项探访") if self._may_start else "",
                self._on_start,
                hint=_(
                    "寒潮、高温、汛期、取暖、春节、中秋、敬老月、转场前后，可按模板成批列出要去看的人，印出电话联络表，看谁还没有探访。"
                ),
            ),
        )
        self.table.opened.connect(lambda row: self.context.navigator.open("campaign", uid=row.uid))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(1.5), theme.px(1), theme.px(1.5), theme.px(0.8))
        layout.setSpacing(theme.px(0.7))
        layout.addWidget(self.suggested)
        if self.context.navigator.has("emergency"):
            ways = row()
            ways.addStretch(1)
            ways.addWidget(button(_("应急联络"), self._on_emergency, icon_name="phone"))
            layout.addLayout(ways)
        layout.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        if self._may_start:
            self.set_main_action(_("发起专项探访"), "Ctrl+N", self._on_start)

    def refresh(self) -> None:
        """Read suggestions and campaigns in a reader thread."""
        if self._reading is not None:
            self._reading.cancel()
        app = self.context.app
        self._reading = self.context.jobs.reading(
            _("读取专项探访"),
            lambda _progress: (app.campaigns.suggestions(app.actor), app.campaigns.list(app.actor)),
        )
        self._reading.succeeded.connect(self._on_read)
        self._reading.start()

    def _on_read(self, read: Read) -> None:
        self._reading = None
        suggestions, rows = read
        self._show_suggestions(suggestions)
        places = {row.uid: place for place, row in enumerate(rows)}
        self.table.show_source(
            ListSource[CampaignRow](
                rows,
                {
                    "order": lambda row: places[row.uid],
                    "title": lambda row: row.line.title,
                    "days": lambda row: (row.line.from_on, row.line.to_on),
                    "phase": lambda row: places[row.uid],
                    "progress": lambda row: words.share(row.progress),
                    "left": lambda row: row.progress.left,
                },
            )
        )
        if self.table.current() is None:
            self.table.choose_first()

    def _show_suggestions(self, suggestions: Sequence[Suggestion]) -> None:
        for widget in self._shown:
            self._lines.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._shown = [self._line(each) for each in suggestions]
        for widget in self._shown:
            self._lines.addWidget(widget)
        self.suggested.setVisible(bool(suggestions))

    def _line(self, each: Suggestion) -> QWidget:
        holder = QWidget()
        layout = QHBoxLayout(holder)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(0.8))
        title = each.row.template.title
        said = Text(
            _("{title}：{when}").format(title=title, when=words.suggestion_words(each)), "", wrap=True
        )
        layout.addWidget(said, 1)
        if self._may_start:
            start = button(_("发起"), lambda: self._on_suggested(each))
            start.setAccessibleName(_("发起{title}").format(title=title))
            layout.addWidget(start)
        return holder

    def _on_suggested(self, each: Suggestion) -> None:
        self.context.navigator.open(
            "campaign-start", template=each.row.key, from_on=each.from_on, to_on=each.to_on
        )

    def _on_emergency(self) -> None:
        self.context.navigator.open("emergency")

    def _on_start(self) -> None:
        self.context.navigator.open("campaign-start")


def _columns() -> tuple[Column[CampaignRow], ...]:
    return (
        Column(
            key="title",
            title=_("名称"),
            width_em=15,
            text=lambda row: row.line.title,
            strong=True,
            stretch=True,
        ),
        Column(
            key="phase",
            title=_("状态"),
            width_em=10,
            text=words.phase_words,
            tint=lambda row: words.PHASE_TINTS[row.phase],
        ),
        Column(
            key="progress",
            title=_("进度"),
            width_em=14,
            text=lambda row: words.progress_words(row.progress),
            bar=lambda row: words.share(row.progress),
        ),
        Column(key="left", title=_("还差"), width_em=7, text=lambda row: words.left_words(row.progress)),
        Column(
            key="days",
            title=_("起止日期"),
            width_em=14,
            text=lambda row: words.days_words(row.line.from_on, row.line.to_on),
        ),
        Column(key="kind", title=_("种类"), width_em=10, text=_kind, sortable=False),
    )


def _kind(row: CampaignRow) -> str:
    return _(CampaignKind(row.line.kind).term)
