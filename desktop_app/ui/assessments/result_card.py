"""What the points come to, at every moment: how many items are missing, or the level and how it came about."""

from __future__ import annotations

from desktop_app.config.strings import _
from desktop_app.domain.assessments import Scale, Scored, told
from desktop_app.services.assessment_drafts import level_words
from desktop_app.ui import theme
from desktop_app.ui.kit import Card, Section, StateChip, Text, hairline
from desktop_app.ui.kit.sight import set_shown

FEW = 3
"""So many missing items are named where there is no room for all."""


class ResultCard(Card):
    """Shows the result; where there is little room only its first lines."""

    def __init__(self, scale: Scale) -> None:
        super().__init__(margin_em=0.9)
        self._scale = scale
        self._narrow = False
        self._title = Section(_("按得分算出"))
        self.mark = StateChip()
        self.level = Text("", "key", wrap=True)
        self.steps = Text("", "", wrap=True)
        self.warning = Text("", "error", wrap=True)
        self._line = hairline()
        self.item = Text("", "strong", wrap=True)
        self.options = Text("", "muted", wrap=True)
        self.body.setSpacing(theme.px(0.4))
        for part in (
            self._title,
            self.mark,
            self.level,
            self.steps,
            self.warning,
            self._line,
            self.item,
            self.options,
        ):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.warning.hide()
        self.show_item("")

    def set_narrow(self, narrow: bool) -> None:
        """Show only the result itself, for a page that has no room beside the items."""
        self._narrow = narrow
        for part in (self._title, self._line, self.item, self.options):
            set_shown(part, not narrow)

    def refuse(self, why: str) -> None:
        """Say why it was not saved, until something is changed."""
        self.warning.setText(why)
        set_shown(self.warning, True)

    def show_result(self, scored: Scored, *, answered: bool, reported: str | None = None) -> None:
        """Show what the points come to; ``reported`` is the level of a report, to be compared with it."""
        missing = len(scored.missing)
        if scored.level is not None:
            self.level.setText(level_words(scored.level.value))
        elif answered:
            self.level.setText(_("还差 {count} 项").format(count=missing))
        else:
            self.level.setText(_("{count} 项都还没有填").format(count=missing))
        if scored.level is not None:
            self.steps.setText("\n".join(step.say(_) for step in told(self._scale, scored)))
        elif answered:
            titles = [_(title) for title in self._scale.titles(scored.missing)]
            if self._narrow and missing > FEW:
                titles[FEW:] = [_("等")]
            self.steps.setText(_("{items}。缺项时没有总分和等级。").format(items=_("、").join(titles)))
        else:
            self.steps.setText(_("缺项时没有总分和等级。"))
        differs = scored.level is not None and reported is not None and reported != scored.level.value
        self.warning.setText(
            _("与报告的 {level} 不同：请核对；报告确实如此的，请在“说明”里写明原因。").format(
                level=level_words(reported or "")
            )
            if differs
            else ""
        )
        set_shown(self.warning, differs)

    def show_item(self, key: str) -> None:
        """Show in full what the points of an item mean."""
        item = self._scale.items.get(key)
        if item is None:
            self.item.setText(_("到一项上，这里写明各分是什么意思。"))
            self.options.setText("")
            return
        self.item.setText(_(item.title))
        self.options.setText("\n".join(f"{each.points}　{_(each.text)}" for each in item.options))
