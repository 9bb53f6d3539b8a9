"""The register's list: search as you type, filters, columns and orders to choose, saved lists, and the way in."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QMenu, QVBoxLayout, QWidget

from desktop_app.bootstrap import Application
from desktop_app.config.strings import _
from desktop_app.domain.errors import N_
from desktop_app.domain.terms import AccessKind, UserRole
from desktop_app.services.list_columns import USUAL
from desktop_app.services.views import ListView, ViewRow
from desktop_app.storage.queries.elders import ElderFilter, ElderRow
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
    scrolling,
)
from desktop_app.ui.page import KeyHint, Page, PageContext
from desktop_app.ui.register.access_notes import PurposeDialog, note_access
from desktop_app.ui.register.bulk_actions import EDIT_KEY, EXPORT_KEY, BulkActions
from desktop_app.ui.register.columns import ListMemory, columns, orders_of, sort_of
from desktop_app.ui.register.columns_dialog import ColumnsDialog
from desktop_app.ui.register.filter_bar import FILTER_KEY, FilterBar
from desktop_app.ui.register.views_menu import VIEWS_KEY, ViewsMenu

LEAST_NEEDED = ("id_number", "phone", "visitor", "last_visit", "sex", "latest", "age")
"""The columns that give way on a narrow screen, in this order, until somebody chooses columns."""

COLUMNS_KEY = "Ctrl+Shift+L"
_NARROW_EM = 58
"""Below this width the buttons stand under the search field."""
_TABLE_EM = 10
"""The table is never lower; the page scrolls instead."""


class RegisterSource:
    """The register as the table asks for it, narrowed by one filter."""

    def __init__(self, app: Application, wanted: ElderFilter) -> None:
        self._app, self.wanted = app, wanted

    def first(self, sort: Sort) -> tuple[array[int], bool]:
        """Return the first card numbers at once; runs in a reader thread."""
        (key, down), *then = orders_of(sort)
        page = self._app.register.first_ids(
            self._app.actor, self.wanted, sort=key, descending=down, then=then
        )
        return page.ids, page.complete

    def ids(self, sort: Sort) -> array[int]:
        """Return the card numbers in order; runs in a reader thread."""
        (key, down), *then = orders_of(sort)
        return self._app.register.list_ids(self._app.actor, self.wanted, sort=key, descending=down, then=then)

    def rows(self, ids: Sequence[int]) -> Sequence[ElderRow | None]:
        """Return the lines of ``ids``, None for one that is gone."""
        found = {line.id: line for line in self._app.register.rows(self._app.actor, list(ids))}
        return [found.get(number) for number in ids]


class RegisterPage(Page):
    """名册. Signal: ``copied(int)`` with the number of people put on the clipboard."""

    copied = Signal(int)

    listens_to = frozenset(
        {
            "elder",
            "category_span",
            "contact",
            "visit",
            "assignment",
            "willingness",
            "residence",
            "village",
            "visitor",
            "household",
            "household_member",
            "person_link",
        }
    )
    keys = (
        KeyHint(FILTER_KEY, N_("更多筛选")),
        KeyHint(COLUMNS_KEY, N_("列与排序")),
        KeyHint(VIEWS_KEY, N_("常用列表")),
        KeyHint("Ctrl+1…9", N_("第几个常用列表")),
        KeyHint(EDIT_KEY, N_("批量修改")),
        KeyHint(EXPORT_KEY, N_("导出当前列表")),
    )

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("名册"))
        self._names_known = False
        self._memory = ListMemory(context.settings)
        self._widths = self._memory.widths()
        self._keys = self._memory.columns()
        self.set_main_action(_("登记老人"), "Ctrl+N", self._on_new)
        self.search = SearchField(_("姓名、拼音、首字母、证件号或电话的一段"))
        self.filters = FilterBar()
        self.table: RowTable[ElderRow] = RowTable(
            columns(self._keys, context.app.clock.today),
            jobs=context.jobs,
            sort=self._memory.sort(),
            empty=EmptyState("", _("导入名册"), self._on_empty, hint=" "),
            many=True,
            remembers=False,  # which columns there are is remembered too, and what a saved view asks for
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
        """Load the names of villages and visitors once, and the list anew."""
        if not self._names_known:
            self._names_known = True
            app, jobs = self.context.app, self.context.jobs
            villages = jobs.reading(_("读取嘎查村"), lambda _progress: app.register.villages(app.actor))
            villages.succeeded.connect(self.filters.set_villages)
            villages.start()
            visitors = jobs.reading(
                _("读取探访人"),
                lambda _progress: {one.uid: one.name for one in app.register.visitors(app.actor)},
            )
            visitors.succeeded.connect(self.filters.set_visitors)
            visitors.start()
            self.views.load()
        self._load()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: show as many columns as have room."""
        super().resizeEvent(event)
        narrow = self.width() < theme.px(_NARROW_EM)
        ways = QBoxLayout.Direction
        self._head.setDirection(ways.TopToBottom if narrow else ways.LeftToRight)
        self.search.setMaximumWidth(theme.px(80 if narrow else 34))
        self._fit_columns()

    def find_here(self) -> bool:
        """F3, Ctrl+K: back to the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()
        return True

    def record_visit(self) -> bool:
        """F2: record a visit for the person under the cursor."""
        self.search.ask_now()
        searched = bool(self.search.text().strip())
        if not self.context.navigator.has("visit") or (self.table.current() is None and not searched):
            return False
        self.table.when_shown(self._record)
        return True

    def _record(self) -> None:
        """Open the form for the chosen person; of several found by a search the first is meant."""
        if self.table.current() is None:
            self.table.choose_first()
        chosen = self.table.current()
        self.context.navigator.open("visit", **({"elder_uid": chosen.uid} if chosen is not None else {}))

    def wanted(self) -> ElderFilter:
        """Return what the list is narrowed to."""
        return self.filters.narrow(self.search.text().strip())

    def shown_ids(self) -> array[int]:
        """Return the card numbers of everybody in the list, in the present order."""
        return self.table.shown_ids()

    def selected_ids(self) -> list[int]:
        """Return the card numbers of the selected lines, from top to bottom."""
        return self.table.selected_ids()

    def visible_columns(self) -> list[Column[ElderRow]]:
        """Return the columns in sight, from left to right."""
        return self.table.visible_columns()

    def present_view(self) -> ListView:
        """Return columns, order and filter as they are now."""
        return ListView(self._keys, orders_of(self.table.sort()), self.wanted())

    def show_view(self, row_: ViewRow) -> None:
        """Show a saved list."""
        view = row_.view
        self.filters.set_filter(view.wanted)
        blocked = self.search.blockSignals(True)
        self.search.setText(view.wanted.text)
        self.search.blockSignals(blocked)
        self._show_columns(view.columns)
        self.table.set_order(sort_of(view.orders))
        self._load()

    def choose_columns(self) -> None:
        """Ctrl+Shift+L: choose columns and order."""
        dialog = ColumnsDialog(self._keys, self.table.sort(), self)
        dialog.decided.connect(self._on_columns)
        dialog.open()

    def save_export(
        self, path: Path, *, masked: bool, reason: str | None = None, recipient: str | None = None
    ) -> None:
        """Write everybody on the register, of the chosen village if one is chosen, to the workbook ``path``."""
        app, village = self.context.app, self.wanted().village_code
        job = self.context.jobs.outside(
            _("导出名册"),
            lambda progress: app.exports.register(
                app.actor,
                path,
                village_code=village,
                masked=masked,
                reason=reason,
                recipient=recipient,
                progress=progress,
            ),
        )
        job.succeeded.connect(
            lambda count: self.context.offer_file(_("已导出 {count} 人").format(count=count), path)
        )
        job.start()

    def _build(self) -> None:
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(theme.px(1.5), theme.px(1), theme.px(1.5), theme.px(0.8))
        layout.setSpacing(theme.px(0.7))
        self.bulk = BulkActions(self.context, self, self)
        self.views = ViewsMenu(self.context, self.present_view, self)
        self._head = head = row(self.search)
        head.setStretch(0, 1)
        self.files_button = button(_("导入导出"), icon_name="upload")
        self.files_button.setMenu(self._files_menu())
        ways = row(self.bulk.edit_button, self.bulk.export_button, self.files_button)
        ways.addStretch(1)
        head.addLayout(ways, 1)
        layout.addLayout(head)
        self.columns_button = button(_("列与排序"), self.choose_columns, key=COLUMNS_KEY)
        self.filters.add_way(self.columns_button)
        self.filters.add_way(self.views.button)
        layout.addWidget(self.filters)
        self.table.setMinimumHeight(theme.px(_TABLE_EM))
        layout.addWidget(self.table, 1)
        # In large type with many conditions there is more than a screen holds.
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling(content))
        self.setFocusProxy(self.search)

    def _files_menu(self) -> QMenu:
        menu = QMenu(self.files_button)
        menu.addAction(_("导入名册…"), self._on_import)
        menu.addAction(_("导入探访记录…"), self._on_import_visits)
        self.export_action = menu.addAction(_("导出整本名册…"), self._on_export)
        self.export_action.setVisible(self.context.app.actor.role is UserRole.OFFICER)
        return menu

    def _connect(self) -> None:
        self.search.searched.connect(lambda _text: self._load())
        self.search.entered.connect(self._on_entered)
        self.search.left_down.connect(self._on_left_down)
        self.filters.changed.connect(self._load)
        self.table.opened.connect(self._on_opened)
        self.table.counted.connect(self._on_counted)
        self.table.sorted_by.connect(self._memory.keep_sort)
        self.table.dragged.connect(self._on_dragged)
        self.table.copied.connect(self._on_copied)
        self.views.chosen.connect(self.show_view)
        for key, act in (
            ("Ctrl+N", self._on_new),
            (FILTER_KEY, self.filters.open_panel),
            (COLUMNS_KEY, self.choose_columns),
            (VIEWS_KEY, self.views.button.showMenu),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _fit_columns(self) -> None:
        """Let the least needed of the usual columns go where there is no room; chosen ones all stay."""
        listed = self.table.model.columns
        wanted = {column.key: theme.px(column.width_em) for column in listed}
        if self._keys == USUAL:
            room = self.width() - theme.px(4.1)
            for key in LEAST_NEEDED:
                if sum(wanted.values()) <= room:
                    break
                del wanted[key]
        for number, column in enumerate(listed):
            self.table.view.setColumnHidden(number, column.key not in wanted)

    def _show_columns(self, keys: Sequence[str]) -> None:
        self._keys = tuple(keys)
        self._memory.keep_columns(self._keys)
        self.table.set_columns(columns(self._keys, self.context.app.clock.today), self._widths)
        self._fit_columns()

    def _on_columns(self, keys: Sequence[str], sort: Sort) -> None:
        self._show_columns(keys)
        if sort != self.table.sort():
            self.table.set_sort(sort)

    def _on_dragged(self, key: str, em: float) -> None:
        self._widths[key] = em
        self._memory.keep_widths(self._widths)

    def _on_copied(self, count: int, asked: int) -> None:
        self.copied.emit(count)
        note_access(self.context, AccessKind.COPIED, _("名册列表（隐去部分号码）"), people=count)
        if count < asked:
            text = _("已复制前 {count} 人（共 {asked} 人，更多请用“导出当前列表”）；号码已隐去一部分。")
        else:
            text = _("已复制 {count} 人，可以粘贴到表格；号码已隐去一部分。")
        self.context.notices.show_notice("info", text.format(count=count, asked=asked))

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
        empty = self.table.empty
        words = _("清除搜索和筛选") if narrowed else _("导入名册")
        empty.button.setText(words)
        empty.button.setAccessibleName(words)
        if narrowed:
            empty.sentence.setText(_("没有符合条件的老年人。"))
            empty.hint.setText(_("换一个字或少选几个条件再试；姓名可以只输拼音首字母。"))
        else:
            empty.sentence.setText(_("名册还是空的。"))
            empty.hint.setText(_("可以直接读取办公室现有的 Excel、WPS 表格；也可以按 Ctrl+N 逐个登记。"))

    def _on_entered(self, _text: str) -> None:
        self.table.when_shown(self._open_the_found)

    def _open_the_found(self) -> None:
        if self.table.count() == 1:
            self.table.choose_first()
            self._on_opened(self.table.current())
        else:
            self._on_left_down()

    def _on_left_down(self) -> None:
        self.table.when_shown(self._go_into_the_list)

    def _go_into_the_list(self) -> None:
        self.table.choose_first()
        self.table.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_opened(self, line: ElderRow | None) -> None:
        if line is not None:
            self.context.navigator.open("person", uid=line.uid)

    def _on_new(self) -> None:
        self.context.navigator.open("editor", uid=None)

    def _on_empty(self) -> None:
        """Show everybody again, or import where there is nobody."""
        if self.wanted() == ElderFilter():
            self._on_import()
        else:
            self.activate(search="")
            self.search.setFocus()

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
        if answer == "masked":
            self._choose_export(masked=True)
            return
        dialog = PurposeDialog(
            _("导出完整号码"),
            _("交给谁、为什么会记入查阅与输出台账。"),
            _("选择位置并导出"),
            self,
        )
        dialog.decided.connect(
            lambda recipient, reason: self._choose_export(masked=False, reason=reason, recipient=recipient)
        )
        dialog.open()

    def _choose_export(
        self, *, masked: bool, reason: str | None = None, recipient: str | None = None
    ) -> None:
        path, _kind = QFileDialog.getSaveFileName(self, _("保存到"), _("老年人名册.xlsx"), "*.xlsx")
        if path:
            self.save_export(
                Path(path).with_suffix(".xlsx"), masked=masked, reason=reason, recipient=recipient
            )
