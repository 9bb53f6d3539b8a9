"""The dialog in which people decide something about visits: what holds already, a small form, one button."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.services.decision_checks import Decided
from desktop_app.ui import theme
from desktop_app.ui.form_journal import FormJournal
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import Card, DateField, Dialog, Form, Text, ask, button, row, scrolling
from desktop_app.ui.page import PageContext

LABEL_EM = 6
AROUND_EM = 11
"""What the dialog needs above and below its fields."""


class DecisionDialog(Dialog):
    """Writes through a job and closes. Signal: ``decided()`` after something was written.

    A subclass fills ``form``, shows what holds with ``show_present``, and says in ``save`` what is written.
    """

    decided = Signal()

    def __init__(
        self, context: PageContext, title: str, go: str, parent: QWidget, *, width_em: float = 38
    ) -> None:
        super().__init__(title, parent, width_em=width_em)
        self.context = context
        self._saving: Job[Any] | None = None
        self._written = False
        self._journal: FormJournal | None = None
        self.present = Card(_("现在的情况"), margin_em=0.7)
        self.present.hide()
        self.form = Form(label_em=LABEL_EM)
        self.told = Text("", "muted", wrap=True)
        self.told.hide()
        content = QWidget()
        self.content = QVBoxLayout(content)
        self.content.setContentsMargins(0, 0, theme.px(0.5), 0)
        self.content.setSpacing(theme.px(0.6))
        for widget in (self.present, self.form, self.told):
            self.content.addWidget(widget)
        self.content.addStretch(1)
        self._area = scrolling(content)
        self.body.addWidget(self._area, 1)
        self.cancel_button = self.add_button(button(_("取消"), self.reject))
        self.go_button = self.add_button(button(go, self.save_now, look="main", key="Ctrl+Enter"))
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(self.save_now)
        self.form.save_asked.connect(self.save_now)

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: be as high as the fields need; where the screen is lower they scroll, and nothing is squeezed."""
        self._fit()
        super().showEvent(event)

    def reject(self) -> None:
        """Qt: Esc asks only if something typed would be lost."""
        if self._written or not self.form.is_dirty() or self._may_drop():
            if self._journal is not None:
                self._journal.drop()
            super().reject()

    def save_now(self) -> None:
        """Ctrl+Enter: check the form and write."""
        if self._saving is None and self.go_button.isEnabled() and self.form.check():
            self.save()

    def save(self) -> None:
        """Write what the form says, with ``write``."""
        raise NotImplementedError

    def write(self, words: str, work: Callable[[], Decided]) -> None:
        """Do ``work`` in the writing thread; on success close, say ``words`` and offer to take it back."""
        journal = self._journal
        if journal is None:
            job: Job[Decided] = self.context.jobs.writing(self.windowTitle(), lambda _progress: work())
        else:
            save = journal.saving()
            job = self.context.jobs.writing(self.windowTitle(), lambda _progress: save(work))
        self._saving = job
        job.succeeded.connect(lambda done: self._on_written(words, done))
        job.failed.connect(self._on_failed)
        job.start()

    def keep_as(
        self,
        kind: str,
        subject: str = "",
        *,
        more: Callable[[], Mapping[str, Any]] | None = None,
        take_more: Callable[[Mapping[str, Any]], None] | None = None,
    ) -> None:
        """Keep what is typed as a draft; called when the form stands as it is without one.

        ``more`` is what belongs to the form and is no field of it, ``take_more`` brings it back.
        """
        self._journal = FormJournal(
            self.context, self.form, self, tell=self.show_present, more=more, take_more=take_more
        )
        self._journal.begin(kind, subject)

    def touch(self) -> None:
        """Keep what was changed outside the fields."""
        if self._journal is not None:
            self._journal.touch()

    def show_present(
        self, words: str, action: str = "", on_action: Callable[[], object] | None = None
    ) -> None:
        """Add a line about what holds already, with a button that ends it."""
        line = row(spacing_em=0.6)
        line.addWidget(Text(words, "", wrap=True), 1)
        if action and on_action is not None:
            line.addWidget(button(action, on_action))
        self.present.body.addLayout(line)
        self.present.show()

    def add_last_day(self, label: str, name: str, hint: str = "") -> DateField:
        """Add a day that need not be filled in."""
        made = DateField(today=self.context.app.clock.today)
        made.line.setPlaceholderText(_("可不填"))
        return self.form.add_row(label, made, name=name, help=hint)

    def tell(self, words: str) -> None:
        """Say something under the form."""
        self.told.setText(words)
        self.told.setVisible(bool(words))
        self.fit_again()

    def fit_again(self) -> None:
        """Grow, if the screen allows, for what came into sight."""
        if self.isVisible():
            before = self._area.minimumHeight()
            self._fit()
            room = self.screen().availableGeometry().height() - theme.px(2)
            wanted = self.height() + max(0, self._area.minimumHeight() - before)
            self.resize(self.width(), min(room, wanted))

    def _fit(self) -> None:
        margins = self.contentsMargins().left() + self.contentsMargins().right() + theme.px(4)
        needed = max(
            self.content.totalHeightForWidth(self.width() - margins), self.content.sizeHint().height()
        )
        room = self.screen().availableGeometry().height() - theme.px(AROUND_EM)
        self._area.setMinimumHeight(max(theme.px(8), min(needed, room)))
        # Qt would go on with the height it reckoned before.
        self.body.invalidate()
        self._outer.invalidate()

    def _may_drop(self) -> bool:
        return ask(self, _("还没有保存"), _("关闭后填写的内容不保留。"), yes=_("关闭"), no=_("继续填写"))

    def _on_written(self, words: str, done: Decided) -> None:
        self._saving, self._written = None, True
        if done.left_out:
            left = _("；").join(f"{name}（{reason}）" for name, reason in done.left_out)
            words = _("{words}。没有办理的：{left}").format(words=words, left=left)
        self.context.offer_undo(words, done.change_set)
        self.decided.emit()
        self.accept()

    def _on_failed(self, error: Exception) -> None:
        self._saving = None
        if self._journal is not None:
            self._journal.resume()
        if not self.form.show_error(error):
            self.context.presenter.present(error)
