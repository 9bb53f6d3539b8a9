"""One line beside the export: how many things the self-check of this and last month has; it holds nothing up."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _
from desktop_app.services.self_checks import SelfCheckCounts
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import Text, button, row
from desktop_app.ui.page import PageContext


class SelfCheckLine(QWidget):
    """自查：7 处，已说明 3 处 [查看]."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context = context
        self._reading: Job[SelfCheckCounts] | None = None
        self.words = Text(_("自查：正在查看…"), "muted")
        self.look = button(_("查看"), self._on_look, look="link")
        self.look.setAccessibleName(_("查看上报前自查"))
        line = row(self.words, self.look, spacing_em=0.4)
        line.setContentsMargins(0, 0, 0, 0)
        line.addStretch(1)
        self.setLayout(line)

    def refresh(self) -> None:
        """Count in a reader thread; what was being counted before is dropped."""
        if self._reading is not None:
            self._reading.cancel()
        app = self._context.app
        self._reading = self._context.jobs.reading(
            _("自查"), lambda progress: app.self_check.counts(app.actor, progress=progress)
        )
        self._reading.succeeded.connect(self._on_counted)
        self._reading.start()

    def _on_counted(self, counts: SelfCheckCounts) -> None:
        self._reading = None
        self.words.setText(
            _("自查（上月和本月）：{found} 处，已说明 {explained} 处。").format(
                found=counts.found, explained=counts.explained
            )
            if counts.found
            else _("自查（上月和本月）：没有需要说明的地方。")
        )

    def _on_look(self) -> None:
        self._context.navigator.open("self-check")
