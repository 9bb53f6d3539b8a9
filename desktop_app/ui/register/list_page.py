"""The register's list: search as you type, filter chips, a table that pages through SQL, and the way in."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFileDialog, QVBoxLayout

from desktop_app.bootstrap import Application
from desktop_app.config.strings import _
from desktop_app.domain.terms import Category, Sex, Tier, UserRole
from desktop_app.storage.queries.elders import SORTS, ElderFilter, ElderRow
from desktop_app.ui import theme
from desktop_app.ui.kit import (
    Column,
    EmptyState,
    RowTable,
    SearchField,
    Sort,
    button,
    choose,
    row,
)
from desktop_app.ui.page import Page, PageContext
from desktop_app.ui.register import words
from desktop_app.ui.register.filter_bar import FilterBar

CATEGORIES_EM = 9
LEAST_NEEDED = ("id_number", "phone", "visitor", "last_visit", "sex", "latest", "birth")
"""The columns that give way on a narrow screen, in this order; the person's page shows them all."""


class RegisterSource:
    """The register as the table asks for it, narrowed by one filter."""

    def __init__(self, app: Application, wanted: ElderFilter) -> None:
        self._app, self.wanted = app, wanted

    def ids(self, sort: Sort) -> array[int]:
        """Return the card numbers in order; runs in a reader thread."""
        key = sort.key if sort.key in SORTS else "name"
        return self._app.register.list_ids(self._app.actor, self.wanted, sort=key, descending=sort.descending)

    def rows(self, ids: Sequence[int]) -> Sequence[ElderRow | None]:
        """Return the lines of ``ids``, None for one that is gone."""
        found = {line.id: line for line in self._app.register.rows(self._app.actor, list(ids))}
        return [found.get(number) for number in ids]


def columns(today: Callable[[], date]) -> tuple[Column[ElderRow], ...]:
    """Return the columns of the list."""
    return (
        Column(key="name", title=_("姓名"), width_em=8.6, text=lambda line: line.name, strong=True),
        Column(
            key="sex",
            title=_("性别"),
            width_em=3.3,
            text=lambda line: words.term_word(Sex, line.sex) if line.sex in {Sex.MALE, Sex.FEMALE} else "",
            sortable=False,
        ),
        Column(
            key="birth",
            title=_("年龄"),
            width_em=3.4,
            text=lambda line: words.age_words(line.birth_on, today()),
        ),
        Column(key="village", title=_("嘎查村"), width_em=7.5, text=lambda line: line.village),
        Column(
            key="categories",
            title=_("类别"),
            width_em=CATEGORIES_EM,
            text=lambda line: "、".join(words.term_words(Category, line.categories)),
            chips=lambda line: words.term_words(Category, line.categories),
            sortable=False,
            stretch=True,
        ),
        Column(
            key="tier",
            title=_("等级"),
            width_em=5.4,
            text=lambda line: words.term_word(Tier, line.tier),
            tint=lambda line: words.tier_tint(line.tier),
            sortable=False,
        ),
        Column(
            key="state",
            title=_("状态"),
            width_em=7.6,
            text=lambda line: _state(line, today()),
            tint=lambda line: "quiet" if line.ended else words.duty_tint(line.duty_state),
            sortable=False,
        ),
        Column(
            key="latest",
            title=_("最迟探访"),
            width_em=6.5,
            text=lambda line: words.day_or_empty(line.latest_on),
        ),
        Column(
            key="last_visit",
            title=_("上次探访"),
            width_em=6.5,
            text=lambda line: words.day_or_empty(line.last_visit_on),
        ),
        Column(
            key="visitor",
            title=_("探访人"),
            width_em=5.5,
            text=lambda line: line.visitor or "",
            sortable=False,
        ),
        Column(
            key="phone", title=_("电话"), width_em=7.3, text=lambda line: line.phone or "", sortable=False
        ),
        Column(
            key="id_number",
            title=_("身份证号"),
            width_em=10.8,
            text=lambda line: line.id_number or "",
            sortable=False,
        ),
    )


def _state(line: ElderRow, today: date) -> str:
    return _("已退出") if line.ended else words.duty_words(line.duty_state, line.latest_on, today)


class RegisterPage(Page):
    """名册."""

    listens_to = frozenset(
        {"elder", "category_span", "contact", "visit", "assignment", "willingness", "residence", "village"}
    )

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("名册"))
        self._villages_known = False
        self.set_main_action(_("登记老人"), "Ctrl+N", self._on_new)
        self.search = SearchField(_("姓名、拼音、首字母、证件号或电话的一段"))
        self.filters = FilterBar()
        self.table: RowTable[ElderRow] = RowTable(
            columns(context.app.clock.today),
            jobs=context.jobs,
            sort=Sort("name"),
            empty=EmptyState(
                _("名册还是空的。"),
                _("导入名册"),
                self._on_import,
                hint=_("可以直接读取办公室现有的 Excel、WPS 表格；也可以按 Ctrl+N 逐个登记。"),
            ),
            many=True,
        )
        self._build()
        self._connect()

    def activate(self, **params: Any) -> None:
        """Take ``search`` (a text) and filters by name: ``village_code``, ``category``, ``tier``, ``state``."""
        if not params:
            return
        self.filters.set_values(params)
        self.search.setText(str(params.get("search", "")))
        self.mark_stale()

    def refresh(self) -> None:
        """Load the villages once and the list anew."""
        if not self._villages_known:
            self._villages_known = True
            app = self.context.app
            job = self.context.jobs.reading(
                _("读取嘎查村"), lambda _progress: app.register.villages(app.actor)
            )
            job.succeeded.connect(self.filters.set_villages)
            job.start()
        self._load()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: show as many columns as have room."""
        super().resizeEvent(event)
        self._fit_columns()

    def find_here(self) -> bool:
        """F3, Ctrl+K: back to the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()
        return True

    def record_visit(self) -> bool:
        """F2: record a visit for the person under the cursor."""
        chosen = self.table.current()
        if chosen is None or not self.context.navigator.has("visit"):
            return False
        return self.context.navigator.open("visit", elder_uid=chosen.uid)

    def wanted(self) -> ElderFilter:
        """Return what the list is narrowed to."""
        return self.filters.narrow(self.search.text().strip())

    def save_export(self, path: Path, *, masked: bool) -> None:
        """Write everybody on the register, of the chosen village if one is chosen, to the workbook ``path``."""
        app, village = self.context.app, self.wanted().village_code
        job = self.context.jobs.outside(
            _("导出名册"),
            lambda progress: app.exports.register(
                app.actor, path, village_code=village, masked=masked, progress=progress
            ),
        )
        job.succeeded.connect(
            lambda count: self.context.undo.offer(_("已导出 {count} 人").format(count=count))
        )
        job.start()

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(1.5), theme.px(1), theme.px(1.5), theme.px(0.8))
        layout.setSpacing(theme.px(0.7))
        head = row(self.search)
        head.setStretch(0, 1)
        self.export_button = button(_("导出"), self._on_export, icon_name="file-down")
        self.export_button.setVisible(self.context.app.actor.role is UserRole.OFFICER)
        ways = row(
            button(_("导入名册"), self._on_import, icon_name="upload"),
            button(_("导入探访记录"), self._on_import_visits, icon_name="upload"),
            self.export_button,
        )
        ways.addStretch(1)
        self.search.setMaximumWidth(theme.px(34))
        head.addLayout(ways, 1)
        layout.addLayout(head)
        layout.addWidget(self.filters)
        layout.addWidget(self.table, 1)
        self.setFocusProxy(self.search)

    def _connect(self) -> None:
        self.search.searched.connect(lambda _text: self._load())
        self.search.entered.connect(self._on_entered)
        self.search.left_down.connect(self._on_left_down)
        self.filters.changed.connect(self._load)
        self.table.opened.connect(self._on_opened)
        self.table.counted.connect(self._on_counted)
        new = QShortcut(QKeySequence("Ctrl+N"), self)
        new.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        new.activated.connect(self._on_new)

    def _fit_columns(self) -> None:
        room = self.width() - theme.px(4.1)
        listed = self.table.model.columns
        wanted = {column.key: theme.px(column.width_em) for column in listed}
        for key in LEAST_NEEDED:
            if sum(wanted.values()) <= room:
                break
            del wanted[key]
        for number, column in enumerate(listed):
            self.table.view.setColumnHidden(number, column.key not in wanted)

    def _load(self) -> None:
        self.table.show_source(RegisterSource(self.context.app, self.wanted()))

    def _on_counted(self, count: int) -> None:
        wanted = self.wanted()
        narrowed = wanted != ElderFilter()
        text = _("找到 {count} 人") if narrowed else _("在册 {count} 人")
        if wanted.ended:
            text = _("已退出 {count} 人")
        self.filters.count.setText(text.format(count=count))
        self.filters.count.setVisible(bool(count) or narrowed)
        if not count and narrowed:
            self.table.empty.sentence.setText(_("没有符合条件的老年人。"))
            self.table.empty.hint.setText(_("换一个字或少选几个条件再试；姓名可以只输拼音首字母。"))
        elif not count:
            self.table.empty.sentence.setText(_("名册还是空的。"))
            self.table.empty.hint.setText(
                _("可以直接读取办公室现有的 Excel、WPS 表格；也可以按 Ctrl+N 逐个登记。")
            )
        self.table.empty.button.setVisible(not narrowed)

    def _on_entered(self, _text: str) -> None:
        if self.table.count() == 1:
            self.table.choose_first()
            self._on_opened(self.table.current())
        else:
            self._on_left_down()

    def _on_left_down(self) -> None:
        self.table.choose_first()
        self.table.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_opened(self, line: ElderRow | None) -> None:
        if line is not None:
            self.context.navigator.open("person", uid=line.uid)

    def _on_new(self) -> None:
        self.context.navigator.open("editor", uid=None)

    def _on_import(self) -> None:
        self.context.navigator.open("import", kind="register")

    def _on_import_visits(self) -> None:
        self.context.navigator.open("import", kind="visits")

    def _on_export(self) -> None:
        answer = choose(
            self,
            _("导出名册"),
            _("导出的表格没有加密。隐去部分号码的适合张贴和讨论，完整的才能再导入回来，请妥善保管。"),
            {"masked": _("隐去部分号码"), "full": _("完整号码"), "stay": _("不导出")},
        )
        if answer not in {"masked", "full"}:
            return
        path, _kind = QFileDialog.getSaveFileName(self, _("保存到"), _("老年人名册.xlsx"), "*.xlsx")
        if path:
            self.save_export(Path(path).with_suffix(".xlsx"), masked=answer == "masked")
