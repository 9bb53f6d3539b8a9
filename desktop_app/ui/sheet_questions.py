"""Asks before a visit is saved under the number of a sheet that came back already, or that says something else.

Example::

    self.questions = SheetQuestions(context, self)
    self.questions.ask(draft, None, lambda: self.save(sure=True))       # at once for a draft without a number
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _
from desktop_app.domain.phrases import Phrase
from desktop_app.services.visit_drafts import VisitDraft
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import ask
from desktop_app.ui.page import PageContext


class SheetQuestions:
    """Reads what is odd about a sheet number, asks, and goes on only if the user is sure."""

    def __init__(self, context: PageContext, owner: QWidget) -> None:
        self._context, self._owner = context, owner
        self._reading: Job[Sequence[Phrase]] | None = None

    def ask(self, draft: VisitDraft, visit_uid: str | None, go_on: Callable[[], object]) -> None:
        """Call ``go_on`` at once or after the question; ``visit_uid`` is the visit that the draft corrects."""
        if not draft.sheet_no:
            go_on()
            return
        if self._reading is not None:
            return
        app, number = self._context.app, draft.sheet_no
        self._reading = self._context.jobs.reading(
            _("核对纸单编号"),
            lambda _progress: app.printed_sheets.questions(
                app.actor,
                number,
                elder_uid=draft.elder_uid,
                visited_on=draft.visited_on,
                visit_uid=visit_uid,
            ),
        )
        self._reading.succeeded.connect(lambda found: self._on_read(found, go_on))
        self._reading.finished.connect(self._on_finished)
        self._reading.start()

    def _on_read(self, found: Sequence[Phrase], go_on: Callable[[], object]) -> None:
        self._reading = None
        if not found or ask(
            self._owner,
            _("请核对纸单"),
            "\n".join(phrase.say(_) for phrase in found),
            yes=_("仍然保存"),
            no=_("回去核对"),
        ):
            go_on()

    def _on_finished(self) -> None:
        self._reading = None
