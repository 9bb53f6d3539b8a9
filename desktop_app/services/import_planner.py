"""Compare the rows of a register workbook with the store and plan what to write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_
from desktop_app.domain.terms import Category
from desktop_app.exchange.register.columns import TICK, RegisterField
from desktop_app.exchange.register.decisions import Decisions, Policy, usual_policy
from desktop_app.exchange.register.rows import ParsedRegister, RegisterRow
from desktop_app.exchange.workbooks.headers import MappedColumn
from desktop_app.exchange.workbooks.rows import CellProblem, Severity
from desktop_app.models import Assignment, CategorySpan, Elder, Record, Visitor, Willingness
from desktop_app.progress import Progress
from desktop_app.services.import_desk import Desk
from desktop_app.services.import_facts import FACT_FIELDS, FactMerger, facts_of
from desktop_app.services.import_outcome import FieldChange
from desktop_app.services.import_parts import PartPlanner
from desktop_app.services.import_plan import Plan, Row
from desktop_app.services.import_villages import VillageFinder
from desktop_app.services.import_words import field_words, value_words
from desktop_app.services.local_fields import LocalFieldRow
from desktop_app.services.places import Places
from desktop_app.services.register_snapshot import KnownElder, Snapshot
from desktop_app.storage.wire import longest

TOO_LONG = N_("内容太长，最多 {most} 个字，没有采用")
OTHER_NUMBER = N_(
    "名册里已有同村、同名、同出生日期的人，身份证号不同，整行没有采用；请核对号码，确是另一个人的请在名册中单独登记"
)
NUMBER_TAKEN = N_("名册中此人的身份证号与文件不同，保留名册的号码，请核对")
HAS_LEFT = N_("此人已退出名册，只更新登记内容，没有恢复在册")

_CATEGORY_FIELDS = (RegisterField.CATEGORIES, RegisterField.SELF_CARE, RegisterField.ALLOWANCE)
_IMPLYING = {
    ("living_arrangement",): {Category.LIVING_ALONE, Category.EMPTY_NEST, Category.LEFT_BEHIND},
    ("disability_certificate", "disability_kind", "disability_grade"): {
        Category.DISABLED,
        Category.SEVERELY_DISABLED,
    },
}
"""Which facts of an elder imply which categories where a workbook states them."""


class Planner:
    """Compares parsed rows with what is known and collects the rows to write."""

    def __init__(
        self,
        today: date,
        places: Places,
        snapshot: Snapshot,
        *,
        county: str,
        file_name: str,
        since: date | None,
        decisions: Decisions,
        local: Sequence[LocalFieldRow] = (),
    ) -> None:
        """Plan an import of ``file_name`` as of ``today``; visits are owed from ``since`` on."""
        self._today = today
        self._known = snapshot
        self._source = f"导入 {file_name}"[:100]
        self._since = since or today
        self._decisions = decisions
        self._local = {field.label: field for field in local}
        self._written: dict[str, Row] = {}
        self._assigned: dict[str, Row] = {}
        self._policies: dict[str, Policy] = {}
        self._columns: dict[str, MappedColumn] = {}
        self._several = False
        self._numbers: set[str] = set()
        self.plan = Plan()
        self.villages = VillageFinder(places, county, snapshot.villages, self.plan.villages, self._note)
        self.created = self.updated = self.unchanged = self.refused = 0
        self.rejected: list[CellProblem] = []
        self.warnings: list[CellProblem] = []
        self.changes: list[FieldChange] = []

    def take(self, parsed: ParsedRegister, progress: Progress) -> None:
        """Plan every row."""
        self.rejected += parsed.rejected
        self.warnings += parsed.warnings
        self._several = len(parsed.sheets) > 1
        self.refused = parsed.refused_rows
        for column in parsed.mapping:
            self._columns.setdefault(column.field, column)
            self._policies.setdefault(column.field, self._decisions.policy_of(column.header, column.field))
        self._numbers = {row.id_number.text for row in parsed.rows if row.id_number}
        self.villages.read_sheets(parsed)
        desk = self._desk()
        self._facts = FactMerger(desk)
        self._parts = PartPlanner(desk, _heads_by_number(parsed))
        for number, row in enumerate(parsed.rows):
            if number % 1000 == 0:
                progress.report(number, len(parsed.rows), _("核对名册"))
            self._take_row(row)

    def _desk(self) -> Desk:
        return Desk(
            plan=self.plan,
            known=self._known,
            today=self._today,
            source=self._source,
            local=self._local,
            policy=self._policy,
            has_column=lambda field: field in self._columns,
            differ=self._differ,
            fitting=self._fitting,
            note=self._note,
        )

    def _take_row(self, row: RegisterRow) -> None:
        code = self.villages.code_of(row)
        if code is None:
            self.refused += 1
            return
        number = row.id_number.text if row.id_number else None
        known = self._known.match(number, row.name, row.birth_on, code)
        if known is None and number is not None:
            known = self._with_other_number(row, number, code)
            if known is None and self._conflicting(row, number, code):
                self.refused += 1
                return
        facts = self._fitting(row, Elder, facts_of(row, code))
        extra = self._facts.further(row)
        if known is None:
            planned = self.plan.add(Elder, **facts, extra=extra or None, registered_on=self._since)
            self._written[planned["uid"]] = planned
            known = self._known.add(planned["uid"], planned)
            self._take_parts(row, known)
            self.created += 1
            return
        if known.ended and known.stored:
            self._note(row, RegisterField.NAME, _(HAS_LEFT), Severity.WARNING)
        row = _without_old_news(row, known, facts)
        changed = self._facts.merged(row, known, facts) | self._facts.merged_further(row, known, extra)
        if changed:
            self._change(known, changed)
        more = self._take_parts(row, known)
        if changed or more:
            self.updated += 1
        else:
            self.unchanged += 1

    # --- who it is

    def _with_other_number(self, row: RegisterRow, number: str, code: str) -> KnownElder | None:
        """Return the person whose number the user decided to keep or to overwrite."""
        found = self._same_but_number(row, number, code)
        if len(found) != 1 or self._policy(RegisterField.ID_NUMBER) is Policy.FILL:
            return None
        if self._policy(RegisterField.ID_NUMBER) is Policy.KEEP:
            self._note(row, RegisterField.ID_NUMBER, _(NUMBER_TAKEN), Severity.WARNING)
        return found[0]

    def _conflicting(self, row: RegisterRow, number: str, code: str) -> bool:
        """Tell whether somebody stored may be meant under another number; the row then waits for the user."""
        if not self._same_but_number(row, number, code):
            return False
        self._note(row, RegisterField.ID_NUMBER, _(OTHER_NUMBER), Severity.ROW)
        return True

    def _same_but_number(self, row: RegisterRow, number: str, code: str) -> list[KnownElder]:
        """Return who has all but the number; whoever the file names by the stored number is somebody else."""
        found = self._known.with_other_number(number, row.name, row.birth_on, code)
        return [known for known in found if known.facts["id_number"] not in self._numbers]

    def _change(self, known: KnownElder, changed: Row) -> None:
        """Plan new values; two rows may mean one person, who is then written once, with both."""
        planned = self._written.get(known.uid)
        if planned is None:
            planned = self._written[known.uid] = self.plan.change(Elder, known.uid, known.heads)
        planned.update(changed)
        known.facts.update(changed)

    # --- what hangs on it

    def _take_parts(self, row: RegisterRow, known: KnownElder) -> bool:
        changed = False
        if not known.stored or not self._keeps_categories():
            for category in row.categories:
                if category.value not in known.categories:
                    known.categories.add(category.value)
                    # Of those on the register it was not known before: nothing was owed for it until now.
                    self.plan.add(
                        CategorySpan,
                        elder_uid=known.uid,
                        category=category.value,
                        source=self._source,
                        from_on=self._since if known.stored else None,
                    )
                    changed = True
        if row.willingness is not None and known.willingness != row.willingness.value:
            policy = self._policy(RegisterField.WILLINGNESS)
            if not known.willingness or policy is Policy.REPLACE:
                kind = row.willingness.value
                self.plan.add(Willingness, elder_uid=known.uid, kind=kind, asked_on=self._today)
                known.willingness = kind
                changed = True
        more = self._parts.take(row, known)
        assigned = self._assign(row, known)
        return changed or more or assigned

    def _keeps_categories(self) -> bool:
        """Tell whether every column that tells categories is to be left alone for those on the register."""
        telling = [field for field in self._policies if field in _CATEGORY_FIELDS or field.startswith(TICK)]
        return bool(telling) and all(self._policies[field] is Policy.KEEP for field in telling)

    def _assign(self, row: RegisterRow, known: KnownElder) -> bool:
        if not row.visitor or known.visitor == row.visitor:
            return False
        if known.visitor:
            policy = self._policy(RegisterField.VISITOR)
            self._differ(row, "visitor", known.visitor, row.visitor, policy)
            if policy is not Policy.REPLACE:
                return False
        uid = self._known.visitors.get(row.visitor)
        if uid is None:
            uid = self.plan.add(Visitor, name=row.visitor, role="committee")["uid"]
            self._known.visitors[row.visitor] = uid
        if known.assignment is not None:
            assignment_uid, heads = known.assignment
            self.plan.change(Assignment, assignment_uid, heads, to_on=self._today, elder_uid=known.uid)
        known.visitor, known.assignment = row.visitor, None
        planned = self._assigned.get(known.uid)
        if planned is not None:
            planned["visitor_uid"] = uid
            return True
        self._assigned[known.uid] = self.plan.add(
            Assignment, elder_uid=known.uid, visitor_uid=uid, from_on=self._since
        )
        return True

    # --- notes

    def _policy(self, field: str) -> Policy:
        return self._policies.get(field) or usual_policy(field)

    def _differ(self, row: RegisterRow, name: str, old: Any, new: Any, policy: Policy) -> None:
        """Keep one value that differs, for the list of changed cells."""
        villages = self.villages.names
        self.changes.append(
            FieldChange(
                sheet=row.sheet if self._several else "",
                row=row.row,
                name=row.name,
                field=field_words(name),
                old=value_words(name, old, villages),
                new=value_words(name, new, villages),
                action=policy.value,
            )
        )

    def _fitting(self, row: RegisterRow, model: type[Record], facts: Row) -> Row:
        """Return the facts without the texts that are longer than their field, each noted with its row."""
        most = longest(model)
        kept = dict(facts)
        for name, value in facts.items():
            if isinstance(value, str) and len(value) > most.get(name, len(value)):
                reason = _(TOO_LONG).format(most=most[name])
                field = FACT_FIELDS.get(name, name) if model is Elder else f"contact_{name}"
                self._note(row, field, reason, Severity.CELL, word=field_words(name))
                kept[name] = None
        return kept

    def _note(self, row: RegisterRow, field: str, reason: str, severity: Severity, *, word: str = "") -> None:
        """Note something about a row's cell under its column's header, or under ``word`` without a column."""
        column = self._columns.get(field)
        problem = CellProblem(
            row.row,
            column.header if column else word or field_words(field),
            column.letter if column else "",
            reason,
            severity,
            sheet=row.sheet if self._several else "",
            index=column.index if column else None,
        )
        (self.warnings if severity is Severity.WARNING else self.rejected).append(problem)


def _heads_by_number(parsed: ParsedRegister) -> dict[tuple[str, str], str]:
    """Return the head of each household that the file numbers, by village and number."""
    heads: dict[tuple[str, str], str] = {}
    for row in parsed.rows:
        if row.household and row.household.number and row.household.head:
            heads.setdefault((row.village or row.sheet, row.household.number), row.household.head)
    return heads


def _without_old_news(row: RegisterRow, known: KnownElder, facts: Row) -> RegisterRow:
    """Return the row without categories that only follow from what is stored already.

    Who lives alone as before may have lost the category 独居 meanwhile; the same words again do not give it back.
    """
    if not known.stored or not row.implied:
        return row
    old: set[Category] = set()
    for names, implied in _IMPLYING.items():
        said = [name for name in names if facts.get(name) is not None]
        if said and all(facts[name] == known.facts.get(name) for name in said):
            old |= implied & row.implied
    return replace(row, categories=tuple(one for one in row.categories if one not in old)) if old else row
