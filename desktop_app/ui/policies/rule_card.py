"""One entry of a profile as a card: in words, with the sentence it rests on, its versions, and what may be changed."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.services.policy_rows import RuleRow
from desktop_app.ui import theme
from desktop_app.ui.kit import Card, FlowLayout, StateChip, Text, button
from desktop_app.ui.policies import words


class RuleCard(Card):
    """Signals: ``change_asked(RuleRow)``, ``switch_asked(RuleRow)``, ``target_asked(RuleRow)``."""

    change_asked = Signal(object)
    switch_asked = Signal(object)
    target_asked = Signal(object)

    def __init__(self, rule: RuleRow, today: date, *, may_change: bool) -> None:
        super().__init__(margin_em=0.8)
        self.rule = rule
        self.change: QPushButton | None = None
        self.switch: QPushButton | None = None
        self.target: QPushButton | None = None
        self.more: QPushButton | None = None
        self.body.setSpacing(theme.px(0.35))
        self._add_head(rule, today)
        said = Text(rule.words, "", wrap=True, copyable=True)
        said.setAccessibleName(rule.words)
        self.body.addWidget(said)
        if rule.coming is not None:
            coming = rule.coming
            what = coming.words if coming.enabled else _("停用")
            line = _("{day} 起改为：{words}").format(day=coming.valid_from, words=what)
            self.body.addWidget(Text(line, "strong", wrap=True, copyable=True))
        self.body.addWidget(Text(words.source_words(rule), "hint", wrap=True, copyable=True))
        self._earlier = QWidget()
        self._earlier.hide()
        self._add_foot(rule, may_change=may_change)

    def focus_first(self) -> bool:
        """Put the keyboard on the first button; False when there is none to press."""
        offered = (self.change, self.target)
        for made in offered:
            if made is not None and made.isEnabled():
                made.setFocus()
                return True
        return False

    def _add_head(self, rule: RuleRow, today: date) -> None:
        head = FlowLayout(spacing_em=0.6, line_em=0.2)
        head.addWidget(Text(rule.title or rule.key, "strong", wrap=False))
        if rule.values is not None:
            head.addWidget(StateChip(*words.state_chip(rule, today)))
            head.addWidget(Text(words.version_words(rule), "hint"))
        self.body.addLayout(head)

    def _add_foot(self, rule: RuleRow, *, may_change: bool) -> None:
        foot = FlowLayout(spacing_em=0.5)
        if rule.values is not None:
            self.change = button(_("修改…"), lambda: self.change_asked.emit(rule), icon_name="pencil")
            latest = rule.coming or rule
            word = _("停用…") if latest.enabled else _("启用…")
            self.switch = button(word, lambda: self.switch_asked.emit(rule))
        elif rule.part == "indicators":
            self.target = button(_("改目标值…"), lambda: self.target_asked.emit(rule), icon_name="pencil")
        for made in (self.change, self.switch, self.target):
            if made is not None:
                made.setEnabled(may_change)
                made.setToolTip("" if may_change else words.only_officers())
                made.setAccessibleName(_("{act}{rule}").format(act=made.text().rstrip("…"), rule=rule.title))
                foot.addWidget(made)
        if rule.earlier:
            self.more = button(
                _("以前的版本 {count}").format(count=len(rule.earlier)), self._toggle, look="link"
            )
            foot.addWidget(self.more)
        if foot.count():
            self.body.addLayout(foot)
        if rule.earlier:
            self.body.addWidget(self._earlier)

    def _toggle(self) -> None:
        """Show or hide the versions that have ended; they are made when first asked for."""
        if self._earlier.layout() is None:
            layout = QVBoxLayout(self._earlier)
            layout.setContentsMargins(theme.px(1), 0, 0, 0)
            for each in self.rule.earlier:
                said = each.words if each.enabled else _("停用（{rule}）").format(rule=each.words)
                line = _("{version}：{words}").format(version=words.version_words(each), words=said)
                layout.addWidget(Text(line, "hint", wrap=True, copyable=True))
        self._earlier.setVisible(self._earlier.isHidden())
