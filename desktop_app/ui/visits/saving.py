"""A visit on its way to the store, and the way back: saving, undoing, and what was typed kept as a draft."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from desktop_app.config.strings import _
from desktop_app.services.visit_drafts import VisitDraft
from desktop_app.ui.after_visit import propose_events
from desktop_app.ui.draft_keeper import DraftKeeper
from desktop_app.ui.page import PageContext
from desktop_app.ui.visits.form_content import Content
from desktop_app.ui.visits.start import VisitStart


@dataclass(frozen=True, slots=True)
class Saving:
    """One visit that is being saved; ``key`` and ``content`` are its draft's, to put it back when it is undone."""

    start: VisitStart
    draft: VisitDraft
    key: tuple[str, str]
    content: Content


class VisitSaver(QObject):
    """Saves in the writer's lane. Signals: ``saved(Saving)``, ``refused(error, Saving)``."""

    saved = Signal(object)
    refused = Signal(object, object)

    def __init__(self, context: PageContext, keeper: DraftKeeper, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._keeper = context, keeper

    def save(self, saving: Saving) -> None:
        """Record the visit, or a correction of one; its draft goes when it has arrived."""
        app, draft, old = self._context.app, saving.draft, saving.start.correcting
        through = self._keeper.saving(saving.key).through

        def work(_progress: object) -> str | None:
            """Return the uid of a new visit, or what takes a correction back, None where it changed nothing."""
            if old is None:
                return through(lambda: app.visits.record(app.actor, draft))
            return through(lambda: app.visits.correct(app.actor, old.uid, draft))

        job = self._context.jobs.writing(_("保存探访"), work)
        after = self._on_recorded if old is None else self._on_corrected
        job.succeeded.connect(lambda result: after(result, saving))
        job.failed.connect(lambda error: self.refused.emit(error, saving))
        job.start()

    def offer_to_resume(self, level: str, words: str, action: str, content: Content) -> None:
        """Say in the notice bar that something waits as a draft, with the way to it."""
        self._context.notices.show_notice(
            level,
            words.format(name=content["name"]),
            action,
            lambda: self._context.navigator.open("visit", **content["open"]),
        )

    def _on_recorded(self, uid: str, saving: Saving) -> None:
        words = _("已保存 {name} 的探访").format(name=saving.start.elder.name)
        self._context.undo.offer(words, lambda: self._take_back(uid, saving))
        self.saved.emit(saving)
        propose_events(self._context, [saving.draft], {saving.draft.elder_uid: saving.start.elder.name})

    def _on_corrected(self, change_set: str | None, saving: Saving) -> None:
        if change_set is None:  # blanks around a text, say
            self._context.notices.show_notice("info", _("没有改动，记录保持原样，没有保存新的版本。"))
            self.saved.emit(saving)
            return
        words = _("已更正 {name} 的探访记录").format(name=saving.start.elder.name)
        self._context.offer_undo(words, change_set, lambda: self._on_correction_undone(saving))
        self.saved.emit(saving)

    def _take_back(self, uid: str, saving: Saving) -> None:
        app = self._context.app

        def work(_progress: object) -> None:
            app.visits.take_back(app.actor, uid)
            app.drafts.keep(app.actor, *saving.key, saving.content)

        job = self._context.jobs.writing(_("撤销探访记录"), work)
        job.succeeded.connect(lambda _none: self._on_undone(saving))
        job.start()

    def _on_correction_undone(self, saving: Saving) -> None:
        self._keeper.put_back(saving.key, saving.content)
        self._on_undone(saving)

    def _on_undone(self, saving: Saving) -> None:
        words = _("已撤销 {name} 的探访，填写的内容留作草稿。")
        self.offer_to_resume("done", words, _("重新填写"), saving.content)
