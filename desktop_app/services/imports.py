"""Import a register workbook: read, compare with the store, show what would happen, then do it in one go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_
from desktop_app.domain.terms import ContactRole, Sex
from desktop_app.exchange.register.parsing import parse_register
from desktop_app.exchange.register.rows import ContactDraftRow, ParsedRegister, RegisterRow
from desktop_app.exchange.workbooks.reading import read_workbook
from desktop_app.exchange.workbooks.rows import CellProblem
from desktop_app.models import (
    Assignment,
    CategorySpan,
    Contact,
    Elder,
    Record,
    Visitor,
    Willingness,
)
from desktop_app.progress import SILENT, Progress
from desktop_app.services.actor import WORKERS, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.import_outcome import CellNote, ImportPreview, ImportResult, StalePreview
from desktop_app.services.places import Places
from desktop_app.services.register_snapshot import KnownElder, Snapshot, take_snapshot
from desktop_app.storage.journal import newest_number
from desktop_app.storage.unit_of_work import UnitOfWork, new_uid
from desktop_app.storage.wire import longest

_LONG = {
    "name": N_("联系人"),
    "relation": N_("与老年人关系"),
    "phone": N_("联系电话"),
    "other_phones": N_("联系电话"),
    "name_local": N_("蒙文姓名"),
    "group_name": N_("村民小组"),
    "address": N_("家庭住址"),
    "note": N_("备注"),
}
"""What the cells are called whose text can be too long for its field."""


@dataclass(slots=True)
class _Plan:
    """The rows to write, by kind."""

    villages: dict[str, str] = field(default_factory=dict)
    visitors: dict[str, str] = field(default_factory=dict)
    new_elders: list[dict[str, Any]] = field(default_factory=list)
    changed_elders: list[dict[str, Any]] = field(default_factory=list)
    spans: list[dict[str, Any]] = field(default_factory=list)
    contacts: list[dict[str, Any]] = field(default_factory=list)
    willingness: list[dict[str, Any]] = field(default_factory=list)
    assignments: list[dict[str, Any]] = field(default_factory=list)
    ended_assignments: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterImportPreview(ImportPreview):
    """What importing a register would do, with the places it would add."""

    new_villages: tuple[str, ...]
    plan: _Plan


class RegisterImportService(Service):
    """导入名册."""

    @allowed(*WORKERS)
    def preview(
        self,
        _actor: Actor,
        path: Path,
        *,
        mapping: Mapping[str, str] | None = None,
        since: date | None = None,
        progress: Progress = SILENT,
    ) -> RegisterImportPreview:
        """Read the workbook and say what importing it would do.

        ``mapping`` overrides which column is which field. ``since`` is the day from which visits are owed
        to people new to the register; today when left out. Raises what is wrong with the file.
        """
        book = read_workbook(path, progress=progress)
        parsed = parse_register(book, today=self._context.today(), mapping=mapping)
        with self._store.reading() as session:
            snapshot = take_snapshot(session, self._context.today())
            seen_no = newest_number(session)
        planner = _Planner(self._context.today(), Places(self._context), snapshot, path.name, since)
        planner.take(parsed, progress)
        return RegisterImportPreview(
            file_name=path.name,
            sheet=parsed.sheet,
            header_row=parsed.header_row,
            rows=parsed.rows_seen,
            created=planner.created,
            updated=planner.updated,
            unchanged=planner.unchanged,
            rejected=tuple(sorted(planner.rejected, key=lambda note: (note.row, note.column))),
            warnings=tuple(sorted(planner.warnings, key=lambda note: (note.row, note.column))),
            mapping={column.header: column.field for column in parsed.mapping},
            unmapped=parsed.unmapped,
            new_villages=tuple(name for name in planner.unofficial),
            plan=planner.plan,
            seen_no=seen_no,
        )

    @allowed(*WORKERS)
    def apply(
        self, actor: Actor, preview: RegisterImportPreview, *, progress: Progress = SILENT
    ) -> ImportResult:
        """Write what the preview planned, all or nothing; ``UndoService.undo`` takes it back."""
        change_set: str | None = None
        with self._writing(actor, f"导入名册 {preview.file_name}"[:200]) as unit:
            if newest_number(unit.session) != preview.seen_no:
                raise StalePreview
            if _write(unit, preview.plan, Places(self._context), progress):
                change_set = unit.change_set
        if change_set is not None:
            self._store.optimise()
        return ImportResult.of(preview, change_set)


def _write(unit: UnitOfWork, plan: _Plan, places: Places, progress: Progress) -> int:
    written = 0
    for code, name in plan.villages.items():
        places.add(unit, code, name)
        written += 1
    unit.session.flush()
    steps: Sequence[tuple[Any, list[dict[str, Any]]]] = (
        (Visitor, [{"uid": uid, "name": name, "role": "committee"} for name, uid in plan.visitors.items()]),
        (Elder, plan.new_elders),
        (CategorySpan, plan.spans),
        (Contact, plan.contacts),
        (Willingness, plan.willingness),
        (Assignment, plan.assignments),
    )
    for number, (model, rows) in enumerate(steps):
        progress.report(number, len(steps) + 2, _("写入"))
        written += unit.insert_many(model, rows)
    written += unit.update_many(Elder, plan.changed_elders)
    written += unit.update_many(Assignment, plan.ended_assignments)
    progress.report(len(steps) + 1, len(steps) + 2, _("更新索引和应探访"))
    return written


class _Planner:
    """Compares parsed rows with what is known and collects the rows to write."""

    def __init__(
        self, today: date, places: Places, snapshot: Snapshot, file_name: str, since: date | None
    ) -> None:
        self._today = today
        self._places = places
        self._known = snapshot
        self._source = f"导入 {file_name}"[:100]
        self._since = since or today
        self._village_codes: dict[str, str | None] = {}
        self._written: dict[str, dict[str, Any]] = {}
        self._assigned: dict[str, dict[str, Any]] = {}
        self.plan = _Plan()
        self.created = self.updated = self.unchanged = 0
        self.rejected: list[CellNote] = []
        self.warnings: list[CellNote] = []
        self.unofficial: list[str] = []

    def take(self, parsed: ParsedRegister, progress: Progress) -> None:
        """Plan every row."""
        self.rejected += [_note(problem) for problem in parsed.rejected]
        self.warnings += [_note(problem) for problem in parsed.warnings]
        for number, row in enumerate(parsed.rows):
            if number % 1000 == 0:
                progress.report(number, len(parsed.rows), _("核对名册"))
            self._take_row(row)

    def _take_row(self, row: RegisterRow) -> None:
        code = self._village(row)
        if code is None:
            self.rejected.append(CellNote(row.row, _("嘎查村（社区）"), _("缺少嘎查村（社区），无法归属")))
            return
        number = row.id_number.text if row.id_number else None
        known = self._known.match(number, row.name, row.birth_on, code)
        facts = self._fitting(row.row, Elder, self._facts(row, code))
        if known is None:
            uid = new_uid()
            self._written[uid] = {**facts, "uid": uid, "registered_on": self._since}
            self.plan.new_elders.append(self._written[uid])
            known = self._known.add(uid, facts)
            self._take_parts(row, known)
            self.created += 1
            return
        changed = {
            name: value
            for name, value in facts.items()
            if value is not None and value != known.facts.get(name)
        }
        if changed:
            # Two rows may mean one person; whoever is new or changed already is written once, with both.
            planned = self._written.get(known.uid)
            if planned is None:
                planned = self._written[known.uid] = {"uid": known.uid, "heads": known.heads}
                self.plan.changed_elders.append(planned)
            planned.update(changed)
            known.facts.update(changed)
        more = self._take_parts(row, known)
        if changed or more:
            self.updated += 1
        else:
            self.unchanged += 1

    def _facts(self, row: RegisterRow, code: str) -> dict[str, Any]:
        """Return the elder's columns from the row; what the row leaves empty stays ``None``."""
        facts: dict[str, Any] = {
            "name": row.name,
            "name_local": row.mongolian_name or None,
            "id_number": row.id_number.text if row.id_number else None,
            "id_doubt": "check_digit" if row.id_number and not row.id_number.check_ok else None,
            "birth_on": row.birth_on,
            "ethnic_code": row.ethnic_code,
            "phone": row.phones[0] if row.phones else None,
            "other_phones": "、".join(row.phones[1:]) or None,
            "village_code": code,
            "group_name": row.group or None,
            "address": row.address or None,
            "living_arrangement": row.living_arrangement.value if row.living_arrangement else None,
            "note": row.note or None,
            "extra": _extra(row),
        }
        if row.sex is not Sex.UNKNOWN:
            facts["sex"] = row.sex.value
        return facts

    def _take_parts(self, row: RegisterRow, known: KnownElder) -> bool:
        before = sum(map(len, self._parts()))
        for category in row.categories:
            if category.value not in known.categories:
                known.categories.add(category.value)
                self.plan.spans.append(
                    {"elder_uid": known.uid, "category": category.value, "source": self._source}
                )
        for contact in row.contacts:
            phone = "、".join(contact.phones) or None
            if (contact.name, phone) not in known.contacts:
                facts = {"name": contact.name, "relation": contact.relation or None, "phone": phone}
                facts = self._fitting(row.row, Contact, facts)
                if facts["name"] is not None:
                    position = len(known.contacts)
                    roles = _roles(contact)
                    self.plan.contacts.append(
                        {"elder_uid": known.uid, **facts, "roles": roles, "position": position}
                    )
                known.contacts.add((contact.name, phone))
        if row.willingness is not None and known.willingness != row.willingness.value:
            known.willingness = row.willingness.value
            self.plan.willingness.append(
                {"elder_uid": known.uid, "kind": row.willingness.value, "asked_on": self._today}
            )
        self._assign(row, known)
        return sum(map(len, self._parts())) > before

    def _parts(self) -> Iterable[list[dict[str, Any]]]:
        plan = self.plan
        return (plan.spans, plan.contacts, plan.willingness, plan.assignments)

    def _assign(self, row: RegisterRow, known: KnownElder) -> None:
        if not row.visitor or known.visitor == row.visitor:
            return
        uid = self._known.visitors.get(row.visitor)
        if uid is None:
            uid = new_uid()
            self._known.visitors[row.visitor] = uid
            self.plan.visitors[row.visitor] = uid
        if known.assignment is not None:
            assignment_uid, heads = known.assignment
            self.plan.ended_assignments.append(
                {"uid": assignment_uid, "heads": heads, "to_on": self._today, "elder_uid": known.uid}
            )
        known.visitor, known.assignment = row.visitor, None
        planned = self._assigned.get(known.uid)
        if planned is not None:
            planned["visitor_uid"] = uid
            return
        self._assigned[known.uid] = {"elder_uid": known.uid, "visitor_uid": uid, "from_on": self._since}
        self.plan.assignments.append(self._assigned[known.uid])

    def _fitting(self, number: int, model: type[Record], facts: dict[str, Any]) -> dict[str, Any]:
        """Return the facts without the texts that are longer than their field, each noted with its row."""
        most = longest(model)
        kept = dict(facts)
        for name, value in facts.items():
            if isinstance(value, str) and len(value) > most.get(name, len(value)):
                reason = _("内容太长，最多 {most} 个字，没有采用").format(most=most[name])
                self.rejected.append(CellNote(number, _(_LONG[name]), reason))
                kept[name] = None
        return kept

    def _village(self, row: RegisterRow) -> str | None:
        text = row.village or ""
        if text in self._village_codes:
            return self._village_codes[text]
        code = self._places.own_village() if not text else self._places.find(text)
        if text and code is None:
            # A place without an official number is kept as a local node and pointed out once.
            code = self._places.local_code(text)
            self.unofficial.append(text)
            self.warnings.append(
                CellNote(
                    row.row, _("嘎查村（社区）"), _("“{name}”不在区划表中，按本地新增处理").format(name=text)
                )
            )
        self._village_codes[text] = code
        if code is not None and code not in self._known.villages:
            self._known.villages.add(code)
            self.plan.villages[code] = self._places.name_of(code) if code.isdigit() else text
        return code


def _note(problem: CellProblem) -> CellNote:
    return CellNote(problem.row, problem.column, problem.reason)


def _roles(contact: ContactDraftRow) -> list[str]:
    return [(contact.role or ContactRole.EMERGENCY).value]


def _extra(row: RegisterRow) -> dict[str, str] | None:
    """Keep what has no column of its own; a further place without dates is no dated residence yet."""
    kept = dict(row.extra)
    for place in row.residences:
        kept[place.kind.term] = place.text
    return kept or None
