"""Give the person of whom everything is known what follows visits: findings, services, assessments, a family urged."""

from __future__ import annotations

from datetime import date, timedelta

from desktop_app.bootstrap import Application
from desktop_app.domain.terms import (
    AbilityLevel,
    AssessmentCondition,
    AssessmentKind,
    AssessmentReason,
    ContactRole,
    FindingKind,
    FindingStepKind,
    ProviderKind,
    Satisfaction,
    SupportResult,
    SupportStepKind,
)
from desktop_app.exchange.sample.abilities import load_scale
from desktop_app.services.assessment_drafts import AssessmentDraft
from desktop_app.services.finding_drafts import StepDraft
from desktop_app.services.service_drafts import PlanDraft, ProviderDraft, ServiceDraft
from desktop_app.services.support_drafts import SupportStepDraft
from desktop_app.services.visit_drafts import FindingDraft
from desktop_app.storage.queries.findings import FindingFilter

_PROVIDER = "克什克腾旗达日罕乌拉苏木样例居家和社区养老服务指导中心（蒙汉双语）"
_LONG = (
    "东屋炕洞返烟，烟道与炕沿接缝处开裂，炉筒接口松动，窗户封严未留通风口，一氧化碳报警器没有电；"
    "本人说夜里压火睡觉，子女劝过多次不听，邻居也反映过"
)
_STEPS = (
    (FindingStepKind.ASSIGNED, 40, "三日内上门查看，拍照留底", None),
    (FindingStepKind.ACTED, 38, "更换报警器电池，当场试响；烟道须请专业人员处理", None),
    (FindingStepKind.REFERRED, 37, "维修烟道，加装通风口", _PROVIDER),
    (FindingStepKind.ANSWERED, 30, "已列入本月维修名单", None),
    (FindingStepKind.CLOSED, 22, "烟道已修好", None),
    (FindingStepKind.REOPENED, 6, "入户时发现又返烟", None),
)
_GIVEN = (
    ("meal", 1, "2", "嘎查食堂"),
    ("meal", 3, "1", "嘎查食堂"),
    ("bath", 5, "1", "流动助浴车"),
    ("housework", 9, "1.5", "牧点蒙古包往北两公里敖包山脚下的红砖房"),
    ("home_nursing", 12, "1", "家中"),
    ("traditional_medicine", 20, "1", "样例卫生院"),
    ("comfort", 31, "1", "家中"),
    ("health_management", 44, "1", "样例卫生院"),
)
_FAMILY = (
    (SupportStepKind.URGED, 70, SupportResult.PROMISED, "电话联系，答应每周来一次，每月给生活费五百元"),
    (SupportStepKind.LETTER, 40, SupportResult.PARTLY, "收到督促函后来过一次，生活费仍未给"),
    (SupportStepKind.MEDIATION, 18, SupportResult.PENDING, "本人同意调解，等人民调解委员会排期"),
)
_LEVELS = (
    (700, AbilityLevel.MILD, 8),
    (340, AbilityLevel.MODERATE, 30),
    (5, AbilityLevel.SEVERE, 50),
)


def add_aftercare(app: Application, uid: str) -> None:
    """Add all of it to one person."""
    today = app.clock.today()
    _add_findings(app, uid, today)
    _add_services(app, uid, today)
    _add_assessments(app, uid, today)
    _add_family(app, uid, today)


def _add_findings(app: Application, uid: str, today: date) -> None:
    for kind, back, what in (
        (FindingKind.HAZARD, 41, _LONG),
        (FindingKind.NEED, 12, "希望每周有人帮忙洗澡、打扫，儿媳腰伤不能再照料"),
        (FindingKind.BENEFIT, 8, "高龄津贴未领，身份证住址与居住地不一致"),
        (FindingKind.URGENT, 0, "血压 192/112，头晕，已联系村医上门复测"),
    ):
        draft = FindingDraft(kind=kind.value, what=what, action="已告知家属，并报嘎查村")
        app.findings.add(app.actor, uid, draft, today - timedelta(days=back))
    lines = app.findings.list(app.actor, FindingFilter(elder_uid=uid, kinds=(FindingKind.HAZARD.value,)))
    visitors = app.register.visitors(app.actor)
    for step, back, what, unit in _STEPS:
        app.findings.take_step(
            app.actor,
            lines[-1].uid,
            StepDraft(
                kind=step.value,
                done_on=today - timedelta(days=back),
                what=what,
                by_name="乌云其其格",
                unit_name=unit,
                proof="维修前后照片，现场试烧无返烟" if step is FindingStepKind.CLOSED else None,
                owner_uid=visitors[0].uid if visitors and step is FindingStepKind.ASSIGNED else None,
                owner_name="海棠" if not visitors and step is FindingStepKind.ASSIGNED else None,
            ),
        )


def _add_services(app: Application, uid: str, today: date) -> None:
    app.service_providers.add(
        app.actor,
        ProviderDraft(
            name=_PROVIDER,
            kind=ProviderKind.SOCIAL_ORGANISATION.value,
            phone="13800138000、0476-5123456",
            contract_no="克民购〔2026〕第0132号",
            contract_from_on=today - timedelta(days=300),
            contract_to_on=today + timedelta(days=65),
        ),
    )
    provider = next(one.uid for one in app.service_providers.list(app.actor) if one.name == _PROVIDER)
    for service, rhythm, until in (("meal", "week:1,3,5", None), ("family_doctor", None, 40)):
        app.service_plans.add(
            app.actor,
            PlanDraft(
                elder_uid=uid,
                service=service,
                from_on=today - timedelta(days=325),
                to_on=today + timedelta(days=until) if until else None,
                rhythm=rhythm,
                provider_uid=provider,
                quantity="1" if rhythm else None,
                agreement_no=None if rhythm else "样签2026-00132",
            ),
        )
    for service, back, quantity, place in _GIVEN:
        app.services_given.record(
            app.actor,
            ServiceDraft(
                elder_uid=uid,
                service=service,
                given_on=today - timedelta(days=back),
                quantity=quantity,
                provider_uid=provider,
                given_by="阿拉坦其其格格日乐",
                place=place,
                satisfaction=Satisfaction.SATISFIED.value,
                cost=4500,
                paid=1500,
                note="本人满意，提出下次上午来",
            ),
        )


def _add_assessments(app: Application, uid: str, today: date) -> None:
    scale = load_scale()
    for back, level, less in _LEVELS:
        points, left = {key: item.most for key, item in scale.items.items()}, less
        while left:
            for key, most in list(points.items()):
                if left and most:
                    points[key] -= 1
                    left -= 1
        app.assessments.record(
            app.actor,
            AssessmentDraft(
                elder_uid=uid,
                kind=AssessmentKind.OFFICIAL.value,
                assessed_on=today - timedelta(days=back),
                level=level.value,
                agency="样例旗康复评估中心",
                assessors="样例评估员甲、样例评估员乙",
                informant="乌云其其格（女儿）",
                reason=AssessmentReason.ROUTINE.value,
                report_no=f"样评2026-{back:05}",
                scores=points,
                note="评估当日情绪平稳，能配合。",
            ),
        )
    points = {key: 0 if at < 4 else item.most for at, (key, item) in enumerate(scale.items.items())}
    app.assessments.record(
        app.actor,
        AssessmentDraft(
            elder_uid=uid,
            kind=AssessmentKind.SCREENING.value,
            assessed_on=today - timedelta(days=120),
            scores=points,
            conditions=(AssessmentCondition.RISK_EVENTS.value,),
            assessors="海棠",
        ),
    )


def _add_family(app: Application, uid: str, today: date) -> None:
    contacts = app.register.get(app.actor, uid).contacts
    supporters = [one for one in contacts if ContactRole.SUPPORTER.value in one.roles]
    for step, back, result, what in _FAMILY:
        app.family_support.record(
            app.actor,
            SupportStepDraft(
                elder_uid=uid,
                kind=step.value,
                done_on=today - timedelta(days=back),
                result=result.value,
                contact_uid=supporters[0].uid
                if supporters and step is not SupportStepKind.MEDIATION
                else None,
                by_name="海棠",
                what=what,
                referred_to="达日罕乌拉苏木人民调解委员会" if step is SupportStepKind.MEDIATION else None,
            ),
        )
