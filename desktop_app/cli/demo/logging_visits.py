"""The demo's daily work: see who is owed a visit, record some visits, write the list of what is owed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from desktop_app.bootstrap import Application
from desktop_app.cli.demo.stage import Stage
from desktop_app.cli.duties import owed_document, owed_lines
from desktop_app.config.strings import _
from desktop_app.domain.terms import DutyState, FindingKind, Mode, Outcome
from desktop_app.services.duties import OwedRow
from desktop_app.services.visits import FindingDraft, VisitDraft, visit_form

_NEEDED = 4


def record_some(stage: Stage, app: Application) -> str:
    """Record visits of several kinds in one village; returns the village's code."""
    stage.step(_("登记几次探访"))
    app.duties.refresh(app.actor, progress=stage.progress)
    every = (*(state for state in DutyState if state not in {DutyState.WAIVED, DutyState.CANCELLED}),)
    rows = app.duties.list(app.actor, states=every)
    village = Counter(row.line.village_code for row in rows).most_common(1)[0][0]
    chosen = [row for row in rows if row.line.village_code == village][:_NEEDED]
    stage.expect(len(chosen) == _NEEDED, _("应探访的人"))
    met, absent, refusing, urgent = chosen
    answers = visit_form().normal_answers(stage.today.month)
    first = replace(_draft(stage, met), visited_on=stage.today - timedelta(days=1), answers=answers)
    app.visits.record(app.actor, first)
    stage.tell(_("上门见到本人，按表逐项填写。"))
    last = app.visits.last_met(app.actor, met.line.elder_uid)
    stage.expect(last is not None and last.answers == answers, _("与上次相同"))
    app.visits.record(app.actor, replace(_draft(stage, met), answers=last.answers if last else {}))
    stage.tell(_("次日再访，“与上次相同”。"))
    app.visits.record(
        app.actor, replace(_draft(stage, absent), outcome=Outcome.NOT_AT_HOME.value, summary="敲门无人应答，邻居说去了旗里")
    )
    stage.tell(_("不在家：应探访仍然开着，须再访。"))
    app.visits.record(
        app.actor,
        replace(_draft(stage, refusing), outcome=Outcome.REFUSED.value, summary="本人表示近期不需要探访"),
    )
    stage.tell(_("拒访：如实登记，单独列出。"))
    finding = FindingDraft(
        kind=FindingKind.URGENT.value, what="独自在家时跌倒，腿部疼痛不能站立", action="已通知家属并联系卫生院"
    )
    app.visits.record(app.actor, replace(_draft(stage, urgent), answers=answers, findings=(finding,)))
    stage.tell(_("发现紧急问题：一日内须办结。"))
    return village


def _draft(stage: Stage, row: OwedRow) -> VisitDraft:
    return VisitDraft(
        elder_uid=row.line.elder_uid,
        visited_on=stage.today,
        mode=Mode.IN_PERSON.value,
        outcome=Outcome.MET_IN_PERSON.value,
        visitor_name=row.line.visitor or "样例探访人",
    )


def write_due_list(stage: Stage, app: Application) -> None:
    """Write who is owed a visit on the day."""
    stage.step(_("列出今天应探访的人"))
    app.duties.refresh(app.actor, progress=stage.progress)
    rows = app.duties.list(app.actor)
    counts = app.duties.counts(app.actor)
    stage.tell("、".join(f"{_(state.term)} {count}" for state, count in counts.items()))
    stage.write_json("due-list.json", [owed_document(row) for row in rows], _("应探访名单（JSON）"))
    path = stage.folder.claim("due-list.txt", _("应探访名单，每人附原因"))
    path.write_text("\n".join(owed_lines(rows)) + "\n", encoding="utf-8")
