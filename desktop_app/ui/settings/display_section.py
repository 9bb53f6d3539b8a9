"""Letter size, contrast and language of this computer's window."""

from __future__ import annotations

from desktop_app.config.strings import _
from desktop_app.ui import theme
from desktop_app.ui.kit import Card, CheckField, ChoiceRow, Form, Text, button, row
from desktop_app.ui.page import PageContext
from desktop_app.ui.settings import appearance, reminders
from desktop_app.ui.settings.appearance import Appearance
from desktop_app.ui.settings.section import SettingsSection


class DisplaySection(SettingsSection):
    """显示: chosen first, then put on at once, with the window made anew."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, _("字和颜色"))
        card = Card(_("字和颜色"))
        self.form = Form(label_em=5)
        sizes = [(1.0, _("标准")), (1.25, _("大")), (1.5, _("更大")), (1.75, _("最大"))]
        self.scale: ChoiceRow[float] = self.form.add_row(
            _("字号"), ChoiceRow(sizes, numbered=False), name="scale"
        )
        self.preview = Text(_("王桂兰 82岁 已逾期 3 天"), "")
        self.preview.setContentsMargins(theme.px(5.75), 0, 0, 0)
        self.form.add_widget(self.preview)
        self.contrast = self.form.add_row(
            _("颜色"), CheckField(_("高对比（黑白分明，看得更清）")), name="high_contrast"
        )
        languages = [("zh_CN", "中文"), ("en", "English")]
        self.language: ChoiceRow[str] = self.form.add_row(
            _("语言"),
            ChoiceRow(languages, numbered=False),
            name="language",
            help=_("打印的表格始终是中文。"),
        )
        self.apply = button(_("应用"), self.put_on, look="main")
        self.apply.setEnabled(False)
        buttons = row(self.apply, Text(_("应用后窗口会重新打开，回到这一页。"), "hint"))
        buttons.addStretch(1)
        card.body.addWidget(self.form)
        card.body.addLayout(buttons)
        self.body.addWidget(card)
        self.body.addWidget(self._reminder_card())
        self.body.addStretch(1)
        self._show(appearance.read(context.settings))
        self.form.changed.connect(self._on_changed)

    def _reminder_card(self) -> Card:
        """Return the choice of when to be reminded; it counts at once."""
        card = Card(_("提醒"))
        form = Form(label_em=5)
        times = [(reminders.NEVER, _("不提醒")), *((at, at.lstrip("0")) for at in reminders.TIMES)]
        self.reminder: ChoiceRow[str] = form.add_row(
            _("每天"),
            ChoiceRow(times, numbered=False),
            name="reminder",
            help=_("提醒今天要去几家、逾期几家，只说数目，不说姓名；预警和变故一有就提醒。"),
        )
        self.reminder.set_value(reminders.read(self.context.settings))
        form.mark_clean()
        self.reminder.changed.connect(self._on_reminder)
        self.reminder_form = form
        card.body.addWidget(form)
        return card

    def _on_reminder(self) -> None:
        reminders.write(self.context.settings, self.reminder.value() or reminders.NEVER)
        self.reminder_form.mark_clean()
        appearance.bus.reminder_changed.emit()

    def typed_form(self) -> Form | None:
        """Return letter size, contrast and language, which wait to be put on."""
        return self.form

    def chosen(self) -> Appearance:
        """Return what the fields say."""
        return Appearance(
            scale=self.scale.value() or 1.0,
            high_contrast=self.contrast.value(),
            language=self.language.value() or "zh_CN",
        )

    def put_on(self) -> None:
        """Keep the choice and have the window made anew."""
        appearance.write(self.context.settings, self.chosen())
        self.form.mark_clean()
        self.apply.setEnabled(False)
        appearance.bus.appearance_changed.emit()

    def _show(self, shown: Appearance) -> None:
        self.form.set_values(
            {"scale": shown.scale, "high_contrast": shown.high_contrast, "language": shown.language}
        )
        self._show_preview()

    def _on_changed(self) -> None:
        self.apply.setEnabled(self.form.is_dirty())
        self._show_preview()

    def _show_preview(self) -> None:
        self.preview.setFont(theme.font((self.scale.value() or 1.0) / theme.scale()))
