"""The household round without page and store: what is shared once on top, then a column for every elder."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.errors import FieldProblem
from desktop_app.domain.terms import Mode
from desktop_app.services.register import VisitorRow
from desktop_app.services.rounds import HouseholdRound
from desktop_app.services.visit_drafts import VisitDraft, visit_form
from desktop_app.ui import theme
from desktop_app.ui.choice_line import ChoiceLine
from desktop_app.ui.kit import Card, Text, scrolling
from desktop_app.ui.kit.sight import set_shown
from desktop_app.ui.rounds.house_card import HouseCard
from desktop_app.ui.rounds.people_grid import PeopleGrid, go
from desktop_app.ui.rounds.person_column import OUTCOME, PersonColumn
from desktop_app.ui.rounds.when_form import AT_THE_DOOR, WhenForm

TWO_CARDS_EM = 56
LEAST_TOP_EM = 20


class HouseholdForm(QWidget):
    """Signals: ``changed()`` after an edit by the user, ``save_asked()`` after the last field."""

    changed = Signal()
    save_asked = Signal()

    def __init__(self, today: Callable[[], date], ways_out: QWidget) -> None:
        super().__init__()
        self.form = visit_form()
        self._today = today
        self._round: HouseholdRound | None = None
        self._filling = False
        self._warned_empty = False
        self._grid: PeopleGrid | None = None
        self.place = Text("", "name", wrap=True)
        self.alone = Text(_("这一户只有一位老人在册，也可以在这里登记。"), "hint", wrap=True)
        self.when = WhenForm(today, modes=AT_THE_DOOR)
        self.house = HouseCard(self.form)
        self._people = Card(margin_em=0.6)
        self._build(ways_out)
        self._connect()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: what is shared stays in sight however many columns there are, one card under the other if need be."""
        super().resizeEvent(event)
        room = self.width() - theme.px(2.4)
        self._top.setMaximumWidth(max(room, theme.px(LEAST_TOP_EM)))
        narrow = room < theme.px(TWO_CARDS_EM)
        ways = QBoxLayout.Direction
        self._side_by_side.setDirection(ways.TopToBottom if narrow else ways.LeftToRight)

    # ------------------------------------------------------------------ content

    def fill(self, found: HouseholdRound, visitors: list[VisitorRow], last_visitor: str) -> None:
        """Show a household and a visit of today at which everybody was met."""
        self._round, self._warned_empty, self._filling = found, False, True
        people = found.people
        head = _("{name}家").format(name=found.head_name)
        self.place.setText(" · ".join(part for part in (head, found.village, found.address) if part))
        set_shown(self.alone, len(people) == 1)
        self.when.show_visitors(visitors, people[0].village_code)
        known = {one.uid for one in visitors}
        usual = [person.visitor_uid for person in people]
        usual += [person.last.visitor_uid for person in people if person.last is not None]
        self.when.start(next((uid for uid in (*usual, last_visitor) if uid in known), None))
        self._make_columns()
        self.house.start(found.shared_answers, found.shared_on, self.when.month())
        for column in self.columns:
            column.start(self.when.month())
        self._filling = False
        self._show()

    def content(self) -> dict[str, Any]:
        """Return everything filled in, as a draft keeps it."""
        return {
            "values": self.when.plain(),
            "shared": self.house.answers.values(),
            "house_findings": self.house.findings.values(),
            "people": {column.person.elder_uid: column.content() for column in self.columns},
        }

    def restore(self, content: Mapping[str, Any]) -> None:
        """Show what a draft kept; who is not of the household any more is passed over."""
        self._filling = True
        self.when.restore(content.get("values", {}))
        self._on_mode()
        self._ask_for_month()  # first: answers to what is not asked would not be handed out
        self.house.answers.set_values(content.get("shared", {}))
        self.house.findings.set_values(content.get("house_findings", ()))
        kept = content.get("people", {})
        for column in self.columns:
            if column.person.elder_uid in kept:
                column.restore(kept[column.person.elder_uid])
        self._filling = False
        self._show()

    def focus_place(self) -> list[str]:
        """Return where the keyboard is among the people: the elder and the row."""
        return self._grid.focus_place() if self._grid is not None else []

    def go_to(self, place: Sequence[str]) -> None:
        """Put the keyboard where a draft left it."""
        if self._grid is None or not self._grid.go_to(place):
            self.focus_start()

    @property
    def columns(self) -> list[PersonColumn]:
        """The columns of all elders of the household."""
        return self._grid.columns if self._grid is not None else []

    def recorded(self) -> list[PersonColumn]:
        """Return the columns of those who get a visit."""
        return [column for column in self.columns if not column.left_out()]

    def drafts(self, campaign_uid: str | None) -> list[VisitDraft]:
        """Return the visits; call after ``check``. What is wrong with the house is found once, at the first one met."""
        went, shared = self.when.went(), self.house.answers.values()
        mode, time = self.when.values()["mode"], self.when.values()["visited_time"] or None
        drafts = [
            column.draft(went, shared, mode=mode, visited_time=time, campaign_uid=campaign_uid)
            for column in self.recorded()
        ]
        owner = self._owner()
        if owner is None:
            return drafts
        at = self.recorded().index(owner)
        found = (*drafts[at].findings, *self.house.findings.drafts())
        drafts[at] = replace(drafts[at], findings=found)
        return drafts

    # ------------------------------------------------------------------ checking

    def check(self) -> bool:
        """Show what is wrong beside its field; a visit at which nothing was seen is asked about once."""
        if not self.when.check():
            return False
        for column in self.columns:
            column.show_problem("")
        if not self.recorded():
            self.columns[0].show_problem(_("至少要有一位老人登记探访结果。"), OUTCOME)
            return False
        for column in self.recorded():
            if column.outcome_key() is None:
                column.show_problem(_("请填写“{label}”。").format(label=_("结果")), OUTCOME)
                return False
        if not all(column.followed.check() for column in self.recorded()):
            return False
        empty = [column for column in self.columns if column.met() and not column.answers.values()]
        at_door = self.when.values()["mode"] == Mode.IN_PERSON.value
        if empty and at_door and not self._warned_empty:
            self._warned_empty = True
            first = empty[0].answers.first_open()
            key = next((key for key, line in empty[0].answers.lines.items() if line is first), OUTCOME)
            empty[0].show_problem(
                _("情况一项也没填。按 F6 采用上次的回答，或逐项选择；确实不填，再按一次保存。"), key
            )
            return False
        return True

    def show_error(self, error: Exception) -> bool:
        """Show a refusal at the field of the person it is about; False when it is about none of them."""
        if not isinstance(error, FieldProblem):
            return False
        if self.when.show_error(error) or self.house.show_error(error):
            return True
        recorded, row = self.recorded(), error.details.get("row")
        if not isinstance(row, int) or row >= len(recorded):
            return False
        return recorded[row].show_error(error)

    # ------------------------------------------------------------------ keyboard

    def accept_all(self) -> None:
        """Answer everything not answered yet as last time, for the house and for everybody met."""
        if self._owner() is not None:
            self.house.answers.accept_all()
        for column in self.columns:
            column.accept_all()
        waiting = self._first_open()
        if waiting is not None:
            go(waiting)

    def focus_start(self) -> None:
        """Put the keyboard on the first line still open."""
        go(self._first_open() or self.columns[0].outcome)

    def _first_open(self) -> ChoiceLine | None:
        if self._owner() is not None and (shared := self.house.answers.first_open()) is not None:
            return shared
        met = [column for column in self.columns if column.met()]
        return next((line for column in met if (line := column.answers.first_open()) is not None), None)

    # ------------------------------------------------------------------ building

    def _build(self, ways_out: QWidget) -> None:
        when = Card(margin_em=0.8)
        for part in (self.place, self.alone, self.when, ways_out):
            when.body.addWidget(part)
        when.body.addStretch(1)
        self._top = QWidget()
        self._side_by_side = QHBoxLayout(self._top)
        self._side_by_side.setContentsMargins(0, 0, 0, 0)
        self._side_by_side.setSpacing(theme.px(0.6))
        self._side_by_side.addWidget(when, 2)
        self._side_by_side.addWidget(self.house, 3)
        content = QWidget()
        layout = QVBoxLayout(content)
        edge = theme.px(0.6)
        layout.setContentsMargins(edge, edge, edge, edge)
        layout.setSpacing(theme.px(0.6))
        layout.addWidget(self._top)
        layout.addWidget(self._people)
        layout.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self.area = scrolling(content, sideways=True)
        whole.addWidget(self.area)
        self.area.horizontalScrollBar().valueChanged.connect(self._on_sideways)

    def _on_sideways(self, scrolled: int) -> None:
        content = self.area.widget()
        if self._grid is not None and content is not None:
            self._grid.stay_right_of(scrolled - self._grid.mapTo(content, QPoint()).x())

    def _connect(self) -> None:
        self.when.changed.connect(self._on_changed)
        self.when.day.changed.connect(self._on_day)
        if self.when.mode is not None:
            self.when.mode.changed.connect(self._on_mode)
        self.when.save_asked.connect(self.house.focus_first)
        self.house.changed.connect(self._on_changed)
        self.house.left_below.connect(lambda: go(self.columns[0].outcome))
        self.house.all_asked.connect(self.accept_all)

    def _make_columns(self) -> None:
        """Put a new grid in the place of the old one: another household has other columns."""
        assert self._round is not None
        if self._grid is not None:
            self._people.body.removeWidget(self._grid)
            self._grid.hide()
            self._grid.deleteLater()
        self._grid = PeopleGrid(self._round.people, self.form, self._today())
        self._grid.changed.connect(self._on_changed)
        self._grid.left_below.connect(self.save_asked)
        self._people.body.addWidget(self._grid)

    # ------------------------------------------------------------------ following what is typed

    def _owner(self) -> PersonColumn | None:
        """Return with whose visit the answers about the house are seen first: the first one met."""
        return next((column for column in self.columns if column.met()), None)

    def _on_day(self) -> None:
        if self._round is None or self._filling or self.when.day.value() is None:
            return
        self._ask_for_month()
        self._show()

    def _ask_for_month(self) -> None:
        self.house.show_month(self.when.month())
        for column in self.columns:
            column.show_month(self.when.month())

    def _on_mode(self) -> None:
        mode = Mode(self.when.values()["mode"] or Mode.IN_PERSON.value)
        for column in self.columns:
            column.set_mode(mode)

    def _on_changed(self) -> None:
        if self._round is None or self._filling:
            return
        self._warned_empty = False
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        """Show the shared items where somebody was met, and the rows that somebody is asked."""
        owner = self._owner()
        known = [found.what for column in self.columns for found in column.person.findings]
        name = owner.person.name if owner is not None else None
        self.house.show_owner(name, known, alone=len(self.columns) == 1)
        if self._grid is not None:
            self._grid.show_labels()
