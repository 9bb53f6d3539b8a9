"""What the page of a person does beside showing: notes looks, hands out copies, prints, takes back."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _
from desktop_app.domain.terms import AccessKind
from desktop_app.progress import Progress
from desktop_app.services.paper_orders import Made, PaperWish
from desktop_app.services.previews import PreviewService
from desktop_app.services.undo import Undone
from desktop_app.ui.page import PageContext
from desktop_app.ui.printing import DirectPrint
from desktop_app.ui.register.access_notes import note_access
from desktop_app.ui.register.person_copy import CopyDialog

COPY, CORRECTIONS = "personal-copy", "correction-log"


class PersonActs:
    """Carries out, through jobs, what is asked for on the page ``owner``."""

    def __init__(self, context: PageContext, owner: QWidget) -> None:
        self.context, self._owner = context, owner
        self._previews: PreviewService | None = None
        self._printing = DirectPrint(context, owner)

    def note_look(self, uid: str) -> None:
        """Note that the file was opened: after showing, by the writer, once a day."""
        app = self.context.app
        self.context.jobs.writing(
            _("记入台账"), lambda _progress: app.access_log.note_look(app.actor, uid)
        ).start()

    def note(self, uid: str, what: str) -> None:
        """Note another look at the person."""
        note_access(self.context, AccessKind.LOOKED, what, uid=uid)

    def note_copied(self, uid: str, what: str) -> None:
        """Note that lines of a table went to the clipboard."""
        note_access(self.context, AccessKind.COPIED, what, uid=uid)

    def take_back(self, change_set: str) -> None:
        """Take a unit of work back and say what came of it."""
        app = self.context.app
        job = self.context.jobs.writing(_("撤销"), lambda _progress: app.undo.undo(app.actor, change_set))
        job.succeeded.connect(self._on_taken_back)
        job.start()

    def hand_out_copy(self, uid: str, name: str) -> None:
        """Ask to whom and why, then write or print the copy of the person's data."""
        dialog = CopyDialog(name, self._owner)
        dialog.saving.connect(lambda path, recipient, reason: self.save_copy(uid, path, recipient, reason))
        dialog.printing.connect(lambda recipient, reason: self._print_copy(uid, recipient, reason))
        dialog.open()

    def save_copy(self, uid: str, path: Path, recipient: str, reason: str) -> None:
        """Write the copy of the person's data to ``path``."""
        app = self.context.app

        def make(progress: Progress) -> Made:
            """Write the file; the service notes it."""
            return app.reports.make(
                app.actor,
                COPY,
                path,
                elder_uid=uid,
                masked=False,
                reason=reason,
                recipient=recipient,
                progress=progress,
            )

        job = self.context.jobs.outside(_("生成个人信息副本"), make)
        job.succeeded.connect(
            lambda made: self.context.offer_file(_("已保存 {file}").format(file=made.path.name), made.path)
        )
        job.start()

    def print_corrections(self, uid: str) -> None:
        """Print the log of corrections, numbers masked."""
        self._print(PaperWish(name=CORRECTIONS, month=self._month(), elder_uid=uid), _("个人资料更正记录"))

    def _print_copy(self, uid: str, recipient: str, reason: str) -> None:
        wish = PaperWish(
            name=COPY,
            month=self._month(),
            elder_uid=uid,
            masked=False,
            reason=reason,
            recipient=recipient,
        )
        self._print(wish, _("个人信息副本"))

    def _print(self, wish: PaperWish, title: str) -> None:
        app = self.context.app
        if self._previews is None:
            self._previews = PreviewService(app.context, app.reports)
        previews = self._previews
        job = self.context.jobs.outside(
            _("生成{paper}").format(paper=title),
            lambda progress: previews.paper(app.actor, wish, progress=progress),
        )
        job.succeeded.connect(lambda seen: self._printing.print_paper(wish, seen, title))
        job.start()

    def _on_taken_back(self, done: Undone) -> None:
        told = _("已撤销：撤下 {removed} 条，改回 {restored} 条").format(
            removed=done.removed, restored=done.restored
        )
        if done.kept:
            told = _("{told}，{kept} 处后来又改过，保持不变").format(told=told, kept=done.kept)
        self.context.undo.offer(told)

    def _month(self) -> tuple[int, int]:
        today = self.context.app.clock.today()
        return today.year, today.month
