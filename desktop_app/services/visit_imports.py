"""Import a visit log workbook: match people, show what would happen, then record in one go."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.config.strings import _
from desktop_app.domain.outcomes import OUTCOME_EFFECTS
from desktop_app.domain.terms import FindingKind, FindingState, Mode, Outcome
from desktop_app.exchange.visit_sheets.parsing import parse_visits
from desktop_app.exchange.visit_sheets.rows import VisitSheetRow
from desktop_app.exchange.workbooks.reading import read_workbook
from desktop_app.models import Elder, Finding, Visit
from desktop_app.progress import SILENT, Progress
from desktop_app.services.actor import WORKERS, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.enrolment_changes import returns
from desktop_app.services.import_outcome import CellNote, ImportPreview, ImportResult, StalePreview
from desktop_app.services.places import Places
from desktop_app.services.register_snapshot import KnownElder, Snapshot, take_snapshot
from desktop_app.services.visit_drafts import DAYS_TO_CLOSE
from desktop_app.storage.journal import newest_number
from desktop_app.storage.queries.links import groups
from desktop_app.storage.unit_of_work import new_uid

_MET_BY_MODE = {
    Mode.IN_PERSON: Outcome.MET_IN_PERSON,
    Mode.PHONE: Outcome.MET_REMOTELY,
    Mode.VIDEO: Outcome.MET_REMOTELY,
    Mode.DEVICE: Outcome.MET_REMOTELY,
    Mode.THIRD_PARTY: Outcome.SEEN_BY_THIRD_PARTY,
}


_DONE = re.compile(
    r"已(解决|办结|销号|处理|整改|维修|修好|更换|清理|疏通|安装|送达|送到|发放|落实|完成|办理完)"
)


@dataclass(slots=True)
class _Plan:
    visits: list[dict[str, Any]] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)
    ended: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitImportPreview(ImportPreview):
    """What importing a visit log would do."""

    plan: _Plan


class VisitImportService(Service):
    """导入探访记录."""

    @allowed(*WORKERS)
    def preview(
        self,
        _actor: Actor,
        path: Path,
        *,
        mapping: Mapping[str, str] | None = None,
        progress: Progress = SILENT,
    ) -> VisitImportPreview:
        """Read a visit log and say what importing it would do; raises what is wrong with the file."""
        today = self._context.today()
        book = read_workbook(path, progress=progress)
        parsed = parse_visits(book, today=today, mapping=mapping, progress=progress)
        with self._store.reading() as session:
            planner = _Planner(
                today,
                Places(self._context),
                take_snapshot(session, today),
                _made(session),
                returns(session),
            )
            seen_no = newest_number(session)
        for row in parsed.rows:
            planner.take(row)
        notes = [CellNote(note.row, note.column, note.reason) for note in parsed.rejected]
        hints = [CellNote(note.row, note.column, note.reason) for note in parsed.warnings]
        return VisitImportPreview(
            file_name=path.name,
            sheet=parsed.sheet,
            header_row=parsed.header_row,
            rows=parsed.rows_seen,
            created=len(planner.plan.visits),
            updated=0,
            unchanged=planner.unchanged,
            rejected=tuple(sorted([*notes, *planner.rejected], key=lambda note: (note.row, note.column))),
            warnings=tuple(sorted(hints, key=lambda note: (note.row, note.column))),
            mapping={column.header: column.field for column in parsed.mapping},
            unmapped=parsed.unmapped,
            plan=planner.plan,
            seen_no=seen_no,
        )

    @allowed(*WORKERS)
    def apply(
        self, actor: Actor, preview: VisitImportPreview, *, progress: Progress = SILENT
    ) -> ImportResult:
        """Record what the preview planned, all or nothing; ``UndoService.undo`` takes it back."""
        change_set: str | None = None
        plan = preview.plan
        with self._writing(actor, f"导入探访记录 {preview.file_name}"[:200]) as unit:
            if newest_number(unit.session) != preview.seen_no:
                raise StalePreview
            progress.report(0, 2, _("写入"))
            written = unit.insert_many(Visit, plan.visits)
            written += unit.insert_many(Finding, plan.findings)
            written += unit.update_many(Elder, list(plan.ended.values()))
            progress.report(1, 2, _("更新索引和应探访"))
            if written:
                change_set = unit.change_set
        return ImportResult.of(preview, change_set)


def _made(session: Session) -> set[tuple[str, date, str, str]]:
    query = select(Visit.elder_uid, Visit.visited_on, Visit.mode, Visit.outcome)
    rows = session.execute(query.where(Visit.retracted.is_(False)))
    joined = groups(session)
    return {(joined.canonical(row.elder_uid), row.visited_on, row.mode, row.outcome) for row in rows}


class _Planner:
    """Matches rows with people and collects the visits that are not recorded yet."""

    def __init__(
        self,
        today: date,
        places: Places,
        known: Snapshot,
        made: set[tuple[str, date, str, str]],
        returned: Mapping[str, date],
    ) -> None:
        self._today = today
        self._places = places
        self._known = known
        self._made = made
        self._returned = returned
        self._by_name: dict[str, list[KnownElder]] = {}
        for person in known.people():
            self._by_name.setdefault(str(person.facts["name"]), []).append(person)
        self.plan = _Plan()
        self.rejected: list[CellNote] = []
        self.unchanged = 0

    def take(self, row: VisitSheetRow) -> None:
        """Plan one row."""
        person = self._person(row)
        if person is None:
            self.rejected.append(CellNote(row.row, _("姓名"), _("名册中找不到此人，或有重名无法确定")))
            return
        mode = row.mode or Mode.IN_PERSON
        outcome = row.outcome or _MET_BY_MODE[mode]
        key = (person.uid, row.visited_on, mode.value, outcome.value)
        if key in self._made:
            self.unchanged += 1
            return
        self._made.add(key)
        visit_uid = new_uid()
        visitor = row.visitor or None
        self.plan.visits.append(
            {
                "uid": visit_uid,
                "elder_uid": person.uid,
                "visited_on": row.visited_on,
                "mode": mode.value,
                "outcome": outcome.value,
                "visitor_uid": self._known.visitors.get(visitor or ""),
                "visitor_name": visitor,
                "summary": _summary(row),
                "action": row.measure or None,
                "next_on": row.next_on,
                "entered_on": self._today,
            }
        )
        if row.problem:
            self._finding(row, person.uid, visit_uid)
        end = OUTCOME_EFFECTS[outcome].end
        over = person.ended or row.visited_on < self._returned.get(person.uid, date.min)
        if end is not None and not over and person.uid not in self.plan.ended:
            self.plan.ended[person.uid] = {
                "uid": person.uid,
                "heads": person.heads,
                "ended_on": row.visited_on,
                "ended_because": end.value,
            }

    def _person(self, row: VisitSheetRow) -> KnownElder | None:
        if row.id_number is not None:
            return self._known.by_number.get(row.id_number.text)
        fitting = self._by_name.get(row.name, [])
        if row.birth_on is not None:
            fitting = [person for person in fitting if person.facts.get("birth_on") == row.birth_on]
        if row.village and len(fitting) > 1:
            code = self._places.find(row.village)
            fitting = [person for person in fitting if person.facts.get("village_code") == code]
        if row.phones and len(fitting) > 1:
            fitting = [person for person in fitting if person.facts.get("phone") in row.phones]
        return fitting[0] if len(fitting) == 1 else None

    def _finding(self, row: VisitSheetRow, elder_uid: str, visit_uid: str) -> None:
        """Plan a finding; only one whose measure says in words that it is done counts as closed."""
        days = DAYS_TO_CLOSE[FindingKind.NEED]
        done = bool(_DONE.search(row.measure))
        self.plan.findings.append(
            {
                "elder_uid": elder_uid,
                "visit_uid": visit_uid,
                "kind": FindingKind.NEED.value,
                "what": row.problem,
                "action": row.measure or None,
                "found_on": row.visited_on,
                "due_on": row.visited_on + timedelta(days=days),
                "state": (FindingState.CLOSED if done else FindingState.OPEN).value,
                "closed_on": row.visited_on if done else None,
                "closing_note": row.measure[:200] if done else None,
            }
        )


def _summary(row: VisitSheetRow) -> str | None:
    parts = [
        row.content,
        *(
            f"{title}：{text}"
            for title, text in (
                ("健康", row.health),
                ("经济", row.economy),
                ("赡养", row.family),
                ("安全", row.safety),
                ("需求", row.needs),
            )
            if text
        ),
        row.note,
    ]
    return "；".join(part for part in parts if part) or None
