"""Stock phrases beside a text field: a small button, F11 in the field, digits to choose, and what is typed to keep.

Example::

    summary = form.add_row(_("情况记录"), TextField(lines=2), name="summary")
    phrases = PhrasesButton(context, PhraseField.SUMMARY, summary)
    form.row("summary").put_under_label(phrases)
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QPushButton

from desktop_app.config.strings import _
from desktop_app.services.stock_phrases import PhraseField, PhraseProblem, PhraseRow
from desktop_app.ui import theme
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import LineField, TextField, reason_words
from desktop_app.ui.page import PageContext

KEY = "F11"
DIGITS = 9
_ENDS = "。！？；，、：\n"


class PhrasesButton(QPushButton):
    """常用语 of one field; what is taken becomes ordinary text. Signal: ``taken(text)``.

    ``name`` is the field's label, said before the button's own word by a screen reader.
    """

    taken = Signal(str)

    def __init__(
        self, context: PageContext, field: PhraseField, target: LineField | TextField, name: str = ""
    ) -> None:
        # The key on a line of its own: the column of labels is narrow.
        super().__init__(f"{_('常用语')}\n{KEY}")
        self._context, self._field, self._target = context, field, target
        self._asked: Job[list[PhraseRow]] | None = None
        self.menu_shown = QMenu(self)
        self.drop_shown = QMenu(_("去掉一句"), self)
        self.setProperty("look", "link")
        self.setFont(theme.font(0.9))
        self.setAutoDefault(False)
        self.setAccessibleName(_("{field}：常用语").format(field=name) if name else _("常用语"))
        self.setToolTip(_("选一句常用的话填进去，也可以把写好的话存下来（{key}）").format(key=KEY))
        # Tab goes from field to field; F11 in the field opens the menu.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.clicked.connect(self.ask)
        shortcut = QShortcut(QKeySequence(KEY), target)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.ask)

    def set_field(self, field: PhraseField) -> None:
        """Offer the phrases of another field from now on."""
        self._field = field

    def target(self) -> LineField | TextField:
        """Return the field that phrases go into."""
        return self._target

    def ask(self) -> None:
        """Read the phrases and open the menu."""
        app, field = self._context.app, self._field.value
        self._asked = self._context.jobs.reading(
            _("读取常用语"), lambda _progress: app.stock_phrases.list(app.actor, field)
        )
        self._asked.succeeded.connect(self._open)
        self._asked.start()

    def _open(self, rows: Sequence[PhraseRow]) -> None:
        self._fill(rows)
        if self.isVisible():
            place = self._target.editor.mapToGlobal(QPoint(0, self._target.editor.height()))
            self.menu_shown.popup(place)
            if self.menu_shown.actions():
                self.menu_shown.setActiveAction(self.menu_shown.actions()[0])

    def _fill(self, rows: Sequence[PhraseRow]) -> None:
        menu = self.menu_shown
        menu.clear()
        for number, row in enumerate(rows, start=1):
            digit = f"&{number}  " if number <= DIGITS else "     "
            menu.addAction(digit + _plain(row.text), partial(self._take, row.text))
        menu.addSeparator()
        typed = self._typed()
        keep = menu.addAction(_("把这句存为常用语"), partial(self._keep, typed))
        keep.setEnabled(bool(typed) and typed not in {row.text for row in rows})
        self.drop_shown.clear()
        menu.addMenu(self.drop_shown).setEnabled(bool(rows))
        for row in rows:
            self.drop_shown.addAction(_plain(row.text), partial(self._drop, row.text))

    def _typed(self) -> str:
        """Return the marked words, else everything in the field."""
        if isinstance(self._target, LineField):
            return (self._target.line.selectedText() or self._target.value()).strip()
        # Qt marks the ends of lines in a selection with a sign of its own.
        marked = self._target.text.textCursor().selectedText().replace("\u2029", "\n")
        return (marked or self._target.value()).strip()

    def _take(self, text: str) -> None:
        """Put the phrase in at the cursor, parted from the words before it."""
        if isinstance(self._target, LineField):
            line = self._target.line
            at = line.selectionStart() if line.hasSelectedText() else line.cursorPosition()
            line.insert(_parted(line.text()[:at], text))
        else:
            cursor = self._target.text.textCursor()
            before = self._target.text.toPlainText()[: cursor.selectionStart()]
            cursor.beginEditBlock()  # Ctrl+Z takes the phrase back, not the words typed before it
            cursor.insertText(_parted(before, text))
            cursor.endEditBlock()
            self._target.text.setTextCursor(cursor)
        self._target.setFocus(Qt.FocusReason.OtherFocusReason)
        app, field = self._context.app, self._field.value
        self._context.jobs.writing(
            _("记下用过的常用语"), lambda _progress: app.stock_phrases.used(app.actor, field, text)
        ).start()
        self.taken.emit(text)

    def _keep(self, text: str) -> None:
        app, field = self._context.app, self._field.value
        job = self._context.jobs.writing(
            _("保存常用语"), lambda _progress: app.stock_phrases.add(app.actor, field, text)
        )
        job.succeeded.connect(lambda kept: self._tell(_("已存为常用语：{text}"), kept))
        job.failed.connect(self._on_refused)
        job.start()

    def _drop(self, text: str) -> None:
        app, field = self._context.app, self._field.value
        job = self._context.jobs.writing(
            _("去掉常用语"), lambda _progress: app.stock_phrases.remove(app.actor, field, text)
        )
        words = _("已去掉常用语：{text}").format(text=text)
        job.succeeded.connect(lambda _none: self._context.undo.offer(words, partial(self._keep, text)))
        job.start()

    def _tell(self, words: str, text: str) -> None:
        self._context.undo.offer(words.format(text=text))

    def _on_refused(self, error: Exception) -> None:
        if not isinstance(error, PhraseProblem):
            self._context.presenter.present(error)
            return
        words = _("没有存为常用语：{reason}。").format(reason=reason_words(error))
        self._context.notices.show_notice("soon", words)


def _plain(text: str) -> str:
    """Return ``text`` as a menu shows it: a lone & would mark a letter."""
    return text.replace("&", "&&")


def _parted(before: str, text: str) -> str:
    """Return ``text`` with a sign before it where words stand before it without one."""
    return f"；{text}" if before.strip() and before.rstrip(" ")[-1] not in _ENDS else text
