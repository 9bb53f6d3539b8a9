"""The dialog whose form is kept as a draft, and which its opener closes when it is saved."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _
from desktop_app.ui.form_journal import FormJournal
from desktop_app.ui.kit import Dialog, Form, Text, ask, button, row
from desktop_app.ui.page import PageContext

T = TypeVar("T")


class KeptDialog(Dialog):
    """Keeps its form as a draft until it is saved or given up."""

    def __init__(
        self, context: PageContext, title: str, form: Form, parent: QWidget, *, width_em: float
    ) -> None:
        super().__init__(title, parent, width_em=width_em)
        self.form = form
        self._journal = FormJournal(context, form, self, tell=self._tell)

    def keep_as(self, kind: str, subject: str) -> None:
        """Keep what is typed from now on; called when the form stands as it is without a draft."""
        self.form.mark_clean()
        self._journal.begin(kind, subject)

    def saving(self, work: Callable[[], T]) -> Callable[[], T]:
        """Return what does ``work``; the draft goes if and only if it succeeds."""
        save = self._journal.saving()
        return lambda: save(work)

    def show_error(self, error: Exception) -> bool:
        """Show beside its field why it was not saved, and keep the form again."""
        self._journal.resume()
        return self.form.show_error(error)

    def reject(self) -> None:
        """Qt: Esc asks only if something typed would be lost."""
        if not self.form.is_dirty() or ask(
            self, _("还没有保存"), _("关闭后填写的内容不保留。"), yes=_("关闭"), no=_("继续填写")
        ):
            self._journal.drop()
            super().reject()

    def _tell(self, words: str, action: str, on_action: Callable[[], object]) -> None:
        line = row(Text(words, "hint", wrap=True), spacing_em=0.6)
        line.addWidget(button(action, on_action, look="link"))
        self.body.insertLayout(0, line)
