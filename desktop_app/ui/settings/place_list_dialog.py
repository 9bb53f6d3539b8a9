"""The dialog that reads a list of divisions, says what it would change, and applies it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.services.division_lists import ListApplied, ListPreview
from desktop_app.ui import theme
from desktop_app.ui.kit import Card, DateField, Dialog, Form, Text, button
from desktop_app.ui.page import PageContext
from desktop_app.ui.presenter import describe

_MOST_NAMED = 12


class PlaceListDialog(Dialog):
    """Preview, then apply. Signal: ``applied(words, change_set)``."""

    applied = Signal(str, object)

    def __init__(self, context: PageContext, name: str, parent: QWidget) -> None:
        super().__init__(_("更新区划名单"), parent, width_em=44)
        self._context = context
        self._preview: ListPreview | None = None
        self.told = Text(_("正在读 {file}…").format(file=Path(name).name), "", wrap=True)
        self.facts = QGridLayout()
        self.facts.setHorizontalSpacing(theme.px(1.2))
        self.facts.setVerticalSpacing(theme.px(0.35))
        self.facts.setColumnStretch(1, 1)
        self._card = Card()
        self._card.body.addLayout(self.facts)
        self._card.hide()
        self.form = Form(label_em=5.5)
        today = context.app.context.today
        self.from_on = self.form.add_row(
            _("从哪天起"),
            DateField(latest_on=today, today=today),
            name="from_on",
            required=True,
            help=_("名称和代码从这一天起用新的，以前月份的表不变。"),
        )
        self.from_on.set_value(today())
        self.form.save_asked.connect(self.submit)
        self.form.hide()
        self.body.addWidget(self.told)
        self.body.addWidget(self._card)
        self.body.addWidget(self.form)
        self.add_button(button(_("取消"), self.reject))
        self.save = self.add_button(button(_("更新"), self.submit, look="main", key="Ctrl+Enter"))
        self.save.setEnabled(False)
        app, path = context.app, Path(name)
        job = context.jobs.reading(
            _("读取区划名单"), lambda progress: app.division_lists.preview(app.actor, path, progress=progress)
        )
        job.succeeded.connect(self._on_read)
        job.failed.connect(self._on_unreadable)
        job.start()

    def submit(self) -> None:
        """Apply the list."""
        preview, day = self._preview, self.from_on.value()
        if preview is None or day is None or not self.save.isEnabled() or not self.form.check():
            return
        self.save.setEnabled(False)
        app = self._context.app
        job = self._context.jobs.writing(
            _("更新区划名单"), lambda _progress: app.division_lists.apply(app.actor, preview, from_on=day)
        )
        job.succeeded.connect(self._on_applied)
        job.failed.connect(self._on_failed)
        job.start()

    @Slot(object)
    def _on_read(self, preview: ListPreview) -> None:
        self._preview = preview
        found = preview.difference
        changes = len(found.added) + len(found.renamed) + len(found.recoded) + len(found.vanished)
        words = _("{file}：读到本旗县区 {count} 行。").format(
            file=preview.file, count=len(preview.listed.places)
        )
        if preview.listed.elsewhere:
            words += _("其他地方的 {count} 行没有采用。").format(count=preview.listed.elsewhere)
        self.told.setText(words)
        for line, (caption, words) in enumerate(_facts(preview)):
            self.facts.addWidget(Text(caption, "muted"), line, 0, Qt.AlignmentFlag.AlignTop)
            self.facts.addWidget(Text(words, "", wrap=True), line, 1)
        self._card.show()
        may = not preview.problems and changes > 0
        self.form.setVisible(may)
        self.save.setEnabled(may)
        if may:
            self.form.focus_first()
        self._fit()

    @Slot(object)
    def _on_unreadable(self, error: BaseException) -> None:
        words = describe(error)
        self.told.setText(f"{words.what}{words.data_safe}{words.do_now}")
        self._fit()

    @Slot(object)
    def _on_applied(self, done: ListApplied) -> None:
        words = _("已更新区划：新增 {added}，改名 {renamed}，改代码 {recoded}，停用 {ended}").format(
            added=done.added, renamed=done.renamed, recoded=done.recoded, ended=done.ended
        )
        self.applied.emit(words, done.change_set)
        self.accept()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self.save.setEnabled(True)
        if not self.form.show_error(error):
            self._context.presenter.present(error)

    def _fit(self) -> None:
        if self.isVisible():
            most = self.screen().availableGeometry().height() - theme.px(4)
            self.resize(self.width(), min(self._outer.totalHeightForWidth(self.width()), most))


def _facts(preview: ListPreview) -> list[tuple[str, str]]:
    """Return what the preview says, line by line."""
    if preview.problems:
        rows = (
            _("第 {row} 行：{reason}").format(row=each.row, reason=_(each.reason))
            for each in preview.problems
        )
        advice = _("请改好这些行，保存后重新选择；现在没有任何改动。")
        return [
            (_("无法识别"), _rows(rows, len(preview.problems))),
            (_("注意"), advice),
        ]
    found, held = preview.difference, dict(preview.in_use)
    gone = [each.name for each in found.vanished if each not in held]
    files = (
        _("{name}（{count} 份档案）").format(name=each.name, count=count) for each, count in held.items()
    )
    lines = [
        (_("新增"), _named((each.name for each in found.added), len(found.added))),
        (_("改名"), _named((f"{old} → {each.name}" for each, old in found.renamed), len(found.renamed))),
        (
            _("改代码"),
            _named((f"{each.name} → {each.new_code}" for each in found.recoded), len(found.recoded)),
        ),
        (_("未列出，将停用"), _named(gone, len(gone))),
        (_("未列出，但还有人"), _named(files, len(held))),
    ]
    if held:
        lines.append((_("注意"), _("还有人的村社照旧保留；请随后用“并入”或“改代码”处理。")))
    shown = [(caption, words) for caption, words in lines if words]
    return shown or [(_("结果"), _("与现有的区划完全一致，不用更新。"))]


def _named(names: Iterable[str], count: int) -> str:
    """Return how many, and the first of them by name."""
    if not count:
        return ""
    first = [name for _number, name in zip(range(_MOST_NAMED), names, strict=False)]
    words = _("、").join(first)
    more = _("等") if count > len(first) else ""
    return _("{count} 个：{names}{more}").format(count=count, names=words, more=more)


def _rows(rows: Iterable[str], count: int) -> str:
    """Return the first lines that cannot be read, and how many more there are."""
    first = [words for _number, words in zip(range(_MOST_NAMED), rows, strict=False)]
    if count > len(first):
        first.append(_("……共 {count} 行").format(count=count))
    return "\n".join(first)
