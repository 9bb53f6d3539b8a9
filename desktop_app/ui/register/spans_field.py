"""The categories of an elder as dated spans, with chips that switch what holds today and say what they mean."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.category_book import Definition
from desktop_app.domain.terms import Category
from desktop_app.services.register_drafts import SpanDraft
from desktop_app.ui.kit import ChipsField, LineField, Text
from desktop_app.ui.register.key_choice import KeyChoice
from desktop_app.ui.register.part_rows import DATE_EM, span_fields
from desktop_app.ui.register.rows_field import DraftRow, RowsField
from desktop_app.ui.register.words import holds_on

Define = Callable[[Category], Definition | None]


class SpanRow(DraftRow[SpanDraft]):
    """One category from when to when, on what ground, and approved by whom."""

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__(_("类别"))
        self.category = KeyChoice(Category, empty=None)
        self.from_on, self.to_on = span_fields(today)
        self.source = LineField(longest=100, placeholder=_("入户核实、低保名单…"))
        self.approver = LineField(longest=50, placeholder=_("姓名或单位"))
        self.add_field("", self.category, name="category", width_em=11.5, spoken=_("类别"))
        self.add_field(_("自"), self.from_on, name="from_on", width_em=DATE_EM, spoken=_("开始日期"))
        self.add_field(_("至"), self.to_on, name="to_on", width_em=DATE_EM, spoken=_("结束日期"))
        self.add_field(_("依据"), self.source, name="source", width_em=18, rare=True)
        self.add_field(_("认定人"), self.approver, name="approver", width_em=12, rare=True)

    def draft(self) -> SpanDraft | None:
        """Return the span."""
        return SpanDraft(
            category=self.category.value() or "",
            uid=self.uid,
            from_on=self.from_on.value(),
            to_on=self.to_on.value(),
            source=self.source.value() or None,
            approver=self.approver.value() or None,
        )

    def show_draft(self, draft: SpanDraft) -> None:
        """Show a span."""
        self.uid = draft.uid
        self.category.set_value(draft.category)
        self.from_on.set_value(draft.from_on)
        self.to_on.set_value(draft.to_on)
        self.source.set_value(draft.source or "")
        self.approver.set_value(draft.approver or "")

    def rare_words(self) -> str:
        """Return ground and approver, or what to add."""
        parts = (self.source.value(), self.approver.value())
        return " · ".join(part for part in parts if part) or _("依据、认定人…")


class SpansField(RowsField[SpanDraft]):
    """Chips for today above the dated rows: a chip switched on begins today, switched off ended yesterday."""

    def __init__(self, today: Callable[[], date], define: Define = lambda _category: None) -> None:
        super().__init__(lambda: SpanRow(today), _("添加有日期的类别"))
        self._today, self._define = today, define
        self._following = False
        self._chip_of: dict[QWidget, Category] = {}
        self.chips: ChipsField[Category] = ChipsField(Category)
        self._resting = _("点亮的是今天有的类别；起止日期、依据和认定人在下面逐条填写。")
        self.meaning = Text(self._resting, "hint", wrap=True)
        self.top.addWidget(self.chips)
        self.top.addWidget(self.meaning)
        self.chips.changed.connect(self._on_chips)
        self.changed.connect(self._follow)
        self._chip_of.update(zip(self.chips.key_targets(), Category, strict=True))
        for chip, category in self._chip_of.items():
            chip.installEventFilter(self)
            defined = define(category)
            chip.setAccessibleDescription(_(defined.definition) if defined else "")
        self.setFocusProxy(self.chips)
        self._put_button_last()

    def _put_button_last(self) -> None:
        """Let Tab reach the button after the chips: its order is that in which widgets get their parent."""
        holder = cast(QWidget, self.add_button.parentWidget())
        self.add_button.setParent(None)
        layout = cast(QVBoxLayout, holder.layout())
        layout.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)

    def describe(self, name: str, description: str) -> None:
        """Name the group and the chips in it."""
        super().describe(name, description)
        self.chips.describe(name, description)

    def holding(self) -> frozenset[str]:
        """Return the categories that hold today."""
        return frozenset(_holding(self.value(), self._today()))

    def light(self, category: Category) -> None:
        """Add a category from today on, as its chip does."""
        self.chips.set_value({*self.chips.value(), category})

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: a chip that is reached or pointed at says what it means."""
        if event.type() in {QEvent.Type.FocusIn, QEvent.Type.Enter}:
            category = next((kind for chip, kind in self._chip_of.items() if chip is watched), None)
            if category is not None:
                self._explain(category)
        return super().eventFilter(watched, event)

    def _explain(self, category: Category) -> None:
        defined = self._define(category)
        if defined is None:
            self.meaning.setText(self._resting)
            return
        self.meaning.setText(
            _("{category}：{definition}（依据：{source}）").format(
                category=_(category.term), definition=_(defined.definition), source=_(defined.source)
            )
        )

    def _on_chips(self) -> None:
        if self._following:
            return
        today, chosen = self._today(), self.chips.value()
        spans = list(self.value())
        holding = _holding(spans, today)
        for category in Category:
            if category in chosen and category not in holding:
                spans.append(SpanDraft(category=category.value, from_on=today))
            elif category in holding and category not in chosen:
                spans = _ended(spans, category, today)
        if _holding(spans, today) != holding:
            self.set_value(spans)

    def _follow(self) -> None:
        """Light the chips of what holds today."""
        self._following = True
        self.chips.set_value(_holding(self.value(), self._today()))
        self._following = False


def _holding(spans: Iterable[SpanDraft], today: date) -> frozenset[Category]:
    known = {member.value for member in Category}
    return frozenset(
        Category(span.category)
        for span in spans
        if span.category in known and holds_on(span.from_on, span.to_on, today)
    )


def _ended(spans: Sequence[SpanDraft], category: Category, today: date) -> list[SpanDraft]:
    """Return the spans with ``category`` ended yesterday; one that was only begun today, unsaved, goes."""
    yesterday = today - timedelta(days=1)
    kept: list[SpanDraft] = []
    for span in spans:
        if span.category != category.value or not holds_on(span.from_on, span.to_on, today):
            kept.append(span)
        elif span.uid is not None and (span.from_on is None or span.from_on <= yesterday):
            kept.append(replace(span, to_on=yesterday))
    return kept
