"""One thing of the self-check in full: what was seen, what may be behind it, the visits to open, what was said."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _
from desktop_app.services.self_checks import ConcernedVisit, Irregularity
from desktop_app.ui import theme
from desktop_app.ui.kit import Card, FlowLayout, Text, button
from desktop_app.ui.kit.sight import set_shown

MOST_LINKS = 10
"""More visits or people are only counted."""


class DetailCard(Card):
    """Shows one row; ``on_visit`` and ``on_person`` are asked to open what a link names."""

    def __init__(
        self, on_visit: Callable[[ConcernedVisit], object], on_person: Callable[[str], object]
    ) -> None:
        super().__init__(margin_em=0.8)
        self._on_visit, self._on_person = on_visit, on_person
        self.seen = Text("", "strong", wrap=True)
        self.perhaps = Text("", "muted", wrap=True)
        self._around_links = QWidget()
        self.links = FlowLayout(self._around_links, spacing_em=0.4)
        self.said = Text("", "", wrap=True, copyable=True)
        self.said.setAccessibleName(_("已有的说明"))
        for part in (self.seen, self.perhaps):
            self.body.addWidget(part)
        self.body.addWidget(self._around_links)
        self.body.addWidget(self.said)
        self.setMinimumHeight(theme.px(8))

    def show_row(self, row: Irregularity | None) -> None:
        """Show one thing; None empties the card."""
        set_shown(self, row is not None)
        while self.links.count():
            made = self.links.takeAt(0).widget()
            made.hide()
            made.deleteLater()
        if row is None:
            return
        self.seen.setText(row.seen)
        self.perhaps.setText(row.perhaps)
        for link in self._visit_links(row) if row.visits else self._person_links(row):
            self.links.addWidget(link)
        self._around_links.updateGeometry()
        lines = [
            _("{name} {day} 说明：{text}").format(name=each.by, day=each.on.isoformat(), text=each.text)
            for each in row.explanations
        ]
        self.said.setText("\n".join(lines))
        set_shown(self.said, bool(lines))

    def _visit_links(self, row: Irregularity) -> list[QWidget]:
        shown = [
            button(
                " ".join(part for part in (each.name, each.on.isoformat(), each.time) if part),
                partial(self._on_visit, each),
                look="link",
            )
            for each in row.visits[:MOST_LINKS]
        ]
        return [*shown, *self._more(len(row.visits), _("等 {count} 次探访"))]

    def _person_links(self, row: Irregularity) -> list[QWidget]:
        shown = [
            button(name, partial(self._on_person, uid), look="link") for uid, name in row.elders[:MOST_LINKS]
        ]
        return [*shown, *self._more(len(row.elders), _("等 {count} 人"))]

    def _more(self, count: int, words: str) -> list[Text]:
        return [Text(words.format(count=count), "muted")] if count > MOST_LINKS else []
