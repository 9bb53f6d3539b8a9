"""The dialog that edits many people at once: choose whom and what, fill in, look at the preview, then do it in one go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.terms import UserRole
from desktop_app.progress import Progress
from desktop_app.services.bulk_edits import BulkPreview, StaleBulkPreview
from desktop_app.ui import theme
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import ChoiceField, ChoiceRow, Dialog, Form, Text, ask, button, scrolling
from desktop_app.ui.page import PageContext
from desktop_app.ui.register.bulk_forms import LABEL_EM, KindForm, Maker, Offers, kinds
from desktop_app.ui.register.bulk_preview import PreviewFace

CONFIRM_FROM = 200
"""More people than this are asked about once more, with their number on the button."""
WIDTH_EM, FACE_EM = 60, 24


class BulkDialog(Dialog):
    """Two faces, the fields and the preview. Signal: ``applied(how many, change set)`` after it was written.

    Esc goes one face back, then closes; while it is being written, Esc asks to stop and nothing stays half-done.
    """

    applied = Signal(int, object)

    def __init__(
        self, context: PageContext, selected: Sequence[int], shown: Sequence[int], parent: QWidget
    ) -> None:
        super().__init__(_("批量修改"), parent, width_em=WIDTH_EM)
        self.context = context
        self._selected, self._shown = list(selected), list(shown)
        self._offers: Offers | None = None
        self._makers: list[Maker] = []
        self._preview: BulkPreview | None = None
        self._job: Job[Any] | None = None
        self._writing = False
        self.form: KindForm | None = None
        self.whom: ChoiceRow[bool] = ChoiceRow(self._scopes(), numbered=False)
        self.whom.set_value(bool(self._selected))
        self.state = Text(_("正在读取…"), "muted", wrap=True)
        self.what: ChoiceField[int] = ChoiceField(empty=None)
        self._head = Form(label_em=LABEL_EM)
        none = "" if self._selected else _("没有选中任何行，所以修改列表中的全部。")
        self._head.add_row(_("修改谁"), self.whom, name="whom", required=True, help=none)
        self._head.add_row(_("改什么"), self.what, name="what")
        self._holder = QVBoxLayout()
        self.preview_face = PreviewFace()
        self._faces = QStackedWidget()
        self._build()
        self._read_offers()

    def face(self) -> str:
        """Return what is in sight: fields or preview."""
        return "preview" if self._faces.currentWidget() is self.preview_face else "fields"

    def go_on(self) -> None:
        """Ctrl+Enter: preview, then apply."""
        if self._job is None and self.form is not None:
            if self.face() == "fields":
                self._on_preview()
            else:
                self._on_apply()

    def reject(self) -> None:
        """Qt: Esc goes one face back, from the first face out."""
        if self._job is None and self.face() == "preview":
            self._show_fields()
        else:
            self.leave()

    def leave(self) -> None:
        """Close without having changed anything; what is being written right now is only asked to stop."""
        if self._job is not None:
            self._job.cancel()
        if not self._writing:
            super().reject()

    def _scopes(self) -> list[tuple[bool, str]]:
        """Return whom the edit may be about: the selected, and everybody in the list."""
        scopes = [(False, _("列表中的全部 {count} 人").format(count=len(self._shown)))]
        if self._selected:
            scopes.insert(0, (True, _("选中的 {count} 人").format(count=len(self._selected))))
        return scopes

    def _build(self) -> None:
        fields = QWidget()
        layout = QVBoxLayout(fields)
        layout.setContentsMargins(0, 0, theme.px(0.5), 0)
        layout.setSpacing(theme.px(0.65))
        layout.addWidget(self._head)
        layout.addLayout(self._holder)
        layout.addStretch(1)
        self._fields = scrolling(fields)
        self._faces.addWidget(self._fields)
        self._faces.addWidget(self.preview_face)
        room = self.screen().availableGeometry().height()
        self._faces.setMinimumHeight(min(theme.px(FACE_EM), round(room * 0.55)))
        self.body.addWidget(self._faces, 1)
        self.body.addWidget(self.state)
        self.cancel_button = self.add_button(button(_("取消"), self.leave))
        self.back_button = self.add_button(button(_("上一步"), self._show_fields))
        self.go_button = self.add_button(button("", self.go_on, look="main"))
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.setAutoRepeat(False)  # a key held down must not go past the preview
            shortcut.activated.connect(self.go_on)
        self._head.save_asked.connect(self._on_head_done)
        self.what.changed.connect(self._show_kind)
        self.whom.changed.connect(self._on_whom)
        self._show_buttons()

    def _show_buttons(self) -> None:
        preview, busy = self._preview, self._job is not None
        looking = self.face() == "preview" and preview is not None
        self.back_button.setVisible(looking)
        self.back_button.setEnabled(not busy)
        words = _("预览")
        if looking and preview is not None:
            words = _("修改 {count} 人").format(count=preview.changed)
        self.go_button.setText(f"{words}  Ctrl+Enter")
        self.go_button.setAccessibleName(words)
        self.go_button.setVisible(not (looking and preview is not None and not preview.changed))
        self.go_button.setEnabled(not busy and self.form is not None)
        self._head.setEnabled(not busy)
        self.state.setVisible(bool(self.state.text()))

    # --- the fields

    def _read_offers(self) -> None:
        app, ids = self.context.app, self._selected if self.whom.value() else self._shown

        def read(_progress: Progress) -> Offers:
            """Read what the forms offer."""
            uids = app.bulk_edits.uids_of(app.actor, ids)
            return Offers(
                today=app.clock.today(),
                uids=uids,
                visitors=[(one.uid, one.name) for one in app.register.visitors(app.actor)],
                villages=[(one.code, one.name) for one in app.register.villages(app.actor)],
                local_fields=app.local_fields.list(app.actor),
                households=app.bulk_edits.households(app.actor, uids),
                officer=app.actor.role is UserRole.OFFICER,
            )

        self._run(self.context.jobs.reading(_("读取选项"), read), self._on_offers)

    def _on_whom(self) -> None:
        if self.whom.value() is not None and self._job is None:
            self._read_offers()

    def _on_offers(self, offers: Offers) -> None:
        self._job, self._offers = None, offers
        found = kinds(offers)
        before = self.what.value()
        self._makers = [make for _words, make in found]
        self.what.set_choices([(at, words) for at, (words, _make) in enumerate(found)])
        if before is not None:
            self.what.set_value(before)
        self.state.setText("")
        self._show_kind()
        self.what.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_kind(self) -> None:
        at = self.what.value()
        if self._offers is None or at is None:
            return
        if self.form is not None:
            self._holder.removeWidget(self.form)
            self.form.deleteLater()
        self.form = self._makers[at](self._offers)
        self.form.save_asked.connect(self.go_on)
        self._holder.addWidget(self.form)
        self.state.setText("")
        self._show_buttons()

    def _on_head_done(self) -> None:
        if self.form is not None:
            self.form.focus_first()

    def _show_fields(self) -> None:
        self._preview = None
        self._faces.setCurrentWidget(self._fields)
        self.state.setText("")
        self._show_buttons()
        if self.form is not None:
            self.form.focus_first()

    # --- the preview

    def _on_preview(self) -> None:
        if self.form is None or self._offers is None or not self._head.check() or not self.form.check():
            return
        app, uids, edit = self.context.app, self._offers.uids, self.form.edit()
        job = self.context.jobs.reading(
            _("预览批量修改"),
            lambda progress: app.bulk_edits.preview(app.actor, uids, edit, progress=progress),
        )
        self.state.setText(_("正在核对…"))
        self._run(job, self._on_previewed)

    def _on_previewed(self, preview: BulkPreview) -> None:
        self._job, self._preview = None, preview
        self.preview_face.show_preview(preview)
        self._faces.setCurrentWidget(self.preview_face)
        self.state.setText("")
        self._show_buttons()
        (self.go_button if preview.changed else self.back_button).setFocus(Qt.FocusReason.OtherFocusReason)

    # --- the writing

    def _on_apply(self) -> None:
        preview = self._preview
        if preview is None or not preview.changed:
            return
        if preview.changed > CONFIRM_FROM and not self._confirmed(preview.changed):
            return
        app = self.context.app
        job = self.context.jobs.writing(
            _("批量修改"), lambda progress: app.bulk_edits.apply(app.actor, preview, progress=progress)
        )
        self._writing = True
        self.state.setText(_("正在修改 {count} 人…").format(count=preview.changed))
        self._run(job, self._on_applied)

    def _confirmed(self, count: int) -> bool:
        text = _("将一次修改 {count} 人的资料。修改之后可以整批撤销。").format(count=count)
        return ask(self, _("一次修改很多人"), text, yes=_("修改 {count} 人").format(count=count))

    def _on_applied(self, change_set: str | None) -> None:
        self._job, self._writing = None, False
        changed = self._preview.changed if self._preview is not None else 0
        self.applied.emit(changed, change_set)
        self.accept()

    # --- work

    def _run(self, job: Job[Any], done: Any) -> None:
        self._job = job
        job.succeeded.connect(done)
        job.failed.connect(self._on_failed)
        job.cancelled.connect(self._on_cancelled)
        self._show_buttons()
        job.start()

    def _on_failed(self, error: Exception) -> None:
        self._job, self._writing = None, False
        self.state.setText("")
        if isinstance(error, StaleBulkPreview):
            self._show_fields()
            self.state.setText(_("预览之后名册又有改动，这次没有修改。请重新预览。"))
            self._show_buttons()
            return
        self._show_fields()
        if self.form is None or not self.form.show_error(error):
            self.context.presenter.present(error)

    def _on_cancelled(self) -> None:
        self._job, self._writing = None, False
        self.state.setText(_("已取消，名册没有改动。"))
        self._show_buttons()
