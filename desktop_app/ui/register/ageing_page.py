"""将满年龄: who soon turns 60, 65, 75, 80 … and what begins then; who was registered ahead of turning 60."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QPushButton, QVBoxLayout

from desktop_app.config.strings import _
from desktop_app.domain.divisions import Division
from desktop_app.domain.errors import N_
from desktop_app.domain.terms import Sex, UserRole
from desktop_app.services.ageing import AGES, USUAL_DAYS, AgeingFilter, AgeingRow
from desktop_app.ui import theme
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import (
    ChoiceField,
    Column,
    EmptyState,
    FlowLayout,
    ListSource,
    RowTable,
    Sort,
    Text,
    button,
    row,
)
from desktop_app.ui.kit.sight import set_shown
from desktop_app.ui.page import KeyHint, Page, PageContext
from desktop_app.ui.register import words

DAYS = (30, 60, 90, 180, 366)

Read = tuple[Sequence[AgeingRow], tuple[Division, ...]]


class AgeingPage(Page):
    """将满年龄. Parameters: ``days``, ``ages``, ``village_code``."""

    listens_to = frozenset({"elder", "village"})
    help_topic = "ageing"
    keys = (KeyHint("Ctrl+E", N_("导出")),)

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("将满年龄"))
        self._reading: Job[Read] | None = None
        self._rows: Sequence[AgeingRow] = ()
        self._chips: dict[int, QPushButton] = {}
        self.days: ChoiceField[int] = ChoiceField(
            [(days, _("今后 {days} 天").format(days=days)) for days in DAYS[:-1]]
            + [(DAYS[-1], _("今后一年"))],
            empty=None,
        )
        self.days.describe(_("今后多少天"), "")
        self.days.set_value(USUAL_DAYS)
        self.village: ChoiceField[str] = ChoiceField(empty=_("全部嘎查村（社区）"))
        self.village.describe(_("嘎查村（社区）"), "")
        self.village.combo.setMinimumContentsLength(17)
        self.ahead = button(_("只看预登记"), look="chip")
        self.ahead.setToolTip(_("登记时还不满60岁的人：到60岁才计入人数、开始应探访"))
        self.count = Text("", "muted")
        self.table: RowTable[AgeingRow] = RowTable(
            _columns(),
            sort=Sort("reaches_on"),
            empty=EmptyState("", _("看今后一年"), self._on_year),
            many=True,
        )
        remembered = context.remembered("ageing")
        remembered.follow("days", self.days, as_value=int)
        remembered.follow("village", self.village)
        self._build()

    def activate(self, **params: Any) -> None:
        """Take the filters to show."""
        if params.get("days") in DAYS:
            self.days.set_value(int(params["days"]))
        if params.get("ages"):
            for age, chip in self._chips.items():
                chip.setChecked(age in params["ages"])
        if "village_code" in params:
            self.village.set_value(params["village_code"])
        self.mark_stale()

    def refresh(self) -> None:
        """Read the list in a reader thread."""
        if self._reading is not None:
            self._reading.cancel()
        app, wanted = self.context.app, self.wanted()
        self._reading = self.context.jobs.reading(
            _("读取将满年龄"),
            lambda _progress: (app.ageing.list(app.actor, wanted), app.register.villages(app.actor)),
        )
        self._reading.succeeded.connect(self._on_read)
        self._reading.start()

    def wanted(self) -> AgeingFilter:
        """Return what the list is narrowed to; no age chosen means every age."""
        chosen = tuple(age for age, chip in self._chips.items() if chip.isChecked())
        return AgeingFilter(
            days=self.days.value() or USUAL_DAYS,
            ages=chosen or AGES,
            village_code=self.village.value(),
            ahead_only=self.ahead.isChecked(),
        )

    def save_export(self, path: Path) -> None:
        """Write what is shown, in its order, to the workbook ``path``."""
        app, rows = self.context.app, self._shown()
        job = self.context.jobs.outside(
            _("导出将满年龄名单"),
            lambda progress: app.ageing.export(app.actor, path, rows, progress=progress),
        )
        job.succeeded.connect(
            lambda count: self.context.offer_file(_("已导出 {count} 人").format(count=count), path)
        )
        job.start()

    def record_visit(self) -> bool:
        """F2: record a visit for the person under the cursor."""
        chosen = self.table.current()
        if chosen is None or not self.context.navigator.has("visit"):
            return False
        return self.context.navigator.open("visit", elder_uid=chosen.uid)

    def _build(self) -> None:
        ways = FlowLayout(spacing_em=0.4)
        for age in AGES:
            chip = button(_("满{age}岁").format(age=age), look="chip")
            chip.setCheckable(True)
            chip.clicked.connect(self.refresh)
            self._chips[age] = chip
            ways.addWidget(chip)
        self.ahead.setCheckable(True)
        self.ahead.clicked.connect(self.refresh)
        self.copy_button = button(_("复制为表格"), self._on_copy, icon_name="clipboard-list", key="Ctrl+C")
        self.export_button = button(_("导出"), self._on_export, icon_name="file-down", key="Ctrl+E")
        set_shown(self.export_button, self.context.app.actor.role is UserRole.OFFICER)
        for widget in (self.ahead, self.days, self.village):
            ways.addWidget(widget)
        told = row(self.count)
        told.addStretch(1)
        self.radar_button = button(
            _("看应享的服务和待遇"), lambda: self.context.navigator.open("radar"), look="link"
        )
        set_shown(self.radar_button, self.context.navigator.has("radar"))
        told.addWidget(self.radar_button)
        told.addWidget(self.copy_button)
        told.addWidget(self.export_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(1.5), theme.px(1), theme.px(1.5), theme.px(0.8))
        layout.setSpacing(theme.px(0.7))
        layout.addLayout(ways)
        layout.addLayout(told)
        layout.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        self.days.changed.connect(self.refresh)
        self.village.changed.connect(self.refresh)
        self.table.opened.connect(lambda chosen: self.context.navigator.open("person", uid=chosen.uid))
        self.table.counted.connect(self._on_counted)
        export = QShortcut(QKeySequence("Ctrl+E"), self)
        export.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        export.activated.connect(self._on_export)

    def _on_read(self, read: Read) -> None:
        self._reading = None
        self._rows, villages = read
        chosen = self.village.value()
        blocked = self.village.blockSignals(True)
        self.village.set_choices([(one.code, one.name) for one in villages])
        self.village.set_value(chosen)
        self.village.blockSignals(blocked)
        source = ListSource[AgeingRow](
            self._rows,
            {
                "name": lambda each: each.name,
                "age": lambda each: (each.age, each.reaches_on),
                "reaches_on": lambda each: (each.reaches_on, each.name),
                "village": lambda each: (each.village_code, each.reaches_on),
            },
        )
        self.table.show_source(source, keep_choice=False)
        self.table.choose_first()

    def _on_counted(self, count: int) -> None:
        ahead = sum(each.ahead for each in self._rows)
        told = _("共 {count} 人").format(count=count)
        if ahead:
            told = _("共 {count} 人，其中预登记（还不满60岁）{ahead} 人").format(count=count, ahead=ahead)
        self.count.setText(told)
        self.count.setVisible(bool(count))
        self.copy_button.setEnabled(bool(count))
        self.export_button.setEnabled(bool(count))
        only_ahead = self.ahead.isChecked()
        self.table.empty.sentence.setText(
            _("没有预登记的人：名册里都已满60岁。") if only_ahead else _("这段时间没有人满这些年龄。")
        )
        self.table.empty.hint.setText(_("没有出生日期的人不在这里；请先补上身份证号码或出生日期。"))
        self.table.empty.hint.show()
        self.table.empty.button.setVisible(not only_ahead and self.days.value() != DAYS[-1])

    def _shown(self) -> list[AgeingRow]:
        found = (self.table.model.row_at(number) for number in range(self.table.count()))
        return [each for each in found if each is not None]

    def _on_year(self) -> None:
        self.days.set_value(DAYS[-1])

    def _on_copy(self) -> None:
        if len(self.table.selected()) < 2:
            self.table.view.selectAll()
        self.table.copy_table()
        self.context.notices.show_notice(
            "done",
            _("已复制 {count} 行，可以粘贴到表格中。").format(count=len(self.table.selected())),
        )

    def _on_export(self) -> None:
        if self.context.app.actor.role is not UserRole.OFFICER or not self.table.count():
            return
        suggested = _("将满年龄名单 {day}.xlsx").format(day=self.context.app.clock.today().isoformat())
        path, _kind = QFileDialog.getSaveFileName(self, _("导出"), suggested, _("工作簿 (*.xlsx)"))
        if path:
            self.save_export(Path(path))


def _columns() -> tuple[Column[AgeingRow], ...]:
    return (
        Column(key="name", title=_("姓名"), width_em=9.5, text=lambda each: each.name, strong=True),
        Column(
            key="sex",
            title=_("性别"),
            width_em=4,
            text=lambda each: words.term_word(Sex, each.sex) if each.sex in {Sex.MALE, Sex.FEMALE} else "",
            sortable=False,
        ),
        Column(
            key="age", title=_("将满"), width_em=5.4, text=lambda each: _("{age} 岁").format(age=each.age)
        ),
        Column(
            key="reaches_on", title=_("满龄日期"), width_em=7, text=lambda each: each.reaches_on.isoformat()
        ),
        Column(
            key="days_left",
            title=_("还有"),
            width_em=5,
            text=_days_words,
            tint=lambda each: "soon" if each.days_left <= 7 else "quiet",
            sortable=False,
        ),
        Column(key="village", title=_("嘎查村（社区）"), width_em=8, text=lambda each: each.village),
        Column(
            key="ahead",
            title=_("登记"),
            width_em=5,
            text=lambda each: _("预登记") if each.ahead else "",
            sortable=False,
        ),
        Column(
            key="begins",
            title=_("届时开始"),
            width_em=14,
            text=lambda each: _("；").join(begin.say(_) for begin in each.begins),
            sortable=False,
            stretch=True,
        ),
    )


def _days_words(each: AgeingRow) -> str:
    return _("{left} 天").format(left=each.days_left) if each.days_left else _("就是今天")
