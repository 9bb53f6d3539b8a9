"""区划名单: take a newer or other list of the county's divisions from a file, after a preview."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from desktop_app.domain.division_lists import (
    DivisionList,
    LineProblem,
    ListDifference,
    compare,
    read_list,
)
from desktop_app.domain.divisions import Division
from desktop_app.domain.errors import N_, InputError
from desktop_app.exchange.workbooks.reading import read_workbook
from desktop_app.progress import SILENT, Progress
from desktop_app.services.actor import OFFICERS, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.place_changes import end, files_at, recode, record_of, refuse_future, rename
from desktop_app.services.places import Places, county_places, known_places


class ListHasProblems(InputError):
    """A list with lines that cannot be read is not applied."""

    code = "divisions.list_has_problems"
    what = N_("名单里有 {count} 行无法识别，第一处在第 {row} 行。")
    data_safe = N_("区划和名册都没有改动。")
    do_now = N_("请按预览里的说明改好这些行，保存后重新选择文件。")


@dataclass(frozen=True, slots=True)
class ListPreview:
    """What a list would change; ``in_use`` are vanished places that still hold so many files."""

    file: str
    listed: DivisionList
    difference: ListDifference
    in_use: tuple[tuple[Division, int], ...]

    @property
    def problems(self) -> tuple[LineProblem, ...]:
        """The lines that cannot be read."""
        return self.listed.problems


@dataclass(frozen=True, slots=True)
class ListApplied:
    """What a list changed, and what undoes it."""

    added: int
    renamed: int
    recoded: int
    ended: int
    moved: int
    kept: int
    change_set: str | None


class DivisionListService(Service):
    """区划名单."""

    @allowed(*OFFICERS)
    def preview(self, _actor: Actor, path: Path, *, progress: Progress = SILENT) -> ListPreview:
        """Read a list of the county's divisions and say what it would change; nothing is written.

        Raises ``NoDivisionColumns``, ``NoneOfThisCounty`` and the refusals of workbooks.
        """
        book = read_workbook(path, progress=progress)
        sheet = next(sheet for sheet in book.sheets if sheet.rows)
        listed = read_list(sheet.rows, self._context.site.county)
        with self._store.reading() as session:
            difference = self._compare(session, listed.places)
            files = files_at(session)
        in_use = tuple((each, files[each.code]) for each in difference.vanished if files.get(each.code))
        return ListPreview(path.name, listed, difference, in_use)

    @allowed(*OFFICERS)
    def apply(self, actor: Actor, preview: ListPreview, *, from_on: date) -> ListApplied:
        """Work by a list from a day on: add, rename, recode; a vanished place ends where nobody lives.

        Raises ``ListHasProblems`` while a line cannot be read.
        """
        refuse_future(from_on, self._context.today())
        if preview.problems:
            raise ListHasProblems(count=len(preview.problems), row=preview.problems[0].row)
        places = Places(self._context)
        with self._writing(actor, N_("更新区划名单")) as unit:
            difference = self._compare(unit.session, preview.listed.places)
            files = files_at(unit.session)
            for each in difference.added:
                places.add(unit, each.code, each.name).from_on = from_on
            for each, _old_name in difference.renamed:
                rename(record_of(unit, places, each.code), each.name, from_on)
            moved = 0
            for change in difference.recoded:
                moved += recode(unit, places, change.old_code, change.new_code, from_on=from_on)
            ended = [each for each in difference.vanished if not files.get(each.code)]
            for each in ended:
                end(record_of(unit, places, each.code), from_on, followed_by=None)
            unit.flush()
            return ListApplied(
                added=len(difference.added),
                renamed=len(difference.renamed),
                recoded=len(difference.recoded),
                ended=len(ended),
                moved=moved,
                kept=len(difference.vanished) - len(ended),
                change_set=unit.change_set if unit.journal.written else None,
            )

    def _compare(self, session: Session, listed: Sequence[Division]) -> ListDifference:
        """Compare a list with the shipped places under what the store knows of them today."""
        today = self._context.today()
        known = {each.code: each for each in county_places(self._context.site.county)}
        for place in known_places(session).values():
            known[place.code] = Division(place.code, place.name)
            if place.ended(today):
                del known[place.code]
        return compare(known.values(), listed)
