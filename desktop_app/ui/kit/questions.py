"""The few modal questions and the error dialog; everything else is said in the notice bar.

Example::

    if ask(self, _("删除这条草稿？"), _("删除后不能恢复。"), yes=_("删除"), danger=True): …
    answer = choose(self, _("还没有保存"), _("…"), {"save": _("保存"), "drop": _("不保存"), "stay": _("继续填写")})
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from math import ceil

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF, QGuiApplication, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLayout, QPushButton, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.ui import theme
from desktop_app.ui.kit.texts import Section, Text, button


@dataclass(frozen=True, slots=True)
class ErrorWords:
    """What happened, whether the data is safe, what to do now; ``number`` only for bugs."""

    what: str
    data_safe: str
    do_now: str
    number: str = ""

    def as_text(self) -> str:
        """Return all lines for copying."""
        return "\n".join(line for line in (self.what, self.data_safe, self.do_now, self.number) if line)

    @property
    def short(self) -> str:
        """Return what happened and what to do in one line, for notices and fields."""
        return _("{what}{do_now}").format(what=self.what, do_now=self.do_now)


class Dialog(QDialog):
    """The base of all dialogs: deleted on close, one title, a body, a row of buttons at the right."""

    def __init__(self, title: str, parent: QWidget | None = None, *, width_em: float = 30) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setWindowModality(
            Qt.WindowModality.WindowModal if parent else Qt.WindowModality.ApplicationModal
        )
        self.setMinimumWidth(min(theme.px(width_em), self.screen().availableGeometry().width() - theme.px(2)))
        self.body = QVBoxLayout()
        self.body.setSpacing(theme.px(0.6))
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(theme.px(0.6))
        self.buttons.addStretch(1)
        self._outer = outer = QVBoxLayout(self)
        # Qt would take the wrapped texts at their highest as the least height of the window.
        outer.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        edge = theme.px(1.5)
        outer.setContentsMargins(edge, edge, edge, theme.px(1.2))
        outer.setSpacing(theme.px(1))
        heading = Section(title)
        heading.setWordWrap(True)
        outer.addWidget(heading)
        outer.addLayout(self.body)
        outer.addStretch(1)
        outer.addLayout(self.buttons)

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: be as high as the wrapped texts need, no higher, and never higher than the screen."""
        super().showEvent(event)
        room = self.screen().availableGeometry().height() - theme.px(2)
        self.resize(self.width(), min(self._outer.totalHeightForWidth(self.width()), room))

    def add_button(self, made: QPushButton) -> QPushButton:
        """Add a button at the right end."""
        self.buttons.addWidget(made)
        return made


class ErrorDialog(Dialog):
    """Three sentences, the number of a bug, and a button to copy them."""

    def __init__(self, words: ErrorWords, parent: QWidget | None = None) -> None:
        super().__init__(_("操作没有完成"), parent)
        self._words = words
        told = {
            _("情况"): words.what,
            _("数据"): words.data_safe,
            _("怎么办"): words.do_now,
        }
        metrics = QFontMetricsF(theme.font())
        widest = max(theme.px(4), *(ceil(metrics.horizontalAdvance(caption)) + 1 for caption in told))
        for caption, text in told.items():
            line = QHBoxLayout()
            label = Text(caption, "muted")
            label.setFixedWidth(widest)
            line.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(Text(text, "", wrap=True, copyable=True), 1)
            self.body.addLayout(line)
        if words.number:
            self.body.addWidget(
                Text(_("错误编号 {number}").format(number=words.number), "hint", copyable=True)
            )
        self.add_button(button(_("复制"), self._copy))
        close = self.add_button(button(_("知道了"), self.accept, look="main"))
        close.setDefault(True)
        close.setFocus()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._words.as_text())


class _Question(Dialog):
    def __init__(
        self,
        title: str,
        text: str,
        options: Mapping[str, str],
        parent: QWidget | None,
        *,
        main: str,
        danger: str,
    ) -> None:
        super().__init__(title, parent)
        self.answer = ""
        if text:
            self.body.addWidget(Text(text, "", wrap=True))
        for key, words in reversed(list(options.items())):
            look = "danger" if key == danger else "main" if key == main else ""
            made = self.add_button(button(words, partial(self._on_chosen, key), look=look))
            if key == main:
                made.setDefault(True)
                made.setFocus()

    def _on_chosen(self, key: str) -> None:
        self.answer = key
        self.accept()


def choose(
    parent: QWidget | None,
    title: str,
    text: str,
    options: Mapping[str, str],
    *,
    main: str = "",
    danger: str = "",
) -> str:
    """Ask and wait; return the key of the chosen option, an empty string after Esc.

    The first option stands at the right end; ``main`` (the first by default) is filled and taken by Enter.
    """
    question = _Question(title, text, options, parent, main=main or next(iter(options)), danger=danger)
    answers: list[str] = []
    # The dialog is deleted when it closes, so the answer is taken while it still lives.
    question.finished.connect(lambda _code: answers.append(question.answer))
    question.exec()
    return answers[0] if answers else ""


def ask(
    parent: QWidget | None, title: str, text: str, *, yes: str, no: str = "", danger: bool = False
) -> bool:
    """Ask one yes-or-no question with plain verbs on the buttons; Esc means no."""
    options = {"yes": yes, "no": no or _("取消")}
    main = "no" if danger else "yes"
    return choose(parent, title, text, options, main=main, danger="yes" if danger else "") == "yes"
