"""The demo's work on what is owed: why, decisions about it, a round, days agreed on, the papers, a rule tried out."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import Any

from desktop_app.bootstrap import Application
from desktop_app.cli.console import plain
from desktop_app.cli.demo.stage import Stage
from desktop_app.config.strings import _
from desktop_app.domain.policies import Every, PeriodUnit
from desktop_app.domain.policy_changes import RuleChange
from desktop_app.domain.terms import CampaignKind, DutyKind, DutyState, Mode, ReachKind, ResidenceKind
from desktop_app.services.campaign_rows import USUAL_PEOPLE, CampaignDraft, PeopleChoice
from desktop_app.services.duties import OwedRow
from desktop_app.services.leave import LeaveDraft
from desktop_app.services.pauses import PauseDraft
from desktop_app.services.plan_papers import PlanPaperService
from desktop_app.services.seasonal_moves import MoveDraft
from desktop_app.services.tier_decisions import TierDraft
from desktop_app.storage.queries.elders import ElderFilter

_DAY = timedelta(days=1)
_ROUND_DAYS = timedelta(days=3)
_LEAST_DAYS, _PLAN_DAYS = timedelta(days=7), timedelta(days=20)
_MOVED = 3
_PROFILE, _RULE, _EVERY_DAYS, _MONTHS = "inner-mongolia-2022", "key-monthly", 15, 2


def settle_what_is_owed(stage: Stage, app: Application, village: str) -> None:
    """Go through what came up, say why, decide, start a round, agree on days, print, and try out a rule."""
    app.duties.refresh(app.actor, progress=stage.progress)
    _go_through(stage, app)
    _explain(stage, app)
    _decide(stage, app, village)
    _start_round(stage, app, village)
    _plan(stage, app)
    _print(stage, app)
    _rehearse(stage, app)


def _go_through(stage: Stage, app: Application) -> None:
    stage.step(_("上次打开以来：新发生、已逾期、已到期"))
    since = app.since_opened.since(app.actor)
    stage.expect(since.count, _("上次打开以来"))
    counts = "、".join(f"{_(kind.term)} {count}" for kind, count in since.counts().items())
    last_on = since.last_on or stage.today
    stage.tell(_("上次打开是 {day}，此后：{counts}。").format(day=last_on, counts=counts))


def _explain(stage: Stage, app: Application) -> None:
    stage.step(_("说明为什么应当探访"))
    # In a small township nobody may be of the tier that is owed a visit within hours.
    rows = _within_hours(app) or app.duties.list(app.actor, states=tuple(DutyState))
    stage.expect(rows, _("应探访的人"))
    card = app.why.of_elder(app.actor, rows[0].line.elder_uid)
    path = stage.folder.claim("why.txt", _("一位老年人为什么应当探访，逐条附依据"))
    path.write_text("\n".join(card.lines()) + "\n", encoding="utf-8")
    stage.tell(card.first)


def _decide(stage: Stage, app: Application, village: str) -> None:
    """Pause, raise a tier, move people for the season, send a visitor on leave."""
    stage.step(_("暂停、调整等级、转场、请假代班"))
    rows = app.register.rows(app.actor, app.register.list_ids(app.actor, ElderFilter()))
    urgent = {row.line.elder_uid for row in _within_hours(app)}
    others = (row for row in rows if row.village_code != village and row.uid not in urgent)
    here = sorted(others, key=lambda row: row.tier is None)
    stage.expect(len(here) > _MOVED + 1, _("在册的人"))
    paused, raised, *rest = here
    app.pauses.add(
        app.actor,
        PauseDraft(
            elder_uid=paused.uid,
            from_on=stage.today,
            review_on=stage.today + timedelta(days=21),
            reason="子女接去过冬，每周通话",
        ),
    )
    app.tier_decisions.set(
        app.actor,
        TierDraft(
            elder_uid=raised.uid,
            tier="high",
            from_on=stage.today,
            reason="独居牧点，入冬后道路常断，经嘎查评议",
        ),
    )
    visitors = app.register.visitors(app.actor)
    stage.expect(len(visitors) > 1, _("探访人"))
    away, stand_in = visitors[:2]
    moved = app.seasonal_moves.go(
        app.actor,
        MoveDraft(
            elder_uids=tuple(row.uid for row in rest[-_MOVED:]),
            kind=ResidenceKind.PASTURE.value,
            from_on=stage.today,
            place="浑善达克沙地冬营盘",
            visitor_uid=stand_in.uid,
            reach=ReachKind.LOCAL.value,
        ),
    )
    left = app.seasonal_moves.left_behind(app.actor)
    stage.tell(
        _("转场 {count} 人，由{visitor}在当地探访；留守 {left} 人。").format(
            count=_MOVED - len(moved.left_out), visitor=stand_in.name, left=len(left)
        )
    )
    app.leave.add(
        app.actor,
        LeaveDraft(
            visitor_uid=away.uid,
            from_on=stage.today,
            to_on=stage.today + 4 * _DAY,
            reason="外出培训",
            stand_in_uid=stand_in.uid,
        ),
    )
    stage.tell(_("{away} 请假五天，由 {stand_in} 代班。").format(away=away.name, stand_in=stand_in.name))


def _start_round(stage: Stage, app: Application, village: str) -> None:
    stage.step(_("发起寒潮专项探访，打印电话联络表"))
    draft = CampaignDraft(
        title=_("寒潮专项探访"),
        kind=CampaignKind.COLD.value,
        from_on=stage.today,
        to_on=stage.today + _ROUND_DAYS,
        modes=(Mode.PHONE.value, Mode.IN_PERSON.value),
        choice=PeopleChoice(conditions=USUAL_PEOPLE["special"], villages=(village,)),
        who=_("特殊困难老年人"),
    )
    started = app.campaigns.start(app.actor, draft)
    stage.expect(started.targets, _("专项探访"))
    stage.tell(_("{title}：{count} 人。").format(title=draft.title, count=started.targets))
    for form in ("pdf", "xlsx"):
        _paper(stage, app, f"campaign-call-tree.{form}", _("专项探访电话联络表"), campaign_uid=started.uid)


def _plan(stage: Stage, app: Application) -> None:
    stage.step(_("排探访日程：提出、排定、打印"))
    first, last = stage.today, _month_end(stage.today)
    if last - first < _LEAST_DAYS:
        last = first + _PLAN_DAYS
    proposal = app.plans.propose(app.actor, first=first, last=last, progress=stage.progress)
    stage.expect(proposal.visits, _("探访日程"))
    app.plans.accept(app.actor, proposal.visits)
    again = app.plans.propose(app.actor, first=first, last=last, progress=stage.progress)
    stage.expect(again.changed == 0, _("再排一次不改动"))
    papers = PlanPaperService(app.context, app.reports)
    seen = papers.plan(app.actor, proposal, proposal.visits, accepted=True, progress=stage.progress)
    path = stage.folder.claim("visit-plan.pdf", _("探访计划表"))
    path.write_bytes(seen.content)
    stage.tell(
        _("{first} 至 {last}：排定 {count} 次，排不下 {refused} 次；再排一次，没有改动。").format(
            first=first, last=last, count=len(proposal.visits), refused=len(proposal.refusals)
        )
    )
    stage.tell(f"{proposal.visits[0].name}：{proposal.visits[0].why}")


def _print(stage: Stage, app: Application) -> None:
    stage.step(_("打印出动单、今天的路线单和逾期名单"))
    app.duties.refresh(app.actor, progress=stage.progress)
    _paper(stage, app, "call-out-slip.pdf", _("紧急走访通知单"))
    for form in ("pdf", "xlsx"):
        _paper(stage, app, f"route-sheet.{form}", _("今天的走访路线单"))
        _paper(stage, app, f"overdue-list.{form}", _("探访逾期名单"))


def _paper(stage: Stage, app: Application, file: str, what: str, **wanted: Any) -> None:
    path = stage.folder.claim(file, what)
    made = app.reports.make(app.actor, path.stem, path, progress=stage.progress, **wanted)
    stage.expect(path.stat().st_size, file)
    stage.tell(_("{file}：{count} 人。").format(file=file, count=made.people))


def _rehearse(stage: Stage, app: Application) -> None:
    stage.step(_("规则改动前先预演"))
    from_on = stage.today + _DAY
    change = RuleChange(every=Every(PeriodUnit.DAYS, _EVERY_DAYS), target_day=_EVERY_DAYS)
    profile = app.policies.preview(app.actor, _PROFILE, [(_RULE, change)], from_on)
    found = app.rehearsals.rehearse(app.actor, [profile], from_on, months=_MONTHS, progress=stage.progress)
    stage.expect(found.people and found.total.before, _("规则预演"))
    stage.write_json("rehearsal.json", plain(found), _("规则预演结果（JSON）"))
    stage.tell(
        _(
            "重点对象改为每 {days} 天一次：今后 {months} 个月应探访 {before} 次，改后 {after} 次，{late} 人会逾期。"
        ).format(
            days=_EVERY_DAYS,
            months=_MONTHS,
            before=found.total.before,
            after=found.total.after,
            late=len(found.newly_overdue),
        )
    )


def _within_hours(app: Application) -> list[OwedRow]:
    return [row for row in app.duties.list(app.actor) if row.line.kind == DutyKind.EVENT.value]


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
