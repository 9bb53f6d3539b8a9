"""Notes in the access ledger from the pages of the register, and the question before full numbers leave."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _
from desktop_app.domain.terms import AccessKind
from desktop_app.services.access_log import MOST_REASON, MOST_RECIPIENT
from desktop_app.ui import theme
from desktop_app.ui.kit import Dialog, Form, LineField, Text, button
from desktop_app.ui.page import PageContext


def note_access(
    context: PageContext,
    kind: AccessKind,
    what: str,
    *,
    uid: str | None = None,
    people: int = 1,
    reason: str | None = None,
    recipient: str | None = None,
) -> None:
    """Write one note by the writer, after what is noted has been shown."""
    app = context.app
    context.jobs.writing(
        _("记入台账"),
        lambda _progress: app.access_log.note(
            app.actor,
            kind,
            what=what,
            elder_uid=uid,
            people=people,
            reason=reason,
            recipient=recipient,
        ),
    ).start()


class PurposeDialog(Dialog):
    """Asks to whom data goes and why. Signal: ``decided(recipient, reason)``."""

    decided = Signal(str, str)

    def __init__(self, title: str, words: str, yes: str, parent: QWidget, *, key: str = "Ctrl+Enter") -> None:
        super().__init__(title, parent, width_em=38)
        self.body.addWidget(Text(words, "muted", wrap=True))
        self.form = Form(label_em=5)
        self.recipient = self.form.add_row(
            _("交给谁"),
            LineField(longest=MOST_RECIPIENT),
            name="recipient",
            required=True,
            help=_("写单位，或姓名和与老人的关系，例如：本人、女儿李梅。"),
        )
        self.reason = self.form.add_row(
            _("理由"),
            LineField(longest=MOST_REASON, placeholder=_("写清用来做什么，会记入台账")),
            name="reason",
            required=True,
        )
        self.body.addWidget(self.form)
        self.form.save_asked.connect(self._on_decided)
        self.add_button(button(_("取消"), self.reject))
        self.yes = self.add_button(button(yes, self._on_decided, look="main", key=key))
        self.form.focus_first()

    def checked(self) -> bool:
        """Check the form; where it says what is wrong the dialog grows by those lines."""
        fine = self.form.check()
        if not fine:
            # The form learns only afterwards how high its new lines are.
            QTimer.singleShot(0, self, self._grow)
        return fine

    def _grow(self) -> None:
        layout = self.layout()
        if layout is not None:
            self.resize(self.width(), layout.totalHeightForWidth(self.width()) + theme.px(0.5))

    def _on_decided(self) -> None:
        if self.checked():
            self.decided.emit(str(self.recipient.value()), str(self.reason.value()))
            self.accept()
