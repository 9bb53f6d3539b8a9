"""Compare a returned visit workbook with the store: whose each row is, and what importing it would do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_
from desktop_app.domain.life_events import CONTRADICTS
from desktop_app.domain.measures import FINDING_OF_LEVEL, remarks
from desktop_app.domain.outcomes import OUTCOME_EFFECTS
from desktop_app.domain.terms import EndReason, FindingKind, Outcome
from desktop_app.domain.visit_workbook import ANSWER, MEASURE, sheet_no
from desktop_app.exchange.visit_workbooks.rows import FilledRow, ParsedVisitWorkbook
from desktop_app.models import Elder, Visit
from desktop_app.scheduling.calendar import Calendar
from desktop_app.services.import_outcome import CellNote
from desktop_app.services.places import Places
from desktop_app.services.visit_drafts import VisitDraft, visit_form
from desktop_app.services.visit_workbook_checks import (
    Refused,
    check_as_form,
    check_row,
    draft_of,
    facts_of,
    in_order,
    visitors_by_name,
)
from desktop_app.services.visit_workbook_people import Found, PeopleOfRows
from desktop_app.services.visit_workbook_plan import (
    BECAUSE,
    BECAUSE_BEGINS,
    FIELD_WORDS,
    ChangedVisit,
    FoundFinding,
    NewVisit,
    RowFate,
    RowNote,
    VisitWorkbookPreview,
    WorkbookPlan,
)
from desktop_app.storage.queries import workbook_visits as queries
from desktop_app.storage.queries.links import groups
from desktop_app.storage.unit_of_work import new_uid

AFTER_DEATH_HERE = N_("本工作簿另一行已填此人死亡（{day}），两个日期必有一个有误")
ROW_TWICE = N_("这一行的行码在第 {row} 行已经出现过，可能是整行复制的；多出的探访请填在备用行")
SAME_ROW_TWICE = N_("与第 {row} 行完全相同，只登记一次")
SAME_DAY_TWICE = N_("同一人同一天有两行同样方式和结果的探访，请核对有无重复")
KNOWN_OTHERWISE = N_("程序里已有这一天同样方式和结果的探访，没有重复登记")
KEPT_CORRECTED = N_("导入以后在程序里更正过，没有用工作簿的内容覆盖；确实要改的，请在程序里更正")
OTHER_PERSON = N_("这一行以前登记给了另一个人；请先在程序里撤销那次探访，再导入")
TAKEN_BACK = N_("这一行以前导入过，后来撤销了，将重新登记")
OTHER_VILLAGE = N_("此人现属{village}，探访照常登记")
ENDED = N_("此人已不在名册（{day} 起），探访照常登记，请核对日期")
NO_LAST = N_("选了“与上次相同”，但此人在这一天以前没有填过各项情况，空着的各项没有记")
URGENT = N_("“{what}”属紧急情况，没有填写发现问题，请核对是否已处置")
CHANGED_FIELDS = N_("有改动：{fields}")
FINDING_ADDED = N_("发现问题")

_ANSWERS_BACK = timedelta(days=800)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A row with its person and the number its visit is kept under."""

    row: FilledRow
    found: Found
    number: str


class WorkbookPlanner:
    """Plans the rows in the order of their days, so that "same as last time" can mean a row before."""

    def __init__(
        self, session: Session, county: str, today: date, parsed: ParsedVisitWorkbook, places: Places
    ) -> None:
        """Read what the rows have to be compared with."""
        self._today = today
        self._parsed = parsed
        self._places = places
        self._form = visit_form()
        self._joined = groups(session)
        identity = parsed.identity
        self._month = Calendar().month(identity.month_on.year, identity.month_on.month)
        self._people = PeopleOfRows(session, county, parsed)
        uids = self._people.uids()
        self._here = queries.of_workbook(session, county, identity.code)
        self._findings = queries.findings_of(session, [visit.uid for visit in self._here.values()])
        self._others = queries.others_made(
            session, uids, first=self._month.first, last=self._month.last, code=identity.code
        )
        self._answers = self._last_answers(session, uids)
        self._visitors = visitors_by_name(session)
        self._plan = WorkbookPlan()
        self._rejected: list[CellNote] = []
        self._warnings: list[CellNote] = []
        self._notes: list[RowNote] = []
        self._hints: list[str] = []
        self._deaths: dict[str, date] = {}
        self._made: set[tuple[str, date, str, str]] = set()

    def preview(self, file_name: str, seen_no: int) -> VisitWorkbookPreview:
        """Return the plan of all rows with its words."""
        parsed = self._parsed
        for placed in self._placed():
            self._take(placed)
        refused_cells = [CellNote(each.row, each.column, each.reason, each.sheet) for each in parsed.rejected]
        hints = [CellNote(each.row, each.column, each.reason, each.sheet) for each in parsed.warnings]
        reasons: dict[tuple[str, int], list[str]] = {}
        for each in parsed.rejected:
            reasons.setdefault((each.sheet, each.row), []).append(each.reason)
        for refused in parsed.refused:
            told = reasons.get((refused.sheet, refused.row), [])
            self._note(refused.row, refused.name, None, RowFate.REFUSED, told, refused.sheet)
        counts = {fate: sum(note.fate is fate for note in self._notes) for fate in RowFate}
        return VisitWorkbookPreview(
            file_name=file_name,
            code=parsed.identity.code,
            village=self._places.name_of(code) if (code := parsed.identity.village_code) else "",
            month_on=parsed.identity.month_on,
            sheet=parsed.sheet,
            rows=len(self._notes),
            created=counts[RowFate.CREATED],
            changed=counts[RowFate.CHANGED],
            unchanged=counts[RowFate.UNCHANGED],
            kept=counts[RowFate.KEPT],
            blank=parsed.blank,
            refused_rows=counts[RowFate.REFUSED],
            rejected=in_order([*refused_cells, *self._rejected]),
            warnings=in_order([*hints, *self._warnings]),
            notes=tuple(sorted(self._notes, key=lambda note: (note.sheet, note.row))),
            plan=self._plan,
            seen_no=seen_no,
        )

    def _placed(self) -> list[_Placed]:
        """Return the rows whose person is known, in the order of their days; refuse copies of a row."""
        first: dict[str, FilledRow] = {}
        found: list[_Placed] = []
        for row in self._parsed.rows:
            try:
                placed = self._place(row)
                earlier = first.setdefault(placed.number, row)
                if earlier is not row:
                    alike = replace(row, row=earlier.row, sheet=earlier.sheet) == earlier
                    told = _(SAME_ROW_TWICE if alike else ROW_TWICE).format(row=earlier.row)
                    raise Refused("row_code", told)
                found.append(placed)
            except Refused as refused:
                self._refuse(row, refused)
        return sorted(found, key=lambda each: (each.row.visited_on, each.row.visited_time or "", each.number))

    def _place(self, row: FilledRow) -> _Placed:
        found = self._people.of(row)
        if found.elder is None:
            raise Refused(found.column, found.reason)
        code = self._parsed.identity.code
        if row.code is not None:
            return _Placed(row, found, sheet_no(code, row.code.number))
        return _Placed(row, found, self._people.pasted_number(code, row, found.elder.uid))

    def _take(self, placed: _Placed) -> None:
        row, elder = placed.row, placed.found.elder
        assert elder is not None  # rows without a person were refused
        self._hints = [placed.found.hint] if placed.found.hint else []
        try:
            answers = self._with_last(row, elder) if row.same else dict(row.answers)
            draft = draft_of(row, elder.uid, answers, placed.number, self._visitors)
            self._check(draft, elder, row)
        except Refused as refused:
            self._refuse(row, refused)
            return
        facts = facts_of(draft)
        found = None
        if row.finding and row.finding_kind is not None:
            found = FoundFinding(row.finding_kind.value, row.finding)
        known = self._here.get(placed.number)
        if known is None or known.retracted:
            self._create(placed, elder, facts, found, again=known is not None)
        else:
            self._compare(placed, known, facts, found)
        if draft.answers:
            self._answers.setdefault(elder.uid, []).append((draft.visited_on, dict(draft.answers)))
        if OUTCOME_EFFECTS[Outcome(draft.outcome)].end is EndReason.DECEASED:
            self._deaths[elder.uid] = draft.visited_on
        self._look(row, elder, draft)

    def _with_last(self, row: FilledRow, elder: Elder) -> dict[str, Any]:
        """Return the answers with those of the last answered visit before the day in the empty places."""
        before = [answers for on, answers in self._answers.get(elder.uid, ()) if on < row.visited_on]
        if not before:
            self._warn(row, "same", _(NO_LAST))
            return dict(row.answers)
        asked = {
            key for key, (_block, item) in self._form.by_key.items() if item.asked_in(row.visited_on.month)
        }
        return {**{key: value for key, value in before[-1].items() if key in asked}, **row.answers}

    def _check(self, draft: VisitDraft, elder: Elder, row: FilledRow) -> None:
        """Refuse what the form would refuse, and what the workbook itself contradicts."""
        check_row(row, elder, self._month, self._today)
        died = self._deaths.get(elder.uid)
        if died is not None and draft.visited_on > died and row.outcome in CONTRADICTS[EndReason.DECEASED]:
            raise Refused("visited_on", _(AFTER_DEATH_HERE).format(day=died.isoformat()))
        check_as_form(draft, row, self._people.files_of(elder.uid), self._today)

    def _create(
        self,
        placed: _Placed,
        elder: Elder,
        facts: Mapping[str, Any],
        found: FoundFinding | None,
        *,
        again: bool,
    ) -> None:
        row = placed.row
        key = (elder.uid, row.visited_on, row.mode.value, row.outcome.value)
        if key in self._others:
            self._warn(row, "visited_on", _(KNOWN_OTHERWISE))
            self._note_row(row, RowFate.UNCHANGED)
            return
        if key in self._made:
            self._warn(row, "visited_on", _(SAME_DAY_TWICE))
        self._made.add(key)
        if again:
            self._warn(row, "row_code", _(TAKEN_BACK))
        self._plan.created.append(NewVisit({**facts, "uid": new_uid()}, found))
        self._note_row(row, RowFate.CREATED)

    def _compare(
        self, placed: _Placed, known: Visit, facts: Mapping[str, Any], found: FoundFinding | None
    ) -> None:
        """Plan the correction of a row's visit, unless it is the same or was corrected in the program since."""
        row = placed.row
        self._made.add((str(facts["elder_uid"]), row.visited_on, row.mode.value, row.outcome.value))
        if known.visitor_name == facts["visitor_name"]:
            facts = {**facts, "visitor_uid": known.visitor_uid}
        if self._joined.canonical(known.elder_uid) == facts["elder_uid"]:
            facts = {**facts, "elder_uid": known.elder_uid}
        else:
            self._refuse(row, Refused("name", _(OTHER_PERSON)))
            return
        changed = {name: value for name, value in facts.items() if getattr(known, name) != value}
        here = self._findings.get(known.uid, [])
        if found is not None and any((each.kind, each.what) == (found.kind, found.what) for each in here):
            found = None
        if not changed and found is None:
            self._note_row(row, RowFate.UNCHANGED)
            return
        because = known.corrected_because
        if because is not None and not because.startswith(BECAUSE_BEGINS):
            self._warn(row, "row_code", _(KEPT_CORRECTED))
            self._note_row(row, RowFate.KEPT)
            return
        number = row.code.number if row.code is not None else row.row
        facts = {**changed, "corrected_because": BECAUSE.format(row=number)}
        self._plan.changed.append(ChangedVisit(known.uid, facts, found))
        words = list(dict.fromkeys(_(FIELD_WORDS[name]) for name in changed))
        if found is not None:
            words.append(_(FINDING_ADDED))
        self._note_row(row, RowFate.CHANGED, _(CHANGED_FIELDS).format(fields=_("、").join(words)))

    def _look(self, row: FilledRow, elder: Elder, draft: VisitDraft) -> None:
        """Warn of what an officer should know although the row can be taken."""
        village = self._parsed.identity.village_code
        if village and self._places.current(village) != self._places.current(elder.village_code):
            self._warn(row, "name", _(OTHER_VILLAGE).format(village=self._places.name_of(elder.village_code)))
        if elder.ended_on is not None and draft.visited_on >= elder.ended_on:
            known = self._here.get(draft.sheet_no or "")
            if known is None or (known.visited_on, known.outcome) != (elder.ended_on, draft.outcome):
                self._warn(row, "name", _(ENDED).format(day=elder.ended_on.isoformat()))
        if row.finding:
            return
        for block, item, option in self._form.chosen(row.answers):
            if option.finding is FindingKind.URGENT:
                self._warn(row, f"{ANSWER}{block.key}.{item.key}", _(URGENT).format(what=option.title))
        for remark in remarks(self._form.measures, draft.measures):
            if remark.level in FINDING_OF_LEVEL:
                what = f"{remark.measure.title} {remark.value}"
                self._warn(row, f"{MEASURE}{remark.measure.key}", _(URGENT).format(what=what))

    def _warn(self, row: FilledRow, key: str, reason: str) -> None:
        title = self._parsed.titles.get(key, "")
        self._warnings.append(CellNote(row.row, title, reason, row.sheet))

    def _refuse(self, row: FilledRow, refused: Refused) -> None:
        title = self._parsed.titles.get(refused.key, "")
        self._rejected.append(CellNote(row.row, title, refused.reason, row.sheet))
        self._note(row.row, row.name, row.visited_on, RowFate.REFUSED, [refused.reason], row.sheet)

    def _note_row(self, row: FilledRow, fate: RowFate, *words: str) -> None:
        for hint in self._hints:
            self._warn(row, "name", hint)
        self._note(row.row, row.name, row.visited_on, fate, list(words), row.sheet)

    def _note(
        self, row: int, name: str, on: date | None, fate: RowFate, words: list[str], sheet: str
    ) -> None:
        self._notes.append(
            RowNote(row=row, name=name, visited_on=on, fate=fate, words=tuple(words), sheet=sheet)
        )

    def _last_answers(
        self, session: Session, uids: list[str]
    ) -> dict[str, list[tuple[date, dict[str, Any]]]]:
        """Return days and answers by person, oldest first; those of this workbook come from the file itself."""
        wanted = sorted({uid for uid in uids if self._people.asks_for_last(uid)})
        found: dict[str, list[tuple[date, dict[str, Any]]]] = {}
        code = self._parsed.identity.code
        for visit in queries.answered(
            session, wanted, first=self._month.first - _ANSWERS_BACK, last=self._month.last
        ):
            if not (visit.sheet_no or "").startswith(f"{code}-"):
                found.setdefault(visit.elder_uid, []).append((visit.on, visit.answers))
        return found
