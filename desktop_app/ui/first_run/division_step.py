"""Second screen: where the unit is, by typing a part of the name or by picking from the province down."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem

from desktop_app.config.strings import _
from desktop_app.domain.divisions import Division
from desktop_app.domain.terms import SiteLevel
from desktop_app.ui import theme
from desktop_app.ui.first_run import places
from desktop_app.ui.first_run.places import Found, ShippedPlaces
from desktop_app.ui.first_run.step import Step
from desktop_app.ui.kit import LineField, SearchField, Text, button, row

_CODE = Qt.ItemDataRole.UserRole


class DivisionStep(Step):
    """The list shows what was found, or the places under the one picked last."""

    def __init__(self) -> None:
        super().__init__(
            _("单位在哪里？"), _("输入名称里的几个字，例如“达日罕乌拉”；也可以从省（自治区）开始一级一级选。")
        )
        self._places = ShippedPlaces()
        self._level = SiteLevel.TOWNSHIP
        self._chosen: Division | None = None
        self._holder: str | None = None
        self.search = SearchField(_("苏木乡镇、旗县或嘎查村的名称"))
        self.search.searched.connect(self._on_search)
        self.search.entered.connect(lambda _text: self._open_first())
        self.search.left_down.connect(self._into_list)
        self._path = QHBoxLayout()
        self._path.setSpacing(theme.px(0.2))
        self.list = QListWidget()
        self.list.setAccessibleName(_("地点"))
        self.list.itemClicked.connect(self._on_item)
        self.list.installEventFilter(self)
        self.chosen_line = Text("", "strong", wrap=True)
        self.code = LineField(placeholder=_("例如 150425202"), longest=20)
        self.code.setFixedWidth(theme.px(12))
        self.code.changed.connect(self._on_code)
        caption = Text(_("名单里没有？填行政区划代码"), "label")
        caption.setBuddy(self.code)
        self.code.describe(_("行政区划代码"), "")
        self.body.addWidget(self.search)
        self.body.addLayout(self._path)
        self.body.addWidget(self.list, 1)
        line = row(caption, self.code)
        line.addStretch(1)
        self.body.addLayout(line)
        self.body.addWidget(self.chosen_line)

    def set_level(self, level: SiteLevel) -> None:
        """Ask for a place of this level; a choice of another level is forgotten."""
        self._level = level
        if self._chosen is not None and self._chosen.level is not places.WANTED[level]:
            self._choose(None)
        self._show_under(self._holder)

    def division(self) -> Division | None:
        """Return the chosen place."""
        return self._chosen

    def is_ready(self) -> bool:
        """A place of the right level is chosen."""
        return self._chosen is not None

    def enter(self) -> None:
        """Put the keyboard into the search field."""
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: Enter in the list picks."""
        entered = isinstance(event, QKeyEvent) and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if entered and watched is self.list and event.type() == QEvent.Type.KeyPress:
            if self.list.currentRow() >= 0:
                self._on_item(self.list.currentItem())
            return True
        return super().eventFilter(watched, event)

    def _on_search(self, text: str) -> None:
        if not text:
            self._show_under(self._holder)
            return
        self._fill(self._places.search(text, self._level), with_above=True)
        if not self.list.count():
            self._say_nothing_found()

    def _say_nothing_found(self) -> None:
        hints = [_("没有找到。试试少输几个字，或在下面填行政区划代码。")]
        if self._level is SiteLevel.VILLAGE:
            hints.append(_("嘎查村前面请写所在的苏木乡镇，中间空一格：达日罕乌拉 达里"))
        for words in hints:
            item = QListWidgetItem(words)
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(item)

    def _open_first(self) -> None:
        if self._chosen is not None and not self.search.text().strip():
            self.forward_asked.emit()
            return
        if not self.search.text().strip() or not self.list.count() or self.list.item(0).data(_CODE) is None:
            return
        item = self.list.item(0)
        if self._chosen is not None and item.data(_CODE) == self._chosen.code:
            self.forward_asked.emit()
        else:
            self._on_item(item)

    def _into_list(self) -> None:
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self.list.setCurrentRow(0)

    def _on_item(self, item: QListWidgetItem) -> None:
        code = item.data(_CODE)
        if code is None:
            return
        division = self._places.get(code)
        if division is None:
            return
        if division.level is places.WANTED[self._level]:
            if self._chosen == division:
                self.forward_asked.emit()
            self._choose(division)
            return
        self.search.clear()
        self._choose(None)
        self._show_under(division.code)

    def _on_code(self) -> None:
        if self.code.value():
            self._choose(places.division_of_code(self._places, self.code.value(), self._level))

    def _choose(self, division: Division | None) -> None:
        self._chosen = division
        if division is None:
            self.chosen_line.setText("")
        else:
            name = self._places.table.full_name(division.code)
            self.chosen_line.setText(
                _("已选：{name}（{code}）").format(name=name, code=division.code)
                if division.name
                else _("已选：{name}内，代码 {code}").format(name=name, code=division.code)
            )
        self.changed.emit()

    def _show_under(self, code: str | None) -> None:
        self._holder = code
        self._places.open(code)
        children = self._places.table.children(code)
        while len(children) == 1 and children[0].level < places.WANTED[self._level]:
            self._places.open(children[0].code)
            children = self._places.table.children(children[0].code)
        self._fill([Found(each, "") for each in children], with_above=False)
        if not children:
            item = QListWidgetItem(_("随附的区划表里没有这里的下级，请在下面填行政区划代码。"))
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(item)

    def _fill(self, found: Sequence[Found], *, with_above: bool) -> None:
        self.list.clear()
        for each in found:
            opens = each.division.level < places.WANTED[self._level]
            words = f"{each.division.name} ›" if opens else each.division.name
            if with_above and each.above:
                words = f"{words}    {each.above}"
            item = QListWidgetItem(words)
            item.setData(_CODE, each.division.code)
            item.setSizeHint(QSize(0, theme.px(2.2)))
            self.list.addItem(item)
            if self._chosen is not None and each.division.code == self._chosen.code:
                self.list.setCurrentItem(item)
        self._show_path()

    def _show_path(self) -> None:
        while self._path.count():
            widget = self._path.takeAt(0).widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        steps: list[tuple[str | None, str]] = [(None, _("全国"))]
        if self._holder is not None:
            steps += [(each.code, each.name) for each in self._places.table.path(self._holder)]
        for at, (code, name) in enumerate(steps):
            if at:
                self._path.addWidget(Text("›", "muted"))
            made = button(name, look="link")
            made.clicked.connect(lambda _checked=False, code=code: self._go_up(code))
            self._path.addWidget(made)
        self._path.addStretch(1)

    def _go_up(self, code: str | None) -> None:
        self.search.clear()
        self._show_under(code)
