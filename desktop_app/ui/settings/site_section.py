"""The unit, its level and place, who is working, and how soon the window locks."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout

from desktop_app.config.strings import _
from desktop_app.domain.errors import FieldProblem
from desktop_app.progress import Progress
from desktop_app.services.places import Places
from desktop_app.services.preferences import LOCK_CHOICES, LONGEST_PHONE, PreferenceService
from desktop_app.ui import theme
from desktop_app.ui.kit import Card, ChoiceField, Form, LineField, Text, button, row
from desktop_app.ui.kit.sight import set_shown
from desktop_app.ui.page import PageContext
from desktop_app.ui.settings import appearance
from desktop_app.ui.settings.section import SettingsSection


class SiteSection(SettingsSection):
    """本单位."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, _("本单位"))
        self._service = PreferenceService(context.app.context)
        self._loading = False
        self.facts = QGridLayout()
        self.facts.setHorizontalSpacing(theme.px(1.2))
        self.facts.setVerticalSpacing(theme.px(0.6))
        self.facts.setColumnStretch(1, 1)
        card = Card(_("单位"))
        card.body.addLayout(self.facts)
        self.unit = Form(label_em=6)
        self.phone = self.unit.add_row(
            _("单位电话"),
            LineField(longest=LONGEST_PHONE, placeholder=_("如 0476-5220000")),
            name="unit_phone",
            help=_("印在督促函、转介单上；不填则留空手写。"),
        )
        self.phone.set_read_only(not self.may_manage())
        self.unit.save_asked.connect(self._on_phone)
        card.body.addWidget(self.unit)
        self.save = button(_("保存"), self._on_phone, key="Ctrl+Enter")
        set_shown(self.save, self.may_manage())
        line = row(self.save)
        line.addStretch(1)
        card.body.addLayout(line)
        self.body.addWidget(card)
        card = Card(_("使用"))
        self.form = Form(label_em=6)
        choices = [(minutes, _("{count} 分钟").format(count=minutes)) for minutes in LOCK_CHOICES]
        self.minutes: ChoiceField[int] = self.form.add_row(
            _("自动锁定"),
            ChoiceField(choices, empty=None),
            name="lock_minutes",
            help=_("这么久没有碰键盘鼠标就锁上，填写中的内容不会丢。随时可按 Ctrl+L 锁定。"),
        )
        self.minutes.combo.setFixedWidth(theme.px(9))
        self.minutes.hug()
        self.minutes.set_read_only(not self.may_manage())
        self.minutes.changed.connect(self._on_minutes)
        card.body.addWidget(self.form)
        leave = row(button(_("换用户"), self._on_log_out, icon_name="user"))
        leave.addStretch(1)
        card.body.addLayout(leave)
        self.body.addWidget(card)
        self.body.addStretch(1)

    def refresh(self) -> None:
        """Read names and minutes in a reader thread."""
        app, service = self.context.app, self._service

        def work(_progress: Progress) -> tuple[str, int, str]:
            return (
                Places(app.context).full_name(app.site.division_code),
                service.lock_minutes(app.actor),
                service.unit_phone(app.actor),
            )

        job = self.context.jobs.reading(_("读取设置"), work)
        job.succeeded.connect(self._on_read)
        job.start()

    @Slot(object)
    def _on_read(self, found: tuple[str, int, str]) -> None:
        place, minutes, phone = found
        app = self.context.app
        pairs = (
            (_("单位名称"), app.site.unit_name),
            (_("级别"), _(app.site.level.term)),
            (_("所在地"), _("{place}（{code}）").format(place=place, code=app.site.division_code)),
            (_("站点代码"), app.site.site),
            (_("当前用户"), _("{name}（{role}）").format(name=app.actor.name, role=_(app.actor.role.term))),
        )
        while self.facts.count():
            widget = self.facts.takeAt(0).widget()
            if widget is not None:
                widget.deleteLater()
        for line, (caption, text) in enumerate(pairs):
            self.facts.addWidget(Text(caption, "muted"), line, 0, Qt.AlignmentFlag.AlignTop)
            self.facts.addWidget(Text(text, "", wrap=True, copyable=True), line, 1)
        self._loading = True
        self.minutes.set_value(minutes)
        self._loading = False
        if not self.unit.is_dirty():
            self.phone.set_value(phone)
            self.unit.mark_clean()

    def typed_form(self) -> Form | None:
        """Return the form of the telephone."""
        return self.unit

    def _on_phone(self) -> None:
        if not self.may_manage() or not self.unit.check():
            return
        service, actor, phone = self._service, self.context.app.actor, self.phone.value()
        job = self.context.jobs.writing(_("保存设置"), lambda _progress: service.set_unit_phone(actor, phone))
        job.succeeded.connect(self._on_phone_saved)
        job.failed.connect(self._on_failed)
        job.start()

    @Slot(object)
    def _on_phone_saved(self, _nothing: object) -> None:
        self.unit.mark_clean()
        self.context.undo.offer(_("已保存"))

    def _on_minutes(self) -> None:
        minutes = self.minutes.value()
        if self._loading or minutes is None:
            return
        service, actor = self._service, self.context.app.actor
        job = self.context.jobs.writing(
            _("保存设置"), lambda _progress: service.set_lock_minutes(actor, minutes)
        )
        job.succeeded.connect(lambda _nothing: self._on_minutes_saved(minutes))
        job.failed.connect(self._on_failed)
        job.start()

    def _on_minutes_saved(self, minutes: int) -> None:
        appearance.bus.lock_minutes_changed.emit(minutes)
        self.context.undo.offer(_("已保存"))

    @Slot(object)
    def _on_failed(self, error: BaseException) -> None:
        if not (
            isinstance(error, FieldProblem) and (self.unit.show_error(error) or self.form.show_error(error))
        ):
            self.context.presenter.present(error)

    def _on_log_out(self) -> None:
        appearance.bus.log_out_asked.emit()
