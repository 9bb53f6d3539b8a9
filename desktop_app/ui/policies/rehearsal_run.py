"""Runs the rehearsal of a change as a job, and knows which change was rehearsed last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QObject, Signal

from desktop_app.config.strings import _
from desktop_app.domain.policy_changes import RuleChange
from desktop_app.progress import Progress
from desktop_app.services.rehearsals import Rehearsal
from desktop_app.ui.jobs import Job
from desktop_app.ui.page import PageContext
from desktop_app.ui.policies.rehearsal_panel import MONTHS, RehearsalPanel


@dataclass(frozen=True, slots=True)
class Wanted:
    """A change as it is filled in."""

    change: RuleChange
    from_on: date


class RehearsalRun(QObject):
    """Shows what it does on ``panel``. Signals: ``changed()`` when it begins or ends, ``done()`` with a result."""

    changed = Signal()
    done = Signal()

    def __init__(self, context: PageContext, panel: RehearsalPanel) -> None:
        super().__init__(panel)
        self._context, self._panel = context, panel
        self._job: Job[Rehearsal] | None = None
        self.rehearsed: Wanted | None = None
        panel.cancel_asked.connect(self.stop)

    def is_running(self) -> bool:
        """Tell whether a rehearsal is under way."""
        return self._job is not None

    def forget(self) -> None:
        """Begin anew: nothing was rehearsed, and what is under way is of no use any more."""
        self.stop()
        self._job, self.rehearsed = None, None
        self._panel.show_none()

    def start(self, profile: str, rule: str, wanted: Wanted) -> None:
        """Play the months to come with the change of a rule."""
        if self._job is not None:
            return
        app = self._context.app

        def work(progress: Progress) -> Rehearsal:
            """Make the changed profile and play it; nothing is kept."""
            changed = app.policies.preview(app.actor, profile, [(rule, wanted.change)], wanted.from_on)
            return app.rehearsals.rehearse(
                app.actor, [changed], wanted.from_on, months=MONTHS, progress=progress
            )

        job = self._context.jobs.reading(_("预演规则"), work)
        job.progressed.connect(lambda count, _total, _what: self._on_progress(job, count))
        job.succeeded.connect(lambda found: self._on_done(job, wanted, found))
        job.failed.connect(lambda error: self._on_not_done(job, error))
        job.cancelled.connect(lambda: self._on_not_done(job, None))
        self._job, self.rehearsed = job, None
        self._panel.show_running(0)
        self.changed.emit()
        job.start()

    def stop(self) -> None:
        """Stop the rehearsal under way."""
        if self._job is not None:
            self._job.cancel()

    def words(self, wanted: Wanted | None) -> str:
        """Say whether the change as it stands was rehearsed; nothing where there is none."""
        if wanted is None:
            return ""
        if self.rehearsed is None:
            return _("这次改动没有预演过，也可以直接生效。")
        if self.rehearsed != wanted:
            self._panel.show_outdated()
            return _("预演之后又改过，现在的改动没有预演过。")
        self._panel.show_current()
        return _("已预演。生效后可以撤销。")

    def _on_progress(self, job: Job[Rehearsal], count: int) -> None:
        if job is self._job:
            self._panel.show_running(count)

    def _on_done(self, job: Job[Rehearsal], wanted: Wanted, found: Rehearsal) -> None:
        if job is not self._job:
            return
        self._job, self.rehearsed = None, wanted
        self._panel.show_result(found)
        self.changed.emit()
        self.done.emit()

    def _on_not_done(self, job: Job[Rehearsal], error: Exception | None) -> None:
        if job is not self._job:
            return
        self._job = None
        self._panel.show_stopped()
        self.changed.emit()
        if error is not None:
            self._context.presenter.present(error)
