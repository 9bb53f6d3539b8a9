"""Folds away what stands above a list where the page is low, so that rows of the list stay in sight.

Example::

    self.fold = LowPageFold(_("数字和筛选"), figures, village_field)
    bar.addWidget(self.fold.button)
    self.fold.set_low(self.height() < theme.px(LOW_PAGE_EM))  # in resizeEvent
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _
from desktop_app.ui.kit.sight import set_shown
from desktop_app.ui.kit.texts import button

LOW_PAGE_EM = 40
"""Below this height a page with its head shows but a few rows of its list."""


class LowPageFold(QObject):
    """Shows ``parts`` always on a high page, on a low one only when its button asks for them.

    Signal: ``turned()`` after the parts were shown or hidden.
    """

    turned = Signal()

    def __init__(self, title: str, *parts: QWidget) -> None:
        super().__init__()
        self._title, self._parts = title, parts
        self._low = self._used = False
        self.button = button("", self._on_pressed)
        self.button.setCheckable(True)
        self._show()

    def is_folded(self) -> bool:
        """Tell whether the parts are out of sight."""
        return self._low and not self.button.isChecked()

    def is_low(self) -> bool:
        """Tell whether the page has little height."""
        return self._low

    def set_low(self, low: bool) -> None:
        """Follow the height of the page."""
        if low != self._low:
            self._low = low
            self._show()

    def set_used(self, used: bool) -> None:
        """Say on the button that something among the parts narrows the list."""
        if used != self._used:
            self._used = used
            self._show_words()

    def _on_pressed(self) -> None:
        self._show()

    def _show(self) -> None:
        self._show_words()
        set_shown(self.button, self._low)
        for part in self._parts:
            set_shown(part, not self.is_folded())
        self.turned.emit()

    def _show_words(self) -> None:
        title = _("{title}（已筛选）").format(title=self._title) if self._used else self._title
        self.button.setText(f"{title} {'▸' if self.is_folded() else '▾'}")
        told = _("{title}，已收起") if self.is_folded() else _("{title}，已展开")
        self.button.setAccessibleName(told.format(title=title))
