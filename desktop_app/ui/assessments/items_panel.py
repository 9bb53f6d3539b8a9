"""The 26 items as lines of choices: a digit gives its points, the sums of the groups follow."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.assessments import Scale, ScaleGroup, ScaleItem
from desktop_app.ui import theme
from desktop_app.ui.choice_line import ChoiceLine, LineOption
from desktop_app.ui.kit import Card, Section, Text, hairline, row
from desktop_app.ui.kit.sight import bring_into_sight

ITEM_EM = 8.5


class ItemsPanel(Card):
    """Signals: ``changed()`` after any pick, ``looked_at(key)`` when the keyboard comes to an item, ``left_below()``."""

    changed = Signal()
    looked_at = Signal(str)
    left_below = Signal()

    def __init__(self, scale: Scale) -> None:
        super().__init__(margin_em=0.8)
        self._scale = scale
        self._lines: dict[str, ChoiceLine] = {}
        self._sums: dict[str, Text] = {}
        self.body.setSpacing(theme.px(0.25))
        for at, group in enumerate(scale.groups):
            if at:
                self.body.addWidget(hairline())
            self.body.addLayout(self._group(group))
        self._show_sums()

    def values(self) -> dict[str, int]:
        """Return the points of the items that have any."""
        return {key: int(line.chosen()[0]) for key, line in self._lines.items() if line.chosen()}

    def set_values(self, points: Mapping[str, int]) -> None:
        """Show exactly these points."""
        for key, line in self._lines.items():
            given = points.get(key)
            line.set_chosen(() if given is None else (str(given),))
        self._show_sums()

    def line(self, key: str) -> ChoiceLine:
        """Return the line of an item; raises KeyError."""
        return self._lines[key]

    def focus_first(self) -> None:
        """Put the keyboard on the first item without points, else on the first one."""
        self.go_to(self._first_open() or next(iter(self._lines)))

    def next_open(self) -> bool:
        """Go to the next item without points, from the top again after the last; False when there is none."""
        keys = list(self._lines)
        here = next((at for at, key in enumerate(keys) if self._lines[key].hasFocus()), -1)
        order = [*keys[here + 1 :], *keys[: here + 1]]
        key = next((key for key in order if not self._lines[key].chosen()), None)
        if key is not None:
            self.go_to(key)
        return key is not None

    def go_to(self, key: str) -> None:
        """Put the keyboard on an item and bring it into sight."""
        self._lines[key].setFocus(Qt.FocusReason.OtherFocusReason)
        bring_into_sight(self._lines[key])

    def mark(self, keys: tuple[str, ...]) -> None:
        """Mark the items that lack something."""
        for key, line in self._lines.items():
            line.set_bad(key in keys)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: say which item the keyboard has come to."""
        if event.type() == QEvent.Type.FocusIn:
            key = next((key for key, line in self._lines.items() if line is watched), None)
            if key is not None:
                self.looked_at.emit(key)
        return super().eventFilter(watched, event)

    def _first_open(self) -> str | None:
        return next((key for key, line in self._lines.items() if not line.chosen()), None)

    def _group(self, group: ScaleGroup) -> QVBoxLayout:
        total = Text("", "strong")
        self._sums[group.key] = total
        head = row(Section(f"{group.key} {_(group.title)}"))
        head.addStretch(1)
        head.addWidget(total)
        layout = QVBoxLayout()
        layout.setSpacing(0)
        layout.addLayout(head)
        for item in group.items:
            layout.addWidget(self._item(item))
        return layout

    def _item(self, item: ScaleItem) -> QWidget:
        options = [
            LineOption(
                str(option.points),
                f"{option.points} {_(option.title)}",
                "accent" if option.points == item.most else "soon",
                digit=str(option.points),
            )
            for option in item.options
        ]
        line = ChoiceLine(_(item.title), options, label_em=theme.word_px(ITEM_EM) / theme.em())
        line.changed.connect(self._on_changed)
        line.moved_on.connect(lambda step, key=item.key: self._on_moved(key, step))
        line.installEventFilter(self)
        self._lines[item.key] = line
        return line

    def _on_changed(self) -> None:
        for line in self._lines.values():
            if line.chosen():
                line.set_bad(False)
        self._show_sums()
        self.changed.emit()

    def _on_moved(self, key: str, step: int) -> None:
        keys = list(self._lines)
        at = keys.index(key) + step
        if 0 <= at < len(keys):
            self.go_to(keys[at])
        elif step > 0:
            self.left_below.emit()

    def _show_sums(self) -> None:
        for group in self._scale.groups:
            points = [int(self._lines[item.key].chosen()[0]) for item in group.items if self._given(item)]
            missing = len(group.items) - len(points)
            said = (
                _("差 {missing} 项").format(missing=missing)
                if missing
                else _("{sum} / {most} 分").format(sum=sum(points), most=group.points)
            )
            self._sums[group.key].setText(said)

    def _given(self, item: ScaleItem) -> bool:
        return bool(self._lines[item.key].chosen())
