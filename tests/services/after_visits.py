"""A made-up village of everything that comes after a visit: findings, families, services, assessments, explanations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from desktop_app.bootstrap import Application
from desktop_app.domain.terms import IrregularityKind, UserRole
from desktop_app.services.actor import Actor
from desktop_app.services.assessment_drafts import AssessmentDraft, scale
from desktop_app.services.finding_drafts import FindingEdit, FollowUp, StepDraft
from desktop_app.services.handovers import HandoverDraft
from desktop_app.services.register_drafts import ContactDraft, ElderDraft
from desktop_app.services.service_drafts import PlanDraft, ProviderDraft, ServiceDraft
from desktop_app.services.support_drafts import SupportStepDraft
from desktop_app.services.visit_drafts import FindingDraft, VisitDraft
from tests.services.homes import TODAY, VILLAGES

DAY = timedelta(days=1)
REGISTERED = date(2026, 3, 1)
DIED = date(2026, 11, 9)
MINE, THEIRS, DEAD, TWIN = "包小明", "斯琴高娃", "那仁格日乐", "包晓明"
ABOUT = "0123456789abcdef" * 4


def given(usual: dict[str, Any], wrong: Mapping[str, Any]) -> dict[str, Any]:
    """Return the usual facts with those in their place that are given otherwise."""
    return {**usual, **wrong}


@dataclass(slots=True)
class Work:
    """An open home with two people, one who died and one whose file was joined; a thing of each kind of the two."""

    app: Application
    uids: dict[str, str] = field(default_factory=dict)
    visitors: dict[str, str] = field(default_factory=dict)
    mine: dict[str, str] = field(default_factory=dict)
    """By kind, the uid of what is the first person's."""
    theirs: dict[str, str] = field(default_factory=dict)
    reading: bool = False
    """Whether it is worked with as somebody who may only read."""

    @property
    def actor(self) -> Actor:
        """The officer, or a reader."""
        return Actor("李志强", UserRole.READER) if self.reading else self.app.actor

    @property
    def elder(self) -> str:
        """The first person."""
        return self.uids[MINE]

    def visit(self, **wrong: Any) -> VisitDraft:
        usual: dict[str, Any] = {"visited_on": TODAY, "mode": "in_person", "outcome": "met_in_person"}
        return VisitDraft(**({"elder_uid": self.elder, "visitor_name": "海棠"} | usual | wrong))

    def finding(self, found_on: date = TODAY, elder: str | None = None, **wrong: Any) -> str:
        draft = FindingDraft(**given({"kind": "hazard", "what": "炉筒漏烟"}, wrong))
        return self.app.findings.add(self.actor, self.elder if elder is None else elder, draft, found_on)

    def step(self, uid: str | None = None, **wrong: Any) -> str:
        draft = StepDraft(**given({"kind": "acted", "done_on": TODAY, "what": "已更换炉筒"}, wrong))
        return self.app.findings.take_step(self.actor, self.mine["finding"] if uid is None else uid, draft)

    def edit(self, uid: str | None = None, **wrong: Any) -> str | None:
        edit = FindingEdit(**given({"kind": "hazard", "what": "烟道堵塞"}, wrong))
        return self.app.findings.edit(self.actor, self.mine["finding"] if uid is None else uid, edit)

    def follow(self, **wrong: Any) -> str:
        followed = FollowUp(**given({"finding_uid": self.mine["finding"], "solved": False}, wrong))
        return self.app.visits.record(self.actor, self.visit(followed=(followed,)))

    def support_draft(self, **wrong: Any) -> SupportStepDraft:
        usual: dict[str, Any] = {
            "kind": "urged",
            "done_on": TODAY,
            "result": "promised",
            "what": "答应下周来",
        }
        return SupportStepDraft(**({"elder_uid": self.elder, "by_name": "海棠"} | usual | wrong))

    def support(self, **wrong: Any) -> str:
        return self.app.family_support.record(self.actor, self.support_draft(**wrong))

    def seen(self, contact: str | None = None, **wrong: Any) -> str | None:
        uid = self.mine["contact"] if contact is None else contact
        return self.app.family_support.seen(self.actor, uid, **wrong)

    def service_draft(self, **wrong: Any) -> ServiceDraft:
        return ServiceDraft(**given({"elder_uid": self.elder, "service": MEAL, "given_on": TODAY}, wrong))

    def service(self, **wrong: Any) -> str:
        return self.app.services_given.record(self.actor, self.service_draft(**wrong))

    def round(self, *drafts: ServiceDraft) -> object:
        return self.app.services_given.record_round(self.actor, drafts)

    def plan_draft(self, **wrong: Any) -> PlanDraft:
        return PlanDraft(**given({"elder_uid": self.elder, "service": "bath", "from_on": TODAY}, wrong))

    def plan(self, **wrong: Any) -> str:
        return self.app.service_plans.add(self.actor, self.plan_draft(**wrong)).uids[0]

    def provider(self, **wrong: Any) -> str:
        draft = ProviderDraft(**given({"name": "示例养老服务站", "kind": "station"}, wrong))
        return self.app.service_providers.add(self.actor, draft).uids[0]

    def assessed(self, **wrong: Any) -> AssessmentDraft:
        usual: dict[str, Any] = {
            "kind": "official",
            "assessed_on": TODAY,
            "level": "2",
            "agency": "示例评估所",
        }
        return AssessmentDraft(**({"elder_uid": self.elder} | usual | wrong))

    def assess(self, **wrong: Any) -> str:
        return self.app.assessments.record(self.actor, self.assessed(**wrong))

    def screen(self, scores: Mapping[str, Any] | None = None, **wrong: Any) -> str:
        facts = {"kind": "screening", "level": None, "agency": None}
        return self.assess(**(facts | {"scores": all_points() if scores is None else scores} | wrong))

    def explain(self, **wrong: Any) -> str:
        usual: dict[str, Any] = {"about": ABOUT, "kind": IrregularityKind.SAME_WORDS, "month": "2026-11"}
        return self.app.self_check.explain(self.actor, **(usual | {"text": "同一天查了同一栋楼"} | wrong))

    def hand_over(self, **wrong: Any) -> object:
        one, other = self.visitors.values()
        draft = HandoverDraft(**given({"from_uid": one, "to_uid": other, "from_on": TODAY}, wrong))
        return self.app.handovers.apply(self.actor, draft)

    def undo(self, change_set: str | None) -> None:
        assert change_set is not None
        self.app.undo.undo(self.actor, change_set)


MEAL = "meal"


def all_points(points: int | None = None) -> dict[str, int]:
    """Return every item of the scale with so many points, its most where there are fewer; all full without."""
    return {
        key: item.most if points is None else min(points, item.most) for key, item in scale().items.items()
    }


def make_work(app: Application) -> Work:
    """Register four people, let one die and one be joined to another, and record one thing of each kind of two."""
    work = Work(app)
    actor = app.actor
    for name in ("海棠", "赵宝山"):
        work.visitors[name] = app.register.add_visitor(actor, name, "committee", village_code=VILLAGES[0])
    for number, name in enumerate((MINE, THEIRS, DEAD, TWIN)):
        contact = ContactDraft(
            name=f"{name[0]}建国", relation="儿子", phone=f"1390000000{number}", roles=("supporter",)
        )
        work.uids[name] = app.register.save(
            actor,
            ElderDraft(
                name=name,
                village_code=VILLAGES[number == 1],
                birth_on=date(1944, 5, 1),
                registered_on=REGISTERED,
                contacts=(contact,),
                visitor_uid=work.visitors["海棠"],
            ),
        )
    app.visits.record(actor, work.visit(elder_uid=work.uids[DEAD], visited_on=DIED, outcome="deceased"))
    for kept, name in ((work.mine, MINE), (work.theirs, THEIRS)):
        uid = work.uids[name]
        kept["contact"] = app.register.get(actor, uid).contacts[0].uid
        found = (FindingDraft(kind="need", what="想在食堂吃饭"),)
        kept["visit"] = app.visits.record(
            actor, work.visit(elder_uid=uid, visited_on=TODAY - DAY, findings=found)
        )
        kept["finding"] = app.findings.of_elder(actor, uid)[0].uid
        kept["plan"] = work.plan(elder_uid=uid, service="meal", rhythm="week:1,3,5")
        work.service(elder_uid=uid, given_on=TODAY - DAY)
        kept["service"] = app.services_given.of_elder(actor, uid)[0].uid
        work.assess(elder_uid=uid, assessed_on=TODAY - DAY)
        kept["assessment"] = app.assessments.of_elder(actor, uid)[0].uid
        work.support(elder_uid=uid, done_on=TODAY - DAY)
        kept["support"] = app.family_support.panel(actor, uid).steps[0].uid
    work.mine["provider"] = work.provider()
    return work
