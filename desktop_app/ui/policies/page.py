"""政策方案: the profiles at the left, the chosen one in plain words at the right, the days off below them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_
from desktop_app.domain.terms import UserRole
from desktop_app.services.holidays import HolidayRow
from desktop_app.services.policy_rows import ProfileRow, RuleRow
from desktop_app.ui import theme
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import Card, Section, Text, button
from desktop_app.ui.page import KeyHint, Page, PageContext
from desktop_app.ui.policies import words
from desktop_app.ui.policies.holiday_view import HolidayView
from desktop_app.ui.policies.profile_acts import ProfileActs
from desktop_app.ui.policies.profile_view import ProfileView

HOLIDAYS = "holidays"
"""The key of the last entry of the list, which is no profile."""
_LIST_EM, _LARGE_LIST_EM = 16, 12
_LARGE = 1.4


@dataclass(frozen=True, slots=True)
class Read:
    """What the page shows: profiles, what is wrong, the rules of the chosen one, the years."""

    profiles: Sequence[ProfileRow]
    problems: Sequence[str]
    rules: Sequence[RuleRow]
    years: Sequence[HolidayRow]
    key: str


class PoliciesPage(Page):
    """Parameters: ``profile`` (id, or ``holidays``), ``rule`` (key) to show at once."""

    help_topic = "policies"
    keys = (KeyHint("1…9", N_("换一部分")), KeyHint("0", N_("第十部分")))
    listens_to = frozenset({"policy_text", "holiday_table", "setting"})

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("政策方案"))
        self._reading: Job[Read] | None = None
        self._key, self._rule = "", ""
        self._profiles: dict[str, ProfileRow] = {}
        self._list_px = theme.px(_LARGE_LIST_EM if theme.scale() > _LARGE else _LIST_EM)
        self.may_change = context.app.actor.role is UserRole.OFFICER
        self.acts = ProfileActs(context, self)
        self.list = QListWidget()
        self.list.setAccessibleName(_("政策方案和节假日"))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentRowChanged.connect(self._on_row)
        self.take = button(_("载入方案文件…"), self.acts.pick_profile, icon_name="upload")
        self.take.setEnabled(self.may_change)
        self.choose = button(_("选用哪些方案…"), self._on_choose, look="link")
        self.broken = Card(margin_em=0.8)
        self._broken_lines = QVBoxLayout()
        self.broken.body.addWidget(Section(_("有方案不能使用")))
        self.broken.body.addLayout(self._broken_lines)
        self.broken.hide()
        self.view = ProfileView(may_change=self.may_change)
        self.holidays = HolidayView(may_change=self.may_change)
        self._connect()
        self._build()

    def activate(self, **params: Any) -> None:
        """Choose the profile asked for."""
        self._rule = str(params.get("rule") or "")
        if params.get("profile"):
            self._key = str(params["profile"])
            self.mark_stale()

    def refresh(self) -> None:
        """Read the profiles and the rules of the chosen one."""
        if self._reading is not None:
            self._reading.cancel()
        app, key = self.context.app, self._key

        def read(_progress: object) -> Read:
            """Read everything in one go."""
            profiles = app.policies.list(app.actor)
            known = {row.profile.id for row in profiles}
            chosen = key if key in known or key == HOLIDAYS else profiles[0].profile.id
            rules = app.policies.rules(app.actor, chosen) if chosen in known else ()
            return Read(
                profiles, app.policies.problems(app.actor), rules, app.holidays.tables(app.actor), chosen
            )

        self._reading = self.context.jobs.reading(_("读取政策方案"), read)
        self._reading.succeeded.connect(self._on_read)
        self._reading.start()

    def listed(self) -> list[str]:
        """Return the keys of the list from top to bottom."""
        return [str(self.list.item(at).data(Qt.ItemDataRole.UserRole)) for at in range(self.list.count())]

    def _connect(self) -> None:
        self.view.export_asked.connect(self.acts.export)
        self.view.reset_asked.connect(self.acts.reset)
        self.view.change_asked.connect(self._on_change)
        self.view.switch_asked.connect(self._on_switch)
        self.view.target_asked.connect(self._on_target)
        self.holidays.install_asked.connect(self.acts.pick_holidays)

    def _build(self) -> None:
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.holidays)
        left = QWidget()
        left.setFixedWidth(self._list_px)
        side = QVBoxLayout(left)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(theme.px(0.5))
        side.addWidget(self.list, 1)
        side.addWidget(self.take)
        side.addWidget(self.choose)
        if not self.may_change:
            side.addWidget(Text(words.only_officers(), "hint", wrap=True))
        right = QVBoxLayout()
        right.setSpacing(theme.px(0.6))
        right.addWidget(self.broken)
        right.addWidget(self._stack, 1)
        layout = QHBoxLayout(self)
        edge = theme.px(0.9)
        layout.setContentsMargins(edge, edge, theme.px(0.5), edge)
        layout.setSpacing(theme.px(0.8))
        layout.addWidget(left)
        layout.addLayout(right, 1)
        self.setFocusProxy(self.list)
        shortcut = QShortcut(QKeySequence("Escape"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.context.navigator.back)

    def _on_read(self, read: Read) -> None:
        self._reading = None
        self._profiles = {row.profile.id: row for row in read.profiles}
        self._key, rule, self._rule = read.key, self._rule, ""
        self._show_list(read)
        self._show_problems(read.problems)
        today = self.context.app.clock.today()
        self.holidays.show_years(read.years, today)
        if read.key == HOLIDAYS:
            self._stack.setCurrentWidget(self.holidays)
        else:
            self.view.show_profile(self._profiles[read.key], read.rules, today, rule)
            self._stack.setCurrentWidget(self.view)

    def _show_list(self, read: Read) -> None:
        blocked = self.list.blockSignals(True)
        self.list.clear()
        names = words.short_names([row.profile for row in read.profiles])
        for row in read.profiles:
            self._add_item(row.profile.id, names[row.profile.id], words.standing_words(row))
        years = _("、").join(str(each.year.year) for each in read.years)
        self._add_item(HOLIDAYS, _("节假日"), _("{years} 年").format(years=years) if years else "")
        self.list.setCurrentRow(self.listed().index(read.key))
        self.list.blockSignals(blocked)

    def _add_item(self, key: str, title: str, state: str) -> None:
        text = f"{title}\n{state}" if state else title
        item = QListWidgetItem(text)
        item.setData(Qt.ItemDataRole.UserRole, key)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, text.replace("\n", _("，")))
        width = self._list_px - theme.px(2)
        flags = int(Qt.TextFlag.TextWordWrap)
        high = self.list.fontMetrics().boundingRect(QRect(0, 0, width, 10_000), flags, text).height()
        item.setSizeHint(QSize(0, high + theme.px(0.9)))
        self.list.addItem(item)

    def _show_problems(self, problems: Sequence[str]) -> None:
        while self._broken_lines.count():
            widget = self._broken_lines.takeAt(0).widget()
            if widget is not None:
                widget.deleteLater()
        for problem in problems:
            self._broken_lines.addWidget(Text(problem, "error", wrap=True, copyable=True))
        self.broken.setVisible(bool(problems))

    def _on_row(self, at: int) -> None:
        if at >= 0:
            self._key = self.listed()[at]
            self.refresh()

    def _on_change(self, rule: RuleRow) -> None:
        self.context.navigator.open("policy-rule", profile=self._key, rule=rule.key)

    def _on_switch(self, rule: RuleRow) -> None:
        latest = rule.coming or rule
        self.context.navigator.open(
            "policy-rule", profile=self._key, rule=rule.key, enabled=not latest.enabled
        )

    def _on_target(self, rule: RuleRow) -> None:
        self.acts.set_target(self._profiles[self._key], rule)

    def _on_choose(self) -> None:
        self.context.navigator.open("settings", section="policies")
