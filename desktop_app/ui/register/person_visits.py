"""探访: one person's visits, paged through SQL however many there are."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence

from desktop_app.bootstrap import Application
from desktop_app.config.strings import _
from desktop_app.domain.terms import Mode, Outcome
from desktop_app.services.visit_drafts import visit_form
from desktop_app.storage.queries.visits import VisitRow
from desktop_app.ui.jobs import JobRunner
from desktop_app.ui.kit import Column, EmptyState, RowTable, Sort
from desktop_app.ui.register import words
from desktop_app.ui.visit_marks import visit_marks


class VisitSource:
    """The visits of one person; a visit keeps its number as long as the source lives, whatever the order."""

    def __init__(self, app: Application, uid: str) -> None:
        """Read the visits of ``uid``."""
        self._app, self._uid = app, uid
        self._uids: list[str] = []
        self._numbers: dict[str, int] = {}
        self._photos: dict[str, int] = {}

    def ids(self, sort: Sort) -> array[int]:
        """Return the numbers of all visits in order."""
        app = self._app
        found = app.person_files.visit_uids(app.actor, self._uid, order=sort.key, descending=sort.descending)
        for uid in found:
            if uid not in self._numbers:
                self._numbers[uid] = len(self._uids)
                self._uids.append(uid)
        return array("q", [self._numbers[uid] for uid in found])

    def rows(self, ids: Sequence[int]) -> Sequence[VisitRow | None]:
        """Return one page of visits."""
        uids = [self._uids[number] for number in ids]
        self._photos.update(self._app.visits.photo_counts(self._app.actor, uids))
        found = {row.uid: row for row in self._app.person_files.visit_rows(self._app.actor, uids)}
        return [found.get(uid) for uid in uids]

    def marks(self, visit: VisitRow) -> list[str]:
        """Return what is special about a visit of a page that was read."""
        return visit_marks(visit, self._photos.get(visit.uid, 0))


def _seen(visit: VisitRow) -> str:
    """Return what was out of the ordinary, then what was written down."""
    remarkable = visit_form().text(visit.answers)
    return _("；").join(part for part in (remarkable, " ".join((visit.summary or "").split())) if part)


def visits_table(
    jobs: JobRunner, empty: EmptyState, marks: Callable[[VisitRow], list[str]]
) -> RowTable[VisitRow]:
    """Return the table of one person's visits; ``marks`` tells what is special about one."""
    return RowTable(
        (
            Column(
                key="visited_on",
                title=_("日期"),
                width_em=7.5,
                text=lambda visit: visit.visited_on.isoformat(),
                strong=True,
            ),
            Column(
                key="mode",
                title=_("方式"),
                width_em=4.5,
                text=lambda visit: words.term_word(Mode, visit.mode),
            ),
            Column(
                key="outcome",
                title=_("结果"),
                width_em=7,
                text=lambda visit: words.term_word(Outcome, visit.outcome),
            ),
            Column(key="visitor", title=_("探访人"), width_em=9, text=lambda visit: visit.visitor or ""),
            Column(
                key="summary",
                title=_("情况"),
                width_em=16,
                text=_seen,
                sortable=False,
                stretch=True,
            ),
            Column(
                key="marks",
                title=_("标记"),
                width_em=14,
                text=lambda visit: _("、").join(marks(visit)),
                chips=marks,
                sortable=False,
            ),
            Column(
                key="action",
                title=_("处理"),
                width_em=8,
                text=lambda visit: " ".join((visit.action or "").split()),
                sortable=False,
            ),
        ),
        jobs=jobs,
        sort=Sort("visited_on", descending=True),
        empty=empty,
        many=True,
    )
