"""The whole form of an assessment without page and store: whose, which kind, fields, items, and what they come to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.assessments import Scale
from desktop_app.storage.queries.assessments import AssessmentLine
from desktop_app.ui import theme
from desktop_app.ui.assessments.form import AssessmentForm
from desktop_app.ui.assessments.items_panel import ItemsPanel
from desktop_app.ui.assessments.result_card import ResultCard
from desktop_app.ui.kit import Card, HeaderCard, PersonHeader, StateChip, Text, button, row, scrolling
from desktop_app.ui.kit.sight import set_shown
from desktop_app.ui.page import PageContext

BESIDE_EM, RESULT_EM = 62, 19
"""From the first width on the result stands beside the items, so wide."""
_NO_LIMIT = 16_777_215
"""Qt's greatest width of a widget, for which PySide has no name."""


class AssessmentSheet(QWidget):
    """Signals: ``changed()`` after any edit, ``save_asked()`` from the form's last field."""

    changed = Signal()
    save_asked = Signal()

    def __init__(self, context: PageContext, scale: Scale) -> None:
        super().__init__()
        self.scale = scale
        self._clean_points: dict[str, int] = {}
        self.head = HeaderCard()
        self.mark = StateChip()
        self.told = Text("", "muted", wrap=True)
        self.form = AssessmentForm(context)
        self.items_button = button(_("填写 26 项得分（选填）"), self._show_items, icon_name="plus")
        self.items = ItemsPanel(scale)
        self.result = ResultCard(scale)
        self.switch_button = button("", look="link")
        self.back_button = button(_("撤销这条评估"), look="danger")
        self.print_button = button(_("打印筛查表"), key="Ctrl+P")
        self._build()
        self.form.changed.connect(self._on_changed)
        self.form.save_asked.connect(self.save_asked)
        self.form.left_below.connect(self.items.focus_first)
        self.items.changed.connect(self._on_changed)
        self.items.looked_at.connect(self.result.show_item)
        self.items.left_below.connect(self._on_below)
        self.setFocusProxy(self.form)

    def start(
        self, header: PersonHeader, *, official: bool, line: AssessmentLine | None, changing: bool
    ) -> None:
        """Show an empty form of one kind, or what was recorded; it then counts as clean."""
        self.head.show_person(header)
        self._name(official)
        self.form.start(official=official, line=line)
        self.items.set_values(self.scale.known_points(line.scores) if line is not None else {})
        self._clean_points = self.items.values()
        self.items.mark(())
        self._fold(not official or bool(self._clean_points))
        for part in (self.form, self.items, self.items_button):
            part.setEnabled(changing)
        set_shown(self.switch_button, line is None and changing)
        set_shown(self.back_button, line is not None and changing)
        set_shown(self.print_button, not official)
        self._scroll.verticalScrollBar().setValue(0)
        self.form.focus_first()
        self._show_result()

    def is_dirty(self) -> bool:
        """Tell whether anything differs from what is saved."""
        return self.form.is_dirty() or self.items.values() != self._clean_points

    def mark_clean(self) -> None:
        """Take what is shown as saved."""
        self.form.mark_clean()
        self._clean_points = self.items.values()

    def more(self) -> Mapping[str, Any]:
        """Return what a draft keeps beside the fields of the form."""
        return {"points": self.items.values()}

    def take_more(self, kept: Mapping[str, Any]) -> None:
        """Bring back what a draft kept beside the fields of the form."""
        known = self.scale.known_points(dict(kept.get("points", {})))
        self.items.set_values(known)
        if known and self.items.isHidden():
            self._fold(True)
        self._show_result()

    def refuse_items(self, keys: tuple[str, ...], why: str) -> None:
        """Mark items, go to the first of them, and say why it was not saved."""
        self._fold(True)
        self.items.mark(keys)
        self.items.go_to(keys[0])
        self.result.refuse(why)

    def next_open(self) -> None:
        """Go to the next item without points."""
        if self.items.isVisible():
            self.items.next_open()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: put the result above the items where there is no room beside them."""
        super().resizeEvent(event)
        beside = self.width() >= theme.px(BESIDE_EM)
        kinds = QBoxLayout.Direction
        self._halves.setDirection(kinds.LeftToRight if beside else kinds.BottomToTop)
        self._aside.setMinimumWidth(theme.px(RESULT_EM) if beside else 0)
        self._aside.setMaximumWidth(theme.px(RESULT_EM) if beside else _NO_LIMIT)
        self.result.set_narrow(not beside)

    def _build(self) -> None:
        content = QWidget()
        layout = QVBoxLayout(content)
        edge = theme.px(1.2)
        layout.setContentsMargins(edge, theme.px(0.8), theme.px(0.6), theme.px(0.8))
        layout.setSpacing(theme.px(0.7))
        banner = row(self.mark, spacing_em=0.6)
        banner.addWidget(self.told, 1)
        banner.addWidget(self.switch_button)
        card = Card(margin_em=0.9)
        card.body.addWidget(self.form)
        fold = row(self.items_button)
        fold.addStretch(1)
        foot = row(self.print_button, self.back_button)
        foot.addStretch(1)
        layout.addWidget(self.head)
        layout.addLayout(banner)
        layout.addWidget(card)
        layout.addLayout(fold)
        layout.addWidget(self.items)
        layout.addLayout(foot)
        layout.addStretch(1)
        self._aside = QWidget()
        aside = QVBoxLayout(self._aside)
        aside.setContentsMargins(theme.px(0.6), theme.px(0.8), edge, theme.px(0.8))
        aside.addWidget(self.result)
        aside.addStretch(1)
        self._scroll = scrolling(content)
        self._halves = QHBoxLayout(self)
        self._halves.setContentsMargins(0, 0, 0, 0)
        self._halves.setSpacing(0)
        self._halves.addWidget(self._scroll, 1)
        self._halves.addWidget(self._aside)

    def _name(self, official: bool) -> None:
        words = _("正式评估") if official else _("筛查（非正式评估）")
        tint = "done" if official else "soon"
        self.mark.show_state(words, tint)
        self.result.mark.show_state("" if official else words, tint)
        self.told.setText(
            _("照评估机构出具的报告填写。")
            if official
            else _(
                "村（社区）自己做的筛查，不作为认定类别、等级和发放补贴的依据，只用来看要不要申请正式评估。"
            )
        )
        self.switch_button.setText(_("没有报告，做一次筛查") if official else _("有正式报告，登记报告"))
        self.form.row("assessors").label.setText(_("评估人员") if official else _("筛查人"))
        self.form.row("assessed_on").label.setText(_("评估日期 *") if official else _("筛查日期 *"))

    def _fold(self, shown: bool) -> None:
        set_shown(self.items, shown)
        set_shown(self._aside, shown)
        set_shown(self.items_button, not shown)
        self.form.goes_on = shown

    def _show_items(self) -> None:
        self._fold(True)
        self._show_result()
        self.items.focus_first()

    def _on_changed(self) -> None:
        self._show_result()
        self.changed.emit()

    def _on_below(self) -> None:
        if not self.items.next_open():
            self.form.note.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_result(self) -> None:
        points = self.items.values()
        conditions = [each.value for each in self.form.conditions.value()]
        self.result.show_result(
            self.scale.scored(points, conditions),
            answered=bool(points),
            reported=self.form.level.value() if self.form.official else None,
        )
