"""First screen: which level this computer works for."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QPushButton

from desktop_app.config.strings import _
from desktop_app.domain.terms import SiteLevel
from desktop_app.ui import theme
from desktop_app.ui.first_run.step import Step
from desktop_app.ui.kit import Text, button


class LevelStep(Step):
    """村, 乡镇 or 旗县."""

    def __init__(self) -> None:
        super().__init__(
            _("这台电脑给哪一级用？"), _("选好后，程序只显示这一级要用的内容。以后换级别要另建名册。")
        )
        told = {
            SiteLevel.VILLAGE: _("看今天该去谁家，登记探访和发现的问题，把记录报给苏木乡镇。"),
            SiteLevel.TOWNSHIP: _("管全苏木乡镇的名册和责任分工，合并各村上报，打印台账月报，上报旗县。"),
            SiteLevel.COUNTY: _("收取和核对各苏木乡镇的上报包，合并成全旗县一份，给出回执。"),
        }
        self._group = QButtonGroup(self)
        self._buttons: dict[SiteLevel, QPushButton] = {}
        for level, words in told.items():
            made = button(_(level.term), look="choice")
            made.setCheckable(True)
            made.setMinimumWidth(theme.px(12))
            made.setAccessibleDescription(words)
            made.installEventFilter(self)
            self._group.addButton(made)
            self._buttons[level] = made
            self.body.addSpacing(theme.px(0.5))
            self.body.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)
            self.body.addWidget(Text(words, "muted", wrap=True))
        self._buttons[SiteLevel.TOWNSHIP].setChecked(True)
        self.body.addStretch(1)

    def level(self) -> SiteLevel:
        """Return the chosen level."""
        return next(level for level, made in self._buttons.items() if made.isChecked())

    def choose(self, level: SiteLevel) -> None:
        """Choose a level."""
        self._buttons[level].setChecked(True)

    def enter(self) -> None:
        """Put the keyboard on the choice."""
        self._buttons[self.level()].setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: Enter goes on with the focused level."""
        entered = isinstance(event, QKeyEvent) and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if entered and event.type() == QEvent.Type.KeyPress and isinstance(watched, QPushButton):
            watched.setChecked(True)
            self.forward_asked.emit()
            return True
        return super().eventFilter(watched, event)
