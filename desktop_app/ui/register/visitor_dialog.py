"""The dialog that adds a person who visits."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _
from desktop_app.domain.terms import VisitorRole
from desktop_app.ui.kit import ChoiceField, Dialog, Form, button
from desktop_app.ui.page import PageContext
from desktop_app.ui.register.identity_fields import NameField
from desktop_app.ui.register.phones_field import PhonesField


class VisitorDialog(Dialog):
    """Asks name, role and phone and adds the visitor; ``added`` is the new uid after acceptance."""

    def __init__(self, context: PageContext, village_code: str | None, parent: QWidget) -> None:
        super().__init__(_("添加探访人"), parent, width_em=32)
        self._context, self._village_code = context, village_code
        self.added = ""
        self.form = Form(label_em=4)
        self.name = self.form.add_row(_("姓名"), NameField(), name="name", required=True)
        self.role: ChoiceField[VisitorRole] = self.form.add_row(
            _("身份"), ChoiceField(VisitorRole, empty=None), name="role"
        )
        self.phone = self.form.add_row(_("电话"), PhonesField(), name="phone")
        self.form.save_asked.connect(self._on_add)
        self.body.addWidget(self.form)
        self.add_button(button(_("取消"), self.reject))
        self.add_button(button(_("添加"), self._on_add, look="main", key="Ctrl+Enter"))
        self.form.focus_first()

    def _on_add(self) -> None:
        role = self.role.value()
        if not self.form.check() or role is None:
            return
        app, name, phone = self._context.app, self.name.value(), self.phone.value() or None
        village = self._village_code
        job = self._context.jobs.writing(
            _("登记探访人"),
            lambda _progress: app.register.add_visitor(
                app.actor, name, role.value, phone=phone, village_code=village
            ),
        )
        job.succeeded.connect(self._on_added)
        job.failed.connect(self._on_failed)
        job.start()

    def _on_added(self, uid: str) -> None:
        self.added = uid
        self.accept()

    def _on_failed(self, error: Exception) -> None:
        if not self.form.show_error(error):
            self._context.presenter.present(error)
