"""The sidebar: the unit's name, the pages with their badges, settings and help at the foot."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import ceil

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop_app.config.strings import _
from desktop_app.ui import theme
from desktop_app.ui.kit.icons import icon
from desktop_app.ui.kit.texts import ShortText, Text
from desktop_app.ui.navigator import Badge, PageSpec
from desktop_app.ui.shell.compact import dress
from desktop_app.ui.shell.keys import OVERVIEW_KEY

WIDTH_EM = 11.5
WIDEST_EM = 14.0
FOOT_ORDER = 90


class NavButton(QPushButton):
    """One page of the sidebar with its icon, its name and a badge at the right."""

    def __init__(self, spec: PageSpec) -> None:
        title = _(spec.title)
        super().__init__()
        self.key, self._title = spec.key, title
        self._number: Badge | None = None
        self._unsaved = False
        self._icon_name = spec.icon
        self.setProperty("look", "nav")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setAccessibleName(title)
        self.setMinimumWidth(theme.px(4))
        self.setIconSize(QSize(theme.px(1.25), theme.px(1.25)))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._badge = QLabel(self)
        self._badge.setProperty("look", "badge")
        self._badge.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._badge.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._badge.hide()
        self._hint = Text(spec.key_hint, "hint")
        self._hint.setParent(self)
        self._hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._hint.setVisible(bool(spec.key_hint))
        self.toggled.connect(self._on_toggled)
        self._on_toggled(False)

    def show_badge(self, badge: Badge | None) -> None:
        """Show a number at the right; None or zero takes it away."""
        self._number = badge
        self._dress_badge()

    def show_unsaved(self, unsaved: bool) -> None:
        """Say 未保存 in place of the number while something typed on the page waits."""
        if unsaved != self._unsaved:
            self._unsaved = unsaved
            self._dress_badge()

    def _dress_badge(self) -> None:
        count = self._number.count if self._number else 0
        number = str(count) if count < 1000 else "999+"
        level = self._number.level if self._number else "quiet"
        self._badge.setVisible(self._unsaved or count > 0)
        self._badge.setText(_("未保存") if self._unsaved else number)
        self._badge.setProperty("level", "soon" if self._unsaved else level)
        self._badge.style().unpolish(self._badge)
        self._badge.style().polish(self._badge)
        spoken = _("{title}，{count} 项").format(title=self._title, count=count) if count else self._title
        if self._unsaved:
            spoken = _("{title}，有没有保存的内容").format(title=spoken)
        self.setAccessibleName(spoken)
        self._place()

    def badge_text(self) -> str:
        """Return the number shown, empty when there is none."""
        return "" if self._badge.isHidden() else self._badge.text()

    def wanted_width(self) -> int:
        """Return the pixels that icon, title and a badge of two digits need."""
        right = max(theme.px(2.1), self._hint.sizeHint().width() if self._hint.text() else 0)
        return self._title_left() + self._title_width(self._title) + right + theme.px(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: keep badge and key at the right end."""
        super().resizeEvent(event)
        self._place()

    def _title_left(self) -> int:
        return theme.px(0.6) + self.iconSize().width() + theme.px(0.9)

    def _title_width(self, text: str) -> int:
        # The chosen page is written in medium: its width counts for all.
        return ceil(QFontMetricsF(theme.font(strong=True)).horizontalAdvance(text))

    def _shorten(self) -> None:
        """End the title in … where the badge would lie on it."""
        aside = [label.width() + theme.px(0.8) for label in (self._badge, self._hint) if not label.isHidden()]
        room = self.width() - self._title_left() - max(aside, default=theme.px(0.4))
        metrics = QFontMetricsF(theme.font(strong=True))
        shown = metrics.elidedText(self._title, Qt.TextElideMode.ElideRight, room)
        self.setText(f"  {shown}".replace("&", "&&"))
        self.setToolTip(self._title if shown != self._title else "")

    def _place(self) -> None:
        for label in (self._badge, self._hint):
            label.adjustSize()
            width = max(label.sizeHint().width(), theme.px(1.4) if label is self._badge else 0)
            height = label.sizeHint().height()
            label.setGeometry(
                self.width() - width - theme.px(0.6), (self.height() - height) // 2, width, height
            )
        self._shorten()

    def _on_toggled(self, checked: bool) -> None:
        self.setIcon(icon(self._icon_name, "sidebar_chosen_ink" if checked else "sidebar_ink"))


class Sidebar(QFrame):
    """The list of pages. Signals: ``page_asked(key)``, ``keys_asked()``. Arrow keys move, Enter or Space opens."""

    page_asked = Signal(str)
    keys_asked = Signal()

    def __init__(self, unit_name: str, specs: Sequence[PageSpec]) -> None:
        super().__init__()
        self.setObjectName("sidebar")
        self.setAccessibleName(_("导航"))
        self._buttons: dict[str, NavButton] = {}
        self._group = QButtonGroup(self)
        self._unit = ShortText(unit_name)
        self._unit.setObjectName("unit_name")
        inside = QWidget()
        self._list = QVBoxLayout(inside)
        edge = theme.px(0.6)
        self._list.setContentsMargins(edge, 0, edge, edge)
        self._fill(specs)
        wanted = max((made.wanted_width() for made in self._buttons.values()), default=0) + 2 * edge
        self.setFixedWidth(min(max(wanted, theme.px(WIDTH_EM)), theme.px(WIDEST_EM)))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._head = QVBoxLayout()
        self._head.addWidget(self._unit)
        layout.addLayout(self._head)
        layout.addWidget(area, 1)
        self.set_compact(False)

    def set_compact(self, compact: bool) -> None:
        """Be lower, for windows with room for few lines."""
        upper, lower = (0.4, 0.3) if compact else (1.1, 0.9)
        self._head.setContentsMargins(theme.px(1.2), theme.px(upper), theme.px(0.8), theme.px(lower))
        self._list.setSpacing(0 if compact else theme.px(0.15))
        dress(self, compact)

    def set_unit_name(self, name: str) -> None:
        """Show the unit's name on top."""
        self._unit.setText(name)

    def choose(self, key: str) -> None:
        """Mark the page ``key``; a page that is not listed leaves its parent marked."""
        if key in self._buttons:
            self._buttons[key].setChecked(True)

    def button(self, key: str) -> NavButton:
        """Return the button of a page; raises KeyError."""
        return self._buttons[key]

    def show_unsaved(self, keys: Collection[str]) -> None:
        """Mark the pages under which something unsaved waits, and no others."""
        for key, made in self._buttons.items():
            made.show_unsaved(key in keys)

    def show_badge(self, key: str, badge: Badge | None) -> None:
        """Show a page's number."""
        if key in self._buttons:
            self._buttons[key].show_badge(badge)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: up and down move through the list, Enter opens."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and isinstance(watched, NavButton)
        ):
            listed = list(self._buttons.values())
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None:
                listed[(listed.index(watched) + step) % len(listed)].setFocus()
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                watched.click()
                return True
        return super().eventFilter(watched, event)

    def _fill(self, specs: Sequence[PageSpec]) -> None:
        listed = [spec for spec in specs if spec.order >= 0]
        foot = [spec for spec in listed if spec.order >= FOOT_ORDER]
        for spec in listed:
            if spec in foot:
                continue
            self._list.addWidget(self._add(spec))
        self._list.addStretch(1)
        if foot:
            line = QFrame()
            line.setObjectName("sidebar_line")
            self._list.addSpacing(theme.px(0.4))
            self._list.addWidget(line)
            self._list.addSpacing(theme.px(0.4))
        for spec in foot:
            self._list.addWidget(self._add(spec))
        keys = QPushButton(_("按键一览  {key}").format(key=OVERVIEW_KEY))
        keys.setProperty("look", "nav_hint")
        keys.setAccessibleName(_("按键一览"))
        keys.setAutoDefault(False)
        keys.clicked.connect(self.keys_asked)
        self._list.addWidget(keys)

    def _add(self, spec: PageSpec) -> NavButton:
        made = NavButton(spec)
        made.clicked.connect(lambda _checked=False, key=spec.key: self.page_asked.emit(key))
        made.installEventFilter(self)
        self._group.addButton(made)
        self._buttons[spec.key] = made
        return made
