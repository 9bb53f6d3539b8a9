"""The dialog that lets a pause go on after somebody looked at it again."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _
from desktop_app.services.decision_checks import months_after
from desktop_app.services.pauses import USUAL_MONTHS, PauseRow
from desktop_app.ui.decision_dialog import DecisionDialog
from desktop_app.ui.decision_words import pause_words
from desktop_app.ui.kit import DateField
from desktop_app.ui.page import PageContext


class PauseReviewDialog(DecisionDialog):
    """复核暂停: let it go on until another review."""

    def __init__(self, context: PageContext, pause: PauseRow, parent: QWidget) -> None:
        super().__init__(
            context, _("复核暂停：{name}").format(name=pause.name), _("继续暂停"), parent, width_em=34
        )
        self._pause = pause
        today = context.app.clock.today
        self.show_present(pause_words(pause))
        self.review_on = self.form.add_row(
            _("下次复核"), DateField(today=today), name="review_on", required=True, help=_("最迟六个月。")
        )
        self.to_on = self.add_last_day(_("最后一天"), "to_on")
        last = pause.to_on if pause.to_on is not None and pause.to_on >= today() else None
        first: date = max(today(), pause.from_on)
        self.form.set_values({"review_on": months_after(first, USUAL_MONTHS), "to_on": last})
        self.form.mark_clean()
        self.form.focus_first()
        self.keep_as("pause_review", pause.uid)

    def save(self) -> None:
        """Let the pause go on."""
        app, pause = self.context.app, self._pause
        review_on, to_on = self.review_on.value() or app.clock.today(), self.to_on.value()
        self.write(
            _("已复核，继续暂停"),
            lambda: app.pauses.extend(app.actor, pause.uid, review_on=review_on, to_on=to_on),
        )
