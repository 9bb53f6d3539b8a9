"""A person's 由 2 份档案合并 with 拆分, for the person page and whoever else shows a person.

Example::

    files = JoinedFiles(context)              # hidden while the person has one file
    layout.addWidget(files)
    files.show_files(app.same_person.files_of(app.actor, uid))
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.terms import UserRole
from desktop_app.services.moved_records import RecordedSince
from desktop_app.services.same_person import JoinedFile, Judged
from desktop_app.ui import theme
from desktop_app.ui.kit import Card, Dialog, Section, Text, button, row, scrolling
from desktop_app.ui.kit.sight import set_shown
from desktop_app.ui.page import PageContext

MOST_LISTED = 30


class JoinedFiles(Card):
    """The files a person is read from, each with a button to take it out. Signal: ``separated`` when one was."""

    separated = Signal()

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context = context
        self._uid = ""
        self._title = Section("")
        self._lines = QWidget()
        self.body.addWidget(self._title)
        self.body.addWidget(self._lines)
        self.hide()

    def show_files(self, files: Sequence[JoinedFile]) -> None:
        """Show the files that ``SamePersonService.files_of`` gave; nothing when there is only one."""
        set_shown(self, len(files) > 1)
        if files:
            self._uid = files[0].file.uid
        self._title.setText(_("由 {count} 份档案合并").format(count=len(files)))
        old = self._lines
        self._lines = QWidget()
        layout = QVBoxLayout(self._lines)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(0.4))
        for number, joined in enumerate(files):
            layout.addWidget(self._line(joined, kept=number == 0))
        self.body.replaceWidget(old, self._lines)
        old.hide()
        old.deleteLater()

    def _line(self, joined: JoinedFile, *, kept: bool) -> QWidget:
        file = joined.file
        holder = QWidget()
        about = "  ".join(
            part
            for part in (file.village, file.birth_on.isoformat() if file.birth_on else "", file.id_number)
            if part
        )
        words = Text(_("{name}  {about}").format(name=file.name, about=about), "", wrap=True)
        why = _("显示的就是这一份") if kept else joined.why or ""
        if joined.decided_on is not None:
            why = _("{day} 合并。{why}").format(day=joined.decided_on.isoformat(), why=why)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(words)
        texts.addWidget(Text(why, "hint", wrap=True))
        line = row(texts, spacing_em=0.7)
        line.setStretch(0, 1)
        if not kept and self._context.app.actor.role is not UserRole.READER:
            take_out = button(_("拆分"), partial(self._ask, joined), icon_name="undo-2")
            take_out.setAccessibleName(_("拆分出 {name}").format(name=file.name))
            line.addWidget(take_out)
        holder.setLayout(line)
        return holder

    def _ask(self, joined: JoinedFile) -> None:
        app, uid, other = self._context.app, self._uid, joined.file.uid
        job = self._context.jobs.reading(
            _("读取合并后的记录"),
            lambda _progress: app.same_person.recorded_since(app.actor, uid, other),
        )
        job.succeeded.connect(lambda records: self._on_asked(joined, records))
        job.start()

    def _on_asked(self, joined: JoinedFile, records: Sequence[RecordedSince]) -> None:
        dialog = SeparateDialog(joined, records, self)
        dialog.accepted.connect(lambda: self._separate(joined, dialog.moving()))
        dialog.open()

    def _separate(self, joined: JoinedFile, moving: Sequence[str]) -> None:
        app, uid, other = self._context.app, self._uid, joined.file.uid
        job = self._context.jobs.writing(
            _("拆分档案"),
            lambda _progress: app.same_person.separate(app.actor, uid, other, moving=moving),
        )
        job.succeeded.connect(lambda judged: self._on_separated(joined.file.name, judged))
        job.start()

    def _on_separated(self, name: str, judged: Judged) -> None:
        self._context.offer_undo(_("已拆分出 {name}").format(name=name), judged.change_set)
        self.separated.emit()


class SeparateDialog(Dialog):
    """Says what separating does and lets choose what goes along."""

    def __init__(self, joined: JoinedFile, records: Sequence[RecordedSince], parent: QWidget) -> None:
        super().__init__(_("拆分出“{name}”这份档案？").format(name=joined.file.name), parent, width_em=40)
        self._boxes: list[tuple[QCheckBox, str]] = []
        self.body.addWidget(
            Text(
                _("合并前各自名下的记录回到各自的档案；合并时改写的栏目恢复原样，之后又改过的保留新内容。"),
                "",
                wrap=True,
            )
        )
        if records:
            self.body.addWidget(
                Text(
                    _(
                        "合并后登记的内容留在保留的档案上。属于拆分出的这一位的，请在这里选中，一并移过去；"
                        "为其中的问题或安排登记的服务、督促随之移动："
                    ),
                    "",
                    wrap=True,
                )
            )
            self._list(records[:MOST_LISTED])
        if len(records) > MOST_LISTED:
            self.body.addWidget(
                Text(
                    _("只列出最近 {count} 条，其余留在保留的档案上。").format(count=MOST_LISTED),
                    "hint",
                    wrap=True,
                )
            )
        self.add_button(button(_("不拆分"), self.reject))
        yes = self.add_button(button(_("拆分"), self.accept, look="main"))
        yes.setDefault(True)
        yes.setFocus()

    def moving(self) -> list[str]:
        """Return what goes along."""
        return [uid for box, uid in self._boxes if box.isChecked()]

    def _list(self, records: Sequence[RecordedSince]) -> None:
        holder = QWidget()
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(0, 0, 0, 0)
        for record in records:
            said = _("{day}  {kind}  {words}").format(
                day=record.on.isoformat(), kind=record.kind, words=record.words
            )
            box = QCheckBox(said)
            box.setAccessibleName(said)
            layout.addWidget(box)
            self._boxes.append((box, record.uid))
        area = scrolling(holder)
        area.setMinimumHeight(min(theme.px(2.3) * len(records) + theme.px(0.5), theme.px(14)))
        self.body.addWidget(area)
