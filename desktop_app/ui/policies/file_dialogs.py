"""The dialogs about files: what is in a profile before it is taken, and everything that is wrong with a broken one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.errors import ElderVisitsError
from desktop_app.services.policies import FoundInFile
from desktop_app.ui import theme
from desktop_app.ui.kit import Dialog, Text, button
from desktop_app.ui.policies.words import days_words
from desktop_app.ui.presenter import describe

_LINES_EM = 14


def reading_box(lines: Sequence[str], name: str) -> QPlainTextEdit:
    """Return a box of sentences, one below the other, that scrolls by keyboard and can be copied from."""
    box = QPlainTextEdit("\n".join(lines))
    box.setReadOnly(True)
    box.setTabChangesFocus(True)
    box.setAccessibleName(name)
    box.setMinimumHeight(theme.px(min(_LINES_EM, 2.2 * len(lines) + 2)))
    return box


def problems_of(error: BaseException) -> list[str]:
    """Return the sentences of a file that was refused, one for each mistake; none where it is another error."""
    if not isinstance(error, ElderVisitsError):
        return []
    return [line for line in str(error.details.get("listing", "")).split("\n") if line]


class ProblemsDialog(Dialog):
    """Every mistake of a file, to be read one by one or copied for whoever made the file."""

    def __init__(self, file: str, error: BaseException, parent: QWidget) -> None:
        super().__init__(_("这个文件不能载入"), parent, width_em=46)
        self.problems = problems_of(error)
        found, said = describe(error), _("{file} 有 {count} 处问题：")
        self.body.addWidget(Text(said.format(file=file, count=len(self.problems)), "strong", wrap=True))
        numbered = [f"{number}. {line}" for number, line in enumerate(self.problems, start=1)]
        self.box = reading_box(numbered, _("文件里的问题"))
        self.body.addWidget(self.box, 1)
        self.body.addWidget(
            Text(_("{safe}{do_now}").format(safe=found.data_safe, do_now=found.do_now), "muted", wrap=True)
        )
        self._text = "\n".join([said.format(file=file, count=len(numbered)), *numbered, found.do_now])
        self.copy = self.add_button(button(_("复制全部"), self._copy))
        close = self.add_button(button(_("知道了"), self.accept, look="main"))
        close.setDefault(True)
        close.setFocus()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)
        self.copy.setText(_("已复制"))


class InstallDialog(Dialog):
    """What is in a file, what taking it changes, and what to know about it; accepted when it is wanted."""

    def __init__(self, file: str, found: FoundInFile, parent: QWidget) -> None:
        super().__init__(_("载入方案文件"), parent, width_em=46)
        profile = found.profile
        self.body.addWidget(Text(_(profile.title), "strong", wrap=True))
        held = days_words(profile.valid_from, profile.valid_to).strip()
        document = _("{document}，{issued} 发文；{held}；文件 {file}").format(
            document=profile.document, issued=profile.issued_on.isoformat(), held=held, file=file
        )
        self.body.addWidget(Text(document, "muted", wrap=True))
        for warning in found.warnings:
            self.body.addWidget(Text(_("注意：{warning}").format(warning=warning), "strong", wrap=True))
        changes = found.differences
        if found.known:
            said = (
                _("与现有方案比，有 {count} 处不同：").format(count=len(changes))
                if changes
                else _("各条规则与现有方案相同。")
            )
        else:
            said = _("方案里有 {count} 条：").format(count=len(changes))
        self.body.addWidget(Text(said, "", wrap=True))
        if changes:
            spaced = "\n\n".join(changes).split("\n")
            self.body.addWidget(reading_box(spaced, _("方案的内容")), 1)
        if found.active:
            self.body.addWidget(
                Text(_("本单位正在采用这个方案：载入后从今天起按新的算，过去的日子不变。"), "hint", wrap=True)
            )
        self.add_button(button(_("取消"), self.reject))
        self.take = self.add_button(button(_("载入"), self.accept, look="main"))
        self.take.setDefault(True)
        self.take.setFocus()
