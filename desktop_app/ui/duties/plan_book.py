"""A proposal while it is being looked at: which days were changed by hand, which were accepted; no widgets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from desktop_app.config.strings import _
from desktop_app.scheduling.planner_windows import CATCH_UP_DAYS
from desktop_app.services.plan_rows import CalendarDay, CalendarView, Proposal, ProposedVisit
from desktop_app.ui.duties import calendar_words as words
from desktop_app.ui.duties.calendar_words import DayFace, Mark
from desktop_app.ui.duties.load_bars import LoadRow
from desktop_app.ui.kit import spoken_day

Key = tuple[str, date, date]
"""A visit of a proposal: whose, and in which window; a person may have several."""


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One visit of the proposal and what was done with it here."""

    visit: ProposedVisit
    accepted: bool = False
    changed: bool = False

    @property
    def key(self) -> Key:
        """Return which visit it is."""
        return self.visit.elder_uid, self.visit.earliest_on, self.visit.latest_on

    @property
    def open(self) -> bool:
        """Tell whether it can still be accepted."""
        return not self.accepted and not self.visit.kept

    def mark(self) -> Mark:
        """Return what stands for it: proposals are outlined, what is agreed on is filled."""
        if self.accepted:
            return Mark(_("已采纳"), "done")
        if self.visit.kept:
            return Mark(_("已排定"), "quiet")
        return Mark(_("手工改") if self.changed else _("提议"), "accent", outlined=True)


class PlanBook:
    """The rows of a proposal, and the load it makes beside the load that there is."""

    def __init__(self, proposal: Proposal, now: CalendarView) -> None:
        self.proposal = proposal
        self.rows = [PlanRow(visit) for visit in proposal.visits]
        self._names = {load.visitor_uid: words.visitor_word(load.visitor) for load in proposal.loads}
        self._heads = {day.on: day for day in now.days}
        self._before: dict[str | None, Counter[date]] = {}
        self._after: dict[str | None, Counter[date]] = {
            load.visitor_uid: Counter(load.days) for load in proposal.loads
        }
        for entry in now.entries:
            if entry.state in words.OWED:
                self._names.setdefault(entry.visitor_uid, words.visitor_word(entry.visitor))
                self._before.setdefault(entry.visitor_uid, Counter())[entry.on] += 1

    def open_rows(self) -> list[PlanRow]:
        """Return what can still be accepted."""
        return [row for row in self.rows if row.open]

    def row(self, key: Key) -> PlanRow | None:
        """Return a row by its key."""
        return next((row for row in self.rows if row.key == key), None)

    def refusal(self, row: PlanRow, on: date, today: date) -> str:
        """Return why a visit cannot be put on ``on``, empty when it can."""
        visit, day = row.visit, spoken_day(on)
        if not row.open:
            return _("{name} 的日子已经排定，请在月历里改。").format(name=visit.name)
        if on < today:
            return _("{day} 已经过去，不能排到那一天。").format(day=day)
        first, last = self.span(row, today)
        if not first <= on <= last:
            window = words.window_words(first, last)
            return _("不能排到 {day}：{name} 可以排在 {window}。").format(
                day=day, name=visit.name, window=window
            )
        return ""

    def span(self, row: PlanRow, today: date) -> tuple[date, date]:
        """Return the days that a visit may be put on; what is overdue has some days from today on."""
        visit = row.visit
        if visit.latest_on < today:
            return today, max(today + timedelta(days=CATCH_UP_DAYS - 1), visit.on)
        return max(visit.earliest_on, today), visit.latest_on

    def put(self, key: Key, on: date) -> None:
        """Put a visit on another day."""
        for at, row in enumerate(self.rows):
            if row.key == key:
                counts = self._after.setdefault(row.visit.visitor_uid, Counter())
                counts[row.visit.on] -= 1
                counts[on] += 1
                why = _("手工改到这一天；原来提议 {day}。{why}").format(
                    day=words.short_day(row.visit.on), why=row.visit.why
                )
                why = row.visit.why if row.changed else why
                self.rows[at] = PlanRow(replace(row.visit, on=on, why=why), changed=True)

    def accept(self, keys: Iterable[Key], accepted: bool = True) -> None:
        """Note that visits were agreed on, or are not any more."""
        wanted = set(keys)
        self.rows = [replace(row, accepted=accepted) if row.key in wanted else row for row in self.rows]

    def days(self) -> list[date]:
        """Return the days of the proposal."""
        first, last = self.proposal.first, self.proposal.last
        return [first + timedelta(days=number) for number in range((last - first).days + 1)]

    def loads(self) -> list[LoadRow]:
        """Return the load of each visitor, by name, nobody's last."""
        uids = sorted(self._names, key=lambda uid: (uid is None, self._names[uid]))
        return [
            LoadRow(self._names[uid], self._before.get(uid, Counter()), self._after.get(uid, Counter()))
            for uid in uids
        ]

    def faces(self) -> dict[date, DayFace]:
        """Return for each day how much is proposed, accepted, and was agreed on before."""
        proposed = Counter(row.visit.on for row in self.rows if row.open)
        accepted = Counter(row.visit.on for row in self.rows if row.accepted)
        kept = Counter(row.visit.on for row in self.rows if row.visit.kept and not row.accepted)
        faces: dict[date, DayFace] = {}
        for day in {*self._heads, *proposed, *accepted, *kept}:
            head = words.face(self._heads.get(day) or CalendarDay(on=day))
            marks = (
                Mark(_("提议 {count}").format(count=proposed[day]), "accent", outlined=True),
                Mark(_("已采纳 {count}").format(count=accepted[day]), "done"),
                Mark(_("已排定 {count}").format(count=kept[day]), "quiet"),
            )
            counts = (proposed[day], accepted[day], kept[day])
            shown = tuple(mark for mark, count in zip(marks, counts, strict=True) if count)
            faces[day] = replace(head, marks=shown)
        return faces

    def summary(self) -> str:
        """Return what there is in one line, and what changed since the last plan."""
        parts = [_("提议 {count} 次").format(count=len(self.open_rows()))]
        accepted = sum(row.accepted for row in self.rows)
        if accepted:
            parts.append(_("已采纳 {count} 次").format(count=accepted))
        parts.append(_("排不进去 {count} 次").format(count=len(self.proposal.refusals)))
        text = " · ".join(parts)
        note = self.proposal.note
        return _("{text}。{note}").format(text=text, note=note) if note else text


def visits_of(rows: Sequence[PlanRow]) -> list[ProposedVisit]:
    """Return the visits of rows."""
    return [row.visit for row in rows]
