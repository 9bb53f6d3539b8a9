"""查阅与输出台账: who looked at, copied, printed or exported whose data; narrowed, paged, exported. For officers."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog

from desktop_app.bootstrap import Application
from desktop_app.config.strings import _
from desktop_app.domain.terms import AccessKind
from desktop_app.services.access_log import AccessFilter, AccessRow
from desktop_app.ui.kit import (
    ChoiceField,
    Column,
    DateField,
    EmptyState,
    FlowLayout,
    RowTable,
    Sort,
    Text,
    button,
    row,
)
from desktop_app.ui.page import PageContext
from desktop_app.ui.settings.section import SettingsSection

_KIND_TINTS = {"looked": "quiet", "copied": "soon", "exported": "soon", "printed": "info"}


class AccessSource:
    """The ledger behind one filter, newest first."""

    def __init__(self, app: Application, wanted: AccessFilter) -> None:
        """Read what ``wanted`` leaves."""
        self._app, self._wanted = app, wanted

    def ids(self, _sort: Sort) -> array[int]:
        """Return the numbers of the notes."""
        return self._app.access_log.ids(self._app.actor, self._wanted)

    def rows(self, ids: Sequence[int]) -> Sequence[AccessRow | None]:
        """Return one page of notes."""
        found = {one.id: one for one in self._app.access_log.rows(self._app.actor, ids)}
        return [found.get(number) for number in ids]


class AccessSection(SettingsSection):
    """查阅与输出台账."""

    fills_page: ClassVar[bool] = True

    def __init__(self, context: PageContext) -> None:
        super().__init__(
            context,
            _("查阅台账"),
            _("谁在什么时候查看、复制、打印、导出了哪些人的资料。只记在本机，至少保存三年，不随上报包外传。"),
        )
        today = context.app.clock.today
        self.first = DateField(latest_on=today, today=today, empty=_("不限"))
        self.last = DateField(latest_on=today, today=today, empty=_("不限"))
        self.who: ChoiceField[str] = ChoiceField((), empty=_("全部人员"))
        self.kind: ChoiceField[AccessKind] = ChoiceField(AccessKind, empty=_("全部种类"))
        for field, name in (
            (self.first, _("从哪天起")),
            (self.last, _("到哪天止")),
            (self.who, _("谁")),
            (self.kind, _("种类")),
        ):
            field.describe(name, "")
        self.table: RowTable[AccessRow] = RowTable(
            _columns(), jobs=context.jobs, sort=Sort(""), empty=EmptyState(_("没有符合条件的记录。"))
        )
        self.export = button(_("导出台账"), self._on_export, icon_name="file-down")
        self.person = button(_("只看这位老人"), self._on_person)
        self.count = Text("", "hint")
        self._elder: str | None = None
        self._build()

    def _build(self) -> None:
        for field, name in (
            (self.first, _("从哪天")),
            (self.last, _("到哪天")),
            (self.who, _("操作人")),
            (self.kind, _("种类")),
        ):
            field.setAccessibleName(name)
            field.changed.connect(self._on_filter)
        head = FlowLayout(spacing_em=0.5)
        for widget in (Text(_("从")), self.first, Text(_("到")), self.last, self.who, self.kind):
            head.addWidget(widget)
        foot = row(self.person, self.export, self.count, spacing_em=0.6)
        foot.addStretch(1)
        self.body.addLayout(head)
        self.body.addWidget(self.table, 1)
        self.body.addLayout(foot)
        self.table.counted.connect(self._on_counted)
        self.table.chosen.connect(self._on_chosen)
        self._on_chosen(None)
        if not self.may_manage():
            for hidden in (self.first, self.last, self.who, self.kind, self.export, self.person):
                hidden.setEnabled(False)
            self.count.setText(_("只有管理员可以查看台账。"))

    def wanted(self) -> AccessFilter:
        """Return what the fields narrow the ledger to."""
        return AccessFilter(
            first_on=self.first.value(),
            last_on=self.last.value(),
            actor=self.who.value(),
            kind=self.kind.value(),
            elder_uid=self._elder,
        )

    def refresh(self) -> None:
        """Read the ledger and the names in it."""
        if not self.may_manage():
            return
        app = self.context.app
        job = self.context.jobs.reading(_("读取台账"), lambda _progress: app.access_log.actors(app.actor))
        job.succeeded.connect(self._on_actors)
        job.start()
        self.table.show_source(AccessSource(app, self.wanted()))

    def save_to(self, path: Path) -> None:
        """Write what is shown to the workbook ``path``."""
        app, wanted = self.context.app, self.wanted()
        job = self.context.jobs.outside(
            _("导出台账"),
            lambda progress: app.access_log.export(app.actor, path, wanted, progress=progress),
        )
        job.succeeded.connect(
            lambda count: self.context.undo.offer(_("已导出 {count} 条").format(count=count))
        )
        job.start()

    def _on_filter(self) -> None:
        self.table.show_source(AccessSource(self.context.app, self.wanted()))

    @Slot(object)
    def _on_actors(self, names: list[str]) -> None:
        chosen = self.who.value()
        blocked = self.who.blockSignals(True)
        self.who.set_choices([(name, name) for name in names])
        self.who.set_value(chosen if chosen in names else None)
        self.who.blockSignals(blocked)

    def _on_counted(self, count: int) -> None:
        if self.may_manage():
            self.count.setText(_("{count} 条").format(count=count))
        narrowed = self.wanted() != AccessFilter()
        words = _("没有符合条件的记录。") if narrowed else _("还没有查看、复制、打印或导出的记录。")
        self.table.empty.sentence.setText(words)

    def _on_chosen(self, chosen: AccessRow | None) -> None:
        narrowed = self._elder is not None
        self.person.setText(_("看全部老人") if narrowed else _("只看这位老人"))
        self.person.setEnabled(narrowed or (chosen is not None and chosen.elder_uid is not None))

    def _on_person(self) -> None:
        chosen = self.table.current()
        self._elder = None if self._elder is not None or chosen is None else chosen.elder_uid
        self._on_filter()
        self._on_chosen(chosen)

    def _on_export(self) -> None:
        path, _kind = QFileDialog.getSaveFileName(self, _("保存到"), _("查阅与输出台账") + ".xlsx", "*.xlsx")
        if path:
            self.save_to(Path(path).with_suffix(".xlsx"))


def _columns() -> tuple[Column[AccessRow], ...]:
    return (
        Column(
            key="at",
            title=_("时间"),
            width_em=10.5,
            text=lambda one: one.at.astimezone().strftime("%Y-%m-%d %H:%M"),
            sortable=False,
        ),
        Column(key="actor", title=_("操作人"), width_em=6, text=lambda one: one.actor, sortable=False),
        Column(
            key="kind",
            title=_("种类"),
            width_em=4.5,
            text=_kind_words,
            tint=lambda one: _KIND_TINTS.get(one.kind, "quiet"),
            sortable=False,
        ),
        Column(
            key="whose",
            title=_("老年人"),
            width_em=8,
            text=_whose,
            strong=True,
            sortable=False,
            stretch=True,
        ),
        Column(
            key="what",
            title=_("内容"),
            width_em=12,
            text=lambda one: _(one.what),
            sortable=False,
            stretch=True,
        ),
        Column(
            key="reason",
            title=_("理由"),
            width_em=9,
            text=lambda one: one.reason or "",
            sortable=False,
            stretch=True,
        ),
        Column(
            key="recipient",
            title=_("交给谁"),
            width_em=8,
            text=lambda one: one.recipient or "",
            sortable=False,
            stretch=True,
        ),
    )


def _kind_words(one: AccessRow) -> str:
    known = {kind.value: kind.term for kind in AccessKind}
    return _(known.get(one.kind, one.kind))


def _whose(one: AccessRow) -> str:
    if one.elder_uid is not None:
        return one.name or _("（档案已撤下）")
    return _("{count} 人").format(count=one.people)
