"""A table with headings between the people: Left folds a group, Right unfolds it, Enter and Space do either."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from desktop_app.services.duties import OwedRow
from desktop_app.ui import theme
from desktop_app.ui.duties.list_columns import LEAST_NEEDED, Now, columns, sort_keys
from desktop_app.ui.duties.list_groups import ALERTS, Entry, GroupedSource, Grouping, Heading
from desktop_app.ui.kit import EmptyState, RowTable, RowTableModel, Sort
from desktop_app.ui.kit.cell_painter import CellPainter

_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class GroupPainter(CellPainter):
    """Paints headings over the whole width; people as everywhere."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Qt: paint one cell."""
        model = index.model()
        row = model.row_at(index.row()) if isinstance(model, RowTableModel) else None
        if not isinstance(row, Heading):
            super().paint(painter, option, index)
            return
        # The stub of QStyleOption hides its fields.
        area, state = QRectF(option.rect), option.state  # type: ignore[attr-defined]  # see above
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        alert = row.key == ALERTS
        painter.save()
        ground = "overdue_ground" if alert else "accent_ground" if chosen else "ground"
        painter.fillRect(area, theme.colour(ground))
        painter.fillRect(QRectF(area.left(), area.bottom() - 1, area.width(), 1), theme.colour("line"))
        if chosen:
            painter.fillRect(
                QRectF(area.left(), area.top(), theme.em() * 0.25, area.height()), theme.colour("accent")
            )
        face = theme.font(1.0, strong=True)
        painter.setFont(face)
        painter.setPen(theme.colour("overdue_ink" if alert else "ink"))
        inner = area.adjusted(theme.em() * 0.6, 0, -theme.em() * 0.6, -1)
        shown = QFontMetricsF(face).elidedText(row.words(), Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, _LEFT, shown)
        painter.restore()


class GroupedTable(RowTable[Entry]):
    """The list of duties; ``opened`` and ``chosen`` also speak of headings, ``person()`` never does."""

    def __init__(self, now: Callable[[], Now], empty: EmptyState) -> None:
        super().__init__(columns(now), sort=Sort("state"), empty=empty, many=True)
        self._grouping = Grouping.NONE
        self._folded: set[str] = set()
        self._people: Sequence[OwedRow] = ()
        self.view.setItemDelegate(GroupPainter(self.view))
        self.view.installEventFilter(self)
        self.view.viewport().installEventFilter(self)
        self.counted.connect(self._on_counted)

    def show_people(self, people: Sequence[OwedRow], grouping: Grouping) -> None:
        """Show people in groups and keep the chosen one; else choose the first."""
        before = self.person()
        if grouping is not self._grouping:
            self._folded.clear()
        self._people, self._grouping = people, grouping
        self._show()
        if before is None or not self.choose_person(before.line.elder_uid):
            self.choose_first_person()

    def person(self) -> OwedRow | None:
        """Return the person under the cursor; a heading is nobody."""
        current = self.current()
        return current if isinstance(current, OwedRow) else None

    def people_from(self, start: int, most: int) -> list[OwedRow]:
        """Return the people from a row on, headings left out."""
        found = (self.model.row_at(number) for number in range(start, min(self.count(), start + most)))
        return [each for each in found if isinstance(each, OwedRow)]

    def headings(self) -> list[Heading]:
        """Return the headings in sight order."""
        found = (self.model.row_at(number) for number in range(self.count()))
        return [each for each in found if isinstance(each, Heading)]

    def choose_person(self, elder_uid: str) -> bool:
        """Put the cursor on a person; False when not in sight."""
        # The place of a person in what was read is the id.
        place = next((at for at, each in enumerate(self._people) if each.line.elder_uid == elder_uid), -1)
        return place >= 0 and self.choose_id(place)

    def choose_first_person(self) -> None:
        """Put the cursor on the first person, on the first heading where all groups are folded."""
        for number in range(self.count()):
            if isinstance(self.model.row_at(number), OwedRow):
                self.choose_id(self.model.id_at(number))
                self.view.scrollToTop()
                return
        self.choose_first()

    def fold(self, key: str, folded: bool) -> None:
        """Fold or unfold a group and put the cursor on its heading."""
        if folded == (key in self._folded):
            return
        (self._folded.add if folded else self._folded.discard)(key)
        top = self.view.verticalScrollBar().value()
        self._show()
        for number in range(self.count()):
            each = self.model.row_at(number)
            if isinstance(each, Heading) and each.key == key:
                self.choose_id(self.model.id_at(number))
        self.view.verticalScrollBar().setValue(top)

    def fit_columns(self, width: int) -> None:
        """Let the least needed columns go where there is no room, and the one the list is grouped by."""
        hidden = {
            Grouping.VILLAGE: {"village"},
            Grouping.VISITOR: {"visitor"},
            Grouping.NONE: set[str](),
        }[self._grouping]
        needed = {
            each.key: theme.word_px(each.width_em) for each in self.model.columns if each.key not in hidden
        }
        for key in LEAST_NEEDED:
            if sum(needed.values()) <= width - theme.px(1.5):
                break
            del needed[key]
        for number, each in enumerate(self.model.columns):
            self.view.setColumnHidden(number, each.key not in needed)
        self._widths.fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: Left, Right, Space on a heading, a click on it, Left on a person."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and watched is self.view:
            return self._on_key(event) or super().eventFilter(watched, event)
        if (
            event.type() == QEvent.Type.MouseButtonRelease
            and isinstance(event, QMouseEvent)
            and watched is self.view.viewport()
        ):
            index = self.view.indexAt(event.position().toPoint())
            each = self.model.row_at(index.row()) if index.isValid() else None
            if isinstance(each, Heading) and event.button() == Qt.MouseButton.LeftButton:
                self.fold(each.key, not each.folded)
                return True
        return super().eventFilter(watched, event)

    def _on_key(self, event: QKeyEvent) -> bool:
        current, key = self.current(), event.key()
        if self._grouping is Grouping.NONE or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if isinstance(current, Heading):
            if key in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
                self.fold(current.key, key == Qt.Key.Key_Left)
            elif key == Qt.Key.Key_Space:
                self.fold(current.key, not current.folded)
            else:
                return False
            return True
        if key == Qt.Key.Key_Left:
            self._to_heading()
            return True
        return False

    def _to_heading(self) -> None:
        for number in range(self.view.currentIndex().row(), -1, -1):
            if isinstance(self.model.row_at(number), Heading):
                self.choose_id(self.model.id_at(number))
                return

    def _show(self) -> None:
        self.show_source(
            GroupedSource(self._people, sort_keys(), self._grouping, self._folded), keep_choice=False
        )

    def _on_counted(self, count: int) -> None:
        self.view.clearSpans()
        if self._grouping is Grouping.NONE:
            return
        ids = self.model.ids()
        for number in range(count):
            if ids[number] < 0:
                self.view.setSpan(number, 0, 1, len(self.model.columns))
