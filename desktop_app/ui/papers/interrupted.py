"""Tells of a print job that did not come to its end, and offers to go on with it or to leave it."""

from __future__ import annotations

from collections.abc import Sequence

from desktop_app.config.strings import _
from desktop_app.reports.paper import CHINA
from desktop_app.storage.queries.print_jobs import PrintJobRow
from desktop_app.ui.kit import spoken_day
from desktop_app.ui.page import PageContext
from desktop_app.ui.papers.band import Band
from desktop_app.ui.printing import DirectPrint


class Interrupted(Band):
    """The newest interrupted job of the user; hidden while there is none."""

    def __init__(self, context: PageContext, printing: DirectPrint) -> None:
        super().__init__((_("接着打印"), self._on_resume), (_("不用了"), self._on_dismiss))
        self._context, self._printing = context, printing
        self._job: PrintJobRow | None = None
        printing.ended.connect(lambda _ok: self.look_up())
        printing.began.connect(lambda: self.say(""))

    def look_up(self) -> None:
        """Read whether a job was interrupted."""
        app = self._context.app
        job = self._context.jobs.reading(
            _("读取打印记录"), lambda _progress: app.print_jobs.interrupted(app.actor)
        )
        job.succeeded.connect(self._on_found)
        job.start()

    def _on_found(self, jobs: Sequence[PrintJobRow]) -> None:
        self._job = jobs[0] if jobs and not self._printing.busy else None
        if self._job is None:
            self.say("")
            return
        one = self._job
        told = _("上次打印中断：{paper}（{day} {time:%H:%M}），共 {parts} 份，打印机收下 {sent} 份。").format(
            paper=one.title,
            day=spoken_day(one.started_at.astimezone(CHINA).date()),
            time=one.started_at.astimezone(CHINA),
            parts=one.parts,
            sent=one.sent_parts,
        )
        if len(jobs) > 1:
            told = _("{told}另有 {count} 次。").format(told=told, count=len(jobs) - 1)
        self.say(told)

    def _on_resume(self) -> None:
        if self._job is not None:
            self._printing.resume(self._job.uid)

    def _on_dismiss(self) -> None:
        if self._job is None:
            return
        app, uid = self._context.app, self._job.uid
        job = self._context.jobs.writing(
            _("打印记录"), lambda _progress: app.print_jobs.dismiss(app.actor, uid)
        )
        job.succeeded.connect(lambda _none: self.look_up())
        job.start()
