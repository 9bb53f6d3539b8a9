"""The five blocks of the visit form as lines of choices, with "same as last time" for all at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.forms import Block, Item, ItemKind, VisitForm
from desktop_app.ui import theme
from desktop_app.ui.choice_line import ChoiceLine, LineOption
from desktop_app.ui.kit import Card, LineField, Section, Text, button, hairline
from desktop_app.ui.kit.sight import bring_into_sight, say

BLOCK_EM = 4.4
ITEM_EM = 7.8
LONGEST_WISH = 500


class BlocksPanel(Card):
    """Signals: ``changed()`` after any answer, ``left_below()`` when the keyboard goes on past the last line."""

    changed = Signal()
    left_below = Signal()

    def __init__(self, form: VisitForm) -> None:
        super().__init__(margin_em=0.4)  # five blocks have to fit one screen of 1366×768
        self._form = form
        self._month = 0
        self._lines: dict[str, ChoiceLine] = {}
        self._texts: dict[str, LineField] = {}
        self._count = Text("", "hint")
        self._count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.same = button(_("与上次相同"), self.accept_all, look="choice", key="F6")
        self.problem = Text("", "error", wrap=True)
        self.problem.hide()
        head = QHBoxLayout()
        head.setSpacing(theme.px(0.6))
        head.addWidget(Section(_("探访情况")))
        head.addWidget(self._count, 1)
        head.addWidget(self.same)
        self.body.setSpacing(theme.px(0.18))
        self.body.addLayout(head)
        self.body.addWidget(self.problem)
        for block in form.blocks:
            self.body.addWidget(hairline())
            self.body.addLayout(self._block(block))
        self.body.addStretch(1)
        self._show_count()

    def start(self, month: int, ghosts: Mapping[str, tuple[str, ...]], *, from_last: bool) -> None:
        """Empty all answers, show the items asked in ``month`` and outline ``ghosts``."""
        for line in self._lines.values():
            line.set_chosen(())
        for text in self._texts.values():
            text.set_value("")
        words = _("与上次相同") if from_last else _("全部正常")
        self.same.setText(f"{words}  F6")
        self.same.setAccessibleName(words)
        self.show_month(month, ghosts)

    def show_month(self, month: int, ghosts: Mapping[str, tuple[str, ...]]) -> None:
        """Show the items asked in ``month``; answers to the others are kept but not handed out."""
        self._month = month
        for key, line in self._lines.items():
            line.set_ghost(ghosts.get(key, ()))
            line.setVisible(self._asked(key))
        self._show_count()

    def values(self) -> dict[str, Any]:
        """Return the answers given, as they are stored."""
        found: dict[str, Any] = {}
        for key, (_block, item) in self._form.by_key.items():
            if not self._asked(key):
                continue
            if item.kind is ItemKind.TEXT:
                if text := self._texts[key].value():
                    found[key] = text
            elif chosen := self._lines[key].chosen():
                found[key] = list(chosen) if item.kind is ItemKind.MULTI else chosen[0]
        return found

    def set_values(self, answers: Mapping[str, Any]) -> None:
        """Show ``answers``."""
        for key, line in self._lines.items():
            given = answers.get(key, ())
            line.set_chosen(given if isinstance(given, (list, tuple)) else (given,))
        for key, text in self._texts.items():
            text.set_value(str(answers.get(key, "")))

    def accept_all(self) -> None:
        """Answer everything not answered yet as last time, then go to the first line still open."""
        for key, line in self._lines.items():
            if self._asked(key):
                line.accept_ghost()
        waiting = self.first_open()
        if waiting is not None:
            waiting.setFocus(Qt.FocusReason.OtherFocusReason)

    def first_open(self) -> ChoiceLine | None:
        """Return the first line without an answer."""
        return next(
            (line for key, line in self._lines.items() if self._asked(key) and not line.chosen()), None
        )

    def line(self, key: str) -> ChoiceLine:
        """Return the line of an item; raises KeyError."""
        return self._lines[key]

    def text(self, key: str) -> LineField:
        """Return the text field of an item; raises KeyError."""
        return self._texts[key]

    def focus_first(self) -> None:
        """Put the keyboard on the first line."""
        next(iter(self._lines.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_problem(self, text: str, key: str = "") -> None:
        """Say what is wrong above the blocks and mark the line ``key``; an empty text takes it away."""
        say(self.problem, text)
        for mine, line in self._lines.items():
            line.set_bad(bool(text) and mine == key)
        if text and key in self._lines:
            self._lines[key].setFocus(Qt.FocusReason.OtherFocusReason)

    def _block(self, block: Block) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(0.3))
        title = Text(_(block.title), "strong", wrap=True)
        title.setFixedWidth(theme.word_px(BLOCK_EM))
        title.setMinimumHeight(theme.px(1.5))
        title.setToolTip(block.source)
        grid.addWidget(title, 0, 0, Qt.AlignmentFlag.AlignTop)
        lines = QVBoxLayout()
        lines.setSpacing(0)
        for item in block.items:
            lines.addWidget(self._item(block, item))
        grid.addLayout(lines, 0, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _item(self, block: Block, item: Item) -> QWidget:
        key = f"{block.key}.{item.key}"
        if item.kind is ItemKind.TEXT:
            return self._text_item(key, item)
        options = [
            LineOption(
                option.key,
                _(option.title),
                "accent" if option.normal else "overdue" if option.finding == "urgent" else "soon",
            )
            for option in item.options
        ]
        many = item.kind is ItemKind.MULTI
        alone = item.normal.key if item.normal is not None else ""
        label_em = theme.word_px(ITEM_EM) / theme.em()
        line = ChoiceLine(_(item.title), options, many=many, alone=alone, label_em=label_em)
        line.changed.connect(self._on_changed)
        line.moved_on.connect(lambda step, at=key: self._on_moved(at, step))
        self._lines[key] = line
        return line

    def _text_item(self, key: str, item: Item) -> QWidget:
        field = LineField(placeholder=_(item.title), longest=LONGEST_WISH)
        field.line.setProperty("look", "small")
        field.describe(_(item.title), "")
        field.changed.connect(self._on_changed)
        self._texts[key] = field
        return field

    def _asked(self, key: str) -> bool:
        return self._form.by_key[key][1].asked_in(self._month)

    def _on_changed(self) -> None:
        self._show_count()
        if self.problem.text():
            self.show_problem("")
        self.changed.emit()

    def _on_moved(self, key: str, step: int) -> None:
        asked = [mine for mine in self._lines if self._asked(mine)]
        at = asked.index(key) + step
        if 0 <= at < len(asked):
            self._lines[asked[at]].setFocus(Qt.FocusReason.OtherFocusReason)
            bring_into_sight(self._lines[asked[at]])
        elif step > 0:
            self.left_below.emit()

    def _show_count(self) -> None:
        asked = [line for key, line in self._lines.items() if self._asked_or_shown(key)]
        done = sum(bool(line.chosen()) for line in asked)
        self._count.setText(_("已答 {done} / {count}").format(done=done, count=len(asked)))

    def _asked_or_shown(self, key: str) -> bool:
        return not self._month or self._asked(key)
