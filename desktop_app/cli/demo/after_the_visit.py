"""The demo's work after the visit: a finding followed to its end, services, entitlements, an ability, a family, papers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from desktop_app.bootstrap import Application
from desktop_app.cli.demo.stage import Stage
from desktop_app.config.strings import _
from desktop_app.domain.emergency import RosterFilter
from desktop_app.domain.terms import (
    AssessmentKind,
    AssessmentReason,
    ContactRole,
    FindingKind,
    FindingState,
    FindingStepKind,
    HazardKind,
    IrregularityKind,
    Mode,
    Outcome,
    ProviderKind,
    Satisfaction,
    SupportResult,
    SupportStepKind,
)
from desktop_app.services.assessment_drafts import AssessmentDraft, scale
from desktop_app.services.finding_drafts import StepDraft
from desktop_app.services.handovers import HandoverDraft
from desktop_app.services.paper_orders import Made
from desktop_app.services.register_drafts import ContactDraft, ElderDraft
from desktop_app.services.service_drafts import NeedFilter, PlanDraft, ProviderDraft, ServiceDraft
from desktop_app.services.support_drafts import LetterWish, SupportStepDraft
from desktop_app.services.visit_drafts import FindingDraft, VisitDraft
from desktop_app.storage.queries.elders import ElderFilter, ElderRow

_UNIT, _NEED = "样例长青养老服务站", "服务需求：希望有人送餐"
_MEALS, _AGENCY, _BY_HAND = 6, "样例旗康复评估中心", "样例工作人员"
_URGED_BACK = timedelta(days=20)
_HASTY = ("14:00", "14:01", "14:03")
_SAME_WORDS = "老人精神状态良好，家中整洁，已叮嘱注意用火用电安全，按时服药，有事随时打电话联系。"


def work_after_the_visit(stage: Stage, app: Application, village: str) -> None:
    """Follow a finding, record services, see what people are owed, and make the papers that go with it."""
    people = _people(app, village)
    # A small village has too few: then people of others follow.
    people += [row for row in _people(app) if row.village_code != village]
    stage.expect(len(people) > _MEALS, _("老年人"))
    finding = _refer(stage, app, people[0])
    _give_meals(stage, app, people[:_MEALS], finding)
    _close(stage, app, finding)
    _see_what_is_owed(stage, app, village)
    _assess(stage, app, people[1])
    _urge_a_family(stage, app, people)
    _check_ourselves(stage, app, people[_MEALS:])
    _hand_over(stage, app)
    _list_for_a_cold_spell(stage, app, village)


def _refer(stage: Stage, app: Application, person: ElderRow) -> str:
    stage.step(_("跟踪一个问题：交办、转介（转介单）、答复"))
    before = {line.uid for line in app.findings.of_elder(app.actor, person.uid)}
    draft = FindingDraft(kind=FindingKind.NEED.value, what=_NEED, service="meal")
    app.findings.add(app.actor, person.uid, draft, stage.today)
    (uid,) = {line.uid for line in app.findings.of_elder(app.actor, person.uid)} - before
    for kind, what, unit in (
        (FindingStepKind.ASSIGNED, None, None),
        (FindingStepKind.REFERRED, "每周送餐", _UNIT),
        (FindingStepKind.ANSWERED, "今天起送餐", None),
    ):
        owner = _BY_HAND if kind is FindingStepKind.ASSIGNED else None
        app.findings.take_step(
            app.actor,
            uid,
            StepDraft(kind=kind.value, done_on=stage.today, what=what, unit_name=unit, owner_name=owner),
        )
    line = app.findings.detail(app.actor, uid).line
    made = _paper(
        stage, app, "referral-slip", _("问题（需求）转介单，一式三联"), finding_uid=uid, masked=False
    )
    stage.expect(line.slip_no and made.pages, _("转介单"))
    stage.tell(_("转介单 {number}：{unit} 已答复。").format(number=line.slip_no, unit=_UNIT))
    return uid


def _give_meals(stage: Stage, app: Application, people: list[ElderRow], finding: str) -> None:
    stage.step(_("服务：安排送餐，按名单一次登记，整批撤销，再登记"))
    needs = NeedFilter(service="meal", elder_uid=people[0].uid)
    stage.expect(app.service_needs.unmet(app.actor, needs), _("未满足的需求"))
    app.service_providers.add(
        app.actor,
        ProviderDraft(
            name=_UNIT,
            kind=ProviderKind.STATION.value,
            contract_no="样合-1",
            contract_from_on=stage.today - timedelta(days=300),
            contract_to_on=stage.today + timedelta(days=60),
        ),
    )
    (provider,) = (one.uid for one in app.service_providers.list(app.actor) if one.name == _UNIT)
    plans = [
        PlanDraft(
            elder_uid=row.uid,
            service="meal",
            from_on=stage.today,
            rhythm="day",
            quantity="1",
            provider_uid=provider,
            finding_uid=finding if row is people[0] else None,
        )
        for row in people
    ]
    app.service_plans.add_many(app.actor, plans)
    due = app.service_plans.due(app.actor, "meal", stage.today)
    stage.expect({row.uid for row in people} <= {line.elder_uid for line in due}, _("当天名单"))
    drafts = [
        ServiceDraft(
            elder_uid=line.elder_uid,
            service=line.service,
            given_on=stage.today,
            quantity=line.quantity,
            provider_uid=line.provider_uid,
            given_by=_BY_HAND,
            satisfaction=Satisfaction.SATISFIED.value,
            plan_uid=line.uid,
            finding_uid=line.finding_uid,
        )
        for line in due
        if line.absent is None
    ]
    done = app.services_given.record_round(app.actor, drafts)
    undone = app.undo.undo(app.actor, done.change_set)
    stage.expect(undone.removed == len(drafts), _("撤销服务登记"))
    app.services_given.record_round(app.actor, drafts)
    again = app.service_plans.due(app.actor, "meal", stage.today)
    stage.expect(all(line.given or line.absent for line in again), _("登记服务"))
    stage.expect(not app.service_needs.unmet(app.actor, needs), _("未满足的需求"))
    stage.tell(
        _("送餐名单 {due} 人，登记 {count} 人；整批撤销后再登记。").format(due=len(due), count=len(drafts))
    )


def _close(stage: Stage, app: Application, finding: str) -> None:
    stage.step(_("核实后销号，列出在办问题"))
    draft = StepDraft(
        kind=FindingStepKind.CLOSED.value, done_on=stage.today, what="已开始送餐", proof="电话回访，本人确认"
    )
    app.findings.take_step(app.actor, finding, draft)
    detail = app.findings.detail(app.actor, finding)
    stage.expect(detail.line.state == FindingState.CLOSED.value and len(detail.steps) == 4, _("销号"))
    _paper(stage, app, "finding-ageing", _("在办问题按类型和天数统计"))
    counts = app.findings.counts(app.actor)
    stage.tell(
        _("{steps} 步办理过程；在办 {open} 个，超期 {overdue} 个。").format(
            steps=len(detail.steps), open=counts["open"], overdue=counts["overdue"]
        )
    )


def _see_what_is_owed(stage: Stage, app: Application, village: str) -> None:
    stage.step(_("应享服务：对照文件列出每人该有的服务和补贴"))
    coming = app.radar.coming(app.actor, stage.today, village_code=village)
    stage.expect(coming and all(each.sentence and each.document for each in coming), _("应享服务"))
    made = _paper(stage, app, "due-service-list", _("一个嘎查村的应享服务名单"), village_code=village)
    stage.tell(_("{count} 项，附文件原句（{pages} 页）。").format(count=len(coming), pages=made.pages))


def _assess(stage: Stage, app: Application, person: ElderRow) -> None:
    stage.step(_("能力评估：录入正式报告，采纳建议的类别，打印筛查表"))
    points = {item.key: min(1, item.most) for item in scale().items.values()}
    scored = scale().scored(points)
    stage.expect(scored.level, _("能力评估"))
    app.assessments.record(
        app.actor,
        AssessmentDraft(
            elder_uid=person.uid,
            kind=AssessmentKind.OFFICIAL.value,
            assessed_on=stage.today,
            agency=_AGENCY,
            reason=AssessmentReason.FIRST.value,
            level=scored.level.value if scored.level else None,
            scores=points,
        ),
    )
    proposal = app.assessments.proposal(app.actor, person.uid)
    if proposal is not None:
        app.assessments.adopt(app.actor, person.uid, proposal)
    stage.expect(app.assessments.proposal(app.actor, person.uid) is None, _("采纳类别"))
    _paper(stage, app, "assessment-screening", _("能力筛查表（非正式评估）"), elder_uid=person.uid)
    stage.tell(
        _("总分 {total}，{level} 级；类别{adopted}。").format(
            total=scored.total,
            level=scored.level.value if scored.level else "",
            adopted=_("按报告采纳") if proposal is not None else _("与报告一致"),
        )
    )


def _urge_a_family(stage: Stage, app: Application, people: list[ElderRow]) -> None:
    stage.step(_("督促赡养：电话督促，到期回访，发督促函，登记问候"))
    village, visitor = people[0].village_code, app.register.visitors(app.actor)[0].uid
    daughter = ContactDraft(
        name="样例女儿",
        relation="女儿",
        roles=(ContactRole.SUPPORTER.value,),
        lives_at="北京市",
        last_seen_on=stage.today - timedelta(days=130),
    )
    person = app.register.save(
        app.actor,
        ElderDraft(
            name="额尔敦花",
            village_code=village,
            birth_on=date(stage.today.year - 78, 3, 1),
            visitor_uid=visitor,
            contacts=(daughter,),
        ),
    )
    (supporter,) = (one.uid for one in app.family_support.panel(app.actor, person).supporters)
    app.family_support.record(
        app.actor,
        SupportStepDraft(
            elder_uid=person,
            kind=SupportStepKind.URGED.value,
            done_on=stage.today - _URGED_BACK,
            result=SupportResult.PROMISED.value,
            contact_uid=supporter,
            by_name=_BY_HAND,
            what="答应半个月内回来看望",
        ),
    )
    waiting = {row.elder_uid for row in app.family_support.waiting(app.actor, stage.today)}
    stage.expect(person in waiting, _("到期回访"))
    letter = LetterWish(contact_uid=supporter, reasons=("unseen",), clerk=_BY_HAND)
    _paper(stage, app, "support-letter", _("督促履行赡养义务的函"), elder_uid=person, support=letter)
    app.family_support.seen(app.actor, supporter, called_on=stage.today)
    panel = app.family_support.panel(app.actor, person)
    stage.expect(panel.steps and panel.last_called_on == stage.today, _("督促赡养"))
    stage.tell(
        _("督促 {count} 次，到期没有来，督促函一份；{day} 有家人来电问候。").format(
            count=len(panel.steps), day=panel.last_called_on
        )
    )


def _check_ourselves(stage: Stage, app: Application, people: list[ElderRow]) -> None:
    stage.step(_("上报前自查：列出要说明的地方，写明情况"))
    visitor = app.register.visitors(app.actor)[0]
    for row, time in zip(_apart(people), _HASTY, strict=False):
        app.visits.record(
            app.actor,
            VisitDraft(
                elder_uid=row.uid,
                visited_on=stage.today,
                visited_time=time,
                mode=Mode.IN_PERSON.value,
                outcome=Outcome.MET_IN_PERSON.value,
                visitor_uid=visitor.uid,
                summary=_SAME_WORDS,
            ),
        )
    found = app.self_check.irregularities(app.actor, stage.today, progress=stage.progress)
    hasty = [each for each in found if each.kind is IrregularityKind.TOO_FAST]
    stage.expect(hasty, _("自查"))
    for each in hasty:
        words = _("三户相邻，时间按进门先后补记。")
        app.self_check.explain(app.actor, each.about, each.kind, each.month, words)
    after = app.self_check.counts(app.actor)
    stage.expect(after.explained >= len(hasty), _("自查说明"))
    stage.tell(
        _("本月 {count} 处；已说明 {explained} 处，待说明 {waiting} 处。不影响上报。").format(
            count=len(found), explained=after.explained, waiting=after.waiting
        )
    )


def _apart(people: list[ElderRow]) -> Iterator[ElderRow]:
    """Yield people no two of whom have one address."""
    seen: set[tuple[str, str | None]] = set()
    for row in people:
        if (row.village_code, row.address) not in seen:
            seen.add((row.village_code, row.address))
            yield row


def _hand_over(stage: Stage, app: Application) -> None:
    stage.step(_("交接：把一位探访人的老年人移交给另一位，打印交接单"))
    visitors = app.register.visitors(app.actor)
    giver = next(one for one in visitors if app.handovers.people(app.actor, one.uid, stage.today))
    taker = next(one for one in visitors if one.uid != giver.uid)
    draft = HandoverDraft(
        from_uid=giver.uid,
        to_uid=taker.uid,
        from_on=stage.today,
        until=stage.today + timedelta(days=14),
        reason="外出培训",
        witness=_BY_HAND,
    )
    app.handovers.apply(app.actor, draft)
    made = app.handovers.past(app.actor)[0]
    _paper(stage, app, "handover-pack", _("探访对象交接单，双方签字"), handover_uid=made.uid, masked=False)
    stage.expect(made.to_uid == taker.uid and made.elder_uids, _("交接"))
    stage.tell(_("移交 {count} 人，到 {until} 为止。").format(count=len(made.elder_uids), until=draft.until))


def _list_for_a_cold_spell(stage: Stage, app: Application, village: str) -> None:
    stage.step(_("寒潮来前：列出先要联系的人"))
    wanted = RosterFilter(hazard=HazardKind.COLD.value, village_code=village)
    roster = app.emergency_rosters.roster(app.actor, wanted)
    made = _paper(stage, app, "emergency-roster", _("应急联络名单（寒潮）"), roster=wanted, masked=False)
    stage.expect(made.pages, _("应急联络名单"))
    stage.tell(_("{count} 人，按风险排在前面。").format(count=len(roster.lines)))


def _people(app: Application, village: str | None = None) -> list[ElderRow]:
    ids = app.register.list_ids(app.actor, ElderFilter(village_code=village))
    return app.register.rows(app.actor, ids)


def _paper(stage: Stage, app: Application, name: str, what: str, **wish: Any) -> Made:
    path = stage.folder.claim(f"{name}.pdf", what)
    made = app.reports.make(app.actor, name, path, progress=stage.progress, **wish)
    stage.expect(path.stat().st_size, name)
    return made
