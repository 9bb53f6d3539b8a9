"""Write findings and the steps taken about them inside a unit of work: for the finding's own page and for visits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy.orm import Session

from desktop_app.domain import findings as rules
from desktop_app.domain.errors import N_, FieldProblem
from desktop_app.domain.findings import Move, Standing, Step
from desktop_app.domain.outcomes import can_tell
from desktop_app.domain.terms import FindingKind, FindingState, FindingStepKind, SiteLevel
from desktop_app.models import Finding, FindingStep, Visit, Visitor
from desktop_app.services import settings
from desktop_app.services.context import Context
from desktop_app.services.decision_checks import optional_text, required_text
from desktop_app.services.finding_drafts import FollowUp, StepDraft
from desktop_app.services.finding_take_back import steps_at, steps_of, take_back_step
from desktop_app.services.service_catalogue import catalogue
from desktop_app.services.visit_drafts import DAYS_TO_CLOSE, FindingDraft
from desktop_app.storage.queries.findings import FindingLine, StepLine
from desktop_app.storage.unit_of_work import UnitOfWork

SEEN_AT_A_VISIT, SOLVED = "探访核实", "探访时已解决"
"""What is kept in Chinese with a closing at a visit, whatever language the window speaks."""

SEEN_IN_RECORDS, SERVED = "服务记录", "已提供"
"""The same with a closing by a service."""

_KIND = N_("办理步骤")
_FURTHEST = timedelta(days=3653)
_LEVELS = {level.value: level for level in SiteLevel}
_KINDS = {kind.value: kind for kind in FindingStepKind}

_SET_THE_ROW = frozenset(FindingStepKind) - {
    FindingStepKind.ACTED,
    FindingStepKind.ANSWERED,
    FindingStepKind.CHECKED,
}
"""Steps that say where a finding is from then on: none of them comes before another one."""

_MUST_SAY = {
    FindingStepKind.ACTED: N_("处理情况"),
    FindingStepKind.ANSWERED: N_("答复内容"),
    FindingStepKind.ESCALATED: N_("上报原因"),
    FindingStepKind.RETURNED: N_("办理要求"),
    FindingStepKind.CLOSED: N_("办理结果"),
    FindingStepKind.REOPENED: N_("重新打开的原因"),
}
"""What has to be written in words with a step, by what the form calls it."""


def add_finding(
    unit: UnitOfWork,
    context: Context,
    elder_uid: str,
    draft: FindingDraft,
    found_on: date,
    visit: Visit | None,
) -> Finding:
    """Write a finding as it is found; one that is handed on at once has its first step and slip number."""
    kind, days = FindingKind(draft.kind), DAYS_TO_CLOSE[FindingKind(draft.kind)]
    owner_uid, owner_name = owner_of(unit, draft.owner_uid, draft.owner_name)
    check_service(draft.service)
    finding = unit.add(
        Finding(
            elder_uid=elder_uid,
            visit_uid=visit.uid if visit is not None else None,
            kind=kind.value,
            what=required_text(draft.what, "what", N_("问题")),
            action=optional_text(draft.action),
            referred_to=optional_text(draft.referred_to),
            found_on=found_on,
            due_on=draft.due_on or found_on + timedelta(days=days),
            state=FindingState.OPEN.value,
            owner_uid=owner_uid,
            owner_name=owner_name,
            service=draft.service or None,
        )
    )
    unit.session.flush()
    if finding.referred_to:
        referred = StepDraft(
            kind=FindingStepKind.REFERRED.value,
            done_on=found_on,
            unit_name=finding.referred_to,
            by_name=visit.visitor_name if visit is not None else None,
            visit_uid=finding.visit_uid,
        )
        slip_no = next_slip(unit.session, context, take=True)
        _write(unit, context, finding, FindingStepKind.REFERRED, referred, slip_no=slip_no)
    return finding


def take_step(unit: UnitOfWork, context: Context, finding: Finding, draft: StepDraft) -> FindingStep:
    """Take one step about a finding and set its row; raises ``FieldProblem`` for one that may not follow."""
    if draft.kind not in _KINDS:
        raise FieldProblem(field="kind", label=_KIND, reason=N_("不在可选项中"))
    kind, level = _KINDS[draft.kind], context.site.level
    steps = steps_of(unit.session, finding.uid)
    now = standing_of(finding)
    why = rules.refusal(kind, now.state, asked=was_asked(finding, steps), level=level, held_by=now.held_by)
    if why is not None:
        raise FieldProblem(field="kind", label=_KIND, reason=why)
    _check_days(finding, steps, kind, draft, context.today())
    what = _check_words(kind, draft)
    owner_uid, owner_name = draft.owner_uid, draft.owner_name
    if kind is FindingStepKind.ASSIGNED:
        owner_uid, owner_name = owner_of(unit, draft.owner_uid, draft.owner_name)
        if owner_name is None:
            raise FieldProblem(field="owner", label=N_("责任人"), reason=N_("请写明交给谁办理"))
    due_on = draft.due_on
    if kind is FindingStepKind.REOPENED and due_on is None:
        due_on = draft.done_on + timedelta(days=DAYS_TO_CLOSE[FindingKind(finding.kind)])
    unit_name = optional_text(draft.unit_name)
    if kind is FindingStepKind.REFERRED:
        unit_name = required_text(draft.unit_name, "unit_name", N_("转介单位"))
    elif kind is FindingStepKind.ANSWERED:
        unit_name = unit_name or finding.referred_to
    _write_implied(unit, context, finding, steps, kind)
    slip_no = next_slip(unit.session, context, take=True) if kind is FindingStepKind.REFERRED else None
    move = Move(
        kind=kind,
        done_on=draft.done_on,
        what=what,
        unit_name=unit_name,
        due_on=due_on,
        owner_uid=owner_uid,
        owner_name=owner_name,
        held_by=_goes_to(kind, draft, level, now.held_by),
    )
    # The entry of the log about the finding has to follow that of the step: so it is found when taking it back.
    unit.flush()
    _set_standing(finding, rules.after(now, move))
    return _write(
        unit, context, finding, kind, draft, what=what, unit_name=unit_name, due_on=due_on, slip_no=slip_no
    )


def follow(
    unit: UnitOfWork, context: Context, visit: Visit, files: Sequence[str], followed: Sequence[FollowUp]
) -> None:
    """Write what a visit saw of findings of the person (``files``); what it said of them before is replaced.

    A visit that neither met the person nor saw the house says nothing: what it said before it was corrected is
    taken back, and ``followed`` is refused with ``FieldProblem``.
    """
    if not can_tell(visit.mode, visit.outcome):
        if followed:
            raise FieldProblem(
                field="followed", label=N_("发现问题"), reason=N_("没有见到本人，也没有到家，说不出解决没有")
            )
        for step in reversed(steps_at(unit, visit.uid)):
            if step.kind in _SEEN:
                take_back_step(unit, step)
        return
    for each in followed:
        finding = unit.get(Finding, each.finding_uid)
        if finding.elder_uid not in files:
            raise FieldProblem(field="followed", label=N_("发现问题"), reason=N_("不是这位老年人的问题"))
        kind = FindingStepKind.CLOSED if each.solved else FindingStepKind.CHECKED
        what = optional_text(each.what) or (SOLVED if each.solved else None)
        before = [step for step in steps_of(unit.session, finding.uid) if step.visit_uid == visit.uid]
        seen = [step for step in before if step.kind in _SEEN]
        if seen and (seen[-1].kind, seen[-1].what) == (kind.value, what):
            continue
        for step in reversed(seen):
            take_back_step(unit, step)
        if each.solved and finding.state == FindingState.CLOSED.value:
            continue
        draft = StepDraft(
            kind=kind.value,
            done_on=visit.visited_on,
            what=what,
            by_name=visit.visitor_name,
            proof=SEEN_AT_A_VISIT if each.solved else None,
            visit_uid=visit.uid,
        )
        take_step(unit, context, finding, draft)


_SEEN = frozenset({FindingStepKind.CLOSED.value, FindingStepKind.CHECKED.value})
"""What a visit says of a finding that was open."""


def move_with_visit(unit: UnitOfWork, visit: Visit, was_on: date) -> None:
    """Give what a visit saw of findings the visit's new day; raises ``FieldProblem`` before the day of the finding."""
    if visit.visited_on == was_on:
        return
    for step in steps_at(unit, visit.uid):
        if step.kind not in _SEEN or step.done_on != was_on:
            continue
        finding = unit.get(Finding, step.finding_uid)
        if visit.visited_on < finding.found_on:
            raise FieldProblem(
                field="visited_on",
                label=N_("探访日期"),
                reason=N_("这次探访核实过一个问题，不能早于发现它的那天"),
            )
        step.done_on = visit.visited_on
        if step.kind == FindingStepKind.CLOSED.value and finding.closed_on == was_on:
            finding.closed_on = visit.visited_on


def close_by_service(
    unit: UnitOfWork, context: Context, finding_uid: str, given_on: date, service: str, given_by: str | None
) -> None:
    """Close the need that a service met, in the unit of work that records the service."""
    draft = StepDraft(
        kind=FindingStepKind.CLOSED.value,
        done_on=given_on,
        what=f"{SERVED}{service}",
        by_name=given_by,
        proof=SEEN_IN_RECORDS,
    )
    try:
        take_step(unit, context, unit.get(Finding, finding_uid), draft)
    except FieldProblem as problem:
        reason = problem.details["reason"]
        raise FieldProblem(field="closes_need", label=N_("销号"), reason=reason) from problem


def standing_of(finding: Finding) -> Standing:
    """Return the row of a finding as the rules read it."""
    return Standing(
        state=FindingState(finding.state),
        due_on=finding.due_on,
        referred_to=finding.referred_to,
        owner_uid=finding.owner_uid,
        owner_name=finding.owner_name,
        held_by=_LEVELS.get(finding.held_by or ""),
        closed_on=finding.closed_on,
        closing_note=finding.closing_note,
    )


def was_asked(finding: Finding | FindingLine, steps: Sequence[FindingStep] | Sequence[StepLine]) -> bool:
    """Tell whether a finding was ever referred or escalated: then somebody may answer."""
    return bool(finding.referred_to) or any(step.kind in _ASKING for step in steps)


_ASKING = frozenset({FindingStepKind.REFERRED.value, FindingStepKind.ESCALATED.value})


def next_slip(session: Session, context: Context, *, take: bool) -> str:
    """Return the number of the next referral slip, as 2026-0012; ``take`` uses it up.

    Numbers run within a year. After the store was put back from a copy, slips may be out that it does not know:
    then the next hundred begins.
    """
    year, epoch = context.today().year, context.site.epoch
    kept = settings.read(session, settings.SLIP_SERIAL) or {}
    last = kept.get("last", 0) if kept.get("year") == year else 0
    if kept and kept.get("epoch") != epoch:
        last = (last // 100 + 1) * 100
    if take:
        settings.write(session, settings.SLIP_SERIAL, {"year": year, "epoch": epoch, "last": last + 1})
    return f"{year}-{last + 1:04d}"


def owner_of(unit: UnitOfWork, uid: str | None, name: str | None) -> tuple[str | None, str | None]:
    """Return uid and name of whom a finding is given to: a visitor, or somebody by name alone."""
    return (uid, unit.get(Visitor, uid).name) if uid else (None, optional_text(name))


def check_service(service: str | None) -> None:
    """Raise ``FieldProblem`` for a service that the catalogue does not have."""
    if service and service not in catalogue():
        raise FieldProblem(field="service", label=N_("需要的服务"), reason=N_("不在可选项中"))


def _check_days(
    finding: Finding, steps: Sequence[FindingStep], kind: FindingStepKind, draft: StepDraft, today: date
) -> None:
    label = N_("日期")
    if draft.done_on > today:
        raise FieldProblem(field="done_on", label=label, reason=N_("不能晚于今天"))
    if draft.done_on < finding.found_on:
        raise FieldProblem(field="done_on", label=label, reason=N_("不能早于发现问题的日期"))
    if kind in _SET_THE_ROW:
        others = [step.done_on for step in steps if _KINDS.get(step.kind) in _SET_THE_ROW]
        if finding.state == FindingState.CLOSED.value and finding.closed_on is not None:
            others.append(finding.closed_on)
        if draft.done_on < max(others, default=draft.done_on):
            raise FieldProblem(field="done_on", label=label, reason=N_("不能早于前面已登记的步骤"))
    if draft.due_on is not None:
        if draft.due_on < draft.done_on:
            raise FieldProblem(field="due_on", label=N_("办结期限"), reason=N_("不能早于这一步的日期"))
        if draft.due_on - draft.done_on > _FURTHEST:
            raise FieldProblem(field="due_on", label=N_("办结期限"), reason=N_("年份有误"))


def _check_words(kind: FindingStepKind, draft: StepDraft) -> str | None:
    what = optional_text(draft.what)
    if kind in _MUST_SAY:
        what = required_text(draft.what, "what", _MUST_SAY[kind])
    if kind is FindingStepKind.CLOSED and not (optional_text(draft.proof) or draft.visit_uid):
        raise FieldProblem(
            field="proof", label=N_("办结依据"), reason=N_("请写明凭什么销号：谁核实的，看到了什么")
        )
    return what


def _goes_to(
    kind: FindingStepKind, draft: StepDraft, level: SiteLevel, held_by: SiteLevel | None
) -> SiteLevel | None:
    """Return the level to which an escalated or returned finding goes; raises ``FieldProblem``."""
    if kind not in {FindingStepKind.ESCALATED, FindingStepKind.RETURNED}:
        return None
    choices = (rules.higher if kind is FindingStepKind.ESCALATED else rules.lower)(level, held_by)
    wanted = _LEVELS.get(draft.held_by) if draft.held_by else choices[0]
    if wanted not in choices:
        raise FieldProblem(field="held_by", label=N_("级别"), reason=N_("不能上报或交回到这一级"))
    return wanted


def _write_implied(
    unit: UnitOfWork, context: Context, finding: Finding, steps: Sequence[FindingStep], kind: FindingStepKind
) -> None:
    """Write as a step what only the row says, from before there were steps, before another takes its place."""
    read = [Step(_KINDS[step.kind], step.done_on, step.uid) for step in steps if step.kind in _KINDS]
    kinds = [step.kind for step in read]
    if kind is FindingStepKind.REFERRED and finding.referred_to and kind not in kinds:
        was = StepDraft(kind=kind.value, done_on=finding.found_on, unit_name=finding.referred_to)
        _write(unit, context, finding, kind, was)
    turned = [each for each in kinds if each in {FindingStepKind.CLOSED, FindingStepKind.REOPENED}]
    unsaid = not turned or turned[-1] is FindingStepKind.REOPENED
    if kind is FindingStepKind.REOPENED and unsaid and finding.closed_on is not None:
        closed = FindingStepKind.CLOSED
        was = StepDraft(kind=closed.value, done_on=finding.closed_on, what=finding.closing_note)
        _write(unit, context, finding, closed, was, what=finding.closing_note)


def _write(
    unit: UnitOfWork,
    context: Context,
    finding: Finding,
    kind: FindingStepKind,
    draft: StepDraft,
    *,
    what: str | None = None,
    unit_name: str | None = None,
    due_on: date | None = None,
    slip_no: str | None = None,
) -> FindingStep:
    step = unit.add(
        FindingStep(
            elder_uid=finding.elder_uid,
            finding_uid=finding.uid,
            kind=kind.value,
            done_on=draft.done_on,
            by_name=optional_text(draft.by_name),
            level=context.site.level.value,
            what=what,
            unit_name=unit_name or optional_text(draft.unit_name),
            due_on=due_on,
            slip_no=slip_no,
            proof=optional_text(draft.proof),
            visit_uid=draft.visit_uid,
            entered_on=context.today(),
        )
    )
    unit.session.flush()
    return step


def _set_standing(finding: Finding, then: Standing) -> None:
    facts = {
        "state": then.state.value,
        "due_on": then.due_on,
        "referred_to": then.referred_to,
        "owner_uid": then.owner_uid,
        "owner_name": then.owner_name,
        "held_by": then.held_by.value if then.held_by is not None else None,
        "closed_on": then.closed_on,
        "closing_note": then.closing_note,
    }
    for name, value in facts.items():
        if getattr(finding, name) != value:
            setattr(finding, name, value)
