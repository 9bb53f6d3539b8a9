"""The card above the form of a rule: what it said, what it will say, and whether that was rehearsed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from desktop_app.config.strings import _
from desktop_app.domain.policies import PolicyProfile
from desktop_app.domain.policy_changes import Rule
from desktop_app.domain.policy_words import rule_words
from desktop_app.ui import theme
from desktop_app.ui.kit import Card, Section, Text, row


class RuleTold(Card):
    """The old sentence beside the new one, and two lines of what to know about the change."""

    def __init__(self) -> None:
        super().__init__()
        self.heading = Section("")
        self.heading.setWordWrap(True)
        self.before = Text("", "", wrap=True, copyable=True)
        self.after = Text("", "", wrap=True, copyable=True)
        self.aside = Text("", "hint", wrap=True)
        self.rehearsed = Text("", "muted", wrap=True)
        self.body.addWidget(self.heading)
        self.body.addLayout(_captioned(_("原来"), self.before))
        self.body.addLayout(_captioned(_("改为"), self.after))
        self.body.addWidget(self.aside)
        self.body.addWidget(self.rehearsed)

    def show_heading(self, profile: PolicyProfile, rule: Rule) -> None:
        """Say which rule of which profile it is."""
        self.heading.setText(
            _("{profile} · {rule}").format(profile=_(profile.short_title), rule=_(rule.title))
        )

    def show_before(self, rule: Rule) -> None:
        """Say the rule as it is."""
        words = rule_words(rule).say(_)
        self.before.setText(words if rule.enabled else _("停用（{rule}）").format(rule=words))

    def show_after(self, text: str) -> None:
        """Say the rule as it will be, or why it cannot be said."""
        self.after.setText(text)

    def show_aside(
        self, versions: Sequence[Rule], from_on: date | None, today: date, *, chosen: bool
    ) -> None:
        """Say which later versions are replaced from a day on, and that a profile is not worked by."""
        said = []
        later = [rule for rule in versions if from_on is not None and rule.valid_from >= from_on > today]
        if later:
            said.append(
                _("原定 {day} 起的第 {version} 版由这次改动取代。").format(
                    day=later[0].valid_from, version=later[0].version
                )
            )
        if not chosen:
            said.append(_("本单位现在没有采用这个方案；预演按采用后计算。"))
        self.aside.setText(" ".join(said))
        self.aside.setVisible(bool(said))

    def show_rehearsed(self, text: str) -> None:
        """Say whether the change was rehearsed."""
        self.rehearsed.setText(text)
        self.rehearsed.setVisible(bool(text))


def fresh_words(rule: Rule) -> str:
    """Return a new version in words with its first day; one that is switched off says so."""
    words = rule_words(rule).say(_)
    if not rule.enabled:
        words = _("停用，不再按它安排探访（{rule}）").format(rule=words)
    return _("{day} 起：{rule}").format(day=rule.valid_from.isoformat(), rule=words)


def _captioned(caption: str, text: Text) -> QHBoxLayout:
    """Return a sentence with its caption before it."""
    label = Text(caption, "muted")
    label.setFixedWidth(theme.word_px(3.5))
    line = row(spacing_em=0.6)
    line.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(text, 1)
    return line
