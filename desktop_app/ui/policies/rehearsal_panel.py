"""The rehearsal on the page of a rule: start and stop it, its figures in words, its tables, what it takes for granted."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QProgressBar, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.services.rehearsals import PersonRow, Rehearsal
from desktop_app.ui import theme
from desktop_app.ui.kit import Card, FlowLayout, Section, Text, button, month_title, row
from desktop_app.ui.policies.rehearsal_tables import (
    Concerned,
    GroupTable,
    WeekTable,
    people_source,
    people_table,
    week_words,
)
from desktop_app.ui.policies.words import load_words

KEY = "F6"
MONTHS = 3
_TABLE_EM = 22
PEOPLE, VILLAGES, VISITORS, WEEKS = range(4)


class RehearsalPanel(Card):
    """Signals: ``asked()``, ``cancel_asked()``, ``opened(uid)`` of a person."""

    asked = Signal()
    cancel_asked = Signal()
    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.told = Text("", "muted", wrap=True)
        self.run = button(
            _("预演 {months} 个月").format(months=MONTHS), self.asked.emit, icon_name="refresh-cw", key=KEY
        )
        self.stop = button(_("取消预演"), self.cancel_asked.emit)
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(theme.px(0.5))
        self.figures = Text("", "", wrap=True, copyable=True)
        self.assumed = Text("", "hint", wrap=True, copyable=True)
        self.people = people_table()
        self.villages = GroupTable(_("嘎查村（社区）"), _("没有写明村"))
        self.visitors = GroupTable(_("探访人"), _("没有指定探访人"))
        self.weeks = WeekTable()
        self.people.opened.connect(self._on_person)
        self._switch: list[QPushButton] = []
        self._span = ""
        self._build()
        self.show_none()

    def show_none(self) -> None:
        """Say that nothing was rehearsed yet."""
        self._show_state(running=False)
        self._result.hide()
        self.told.setText(
            _("还没有预演。预演会算出改后 {months} 个月每村、每位探访人要走多少次，谁会逾期。").format(
                months=MONTHS
            )
        )

    def show_running(self, done: int) -> None:
        """Show how many people have been played."""
        self._show_state(running=True)
        self.told.setText(_("正在预演，已算 {done} 人。").format(done=done) if done else _("正在预演…"))

    def show_stopped(self) -> None:
        """Say that it was stopped or went wrong."""
        self._show_state(running=False)
        self._result.hide()
        self.told.setText(_("预演没有做完。可以再试一次。"))

    def show_outdated(self) -> None:
        """Say that the form was changed after the rehearsal."""
        self.told.setText(_("预演之后又改过：下面是改动以前的结果，请再预演一次。"))

    def show_current(self) -> None:
        """Say what the result is of: the form is again, or still, as it was rehearsed."""
        self.told.setText(self._span)

    def show_result(self, found: Rehearsal) -> None:
        """Show what came of it."""
        self._show_state(running=False)
        self._span = _("预演 {first} 至 {last}，在册 {people} 人。").format(
            first=found.first_on.isoformat(), last=found.last_on.isoformat(), people=found.people
        )
        self.show_current()
        self.figures.setText("\n".join(figure_lines(found)))
        self.assumed.setText("\n".join([_("预演的假定："), *found.assumptions]))
        self.people.show_source(people_source(found))
        self.villages.show_groups(found.villages, found.months)
        self.visitors.show_groups(found.visitors, found.months)
        self.weeks.show_weeks(found)
        for table in (self.people, self.villages, self.visitors, self.weeks):
            table.choose_first()
        concerned = len(found.newly_overdue) + len(found.newly_owed) + len(found.no_longer_owed)
        self._switch[PEOPLE].setText(_("涉及的人 {count}").format(count=concerned))
        self._result.show()
        self.show_part(PEOPLE if concerned else VILLAGES)

    def show_part(self, number: int) -> None:
        """Show the people, the villages, the visitors or the weeks."""
        for at, made in enumerate(self._switch):
            made.setChecked(at == number)
        self._stack.setCurrentIndex(number)
        if self._stack.isVisible():
            self._stack.currentWidget().setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        acts = row(self.run, self.stop)
        acts.addStretch(1)
        self.body.addWidget(Section(_("生效以前先预演")))
        self.body.addWidget(self.told)
        self.body.addWidget(self.bar)
        self.body.addLayout(acts)
        self._result = QWidget()
        layout = QVBoxLayout(self._result)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(0.5))
        layout.addWidget(self.figures)
        ways = FlowLayout(spacing_em=0.35)
        for number, words in enumerate((_("涉及的人"), _("按村"), _("按探访人"), _("按周"))):
            key = f"Alt+{number + 1}"
            made = button(words, partial(self.show_part, number), look="choice")
            made.setCheckable(True)
            made.setToolTip(key)
            self._switch.append(made)
            ways.addWidget(made)
            QShortcut(QKeySequence(key), self).activated.connect(partial(self.show_part, number))
        layout.addLayout(ways)
        self._stack = QStackedWidget()
        for table in (self.people, self.villages, self.visitors, self.weeks):
            self._stack.addWidget(table)
        self._stack.setFixedHeight(theme.px(_TABLE_EM))
        layout.addWidget(self._stack)
        layout.addWidget(self.assumed)
        self.body.addWidget(self._result)
        self.body.addStretch(1)

    def _show_state(self, *, running: bool) -> None:
        self.bar.setVisible(running)
        self.stop.setVisible(running)
        self.run.setEnabled(not running)

    def _on_person(self, row_: Concerned) -> None:
        person: PersonRow = row_.person
        self.opened.emit(person.elder_uid)


def figure_lines(found: Rehearsal) -> list[str]:
    """Return the figures of a rehearsal, a line each."""
    lines = [
        _("应探访的人：{load}").format(load=load_words(found.owed, _("人"))),
        _("探访：{load}").format(load=load_words(found.total, _("人次"))),
        _("；").join(
            _("{month} {load}").format(month=month_title(month), load=load_words(load))
            for month, load in zip(found.months, found.by_month, strict=True)
        ),
    ]
    visits = found.total.before or found.total.after
    if visits and found.peak_before is not None and found.peak_after is not None:
        lines.append(
            _("最忙的一周：现在 {before} {visits} 次，改后 {after} {more} 次").format(
                before=week_words(found.peak_before, found.last_on),
                visits=found.peak_before.load.before,
                after=week_words(found.peak_after, found.last_on),
                more=found.peak_after.load.after,
            )
        )
    lines.append(
        _("会逾期 {overdue} 人，新增应探访 {more} 人，不再应探访 {fewer} 人").format(
            overdue=len(found.newly_overdue), more=len(found.newly_owed), fewer=len(found.no_longer_owed)
        )
    )
    return lines
