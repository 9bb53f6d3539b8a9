"""修改规则: a rule changed in plain words from a day on, rehearsed beside it, then put into force."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_
from desktop_app.domain.policies import PolicyProfile, VisitRule
from desktop_app.domain.policy_changes import (
    NothingToChange,
    version_on,
    versions_of,
    with_rule_changed,
)
from desktop_app.domain.policy_schema import PolicyRefused
from desktop_app.domain.terms import UserRole
from desktop_app.ui import theme
from desktop_app.ui.form_journal import FormJournal
from desktop_app.ui.kit import Card, add_months, ask, column, scrolling
from desktop_app.ui.page import KeyHint, Page, PageContext
from desktop_app.ui.policies.rehearsal_panel import KEY, RehearsalPanel
from desktop_app.ui.policies.rehearsal_run import RehearsalRun, Wanted
from desktop_app.ui.policies.rule_form import EventRuleForm, RuleForm, VisitRuleForm
from desktop_app.ui.policies.rule_told import RuleTold, fresh_words
from desktop_app.ui.policies.words import only_officers
from desktop_app.ui.presenter import describe

PAUSE_MS = 150
"""So long after the last key the new sentence is made."""
BESIDE_EM = 66
"""From this width on form and rehearsal stand beside each other."""
_SHARES = (4, 6)


class RulePage(Page):
    """Parameters: ``profile``, ``rule`` (key), ``enabled`` (proposed; as it is by default)."""

    help_topic = "policy-rule"
    keys = (
        KeyHint(KEY, N_("预演")),
        KeyHint("Alt+1…4", N_("预演的各部分")),
    )
    listens_to = frozenset({"policy_text"})

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("修改规则"))
        self._params: dict[str, Any] = {}
        self._fresh, self._kept, self._saving = True, False, False
        self._profile: PolicyProfile | None = None
        self._wanted: Wanted | None = None
        self._may_change = context.app.actor.role is UserRole.OFFICER
        self.form: RuleForm | None = None
        self.journal: FormJournal | None = None
        self.told = RuleTold()
        self.panel = RehearsalPanel()
        self.run = RehearsalRun(context, self.panel)
        self.run.changed.connect(self._show_acts)
        self.run.done.connect(self._on_rehearsed)
        self.panel.asked.connect(self.rehearse)
        self.panel.opened.connect(self._on_person)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.look)
        self._build()
        if self._may_change:
            self.set_main_action(_("生效"), "Ctrl+Enter", self.save)

    def activate(self, **params: Any) -> None:
        """Begin a change, or go on with one that was left for a look at a person."""
        if self._kept and params == self._params:
            self._kept = False
            return
        self._params, self._fresh, self._kept = params, True, False
        self.run.forget()
        self.mark_stale()

    def refresh(self) -> None:
        """Read the profile; what is being filled in stays."""
        if not self._params:
            return  # shown before it was told which rule
        app, key = self.context.app, str(self._params["profile"])
        job = self.context.jobs.reading(
            _("读取政策方案"), lambda _progress: app.policies.show(app.actor, key)
        )
        job.succeeded.connect(self._on_read)
        job.start()

    def may_leave(self) -> bool:
        """Ask only if something was filled in that would be lost."""
        if self._kept or not self.is_dirty():
            return True
        leaves = ask(
            self,
            _("不改了？"),
            _("已填的改动还没有生效，不会保留。"),
            yes=_("离开"),
            no=_("继续填写"),
            danger=True,
        )
        if leaves and self.journal is not None:
            self.journal.drop()
        return leaves

    def is_unsaved(self) -> bool:
        """Tell whether a change waits to take effect."""
        return not self._kept and self.is_dirty()

    def is_dirty(self) -> bool:
        """Tell whether anything was filled in since the form was shown."""
        return self.form is not None and self.form.is_dirty()

    def look(self) -> None:
        """Say the rule in its new words, or what is wrong with it."""
        self._timer.stop()
        form, profile = self.form, self._profile
        if form is None or profile is None:
            return
        versions, key = versions_of(profile, self._key), self._key
        change, from_on = form.change(), form.from_on.value()
        base = version_on(versions, from_on or self._today()) or versions[-1]
        self.told.show_before(base)
        self._wanted = None
        problems: list[str] = []
        said = _("请先把要改的填完整。")
        if change is not None and from_on is not None and not form.from_on.problem():
            try:
                changed = with_rule_changed(profile, key, change, from_on, form.note.value())
            except NothingToChange:
                said = _("与原来相同，还没有改动。")
                form.place_problems(())
            except PolicyRefused as error:
                problems = form.place_problems(error.details["problems"])  # type: ignore[arg-type]  # of that error
                said = _("这样改有矛盾，请看标红的地方。")
            else:
                form.place_problems(())
                fresh = version_on(versions_of(changed, key), from_on)
                assert fresh is not None  # it was just made to begin on that day
                said = fresh_words(fresh)
                self._wanted = Wanted(change, from_on)
        self.told.show_after("\n".join([said, *problems]))
        chosen = {each.id for each in self.context.app.context.rules.profiles}
        self.told.show_aside(
            versions if self._wanted is not None else (), from_on, self._today(), chosen=profile.id in chosen
        )
        self._show_acts()

    def rehearse(self) -> None:
        """Play the months to come with the change."""
        self.look()
        if self._wanted is not None and self._may_change:
            self.run.start(str(self._params["profile"]), self._key, self._wanted)

    def save(self) -> None:
        """Put the change into force."""
        form, app = self.form, self.context.app
        if form is None or self._saving or not self._may_change or not form.check():
            return
        self.look()
        wanted, note = self._wanted, form.note.value()
        if wanted is None:
            self.context.notices.show_notice("soon", self.told.after.text().replace("\n", " "))
            return
        self._saving = True
        profile, key = str(self._params["profile"]), self._key
        assert self.journal is not None  # officers have one with the form
        save = self.journal.saving()
        job = self.context.jobs.writing(
            _("修改探访规则，重算应探访"),
            lambda _progress: save(
                lambda: app.policies.change_rule(app.actor, profile, key, wanted.change, wanted.from_on, note)
            ),
        )
        job.succeeded.connect(lambda change_set: self._on_saved(change_set, wanted))
        job.failed.connect(self._on_refused)
        job.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: put the rehearsal under the form where the page is narrow."""
        super().resizeEvent(event)
        beside = self.width() >= theme.px(BESIDE_EM)
        kinds = QBoxLayout.Direction
        self._halves.setDirection(kinds.LeftToRight if beside else kinds.TopToBottom)
        for at, share in enumerate(_SHARES):
            self._halves.setStretch(at, share if beside else 0)

    def _build(self) -> None:
        self._left = Card()
        self._left.body.addStretch(1)
        self._halves = QHBoxLayout()
        self._halves.setSpacing(theme.px(1))
        self._halves.addWidget(self._left)
        self._halves.addWidget(self.panel)
        holder = QWidget()
        whole = QVBoxLayout(holder)
        whole.setContentsMargins(theme.px(1.5), theme.px(0.8), theme.px(1.5), theme.px(0.8))
        whole.setSpacing(theme.px(0.8))
        whole.addWidget(self.told)
        whole.addLayout(self._halves)
        whole.addStretch(1)
        self._scroll = scrolling(holder)
        self.setLayout(column(self._scroll))
        for key, act in self._keys():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _keys(self) -> tuple[tuple[str, Callable[[], object]], ...]:
        return (
            ("Ctrl+Return", self.save),
            ("Ctrl+Enter", self.save),
            (KEY, self.rehearse),
            ("Escape", self._leave),
        )

    @property
    def _key(self) -> str:
        return str(self._params["rule"])

    def _today(self) -> date:
        return self.context.app.clock.today()

    def _on_read(self, profile: PolicyProfile) -> None:
        self._profile = profile
        if self._fresh or self.form is None:
            self._fresh = False
            self._show_form(profile)
        self.look()

    def _show_form(self, profile: PolicyProfile) -> None:
        """Show the rule as it will be on the first of next month, when a change is usually to begin.

        A version that begins later is shown on its own first day: it is the last word so far.
        """
        versions = versions_of(profile, self._key)
        first = max(add_months(self._today(), 1), versions[-1].valid_from)
        base = version_on(versions, first) or versions[-1]
        if self.form is not None:
            self._left.body.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
        today = self.context.app.clock.today
        self.form = VisitRuleForm(base, today) if isinstance(base, VisitRule) else EventRuleForm(base, today)
        self.form.from_on.set_value(first)
        enabled = self._params.get("enabled")
        if enabled is not None:
            self.form.enabled.set_value(bool(enabled))
        self.form.mark_clean()
        self.form.clear_problems()
        self.form.changed.connect(self._timer.start)
        self.form.changed.connect(self.unsaved_changed)
        self.form.save_asked.connect(self.save)
        self._left.body.insertWidget(0, self.form)
        if self._may_change:
            self.journal = FormJournal(self.context, self.form, self.form)
            self.journal.begin("policy_rule", f"{self._params['profile']}/{self._key}"[:60])
        self.told.show_heading(profile, base)
        self.run.forget()
        self.setFocusProxy(self.form)
        self.form.focus_first()
        # Only when the form has got its place is it known where its top is.
        QTimer.singleShot(0, self, lambda: self._scroll.verticalScrollBar().setValue(0))

    def _show_acts(self) -> None:
        """Offer what can be done now, and say whether the change was rehearsed."""
        ready = self._wanted is not None and self._may_change
        self.panel.run.setEnabled(ready and not self.run.is_running())
        self.told.show_rehearsed(self.run.words(self._wanted) if self._may_change else only_officers())

    def _on_rehearsed(self) -> None:
        # Only when the tables have got their places is it known where the panel is.
        QTimer.singleShot(0, self, lambda: self._scroll.verticalScrollBar().setValue(self.panel.y()))

    def _on_person(self, uid: str) -> None:
        """Show a person; the change waits for the way back."""
        self._kept = True
        if not self.context.navigator.open("person", uid=uid):
            self._kept = False

    def _on_saved(self, change_set: str, wanted: Wanted) -> None:
        self._saving = False
        if self.form is not None:
            self.form.mark_clean()
        said = _("已改，{day} 起生效").format(day=wanted.from_on.isoformat())
        if self.run.rehearsed != wanted:
            said = _("{saved}（没有预演）").format(saved=said)
        self.context.offer_undo(said, change_set)
        self.context.navigator.open("policies", profile=self._params["profile"], rule=self._key)

    def _on_refused(self, error: Exception) -> None:
        self._saving = False
        if self.journal is not None:
            self.journal.resume()
        self._show_acts()
        if isinstance(error, PolicyRefused):
            self.told.show_after(describe(error).what)
        else:
            self.context.presenter.present(error)

    def _leave(self) -> None:
        if not self.context.navigator.back():
            self.context.navigator.open("policies", profile=self._params["profile"])
