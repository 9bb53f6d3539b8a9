"""保存期限: how long each kind of record is kept, which ended files are due for the archive, and what is never deleted."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog

from desktop_app.config.strings import _
from desktop_app.services.retention import MOST_YEARS, PERIODS, DueFile, RetentionStanding
from desktop_app.ui import theme
from desktop_app.ui.kit import (
    Card,
    Column,
    EmptyState,
    Form,
    ListSource,
    NumberField,
    RowTable,
    Sort,
    Text,
    ask,
    button,
    row,
)
from desktop_app.ui.page import PageContext
from desktop_app.ui.settings.section import SettingsSection

LABEL_EM = 14
TABLE_EM = 16


class RetentionSection(SettingsSection):
    """保存期限."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(
            context,
            _("保存期限"),
            _(
                "退出名册只是不再安排探访，档案一直保留。期满的档案在下面列出，导出清单后由档案管理人员会同鉴定："
                "移交、续存还是销毁，由本单位决定，程序不会自行删除。"
            ),
        )
        self.fields: dict[str, NumberField] = {}
        self.save = button(_("保存"), self._on_save, look="main", key="Ctrl+Enter")
        self.export = button(_("导出到期档案清单"), self._on_export, icon_name="file-down")
        self.clear = button(_("清除到期的台账"), self._on_clear)
        self.clear_photos = button(_("清除到期的照片"), self._on_clear_photos)
        self.standing = Text("", "hint", wrap=True)
        self.table: RowTable[DueFile] = RowTable(
            _columns(), sort=Sort("ended_on"), empty=EmptyState(_("没有到期的档案。"))
        )
        self._build()

    def _build(self) -> None:
        card = Card(_("保存多少年"))
        self.form = Form(label_em=LABEL_EM)
        for period in PERIODS:
            field = self.form.add_row(
                _(period.title),
                NumberField(period.least, MOST_YEARS),
                name=period.key,
                unit=_("年"),
                required=True,
                help=_("{source}最少 {least} 年。").format(source=_(period.source), least=period.least),
            )
            self.fields[period.key] = field
        self.form.save_asked.connect(self._on_save)
        card.body.addWidget(self.form)
        line = row(self.save)
        line.addStretch(1)
        card.body.addLayout(line)
        self.body.addWidget(card)
        card = Card(_("到期档案"))
        self.table.setMinimumHeight(theme.px(TABLE_EM))
        card.body.addWidget(self.standing)
        card.body.addWidget(self.table, 1)
        line = row(self.export, self.clear, self.clear_photos, spacing_em=0.6)
        line.addStretch(1)
        card.body.addLayout(line)
        self.body.addWidget(card, 1)
        self.body.addStretch(1)
        for widget in (self.form, self.save, self.export, self.clear, self.clear_photos):
            widget.setEnabled(self.may_manage())

    def refresh(self) -> None:
        """Read the periods and what is past them."""
        app, manages = self.context.app, self.may_manage()

        def read(_progress: object) -> tuple[dict[str, int], RetentionStanding | None, list[DueFile]]:
            """Return the periods, and for officers what is due."""
            years = app.retention.years(app.actor)
            if not manages:
                return years, None, []
            return years, app.retention.standing(app.actor), app.retention.due_files(app.actor)

        job = self.context.jobs.reading(_("读取保存期限"), read)
        job.succeeded.connect(self._on_read)
        job.start()

    def typed_form(self) -> Form | None:
        """Return the periods."""
        return self.form

    def save_to(self, path: Path) -> None:
        """Write the list of due files to the workbook ``path``."""
        app = self.context.app
        job = self.context.jobs.outside(
            _("导出到期档案清单"),
            lambda progress: app.retention.export_due(app.actor, path, progress=progress),
        )
        job.succeeded.connect(
            lambda count: self.context.offer_file(_("已导出 {count} 份档案").format(count=count), path)
        )
        job.start()

    @Slot(object)
    def _on_read(self, found: tuple[dict[str, int], RetentionStanding | None, list[DueFile]]) -> None:
        years, standing, due = found
        for key, field in self.fields.items():
            field.set_value(years[key])
        self.form.mark_clean()
        keys = {"ended_on": lambda one: (one.ended_on, one.uid), "name": lambda one: one.name}
        self.table.show_source(ListSource(due, keys))
        self.export.setEnabled(self.may_manage() and bool(due))
        if standing is None:
            self.standing.setText(_("只有管理员可以查看到期档案。"))
            return
        told = _(
            "到期档案 {files} 份；超过期限的探访记录 {visits} 次，随档案一起处理；超过期限的台账 {access} 条；"
            "超过期限的探访照片 {photos} 张。"
        )
        self.standing.setText(
            told.format(
                files=standing.files,
                visits=standing.visits,
                access=standing.access,
                photos=standing.photos,
            )
        )
        self.clear.setEnabled(standing.access > 0)
        self.clear_photos.setEnabled(standing.photos > 0)

    def _on_save(self) -> None:
        if not self.form.check():
            return
        app = self.context.app
        years = {key: int(field.value() or 0) for key, field in self.fields.items()}
        job = self.context.jobs.writing(
            _("保存期限"), lambda _progress: app.retention.set_years(app.actor, years)
        )
        job.succeeded.connect(lambda _done: self._on_saved())
        job.failed.connect(self._on_failed)
        job.start()

    def _on_saved(self) -> None:
        self.context.undo.offer(_("已保存"))
        self.refresh()

    def _on_failed(self, error: Exception) -> None:
        if not self.form.show_error(error):
            self.context.presenter.present(error)

    def _on_export(self) -> None:
        path, _kind = QFileDialog.getSaveFileName(self, _("保存到"), _("到期档案清单") + ".xlsx", "*.xlsx")
        if path:
            self.save_to(Path(path).with_suffix(".xlsx"))

    def _on_clear(self) -> None:
        sure = ask(
            self.window(),
            _("清除到期的台账？"),
            _("只清除超过保存期限的查阅与输出台账，清除后不能恢复。建议先在“查阅台账”里导出。"),
            yes=_("清除"),
            danger=True,
        )
        if not sure:
            return
        app = self.context.app
        job = self.context.jobs.writing(
            _("清除到期的台账"), lambda _progress: app.retention.remove_old_access(app.actor)
        )
        job.succeeded.connect(self._on_cleared)
        job.start()

    def _on_clear_photos(self) -> None:
        sure = ask(
            self.window(),
            _("清除到期的照片？"),
            _("只删除超过保存期限的探访照片，删除后不能恢复。探访记录和照片说明都保留。"),
            yes=_("清除"),
            danger=True,
        )
        if not sure:
            return
        app = self.context.app
        job = self.context.jobs.writing(
            _("清除到期的照片"), lambda _progress: app.retention.remove_old_photos(app.actor)
        )
        job.succeeded.connect(self._on_cleared)
        job.start()

    @Slot(object)
    def _on_cleared(self, count: int) -> None:
        self.context.undo.offer(_("已清除 {count} 条").format(count=count))
        self.refresh()


def _columns() -> tuple[Column[DueFile], ...]:
    return (
        Column(key="name", title=_("姓名"), width_em=8, text=lambda one: one.name, strong=True, stretch=True),
        Column(
            key="village", title=_("嘎查村（社区）"), width_em=9, text=lambda one: one.village, sortable=False
        ),
        Column(key="ended_on", title=_("退出日期"), width_em=7.5, text=lambda one: one.ended_on.isoformat()),
        Column(
            key="because",
            title=_("退出原因"),
            width_em=6,
            text=lambda one: _(one.ended_because) if one.ended_because else "",
            sortable=False,
        ),
        Column(
            key="due_on",
            title=_("保存期满"),
            width_em=7.5,
            text=lambda one: one.due_on.isoformat(),
            sortable=False,
        ),
        Column(
            key="visits",
            title=_("探访"),
            width_em=4.5,
            text=lambda one: str(one.visits),
            align_right=True,
            sortable=False,
        ),
    )
