"""The card that says what saving a life event would change, or why it cannot be saved as it is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal

from desktop_app.config.strings import _
from desktop_app.domain.errors import ElderVisitsError, FieldProblem
from desktop_app.domain.phrases import Phrase
from desktop_app.services.enrolment_changes import VisitsAfter
from desktop_app.services.life_event_plans import LifeEventDraft
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import Card, Text, button, row
from desktop_app.ui.page import PageContext
from desktop_app.ui.presenter import describe


class ConsequenceCard(Card):
    """Asks the service and shows its sentences. Signal: ``visits_asked()`` to see visits that stand against it."""

    visits_asked = Signal()

    def __init__(self, context: PageContext) -> None:
        super().__init__(_("保存后"))
        self._context = context
        self._foreseeing: Job[tuple[Phrase, ...]] | None = None
        self.setAccessibleName(_("保存后的变化"))
        self.words = Text("", wrap=True)
        self.visits_button = button(_("查看这些探访"), self.visits_asked.emit)
        self.visits_button.hide()
        self.body.addWidget(self.words)
        shown = row(self.visits_button)
        shown.addStretch(1)
        self.body.addLayout(shown)

    def foresee(self, draft: LifeEventDraft) -> None:
        """Ask what recording the event would change."""
        self._stop()
        app = self._context.app
        self._foreseeing = self._context.jobs.reading(
            _("核对变故"), lambda _progress: app.life_events.foresee(app.actor, draft)
        )
        self._foreseeing.succeeded.connect(self._on_foreseen)
        self._foreseeing.failed.connect(self._on_failed)
        self._foreseeing.start()

    def tell(self, text: str, *, refused: bool = False) -> None:
        """Show a text, as an error when ``refused``."""
        self._stop()
        self.visits_button.hide()
        self.words.setProperty("look", "error" if refused else "")
        self.words.style().unpolish(self.words)
        self.words.style().polish(self.words)
        self.words.setText(text)

    def refuse(self, error: ElderVisitsError) -> None:
        """Say why the event cannot be saved as it is, and what to do."""
        said = describe(error)
        what = said.what
        if isinstance(error, FieldProblem):
            what = _("{reason}。").format(reason=_(str(error.details.get("reason", ""))))
        self.tell(_("不能这样保存：{what}{do_now}").format(what=what, do_now=said.do_now), refused=True)
        self.visits_button.setVisible(isinstance(error, VisitsAfter))

    def _on_foreseen(self, foreseen: Sequence[Phrase]) -> None:
        self._foreseeing = None
        self.tell("\n".join(f"· {each.say(_)}" for each in foreseen))

    def _on_failed(self, error: Exception) -> None:
        self._foreseeing = None
        if isinstance(error, ElderVisitsError):
            self.refuse(error)
        else:
            self._context.presenter.present(error)

    def _stop(self) -> None:
        if self._foreseeing is not None:
            self._foreseeing.cancel()
            self._foreseeing = None
