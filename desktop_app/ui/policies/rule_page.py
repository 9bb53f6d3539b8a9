"""修改规则: a rule changed in plain words from a day on, rehearsed beside it, then put into force."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.policies import EventRule, PolicyProfile, VisitRule
from desktop_app.domain.policy_changes import (
    NothingToChange,
    Rule,
    RuleChange,
    version_on,
    versions_of,
    with_rule_changed,
)
from desktop_app.domain.policy_schema import PolicyRefused
from desktop_app.domain.policy_words import rule_words
from desktop_app.domain.terms import UserRole
from desktop_app.progress import Progress
from desktop_app.services.rehearsals import Rehearsal
from desktop_app.ui import theme
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import Card, Section, Text, add_months, ask, column, main_button, row, scrolling
from desktop_app.ui.page import Page, PageContext
from desktop_app.ui.policies.rehearsal_panel import KEY, MONTHS, RehearsalPanel
from desktop_app.ui.policies.rule_form import EventRuleForm, RuleForm, VisitRuleForm
from desktop_app.ui.policies.words import only_officers
from desktop_app.ui.presenter import describe

PAUSE_MS = 150
"""So long after the last key the new sentence is made."""
BESIDE_EM = 66
"""From this width on form and rehearsal stand beside each other."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A change as it is filled in."""

    change: RuleChange
    from_on: date


class RulePage(Page):
    """Parameters: ``profile``, ``rule`` (key), ``enabled`` (proposed; as it is by default)."""

    help_topic = "policy-rule"
    listens_to = frozenset({"policy_text"})

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("修改规则"))
        self._params: dict[str, Any] = {}
        self._fresh, self._kept, self._saving = True, False, False
        self._profile: PolicyProfile | None = None
        self._wanted: Wanted | None = None
        self._rehearsed: Wanted | None = None
        self._job: Job[Rehearsal] | None = None
        self._may_change = context.app.actor.role is UserRole.OFFICER
        self.form: RuleForm | None = None
        self.heading = Section("")
        self.before = Text("", "", wrap=True, copyable=True)
        self.after = Text("", "", wrap=True, copyable=True)
        self.aside = Text("", "hint", wrap=True)
        self.unrehearsed = Text("", "muted", wrap=True)
        self.panel = RehearsalPanel()
        self.panel.asked.connect(self.rehearse)
        self.panel.cancel_asked.connect(self.stop)
        self.panel.opened.connect(self._on_person)
        self.save_button = main_button(_("生效"), "Ctrl+Enter", self.save)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.look)
        self._build()

    def activate(self, **params: Any) -> None:
        """Begin a change, or go on with one that was left for a look at a person."""
        if self._kept and params == self._params:
            self._kept = False
            return
        self._params, self._fresh, self._kept = params, True, False
        self.stop()
        self.mark_stale()

    def refresh(self) -> None:
        """Read the profile; what is being filled in stays."""
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
        return ask(
            self,
            _("不改了？"),
            _("已填的改动还没有生效，不会保留。"),
            yes=_("离开"),
            no=_("继续填写"),
            danger=True,
        )

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
        self.before.setText(_old_words(base))
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
                said = _spoken(fresh)
                self._wanted = Wanted(change, from_on)
        self.after.setText("\n".join([said, *problems]))
        self._say_aside(versions, from_on)
        self._show_acts()

    def rehearse(self) -> None:
        """Play the months to come with the change."""
        self.look()
        wanted, app = self._wanted, self.context.app
        if wanted is None or self._job is not None or not self._may_change:
            return
        profile, key = str(self._params["profile"]), self._key

        def work(progress: Progress) -> Rehearsal:
            changed = app.policies.preview(app.actor, profile, [(key, wanted.change)], wanted.from_on)
            return app.rehearsals.rehearse(
                app.actor, [changed], wanted.from_on, months=MONTHS, progress=progress
            )

        job = self.context.jobs.reading(_("预演规则"), work)
        job.progressed.connect(lambda done, _total, _what: self.panel.show_running(done))
        job.succeeded.connect(lambda found: self._on_rehearsed(job, wanted, found))
        job.failed.connect(lambda error: self._on_not_rehearsed(job, error))
        job.cancelled.connect(lambda: self._on_not_rehearsed(job, None))
        self._job, self._rehearsed = job, None
        self.panel.show_running(0)
        self._show_acts()
        job.start()

    def stop(self) -> None:
        """Stop the rehearsal."""
        if self._job is not None:
            self._job.cancel()

    def save(self) -> None:
        """Put the change into force."""
        form, app = self.form, self.context.app
        if form is None or self._saving or not self._may_change or not form.check():
            return
        self.look()
        wanted, note = self._wanted, form.note.value()
        if wanted is None:
            self.context.notices.show_notice("soon", self.after.text().replace("\n", " "))
            return
        self._saving = True
        self.save_button.setEnabled(False)
        profile, key = str(self._params["profile"]), self._key
        job = self.context.jobs.writing(
            _("修改探访规则，重算应探访"),
            lambda _progress: app.policies.change_rule(
                app.actor, profile, key, wanted.change, wanted.from_on, note
            ),
        )
        job.succeeded.connect(lambda change_set: self._on_saved(change_set, wanted.from_on))
        job.failed.connect(self._on_refused)
        job.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: put the rehearsal under the form where the page is narrow."""
        super().resizeEvent(event)
        beside = self.width() >= theme.px(BESIDE_EM)
        kinds = QBoxLayout.Direction
        self._halves.setDirection(kinds.LeftToRight if beside else kinds.TopToBottom)

    def _build(self) -> None:
        told = Card()
        told.body.addWidget(self.heading)
        told.body.addLayout(_captioned(_("原来"), self.before))
        told.body.addLayout(_captioned(_("改为"), self.after))
        told.body.addWidget(self.aside)
        self._left = Card()
        foot = row(self.save_button, self.unrehearsed, spacing_em=0.8)
        foot.setStretch(1, 1)
        self._left.body.addLayout(foot)
        self._left.body.addStretch(1)
        self._halves = QHBoxLayout()
        self._halves.setSpacing(theme.px(1))
        self._halves.addWidget(self._left, 5)
        self._halves.addWidget(self.panel, 6)
        holder = QWidget()
        whole = QVBoxLayout(holder)
        whole.setContentsMargins(theme.px(1.5), theme.px(0.8), theme.px(1.5), theme.px(0.8))
        whole.setSpacing(theme.px(0.8))
        whole.addWidget(told)
        whole.addLayout(self._halves, 1)
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
        """Show the rule as it will be on the first of next month, when a change is usually to begin."""
        versions, first = versions_of(profile, self._key), add_months(self._today(), 1)
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
        self.form.save_asked.connect(self.save)
        self._left.body.insertWidget(0, self.form)
        self.heading.setText(
            _("{profile} · {rule}").format(profile=_(profile.short_title), rule=_(base.title))
        )
        self._rehearsed = None
        self.panel.show_none()
        self.setFocusProxy(self.form)
        self.form.focus_first()
        # Only when the form has got its place is it known where its top is.
        QTimer.singleShot(0, self, lambda: self._scroll.verticalScrollBar().setValue(0))

    def _say_aside(self, versions: tuple[Rule, ...], from_on: date | None) -> None:
        """Say what else the change does: later versions that it replaces, a profile that is not worked by."""
        said = []
        later = [rule for rule in versions if from_on is not None and rule.valid_from >= from_on]
        later = [rule for rule in later if rule.valid_from > self._today()]
        if later and self._wanted is not None:
            said.append(
                _("原定 {day} 起的第 {version} 版由这次改动取代。").format(
                    day=later[0].valid_from, version=later[0].version
                )
            )
        chosen = {profile.id for profile in self.context.app.context.rules.profiles}
        if self._params["profile"] not in chosen:
            said.append(_("本单位现在没有采用这个方案；预演按采用后计算。"))
        self.aside.setText(" ".join(said))
        self.aside.setVisible(bool(said))

    def _show_acts(self) -> None:
        """Offer what can be done now, and say whether the change was rehearsed."""
        ready = self._wanted is not None and self._may_change
        self.save_button.setEnabled(ready and not self._saving)
        self.panel.run.setEnabled(ready and self._job is None)
        if not self._may_change:
            said = only_officers()
        elif self._wanted is None:
            said = ""
        elif self._rehearsed is None:
            said = _("这次改动没有预演过，也可以直接生效。")
        elif self._rehearsed != self._wanted:
            said = _("预演之后又改过，现在的改动没有预演过。")
            self.panel.show_outdated()
        else:
            said = _("已预演。生效后可以撤销。")
        self.unrehearsed.setText(said)

    def _on_rehearsed(self, job: Job[Rehearsal], wanted: Wanted, found: Rehearsal) -> None:
        if job is not self._job:
            return
        self._job, self._rehearsed = None, wanted
        self.panel.show_result(found)
        self._show_acts()
        QTimer.singleShot(0, self, lambda: self._scroll.ensureWidgetVisible(self.panel, 0, theme.px(2)))

    def _on_not_rehearsed(self, job: Job[Rehearsal], error: Exception | None) -> None:
        if job is not self._job:
            return
        self._job = None
        self.panel.show_stopped()
        self._show_acts()
        if error is not None:
            self.context.presenter.present(error)

    def _on_person(self, uid: str) -> None:
        """Show a person; the change waits for the way back."""
        self._kept = True
        if not self.context.navigator.open("person", uid=uid):
            self._kept = False

    def _on_saved(self, change_set: str, from_on: date) -> None:
        self._saving = False
        if self.form is not None:
            self.form.mark_clean()
        said = _("已改，{day} 起生效").format(day=from_on.isoformat())
        if self._rehearsed is None:
            said = _("{saved}（没有预演）").format(saved=said)
        self.context.offer_undo(said, change_set)
        self.context.navigator.open("policies", profile=self._params["profile"], rule=self._key)

    def _on_refused(self, error: Exception) -> None:
        self._saving = False
        self._show_acts()
        if isinstance(error, PolicyRefused):
            self.after.setText(describe(error).what)
        else:
            self.context.presenter.present(error)

    def _leave(self) -> None:
        if not self.context.navigator.back():
            self.context.navigator.open("policies", profile=self._params["profile"])


def _captioned(caption: str, text: Text) -> QHBoxLayout:
    """Return a sentence with its caption before it."""
    label = Text(caption, "muted")
    label.setFixedWidth(theme.word_px(3.5))
    line = row(spacing_em=0.6)
    line.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(text, 1)
    return line


def _spoken(rule: VisitRule | EventRule) -> str:
    """Return a rule in words with its first day; one that is switched off says so."""
    words = rule_words(rule).say(_)
    if not rule.enabled:
        words = _("停用，不再按它安排探访（{rule}）").format(rule=words)
    return _("{day} 起：{rule}").format(day=rule.valid_from.isoformat(), rule=words)


def _old_words(rule: VisitRule | EventRule) -> str:
    words = rule_words(rule).say(_)
    return words if rule.enabled else _("停用（{rule}）").format(rule=words)
