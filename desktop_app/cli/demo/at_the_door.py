"""The demo's work at the door: sheets that come back, a household, calls, a correction, a village's workbook."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from desktop_app.bootstrap import Application
from desktop_app.cli.demo.stage import Stage
from desktop_app.config.strings import _
from desktop_app.domain.sheet_codes import grouped
from desktop_app.domain.terms import FindingKind, Mode, Outcome, RoundKind, SignatureKind
from desktop_app.exchange.sample.filled_book import Value, fill_in
from desktop_app.services.bulk_drafts import JoinHousehold
from desktop_app.services.rounds import CallRow, RoundPerson
from desktop_app.services.visit_drafts import VisitDraft, visit_form
from desktop_app.storage.queries.elders import ElderFilter, ElderRow

_LATE, _NOT_YET = timedelta(days=2), timedelta(days=40)
_CALLS = 6
_NO_ANSWER = 2
"""Of the calls this one is not answered."""


def work_at_the_door(stage: Stage, app: Application, village: str) -> None:
    """Enter a sheet by its code, a household, calls that are taken back, a correction, and a village's workbook."""
    _enter_a_sheet(stage, app, village)
    _visit_a_household(stage, app)
    _call_some(stage, app, village)
    _take_a_workbook(stage, app, village)


def _enter_a_sheet(stage: Stage, app: Application, village: str) -> None:
    stage.step(_("打印带编号的纸单，收回后按编号补录，再更正"))
    path = stage.folder.claim("visit-sheets.pdf", _("一个嘎查村待填的探访记录表，每张有编号"))
    made = app.reports.make(app.actor, "visit-sheet", path, village_code=village, progress=stage.progress)
    stage.tell(_("{file}：{count} 人。").format(file=path.name, count=made.people))
    earlier = stage.today - _LATE
    person = _people(app, village)[0]
    (code,) = app.printed_sheets.issue(app.actor, "visit-sheet", [(person.elder_uid, earlier)])
    before = app.printed_sheets.standing(app.actor).out
    sheet = app.printed_sheets.find(app.actor, code)
    draft = replace(
        _met(person, stage),
        visited_on=sheet.for_on,
        sheet_no=code,
        measures={"systolic": "146", "diastolic": "92"},
        signed_as=SignatureKind.SELF.value,
    )
    uid = app.visits.record(app.actor, draft)
    left = app.printed_sheets.standing(app.actor).out
    stage.expect(left == before - 1, _("补录纸单"))
    stage.tell(
        _("{code}：{visited} 的探访今天补录；还有 {left} 张没有收回。").format(
            code=grouped(code), visited=sheet.for_on, left=left
        )
    )
    draft = app.visits.draft_of(app.actor, uid)
    measures = {**draft.measures, "systolic": "136"}
    app.visits.correct(
        app.actor, uid, replace(draft, measures=measures, corrected_because=_("与纸质记录核对后更正"))
    )
    newest, *earlier_ones = app.visit_versions.of_visit(app.actor, uid)
    stage.expect(len(earlier_ones) == 1 and newest.changed, _("更正探访记录"))
    stage.tell(
        _("更正为第 {number} 版（{reason}）：{changed}；第 1 版仍可查看。").format(
            number=newest.number, reason=newest.reason, changed="；".join(newest.changed)
        )
    )


def _visit_a_household(stage: Stage, app: Application) -> None:
    stage.step(_("入户同访：一户几位老人一次登记"))
    people = _under_one_roof(app)
    stage.expect(len(people) > 1, _("入户同访"))
    join = JoinHousehold(from_on=stage.today, head_name=people[0].name, address=people[0].address)
    preview = app.bulk_edits.preview(app.actor, [row.uid for row in people], join)
    app.bulk_edits.apply(app.actor, preview)
    found = app.rounds.household(app.actor, elder_uid=people[0].uid)
    answers = visit_form().normal_answers(stage.today.month)
    drafts = [replace(_met(person, stage), answers=answers) for person in found.people]
    done = app.visits.record_round(app.actor, RoundKind.HOUSEHOLD, drafts)
    stage.expect(len(done.uids) == len(people), _("入户同访"))
    stage.tell(_("一户 {count} 人，取暖和住房等项只填一次。").format(count=len(done.uids)))


def _under_one_roof(app: Application) -> list[ElderRow]:
    """Return people with one address in one village; the office's workbook knows of no households."""
    ids = app.register.list_ids(app.actor, ElderFilter())
    houses: dict[tuple[str, str | None, str], list[ElderRow]] = {}
    for row in app.register.rows(app.actor, ids):
        if row.address:
            houses.setdefault((row.village_code, row.group_name, row.address), []).append(row)
    return max(houses.values(), key=len, default=[])


def _call_some(stage: Stage, app: Application, village: str) -> None:
    stage.step(_("电话探访：一次登记一串通话，整批撤销，再登记"))
    rows = _calls(app, village)
    drafts = [_called(row, number, stage) for number, row in enumerate(rows, start=1)]
    done = app.visits.record_round(app.actor, RoundKind.CALLS, drafts)
    counted = sum(row.counts for row in rows)
    stage.tell(_("{count} 次通话，其中 {counted} 人打通即算探访。").format(count=len(rows), counted=counted))
    undone = app.undo.undo(app.actor, done.change_set)
    stage.expect(undone.removed == len(rows), _("撤销电话探访"))
    stage.tell(_("整批撤销：{count} 次通话已收回。").format(count=undone.removed))
    app.visits.record_round(app.actor, RoundKind.CALLS, drafts)


def _calls(app: Application, village: str) -> list[CallRow]:
    rows = app.rounds.people_to_call(app.actor, village_code=village)
    # A small village owes too few calls: then those of others follow.
    others = app.rounds.people_to_call(app.actor)
    by_uid = {row.person.elder_uid: row for row in (*rows, *others)}
    return list(by_uid.values())[:_CALLS]


def _called(row: CallRow, number: int, stage: Stage) -> VisitDraft:
    outcome = Outcome.COULD_NOT_REACH if number == _NO_ANSWER else Outcome.MET_REMOTELY
    draft = _met(row.person, stage)
    return replace(draft, mode=Mode.PHONE.value, outcome=outcome.value, visited_time=f"09:{5 * number:02}")


def _take_a_workbook(stage: Stage, app: Application, village: str) -> None:
    stage.step(_("探访工作簿：导出给村里填，收回后先预览再导入"))
    given = stage.folder.claim("visit-workbook.xlsx", _("一个嘎查村本月的探访工作簿，待填"))
    exported = app.visit_workbooks.export(
        app.actor, village, stage.today.replace(day=1), given, progress=stage.progress
    )
    stage.tell(
        _("{file}：工作簿 {code}，应探访 {owed} 行。").format(
            file=given.name, code=exported.code, owed=exported.owed
        )
    )
    back = stage.folder.claim("visit-workbook-filled.xlsx", _("村里填好交回的同一份工作簿"))
    rows = _as_filled(stage)[: max(1, exported.owed)]
    fill_in(given, back, visit_form(), stage.today.month, rows)
    preview = app.visit_workbooks.preview(app.actor, back, progress=stage.progress)
    stage.expect(preview.rows == len(rows) and preview.created and preview.rejected, _("预览探访工作簿"))
    stage.tell(
        _("预览：新登记 {created} 次，不能导入 {refused} 行，待核对 {warnings} 处。").format(
            created=preview.created, refused=preview.refused_rows, warnings=len(preview.warnings)
        )
    )
    for note in preview.rejected:
        stage.tell(f"  {_('第 {row} 行').format(row=note.row)}　{note.column}：{note.reason}")
    done = app.visit_workbooks.apply(app.actor, preview, progress=stage.progress)
    stage.expect(done.created, _("导入探访工作簿"))
    again = app.visit_workbooks.preview(app.actor, back, progress=stage.progress)
    stage.expect(again.created == again.changed == 0, _("重复导入不改动数据"))
    stage.tell(_("导入 {created} 次；再次预览同一份：没有变化。").format(created=done.created))


def _as_filled(stage: Stage) -> list[dict[str, Value]]:
    """Return rows as a village fills them: two visits, and between them one with a day that cannot be."""
    met: dict[str, Value] = {
        "visited_on": stage.today,
        "mode": Mode.IN_PERSON.term,
        "outcome": Outcome.MET_IN_PERSON.term,
        "visitor": _("样例探访人"),
    }
    return [
        {**met, "visited_time": "10:10", "measure:systolic": "138", "measure:diastolic": "84"},
        {**met, "visited_on": stage.today + _NOT_YET},
        {**met, "finding_kind": FindingKind.NEED.term, "finding": "取暖煤剩得不多"},
    ]


def _people(app: Application, village: str) -> list[RoundPerson]:
    return [row.person for row in _calls(app, village)]


def _met(person: RoundPerson, stage: Stage) -> VisitDraft:
    """Return a visit of today at the door, by who is responsible."""
    return VisitDraft(
        elder_uid=person.elder_uid,
        visited_on=stage.today,
        mode=Mode.IN_PERSON.value,
        outcome=Outcome.MET_IN_PERSON.value,
        visitor_uid=person.visitor_uid,
        visitor_name=None if person.visitor_uid else _("样例探访人"),
    )
