"""The demo's daily work: see who is owed a visit, record some visits, write the list of what is owed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from desktop_app.bootstrap import Application
from desktop_app.cli.demo.stage import Stage
from desktop_app.cli.duties import owed_document, owed_lines
from desktop_app.cli.visits import visitor_uid
from desktop_app.config.strings import _
from desktop_app.domain.terms import DutyState, FindingKind, FindingState, FindingStepKind, Mode, Outcome
from desktop_app.services.duties import OwedRow
from desktop_app.services.finding_drafts import StepDraft
from desktop_app.services.visit_drafts import FindingDraft, VisitDraft, visit_form

_NEEDED = 4
_CLOSED = 6
_NOT_OWED = frozenset({DutyState.WAIVED, DutyState.CANCELLED})


def record_some(stage: Stage, app: Application) -> str:
    """Record visits of several kinds in one village; returns the village's code."""
    stage.step(_("登记几次探访"))
    app.duties.refresh(app.actor, progress=stage.progress)
    rows = app.duties.list(app.actor, states=tuple(state for state in DutyState if state not in _NOT_OWED))
    village = Counter(row.line.village_code for row in rows).most_common(1)[0][0]
    # A small township has too few in one village: then those of others follow.
    people = {row.line.elder_uid: row for row in reversed(rows)}.values()
    chosen = sorted(people, key=lambda row: row.line.village_code != village)[:_NEEDED]
    stage.expect(len(chosen) == _NEEDED, _("应探访的人"))
    met, absent, refusing, urgent = (_draft(stage, app, row) for row in chosen)
    answers = visit_form().normal_answers(stage.today.month)
    app.visits.record(app.actor, replace(met, visited_on=stage.today - timedelta(days=1), answers=answers))
    stage.tell(_("上门见到本人，按表逐项填写。"))
    last = app.visits.last_met(app.actor, met.elder_uid)
    stage.expect(last is not None and last.answers == answers, _("与上次相同"))
    app.visits.record(app.actor, replace(met, answers=last.answers if last else {}))
    stage.tell(_("次日再访，“与上次相同”。"))
    absent = replace(absent, outcome=Outcome.NOT_AT_HOME.value, summary="敲门无人应答，邻居说去了旗里")
    app.visits.record(app.actor, absent)
    stage.tell(_("不在家：应探访仍然开着，须再访。"))
    refusing = replace(refusing, outcome=Outcome.REFUSED.value, summary="本人表示近期不需要探访")
    app.visits.record(app.actor, refusing)
    stage.tell(_("拒访：如实登记，单独列出。"))
    finding = FindingDraft(
        kind=FindingKind.URGENT.value,
        what="独自在家时跌倒，腿部疼痛不能站立",
        action="已通知家属并联系卫生院",
    )
    app.visits.record(app.actor, replace(urgent, answers=answers, findings=(finding,)))
    stage.tell(_("发现紧急问题：一日内须办结。"))
    _close_some(stage, app)
    return village


def _close_some(stage: Stage, app: Application) -> None:
    found = app.visits.findings(app.actor, state=FindingState.OPEN.value)[:_CLOSED]
    for row in found:
        closing = StepDraft(
            kind=FindingStepKind.CLOSED.value, done_on=stage.today, what="已办结", proof="电话回访，本人确认"
        )
        app.findings.take_step(app.actor, row.uid, closing)
    stage.tell(_("办结销号 {count} 个以前发现的问题。").format(count=len(found)))


def _draft(stage: Stage, app: Application, row: OwedRow) -> VisitDraft:
    name = row.line.visitor or "样例探访人"
    return VisitDraft(
        elder_uid=row.line.elder_uid,
        visited_on=stage.today,
        mode=Mode.IN_PERSON.value,
        outcome=Outcome.MET_IN_PERSON.value,
        visitor_uid=visitor_uid(app, name),
        visitor_name=name,
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
