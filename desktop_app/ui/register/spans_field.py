"""The categories of an elder as dated spans, with chips that switch what holds today."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from desktop_app.config.strings import _
from desktop_app.domain.terms import Category
from desktop_app.services.register import SpanDraft
from desktop_app.ui.kit import ChipsField, ChoiceField, DateField, LineField, Text
from desktop_app.ui.register.part_rows import DATE_EM, backwards
from desktop_app.ui.register.rows_field import DraftRow, RowsField
from desktop_app.ui.register.words import holds_on


class SpanRow(DraftRow[SpanDraft]):
    """One category from when to when, and on what ground."""

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__(_("类别"))
        self._approver: str | None = None
        self.category: ChoiceField[Category] = ChoiceField(Category, empty=None)
        self.from_on, self.to_on = DateField(today=today), DateField(today=today)
        self.source = LineField(longest=100, placeholder=_("入户核实、低保名单…"))
        self.add_field("", self.category, width_em=12.5, spoken=_("类别"))
        self.add_field(_("自"), self.from_on, width_em=DATE_EM, spoken=_("开始日期"))
        self.add_field(_("至"), self.to_on, width_em=DATE_EM, spoken=_("结束日期"))
        self.add_field(_("依据"), self.source, width_em=13)

    def draft(self) -> SpanDraft | None:
        """Return the span."""
        category = self.category.value()
        if category is None:
            return None
        return SpanDraft(
            category=category.value,
            uid=self.uid,
            from_on=self.from_on.value(),
            to_on=self.to_on.value(),
            source=self.source.value() or None,
            approver=self._approver,
        )

    def show_draft(self, draft: SpanDraft) -> None:
        """Show a span."""
        self.uid, self._approver = draft.uid, draft.approver
        self.category.set_value(Category(draft.category))
        self.from_on.set_value(draft.from_on)
        self.to_on.set_value(draft.to_on)
        self.source.set_value(draft.source or "")

    def problem(self) -> str:
        """Say that the days are the wrong way round."""
        return super().problem() or backwards(self.from_on.value(), self.to_on.value())


class SpansField(RowsField[SpanDraft]):
    """Chips for today above the dated rows: a chip switched on begins today, switched off ended yesterday."""

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__(lambda: SpanRow(today), _("添加有日期的类别"))
        self._today = today
        self._following = False
        self.chips: ChipsField[Category] = ChipsField(Category)
        self.top.addWidget(self.chips)
        self.top.addWidget(Text(_("点亮的是今天有的类别；起止日期和依据在下面逐条填写。"), "hint", wrap=True))
        self.chips.changed.connect(self._on_chips)
        self.changed.connect(self._follow)
        self.setFocusProxy(self.chips)

    def describe(self, name: str, description: str) -> None:
        """Name the group and the chips in it."""
        super().describe(name, description)
        self.chips.describe(name, description)

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
    return frozenset(Category(span.category) for span in spans if holds_on(span.from_on, span.to_on, today))


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
