"""户: which household the elder belongs to, and the dialog that picks a known one or founds a new one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.services.households import HouseholdCard
from desktop_app.services.register_drafts import HouseholdDraft
from desktop_app.storage.queries.persons import HouseholdRow
from desktop_app.ui import theme
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import DateField, Dialog, Field, FlowLayout, Form, SearchField, Text, button
from desktop_app.ui.kit.sight import set_shown
from desktop_app.ui.page import PageContext
from desktop_app.ui.register.identity_fields import NameField


def household_words(head_name: str, address: str | None, members: Sequence[str]) -> str:
    """Return 户主 王桂兰 · 三组12号 · 成员：李福、王桂兰."""
    parts = [_("户主 {name}").format(name=head_name), address or ""]
    if members:
        parts.append(_("成员：{names}").format(names=_("、").join(members)))
    return " · ".join(part for part in parts if part)


class HouseholdField(Field[HouseholdDraft | None]):
    """Shows the present household and what is to become of it; None leaves it. Signal: ``change_asked()``."""

    change_asked = Signal()

    def __init__(self) -> None:
        holder = QWidget()
        super().__init__(holder)
        self._current: HouseholdRow | None = None
        self._draft: HouseholdDraft | None = None
        self._draft_words = ""
        self.told = Text("", "", wrap=True)
        self.coming = Text("", "label", wrap=True)
        self.change_button = button(_("选择户…"), self.change_asked.emit)
        self.leave_button = button(_("离开这一户"), self._on_leave)
        self.keep_button = button(_("不改了"), lambda: self.set_value(None), look="link")
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(0, theme.px(0.3), 0, 0)
        layout.setSpacing(theme.px(0.3))
        layout.addWidget(self.told)
        layout.addWidget(self.coming)
        buttons = QWidget()
        flow = FlowLayout(buttons, spacing_em=0.5)
        for made in (self.change_button, self.leave_button, self.keep_button):
            flow.addWidget(made)
        layout.addWidget(buttons)
        holder.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusProxy(self.change_button)
        self._show()

    def show_current(self, current: HouseholdRow | None, own_name: str) -> None:
        """Say where the elder belongs now."""
        self._current = current
        if current is None:
            self.told.setText(_("没有登记户。"))
        else:
            names = [own_name, *(name for _uid, name in current.members)]
            self.told.setText(household_words(current.head_name, current.address, names))
        self._show()

    def value(self) -> HouseholdDraft | None:
        """Return what is to change."""
        return self._draft

    def set_value(self, value: HouseholdDraft | None) -> None:
        """Show what is to change."""
        self._draft = value
        self._draft_words = ""
        self._show()
        self.changed.emit()

    def choose(self, draft: HouseholdDraft, words: str) -> None:
        """Take over what the dialog decided."""
        self.set_value(draft)
        self.say_coming(words)

    def say_coming(self, words: str) -> None:
        """Say which household it is that was chosen."""
        self._draft_words = words
        self._show()

    def is_empty(self) -> bool:
        """Tell whether there is neither a household nor one to come."""
        return self._current is None and self._draft is None

    def key_targets(self) -> list[QWidget]:
        """Return the first button."""
        return [self.change_button]

    def takes_enter(self) -> bool:
        """Enter presses the button."""
        return True

    def set_bad(self, bad: bool) -> None:
        """The error line alone speaks."""
        del bad

    def _on_leave(self) -> None:
        self.set_value(HouseholdDraft())

    def _show(self) -> None:
        draft = self._draft
        words = ""
        if draft is not None:
            words = self._draft_words or draft.head_name or _("不再属于任何户")
            if draft.from_on is not None:
                words = _("{words}，自 {day} 起").format(words=words, day=draft.from_on.isoformat())
            words = _("保存后改为：{words}").format(words=words)
        self.coming.setText(words)
        set_shown(self.coming, bool(words))
        set_shown(self.leave_button, self._current is not None and draft is None)
        set_shown(self.keep_button, draft is not None)
        self.change_button.setText(_("换一户…") if self._current is not None else _("选择户…"))


class _List(QListWidget):
    """A list in which Enter takes the chosen line."""

    taken = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter takes, everything else moves."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.taken.emit()
        else:
            super().keyPressEvent(event)


class HouseholdDialog(Dialog):
    """Finds a household by head, member, address or village, or founds one.

    Signal: ``decided(HouseholdDraft, str)`` with what to say about it.
    """

    decided = Signal(object, str)

    def __init__(
        self, context: PageContext, village_code: str | None, own_name: str, today: date, parent: QWidget
    ) -> None:
        super().__init__(_("选择户"), parent, width_em=44)
        self._context, self._village_code = context, village_code
        self._looking: Job[list[HouseholdCard]] | None = None
        self._cards: list[HouseholdCard] = []
        self.search = SearchField(_("户主、成员姓名或住址"))
        self.found = _List()
        self.found.setAccessibleName(_("找到的户"))
        self.found.setMinimumHeight(theme.px(9))
        # Whole lines, however long: head, address and members together tell one household from another.
        self.found.setWordWrap(True)
        self.found.setSpacing(theme.px(0.15))
        self.found.setResizeMode(QListView.ResizeMode.Adjust)
        self.found.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.none = Text(_("没有找到。换个说法再找，或在下面新立一户。"), "hint", wrap=True)
        set_shown(self.none, False)
        self.form = Form(label_em=6)
        self.from_on = self.form.add_row(
            _("从哪天起"),
            DateField(latest_on=today, today=lambda: today),
            name="from_on",
            help=_("不清楚可留空"),
        )
        self.head = self.form.add_row(_("新户户主"), NameField(), name="head_name")
        self.head.set_value(own_name)
        self.body.addWidget(self.search)
        self.body.addWidget(self.found)
        self.body.addWidget(self.none)
        self.body.addWidget(self.form)
        self.add_button(button(_("取消"), self.reject))
        self.found_button = self.add_button(button(_("新立一户"), self._on_new))
        self.join_button = self.add_button(button(_("加入选中的户"), self._on_join, look="main"))
        self.search.searched.connect(self._look)
        self.search.left_down.connect(self._into_list)
        self.search.entered.connect(lambda _text: self._into_list())
        self.found.taken.connect(self._on_join)
        self.found.itemDoubleClicked.connect(lambda _item: self._on_join())
        self.found.currentRowChanged.connect(lambda row: self.join_button.setEnabled(row >= 0))
        self.join_button.setEnabled(False)
        self.search.setFocus()
        self._look("")

    def done(self, result: int) -> None:
        """Qt: close; an answer that is still on its way finds nobody."""
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None
        super().done(result)

    def _look(self, text: str) -> None:
        app, village = self._context.app, self._village_code
        if self._looking is not None:
            self._looking.cancel()
        job = self._context.jobs.reading(
            _("查找户"), lambda _progress: app.households.find(app.actor, text, village_code=village)
        )
        self._looking = job
        job.succeeded.connect(lambda cards: self._on_found(job, cards))
        job.start()

    def _on_found(self, job: Job[list[HouseholdCard]], cards: list[HouseholdCard]) -> None:
        if self._looking is not job:
            return
        self._looking = None
        self._cards = cards
        self.found.clear()
        for card in cards:
            words = household_words(card.head_name, card.address, card.members)
            self.found.addItem(QListWidgetItem(f"{words}（{card.village}）"))
        set_shown(self.none, not cards)
        if cards:
            self.found.setCurrentRow(0)
        else:
            self.join_button.setEnabled(False)

    def _into_list(self) -> None:
        if self.found.count():
            self.found.setFocus()

    def _on_join(self) -> None:
        row = self.found.currentRow()
        if not 0 <= row < len(self._cards) or not self.form.check():
            return
        card = self._cards[row]
        words = household_words(card.head_name, card.address, card.members)
        self.decided.emit(HouseholdDraft(uid=card.uid, from_on=self.from_on.value()), words)
        self.accept()

    def _on_new(self) -> None:
        if not self.form.check():
            return
        name = self.head.value()
        if not name:
            self.form.show_problem("head_name", _("请填写户主姓名。"))
            return
        words = _("新立一户，户主 {name}").format(name=name)
        self.decided.emit(HouseholdDraft(head_name=name, from_on=self.from_on.value()), words)
        self.accept()
